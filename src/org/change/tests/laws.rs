//! Laws that hold for every change, whatever it is.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::org::sample::changes;
use crate::org::{ChangeSet, Edit, Record};

/// What a store would hold: records by key.
fn stored(of: &Organization) -> std::collections::BTreeMap<crate::org::RecordKey, Record> {
    of.records().map(|record| (record.key(), record)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever happened before, an exact undo leads back to an equal organization, a compensating
    /// one can be made, and the records written by difference are those of the next snapshot.
    #[test]
    fn every_change_can_be_taken_back(changes in prop::collection::vec(changes::change(), 1..60)) {
        let mut of = sample::organization();
        for change in &changes {
            let Ok(Applied { organization, undo }) = of.apply(change) else { continue };
            match &undo {
                Undo::Exact(back) => {
                    let back = organization.apply(back).unwrap().organization;
                    prop_assert!(back == of, "{change:?} is not taken back by {undo:?}");
                }
                Undo::Compensating { change: back, remains } => {
                    prop_assert!(organization.apply(back).is_ok());
                    prop_assert!(!remains.is_empty());
                }
            }
            let mut records = stored(&of);
            for edit in of.difference(&organization) {
                match edit {
                    Edit::Put(record) => { records.insert(record.key(), record); }
                    Edit::Remove(key) => { records.remove(&key); }
                }
            }
            prop_assert_eq!(&records, &stored(&organization));
            of = organization;
        }
        let again = Organization::from_records(of.records()).unwrap();
        prop_assert!(again == of);
        prop_assert!(of.problems().iter().all(|p| p.kind != crate::org::ProblemKind::Dangling),
            "{:?}", of.problems());
    }

    /// A change set is made as a whole or not at all, and is taken back as a whole.
    #[test]
    fn change_sets_are_taken_back(changes in prop::collection::vec(changes::change(), 1..12)) {
        let of = sample::organization();
        let mut good = Vec::new();
        let mut reached = of.clone();
        for change in changes {
            if let Ok(applied) = reached.apply(&change) {
                reached = applied.organization;
                good.push(change);
            }
        }
        let set = ChangeSet { message: "many".to_owned(), changes: good };
        let applied = of.apply_set(&set).unwrap();
        prop_assert!(applied.organization == reached);
        let back = set.undo_set(&applied.undo);
        let after = reached.apply_set(&back.changes);
        if back.remains.is_empty() {
            prop_assert!(after.unwrap().organization == of);
        }
    }

    /// Changes and undos survive being written to the journal.
    #[test]
    fn changes_are_written_and_read(change in changes::change()) {
        let text = serde_json::to_string(&change).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Change>(&text).unwrap(), &change);
        if let Ok(applied) = sample::organization().apply(&change) {
            let text = serde_json::to_string(&applied.undo).unwrap();
            prop_assert_eq!(serde_json::from_str::<Undo>(&text).unwrap(), applied.undo);
        }
    }
}

/// The laws above would hold for changes that are never made, so each kind of change has to be.
#[test]
fn random_changes_of_every_kind_are_made() {
    let mut runner = TestRunner::deterministic();
    let many = prop::collection::vec(changes::change(), 6000);
    let mut of = sample::organization();
    let mut kinds = BTreeSet::new();
    let mut made = 0;
    for (place, change) in many.new_tree(&mut runner).unwrap().current().iter().enumerate() {
        if place % 60 == 0 {
            of = sample::organization();
        }
        if let Ok(applied) = of.apply(change) {
            of = applied.organization;
            made += 1;
            let written = serde_json::to_value(change).unwrap();
            kinds.insert(written["change"].as_str().unwrap().to_owned());
        }
    }
    assert!(made > 1200, "{made} changes of 6000");
    assert_eq!(kinds.len(), 44, "all but `restore`, which is only an undo: {kinds:?}");
}

#[test]
fn a_failed_set_names_the_change_and_makes_nothing() {
    let of = sample::organization();
    let rename = |name: &str| Change::RenameOu { ou: id(sample::SANDBOX), name: name.to_owned() };
    let set = ChangeSet {
        message: "rename".to_owned(),
        changes: vec![rename("Play"), rename("Workloads"), rename("Other")],
    };
    let error = of.apply_set(&set).err().unwrap();
    assert_eq!(error.index, 1);
    assert_eq!(
        error.to_string(),
        "change 2 of 3 (rename the unit /Play to Workloads): organizational unit `Workloads` is \
         there already: choose another name beside it"
    );
    assert_eq!(of.display_path(&node(sample::SANDBOX)), "/Sandbox");
}

#[test]
fn an_undo_that_was_overtaken_is_refused() {
    let of = sample::organization();
    let assign = |principal| Change::Assign {
        assignment: sample::assignment(sample::SHOP, sample::ADMIN, principal),
    };
    let first = of.apply(&assign(sample::to_group(sample::PLATFORM))).unwrap();
    let Undo::Exact(back) = first.undo else { panic!("assigning can be taken back") };
    assert!(matches!(back, Change::Restore { .. }), "the provider stays after unassigning");
    let set = sample::permission_set(sample::ADMIN, "Admin");
    let set = crate::org::PermissionSet { description: "changed".to_owned(), ..set };
    let later = made(&first.organization, &Change::PutPermissionSet { set: Box::new(set) });
    refused_for(&later, &back, "has changed since: undo the later change first");
}
