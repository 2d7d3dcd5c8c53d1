//! One value of a condition key that meets some conditions and fails others: the theories of
//! `ANALYSIS` 2.8.

use super::{
    key::Key,
    ordered,
    spelling::{any_arn, of_values},
};
use crate::{
    access::pattern_set::{Found, Fuel, Pattern, find},
    catalog::ValueType,
    policy::{
        Context, Truth,
        condition::{ConditionCell, PolicyValue, Sense, Test},
    },
};

/// What is wanted of one value that is present and not empty.
#[derive(Clone, Copy)]
pub struct Wish<'p> {
    /// The condition.
    pub cell: &'p ConditionCell,
    /// What settles the variables in it.
    pub context: &'p Context,
    /// Whether the value has to meet it or must not.
    pub met: bool,
}

/// What the search for a value comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// This value does.
    Value(String),
    /// None does.
    Nothing,
    /// Nobody knows.
    Unknown,
}

/// How the values of a test are to be searched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theory {
    Text,
    Number,
    Instant,
    Address,
    Bytes,
}

impl Wish<'_> {
    /// Whether a value grants it; what hangs on an open variable may be either.
    pub fn granted_by(&self, value: &str) -> bool {
        let met = self.cell.met_by(value, self.context);
        met == Truth::Unknown || (met == Truth::Yes) == self.met
    }

    fn theory(&self) -> Option<Theory> {
        Some(match self.cell.operator?.test {
            Test::StringEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringLike
            | Test::Bool
            | Test::ArnLike => Theory::Text,
            Test::NumericEquals
            | Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals => Theory::Number,
            Test::DateEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => Theory::Instant,
            Test::IpAddress => Theory::Address,
            Test::BinaryEquals => Theory::Bytes,
            Test::Null => return None,
        })
    }

    fn values(&self) -> &[PolicyValue] {
        &self.cell.values
    }
}

/// A value that is not empty, grants every wish, and is none of `besides`.
pub fn value(key: &Key, wishes: &[Wish<'_>], besides: &[String], fuel: &mut Fuel) -> Sought {
    let fits = |value: &str| {
        !value.is_empty()
            && !besides.iter().any(|other| other == value)
            && wishes.iter().all(|wish| wish.granted_by(value))
    };
    let samples = key.samples().iter().copied();
    if let Some(found) = samples.chain(listed(wishes)).find(|value| fits(value)) {
        return Sought::Value(found.to_owned());
    }
    let bools = key.value_type == Some(ValueType::Bool);
    if bools && besides.is_empty() {
        // Both have been tried.
        return Sought::Nothing;
    }
    let Some(theories) = wishes.iter().map(Wish::theory).collect::<Option<Vec<_>>>() else {
        return Sought::Unknown;
    };
    let uniform = theories.windows(2).all(|pair| pair[0] == pair[1]);
    let theory = theories.first().copied().unwrap_or(Theory::Text);
    if uniform && theory == Theory::Text {
        return text(key, wishes, besides, fuel);
    }
    let mut candidates = Vec::new();
    let mut complete = uniform && besides.is_empty();
    for theory in theories {
        match representatives(theory, key, wishes) {
            Some(found) => candidates.extend(found),
            None => complete = false,
        }
    }
    match candidates.into_iter().find(|value| fits(value)) {
        Some(found) => Sought::Value(found),
        None if complete => Sought::Nothing,
        None => match text(key, &of_text(wishes), besides, fuel) {
            // Mixed theories on one key: a text that happens to do is as good as any.
            Sought::Value(found) if fits(&found) => Sought::Value(found),
            Sought::Nothing => Sought::Nothing,
            Sought::Value(_) | Sought::Unknown => Sought::Unknown,
        },
    }
}

/// The texts that conditions list, as far as they are plain.
fn listed<'w>(wishes: &'w [Wish<'w>]) -> impl Iterator<Item = &'w str> {
    let texts = wishes.iter().flat_map(|wish| wish.values().iter().map(|value| &*value.text));
    texts.filter(|text| !text.contains(['*', '?', '$']))
}

fn of_text<'p>(wishes: &[Wish<'p>]) -> Vec<Wish<'p>> {
    wishes.iter().copied().filter(|wish| wish.theory() == Some(Theory::Text)).collect()
}

fn text(key: &Key, wishes: &[Wish<'_>], besides: &[String], fuel: &mut Fuel) -> Sought {
    let mut groups = vec![vec![Pattern::glob("?*")]];
    if key.value_type == Some(ValueType::Arn) {
        groups.push(vec![any_arn()]);
    }
    let mut excluded: Vec<Pattern> = besides.iter().map(|text| Pattern::text(text)).collect();
    for wish in wishes {
        let Some(operator) = wish.cell.operator else { continue };
        let matched = of_values(operator.test, wish.values(), wish.context);
        if wish.met == (operator.sense == Sense::Positive) {
            groups.push([matched.patterns, matched.open].concat());
        } else {
            excluded.extend(matched.patterns);
        }
    }
    match find(&groups, &excluded, fuel) {
        Found::Text(found) if wishes.iter().all(|wish| wish.granted_by(&found)) => {
            Sought::Value(found)
        }
        Found::Nothing => Sought::Nothing,
        Found::Text(_) | Found::Unknown => Sought::Unknown,
    }
}

fn representatives(theory: Theory, key: &Key, wishes: &[Wish<'_>]) -> Option<Vec<String>> {
    let values =
        || wishes.iter().filter(move |wish| wish.theory() == Some(theory)).flat_map(Wish::values);
    let (mut found, of_type) = match theory {
        Theory::Text => (Vec::new(), None),
        Theory::Number => {
            (ordered::numbers(values().map(|value| &*value.text))?, Some(ValueType::Numeric))
        }
        Theory::Instant => {
            (ordered::instants(values().filter_map(PolicyValue::instant)), Some(ValueType::Date))
        }
        Theory::Address => (
            ordered::addresses(values().filter_map(PolicyValue::range)),
            Some(ValueType::IpAddress),
        ),
        Theory::Bytes => {
            let listed = values().map(|value| value.text.to_string());
            let others = (0..=values().count()).map(|length| "!".repeat(length + 1));
            (listed.chain(others).collect(), None)
        }
    };
    // A value that is not of the type, unless the catalogue says that there is none.
    if key.value_type != of_type || of_type.is_none() {
        found.push("x".to_owned());
    }
    Some(found)
}
