//! `kms`: keys, their policies and grants (Z-20 to Z-24).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{PolicyAnswer, Shelf};
use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::{Field, List, Reading},
    report::ImportReport,
    time::Moment,
};
use crate::org::{AccountId, GrantConstraint, KeyGrant, Resource, Tags};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    key_arn: Arn,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    arn: Arn,
    #[serde(default)]
    creation_date: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GrantShape {
    grant_id: String,
    grantee_principal: String,
    #[serde(default)]
    operations: List<String>,
    #[serde(default)]
    retiring_principal: Field<String>,
    #[serde(default)]
    constraints: Field<Constraints>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Constraints {
    encryption_context_equals: Option<BTreeMap<String, String>>,
    encryption_context_subset: Option<BTreeMap<String, String>>,
}

/// Reads keys.
pub(super) fn read(dump: &mut Dump, partition: &str, shelf: &mut Shelf, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("kms", "list-keys", report) {
        answer.each::<Key>("Keys", report, |key, _| {
            shelf.at(key.key_arn, account);
        });
    }
    for (account, answer) in dump.take_by_account("kms", "describe-key", report) {
        let Some(metadata) = answer.one::<Metadata>("KeyMetadata", report) else { continue };
        let created = answer.reading(report).field("CreationDate", metadata.creation_date);
        shelf.at(metadata.arn, account).created = created.map(|at| at.0);
    }
    for (account, answer) in dump.take_by_account("kms", "get-key-policy", report) {
        let Some(key) = subject(&answer, account, partition, shelf, report) else { continue };
        if let Some(found) = answer.whole::<PolicyAnswer>(report) {
            key.policy = found.policy.0;
        }
    }
    for (account, answer) in dump.take_by_account("kms", "list-grants", report) {
        let Some(key) = subject(&answer, account, partition, shelf, report) else { continue };
        answer.each::<GrantShape>("Grants", report, |shape, reading| {
            let grant = grant(shape, reading);
            if key.grants.iter().all(|known| known.id != grant.id) {
                key.grants.push(grant);
            }
        });
    }
}

/// The key that an answer is about, named by its ARN or by its id.
fn subject<'a>(
    answer: &Answer,
    account: AccountId,
    partition: &str,
    shelf: &'a mut Shelf,
    report: &mut ImportReport,
) -> Option<&'a mut Resource> {
    let name = answer.about::<String>("key-id", report)?;
    let regional = || {
        let region = answer.option("region")?;
        format!("arn:{partition}:kms:{region}:{account}:key/{name}").parse().ok()
    };
    let known = || shelf.find(account, "kms", &format!("key/{name}"));
    let arn: Option<Arn> = name.parse().ok().or_else(known).or_else(regional);
    if arn.is_none() {
        report.skipped(
            &answer.file,
            format_args!("no answer tells the region of the key `{name}`: add `aws kms list-keys`"),
        );
    }
    Some(shelf.at(arn?, account))
}

fn grant(shape: GrantShape, reading: &mut Reading<'_>) -> KeyGrant {
    let constraints = reading.field("Constraints", shape.constraints);
    let constraint = constraints.and_then(|it| {
        let equals = it.encryption_context_equals.map(|pairs| GrantConstraint::Equals(Tags(pairs)));
        let includes =
            it.encryption_context_subset.map(|pairs| GrantConstraint::Includes(Tags(pairs)));
        equals.or(includes)
    });
    KeyGrant {
        id: shape.grant_id,
        grantee: shape.grantee_principal,
        operations: reading.list("Operations", shape.operations),
        retiring: reading.field("RetiringPrincipal", shape.retiring_principal),
        constraint,
    }
}
