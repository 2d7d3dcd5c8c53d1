//! Rules of changes, one table for each theme.

use super::*;
use crate::org::sample::{self, id, node};

#[test]
fn the_sample_has_default_policies_everywhere() {
    let of = sample::organization();
    for place in [sample::ROOT, sample::PROD, sample::SHOP] {
        let attached: Vec<_> = of.attached(&node(place)).iter().map(PolicyId::as_str).collect();
        assert_eq!(attached, ["p-FullAWSAccess", "p-RCPFullAWSAccess"]);
    }
}

#[test]
fn assigning_makes_the_role() {
    let of = sample::organization();
    let assign = Change::Assign {
        assignment: sample::assignment(
            sample::SHOP,
            sample::ADMIN,
            sample::to_group(sample::PLATFORM),
        ),
    };
    let applied = of.apply(&assign).unwrap();
    let set = of.permission_sets().get(&id::<PermissionSetId>(sample::ADMIN)).unwrap();
    let role = applied.organization.role_of_set(set, id(sample::SHOP)).unwrap();
    assert!(role.name.as_str().starts_with("AWSReservedSSO_Admin_"));
    let Undo::Exact(back) = applied.undo else { panic!("assigning can be taken back") };
    assert!(applied.organization.apply(&back).unwrap().organization == of);
}
