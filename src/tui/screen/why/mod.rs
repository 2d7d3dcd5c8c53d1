//! Why something is allowed or not: the verdict, the statements that have a say, and the document of
//! the one that is shown, with its lines highlighted. A part of the screens that put requests.

mod answer;

use std::sync::Arc;

use ratatui::layout::{Constraint, Layout as Split, Rect};

pub use answer::{Answer, Question, Said, What};

use crate::tui::canvas::{Canvas, Focus, Pane, row};
use crate::tui::command::Command;
use crate::tui::history::Place;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::ScreenId;
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::widget::document::{Document, Highlight};
use crate::tui::widget::window::Motion;

/// The part of a screen that tells why.
pub struct Why {
    answer: Option<Arc<Answer>>,
    /// Which of the statements is shown.
    shown: usize,
    document: Document,
}

impl Default for Why {
    fn default() -> Self {
        Self { answer: None, shown: 0, document: Document::new("") }
    }
}

impl Why {
    /// Takes an answer, or that there is none.
    pub fn take(&mut self, answer: Option<Arc<Answer>>) {
        self.answer = answer;
        self.shown = 0;
        self.read();
    }

    /// The key of unknown value that the answer hangs on first.
    pub fn pressing_key(&self) -> Option<&str> {
        self.answer.as_ref()?.keys.first().map(String::as_str)
    }

    /// Shows the next statement that has a say, or the one before.
    pub fn turn(&mut self, command: Command) {
        let count = self.answer.as_ref().map_or(0, |answer| answer.said.len());
        if count > 0 {
            let step = if command == Command::NextSay { 1 } else { count - 1 };
            self.shown = (self.shown + step) % count;
            self.read();
        }
    }

    /// Moves in the document if the command is a move; tells whether it was.
    pub fn moved(&mut self, command: Command, height: usize) -> bool {
        self.document.moved(command, height)
    }

    /// Scrolls the document.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        self.document.scroll(motion, height);
    }

    /// The document that is shown, for the editor: a file name and the text.
    pub fn text(&self) -> Option<(String, String)> {
        Some(("policy.json".to_owned(), self.said()?.document.to_string()))
    }

    /// Goes to the policy of the shown statement, if it is one of the organization's.
    pub fn open_policy(&self) -> Reply {
        match self.said().filter(|said| said.source.starts_with("p-")) {
            Some(said) => Reply::ask(Ask::Go(
                Place::on(ScreenId::Policies).selecting(said.source.to_string()),
            )),
            None => Reply::taken(),
        }
    }

    fn said(&self) -> Option<&Said> {
        self.answer.as_ref()?.said.get(self.shown)
    }

    fn read(&mut self) {
        self.document = self.said().map_or_else(
            || Document::new(""),
            |said| {
                let lines = said.lines.clone();
                Document::new(Arc::clone(&said.document))
                    .highlighting(vec![Highlight { lines, meaning: said.meaning }])
            },
        );
    }

    /// Draws it under a title.
    pub fn view(&self, area: Rect, title: &Phrase, focus: Focus, canvas: &mut Canvas<'_>) {
        let facts = self.facts(area);
        let tall = (facts.len() as u16 + 2).min(area.height * 3 / 5);
        let [top, text] =
            Split::vertical([Constraint::Length(tall), Constraint::Fill(1)]).areas(area);
        let inner = canvas.pane(top, Pane::Detail, title, Focus::Elsewhere);
        for (number, phrase) in facts.iter().enumerate() {
            canvas.line(row(inner, number), phrase);
        }
        let title = self.said().map_or_else(
            || Phrase::of("no statement has a say", Meaning::Muted),
            |said| {
                Phrase::of(&said.name, Meaning::Title)
                    .and(format!("  {}", said.layer), Meaning::Muted)
            },
        );
        let inner = canvas.pane(text, Pane::Document, &title, focus);
        if self.said().is_some() {
            self.document.view(inner, Pane::Document, canvas);
        }
    }

    /// The verdict, its sentence, the statements that have a say, and what else there is to know.
    fn facts(&self, area: Rect) -> Vec<Phrase> {
        let Some(answer) = &self.answer else { return vec![Phrase::of(" …", Meaning::Muted)] };
        let width = usize::from(area.width.saturating_sub(4));
        let mut lines = vec![Phrase::from(" ").then(answer.verdict.clone())];
        for line in wrap(&answer.message, width) {
            if !line.is_empty() {
                lines.push(Phrase::of(format!(" {line}"), Meaning::Text));
            }
        }
        for (number, said) in answer.said.iter().enumerate() {
            let cursor = if number == self.shown { " ▸ " } else { "   " };
            let sign = Phrase::sign(said.meaning, &said.name);
            lines.push(
                Phrase::of(cursor, Meaning::Accent)
                    .then(sign)
                    .and(format!("  {}: {}", said.layer, said.note), Meaning::Muted),
            );
        }
        if let Some(said) = self.said() {
            for line in wrap(&format!("{}, {}: {}", said.name, said.layer, said.note), width) {
                lines.push(Phrase::of(format!(" {line}"), said.meaning));
            }
        }
        for remark in &answer.remarks {
            for line in wrap(remark, width) {
                lines.push(Phrase::of(format!(" {line}"), Meaning::Info));
            }
        }
        lines
    }
}
