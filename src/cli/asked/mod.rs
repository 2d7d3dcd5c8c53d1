//! A question on the command line: who asks for what, on what, through which roles.

mod answers;
mod decided;
mod own_session;
mod resource;
mod session_policies;
mod via;

pub use answers::Answers;
pub use decided::Decided;
pub use own_session::{Extras, OwnSession};
pub use session_policies::session_policies;
pub use via::{Via, role};

use super::{Failure, Output, context::ContextArgs, principal};
use crate::{
    access::{Decision, Request, fit, together},
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
    /// On what: an ARN; several for a call that asks for them all; actions without a resource need
    /// none
    #[arg(value_name = "RESOURCE")]
    resources: Vec<String>,
    /// Something else that the same call asks for, such as iam:PassRole=ARN
    #[arg(long, value_name = "ACTION[=ARN]")]
    also: Vec<String>,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    via: Via,
}

impl Question {
    /// Decides everything that it asks for, one thing at least. Where a session on the way is not to
    /// be had for sure, the decision is about that.
    pub fn ask(
        &self,
        organization: &Organization,
        output: &mut Output,
    ) -> Result<Vec<(Request, Decision)>, Failure> {
        let principal = principal::find(organization, &self.principal)?;
        let wanted = self.wanted(organization)?;
        for remark in wanted.iter().filter_map(|(action, on)| resource::remark(action, on)) {
            output.note(remark);
        }
        if let Some(fellows) = fellows(&wanted) {
            output.note(fellows);
        }
        let context = self.context.context(organization, output)?;
        let actor = match self.via.actor(organization, &principal, &context)? {
            Ok(actor) => actor,
            Err((request, decision)) => {
                let on = Some(&request.resource).filter(|resource| !resource.is_none());
                let on = on.map(|resource| format!(" on {}", resource.arn)).unwrap_or_default();
                output.note(format!("{}{on} cannot be done for sure", request.action));
                return Ok(vec![(request, decision)]);
            }
        };
        let question = |(action, resource): &(ActionName, String)| {
            actor.question(organization, action, resource, &context)
        };
        Ok(together::decide_all(wanted.iter().map(question).collect()))
    }

    /// Each action with a resource that it is asked for on.
    fn wanted(&self, organization: &Organization) -> Result<Vec<(ActionName, String)>, Failure> {
        let on = |action: &str, resource: Option<&str>| {
            let action: ActionName =
                action.parse().map_err(|error| Failure::Usage(format!("{error}")))?;
            let resource = resource::meant(organization, &action, resource)?;
            Ok((action, resource))
        };
        let first = match self.resources.as_slice() {
            [] => vec![on(&self.action, None)],
            several => several.iter().map(|arn| on(&self.action, Some(arn))).collect(),
        };
        let also = self.also.iter().map(|text| match text.split_once('=') {
            Some((action, resource)) => on(action, Some(resource)),
            None => on(text, None),
        });
        first.into_iter().chain(also).collect()
    }
}

/// What calls of the first action name too, and nobody has asked for.
fn fellows(wanted: &[(ActionName, String)]) -> Option<String> {
    let (action, _) = wanted.first()?;
    let named: Vec<&str> =
        wanted.iter().filter(|(other, _)| other == action).map(|(_, on)| on.as_str()).collect();
    let unnamed = fit::unnamed(action, &named);
    (!unnamed.is_empty()).then(|| {
        let unnamed = unnamed.join(", ");
        format!(
            "a call of {action} asks for {unnamed} too: name these as well to have it all decided"
        )
    })
}
