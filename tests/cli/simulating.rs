//! `simulate`.

use std::{fs, io::Write, process::Stdio};

use serde_json::{Value, json};

use super::program::{Ran, command};

fn scenario(id: &str, action: &str) -> Value {
    json!({
        "id": id, "principal": {"arn": "arn:aws:iam::111111111111:user/ann"}, "action": action,
        "resource": {"arn": "arn:aws:s3:::b/k", "account": "111111111111"},
        "identity_policies": [{"name": "P", "document": {"Version": "2012-10-17", "Statement": [
            {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}],
    })
}

/// Runs `simulate` in an empty home, with this on standard input.
fn simulate(line: &[&str], input: &[u8]) -> Ran {
    let home = tempfile::tempdir().unwrap();
    let mut command = command(home.path());
    command.arg("simulate").args(line).stdin(Stdio::piped());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().unwrap().write_all(input).unwrap();
    Ran::new(&child.wait_with_output().unwrap())
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const JSON: [&str; 2] = ["--output", "json"];

#[test]
fn each_scenario_gives_one_line_in_its_order() {
    let (one, two) = (scenario("one", "s3:GetObject"), scenario("two", "s3:PutObject"));
    let as_lines = simulate(&JSON, format!("{one}\n{two}\n").as_bytes());
    let as_array =
        simulate(&[&JSON[..], &["-"]].concat(), json!([one, two]).to_string().as_bytes());
    assert_eq!((as_lines.code, &as_lines.out), (0, &as_array.out));
    let results = lines(&as_lines);
    assert_eq!(
        results[0],
        json!({"id": "one", "decision": "allowed", "reason": "allow:identity", "denied_by": [],
            "conditional_on": [], "error": null, "statements": [
                {"policy": "P", "kind": "identity", "target": null, "index": 0, "sid": "Read",
                 "effect": "Allow", "applies": true}]})
    );
    assert_eq!(results[1]["decision"], "implicitDeny");
    assert_eq!(results[1]["statements"][0]["applies"], false);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_the_others_go_on() {
    let mut odd = scenario("odd", "s3:GetObject");
    odd["contxt"] = json!({});
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("some.jsonl");
    let good = scenario("good", "s3:GetObject");
    fs::write(&file, format!("{good}\n{odd}\n{{\n{good}\n")).unwrap();
    let file = file.to_str().unwrap();
    let ran = simulate(&[&JSON[..], &[file]].concat(), b"");
    assert_eq!(ran.code, 2);
    let results = lines(&ran);
    let ids: Vec<&Value> = results.iter().map(|result| &result["id"]).collect();
    assert_eq!(json!(ids), json!(["good", "odd", null, "good"]));
    let error = results[1]["error"].as_str().unwrap();
    assert!(error.starts_with(&format!("{file}:2:")) && error.contains("`contxt`"), "{error}");
    assert_eq!(results[1]["decision"], Value::Null);
    assert!(results[2]["error"].as_str().unwrap().contains(":4:1: "), "{}", results[2]);
    let told = simulate(&[file], b"");
    let words: Vec<&str> = told.out.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert_eq!(words, ["ALLOWED", "ERROR", "ERROR", "ALLOWED"]);
    let gone = simulate(&["/nowhere/at/all"], b"");
    gone.refused(&["/nowhere/at/all cannot be read"]);
}

#[test]
fn keys_that_nobody_gives_are_absent_unless_asked() {
    let mut asked = scenario("ip", "s3:GetObject");
    let within = json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    asked["identity_policies"][0]["document"]["Statement"][0]["Condition"] = within;
    let known = lines(&simulate(&JSON, asked.to_string().as_bytes()));
    assert_eq!(known[0]["decision"], "implicitDeny");
    asked["assume_known"] = json!(false);
    let ran = simulate(&JSON, asked.to_string().as_bytes());
    assert_eq!(lines(&ran)[0]["decision"], "conditional");
    assert_eq!(lines(&ran)[0]["conditional_on"], json!(["aws:SourceIp"]));
    assert_eq!(ran.code, 0);
}
