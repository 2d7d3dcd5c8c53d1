//! Changes of accounts: their birth, place, name, state and settings.

use super::{ChangeError, provision};
use crate::catalog::Quota;
use crate::org::facets::AccountFacet;
use crate::org::{
    Account, AccountId, AccountSettings, AccountState, JoinedMethod, NodeId, Organization,
    ParentId, PasswordPolicy,
};

/// The kinds of alternate contact that an account can have.
const CONTACTS: [&str; 3] = ["billing", "operations", "security"];

type Done = Result<(), ChangeError>;

impl Organization {
    pub(super) fn existing_account(&self, id: AccountId) -> Result<Account, ChangeError> {
        let account = self.accounts.get(&id).ok_or_else(|| ChangeError::missing("account", &id))?;
        Ok((**account).clone())
    }

    /// Refuses accounts in which nobody can do anything: suspended and closed ones (O-12).
    pub(in crate::org) fn open_account(&self, id: AccountId) -> Done {
        match self.existing_account(id)?.state {
            AccountState::PendingActivation
            | AccountState::Active
            | AccountState::PendingClosure => Ok(()),
            AccountState::Suspended | AccountState::Closed => ChangeError::rule(format!(
                "account {id} is suspended or closed, so nothing in it can be changed: have it \
                 reinstated first"
            )),
        }
    }

    /// O-9, O-15, O-20, E-41.
    pub(super) fn create_account(&mut self, account: &Account) -> Done {
        if self.accounts.contains(&account.id) {
            return Err(ChangeError::exists("account", &account.id, "id"));
        }
        self.existing_parent(&account.parent)?;
        self.name_fits("the account's name", &account.name, Quota::AccountNameLength)?;
        self.address_fits(&account.email)?;
        self.tags_fit(&account.tags, None, Quota::OrganizationTags)?;
        self.settings_fit(account.id, &account.settings)?;
        self.room_for_one(Quota::Accounts, self.accounts.len())?;
        self.accounts.insert(account.clone());
        self.attach_defaults(&NodeId::Account(account.id));
        if account.joined.method == JoinedMethod::Created {
            self.roles.insert(provision::access_role(self.foundation(), account)?);
        }
        Ok(())
    }

    fn address_fits(&self, address: &str) -> Done {
        self.fits("the account's e-mail address", address, Quota::AccountEmailLength)?;
        let parts = address
            .split_once('@')
            .filter(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
        if parts.is_none() || address.chars().any(char::is_whitespace) {
            return ChangeError::rule(format!(
                "`{address}` is no e-mail address: write one such as team@example.com (O-9)"
            ));
        }
        if self.accounts.having(AccountFacet::email(address)).next().is_some() {
            return Err(ChangeError::exists("an account with the address", &address, "address"));
        }
        Ok(())
    }

    /// O-14.
    pub(super) fn move_account(&mut self, id: AccountId, to: &ParentId) -> Done {
        let mut account = self.existing_account(id)?;
        self.existing_parent(to)?;
        if account.parent == *to {
            return ChangeError::rule(format!(
                "{} is there already: nothing to move",
                account.name
            ));
        }
        account.parent = to.clone();
        self.accounts.insert(account);
        Ok(())
    }

    pub(super) fn rename_account(&mut self, id: AccountId, name: &str) -> Done {
        let mut account = self.existing_account(id)?;
        self.name_fits("the account's name", name, Quota::AccountNameLength)?;
        name.clone_into(&mut account.name);
        self.accounts.insert(account);
        Ok(())
    }

    /// O-10, O-12.
    pub(super) fn set_account_state(&mut self, id: AccountId, state: AccountState) -> Done {
        let mut account = self.existing_account(id)?;
        let closing = matches!(state, AccountState::PendingClosure | AccountState::Closed);
        if closing && id == self.foundation().management {
            let open = |a: &Account| a.id != id && a.state != AccountState::Closed;
            if self.accounts.iter().any(|a| open(a)) {
                let why = "close its members first (O-12)";
                return Err(ChangeError::Management(id, why));
            }
        }
        if !follows(account.state, state) {
            return ChangeError::rule(format!(
                "{} cannot go from {:?} to {state:?} (O-10): choose a state that follows",
                account.name, account.state
            ));
        }
        account.state = state;
        self.accounts.insert(account);
        Ok(())
    }

    pub(super) fn set_account_settings(
        &mut self,
        id: AccountId,
        settings: &AccountSettings,
    ) -> Done {
        let mut account = self.existing_account(id)?;
        self.settings_fit(id, settings)?;
        account.settings = settings.clone();
        self.accounts.insert(account);
        Ok(())
    }

    fn settings_fit(&self, id: AccountId, settings: &AccountSettings) -> Done {
        if let Some(alias) = &settings.alias {
            self.alias_fits(id, alias)?;
        }
        if let Some(canonical) = &settings.canonical_id {
            let mut held = self.accounts.having(AccountFacet::Canonical(canonical.clone()));
            if held.any(|other| other.id != id) {
                let what = "an account with the canonical id";
                return Err(ChangeError::exists(what, canonical, "canonical id"));
            }
        }
        if let Some(policy) = settings.password_policy {
            password_policy_fits(policy)?;
        }
        for (kind, address) in &settings.contacts {
            if !CONTACTS.contains(&kind.as_str()) {
                return ChangeError::rule(format!(
                    "`{kind}` is no kind of contact: write billing, operations or security"
                ));
            }
            if !address.contains('@') {
                return ChangeError::rule(format!(
                    "`{address}` is no address for the {kind} contact: write one with an @"
                ));
            }
        }
        if let Some(vended) = &settings.vended {
            let facet = AccountFacet::Request(vended.request.clone());
            if let Some(other) = self.accounts.having(facet).find(|other| other.id != id) {
                return ChangeError::rule(format!(
                    "request {} has already made the account {}: one request makes one account",
                    vended.request, other.name
                ));
            }
        }
        Ok(())
    }

    /// G-26; an alias is unique over all of AWS.
    fn alias_fits(&self, id: AccountId, alias: &str) -> Done {
        self.fits("the alias", alias, Quota::AccountAliasLength)?;
        let characters =
            alias.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let dashes = alias.starts_with('-') || alias.ends_with('-') || alias.contains("--");
        if !characters || dashes || alias.parse::<AccountId>().is_ok() {
            return ChangeError::rule(format!(
                "`{alias}` is no alias: write lower-case letters, digits and single dashes, and \
                 not an account id (G-26)"
            ));
        }
        let mut held = self.accounts.having(AccountFacet::Alias(alias.to_owned()));
        if held.any(|other| other.id != id) {
            return Err(ChangeError::exists("an account with the alias", &alias, "alias"));
        }
        Ok(())
    }
}

/// Whether an account can come from one state to another: nothing becomes unborn again, and what is
/// closed is reinstated as a whole (O-10, O-12).
fn follows(from: AccountState, to: AccountState) -> bool {
    match to {
        AccountState::PendingActivation => from == AccountState::PendingActivation,
        AccountState::PendingClosure => from != AccountState::Closed,
        AccountState::Active | AccountState::Suspended | AccountState::Closed => true,
    }
}

///
fn password_policy_fits(policy: PasswordPolicy) -> Done {
    let wrong = if !(6..=128).contains(&policy.minimum_length) {
        "its minimum length is 6 to 128"
    } else if policy.max_age_days.is_some_and(|days| !(1..=1095).contains(&days)) {
        "passwords expire after 1 to 1095 days"
    } else if policy.reuse_prevention.is_some_and(|count| !(1..=24).contains(&count)) {
        "it remembers 1 to 24 passwords"
    } else {
        return Ok(());
    };
    ChangeError::rule(format!("AWS does not take this password policy: {wrong} (R-10)"))
}
