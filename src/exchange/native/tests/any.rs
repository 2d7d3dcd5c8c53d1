//! Any organization survives the journey, however odd its names, documents and references are.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::must_read;
use crate::{
    exchange::native::write,
    org::{Organization, Record},
};

const ACCOUNTS: [&str; 4] = ["111111111111", "222222222222", "007341010742", "999999999999"];
const UNITS: [&str; 4] =
    ["ou-ab12-11111111", "ou-ab12-22222222", "ou-ab12-33333333", "ou-ab12-99999999"];
const POLICIES: [&str; 4] = ["p-FullAWSAccess", "p-11111111", "p-22222222", "p-99999999"];
const SETS: [&str; 3] = ["ps-1111111111111111", "ps-2222222222222222", "ps-9999999999999999"];
const PEOPLE: [&str; 3] = ["u-1", "u-2", "u-9"];
const KINDS: [&str; 3] = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY"];
const ROOT: &str = "r-ab12";

/// Texts that YAML, CSV, JSON or this format could take for something else.
const ODD: [&str; 44] = [
    "",
    " ",
    "null",
    "~",
    "true",
    "No",
    "007",
    "1e3",
    "0x1f",
    "-1",
    "1.0",
    ".5",
    "- x",
    "a: b",
    "#x",
    "x #y",
    "'",
    "\"",
    "multi\nline\n",
    " lead",
    "tail ",
    "/Workloads",
    "user/x",
    "sso/a/b",
    "arn:x",
    "\u{85}",
    "\t",
    "2026-01-01",
    "{}",
    "[",
    "]",
    ",",
    "@x",
    "`",
    "%",
    "|",
    ">",
    "!t",
    "&a",
    "*a",
    "a\\b",
    "😀 ü",
    "\r\n",
    "\u{feff}",
];

fn text() -> BoxedStrategy<String> {
    let long = Just("word ".repeat(40));
    prop_oneof![
        6 => select(&ODD[..]).prop_map(ToOwned::to_owned),
        2 => "[a-z]{1,8}",
        1 => "\\PC{0,20}",
        1 => long,
        2 => select(vec!["same", "Same", ACCOUNTS[0], UNITS[0], SETS[0]]).prop_map(ToOwned::to_owned),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    prop_oneof!["[A-Za-z0-9_+=,.@-]{1,12}", Just("null".to_owned()), Just("a".to_owned())].boxed()
}

fn document() -> BoxedStrategy<String> {
    let odd = [
        "",
        "no JSON",
        "{}",
        "[]",
        "\"x\"",
        "{\"a\": 1,\"a\": 2}",
        "{\n  \"text\": \"x\"\n}",
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}",
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}\n",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\"}}",
        "{\n  \"a\": 1e400,\n  \"b\": 1.0\n}",
        "{\n  \"a\": 123456789012345678901234567890,\n  \"b\": null,\n  \"c\": \"null\"\n}",
        "documents/x.json",
    ];
    let pretty = text().prop_map(|it| format!("{:#}", json!({"Sid": it, "n": [true, 1, "1"]})));
    prop_oneof![select(odd.to_vec()).prop_map(ToOwned::to_owned), pretty, text()].boxed()
}

fn moment() -> BoxedStrategy<String> {
    let all = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2025-06-30T12:00:00.250Z"];
    select(all.to_vec()).prop_map(ToOwned::to_owned).boxed()
}

fn tags() -> BoxedStrategy<BTreeMap<String, String>> {
    proptest::collection::btree_map(text(), text(), 0..3).boxed()
}

fn one(of: &'static [&'static str]) -> BoxedStrategy<String> {
    select(of).prop_map(ToOwned::to_owned).boxed()
}

fn parent() -> BoxedStrategy<String> {
    prop_oneof![2 => Just(ROOT.to_owned()), 3 => one(&UNITS)].boxed()
}

fn managed_arn() -> BoxedStrategy<String> {
    let own = (one(&ACCOUNTS), select(vec!["x", "team/x", "ReadOnlyAccess"]))
        .prop_map(|(account, name)| format!("arn:aws:iam::{account}:policy/{name}"));
    let aws = select(vec!["ReadOnlyAccess", "job-function/Billing", "NoSuchThing"])
        .prop_map(|name| format!("arn:aws:iam::aws:policy/{name}"));
    prop_oneof![own, aws].boxed()
}

fn policies() -> BoxedStrategy<Value> {
    let inline = proptest::collection::btree_map(text(), document(), 0..2);
    (vec(managed_arn(), 0..3), inline)
        .prop_map(|(managed, inline)| json!({"managed": managed, "inline": inline}))
        .boxed()
}

fn tree() -> BoxedStrategy<Value> {
    let unit = (one(&UNITS[..3]), parent(), text(), tags()).prop_map(|(id, parent, name, tags)| {
        json!({"kind": "ou", "id": id, "parent": parent, "name": name, "tags": tags})
    });
    let canonical = option::of("[0-9a-f]{64}");
    let settings = (option::of(text()), canonical)
        .prop_map(|(alias, canonical)| json!({"alias": alias, "canonical_id": canonical}));
    let account = (one(&ACCOUNTS[..3]), text(), parent(), moment(), tags(), settings);
    let account = account.prop_map(|(id, name, parent, at, tags, settings)| {
        json!({"kind": "account", "id": id, "name": name, "email": name, "parent": parent,
            "state": "ACTIVE", "joined": {"method": "INVITED", "at": at}, "tags": tags,
            "settings": settings})
    });
    let node = prop_oneof![Just(ROOT.to_owned()), one(&UNITS), one(&ACCOUNTS)];
    let attached = (node, vec(one(&POLICIES), 0..3)).prop_map(
        |(node, policies)| json!({"kind": "attachments", "node": node, "policies": policies}),
    );
    let policy = (one(&POLICIES[..3]), text(), one(&KINDS), document(), any::<bool>());
    let policy = policy.prop_map(|(id, name, kind, document, aws)| {
        json!({"kind": "policy", "id": id, "name": name, "type": kind, "document": document,
            "keeper": if aws { "aws" } else { "customer" }})
    });
    prop_oneof![unit, account, attached, policy].boxed()
}

fn iam() -> BoxedStrategy<Value> {
    let user = (one(&ACCOUNTS), name(), policies(), option::of(moment()), tags());
    let user = user.prop_map(|(account, name, policies, created, tags)| {
        json!({"kind": "user", "account": account, "name": name, "policies": policies,
            "created": created, "tags": tags, "groups": [name],
            "access_keys": [{"status": "Active", "created": created}]})
    });
    let role = (one(&ACCOUNTS), name(), document(), policies(), option::of(one(&SETS)), text());
    let role = role.prop_map(|(account, name, trust, policies, set, description)| {
        json!({"kind": "role", "account": account, "name": name, "trust": trust,
            "policies": policies, "permission_set": set, "description": description,
            "path": "/a/b/", "max_session": 7200})
    });
    let managed = (managed_arn(), vec(document(), 1..3), option::of(moment()));
    let managed = managed.prop_map(|(arn, documents, created)| {
        let version = |(at, document)| json!({"number": at + 1, "document": document});
        let versions: Vec<Value> = documents.into_iter().enumerate().map(version).collect();
        json!({"kind": "managed_policy", "arn": arn, "versions": versions,
            "default_version": 1, "created": created})
    });
    let grantee = prop_oneof!["[0-9a-f]{64}", one(&["AllUsers", "LogDelivery"])];
    let grant = (grantee, one(&["READ", "WRITE_ACP"]))
        .prop_map(|(grantee, permission)| json!({"grantee": grantee, "permission": permission}));
    let ownership = one(&["BucketOwnerEnforced", "ObjectWriter"]);
    let acl = (ownership, vec(grant, 0..3))
        .prop_map(|(ownership, grants)| json!({"ownership": ownership, "grants": grants}));
    let resource = (one(&ACCOUNTS), "[a-z]{1,3}", option::of(document()), option::of(acl), tags());
    let resource = resource.prop_map(|(account, bucket, policy, acl, tags)| {
        json!({"kind": "resource", "arn": format!("arn:aws:s3:::{bucket}"), "account": account,
            "policy": policy, "acl": acl, "tags": tags})
    });
    let provider = option::of(one(&ACCOUNTS)).prop_map(|account| {
        let account = account.unwrap_or_default();
        json!({"kind": "identity_provider", "arn": format!("arn:aws:iam::{account}:saml-provider/x")})
    });
    prop_oneof![user, role, managed, resource, provider].boxed()
}

fn center() -> BoxedStrategy<Value> {
    let user = (one(&PEOPLE[..2]), text(), text()).prop_map(|(id, name, shown)| {
        json!({"kind": "directory_user", "id": id, "user_name": name, "display_name": shown,
            "status": "DISABLED"})
    });
    let group = (one(&PEOPLE[..2]), text(), vec(one(&PEOPLE), 0..3)).prop_map(|(id, name, members)| {
        json!({"kind": "directory_group", "id": id, "name": name, "members": members})
    });
    let set = (one(&SETS[..2]), text(), option::of(document()), vec(managed_arn(), 0..2));
    let set = set.prop_map(|(id, name, inline, managed)| {
        json!({"kind": "permission_set", "id": id, "name": name, "session": 3600,
            "inline": inline, "managed": managed, "boundary": {"customer": {"name": name}}})
    });
    let who = (any::<bool>(), one(&PEOPLE))
        .prop_map(|(user, id)| if user { json!({"user": id}) } else { json!({"group": id}) });
    let assignment = (one(&ACCOUNTS), one(&SETS), who, option::of(moment()));
    let assignment = assignment.prop_map(|(account, set, who, created)| {
        json!({"kind": "assignment", "account": account, "permission_set": set, "principal": who,
            "created": created})
    });
    prop_oneof![user, group, set, assignment].boxed()
}

fn others() -> BoxedStrategy<Value> {
    let control = (one(&UNITS), option::of(one(&POLICIES)), option::of(document()), any::<bool>());
    let control = control.prop_map(|(unit, policy, enforced, drifted)| {
        json!({"kind": "enabled_control", "control": "CT.S3.PV.4", "ou": unit, "policy": policy,
            "status": "SUCCEEDED", "enforced": enforced,
            "drift": if drifted { "DRIFTED" } else { "IN_SYNC" }})
    });
    let event = ("[a-z0-9-]{1,8}", moment(), one(&ACCOUNTS), text(), text(), option::of(text()));
    let event = event.prop_map(|(id, at, account, actor, action, resource)| {
        json!({"kind": "activity", "id": id, "at": at, "account": account, "actor": actor,
            "action": action, "resource": resource})
    });
    let administrator = one(&ACCOUNTS).prop_map(|account| {
        json!({"kind": "delegated_administrator", "account": account,
            "service": "config.amazonaws.com"})
    });
    prop_oneof![control, event, administrator].boxed()
}

fn foundation() -> BoxedStrategy<Value> {
    (text(), one(&ACCOUNTS), tags(), option::of(document()), option::of(moment()))
        .prop_map(|(name, management, tags, delegation, clock)| {
            json!({"kind": "foundation", "id": "o-a1b2c3d4e5", "name": name, "root": ROOT,
                "management": management, "root_tags": tags, "delegation_policy": delegation,
                "clock": clock})
        })
        .boxed()
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let record = prop_oneof![4 => tree(), 2 => iam(), 2 => center(), 1 => others()];
    (foundation(), vec(record, 0..40)).prop_map(|(foundation, records)| {
        let records = std::iter::once(foundation).chain(records);
        records.map(|it| serde_json::from_value(it).unwrap()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_organization_survives_the_journey(records in records()) {
        let organization = Organization::from_records(records).unwrap();
        let files = write(&organization);
        let again = must_read(&files);
        prop_assert_eq!(organization.difference(&again), Vec::new());
    }
}
