//! The terminal face.
//!
//! The way in: `Event` → [`keymap`] → [`command`] → [`update`] → effects → [`runtime`] → message →
//! `update` → dirty → [`view`]. The parts:
//!
//! | Module | What it is |
//! |---|---|
//! | [`keys`], [`command`], [`keymap`] | keys, the table of commands, and the way from one to the other |
//! | [`state`], [`update`], [`view`] | the whole state; how a message changes it; how it is drawn |
//! | [`screen`], [`overlay`] | the screens, and what opens over them: enums, each variant in its own file |
//! | [`reply`], [`effect`] | what screens ask of the shell; what the shell asks of the runtime |
//! | [`proposal`], [`draft`] | a change that is looked into before it is made; texts not committed yet |
//! | [`widget`] | lists, trees, documents, forms: windowed, with state and drawing side by side |
//! | [`canvas`], [`phrase`], [`text`], [`time`] | drawing by meaning, with a record of where things came to lie |
//! | [`theme`] | how each meaning looks |
//! | [`job`] | work in the background, the latest of a kind wins |
//! | [`history`], [`toast`], [`fuzzy`], [`picture`] | places, news, matching, and views saved as SVG or text |
//! | [`console`], [`headless`], [`runtime`], [`terminal`] | the console without, and with, a terminal |
//! | [`world`], [`host`] | what it looks at, and what it asks of whoever starts it |
//! | [`start`] | both of them on a workspace |

pub mod canvas;
pub mod command;
pub mod console;
pub mod draft;
pub mod effect;
pub mod fuzzy;
pub mod headless;
pub mod history;
pub mod host;
pub mod job;
pub mod keymap;
pub mod keys;
pub mod overlay;
pub mod phrase;
pub mod picture;
pub mod proposal;
pub mod reply;
pub mod runtime;
pub mod screen;
pub mod start;
pub mod state;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod time;
pub mod toast;
pub mod update;
pub mod view;
pub mod widget;
pub mod world;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use host::Host;
pub use runtime::{Failed, run};
pub use start::{drawn, start};
pub use state::Settings;
pub use world::{Mode, World};
