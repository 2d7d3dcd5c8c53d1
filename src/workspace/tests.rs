//! A workspace on the demo: open, preview, commit, undo, read-only.

use tempfile::TempDir;

use super::*;
use crate::org::{Change, NodeId, OuId, ParentId, Risk};

fn identity() -> Identity {
    Identity { name: "ada".into(), host: "desk".into() }
}

fn workspace() -> (TempDir, Workspace) {
    let temp = TempDir::new().unwrap();
    let workspace = demo(&temp.path().join("demo"), Wish::Write, identity()).unwrap();
    (temp, workspace)
}

fn unit(snapshot: &Snapshot, path: &str) -> OuId {
    match snapshot.organization.unit_at(path) {
        Some(ParentId::Ou(id)) => id,
        other => panic!("{path}: {other:?}"),
    }
}

fn rename(snapshot: &Snapshot, path: &str, name: &str) -> ChangeSet {
    let change = Change::RenameOu { ou: unit(snapshot, path), name: name.into() };
    ChangeSet { message: format!("Call {path} {name}"), changes: vec![change] }
}

#[test]
fn the_demo_is_made_once_and_then_opened() {
    let (temp, mut workspace) = workspace();
    let set = rename(&workspace.snapshot(), "/Sandbox", "Playground");
    workspace.writer().unwrap().commit(&set).unwrap();
    drop(workspace);
    let again = demo(&temp.path().join("demo"), Wish::Write, identity()).unwrap();
    assert_eq!(again.snapshot().revision, Revision(2));
    unit(&again.snapshot(), "/Playground");
    let verification = again.verify().unwrap();
    assert_eq!(verification.problems, []);
    assert_eq!(verification.records, again.snapshot().organization.records().count());
}

#[test]
fn the_demo_has_its_own_clock() {
    let (_temp, workspace) = workspace();
    let snapshot = workspace.snapshot();
    assert_eq!(Some(snapshot.now()), snapshot.organization.foundation().clock);
}

#[test]
fn a_preview_tells_and_changes_nothing() {
    let (_temp, workspace) = workspace();
    let before = workspace.snapshot();
    let mut set = rename(&before, "/Sandbox", "Playground");
    let sandbox = NodeId::Ou(unit(&before, "/Sandbox"));
    let policy = before.organization.attached(&sandbox).last().unwrap().clone();
    set.changes.push(Change::DetachPolicy { policy, from: sandbox });
    let preview = before.preview(&set).unwrap();
    assert_eq!(preview.base, before.revision);
    assert!(preview.steps[0].summary.contains("/Sandbox"), "{:?}", preview.steps);
    // The second summary speaks of the unit by the name that the first change gives it.
    assert!(preview.steps[1].summary.contains("/Playground"), "{:?}", preview.steps);
    assert_eq!(preview.risk(), Some(Risk::Sensitive));
    assert!(preview.organization.unit_at("/Playground").is_some());
    assert!(workspace.snapshot().organization.unit_at("/Playground").is_none());
}

#[test]
fn what_cannot_be_undone_is_told_beforehand() {
    let (_temp, mut workspace) = workspace();
    let before = workspace.snapshot();
    let mut account = (**before.organization.accounts().iter().next().unwrap()).clone();
    account.id = "123456789012".parse().unwrap();
    account.name = "new-one".into();
    account.email = "new-one@kestrel.example".into();
    account.parent = ParentId::Ou(unit(&before, "/Sandbox"));
    account.settings = serde_json::from_str("{}").unwrap();
    let changes = vec![Change::CreateAccount { account: Box::new(account) }];
    let set = ChangeSet { message: "Vend new-one".into(), changes };
    let preview = before.preview(&set).unwrap();
    assert_eq!(preview.risk(), Some(Risk::Irreversible));
    assert!(preview.steps[0].remains.is_some());

    let after = workspace.writer().unwrap().commit(&set).unwrap();
    let back = workspace.preview_undo(after.revision).unwrap();
    assert_eq!(back.leaves.len(), 1);
    assert!(back.leaves[0].contains("123456789012"));
    workspace.writer().unwrap().undo(after.revision).unwrap();
}

#[test]
fn undo_walks_back_change_by_change() {
    let (_temp, mut workspace) = workspace();
    let origin = workspace.snapshot();
    assert_eq!(workspace.newest_change().unwrap(), None);
    for (from, to) in [("/Sandbox", "Playground"), ("/Playground", "Garden")] {
        let set = rename(&workspace.snapshot(), from, to);
        workspace.writer().unwrap().commit(&set).unwrap();
    }
    for expected in [3, 2] {
        let newest = workspace.newest_change().unwrap().unwrap();
        assert_eq!(newest.revision, Revision(expected));
        workspace.writer().unwrap().undo(newest.revision).unwrap();
    }
    assert_eq!(workspace.newest_change().unwrap(), None);
    assert!(workspace.snapshot().organization == origin.organization);
    assert_eq!(workspace.snapshot().revision, Revision(5));
}

#[test]
fn a_second_one_reads_along() {
    let (temp, mut workspace) = workspace();
    let dir = temp.path().join("demo");
    let refused = Workspace::open(&dir, Wish::Write, identity()).err().unwrap();
    assert!(matches!(refused, WorkspaceError::Store(StoreError::Locked { .. })));

    let mut second = Workspace::open(&dir, Wish::WriteElseRead, identity()).unwrap();
    let Some(ReadOnlyBecause::InUse(Some(holder))) = second.read_only() else {
        panic!("it can be written by two")
    };
    assert_eq!(holder.pid, std::process::id());
    assert!(matches!(second.writer().err(), Some(WorkspaceError::ReadOnly(_))));

    let set = rename(&workspace.snapshot(), "/Sandbox", "Playground");
    workspace.writer().unwrap().commit(&set).unwrap();
    assert_eq!(second.snapshot().revision, Revision(1));
    assert_eq!(second.refresh().unwrap().revision, Revision(2));
    let whole = Revision::FIRST..=Revision(2);
    assert_eq!(second.journal(whole.clone()).unwrap(), workspace.journal(whole).unwrap());
}

#[test]
fn a_demo_to_read_is_made_all_the_same() {
    let temp = TempDir::new().unwrap();
    let mut workspace = demo(temp.path(), Wish::Read, identity()).unwrap();
    assert_eq!(workspace.read_only(), Some(&ReadOnlyBecause::Asked));
    assert!(workspace.writer().is_err());
    assert!(workspace.snapshot().organization.account_named("kestrel-mgmt").is_some());
}
