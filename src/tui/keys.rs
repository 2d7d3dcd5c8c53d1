//! Keys as people write them (`ctrl-d`, `g g`, `space`), and as terminals report them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press, with Shift folded into the character it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Held modifiers; never Shift for a character.
    pub modifiers: KeyModifiers,
}

/// Keys that make one command when pressed one after the other.
pub type Sequence = Vec<Key>;

/// A key that cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a key name.
    #[error("`{0}` is no key; write a character, `enter`, `f1`, `ctrl-d`, `shift-tab`, `space` …")]
    Unknown(String),
    /// No key at all.
    #[error("an empty key sequence; write keys parted by spaces, such as `g g`")]
    Empty,
    /// A quoted text in a key script that does not end.
    #[error("the text after `{0}` has no closing quote")]
    OpenQuote(String),
}

const NAMED: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

const MODIFIERS: [(&str, KeyModifiers); 3] = [
    ("ctrl-", KeyModifiers::CONTROL),
    ("alt-", KeyModifiers::ALT),
    ("shift-", KeyModifiers::SHIFT),
];

impl Key {
    /// A key from its parts, normalized so that equal presses are equal values.
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let kept = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let modifiers = modifiers & kept;
        match code {
            KeyCode::BackTab => {
                Self { code: KeyCode::Tab, modifiers: modifiers | KeyModifiers::SHIFT }
            }
            KeyCode::Char(c) => {
                let shifted = modifiers.contains(KeyModifiers::SHIFT) && c.is_ascii_lowercase();
                let c = if shifted { c.to_ascii_uppercase() } else { c };
                Self { code: KeyCode::Char(c), modifiers: modifiers - KeyModifiers::SHIFT }
            }
            other => Self { code: other, modifiers },
        }
    }

    /// The key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self::new(code, KeyModifiers::NONE)
    }

    /// Reads one key name.
    pub fn parse(name: &str) -> Result<Self, KeyError> {
        let mut rest = name;
        let mut modifiers = KeyModifiers::NONE;
        while let Some((prefix, modifier)) = MODIFIERS
            .iter()
            .find(|(prefix, _)| rest.starts_with(prefix) && rest.len() > prefix.len())
        {
            modifiers |= *modifier;
            rest = &rest[prefix.len()..];
        }
        let code = named(rest).or_else(|| function_key(rest)).or_else(|| single(rest));
        code.map(|code| Self::new(code, modifiers))
            .ok_or_else(|| KeyError::Unknown(name.to_owned()))
    }

    /// Whether it edits a text wherever one is typed, before it is any command.
    pub fn edits(self) -> bool {
        let moves = matches!(
            self.code,
            KeyCode::Backspace | KeyCode::Delete | KeyCode::Home | KeyCode::End
        );
        self.typed().is_some() || (moves && self.modifiers.is_empty())
    }

    /// The character this key types into a text, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

fn named(name: &str) -> Option<KeyCode> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}

fn function_key(name: &str) -> Option<KeyCode> {
    let number: u8 = name.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(KeyCode::F(number))
}

fn single(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    let first = chars.next()?;
    (chars.next().is_none() && !first.is_whitespace() && !first.is_control())
        .then_some(KeyCode::Char(first))
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (prefix, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                f.write_str(prefix)?;
            }
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "f{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// Reads a sequence: key names parted by spaces.
pub fn parse_sequence(text: &str) -> Result<Sequence, KeyError> {
    let keys: Sequence = text.split_whitespace().map(Key::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError::Empty) } else { Ok(keys) }
}

/// Writes a sequence the way [`parse_sequence`] reads it.
pub fn print_sequence(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads a script of keys: names parted by spaces, and `"quoted text"` typed as it stands.
pub fn parse_script(script: &str) -> Result<Vec<Key>, KeyError> {
    let mut keys = Vec::new();
    let mut rest = script.trim_start();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"').filter(|q| !q.is_empty()) {
            let end = quoted.find('"').ok_or_else(|| KeyError::OpenQuote(rest.to_owned()))?;
            keys.extend(quoted[..end].chars().map(|c| Key::plain(KeyCode::Char(c))));
            rest = quoted[end + 1..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            keys.push(Key::parse(&rest[..end])?);
            rest = rest[end..].trim_start();
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_key_reads_back() {
        for name in
            ["a", "G", "-", "ctrl-d", "space", "shift-tab", "alt-enter", "f12", "[", "ctrl--"]
        {
            assert_eq!(Key::parse(name).unwrap().to_string(), name);
        }
    }

    #[test]
    fn terminals_that_report_shift_and_those_that_do_not_agree() {
        let shifted = Key::new(KeyCode::Char('g'), KeyModifiers::SHIFT);
        assert_eq!(shifted, Key::parse("G").unwrap());
        assert_eq!(Key::plain(KeyCode::BackTab), Key::parse("shift-tab").unwrap());
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        assert_eq!(Key::parse("ctr-d"), Err(KeyError::Unknown("ctr-d".into())));
        assert_eq!(parse_sequence("  "), Err(KeyError::Empty));
        assert_eq!(Key::parse("f25"), Err(KeyError::Unknown("f25".into())));
    }

    #[test]
    fn a_script_types_quoted_text() {
        let keys = parse_script(r#"/ "a b" enter"#).unwrap();
        assert_eq!(print_sequence(&keys), "/ a space b enter");
        assert!(parse_script(r#""open"#).is_err());
    }
}
