//! A document to read: line numbers, JSON colours, highlighted lines. Only lines in sight are looked at.

use std::ops::Range;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::window::Motion;
use crate::tui::canvas::{Canvas, Pane, row};
use crate::tui::command::Command;
use crate::tui::phrase::Phrase;
use crate::tui::text::{letters, width};
use crate::tui::theme::Meaning;

/// Lines to point out, numbered from zero, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The lines.
    pub lines: Range<usize>,
    /// What the margin says about them.
    pub meaning: Meaning,
}

/// A text that scrolls.
#[derive(Clone, Debug)]
pub struct Document {
    text: Arc<str>,
    /// Where each line starts.
    starts: Vec<usize>,
    highlights: Vec<Highlight>,
    first: usize,
    left: usize,
}

impl Document {
    /// A text from its start.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let breaks =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let mut starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        if text.ends_with('\n') {
            starts.pop();
        }
        Self { text, starts, highlights: Vec::new(), first: 0, left: 0 }
    }

    /// The same text with lines pointed out, scrolled so that the first of them shows.
    #[must_use]
    pub fn highlighting(mut self, highlights: Vec<Highlight>) -> Self {
        self.point_out(highlights);
        self
    }

    /// Points out other lines. What has not been scrolled yet shows the first of them.
    pub fn point_out(&mut self, mut highlights: Vec<Highlight>) {
        highlights.sort_by_key(|highlight| highlight.lines.start);
        if self.first == above(&self.highlights) {
            self.first = above(&highlights);
        }
        self.highlights = highlights;
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Lines it has.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Scrolls if the command asks for that; tells whether it did.
    pub fn moved(&mut self, command: Command, height: usize) -> bool {
        match command {
            Command::Left if self.left > 0 => self.left = self.left.saturating_sub(8),
            Command::Right => self.left = (self.left + 8).min(self.widest(height)),
            Command::NextHighlight => self.next_highlight(),
            Command::PreviousHighlight => self.previous_highlight(),
            _ => match Motion::of(command, height) {
                Some(motion) => self.scroll(motion, height),
                None => return false,
            },
        }
        true
    }

    /// Scrolls.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        let last = self.lines().saturating_sub(height);
        self.first = match motion {
            Motion::Down(rows) => (self.first + rows).min(last),
            Motion::Up(rows) => self.first.min(last).saturating_sub(rows),
            Motion::Top => 0,
            Motion::Bottom => last,
            Motion::To(line) => line.min(last),
        };
    }

    /// Draws the lines in sight.
    pub fn view(&self, area: Rect, pane: Pane, canvas: &mut Canvas<'_>) {
        canvas.height(pane, area.height);
        let digits = self.lines().to_string().len();
        let shown = self.shown(usize::from(area.height));
        for (line, number) in shown.clone().enumerate() {
            let line = row(area, line);
            let highlight = self.highlights.iter().find(|h| h.lines.contains(&number));
            if highlight.is_some() {
                canvas.wash(line, canvas.style(Meaning::StatementHighlight));
            }
            let over =
                highlight.map(|_| canvas.style(Meaning::StatementHighlight)).unwrap_or_default();
            let margin = match highlight {
                Some(highlight) => Phrase::of("▌", highlight.meaning),
                None => Phrase::from(" "),
            }
            .and(format!("{:>digits$} ", number + 1), Meaning::LineNumber);
            let took = canvas.line_over(line, &margin, over, &[]);
            let rest = Rect { x: line.x + took, width: line.width - took, ..line };
            let code = skip(json(self.line(number)), self.left);
            canvas.line_over(rest, &code, over, &[]);
        }
        canvas.scrollbar(area, shown.start, self.lines());
    }

    fn shown(&self, height: usize) -> Range<usize> {
        let first = self.first.min(self.lines().saturating_sub(height));
        first..(first + height).min(self.lines())
    }

    fn line(&self, number: usize) -> &str {
        let start = self.starts[number];
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    fn widest(&self, height: usize) -> usize {
        self.shown(height).map(|number| width(self.line(number))).max().unwrap_or(0)
    }

    fn next_highlight(&mut self) {
        let mut starts = self.highlights.iter().map(|highlight| highlight.lines.start);
        if let Some(start) = starts.find(|start| *start > self.first + 2) {
            self.first = start.saturating_sub(2);
        }
    }

    fn previous_highlight(&mut self) {
        let before = self.highlights.iter().rev().map(|h| h.lines.start.saturating_sub(2));
        if let Some(first) = before.into_iter().find(|first| *first < self.first) {
            self.first = first;
        }
    }
}

/// The line that shows on top when the first of these does.
fn above(highlights: &[Highlight]) -> usize {
    highlights.first().map_or(0, |highlight| highlight.lines.start.saturating_sub(2))
}

/// A line of JSON in pieces. Strings never span lines, so that each line stands for itself.
fn json(line: &str) -> Phrase {
    let mut phrase = Phrase::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (end, meaning) = match first {
            '"' => {
                let end = string_end(rest);
                let key = rest[end..].trim_start().starts_with(':');
                (end, if key { Meaning::CodeKey } else { Meaning::CodeString })
            }
            '-' | '0'..='9' => {
                (run(rest, |c| c.is_ascii_alphanumeric() || "+-.".contains(c)), Meaning::CodeNumber)
            }
            c if c.is_alphabetic() => (run(rest, char::is_alphanumeric), word(rest)),
            c if c.is_whitespace() => (run(rest, char::is_whitespace), Meaning::Text),
            c => (c.len_utf8(), Meaning::CodePunctuation),
        };
        phrase = phrase.and(rest[..end].replace('\t', "    "), meaning);
        rest = &rest[end..];
    }
    phrase
}

fn word(rest: &str) -> Meaning {
    match &rest[..run(rest, char::is_alphanumeric)] {
        "true" | "false" | "null" => Meaning::CodeKeyword,
        _ => Meaning::Text,
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn skip(phrase: Phrase, columns: usize) -> Phrase {
    if columns == 0 {
        return phrase;
    }
    let mut left = columns;
    let mut rest = Phrase::new();
    for piece in phrase.pieces() {
        let mut at = 0;
        for letter in letters(&piece.text) {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(width(letter));
            at += letter.len();
        }
        rest = rest.and(&piece.text[at..], piece.meaning);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::sketch;

    const POLICY: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Effect\": \"Deny\",\n    \"Action\": \"s3:*\"\n  }]\n}\n";

    #[test]
    fn json_is_told_apart() {
        let pieces = json(r#"  "a\"b": [1, true, "x"]"#);
        let meanings: Vec<(&str, Meaning)> =
            pieces.pieces().iter().map(|p| (p.text.as_str(), p.meaning)).collect();
        assert_eq!(meanings[1], (r#""a\"b""#, Meaning::CodeKey));
        assert!(meanings.contains(&("1", Meaning::CodeNumber)));
        assert!(meanings.contains(&("true", Meaning::CodeKeyword)));
        assert!(meanings.contains(&(r#""x""#, Meaning::CodeString)));
        assert_eq!(json("\"open é").plain(), "\"open é");
    }

    #[test]
    fn the_deciding_statement_is_marked_and_in_sight() {
        let document = Document::new(POLICY)
            .highlighting(vec![Highlight { lines: 3..5, meaning: Meaning::Deny }]);
        let drawn = sketch(30, 4, |area, canvas| document.view(area, Pane::Document, canvas));
        insta::assert_snapshot!(drawn, @r#"
         2   "Version": "2012-10-17", 
         3   "Statement": [{          
        ▌4     "Effect": "Deny",      
        ▌5     "Action": "s3:*"       
        "#);
    }

    #[test]
    fn scrolling_stays_inside() {
        let mut document = Document::new(POLICY);
        assert_eq!(document.lines(), 7);
        document.scroll(Motion::Down(100), 3);
        assert_eq!(document.shown(3), 4..7);
        assert!(document.moved(Command::Right, 3) && document.moved(Command::Left, 3));
        assert!(!document.moved(Command::Left, 3), "at the edge the screen decides");
        assert_eq!(Document::new("").shown(3), 0..1);
    }

    #[test]
    fn highlights_are_visited_in_order() {
        let text = "x\n".repeat(50);
        let at = |line| Highlight { lines: line..line + 1, meaning: Meaning::Allow };
        let mut document = Document::new(text.as_str()).highlighting(vec![at(30), at(10)]);
        assert_eq!(document.first, 8);
        document.moved(Command::NextHighlight, 5);
        assert_eq!(document.first, 28);
        document.moved(Command::NextHighlight, 5);
        assert_eq!(document.first, 28);
        document.moved(Command::PreviousHighlight, 5);
        assert_eq!(document.first, 8);
    }
}
