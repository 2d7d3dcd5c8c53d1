//! The whole state of the console. Only [`update`](super::update) changes it; drawing reads it.

use std::collections::BTreeMap;

use super::canvas::Layout;
use super::command::Scope;
use super::effect::Effect;
use super::history::{History, Place};
use super::job::Jobs;
use super::keymap::{BindingError, Keymap};
use super::keys::Sequence;
use super::overlay::Overlay;
use super::screen::{Context, Screen, ScreenId};
use super::theme::{Depth, Meaning, Theme, ThemeError};
use super::toast::{Toast, Toasts};
use super::update;
use super::world::{Extent, World};

/// What the operator has set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Colours that the terminal can show and the operator wants.
    pub depth: Depth,
    /// The theme, or why it could not be read.
    pub theme: Result<Theme, ThemeError>,
    /// The operator's own keys: a command's id to its sequences.
    pub keys: BTreeMap<String, Vec<String>>,
    /// What to tell when the console opens.
    pub news: Vec<Toast>,
}

impl Settings {
    /// The default theme and keys.
    pub fn new(depth: Depth) -> Self {
        Self {
            depth,
            theme: Ok(Theme::default_for(depth)),
            keys: BTreeMap::new(),
            news: Vec::new(),
        }
    }
}

/// Who asked the store for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// The screen.
    Screen,
    /// The preview over it.
    Preview,
}

/// The whole state of the console.
pub struct State {
    /// What the screens look at.
    pub world: World,
    /// The screen that is shown.
    pub screen: Screen,
    /// What is open over it, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Where the operator was.
    pub history: History,
    /// Work under way.
    pub jobs: Jobs,
    /// Who waits for the store's answer. One change is made at a time.
    pub committing: Option<Asker>,
    /// News in the corner.
    pub toasts: Toasts,
    /// Keys pressed of a sequence that is not complete yet.
    pub pressed: Sequence,
    /// Keys and their commands.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// Colours that the terminal can show.
    pub depth: Depth,
    /// Where things lay when last drawn.
    pub layout: Layout,
    /// Whether what is drawn is out of date.
    pub dirty: bool,
}

impl State {
    /// The console as it starts, and the effects that takes.
    ///
    /// A broken theme or key binding is told in a toast; the defaults are taken instead.
    pub fn new(world: World, settings: Settings) -> (Self, Vec<Effect>) {
        let (keymap, bad_keys) = keymap(&settings.keys);
        let (theme, bad_theme) = match settings.theme {
            Ok(theme) => (theme, None),
            Err(error) => (Theme::default_for(settings.depth), Some(error.to_string())),
        };
        let (screen, asks) = Screen::open(&Place::on(ScreenId::Organization), &world);
        let mut state = Self {
            world,
            screen,
            overlays: Vec::new(),
            history: History::default(),
            jobs: Jobs::default(),
            committing: None,
            toasts: Toasts::default(),
            pressed: Vec::new(),
            keymap,
            theme,
            depth: settings.depth,
            layout: Layout::default(),
            dirty: true,
        };
        let problems = [bad_theme, bad_keys.map(|error| error.to_string())];
        let problems =
            problems.into_iter().flatten().map(|problem| Toast::new(Meaning::Error, problem));
        let mut effects =
            update::begin(&mut state, asks, settings.news.into_iter().chain(problems));
        if state.world.extent != Extent::Whole {
            effects.push(Effect::Load);
        }
        (state, effects)
    }

    /// The scopes in force, innermost first: those of the topmost overlay, else of the screen.
    pub fn scopes(&self) -> Vec<Scope> {
        match self.overlays.last() {
            Some(overlay) => overlay.scopes().to_vec(),
            None => self.screen.scopes(),
        }
    }

    /// What updates may look at.
    pub fn context(&self) -> Context<'_> {
        Context { world: &self.world, layout: &self.layout }
    }
}

fn keymap(bindings: &BTreeMap<String, Vec<String>>) -> (Keymap, Option<BindingError>) {
    match Keymap::new(bindings) {
        Ok(keymap) => (keymap, None),
        Err(error) => (Keymap::standard(), Some(error)),
    }
}
