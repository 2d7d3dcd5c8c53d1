//! JSON with positions: the reader under every policy document.
//!
//! A plain deserializer keeps one of two equal keys and forgets where things stood (G-8); this one
//! keeps every member, in order, with its place.

use std::fmt;

use super::{Position, Span};

/// Nesting beyond this is refused, so that no text can exhaust the stack.
const DEEPEST: usize = 64;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Json,
    /// Where it stands.
    pub span: Span,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, with its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object: every member, in order, equal keys included.
    Object(Vec<Member>),
}

impl Json {
    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Json {
    /// Without any white space between the parts, as the sizes of policies are counted (G-20).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::String(text) => quoted(f, text),
            Self::Array(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{}", item.value)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (at, member) in members.iter().enumerate() {
                    if at > 0 {
                        f.write_str(",")?;
                    }
                    quoted(f, &member.key)?;
                    write!(f, ":{}", member.value.value)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if u32::from(c) < 0x20 => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key, with its escapes resolved.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// What is wrong and how to mend it.
    pub message: String,
    /// Where.
    pub position: Position,
}

/// Reads a text that consists of one JSON value.
pub fn parse(text: &str) -> Result<Node, JsonError> {
    let mut reader = Reader { text, at: Position::START };
    reader.space();
    let node = reader.value(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(node),
        Some(c) => Err(reader.fail(format!("`{c}` behind the end of the document: remove it"))),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: Position,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at.offset as usize..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at = self.at.behind(c);
        Some(c)
    }

    fn space(&mut self) {
        loop {
            let text = self.text.as_bytes();
            while matches!(text.get(self.at.offset as usize), Some(b' ' | b'\t' | b'\r')) {
                self.at.offset += 1;
                self.at.column += 1;
            }
            match self.peek() {
                Some('\n' | '\u{feff}') => drop(self.next()),
                _ => return,
            }
        }
    }

    /// Everything up to the next character that means something inside a string.
    fn run(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20);
        let run = &rest[..end.unwrap_or(rest.len())];
        self.at.offset += run.len() as u32;
        self.at.column += run.chars().count() as u32;
        run
    }

    fn fail(&self, message: impl Into<String>) -> JsonError {
        JsonError { message: message.into(), position: self.at }
    }

    fn unexpected(&self, wanted: &str) -> JsonError {
        match self.peek() {
            Some(c) => self.fail(format!("expected {wanted}, found `{c}`")),
            None => self.fail(format!("the text ends where {wanted} should be")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, JsonError> {
        if depth > DEEPEST {
            return Err(self.fail("nested too deeply: no policy needs this"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some('{') => Json::Object(self.object(depth)?),
            Some('[') => Json::Array(self.array(depth)?),
            Some('"') => Json::String(self.string()?),
            Some('-' | '0'..='9') => Json::Number(self.number()?),
            Some('a'..='z') => self.word()?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { value, span: Span { start, end: self.at } })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member>, JsonError> {
        self.next();
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some('}') {
            self.next();
            return Ok(members);
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = self.string()?;
            let key_span = Span { start, end: self.at };
            self.space();
            if self.peek() != Some(':') {
                return Err(self.unexpected("a colon behind the key"));
            }
            self.next();
            self.space();
            let value = self.value(depth + 1)?;
            members.push(Member { key, key_span, value });
            self.space();
            match self.peek() {
                Some(',') => self.next(),
                Some('}') => {
                    self.next();
                    return Ok(members);
                }
                _ => return Err(self.unexpected("a comma or the closing brace")),
            };
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, JsonError> {
        self.next();
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(']') {
            self.next();
            return Ok(items);
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(',') => self.next(),
                Some(']') => {
                    self.next();
                    return Ok(items);
                }
                _ => return Err(self.unexpected("a comma or the closing bracket")),
            };
        }
    }

    fn word(&mut self) -> Result<Json, JsonError> {
        for (word, value) in
            [("true", Json::Bool(true)), ("false", Json::Bool(false)), ("null", Json::Null)]
        {
            if self.rest().starts_with(word) {
                for _ in word.chars() {
                    self.next();
                }
                return Ok(value);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some('-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
            self.next();
        }
        let text = &self.text[start.offset as usize..self.at.offset as usize];
        if is_number(text) {
            Ok(text.to_owned())
        } else {
            Err(JsonError { message: format!("`{text}` is not a number"), position: start })
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        loop {
            text.push_str(self.run());
            match self.next() {
                None => {
                    let message = "this string never ends: close it with a double quote".to_owned();
                    return Err(JsonError { message, position: start });
                }
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                Some(c) if u32::from(c) < 0x20 => {
                    return Err(self.fail("a control character in a string: write it as an escape"));
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let bad = self.fail("no such escape: write \\\\ for a backslash");
        Ok(match self.next().ok_or_else(|| bad.clone())? {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.hex()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high).ok_or(bad);
                }
                if self.next() != Some('\\') || self.next() != Some('u') {
                    return Err(bad);
                }
                let low = self.hex()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return Err(bad);
                }
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                    .ok_or(bad);
            }
            _ => return Err(bad),
        })
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| c.to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            self.next();
            value = value * 16 + digit;
        }
        Ok(value)
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, u32, u32) {
        let error = parse(text).unwrap_err();
        (error.message, error.position.line, error.position.column)
    }

    #[test]
    fn equal_keys_are_both_kept_g_8() {
        let Json::Object(members) = parse(r#"{"a":1,"a":2}"#).unwrap().value else { panic!() };
        assert_eq!(members.len(), 2);
    }

    #[test]
    fn places_count_characters() {
        let node = parse("{\n  \"é\": [1, \"x\"]}").unwrap();
        let Json::Object(members) = node.value else { panic!() };
        let Json::Array(items) = &members[0].value.value else { panic!() };
        assert_eq!((items[1].span.start.line, items[1].span.start.column), (2, 12));
    }

    #[test]
    fn errors_say_where() {
        assert_eq!(
            error("{\n \"a\" 1}"),
            ("expected a colon behind the key, found `1`".into(), 2, 6)
        );
        assert_eq!(error("{\"a\":1,}").0, "expected a key in double quotes, found `}`");
        assert_eq!(error("[1").0, "the text ends where a comma or the closing bracket should be");
        assert_eq!(error("\"abc").1, 1);
        assert!(error("01").0.contains("not a number"));
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn escapes_and_surrogates() {
        assert_eq!(
            parse(r#""\u0041\ud83d\ude00\u0000""#).unwrap().value,
            Json::String("A😀\0".into())
        );
        assert!(parse(r#""\ud83d""#).is_err());
        assert!(parse(r#""\q""#).is_err());
    }
}
