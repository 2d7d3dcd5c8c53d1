//! Making sessions: a caller assumes a role, as a step that is itself decided (section 9.1).
//!
//! [`assume`] puts every call to the evaluator that STS authorizes, holds the wish against what STS
//! refuses whatever policies say, and gives the [`Actor`] that later requests are made by. Chains
//! are one step after the other. [`sign_in`] is the step of Identity Center.

mod call;
mod limits;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use limits::Refusal;

use super::{
    Actor, Caller, Decision, LayerKind, Principal, Request, Verdict,
    caller::{RoleSession, SessionOrigin},
    decide, gather,
    layers::{AttachedPolicy, Layers, MissingPolicy},
    principal::role_session,
    together,
};
use crate::{
    org::{AccountId, IamName, Organization, Role, Tags, sso_role},
    policy::{Arn, Context, Document, Lookup, Truth, principal::NamedPrincipal},
};

/// What is asked for beside the role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// The session's name; else that of the caller, where it has one.
    pub session_name: Option<String>,
    /// How long the session is to last, in seconds; else an hour (G-27).
    pub duration: Option<u32>,
    /// The session policy that is passed as a text.
    pub inline: Option<Document>,
    /// Managed policies that are passed as session policies.
    pub managed: Vec<Arn>,
    /// Session tags.
    pub tags: Tags,
    /// Which of their keys are to go on into further sessions.
    pub transitive: BTreeSet<String>,
    /// The source identity, which stays for the whole chain.
    pub source_identity: Option<String>,
    /// What a third party has to know (Z-14).
    pub external_id: Option<String>,
    /// What an identity provider says of whom it vouches for, such as `sub` and `aud`.
    pub claims: Tags,
}

/// A step from a caller to the session of a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// The role.
    pub role: Arn,
    /// The calls that have to be allowed, and what becomes of each: of assuming the role first.
    pub calls: Vec<(Request, Decision)>,
    /// What STS refuses, whatever policies say.
    pub refusals: Vec<Refusal>,
    /// How long the session lasts, in seconds.
    pub duration: u32,
    /// Who acts in the session; nothing when it is not to be had.
    pub session: Option<Actor>,
}

impl Hop {
    /// Whether the session is to be had: all the calls have to be allowed (Z-4).
    pub fn verdict(&self) -> Verdict {
        if !self.refusals.is_empty() {
            return Verdict::ImplicitDeny;
        }
        self.first_obstacle().map_or(Verdict::Allowed, |(_, decision)| decision.verdict)
    }

    /// The call that is in the way, if one is.
    pub fn first_obstacle(&self) -> Option<&(Request, Decision)> {
        together::obstacle(&self.calls)
    }
}

/// The step from an actor to the session of a role. `context` is what is given about the calls.
pub fn assume(
    organization: &Organization,
    actor: &Actor,
    role: &Arn,
    wish: &Wish,
    context: &Context,
) -> Hop {
    let goal = Goal { arn: role, role: held(organization, role) };
    let session_name = wish.session_name.clone().or_else(|| name_of(&actor.caller));
    let call = call::Call { actor, wish, session_name: session_name.as_deref() };
    let asked = call.context(context);
    let decided = |action| {
        let (request, layers) = actor.question(organization, &action, role.as_str(), &asked);
        let decision = decide(&request, &layers);
        (request, decision)
    };
    let longest = longest(actor, goal.role);
    let mut hop = Hop {
        role: role.clone(),
        calls: call.actions().into_iter().map(decided).collect(),
        refusals: limits::refusals(actor, longest, session_name.as_deref(), wish),
        duration: wish.duration.unwrap_or(limits::USUAL.min(longest)),
        session: None,
    };
    if !hop.verdict().is_denied() {
        let origin = origin(&actor.caller, hop.calls.first().map(|(_, decision)| decision));
        hop.session = session(&goal, session_name.clone(), origin).map(|mut session| {
            session.source_identity = call.source_identity().map(str::to_owned);
            session.session_tags = call.session_tags();
            Actor {
                side: side(organization, &goal, &session, wish),
                transitive: call.transitive(),
                caller: Caller::Role(session),
            }
        });
    }
    hop
}

/// The step by which a directory user signs in with a permission set (I-9 to I-12); nothing for any
/// other principal, or when the role is not in the account.
pub fn sign_in(
    organization: &Organization,
    principal: &Principal,
    context: &Context,
) -> Option<Hop> {
    let Principal::Assigned { permission_set, .. } = principal else { return None };
    let role = principal.role(organization)?;
    let Caller::Role(session) = principal.caller(organization)? else { return None };
    let provider = provider_of(&role.trust)?;
    let wish = Wish {
        session_name: session.name,
        duration: organization.permission_sets().get(permission_set).map(|set| set.session),
        tags: session.session_tags,
        claims: [("aud", sso_role::audience(role.arn()?.partition()))].into_iter().collect(),
        ..Wish::default()
    };
    let actor = Actor::new(organization, &Principal::Federated(provider))?;
    Some(assume(organization, &actor, &role.arn()?, &wish, context))
}

/// The SAML provider that a trust policy names.
fn provider_of(trust: &Document) -> Option<String> {
    let principals = trust.statements().iter().filter_map(|statement| statement.principal.as_ref());
    principals.flat_map(|element| &element.entries).find_map(|entry| match &entry.named {
        NamedPrincipal::Federated(name) => Some(name.to_string()),
        _ => None,
    })
}

/// The role that is to be assumed.
struct Goal<'a> {
    arn: &'a Arn,
    /// Nothing when the model does not hold it.
    role: Option<&'a Role>,
}

/// The longest session, in seconds: of a chain an hour (Z-6), else what the role allows (Z-7).
fn longest(actor: &Actor, role: Option<&Role>) -> u32 {
    let of_role = role.map_or(limits::LONGEST, |role| role.max_session);
    if is_chained(actor) { limits::CHAINED } else { of_role }
}

fn is_chained(actor: &Actor) -> bool {
    matches!(actor.caller, Caller::Role(_))
}

fn held<'o>(organization: &'o Organization, arn: &Arn) -> Option<&'o Role> {
    let account: AccountId = arn.account().parse().ok()?;
    let name: IamName = arn.resource().rsplit('/').next()?.parse().ok()?;
    let role = organization.roles().get(&(account, name))?;
    (role.arn().as_ref() == Some(arn)).then_some(&**role)
}

/// The name that a session is given when nobody asks for one: the caller's own.
fn name_of(caller: &Caller) -> Option<String> {
    match caller {
        Caller::User(user) => Some(user.name.to_string()),
        Caller::Role(session) => session.name.clone(),
        _ => None,
    }
}

/// How the session will have come about (K-3): with a second factor only where a user has used one.
fn origin(caller: &Caller, decision: Option<&Decision>) -> SessionOrigin {
    let used = || match decision.map(|it| it.context.get("aws:MultiFactorAuthPresent")) {
        Some(Lookup::Present(value)) => {
            Truth::from(value.values().iter().any(|value| value.eq_ignore_ascii_case("true")))
        }
        Some(Lookup::Unknown) => Truth::Unknown,
        Some(Lookup::Absent) | None => Truth::No,
    };
    match caller {
        Caller::Federated { provider } if provider.contains(":saml-provider/") => {
            SessionOrigin::Saml
        }
        Caller::Federated { provider } => SessionOrigin::Oidc { provider: provider.clone() },
        Caller::Service { .. } => SessionOrigin::Service,
        Caller::User(_) => SessionOrigin::Principal { mfa: used() },
        Caller::Role(_)
        | Caller::Root { .. }
        | Caller::FederatedUser { .. }
        | Caller::Anonymous => SessionOrigin::Principal { mfa: Truth::No },
    }
}

fn session(goal: &Goal<'_>, name: Option<String>, origin: SessionOrigin) -> Option<RoleSession> {
    if let Some(role) = goal.role {
        return role_session(role, name, origin);
    }
    match Caller::from_arn(goal.arn)? {
        Caller::Role(session) => Some(RoleSession { name, origin, ..session }),
        _ => None,
    }
}

/// The layers on the session's side. Session policies do not go on into the next session (Z-6).
fn side(
    organization: &Organization,
    goal: &Goal<'_>,
    session: &RoleSession,
    wish: &Wish,
) -> Layers {
    let principal = match goal.role {
        Some(role) => Principal::Role(role.account, role.name.clone()),
        None => Principal::Outsider(goal.arn.clone()),
    };
    let caller = Caller::Role(session.clone());
    let mut layers = gather::caller_layers(organization, &principal, &caller);
    let mut passed: Vec<AttachedPolicy> = Vec::new();
    passed.extend(wish.inline.iter().map(|document| {
        AttachedPolicy::new("session policy", "passed as a text", document.clone())
    }));
    for arn in &wish.managed {
        let name = arn.resource().rsplit('/').next().unwrap_or_default();
        match gather::managed_document(organization, arn) {
            Some(document) => passed.push(AttachedPolicy::new(name, "passed by ARN", document)),
            None => layers.missing.push(MissingPolicy {
                layer: LayerKind::Session,
                what: format!("the session policy {arn}, which the model does not hold"),
            }),
        }
    }
    if wish.inline.is_some() || !wish.managed.is_empty() {
        layers.session = Some(passed);
    }
    layers
}
