//! A principal: what it carries, what bounds it, how it gets in.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    carried::{self, Carried, document},
    reaching::{self, Reaching, reaching},
    tags_line,
};
use crate::{
    access::Principal,
    cli::{
        line::{Meaning, Piece},
        output::Page,
        principal::set_name,
        table::Table,
        time::or_empty,
    },
    govern::Credentials,
    org::{KeyStatus, NodeId, Organization, Role, Tags, User},
};

/// A principal.
#[derive(Debug, Default, Serialize)]
pub struct OnePrincipal {
    arn: String,
    /// `root`, `user`, `role`, `session`, `assigned`, `outsider`, `service` or `anonymous`.
    principal: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boundary: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
    access_keys: Vec<Key>,
    policies: Vec<Carried>,
    /// The organization policies above its account.
    organization_policies: Vec<Reaching>,
    /// Who may assume the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trust_faults: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Key {
    id: Option<String>,
    status: KeyStatus,
    created: Option<DateTime<Utc>>,
    last_used: Option<DateTime<Utc>>,
}

/// Looks at a principal; nothing when it is not there.
pub fn look(organization: &Organization, principal: &Principal) -> Option<OnePrincipal> {
    let account = principal.account().filter(|id| organization.accounts().contains(id));
    let node = account.map(NodeId::Account);
    let mut found = OnePrincipal {
        arn: principal.caller(organization)?.display(),
        principal: kind(principal),
        account_path: node.as_ref().map(|node| organization.display_path(node)),
        organization_policies: node.map(|it| reaching(organization, &it)).unwrap_or_default(),
        ..OnePrincipal::default()
    };
    match principal {
        Principal::User(account, name) => {
            found.user(organization, organization.users().get(&(*account, name.clone()))?);
        }
        Principal::Role(..) | Principal::Session(..) | Principal::Assigned { .. } => {
            found.role(organization, &*principal.role(organization)?);
        }
        Principal::Root(_)
        | Principal::Outsider(_)
        | Principal::Federated(_)
        | Principal::Service(_)
        | Principal::Anonymous => {}
    }
    Some(found)
}

fn kind(principal: &Principal) -> &'static str {
    match principal {
        Principal::Root(_) => "root",
        Principal::User(..) => "user",
        Principal::Role(..) => "role",
        Principal::Session(..) => "session",
        Principal::Assigned { .. } => "assigned",
        Principal::Outsider(_) => "outsider",
        Principal::Federated(_) => "federated",
        Principal::Service(_) => "service",
        Principal::Anonymous => "anonymous",
    }
}

impl OnePrincipal {
    fn user(&mut self, organization: &Organization, user: &User) {
        let now = organization.foundation().clock.unwrap_or_else(Utc::now);
        self.created = user.created;
        self.last_used = user.password.as_ref().and_then(|password| password.last_used);
        self.groups = user.groups.iter().map(ToString::to_string).collect();
        self.boundary = user.boundary.as_ref().map(ToString::to_string);
        self.tags = user.tags.clone();
        self.remarks = Credentials::of(user, now).remarks();
        let keys = user.access_keys.iter().map(|key| Key {
            id: key.id.as_ref().map(ToString::to_string),
            status: key.status,
            created: key.created,
            last_used: key.last_used,
        });
        self.access_keys = keys.collect();
        self.policies = carried::carried(organization, &user.policies, "");
        for name in &user.groups {
            if let Some(group) = organization.groups().get(&(user.account, name.clone())) {
                let via = format!("group {name}: ");
                self.policies.extend(carried::carried(organization, &group.policies, &via));
            }
        }
    }

    fn role(&mut self, organization: &Organization, role: &Role) {
        self.created = role.created;
        self.last_used = role.last_used;
        self.permission_set = role.permission_set.as_ref().map(|set| set_name(organization, set));
        self.boundary = role.boundary.as_ref().map(ToString::to_string);
        self.tags = role.tags.clone();
        self.policies = carried::carried(organization, &role.policies, "");
        self.trust = Some(role.trust.text().to_owned());
        self.trust_faults = carried::faults(&role.trust);
    }

    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.arn);
        page.fields(&[
            ("account", self.account_path.clone().unwrap_or_default()),
            ("permission set", self.permission_set.clone().unwrap_or_default()),
            ("created", or_empty(self.created)),
            ("last used", or_empty(self.last_used)),
            ("groups", self.groups.join(", ")),
            ("boundary", self.boundary.clone().unwrap_or_default()),
            ("tags", tags_line(&self.tags)),
        ]);
        for remark in &self.remarks {
            page.line(Piece::new(Meaning::Conditional, remark));
        }
        let mut table = Table::new(&["ACCESS KEY", "STATUS", "CREATED", "LAST USED"]);
        for key in &self.access_keys {
            table.row([
                key.id.clone().unwrap_or_else(|| "not told".to_owned()).into(),
                super::word(&key.status).into(),
                or_empty(key.created).into(),
                or_empty(key.last_used).into(),
            ]);
        }
        page.section("Access keys", table);
        carried::section(&self.policies, page);
        reaching::section(&self.organization_policies, page);
        if let Some(trust) = &self.trust {
            document("Trust policy", trust, &self.trust_faults, page);
        }
    }
}
