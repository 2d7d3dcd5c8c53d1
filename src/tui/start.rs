//! Starts the console on a workspace: its settings, its world, and the host that it asks.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::cli::{Drawing, DrawingForm};
use crate::workspace::{
    Compiled, Config, Identity, Library, Opened, Opening, Places, Snapshot, Workspace,
    WorkspaceError, files, theme,
};

use super::draft::Drafts;
use super::effect::{Commit, Format};
use super::headless::render;
use super::host::{Commission, Host, Loading};
use super::keys::KeyError;
use super::runtime::Failed;
use super::state::Settings;
use super::theme::{BUILT_IN, Depth, Meaning, Theme, ThemeError, parse};
use super::toast::Toast;
use super::world::{Extent, Grant, Journal, Mode, World};

/// What the console shows on an open store after some keys. Nothing is changed, whatever they are.
pub fn drawn(workspace: Workspace, places: &Places, drawing: &Drawing) -> Result<String, KeyError> {
    let mut settings = settings(places.config(), Depth::Full);
    let dir = places.config().unwrap_or(Path::new(""));
    if let Some(name) = &drawing.theme {
        settings.theme = themed(dir, name, Depth::Full);
    }
    let library = Library::beside(places.config()).unwrap_or_default();
    let (world, _desk) = Desk::new(workspace, library);
    let format = match drawing.form {
        DrawingForm::Svg => Format::Svg,
        DrawingForm::Text => Format::Text,
    };
    render(world, settings, drawing.size, &drawing.keys, format)
}

/// Runs the console on a store until the operator leaves; the rest of a store that is not open yet
/// comes while it runs.
pub fn start(opened: Opened, places: &Places) -> Result<(), Failed> {
    let depth = Depth::from_environment(|name| std::env::var(name).ok());
    let mut settings = settings(places.config(), depth);
    let library = Library::beside(places.config()).unwrap_or_else(|error| {
        let text =
            format!("The templates directory cannot be read ({error}): no account can be made");
        settings.news.push(Toast::new(Meaning::Error, text));
        Library::default()
    });
    let (world, mut desk) = match opened {
        Opened::Whole(workspace) => {
            settings.news.extend(note(&workspace));
            Desk::new(*workspace, library)
        }
        Opened::Tree(snapshot, opening) => Desk::waiting(&snapshot, opening, library),
    };
    let outcome = super::runtime::run(world, settings, &mut desk);
    if let Ok(workspace) = open(&desk.kept.workspace) {
        workspace.keep_to_the_end();
    }
    outcome
}

/// What there is to say of how a store is open.
fn note(workspace: &Workspace) -> Option<Toast> {
    let because = workspace.read_only()?;
    Some(Toast::new(Meaning::Warning, because.to_string()))
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

/// A workspace as the console's host.
struct Desk {
    kept: Kept,
    /// What is still to be opened.
    opening: Option<Opening>,
}

/// What the desk shares with other threads, since commits and journals are for them.
#[derive(Clone)]
struct Kept {
    /// The workspace, once it is open.
    workspace: Arc<OnceLock<Mutex<Workspace>>>,
    library: Arc<Library>,
}

impl Desk {
    /// A desk on an open store, and the world that it shows.
    fn new(workspace: Workspace, library: Library) -> (World, Self) {
        let kept = Kept { workspace: Arc::default(), library: Arc::new(library) };
        (kept.keep(workspace), Self { kept, opening: None })
    }

    /// A desk on a store of which only the tree is there, and the world until then.
    fn waiting(snapshot: &Snapshot, opening: Opening, library: Library) -> (World, Self) {
        let kept = Kept { workspace: Arc::default(), library: Arc::new(library) };
        let world = kept.picture(snapshot, opening.dir(), opening.identity());
        let world = World { extent: Extent::Tree { done: 0, of: 0 }, ..world };
        (world, Self { kept, opening: Some(opening) })
    }
}

impl Kept {
    /// Takes the open workspace; gives the world that it shows.
    fn keep(&self, workspace: Workspace) -> World {
        let world = self.world(&workspace);
        // Nobody keeps a second one.
        let _: Result<(), _> = self.workspace.set(Mutex::new(workspace));
        world
    }

    fn world(&self, workspace: &Workspace) -> World {
        let mode = match workspace.read_only() {
            None => Mode::Writable,
            Some(_) => Mode::ReadOnly,
        };
        let snapshot = workspace.snapshot();
        World { mode, ..self.picture(&snapshot, workspace.dir(), workspace.identity()) }
    }

    fn picture(&self, snapshot: &Snapshot, dir: &Path, identity: &Identity) -> World {
        let store = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
        let shared = Arc::clone(&self.workspace);
        let journal = Journal::new(move |revisions| {
            open(&shared)?.journal(revisions).map_err(|error| error.to_string())
        });
        World {
            organization: Arc::clone(&snapshot.organization),
            extent: Extent::Whole,
            revision: snapshot.revision,
            now: snapshot.now(),
            journal,
            library: Arc::clone(&self.library),
            operator: identity.name.clone(),
            store,
            mode: Mode::Writable,
            drafts: Drafts::default(),
            compiled: Compiled::default(),
        }
    }

    fn make(&self, commit: &Commit) -> Result<World, String> {
        let mut workspace = open(&self.workspace)?;
        made(&mut workspace, commit).map_err(|error| error.to_string())?;
        Ok(self.world(&workspace))
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

    fn load(&mut self) -> Loading {
        let (kept, opening) = (self.kept.clone(), self.opening.take());
        Box::new(move |tell| {
            let opening = opening.ok_or("There is nothing more to load")?;
            let workspace = opening.rest(tell).map_err(|error| error.to_string())?;
            let note = note(&workspace);
            Ok((kept.keep(workspace), note))
        })
    }

    fn commit(&mut self, _: Grant, commit: Commit) -> Commission {
        let kept = self.kept.clone();
        Box::new(move || kept.make(&commit))
    }
}

fn made(workspace: &mut Workspace, commit: &Commit) -> Result<Arc<Snapshot>, WorkspaceError> {
    let mut writer = workspace.writer()?;
    match commit {
        Commit::Apply(set) => writer.commit(set),
        Commit::Undo(entry) => writer.undo(*entry),
    }
}

/// The workspace, once it is open. It is whole after every call, so that a panic elsewhere does not
/// spoil it.
fn open(workspace: &OnceLock<Mutex<Workspace>>) -> Result<MutexGuard<'_, Workspace>, String> {
    let workspace = workspace.get().ok_or("The store is still being loaded")?;
    Ok(workspace.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod in_a_terminal;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Change, ChangeSet};
    use crate::store::Revision;
    use crate::tui::tests::sample;
    use crate::workspace::{Identity, Wish};

    fn desk(dir: &Path) -> (World, Desk) {
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

    fn commit(desk: &mut Desk, world: &World, commit: Commit) -> Result<World, String> {
        desk.commit(world.grant().unwrap(), commit)()
    }

    #[test]
    fn commits_go_to_the_store_and_come_back_as_a_world() {
        let dir = tempfile::tempdir().unwrap();
        let (world, mut desk) = desk(dir.path());
        assert_eq!(world.revision, Revision::FIRST);
        let world = commit(&mut desk, &world, rename()).unwrap();
        assert_eq!(world.revision, Revision(2));
        let entries = world.journal.read(Revision::FIRST..=world.revision).unwrap();
        assert_eq!((entries.len(), entries[1].operator.as_str()), (2, "ada"));
        let world = commit(&mut desk, &world, Commit::Undo(Revision(2))).unwrap();
        assert_eq!(world.revision, Revision(3));
        let why = commit(&mut desk, &world, Commit::Undo(Revision(2))).err().unwrap();
        assert!(why.contains("taken back by entry 3 already"), "{why}");
    }

    #[test]
    fn a_store_that_is_in_use_opens_read_only_and_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let _first = desk(dir.path());
        let identity = Identity { name: "eve".into(), host: "desk".into() };
        let second = Workspace::open(dir.path(), Wish::WriteElseRead, identity).unwrap();
        let (world, _desk) = Desk::new(second, Library::embedded());
        assert_eq!((world.mode, world.grant()), (Mode::ReadOnly, None));
    }

    #[test]
    fn a_desk_waits_for_the_rest_and_changes_nothing_until_then() {
        let dir = tempfile::tempdir().unwrap();
        drop(desk(dir.path()));
        let identity = Identity { name: "ada".into(), host: "desk".into() };
        let Ok((snapshot, opening)) = Opening::halfway(dir.path(), Wish::Write, identity) else {
            panic!("there is a store")
        };
        let (world, mut desk) = Desk::waiting(&snapshot, opening, Library::embedded());
        assert!(world.grant().is_none());
        let why = world.journal.read(Revision::FIRST..=world.revision).unwrap_err();
        assert!(why.contains("still being loaded"), "{why}");
        let (whole, note) = desk.load()(&|_, _| {}).unwrap();
        assert!(whole.grant().is_some() && note.is_none());
        assert_eq!(commit(&mut desk, &whole, rename()).unwrap().revision, Revision(2));
        assert!(desk.load()(&|_, _| {}).is_err());
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
