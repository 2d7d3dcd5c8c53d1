//! Session tokens and federated sessions.

use super::*;
use crate::{
    access::caller::{RootSession, UserCaller, UserSession},
    org::Tags,
    policy::Lookup,
};

const FED: &str = "arn:aws:sts::222222222222:federated-user/fed";
const OBJECT: &str = "arn:aws:s3:::data/k";

/// The shop, where Ann may federate `fed` alone, tag it, and all of S3.
fn shop() -> Organization {
    let own = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["sts:GetFederationToken","sts:TagSession"],"Resource":"{FED}"}},{{"Effect":"Allow","Action":["s3:*","iam:*"],"Resource":"*"}}]}}"#
    );
    let mut ann = sample::user(SHOP, "ann");
    ann.tags = [("team", "a")].into_iter().collect();
    ann.policies.inline = [("own".to_owned(), Document::new(&own))].into_iter().collect();
    after(&organization(), &Change::PutUser { user: Box::new(ann) })
}

fn token(organization: &Organization, who: &str, mfa: bool, duration: Option<u32>) -> Hop {
    let wish = Token { duration, mfa };
    session_token(organization, &actor(organization, who), wish, &context())
}

fn fed(organization: &Organization, wish: &Federation) -> Hop {
    federate(organization, &actor(organization, "shop/ann"), wish, &context()).unwrap()
}

fn named(name: &str) -> Federation {
    Federation {
        name: name.parse().unwrap(),
        duration: None,
        policies: SessionPolicies::default(),
        tags: Tags::default(),
    }
}

/// Limited to reading.
fn reading() -> Federation {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","ec2:*","iam:ListUsers","sts:*"],"Resource":"*"}]}"#;
    let policies = SessionPolicies { inline: Some(Document::new(text)), managed: Vec::new() };
    Federation { policies, ..named("fed") }
}

#[test]
fn a_session_token_needs_no_permission_and_keeps_the_users_own_z_8() {
    let organization = organization();
    let plain =
        after(&organization, &Change::PutUser { user: Box::new(sample::user(SHOP, "bob")) });
    let bob = token(&plain, "shop/bob", false, None);
    assert_eq!(bob.verdict(), Verdict::Allowed, "{bob:?}");
    assert_eq!(bob.calls[0].1.reason.to_string(), "allow:always");
    let shop = shop();
    let with = token(&shop, "shop/ann", true, None).session.unwrap();
    let without = token(&shop, "shop/ann", false, None).session.unwrap();
    let user = |actor: &Actor| match &actor.caller {
        Caller::User(UserCaller { session, .. }) => *session,
        other => panic!("{other:?}"),
    };
    assert_eq!(user(&with), UserSession::Token { mfa: true });
    for (actor, iam) in [(&with, Verdict::Allowed), (&without, Verdict::ImplicitDeny)] {
        assert_eq!(verdict(&shop, actor, "s3:GetObject", OBJECT), Verdict::Allowed);
        assert_eq!(verdict(&shop, actor, "iam:ListUsers", "*"), iam);
        assert_eq!(verdict(&shop, actor, "sts:GetFederationToken", FED), Verdict::ImplicitDeny);
    }
}

#[test]
fn a_session_token_carries_its_second_factor_into_roles_z_8_k_3() {
    let organization = organization();
    let careful = role(SHOP, "careful");
    let unsaid = Context::new(Unmentioned::Unknown);
    for (mfa, expected) in [(true, Verdict::Allowed), (false, Verdict::ImplicitDeny)] {
        let session = token(&organization, "shop/ann", mfa, None).session.unwrap();
        let hop = assume(&organization, &session, &careful, &Wish::default(), &unsaid);
        assert_eq!(hop.verdict(), expected, "{mfa}");
    }
}

#[test]
fn only_keys_that_last_get_tokens_z_7_z_8() {
    let shop = shop();
    let again = token(&shop, "shop/ann", true, None).session.unwrap();
    let refused = |actor: &Actor| {
        let wish = Token::default();
        let hops = [
            session_token(&shop, actor, wish, &context()),
            federate(&shop, actor, &reading(), &context()).unwrap(),
        ];
        for hop in hops {
            assert_eq!(hop.verdict(), Verdict::ImplicitDeny, "{hop:?}");
            let (_, decision) = hop.first_obstacle().unwrap();
            assert_eq!(decision.reason.to_string(), "implicit:caller");
            assert!(hop.session.is_none());
        }
    };
    refused(&again);
    refused(&actor(&shop, "shop/first"));
    refused(&fed(&shop, &reading()).session.unwrap());
    let anonymous = Actor::alone(Caller::Anonymous, crate::access::Layers::default());
    assert_eq!(federate(&shop, &anonymous, &reading(), &context()), None);
    let hop = session_token(&shop, &anonymous, Token::default(), &context());
    assert!(hop.verdict().is_denied() && hop.session.is_none());
}

#[test]
fn own_sessions_last_15_minutes_to_36_hours_and_a_roots_one_hour_g_27() {
    let shop = shop();
    let lasts = |who: &str, asked| token(&shop, who, false, asked).duration;
    assert_eq!((lasts("shop/ann", None), lasts("shop/ann", Some(129_600))), (43_200, 129_600));
    assert_eq!((lasts("root@shop", None), lasts("root@shop", Some(7200))), (3600, 3600));
    assert_eq!(lasts("root@shop", Some(900)), 900);
    for asked in [899, 129_601] {
        let refusal = Refusal::Duration { asked, longest: 129_600 };
        let hop = token(&shop, "shop/ann", false, Some(asked));
        assert!(hop.verdict().is_denied() && hop.session.is_none());
        assert_eq!(hop.refusals, std::slice::from_ref(&refusal));
        let wish = Federation { duration: Some(asked), ..reading() };
        assert_eq!(fed(&shop, &wish).refusals, [refusal]);
    }
    assert_eq!(fed(&shop, &reading()).duration, 43_200);
}

#[test]
fn a_root_users_token_assumes_no_role_z_7_z_8() {
    let shop = shop();
    let root = token(&shop, "root@shop", false, None).session.unwrap();
    let session = RootSession::Token { mfa: false };
    assert_eq!(root.caller, Caller::Root { account: id(SHOP), session });
    assert_eq!(verdict(&shop, &root, "s3:GetObject", OBJECT), Verdict::Allowed);
    assert_eq!(verdict(&shop, &root, "iam:ListUsers", "*"), Verdict::ImplicitDeny);
    let role = hop(&shop, &root, &role(SHOP, "first"), &Wish::default());
    assert_eq!(role.first_obstacle().unwrap().1.reason.to_string(), "implicit:caller");
}

#[test]
fn a_federated_session_does_what_user_and_session_policies_both_allow_e_29_z_9() {
    let shop = shop();
    let hop = fed(&shop, &reading());
    assert_eq!((hop.verdict(), &hop.goal), (Verdict::Allowed, &Goal::Federation(id(FED))));
    assert_eq!(hop.calls[0].0.resource.arn, FED);
    let session = hop.session.unwrap();
    assert_eq!(session.caller.display(), FED);
    assert_eq!(verdict(&shop, &session, "s3:GetObject", OBJECT), Verdict::Allowed);
    for denied in ["s3:PutObject", "iam:ListUsers"] {
        assert_eq!(verdict(&shop, &session, denied, OBJECT), Verdict::ImplicitDeny, "{denied}");
    }
    // What the session policy allows and the user may not.
    assert_eq!(verdict(&shop, &session, "ec2:DescribeInstances", "*"), Verdict::ImplicitDeny);
    let behind = match &session.caller {
        Caller::FederatedUser { user: Some(user), .. } => user.name.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(behind, "ann");
    let nothing = fed(&shop, &named("fed"));
    assert_eq!(nothing.verdict(), Verdict::Allowed);
    let nothing = nothing.session.unwrap();
    assert_eq!(verdict(&shop, &nothing, "s3:GetObject", OBJECT), Verdict::ImplicitDeny);
    assert_eq!(verdict(&shop, &nothing, "sts:GetCallerIdentity", "*"), Verdict::Allowed);
    let onward = super::hop(&shop, &session, &role(SHOP, "first"), &Wish::default());
    assert_eq!(onward.first_obstacle().unwrap().1.reason.to_string(), "implicit:caller");
}

#[test]
fn federating_is_decided_by_name_and_tags_by_themselves_z_4_e_29() {
    let shop = shop();
    let other = fed(&shop, &named("other"));
    assert_eq!(other.verdict(), Verdict::ImplicitDeny);
    assert!(other.session.is_none());
    let tags = |key: &str| [(key, "b")].into_iter().collect();
    let tagged = fed(&shop, &Federation { tags: tags("Team"), ..reading() });
    let calls: Vec<_> = tagged.calls.iter().map(|(it, _)| it.action.to_string()).collect();
    assert_eq!(calls, ["sts:GetFederationToken", "sts:TagSession"]);
    let carried = tagged.calls[1].1.context.get("aws:RequestTag/Team");
    assert_eq!(carried, Lookup::Present(&"b".into()));
    let session = tagged.session.unwrap();
    let (request, layers) =
        session.question(&shop, &"s3:GetObject".parse().unwrap(), OBJECT, &context());
    let keys = decide(&request, &layers).context;
    assert_eq!(keys.get("aws:PrincipalTag/team"), Lookup::Present(&"b".into()));
    let reserved = fed(&shop, &Federation { tags: tags("aws:x"), ..reading() });
    assert_eq!(reserved.refusals, [Refusal::Tag("aws:x".to_owned())]);
    // Who may federate and not tag gives no tags.
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"{FED}"}}]}}"#
    );
    let mut ann = sample::user(SHOP, "ann");
    ann.policies.inline = [("own".to_owned(), Document::new(&text))].into_iter().collect();
    let plain = after(&shop, &Change::PutUser { user: Box::new(ann) });
    let tagged = fed(&plain, &Federation { tags: tags("Team"), ..reading() });
    assert_eq!(tagged.first_obstacle().unwrap().0.action.as_str(), "sts:TagSession");
}

#[test]
fn an_access_key_carries_no_second_factor_k_4() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}"#;
    let mut ann = sample::user(SHOP, "ann");
    ann.policies.inline = [("own".to_owned(), Document::new(text))].into_iter().collect();
    let organization = after(&shop(), &Change::PutUser { user: Box::new(ann) });
    // What is said of the requests that follow is not said of this one.
    assert_eq!(fed(&organization, &reading()).verdict(), Verdict::ImplicitDeny);
}

#[test]
fn where_an_access_key_is_used_counts() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}]}"#;
    let mut ann = sample::user(SHOP, "ann");
    ann.policies.inline = [("own".to_owned(), Document::new(text))].into_iter().collect();
    let organization = after(&shop(), &Change::PutUser { user: Box::new(ann) });
    let ann = actor(&organization, "shop/ann");
    let from = |address: &str| {
        let mut context = context();
        context.set("aws:SourceIp", address);
        federate(&organization, &ann, &reading(), &context).unwrap().verdict()
    };
    assert_eq!(from("203.0.113.7"), Verdict::Allowed);
    assert_eq!(from("198.51.100.1"), Verdict::ImplicitDeny);
}

#[test]
fn names_of_federated_users_have_2_to_32_characters_g_26() {
    let fits = |name: &str| name.parse::<FederatedName>().is_ok();
    assert!(fits("ab") && fits(&"a".repeat(32)) && fits("a.b-c_d+e=f,g@h"));
    for name in ["a", &"a".repeat(33), "a b", "a/b", ""] {
        assert_eq!(name.parse::<FederatedName>(), Err(Refusal::FederatedName(name.to_owned())));
    }
}

#[test]
fn a_root_user_lends_what_the_session_policy_allows_e_29() {
    let shop = shop();
    let root = actor(&shop, "root@shop");
    let hop = federate(&shop, &root, &reading(), &context()).unwrap();
    assert_eq!((hop.verdict(), hop.duration), (Verdict::Allowed, 3600));
    let session = hop.session.unwrap();
    assert_eq!(verdict(&shop, &session, "s3:GetObject", OBJECT), Verdict::Allowed);
    assert_eq!(verdict(&shop, &session, "s3:PutObject", OBJECT), Verdict::ImplicitDeny);
    let nothing = federate(&shop, &root, &named("fed"), &context()).unwrap().session.unwrap();
    assert_eq!(verdict(&shop, &nothing, "s3:GetObject", OBJECT), Verdict::ImplicitDeny);
}
