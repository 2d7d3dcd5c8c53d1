//! `can`: whether a principal may do something, and why.

mod decided;

use super::{Failure, Output, context::ContextArgs, find, principal};
use crate::{
    access,
    catalog::{Action, ResourceType, ResourceUse, Service, catalog},
    factory::nearest,
    org::Organization,
    policy::{ActionName, Arn},
};
use decided::Decided;

/// Tell whether a principal may do something, and why
///
/// The exit code is 0 when it is allowed, and 1 when it is denied or conditional: then the word
/// says which of the two.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET], root@ACCOUNT, a service, or
    /// anonymous
    principal: String,
    /// What: an action such as s3:GetObject
    action: String,
    /// On what: an ARN; actions without a resource need none
    resource: Option<String>,
    #[command(flatten)]
    context: ContextArgs,
    /// Tell of every layer, policy and statement why it does or does not apply
    #[arg(long)]
    trace: bool,
}

/// Decides.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Decided, Failure> {
    let principal = principal::find(organization, &args.principal)?;
    let action: ActionName = args.action.parse().map_err(usage)?;
    let known = catalog().action(action.as_str());
    let resource = resource(organization, &action, known, args.resource.as_deref())?;
    if let Some(remark) = remark(&action, known, &resource) {
        output.note(remark);
    }
    let context = args.context.context(organization, output)?;
    let Some((request, layers)) =
        access::question(organization, &principal, &action, &resource, &context)
    else {
        let gone = format!("{principal} cannot call: its role is not in the account");
        return Err(Failure::Usage(gone));
    };
    let decision = access::decide(&request, &layers);
    Ok(Decided::new(&request, &decision, args.trace))
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

/// The resource that is meant, in the form that the action needs.
fn resource(
    organization: &Organization,
    action: &ActionName,
    known: Option<&'static Action>,
    given: Option<&str>,
) -> Result<String, Failure> {
    match given {
        Some("*") => Ok("*".to_owned()),
        Some(given) => match given.parse::<Arn>() {
            Ok(arn) => Ok(arn.to_string()),
            Err(bad) => {
                let named = |arn: &&Arn| find::last(arn).eq_ignore_ascii_case(given);
                let mut arns = organization.resources().iter().map(|resource| &resource.arn);
                let near = arns.find(named).map(|arn| format!(" (did you mean {arn}?)"));
                Err(Failure::Usage(format!("{bad}{}", near.unwrap_or_default())))
            }
        },
        None => match known {
            Some(action) if action.is_resource_less() => Ok("*".to_owned()),
            Some(action) => Err(needs_resource(action)),
            None => Err(Failure::Unknown {
                what: "action",
                text: action.to_string(),
                near: nearest_action(action),
                mend: "mend it, or name a resource to ask all the same".to_owned(),
            }),
        },
    }
}

fn needs_resource(action: &'static Action) -> Failure {
    let service = catalog().service(action.service());
    let forms = action.resource_types().iter().flat_map(|used| {
        let kind = service.and_then(|service| service.resource_type(used.name()));
        let arns = kind.map(ResourceType::arns).unwrap_or_default().iter();
        arns.map(|arn| format!("{}: {}", used.name(), arn.text())).collect::<Vec<_>>()
    });
    Failure::NeedsResource { action: action.full_name().to_owned(), forms: forms.collect() }
}

fn nearest_action(action: &ActionName) -> Option<String> {
    if let Some(service) = catalog().service(action.service()) {
        return nearest(action.as_str(), service.actions().iter().map(Action::full_name));
    }
    let prefixes = catalog().services().iter().map(Service::prefix);
    let instead = format!("{}:{}", nearest(action.service(), prefixes)?, action.name());
    Some(catalog().action(&instead)?.full_name().to_owned())
}

/// What is odd about asking for this action on this resource.
fn remark(action: &ActionName, known: Option<&'static Action>, resource: &str) -> Option<String> {
    let Some(known) = known else {
        let near = nearest_action(action).map(|near| format!(" (did you mean {near}?)"));
        return Some(format!(
            "AWS is not known to have an action {action}{}",
            near.unwrap_or_default()
        ));
    };
    if known.is_resource_less() {
        return (resource != "*")
            .then(|| format!("{action} takes no resource: policies see it as *"));
    }
    let fitting = catalog().service(known.service())?.resource_types_of(resource);
    let used = |name: &str| known.resource_types().iter().any(|used| used.name() == name);
    if resource == "*" || fitting.iter().any(|kind| used(kind.name())) {
        return None;
    }
    let types: Vec<_> = known.resource_types().iter().map(ResourceUse::name).collect();
    Some(format!("{action} works on {}, and {resource} is none", types.join(", ")))
}
