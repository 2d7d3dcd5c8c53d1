use super::*;
use crate::access::Verdict;

const SMALL: &str = r#"{"id":"one","principal":{"arn":"arn:aws:iam::111111111111:user/ann"},"action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::b/k"}}"#;

fn results(text: &str) -> Vec<Outcome> {
    let outcome = |read| match read {
        Ok(scenario) => run(&scenario),
        Err(error) => Outcome::from(error),
    };
    read(text).map(outcome).collect()
}

fn errors(text: &str) -> Vec<String> {
    results(text).into_iter().filter_map(|outcome| outcome.error).collect()
}

#[test]
fn one_object_an_array_and_lines_give_the_same() {
    let one = results(SMALL);
    assert_eq!(one[0].decision, Some(Verdict::ImplicitDeny));
    assert_eq!(one[0].reason.as_deref(), Some("implicit:identity"));
    assert_eq!(results(&format!("[{SMALL},\n{SMALL}]")), [one[0].clone(), one[0].clone()]);
    assert_eq!(results(&format!("\u{feff}{SMALL}\n\n{SMALL}\n")), [one[0].clone(), one[0].clone()]);
    assert!(read("").next().is_none() && read(" [ ] ").next().is_none());
}

#[test]
fn what_cannot_be_read_stops_nothing_else() {
    let bad = SMALL.replace("\"action\"", "\"acton\"");
    let text = format!("{SMALL}\n{bad}\n{{\"id\": oops\n{SMALL}");
    let results = results(&text);
    let decided: Vec<bool> = results.iter().map(|r| r.error.is_none()).collect();
    assert_eq!(decided, [true, false, false, true]);
    assert_eq!(results[1].id.as_deref(), Some("one"));
    let errors = errors(&text);
    assert!(errors[0].starts_with("2:76: unknown field `acton`"), "{}", errors[0]);
    assert!(errors[1].starts_with("3:8: expected value"), "{}", errors[1]);
    let array = format!("[\n{SMALL},\n  {bad}]");
    let errors = self::errors(&array);
    assert!(errors[0].starts_with("3:78: unknown field `acton`"), "{}", errors[0]);
}

#[test]
fn bad_bytes_and_bad_brackets_are_told_with_their_place() {
    let places = |text: &[u8]| -> Vec<Option<String>> {
        read(text).map(|one| one.err().map(|error| error.to_string())).collect()
    };
    let invalid = [SMALL.as_bytes(), b"\n{\"id\":\"\xff\"}\n", SMALL.as_bytes()].concat();
    let found = places(&invalid);
    assert_eq!(found.len(), 3);
    assert!(found[1].as_ref().is_some_and(|error| error.starts_with("2:")), "{found:?}");
    for (text, wanted) in [
        (format!("[{SMALL}"), "1:133: the array is never closed"),
        (format!("[{SMALL} 5]"), "1:134: expected a comma"),
        (format!("[{SMALL}] x"), "1:135: there is more behind"),
        (format!("[{SMALL},]"), "1:134: expected value"),
    ] {
        let found = places(text.as_bytes());
        let error = found.last().cloned().flatten().unwrap_or_default();
        assert!(found.len() == 2 && error.starts_with(wanted), "{text}: {found:?}");
    }
}

/// Without the rule of lines this would take hours.
#[test]
fn no_text_is_gone_through_again_and_again() {
    let text = "{\"a\":[\n{}\n,\n".repeat(50_000);
    assert!(read(&text).filter(Result::is_err).count() >= 50_000);
    assert_eq!(read(&format!("{{\"a\":\n{SMALL}\n{SMALL}")).flatten().count(), 2);
}

#[test]
fn a_policy_that_cannot_be_read_is_an_error_with_its_place_g_9() {
    let with = |document: &str| {
        errors(&SMALL.replace(
            "\"resource\":",
            &format!(
                "\"identity_policies\":[{{\"name\":\"P\",\"document\":{document}}}],\"resource\":"
            ),
        ))
    };
    assert_eq!(
        with(
            r#"{"Version":"2012-10-17","Statement":[{"effect":"Allow","Action":"*","Resource":"*"}]}"#
        ),
        ["1:1: the identity-based policy `P` cannot be read: 1:39: `effect` is no element of a \
          statement: remove it [INVALID_POLICY_ELEMENT]; 1:38: add \"Effect\": \"Allow\" or \
          \"Deny\" [MISSING_EFFECT]"]
    );
    let document = r#"{"Version":"2012-10-17","Statement":[]}"#;
    assert!(with(document).is_empty());
    assert!(with(&format!("{document:?}")).is_empty());
    assert!(with("\"%7B%22Statement%22%3A%5B%5D%7D\"").is_empty());
}

#[test]
fn principals_are_checked() {
    let with = |principal: &str| {
        errors(&SMALL.replace(r#"{"arn":"arn:aws:iam::111111111111:user/ann"}"#, principal))
    };
    for good in [
        r#"{"service":"ec2.amazonaws.com"}"#,
        r#"{"federated":"accounts.google.com"}"#,
        r#"{"anonymous":true}"#,
        r#"{"arn":"arn:aws:sts::111111111111:assumed-role/R/s","role_path":"/a/","service_linked":true,"tags":{"k":"v"}}"#,
        r#"{"arn":"arn:aws:iam::111111111111:role/a/R","role_path":"/a/"}"#,
        r#"{"arn":"arn:aws:sts::111111111111:federated-user/f"}"#,
        r#"{"arn":"arn:aws:iam::111111111111:root"}"#,
    ] {
        assert!(with(good).is_empty(), "{good}");
    }
    for (bad, why) in [
        ("{}", "give one of"),
        (r#"{"anonymous":false}"#, "give one of"),
        (r#"{"service":"a","anonymous":true}"#, "give one of"),
        (r#"{"service":"a","tags":{}}"#, "go with an arn"),
        (r#"{"arn":"ann"}"#, "is not an ARN"),
        (r#"{"arn":"arn:aws:iam::111111111111:group/g"}"#, "is no root user"),
        (r#"{"arn":"arn:aws:iam::111111111111:role/a/R","role_path":"/b/"}"#, "path of its own"),
        (r#"{"arn":"arn:aws:iam::111111111111:user/u","role_path":"/b/"}"#, "role's session"),
        (r#"{"arn":"arn:aws:sts::111111111111:assumed-role/R/s","role_path":"a"}"#, "slash"),
    ] {
        let errors = with(bad);
        assert!(errors.len() == 1 && errors[0].contains(why), "{bad}: {errors:?}");
    }
}

#[test]
fn the_time_is_told_once() {
    let time = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
    let mut scenario = read(SMALL).next().unwrap().unwrap();
    scenario.set_time(time);
    let context = crate::access::derive::context(&scenario.request);
    assert_eq!(
        context.get("aws:CurrentTime"),
        crate::policy::Lookup::Present(&"2026-01-01T00:00:00Z".into())
    );
    let before = scenario.clone();
    scenario.set_time(time + chrono::TimeDelta::days(1));
    assert_eq!(scenario, before);
}
