//! A line of text being typed, edited letter by letter as people see letters.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus};
use crate::tui::keys::Key;
use crate::tui::text::{letters, width};
use crate::tui::theme::Meaning;

/// A text and the place in it where typing goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextInput {
    text: String,
    /// Bytes before the cursor; always at the edge of a letter.
    at: usize,
}

impl TextInput {
    /// A text with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = clean(&text.into());
        let at = text.len();
        Self { text, at }
    }

    /// What is typed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether what is typed next goes to the end.
    pub fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Takes a key; tells whether it was one for editing.
    pub fn key(&mut self, key: Key) -> bool {
        let control = key.modifiers == KeyModifiers::CONTROL;
        match key.code {
            KeyCode::Char('a') if control => self.at = 0,
            KeyCode::Char('e') if control => self.at = self.text.len(),
            KeyCode::Char('u') if control => self.cut(0, self.at),
            KeyCode::Char('k') if control => self.cut(self.at, self.text.len()),
            KeyCode::Char('w') if control => self.cut(self.word_before(), self.at),
            KeyCode::Left if control => self.at = self.word_before(),
            KeyCode::Right if control => self.at = self.word_after(),
            KeyCode::Left => self.at = self.letter_before(),
            KeyCode::Right => self.at = self.letter_after(),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.text.len(),
            KeyCode::Backspace => self.cut(self.letter_before(), self.at),
            KeyCode::Delete => self.cut(self.at, self.letter_after()),
            _ => match key.typed() {
                Some(c) => self.insert(c.encode_utf8(&mut [0; 4])),
                None => return false,
            },
        }
        true
    }

    /// Puts a text in at the cursor; line breaks become spaces.
    pub fn insert(&mut self, text: &str) {
        let text = clean(text);
        self.text.insert_str(self.at, &text);
        self.at += text.len();
        self.settle();
    }

    /// Draws the end of the text that holds the cursor, or what could be typed when it is empty.
    pub fn view(&self, area: Rect, placeholder: &str, focus: Focus, canvas: &mut Canvas<'_>) {
        if self.text.is_empty() {
            canvas.text(area, placeholder, Meaning::Placeholder);
        }
        let room = usize::from(area.width.saturating_sub(1));
        let mut start = 0;
        for letter in letters(&self.text[..self.at]) {
            if width(&self.text[start..self.at]) <= room {
                break;
            }
            start += letter.len();
        }
        canvas.text(area, &self.text[start..], Meaning::Input);
        if focus == Focus::Here && !area.is_empty() {
            canvas.cursor(area.x + width(&self.text[start..self.at]) as u16, area.y);
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
        self.settle();
    }

    /// Moves the cursor to the end of the letter it came to stand in, when letters have joined.
    fn settle(&mut self) {
        let ends = letters(&self.text).scan(0, |end, letter| {
            *end += letter.len();
            Some(*end)
        });
        self.at =
            std::iter::once(0).chain(ends).find(|end| *end >= self.at).unwrap_or(self.text.len());
    }

    fn letter_before(&self) -> usize {
        self.at - letters(&self.text[..self.at]).last().map_or(0, str::len)
    }

    fn letter_after(&self) -> usize {
        self.at + letters(&self.text[self.at..]).next().map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let before = self.text[..self.at].trim_end();
        before.char_indices().rev().find(|(_, c)| !c.is_alphanumeric()).map_or(0, |(at, c)| {
            let after = at + c.len_utf8();
            if after == before.len() { at } else { after }
        })
    }

    fn word_after(&self) -> usize {
        let rest = &self.text[self.at..];
        let word = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
        let end = rest[word..].find(|c: char| !c.is_alphanumeric());
        self.at + end.map_or(rest.len(), |end| word + end)
    }
}

fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::parse_script;

    fn typed(start: &str, script: &str) -> TextInput {
        let mut input = TextInput::new(start);
        for key in parse_script(script).unwrap() {
            assert!(input.key(key), "{key}");
        }
        input
    }

    #[test]
    fn letters_go_in_and_out_whole() {
        assert_eq!(typed("", r#""héé" backspace "x""#).text(), "héx");
        assert_eq!(typed("e\u{301}a", "left left delete").text(), "a");
        assert_eq!(typed("👩‍🚀!", "left backspace").text(), "!");
    }

    #[test]
    fn words_and_lines_are_cut() {
        assert_eq!(typed("one two", "ctrl-w").text(), "one ");
        assert_eq!(typed("one two ", "ctrl-w ctrl-w").text(), "");
        assert_eq!(typed("one two", "home ctrl-right ctrl-k").text(), "one");
        assert_eq!(typed("one two", "left ctrl-u").text(), "o");
        assert_eq!(typed("a--", "ctrl-w").text(), "a-");
    }

    #[test]
    fn pasted_lines_become_one() {
        let mut input = TextInput::default();
        input.insert("a\nb\u{7}c");
        assert_eq!(input.text(), "a bc");
    }

    #[test]
    fn the_cursor_never_stands_inside_a_letter() {
        let mut input = TextInput::new("ab");
        input.key(Key::plain(KeyCode::Left));
        input.insert("e");
        input.insert("\u{301}");
        assert!(input.key(Key::plain(KeyCode::Backspace)));
        assert_eq!(input.text(), "ab");
    }
}
