//! From the ways in which people name a principal to the principal.

use super::{Principal, all::permission_sets_of};
use crate::{
    access::caller::WEB_PROVIDERS,
    org::{AccountId, DirectoryUser, IamName, Organization, PermissionSetId},
    policy::Arn,
};

/// Why a text names no principal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// It has no known form.
    #[error(
        "`{0}` names no principal: give an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET] for a \
         directory user, root@ACCOUNT, a service such as lambda.amazonaws.com, the ARN of an identity \
         provider, or anonymous"
    )]
    Form(String),
    /// There is no such account.
    #[error("there is no account `{0}`: give its name or its twelve digits")]
    Account(String),
    /// There is no such user or role in the account.
    #[error(
        "there is no user or role `{name}` in {account}: `bailiwick show {account}` lists them"
    )]
    Entity {
        /// The name.
        name: String,
        /// The account.
        account: String,
    },
    /// The user has no assignment there.
    #[error("{user} has no {set} in {account}: {has}")]
    NotAssigned {
        /// The user.
        user: String,
        /// The permission set asked for, or any.
        set: String,
        /// The account.
        account: String,
        /// What there is instead.
        has: String,
    },
    /// The user has several assignments there.
    #[error("{user} has several permission sets in {account}: add one of {sets} behind a slash")]
    Several {
        /// The user.
        user: String,
        /// The account.
        account: String,
        /// The sets.
        sets: String,
    },
}

impl Principal {
    /// The principal that a text names.
    pub fn find(organization: &Organization, text: &str) -> Result<Self, PrincipalError> {
        if text.eq_ignore_ascii_case("anonymous") {
            return Ok(Self::Anonymous);
        }
        if let Some(account) = text.strip_prefix("root@") {
            return Ok(Self::Root(account_of(organization, account)?));
        }
        if let Ok(arn) = text.parse::<Arn>() {
            return Self::by_arn(organization, &arn);
        }
        if WEB_PROVIDERS.contains(&text) {
            return Ok(Self::Federated(text.to_owned()));
        }
        if text.contains(".amazonaws.com") && !text.contains('/') {
            return Ok(Self::Service(text.to_owned()));
        }
        let parts: Vec<&str> = text.split('/').collect();
        let user = organization.directory_users().iter().find(|user| {
            user.id.as_str() == parts[0]
                || user.user_name.eq_ignore_ascii_case(parts[0])
                || user
                    .user_name
                    .split('@')
                    .next()
                    .is_some_and(|n| n.eq_ignore_ascii_case(parts[0]))
        });
        match (user, parts.as_slice()) {
            (Some(user), [_, account]) => Self::assigned(organization, user, account, None),
            (Some(user), [_, account, set]) => {
                Self::assigned(organization, user, account, Some(set))
            }
            (None, [account, name]) => {
                Self::entity(organization, account_of(organization, account)?, name)
            }
            (None, [account, "user" | "role", name]) => {
                Self::entity(organization, account_of(organization, account)?, name)
            }
            _ => Err(PrincipalError::Form(text.to_owned())),
        }
    }

    fn entity(
        organization: &Organization,
        account: AccountId,
        name: &str,
    ) -> Result<Self, PrincipalError> {
        let missing = || PrincipalError::Entity {
            name: name.to_owned(),
            account: account_label(organization, account),
        };
        let name: IamName = name.parse().map_err(|_| missing())?;
        let key = (account, name);
        if organization.roles().contains(&key) {
            return Ok(Self::Role(key.0, key.1));
        }
        if organization.users().contains(&key) {
            return Ok(Self::User(key.0, key.1));
        }
        Err(missing())
    }

    fn by_arn(organization: &Organization, arn: &Arn) -> Result<Self, PrincipalError> {
        let form = || PrincipalError::Form(arn.to_string());
        let kind = arn.resource().split('/').next();
        if let ("iam", Some("saml-provider" | "oidc-provider")) = (arn.service(), kind) {
            return Ok(Self::Federated(arn.to_string()));
        }
        let account: AccountId = arn.account().parse().map_err(|_| form())?;
        if !organization.accounts().contains(&account) {
            return Ok(Self::Outsider(arn.clone()));
        }
        let parts: Vec<&str> = arn.resource().split('/').collect();
        match (arn.service(), parts.as_slice()) {
            ("iam", ["root"]) => Ok(Self::Root(account)),
            ("iam", ["user" | "role", .., name]) => Self::entity(organization, account, name),
            ("sts", ["assumed-role", role, session]) => {
                match Self::entity(organization, account, role)? {
                    Self::Role(account, role) => {
                        Ok(Self::of_session(organization, account, role, session))
                    }
                    _ => Err(form()),
                }
            }
            _ => Err(form()),
        }
    }

    /// The session of a role; that of a permission set's role is a directory user's, if it has
    /// the assignment.
    fn of_session(
        organization: &Organization,
        account: AccountId,
        role: IamName,
        session: &str,
    ) -> Self {
        let set = organization
            .roles()
            .get(&(account, role.clone()))
            .and_then(|role| role.permission_set.clone());
        let user = organization.directory_users().iter().find(|user| user.user_name == session);
        match (set, user) {
            (Some(permission_set), Some(user)) => {
                Self::Assigned { user: user.id.clone(), account, permission_set }
            }
            _ => Self::Session(account, role, session.to_owned()),
        }
    }

    fn assigned(
        organization: &Organization,
        user: &DirectoryUser,
        account: &str,
        set: Option<&str>,
    ) -> Result<Self, PrincipalError> {
        let id = account_of(organization, account)?;
        let sets = permission_sets_of(organization, &user.id, id);
        let named = |set_id: &PermissionSetId| {
            organization
                .permission_sets()
                .get(set_id)
                .map_or_else(|| set_id.to_string(), |s| s.name.clone())
        };
        let names: Vec<String> = sets.iter().map(named).collect();
        let chosen: Vec<&PermissionSetId> = match set {
            None => sets.iter().collect(),
            Some(set) => sets
                .iter()
                .zip(&names)
                .filter(|(id, name)| name.eq_ignore_ascii_case(set) || id.as_str() == set)
                .map(|(id, _)| id)
                .collect(),
        };
        match chosen.as_slice() {
            [one] => Ok(Self::Assigned {
                user: user.id.clone(),
                account: id,
                permission_set: (*one).clone(),
            }),
            [] => Err(PrincipalError::NotAssigned {
                user: user.user_name.clone(),
                set: set.map_or_else(|| "assignment".to_owned(), str::to_owned),
                account: account_label(organization, id),
                has: if names.is_empty() {
                    "nor any other".to_owned()
                } else {
                    format!("only {}", names.join(", "))
                },
            }),
            _ => Err(PrincipalError::Several {
                user: user.user_name.clone(),
                account: account_label(organization, id),
                sets: names.join(", "),
            }),
        }
    }
}

fn account_of(organization: &Organization, text: &str) -> Result<AccountId, PrincipalError> {
    let by_id = text.parse().ok().filter(|id| organization.accounts().contains(id));
    by_id
        .or_else(|| organization.account_named(text).map(|account| account.id))
        .ok_or_else(|| PrincipalError::Account(text.to_owned()))
}

fn account_label(organization: &Organization, account: AccountId) -> String {
    organization.accounts().get(&account).map_or_else(|| account.to_string(), |a| a.name.clone())
}
