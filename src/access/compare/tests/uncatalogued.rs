//! Actions that the catalogue does not have.

use proptest::prelude::*;

use super::*;
use crate::{
    access::{
        Verdict,
        checks::{access_not_granted, no_new_access},
        compare::{World, documents::pairs},
        decide,
    },
    policy::Context,
};

fn told(before: &[(&str, &str)], after: &[(&str, &str)]) -> Comparison {
    documents(DocumentKind::Identity, &policy(before), &policy(after), &Scope::default())
}

fn policy(statements: &[(&str, &str)]) -> Document {
    let statement = |(effect, action): &(&str, &str)| {
        format!(r#"{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}"#)
    };
    let statements: Vec<String> = statements.iter().map(statement).collect();
    Document::new(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(",")))
}

fn because(found: &Comparison) -> Vec<&str> {
    let untold = found.unknown.iter().filter(|untold| untold.actions.is_empty());
    untold.flat_map(|untold| untold.because.iter().map(String::as_str)).collect()
}

#[test]
fn what_only_the_patterns_know_is_told() {
    let get = ("Allow", "s3:GetObject");
    let found = told(&[get], &[get, ("Allow", "newservice:*"), ("Allow", "s3:BrandNewThing")]);
    assert_eq!(
        because(&found),
        ["newservice:unlisted, for one, is gained", "s3:brandnewthing, for one, is gained"]
    );
    assert!(!found.is_same() && found.gained.is_empty());
    let all = ("Allow", "newservice:*");
    let found = told(&[all], &[all, ("Deny", "newservice:*Key*")]);
    assert_eq!(because(&found), ["newservice:unlistedkey, for one, is lost"]);
}

#[test]
fn what_stays_as_it_was_is_not() {
    let (all, some) = (("Allow", "newservice:*"), ("Allow", "newservice:Get*"));
    assert!(told(&[all], &[all, some]).is_same());
    assert!(told(&[some, all], &[all]).is_same());
    assert!(told(&[("Allow", "*")], &[("Allow", "*"), all]).is_same());
    let narrowed = told(&[("Allow", "s3:*")], &[("Allow", "s3:GetObject")]);
    assert!(!narrowed.lost.is_empty() && narrowed.unknown.is_empty(), "the lost ones say it");
}

#[test]
fn checks_do_not_pass_what_the_catalogue_does_not_have() {
    let (before, after) = (policy(&[]), policy(&[("Allow", "s3:BrandNewThing")]));
    let check = |scope: &Scope| no_new_access(DocumentKind::Identity, &before, &after, scope);
    assert!(!check(&Scope::default()).passed());
    let asked = |action: &str| Scope { actions: vec![action.to_owned()], ..Scope::default() };
    let granted =
        |action: &str| !access_not_granted(DocumentKind::Identity, &after, &asked(action)).passed();
    assert!(granted("s3:BrandNewThing") && granted("s3:Brand*") && !granted("s3:GetObject"));
    let broad = policy(&[("Allow", "s3:B*")]);
    let scope = asked("s3:BrandNewThing");
    assert!(!access_not_granted(DocumentKind::Identity, &broad, &scope).passed());
}

fn allowed(world: &World<'_>, action: &str) -> bool {
    let name = action.parse().unwrap();
    let (request, layers) = world.ask(&name, "*", &Context::default()).unwrap();
    decide(&request, &layers).verdict == Verdict::Allowed
}

fn statements() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let effect = prop::sample::select(vec!["Allow", "Allow", "Deny"]);
    let pattern = prop_oneof![
        6 => "[ab?*]{1,4}".prop_map(|name| format!("zz:{name}")),
        1 => Just("*".to_owned()),
    ];
    prop::collection::vec((effect, pattern), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_difference_is_passed_over(before in statements(), after in statements()) {
        let text = |all: &[(&'static str, String)]| {
            policy(&all.iter().map(|(effect, action)| (*effect, action.as_str())).collect::<Vec<_>>())
        };
        let (before, after) = (text(&before), text(&after));
        let found = documents(DocumentKind::Identity, &before, &after, &Scope::default());
        let worlds = pairs(DocumentKind::Identity, &before, &after);
        let (was, is) = &worlds[0];
        let names = (1..5).flat_map(|length| (0..3_u32.pow(length)).map(move |number| (length, number)));
        for (length, number) in names {
            let letter = |at| ['a', 'b', 'c'][(number / 3_u32.pow(at) % 3) as usize];
            let name: String = (0..length).map(letter).collect();
            let action = format!("zz:{name}");
            let turns = allowed(was, &action) != allowed(is, &action);
            prop_assert!(!turns || !found.is_same(), "{action} turns");
        }
    }
}
