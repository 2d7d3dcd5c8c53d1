//! GetFederationToken: a session that an IAM user gives to somebody it vouches for, which can do what
//! both the user and the session policies allow (Z-9, E-29).

use std::str::FromStr;

use super::{
    Goal, Hop, Refusal, SessionPolicies,
    call::{carry_tags, decided},
    limits,
    own_keys::{carried, duration, with_access_key},
};
use crate::{
    access::{
        Actor, Caller,
        layers::{AttachedPolicy, Layers},
    },
    org::{Organization, Tags},
    policy::{Arn, Context, Document},
};

/// The name of a federated user: 2 to 32 letters, digits and `_+=,.@-` (G-26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedName(String);

impl FromStr for FederatedName {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let fits = (2..=32).contains(&text.len()) && text.chars().all(limits::in_name);
        if fits { Ok(Self(text.to_owned())) } else { Err(Refusal::FederatedName(text.to_owned())) }
    }
}

/// What is asked for of a federated session.
#[derive(Debug, Clone, PartialEq)]
pub struct Federation {
    /// The federated user's name.
    pub name: FederatedName,
    /// How long the session is to last, in seconds; else twelve hours, of a root user one (G-27).
    pub duration: Option<u32>,
    /// The session policies; without any the session may do nothing of its own (E-29).
    pub policies: SessionPolicies,
    /// Session tags, which go before those of the user.
    pub tags: Tags,
}

/// The step from an actor to a session that it federates; nothing for callers without an account.
/// `context` is what is given about the calls.
pub fn federate(
    organization: &Organization,
    actor: &Actor,
    wish: &Federation,
    context: &Context,
) -> Option<Hop> {
    let actor = with_access_key(actor);
    let account = actor.caller.account()?;
    let partition = match &actor.caller {
        Caller::User(user) => user.arn.partition(),
        _ => "aws",
    };
    let arn = format!("arn:{partition}:sts::{account}:federated-user/{}", wish.name.0);
    let arn: Arn = arn.parse().ok()?;
    let mut asked = carried(context);
    carry_tags(&mut asked, &wish.tags);
    let (duration, too_long) = duration(&actor, wish.duration);
    let tagging = (!wish.tags.is_empty()).then_some("sts:TagSession");
    let actions = ["sts:GetFederationToken"].into_iter().chain(tagging).flat_map(str::parse);
    let mut hop = Hop {
        goal: Goal::Federation(arn.clone()),
        calls: decided(organization, &actor, actions.collect(), arn.as_str(), &asked),
        refusals: too_long
            .into_iter()
            .chain(limits::tags(&wish.tags))
            .chain(wish.policies.refusals())
            .collect(),
        duration,
        session: None,
    };
    if !hop.verdict().is_denied() {
        let mut side = own_side(&actor);
        wish.policies.limit(organization, &mut side);
        let user = match actor.caller {
            Caller::User(user) => Some(user),
            _ => None,
        };
        let caller = Caller::FederatedUser { account, arn, user, session_tags: wish.tags.clone() };
        hop.session = Some(Actor::alone(caller, side));
    }
    Some(hop)
}

/// What a root user allows whom it federates: all it can do itself.
const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// The layers on the side of who federates. A root user has no policies, for it needs none.
fn own_side(actor: &Actor) -> Layers {
    let mut side = actor.side().clone();
    if matches!(actor.caller, Caller::Root { .. }) {
        side.identity = vec![AttachedPolicy::new("root user", "may do all", Document::new(ALL))];
    }
    side
}
