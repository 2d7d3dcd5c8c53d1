//! Every operator in every form, held against a missing key, single values and sets (section 5).

use bailiwick::access::Verdict;
use serde_json::{Value, json};

use crate::case::Case;

pub const RULES: [&str; 16] = [
    "C-1", "C-2", "C-3", "C-4", "C-7", "C-10", "C-11", "C-12", "C-13", "C-16", "C-20", "C-21",
    "C-22", "C-23", "C-24", "C-29",
];

/// An operator, its sense, a policy value, a request value that it matches, and one that it does not.
const OPERATORS: [(&str, Sense, &str, &str, &str); 26] = [
    ("StringEquals", Positive, "a", "a", "c"),
    ("StringNotEquals", Negated, "a", "a", "c"),
    ("StringEqualsIgnoreCase", Positive, "a", "A", "c"),
    ("StringNotEqualsIgnoreCase", Negated, "a", "A", "c"),
    ("StringLike", Positive, "a*", "ab", "c"),
    ("StringNotLike", Negated, "a*", "ab", "c"),
    ("NumericEquals", Positive, "5", "5.0", "7"),
    ("NumericNotEquals", Negated, "5", "5.0", "7"),
    ("NumericLessThan", Positive, "5", "4", "5"),
    ("NumericLessThanEquals", Positive, "5", "5", "6"),
    ("NumericGreaterThan", Positive, "5", "10", "5"),
    ("NumericGreaterThanEquals", Positive, "5", "5", "-6"),
    ("DateEquals", Positive, "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-02"),
    ("DateNotEquals", Negated, "2026-01-01", "1767225600", "2026-01-02"),
    ("DateLessThan", Positive, "2026-01-01", "2025-12-31", "2026-01-01"),
    ("DateLessThanEquals", Positive, "2026-01-01", "2026-01-01", "2026-01-02"),
    ("DateGreaterThan", Positive, "2026-01-01", "2026-01-02", "2026-01-01"),
    ("DateGreaterThanEquals", Positive, "2026-01-01", "2026-01-01", "2025"),
    ("Bool", Positive, "true", "True", "false"),
    ("BinaryEquals", Positive, "YQ==", "YQ==", "Yg=="),
    ("IpAddress", Positive, "203.0.113.0/24", "203.0.113.7", "198.51.100.7"),
    ("NotIpAddress", Negated, "203.0.113.0/24", "203.0.113.7", "198.51.100.7"),
    (
        "ArnEquals",
        Positive,
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::1:role/b",
    ),
    (
        "ArnLike",
        Positive,
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::1:role/b",
    ),
    (
        "ArnNotEquals",
        Negated,
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::1:role/b",
    ),
    (
        "ArnNotLike",
        Negated,
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::1:role/b",
    ),
];

#[derive(Clone, Copy, PartialEq)]
enum Sense {
    Positive,
    Negated,
}
use Sense::{Negated, Positive};

/// Prefix, suffix, and whether the cell holds, for a positive and for a negated operator, when the
/// key is: missing, a match, no match, both, `[]`, `[match]`, `[no match]`. The rows of 5.2.
const FORMS: [(&str, &str, &str, &str); 6] = [
    ("", "", "FTFFFTF", "TFTFTFT"),
    ("", "IfExists", "TTFFTTF", "TFTFTFT"),
    ("ForAllValues:", "", "TTFFTTF", "TFTFTFT"),
    ("ForAllValues:", "IfExists", "TTFFTTF", "TFTFTFT"),
    ("ForAnyValue:", "", "FTFTFTF", "FFTTFFT"),
    // The specification leaves the empty set open here.
    ("ForAnyValue:", "IfExists", "TTFT?TF", "TFTT?FT"),
];

fn holds(operator: &str, policy: &Value, context: &Value) -> bool {
    let case = json!({
        "id": operator, "rules": [], "expect": "allowed",
        "principal": "arn:aws:iam::111111111111:user/ann",
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "context": context,
        "identity_policies": [{"Effect": "Allow", "Action": "*", "Resource": "*",
                               "Condition": {operator: {"k:x": policy}}}],
    });
    let outcome = Case::new(case.as_object().unwrap().clone(), &serde_json::Map::new()).outcome();
    outcome.decision == Some(Verdict::Allowed)
}

#[test]
fn every_operator_in_every_form_on_every_kind_of_value() {
    let mut wrong = Vec::new();
    for (name, sense, policy, matching, other) in OPERATORS {
        let contexts = [
            json!({}),
            json!({"k:x": matching}),
            json!({"k:x": other}),
            json!({"k:x": [matching, other]}),
            json!({"k:x": []}),
            json!({"k:x": [matching]}),
            json!({"k:x": [other]}),
        ];
        for (prefix, suffix, positive, negated) in FORMS {
            let operator = format!("{prefix}{name}{suffix}");
            let row = if sense == Positive { positive } else { negated };
            for (wanted, context) in row.chars().zip(&contexts).filter(|(wanted, _)| *wanted != '?')
            {
                let got = holds(&operator, &json!(policy), context);
                if got != (wanted == 'T') {
                    wrong.push(format!("{operator} {policy} on {context}: should be {wanted}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
}

/// C-7.
#[test]
fn a_mistyped_value_matches_nothing() {
    for (name, sense, policy, matching, _) in OPERATORS {
        if name.starts_with("String") || name.starts_with("Binary") {
            continue;
        }
        let negated = sense == Negated;
        assert_eq!(
            holds(name, &json!(policy), &json!({"k:x": "mist"})),
            negated,
            "{name}: request"
        );
        assert_eq!(
            holds(name, &json!("mist"), &json!({"k:x": matching})),
            negated,
            "{name}: policy"
        );
    }
}

/// C-2.
#[test]
fn several_values_are_alternatives_or_all_excluded() {
    for (name, sense, policy, matching, other) in OPERATORS {
        // What compares greater or smaller matches one of two values as soon as it matches one.
        let list = json!([other, policy]);
        let positive = sense == Positive;
        assert_eq!(holds(name, &list, &json!({"k:x": matching})), positive, "{name}");
    }
}

/// C-5, C-29.
#[test]
fn null_tells_whether_a_key_is_there() {
    let cases = [
        (json!({}), true),
        (json!({"k:x": "a"}), false),
        (json!({"k:x": ["a", "b"]}), false),
        (json!({"k:x": []}), true),
        (json!({"k:x": ""}), true),
        (json!({"k:x": null}), true),
    ];
    for (context, null) in cases {
        assert_eq!(holds("Null", &json!("true"), &context), null, "{context}");
        assert_eq!(holds("Null", &json!(false), &context), !null, "{context}");
        assert!(holds("Null", &json!(["true", "false"]), &context));
    }
}
