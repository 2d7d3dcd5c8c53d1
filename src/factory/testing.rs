//! A small organization for this room's tests.

use chrono::{DateTime, Utc};

use crate::{
    org::{
        Account, AccountState, Attachments, DirectoryGroup, Foundation, IdentityCenter,
        IdentitySource, Joined, JoinedMethod, Keeper, NodeId, Organization, Ou, ParentId,
        PermissionSet, Policy, PolicyId, PolicyType, Record, Role, Tags, policy::full_access,
    },
    policy::Document,
};

/// The moment at which the tests plan.
pub(super) fn now() -> DateTime<Utc> {
    "2030-01-01T00:00:00Z".parse().unwrap()
}

fn ou(id: &str, parent: &str, name: &str) -> Record {
    let id = id.parse().unwrap();
    let parent = parent.parse().unwrap();
    Record::Ou(Ou { id, parent, name: name.into(), tags: Tags::default() })
}

fn account(id: &str, name: &str, parent: &str) -> Record {
    Record::Account(Account {
        id: id.parse().unwrap(),
        name: name.into(),
        email: format!("{name}@company.example"),
        parent: parent.parse::<ParentId>().unwrap(),
        state: AccountState::Active,
        joined: Joined { method: JoinedMethod::Created, at: now() },
        tags: Tags::default(),
        settings: crate::org::AccountSettings::default(),
    })
}

/// An SCP or RCP of the organization's own.
pub(super) fn policy(id: &str, name: &str, policy_type: PolicyType) -> Policy {
    let text =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    Policy {
        id: id.parse().unwrap(),
        name: name.into(),
        description: String::new(),
        policy_type,
        keeper: Keeper::Customer,
        document: Document::new(text),
        tags: Tags::default(),
    }
}

fn attached(node: &str) -> Record {
    let policies: Vec<PolicyId> =
        ["p-FullAWSAccess", "p-RCPFullAWSAccess"].map(|id| id.parse().unwrap()).into();
    Record::Attachments(Attachments { node: node.parse::<NodeId>().unwrap(), policies })
}

/// Two teams' worth of organization: a management account, a pipeline, a place for workloads,
/// a place for the parked, a group, a permission set and a quarantine.
pub(super) fn organization() -> Organization {
    Organization::from_records(records()).unwrap()
}

pub(super) fn records() -> Vec<Record> {
    let nodes = [
        "r-ab12",
        "ou-ab12-work0000",
        "ou-ab12-prod0000",
        "ou-ab12-nonprod0",
        "ou-ab12-parked00",
        "ou-ab12-sprod000",
        "111111111111",
        "222222222222",
    ];
    let foundation = Foundation {
        id: "o-abcdefghij".parse().unwrap(),
        name: "Company".into(),
        management: "111111111111".parse().unwrap(),
        features: crate::org::FeatureSet::All,
        root: "r-ab12".parse().unwrap(),
        root_tags: Tags::default(),
        policy_types: [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy].into(),
        identity_center: Some(IdentityCenter {
            instance: "ssoins-0123456789abcdef".into(),
            identity_store: "d-0123456789".into(),
            region: "eu-west-1".into(),
            source: IdentitySource::Directory,
            attributes: std::collections::BTreeMap::new(),
        }),
        trusted_services: std::collections::BTreeMap::new(),
        delegation_policy: None,
        central_root_access: None,
        granted_quotas: std::collections::BTreeMap::new(),
        clock: None,
    };
    let mut records = vec![
        Record::Foundation(foundation),
        ou("ou-ab12-work0000", "r-ab12", "Workloads"),
        ou("ou-ab12-prod0000", "ou-ab12-work0000", "Prod"),
        ou("ou-ab12-nonprod0", "ou-ab12-work0000", "NonProd"),
        ou("ou-ab12-shared00", "r-ab12", "Shared"),
        ou("ou-ab12-sprod000", "ou-ab12-shared00", "Prod"),
        ou("ou-ab12-parked00", "r-ab12", "Parked"),
        account("111111111111", "boss", "r-ab12"),
        account("222222222222", "pipeline", "r-ab12"),
        Record::Policy(policy("p-quarantine1", "Stop", PolicyType::ServiceControlPolicy)),
        Record::Policy(policy("p-directscp1", "NoChanges", PolicyType::ServiceControlPolicy)),
        Record::Policy(policy("p-directrcp1", "Fence", PolicyType::ResourceControlPolicy)),
        Record::Role(Role {
            account: "222222222222".parse().unwrap(),
            path: crate::org::IamPath::default(),
            name: "Pusher".parse().unwrap(),
            unique_id: None,
            created: None,
            description: String::new(),
            trust: Document::new("{}"),
            policies: crate::org::IdentityPolicies::default(),
            boundary: None,
            max_session: 3600,
            last_used: None,
            permission_set: None,
            tags: Tags::default(),
        }),
        Record::DirectoryGroup(DirectoryGroup {
            id: "g-1".parse().unwrap(),
            name: "booking".into(),
            description: String::new(),
            members: std::collections::BTreeSet::new(),
        }),
        Record::DirectoryGroup(DirectoryGroup {
            id: "g-2".parse().unwrap(),
            name: "security".into(),
            description: String::new(),
            members: std::collections::BTreeSet::new(),
        }),
        Record::PermissionSet(PermissionSet {
            id: "ps-0123456789abcdef".parse().unwrap(),
            name: "Developer".into(),
            description: String::new(),
            session: 3600,
            relay_state: None,
            managed: Vec::new(),
            customer: Vec::new(),
            inline: None,
            boundary: None,
            tags: Tags::default(),
        }),
    ];
    let full = [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy];
    records.extend(full.into_iter().filter_map(full_access).map(Record::Policy));
    records.extend(nodes.map(attached));
    records
}
