//! The overlays: what opens over a screen and takes its keys until it closes. They form a stack.

mod choose;
mod filter;
mod help;
mod impact;
mod line;
mod palette;
mod preview;
mod prompt;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Hit};
use super::command::{Command, Scope};
use super::keymap::Keymap;
use super::keys::Key;
use super::reply::{Ask, Reply};
use super::screen::{Context, Pointer};

pub use choose::{Choice, Choose};
pub use filter::Filter;
pub use help::Help;
pub use line::{Line, Purpose};
pub use palette::Palette;
pub use preview::Preview;
pub use prompt::Prompt;

/// Something open over the screen.
pub enum Overlay {
    /// Find a command by name.
    Palette(Palette),
    /// The keys that work here.
    Help(Help),
    /// Narrow the focused list.
    Filter(Filter),
    /// Choose one of many things.
    Choose(Choose),
    /// Type a line.
    Prompt(Prompt),
    /// A proposed change, to be confirmed.
    Preview(Preview),
    /// Fill in a line.
    Line(Line),
}

impl Overlay {
    /// The scopes in force, innermost first.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Palette(_)
            | Self::Filter(_)
            | Self::Choose(_)
            | Self::Prompt(_)
            | Self::Line(_) => &[Scope::Prompt],
            Self::Help(_) => &[Scope::Help, Scope::Movement],
            Self::Preview(preview) if preview.types() => &[Scope::Prompt],
            Self::Preview(_) => &[Scope::Dialog, Scope::Movement],
        }
    }

    /// Whether letters are typed into it.
    pub fn types(&self) -> bool {
        match self {
            Self::Palette(_)
            | Self::Filter(_)
            | Self::Choose(_)
            | Self::Prompt(_)
            | Self::Line(_) => true,
            Self::Help(_) => false,
            Self::Preview(preview) => preview.types(),
        }
    }

    /// Carries out a command. Nothing below an overlay gets to see one.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Vec<Ask> {
        match self {
            Self::Palette(palette) => palette.command(command),
            Self::Help(help) => help.command(command, context),
            Self::Filter(filter) => filter.command(command),
            Self::Choose(choose) => choose.command(command),
            Self::Prompt(prompt) => prompt.command(command),
            Self::Preview(preview) => preview.command(command, context),
            Self::Line(line) => line.command(command),
        }
    }

    /// Takes a key that is no command.
    pub fn key(&mut self, key: Key) -> Reply {
        match self {
            Self::Palette(palette) => palette.key(key),
            Self::Filter(filter) => filter.key(key),
            Self::Choose(choose) => choose.key(key),
            Self::Prompt(prompt) => prompt.key(key),
            Self::Preview(preview) => preview.key(key),
            Self::Line(line) => line.key(key),
            Self::Help(_) => Reply::Ignored,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        match self {
            Self::Palette(palette) => palette.paste(text),
            Self::Filter(filter) => filter.paste(text),
            Self::Choose(choose) => choose.paste(text),
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Preview(preview) => preview.paste(text),
            Self::Line(line) => line.paste(text),
            Self::Help(_) => Vec::new(),
        }
    }

    /// Takes a click or the wheel. A click outside closes it.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Vec<Ask> {
        match (self, pointer) {
            (Self::Filter(_) | Self::Line(_), _) => Vec::new(),
            (_, Pointer::Click(Hit::Outside)) => vec![Ask::Close],
            (Self::Prompt(_), _) => Vec::new(),
            (Self::Palette(palette), pointer) => palette.pointer(pointer),
            (Self::Choose(choose), pointer) => choose.pointer(pointer),
            (Self::Help(help), pointer) => help.pointer(pointer, context),
            (Self::Preview(preview), pointer) => preview.pointer(pointer, context),
        }
    }

    /// Draws it over a screen; the last line of the screen is `bottom`.
    pub fn view(&self, area: Rect, bottom: Rect, keymap: &Keymap, canvas: &mut Canvas<'_>) {
        match self {
            Self::Filter(filter) => filter.view(bottom, canvas),
            Self::Line(line) => line.view(bottom, canvas),
            Self::Palette(palette) => palette.view(backdrop(area, canvas), keymap, canvas),
            Self::Help(help) => help.view(backdrop(area, canvas), canvas),
            Self::Choose(choose) => choose.view(backdrop(area, canvas), canvas),
            Self::Prompt(prompt) => prompt.view(backdrop(area, canvas), canvas),
            Self::Preview(preview) => preview.view(backdrop(area, canvas), canvas),
        }
    }
}

fn backdrop(area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    canvas.dim();
    canvas.hit(canvas.area(), Hit::Outside);
    area
}
