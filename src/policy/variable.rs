//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}` (section 6).

use std::ops::ControlFlow;

use super::{
    context::{Context, ContextValue, Lookup},
    glob::Symbol,
};

/// A text with variables in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// As it was written.
    Text(Box<str>),
    /// `${*}`, `${?}` or `${$}` (V-4).
    Escaped(char),
    /// A key of the context, with its default.
    Variable { key: Box<str>, default: Option<Box<str>> },
}

/// What has become of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expanded {
    /// The symbols; what came from a variable is literal throughout (V-8).
    Symbols(Vec<Symbol>),
    /// A variable has no value and no default (V-5).
    Unresolved,
    /// A variable's value is not known.
    Unknown,
}

/// Something wrong with how a variable is written (V-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableFault {
    /// No closing brace.
    MissingBrace,
    /// The default is not in single quotes.
    MissingQuote,
    /// Nothing between the braces.
    Empty,
    /// Spaces where none may be.
    Space,
}

impl Template {
    /// The template in a text, or nothing when there is no variable in it. What is written wrongly
    /// stays literal (V-3) and is reported.
    pub fn parse(text: &str) -> (Option<Self>, Vec<VariableFault>) {
        if !text.contains('$') {
            return (None, Vec::new());
        }
        let mut pieces = Vec::new();
        let mut faults = Vec::new();
        let mut rest = text;
        let mut literal = String::new();
        while let Some(at) = rest.find("${") {
            literal.push_str(&rest[..at]);
            rest = &rest[at..];
            let found = match rest[2..].find('}') {
                None => Err(VariableFault::MissingBrace),
                Some(end) => parse_variable(&rest[2..2 + end]).map(|piece| (piece, end + 3)),
            };
            match found {
                Ok((piece, length)) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut literal).into()));
                    }
                    pieces.push(piece);
                    rest = &rest[length..];
                }
                Err(fault) => {
                    faults.push(fault);
                    literal.push_str("${");
                    rest = &rest[2..];
                }
            }
        }
        if pieces.is_empty() {
            return (None, faults);
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal.into()));
        }
        (Some(Self { pieces }), faults)
    }

    /// Whether a text begins as the template does up to its first wildcard: a quick look, enough for
    /// nearly everything that does not match. What is not known may be anything.
    pub fn begins(&self, text: &str, context: &Context, wild: fn(char) -> Symbol) -> bool {
        let mut rest = text.chars();
        let mut take = |symbols: &mut dyn Iterator<Item = Symbol>| {
            for symbol in symbols {
                match symbol {
                    Symbol::Literal(c) if rest.next() == Some(c) => {}
                    Symbol::Literal(_) => return ControlFlow::Break(false),
                    Symbol::One | Symbol::Many => return ControlFlow::Break(true),
                }
            }
            ControlFlow::Continue(())
        };
        let looked = self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => take(&mut text.chars().map(wild)),
            Piece::Escaped(c) => take(&mut std::iter::once(Symbol::Literal(*c))),
            Piece::Variable { key, default } => match (context.get(key), default) {
                (Lookup::Present(ContextValue::One(value)), _) => {
                    take(&mut value.chars().map(Symbol::Literal))
                }
                (Lookup::Absent, Some(default)) => take(&mut default.chars().map(Symbol::Literal)),
                _ => ControlFlow::Break(true),
            },
        });
        looked.break_value().unwrap_or(true)
    }

    /// The symbols with every variable replaced, once (V-9). `wild` says what the written text's
    /// characters mean.
    pub fn expand(&self, context: &Context, wild: fn(char) -> Symbol) -> Expanded {
        let mut symbols = Vec::new();
        let mut unknown = false;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => symbols.extend(text.chars().map(wild)),
                Piece::Escaped(c) => symbols.push(Symbol::Literal(*c)),
                Piece::Variable { key, default } => {
                    match context.get(key) {
                        Lookup::Present(ContextValue::One(value)) => {
                            symbols.extend(value.chars().map(Symbol::Literal));
                        }
                        // A multivalued key cannot be a variable (V-7).
                        Lookup::Present(ContextValue::Many(_)) => return Expanded::Unresolved,
                        Lookup::Absent => match default {
                            Some(default) => symbols.extend(default.chars().map(Symbol::Literal)),
                            None => return Expanded::Unresolved,
                        },
                        Lookup::Unknown => unknown = true,
                    }
                }
            }
        }
        if unknown { Expanded::Unknown } else { Expanded::Symbols(symbols) }
    }

    /// The symbols with every variable that the context does not settle replaced by `*`: whatever
    /// the template can become, this matches.
    pub fn widest(&self, context: &Context, wild: fn(char) -> Symbol) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => symbols.extend(text.chars().map(wild)),
                Piece::Escaped(c) => symbols.push(Symbol::Literal(*c)),
                Piece::Variable { key, default } => match (context.get(key), default) {
                    (Lookup::Present(ContextValue::One(value)), _) => {
                        symbols.extend(value.chars().map(Symbol::Literal));
                    }
                    (Lookup::Absent, Some(default)) => {
                        symbols.extend(default.chars().map(Symbol::Literal));
                    }
                    _ => symbols.push(Symbol::Many),
                },
            }
        }
        symbols
    }

    /// The keys it asks for, as they are spelled.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, .. } => Some(&**key),
            Piece::Text(_) | Piece::Escaped(_) => None,
        })
    }
}

fn parse_variable(inner: &str) -> Result<Piece, VariableFault> {
    if let "*" | "?" | "$" = inner {
        return Ok(Piece::Escaped(inner.chars().next().unwrap_or('$')));
    }
    let (name, default) = match inner.split_once(',') {
        None => (inner, None),
        Some((name, rest)) => {
            let quoted = rest.strip_prefix(' ').ok_or(VariableFault::Space)?;
            let value = quoted.strip_prefix('\'').and_then(|q| q.strip_suffix('\''));
            (name, Some(value.ok_or(VariableFault::MissingQuote)?))
        }
    };
    if name.is_empty() {
        return Err(VariableFault::Empty);
    }
    // The brace that was found belongs to a variable further on.
    if name.contains("${") {
        return Err(VariableFault::MissingBrace);
    }
    // Tag keys may hold spaces inside, a name may not begin or end with one.
    if name.trim() != name || name.split('/').next().is_some_and(|n| n.contains(' ')) {
        return Err(VariableFault::Space);
    }
    Ok(Piece::Variable { key: name.into(), default: default.map(Into::into) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{context::Unmentioned, glob::Glob};

    fn wild(c: char) -> Symbol {
        match c {
            '*' => Symbol::Many,
            '?' => Symbol::One,
            c => Symbol::Literal(c),
        }
    }

    fn expand(text: &str, context: &Context) -> Option<Glob> {
        match Template::parse(text).0?.expand(context, wild) {
            Expanded::Symbols(symbols) => Some(Glob::from_symbols(symbols)),
            Expanded::Unresolved | Expanded::Unknown => None,
        }
    }

    #[test]
    fn variables_defaults_and_escapes_v_3_v_4_v_6() {
        let mut context = Context::default();
        context.set("aws:username", "ann");
        assert!(expand("home/${AWS:UserName}/*", &context).unwrap().matches("home/ann/x"));
        assert!(expand("${aws:PrincipalTag/team, 'none'}", &context).unwrap().matches("none"));
        assert!(expand("${aws:PrincipalTag/team}", &context).is_none());
        let stars = expand("a${*}b${?}${$}", &context).unwrap();
        assert!(stars.matches("a*b?$") && !stars.matches("axbx$"));
        context.set("aws:username", "");
        assert!(expand("x${aws:username, 'd'}", &context).unwrap().matches("x"));
    }

    #[test]
    fn what_begins_otherwise_is_told_without_expanding() {
        let mut context = Context::new(Unmentioned::Unknown);
        context.set("aws:username", "ann");
        context.set_absent("aws:SourceVpc");
        let begins = |template: &str, text: &str| {
            Template::parse(template).0.unwrap().begins(text, &context, wild)
        };
        assert!(begins("home/${aws:username}/*", "home/ann/x"));
        assert!(!begins("home/${aws:username}/*", "home/ben/x"));
        assert!(!begins("home/${aws:username}/*", "home/ann"));
        assert!(begins("*/${aws:username}", "anything"));
        assert!(begins("${aws:SourceVpc, 'none'}/x", "none/x"));
        assert!(!begins("${aws:SourceVpc, 'none'}/x", "some/x"));
        assert!(begins("${aws:SourceIp}/x", "anything"));
        assert!(!begins("a${*}b", "axb") && begins("a${*}b", "a*b"));
    }

    #[test]
    fn text_from_a_variable_is_literal_v_8() {
        let mut context = Context::default();
        context.set("aws:username", "*");
        let glob = expand("home/${aws:username}", &context).unwrap();
        assert!(glob.matches("home/*") && !glob.matches("home/ann"));
    }

    #[test]
    fn what_is_written_wrongly_stays_literal_v_3() {
        for (text, fault) in [
            ("${aws:username", VariableFault::MissingBrace),
            ("${}", VariableFault::Empty),
            ("${ aws:username}", VariableFault::Space),
            ("${aws:username,'x'}", VariableFault::Space),
            ("${aws:username, x}", VariableFault::MissingQuote),
            ("${aws user}", VariableFault::Space),
            ("${aws:PrincipalTag/team }", VariableFault::Space),
        ] {
            assert_eq!(Template::parse(text), (None, vec![fault]), "{text}");
        }
    }

    #[test]
    fn an_unknown_key_makes_the_whole_unknown() {
        let context = Context::new(Unmentioned::Unknown);
        let template = Template::parse("${aws:SourceVpc}").0.unwrap();
        assert_eq!(template.expand(&context, wild), Expanded::Unknown);
    }
}
