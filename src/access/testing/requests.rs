//! Random requests: what an adversary of a "never" would try.

use super::{
    Dice,
    words::{GIVEN, RESOURCE_PATTERNS, RESOURCES},
};
use crate::{
    access::{Principal, derive, special},
    catalog::catalog,
    org::Organization,
    policy::{ActionName, Context, ContextValue},
};

/// A resource and a context for an action: a resource that it can be about, half of the time made from
/// a pattern of the policies, and keys that it can carry, in combinations that can be real.
pub fn request(
    dice: &mut Dice,
    organization: &Organization,
    action: &ActionName,
) -> Option<(String, Context)> {
    let resource = if dice.one_in(2) {
        (*dice.pick(&RESOURCES)).to_owned()
    } else {
        let pattern = *dice.pick(&RESOURCE_PATTERNS);
        matched(pattern, dice)
    };
    if !fits(action, &resource) {
        return None;
    }
    let mut context = context(dice, action, &resource);
    // The tags of what the model holds are as the model has them.
    let held = resource.parse().is_ok_and(|arn| organization.resources().contains(&arn));
    if held || resource == "*" || special::is_identity(&resource) {
        context.forget("aws:ResourceTag/team");
        context.forget("ec2:ResourceTag/team");
    }
    Some((resource, context))
}

/// A resource that a pattern of the policies matches, or nearly.
fn matched(pattern: &str, dice: &mut Dice) -> String {
    let fillings: [&[&str]; 6] = [
        &["arn"],
        &["aws"],
        &["s3", "ec2", "sqs"],
        &["eu-west-1", "us-east-1"],
        &["222222222222", "333333333333"],
        &["", "x", "data", "secret", "app", "red", "a/b", "orders/index/i", "f:1", "i-1b"],
    ];
    let mut parts = pattern.splitn(6, ':').zip(fillings).map(|(part, fillings)| {
        let mut text = String::new();
        let mut rest = part;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '*' => text.push_str(dice.pick::<&str>(fillings)),
                '?' => text.push(*dice.pick(&['u', 'e', 'p'])),
                '$' if rest.starts_with('{') => {
                    text.push_str(
                        dice.pick::<&str>(&["red", "blue", "ann", "app", "vpc-1", "none"]),
                    );
                    rest = rest.split_once('}').map_or("", |(_, after)| after);
                }
                c => text.push(c),
            }
        }
        text
    });
    let first = parts.next().unwrap();
    parts.fold(first, |whole, part| format!("{whole}:{part}"))
}

fn fits(action: &ActionName, resource: &str) -> bool {
    let Some(known) = catalog().action(action.as_str()) else { return true };
    if known.is_resource_less() || action.lower() == "s3:listallmybuckets" {
        return resource == "*";
    }
    let service = catalog().service(action.service()).unwrap();
    let types = service.resource_types_of(resource);
    known.resource_types().iter().any(|used| types.iter().any(|kind| kind.name() == used.name()))
}

fn context(dice: &mut Dice, action: &ActionName, resource: &str) -> Context {
    let mut context = Context::default();
    for (key, values) in GIVEN {
        let value = *dice.pick(values);
        let regional = resource.split(':').nth(3).is_some_and(|region| !region.is_empty());
        let follows = key == "aws:RequestedRegion"
            && (regional || crate::catalog::home_region(action.service()).is_some());
        if dice.one_in(2) || special::never_carried(action, key) || follows {
            continue;
        }
        if derive::is_multivalued(key) {
            context.set(key, ContextValue::Many(vec![value.to_owned()]));
        } else {
            context.set(key, value);
        }
    }
    mend(&mut context, action, dice);
    context
}

/// Makes keys that belong together agree.
fn mend(context: &mut Context, action: &ActionName, dice: &mut Dice) {
    if context.mentions("aws:SourceIp") {
        context.forget("aws:SourceVpce");
        context.forget("aws:SourceVpc");
    }
    if context.mentions("aws:MultiFactorAuthAge") {
        context.set("aws:MultiFactorAuthPresent", "true");
    }
    if context.mentions("aws:MultiFactorAuthPresent") {
        context.set("aws:TokenIssueTime", "2026-01-01T00:00:00Z");
    } else {
        context.forget("aws:TokenIssueTime");
    }
    if context.mentions("aws:CalledVia") || context.mentions("kms:ViaService") {
        context.set("aws:ViaAWSService", "true");
    }
    if !context.mentions("aws:CurrentTime") {
        context.set("aws:CurrentTime", "2026-02-01T00:00:00Z");
    }
    let mut tags: Vec<String> = Vec::new();
    for tag in ["team", "env"] {
        if context.mentions(&format!("aws:RequestTag/{tag}")) {
            tags.push(tag.to_owned());
        }
    }
    if dice.one_in(6) && !special::never_carried(action, "aws:TagKeys") {
        context.set("aws:RequestTag/secret", "x");
        tags.push("secret".to_owned());
    }
    if !tags.is_empty() && !special::never_carried(action, "aws:TagKeys") {
        context.set("aws:TagKeys", ContextValue::Many(tags));
    }
}

/// Whether a principal can make a request in a context: keys that only services bring along are
/// theirs, and whoever came through SAML has no second factor that AWS knows of (K-3).
pub fn realistic(context: &Context, principal: &Principal) -> bool {
    let service = matches!(principal, Principal::Service(_));
    let assigned = match principal {
        Principal::Assigned { .. } => true,
        Principal::Role(_, name) => name.as_str().starts_with("AWSReservedSSO_"),
        _ => false,
    };
    (service || !context.mentions("aws:SourceAccount"))
        && !(assigned && context.mentions("aws:MultiFactorAuthPresent"))
}
