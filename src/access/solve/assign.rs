//! A condition key as a whole: absent, one value, or a set of values, so that conditions with and
//! without set operators come out as wanted (section 5.2).

use super::{
    key::Key,
    value::{Sought, Wish, value},
};
use crate::{
    access::pattern_set::Fuel,
    policy::{
        Context, ContextValue, Lookup, Truth,
        condition::{ConditionCell, Quantifier, Test},
    },
};

/// A condition, and whether it has to hold.
#[derive(Clone, Copy)]
pub struct Demand<'p> {
    /// The condition.
    pub cell: &'p ConditionCell,
    /// What settles the variables in it.
    pub context: &'p Context,
    /// Whether it has to hold or must not.
    pub holds: bool,
}

/// What becomes of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Assigned {
    /// This meets every demand: a value, or the absence of any.
    To(Option<ContextValue>),
    /// Nothing does.
    Impossible,
    /// Nobody knows.
    Unknown,
}

impl<'p> Demand<'p> {
    /// Whether a value, or none, meets it.
    pub fn met_by(&self, value: Option<&ContextValue>) -> bool {
        let found = value.map_or(Lookup::Absent, Lookup::Present);
        let holds = self.cell.holds_for(found, self.context);
        holds == Truth::Unknown || (holds == Truth::Yes) == self.holds
    }

    fn is_null(&self) -> bool {
        self.cell.operator.is_some_and(|operator| operator.test == Test::Null)
    }

    fn quantifier(&self) -> Option<Quantifier> {
        self.cell.operator.and_then(|operator| operator.quantifier)
    }

    fn wish(&self, met: bool) -> Wish<'p> {
        Wish { cell: self.cell, context: self.context, met }
    }
}

/// A value for a key that meets every demand; what it has now stays, if it does.
pub fn assign(
    key: &Key,
    demands: &[Demand<'_>],
    now: Option<&ContextValue>,
    fuel: &mut Fuel,
) -> Assigned {
    let fits = |value: Option<&ContextValue>| demands.iter().all(|demand| demand.met_by(value));
    if fits(now) {
        return Assigned::To(now.cloned());
    }
    if !key.always && fits(None) {
        return Assigned::To(None);
    }
    let one = single(key, demands, fuel);
    if let Sought::Value(found) = one {
        return Assigned::To(Some(in_form(key, vec![found])));
    }
    let (several, empty) = if key.multivalued {
        (set(key, demands, fuel), vec![ContextValue::Many(vec![String::new(); 2])])
    } else {
        (Some(Vec::new()), Vec::new())
    };
    if let Some(values) = several.as_ref().filter(|values| !values.is_empty()) {
        return Assigned::To(Some(ContextValue::Many(values.clone())));
    }
    let empty = std::iter::once(in_form(key, vec![String::new()])).chain(empty);
    let mut empty = empty.filter(|_| key.may_be_empty());
    if let Some(found) = empty.find(|value| fits(Some(value))) {
        return Assigned::To(Some(found));
    }
    if one == Sought::Unknown || several.is_none() {
        Assigned::Unknown
    } else {
        Assigned::Impossible
    }
}

fn in_form(key: &Key, values: Vec<String>) -> ContextValue {
    match <[String; 1]>::try_from(values) {
        Ok([value]) if !key.multivalued => ContextValue::One(value),
        Ok([value]) => ContextValue::Many(vec![value]),
        Err(values) => ContextValue::Many(values),
    }
}

/// One value that is not empty. Set operators make no difference then.
fn single(key: &Key, demands: &[Demand<'_>], fuel: &mut Fuel) -> Sought {
    let (nulls, others): (Vec<&Demand<'_>>, Vec<&Demand<'_>>) =
        demands.iter().partition(|demand| demand.is_null());
    let present = ContextValue::One("x".to_owned());
    if !nulls.iter().all(|demand| demand.met_by(Some(&present))) {
        return Sought::Nothing;
    }
    let wishes: Vec<Wish<'_>> = others.iter().map(|demand| demand.wish(demand.holds)).collect();
    value(key, &wishes, &[], fuel)
}

/// Two values or more, at least one of which is not empty. Empty when there are none, nothing when
/// nobody knows.
fn set(key: &Key, demands: &[Demand<'_>], fuel: &mut Fuel) -> Option<Vec<String>> {
    let present = ContextValue::Many(vec!["x".to_owned(), "y".to_owned()]);
    let mut all = Vec::new();
    let mut some = Vec::new();
    for demand in demands {
        match (demand.is_null(), demand.quantifier(), demand.holds) {
            // Neither hangs on the values: Null, and what cannot hold of a set (C-16).
            (true, ..) | (_, None, _) => {
                if !demand.met_by(Some(&present)) {
                    return Some(Vec::new());
                }
            }
            (_, Some(Quantifier::ForAllValues), true) => all.push(demand.wish(true)),
            (_, Some(Quantifier::ForAllValues), false) => some.push(demand.wish(false)),
            (_, Some(Quantifier::ForAnyValue), true) => some.push(demand.wish(true)),
            (_, Some(Quantifier::ForAnyValue), false) => all.push(demand.wish(false)),
        }
    }
    let mut values: Vec<String> = Vec::new();
    for wish in some {
        if values.iter().any(|value| wish.granted_by(value)) {
            continue;
        }
        let wishes: Vec<Wish<'_>> = all.iter().copied().chain([wish]).collect();
        match value(key, &wishes, &[], fuel) {
            Sought::Value(found) => values.push(found),
            Sought::Nothing
                if key.may_be_empty() && wishes.iter().all(|wish| wish.granted_by("")) =>
            {
                values.push(String::new());
            }
            Sought::Nothing => return Some(Vec::new()),
            Sought::Unknown => return None,
        }
    }
    while values.len() < 2 || values.iter().all(String::is_empty) {
        match value(key, &all, &values, fuel) {
            Sought::Value(found) => values.push(found),
            Sought::Nothing => {
                return if values.iter().all(String::is_empty) { Some(Vec::new()) } else { None };
            }
            Sought::Unknown => return None,
        }
    }
    Some(values)
}
