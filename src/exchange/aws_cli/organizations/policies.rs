//! The organization's policies and where they are attached (J-15 to J-17).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::exchange::aws_cli::{
    documents::Text,
    dump::Dump,
    lenient::{Field, Reading},
    report::ImportReport,
};
use crate::org::{
    Attachments, Keeper, NodeId, OuId, Policy, PolicyId, PolicyType, Tags, policy::full_access,
};
use crate::policy::Document;

/// Policies, their attachments, and the units that the attachments name.
pub(super) struct PolicyAnswers {
    pub policies: Vec<Policy>,
    pub attachments: Vec<Attachments>,
    pub units: BTreeMap<OuId, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    id: PolicyId,
    name: String,
    #[serde(default)]
    description: Field<String>,
    #[serde(rename = "Type")]
    policy_type: String,
    #[serde(default)]
    aws_managed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    policy_summary: Summary,
    content: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    target_id: NodeId,
    #[serde(default)]
    name: Field<String>,
}

/// Reads policies, texts and attachments.
pub(super) fn read(
    dump: &mut Dump,
    tags: &mut BTreeMap<String, Tags>,
    report: &mut ImportReport,
) -> PolicyAnswers {
    let mut policies: BTreeMap<PolicyId, Policy> = BTreeMap::new();
    let mut attached: BTreeMap<NodeId, Vec<PolicyId>> = BTreeMap::new();
    let mut units = BTreeMap::new();

    for answer in dump.take("organizations", "describe-policy", report) {
        let Some(described) = answer.one::<Described>("Policy", report) else { continue };
        let reading = &mut answer.reading(report);
        if let Some(policy) = policy(described.policy_summary, described.content.0, reading) {
            policies.insert(policy.id.clone(), policy);
        }
    }
    for answer in dump.take("organizations", "list-policies", report) {
        answer.each::<Summary>("Policies", report, |summary, reading| {
            if !policies.contains_key(&summary.id) {
                policies.extend(policy(summary, None, reading).map(|it| (it.id.clone(), it)));
            }
        });
    }
    for answer in dump.take("organizations", "list-policies-for-target", report) {
        let Some(target) = answer.about::<NodeId>("target-id", report) else { continue };
        answer.each::<Summary>("Policies", report, |summary, reading| {
            attach(&mut attached, target.clone(), summary.id.clone());
            if !policies.contains_key(&summary.id) {
                policies.extend(policy(summary, None, reading).map(|it| (it.id.clone(), it)));
            }
        });
    }
    for answer in dump.take("organizations", "list-targets-for-policy", report) {
        let Some(policy) = answer.about::<PolicyId>("policy-id", report) else { continue };
        answer.each::<Target>("Targets", report, |target, reading| {
            let name = reading.field("Name", target.name);
            if let (NodeId::Ou(unit), Some(name)) = (&target.target_id, name) {
                units.insert(unit.clone(), name);
            }
            attach(&mut attached, target.target_id, policy.clone());
        });
    }

    for policy in policies.values_mut() {
        policy.tags = tags.remove(policy.id.as_str()).unwrap_or_default();
    }
    let attachments = known_only(attached, &policies, report);
    PolicyAnswers { policies: policies.into_values().collect(), attachments, units }
}

fn attach(attached: &mut BTreeMap<NodeId, Vec<PolicyId>>, node: NodeId, policy: PolicyId) {
    let policies = attached.entry(node).or_default();
    if !policies.contains(&policy) {
        policies.push(policy);
    }
}

fn policy(
    summary: Summary,
    document: Option<Document>,
    reading: &mut Reading<'_>,
) -> Option<Policy> {
    let Ok(policy_type) = summary.policy_type.parse::<PolicyType>() else {
        reading.skip(format_args!("policies of the kind {} are not modelled", summary.policy_type));
        return None;
    };
    let own = full_access(policy_type).filter(|own| own.id == summary.id).map(|own| own.document);
    let document = document.or(own).unwrap_or_else(|| {
        reading.partial(format_args!(
            "the text of policy `{}` is not there: add \
             `aws organizations describe-policy --policy-id {}`",
            summary.name, summary.id
        ));
        Document::new("")
    });
    Some(Policy {
        id: summary.id,
        name: summary.name,
        description: reading.field("Description", summary.description).unwrap_or_default(),
        policy_type,
        keeper: if summary.aws_managed { Keeper::Aws } else { Keeper::Customer },
        document,
        tags: Tags::default(),
    })
}

fn known_only(
    attached: BTreeMap<NodeId, Vec<PolicyId>>,
    policies: &BTreeMap<PolicyId, Policy>,
    report: &mut ImportReport,
) -> Vec<Attachments> {
    attached
        .into_iter()
        .map(|(node, mut ids)| {
            ids.retain(|id| {
                let known = policies.contains_key(id);
                if !known {
                    report.skipped(
                        format_args!("{id} on {node}"),
                        "the policy is attached, and no answer tells what it is",
                    );
                }
                known
            });
            Attachments { node, policies: ids }
        })
        .collect()
}
