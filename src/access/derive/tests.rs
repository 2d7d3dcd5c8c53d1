//! What of the context follows from a request, caller by caller (section 7).

use super::*;
use crate::access::{
    Membership, Target,
    caller::{RoleSession, RootSession},
};

const ACCOUNT: &str = "111111111111";
const PROVIDER: &str = "arn:aws:iam::111111111111:oidc-provider/token.example.com";

fn asked(caller: Caller, action: &str, arn: &str, given: Context) -> Request {
    let account = arn.split(':').nth(4).and_then(|account| account.parse().ok());
    Request {
        caller,
        action: action.parse().unwrap(),
        resource: Target { arn: arn.to_owned(), account, tags: None },
        context: given,
        organization: None,
    }
}

/// Of each of these keys the value, `-` where the request does not carry it, `?` where nobody knows.
fn told(context: &Context, keys: &[&str]) -> String {
    let told = |key: &&str| match context.get(key) {
        Lookup::Present(value) => value.values().join("+"),
        Lookup::Absent => "-".to_owned(),
        Lookup::Unknown => "?".to_owned(),
    };
    keys.iter().map(told).collect::<Vec<_>>().join(" ")
}

fn named(arn: &str) -> Caller {
    Caller::from_arn(&arn.parse().unwrap()).unwrap()
}

fn user(session: UserSession) -> Caller {
    let Caller::User(user) = named("arn:aws:iam::111111111111:user/ann") else { panic!("a user") };
    Caller::User(UserCaller { session, unique_id: Some("AIDA".to_owned()), ..user })
}

fn role(origin: SessionOrigin) -> Caller {
    let Caller::Role(session) = named("arn:aws:sts::111111111111:assumed-role/app/s1") else {
        panic!("a session")
    };
    Caller::Role(RoleSession { origin, role_id: Some("AROA".to_owned()), ..session })
}

fn root(session: RootSession) -> Caller {
    Caller::Root { account: ACCOUNT.parse().unwrap(), session }
}

/// Every kind of caller, by the way it came about.
fn callers() -> [Caller; 14] {
    [
        user(UserSession::LongTerm),
        user(UserSession::Console { mfa: true }),
        user(UserSession::Unknown),
        role(SessionOrigin::Principal { mfa: Truth::Yes }),
        role(SessionOrigin::Saml),
        role(SessionOrigin::Oidc { provider: PROVIDER.to_owned() }),
        role(SessionOrigin::Unknown),
        named("arn:aws:sts::111111111111:federated-user/fed"),
        root(RootSession::LongTerm),
        root(RootSession::Assumed),
        root(RootSession::Unknown),
        Caller::Service { names: vec!["ec2.amazonaws.com".to_owned(), "ec2".to_owned()] },
        Caller::Federated { provider: PROVIDER.to_owned() },
        Caller::Anonymous,
    ]
}

#[test]
fn every_caller_has_the_keys_of_its_kind_7_1() {
    let of_all = |key: &str| {
        let told = |caller: Caller| {
            let given = Context::new(Unmentioned::Unknown);
            told(&context(&asked(caller, "s3:GetObject", "arn:aws:s3:::b/k", given)), &[key])
        };
        callers().map(told).join(" ")
    };
    let a = ACCOUNT;
    let (iam, sts) = ("arn:aws:iam::111111111111", "arn:aws:sts::111111111111");
    let (ann, app, root) =
        (format!("{iam}:user/ann"), format!("{iam}:role/app"), format!("{iam}:root"));
    for (key, wanted) in [
        (
            "aws:PrincipalArn",
            format!(
                "{ann} {ann} {ann} {app} {app} {app} {app} {sts}:federated-user/fed {root} {root} \
                 {root} - - -"
            ),
        ),
        (
            "aws:PrincipalAccount",
            format!("{a} {a} {a} {a} {a} {a} {a} {a} {a} {a} {a} - - anonymous"),
        ),
        (
            "aws:PrincipalType",
            "User User User AssumedRole AssumedRole AssumedRole AssumedRole FederatedUser \
             Account Account Account - - Anonymous"
                .to_owned(),
        ),
        (
            "aws:userid",
            format!(
                "AIDA AIDA AIDA AROA:s1 AROA:s1 AROA:s1 AROA:s1 {a}:fed {a} {a} {a} - - anonymous"
            ),
        ),
        ("aws:username", "ann ann ann - - - - - - - - - - -".to_owned()),
        ("aws:PrincipalTag/team", "? ? ? ? ? ? ? ? - - - - - -".to_owned()),
        (
            "aws:PrincipalIsAWSService",
            "false false false false false false false false false false false true - -".to_owned(),
        ),
        ("aws:PrincipalServiceName", "- - - - - - - - - - - ec2.amazonaws.com - -".to_owned()),
        (
            "aws:PrincipalServiceNamesList",
            "- - - - - - - - - - - ec2.amazonaws.com+ec2 - -".to_owned(),
        ),
        ("aws:TokenIssueTime", "- ? ? ? ? ? ? ? - ? ? - - -".to_owned()),
        ("aws:MultiFactorAuthPresent", "- true ? true - - ? - - - ? - - -".to_owned()),
        ("aws:MultiFactorAuthAge", "- ? ? ? - - ? - - - ? - - -".to_owned()),
        ("aws:FederatedProvider", format!("- - - - - {PROVIDER} ? - - - - - - -")),
        ("aws:SourceIdentity", "- - - - - - ? - - - - - - -".to_owned()),
        ("aws:AssumedRoot", "- - - - - - - - - true ? - - -".to_owned()),
        ("aws:PrincipalOrgID", "? ? ? ? ? ? ? ? ? ? ? - - -".to_owned()),
        ("aws:PrincipalOrgPaths", "? ? ? ? ? ? ? ? ? ? ? - - -".to_owned()),
        ("aws:SourceArn", "- - - - - - - - - - - ? - -".to_owned()),
    ] {
        assert_eq!(of_all(key), wanted, "{key}");
    }
}

#[test]
fn only_temporary_credentials_say_when_they_were_issued_7_1() {
    let told = |caller: Caller| {
        let mut given = Context::default();
        given.set("aws:CurrentTime", "2026-01-01T00:00:00Z");
        let context = context(&asked(caller, "s3:GetObject", "arn:aws:s3:::b/k", given));
        if context.get("aws:TokenIssueTime") == Lookup::Absent { '-' } else { 't' }
    };
    assert_eq!(callers().map(told).iter().collect::<String>(), "-t-ttttt-t----");
    assert_eq!(told(user(UserSession::Token { mfa: false })), 't');
    assert_eq!(told(root(RootSession::Token { mfa: false })), 't');
}

#[test]
fn a_second_factor_that_was_not_used_has_no_age_7_1() {
    let keys = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:PrincipalAccount"];
    for caller in [
        user(UserSession::Token { mfa: false }),
        root(RootSession::Console { mfa: false }),
        role(SessionOrigin::Service),
    ] {
        let request =
            asked(caller, "s3:GetObject", "arn:aws:s3:::b/k", Context::new(Unmentioned::Unknown));
        assert_eq!(told(&context(&request), &keys), "false - 111111111111");
        assert_eq!(told(&of_caller(&request), &keys), "false - 111111111111");
    }
}

/// What ann's request for an object has, where this is given.
fn with(given: &[(&str, &[&str])]) -> Context {
    let mut known = Context::new(Unmentioned::Unknown);
    for (key, values) in given {
        match values {
            [one] => known.set(key, *one),
            many => {
                let many = many.iter().map(|value| (*value).to_owned()).collect();
                known.set(key, ContextValue::Many(many));
            }
        }
    }
    context(&asked(user(UserSession::LongTerm), "s3:GetObject", "arn:aws:s3:::b/k", known))
}

#[test]
fn a_request_comes_by_an_endpoint_or_not_7_2() {
    let keys =
        ["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:VpceOrgPaths"];
    assert_eq!(told(&with(&[]), &keys), "? ? ? ? ?");
    assert_eq!(told(&with(&[("aws:SourceIp", &["203.0.113.7"])]), &keys), "203.0.113.7 - - - -");
    assert_eq!(told(&with(&[("aws:SourceVpce", &["vpce-1"])]), &keys), "- ? vpce-1 ? ?");
    assert_eq!(told(&with(&[("aws:SourceVpc", &["vpc-1"])]), &keys), "- vpc-1 ? ? ?");
}

#[test]
fn the_ends_of_a_chain_of_services_are_told_7_2() {
    let keys = ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"];
    assert_eq!(told(&with(&[]), &keys), "- - -");
    assert_eq!(told(&with(&[("aws:ViaAWSService", &["True"])]), &keys), "? ? ?");
    assert_eq!(told(&with(&[("aws:CalledVia", &["a"])]), &keys), "a a a");
    assert_eq!(told(&with(&[("aws:CalledVia", &["a", "b", "c"])]), &keys), "a+b+c a c");
}

#[test]
fn both_keys_of_the_time_say_the_same_7_2() {
    let keys = ["aws:CurrentTime", "aws:EpochTime"];
    assert_eq!(told(&with(&[]), &keys), "? ?");
    let both = "2026-01-01T00:00:00Z 1767225600";
    assert_eq!(told(&with(&[("aws:CurrentTime", &["2026-01-01T00:00:00Z"])]), &keys), both);
    assert_eq!(told(&with(&[("aws:EpochTime", &["1767225600"])]), &keys), both);
}

#[test]
fn tags_of_a_resource_are_under_every_name_that_its_service_has_for_them_7_2() {
    let tagged = |action: &str, arn: &str, keys: &[&str]| {
        let mut request =
            asked(user(UserSession::LongTerm), action, arn, Context::new(Unmentioned::Unknown));
        request.resource.tags = Some([("team", "a")].into_iter().collect());
        told(&context(&request), keys)
    };
    let keys = ["aws:ResourceTag/team", "aws:ResourceTag/x", "s3:ExistingObjectTag/team"];
    assert_eq!(tagged("s3:GetObject", "arn:aws:s3:::b/k", &keys), "a - a");
    assert_eq!(tagged("s3:ListBucket", "arn:aws:s3:::b", &keys), "a - ?");
    let keys = ["ec2:ResourceTag/team", "ec2:ResourceTag/x"];
    let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/i-1";
    assert_eq!(tagged("ec2:StopInstances", instance, &keys), "a -");
    let queue = "arn:aws:sqs:eu-west-1:111111111111:q";
    assert_eq!(tagged("sqs:SendMessage", queue, &["sqs:ResourceTag/team"]), "?");
    let thing = "arn:aws:nosuch:eu-west-1:111111111111:thing/1";
    assert_eq!(tagged("nosuch:Touch", thing, &["nosuch:ResourceTag/team"]), "?");
}

#[test]
fn the_owner_of_a_resource_is_told_with_its_organization_7_2() {
    let keys = ["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];
    let owned = |action: &str, path: Option<Vec<String>>, management: &str| {
        let arn = "arn:aws:sqs:eu-west-1:111111111111:q";
        let given = Context::new(Unmentioned::Unknown);
        let mut request = asked(user(UserSession::LongTerm), action, arn, given);
        request.organization = Some(Membership {
            id: "o-a".into(),
            management: management.parse().unwrap(),
            principal_path: None,
            resource_path: path,
            principal_canonical: None,
        });
        told(&context(&request), &keys)
    };
    let (path, away) = (Some(vec!["r-b".to_owned(), "ou-c".to_owned()]), "999999999999");
    assert_eq!(owned("sqs:SendMessage", path, away), "111111111111 o-a o-a/r-b/ou-c/");
    assert_eq!(owned("sqs:SendMessage", None, away), "111111111111 - -");
    assert_eq!(owned("sqs:SendMessage", None, ACCOUNT), "111111111111 o-a ?");
    assert_eq!(owned("ebs:ListSnapshotBlocks", None, ACCOUNT), "- - -");
}

#[test]
fn the_organization_of_a_caller_is_told_k_10_k_14() {
    let keys = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];
    let member = |path: Option<Vec<String>>, management: &str| {
        let given = Context::new(Unmentioned::Unknown);
        let caller = user(UserSession::LongTerm);
        let mut request = asked(caller, "s3:GetObject", "arn:aws:s3:::b/k", given);
        request.organization = Some(Membership {
            id: "o-a".into(),
            management: management.parse().unwrap(),
            principal_path: path,
            resource_path: None,
            principal_canonical: None,
        });
        told(&context(&request), &keys)
    };
    assert_eq!(member(Some(vec!["r-b".to_owned()]), "999999999999"), "o-a o-a/r-b/");
    assert_eq!(member(None, "999999999999"), "- -");
    assert_eq!(member(None, ACCOUNT), "o-a ?");
}

#[test]
fn some_calls_tell_no_owner_7_2() {
    for action in [
        "ebs:ListSnapshotBlocks",
        "ec2:CreateVpcPeeringConnection",
        "ec2:AcceptVpcPeeringConnection",
        "route53:AssociateVPCWithHostedZone",
        "guardduty:AcceptInvitation",
        "guardduty:AcceptAdministratorInvitation",
        "macie2:AcceptInvitation",
        "securityhub:AcceptAdministratorInvitation",
        "detective:AcceptInvitation",
    ] {
        assert!(tells_no_owner(&action.parse().unwrap()), "{action}");
    }
    for action in [
        "ec2:RunInstances",
        "route53:GetHostedZone",
        "guardduty:DeclineInvitations",
        "guardduty:ListInvitations",
        "detective:AcceptSomething",
        "s3:AcceptInvitation",
    ] {
        assert!(!tells_no_owner(&action.parse().unwrap()), "{action}");
    }
}

#[test]
fn some_services_have_keys_of_their_own_for_caller_and_owner() {
    let keys = ["kms:CallerAccount", "s3:ResourceAccount"];
    let told = |action: &str, arn: &str| {
        let given = Context::new(Unmentioned::Unknown);
        told(&context(&asked(user(UserSession::LongTerm), action, arn, given)), &keys)
    };
    let key = "arn:aws:kms:eu-west-1:222222222222:key/k";
    assert_eq!(told("kms:Decrypt", key), "111111111111 ?");
    let point = "arn:aws:s3:eu-west-1:222222222222:accesspoint/p";
    assert_eq!(told("s3:GetObject", point), "? 222222222222");
    assert_eq!(told("sqs:SendMessage", "arn:aws:sqs:eu-west-1:222222222222:q"), "? ?");
    assert!(has_own_keys("kms") && has_own_keys("s3") && !has_own_keys("sqs"));
}

#[test]
fn sets_are_told_from_single_values_7() {
    assert!(is_multivalued("aws:TagKeys") && is_multivalued("AWS:PrincipalOrgPaths"));
    assert!(!is_multivalued("aws:SourceIp") && !is_multivalued("no:such"));
}

fn context_of(origin: SessionOrigin, given: Context) -> Context {
    let Some(Caller::Role(session)) =
        Caller::from_arn(&"arn:aws:sts::111111111111:assumed-role/app/s1".parse().unwrap())
    else {
        panic!("a session");
    };
    context(&Request {
        caller: Caller::Role(RoleSession { origin, ..session }),
        action: "s3:GetObject".parse().unwrap(),
        resource: Target::none(),
        context: given,
        organization: None,
    })
}

#[test]
fn sessions_of_identity_center_name_their_user_and_no_second_factor_k_3_k_5() {
    let origin = SessionOrigin::IdentityCenter { user: "u-1".to_owned() };
    let context = context_of(origin, Context::new(Unmentioned::Unknown));
    assert_eq!(context.get("identitystore:UserId"), Lookup::Present(&"u-1".into()));
    assert_eq!(context.get("aws:MultiFactorAuthPresent"), Lookup::Absent);
    assert_eq!(context.get("aws:FederatedProvider"), Lookup::Absent);
    assert_eq!(context.get("aws:TokenIssueTime"), Lookup::Unknown);
}

#[test]
fn a_second_factor_is_told_as_far_as_it_is_known_k_3() {
    let told = |mfa| {
        let origin = SessionOrigin::Principal { mfa };
        let context = context_of(origin, Context::new(Unmentioned::Unknown));
        match context.get("aws:MultiFactorAuthPresent") {
            Lookup::Present(value) => value.values()[0].clone(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(told(Truth::Yes), "true");
    assert_eq!(told(Truth::No), "false");
    assert_eq!(told(Truth::Unknown), "Unknown");
}
