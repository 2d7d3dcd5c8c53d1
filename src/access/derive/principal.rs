//! Keys that say who the caller is; the asker cannot contradict them (7.1).

use crate::{
    access::{Caller, Request, caller::RoleSession},
    org::{AccountId, Tags},
    policy::{Context, ContextValue},
};

/// What is not said of who has no credentials of AWS yet (7.1, Z-5).
const UNSIGNED: [&str; 4] =
    ["aws:PrincipalAccount", "aws:PrincipalType", "aws:userid", "aws:PrincipalIsAWSService"];

/// Says who the caller is, whatever has been said before.
pub fn keys(context: &mut Context, request: &Request) {
    let caller = &request.caller;
    match caller {
        Caller::Root { account, .. } => {
            identity(context, *account, "Account", format!("arn:aws:iam::{account}:root"));
            context.set("aws:userid", account.to_string());
            context.set_absent("aws:username");
            context.empty_family("aws:PrincipalTag");
        }
        Caller::User(user) => {
            identity(context, user.account, "User", user.arn.as_str());
            set_if_known(context, "aws:userid", user.unique_id.clone());
            context.set("aws:username", user.name.to_string());
            tags(context, user.tags.as_ref(), &Tags::default());
        }
        Caller::Role(session) => role(context, session),
        Caller::FederatedUser { account, arn, user, session_tags } => {
            identity(context, *account, "FederatedUser", arn.as_str());
            let name = arn.resource().split_once('/').map_or("", |(_, name)| name);
            context.set("aws:userid", format!("{account}:{name}"));
            context.set_absent("aws:username");
            tags(context, user.as_ref().and_then(|user| user.tags.as_ref()), session_tags);
        }
        Caller::Service { names } => {
            outsider(context);
            for key in ["aws:PrincipalAccount", "aws:PrincipalType", "aws:userid"] {
                context.set_absent(key);
            }
            context.set("aws:PrincipalIsAWSService", "true");
            set_if_known(context, "aws:PrincipalServiceName", names.first().cloned());
            context.set("aws:PrincipalServiceNamesList", ContextValue::Many(names.clone()));
        }
        // These calls are not signed, as those of nobody are not.
        Caller::Federated { .. } => {
            outsider(context);
            for key in UNSIGNED {
                context.set_absent(key);
            }
        }
        Caller::Anonymous => {
            outsider(context);
            context.set("aws:PrincipalAccount", "anonymous");
            context.set("aws:PrincipalType", "Anonymous");
            context.set("aws:userid", "anonymous");
            context.set_absent("aws:PrincipalIsAWSService");
        }
    }
    if caller.account().is_some() {
        context.set("aws:PrincipalIsAWSService", "false");
    }
    if !matches!(caller, Caller::Service { .. }) {
        context.set_absent("aws:PrincipalServiceName");
        context.set_absent("aws:PrincipalServiceNamesList");
    }
    membership(context, request);
}

fn identity(context: &mut Context, account: AccountId, kind: &str, arn: impl Into<ContextValue>) {
    context.set("aws:PrincipalArn", arn);
    context.set("aws:PrincipalAccount", account.to_string());
    context.set("aws:PrincipalType", kind);
}

/// A session is known by its role (K-1).
fn role(context: &mut Context, session: &RoleSession) {
    identity(context, session.account, "AssumedRole", session.role.as_str());
    let userid = match (&session.role_id, &session.name) {
        (Some(id), Some(name)) => Some(format!("{id}:{name}")),
        _ => None,
    };
    set_if_known(context, "aws:userid", userid);
    context.set_absent("aws:username");
    tags(context, session.tags.as_ref(), &session.session_tags);
}

/// Who has neither an account nor a name in IAM.
fn outsider(context: &mut Context) {
    context.set_absent("aws:PrincipalArn");
    context.set_absent("aws:username");
    context.empty_family("aws:PrincipalTag");
}

/// Tags of the session go before those of its user or role with the same key, whatever its case
/// (K-2). What the asker adds stays: a session may carry more than anybody has written down.
fn tags(context: &mut Context, own: Option<&Tags>, of_session: &Tags) {
    for (key, value) in own.into_iter().flat_map(Tags::iter).chain(of_session.iter()) {
        let name = format!("aws:PrincipalTag/{key}");
        context.forget(&name);
        context.set(&name, value);
    }
    if own.is_some() {
        context.close_family("aws:PrincipalTag");
    }
}

fn set_if_known(context: &mut Context, key: &'static str, value: Option<String>) {
    if let Some(value) = value {
        context.set(key, value);
    }
}

/// Whether and where the caller's account is a member of the organization (7.1, K-10, K-14).
fn membership(context: &mut Context, request: &Request) {
    let (id, paths) = ("aws:PrincipalOrgID", "aws:PrincipalOrgPaths");
    let Some(account) = request.caller.account() else {
        context.set_absent(id);
        context.set_absent(paths);
        return;
    };
    let Some(organization) = &request.organization else { return };
    match &organization.principal_path {
        Some(path) => {
            context.set(id, &*organization.id);
            context.set(paths, ContextValue::Many(vec![organization.condition_path(path)]));
        }
        None if account == organization.management => context.set(id, &*organization.id),
        // An outsider may be a member elsewhere; then the asker says so.
        None => {
            context.complete_absent(id);
            context.complete_absent(paths);
        }
    }
}
