//! Every kind of caller by every kind of policy (section 8.1): does a deny count, does silence.

use serde_json::{Map, Value, json};

use crate::case::Case;

pub const RULES: [&str; 9] = ["E-1", "E-2", "E-3", "E-4", "E-5", "E-6", "E-7", "Z-8", "Z-33"];

const ROLE: &str = "arn:aws:sts::111111111111:assumed-role/app/s1";
const KINDS: [&str; 7] = ["rcp", "scp", "vpce", "resource", "identity", "boundary", "session"];

struct Party {
    name: &'static str,
    /// What makes its request, which is allowed.
    fields: Value,
    /// For each of [`KINDS`], `b` when such a policy bears on it.
    bears: &'static str,
}

fn parties() -> Vec<Party> {
    let party = |name, bears, fields| Party { name, fields, bears };
    let open = json!(["open"]);
    let full = json!(["full"]);
    let iam = |principal: Value| json!({"principal": principal, "identity_policies": full});
    let outsider = |principal: &str| json!({"principal": principal, "resource_policy": open[0], "organization": "owner"});
    let session = |principal: Value| {
        let mut fields = iam(principal);
        fields["session_policies"] = full.clone();
        fields
    };
    let management = json!({"principal": "arn:aws:iam::999999999999:user/m", "organization": "management",
        "resource": {"arn": "arn:aws:s3:::b/x", "account": "999999999999"}, "identity_policies": full});
    let federated = json!({"principal": {"federated": "accounts.google.com"}, "organization": "owner",
        "action": "sts:AssumeRoleWithWebIdentity", "resource": "arn:aws:iam::111111111111:role/r",
        "resource_policy": "trust"});
    vec![
        party("user", "bbbbbb.", iam(json!("arn:aws:iam::111111111111:user/ann"))),
        party("role session", "bbbbbbb", session(json!(ROLE))),
        party(
            "service-linked role",
            "..bbb.b",
            session(json!({"arn": ROLE, "service_linked": true})),
        ),
        party(
            "federated user",
            "bbbbbbb",
            session(json!("arn:aws:sts::111111111111:federated-user/f")),
        ),
        party("root", "bbbb.. ", json!({"principal": "arn:aws:iam::111111111111:root"})),
        party("assumed root", "bbbb..b", session(json!("arn:aws:iam::111111111111:root"))),
        party("service", "b.bb...", outsider("ec2.amazonaws.com")),
        party("anonymous", "b.bb...", outsider("anonymous")),
        party("federated caller", "b.bb...", federated),
        party("user of the management account", "..bbbb.", management),
    ]
}

fn documents() -> Map<String, Value> {
    let statement =
        |effect: &str, action: &str| json!({"Effect": effect, "Action": action, "Resource": "*"});
    let with = |mut statement: Value, principal: &str| {
        statement["Principal"] = json!(principal);
        statement
    };
    let trust =
        |effect: &str, action: &str| json!({"Effect": effect, "Principal": "*", "Action": action});
    let pairs = json!({
        "full": statement("Allow", "*"), "silent": statement("Allow", "ec2:*"),
        "deny": [statement("Allow", "*"), statement("Deny", "*")],
        "open": with(statement("Allow", "*"), "*"), "closed": with(statement("Allow", "ec2:*"), "*"),
        "shut": [with(statement("Allow", "*"), "*"), with(statement("Deny", "*"), "*")],
        "trust": trust("Allow", "sts:*"), "trust-closed": trust("Allow", "sts:TagSession"),
        "trust-shut": [trust("Allow", "sts:*"), trust("Deny", "sts:*")],
    });
    pairs.as_object().unwrap().clone()
}

/// The request of a party with one policy of a kind put in place.
fn with_policy(party: &Party, kind: &str, form: Form) -> Case {
    let (own, open) = match form {
        Form::Silent => ("silent", "closed"),
        Form::Deny => ("deny", "shut"),
    };
    let mut fields = json!({"id": party.name, "rules": [], "expect": "allowed",
        "action": "s3:GetObject", "organization": "inside",
        "resource": {"arn": "arn:aws:s3:::b/x", "account": "111111111111"}});
    let fields = fields.as_object_mut().unwrap();
    fields.extend(party.fields.as_object().unwrap().clone());
    let trust = fields["action"] != "s3:GetObject";
    let (key, value) = match kind {
        "rcp" => ("resource_control_policies", json!([["open"], [open]])),
        "scp" => ("service_control_policies", json!([["full"], [own]])),
        "vpce" => ("endpoint_policies", json!([open])),
        "resource" if trust => ("resource_policy", json!(format!("trust-{open}"))),
        "resource" => ("resource_policy", json!(open)),
        "identity" => ("identity_policies", json!([own])),
        "boundary" => ("permissions_boundary", json!(own)),
        "session" => ("session_policies", json!([own])),
        kind => panic!("no kind {kind}"),
    };
    fields.insert(key.to_owned(), value);
    Case::new(fields.clone(), &documents())
}

#[derive(Clone, Copy)]
enum Form {
    Silent,
    Deny,
}

fn told(case: &Case) -> String {
    let outcome = case.outcome();
    outcome.error.or(outcome.reason).unwrap_or_default()
}

#[test]
fn a_policy_bears_on_those_whom_its_kind_means() {
    let mut wrong = Vec::new();
    for party in parties() {
        for (kind, bears) in KINDS.into_iter().zip(party.bears.chars()) {
            let trust = kind == "resource" && party.name == "federated caller";
            let code = if trust { "trust" } else { kind };
            let denied = told(&with_policy(&party, kind, Form::Deny));
            let silent = told(&with_policy(&party, kind, Form::Silent));
            // Silence of the resource is no obstacle to those whose own policies allow.
            let needs_it = kind != "resource" || party.bears.contains("b.bb");
            let right = match bears {
                'b' => {
                    denied == format!("explicit:{code}")
                        && (!needs_it || silent == format!("implicit:{code}"))
                }
                '.' => denied.starts_with("allow:") && silent.starts_with("allow:"),
                // A root user with session policies is an AssumeRoot session.
                _ => true,
            };
            if !right {
                wrong.push(format!("{} by {kind} ({bears}): {denied}, {silent}", party.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// X-18 and X-19: only code can say which user a federated user stands for.
#[test]
fn a_federated_user_is_meant_by_its_user_e_26() {
    use bailiwick::access::{Caller, caller::UserCaller, decide, scenario};
    let decided = |boundary: Value, session: Value| {
        let case = json!({"principal": {"arn": "arn:aws:sts::111111111111:federated-user/f"},
            "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/x"},
            "permissions_boundary": boundary, "session_policies": session,
            "resource_policy": {"document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:user/ann"}, "Action": "*", "Resource": "*"}]}}});
        let mut scenario = scenario::read(&case.to_string()).next().unwrap().unwrap();
        let Caller::FederatedUser { user, account, .. } = &mut scenario.request.caller else {
            panic!()
        };
        let Some(Caller::User(ann)) =
            Caller::from_arn(&"arn:aws:iam::111111111111:user/ann".parse().unwrap())
        else {
            panic!()
        };
        *user = Some(UserCaller { account: *account, ..ann });
        decide(&scenario.request, &scenario.layers).reason.to_string()
    };
    let policy = |action: &str| json!({"document": {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}});
    assert_eq!(decided(Value::Null, json!([policy("s3:*")])), "allow:resource_entity");
    assert_eq!(decided(policy("ec2:*"), json!([policy("s3:*")])), "implicit:boundary");
    assert_eq!(decided(Value::Null, Value::Null), "implicit:session");
}

/// Only code can say that credentials are those of GetSessionToken.
#[test]
fn a_session_token_reaches_little_of_sts_and_iam_with_a_second_factor_z_8() {
    use bailiwick::access::{Caller, caller::UserSession, decide, scenario};
    let decided = |session, action: &str, resource: &str| {
        let case = json!({"principal": {"arn": "arn:aws:iam::111111111111:user/ann"},
            "action": action, "resource": {"arn": resource},
            "resource_policy": {"document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                "Principal": {"AWS": "111111111111"}, "Action": "sts:*"}}},
            "identity_policies": [{"document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                "Action": "*", "Resource": "*"}}}]});
        let mut scenario = scenario::read(&case.to_string()).next().unwrap().unwrap();
        let Caller::User(user) = &mut scenario.request.caller else { panic!() };
        user.session = session;
        decide(&scenario.request, &scenario.layers).reason.to_string()
    };
    let (with, without) = (UserSession::Token { mfa: true }, UserSession::Token { mfa: false });
    let console = UserSession::Console { mfa: false };
    let role = "arn:aws:iam::111111111111:role/ops";
    for (session, action, resource, reason) in [
        (without, "sts:AssumeRole", role, "allow:identity"),
        (without, "sts:TagSession", role, "allow:identity"),
        (without, "sts:GetCallerIdentity", "*", "allow:always"),
        (with, "sts:GetSessionToken", "*", "implicit:caller"),
        (with, "sts:GetAccessKeyInfo", "*", "implicit:caller"),
        (without, "iam:ListUsers", "*", "implicit:caller"),
        (with, "iam:ListUsers", "*", "allow:identity"),
        (without, "ec2:DescribeInstances", "*", "allow:identity"),
        (console, "iam:ListUsers", "*", "allow:identity"),
        (console, "sts:GetAccessKeyInfo", "*", "allow:identity"),
        (console, "sts:GetSessionToken", "*", "implicit:caller"),
        (UserSession::LongTerm, "sts:GetSessionToken", "*", "allow:always"),
        (UserSession::LongTerm, "iam:ListUsers", "*", "allow:identity"),
    ] {
        assert_eq!(decided(session, action, resource), reason, "{session:?} {action}");
    }
}

/// Scenarios have no access control lists, so code puts one in.
#[test]
fn a_list_grants_to_everyone_and_to_accounts_with_policies_of_their_own_z_33() {
    use bailiwick::{
        access::{acl, decide, scenario},
        org::{PublicAccessBlock, Resource},
    };
    let decided = |principal: Value, own: Value, grantee: &str| {
        let case = json!({"principal": principal, "action": "s3:ListBucket",
            "resource": {"arn": "arn:aws:s3:::b", "account": "222222222222"},
            "identity_policies": own});
        let bucket: Resource = serde_json::from_value(json!({
            "arn": "arn:aws:s3:::b", "account": "222222222222",
            "acl": {"ownership": "ObjectWriter",
                "grants": [{"grantee": grantee, "permission": "READ"}]}}))
        .unwrap();
        let mut scenario = scenario::read(&case.to_string()).next().unwrap().unwrap();
        scenario.layers.acl = acl::of_bucket(&bucket, PublicAccessBlock::default());
        // Which turns only those away whom a policy of the bucket lets in (Z-31).
        scenario.layers.public_access_block.restrict_public_buckets = true;
        decide(&scenario.request, &scenario.layers).reason.to_string()
    };
    let user = |account: &str| json!({"arn": format!("arn:aws:iam::{account}:user/ann")});
    let full = json!([{"document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "*", "Resource": "*"}}}]);
    let (none, anonymous) = (json!([]), json!({"anonymous": true}));
    let away = "111111111111";
    for (principal, own, grantee, reason) in [
        (&anonymous, none.clone(), "AllUsers", "allow:acl"),
        (&anonymous, none.clone(), "AuthenticatedUsers", "implicit:resource"),
        (&user("222222222222"), none.clone(), "AuthenticatedUsers", "allow:acl"),
        (&user(away), none.clone(), "AllUsers", "implicit:identity"),
        (&user(away), full.clone(), "AllUsers", "allow:identity"),
        (&user(away), full.clone(), "LogDelivery", "implicit:resource"),
        (&json!({"service": "logging.s3.amazonaws.com"}), none.clone(), "LogDelivery", "allow:acl"),
    ] {
        assert_eq!(decided(principal.clone(), own, grantee), reason, "{principal} {grantee}");
    }
}

/// Only code can say how a root user signed in.
#[test]
fn a_root_user_gets_a_token_for_its_key_and_little_of_sts_by_that_z_7_z_8() {
    use bailiwick::access::{Caller, caller::RootSession, decide, scenario};
    let decided = |how, action: &str, resource: &str| {
        let case = json!({"principal": {"arn": "arn:aws:iam::111111111111:root"},
            "action": action, "resource": {"arn": resource}});
        let mut scenario = scenario::read(&case.to_string()).next().unwrap().unwrap();
        let Caller::Root { session, .. } = &mut scenario.request.caller else { panic!() };
        *session = how;
        decide(&scenario.request, &scenario.layers).reason.to_string()
    };
    let token = "sts:GetSessionToken";
    let role = "arn:aws:iam::111111111111:role/ops";
    for (session, action, resource, reason) in [
        (RootSession::LongTerm, token, "*", "allow:always"),
        (RootSession::Unknown, token, "*", "allow:always"),
        (RootSession::Console { mfa: true }, token, "*", "implicit:caller"),
        (RootSession::Token { mfa: true }, token, "*", "implicit:caller"),
        (RootSession::Assumed, token, "*", "implicit:caller"),
        (RootSession::Token { mfa: true }, "sts:GetAccessKeyInfo", "*", "implicit:caller"),
        (RootSession::Token { mfa: false }, "iam:ListUsers", "*", "implicit:caller"),
        (RootSession::Token { mfa: true }, "iam:ListUsers", "*", "allow:root"),
        (RootSession::Console { mfa: false }, "iam:ListUsers", "*", "allow:root"),
        (RootSession::LongTerm, "sts:AssumeRole", role, "implicit:caller"),
    ] {
        assert_eq!(decided(session, action, resource), reason, "{session:?} {action}");
    }
}
