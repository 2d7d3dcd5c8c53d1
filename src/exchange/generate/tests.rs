//! Generated organizations are whole, of the size asked for, and the same again from the same seed.

use std::collections::HashSet;

use super::*;
use crate::access::{Principal, principal};

#[test]
fn the_same_seed_gives_the_same_organization() {
    let one = generate(Size::S, 7).unwrap();
    assert!(one == generate(Size::S, 7).unwrap());
    assert!(one != generate(Size::S, 8).unwrap());
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = || {
        let organization = generate(Size::S, 7).unwrap();
        let records = organization.records().map(|record| serde_json::to_vec(&record).unwrap());
        records.collect::<Vec<_>>()
    };
    // Maps with an order of their own would have another one in another thread.
    assert!(bytes() == std::thread::spawn(bytes).join().unwrap());
}

#[test]
fn accounts_have_the_policies_and_sets_that_real_ones_do() {
    let organization = generate(Size::S, 5).unwrap();
    assert!(organization.managed_policies().len() >= Size::S.counts().policies);
    let provisioned = organization.roles().iter().filter(|role| role.permission_set.is_some());
    let provisioned = provisioned.count();
    assert!(provisioned * 2 < organization.roles().len(), "{provisioned}");
    let most =
        organization.accounts().iter().map(|account| organization.roles_in(account.id).count());
    assert!(most.max().unwrap() > 70, "one account is hot");
}

#[test]
fn it_has_the_size_that_was_asked_for_and_nothing_wrong_with_it() {
    let organization = generate(Size::S, 1).unwrap();
    let counts = Size::S.counts();
    assert_eq!(organization.accounts().len(), counts.accounts);
    assert!((950..=1_050).contains(&organization.roles().len()), "{}", organization.roles().len());
    assert!(organization.assignments().len() * 10 >= counts.assignments * 9);
    let problems: Vec<String> = organization.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn documents_can_be_read_and_are_shared() {
    let organization = generate(Size::S, 2).unwrap();
    let policies = organization.managed_policies();
    let documents: Vec<_> = policies.iter().filter_map(|policy| policy.document()).collect();
    let texts: HashSet<&str> = documents.iter().map(|document| document.text()).collect();
    assert!(texts.len() * 2 < documents.len(), "{} of {}", texts.len(), documents.len());
    let own = organization.policies().iter().map(|policy| &policy.document);
    let trusts = organization.roles().iter().map(|role| &role.trust);
    let resources = organization.resources().iter().filter_map(|resource| resource.policy.as_ref());
    for document in documents.into_iter().chain(own).chain(trusts).chain(resources) {
        assert!(document.faults().is_empty(), "{}: {:?}", document.text(), document.faults());
    }
}

#[test]
fn everybody_can_be_found_again() {
    let organization = generate(Size::S, 3).unwrap();
    for principal in principal::all(&organization).into_iter().step_by(17) {
        let found = Principal::find(&organization, &principal.to_string());
        assert_eq!(found.ok().as_ref(), Some(&principal));
    }
}
