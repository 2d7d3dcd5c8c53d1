//! What the tests of the store share, and the plain way of things: make, commit, undo, open again.

mod backups;
mod damage;
mod places;

use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::org::{Change, ChangeSet, Organization, Ou, OuId, Record};

fn operator() -> Operator {
    Operator { name: "ada".into(), host: "desk".into(), now: DateTime::UNIX_EPOCH }
}

fn ou_id(number: usize) -> OuId {
    format!("ou-ab12-{number:08}").parse().unwrap()
}

fn ou(number: usize, name: &str) -> Ou {
    let json = json!({ "id": ou_id(number), "parent": "r-ab12", "name": name });
    serde_json::from_value(json).unwrap()
}

fn organization() -> Organization {
    let foundation = json!({
        "kind": "foundation", "id": "o-abcdefghij", "name": "Test",
        "management": "111111111111", "root": "r-ab12",
    });
    let foundation: Record = serde_json::from_value(foundation).unwrap();
    let account = json!({
        "kind": "account", "id": "111111111111", "name": "management", "email": "m@example.com",
        "parent": "r-ab12", "state": "ACTIVE", "joined": { "method": "CREATED", "at": "2020-01-01T00:00:00Z" },
    });
    let account: Record = serde_json::from_value(account).unwrap();
    let units = (1..=3).map(|n| Record::Ou(ou(n, &format!("Unit {n}"))));
    Organization::from_records([foundation, account].into_iter().chain(units)).unwrap()
}

fn rename(number: usize, name: &str) -> ChangeSet {
    let change = Change::RenameOu { ou: ou_id(number), name: name.to_owned() };
    ChangeSet { message: format!("Call unit {number} {name}"), changes: vec![change] }
}

fn create(number: usize) -> ChangeSet {
    let change = Change::CreateOu { ou: ou(number, &format!("Unit {number}")) };
    ChangeSet { message: format!("Make unit {number}"), changes: vec![change] }
}

fn name_of(organization: &Organization, number: usize) -> String {
    organization.ous().get(&ou_id(number)).unwrap().name.clone()
}

/// A new store in a directory that is removed in the end.
fn store() -> (TempDir, PathBuf, LocalStore) {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    let store = LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap();
    (temp, dir, store)
}

fn reopen(store: LocalStore, dir: &Path) -> LocalStore {
    drop(store);
    LocalStore::open(dir, &operator()).unwrap()
}

fn all(store: &dyn StoreReader) -> Vec<Entry> {
    let (_, revision) = store.load().unwrap();
    store.journal(Revision::FIRST..=revision).unwrap()
}

fn commit(store: &mut LocalStore, set: &ChangeSet) -> Committed {
    let (_, revision) = store.load().unwrap();
    store.commit(revision, set, &operator()).unwrap()
}

fn undo(store: &mut LocalStore, entry: u64) -> Result<Committed, StoreError> {
    let (_, revision) = store.load().unwrap();
    store.undo(revision, Revision(entry), &operator())
}

#[test]
fn a_new_store_holds_what_it_was_given() {
    let (_temp, dir, store) = store();
    let store = reopen(store, &dir);
    let (found, revision) = store.load().unwrap();
    assert!(found == organization());
    assert_eq!(revision, Revision::FIRST);
    let journal = all(&store);
    assert_eq!(journal.len(), 1);
    assert_eq!((journal[0].cause, &*journal[0].message), (Cause::Founded, "made up"));
    assert_eq!((&*journal[0].operator, &*journal[0].host), ("ada", "desk"));
    assert_eq!(store.verify().unwrap().problems, []);
}

#[test]
fn commits_are_there_after_opening_again() {
    let (_temp, dir, mut store) = store();
    let committed = commit(&mut store, &rename(1, "Security"));
    assert_eq!(committed.revision, Revision(2));
    assert_eq!(committed.entry.changes, rename(1, "Security").changes);
    commit(&mut store, &create(4));
    let before = all(&store);

    let store = reopen(store, &dir);
    let (found, revision) = store.load().unwrap();
    assert_eq!((revision, name_of(&found, 1)), (Revision(3), "Security".to_owned()));
    assert_eq!(found.ous().len(), 4);
    assert_eq!(all(&store), before);
    let verification = store.verify().unwrap();
    assert_eq!(verification.problems, []);
    assert_eq!((verification.records, verification.entries), (6, 3));
}

#[test]
fn parts_of_the_journal_can_be_read() {
    let (_temp, _dir, mut store) = store();
    for number in 4..9 {
        commit(&mut store, &create(number));
    }
    let numbers = |from, to| -> Vec<u64> {
        let entries = store.journal(Revision(from)..=Revision(to)).unwrap();
        entries.iter().map(|entry| entry.revision.0).collect()
    };
    assert_eq!(numbers(2, 4), [2, 3, 4]);
    assert_eq!(numbers(5, 99), [5, 6]);
    assert_eq!(numbers(4, 3), [0_u64; 0]);
}

#[test]
fn large_texts_grow_and_shrink() {
    let (_temp, dir, mut store) = store();
    let long = |letter: &str, count| {
        let mut ou = ou(9, "Long");
        ou.tags = serde_json::from_value(json!({ "note": letter.repeat(count) })).unwrap();
        let fresh = Organization::from_records(organization().records().chain([Record::Ou(ou)]));
        fresh.unwrap()
    };
    for (organization, records) in
        [(long("x", 200_000), 6), (long("y", 100), 6), (long("z", 50_000), 6)]
    {
        let (now, _) = store.load().unwrap();
        let applied = crate::org::AppliedSet { organization: organization.clone(), undo: vec![] };
        assert!(now != organization);
        store.put_in(applied);
        store = reopen(store, &dir);
        assert!(store.load().unwrap().0 == organization);
        let verification = store.verify().unwrap();
        assert_eq!((verification.records, verification.problems), (records, vec![]));
    }
}

#[test]
fn who_is_late_is_told() {
    let (_temp, _dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    let late = store.commit(Revision::FIRST, &rename(1, "Safety"), &operator());
    let Err(StoreError::Conflict { expected, found }) = late else { panic!("no conflict") };
    assert_eq!((expected, found), (Revision(1), Revision(2)));
    assert_eq!(name_of(&store.load().unwrap().0, 1), "Security");
}

#[test]
fn a_refused_set_leaves_nothing() {
    let (_temp, dir, mut store) = store();
    let mut set = rename(1, "Security");
    set.changes.extend(create(2).changes);
    let refused = store.commit(Revision::FIRST, &set, &operator());
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    let nothing = ChangeSet { message: "nothing".into(), changes: vec![] };
    let empty = store.commit(Revision::FIRST, &nothing, &operator());
    assert!(matches!(empty, Err(StoreError::Empty)));
    let store = reopen(store, &dir);
    assert!(store.load().unwrap().0 == organization());
    assert_eq!(all(&store).len(), 1);
}

#[test]
fn an_entry_is_taken_back_and_that_again() {
    let (_temp, dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    let undone_once = undo(&mut store, 2).unwrap();
    assert_eq!(undone_once.entry.cause, Cause::Undid(Revision(2)));
    assert!(undone_once.organization == organization());
    let twice = undo(&mut store, 2).err().map(|e| e.to_string());
    let told = "entry 2 was taken back by entry 3 already; to do it again, undo entry 3";
    assert_eq!(twice.as_deref(), Some(told));
    undo(&mut store, 3).unwrap();
    let mut store = reopen(store, &dir);
    assert_eq!(name_of(&store.load().unwrap().0, 1), "Security");
    assert_eq!(
        undone(all(&store).iter()).into_iter().collect::<Vec<_>>(),
        [(Revision(3), Revision(4))]
    );
    undo(&mut store, 2).unwrap();
    assert_eq!(name_of(&store.load().unwrap().0, 1), "Unit 1");
}

#[test]
fn an_entry_on_which_others_build_stays() {
    let (_temp, _dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    commit(&mut store, &rename(1, "Safety"));
    let Err(StoreError::CannotUndo(CannotUndo::Overtaken { entry, what })) = undo(&mut store, 2)
    else {
        panic!("the later name would be lost")
    };
    assert_eq!((entry, what), (Revision(2), "ou/ou-ab12-00000001 has changed".to_owned()));

    commit(&mut store, &create(4));
    let mut inside = ou(5, "Inside");
    inside.parent = crate::org::ParentId::Ou(ou_id(4));
    let set = ChangeSet { message: "m".into(), changes: vec![Change::CreateOu { ou: inside }] };
    commit(&mut store, &set);
    let refused = undo(&mut store, 4);
    assert!(matches!(refused, Err(StoreError::CannotUndo(CannotUndo::Refused { .. }))));
    undo(&mut store, 5).unwrap();
    undo(&mut store, 4).unwrap();
}

#[test]
fn what_is_not_there_cannot_be_taken_back() {
    let (_temp, _dir, mut store) = store();
    let of = |outcome: Result<Committed, StoreError>| match outcome {
        Err(StoreError::CannotUndo(why)) => why,
        _ => panic!("undone"),
    };
    assert_eq!(of(undo(&mut store, 1)), CannotUndo::Founding);
    assert_eq!(of(undo(&mut store, 7)), CannotUndo::NoEntry(Revision(7)));
    assert_eq!(of(undo(&mut store, 0)), CannotUndo::NoEntry(Revision(0)));
}

#[test]
fn the_tree_is_told_before_the_whole_and_nothing_is_missing() {
    use std::sync::Mutex;
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    let whole = crate::org::sample::organization();
    drop(LocalStore::create(&dir, &whole, "made up", &operator()).unwrap());
    let told = Mutex::new((Vec::new(), 0, 0));
    let store = LocalStore::open_watched(&dir, &operator(), &|opening| {
        let mut told = told.lock().unwrap();
        match opening {
            Opening::Tree(tree, revision) => told.0.push((tree, revision)),
            Opening::Read { done, of } => (told.1, told.2) = (done.max(told.1), of),
        }
    });
    assert!(store.unwrap().load().unwrap().0 == whole);
    let (trees, done, of) = told.into_inner().unwrap();
    let [(tree, Revision::FIRST)] = &trees[..] else { panic!("{} trees", trees.len()) };
    assert!(tree.ous() == whole.ous() && tree.accounts() == whole.accounts());
    assert!(tree.attachments() == whole.attachments() && tree.directory_users().is_empty());
    assert_eq!((done, of), (whole.records().count(), whole.records().count()));
}
