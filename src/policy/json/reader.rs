//! The reader: one pass over the bytes, that knows at any time where it stands.

use std::borrow::Cow;

use super::{Json, JsonError, Member, Node};
use crate::policy::{Position, Span};

/// Nesting beyond this is refused, so that no text can exhaust the stack.
const DEEPEST: usize = 64;

/// What a statement has at most, but for a principal: room enough for nearly every object.
const MEMBERS: usize = 5;

/// The bytes that mean something inside a string: its end, an escape, what may not stand there.
const MEANS_SOMETHING: [bool; 256] = {
    let mut means = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        means[control] = true;
        control += 1;
    }
    means[b'"' as usize] = true;
    means[b'\\' as usize] = true;
    means
};

/// Reads a text that consists of one JSON value.
pub fn parse(text: &str) -> Result<Node<'_>, JsonError> {
    let mut reader = Reader { text, at: 0, line: 1, margin: 0 };
    reader.space();
    let node = reader.value(0)?;
    reader.space();
    match reader.next_char() {
        None => Ok(node),
        Some(c) => Err(reader.fail(format!("`{c}` behind the end of the document: remove it"))),
    }
}

struct Reader<'t> {
    text: &'t str,
    /// Bytes that have been read; always whole characters.
    at: usize,
    line: u32,
    /// Bytes that do not count for the column: all before this line, and on it all but the first of
    /// each character.
    margin: usize,
}

impl<'t> Reader<'t> {
    fn position(&self) -> Position {
        let column = (self.at - self.margin) as u32 + 1;
        Position { line: self.line, column, offset: self.at as u32 }
    }

    fn span_from(&self, start: Position) -> Span {
        Span { start, end: self.position() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next_char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Goes past a byte, if it is the next.
    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\n') => {
                    self.at += 1;
                    self.line += 1;
                    self.margin = self.at;
                }
                Some(0xef) if self.text[self.at..].starts_with('\u{feff}') => {
                    self.at += 3;
                    self.margin += 2;
                }
                _ => return,
            }
        }
    }

    /// Everything up to the next character that means something inside a string.
    fn run(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|byte| MEANS_SOMETHING[usize::from(byte)]);
        let run = &rest[..end.unwrap_or(rest.len())];
        self.at += run.len();
        if !run.is_ascii() {
            self.margin += run.bytes().filter(|byte| byte & 0xc0 == 0x80).count();
        }
        run
    }

    fn fail(&self, message: impl Into<String>) -> JsonError {
        JsonError { message: message.into(), position: self.position() }
    }

    fn unexpected(&self, wanted: &str) -> JsonError {
        match self.next_char() {
            Some(c) => self.fail(format!("expected {wanted}, found `{c}`")),
            None => self.fail(format!("the text ends where {wanted} should be")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node<'t>, JsonError> {
        if depth > DEEPEST {
            return Err(self.fail("nested too deeply: no policy needs this"));
        }
        let start = self.position();
        let value = match self.peek() {
            Some(b'{') => Json::Object(self.object(depth)?),
            Some(b'[') => Json::Array(self.array(depth)?),
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
            Some(b'a'..=b'z') => self.word()?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { value, span: self.span_from(start) })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member<'t>>, JsonError> {
        self.at += 1;
        self.space();
        if self.skip(b'}') {
            return Ok(Vec::new());
        }
        let mut members = Vec::with_capacity(MEMBERS);
        loop {
            self.space();
            members.push(self.member(depth)?);
            self.space();
            if self.skip(b'}') {
                return Ok(members);
            }
            if !self.skip(b',') {
                return Err(self.unexpected("a comma or the closing brace"));
            }
        }
    }

    fn member(&mut self, depth: usize) -> Result<Member<'t>, JsonError> {
        let start = self.position();
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let key = self.string()?;
        let key_span = self.span_from(start);
        self.space();
        if !self.skip(b':') {
            return Err(self.unexpected("a colon behind the key"));
        }
        self.space();
        Ok(Member { key, key_span, value: self.value(depth + 1)? })
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node<'t>>, JsonError> {
        self.at += 1;
        self.space();
        if self.skip(b']') {
            return Ok(Vec::new());
        }
        let mut items = Vec::new();
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.skip(b']') {
                return Ok(items);
            }
            if !self.skip(b',') {
                return Err(self.unexpected("a comma or the closing bracket"));
            }
        }
    }

    fn word(&mut self) -> Result<Json<'t>, JsonError> {
        let words =
            [("true", Json::Bool(true)), ("false", Json::Bool(false)), ("null", Json::Null)];
        for (word, value) in words {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<&'t str, JsonError> {
        let start = self.position();
        let rest = &self.text[self.at..];
        let of_numbers = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let text = &rest[..rest.bytes().take_while(of_numbers).count()];
        self.at += text.len();
        if is_number(text) {
            Ok(text)
        } else {
            Err(JsonError { message: format!("`{text}` is not a number"), position: start })
        }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, JsonError> {
        let start = self.position();
        self.at += 1;
        let run = self.run();
        if self.skip(b'"') {
            return Ok(Cow::Borrowed(run));
        }
        let mut text = run.to_owned();
        loop {
            match self.peek() {
                None => {
                    let message = "this string never ends: close it with a double quote".to_owned();
                    return Err(JsonError { message, position: start });
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => {
                    return Err(self.fail("a control character in a string: write it as an escape"));
                }
            }
            text.push_str(self.run());
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let bad = |reader: &Self| reader.fail("no such escape: write \\\\ for a backslash");
        self.at += 1;
        let c = match self.peek() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            _ => return Err(bad(self)),
        };
        self.at += 1;
        Ok(c)
    }

    /// A character by its number, beyond the first 65,536 by a pair of them.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let start = self.position();
        let alone = || JsonError {
            message: "half of a character: write it as a pair of \\u escapes".to_owned(),
            position: start,
        };
        self.at += 1;
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or_else(alone);
        }
        if !(self.skip(b'\\') && self.skip(b'u')) {
            return Err(alone());
        }
        match self.hex()? {
            low @ 0xdc00..0xe000 => {
                char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            _ => None,
        }
        .ok_or_else(alone)
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            self.at += 1;
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
