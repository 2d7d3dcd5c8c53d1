//! Whether a resource is of a kind that an action can be about, as the catalogue has it.

use std::fmt;

use crate::{
    catalog::{self, AccessLevel, Action, ArnForm, Need, ResourceType, ResourceUse},
    policy::ActionName,
};

/// What is odd about asking for an action on a resource.
#[derive(Debug, Clone)]
pub enum Misfit {
    /// The catalogue has no such action.
    UnknownAction(ActionName),
    /// The action is about no resource, so that only `*` covers it.
    TakesNone(&'static Action),
    /// The action is about resources, and `*` is none: only statements on everything cover it.
    NeedsOne(&'static Action),
    /// The resource is of another type than the action can use.
    OtherType(&'static Action, String),
}

/// What is odd about asking for an action on a resource, if anything is.
pub fn misfit(action: &ActionName, resource: &str) -> Option<Misfit> {
    let Some(known) = catalog::catalog().action(action.as_str()) else {
        return Some(Misfit::UnknownAction(action.clone()));
    };
    match (known.is_resource_less(), resource) {
        (true, "*") => None,
        (true, _) => Some(Misfit::TakesNone(known)),
        (false, "*") => Some(Misfit::NeedsOne(known)),
        (false, _) => {
            (!fits(known, resource)).then(|| Misfit::OtherType(known, resource.to_owned()))
        }
    }
}

fn fits(action: &'static Action, resource: &str) -> bool {
    let used = |name: &str| action.resource_types().iter().any(|used| used.name() == name);
    // A service that the catalogue does not have cannot be checked.
    catalog::catalog().service(action.service()).is_none_or(|service| {
        service.resource_types_of(resource).iter().any(|kind| used(kind.name()))
    })
}

/// The other types of resource that calls of an action name, as the catalogue has it, when some are
/// named: all have to be allowed (E-60). Only of actions that write: what the catalogue says of
/// those that list and read means one type or the other.
pub fn unnamed(action: &ActionName, resources: &[&str]) -> Vec<&'static str> {
    let Some(known) = catalog::catalog().action(action.as_str()) else { return Vec::new() };
    let writes = [AccessLevel::Write, AccessLevel::PermissionsManagement];
    if !writes.into_iter().any(|level| known.levels().contains(level))
        || !resources.iter().any(|resource| fits(known, resource))
    {
        return Vec::new();
    }
    let service = catalog::catalog().service(action.service());
    let kinds: Vec<&ResourceType> = service
        .into_iter()
        .flat_map(|service| resources.iter().flat_map(|arn| service.resource_types_of(arn)))
        .collect();
    let named = |name: &str| kinds.iter().any(|kind| kind.name() == name);
    let needed = known.resource_types().iter().filter(|used| used.need() == Need::Required);
    needed.map(ResourceUse::name).filter(|name| !named(name)).collect()
}

/// The types of resource that an action can be about, each with the form of an ARN.
pub fn forms(action: &'static Action) -> Vec<(&'static str, &'static ArnForm)> {
    let service = catalog::catalog().service(action.service());
    let of = |used: &ResourceUse| {
        let kind = service.and_then(|service| service.resource_type(used.name()));
        let arns = kind.map(ResourceType::arns).unwrap_or_default().iter();
        let name = used.name();
        arns.map(move |arn| (name, arn)).collect::<Vec<_>>()
    };
    action.resource_types().iter().flat_map(of).collect()
}

/// The services of the resources that an action can be about, its own among them; nothing when they
/// may be of any, as what is backed up.
pub fn services(action: &'static Action) -> Option<Vec<&'static str>> {
    let of_form = |(_, form): (_, &'static ArnForm)| {
        let service = form.text().split(':').nth(2).unwrap_or_default();
        (!service.contains(['$', '*'])).then_some(service)
    };
    let mut found = forms(action).into_iter().map(of_form).collect::<Option<Vec<&str>>>()?;
    found.push(action.service());
    found.sort_unstable();
    found.dedup();
    Some(found)
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = |action: &Action| -> String {
            action.resource_types().iter().map(ResourceUse::name).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::UnknownAction(action) => {
                write!(f, "AWS is not known to have an action {action}")
            }
            Self::TakesNone(action) => {
                let name = action.full_name();
                write!(f, "{name} takes no resource: policies see it as *")
            }
            Self::NeedsOne(action) => write!(
                f,
                "{} works on {}, and * is none: only statements on every resource cover it",
                action.full_name(),
                types(action)
            ),
            Self::OtherType(action, resource) => {
                write!(
                    f,
                    "{} works on {}, and {resource} is none",
                    action.full_name(),
                    types(action)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(action: &str, resource: &str) -> Option<Misfit> {
        misfit(&action.parse().unwrap(), resource)
    }

    #[test]
    fn a_resource_has_a_type_that_the_action_can_use_a_16_a_17() {
        let (bucket, object) = ("arn:aws:s3:::b", "arn:aws:s3:::b/k");
        assert!(odd("s3:GetObject", object).is_none());
        assert!(odd("s3:listbucket", bucket).is_none());
        assert!(odd("ec2:DescribeInstances", "*").is_none());
        assert!(matches!(odd("s3:GetObject", bucket), Some(Misfit::OtherType(..))));
        assert!(matches!(odd("s3:ListBucket", object), Some(Misfit::OtherType(..))));
        assert!(matches!(odd("ec2:DescribeInstances", bucket), Some(Misfit::TakesNone(_))));
        assert!(matches!(odd("s3:GetObject", "*"), Some(Misfit::NeedsOne(_))));
        assert!(matches!(odd("s3:GetObjet", object), Some(Misfit::UnknownAction(_))));
    }

    #[test]
    fn calls_that_name_several_resources_are_known_e_60() {
        let unnamed =
            |action: &str, resources: &[&str]| unnamed(&action.parse().unwrap(), resources);
        let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/*";
        let others = unnamed("ec2:RunInstances", &[instance]);
        assert!(others.contains(&"image") && others.contains(&"subnet"), "{others:?}");
        assert!(!others.contains(&"instance") && !others.contains(&"key-pair"), "{others:?}");
        let image = "arn:aws:ec2:eu-west-1::image/ami-1";
        assert_eq!(unnamed("ec2:RunInstances", &[instance, image]).len() + 1, others.len());
        assert_eq!(unnamed("s3:PutObject", &["arn:aws:s3:::b/k"]), [""; 0]);
        assert_eq!(unnamed("ec2:RunInstances", &["*"]), [""; 0]);
    }

    #[test]
    fn what_is_backed_up_can_be_of_any_service() {
        let services = |action: &str| services(catalog::catalog().action(action).unwrap());
        assert_eq!(services("backup:DeleteRecoveryPoint"), None);
        assert_eq!(services("sqs:SendMessage"), Some(vec!["sqs"]));
        assert_eq!(services("ec2:DescribeInstances"), Some(vec!["ec2"]));
    }

    #[test]
    fn the_forms_of_an_action_are_told() {
        let action = catalog::catalog().action("s3:GetObject").unwrap();
        let of_objects =
            |(kind, arn): &(&str, &ArnForm)| *kind == "object" && arn.text().contains(":s3:::");
        assert!(forms(action).iter().any(of_objects));
    }
}
