//! Texts that nobody writes on purpose: nothing makes lint fail, or work for long.

use std::time::{Duration, Instant};

use crate::policy::{
    Document,
    lint::{Kind, lint},
};

/// Numbers that are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % end
    }
}

/// Pieces that mean something somewhere in a policy.
const PIECES: [&str; 28] = [
    "*",
    "?",
    "${",
    "}",
    "${aws:username}",
    "${x, '",
    "arn:aws:s3:::",
    "arn:",
    ":",
    "::::::",
    "/",
    "\\u0000",
    "\\ud83d\\ude00",
    "é",
    "[]",
    "{}",
    "\"",
    ",",
    "null",
    "5",
    "ForAllValues:",
    "IfExists",
    "Not",
    "aws:",
    "0.0.0.0/0",
    "/33",
    "AROA",
    "repo:",
];

fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(chars.len() + 1);
        let to = (at + numbers.below(12)).min(chars.len());
        match numbers.below(4) {
            0 => drop(chars.drain(at..to)),
            1 => drop(chars.splice(at..at, PIECES[numbers.below(PIECES.len())].chars())),
            2 => drop(chars.splice(at..to, PIECES[numbers.below(PIECES.len())].chars())),
            _ => {
                let copy: Vec<char> = chars[at..to].to_vec();
                let target = numbers.below(chars.len() + 1);
                drop(chars.splice(target..target, copy));
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn no_text_makes_it_fail_and_every_place_is_in_the_text() {
    let table = include_str!("cases.txt");
    let texts = table.lines().filter_map(|line| line.strip_prefix("bad "));
    let mut numbers = Numbers(7);
    for text in texts {
        let whole = text.strip_prefix("doc ").map_or_else(
            || format!("{{\"Version\":\"2012-10-17\",\"Statement\":[\n{text}]}}"),
            str::to_owned,
        );
        for round in 0..24 {
            let text = mutated(&whole, &mut numbers);
            let kind = Kind::ALL[round % Kind::ALL.len()];
            for finding in lint(&Document::new(&text), kind) {
                let (start, end) = (finding.span.start.offset, finding.span.end.offset);
                assert!(start <= end && end as usize <= text.len(), "{finding} in {text}");
                assert!(text.is_char_boundary(start as usize), "{finding} in {text}");
            }
        }
    }
}

/// A statement whose lists repeat a text, each time with its number, up to some length.
fn filled(action: &str, resource: &str, length: usize) -> String {
    let list = |text: &str, length: usize| {
        let each = text.len() + 8;
        let items: Vec<String> = (0..length / each)
            .map(|at| format!("\"{}\"", text.replace('#', &at.to_string())))
            .collect();
        items.join(",")
    };
    format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":{{\"Effect\":\"Deny\",\"Action\":[{}],\"Resource\":[{}]}}}}",
        list(action, length / 2),
        list(resource, length / 2)
    )
}

#[test]
fn the_longest_documents_take_no_long_time() {
    let stars = "*a".repeat(5_000);
    for text in [
        filled("ec2:*#*", "arn:aws:ec2:*:*:*#*", 60_000),
        filled("ec2:Nothing#", "arn:aws:ec2:eu-west-1:111111111111:instance/i-#", 60_000),
        filled("s3:*", "*", 60_000),
        filled(&format!("s3:{stars}"), &format!("arn:aws:s3:::{stars}"), 60_000),
        filled("x", &"[".repeat(100), 60_000),
    ] {
        let begun = Instant::now();
        lint(&Document::new(&text), Kind::Identity);
        // Tests are built without optimization: this is some twenty times what a user waits.
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?} {}", begun.elapsed(), &text[..90]);
    }
}

#[test]
fn many_statements_take_no_long_time() {
    let one = r#"{"Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:instance/*","Condition":{"StringEquals":{"s3:prefix":"a"}}}"#;
    let text =
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}", vec![one; 500].join(","));
    let begun = Instant::now();
    lint(&Document::new(&text), Kind::Identity);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn many_keys_values_and_principals_take_no_long_time() {
    let list = |each: fn(usize) -> String, count: usize| {
        (0..count).map(each).collect::<Vec<_>>().join(",")
    };
    let keys = list(|at| format!("\"aws:RequestTag/t{at}\":\"x\""), 4_000);
    let principals = list(|at| format!("\"arn:aws:iam::111111111111:role/r{at}\""), 2_000);
    let actions = list(|at| format!("\"sts:AssumeRole{at}\""), 2_000);
    let values = list(|at| format!("\"v{at}\""), 10_000);
    let deny = "\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"";
    for (kind, statement) in [
        (Kind::Identity, format!("{{{deny},\"Condition\":{{\"StringEquals\":{{{keys}}}}}}}")),
        (Kind::Identity, format!("{{{deny},{keys}}}")),
        (
            Kind::Identity,
            format!(
                "{{{deny},\"Condition\":{{\"StringEquals\":{{\"aws:username\":[{values}]}}}}}}"
            ),
        ),
        (
            Kind::Trust,
            format!(
                "{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":[{principals}]}},\"Action\":[{actions}]}}"
            ),
        ),
    ] {
        let text =
            format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{statement},{statement}]}}");
        let begun = Instant::now();
        lint(&Document::new(&text), kind);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?} {}", begun.elapsed(), &text[..90]);
    }
}
