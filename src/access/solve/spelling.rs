//! From the patterns of policies to [`Pattern`]s.

use crate::{
    access::pattern_set::{Pattern, Piece, Reach},
    policy::{
        Context,
        condition::{PolicyValue, Test},
        glob::{Glob, Symbol},
        resource::Confined,
        variable::Expanded,
    },
};

/// The texts that a condition's values match.
#[derive(Debug, Clone, Default)]
pub struct Matched {
    /// Surely.
    pub patterns: Vec<Pattern>,
    /// At most: the values with variables that nobody has settled.
    pub open: Vec<Pattern>,
}

/// The pattern that the symbols of a resource pattern spell.
pub fn of_resource(symbols: &[Confined]) -> Pattern {
    Pattern::new(symbols.iter().map(|symbol| match symbol {
        Confined::Free(symbol) => piece(*symbol, Reach::Anything),
        Confined::Inside(symbol) => piece(*symbol, Reach::WithinPart),
    }))
}

/// The texts that one of the values matches, for tests of text (C-20 to C-22, C-25, C-28).
pub fn of_values(test: Test, values: &[PolicyValue], context: &Context) -> Matched {
    let mut matched = Matched::default();
    for value in values {
        match value.expand(test, context) {
            Expanded::Symbols(symbols) => matched.patterns.extend(of_symbols(test, &symbols)),
            Expanded::Unresolved => {}
            Expanded::Unknown => {
                let widest = value.widest(test, context);
                matched.open.push(plain(&widest, test));
            }
        }
    }
    matched
}

fn of_symbols(test: Test, symbols: &[Symbol]) -> Option<Pattern> {
    match test {
        Test::ArnLike => of_arn(symbols),
        Test::Bool => {
            let text: String = symbols.iter().filter_map(|symbol| literal(*symbol)).collect();
            let known = text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
            known.then(|| plain(symbols, test))
        }
        _ => Some(plain(symbols, test)),
    }
}

fn plain(symbols: &[Symbol], test: Test) -> Pattern {
    let folds = matches!(test, Test::StringEqualsIgnoreCase | Test::Bool);
    Pattern::new(symbols.iter().map(|symbol| match symbol {
        Symbol::Literal(c) if folds && c.is_ascii_alphabetic() => {
            Piece::AnyCase(c.to_ascii_lowercase())
        }
        symbol => piece(*symbol, Reach::Anything),
    }))
}

/// The ARNs whose six parts match each its own pattern (C-28).
fn of_arn(symbols: &[Symbol]) -> Option<Pattern> {
    if symbols == [Symbol::Many] {
        return Some(any_arn());
    }
    let parts: Vec<&[Symbol]> =
        symbols.splitn(6, |symbol| *symbol == Symbol::Literal(':')).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return None };
    if middle.len() != 4 || !Glob::from_symbols(first.iter().copied()).matches("arn") {
        return None;
    }
    let mut pieces: Vec<Piece> = "arn".chars().map(Piece::Char).collect();
    for part in middle {
        pieces.push(Piece::Char(':'));
        pieces.extend(part.iter().map(|symbol| piece(*symbol, Reach::WithinPart)));
    }
    pieces.push(Piece::Char(':'));
    pieces.extend(last.iter().map(|symbol| piece(*symbol, Reach::Anything)));
    Some(Pattern::new(pieces))
}

/// Every text with the six parts of an ARN.
pub fn any_arn() -> Pattern {
    Pattern::glob("arn:*:*:*:*:*")
}

/// The ARNs with a part, counted from zero, that matches a pattern. Nothing when the pattern needs a
/// colon, which parts before the last do not hold.
pub fn part_of_arn(part: usize, pattern: &Pattern) -> Option<Pattern> {
    let mut pieces: Vec<Piece> = "arn".chars().map(Piece::Char).collect();
    for at in 1..6 {
        pieces.push(Piece::Char(':'));
        if at == part {
            for piece in pattern.pieces() {
                pieces.push(match piece {
                    Piece::Char(':') => return None,
                    Piece::One(_) => Piece::One(Reach::WithinPart),
                    Piece::Many(_) => Piece::Many(Reach::WithinPart),
                    piece => *piece,
                });
            }
        } else {
            let reach = if at == 5 { Reach::Anything } else { Reach::WithinPart };
            pieces.push(Piece::Many(reach));
        }
    }
    Some(Pattern::new(pieces))
}

fn literal(symbol: Symbol) -> Option<char> {
    match symbol {
        Symbol::Literal(c) => Some(c),
        Symbol::One | Symbol::Many => None,
    }
}

fn piece(symbol: Symbol, reach: Reach) -> Piece {
    match symbol {
        Symbol::Literal(c) => Piece::Char(c),
        Symbol::One => Piece::One(reach),
        Symbol::Many => Piece::Many(reach),
    }
}
