//! One line of text to be typed, such as a name.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus, Pane, centred, row};
use crate::tui::command::Command;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply, Then};
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;

/// Columns of the overlay.
const WIDTH: u16 = 60;

/// A line to be typed.
pub struct Prompt {
    title: String,
    input: TextInput,
    then: Then,
}

impl Prompt {
    /// A line that starts from a text, and what to ask for with what was typed.
    pub fn new(title: impl Into<String>, text: &str, then: Then) -> Self {
        Self { title: title.into(), input: TextInput::new(text), then }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::PromptAccept if !self.input.text().trim().is_empty() => {
                let mut asks = vec![Ask::Close];
                asks.extend((self.then)(self.input.text().trim()));
                asks
            }
            Command::PromptCancel => vec![Ask::Close],
            _ => Vec::new(),
        }
    }

    /// Takes a letter.
    pub fn key(&mut self, key: Key) -> Reply {
        Reply::if_done(self.input.key(key))
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        self.input.insert(text);
        Vec::new()
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let place = centred(area, WIDTH, 3);
        canvas.clear(place);
        let title = Phrase::of(self.title.as_str(), Meaning::Title);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        let line = row(inner, 0);
        let inside = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
        self.input.view(inside, "type it; Enter goes on", Focus::Here, canvas);
    }
}
