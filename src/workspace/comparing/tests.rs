//! What is compared, and what is found: on the sample organization, and on a store with a history.

use super::*;
use crate::org::{Change, sample};
use crate::workspace::{Identity, Workspace, edit_policy};

const DENY_ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Nothing","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;

const CAP: &str = "p-cap00000";

/// The sample with an administrator in a shop account, under an SCP of its own.
fn workspace(dir: &std::path::Path) -> Workspace {
    let identity = Identity { name: "ada".into(), host: "desk".into() };
    let mut role = sample::role(sample::SHOP, "Deploy");
    role.policies.managed = vec![sample::id("arn:aws:iam::aws:policy/AdministratorAccess")];
    let cap = sample::policy(CAP, "Cap", PolicyType::ServiceControlPolicy);
    let changes = [
        Change::PutRole { role: Box::new(role) },
        Change::CreatePolicy { policy: Box::new(cap) },
        Change::AttachPolicy { policy: sample::id(CAP), to: sample::node(sample::PROD) },
    ];
    let organization = changes
        .iter()
        .fold(sample::organization(), |organization, change| sample::after(&organization, change));
    Workspace::create(&dir.join("store"), &organization, "made up", identity).unwrap()
}

fn found(workspace: &Workspace, comparing: &Comparing) -> Result<Vec<Finding>, CannotCompare> {
    let mut all = Vec::new();
    let sight = Sight {
        snapshot: &workspace.snapshot(),
        compiled: &Compiled::default(),
        journal: &|revisions| workspace.journal(revisions).map_err(|error| error.to_string()),
        // Few actions, so that it takes a moment only in a debug build too.
        scope: &Scope { actions: vec!["s3:ListAll*".to_owned()], ..Scope::default() },
    };
    comparing.compare(&sight, &mut |new, _| {
        all.extend(new);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// A change that takes all of S3 from somebody.
fn closing(organization: &Organization) -> ChangeSet {
    let change = edit_policy(
        organization.policies().get(&sample::id::<PolicyId>(CAP)).unwrap(),
        Document::new(DENY_ALL),
    );
    ChangeSet { message: "Close S3".to_owned(), changes: vec![change] }
}

fn lost_s3(found: &[Finding]) -> bool {
    found.iter().any(|finding| match &finding.what {
        What::Lost(told) => {
            !finding.whom.is_empty()
                && told.actions.iter().any(|a| a.full_name().starts_with("s3:"))
        }
        _ => false,
    })
}

#[test]
fn a_change_concerns_the_same_before_and_after_it_is_made() {
    let temp = tempfile::tempdir().unwrap();
    let mut workspace = workspace(temp.path());
    let set = closing(&workspace.snapshot().organization);
    let proposed = found(&workspace, &Comparing::Changes(set.clone())).unwrap();
    assert!(lost_s3(&proposed), "{proposed:?}");
    assert!(!proposed.iter().any(|it| matches!(it.what, What::Gained(_))));

    let before = workspace.snapshot().revision;
    let made = workspace.writer().unwrap().commit(&set).unwrap().revision;
    let ou = sample::id(sample::PROD);
    let rename = Change::RenameOu { ou, name: "Live".to_owned() };
    let rename = ChangeSet { message: "Rename".to_owned(), changes: vec![rename] };
    let renamed = workspace.writer().unwrap().commit(&rename).unwrap().revision;
    let count = |found: Vec<Finding>| found.len();
    assert_eq!(count(found(&workspace, &Comparing::Entry(made)).unwrap()), proposed.len());
    assert_eq!(count(found(&workspace, &Comparing::Since(before)).unwrap()), proposed.len());
    assert_eq!(count(found(&workspace, &Comparing::Entry(renamed)).unwrap()), 0);
    assert_eq!(count(found(&workspace, &Comparing::Since(renamed)).unwrap()), 0);

    workspace.writer().unwrap().undo(made).unwrap();
    assert_eq!(count(found(&workspace, &Comparing::Since(before)).unwrap()), 0);
    assert!(lost_s3(&found(&workspace, &Comparing::Entry(made)).unwrap()));
}

#[test]
fn a_policy_is_compared_with_an_edited_text() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = workspace(temp.path());
    let text = |text: &str| Comparing::Text { policy: CAP.to_owned(), text: text.to_owned() };
    let closed = found(&workspace, &text(DENY_ALL)).unwrap();
    assert!(closed.iter().any(|it| matches!(it.what, What::Lost(_)) && it.whom.is_empty()));
    let broken = found(&workspace, &text("{")).unwrap_err().to_string();
    assert!(broken.starts_with("p-cap00000:1:"), "{broken}");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = workspace(temp.path());
    let why = |comparing: Comparing| found(&workspace, &comparing).unwrap_err().to_string();
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
    assert!(why(Comparing::Policies(CAP.into(), admin)).contains("compare like with like"));
    assert!(why(Comparing::Policies(CAP.into(), "p-nothing00".into())).contains("no policy"));
    assert!(why(Comparing::Principals("nobody".into(), "anonymous".into())).contains("nobody"));
    assert!(why(Comparing::Entry(Revision::FIRST)).contains("nothing before it"));
    assert!(why(Comparing::Since(Revision(7))).contains("no entry 7"));
}

#[test]
fn whoever_is_told_to_stop_goes_no_further() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = workspace(temp.path());
    let snapshot = workspace.snapshot();
    let sight = Sight {
        snapshot: &snapshot,
        compiled: &Compiled::default(),
        journal: &|_| Ok(Vec::new()),
        scope: &Scope::default(),
    };
    let mut calls = 0;
    let comparing = Comparing::Changes(closing(&snapshot.organization));
    let stopped = comparing.compare(&sight, &mut |_, progress| {
        calls += 1;
        assert!(progress.done == 0 && progress.of > 0);
        ControlFlow::Break(())
    });
    assert!(stopped.is_ok());
    assert_eq!(calls, 1);
}
