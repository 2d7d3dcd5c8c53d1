//! The session of a role: a caller assumes it, or signs in to it with a permission set.

use std::collections::BTreeSet;

use super::{
    Goal, Hop, SessionPolicies,
    call::{Call, decided},
    limits,
};
use crate::{
    access::{
        Actor, Caller, Decision, Principal,
        caller::{RoleSession, SessionOrigin},
        gather,
        layers::Layers,
        principal::role_session,
    },
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
    /// The session policies that are passed.
    pub policies: SessionPolicies,
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

/// The step from an actor to the session of a role. `context` is what is given about the calls.
pub fn assume(
    organization: &Organization,
    actor: &Actor,
    role: &Arn,
    wish: &Wish,
    context: &Context,
) -> Hop {
    let lent = Lent { arn: role, role: held(organization, role) };
    let session_name = wish.session_name.clone().or_else(|| name_of(&actor.caller));
    let call = Call { actor, wish, session_name: session_name.as_deref() };
    let asked = call.context(context);
    let longest = longest(actor, lent.role);
    let mut hop = Hop {
        goal: Goal::Role(role.clone()),
        calls: decided(organization, actor, call.actions(), role.as_str(), &asked),
        refusals: limits::refusals(actor, longest, session_name.as_deref(), wish),
        duration: wish.duration.unwrap_or(limits::USUAL.min(longest)),
        session: None,
    };
    if !hop.verdict().is_denied() {
        let origin = origin(&actor.caller, hop.calls.first().map(|(_, decision)| decision));
        hop.session = session(&lent, session_name.clone(), origin).map(|mut session| {
            session.source_identity = call.source_identity().map(str::to_owned);
            session.session_tags = call.session_tags();
            Actor {
                side: side(organization, &lent, &session, &wish.policies),
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
struct Lent<'a> {
    arn: &'a Arn,
    /// Nothing when the model does not hold it.
    role: Option<&'a Role>,
}

/// The longest session, in seconds: of a chain an hour (Z-6), else what the role allows (Z-7).
fn longest(actor: &Actor, role: Option<&Role>) -> u32 {
    let of_role = role.map_or(limits::LONGEST, |role| role.max_session);
    if is_chained(actor) { limits::CHAINED } else { of_role }
}

pub(super) fn is_chained(actor: &Actor) -> bool {
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

fn session(lent: &Lent<'_>, name: Option<String>, origin: SessionOrigin) -> Option<RoleSession> {
    if let Some(role) = lent.role {
        return role_session(role, name, origin);
    }
    match Caller::from_arn(lent.arn)? {
        Caller::Role(session) => Some(RoleSession { name, origin, ..session }),
        _ => None,
    }
}

/// The layers on the session's side. Session policies do not go on into the next session (Z-6).
fn side(
    organization: &Organization,
    lent: &Lent<'_>,
    session: &RoleSession,
    policies: &SessionPolicies,
) -> Layers {
    let principal = match lent.role {
        Some(role) => Principal::Role(role.account, role.name.clone()),
        None => Principal::Outsider(lent.arn.clone()),
    };
    let caller = Caller::Role(session.clone());
    let mut layers = gather::caller_layers(organization, &principal, &caller);
    policies.limit(organization, &mut layers);
    layers
}
