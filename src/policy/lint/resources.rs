//! Checks of resources: the form of ARNs, and whether the actions and the resources of a statement
//! have anything to do with each other.

use std::collections::HashSet;

use super::{
    Kind,
    check::family,
    finding::Findings,
    forms::{Form, forms_but_for_place, forms_of},
    subject::{Actions, Resources, Scope, Subject},
};
use crate::{
    catalog::{Action, catalog},
    policy::{
        action::Polarity,
        resource::{ResourceElement, ResourcePattern},
    },
};

family! {
    INVALID_ARN_PREFIX: Error AccessAnalyzer {
        "Resource that is no ARN"
        why "A resource is an ARN, which begins with `arn:`, or `*`. Anything else matches nothing."
        mend "Write the ARN of the resource, or `*`."
    }
    MISSING_ARN_FIELD: Error AccessAnalyzer {
        "ARN with parts missing"
        why "This kind of policy takes whole ARNs: arn:partition:service:region:account:resource. Parts may be empty, but their colons are there."
        mend "Write all six parts."
    }
    INCOMPLETE_ARN: Warning Own {
        "ARN with parts missing"
        why "In policies of identities every part that is missing is read as `*`, which is seldom meant; in policies of resources such an ARN matches nothing unless it ends in `*`."
        mend "Write all six parts."
    }
    INVALID_PARTITION: Error AccessAnalyzer {
        "Unknown partition"
        why "AWS has the partitions aws, aws-cn, aws-us-gov and a few closed ones. ARNs of others do not exist."
        mend "Write the partition of the resource."
    }
    INVALID_SERVICE: Error AccessAnalyzer {
        "Unknown service in an ARN"
        why "No resource has an ARN with this service, so that nothing matches."
        mend "Write the service as it stands in ARNs of the resource."
    }
    INVALID_ARN_SERVICE_CASE: Error AccessAnalyzer {
        "Service of an ARN in the wrong case"
        why "The case counts in ARNs, and services are written in lower case."
        mend "Write the service in lower case."
    }
    WILDCARD_IN_ARN_SERVICE: Error Own {
        "Wildcard for the service of an ARN"
        why "The service of an ARN takes no wildcard: the pattern matches nothing."
        mend "Write one ARN for each service, or `*`."
    }
    INVALID_ARN_REGION: Error AccessAnalyzer {
        "Region that is none"
        why "This is not the form of a region, so that nothing matches."
        mend "Write a region such as eu-west-1, or `*`."
    }
    INVALID_ARN_ACCOUNT: Error AccessAnalyzer {
        "Account that is none"
        why "Accounts have twelve digits, leading zeros among them."
        mend "Write the twelve digits, or `*`."
    }
    INVALID_ARN_RESOURCE: Error AccessAnalyzer {
        "ARN that no resource of the service has"
        why "The ARN has none of the forms that ARNs of the service have, so that it matches nothing."
        mend "Write the ARN in a form that the Service Authorization Reference gives for the service."
    }
    ARN_REGION_NOT_ALLOWED: Error AccessAnalyzer {
        "Region in an ARN that has none"
        why "ARNs of this resource leave the region empty, so that nothing matches."
        mend "Leave the region empty."
    }
    ARN_ACCOUNT_NOT_ALLOWED: Error AccessAnalyzer {
        "Account in an ARN that has none"
        why "ARNs of this resource leave the account empty, so that nothing matches."
        mend "Leave the account empty."
    }
    MISSING_ARN_REGION: Error AccessAnalyzer {
        "No region in an ARN that has one"
        why "ARNs of this resource tell their region, so that a pattern without one matches nothing."
        mend "Write the region, or `*`."
    }
    MISSING_ARN_ACCOUNT: Error AccessAnalyzer {
        "No account in an ARN that has one"
        why "ARNs of this resource tell their account, so that a pattern without one matches nothing."
        mend "Write the account, or `*`."
    }
    ACTION_NEEDS_ALL_RESOURCES: Warning Own {
        "Action that works on `*` alone"
        why "The action works on no resource of its own. Its requests name the resource `*`, which no ARN matches: for this action the statement has no effect, neither as Allow nor as Deny."
        mend "Put the action into a statement with \"Resource\": \"*\"."
    }
    ACTION_FITS_NO_RESOURCE: Warning Own {
        "Action that can use none of the resources"
        why "None of the listed resources is of a type that the action works on, such as s3:GetObject, which reads objects, with the ARN of a bucket. For this action the statement has no effect."
        mend "Add the resource that the action works on, or move the action to another statement."
    }
    RESOURCE_FITS_NO_ACTION: Warning Own {
        "Resource that none of the actions can use"
        why "None of the listed actions works on resources of this type, so that naming it has no effect."
        mend "Add the action that was meant, or remove the resource."
    }
    ALLOW_WITH_NOT_RESOURCE: Warning Own {
        "Allow with NotResource"
        why "It allows the actions on everything but what is listed: on resources of other services, on those that come later, and where there is no resource at all."
        mend "List the resources that are meant, or allow all and deny some."
    }
}

/// Looks at the resources.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        for resources in &scope.resources {
            arn(resources, subject.kind, found);
        }
        fitting(scope, found);
        if let Some(element) = &scope.statement.resource
            && subject.kind.grants()
            && scope.allows()
            && element.polarity == Polarity::Excepted
        {
            let message = "the actions are allowed on everything but these";
            found.add(&ALLOW_WITH_NOT_RESOURCE, element.span, message);
        }
    }
}

/// The form of an ARN.
fn arn(resources: &Resources<'_>, kind: Kind, found: &mut Findings) {
    let ResourcePattern { text, span, .. } = resources.pattern;
    if resources.pattern.is_everything() {
        return;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if parts[0] != "arn" {
        found.add(&INVALID_ARN_PREFIX, *span, format!("`{text}` is no ARN"));
        return;
    }
    partition_and_service(&parts, resources, found);
    // Variables hold colons themselves; before the resource they are told by their own family.
    if parts.iter().take(5).any(|part| part.contains("${")) {
        return;
    }
    let [_, _, service, region, account, resource] = parts[..] else {
        let check = if kind == Kind::Session { &MISSING_ARN_FIELD } else { &INCOMPLETE_ARN };
        let organizations = matches!(kind, Kind::ServiceControl | Kind::ResourceControl);
        if !organizations && !text.ends_with('*') {
            found.add(check, *span, format!("`{text}` has {} of six parts", parts.len()));
        }
        return;
    };
    let runs = |part: &str| part.ends_with('*');
    if !region_like(region) {
        found.add(&INVALID_ARN_REGION, *span, format!("`{region}` is no region"));
        return;
    }
    let digits = !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit());
    if !account_like(account) && (digits || !runs(region)) {
        found.add(&INVALID_ARN_ACCOUNT, *span, format!("`{account}` is no account"));
        return;
    }
    if !resources.forms.is_empty() || forms_of(service).is_none() {
        return;
    }
    misfit(resources.pattern, region, account, resource, found);
}

fn partition_and_service(parts: &[&str], resources: &Resources<'_>, found: &mut Findings) {
    let span = resources.pattern.span;
    if let Some(partition) = parts.get(1).filter(|it| !partition_like(it)) {
        found.add(&INVALID_PARTITION, span, format!("there is no partition `{partition}`"));
    }
    let Some(service) = parts.get(2).filter(|it| !it.contains("${")) else { return };
    let known = |it: &str| {
        forms_of(it).is_some() || catalog().service(it).is_some_and(|known| known.prefix() == it)
    };
    if service.contains(['*', '?']) {
        let last = parts.len() == 3;
        if !(last && service.ends_with('*')) {
            let message = format!("`{service}` stands where a service has to");
            found.add(&WILDCARD_IN_ARN_SERVICE, span, message);
        }
    } else if !known(service) {
        let lower = service.to_ascii_lowercase();
        if lower != **service && known(&lower) {
            let message = format!("write `{lower}` and not `{service}`");
            found.add(&INVALID_ARN_SERVICE_CASE, span, message);
        } else {
            let message = format!("no resource has an ARN with the service `{service}`");
            found.add(&INVALID_SERVICE, span, message);
        }
    }
}

/// What keeps an ARN from having a form of its service.
fn misfit(
    pattern: &ResourcePattern,
    region: &str,
    account: &str,
    resource: &str,
    found: &mut Findings,
) {
    let forms = forms_but_for_place(&pattern.text);
    let like = |form: &&Form| form.text.splitn(3, ':').nth(2).unwrap_or(form.text).to_owned();
    let Some(one) = forms.first() else {
        let message = format!("`{resource}` is no resource of this service");
        found.add(&INVALID_ARN_RESOURCE, pattern.span, message);
        return;
    };
    let all = |test: fn(&Form) -> bool| forms.iter().all(|form| test(form));
    let (check, what) = if all(|form| !form.has_region()) && !region.is_empty() {
        (&ARN_REGION_NOT_ALLOWED, "region has to be empty")
    } else if all(|form| !form.has_account()) && !account.is_empty() {
        (&ARN_ACCOUNT_NOT_ALLOWED, "account has to be empty")
    } else if all(Form::has_region) && region.is_empty() {
        (&MISSING_ARN_REGION, "region is missing")
    } else if all(Form::has_account) && account.is_empty() {
        (&MISSING_ARN_ACCOUNT, "account is missing")
    } else {
        (&INVALID_ARN_RESOURCE, "parts do not fit together")
    };
    found.add(check, pattern.span, format!("its {what}: it has the form {}", like(one)));
}

fn open(part: &str) -> bool {
    part.contains(['*', '?'])
}

fn partition_like(partition: &str) -> bool {
    const KNOWN: [&str; 8] = [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
    ];
    open(partition) || KNOWN.contains(&partition)
}

/// Whether it is empty, open, or of the form `eu-west-1`, `us-gov-east-1`.
fn region_like(region: &str) -> bool {
    let mut parts = region.split('-').rev();
    let number = parts.next().is_some_and(|it| it.len() == 1 && it.as_bytes()[0].is_ascii_digit());
    let words: Vec<&str> = parts.collect();
    let worded = words.iter().all(|it| it.len() > 1 && it.bytes().all(|b| b.is_ascii_lowercase()));
    region.is_empty() || open(region) || (number && words.len() >= 2 && worded)
}

/// Whether it is empty, open, twelve digits, or AWS itself.
fn account_like(account: &str) -> bool {
    let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    account.is_empty()
        || open(account)
        || digits
        || matches!(account, "aws" | "cloudfront" | "amazon")
}

/// A type of resource, by the service whose actions use it.
type Type = (&'static str, &'static str);

/// Whether actions and resources of a statement fit.
fn fitting(scope: &Scope<'_>, found: &mut Findings) {
    let listed = |it: &ResourceElement| it.polarity == Polarity::Listed && !it.patterns.is_empty();
    let listed = scope.statement.resource.as_ref().is_some_and(listed);
    let understood = scope.resources.iter().all(|each| !each.forms.is_empty());
    if !listed || !understood || scope.every_resource() {
        return;
    }
    let kind = |form: &&Form| (form.service.prefix(), form.kind.name());
    let offered: HashSet<Type> =
        scope.resources.iter().flat_map(|each| &each.forms).copied().map(|f| kind(&f)).collect();
    if scope.lists_actions() {
        scope.actions.iter().for_each(|actions| dead_action(actions, &offered, found));
    }
    if !scope.actions_known() {
        return;
    }
    let wanted: HashSet<Type> = scope.matched().flat_map(types).collect();
    for each in &scope.resources {
        if !each.forms.iter().any(|form| wanted.contains(&kind(form))) {
            let name = each.forms.first().map_or("", |form| form.kind.name());
            let message = format!("no action here works on resources of this type, {name}");
            found.add(&RESOURCE_FITS_NO_ACTION, each.pattern.span, message);
        }
    }
}

fn types(action: &'static Action) -> impl Iterator<Item = Type> {
    action.resource_types().iter().map(|each| (action.service(), each.name()))
}

fn dead_action(actions: &Actions<'_>, offered: &HashSet<Type>, found: &mut Findings) {
    let Actions { pattern, matched, .. } = actions;
    // `s3:ListAllMyBuckets` is seen to be decided on `arn:aws:s3:::*`.
    let lives = |action: &&'static Action| {
        types(action).any(|kind| offered.contains(&kind))
            || action.full_name() == "s3:ListAllMyBuckets"
    };
    if matched.is_empty() || matched.iter().any(lives) {
        return;
    }
    if matched.iter().all(|action| action.is_resource_less()) {
        let message = format!("`{}` works on `*` alone, which is not listed", pattern.text);
        found.add(&ACTION_NEEDS_ALL_RESOURCES, pattern.span, message);
        return;
    }
    let mut wanted: Vec<&str> =
        matched.iter().flat_map(|it| types(it)).map(|(_, name)| name).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted.truncate(3);
    let wanted = wanted.join(", ");
    let message = format!("`{}` works on {wanted}, and none is listed", pattern.text);
    found.add(&ACTION_FITS_NO_RESOURCE, pattern.span, message);
}
