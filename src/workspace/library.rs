//! The account templates that an operator keeps, read once when a face starts.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    exchange,
    factory::{Template, TemplateError, TemplateProblem},
    policy::Position,
};

/// A file of the library, and the template in it or all that is wrong with it.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// The file, as its errors name it.
    pub file: Arc<str>,
    /// The template.
    pub template: Result<Arc<Template>, Vec<TemplateError>>,
}

/// Account templates. A broken one is kept with its errors and does not hide the others.
#[derive(Debug, Clone, Default)]
pub struct Library {
    shelf: Vec<Shelved>,
}

impl Library {
    /// The templates that come along with the demo.
    pub fn embedded() -> Self {
        let files = exchange::demo::files();
        let templates = files.iter().filter(|(path, _)| path.starts_with("templates/"));
        Self { shelf: templates.map(|(path, text)| Shelved::new(path, text)).collect() }
    }

    /// The templates of `templates/` beside the settings; where there is no such directory, those
    /// that come along.
    pub fn beside(config: Option<&Path>) -> io::Result<Self> {
        let own = config.map(|config| config.join("templates")).filter(|own| own.is_dir());
        own.map_or_else(|| Ok(Self::embedded()), |own| Self::of_directory(&own))
    }

    /// The templates of a directory: its files that end in `.yaml` or `.yml`, in the order of their
    /// names. A file that cannot be read is broken.
    pub fn of_directory(directory: &Path) -> io::Result<Self> {
        let paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
        let paths = paths.collect::<io::Result<Vec<PathBuf>>>()?;
        let mut paths: Vec<_> = paths.into_iter().filter(|path| is_template(path)).collect();
        paths.sort();
        Ok(Self { shelf: paths.iter().map(|path| Shelved::of_file(path)).collect() })
    }

    /// Templates from texts: file names and what is in the files.
    pub fn of_texts<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        Self { shelf: texts.into_iter().map(|(file, text)| Shelved::new(file, text)).collect() }
    }

    /// Every file.
    pub fn shelf(&self) -> &[Shelved] {
        &self.shelf
    }

    /// The template with a name, if it can be read.
    pub fn template(&self, name: &str) -> Option<&Arc<Template>> {
        let mut readable = self.shelf.iter().filter_map(|shelved| shelved.template.as_ref().ok());
        readable.find(|template| template.name == name)
    }
}

impl Shelved {
    fn new(file: &str, text: &str) -> Self {
        Self { file: file.into(), template: Template::read(file, text).map(Arc::new) }
    }

    fn of_file(path: &Path) -> Self {
        let file = path.to_string_lossy();
        match fs::read_to_string(path) {
            Ok(text) => Self::new(&file, &text),
            Err(error) => {
                let why = format!("the file cannot be read ({error}): it has to be UTF-8 text");
                let error = TemplateError {
                    file: file.as_ref().into(),
                    at: Position::START,
                    element: "file".to_owned(),
                    problem: TemplateProblem::Value(why),
                };
                Self { file: file.as_ref().into(), template: Err(vec![error]) }
            }
        }
    }
}

fn is_template(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "yaml" || it == "yml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_that_come_along_can_be_read() {
        let library = Library::embedded();
        let names: Vec<_> = ["sandbox", "security-tooling", "workload"].into();
        assert!(names.iter().all(|name| library.template(name).is_some()));
        assert_eq!(library.shelf().len(), names.len());
    }

    #[test]
    fn a_broken_file_does_not_hide_the_others() {
        let config = tempfile::tempdir().unwrap();
        let dir = config.path().join("templates");
        assert_eq!(Library::beside(Some(config.path())).unwrap().shelf().len(), 3);
        fs::create_dir(&dir).unwrap();
        let good = "kind: AccountTemplate\nmetadata: {name: t, version: 1}\nparameters:\n  \
                    name: {type: string}\nspec:\n  ou: /A\n  account: {name: \"${name}\", email: \
                    \"${name}@c.example\"}\n";
        fs::write(dir.join("b.yaml"), good).unwrap();
        fs::write(dir.join("a.yaml"), "kind: AccountTemplate\n").unwrap();
        fs::write(dir.join("c.yml"), [0xff, 0xfe]).unwrap();
        fs::write(dir.join("notes.txt"), "no template").unwrap();
        let library = Library::beside(Some(config.path())).unwrap();
        let read: Vec<_> = library.shelf().iter().map(|it| it.template.is_ok()).collect();
        assert_eq!(read, [false, true, false]);
        let why = library.shelf()[2].template.as_ref().unwrap_err()[0].to_string();
        assert!(why.contains("c.yml:1:1") && why.contains("UTF-8"), "{why}");
    }
}
