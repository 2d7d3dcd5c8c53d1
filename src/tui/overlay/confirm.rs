//! A question before something is changed: Cancel is focused, or the name must be typed.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus, Hit, Pane, centred, row};
use crate::tui::command::Command;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::Pointer;
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is about to be done, in a few words.
    pub title: String,
    /// What it leads to, and whether it can be undone.
    pub body: String,
    /// The word on the button that does it.
    pub verb: String,
    /// What must be typed first, when the risk is great.
    pub name: Option<String>,
}

/// The button that Enter presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    Cancel,
    Do,
}

/// A question and its answer so far.
pub struct Confirm {
    question: Question,
    command: Command,
    button: Button,
    typed: TextInput,
}

impl Confirm {
    /// A question before a command.
    pub fn new(command: Command, question: Question) -> Self {
        Self { question, command, button: Button::Cancel, typed: TextInput::default() }
    }

    /// Whether a name must be typed.
    pub fn types(&self) -> bool {
        self.question.name.is_some()
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::DialogCancel | Command::PromptCancel => vec![Ask::Close],
            Command::DialogNext => {
                self.button = match self.button {
                    Button::Cancel => Button::Do,
                    Button::Do => Button::Cancel,
                };
                Vec::new()
            }
            Command::DialogAccept => self.press(self.button),
            Command::PromptAccept => self.press(Button::Do),
            _ => Vec::new(),
        }
    }

    /// Takes a letter of the name.
    pub fn key(&mut self, key: Key) -> Reply {
        Reply::if_done(self.types() && self.typed.key(key))
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        self.typed.insert(text);
        Vec::new()
    }

    /// Takes a click on a button.
    pub fn pointer(&mut self, pointer: Pointer) -> Vec<Ask> {
        match pointer {
            Pointer::Click(Hit::Button(0)) => self.press(Button::Cancel),
            Pointer::Click(Hit::Button(_)) => self.press(Button::Do),
            Pointer::Click(_) | Pointer::Wheel(..) => Vec::new(),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let width = 60.min(area.width);
        let lines = wrap(&self.question.body, usize::from(width.saturating_sub(4)));
        let extra = if self.types() { 7 } else { 5 };
        let place = centred(area, width, lines.len() as u16 + extra);
        canvas.clear(place);
        let title = Phrase::of(self.question.title.as_str(), Meaning::Warning);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        for (number, line) in lines.iter().enumerate() {
            canvas.text(row(inner, number + 1), line, Meaning::Text);
        }
        let mut next = lines.len() + 2;
        if let Some(name) = &self.question.name {
            let prompt = Phrase::from("Type ")
                .and(name.as_str(), Meaning::Accent)
                .and(" to go on: ", Meaning::Text);
            let line = row(inner, next);
            let took = canvas.line(line, &prompt);
            let rest = Rect { x: line.x + took, width: line.width - took, ..line };
            self.typed.view(rest, "", Focus::Here, canvas);
            next += 2;
        }
        self.buttons(row(inner, next), canvas);
    }

    fn buttons(&self, line: Rect, canvas: &mut Canvas<'_>) {
        let focused =
            if self.types() { self.ready().then_some(Button::Do) } else { Some(self.button) };
        let mut rest = line;
        let all = [(Button::Cancel, "Cancel"), (Button::Do, self.question.verb.as_str())];
        for (number, (button, text)) in all.into_iter().enumerate() {
            let meaning =
                if focused == Some(button) { Meaning::ButtonFocused } else { Meaning::Button };
            let took = canvas.line(rest, &Phrase::of(format!("[ {text} ]"), meaning));
            canvas.hit(Rect { width: took, ..rest }, Hit::Button(number));
            let step = (took + 2).min(rest.width);
            rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
        }
    }

    fn ready(&self) -> bool {
        self.question.name.as_deref().is_none_or(|name| name == self.typed.text())
    }

    fn press(&self, button: Button) -> Vec<Ask> {
        match button {
            Button::Cancel => vec![Ask::Close],
            Button::Do if self.ready() => vec![Ask::Close, Ask::Confirmed(self.command)],
            Button::Do => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(name: Option<&str>) -> Question {
        Question {
            title: "Undo".into(),
            body: "It takes back a change.".into(),
            verb: "Undo".into(),
            name: name.map(str::to_owned),
        }
    }

    fn confirmed(asks: &[Ask]) -> bool {
        asks.iter().any(|ask| matches!(ask, Ask::Confirmed(Command::Undo)))
    }

    #[test]
    fn cancel_is_focused_at_first() {
        let mut confirm = Confirm::new(Command::Undo, question(None));
        assert!(!confirmed(&confirm.command(Command::DialogAccept)));
        confirm.command(Command::DialogNext);
        assert!(confirmed(&confirm.command(Command::DialogAccept)));
    }

    #[test]
    fn a_name_must_be_typed_in_full() {
        let mut confirm = Confirm::new(Command::Undo, question(Some("prod")));
        confirm.paste("pro");
        assert!(confirm.command(Command::PromptAccept).is_empty());
        assert!(confirm.pointer(Pointer::Click(Hit::Button(1))).is_empty());
        confirm.paste("d");
        assert!(confirmed(&confirm.command(Command::PromptAccept)));
    }
}
