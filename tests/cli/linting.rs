//! `lint`.

use std::{fs, io::Write, process::Stdio};

use serde_json::Value;

use super::program::{Ran, command, demo, demo_json};

const SOUND: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::invoices/*"}
]}"#;

const WRONG: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::invoices/*"},
  {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
]}"#;

const REDUNDANT: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Deny", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*"}
]}"#;

/// Runs `lint` where these files are, with something on standard input.
fn lint(files: &[(&str, &str)], line: &[&str], input: &str) -> Ran {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(home.path().join(name), text).unwrap();
    }
    let mut command = command(home.path());
    command.current_dir(home.path()).arg("lint").args(line).stdin(Stdio::piped());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Ran::new(&child.wait_with_output().unwrap())
}

fn codes(json: &Value) -> Vec<(&str, u64, u64)> {
    let findings = json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|document| document["findings"].as_array().unwrap().iter());
    let place = |it: &Value, key: &str| it[key].as_u64().unwrap();
    findings
        .map(|it| (it["code"].as_str().unwrap(), place(it, "line"), place(it, "column")))
        .collect()
}

#[test]
fn findings_are_told_with_place_code_and_mend() {
    let ran = lint(&[("wrong.json", WRONG)], &["wrong.json"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    for words in [
        "wrong.json (identity, assumed)",
        "2:33  error  Amazon S3 has no action `GetObjct`: perhaps `GetObject` is meant  INVALID_ACTION",
        "3:33  security warning",
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        "Name the roles, or add a condition on iam:PassedToService.",
        "FAILED  1 error, 1 security warning in 1 policy",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn the_exit_code_says_whether_something_grave_was_found() {
    let files = [("sound.json", SOUND), ("wrong.json", WRONG), ("redundant.json", REDUNDANT)];
    let code = |line: &[&str]| lint(&files, line, "").code;
    assert_eq!(code(&["sound.json"]), 0);
    assert_eq!(code(&["redundant.json"]), 0);
    assert_eq!(code(&["redundant.json", "--fail-on", "suggestion"]), 1);
    assert_eq!(code(&["sound.json", "wrong.json", "--fail-on", "error"]), 1);
    // What a boundary allows gives nobody anything.
    assert_eq!(code(&["wrong.json", "--kind", "boundary"]), 1);
    let pass = WRONG.replace("GetObjct", "GetObject");
    assert_eq!(lint(&[], &["-"], &pass).code, 1);
    assert_eq!(lint(&[], &["-", "--fail-on", "error"], &pass).code, 0);
    assert_eq!(lint(&[], &["-", "--kind", "boundary"], &pass).code, 0);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    lint(&[("sound.json", SOUND)], &["sound.json", "none.json"], "")
        .refused(&["none.json cannot be read"]);
    assert_eq!(lint(&[], &["-", "--kind", "nothing"], "").code, 2);
    assert_eq!(lint(&[], &["-", "--fail-on", "nothing"], "").code, 2);
    // A text that is no policy can be read: that it is none is found.
    let json = lint(&[], &["-", "--output", "json"], "no policy");
    assert_eq!((json.code, codes(&json.json())), (1, vec![("JSON_SYNTAX_ERROR", 1, 1)]));
}

#[test]
fn the_kind_is_guessed_or_said() {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}"#;
    let bucket = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"}}"#;
    let guessed = |text: &str, line: &[&str]| {
        let json = lint(&[], &[&["-", "--output", "json"], line].concat(), text).json();
        let it = &json["documents"][0];
        (it["kind"].as_str().unwrap().to_owned(), it["assumed"].as_bool().unwrap())
    };
    assert_eq!(guessed(SOUND, &[]), ("identity".into(), true));
    assert_eq!(guessed(trust, &[]), ("trust".into(), true));
    assert_eq!(guessed(bucket, &[]), ("resource".into(), true));
    assert_eq!(guessed(bucket, &["--kind", "rcp"]), ("rcp".into(), false));
}

#[test]
fn sarif_has_what_its_standard_requires() {
    let files = [("a policy.json", WRONG), ("redundant.json", REDUNDANT)];
    let line = ["a policy.json", "redundant.json", "--output", "sarif"];
    let ran = lint(&files, &line, "");
    assert_eq!(ran.code, 1);
    let log = ran.json();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "bailiwick");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (3, 3));
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let physical = &result["locations"][0]["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        assert!(["a%20policy.json", "redundant.json"].contains(&uri));
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(physical["region"][key].as_u64().unwrap() >= 1);
        }
    }
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty());
        }
    }
    demo(&["--output", "sarif", "tree"]).refused(&["only `bailiwick lint` answers in SARIF"]);
}

#[test]
fn the_policies_of_the_store_are_named_by_where_they_sit() {
    let json = demo_json(&["lint"]);
    let documents = json["documents"].as_array().unwrap();
    let kind = |source: &str| {
        let it = documents.iter().find(|it| it["source"] == source);
        it.unwrap_or_else(|| panic!("{source}"))["kind"].as_str().unwrap()
    };
    assert_eq!(kind("SCP SandboxAllowlist"), "scp");
    assert_eq!(kind("booking-prod/Deploy: trust policy"), "trust");
    assert_eq!(kind("arn:aws:s3:::erp-invoices"), "resource");
    assert!(documents.iter().all(|it| it["assumed"] == false));
    assert!(!documents.iter().any(|it| it["source"] == "SCP FullAWSAccess"));
    let public = codes(&json).iter().any(|(code, ..)| *code == "PUBLIC_ACCESS");
    assert!(public, "the invoices are open to everybody");
}

#[test]
fn a_file_that_is_not_text_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("x"), [0xff, 0xfe]).unwrap();
    let ran = Ran::new(
        &command(home.path()).current_dir(home.path()).args(["lint", "x"]).output().unwrap(),
    );
    ran.refused(&["x cannot be read"]);
}
