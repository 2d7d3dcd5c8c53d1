//! `who-can`, `which`, `compare` and `check`.

use std::fs;

use super::program::{demo, demo_json};

const NARROW: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:*:*:jobs-a*"}]}"#;
const WIDE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:SendMessage","sqs:PurgeQueue"],"Resource":"arn:aws:sqs:*:*:jobs-*"}]}"#;

fn files() -> (tempfile::TempDir, String, String) {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (narrow, wide) = (put("narrow.json", NARROW), put("wide.json", WIDE));
    (dir, narrow, wide)
}

#[test]
fn who_can_tells_strangers_from_nobody() {
    let open = demo_json(&["who-can", "s3:GetObject", "arn:aws:s3:::erp-invoices/1.pdf"]);
    let who: Vec<&str> = open["principals"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["verdict"] == "allowed")
        .map(|row| row["principal"].as_str().unwrap())
        .collect();
    assert!(who.contains(&"anonymous"), "{who:?}");
    let closed = demo(&["who-can", "s3:GetObject", "arn:aws:s3:::booking-invoices/1.pdf"]);
    assert!(!closed.out.contains("anonymous"), "{closed:?}");
    let nowhere = demo(&["who-can", "s3:GetObject", "arn:aws:s3:::nowhere/x"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("whose policies"), "{nowhere:?}");
}

#[test]
fn which_tells_what_a_principal_can_touch() {
    let found = demo_json(&["which", "datalake-dev/etl-legacy", "--action", "s3:GetObject"]);
    let resources = found["resources"].as_array().unwrap();
    assert!(resources.iter().any(|one| one["resource"] == "arn:aws:s3:::erp-invoices"), "{found}");
    let none = demo(&["which", "datalake-dev/etl-legacy", "--resource", "arn:aws:s3:::nowhere*"]);
    assert_eq!(none.code, 1);
}

#[test]
fn compare_tells_what_is_gained_and_lost_with_a_request_for_each() {
    let (_dir, narrow, wide) = files();
    let wider = demo_json(&["compare", "documents", &narrow, &wide]);
    let gained = wider["gained"].as_array().unwrap();
    let actions: Vec<_> = gained.iter().flat_map(|it| it["actions"].as_array().unwrap()).collect();
    assert!(actions.contains(&&serde_json::json!("sqs:PurgeQueue")), "{wider}");
    assert!(gained[0]["example"]["resource"].as_str().unwrap().contains(":jobs-"), "{wider}");
    assert!(wider["lost"].as_array().unwrap().is_empty());
    let same = demo(&["compare", "documents", &narrow, &narrow]);
    assert!(same.code == 0 && same.out.contains("nothing changes"), "{same:?}");
}

#[test]
fn checks_answer_by_their_exit_code() {
    let (_dir, narrow, wide) = files();
    assert_eq!(demo(&["check", "no-new-access", &wide, &narrow]).code, 0);
    assert_eq!(demo(&["check", "no-new-access", &narrow, &wide]).code, 1);
    let granted =
        |action: &str| demo(&["check", "access-not-granted", &wide, "--action", action]).code;
    assert_eq!((granted("sqs:Delete*"), granted("sqs:Purge*")), (0, 1));
    let public = demo(&["check", "no-public-access"]);
    assert_eq!(public.code, 1);
    assert!(public.out.contains("erp-invoices") && !public.out.contains("booking-invoices"));
}

#[test]
fn impact_tells_when_nobody_is_concerned_and_what_it_cannot_look_at() {
    let nobody = demo(&["impact", "since", "1"]);
    assert!(nobody.code == 0 && nobody.out.contains("nobody gains or loses"), "{nobody:?}");
    for (line, why) in [
        (&["impact", "entry", "1"][..], "nothing before it"),
        (&["impact", "since", "999"], "no entry 999"),
        (&["impact", "move", "booking-dev", "booking-prod"], "name a unit"),
        (&["impact", "attach", "Nothing", "/Sandbox"], "Nothing"),
    ] {
        let ran = demo(line);
        assert!(ran.code == 2 && ran.err.contains(why), "{ran:?}");
    }
}
