//! Roles on the way: who a principal is once it has assumed them.

use crate::{
    access::{
        Actor, Decision, Principal, Request,
        assume::{Wish, assume},
    },
    cli::{Failure, principal},
    org::Organization,
    policy::{Arn, Context},
};

/// Roles that are assumed first.
#[derive(Debug, Default, clap::Args)]
pub struct Via {
    /// Assume this role first, ACCOUNT/NAME or an ARN, and act in its session; again for a chain
    #[arg(long = "via", value_name = "ROLE")]
    roles: Vec<String>,
}

impl Via {
    /// Who the principal is behind the roles; or the first request for one that is not allowed for
    /// sure, with its decision.
    pub fn actor(
        &self,
        organization: &Organization,
        principal: &Principal,
        context: &Context,
    ) -> Result<Result<Actor, (Request, Decision)>, Failure> {
        let mut actor = Actor::new(organization, principal).ok_or_else(|| {
            Failure::Usage(format!("{principal} cannot call: its role is not in the account"))
        })?;
        for text in &self.roles {
            let role = role(organization, text)?;
            let mut hop = assume(organization, &actor, &role, &Wish::default(), context);
            if let Some(refusal) = hop.refusals.first() {
                return Err(Failure::Usage(format!("{role} cannot be assumed: {refusal}")));
            }
            if let Some(at) = hop.first_obstacle() {
                return Ok(Err(at.clone()));
            }
            actor = match hop.session.take() {
                Some(session) => session,
                None => return Err(Failure::Usage(format!("`{text}` is no role"))),
            };
        }
        Ok(Ok(actor))
    }
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
