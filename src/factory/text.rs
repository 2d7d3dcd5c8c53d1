//! Texts with holes: `"${app}-${env}"`.
//!
//! A hole holds the name of a parameter, or [`ACCOUNT_ID`]. What IAM itself fills in, such as
//! `${aws:username}` or `${*}` (section 6), stays as it is.

use crate::policy::Position;

/// The hole that the new account's id fills; no parameter may have this name.
pub const ACCOUNT_ID: &str = "account_id";

/// A text with holes, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it begins in the template.
    pub at: Position,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Hole(String),
}

/// A text whose holes cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// A hole without an end.
    #[error("`${{` has no `}}`: close it, or write `$${{` for the characters themselves")]
    Open,
    /// A hole that names nothing.
    #[error(
        "`${{{0}}}` names no parameter: write small letters, digits and _, beginning with a letter"
    )]
    Name(String),
}

/// Whether a text can be the name of a parameter.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl Text {
    /// Finds the holes.
    pub fn parse(text: &str, at: Position) -> Result<Self, BadText> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let (before, hole) = (&rest[..start], &rest[start + 2..]);
            if let Some(plain) = before.strip_suffix('$') {
                literal.push_str(plain);
                literal.push_str("${");
                rest = hole;
                continue;
            }
            literal.push_str(before);
            let end = hole.find('}').ok_or(BadText::Open)?;
            let name = &hole[..end];
            if name.contains(':') || matches!(name, "*" | "?" | "$") {
                literal.push_str(&rest[start..=start + 2 + end]);
            } else if is_name(name) {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Hole(name.to_owned()));
            } else {
                return Err(BadText::Name(name.to_owned()));
            }
            rest = &hole[end + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self { at, pieces })
    }

    /// The names in its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Hole(name) => Some(name.as_str()),
        })
    }

    /// The name in its hole, if it is one hole and nothing else.
    pub fn only_hole(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Hole(name)] => Some(name),
            _ => None,
        }
    }

    /// The text, if it has no holes.
    pub fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text with its holes filled.
    pub fn fill(&self, mut value: impl FnMut(&str) -> String) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.clone(),
                Piece::Hole(name) => value(name),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, BadText> {
        Text::parse(text, Position::START).map(|text| text.fill(|name| format!("<{name}>")))
    }

    #[test]
    fn holes_are_filled_and_iams_own_are_left() {
        assert_eq!(filled("${app}-${env}!").unwrap(), "<app>-<env>!");
        assert_eq!(filled("x/${aws:username}/${*}").unwrap(), "x/${aws:username}/${*}");
        assert_eq!(filled("$${app}").unwrap(), "${app}");
        assert_eq!(filled("").unwrap(), "");
    }

    #[test]
    fn bad_holes_are_refused() {
        assert_eq!(filled("${app"), Err(BadText::Open));
        assert_eq!(filled("${App}"), Err(BadText::Name("App".into())));
    }

    #[test]
    fn a_lone_hole_is_known() {
        let text = Text::parse("${oidc}", Position::START).unwrap();
        assert_eq!(text.only_hole(), Some("oidc"));
        assert_eq!(Text::parse("a${b}", Position::START).unwrap().only_hole(), None);
    }
}
