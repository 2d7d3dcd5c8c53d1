//! A small organization to draw.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::org::{Organization, Record};
use crate::tui::world::{Mode, World};

fn records() -> Vec<Value> {
    let account = |id: &str, name: &str, parent: &str, state: &str| {
        json!({
            "kind": "account", "id": id, "name": name, "email": format!("{name}@example.com"),
            "parent": parent, "state": state,
            "joined": {"method": "CREATED", "at": "2024-03-01T08:00:00Z"},
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
    let role = |account: &str, name: &str, path: &str| json!({"kind": "role", "account": account, "path": path, "name": name, "trust": "{}"});
    vec![
        json!({
            "kind": "foundation", "id": "o-abcdefghij", "name": "Acme Harbour",
            "management": "111111111111", "root": "r-ab12",
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
        scp("p-bbbbbbbb", "RequireBoundary", "{}"),
        scp("p-cccccccc", "Quarantine", "{}"),
        json!({"kind": "attachments", "node": "r-ab12", "policies": ["p-aaaaaaaa"]}),
        json!({"kind": "attachments", "node": "ou-ab12-22222222", "policies": ["p-bbbbbbbb"]}),
        json!({"kind": "user", "account": "222222222222", "name": "etl-legacy"}),
        json!({"kind": "group", "account": "222222222222", "name": "operators"}),
        role("222222222222", "Deploy", "/"),
        role("333333333333", "Deploy", "/"),
        role("444444444444", "AWSServiceRoleForConfig", "/aws-service-role/config.amazonaws.com/"),
    ]
}

/// The world that tests look at.
pub fn world(mode: Mode) -> World {
    let records =
        records().into_iter().map(|value| serde_json::from_value::<Record>(value).unwrap());
    World {
        organization: Arc::new(Organization::from_records(records).unwrap()),
        store: "acme.store".to_owned(),
        mode,
        drafted: 0,
    }
}
