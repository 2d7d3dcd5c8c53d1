//! Which resources of the model a principal can touch, and what it can do to them.

use super::{
    Actor, Principal,
    possible::{Possible, Scope, and_below, can},
};
use crate::{
    catalog::{Action, Service, catalog},
    org::{Organization, Resource},
    policy::{ActionName, Arn},
};

/// What a principal can do to a resource or to what belongs to it.
#[derive(Debug, Clone)]
pub struct Touched {
    /// The resource.
    pub resource: Arn,
    /// What it can do there, each with a request that shows it, or with what it hangs on.
    pub actions: Vec<(&'static Action, Possible)>,
}

/// The resources of the model that a principal can do something to, within a scope; nothing when
/// the principal is not there. What it can never do is left out, and so are resources of which
/// nothing remains.
pub fn which_resources(
    organization: &Organization,
    principal: &Principal,
    scope: &Scope,
) -> Option<Vec<Touched>> {
    let actor = Actor::new(organization, principal)?;
    let within = scope.patterns();
    let wanted = |arn: &Arn| {
        within.as_ref().is_none_or(|patterns| patterns.iter().any(|p| p.matches(arn.as_str())))
    };
    let touched = organization
        .resources()
        .iter()
        .filter(|resource| wanted(&resource.arn))
        .map(|resource| touched(organization, &actor, resource, scope))
        .filter(|touched| !touched.actions.is_empty());
    Some(touched.collect())
}

fn touched(
    organization: &Organization,
    actor: &Actor,
    resource: &Resource,
    scope: &Scope,
) -> Touched {
    let wanted = scope.actions();
    let here = Scope {
        resources: and_below(&resource.arn),
        context: scope.context.clone(),
        ..Scope::default()
    };
    let possible = |action: &'static Action| {
        let name: ActionName = action.full_name().parse().ok()?;
        match can(organization, actor, &name, &here) {
            Possible::Never(_) => None,
            possible => Some((action, possible)),
        }
    };
    let service = catalog().service(resource.arn.service());
    let actions = service
        .into_iter()
        .flat_map(Service::actions)
        .filter(|action| !action.is_resource_less())
        .filter(|action| wanted.as_ref().is_none_or(|wanted| wanted.contains(action)))
        .filter_map(possible)
        .collect();
    Touched { resource: resource.arn.clone(), actions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{
        Verdict, decide, principal,
        testing::{self, Dice},
    };

    #[test]
    fn what_can_be_touched_is_touched() {
        let scope = Scope {
            actions: ["s3:GetObject", "s3:ListBucket", "sqs:SendMessage", "kms:Decrypt"]
                .map(str::to_owned)
                .into(),
            ..Scope::default()
        };
        let (mut shown, mut tried) = (0, 0);
        for seed in 0..20 {
            let mut dice = Dice::new(seed);
            let organization = testing::organization(&mut dice);
            let principal = dice.pick(&principal::all(&organization)).clone();
            let found = which_resources(&organization, &principal, &scope).unwrap();
            for (touched, (_, possible)) in
                found.iter().flat_map(|touched| touched.actions.iter().map(move |a| (touched, a)))
            {
                let Possible::Witness(witness) = possible else { continue };
                assert!(witness.request.resource.arn.starts_with(touched.resource.as_str()));
                shown += 1;
            }
            let actor = Actor::new(&organization, &principal).unwrap();
            for _ in 0..200 {
                let action: ActionName = dice.pick(&scope.actions).parse().unwrap();
                let Some((resource, context)) = testing::request(&mut dice, &organization, &action)
                else {
                    continue;
                };
                let Ok(arn) = resource.parse::<Arn>() else { continue };
                if !organization.resources().contains(&arn)
                    || !testing::realistic(&context, &principal)
                {
                    continue;
                }
                let (request, layers) = actor.question(&organization, &action, &resource, &context);
                tried += 1;
                if decide(&request, &layers).verdict == Verdict::Allowed {
                    let told = found
                        .iter()
                        .filter(|touched| touched.resource == arn)
                        .any(|t| t.actions.iter().any(|(a, _)| a.full_name() == action.as_str()));
                    assert!(told, "seed {seed}: {principal} {action} on {resource}");
                }
            }
        }
        assert!(shown > 10 && tried > 50, "{shown} {tried}");
    }
}
