mod calls;
mod own_sessions;
mod refused;

use super::*;
use crate::{
    access::{
        Caller, Principal,
        caller::{RoleSession, SessionOrigin},
        decide,
    },
    org::{
        Change, Organization, PolicyType,
        sample::{self, BILLING, SHOP, after, id},
    },
    policy::{Context, Document, Truth, Unmentioned},
};

const ANN: &str = "arn:aws:iam::222222222222:user/ann";

/// A role of an account whose trust policy is this statement.
fn trusting(account: &str, name: &str, statement: &str) -> Change {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let mut role = sample::role(account, name);
    role.trust = Document::new(&text);
    role.max_session = 7200;
    let allow = Document::new(sample::ALLOW_ALL);
    role.policies.inline = [("all".to_owned(), allow)].into_iter().collect();
    Change::PutRole { role: Box::new(role) }
}

/// Ann of the shop, who may enter `first` there; from there `second` in billing is open to the shop.
fn organization() -> Organization {
    let ann = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{ANN}"}},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}"#
    );
    let shop = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{SHOP}"}},"Action":["sts:AssumeRole","sts:TagSession"]}}"#
    );
    let known = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{ANN}"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":"abc-1"}},"StringLike":{{"sts:RoleSessionName":"${{aws:username}}"}}}}}}"#
    );
    let mfa = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{ANN}"}},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}"#
    );
    let runner = format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::{SHOP}:oidc-provider/token.example.com"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"token.example.com:sub":"repo:shop"}}}}}}"#
    );
    [
        Change::PutUser { user: Box::new(sample::user(SHOP, "ann")) },
        trusting(SHOP, "first", &ann),
        trusting(BILLING, "second", &shop),
        trusting(SHOP, "known", &known),
        trusting(SHOP, "careful", &mfa),
        trusting(SHOP, "runner", &runner),
    ]
    .iter()
    .fold(sample::organization(), |organization, change| after(&organization, change))
}

fn actor(organization: &Organization, text: &str) -> Actor {
    let principal = Principal::find(organization, text).unwrap();
    Actor::new(organization, &principal).unwrap()
}

fn role(account: &str, name: &str) -> Arn {
    id(&format!("arn:aws:iam::{account}:role/{name}"))
}

/// What is not said is absent, but that Ann uses a second factor.
fn context() -> Context {
    let mut context = Context::new(Unmentioned::Absent);
    context.set("aws:MultiFactorAuthPresent", "true");
    context
}

fn hop(organization: &Organization, actor: &Actor, role: &Arn, wish: &Wish) -> Hop {
    assume(organization, actor, role, wish, &context())
}

fn verdict(organization: &Organization, actor: &Actor, action: &str, on: &str) -> Verdict {
    let (request, layers) = actor.question(organization, &action.parse().unwrap(), on, &context());
    decide(&request, &layers).verdict
}

fn session(hop: &Hop) -> &RoleSession {
    match &hop.session.as_ref().unwrap().caller {
        Caller::Role(session) => session,
        other => panic!("{other:?}"),
    }
}

fn actions(hop: &Hop) -> Vec<(&str, Verdict)> {
    let call =
        |(request, decision): &(Request, Decision)| (request.action.to_string(), decision.verdict);
    let calls: Vec<(String, Verdict)> = hop.calls.iter().map(call).collect();
    let known = [
        "sts:AssumeRole",
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        "sts:SetSourceIdentity",
    ];
    calls.iter().map(|(name, it)| (*known.iter().find(|k| *k == name).unwrap(), *it)).collect()
}

#[test]
fn the_trust_policy_decides_and_gives_a_session_z_1_z_2() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let first = hop(&organization, &ann, &role(SHOP, "first"), &Wish::default());
    assert_eq!(first.verdict(), Verdict::Allowed);
    assert_eq!(
        session(&first).arn().unwrap(),
        format!("arn:aws:sts::{SHOP}:assumed-role/first/ann")
    );
    assert_eq!(session(&first).origin, SessionOrigin::Principal { mfa: Truth::Yes });
    let second = hop(&organization, &ann, &role(BILLING, "second"), &Wish::default());
    assert_eq!(second.verdict(), Verdict::ImplicitDeny);
    assert_eq!(second.first_obstacle().unwrap().1.reason.to_string(), "implicit:identity");
    assert!(second.session.is_none());
    let nowhere = hop(&organization, &ann, &role(SHOP, "nowhere"), &Wish::default());
    assert_eq!(nowhere.first_obstacle().unwrap().1.reason.to_string(), "implicit:trust");
}

#[test]
fn tags_and_a_source_identity_are_calls_of_their_own_z_4() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let wish = Wish {
        tags: [("team", "a")].into_iter().collect(),
        source_identity: Some("ann".to_owned()),
        ..Wish::default()
    };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &wish);
    assert_eq!(
        actions(&first),
        [
            ("sts:AssumeRole", Verdict::Allowed),
            ("sts:TagSession", Verdict::Allowed),
            ("sts:SetSourceIdentity", Verdict::Allowed),
        ]
    );
    assert_eq!(session(&first).session_tags.get("team"), Some("a"));
    let careful = hop(&organization, &ann, &role(SHOP, "careful"), &wish);
    assert_eq!(careful.verdict(), Verdict::ImplicitDeny);
    assert_eq!(careful.first_obstacle().unwrap().0.action.as_str(), "sts:TagSession");
}

#[test]
fn what_is_transitive_goes_on_and_cannot_be_changed_k_2_z_6() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let wish = Wish {
        tags: [("team", "a"), ("step", "1")].into_iter().collect(),
        transitive: ["team".to_owned()].into(),
        ..Wish::default()
    };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &wish).session.unwrap();
    let second = hop(&organization, &first, &role(BILLING, "second"), &Wish::default());
    assert_eq!(second.verdict(), Verdict::Allowed, "{second:?}");
    assert_eq!(session(&second).session_tags, [("team", "a")].into_iter().collect());
    assert_eq!(second.session.as_ref().unwrap().transitive, ["team".to_owned()].into());
    let other = Wish { tags: [("Team", "b")].into_iter().collect(), ..Wish::default() };
    let refused = hop(&organization, &first, &role(BILLING, "second"), &other);
    assert_eq!(refused.refusals, [Refusal::TagComesAlong("Team".to_owned())]);
    assert!(refused.session.is_none() && refused.verdict().is_denied());
}

#[test]
fn a_source_identity_stays_and_needs_leave_in_every_role_z_4_z_6() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let wish = Wish { source_identity: Some("ann".to_owned()), ..Wish::default() };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &wish).session.unwrap();
    // The trust policy of `second` has no sts:SetSourceIdentity.
    let second = hop(&organization, &first, &role(BILLING, "second"), &Wish::default());
    assert_eq!(second.first_obstacle().unwrap().0.action.as_str(), "sts:SetSourceIdentity");
    let other = Wish { source_identity: Some("bob".to_owned()), ..Wish::default() };
    let refused = hop(&organization, &first, &role(BILLING, "second"), &other);
    assert!(matches!(&refused.refusals[..], [Refusal::OtherSourceIdentity { .. }]));
}

#[test]
fn durations_keep_to_the_role_and_in_chains_to_an_hour_g_27_z_6() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let lasting = |seconds| Wish { duration: Some(seconds), ..Wish::default() };
    let refused = |actor: &Actor, role: &Arn, seconds| {
        hop(&organization, actor, role, &lasting(seconds)).refusals
    };
    let (first, second) = (role(SHOP, "first"), role(BILLING, "second"));
    assert!(refused(&ann, &first, 7200).is_empty() && refused(&ann, &first, 900).is_empty());
    assert_eq!(refused(&ann, &first, 7201), [Refusal::Duration { asked: 7201, longest: 7200 }]);
    assert_eq!(refused(&ann, &first, 899).len(), 1);
    let session = hop(&organization, &ann, &first, &lasting(7200));
    assert_eq!(session.duration, 7200);
    assert_eq!(hop(&organization, &ann, &first, &Wish::default()).duration, 3600);
    let session = session.session.unwrap();
    assert!(refused(&session, &second, 3600).is_empty());
    assert_eq!(refused(&session, &second, 3601), [Refusal::Chained { asked: 3601 }]);
}

#[test]
fn external_id_and_names_are_conditions_z_14() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let known = role(SHOP, "known");
    let with = |id: Option<&str>, name: Option<&str>| {
        let wish = Wish {
            external_id: id.map(str::to_owned),
            session_name: name.map(str::to_owned),
            ..Wish::default()
        };
        hop(&organization, &ann, &known, &wish)
    };
    assert_eq!(with(Some("abc-1"), None).verdict(), Verdict::Allowed);
    assert_eq!(with(Some("abc-2"), None).verdict(), Verdict::ImplicitDeny);
    assert_eq!(with(None, None).verdict(), Verdict::ImplicitDeny);
    assert_eq!(with(Some("abc-1"), Some("eve")).verdict(), Verdict::ImplicitDeny);
    assert_eq!(with(Some("a"), None).refusals, [Refusal::ExternalId]);
    assert_eq!(with(Some("abc-1"), Some("a b")).refusals, [Refusal::SessionName("a b".to_owned())]);
}

#[test]
fn an_unknown_second_factor_leaves_the_hop_open_k_3() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let open = Context::new(Unmentioned::Unknown);
    let careful = assume(&organization, &ann, &role(SHOP, "careful"), &Wish::default(), &open);
    assert_eq!(careful.verdict(), Verdict::Conditional);
    assert_eq!(session(&careful).origin, SessionOrigin::Principal { mfa: Truth::Unknown });
}

#[test]
fn a_session_policy_limits_the_session_and_ends_with_it_e_29_z_6() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let only = |resource: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["s3:GetObject","sts:*"],"Resource":"{resource}"}}]}}"#
        );
        let policies = SessionPolicies { inline: Some(Document::new(&text)), managed: Vec::new() };
        Wish { policies, ..Wish::default() }
    };
    let first = hop(&organization, &ann, &role(SHOP, "first"), &only("*")).session.unwrap();
    let may =
        |actor: &Actor, action: &str| verdict(&organization, actor, action, "arn:aws:s3:::b/k");
    assert_eq!(may(&first, "s3:GetObject"), Verdict::Allowed);
    assert_eq!(may(&first, "s3:PutObject"), Verdict::ImplicitDeny);
    let second = hop(&organization, &first, &role(BILLING, "second"), &Wish::default());
    assert_eq!(may(&second.session.unwrap(), "s3:PutObject"), Verdict::Allowed);
    let short = hop(&organization, &ann, &role(SHOP, "first"), &only("arn:aws:s3"));
    assert!(matches!(&short.refusals[..], [Refusal::MalformedPolicy(_)]));
    let long = hop(&organization, &ann, &role(SHOP, "first"), &only(&"*".repeat(2048)));
    assert!(long.refusals.iter().any(|it| matches!(it, Refusal::PolicySize(_))));
}

#[test]
fn a_provider_vouches_with_claims_z_5() {
    let organization = organization();
    let provider = format!("arn:aws:iam::{SHOP}:oidc-provider/token.example.com");
    let provider = actor(&organization, &provider);
    let claims = |sub: &str| Wish {
        claims: [("sub", sub)].into_iter().collect(),
        session_name: Some("run-1".to_owned()),
        ..Wish::default()
    };
    let good = hop(&organization, &provider, &role(SHOP, "runner"), &claims("repo:shop"));
    assert_eq!(actions(&good), [("sts:AssumeRoleWithWebIdentity", Verdict::Allowed)]);
    assert!(matches!(&session(&good).origin, SessionOrigin::Oidc { .. }));
    let bad = hop(&organization, &provider, &role(SHOP, "runner"), &claims("repo:other"));
    assert_eq!(bad.verdict(), Verdict::ImplicitDeny);
    let wrong_door = hop(&organization, &provider, &role(SHOP, "first"), &claims("repo:shop"));
    assert_eq!(wrong_door.verdict(), Verdict::ImplicitDeny);
}

#[test]
fn an_scp_denies_a_hop_and_binds_the_session_of_its_account_e_4() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}]}"#;
    let mut scp = sample::policy("p-noassume", "NoAssume", PolicyType::ServiceControlPolicy);
    scp.document = Document::new(text);
    let organization = [
        Change::CreatePolicy { policy: Box::new(scp.clone()) },
        Change::AttachPolicy { policy: scp.id.clone(), to: sample::node(SHOP) },
    ]
    .iter()
    .fold(organization(), |organization, change| after(&organization, change));
    let ann = actor(&organization, "shop/ann");
    let first = hop(&organization, &ann, &role(SHOP, "first"), &Wish::default());
    assert_eq!(first.first_obstacle().unwrap().1.reason.to_string(), "explicit:scp");
    assert!(first.session.is_none());
}

#[test]
fn the_policies_of_a_role_outside_are_not_known() {
    let organization = organization();
    let ann = actor(&organization, "shop/first");
    let outside: Arn = id("arn:aws:iam::777777777777:role/theirs");
    let hop = hop(&organization, &ann, &outside, &Wish::default());
    assert_eq!(hop.verdict(), Verdict::Conditional);
    assert_eq!(session(&hop).account.to_string(), "777777777777");
}
