//! One value of a condition, compiled for its test.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use compact_str::CompactString;
use ipnet::IpNet;

use super::{address, arn_like::ArnGlob, date, decimal::Decimal, operator::Test};
use crate::policy::{
    Span,
    context::Context,
    glob::{self, Glob, Symbol},
    truth::Truth,
    variable::{Expanded, Template},
};

/// A value that a condition lists.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyValue {
    /// As it was written.
    pub text: CompactString,
    /// Where it stands.
    pub span: Span,
    matcher: Matcher,
}

#[derive(Debug, Clone, PartialEq)]
enum Matcher {
    Text(CompactString),
    /// Compared without case.
    Folded(CompactString),
    Like(Glob),
    Arn(ArnGlob),
    Number(Decimal),
    Instant(DateTime<Utc>),
    Bool(bool),
    Bytes(Vec<u8>),
    Range(IpNet),
    /// Known only once its variables are.
    Variable(Template),
    /// Not of the type that the test needs: matches nothing (C-7).
    Mistyped,
}

/// A value of the request, read once for all values of the policy.
enum Given<'a> {
    Text(&'a str),
    Number(Decimal<&'a str>),
    Instant(DateTime<Utc>),
    Bool(bool),
    Bytes(Vec<u8>),
    Range(IpNet),
    /// Not of the type that the test needs: nothing matches it (C-7).
    Mistyped,
}

/// Whether any of the listed values matches a value of the request.
pub fn any_matches(test: Test, values: &[PolicyValue], given: &str, context: &Context) -> Truth {
    let given = Given::new(test, given);
    Truth::any(values.iter().map(|value| value.matches(test, &given, context)))
}

impl PolicyValue {
    /// Compiles a value for a test; variables only where the document's version has them (V-1).
    pub fn new(test: Test, text: &str, span: Span, variables: bool) -> Self {
        let template =
            if variables && takes_variables(test) { Template::parse(text).0 } else { None };
        let matcher = template.map_or_else(|| Matcher::of(test, text), Matcher::Variable);
        Self { text: text.into(), span, matcher }
    }

    /// Whether it is of the type that its test needs (C-7).
    pub fn well_typed(&self) -> bool {
        self.matcher != Matcher::Mistyped
    }

    /// The keys that its variables ask for.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let template = match &self.matcher {
            Matcher::Variable(template) => Some(template),
            _ => None,
        };
        template.into_iter().flat_map(Template::keys)
    }

    /// What the characters of the value mean to its test, with its variables replaced.
    pub fn expand(&self, test: Test, context: &Context) -> Expanded {
        match &self.matcher {
            Matcher::Variable(template) => template.expand(context, reading(test)),
            _ => Expanded::Symbols(self.text.chars().map(reading(test)).collect()),
        }
    }

    /// The same with `*` in place of every variable that the context does not settle.
    pub fn widest(&self, test: Test, context: &Context) -> Vec<Symbol> {
        match &self.matcher {
            Matcher::Variable(template) => template.widest(context, reading(test)),
            _ => self.text.chars().map(reading(test)).collect(),
        }
    }

    /// The instant that it is, for tests of dates.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        match self.matcher {
            Matcher::Instant(instant) => Some(instant),
            _ => None,
        }
    }

    /// The range that it is, for tests of addresses.
    pub fn range(&self) -> Option<IpNet> {
        match self.matcher {
            Matcher::Range(range) => Some(range),
            _ => None,
        }
    }

    fn matches(&self, test: Test, given: &Given<'_>, context: &Context) -> Truth {
        let Matcher::Variable(template) = &self.matcher else {
            return self.matcher.matches(test, given).into();
        };
        if let Given::Text(text) = given
            && test != Test::StringEqualsIgnoreCase
            && !template.begins(text, context, reading(test))
        {
            return Truth::No;
        }
        match template.expand(context, reading(test)) {
            Expanded::Symbols(symbols) => {
                let text: String = symbols.iter().copied().filter_map(literal).collect();
                Matcher::new(test, &text, &symbols).matches(test, given).into()
            }
            Expanded::Unresolved => Truth::No,
            Expanded::Unknown => {
                let widest =
                    template.widest(context, reading(test)).into_iter().map(|it| fold(test, it));
                let widest = Glob::from_symbols(widest);
                let possible = match given {
                    Given::Text(text) if test == Test::StringEqualsIgnoreCase => {
                        widest.matches(&text.to_ascii_lowercase())
                    }
                    Given::Text(text) => widest.matches(text),
                    Given::Mistyped => false,
                    _ => true,
                };
                if possible { Truth::Unknown } else { Truth::No }
            }
        }
    }
}

/// A symbol as request values are held against it: what a variable brings keeps its case till then.
fn fold(test: Test, symbol: Symbol) -> Symbol {
    match symbol {
        Symbol::Literal(c) if test == Test::StringEqualsIgnoreCase => {
            Symbol::Literal(c.to_ascii_lowercase())
        }
        symbol => symbol,
    }
}

fn literal(symbol: Symbol) -> Option<char> {
    match symbol {
        Symbol::Literal(c) => Some(c),
        Symbol::One | Symbol::Many => None,
    }
}

/// Which tests expand variables (V-2, C-25).
fn takes_variables(test: Test) -> bool {
    matches!(
        test,
        Test::StringEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringLike
            | Test::ArnLike
            | Test::Bool
    )
}

/// What the characters of a value mean to a test.
fn reading(test: Test) -> fn(char) -> Symbol {
    match test {
        Test::StringLike | Test::ArnLike => |c| match c {
            '*' => Symbol::Many,
            '?' => Symbol::One,
            c => Symbol::Literal(c),
        },
        Test::StringEqualsIgnoreCase => |c| Symbol::Literal(c.to_ascii_lowercase()),
        _ => Symbol::Literal,
    }
}

impl Matcher {
    /// The matcher of a value without variables.
    fn of(test: Test, text: &str) -> Self {
        match test {
            Test::StringLike => Self::Like(Glob::new(text)),
            Test::ArnLike => {
                let symbols: Vec<Symbol> = glob::symbols(text).collect();
                Self::new(test, text, &symbols)
            }
            _ => Self::new(test, text, &[]),
        }
    }

    fn new(test: Test, text: &str, symbols: &[Symbol]) -> Self {
        let compiled = match test {
            Test::StringEquals => Some(Self::Text(text.into())),
            Test::StringEqualsIgnoreCase => Some(Self::Folded(text.into())),
            Test::StringLike => Some(Self::Like(Glob::from_symbols(symbols.iter().copied()))),
            Test::ArnLike => ArnGlob::new(symbols).map(Self::Arn),
            Test::NumericEquals
            | Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals => {
                Decimal::parse(text).map(|number| Self::Number(number.owned()))
            }
            Test::DateEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => date::parse(text).map(Self::Instant),
            Test::Bool | Test::Null => boolean(text).map(Self::Bool),
            Test::BinaryEquals => STANDARD.decode(text).ok().map(Self::Bytes),
            Test::IpAddress => address::range(text).map(Self::Range),
        };
        compiled.unwrap_or(Self::Mistyped)
    }

    fn matches(&self, test: Test, given: &Given<'_>) -> bool {
        match (self, given) {
            (Self::Text(own), Given::Text(given)) => **own == **given,
            (Self::Folded(own), Given::Text(given)) => own.eq_ignore_ascii_case(given),
            (Self::Like(glob), Given::Text(given)) => glob.matches(given),
            (Self::Arn(glob), Given::Text(given)) => glob.matches(given),
            (Self::Number(own), Given::Number(given)) => match test {
                Test::NumericLessThan => given.order(own).is_lt(),
                Test::NumericLessThanEquals => given.order(own).is_le(),
                Test::NumericGreaterThan => given.order(own).is_gt(),
                Test::NumericGreaterThanEquals => given.order(own).is_ge(),
                _ => given.order(own).is_eq(),
            },
            (Self::Instant(own), Given::Instant(given)) => match test {
                Test::DateLessThan => given < own,
                Test::DateLessThanEquals => given <= own,
                Test::DateGreaterThan => given > own,
                Test::DateGreaterThanEquals => given >= own,
                _ => given == own,
            },
            (Self::Bool(own), Given::Bool(given)) => own == given,
            (Self::Bytes(own), Given::Bytes(given)) => own == given,
            (Self::Range(own), Given::Range(given)) => address::holds(own, given),
            _ => false,
        }
    }
}

impl<'a> Given<'a> {
    fn new(test: Test, text: &'a str) -> Self {
        let read = match test {
            Test::StringEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringLike
            | Test::ArnLike => Some(Self::Text(text)),
            Test::NumericEquals
            | Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals => Decimal::parse(text).map(Self::Number),
            Test::DateEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => date::parse(text).map(Self::Instant),
            Test::Bool | Test::Null => boolean(text).map(Self::Bool),
            Test::BinaryEquals => Some(Self::Bytes(
                STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()),
            )),
            Test::IpAddress => address::range(text).map(Self::Range),
        };
        read.unwrap_or(Self::Mistyped)
    }
}

/// `true` or `false`, whatever the case (C-25).
pub fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else {
        text.eq_ignore_ascii_case("false").then_some(false)
    }
}
