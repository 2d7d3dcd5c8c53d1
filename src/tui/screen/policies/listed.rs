//! The rows of the Policies screen: organization policies, and the managed policies of accounts.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::org::{Keeper, ManagedPolicy, NodeId, Organization, Policy, PolicyType};
use crate::policy::{Arn, Document, Fault, Place, Severity, lint::Kind};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

/// A policy, of either sort.
#[derive(Clone)]
pub enum Kept {
    /// Of the organization.
    Organization(Arc<Policy>),
    /// Of an account.
    Managed(Arc<ManagedPolicy>),
}

/// A policy in the list.
pub struct Listed {
    id: String,
    /// The policy.
    pub kept: Kept,
    /// The account that it is in; nothing for organization policies.
    account: Option<String>,
    /// How many nodes, or users, groups and roles, it is attached to.
    uses: usize,
}

impl Listed {
    /// A managed policy of an account.
    pub fn managed(policy: impl Into<Arc<ManagedPolicy>>, account: String, uses: usize) -> Self {
        let policy = policy.into();
        let id = policy.arn.to_string();
        Self { id, kept: Kept::Managed(policy), account: Some(account), uses }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match &self.kept {
            Kept::Organization(policy) => &policy.name,
            Kept::Managed(policy) => policy.name(),
        }
    }

    /// Its ARN, if it is of an account.
    pub fn arn(&self) -> Option<&Arn> {
        match &self.kept {
            Kept::Organization(_) => None,
            Kept::Managed(policy) => Some(&policy.arn),
        }
    }

    /// Its text; the version that counts.
    pub fn document(&self) -> Option<&Document> {
        match &self.kept {
            Kept::Organization(policy) => Some(&policy.document),
            Kept::Managed(policy) => policy.document(),
        }
    }

    /// Whether AWS keeps it, so that it cannot be edited.
    pub fn of_aws(&self) -> bool {
        match &self.kept {
            Kept::Organization(policy) => policy.keeper == Keeper::Aws,
            Kept::Managed(policy) => policy.arn.account() == "aws",
        }
    }

    /// All that is wrong with a text in its place. Kinds that are not written in the policy language
    /// are judged when they are changed.
    pub fn faults(&self, document: &Document) -> Vec<Fault> {
        let place = match &self.kept {
            Kept::Managed(_) => Place::Identity,
            Kept::Organization(policy) => match policy.policy_type {
                PolicyType::ServiceControlPolicy => Place::ServiceControl,
                PolicyType::ResourceControlPolicy => Place::ResourceControl,
                _ => return Vec::new(),
            },
        };
        let warnings = document.faults().iter().filter(|it| it.severity == Severity::Warning);
        document.refusals(place).into_iter().chain(warnings.cloned()).collect()
    }

    /// As what lint looks at it. A managed policy that is nothing but a boundary limits, and grants
    /// nothing.
    pub fn lint_kind(&self, organization: &Organization) -> Option<Kind> {
        match &self.kept {
            Kept::Managed(policy) if self.uses == 0 && is_boundary(&policy.arn, organization) => {
                Some(Kind::Boundary)
            }
            Kept::Managed(_) => Some(Kind::Identity),
            Kept::Organization(policy) => match policy.policy_type.place()? {
                Place::ServiceControl => Some(Kind::ServiceControl),
                Place::ResourceControl => Some(Kind::ResourceControl),
                Place::Identity | Place::Resource | Place::Trust => None,
            },
        }
    }

    fn kind(&self) -> &'static str {
        match &self.kept {
            Kept::Organization(policy) => policy.policy_type.short_name(),
            Kept::Managed(_) => "managed",
        }
    }

    fn rank(&self) -> Option<PolicyType> {
        match &self.kept {
            Kept::Organization(policy) => Some(policy.policy_type),
            Kept::Managed(_) => None,
        }
    }
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Policy", width: Width::Fill(14), rank: 0 },
        Column { title: "Kind", width: Width::Fixed(7), rank: 1 },
        Column { title: "In", width: Width::Fill(10), rank: 3 },
        Column { title: "On", width: Width::Fixed(4), rank: 2 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.name().into(),
            1 => Phrase::of(self.kind(), Meaning::Muted),
            2 => Phrase::of(self.account.as_deref().unwrap_or("organization"), Meaning::Muted),
            _ if self.uses == 0 => Phrase::of("   -", Meaning::Muted),
            _ => Phrase::of(format!("{:>4}", self.uses), Meaning::Direct),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        let account = self.account.as_deref().unwrap_or_default();
        Cow::Owned(format!("{}\n{}\n{account}", self.name(), self.kind()))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.name().cmp(other.name()),
            1 => self.rank().cmp(&other.rank()),
            2 => self.account.cmp(&other.account),
            _ => self.uses.cmp(&other.uses),
        }
    }
}

/// Every policy: the organization's by kind and name, then those of accounts.
pub fn listed(organization: &Organization) -> Vec<Listed> {
    let mut own: Vec<Listed> = organization
        .policies()
        .iter()
        .map(|policy| Listed {
            id: policy.id.to_string(),
            kept: Kept::Organization(Arc::clone(policy)),
            account: None,
            uses: organization.targets_of(&policy.id).count(),
        })
        .collect();
    own.sort_by(|one, other| (one.rank(), one.name()).cmp(&(other.rank(), other.name())));
    let uses = uses(organization);
    own.extend(organization.managed_policies().iter().map(|policy| {
        let uses = uses.get(&policy.arn).copied().unwrap_or_default();
        Listed::managed(Arc::clone(policy), owner(&policy.arn, organization), uses)
    }));
    own
}

fn is_boundary(arn: &Arn, organization: &Organization) -> bool {
    let Ok(account) = arn.account().parse() else { return false };
    organization.carriers_in(account).any(|carrier| carrier.boundary() == Some(arn))
}

fn owner(arn: &Arn, organization: &Organization) -> String {
    let account = arn.account().parse().map(NodeId::Account);
    account.map_or_else(|_| "AWS".to_owned(), |account| organization.node_name(&account))
}

/// How often each managed policy is attached.
fn uses(organization: &Organization) -> HashMap<&Arn, usize> {
    let users = organization.users().iter().map(|user| &user.policies);
    let groups = organization.groups().iter().map(|group| &group.policies);
    let roles = organization.roles().iter().map(|role| &role.policies);
    let mut uses = HashMap::new();
    for policies in users.chain(groups).chain(roles) {
        for arn in &policies.managed {
            *uses.entry(arn).or_default() += 1;
        }
    }
    uses
}
