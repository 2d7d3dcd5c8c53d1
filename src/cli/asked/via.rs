//! Sessions on the way: who a principal is once it has its token, and has assumed its roles.

use crate::{
    access::{
        Actor, Caller, Decision, Principal, Request,
        assume::{Wish, assume},
        caller::{UserCaller, UserSession},
    },
    cli::{Failure, principal},
    org::Organization,
    policy::{Arn, Context, Lookup},
};

/// What comes before the request.
#[derive(Debug, Default, clap::Args)]
pub struct Via {
    /// Assume this role first, ACCOUNT/NAME or an ARN, and act in its session; again for a chain
    #[arg(long = "via", value_name = "ROLE")]
    roles: Vec<String>,
    /// Act with the credentials of GetSessionToken, for an IAM user; with a second factor if
    /// --context says aws:MultiFactorAuthPresent=true
    #[arg(long)]
    session_token: bool,
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
        if self.session_token {
            actor.caller = with_token(actor.caller, context)?;
        }
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

/// A user that goes by a session token (Z-8).
fn with_token(caller: Caller, context: &Context) -> Result<Caller, Failure> {
    let Caller::User(user) = caller else {
        return Err(Failure::Usage("only IAM users get a session token: leave it out".to_owned()));
    };
    let mfa = matches!(
        context.get("aws:MultiFactorAuthPresent"),
        Lookup::Present(value) if value.values() == ["true"]
    );
    Ok(Caller::User(UserCaller { session: UserSession::Token { mfa }, ..user }))
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
