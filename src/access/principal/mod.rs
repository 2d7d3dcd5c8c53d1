//! The principals of an organization: naming them, finding them, making callers of them.

mod all;
mod find;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

pub use all::{all, members, permission_sets_of, provisioned_role, stood_for};
pub use find::PrincipalError;

use super::{
    Caller,
    caller::{RoleSession, RootSession, SessionOrigin, UserCaller, UserSession},
};
use crate::{
    org::{
        AccountId, DirectoryUser, DirectoryUserId, IamName, Organization, PermissionSetId, Role,
        Tags, User,
    },
    policy::Arn,
};

/// A principal whose access can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// The root user of an account.
    Root(AccountId),
    /// An IAM user.
    User(AccountId, IamName),
    /// Any session of a role.
    Role(AccountId, IamName),
    /// A user of Identity Center in an account, by a permission set.
    Assigned {
        /// Who.
        user: DirectoryUserId,
        /// Where.
        account: AccountId,
        /// With what.
        permission_set: PermissionSetId,
    },
    /// A session of a role by its name.
    Session(AccountId, IamName, String),
    /// A role or user of an account outside the organization, of whose policies nothing is known.
    Outsider(Arn),
    /// A caller that an identity provider vouches for: the provider's ARN or host (Z-5).
    Federated(String),
    /// An AWS service.
    Service(String),
    /// Nobody who has signed in.
    Anonymous,
}

impl Principal {
    /// The account it acts in.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Root(account)
            | Self::User(account, _)
            | Self::Role(account, _)
            | Self::Session(account, ..)
            | Self::Assigned { account, .. } => Some(*account),
            Self::Outsider(arn) => arn.account().parse().ok(),
            Self::Federated(_) | Self::Service(_) | Self::Anonymous => None,
        }
    }

    /// Its ARN, or what stands for one.
    pub fn arn(&self, organization: &Organization) -> String {
        self.caller(organization).map_or_else(|| self.to_string(), |caller| caller.display())
    }

    /// The caller it makes; nothing when it is no longer there.
    pub fn caller(&self, organization: &Organization) -> Option<Caller> {
        Some(match self {
            Self::Root(account) => {
                Caller::Root { account: *account, session: RootSession::Console { mfa: true } }
            }
            Self::User(account, name) => {
                let user = organization.users().get(&(*account, name.clone()))?;
                Caller::User(user_caller(user)?)
            }
            Self::Role(account, name) => {
                let role = organization.roles().get(&(*account, name.clone()))?;
                Caller::Role(role_session(role, None, SessionOrigin::Unknown)?)
            }
            Self::Session(account, name, session) => {
                let role = organization.roles().get(&(*account, name.clone()))?;
                Caller::Role(role_session(role, Some(session.clone()), SessionOrigin::Unknown)?)
            }
            Self::Assigned { user, account, permission_set } => {
                let user = organization.directory_users().get(user)?;
                let role = provisioned_role(organization, *account, permission_set)?;
                let name = Some(user.user_name.clone());
                let origin = SessionOrigin::IdentityCenter { user: user.id.to_string() };
                let mut session = role_session(&role, name, origin)?;
                session.session_tags = session_tags(organization, user);
                Caller::Role(session)
            }
            Self::Outsider(arn) => Caller::from_arn(arn)?,
            Self::Federated(provider) => Caller::Federated { provider: provider.clone() },
            Self::Service(name) => Caller::Service { names: vec![name.clone()] },
            Self::Anonymous => Caller::Anonymous,
        })
    }

    /// The role it acts by, if it does.
    pub fn role(&self, organization: &Organization) -> Option<Arc<Role>> {
        match self {
            Self::Role(account, name) | Self::Session(account, name, _) => {
                organization.roles().get(&(*account, name.clone())).cloned()
            }
            Self::Assigned { account, permission_set, .. } => {
                provisioned_role(organization, *account, permission_set)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(account) => write!(f, "root@{account}"),
            Self::User(account, name) => write!(f, "{account}/user/{name}"),
            Self::Role(account, name) => write!(f, "{account}/role/{name}"),
            Self::Session(account, name, session) => {
                write!(f, "arn:aws:sts::{account}:assumed-role/{name}/{session}")
            }
            Self::Assigned { user, account, permission_set } => {
                write!(f, "{user}/{account}/{permission_set}")
            }
            Self::Outsider(arn) => write!(f, "{arn}"),
            Self::Federated(name) | Self::Service(name) => f.write_str(name),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

fn user_caller(user: &User) -> Option<UserCaller> {
    Some(UserCaller {
        account: user.account,
        arn: user.arn()?,
        name: user.name.clone(),
        unique_id: user.unique_id.as_ref().map(ToString::to_string),
        tags: Some(user.tags.clone()),
        session: UserSession::Unknown,
    })
}

/// A session of a role; its origin counts for nothing where the role is a service's own (Z-12).
pub(super) fn role_session(
    role: &Role,
    name: Option<String>,
    origin: SessionOrigin,
) -> Option<RoleSession> {
    let origin = if role.service_linked() { SessionOrigin::ServiceLinked } else { origin };
    Some(RoleSession {
        account: role.account,
        role: role.arn()?,
        role_id: role.unique_id.as_ref().map(ToString::to_string),
        name,
        tags: Some(role.tags.clone()),
        session_tags: Tags::default(),
        origin,
        source_identity: None,
    })
}

/// Attributes for access control become session tags (I-12).
pub(super) fn session_tags(organization: &Organization, user: &DirectoryUser) -> Tags {
    let Some(center) = &organization.foundation().identity_center else { return Tags::default() };
    center
        .attributes
        .iter()
        .filter_map(|(tag, attribute)| Some((tag.clone(), user.attributes.get(attribute)?.clone())))
        .collect()
}
