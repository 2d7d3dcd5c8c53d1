//! Text measured in columns: letters as people see them, cut to fit with an ellipsis.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

/// What a person takes for one letter, in order; control characters are left out.
pub fn letters(text: &str) -> impl Iterator<Item = &str> {
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let spans: Vec<(usize, usize)> = Span::raw(text)
        .styled_graphemes(Style::default())
        .map(|letter| (offset(letter.symbol), letter.symbol.len()))
        .collect();
    spans.into_iter().map(move |(start, len)| &text[start..start + len])
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    letters(text).map(UnicodeWidthStr::width).sum()
}

/// The longest start of a text that fits, with `…` in place of what does not.
pub fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return letters(text).collect();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let mut cut = String::new();
    let mut used = 0;
    for letter in letters(text) {
        used += letter.width();
        if used > room {
            break;
        }
        cut.push_str(letter);
    }
    cut.push('…');
    cut
}

/// A text broken into lines of at most so many columns, at spaces where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(word) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for letter in letters(word) {
                if width(&line) + letter.width() > columns && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(letter);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_cut_whole() {
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("abc", 1), "…");
    }

    #[test]
    fn joined_letters_stay_together_and_controls_vanish() {
        assert_eq!(letters("e\u{301}a").collect::<Vec<_>>(), ["e\u{301}", "a"]);
        assert_eq!(fit("a\u{1b}[31mb", 10), "a[31mb");
    }

    #[test]
    fn text_wraps_at_spaces_and_breaks_what_is_too_long() {
        assert_eq!(wrap("ab cd efghij", 5), ["ab cd", "efghi", "j"]);
        assert_eq!(wrap("", 5), Vec::<String>::new());
        assert_eq!(wrap("日本", 1), ["日", "本"]);
    }
}
