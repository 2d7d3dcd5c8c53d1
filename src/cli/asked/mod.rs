//! A question on the command line: who asks for what, on what, through which roles.

mod decided;
mod resource;
mod via;

pub use decided::Decided;
pub use via::{Via, role};

use super::{Failure, Output, context::ContextArgs, principal};
use crate::{
    access::{self, Decision, Request},
    org::Organization,
    policy::ActionName,
};

/// Who asks for what.
#[derive(Debug, clap::Args)]
pub struct Question {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET], root@ACCOUNT, a service, or
    /// anonymous
    principal: String,
    /// What: an action such as s3:GetObject
    action: String,
    /// On what: an ARN; actions without a resource need none
    resource: Option<String>,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    via: Via,
}

impl Question {
    /// Decides it. Where a role on the way cannot be assumed for sure, the decision is about that.
    pub fn ask(
        &self,
        organization: &Organization,
        output: &mut Output,
    ) -> Result<(Request, Decision), Failure> {
        let principal = principal::find(organization, &self.principal)?;
        let action: ActionName =
            self.action.parse().map_err(|error| Failure::Usage(format!("{error}")))?;
        let resource = resource::meant(organization, &action, self.resource.as_deref())?;
        if let Some(remark) = resource::remark(&action, &resource) {
            output.note(remark);
        }
        let context = self.context.context(organization, output)?;
        let actor = match self.via.actor(organization, &principal, &context)? {
            Ok(actor) => actor,
            Err((request, decision)) => {
                output.note(format!("{} cannot be assumed for sure", request.resource.arn));
                return Ok((request, decision));
            }
        };
        let (request, layers) = actor.question(organization, &action, &resource, &context);
        let decision = access::decide(&request, &layers);
        Ok((request, decision))
    }
}
