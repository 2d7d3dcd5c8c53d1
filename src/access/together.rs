//! Calls that ask for several things: `ec2:RunInstances` for an instance, its subnet and its image,
//! many with `iam:PassRole` beside them. Each is decided by itself, with the keys of its own
//! resource, and all have to be allowed (M-1, E-60).

use super::{Decision, Layers, Request, Verdict, decide};
use crate::{
    catalog::{ResourceType, Service, catalog},
    policy::Context,
};

/// Decides everything that one call asks for.
pub fn decide_all(mut questions: Vec<(Request, Layers)>) -> Vec<(Request, Decision)> {
    if questions.len() > 1 {
        for (request, _) in &mut questions {
            leave_to_others(&mut request.context, request.action.as_str(), &request.resource.arn);
        }
    }
    let decided = |(request, layers): (Request, Layers)| {
        let decision = decide(&request, &layers);
        (request, decision)
    };
    questions.into_iter().map(decided).collect()
}

/// What keeps a call from succeeding: the first explicit deny, else the first implicit one, else the
/// first that hangs on something. Nothing when all is allowed.
pub fn obstacle(decided: &[(Request, Decision)]) -> Option<&(Request, Decision)> {
    let first = |verdict| decided.iter().find(|(_, decision)| decision.verdict == verdict);
    [Verdict::ExplicitDeny, Verdict::ImplicitDeny, Verdict::Conditional].into_iter().find_map(first)
}

/// Takes keys away that, as the catalogue has it, only other resources of the call bring along: the
/// type of the instance is not known where its subnet is asked for.
fn leave_to_others(context: &mut Context, action: &str, arn: &str) {
    let Some(action) = catalog().action(action) else { return };
    let Some(service) = catalog().service(action.service()) else { return };
    let kinds = service.resource_types_of(arn);
    let is_own = |name: &str| kinds.iter().any(|kind| kind.name() == name);
    let (own, others): (Vec<_>, Vec<_>) =
        action.resource_types().iter().partition(|used| is_own(used.name()));
    if own.is_empty() {
        return;
    }
    // What a type can have with some action is a guess, for where nothing is said of this one.
    let of_kinds = kinds.iter().flat_map(|kind| ResourceType::condition_keys(kind));
    let told: Vec<&str> = own.iter().flat_map(|used| used.condition_keys()).copied().collect();
    let told = if told.is_empty() { of_kinds.copied().collect() } else { told };
    let own: Vec<&str> = told.into_iter().chain(action.condition_keys().iter().copied()).collect();
    let others: Vec<&str> = others.iter().flat_map(|used| used.condition_keys()).copied().collect();
    let left = |key: &str| !any_covers(service, &own, key) && any_covers(service, &others, key);
    let given = context.iter().map(|(key, _)| key);
    let named = others.iter().copied().filter(|name| !name.contains(['$', '<']));
    let left: Vec<String> = given.chain(named).filter(|key| left(key)).map(str::to_owned).collect();
    for key in left {
        context.set_absent(&key);
    }
}

fn any_covers(service: &Service, names: &[&str], key: &str) -> bool {
    let covers = |name: &&str| service.condition_key(name).is_some_and(|known| known.covers(key));
    names.iter().any(covers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Lookup, Unmentioned};

    #[test]
    fn a_resource_has_no_keys_of_its_fellows_e_60() {
        let asked = |resource: &str| {
            let arn = format!("arn:aws:ec2:eu-west-1:{resource}");
            let mut context = Context::new(Unmentioned::Unknown);
            context.set("ec2:InstanceType", "t3.micro");
            context.set("aws:RequestTag/team", "a");
            context.set("aws:SourceIp", "203.0.113.7");
            leave_to_others(&mut context, "ec2:RunInstances", &arn);
            context
        };
        let instance = asked("111111111111:instance/*");
        assert!(matches!(instance.get("ec2:InstanceType"), Lookup::Present(_)));
        assert!(matches!(instance.get("aws:RequestTag/team"), Lookup::Present(_)));
        assert_eq!(instance.get("ec2:ImageType"), Lookup::Absent);
        let image = asked(":image/ami-1");
        assert_eq!(image.get("ec2:InstanceType"), Lookup::Absent);
        assert_eq!(image.get("aws:RequestTag/team"), Lookup::Absent);
        assert_eq!(image.get("ec2:ImageType"), Lookup::Unknown);
        assert!(matches!(image.get("aws:SourceIp"), Lookup::Present(_)));
        let other = asked("111111111111:no-such-type/x");
        assert!(matches!(other.get("ec2:InstanceType"), Lookup::Present(_)));
    }
}
