//! Problems of organization policies: where they are attached, their names and texts.

use std::collections::BTreeMap;

use super::{ProblemKind, Report};
use crate::org::facets::PolicyFacet;
use crate::org::policy::PolicyQuotas;
use crate::org::{Keeper, NodeId, Organization, PolicyType, RecordKind};

pub(super) fn check(report: &mut Report<'_>) {
    texts(report);
    attachments(report);
    if report.of.foundation().policy_types.contains(&PolicyType::ServiceControlPolicy) {
        without_scp(report);
    }
}

fn texts(report: &mut Report<'_>) {
    let of = report.of;
    for policy in of.policies().iter() {
        let at = (RecordKind::Policy, &policy.id);
        let name = PolicyFacet::Name(policy.policy_type, policy.name.clone());
        if of.policies().having(name).nth(1).is_some() {
            report.duplicate(at, "name", &policy.name);
        }
        if policy.keeper == Keeper::Aws {
            continue;
        }
        if let Some(place) = policy.policy_type.place() {
            report.document(at, "its text", &policy.document, place);
        }
        let quotas = PolicyQuotas::of(policy.policy_type);
        report.size(at, "its text", policy.document.text(), quotas.size);
    }
}

fn node_there(of: &Organization, node: &NodeId) -> bool {
    match node {
        NodeId::Root(id) => *id == of.foundation().root,
        NodeId::Ou(id) => of.ous().contains(id),
        NodeId::Account(id) => of.accounts().contains(id),
    }
}

fn attachments(report: &mut Report<'_>) {
    let of = report.of;
    for attachments in of.attachments().iter() {
        let at = (RecordKind::Attachments, &attachments.node);
        if !node_there(of, &attachments.node) {
            report.dangling(at, "the node", &attachments.node);
        }
        let mut counts = BTreeMap::new();
        for id in &attachments.policies {
            match of.policies().get(id) {
                None => report.dangling(at, "the policy", id),
                Some(policy) => *counts.entry(policy.policy_type).or_insert(0) += 1,
            }
        }
        for (policy_type, count) in counts {
            report.count(at, PolicyQuotas::of(policy_type).attached, count);
            if !of.foundation().policy_types.contains(&policy_type) {
                let text = format!(
                    "{policy_type} is not enabled, so what is attached has no effect: enable it or \
                     detach"
                );
                report.add(ProblemKind::Contradiction, at, text);
            }
        }
    }
}

/// E-41.
fn without_scp(report: &mut Report<'_>) {
    let of = report.of;
    let root = std::iter::once(NodeId::Root(of.foundation().root.clone()));
    let units = of.ous().iter().map(|ou| NodeId::Ou(ou.id.clone()));
    let accounts = of.accounts().iter().map(|account| NodeId::Account(account.id));
    for node in root.chain(units).chain(accounts) {
        let mut attached = of.attached(&node).iter().filter_map(|id| of.policies().get(id));
        if !attached.any(|policy| policy.policy_type == PolicyType::ServiceControlPolicy) {
            let text = format!(
                "no SCP is attached to {}, so nothing is allowed below it: attach FullAWSAccess \
                 (E-41)",
                of.node_name(&node)
            );
            report.add(ProblemKind::WithoutScp, (RecordKind::Attachments, &node), text);
        }
    }
}
