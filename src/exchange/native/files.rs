//! A set of text files: a directory, or what the program brings along.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Texts by path. Paths are relative, with `/` between their parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

/// Why a directory could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The system refused.
    #[error("{}: {error}; check that the path is right and that you may use it", path.display())]
    Io {
        /// At which path.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// A file is no text.
    #[error("{}: the file is not UTF-8 text; save it as such, or move it out", .0.display())]
    NotText(PathBuf),
    /// The directory to write to holds something already.
    #[error("{}: the directory is not empty; name one that is new or empty", .0.display())]
    NotEmpty(PathBuf),
}

impl Files {
    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Paths and texts, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files right in a directory whose names end in `extension`: path, and name without it.
    pub fn in_directory<'a>(
        &'a self,
        directory: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.keys().filter_map(move |path| {
            let name = path.strip_prefix(directory)?.strip_prefix('/')?.strip_suffix(extension)?;
            (!name.contains('/')).then_some((path.as_str(), name))
        })
    }

    /// Whether there is a file at a path.
    pub fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Puts a file in, over one of the same path.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.0.insert(path.into(), text.into());
    }

    /// Reads a directory and those in it; names that begin with a dot are passed over.
    pub fn read_dir(directory: &Path) -> Result<Self, DirectoryError> {
        let mut files = Self::default();
        files.read_below(directory, "")?;
        Ok(files)
    }

    fn read_below(&mut self, directory: &Path, prefix: &str) -> Result<(), DirectoryError> {
        let failed = |error| DirectoryError::Io { path: directory.to_owned(), error };
        for entry in fs::read_dir(directory).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(DirectoryError::NotText(path));
            };
            if name.starts_with('.') {
                continue;
            }
            let relative = format!("{prefix}{name}");
            if path.is_dir() {
                self.read_below(&path, &format!("{relative}/"))?;
            } else {
                let bytes = fs::read(&path)
                    .map_err(|error| DirectoryError::Io { path: path.clone(), error })?;
                let text = String::from_utf8(bytes).map_err(|_| DirectoryError::NotText(path))?;
                self.insert(relative, text);
            }
        }
        Ok(())
    }

    /// Writes the files to a directory that is new or empty.
    pub fn write_dir(&self, directory: &Path) -> Result<(), DirectoryError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| DirectoryError::Io { path, error }
        };
        fs::create_dir_all(directory).map_err(failed(directory))?;
        if fs::read_dir(directory).map_err(failed(directory))?.next().is_some() {
            return Err(DirectoryError::NotEmpty(directory.to_owned()));
        }
        for (relative, text) in self.iter() {
            let path = directory.join(relative);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(failed(parent))?;
            }
            fs::write(&path, text).map_err(failed(&path))?;
        }
        Ok(())
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Files {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_comes_back_as_it_was_written_and_is_not_written_over() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("new/place");
        let files: Files = [("a.yaml", "x: 1\n"), ("b/c/d.json", "{}\n")].into_iter().collect();
        files.write_dir(&target).unwrap();
        fs::write(target.join(".hidden"), "").unwrap();
        assert_eq!(Files::read_dir(&target).unwrap(), files);
        assert!(matches!(files.write_dir(&target), Err(DirectoryError::NotEmpty(_))));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("x.yaml"), [0xff, 0xfe]).unwrap();
        let error = Files::read_dir(home.path()).unwrap_err().to_string();
        assert!(error.contains("x.yaml: the file is not UTF-8 text"), "{error}");
    }
}
