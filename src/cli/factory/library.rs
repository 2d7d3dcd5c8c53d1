//! Where account templates come from: a directory, else those that come along.

use std::{
    fs::{self, DirEntry},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    cli::{Failure, Global, opening},
    exchange,
    factory::{Template, TemplateError, nearest},
};

/// Where the templates are.
#[derive(Debug, clap::Args)]
pub struct LibraryArgs {
    /// The directory of the templates; without it `templates` beside the settings, or if there is
    /// none, the templates that come along
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// The templates there are, as texts.
pub struct Library {
    /// Names for people and texts.
    files: Vec<(String, String)>,
}

impl LibraryArgs {
    /// The templates that are meant.
    pub fn open(&self, global: &Global) -> Result<Library, Failure> {
        let own = opening::places(global).config().map(|config| config.join("templates"));
        match self.templates.clone().or(own.filter(|own| own.is_dir())) {
            Some(dir) => Library::of_directory(&dir),
            None => Ok(Library::that_come_along()),
        }
    }
}

impl Library {
    /// The templates that come along.
    pub fn that_come_along() -> Self {
        let files = exchange::demo::files();
        let files = files.in_directory("templates", ".yaml").filter_map(|(path, _)| {
            Some((path.rsplit('/').next()?.to_owned(), files.get(path)?.to_owned()))
        });
        Self { files: files.collect() }
    }

    /// The files right in a directory that can hold a template.
    fn of_directory(dir: &Path) -> Result<Self, Failure> {
        let entries = fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |error| Failure::Unreadable { path, error }
        };
        let mut paths: Vec<PathBuf> =
            entries.map_err(unreadable(dir))?.iter().map(DirEntry::path).collect();
        paths.retain(|path| is_template(path));
        paths.sort();
        let read = |path: &PathBuf| {
            let text = fs::read_to_string(path).map_err(unreadable(path))?;
            Ok((path.display().to_string(), text))
        };
        Ok(Self { files: paths.iter().map(read).collect::<Result<_, Failure>>()? })
    }

    /// Every template, or what is wrong with its file.
    pub fn read(&self) -> Vec<Result<Template, Vec<TemplateError>>> {
        self.files.iter().map(|(file, text)| Template::read(file, text)).collect()
    }

    /// The template with a name, or in a file.
    pub fn template(&self, name: &str) -> Result<Arc<Template>, Failure> {
        if is_template(Path::new(name)) {
            return in_file(Path::new(name));
        }
        let (good, broken): (Vec<_>, Vec<_>) = self.read().into_iter().partition(Result::is_ok);
        let mut good: Vec<Template> = good.into_iter().flatten().collect();
        if let Some(at) = good.iter().position(|template| template.name == name) {
            return Ok(Arc::new(good.swap_remove(at)));
        }
        // It may be in one of the files that cannot be read.
        if let Some(errors) = broken.into_iter().find_map(Result::err) {
            return Err(faulty(&errors));
        }
        Err(Failure::Unknown {
            what: "template",
            text: name.to_owned(),
            near: nearest(name, good.iter().map(|template| template.name.as_str())),
            mend: "`bailiwick factory templates` lists them; a file is named with .yaml".to_owned(),
        })
    }
}

fn is_template(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "yaml" || it == "yml")
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
