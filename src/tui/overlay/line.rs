//! A line to fill in: a name, and a text that goes back to the screen that asked.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus};
use crate::tui::command::Command;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The resource of a request.
    Resource,
    /// A condition key of a request and its value.
    ContextValue,
    /// An action and a resource.
    Question,
    /// A role to act as.
    Role,
    /// What to compare.
    Comparison,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::ContextValue => "context",
            Self::Question => "who can",
            Self::Role => "role",
            Self::Comparison => "compare",
        }
    }

    fn placeholder(self) -> &'static str {
        match self {
            Self::Resource => "an ARN, or nothing for any resource",
            Self::Role => "the ARN of a role",
            Self::Comparison => "two principals or policies, draft and a policy, entry 12, since 3",
            Self::Question => "action and resource: s3:GetObject arn:aws:s3:::bucket/key",
            Self::ContextValue => "value, or key=value; key= for absent, key alone forgets it",
        }
    }
}

/// A line to fill in.
pub struct Line {
    purpose: Purpose,
    label: String,
    input: TextInput,
}

impl Line {
    /// A line that starts from a text.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, label: purpose.label().to_owned(), input: TextInput::new(text) }
    }

    /// An empty line about something that it names.
    pub fn about(purpose: Purpose, label: &str) -> Self {
        Self { purpose, label: label.to_owned(), input: TextInput::new("") }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::PromptAccept => {
                vec![Ask::Close, Ask::Answer(self.purpose, self.input.text().to_owned())]
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

    /// Draws it on the last line.
    pub fn view(&self, line: Rect, canvas: &mut Canvas<'_>) {
        canvas.clear(line);
        let took = canvas.line(line, &Phrase::of(format!(" {}: ", self.label), Meaning::Key));
        let rest = Rect { x: line.x + took, width: line.width - took, ..line };
        self.input.view(rest, self.purpose.placeholder(), Focus::Here, canvas);
    }
}
