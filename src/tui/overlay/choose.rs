//! One of many things, found by a few letters and chosen.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::Command;
use crate::tui::fuzzy::Matcher;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply, Then};
use crate::tui::screen::Pointer;
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;
use crate::tui::widget::window::{Motion, Window};

/// Rows of choices shown at once.
const ROWS: u16 = 12;
/// Columns of the overlay.
const WIDTH: u16 = 64;

/// One of the things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is chosen by.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What tells it from others of that name.
    pub note: String,
}

/// Many things, of which one is to be chosen.
pub struct Choose {
    title: String,
    input: TextInput,
    choices: Vec<Choice>,
    matching: Vec<usize>,
    window: Window,
    then: Then,
}

impl Choose {
    /// A choice, and what to ask for with the id of what was chosen.
    pub fn new(title: impl Into<String>, choices: Vec<Choice>, then: Then) -> Self {
        Self {
            title: title.into(),
            input: TextInput::default(),
            matching: (0..choices.len()).collect(),
            choices,
            window: Window::default(),
            then,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::PromptAccept => return self.accept(),
            Command::PromptCancel => return vec![Ask::Close],
            Command::PromptNext => self.go(Motion::Down(1)),
            Command::PromptPrevious => self.go(Motion::Up(1)),
            _ => {}
        }
        Vec::new()
    }

    /// Takes a letter.
    pub fn key(&mut self, key: Key) -> Reply {
        let taken = self.input.key(key);
        if taken {
            self.narrow();
        }
        Reply::if_done(taken)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        self.input.insert(text);
        self.narrow();
        Vec::new()
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer) -> Vec<Ask> {
        match pointer {
            Pointer::Click(Hit::Row(Pane::Overlay, place)) => {
                self.go(Motion::To(place));
                self.accept()
            }
            Pointer::Wheel(_, motion) => {
                self.go(motion);
                Vec::new()
            }
            Pointer::Click(_) => Vec::new(),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let width = WIDTH.min(area.width);
        let height = (ROWS + 4).min(area.height);
        let y = area.y + (area.height - height) / 3;
        let place = Rect { x: area.x + (area.width - width) / 2, y, width, height };
        canvas.clear(place);
        let title = Phrase::of(self.title.as_str(), Meaning::Title);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        let line = row(inner, 0);
        let took = canvas.line(line, &Phrase::of(" / ", Meaning::Key));
        let rest = Rect { x: line.x + took, width: line.width - took, ..line };
        self.input.view(rest, "type a few letters of what you want", Focus::Here, canvas);
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        canvas.height(Pane::Overlay, list.height);
        if self.matching.is_empty() {
            canvas.text(row(list, 0), "  there is nothing to choose", Meaning::Muted);
        }
        let matcher = Matcher::new(self.input.text());
        let shown = self.window.shown(self.matching.len(), usize::from(list.height));
        for (number, place) in shown.clone().enumerate() {
            self.draw(place, row(list, number), &matcher, canvas);
        }
        canvas.scrollbar(list, shown.start, self.matching.len());
    }

    fn draw(&self, place: usize, line: Rect, matcher: &Matcher, canvas: &mut Canvas<'_>) {
        let choice = &self.choices[self.matching[place]];
        let over = if place == self.window.cursor() {
            canvas.style(Meaning::Selection)
        } else {
            Style::new()
        };
        canvas.wash(line, over);
        let inside = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
        let matched =
            if self.input.text().is_empty() { Vec::new() } else { matcher.matched(&choice.name) };
        let phrase =
            Phrase::from(choice.name.as_str()).and(format!("  {}", choice.note), Meaning::Muted);
        canvas.line_over(inside, &phrase, over, &matched);
        canvas.hit(line, Hit::Row(Pane::Overlay, place));
    }

    fn go(&mut self, motion: Motion) {
        self.window.go(motion, self.matching.len(), usize::from(ROWS));
    }

    fn accept(&self) -> Vec<Ask> {
        let Some(at) = self.matching.get(self.window.cursor()) else { return Vec::new() };
        let mut asks = vec![Ask::Close];
        asks.extend((self.then)(&self.choices[*at].id));
        asks
    }

    fn narrow(&mut self) {
        let matcher = Matcher::new(self.input.text());
        let score = |at: usize| {
            let choice = &self.choices[at];
            matcher.score(&format!("{}\n{}", choice.name, choice.note))
        };
        let mut scored: Vec<(i64, usize)> =
            (0..self.choices.len()).filter_map(|at| Some((score(at)?, at))).collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.matching = scored.into_iter().map(|(_, at)| at).collect();
        self.window = Window::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::toast::Toast;

    fn chosen(choose: &mut Choose) -> Option<String> {
        let asks = choose.command(Command::PromptAccept);
        asks.into_iter().find_map(|ask| match ask {
            Ask::Tell(toast) => Some(toast.text),
            _ => None,
        })
    }

    #[test]
    fn a_few_letters_find_the_choice() {
        let choice = |id: &str, name: &str| Choice {
            id: id.to_owned(),
            name: name.to_owned(),
            note: String::new(),
        };
        let choices = vec![choice("1", "Prod"), choice("2", "Sandbox"), choice("3", "Staging")];
        let then: Then = Box::new(|id| vec![Ask::Tell(Toast::new(Meaning::Info, id))]);
        let mut choose = Choose::new("Where to?", choices, then);
        assert_eq!(chosen(&mut choose).as_deref(), Some("1"));
        choose.command(Command::PromptNext);
        assert_eq!(chosen(&mut choose).as_deref(), Some("2"));
        choose.paste("stag");
        assert_eq!(chosen(&mut choose).as_deref(), Some("3"));
        choose.paste("zzz");
        assert_eq!(chosen(&mut choose), None);
    }
}
