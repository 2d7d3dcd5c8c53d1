//! Every rule of sections 2 to 9 and 12 is cited by a case, or said to be no matter of a decision.

use std::collections::BTreeSet;

use crate::{case, operators, parties};

/// The rules of the specification's sections 2 to 9 and 12, by letter and ranges of numbers.
const RULES: [(&str, &[(u32, u32)]); 9] = [
    ("G", &[(1, 13), (20, 28), (30, 32)]),
    ("A", &[(1, 5), (10, 21)]),
    ("P", &[(1, 16), (20, 23), (30, 34)]),
    ("C", &[(1, 18), (20, 33)]),
    ("V", &[(1, 10)]),
    ("K", &[(1, 6), (10, 15)]),
    ("E", &[(1, 8), (10, 10), (20, 33), (40, 46), (50, 53), (60, 62)]),
    ("Z", &[(1, 15), (20, 27), (30, 42)]),
    ("I", &[(1, 18)]),
];

/// Rules that no decision on a request can show, and why.
const NO_DECISION: [(&str, &str); 22] = [
    ("G-13", "which characters AWS stores"),
    ("G-20", "a size, checked when a policy is saved"),
    ("G-21", "a size, checked when a policy is saved"),
    ("G-22", "a size, checked when a policy is saved"),
    ("G-23", "a size, checked when a session is made"),
    ("G-24", "a quota"),
    ("G-25", "a quota"),
    ("G-26", "lengths of names"),
    ("G-27", "how long sessions last"),
    ("G-28", "a size, checked when a policy is saved"),
    ("K-12", "which keys lint warns of"),
    ("Z-6", "how long a chained session lasts, and what it keeps: no matter of one request"),
    ("Z-35", "how API calls map to actions; the caller names the action (A-4)"),
    ("I-1", "where an instance lives"),
    ("I-2", "how a permission set is described"),
    ("I-3", "what a permission set holds"),
    ("I-4", "how references are resolved when the organization is read"),
    ("I-6", "when roles are made and deleted"),
    ("I-8", "how names are taken apart"),
    ("I-15", "when accounts are out of date"),
    ("I-16", "quotas"),
    ("I-18", "an account's status, no decision"),
];

#[test]
fn every_rule_is_cited_or_described() {
    let mut cited: BTreeSet<String> = case::all().into_iter().flat_map(|case| case.rules).collect();
    cited.extend(operators::RULES.iter().chain(&parties::RULES).map(|rule| (*rule).to_owned()));
    let described: BTreeSet<&str> = NO_DECISION.iter().map(|(rule, _)| *rule).collect();
    let mut forgotten = Vec::new();
    for (letter, ranges) in RULES {
        for (first, last) in ranges {
            for number in *first..=*last {
                let rule = format!("{letter}-{number}");
                if !cited.contains(&rule) && !described.contains(rule.as_str()) {
                    forgotten.push(rule);
                }
            }
        }
    }
    assert!(forgotten.is_empty(), "neither cited nor described: {forgotten:?}");
    let both: Vec<&&str> = described.iter().filter(|rule| cited.contains(**rule)).collect();
    assert!(both.is_empty(), "described, and cited all the same: {both:?}");
}
