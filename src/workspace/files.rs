//! Files that the operator is given: saved views, and texts to edit.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process::{self, Command},
    time::SystemTime,
};

/// Why a file could not be given to the operator, or taken back.
#[derive(Debug, thiserror::Error)]
pub enum FileTrouble {
    /// A view could not be written.
    #[error("cannot write {0}: {1}")]
    Write(PathBuf, io::Error),
    /// The editor could not be started.
    #[error("cannot start the editor `{editor}` ({error}): name another in EDITOR")]
    NoEditor {
        /// What was to be started.
        editor: String,
        /// What the system says.
        error: io::Error,
    },
    /// The editor ended badly.
    #[error("the editor `{editor}` ended with {status}; the text is still in {file}")]
    Editor {
        /// What was started.
        editor: String,
        /// How it ended.
        status: process::ExitStatus,
        /// The file that was edited.
        file: PathBuf,
    },
    /// What was edited cannot be read.
    #[error("cannot read {0}: {1}; the text is still there")]
    Read(PathBuf, io::Error),
}

/// Writes a view into a directory under this name, with a number where there is such a file
/// already, and tells where it went.
pub fn save(dir: &Path, name: &str, contents: &str) -> Result<PathBuf, FileTrouble> {
    let (stem, kind) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let mut file = dir.join(name);
    let mut number = 1;
    loop {
        match create(&file, contents) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(FileTrouble::Write(file, error)),
            Ok(()) => return Ok(file),
        }
        number += 1;
        file = dir.join(format!("{stem}-{number}.{kind}"));
    }
}

/// Opens a text in the operator's editor and waits for it; `None` when it was not changed.
pub fn edit(name: &str, text: &str) -> Result<Option<String>, FileTrouble> {
    let set = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    edit_with(&editor, name, text)
}

fn edit_with(editor: &str, name: &str, text: &str) -> Result<Option<String>, FileTrouble> {
    let file = private_file(name, text)?;
    // The shell takes the editor apart, since it may come with options.
    let status = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), editor])
        .arg(&file)
        .status()
        .map_err(|error| FileTrouble::NoEditor { editor: editor.to_owned(), error })?;
    if !status.success() {
        return Err(FileTrouble::Editor { editor: editor.to_owned(), status, file });
    }
    let edited = fs::read_to_string(&file).map_err(|e| FileTrouble::Read(file.clone(), e))?;
    // A left-over file in the directory for such files does no harm.
    let _ = fs::remove_file(&file);
    Ok((edited != text).then_some(edited))
}

/// A file that only the operator can read.
fn private_file(name: &str, text: &str) -> Result<PathBuf, FileTrouble> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let safe: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' })
        .collect();
    let name = format!("bailiwick-{}-{}-{safe}", process::id(), since.subsec_nanos());
    let file = env::temp_dir().join(name);
    create(&file, text).map_err(|error| FileTrouble::Write(file.clone(), error))?;
    Ok(file)
}

/// Makes a file that is not there yet, for the operator alone.
fn create(file: &Path, contents: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(contents.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let names: Vec<_> = (0..3)
            .map(|n| save(dir.path(), "view.svg", &n.to_string()).unwrap())
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["view.svg", "view-2.svg", "view-3.svg"]);
        assert_eq!(fs::read_to_string(dir.path().join("view.svg")).unwrap(), "0");
        let told = save(&dir.path().join("gone"), "view.svg", "").unwrap_err().to_string();
        assert!(told.starts_with("cannot write "), "{told}");
    }

    #[test]
    fn an_edited_text_comes_back_and_an_unchanged_one_does_not() {
        let edited = edit_with("sed -i s/a/b/", "a policy.json", "a").unwrap();
        assert_eq!(edited.as_deref(), Some("b"));
        assert_eq!(edit_with("true", "p.json", "a").unwrap(), None);
    }

    #[test]
    fn an_editor_that_fails_leaves_the_text() {
        let Err(FileTrouble::Editor { file, .. }) = edit_with("false", "p.json", "mine") else {
            panic!("it must fail")
        };
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        fs::remove_file(file).unwrap();
    }
}
