//! What users and root users ask STS for with their own access keys, which last (Z-7, Z-8).

use super::limits::{self, Refusal};
use crate::{
    access::{
        Actor, Caller,
        caller::{RootSession, UserCaller, UserSession},
    },
    policy::Context,
};

/// Who the actor is when it calls with its access key. Nothing changes for whoever is known to go by
/// credentials that do not last; a root user is taken to have a key, as nobody says how it calls.
pub fn with_access_key(actor: &Actor) -> Actor {
    let caller = match &actor.caller {
        Caller::User(user) if user.session == UserSession::Unknown => {
            Caller::User(UserCaller { session: UserSession::LongTerm, ..user.clone() })
        }
        Caller::Root { account, session: RootSession::Unknown | RootSession::Console { .. } } => {
            Caller::Root { account: *account, session: RootSession::LongTerm }
        }
        other => other.clone(),
    };
    Actor { caller, ..actor.clone() }
}

/// What calls with an access key carry of what is given: nothing that only passing credentials bring
/// along, such as a second factor (K-4).
pub fn carried(given: &Context) -> Context {
    let mut context = given.clone();
    for key in ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:TokenIssueTime"] {
        context.set_absent(key);
    }
    context
}

/// How long such a session lasts, in seconds, and whether STS refuses the duration that is asked for.
/// What a root user asks for beyond its hour is cut short (G-27).
pub fn duration(actor: &Actor, asked: Option<u32>) -> (u32, Option<Refusal>) {
    let is_root = matches!(actor.caller, Caller::Root { .. });
    let longest = if is_root { limits::ROOTS } else { limits::LONGEST_OWN };
    let lasts = asked.unwrap_or(limits::USUAL_OWN).min(longest);
    (lasts, limits::duration(asked, limits::LONGEST_OWN))
}
