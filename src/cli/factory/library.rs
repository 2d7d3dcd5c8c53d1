//! Which account templates the command line means: those of a directory, else those beside the
//! settings or that come along; and which one of them by its name or its file.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    cli::{Failure, Global, opening},
    factory::{Template, TemplateError, nearest},
    workspace::Library,
};

/// Where the templates are.
#[derive(Debug, clap::Args)]
pub struct LibraryArgs {
    /// The directory of the templates; without it `templates` beside the settings, or if there is
    /// none, the templates that come along
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

impl LibraryArgs {
    /// The templates that are meant.
    pub fn open(&self, global: &Global) -> Result<Library, Failure> {
        let places = opening::places(global);
        let config = places.config();
        let (library, path) = match &self.templates {
            Some(dir) => (Library::of_directory(dir), dir.clone()),
            None => (Library::beside(config), config.unwrap_or(Path::new("")).join("templates")),
        };
        library.map_err(|error| Failure::Unreadable { path, error })
    }
}

/// The template with a name, or in a file.
pub fn template(library: &Library, name: &str) -> Result<Arc<Template>, Failure> {
    if Path::new(name).extension().is_some_and(|it| it == "yaml" || it == "yml") {
        return in_file(Path::new(name));
    }
    if let Some(found) = library.template(name) {
        return Ok(Arc::clone(found));
    }
    // It may be in one of the files that cannot be read.
    let read = || library.shelf().iter().map(|shelved| &shelved.template);
    if let Some(errors) = read().find_map(|template| template.as_ref().err()) {
        return Err(faulty(errors));
    }
    Err(Failure::Unknown {
        what: "template",
        text: name.to_owned(),
        near: nearest(name, read().flatten().map(|template| template.name.as_str())),
        mend: "`bailiwick factory templates` lists them; a file is named with .yaml".to_owned(),
    })
}

fn in_file(path: &Path) -> Result<Arc<Template>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    let template = Template::read(&path.display().to_string(), &text);
    template.map(Arc::new).map_err(|errors| faulty(&errors))
}

fn faulty(errors: &[TemplateError]) -> Failure {
    let place = errors.first().map(|error| error.file.to_string()).unwrap_or_default();
    Failure::Files { place, errors: errors.iter().map(ToString::to_string).collect() }
}
