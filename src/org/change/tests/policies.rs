//! Organization policies.

use super::*;
use crate::org::policy::PolicyQuotas;
use crate::org::sample::{PROD, ROOT, SHOP, WORKLOADS};
use crate::org::{FeatureSet, Policy, PolicyId, PolicyType};
use crate::policy::Document;

const SCP: PolicyType = PolicyType::ServiceControlPolicy;

fn create(policy: Policy) -> Change {
    Change::CreatePolicy { policy: Box::new(policy) }
}

fn attach(policy: &str, to: &str) -> Change {
    Change::AttachPolicy { policy: id(policy), to: node(to) }
}

fn detach(policy: &str, from: &str) -> Change {
    Change::DetachPolicy { policy: id(policy), from: node(from) }
}

fn enable(of: &Organization, types: &[PolicyType]) -> Change {
    let mut foundation = of.foundation().clone();
    foundation.policy_types = types.iter().copied().collect();
    Change::SetFoundation { foundation: Box::new(foundation) }
}

fn attached(of: &Organization, place: &str) -> Vec<String> {
    of.attached(&node(place)).iter().map(PolicyId::to_string).collect()
}

/// The sample with two SCPs attached to `Prod` behind AWS's.
fn with_scps() -> Organization {
    let of = sample::organization();
    let of = made(&of, &create(sample::policy("p-limits00", "Limits", SCP)));
    let of = made(&of, &create(sample::policy("p-limits01", "More", SCP)));
    let of = made(&of, &attach("p-limits00", PROD));
    made(&of, &attach("p-limits01", PROD))
}

/// E-41.
#[test]
fn the_last_scp_stays() {
    let of = sample::organization();
    assert!(matches!(refused(&of, &detach("p-FullAWSAccess", PROD)), ChangeError::LastScp { .. }));
    let of = made(&with_scps(), &detach("p-FullAWSAccess", PROD));
    let of = made(&of, &detach("p-limits00", PROD));
    assert!(matches!(refused(&of, &detach("p-limits01", PROD)), ChangeError::LastScp { .. }));
}

/// E-44.
#[test]
fn the_rcp_of_aws_stays() {
    let of = sample::organization();
    refused_for(&of, &detach("p-RCPFullAWSAccess", PROD), "E-44");
}

/// N-7: the order of attachment counts, so taking a detachment back restores the place.
#[test]
fn a_detached_policy_comes_back_to_its_place() {
    let of = with_scps();
    let applied = of.apply(&detach("p-limits00", PROD)).unwrap();
    let Undo::Exact(back) = applied.undo else { panic!("detaching can be taken back") };
    let again = applied.organization.apply(&back).unwrap().organization;
    assert_eq!(attached(&again, PROD), attached(&of, PROD));
}

/// E-46: disabling detaches everything of the type, enabling leaves AWS's own policy; the undo
/// restores what was.
#[test]
fn switching_a_type_off_and_on_loses_the_attachments() {
    let of = with_scps();
    let off = made(&of, &enable(&of, &[PolicyType::ResourceControlPolicy]));
    assert_eq!(attached(&off, PROD), ["p-RCPFullAWSAccess"]);
    let on = made(&off, &enable(&off, &[SCP, PolicyType::ResourceControlPolicy]));
    assert_eq!(attached(&on, PROD), ["p-RCPFullAWSAccess", "p-FullAWSAccess"]);
    assert_eq!(attached(&on, ROOT), ["p-RCPFullAWSAccess", "p-FullAWSAccess"]);
}

/// Section 10.4, O-23.
#[test]
fn attaching_needs_the_type_and_room() {
    let of = sample::organization();
    let tags = Policy {
        document: Document::new(r#"{"tags":{}}"#),
        ..sample::policy("p-tagstags", "Tags", PolicyType::TagPolicy)
    };
    let of = made(&of, &create(tags));
    refused_for(&of, &attach("p-tagstags", PROD), "TAG_POLICY is not enabled on the root");
    refused_for(&of, &attach("p-FullAWSAccess", PROD), "attached to /Workloads/Prod already");
    let mut of = of;
    for number in 0..10 {
        let policy = format!("p-policy{number:02}");
        of = made(&of, &create(sample::policy(&policy, &policy, SCP)));
        if number < 9 {
            of = made(&of, &attach(&policy, WORKLOADS));
        }
    }
    assert_eq!(
        refused(&of, &attach("p-policy09", WORKLOADS)),
        ChangeError::Quota { quota: PolicyQuotas::of(SCP).attached.name(), wanted: 11, limit: 10 }
    );
    made(&of, &attach("p-policy09", SHOP));
}

/// O-21, G-28: white space counts.
#[test]
fn a_policy_has_a_size() {
    let of = sample::organization();
    let mut policy = sample::policy("p-limits00", "Limits", SCP);
    let padding = 10_240 - sample::ALLOW_ALL.len();
    policy.document = Document::new(&format!("{}{}", sample::ALLOW_ALL, " ".repeat(padding)));
    made(&of, &create(policy.clone()));
    policy.document = Document::new(&format!("{}{}", sample::ALLOW_ALL, " ".repeat(padding + 1)));
    refused_for(&of, &create(policy), "is 10241 long: make it 1 to 10240");
}

/// Section 2.4; the place of the fault is told.
#[test]
fn a_policy_is_written_in_its_language() {
    let of = sample::organization();
    for (policy_type, text, part) in [
        (SCP, "{\n  \"Version\": }", "policy `New`, 2:"),
        (SCP, "[]", "policy `New`, 1:1"),
        (SCP, "{}", "there is no Statement"),
        (PolicyType::ResourceControlPolicy, sample::ALLOW_ALL, "can only deny"),
        (PolicyType::TagPolicy, "[]", "put it between { and }"),
    ] {
        let mut policy = sample::policy("p-newnewnew", "New", policy_type);
        policy.document = Document::new(text);
        refused_for(&of, &create(policy), part);
    }
}

#[test]
fn policies_of_aws_stay_as_they_are() {
    let of = sample::organization();
    let policy: PolicyId = id("p-FullAWSAccess");
    let update = Change::UpdatePolicy {
        policy: policy.clone(),
        name: "Mine".to_owned(),
        description: String::new(),
        document: Document::new(sample::ALLOW_ALL),
    };
    refused_for(&of, &update, "AWS's own policy");
    refused_for(&of, &Change::DeletePolicy { policy: policy.clone() }, "AWS's own policy");
    let tags = [("a", "b")].into_iter().collect();
    refused_for(&of, &Change::SetPolicyTags { policy, tags }, "AWS's own policy");
}

#[test]
fn only_an_unattached_policy_is_deleted() {
    let of = with_scps();
    let delete = Change::DeletePolicy { policy: id("p-limits00") };
    refused_for(&of, &delete, "in use by its attachment to /Workloads/Prod");
    let of = made(&of, &detach("p-limits00", PROD));
    made(&of, &delete);
}

#[test]
fn names_are_unique_within_a_type() {
    let of = with_scps();
    refused_for(&of, &create(sample::policy("p-another0", "Limits", SCP)), "choose another name");
    let tags = Policy {
        document: Document::new("{}"),
        ..sample::policy("p-another0", "Limits", PolicyType::TagPolicy)
    };
    made(&of, &create(tags));
}

/// O-16.
#[test]
fn all_features_stay() {
    let mut foundation = sample::foundation();
    foundation.features = FeatureSet::ConsolidatedBilling;
    let of = Organization::empty(foundation.clone());
    foundation.features = FeatureSet::All;
    let all = Change::SetFoundation { foundation: Box::new(foundation.clone()) };
    let Applied { organization, undo } = of.apply(&all).unwrap();
    assert!(matches!(undo, Undo::Compensating { .. }));
    foundation.features = FeatureSet::ConsolidatedBilling;
    let back = Change::SetFoundation { foundation: Box::new(foundation) };
    refused_for(&organization, &back, "O-16");
}
