//! Random policies, and an organization full of them.

use super::{
    Dice,
    words::{ACTION_PATTERNS, CANONICAL, CONDITIONS, NAMED, RESOURCE_PATTERNS},
};
use crate::{
    org::{
        AccountSettings, AclGrant, AclPermission, BucketAcl, Change, ObjectOwnership, Organization,
        Policy, PolicyType, PublicAccessBlock, Resource, Tags,
        sample::{self, ALLOW_ALL, BILLING, PROD, ROOT, SHOP, WORKLOADS, id},
    },
    policy::Document,
};

/// What a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A policy of a user or role, or a boundary.
    Identity,
    /// An SCP.
    Scp,
    /// An RCP: it only forbids.
    Rcp,
    /// A resource's policy.
    Resource,
    /// A role's trust policy.
    Trust,
}

/// A random document of a kind.
pub fn document(dice: &mut Dice, kind: Kind) -> Document {
    let count = 1 + dice.below(3);
    let mut statements: Vec<String> = (0..count).map(|_| statement(dice, kind)).collect();
    if kind == Kind::Rcp {
        statements
            .push(r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#.to_owned());
    }
    if kind == Kind::Scp && !dice.one_in(4) {
        statements.push(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#.to_owned());
    }
    Document::new(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(",")))
}

fn statement(dice: &mut Dice, kind: Kind) -> String {
    let denies = match kind {
        Kind::Rcp => true,
        Kind::Scp => !dice.one_in(3),
        Kind::Identity | Kind::Resource | Kind::Trust => dice.one_in(3),
    };
    let effect = if denies { "Deny" } else { "Allow" };
    let mut parts = vec![format!(r#""Effect":"{effect}""#)];
    match kind {
        Kind::Rcp => parts.push(r#""Principal":"*""#.to_owned()),
        Kind::Resource | Kind::Trust => {
            let excepted = denies && kind == Kind::Resource && dice.one_in(5);
            let element = if excepted { "NotPrincipal" } else { "Principal" };
            parts.push(format!(r#""{element}":{}"#, dice.pick(&NAMED)));
        }
        Kind::Identity | Kind::Scp => {}
    }
    let except = if dice.one_in(6) && kind != Kind::Trust { "Not" } else { "" };
    let actions = if kind == Kind::Trust {
        r#""sts:AssumeRole""#.to_owned()
    } else {
        list(dice, &ACTION_PATTERNS)
    };
    parts.push(format!(r#""{except}Action":{actions}"#));
    if kind != Kind::Trust {
        let except = if dice.one_in(6) { "Not" } else { "" };
        parts.push(format!(r#""{except}Resource":{}"#, list(dice, &RESOURCE_PATTERNS)));
    }
    let conditions = [0, 0, 1, 1, 2, 3][dice.below(6)];
    if conditions > 0 {
        let mut cells: Vec<(&str, &str, &str)> = Vec::new();
        for _ in 0..conditions {
            let cell = *dice.pick(&CONDITIONS);
            if !cells.iter().any(|c| c.0 == cell.0) {
                cells.push(cell);
            }
        }
        let cells: Vec<String> = cells
            .iter()
            .map(|(operator, key, values)| format!(r#""{operator}":{{"{key}":{values}}}"#))
            .collect();
        parts.push(format!(r#""Condition":{{{}}}"#, cells.join(",")));
    }
    format!("{{{}}}", parts.join(","))
}

fn list(dice: &mut Dice, from: &[&str]) -> String {
    let count = 1 + dice.below(3);
    let texts: Vec<String> = (0..count).map(|_| format!(r#""{}""#, dice.pick(from))).collect();
    format!("[{}]", texts.join(","))
}

fn tags(dice: &mut Dice) -> Tags {
    let team = *dice.pick(&["red", "blue"]);
    if dice.one_in(3) {
        Tags::default()
    } else {
        [("team".to_owned(), team.to_owned())].into_iter().collect()
    }
}

/// The access control list of some buckets, drawn by the length of their policy.
fn acl(policy: Option<&Document>) -> Option<BucketAcl> {
    let dice = &mut Dice::new(policy.map_or(0, |document| document.text().len() as u64));
    let grants = (0..dice.below(3)).map(|_| AclGrant {
        grantee: id(dice.pick::<&str>(&[
            "AllUsers",
            "AuthenticatedUsers",
            "LogDelivery",
            CANONICAL,
        ])),
        permission: *dice.pick(&[
            AclPermission::Read,
            AclPermission::Write,
            AclPermission::ReadAcp,
            AclPermission::FullControl,
        ]),
    });
    let grants: Vec<AclGrant> = grants.collect();
    let ownership = *dice.pick(&[
        ObjectOwnership::BucketOwnerEnforced,
        ObjectOwnership::BucketOwnerPreferred,
        ObjectOwnership::ObjectWriter,
    ]);
    dice.one_in(2).then_some(BucketAcl { ownership, grants })
}

/// A random organization: roles and users in two accounts, SCPs and RCPs on the path, resources with
/// policies of their own.
pub fn organization(dice: &mut Dice) -> Organization {
    let mut organization = sample::organization();
    // What AWS would refuse to save is left out.
    let mut apply = |change: Change| {
        if let Ok(applied) = organization.apply(&change) {
            organization = applied.organization;
        }
    };
    for (number, node) in [ROOT, WORKLOADS, PROD, SHOP].into_iter().enumerate() {
        for policy_type in [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy] {
            if dice.one_in(2) {
                continue;
            }
            let scp = policy_type == PolicyType::ServiceControlPolicy;
            let kind = if scp { Kind::Scp } else { Kind::Rcp };
            let policy_id = format!("p-{}{number}abcdef", if scp { "scp" } else { "rcp" });
            let mut policy: Policy = sample::policy(&policy_id, &policy_id, policy_type);
            policy.document = document(dice, kind);
            apply(Change::CreatePolicy { policy: Box::new(policy) });
            apply(Change::AttachPolicy { policy: id(&policy_id), to: id(node) });
            if scp && dice.one_in(2) {
                apply(Change::DetachPolicy { policy: id("p-FullAWSAccess"), from: id(node) });
            }
        }
    }
    let mut limits = sample::managed(SHOP, "limits");
    limits.versions[0].document = document(dice, Kind::Identity);
    apply(Change::PutManagedPolicy { policy: Box::new(limits) });
    for (account, name) in [(SHOP, "app"), (SHOP, "web"), (BILLING, "ops")] {
        let mut role = sample::role(account, name);
        role.trust = document(dice, Kind::Trust);
        role.tags = tags(dice);
        for number in 0..dice.below(3) {
            role.policies.inline.insert(format!("i{number}"), document(dice, Kind::Identity));
        }
        if dice.one_in(4) {
            role.policies.inline.insert("all".to_owned(), Document::new(ALLOW_ALL));
        }
        if account == SHOP && dice.one_in(3) {
            role.boundary = Some(id(&format!("arn:aws:iam::{SHOP}:policy/limits")));
        }
        apply(Change::PutRole { role: Box::new(role) });
    }
    if dice.one_in(2) {
        let account = *dice.pick(&[SHOP, BILLING]);
        let settings = AccountSettings { canonical_id: Some(id(CANONICAL)), ..Default::default() };
        apply(Change::SetAccountSettings { account: id(account), settings: Box::new(settings) });
    }
    let mut group = sample::group(SHOP, "devs");
    group.policies.inline.insert("g".to_owned(), document(dice, Kind::Identity));
    apply(Change::PutGroup { group: Box::new(group) });
    let mut user = sample::user(SHOP, "ann");
    user.tags = tags(dice);
    user.groups.insert(id("devs"));
    user.policies.inline.insert("own".to_owned(), document(dice, Kind::Identity));
    apply(Change::PutUser { user: Box::new(user) });
    for (account, arn) in [
        (SHOP, "arn:aws:s3:::data"),
        (BILLING, "arn:aws:s3:::shared"),
        (SHOP, "arn:aws:sqs:eu-west-1:222222222222:jobs"),
        (SHOP, "arn:aws:kms:eu-west-1:222222222222:key/k1"),
        (BILLING, "arn:aws:sqs:eu-west-1:333333333333:jobs"),
        (SHOP, "arn:aws:lambda:eu-west-1:222222222222:function:f"),
    ] {
        let restricted = dice.one_in(5);
        let policy = (!dice.one_in(4)).then(|| document(dice, Kind::Resource));
        let is_bucket = arn.starts_with("arn:aws:s3:");
        let resource = Resource {
            arn: id(arn),
            account: id(account),
            acl: is_bucket.then(|| acl(policy.as_ref())).flatten(),
            policy,
            encryption_key: None,
            role: None,
            created: None,
            tags: tags(dice),
            grants: Vec::new(),
            public_access_block: restricted.then(|| PublicAccessBlock {
                restrict_public_buckets: true,
                ignore_public_acls: true,
                ..PublicAccessBlock::default()
            }),
        };
        apply(Change::PutResource { resource: Box::new(resource) });
    }
    organization
}
