//! What is left to do of a step: each reads the organization, compares it with the account as it
//! is to be, and gives the changes that are missing. A step that is done gives none, so that doing
//! it again never makes a second account, and going on after a failure is doing it again.

mod identity;

use chrono::{DateTime, Utc};

use super::{blueprint::Blueprint, form::End, step::StepKind};
use crate::org::{
    Account, AccountSettings, AccountState, Change, DelegatedAdministrator, Joined, JoinedMethod,
    Organization, ParentId, Tags, Vended,
};

/// The changes that a step still needs; `at` is the moment it is done.
pub(super) fn missing(
    step: StepKind,
    blueprint: &Blueprint,
    organization: &Organization,
    at: DateTime<Utc>,
) -> Vec<Change> {
    let ensure = Ensure { blueprint, organization, at };
    match step {
        StepKind::Reserve | StepKind::Controls | StepKind::Verify => Vec::new(),
        StepKind::Create => ensure.account(),
        StepKind::Baseline => ensure.baseline(),
        StepKind::PasswordPolicy => ensure.password_policy(),
        StepKind::Labels => ensure.labels(),
        StepKind::DirectPolicies => ensure.direct_policies(),
        StepKind::Roles => ensure.roles(),
        StepKind::Assignments => ensure.assignments(),
        StepKind::Budget => ensure.budget(),
        StepKind::Delegation => ensure.delegation(),
        StepKind::Move => ensure.place(),
        StepKind::Release => ensure.release(),
    }
}

struct Ensure<'e> {
    blueprint: &'e Blueprint,
    organization: &'e Organization,
    at: DateTime<Utc>,
}

impl Ensure<'_> {
    fn present(&self) -> Option<&Account> {
        self.organization.accounts().get(&self.blueprint.account).map(|account| &**account)
    }

    /// Makes the account, or brings a parked one back; in quarantine either way.
    fn account(&self) -> Vec<Change> {
        let quarantine = self.quarantine();
        match self.present() {
            None => {
                let account = Box::new(self.new_account());
                [Change::CreateAccount { account }].into_iter().chain(quarantine).collect()
            }
            Some(account) if account.state == AccountState::Suspended => {
                let (account, state) = (account.id, AccountState::Active);
                let active = Change::SetAccountState { account, state };
                quarantine.into_iter().chain([active]).collect()
            }
            Some(_) => Vec::new(),
        }
    }

    fn new_account(&self) -> Account {
        let blueprint = self.blueprint;
        Account {
            id: blueprint.account,
            name: blueprint.name.clone(),
            email: blueprint.email.clone(),
            parent: ParentId::Root(self.organization.foundation().root.clone()),
            state: AccountState::Active,
            joined: Joined { method: JoinedMethod::Created, at: self.at },
            tags: Tags::default(),
            settings: AccountSettings {
                vended: Some(Vended {
                    template: blueprint.template.clone(),
                    version: blueprint.version,
                    request: blueprint.request.to_string(),
                    values: blueprint.values.clone(),
                }),
                ..AccountSettings::default()
            },
        }
    }

    fn quarantine(&self) -> Option<Change> {
        let policy = self.blueprint.quarantine.clone()?;
        let node = self.blueprint.node();
        (!self.organization.attached(&node).contains(&policy))
            .then_some(Change::AttachPolicy { policy, to: node })
    }

    /// Sets the account's settings anew if `edit` changes them.
    fn settings(&self, edit: impl FnOnce(&mut AccountSettings)) -> Vec<Change> {
        let Some(present) = self.present() else { return Vec::new() };
        let mut settings = present.settings.clone();
        edit(&mut settings);
        if settings == present.settings {
            return Vec::new();
        }
        let (account, settings) = (present.id, Box::new(settings));
        vec![Change::SetAccountSettings { account, settings }]
    }

    fn baseline(&self) -> Vec<Change> {
        let policies = self.blueprint.policies.iter().filter_map(|policy| self.policy(policy));
        let services =
            self.settings(|settings| settings.services.extend(self.blueprint.services.clone()));
        policies.chain(services).collect()
    }

    fn password_policy(&self) -> Vec<Change> {
        let planned = self.blueprint.password_policy;
        self.settings(|settings| settings.password_policy = planned.or(settings.password_policy))
    }

    fn labels(&self) -> Vec<Change> {
        let blueprint = self.blueprint;
        let mut changes = self.tags();
        changes.extend(self.settings(|settings| {
            settings.contacts.extend(blueprint.contacts.clone());
            settings.alias = blueprint.alias.clone().or(settings.alias.take());
            settings.protected |= blueprint.protect;
            settings.expires = self.end(blueprint.ttl, settings.expires);
        }));
        changes
    }

    /// When something ends: an end that is counted from now stays as it was set, as long as it lies
    /// ahead.
    fn end(&self, planned: Option<End>, present: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        match (planned, present) {
            (Some(End::After(_)), Some(present)) if present > self.at => Some(present),
            (Some(end), _) => Some(end.moment(self.at)),
            (None, present) => present,
        }
    }

    fn tags(&self) -> Vec<Change> {
        let Some(present) = self.present() else { return Vec::new() };
        let mut tags = present.tags.clone();
        tags.0.extend(self.blueprint.tags.0.clone());
        if tags == present.tags {
            return Vec::new();
        }
        vec![Change::SetNodeTags { node: self.blueprint.node(), tags }]
    }

    fn direct_policies(&self) -> Vec<Change> {
        let node = self.blueprint.node();
        let attached = self.organization.attached(&node);
        let absent = self.blueprint.attached.iter().filter(|policy| !attached.contains(policy));
        absent
            .map(|policy| Change::AttachPolicy { policy: policy.clone(), to: node.clone() })
            .collect()
    }

    fn budget(&self) -> Vec<Change> {
        let planned = &self.blueprint.budget;
        self.settings(|settings| {
            if planned.is_some() {
                settings.budget.clone_from(planned);
            }
        })
    }

    fn delegation(&self) -> Vec<Change> {
        let account = self.blueprint.account;
        let known = self.organization.delegated_administrators();
        let absent = self.blueprint.delegated.iter().filter(|service| {
            let key = (account, (*service).clone());
            !known.contains(&key)
        });
        absent
            .map(|service| {
                let (service, since) = (service.clone(), Some(self.at));
                let administrator = DelegatedAdministrator { account, service, since };
                Change::RegisterDelegatedAdministrator { administrator }
            })
            .collect()
    }

    fn place(&self) -> Vec<Change> {
        let (account, to) = (self.blueprint.account, self.blueprint.destination.clone());
        match self.present() {
            Some(present) if present.parent != to => vec![Change::MoveAccount { account, to }],
            _ => Vec::new(),
        }
    }

    /// Detaches the quarantine, unless the template attaches the same policy for good.
    fn release(&self) -> Vec<Change> {
        let from = self.blueprint.node();
        let attached = self.organization.attached(&from);
        let quarantine = self.blueprint.quarantine.iter();
        quarantine
            .filter(|policy| attached.contains(policy) && !self.blueprint.attached.contains(policy))
            .map(|policy| Change::DetachPolicy { policy: policy.clone(), from: from.clone() })
            .collect()
    }
}
