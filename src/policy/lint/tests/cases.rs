//! The table of cases: for every check a text in which it finds something, and one in which not.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use crate::policy::{
    Document,
    lint::{Kind, checks, lint},
};

/// Checks that the texts of `sizes` prove, which are too long for a table.
const ELSEWHERE: [&str; 9] = [
    "OVERLONG_DOCUMENT",
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_INLINE_QUOTA",
    "POLICY_SIZE_EXCEEDS_SESSION_QUOTA",
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
    "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    "POLICY_SIZE_NEAR_QUOTA",
];

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/policy/lint/tests/cases.txt")
}

fn kind(name: &str) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_else(|| panic!("{name}"))
}

/// The lines that tell what is found in a text.
fn found(text: &str, kind: Kind) -> Vec<String> {
    let text = match text.strip_prefix("doc ") {
        Some(whole) => whole.to_owned(),
        None => format!("{{\"Version\":\"2012-10-17\",\"Statement\":[\n  {text}\n]}}"),
    };
    let findings = lint(&Document::new(&text), kind);
    findings.iter().map(|it| format!("     {} {}", it.span.start, it.check.code)).collect()
}

/// The table with what is found now.
fn table(written: &str) -> String {
    let mut out = String::new();
    let mut place = Kind::Identity;
    for line in written.lines().filter(|line| !line.starts_with("     ")) {
        out.push_str(line);
        out.push('\n');
        if let Some(head) = line.strip_prefix("== ") {
            place = kind(head.split(' ').nth(1).unwrap());
        }
        let text = line.strip_prefix("bad ").or_else(|| line.strip_prefix("good "));
        for line in text.map_or_else(Vec::new, |text| found(text, place)) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

#[test]
fn the_table_tells_what_is_found_and_where() {
    let written = fs::read_to_string(path()).unwrap();
    let now = table(&written);
    if env::var_os("BAILIWICK_BLESS").is_some() {
        fs::write(path(), now).unwrap();
        return;
    }
    for (at, (old, new)) in written.lines().zip(now.lines()).enumerate() {
        assert_eq!(old, new, "cases.txt:{}", at + 1);
    }
    assert_eq!(written.lines().count(), now.lines().count());
}

#[test]
fn every_check_finds_the_bad_and_leaves_the_good() {
    let table = fs::read_to_string(path()).unwrap();
    let mut proved = BTreeSet::new();
    for case in table.split("\n== ").skip(1) {
        let code = case.split(' ').next().unwrap();
        let (bad, good) = case.split_once("\ngood ").unwrap_or_else(|| panic!("{code}"));
        let has = |text: &str| {
            text.lines().any(|line| {
                line.strip_prefix("     ").is_some_and(|it| it.split(' ').nth(1) == Some(code))
            })
        };
        assert!(has(bad), "{code} does not find the bad");
        assert!(!has(good), "{code} finds the good");
        proved.insert(code);
    }
    let codes: BTreeSet<&str> = checks().map(|check| check.code).collect();
    let missing: Vec<_> =
        codes.difference(&proved).filter(|code| !ELSEWHERE.contains(code)).collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
    assert!(proved.is_subset(&codes), "{:?}", proved.difference(&codes));
}

#[test]
fn codes_are_unique_and_texts_are_sentences() {
    let mut codes = BTreeSet::new();
    for check in checks() {
        assert!(codes.insert(check.code), "{} twice", check.code);
        assert!(check.code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{}", check.code);
        assert!(check.why.ends_with('.') && check.mend.ends_with('.'), "{}", check.code);
        assert!(!check.title.ends_with('.'), "{}", check.code);
    }
    assert!(codes.len() > 100, "{}", codes.len());
}
