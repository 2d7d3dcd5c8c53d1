//! Starts the console on a workspace: its settings, its world, and the host that it asks.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cli::{Drawing, DrawingForm};
use crate::workspace::{
    Compiled, Config, Library, Places, Snapshot, Workspace, WorkspaceError, files, theme,
};

use super::draft::Drafts;
use super::effect::{Commit, Format};
use super::headless::render;
use super::host::{Commission, Host};
use super::keys::KeyError;
use super::state::Settings;
use super::theme::{BUILT_IN, Depth, Meaning, Theme, ThemeError, parse};
use super::toast::Toast;
use super::world::{Grant, Journal, Mode, World};

/// What the console shows on an open store after some keys. Nothing is changed, whatever they are.
pub fn drawn(workspace: Workspace, places: &Places, drawing: &Drawing) -> Result<String, KeyError> {
    let mut settings = settings(places.config(), Depth::Full);
    let dir = places.config().unwrap_or(Path::new(""));
    if let Some(name) = &drawing.theme {
        settings.theme = themed(dir, name, Depth::Full);
    }
    let library = Library::beside(places.config()).unwrap_or_default();
    let world = Desk::new(workspace, library).world();
    let format = match drawing.form {
        DrawingForm::Svg => Format::Svg,
        DrawingForm::Text => Format::Text,
    };
    render(world, settings, drawing.size, &drawing.keys, format)
}

/// Runs the console on an open store until the operator leaves. Errors are those of the terminal.
pub fn start(workspace: Workspace, places: &Places) -> io::Result<()> {
    let depth = Depth::from_environment(|name| std::env::var(name).ok());
    let mut settings = settings(places.config(), depth);
    if let Some(because) = workspace.read_only() {
        settings.news.push(Toast::new(Meaning::Warning, because.to_string()));
    }
    let library = Library::beside(places.config()).unwrap_or_else(|error| {
        let text =
            format!("The templates directory cannot be read ({error}): no account can be made");
        settings.news.push(Toast::new(Meaning::Error, text));
        Library::default()
    });
    let mut desk = Desk::new(workspace, library);
    let world = desk.world();
    super::runtime::run(world, settings, &mut desk)
}

/// The operator's settings; what is wrong with them is told when the console opens.
fn settings(dir: Option<&Path>, depth: Depth) -> Settings {
    let mut settings = Settings::new(depth);
    let Some(dir) = dir else { return settings };
    match Config::read(dir) {
        Ok(config) => {
            settings.keys = config.keys;
            if let Some(name) = config.theme.filter(|_| depth != Depth::None) {
                settings.theme = themed(dir, &name, depth);
            }
        }
        Err(error) => settings.news.push(Toast::new(Meaning::Error, error.to_string())),
    }
    settings
}

fn themed(dir: &Path, name: &str, depth: Depth) -> Result<Theme, ThemeError> {
    let own = |name: &str| theme(dir, name).map(|(_, text)| text);
    if let Some((file, text)) = theme(dir, name) {
        return parse(&file.display().to_string(), &text, depth, &own);
    }
    Theme::built_in(name, depth).ok_or_else(|| ThemeError {
        file: dir.join("config.toml").display().to_string(),
        line: 1,
        problem: format!("there is no theme `{name}`"),
        mend: format!("write {}, or put themes/{name}.toml beside it", BUILT_IN.join(", ")),
    })
}

/// A workspace as the console's host. Shared, since commits and journals are for other threads.
#[derive(Clone)]
struct Desk {
    workspace: Arc<Mutex<Workspace>>,
    library: Arc<Library>,
}

impl Desk {
    fn new(workspace: Workspace, library: Library) -> Self {
        Self { workspace: Arc::new(Mutex::new(workspace)), library: Arc::new(library) }
    }

    fn world(&self) -> World {
        let workspace = locked(&self.workspace);
        let mode = match workspace.read_only() {
            None => Mode::Writable,
            Some(_) => Mode::ReadOnly,
        };
        let dir = workspace.dir();
        let store = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
        let shared = Arc::clone(&self.workspace);
        let journal = Journal::new(move |revisions| {
            locked(&shared).journal(revisions).map_err(|error| error.to_string())
        });
        let snapshot = workspace.snapshot();
        World {
            organization: Arc::clone(&snapshot.organization),
            revision: snapshot.revision,
            now: snapshot.now(),
            journal,
            library: Arc::clone(&self.library),
            operator: workspace.identity().name.clone(),
            store,
            mode,
            drafts: Drafts::default(),
            compiled: Compiled::default(),
        }
    }
}

impl Host for Desk {
    fn save(&mut self, name: &str, contents: &str) -> Result<String, String> {
        let file =
            files::save(Path::new("."), name, contents).map_err(|error| error.to_string())?;
        Ok(file.display().to_string())
    }

    fn edit(&mut self, name: &str, text: &str) -> Result<Option<String>, String> {
        files::edit(name, text).map_err(|error| error.to_string())
    }

    fn commit(&mut self, _: Grant, commit: Commit) -> Commission {
        let desk = self.clone();
        Box::new(move || {
            made(&desk.workspace, &commit).map_err(|error| error.to_string())?;
            Ok(desk.world())
        })
    }
}

fn made(workspace: &Mutex<Workspace>, commit: &Commit) -> Result<Arc<Snapshot>, WorkspaceError> {
    let mut workspace = locked(workspace);
    let mut writer = workspace.writer()?;
    match commit {
        Commit::Apply(set) => writer.commit(set),
        Commit::Undo(entry) => writer.undo(*entry),
    }
}

/// A workspace is whole after every call, so that a panic elsewhere does not spoil it.
fn locked(workspace: &Mutex<Workspace>) -> MutexGuard<'_, Workspace> {
    workspace.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Change, ChangeSet};
    use crate::store::Revision;
    use crate::tui::tests::sample;
    use crate::workspace::{Identity, Wish};

    fn desk(dir: &Path) -> Desk {
        let identity = Identity { name: "ada".into(), host: "desk".into() };
        let organization = sample::world(Mode::Writable).organization;
        let made = Workspace::create(dir, &organization, "made up", identity);
        Desk::new(made.unwrap(), Library::embedded())
    }

    fn rename() -> Commit {
        let ou = "ou-ab12-33333333".parse().unwrap();
        let change = Change::RenameOu { ou, name: "Play".to_owned() };
        Commit::Apply(ChangeSet { message: "Rename it".to_owned(), changes: vec![change] })
    }

    fn commit(desk: &mut Desk, commit: Commit) -> Result<World, String> {
        let grant = desk.world().grant().unwrap();
        desk.commit(grant, commit)()
    }

    #[test]
    fn commits_go_to_the_store_and_come_back_as_a_world() {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = desk(dir.path());
        assert_eq!(desk.world().revision, Revision::FIRST);
        let world = commit(&mut desk, rename()).unwrap();
        assert_eq!(world.revision, Revision(2));
        let entries = world.journal.read(Revision::FIRST..=world.revision).unwrap();
        assert_eq!((entries.len(), entries[1].operator.as_str()), (2, "ada"));
        let world = commit(&mut desk, Commit::Undo(Revision(2))).unwrap();
        assert_eq!(world.revision, Revision(3));
        let why = commit(&mut desk, Commit::Undo(Revision(2))).err().unwrap();
        assert!(why.contains("taken back by entry 3 already"), "{why}");
    }

    #[test]
    fn a_store_that_is_in_use_opens_read_only_and_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let _first = desk(dir.path());
        let identity = Identity { name: "eve".into(), host: "desk".into() };
        let second = Workspace::open(dir.path(), Wish::WriteElseRead, identity).unwrap();
        let world = Desk::new(second, Library::embedded()).world();
        assert_eq!((world.mode, world.grant()), (Mode::ReadOnly, None));
    }

    #[test]
    fn settings_that_are_wrong_are_told_and_the_rest_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| std::fs::write(dir.path().join("config.toml"), text).unwrap();
        write("theme = 'light'\n[keys]\nquit = ['f9']");
        let good = settings(Some(dir.path()), Depth::Full);
        assert_eq!((good.theme.unwrap().name(), good.keys.len()), ("light", 1));
        write("theme = 'mauve'");
        let error = settings(Some(dir.path()), Depth::Full).theme.unwrap_err();
        assert!(error.to_string().contains("no theme `mauve`"), "{error}");
        write("them = 'light'");
        let bad = settings(Some(dir.path()), Depth::Full);
        assert!(bad.news[0].text.contains("config.toml:1:1"), "{:?}", bad.news);
    }
}
