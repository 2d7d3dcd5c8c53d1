//! Changes of controls and of delegated administrators.

use super::ChangeError;
use crate::org::{
    AccountId, AccountState, ControlId, DelegatedAdministrator, EnabledControl, Organization, OuId,
    ServicePrincipal,
};

type Done = Result<(), ChangeError>;

impl Organization {
    /// T-11: on units, never on the root.
    pub(super) fn put_control(&mut self, control: &EnabledControl) -> Done {
        self.existing_ou(&control.ou)?;
        if let Some(policy) = &control.policy {
            self.existing_policy(policy)?;
        }
        self.controls.insert(control.clone());
        Ok(())
    }

    pub(super) fn disable_control(&mut self, ou: &OuId, control: &ControlId) -> Done {
        let gone = self.controls.remove(&(ou.clone(), control.clone()));
        gone.map(drop).ok_or_else(|| ChangeError::missing("control enabled on this unit", control))
    }

    /// O-40, O-41.
    pub(super) fn register_delegated_administrator(
        &mut self,
        administrator: &DelegatedAdministrator,
    ) -> Done {
        let DelegatedAdministrator { account: id, service, .. } = administrator;
        let account = self.existing_account(*id)?;
        if *id == self.foundation().management {
            return Err(ChangeError::Management(*id, "delegate to a member account (O-41)"));
        }
        if account.state != AccountState::Active {
            return ChangeError::rule(format!(
                "{} is not active: only an active account can administer a service (O-41)",
                account.name
            ));
        }
        if !self.foundation().trusted_services.contains_key(service) {
            return ChangeError::rule(format!(
                "{service} has no trusted access: give it that before delegating (O-40)"
            ));
        }
        if self.delegated_administrators.contains(&(*id, service.clone())) {
            return ChangeError::rule(format!("{} administers {service} already", account.name));
        }
        self.delegated_administrators.insert(administrator.clone());
        Ok(())
    }

    pub(super) fn deregister_delegated_administrator(
        &mut self,
        account: AccountId,
        service: &ServicePrincipal,
    ) -> Done {
        let gone = self.delegated_administrators.remove(&(account, service.clone()));
        gone.map(drop).ok_or_else(|| {
            ChangeError::missing("delegated administrator", &format_args!("{account} of {service}"))
        })
    }
}
