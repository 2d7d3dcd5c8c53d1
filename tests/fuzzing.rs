//! The functions of `fuzz/` for a short while, always on the same inputs, and texts made to hurt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::time::{Duration, Instant};

use bailiwick::{access::scenario, policy::Document};

/// A small generator of numbers, always the same ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

/// Things that mean something to one of the readers.
const WORDS: [&str; 40] = [
    "*",
    "?",
    "${",
    "}",
    "${aws:username}",
    "${k:x, 'd'}",
    "arn:aws:s3:::b/k",
    ":",
    "/",
    "\"",
    "\\",
    "\\u0000",
    "\\ud83d",
    "\\ude00",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "true",
    "-1e9",
    "\n",
    "\u{feff}",
    "é",
    "ForAllValues:",
    "ForAnyValue:",
    "IfExists",
    "StringLike",
    "NumericLessThan",
    "Null",
    "\"NotPrincipal\":",
    "\"NotAction\":",
    "\"Condition\":",
    "2012-10-17",
    "Deny",
    "111111111111",
    "arn:aws:iam::111111111111:root",
    "2026-01-01",
    "203.0.113.0/24",
];

fn changed(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(data.len() + 1);
        match dice.below(5) {
            0 => drop(data.drain(at..data.len().min(at + 1 + dice.below(8)))),
            1 => data.truncate(at),
            2 if at < data.len() => data[at] = dice.below(256) as u8,
            3 => {
                let copy: Vec<u8> = data[at..data.len().min(at + dice.below(40))].to_vec();
                let to = dice.below(data.len() + 1);
                drop(data.splice(to..to, copy));
            }
            _ => drop(data.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
        }
    }
    data
}

fn run(target: fn(&[u8]), seeds: &[&str]) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for seed in seeds {
        target(seed.as_bytes());
        for _ in 0..600 {
            let data = changed(seed.as_bytes(), &mut dice);
            let inside = || target(&data);
            let caught = std::panic::catch_unwind(inside);
            assert!(caught.is_ok(), "on {:?}", String::from_utf8_lossy(&data));
        }
    }
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Id": "x", "Statement": [
  {"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["arn:aws:s3:::b/${aws:username}/*", "*"],
   "Condition": {"StringLike": {"aws:PrincipalTag/team": ["a*", "${k:x}"]}, "Null": {"k:x": "false"}}},
  {"Effect": "Deny", "NotPrincipal": {"AWS": ["111111111111"], "Service": "ec2.amazonaws.com"}, "NotAction": "iam:*",
   "NotResource": "arn:aws:sqs:*:*:q", "Condition": {"ForAllValues:StringNotEquals": {"aws:TagKeys": []}}}]}"#;

#[test]
fn documents() {
    run(targets::documents, &[POLICY, "", "{}", r#"{"Statement": {}}"#]);
}

#[test]
fn arns() {
    run(
        targets::arns,
        &["arn:aws:iam::111111111111:role/a/b", "arn:aws:s3:::b/k:x", "arn:::::", "111111111111"],
    );
}

#[test]
fn patterns() {
    run(
        targets::patterns,
        &[
            "arn:aws:s3:::b/*/x?\narn:aws:s3:::b/a/x1",
            "a*b?*c\naabbcc",
            "arn:aws:sqs:e*t-?:1*:${aws:username}\narn:aws:sqs:eu-west-1:1:q",
            "arn:*\narn:aws:s3:::b",
        ],
    );
}

#[test]
fn conditions() {
    run(
        targets::conditions,
        &[
            "StringLike\nk:x\na*${k:y}\nab",
            "StringEqualsIgnoreCase\nk:x\nÄb\näB",
            "ForAnyValue:NumericLessThanEqualsIfExists\nk:x\n5\n4.0\n-1",
            "DateGreaterThan\naws:CurrentTime\n2026-01-01T10:00+02:00\n1767225600",
            "ArnLike\nk:x\narn:aws:iam::*:role/a*\narn:aws:iam::1:role/ab",
            "NotIpAddress\naws:SourceIp\n2001:db8::/32\n203.0.113.7",
            "BinaryEquals\nk:x\nYQ==\na",
            "NullIfExists\nk:x\ntrue\n",
        ],
    );
}

#[test]
fn scenarios() {
    let one = format!(
        r#"{{"id":"a","principal":{{"arn":"arn:aws:sts::111111111111:assumed-role/R/s","role_path":"/a/","tags":{{"k":"v"}}}},"action":"s3:GetObject","resource":{{"arn":"arn:aws:s3:::b/k"}},"context":{{"aws:TagKeys":["a",1,true],"k:x":null}},"organization":{{"id":"o-a","management_account":"999999999999","principal_path":["r"]}},"identity_policies":[{{"document":{POLICY}}}],"service_control_policies":[{{"policies":[]}}],"grants":[{{"grantee":"x","operations":["Decrypt"]}}],"public_access_block":{{"restrict_public_buckets":true}}}}"#
    );
    let several = format!("[{one},\n{one}]");
    run(targets::scenarios, &[&one, &several, &format!("{one}\n{{\n{one}"), "[]", "\u{feff}"]);
}

/// Does something that has to end soon.
#[track_caller]
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    done
}

#[test]
fn ten_thousand_stars_against_long_texts() {
    let stars = "*".repeat(10_000);
    let pairs = "a*".repeat(10_000);
    let questions = "*a?".repeat(3_000);
    let long = "a".repeat(100_000);
    for pattern in [&stars, &pairs, &questions] {
        for head in ["", "arn:aws:s3:::", "arn:aws:s3:e*t:?:"] {
            let both = format!("{head}{pattern}b\n{head}{long}");
            soon(|| targets::patterns(both.as_bytes()));
        }
        let cell = format!("ArnLike\nk:x\narn:aws:s3:::{pattern}b\narn:aws:s3:::{long}");
        soon(|| targets::conditions(cell.as_bytes()));
    }
}

#[test]
fn deep_nesting_and_great_size() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        soon(|| targets::documents(deep.as_bytes()));
        soon(|| targets::scenarios(deep.as_bytes()));
        let inside = format!(r#"{{"Version":"2012-10-17","Statement":[{deep}]}}"#);
        soon(|| targets::documents(inside.as_bytes()));
    }
    let statement = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"},"#;
    let megabyte = statement.repeat(1 << 14);
    let text =
        format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, megabyte.trim_end_matches(','));
    assert!(text.len() > 1 << 20);
    assert_eq!(soon(|| Document::new(&text).statements().len()), 1 << 14);
    let values = format!("[{}\"x\"]", "\"arn:aws:s3:::b\",".repeat(1 << 16));
    let wide = POLICY
        .replace("\"*\"],\n", &format!("{values}],\n"))
        .replace("[\"a*\", \"${k:x}\"]", &values);
    soon(|| targets::documents(wide.as_bytes()));
    let keys: Vec<String> = (0..20_000).map(|at| format!("\"k{at}\":\"v\"")).collect();
    let keyed = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}]}}"#,
        keys.join(",")
    );
    soon(|| targets::documents(keyed.as_bytes()));
}

#[test]
fn bytes_and_escapes_that_are_no_text() {
    for text in [
        r#""\u0000""#,
        r#""\ud83d""#,
        r#""\ud83d\ud83d""#,
        r#""\udc00""#,
        r#""\uD83D\uDE00""#,
        "\"\u{0}\"",
    ] {
        let policy = POLICY.replace("\"A\"", text).replace("\"s3:Get*\"", text);
        targets::documents(policy.as_bytes());
        targets::scenarios(
            format!(r#"{{"id":{text},"principal":{{"anonymous":true}}}}"#).as_bytes(),
        );
    }
    for bytes in
        [&b"\xff\xfe{\"Version\":1}"[..], b"\xc3\x28", b"{\"a\":\"\xed\xa0\x80\"}", b"\xf0\x9f"]
    {
        targets::documents(bytes);
        targets::arns(bytes);
        targets::patterns(bytes);
        targets::conditions(bytes);
        targets::scenarios(bytes);
    }
}

#[test]
fn a_scenario_on_every_line_of_a_great_file() {
    let line = r#"{"principal":{"anonymous":true},"action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::b/k"}}"#;
    let text = format!("{line}\n").repeat(20_000);
    assert_eq!(soon(|| scenario::read(&text).flatten().count()), 20_000);
}
