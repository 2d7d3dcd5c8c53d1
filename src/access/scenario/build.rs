//! From the fields of a scenario to a request and its layers.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use super::{
    Scenario,
    form::{
        GrantForm, LevelForm, OrganizationForm, PolicyForm, PrincipalForm, ResourceForm,
        ScenarioForm, ValueForm,
    },
};
use crate::{
    access::{
        AttachedPolicy, Caller, LayerKind, Layers, Membership, PolicyLevel, Request, Target,
        caller::{RootSession, SessionOrigin, WEB_PROVIDERS},
    },
    org::{AccountId, KeyGrant},
    policy::{Arn, Context, ContextValue, Document, Lookup, Severity, Unmentioned},
};

/// Builds a scenario; an error says in words what is wrong with it.
pub fn build(form: ScenarioForm<'_>) -> Result<Scenario, String> {
    let known = form.assume_known.unwrap_or(true);
    let unmentioned = if known { Unmentioned::Absent } else { Unmentioned::Unknown };
    let mut context = Context::new(unmentioned);
    for (key, value) in form.context.unwrap_or_default() {
        match value {
            ValueForm::One(value) => context.set(&key, String::from(value)),
            ValueForm::Many(values) => {
                let values = values.into_iter().map(String::from).collect();
                context.set(&key, ContextValue::Many(values));
            }
            ValueForm::Absent(()) => context.set_absent(&key),
        }
    }
    let mut layers = Layers {
        identity: policies(form.identity_policies, LayerKind::Identity)?,
        boundary: one(form.permissions_boundary, LayerKind::Boundary)?,
        session: some(policies(form.session_policies, LayerKind::Session)?),
        scps: levels(form.service_control_policies, LayerKind::Scp)?,
        rcps: levels(form.resource_control_policies, LayerKind::Rcp)?,
        resource: one(form.resource_policy, LayerKind::Resource)?,
        endpoint: some(policies(form.endpoint_policies, LayerKind::Endpoint)?),
        grants: form.grants.into_iter().flatten().map(grant).collect(),
        public_access_block: form.public_access_block.map(Into::into).unwrap_or_default(),
        ..Layers::default()
    };
    let caller = caller(form.principal, &form.resource, &context, layers.session.is_some())?;
    let resource = target(form.resource, &caller);
    let organization = form.organization.map(|form| membership(form, &caller, &resource));
    if let Some(organization) = &organization {
        keep_those_of_members(organization, &caller, &resource, &mut layers);
    }
    if layers.endpoint.is_some() {
        context.complete_absent("aws:SourceIp");
    }
    let request = Request { caller, action: form.action, resource, context, organization };
    Ok(Scenario { id: form.id, request, layers })
}

fn caller(
    form: PrincipalForm,
    resource: &ResourceForm,
    context: &Context,
    has_session_policies: bool,
) -> Result<Caller, String> {
    let of_roles = form.role_path.is_some() || form.service_linked.is_some();
    let of_arns = of_roles || form.tags.is_some();
    match form {
        PrincipalForm {
            arn: Some(arn), service: None, federated: None, anonymous: None, ..
        } => {
            let mut caller = named(&arn, form.role_path.as_deref())?;
            match &mut caller {
                Caller::Root { session, .. } => {
                    if has_session_policies || is_true(context, "aws:AssumedRoot") {
                        *session = RootSession::Assumed;
                    }
                }
                Caller::User(user) => {
                    user.unique_id = userid(context);
                    user.tags = form.tags;
                }
                Caller::Role(session) => {
                    session.role_id = userid(context);
                    session.tags = form.tags;
                    if form.service_linked == Some(true) {
                        session.origin = SessionOrigin::ServiceLinked;
                    }
                }
                Caller::FederatedUser { session_tags, .. } => {
                    *session_tags = form.tags.unwrap_or_default();
                }
                Caller::Federated { .. } | Caller::Service { .. } | Caller::Anonymous => {}
            }
            Ok(caller)
        }
        _ if of_arns => Err("principal: role_path, tags and service_linked go with an arn".into()),
        PrincipalForm {
            service: Some(name), arn: None, federated: None, anonymous: None, ..
        } => Ok(Caller::Service { names: vec![name] }),
        PrincipalForm {
            federated: Some(name), arn: None, service: None, anonymous: None, ..
        } => Ok(Caller::Federated { provider: provider(name, resource) }),
        PrincipalForm {
            anonymous: Some(true), arn: None, service: None, federated: None, ..
        } => Ok(Caller::Anonymous),
        _ => Err("principal: give one of arn, service, federated, or \"anonymous\": true".into()),
    }
}

/// The caller that an ARN names, its role's path given beside it (P-22).
fn named(text: &str, role_path: Option<&str>) -> Result<Caller, String> {
    let arn: Arn = text.parse().map_err(|error| format!("principal: {error}"))?;
    let mut caller = Caller::from_arn(&arn).ok_or_else(|| {
        format!("principal: `{text}` is no root user, user, role, session or federated user")
    })?;
    let Some(path) = role_path else { return Ok(caller) };
    let Caller::Role(session) = &mut caller else {
        return Err("principal: role_path goes with the ARN of a role's session".into());
    };
    if !(path.starts_with('/') && path.ends_with('/')) {
        return Err(format!("principal: the role_path `{path}` has to begin and end with a slash"));
    }
    let (partition, account) = (session.role.partition(), session.account);
    let role = format!("arn:{partition}:iam::{account}:role{path}{}", session.role_name());
    let role: Arn = role.parse().map_err(|error| format!("principal: {error}"))?;
    if session.name.is_none() && session.role != role {
        return Err(format!("principal: {text} has a path of its own: leave role_path out"));
    }
    session.role = role;
    Ok(caller)
}

/// The ARN of a provider given by its host: only four hosts stand for themselves (P-7).
fn provider(name: String, resource: &ResourceForm) -> String {
    let owner = resource.account.or_else(|| resource.arn.split(':').nth(4)?.parse().ok());
    match owner {
        Some(owner) if !name.starts_with("arn:") && !WEB_PROVIDERS.contains(&name.as_str()) => {
            format!("arn:aws:iam::{owner}:oidc-provider/{name}")
        }
        _ => name,
    }
}

fn is_true(context: &Context, key: &str) -> bool {
    matches!(context.get(key), Lookup::Present(value) if value.values() == ["true"])
}

/// The unique id of a user or role, which an `aws:userid` begins with (7.1).
fn userid(context: &Context) -> Option<String> {
    let Lookup::Present(ContextValue::One(userid)) = context.get("aws:userid") else { return None };
    let id = userid.split(':').next()?;
    (id.starts_with("AIDA") || id.starts_with("AROA")).then(|| id.to_owned())
}

fn target(form: ResourceForm, caller: &Caller) -> Target {
    let named = || form.arn.split(':').nth(4)?.parse().ok();
    let account = form.account.or_else(named).or_else(|| caller.account());
    Target { account, arn: form.arn, tags: form.tags }
}

/// Where the accounts stand; two requests' sides in one account stand at one place.
fn membership(form: OrganizationForm, caller: &Caller, resource: &Target) -> Membership {
    let same = caller.account().is_some() && caller.account() == resource.account;
    let (caller_path, resource_path) = (form.principal_path, form.resource_path);
    let shared = |one: &Option<Vec<String>>, other: &Option<Vec<String>>| {
        one.clone().or_else(|| other.clone().filter(|_| same))
    };
    Membership {
        principal_canonical: None,
        id: form.id.into(),
        management: form.management_account,
        principal_path: shared(&caller_path, &resource_path),
        resource_path: shared(&resource_path, &caller_path),
    }
}

/// SCPs are those of the caller's account and RCPs those of the resource's: an account that is not
/// a member has none (E-4, E-5).
fn keep_those_of_members(
    organization: &Membership,
    caller: &Caller,
    resource: &Target,
    layers: &mut Layers,
) {
    let places = [&organization.principal_path, &organization.resource_path];
    if places.iter().all(|place| place.is_none()) {
        return;
    }
    let management = |account: Option<AccountId>| account == Some(organization.management);
    if organization.principal_path.is_none() && !management(caller.account()) {
        layers.scps = None;
    }
    if organization.resource_path.is_none() && !management(resource.account) {
        layers.rcps = None;
    }
}

fn grant(form: GrantForm) -> KeyGrant {
    KeyGrant {
        id: form.id.unwrap_or_default(),
        grantee: form.grantee,
        operations: form.operations,
        retiring: form.retiring,
        constraint: form.constraint,
    }
}

fn levels(
    forms: Option<Vec<LevelForm<'_>>>,
    kind: LayerKind,
) -> Result<Option<Arc<[PolicyLevel]>>, String> {
    let level = |form: LevelForm<'_>| {
        let target: Arc<str> = form.target.unwrap_or_default().into();
        Ok(PolicyLevel { target, policies: policies(Some(form.policies), kind)? })
    };
    forms.map(|forms| forms.into_iter().map(level).collect()).transpose()
}

fn some(policies: Vec<AttachedPolicy>) -> Option<Vec<AttachedPolicy>> {
    (!policies.is_empty()).then_some(policies)
}

fn one(form: Option<PolicyForm<'_>>, kind: LayerKind) -> Result<Option<AttachedPolicy>, String> {
    form.map(|form| policy(form, kind)).transpose()
}

fn policies(
    forms: Option<Vec<PolicyForm<'_>>>,
    kind: LayerKind,
) -> Result<Vec<AttachedPolicy>, String> {
    forms.into_iter().flatten().map(|form| policy(form, kind)).collect()
}

fn policy(form: PolicyForm<'_>, kind: LayerKind) -> Result<AttachedPolicy, String> {
    let name = form.name.unwrap_or_else(|| kind.code().to_owned());
    let document = document(form.document)?;
    // What AWS would not take decides nothing, so that there is no answer (G-2, G-9).
    let faults = document.faults().iter().filter(|fault| fault.severity == Severity::Error);
    let faults: Vec<String> = faults.map(ToString::to_string).collect();
    if !faults.is_empty() || !document.reading().unreadable.is_empty() {
        return Err(format!("the {kind} `{name}` cannot be read: {}", faults.join("; ")));
    }
    Ok(AttachedPolicy::new(&name, kind.code(), document))
}

/// A document as an object, or as a string that may be percent-encoded.
fn document(raw: &RawValue) -> Result<Document, String> {
    let text = raw.get();
    if !text.starts_with('"') {
        return Ok(Document::new(text));
    }
    let text: String = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !text.trim_start().starts_with('%') {
        return Ok(Document::new(&text));
    }
    let decoded = percent_decode_str(&text).decode_utf8();
    let decoded = decoded.map_err(|_| "a percent-encoded document has to be UTF-8".to_owned())?;
    Ok(Document::new(&decoded))
}
