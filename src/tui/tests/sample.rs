//! A small organization to draw.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::org::{Change, ChangeSet, Organization, Record};
use crate::store::{Cause, Digest, Entry, Revision, inverse};
use crate::tui::draft::Drafts;
use crate::tui::effect::Commit;
use crate::tui::world::{Extent, Journal, Mode, World};

const BREAK_GLASS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:*", "organizations:*", "iam:*"], "Resource": "*"},
    {"Sid": "FromTheOffice", "Effect": "Allow", "Action": "sqs:*", "Resource": "*",
     "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
    {"Sid": "KeepLogs", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::logs*"}
  ]
}"#;

fn records() -> Vec<Value> {
    let account = |id: &str, name: &str, parent: &str, state: &str| {
        json!({
            "kind": "account", "id": id, "name": name, "email": format!("{name}@example.com"),
            "parent": parent, "state": state,
            "joined": {"method": "CREATED", "at": "2024-03-01T08:00:00Z"},
            "settings": {
                "alias": name, "contacts": {"security": "soc@example.com"},
                "root": {"password": true, "access_keys": 1, "last_used": "2026-02-01T00:00:00Z"},
                "budget": {"monthly": 500, "alarms": [80, 100]}, "services": {"cloudtrail": "all-regions"},
            },
            "tags": {"team": name.split('-').next()},
        })
    };
    let ou = |id: &str, parent: &str, name: &str| json!({"kind": "ou", "id": id, "parent": parent, "name": name});
    let scp = |id: &str, name: &str, document: &str| {
        json!({
            "kind": "policy", "id": id, "name": name, "type": "SERVICE_CONTROL_POLICY",
            "keeper": "customer", "document": document,
        })
    };
    let person = |id: &str, name: &str| json!({"kind": "directory_user", "id": id, "user_name": name, "status": "ENABLED"});
    let assignment = |account: &str, principal: Value, used: &str| {
        json!({
            "kind": "assignment", "account": account, "permission_set": "ps-0123456789abcdef",
            "principal": principal, "last_used": used,
        })
    };
    let event = |id: &str, at: &str, action: &str, error: Option<&str>| {
        json!({
            "kind": "activity", "id": id, "at": at, "account": "222222222222",
            "actor": "arn:aws:sts::222222222222:assumed-role/Deploy/ci", "action": action, "error": error,
        })
    };
    let role = |account: &str, name: &str, path: &str| json!({"kind": "role", "account": account, "path": path, "name": name, "trust": "{}"});
    vec![
        json!({
            "kind": "foundation", "id": "o-abcdefghij", "name": "Acme Harbour",
            "management": "111111111111", "root": "r-ab12",
            "policy_types": ["SERVICE_CONTROL_POLICY"], "clock": "2026-09-01T09:00:00Z",
            "policy_types": ["SERVICE_CONTROL_POLICY"],
        }),
        ou("ou-ab12-11111111", "r-ab12", "Workloads"),
        ou("ou-ab12-22222222", "ou-ab12-11111111", "Prod"),
        ou("ou-ab12-33333333", "ou-ab12-11111111", "NonProd"),
        ou("ou-ab12-44444444", "r-ab12", "貨物輸送とサンドボックス"),
        account("111111111111", "management", "r-ab12", "ACTIVE"),
        account("222222222222", "booking-prod", "ou-ab12-22222222", "ACTIVE"),
        account("333333333333", "billing-prod", "ou-ab12-22222222", "ACTIVE"),
        account("444444444444", "booking-dev", "ou-ab12-33333333", "ACTIVE"),
        account("555555555555", "old-crm", "ou-ab12-44444444", "SUSPENDED"),
        scp(
            "p-aaaaaaaa",
            "DenyLeave",
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"Leave\",\n      \"Effect\": \"Deny\",\n      \"Action\": \"organizations:LeaveOrganization\",\n      \"Resource\": \"*\"\n    }\n  ]\n}\n",
        ),
        scp(
            "p-bbbbbbbb",
            "RequireBoundary",
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateRole","Resource":"*","Condition":{"Null":{"iam:PermissionsBoundary":"true"}}}}"#,
        ),
        scp("p-cccccccc", "Quarantine", "{}"),
        json!({"kind": "attachments", "node": "r-ab12", "policies": ["p-FullAWSAccess", "p-aaaaaaaa"]}),
        json!({"kind": "attachments", "node": "ou-ab12-11111111", "policies": ["p-FullAWSAccess"]}),
        json!({"kind": "attachments", "node": "ou-ab12-22222222", "policies": ["p-FullAWSAccess", "p-bbbbbbbb"]}),
        json!({"kind": "attachments", "node": "333333333333", "policies": ["p-FullAWSAccess"]}),
        json!({
            "kind": "policy", "id": "p-FullAWSAccess", "name": "FullAWSAccess",
            "type": "SERVICE_CONTROL_POLICY", "keeper": "aws",
            "document": r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        }),
        json!({
            "kind": "role", "account": "333333333333", "name": "BreakGlass",
            "trust": "{}", "last_used": "2026-02-01T09:00:00Z",
            "policies": {"inline": {"everything": BREAK_GLASS}},
        }),
        json!({
            "kind": "user", "account": "222222222222", "name": "etl-legacy", "password": {},
            "access_keys": [{"status": "Active", "created": "2025-01-01T00:00:00Z"}],
        }),
        json!({
            "kind": "managed_policy", "arn": "arn:aws:iam::222222222222:policy/DeployBase",
            "default_version": 1, "description": "What deployments need at least",
            "versions": [{"number": 1, "document": r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#}],
        }),
        json!({
            "kind": "user", "account": "222222222222", "name": "ci",
            "policies": {"managed": ["arn:aws:iam::222222222222:policy/DeployBase"]},
            "boundary": "arn:aws:iam::222222222222:policy/DeployBase",
        }),
        json!({"kind": "resource", "arn": "arn:aws:s3:::invoices", "account": "222222222222", "policy": "{}"}),
        person("u-1", "r.vance"),
        person("u-2", "k.osei"),
        json!({"kind": "directory_group", "id": "g-1", "name": "operators", "members": ["u-1", "u-2"]}),
        json!({"kind": "permission_set", "id": "ps-0123456789abcdef", "name": "Admin", "session": 3600}),
        assignment("222222222222", json!({"group": "g-1"}), "2026-05-01T08:00:00Z"),
        assignment("333333333333", json!({"group": "g-1"}), "2026-04-01T08:00:00Z"),
        assignment("222222222222", json!({"user": "u-1"}), "2025-09-30T08:00:00Z"),
        event("e-1", "2026-04-30T10:00:00Z", "s3:PutObject", None),
        event("e-2", "2026-05-01T11:30:00Z", "iam:CreateUser", Some("AccessDenied")),
        json!({
            "kind": "enabled_control", "control": "AWS-GR_ENCRYPTED_VOLUMES", "ou": "ou-ab12-22222222",
            "status": "SUCCEEDED", "drift": "IN_SYNC", "policy": "p-cccccccc",
        }),
        json!({"kind": "group", "account": "222222222222", "name": "operators"}),
        role("222222222222", "Deploy", "/"),
        role("333333333333", "Deploy", "/"),
        role("444444444444", "AWSServiceRoleForConfig", "/aws-service-role/config.amazonaws.com/"),
    ]
}

/// What was done since: entry 2 tags a unit, entry 3 attaches a policy.
fn history() -> [(&'static str, Change); 2] {
    let tags = [("owner", "platform")].into_iter().collect();
    let node = "ou-ab12-33333333".parse().unwrap();
    let attach = Change::AttachPolicy {
        policy: "p-cccccccc".parse().unwrap(),
        to: "ou-ab12-44444444".parse().unwrap(),
    };
    [("Name the owner", Change::SetNodeTags { node, tags }), ("Close off the sandbox", attach)]
}

/// The world that tests look at, at revision 3.
pub fn world(mode: Mode) -> World {
    let records =
        records().into_iter().map(|value| serde_json::from_value::<Record>(value).unwrap());
    let organization = Organization::from_records(records).unwrap();
    let start = founded(organization, mode);
    history().into_iter().fold(start, |world, (message, change)| {
        let set = ChangeSet { message: message.to_owned(), changes: vec![change] };
        commit(&world, &Commit::Apply(set)).unwrap()
    })
}

/// A world at its first revision.
pub fn founded(organization: Organization, mode: Mode) -> World {
    let founded = entry(Cause::Founded, ChangeSet { message: "Made up".into(), changes: vec![] });
    state(organization, vec![founded], mode)
}

/// What a store would make of a commit, in memory.
pub fn commit(world: &World, commit: &Commit) -> Result<World, String> {
    let mut entries = world.journal.read(Revision::FIRST..=world.revision)?;
    let say = |error: &dyn std::fmt::Display| error.to_string();
    let (cause, set, applied) = match commit {
        Commit::Apply(set) => {
            let applied = world.organization.apply_set(set).map_err(|e| say(&e))?;
            (Cause::Changed, set.clone(), applied)
        }
        Commit::Undo(target) => {
            let since = &entries[target.0 as usize - 1..];
            let (back, applied) =
                inverse(&world.organization, *target, since).map_err(|e| say(&e))?;
            (Cause::Undid(*target), back.changes, applied)
        }
    };
    let entry = Entry {
        revision: world.revision.next(),
        previous: entries.last().map_or(Digest::NONE, |entry| entry.hash),
        hash: Digest::of(set.message.as_bytes()),
        undo: applied.undo,
        ..entry(cause, set)
    };
    entries.push(entry);
    let World { organization, revision, journal, .. } =
        state(applied.organization, entries, world.mode);
    Ok(World { organization, revision, journal, ..world.clone() })
}

fn entry(cause: Cause, set: ChangeSet) -> Entry {
    Entry {
        revision: Revision::FIRST,
        at: "2026-05-01T09:30:00Z".parse().unwrap(),
        operator: "ada".to_owned(),
        host: "desk".to_owned(),
        cause,
        message: set.message,
        changes: set.changes,
        undo: Vec::new(),
        previous: Digest::NONE,
        hash: Digest::of(b"first"),
    }
}

fn state(organization: Organization, entries: Vec<Entry>, mode: Mode) -> World {
    let revision = entries.last().unwrap().revision;
    World {
        organization: Arc::new(organization),
        extent: Extent::Whole,
        revision,
        now: "2026-05-02T12:00:00Z".parse().unwrap(),
        journal: Journal::new(move |wanted| {
            Ok(entries.iter().filter(|e| wanted.contains(&e.revision)).cloned().collect())
        }),
        library: Arc::default(),
        operator: "ada".to_owned(),
        store: "acme.store".to_owned(),
        mode,
        drafts: Drafts::default(),
        compiled: crate::workspace::Compiled::default(),
    }
}
