//! Changes of identity providers.

use std::sync::Arc;

use super::ChangeError;
use super::managed::iam_resource;
use crate::catalog::Quota;
use crate::org::{IdentityProvider, Organization, Role, sso_role};
use crate::policy::Arn;

type Done = Result<(), ChangeError>;

impl Organization {
    /// G-25, P-7, P-8.
    pub(super) fn put_identity_provider(&mut self, provider: &IdentityProvider) -> Done {
        let kinds = ["oidc-provider", "saml-provider"];
        let Some((account, _)) = iam_resource(&provider.arn, &kinds) else {
            return ChangeError::rule(format!(
                "`{}` is no ARN of an identity provider: write \
                 arn:aws:iam::<account>:oidc-provider/<host> or …:saml-provider/<name>",
                provider.arn
            ));
        };
        self.open_account(account)?;
        let before = self.identity_providers.get(&provider.arn);
        if before.is_none() && sso_role::is_provider(&provider.arn) {
            return ChangeError::rule(format!(
                "`{}` is Identity Center's to make: assign a permission set instead (I-10)",
                provider.arn
            ));
        }
        if before.is_none() && is_oidc(&provider.arn) {
            let present = self.providers_in(account).filter(|other| is_oidc(&other.arn)).count();
            self.room_for_one(Quota::OidcProviders, present)?;
        }
        self.tags_fit(&provider.tags, before.map(|b| &b.tags), Quota::Tags)?;
        self.identity_providers.insert(provider.clone());
        Ok(())
    }

    pub(super) fn delete_identity_provider(&mut self, arn: &Arn) -> Done {
        if !self.identity_providers.contains(arn) {
            return Err(ChangeError::missing("identity provider", arn));
        }
        if let Ok(account) = arn.account().parse() {
            self.open_account(account)?;
            let made = |role: &&Arc<Role>| role.permission_set.is_some();
            if let Some(role) = self.roles_in(account).find(made)
                && sso_role::is_provider(arn)
            {
                let by = format!("the role {}", role.name);
                return Err(ChangeError::in_use("identity provider", arn, by));
            }
        }
        self.identity_providers.remove(arn);
        Ok(())
    }
}

fn is_oidc(arn: &Arn) -> bool {
    arn.resource().starts_with("oidc-provider/")
}
