//! The root, a unit or an account.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    assigned::{self, Assigned},
    reaching::{self, Reaching, reaching},
    state_name, tags_line,
};
use crate::{
    cli::{
        line::{Meaning, Piece},
        output::Page,
        table::Table,
        time::{or_empty, rfc3339},
    },
    govern::{Credentials, drift},
    org::{Account, AccountId, AccountState, CanonicalId, NodeId, Organization, ParentId, Tags},
};

/// The root or a unit.
#[derive(Debug, Serialize)]
pub struct Unit {
    id: String,
    name: String,
    path: String,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    units: Vec<String>,
    accounts: Vec<Member>,
    policies: Vec<Reaching>,
    controls: Vec<Guardrail>,
    drift: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Member {
    id: String,
    name: String,
    state: AccountState,
}

/// A control in force.
#[derive(Debug, Serialize)]
struct Guardrail {
    control: String,
    /// The path of the unit it is enabled on.
    on: String,
    status: crate::org::ControlStatus,
    drift: crate::org::DriftStatus,
}

/// An account.
#[derive(Debug, Serialize)]
pub struct OneAccount {
    id: String,
    name: String,
    path: String,
    email: String,
    state: AccountState,
    management: bool,
    joined: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_id: Option<CanonicalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vended: Option<crate::org::Vended>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    administers: Vec<String>,
    policies: Vec<Reaching>,
    controls: Vec<Guardrail>,
    assignments: Vec<Assigned>,
    users: Vec<Identity>,
    roles: Vec<Identity>,
    groups: Vec<String>,
    managed_policies: Vec<String>,
    resources: Vec<String>,
    drift: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Identity {
    name: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

/// Looks at the root or a unit.
pub fn unit(organization: &Organization, parent: &ParentId) -> Unit {
    let node = NodeId::from(parent.clone());
    let tags = match parent {
        ParentId::Root(_) => organization.foundation().root_tags.clone(),
        ParentId::Ou(id) => {
            organization.ous().get(id).map(|ou| ou.tags.clone()).unwrap_or_default()
        }
    };
    let members = organization.accounts_in(parent).into_iter().map(|account| Member {
        id: account.id.to_string(),
        name: account.name.clone(),
        state: account.state,
    });
    Unit {
        id: node.to_string(),
        name: organization.node_name(&node),
        path: organization.display_path(&node),
        tags,
        units: organization.units_in(parent).iter().map(|ou| ou.name.clone()).collect(),
        accounts: members.collect(),
        policies: reaching(organization, &node),
        controls: controls(organization, &node),
        drift: drifted(organization, &node),
    }
}

/// Looks at an account.
pub fn account(organization: &Organization, account: &Account) -> OneAccount {
    let (id, node) = (account.id, NodeId::Account(account.id));
    OneAccount {
        id: id.to_string(),
        name: account.name.clone(),
        path: organization.display_path(&node),
        email: account.email.clone(),
        state: account.state,
        management: id == organization.foundation().management,
        joined: account.joined.at,
        alias: account.settings.alias.clone(),
        canonical_id: account.settings.canonical_id.clone(),
        expires: account.settings.expires,
        vended: account.settings.vended.clone(),
        tags: account.tags.clone(),
        administers: administers(organization, id),
        policies: reaching(organization, &node),
        controls: controls(organization, &node),
        assignments: assigned::collect(organization, organization.assignments_in(id)),
        users: users(organization, id),
        roles: roles(organization, id),
        groups: organization.groups_in(id).map(|it| it.name.to_string()).collect(),
        managed_policies: organization.managed_in(id).map(|it| it.name().to_owned()).collect(),
        resources: organization.resources_in(id).map(|it| it.arn.to_string()).collect(),
        drift: drifted(organization, &node),
    }
}

fn administers(organization: &Organization, id: AccountId) -> Vec<String> {
    let delegated = organization.delegated_administrators().iter();
    delegated.filter(|it| it.account == id).map(|it| it.service.to_string()).collect()
}

fn users(organization: &Organization, id: AccountId) -> Vec<Identity> {
    let now = organization.foundation().clock.unwrap_or_else(Utc::now);
    let users = organization.users_in(id).map(|user| {
        let keys = user.access_keys.iter().filter_map(|key| key.last_used);
        let password = user.password.iter().filter_map(|password| password.last_used);
        Identity {
            name: user.name.to_string(),
            path: user.path.to_string(),
            last_used: keys.chain(password).max(),
            remarks: Credentials::of(user, now).remarks(),
        }
    });
    users.collect()
}

fn roles(organization: &Organization, id: AccountId) -> Vec<Identity> {
    let roles = organization.roles_in(id).map(|role| Identity {
        name: role.name.to_string(),
        path: role.path.to_string(),
        last_used: role.last_used,
        remarks: Vec::new(),
    });
    roles.collect()
}

/// The controls enabled on a node and on the units above it.
fn controls(organization: &Organization, node: &NodeId) -> Vec<Guardrail> {
    let mut found = Vec::new();
    for level in organization.path(node) {
        let NodeId::Ou(unit) = &level else { continue };
        found.extend(organization.controls_on(unit).map(|enabled| Guardrail {
            control: enabled.control.to_string(),
            on: organization.display_path(&level),
            status: enabled.status,
            drift: enabled.drift,
        }));
    }
    found
}

fn drifted(organization: &Organization, node: &NodeId) -> Vec<String> {
    let drift = drift(organization).into_iter().filter(|it| it.node() == *node);
    drift.map(|it| it.describe(organization)).collect()
}

impl Unit {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.path);
        page.fields(&[
            ("id", self.id.clone()),
            ("units", self.units.join(", ")),
            ("tags", tags_line(&self.tags)),
        ]);
        warnings(&self.drift, page);
        reaching::section(&self.policies, page);
        let mut table = Table::new(&["ACCOUNT", "ID", "STATE"]);
        for account in &self.accounts {
            let state = state_name(account.state);
            table.row([Piece::from(&account.name), Piece::from(&account.id), state.into()]);
        }
        page.section("Accounts", table);
        control_section(&self.controls, page);
    }
}

impl OneAccount {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.path);
        let vended = self.vended.as_ref();
        let vended = vended.map(|it| format!("{} version {}", it.template, it.version));
        page.fields(&[
            ("id", self.id.clone()),
            ("email", self.email.clone()),
            ("state", state_name(self.state).to_owned()),
            ("role", if self.management { "management account".into() } else { String::new() }),
            ("joined", rfc3339(self.joined)),
            ("alias", self.alias.clone().unwrap_or_default()),
            (
                "canonical id",
                self.canonical_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            ),
            ("expires", or_empty(self.expires)),
            ("vended by", vended.unwrap_or_default()),
            ("administers", self.administers.join(", ")),
            ("tags", tags_line(&self.tags)),
            ("groups", self.groups.join(", ")),
            ("managed", self.managed_policies.join(", ")),
        ]);
        warnings(&self.drift, page);
        reaching::section(&self.policies, page);
        assigned::section(&self.assignments, page);
        identity_section("Users", &self.users, page);
        identity_section("Roles", &self.roles, page);
        let mut table = Table::new(&["RESOURCE"]);
        self.resources.iter().for_each(|arn| table.row([Piece::from(arn)]));
        page.section("Resources", table);
        control_section(&self.controls, page);
    }
}

fn warnings(warnings: &[String], page: &mut Page) {
    for warning in warnings {
        page.line(Piece::new(Meaning::Conditional, format!("drift: {warning}")));
    }
}

fn identity_section(title: &str, identities: &[Identity], page: &mut Page) {
    let mut table = Table::new(&["NAME", "PATH", "LAST USED", ""]);
    for it in identities {
        table.row([
            Piece::from(&it.name),
            Piece::new(Meaning::Faint, &it.path),
            or_empty(it.last_used).into(),
            Piece::new(Meaning::Conditional, it.remarks.join(", ")),
        ]);
    }
    page.section(title, table);
}

fn control_section(controls: &[Guardrail], page: &mut Page) {
    let mut table = Table::new(&["CONTROL", "ON", "STATUS", "DRIFT"]);
    for it in controls {
        table.row([
            Piece::from(&it.control),
            Piece::from(&it.on),
            super::word(&it.status).into(),
            super::word(&it.drift).into(),
        ]);
    }
    page.section("Controls", table);
}
