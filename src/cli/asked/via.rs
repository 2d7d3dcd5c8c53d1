//! Sessions on the way: who a principal is once it has its own session, and has assumed its roles.

use super::{Extras, OwnSession, session_policies};
use crate::{
    access::{
        Actor, Decision, Principal, Request,
        assume::{Hop, Wish, assume},
    },
    cli::{Failure, principal},
    org::Organization,
    policy::{Arn, Context},
};

/// What comes before the request.
#[derive(Debug, Default, clap::Args)]
pub struct Via {
    #[command(flatten)]
    own: OwnSession,
    /// A session policy of the federated session: a file, or the ARN of a managed policy
    #[arg(long = "session-policy", value_name = "FILE|ARN", requires = "federate")]
    policies: Vec<String>,
    /// Assume this role first, ACCOUNT/NAME or an ARN, and act in its session; again for a chain
    #[arg(long = "via", value_name = "ROLE", conflicts_with = "federate")]
    roles: Vec<String>,
}

/// What becomes of who is on the way: the actor in the session, or the call that is not allowed for
/// sure.
type OnTheWay = Result<Actor, (Request, Decision)>;

impl Via {
    /// Who the principal is behind the sessions; or the first request for one that is not allowed
    /// for sure, with its decision.
    pub fn actor(
        &self,
        organization: &Organization,
        principal: &Principal,
        context: &Context,
    ) -> Result<OnTheWay, Failure> {
        let mut actor = Actor::new(organization, principal).ok_or_else(|| {
            Failure::Usage(format!("{principal} cannot call: its role is not in the account"))
        })?;
        let policies = session_policies(&self.policies)?;
        let extras = Extras { policies, ..Extras::default() };
        if let Some(hop) = self.own.hop(organization, &actor, extras, context)? {
            match behind(hop)? {
                Ok(session) => actor = session,
                at => return Ok(at),
            }
        }
        for text in &self.roles {
            let role = role(organization, text)?;
            match behind(assume(organization, &actor, &role, &Wish::default(), context))? {
                Ok(session) => actor = session,
                at => return Ok(at),
            }
        }
        Ok(Ok(actor))
    }
}

fn behind(hop: Hop) -> Result<OnTheWay, Failure> {
    if let Some(refusal) = hop.refusals.first() {
        return Err(Failure::Usage(format!("{} is not to be had: {refusal}", hop.goal)));
    }
    if let Some(at) = hop.first_obstacle() {
        return Ok(Err(at.clone()));
    }
    let goal = hop.goal;
    hop.session.map(Ok).ok_or_else(|| Failure::Usage(format!("nothing is known of {goal}")))
}

/// The role that a text names: its ARN.
pub fn role(organization: &Organization, text: &str) -> Result<Arn, Failure> {
    let found = principal::find(organization, text)?;
    let arn = match &found {
        Principal::Role(..) => found.role(organization).and_then(|role| role.arn()),
        Principal::Outsider(arn) if arn.resource().starts_with("role/") => Some(arn.clone()),
        _ => None,
    };
    arn.ok_or_else(|| Failure::Usage(format!("`{text}` is no role: give ACCOUNT/NAME or its ARN")))
}
