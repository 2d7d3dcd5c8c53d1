//! What STS refuses, whatever policies say.

use super::*;
use crate::org::Tags;

fn first(wish: &Wish) -> Vec<Refusal> {
    let organization = organization();
    hop(&organization, &actor(&organization, "shop/ann"), &role(SHOP, "first"), wish).refusals
}

#[test]
fn session_tags_have_their_sizes_g_26_k_2() {
    let tagged = |key: &str, value: &str| {
        let tags: Tags = [(key, value)].into_iter().collect();
        first(&Wish { tags, ..Wish::default() })
    };
    assert_eq!(tagged(&"é".repeat(128), &"é".repeat(256)), []);
    assert_eq!(tagged("aw", ""), []);
    assert_eq!(tagged("awsome:x", "a"), []);
    for (key, value) in
        [(&*"k".repeat(129), "a"), ("team", &*"v".repeat(257)), ("", "a"), ("AWS:x", "a")]
    {
        assert_eq!(tagged(key, value), [Refusal::Tag(key.to_owned())]);
    }
    let numbered = |count: usize| {
        let tags = (0..count).map(|number| (format!("k{number:03}"), "a".to_owned())).collect();
        first(&Wish { tags: Tags(tags), ..Wish::default() })
    };
    assert_eq!(numbered(50), []);
    assert_eq!(numbered(51), [Refusal::Tags(51)]);
}

#[test]
fn a_session_tag_is_passed_once_and_goes_on_only_where_it_is_passed_k_2() {
    let wish = |tags: &[(&str, &str)], transitive: &[&str]| Wish {
        tags: tags.iter().copied().collect(),
        transitive: transitive.iter().map(|key| (*key).to_owned()).collect(),
        ..Wish::default()
    };
    assert_eq!(first(&wish(&[("team", "a"), ("step", "b")], &["TEAM"])), []);
    let twice = Refusal::TagTwice("team".to_owned());
    assert_eq!(first(&wish(&[("Team", "a"), ("team", "b")], &[])), [twice]);
    let no_such = Refusal::NoSuchTag("other".to_owned());
    assert_eq!(first(&wish(&[("team", "a")], &["other", "team"])), [no_such]);
}

#[test]
fn a_session_passes_other_tags_than_those_that_come_along_k_2() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let wish = Wish {
        tags: [("team", "a"), ("cost", "b"), ("step", "1")].into_iter().collect(),
        transitive: ["team".to_owned(), "cost".to_owned()].into(),
        ..Wish::default()
    };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &wish).session.unwrap();
    let more = Wish { tags: [("step", "2")].into_iter().collect(), ..Wish::default() };
    let second = hop(&organization, &first, &role(BILLING, "second"), &more);
    assert_eq!((second.verdict(), &second.refusals[..]), (Verdict::Allowed, &[][..]));
    let tags: Tags = [("team", "a"), ("cost", "b"), ("step", "2")].into_iter().collect();
    assert_eq!(session(&second).session_tags, tags);
}

#[test]
fn names_and_ids_have_their_alphabets_g_26() {
    let named = |source_identity: Option<&str>, external_id: Option<&str>| {
        first(&Wish {
            source_identity: source_identity.map(str::to_owned),
            external_id: external_id.map(str::to_owned),
            ..Wish::default()
        })
    };
    assert_eq!(named(Some("a.b@c-d"), Some("a:b/c+d=e")), []);
    for bad in ["a", "a b", "a/b", &*"a".repeat(65)] {
        assert_eq!(named(Some(bad), None), [Refusal::SourceIdentity(bad.to_owned())]);
    }
    for bad in ["a", "a b", "a#b", &*"a".repeat(1225)] {
        assert_eq!(named(None, Some(bad)), [Refusal::ExternalId]);
    }
}

#[test]
fn a_source_identity_may_be_said_again_z_6() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let wish = Wish { source_identity: Some("ann".to_owned()), ..Wish::default() };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &wish).session.unwrap();
    assert_eq!(hop(&organization, &first, &role(BILLING, "second"), &wish).refusals, []);
}

#[test]
fn session_policies_have_their_sizes_g_23() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let passed = |inline: Option<Document>, managed: Vec<Arn>| {
        let policies = SessionPolicies { inline, managed };
        let wish = Wish { policies, ..Wish::default() };
        hop(&organization, &ann, &role(SHOP, "first"), &wish)
    };
    let reading: Arn = id("arn:aws:iam::aws:policy/ReadOnlyAccess");
    let read = passed(None, vec![reading.clone()]);
    assert_eq!(read.refusals, []);
    let may = |action: &str| {
        verdict(&organization, read.session.as_ref().unwrap(), action, "arn:aws:s3:::b/k")
    };
    assert_eq!(
        (may("s3:GetObject"), may("s3:PutObject")),
        (Verdict::Allowed, Verdict::ImplicitDeny)
    );
    assert_eq!(passed(None, vec![reading.clone(); 10]).refusals, []);
    assert_eq!(passed(None, vec![reading.clone(); 11]).refusals, [Refusal::Policies(11)]);
    let whole = |size: usize| {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}]}"#;
        Some(Document::new(&format!("{text}{}", " ".repeat(size - text.len()))))
    };
    assert_eq!(passed(whole(2048), Vec::new()).refusals, []);
    assert_eq!(passed(whole(2049), Vec::new()).refusals, [Refusal::PolicySize(2049)]);
    let beside = 2048 - reading.as_str().len();
    assert_eq!(passed(whole(beside), vec![reading.clone()]).refusals, []);
    assert_eq!(passed(whole(beside + 1), vec![reading]).refusals, [Refusal::PolicySize(2049)]);
}
