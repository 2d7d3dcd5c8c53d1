//! The session that a user gets of its own access key, before it assumes any role.

use crate::{
    access::{
        Actor,
        assume::{self, FederatedName, Federation, Hop, SessionPolicies, Token},
    },
    cli::Failure,
    org::{Organization, Tags},
    policy::{Context, Lookup},
};

/// What a user asks STS for first.
#[derive(Debug, Default, clap::Args)]
pub struct OwnSession {
    /// First get a session token, as an IAM user or root user with an access key
    #[arg(long, conflicts_with = "federate")]
    session_token: bool,
    /// Give a code of a second factor for the session token
    #[arg(long, requires = "session_token", conflicts_with = "federate")]
    mfa: bool,
    /// First get a federated session by this name, as an IAM user or root user with an access key;
    /// without a session policy it may do nothing of its own
    #[arg(long, value_name = "NAME")]
    federate: Option<FederatedName>,
}

/// What goes with that session, where it is the last.
#[derive(Debug, Default)]
pub struct Extras {
    /// How long it is to last, in seconds.
    pub duration: Option<u32>,
    /// Session policies, of a federated session only.
    pub policies: SessionPolicies,
    /// Session tags, of a federated session only.
    pub tags: Tags,
}

impl OwnSession {
    /// The step to it, where one is asked for.
    pub fn hop(
        &self,
        organization: &Organization,
        actor: &Actor,
        extras: Extras,
        context: &Context,
    ) -> Result<Option<Hop>, Failure> {
        let Extras { duration, policies, tags } = extras;
        if self.session_token {
            let said = context.get("aws:MultiFactorAuthPresent");
            if matches!(said, Lookup::Present(_)) {
                let once = "whether there is a second factor follows from --session-token: give --mfa \
                            or not, and leave aws:MultiFactorAuthPresent out";
                return Err(Failure::Usage(once.to_owned()));
            }
            let token = Token { duration, mfa: self.mfa };
            return Ok(Some(assume::session_token(organization, actor, token, context)));
        }
        let Some(name) = self.federate.clone() else { return Ok(None) };
        let wish = Federation { name, duration, policies, tags };
        let hop = assume::federate(organization, actor, &wish, context).ok_or_else(|| {
            let who = actor.caller.display();
            Failure::Usage(format!("{who} is in no account: only users of accounts federate"))
        })?;
        Ok(Some(hop))
    }
}
