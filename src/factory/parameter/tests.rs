use std::{collections::BTreeMap, sync::Arc};

use super::*;
use crate::{
    factory::{Template, testing},
    org::{Organization, Record},
};

fn template(parameters: &str) -> Arc<Template> {
    let text = format!(
        "kind: AccountTemplate\nmetadata: {{name: t, version: 1}}\nparameters:\n{parameters}\nspec:\n  ou: /Workloads/Prod\n  account: {{name: x, email: x@company.example}}\n"
    );
    Template::read("t.yaml", &text).map_or_else(|e| panic!("{e:?}"), Arc::new)
}

fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, Given<String>> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), Given::from(*text))).collect()
}

/// What one parameter, declared like this, makes of a text.
fn read(declaration: &str, text: &str) -> Result<String, String> {
    let template = template(&format!("  it: {{{declaration}}}"));
    check(&template, &given(&[("it", text)]), &testing::organization())
        .map(|request| request.values()["it"].to_string())
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_kind_takes_what_it_should() {
    let cases = [
        ("type: string, pattern: '[a-z]+', min_length: 2, max_length: 4", "abcd", "abcd"),
        ("type: int, min: -2, max: 2", "-2", "-2"),
        ("type: bool", "true", "true"),
        ("type: enum, values: [dev, prod]", "prod", "prod"),
        ("type: email, unique: organization", "a+b@c.example", "a+b@c.example"),
        ("type: cidr", "10.0.0.0/16", "10.0.0.0/16"),
        ("type: cidr", "2001:db8::/32", "2001:db8::/32"),
        ("type: region", "us-gov-west-1", "us-gov-west-1"),
        ("type: ou, must_exist: true", "/Workloads/Prod", "/Workloads/Prod"),
        ("type: ou, must_exist: true", "ou-ab12-prod0000", "ou-ab12-prod0000"),
        ("type: group, must_exist: true", "booking", "booking"),
        ("type: permission_set, must_exist: true", "Developer", "Developer"),
        ("type: policy, must_exist: true", "NoChanges", "NoChanges"),
        ("type: policy, must_exist: true", "ReadOnlyAccess", "ReadOnlyAccess"),
        ("type: principal, must_exist: true", "222222222222", "222222222222"),
        (
            "type: principal, must_exist: true",
            "arn:aws:iam::222222222222:role/Pusher",
            "arn:aws:iam::222222222222:role/Pusher",
        ),
        ("type: money, min: 50", "50", "50"),
        ("type: duration, max: 12h", "720m", "12h"),
        ("type: oidc_subject", "repo:acme/app:ref:refs/heads/*", "repo:acme/app:ref:refs/heads/*"),
        ("type: list<region>, max_items: 2", "eu-west-1, eu-central-1", "eu-west-1, eu-central-1"),
        ("type: list<enum>, values: [a, b]", "", ""),
        ("type: map", "a=1, b = 2", "a=1, b=2"),
    ];
    for (declaration, text, wanted) in cases {
        assert_eq!(read(declaration, text).as_deref(), Ok(wanted), "{declaration}");
    }
}

#[test]
fn every_kind_refuses_what_it_should_and_says_the_mend() {
    let cases = [
        ("type: string, pattern: '[a-z]+'", "Abc", "does not match [a-z]+"),
        ("type: string, min_length: 2, max_length: 4", "abcde", "characters has to be from 2 to 4"),
        ("type: string", "a\nb", "in one line"),
        ("type: int", "1.5", "digits only"),
        ("type: int, max: 2", "3", "2 or less"),
        ("type: bool", "yes", "true or false"),
        ("type: enum, values: [dev, prod]", "pord", "none of dev, prod (did you mean `prod`?)"),
        ("type: email", "a@b", "name@domain"),
        ("type: email", "a b@c.example", "name@domain"),
        ("type: email, unique: organization", "BOSS@company.example", "taken by account boss"),
        ("type: string, unique: organization", "pipeline", "taken by account pipeline"),
        ("type: cidr", "10.0.0.1/16", "no bits behind the prefix"),
        ("type: region", "europe", "such as eu-west-1"),
        ("type: ou", "Prod", "a full path such as /Workloads/Prod, or an id"),
        ("type: ou, must_exist: true", "/Workloads/Prood", "did you mean `/Workloads/Prod`?"),
        ("type: group, must_exist: true", "boking", "no group `boking` (did you mean `booking`?)"),
        ("type: permission_set, must_exist: true", "Develper", "did you mean `Developer`?"),
        ("type: policy, must_exist: true", "NoChange", "did you mean `NoChanges`?"),
        ("type: principal", "arn:aws:s3:::b", "the ARN of a user or role"),
        (
            "type: principal, must_exist: true",
            "arn:aws:iam::222222222222:role/Puller",
            "no principal",
        ),
        ("type: money", "-5", "whole US dollars"),
        ("type: money, min: 50, max: 100", "49", "from 50 to 100"),
        ("type: duration", "1 day", "such as 1h30m"),
        ("type: duration, max: 12h", "13h", "12h or less"),
        ("type: oidc_subject", "*", "such as repo:OWNER/NAME"),
        ("type: oidc_subject", "repo:*", "the owner spelled out"),
        ("type: list<int>, max_items: 2", "1, 2, 3", "the number of values has to be 2 or less"),
        ("type: map", "a", "key=value"),
    ];
    for (declaration, text, wanted) in cases {
        let error = read(declaration, text).expect_err(declaration);
        assert!(error.contains(wanted) && error.contains("`it`"), "{declaration}: {error}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let template = template(
        "  app: {type: string}\n  env: {type: enum, values: [dev]}\n  hosts: {type: list<cidr>}\n  mail: {type: email, default: \"${env}@x.example\"}",
    );
    let given = given(&[("env", "prod"), ("hosts", "a, 10.0.0.0/8, b"), ("envs", "x")]);
    let errors = check(&template, &given, &testing::organization()).unwrap_err();
    let told: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "parameter `envs`: the template does not ask for it (did you mean `env`?): leave it out",
            "parameter `app`: a value is missing: give a string",
            "parameter `env`: `prod` is none of dev",
            "parameter `hosts`: `a` is no block of addresses: write address/prefix with no bits behind the prefix, such as 10.0.0.0/16",
            "parameter `hosts`: `b` is no block of addresses: write address/prefix with no bits behind the prefix, such as 10.0.0.0/16",
        ]
    );
    let (file, at) = errors[1].declared.clone().unwrap();
    assert_eq!((&*file, at.to_string().as_str()), ("t.yaml", "4:3"));
}

#[test]
fn defaults_mention_what_is_above_them() {
    let template = template(
        "  app: {type: string}\n  mail: {type: email, default: \"aws+${app}@x.example\"}\n  subs: {type: list<string>, default: [\"${app}-a\", b]}",
    );
    let request = check(&template, &given(&[("app", "shop")]), &testing::organization()).unwrap();
    assert_eq!(request.values()["mail"].to_string(), "aws+shop@x.example");
    assert_eq!(request.values()["subs"].to_string(), "shop-a, b");
    assert!(preview(&template, &given(&[])).is_empty());
    assert_eq!(preview(&template, &given(&[("app", "x")]))["mail"], "aws+x@x.example");
}

#[test]
fn the_key_follows_the_values_and_nothing_else() {
    let both = template("  a: {type: string}\n  b: {type: string, default: x}");
    let organization = testing::organization();
    let key =
        |pairs: &[(&str, &str)]| check(&both, &given(pairs), &organization).unwrap().key().clone();
    assert_eq!(key(&[("a", "1")]), key(&[("a", "1"), ("b", "x")]));
    assert_ne!(key(&[("a", "1")]), key(&[("a", "2")]));
    assert_ne!(key(&[("a", "12"), ("b", "3")]), key(&[("a", "1"), ("b", "23")]));
    assert!(key(&[("a", "1")]).as_str().starts_with("t@1#"));
}

#[test]
fn an_address_is_not_taken_by_the_account_of_the_same_request() {
    let template = template("  mail: {type: email, unique: organization}");
    let given = given(&[("mail", "new@company.example")]);
    let organization = testing::organization();
    let request = check(&template, &given, &organization).unwrap();
    let with_account = |key: &str| {
        let records = organization.records().map(|record| match record {
            Record::Account(mut account) if account.name == "pipeline" => {
                account.email = "new@company.example".into();
                let (template, request) = ("t".to_owned(), key.to_owned());
                let values = BTreeMap::new();
                account.settings.vended =
                    Some(crate::org::Vended { template, version: 1, request, values });
                Record::Account(account)
            }
            other => other,
        });
        Organization::from_records(records.collect::<Vec<_>>()).unwrap()
    };
    assert!(check(&template, &given, &with_account(request.key().as_str())).is_ok());
    assert!(check(&template, &given, &with_account("t@1#other")).is_err());
}
