//! The theories against enumeration: whatever a small world of values can meet is found, and what is
//! found meets every demand; patterns mean what the policy language says.

use super::{
    assign::{Assigned, Demand, assign},
    key::Key,
    spelling::{of_resource, of_values},
};
use crate::{
    access::{pattern_set::Fuel, testing::Dice},
    policy::{
        Context, ContextValue, Span, Truth,
        condition::{ConditionCell, Test},
        resource::{Incomplete, ResourcePattern, Spelled},
    },
};

const OPERATORS: [&str; 24] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringEqualsIfExists",
    "StringNotLikeIfExists",
    "ForAllValues:StringEquals",
    "ForAllValues:StringNotLike",
    "ForAllValues:StringLike",
    "ForAnyValue:StringEquals",
    "ForAnyValue:StringNotEquals",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringLikeIfExists",
    "Null",
    "Bool",
    "NumericLessThan",
    "NumericGreaterThanEquals",
    "NumericNotEquals",
    "ArnLike",
    "ArnNotLike",
    "ForAnyValue:NumericEquals",
    "BoolIfExists",
];

const VALUES: [&str; 16] = [
    "a",
    "b",
    "A",
    "ab",
    "a*",
    "*b",
    "?",
    "*",
    "true",
    "false",
    "3",
    "3.5",
    "10",
    "arn:aws:s3:::b",
    "arn:aws:*:*:*:b",
    "arn:*",
];

const WORLD: [&str; 18] = [
    "",
    "a",
    "b",
    "A",
    "ab",
    "c",
    "xb",
    "a*",
    "true",
    "false",
    "True",
    "3",
    "3.2",
    "3.5",
    "11",
    "arn:aws:s3:::b",
    "arn:aws:s3:eu:1:b",
    "arn:x",
];

fn cell(dice: &mut Dice, operators: &[&str]) -> ConditionCell {
    let operator = *dice.pick(operators);
    let count = dice.below(3) + usize::from(operator == "Null");
    let pool: &[&str] = if operator == "Null" { &["true", "false"] } else { &VALUES };
    let values: Vec<(&str, Span)> =
        (0..count).map(|_| (*dice.pick::<&str>(pool), Span::START)).collect();
    ConditionCell::new(operator, "k:k", values, Span::START, true)
}

/// Every value of a small world: none, one, sets of two and of three.
fn world(multivalued: bool) -> Vec<Option<ContextValue>> {
    let mut all = vec![None];
    for a in WORLD {
        all.push(Some(ContextValue::One(a.to_owned())));
        for b in WORLD.iter().filter(|_| multivalued) {
            all.push(Some(ContextValue::Many(vec![a.to_owned(), (*b).to_owned()])));
            all.push(Some(ContextValue::Many(vec![a.to_owned(), (*b).to_owned(), "c".to_owned()])));
        }
    }
    all
}

#[test]
fn a_key_gets_a_value_whenever_there_is_one() {
    let context = Context::default();
    let (mut found, mut impossible, mut unknown) = (0, 0, 0);
    for seed in 0..2500 {
        let mut dice = Dice::new(seed);
        let multivalued = dice.one_in(2);
        // One theory at a time most of the time, as policies have it.
        let operators = match dice.below(4) {
            0 => &OPERATORS[..16],
            1 => &OPERATORS[15..20],
            2 => &OPERATORS[..],
            _ => &OPERATORS[6..16],
        };
        let cells: Vec<ConditionCell> =
            (0..=dice.below(4)).map(|_| cell(&mut dice, operators)).collect();
        let demands: Vec<Demand<'_>> = cells
            .iter()
            .map(|cell| Demand { cell, context: &context, holds: dice.one_in(2) })
            .collect();
        let said: Vec<String> = demands
            .iter()
            .map(|demand| {
                let texts: Vec<&str> = demand.cell.values.iter().map(|v| &*v.text).collect();
                format!("{} {texts:?} is {}", demand.cell.operator_text, demand.holds)
            })
            .collect();
        let key = Key::new("k:k", multivalued);
        let fits = |value: Option<&ContextValue>| demands.iter().all(|demand| demand.met_by(value));
        match assign(&key, &demands, None, &mut Fuel::new(1_000_000)) {
            Assigned::To(value) => {
                found += 1;
                assert!(fits(value.as_ref()), "seed {seed}: {said:?} with {value:?}");
            }
            Assigned::Impossible => {
                impossible += 1;
                let missed = world(multivalued).into_iter().find(|value| fits(value.as_ref()));
                assert_eq!(missed, None, "seed {seed}: {said:?}");
            }
            Assigned::Unknown => unknown += 1,
        }
    }
    assert!(found > 500 && impossible > 100 && unknown < 250, "{found} {impossible} {unknown}");
}

#[test]
fn patterns_of_conditions_mean_what_the_operator_means() {
    let context = Context::default();
    for test in ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnLike", "Bool"] {
        for value in VALUES {
            let cell = ConditionCell::new(test, "k:k", [(value, Span::START)], Span::START, true);
            let kind: Test = cell.operator.unwrap().test;
            let matched = of_values(kind, &cell.values, &context).patterns;
            for text in WORLD.into_iter().filter(|text| !text.is_empty()) {
                let by_pattern = matched.iter().any(|pattern| pattern.matches(text));
                let by_operator = cell.met_by(text, &context) == Truth::Yes;
                assert_eq!(by_pattern, by_operator, "{test} {value} on {text}");
            }
        }
    }
}

#[test]
fn patterns_of_resources_mean_what_a_12_says() {
    let mut context = Context::default();
    context.set("aws:username", "b*");
    let pieces = ["arn", ":", "*", "?", "a", "b", "aws", "s3", "${aws:username}", "/", "::"];
    let texts = ["arn", ":", "a", "b", "*", "aws", "s3", "/", "::"];
    for seed in 0..4000 {
        let mut dice = Dice::new(seed);
        let mut word = |from: &[&str], parts: usize| -> String {
            let mut text = "arn:aws:s3:".to_owned();
            for _ in 0..parts {
                text.push_str(dice.pick::<&str>(from));
            }
            text
        };
        let (pattern, text) = (word(&pieces, 5), word(&texts, 6));
        let incomplete = *Dice::new(seed).pick(&[
            Incomplete::Completed,
            Incomplete::OnlyAfterStar,
            Incomplete::Refused,
        ]);
        let compiled = ResourcePattern::new(&pattern, Span::START, true);
        let spelled = match compiled.spelled(&context, incomplete) {
            Spelled::Everything => true,
            Spelled::Nothing => false,
            Spelled::Symbols(symbols) | Spelled::AtMost(symbols) => {
                of_resource(&symbols).matches(&text)
            }
        };
        let matched = compiled.matches(&text, &context, incomplete) == Truth::Yes;
        assert_eq!(spelled, matched, "{pattern} on {text}");
    }
}
