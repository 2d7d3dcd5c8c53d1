//! The resource that a question is about, in the form that its action needs.

use crate::{
    access::fit::{self, Misfit, misfit},
    catalog::{Action, Service, catalog},
    cli::{Failure, find},
    factory::nearest,
    org::Organization,
    policy::{ActionName, Arn},
};

/// The resource that is meant: the one that is given, else `*` where the action is about none.
pub fn meant(
    organization: &Organization,
    action: &ActionName,
    given: Option<&str>,
) -> Result<String, Failure> {
    match (given, misfit(action, "*")) {
        (Some("*"), _) | (None, None) => Ok("*".to_owned()),
        (Some(given), _) => match given.parse::<Arn>() {
            Ok(arn) => Ok(arn.to_string()),
            Err(bad) => {
                let named = |arn: &&Arn| find::last(arn).eq_ignore_ascii_case(given);
                let mut arns = organization.resources().iter().map(|resource| &resource.arn);
                let near = arns.find(named).map(|arn| format!(" (did you mean {arn}?)"));
                Err(Failure::Usage(format!("{bad}{}", near.unwrap_or_default())))
            }
        },
        (None, Some(Misfit::UnknownAction(action))) => Err(Failure::Unknown {
            what: "action",
            text: action.to_string(),
            near: nearest_action(&action),
            mend: "mend it, or name a resource to ask all the same".to_owned(),
        }),
        (
            None,
            Some(
                Misfit::NeedsOne(action) | Misfit::TakesNone(action) | Misfit::OtherType(action, _),
            ),
        ) => Err(Failure::NeedsResource {
            action: action.full_name().to_owned(),
            forms: fit::forms(action)
                .iter()
                .map(|(kind, arn)| format!("{kind}: {}", arn.text()))
                .collect(),
        }),
    }
}

/// What is odd about asking for this action on this resource.
pub fn remark(action: &ActionName, resource: &str) -> Option<String> {
    let misfit = misfit(action, resource)?;
    let near = match &misfit {
        Misfit::UnknownAction(action) => nearest_action(action),
        Misfit::TakesNone(_) | Misfit::NeedsOne(_) | Misfit::OtherType(..) => None,
    };
    let near = near.map(|near| format!(" (did you mean {near}?)"));
    Some(format!("{misfit}{}", near.unwrap_or_default()))
}

fn nearest_action(action: &ActionName) -> Option<String> {
    if let Some(service) = catalog().service(action.service()) {
        return nearest(action.as_str(), service.actions().iter().map(Action::full_name));
    }
    let prefixes = catalog().services().iter().map(Service::prefix);
    let instead = format!("{}:{}", nearest(action.service(), prefixes)?, action.name());
    Some(catalog().action(&instead)?.full_name().to_owned())
}
