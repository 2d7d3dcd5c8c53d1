//! Effective permissions against single decisions: where they say allowed or denied for every
//! resource, the plain evaluator has to agree on any one, over the whole demo organization.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test binary")]

use bailiwick::{
    access::{
        self, Access, Actor, Hinge, Principal, Verdict, decide, effective, principal, question,
    },
    catalog::{self, Action, catalog},
    exchange::{demo, native},
    org::{AccountId, Change, Organization, Role},
    policy::{Context, Unmentioned},
};

fn kestrel() -> Organization {
    native::read(&demo::files()).unwrap().organization
}

/// An ARN that an action can be about, in an account; none when it has no resource type.
fn resource(action: &Action, account: &str) -> String {
    let Some(used) = action.resource_types().first() else { return "*".to_owned() };
    let service = catalog().service(action.service()).unwrap();
    let Some(form) = service.resource_type(used.name()).and_then(|t| t.arns().first()) else {
        return "*".to_owned();
    };
    let mut text = String::new();
    let mut rest = form.text();
    while let Some(at) = rest.find("${") {
        let end = rest[at..].find('}').unwrap();
        text.push_str(&rest[..at]);
        text.push_str(match &rest[at + 2..at + end] {
            "Partition" => "aws",
            "Account" => account,
            "Region" => "eu-west-1",
            _ => "sample-7",
        });
        rest = &rest[at + end + 1..];
    }
    text.push_str(&rest.replace('*', "sample"));
    text
}

/// Whether an ARN tells the region of the request.
fn regional(arn: &str) -> bool {
    arn.split(':').nth(3).is_some_and(|region| !region.is_empty())
}

#[test]
fn what_holds_for_every_resource_holds_for_one() {
    let organization = kestrel();
    let context = Context::new(Unmentioned::Unknown);
    let everyone = principal::all(&organization);
    let sampled: Vec<&Principal> = everyone.iter().step_by(67).collect();
    let mut compared = 0;
    for (number, principal) in sampled.iter().enumerate() {
        let account = principal.account().unwrap().to_string();
        let effective = effective(&organization, principal, &context).unwrap();
        for (action, access) in effective.iter().skip(number % 53).step_by(53) {
            let name = action.full_name().parse().unwrap();
            let on = resource(action, &account);
            let (request, layers) =
                question(&organization, principal, &name, &on, &context).unwrap();
            let decision = decide(&request, &layers);
            // What the model does not hold may hold surprises; effective speaks of the model.
            let surprise = |hinge: &Hinge| matches!(hinge, Hinge::MissingPolicy(_));
            if decision.hinges.iter().any(surprise) {
                continue;
            }
            let verdict = decision.verdict;
            let agrees = match access {
                Access::Allowed => verdict == Verdict::Allowed,
                Access::Denied => verdict.is_denied(),
                // What is surely allowed somewhere does not hang on the context everywhere, but for
                // the region, which an ARN may tell.
                Access::Conditional | Access::Unknown => {
                    verdict != Verdict::Allowed || regional(&on)
                }
                Access::Partial => true,
            };
            assert!(agrees, "{principal}: {name} on {on} is {access:?} and {verdict:?}");
            compared += 1;
        }
    }
    assert!(compared > 2_000, "only {compared} compared");
}

#[test]
fn a_reason_is_given_for_every_answer() {
    let organization = kestrel();
    let context = Context::new(Unmentioned::Unknown);
    let amara = Principal::find(&organization, "amara/sbx-amara").unwrap();
    let invoke = catalog().action("bedrock:InvokeModel").unwrap();
    let actor = Actor::new(&organization, &amara).unwrap();
    let why = access::effective::why(&organization, &actor, invoke, &context);
    assert_eq!(why.access, Access::Denied);
    let (layer, target) = why.silent.unwrap();
    assert_eq!((layer, target.as_deref()), (access::LayerKind::Scp, Some("/Sandbox")));
}

#[test]
fn what_a_public_bucket_grants_counts_for_strangers_too() {
    let organization = kestrel();
    let get = catalog().action("s3:GetObject").unwrap();
    let unknown = Context::new(Unmentioned::Unknown);
    let found = effective(&organization, &Principal::Anonymous, &unknown).unwrap();
    assert_eq!(found.access(get), Access::Partial);
    let on = |name: &str| {
        let held = found.on_held(get).iter().find(|on| on.resource.contains(name));
        held.map(|on| on.access)
    };
    // Every object of it, and of nobody else's bucket.
    assert_eq!(on("erp-invoices"), Some(Access::Allowed));
    // The same policy, under an RCP.
    assert_eq!(on("booking-invoices"), Some(Access::Denied));
    assert_eq!((found.funnel.granted, found.funnel.by_resources), (0, found.funnel.left));
}

/// A role of an account that customers may change.
fn plain_role(organization: &Organization, account: AccountId) -> &Role {
    organization.roles_in(account).find(|role| role.path.to_string() == "/").unwrap()
}

/// Every so many-th AWS managed policy, where no SCP binds its role and under a stack of them.
#[test]
fn nothing_that_a_managed_policy_gives_is_unknown() {
    let organization = kestrel();
    let management = organization.foundation().management;
    let prod = |name: &str| organization.accounts().iter().find(|it| it.name == name).unwrap().id;
    for account in [management, prod("booking-prod")] {
        for policy in catalog::managed_policies().iter().step_by(97) {
            let mut role = plain_role(&organization, account).clone();
            role.policies.inline.clear();
            role.policies.managed = vec![policy.arn().parse().unwrap()];
            role.boundary = None;
            let principal = Principal::Role(account, role.name.clone());
            let change = Change::PutRole { role: Box::new(role) };
            let organization = organization.apply(&change).unwrap().organization;
            let context = Context::new(Unmentioned::Unknown);
            let found = effective(&organization, &principal, &context).unwrap();
            let mut cells = found.iter().flat_map(|(action, _)| found.by_type(action));
            let unknown = cells.find(|(_, access)| *access == Access::Unknown);
            assert_eq!(unknown, None, "{} in {account}: {:?}", policy.name(), found.causes);
        }
    }
}
