//! GetSessionToken: credentials that pass, for whoever has an access key, and with a second factor if
//! it is used (Z-8).

use super::{
    Goal, Hop,
    call::decided,
    own_keys::{carried, duration, with_access_key},
};
use crate::{
    access::{
        Actor, Caller,
        caller::{RootSession, UserCaller, UserSession},
    },
    org::Organization,
    policy::Context,
};

/// What is asked for of a session token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Token {
    /// How long the session is to last, in seconds; else twelve hours, of a root user one (G-27).
    pub duration: Option<u32>,
    /// Whether a code of a second factor goes with the call.
    pub mfa: bool,
}

/// The step from an actor to its session token. `context` is what is given about the call.
pub fn session_token(
    organization: &Organization,
    actor: &Actor,
    wish: Token,
    context: &Context,
) -> Hop {
    let actor = with_access_key(actor);
    let action = "sts:GetSessionToken".parse().into_iter().collect();
    let (duration, refusal) = duration(&actor, wish.duration);
    let mut hop = Hop {
        goal: Goal::SessionToken,
        calls: decided(organization, &actor, action, "*", &carried(context)),
        refusals: refusal.into_iter().collect(),
        duration,
        session: None,
    };
    if !hop.verdict().is_denied() {
        hop.session = of_token(&actor.caller, wish.mfa).map(|caller| Actor { caller, ..actor });
    }
    hop
}

/// Who calls with the token; nothing for callers that get none.
fn of_token(caller: &Caller, mfa: bool) -> Option<Caller> {
    match caller {
        Caller::User(user) => {
            let session = UserSession::Token { mfa };
            Some(Caller::User(UserCaller { session, ..user.clone() }))
        }
        Caller::Root { account, .. } => {
            Some(Caller::Root { account: *account, session: RootSession::Token { mfa } })
        }
        Caller::Role(_)
        | Caller::FederatedUser { .. }
        | Caller::Federated { .. }
        | Caller::Service { .. }
        | Caller::Anonymous => None,
    }
}
