//! The filter line: narrows the focused list with every letter.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus};
use crate::tui::command::Command;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;

/// The filter line.
pub struct Filter {
    input: TextInput,
    before: String,
}

impl Filter {
    /// A line that starts from the filter in force.
    pub fn new(query: &str) -> Self {
        Self { input: TextInput::new(query), before: query.to_owned() }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::PromptAccept => vec![Ask::Close],
            Command::PromptCancel => vec![Ask::Narrow(self.before.clone()), Ask::Close],
            Command::PromptNext => vec![Ask::Run(Command::Down)],
            Command::PromptPrevious => vec![Ask::Run(Command::Up)],
            _ => Vec::new(),
        }
    }

    /// Takes a letter.
    pub fn key(&mut self, key: Key) -> Reply {
        if self.input.key(key) { Reply::ask(self.narrow()) } else { Reply::Ignored }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        self.input.insert(text);
        vec![self.narrow()]
    }

    fn narrow(&self) -> Ask {
        Ask::Narrow(self.input.text().to_owned())
    }

    /// Draws it on the last line.
    pub fn view(&self, line: Rect, canvas: &mut Canvas<'_>) {
        canvas.clear(line);
        let took = canvas.line(line, &Phrase::of(" / ", Meaning::Key));
        let rest = Rect { x: line.x + took, width: line.width - took, ..line };
        self.input.view(rest, "type to filter; Enter keeps it, Esc drops it", Focus::Here, canvas);
    }
}
