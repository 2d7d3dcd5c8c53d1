//! Permission sets and their content (J-24 to J-29).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::set_id;
use crate::exchange::aws_cli::{
    documents::Text,
    dump::{Answer, Dump},
    lenient::{Field, List},
    report::ImportReport,
    tags::Tag,
    time::Span,
};
use crate::org::{
    BoundaryReference, CustomerPolicyReference, IamPath, PermissionSet, PermissionSetId, Tags,
};
use crate::policy::Arn;

type Sets = BTreeMap<PermissionSetId, PermissionSet>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    permission_set_arn: Arn,
    name: String,
    #[serde(default)]
    description: Field<String>,
    #[serde(default)]
    session_duration: Field<Span>,
    #[serde(default)]
    relay_state: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Managed {
    arn: Arn,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reference {
    name: String,
    #[serde(default)]
    path: Field<IamPath>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InlinePolicy {
    inline_policy: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    #[serde(default)]
    managed_policy_arn: Field<Arn>,
    #[serde(default)]
    customer_managed_policy_reference: Field<Reference>,
}

/// One hour, as for sets whose duration was never chosen (I-2).
const DEFAULT_SESSION: Span = Span(3600);

pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Sets {
    let mut sets = described(dump, report);
    tell_undescribed(dump, &sets, report);
    for answer in dump.take("sso-admin", "list-managed-policies-in-permission-set", report) {
        let Some(set) = subject(&answer, &mut sets, report) else { continue };
        answer.each::<Managed>("AttachedManagedPolicies", report, |policy, _| {
            if !set.managed.contains(&policy.arn) {
                set.managed.push(policy.arn);
            }
        });
    }
    let operation = "list-customer-managed-policy-references-in-permission-set";
    for answer in dump.take("sso-admin", operation, report) {
        let Some(set) = subject(&answer, &mut sets, report) else { continue };
        answer.each::<Reference>("CustomerManagedPolicyReferences", report, |it, reading| {
            let path = reading.field("Path", it.path).unwrap_or_default();
            let reference = CustomerPolicyReference { name: it.name, path };
            if !set.customer.contains(&reference) {
                set.customer.push(reference);
            }
        });
    }
    for answer in dump.take("sso-admin", "get-inline-policy-for-permission-set", report) {
        let Some(set) = subject(&answer, &mut sets, report) else { continue };
        if let Some(policy) = answer.whole::<InlinePolicy>(report) {
            set.inline = policy.inline_policy.0;
        }
    }
    for answer in dump.take("sso-admin", "get-permissions-boundary-for-permission-set", report) {
        let Some(set) = subject(&answer, &mut sets, report) else { continue };
        set.boundary = boundary(&answer, report);
    }
    for answer in dump.take("sso-admin", "list-tags-for-resource", report) {
        let Some(arn) = answer.about::<Arn>("resource-arn", report) else { continue };
        let Some(set) = set_id(&arn).ok().and_then(|id| sets.get_mut(&id)) else { continue };
        let Some(list) = answer.one::<List<Tag>>("Tags", report) else { continue };
        set.tags = answer.reading(report).tags("Tags", list);
    }
    sets
}

fn described(dump: &mut Dump, report: &mut ImportReport) -> Sets {
    let mut sets = Sets::new();
    for answer in dump.take("sso-admin", "describe-permission-set", report) {
        let Some(shape) = answer.one::<Shape>("PermissionSet", report) else { continue };
        let id = match set_id(&shape.permission_set_arn) {
            Ok(id) => id,
            Err(why) => {
                report.skipped(&answer.file, why);
                continue;
            }
        };
        let reading = &mut answer.reading(report);
        let set = PermissionSet {
            id: id.clone(),
            name: shape.name,
            description: reading.field("Description", shape.description).unwrap_or_default(),
            session: reading
                .field("SessionDuration", shape.session_duration)
                .unwrap_or(DEFAULT_SESSION)
                .0,
            relay_state: reading.field("RelayState", shape.relay_state),
            managed: Vec::new(),
            customer: Vec::new(),
            inline: None,
            boundary: None,
            tags: Tags::default(),
        };
        sets.insert(id, set);
    }
    sets
}

fn tell_undescribed(dump: &mut Dump, sets: &Sets, report: &mut ImportReport) {
    let mut told = BTreeSet::new();
    for answer in dump.take("sso-admin", "list-permission-sets", report) {
        answer.each::<Arn>("PermissionSets", report, |arn, reading| match set_id(&arn) {
            Ok(id) if !sets.contains_key(&id) && told.insert(id.clone()) => {
                reading.skip(format_args!(
                    "no answer describes the permission set {id}: add `aws sso-admin \
                     describe-permission-set --instance-arn … --permission-set-arn {arn}`"
                ));
            }
            Ok(_) => {}
            Err(why) => reading.skip(why),
        });
    }
}

/// The permission set that an answer is about.
fn subject<'a>(
    answer: &Answer,
    sets: &'a mut Sets,
    report: &mut ImportReport,
) -> Option<&'a mut PermissionSet> {
    let arn = answer.about::<Arn>("permission-set-arn", report)?;
    let id = set_id(&arn).map_err(|why| report.skipped(&answer.file, why)).ok()?;
    let set = sets.get_mut(&id);
    if set.is_none() {
        report.skipped(&answer.file, format_args!("no answer describes the permission set {id}"));
    }
    set
}

fn boundary(answer: &Answer, report: &mut ImportReport) -> Option<BoundaryReference> {
    let shape = answer.one::<Boundary>("PermissionsBoundary", report)?;
    let reading = &mut answer.reading(report);
    if let Some(arn) = reading.field("ManagedPolicyArn", shape.managed_policy_arn) {
        return Some(BoundaryReference::Managed(arn));
    }
    let reference =
        reading.field("CustomerManagedPolicyReference", shape.customer_managed_policy_reference)?;
    let path = reading.field("Path", reference.path).unwrap_or_default();
    Some(BoundaryReference::Customer(CustomerPolicyReference { name: reference.name, path }))
}
