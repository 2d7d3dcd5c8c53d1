//! Of whom the Permissions screen speaks: a principal, and the roles it has assumed one after the other.

use std::sync::Arc;

use crate::access::assume::{Goal, Hop, Wish, assume};
use crate::access::{Actor, Hinge, Principal, Verdict, explain};
use crate::org::{NodeId, Organization};
use crate::policy::{Arn, Context};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// A principal with the session it has come to.
pub struct Whose {
    /// The principal.
    pub principal: Principal,
    /// Its name.
    pub name: String,
    /// The ARN of who acts.
    pub arn: String,
    /// The path of the principal's account.
    pub place: String,
    /// Who acts: the principal, or the session of the last role.
    pub actor: Arc<Actor>,
    /// The steps from the principal to who acts.
    hops: Vec<Hop>,
}

impl Whose {
    /// A principal that has assumed these roles, as far as it can, and why it went no further.
    /// Nothing when it is not there.
    pub fn new(
        organization: &Organization,
        principal: Principal,
        roles: &[Arn],
        given: &Context,
    ) -> Option<(Self, Option<String>)> {
        let actor = Actor::new(organization, &principal)?;
        let arn = actor.caller.display();
        let name = match &principal {
            Principal::Assigned { user, .. } => {
                organization.directory_users().get(user).map(|user| user.user_name.clone())?
            }
            Principal::Root(_) => "root".to_owned(),
            Principal::User(_, name) | Principal::Role(_, name) => name.to_string(),
            _ => arn.rsplit('/').next().unwrap_or_default().to_owned(),
        };
        let place = principal.account().map(NodeId::Account);
        let place = place.map(|node| organization.display_path(&node)).unwrap_or_default();
        let mut whose =
            Self { principal, name, arn, place, actor: Arc::new(actor), hops: Vec::new() };
        let mut obstacle = None;
        for role in roles {
            let hop = assume(organization, &whose.actor, role, &Wish::default(), given);
            let Some(session) = hop.session.clone() else {
                obstacle = Some(why_not(&hop));
                break;
            };
            whose.arn = session.caller.display();
            whose.actor = Arc::new(session);
            whose.hops.push(hop);
        }
        Some((whose, obstacle))
    }

    /// The roles that it has assumed, in order.
    pub fn roles(&self) -> Vec<Arn> {
        let role = |hop: &Hop| match &hop.goal {
            Goal::Role(arn) => Some(arn.clone()),
            Goal::SessionToken | Goal::Federation(_) => None,
        };
        self.hops.iter().filter_map(role).collect()
    }

    /// Its name and the roles, hop by hop, with what each hangs on.
    pub fn chain(&self) -> Phrase {
        self.hops.iter().fold(Phrase::of(&self.name, Meaning::Accent), |phrase, hop| {
            let goal = hop.goal.to_string();
            let name = goal.rsplit('/').next().unwrap_or_default();
            let hop_to = phrase.and(" ▸ ", Meaning::Muted).and(name, Meaning::Accent);
            match hop.first_obstacle() {
                None => hop_to.and(" ", Meaning::Text).then(Phrase::sign(Meaning::Allow, "")),
                Some((_, decision)) => {
                    let hinges: Vec<String> =
                        decision.hinges.iter().map(Hinge::to_string).collect();
                    let on = format!("if {}", hinges.join(", "));
                    hop_to.and(" ", Meaning::Text).then(Phrase::sign(Meaning::Conditional, on))
                }
            }
        })
    }
}

fn why_not(hop: &Hop) -> String {
    let refusals: Vec<String> = hop.refusals.iter().map(ToString::to_string).collect();
    match hop.first_obstacle() {
        Some((request, decision)) if decision.verdict != Verdict::Allowed => {
            explain::message(request, decision)
        }
        _ if !refusals.is_empty() => refusals.join("; "),
        _ => format!("the model does not hold {}: nothing is known of its session", hop.goal),
    }
}
