//! The context keys that a request itself determines (section 7).

use super::{
    Caller, Request,
    caller::{RoleSession, RootSession, SessionOrigin, UserCaller, UserSession},
};
use crate::{
    catalog,
    org::{AccountId, Tags},
    policy::{Context, ContextValue, Unmentioned},
};

/// The context of a request, complete: what the caller is goes before what the asker says (7.1),
/// and for everything else the asker goes before what is derived.
pub fn context(request: &Request) -> Context {
    let mut context = request.context.clone();
    principal_keys(&mut context, request);
    let mut derived = Context::new(Unmentioned::Absent);
    session_keys(&mut derived, &request.caller);
    request_keys(&mut derived, request);
    resource_keys(&mut derived, request);
    network_keys(&mut derived, &request.context);
    context.complete_with(&derived);
    context
}

/// Whether a condition key can hold several values (section 7).
pub fn is_multivalued(key: &str) -> bool {
    let known = catalog::catalog().condition_key(key);
    known.is_some_and(|known| known.cardinality() == catalog::Cardinality::Multi)
}

/// Keys that say who the caller is; the asker cannot contradict them (7.1).
fn principal_keys(context: &mut Context, request: &Request) {
    let caller = &request.caller;
    match caller {
        Caller::Root { account, .. } => {
            identity(context, *account, "Account", &format!("arn:aws:iam::{account}:root"));
            context.set("aws:userid", account.to_string());
            context.set_absent("aws:username");
            context.close_family("aws:PrincipalTag");
        }
        Caller::User(user) => {
            identity(context, user.account, "User", user.arn.as_str());
            set_or_open(context, "aws:userid", user.unique_id.clone());
            context.set("aws:username", user.name.to_string());
            principal_tags(context, &[&user.tags]);
        }
        Caller::Role(session) => role_keys(context, session),
        Caller::FederatedUser { user, name, session_tags } => {
            identity(context, user.account, "FederatedUser", &caller.display());
            context.set("aws:userid", format!("{}:{name}", user.account));
            context.set_absent("aws:username");
            principal_tags(context, &[&user.tags, session_tags]);
        }
        Caller::Service { names } => {
            for key in
                ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:userid"]
            {
                context.set_absent(key);
            }
            context.set_absent("aws:username");
            context.set("aws:PrincipalIsAWSService", "true");
            set_or_open(context, "aws:PrincipalServiceName", names.first().cloned());
            context.set("aws:PrincipalServiceNamesList", ContextValue::Many(names.clone()));
            context.close_family("aws:PrincipalTag");
        }
        Caller::Federated { .. } | Caller::Anonymous => {
            context.set_absent("aws:PrincipalArn");
            context.set_absent("aws:username");
            context.close_family("aws:PrincipalTag");
            if matches!(caller, Caller::Anonymous) {
                context.set("aws:PrincipalAccount", "anonymous");
                context.set("aws:PrincipalType", "Anonymous");
                context.set("aws:userid", "anonymous");
                context.set_absent("aws:PrincipalIsAWSService");
            }
        }
    }
    if caller.account().is_some() {
        context.set("aws:PrincipalIsAWSService", "false");
    }
    if !matches!(caller, Caller::Service { .. }) {
        context.set_absent("aws:PrincipalServiceName");
        context.set_absent("aws:PrincipalServiceNamesList");
    }
    membership_keys(context, request);
}

/// Whether and where the caller's account is a member of the organization (7.1, K-10, K-14).
fn membership_keys(context: &mut Context, request: &Request) {
    let path = request.organization.as_ref().and_then(|organization| {
        organization.principal_path.as_ref().map(|path| (organization, path))
    });
    match (request.caller.account(), path) {
        (Some(_), Some((organization, path))) => {
            context.set("aws:PrincipalOrgID", organization.id.to_string());
            let path = organization.condition_path(path);
            context.set("aws:PrincipalOrgPaths", ContextValue::Many(vec![path]));
        }
        // An outsider may be a member elsewhere; then the asker says so.
        (Some(_), None) => {
            if request.context.unmentioned() == Unmentioned::Absent
                || request.organization.is_some()
            {
                absent_unless_given(context, "aws:PrincipalOrgID");
                absent_unless_given(context, "aws:PrincipalOrgPaths");
            }
        }
        (None, _) => {
            context.set_absent("aws:PrincipalOrgID");
            context.set_absent("aws:PrincipalOrgPaths");
        }
    }
}

fn absent_unless_given(context: &mut Context, key: &str) {
    if !context.mentions(key) {
        context.set_absent(key);
    }
}

fn identity(context: &mut Context, account: AccountId, kind: &str, arn: &str) {
    context.set("aws:PrincipalArn", arn);
    context.set("aws:PrincipalAccount", account.to_string());
    context.set("aws:PrincipalType", kind);
}

fn role_keys(context: &mut Context, session: &RoleSession) {
    identity(context, session.account, "AssumedRole", session.role.as_str());
    let userid = match (&session.role_id, &session.name) {
        (Some(id), Some(name)) => Some(format!("{id}:{name}")),
        _ => None,
    };
    set_or_open(context, "aws:userid", userid);
    context.set_absent("aws:username");
    principal_tags(context, &[&session.tags, &session.session_tags]);
}

/// Later tags go before earlier ones with the same key, whatever its case (K-2). Tags that the
/// asker adds stay: a session may carry more than the model knows.
fn principal_tags(context: &mut Context, layers: &[&Tags]) {
    for tags in layers {
        for (key, value) in tags.iter() {
            let name = format!("aws:PrincipalTag/{key}");
            context.forget(&name);
            context.set(&name, value);
        }
    }
    context.close_family("aws:PrincipalTag");
}

fn set_or_open(context: &mut Context, key: &str, value: Option<String>) {
    if let Some(value) = value {
        context.set(key, value);
    }
}

/// Keys that tell how the caller's session came about (7.1, K-3).
fn session_keys(derived: &mut Context, caller: &Caller) {
    const MFA: [&str; 2] = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];
    match caller {
        Caller::User(UserCaller { session, .. }) => match session {
            UserSession::LongTerm => {
                absent(derived, &MFA);
                derived.set_absent("aws:TokenIssueTime");
            }
            UserSession::Temporary { mfa } => multi_factor(derived, *mfa),
            UserSession::Unknown => {}
        },
        Caller::Root { session, .. } => match session {
            RootSession::LongTerm => {
                absent(derived, &MFA);
                derived.set_absent("aws:TokenIssueTime");
            }
            RootSession::Console { mfa } => multi_factor(derived, *mfa),
            RootSession::Assumed => absent(derived, &MFA),
        },
        Caller::Role(session) => match &session.origin {
            SessionOrigin::Principal { mfa } => multi_factor(derived, *mfa),
            SessionOrigin::Saml | SessionOrigin::Oidc { .. } => absent(derived, &MFA),
            SessionOrigin::Service => multi_factor(derived, false),
            SessionOrigin::Unknown => {}
        },
        Caller::FederatedUser { .. }
        | Caller::Federated { .. }
        | Caller::Service { .. }
        | Caller::Anonymous => absent(derived, &MFA),
    }
    if matches!(caller, Caller::Root { session: RootSession::Assumed, .. }) {
        derived.set("aws:AssumedRoot", "true");
    } else {
        derived.set_absent("aws:AssumedRoot");
    }
    match caller {
        Caller::Role(session) => {
            match &session.source_identity {
                Some(identity) => derived.set("aws:SourceIdentity", identity.clone()),
                None if session.origin == SessionOrigin::Unknown => {}
                None => derived.set_absent("aws:SourceIdentity"),
            }
            match &session.origin {
                SessionOrigin::Oidc { provider } => {
                    derived.set("aws:FederatedProvider", provider.clone());
                }
                SessionOrigin::Unknown => {}
                _ => derived.set_absent("aws:FederatedProvider"),
            }
        }
        _ => absent(derived, &["aws:SourceIdentity", "aws:FederatedProvider"]),
    }
}

fn multi_factor(derived: &mut Context, used: bool) {
    derived.set("aws:MultiFactorAuthPresent", used.to_string());
    if !used {
        derived.set_absent("aws:MultiFactorAuthAge");
    }
}

fn absent(derived: &mut Context, keys: &[&str]) {
    for key in keys {
        derived.set_absent(key);
    }
}

/// Keys of the request itself (7.2).
fn request_keys(derived: &mut Context, request: &Request) {
    derived.set("aws:SecureTransport", "true");
    derived.set("aws:ViaAWSService", "false");
    if !forwarded(&request.context) {
        absent(derived, &["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"]);
    }
    if !matches!(request.caller, Caller::Service { .. }) {
        absent(
            derived,
            &["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"],
        );
    }
    if let Some(region) = requested_region(request) {
        derived.set("aws:RequestedRegion", region);
    }
}

fn forwarded(given: &Context) -> bool {
    matches!(
        given.get("aws:ViaAWSService"),
        crate::policy::Lookup::Present(value) if value.values().iter().any(|v| v.eq_ignore_ascii_case("true"))
    )
}

/// The region that answers: that of a global service, else that of the resource (7.2).
fn requested_region(request: &Request) -> Option<String> {
    if let Some(home) = catalog::home_region(request.action.service()) {
        return Some(home.to_owned());
    }
    let [_, region, _, _] = request.resource.parts()?;
    (!region.is_empty()).then(|| region.to_owned())
}

/// Keys of the resource (7.2).
fn resource_keys(derived: &mut Context, request: &Request) {
    let target = &request.resource;
    if let Some(account) = target.account {
        derived.set("aws:ResourceAccount", account.to_string());
        let place = request.organization.as_ref().and_then(|organization| {
            organization.resource_path.as_ref().map(|path| (organization, path))
        });
        match place {
            Some((organization, path)) => {
                derived.set("aws:ResourceOrgID", organization.id.to_string());
                let path = organization.condition_path(path);
                derived.set("aws:ResourceOrgPaths", ContextValue::Many(vec![path]));
            }
            None if request.organization.is_some() => {
                absent(derived, &["aws:ResourceOrgID", "aws:ResourceOrgPaths"]);
            }
            None => {}
        }
    }
    if let Some(tags) = &target.tags {
        for (key, value) in tags.iter() {
            derived.set(&format!("aws:ResourceTag/{key}"), value);
        }
        derived.close_family("aws:ResourceTag");
    }
}

/// Where the request came in: by an endpoint or not, never both (7.2).
fn network_keys(derived: &mut Context, given: &Context) {
    const ENDPOINT: [&str; 7] = [
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:VpcSourceIp",
        "aws:SourceVpcArn",
        "aws:VpceAccount",
        "aws:VpceOrgID",
        "aws:VpceOrgPaths",
    ];
    if given.mentions("aws:SourceIp") {
        absent(derived, &ENDPOINT);
    } else if given.mentions("aws:SourceVpce") || given.mentions("aws:SourceVpc") {
        derived.set_absent("aws:SourceIp");
    }
}
