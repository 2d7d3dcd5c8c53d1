//! The principals of an organization: naming them, finding them, making callers of them.

use std::{fmt, sync::Arc};

use super::{
    Caller,
    caller::{RoleSession, RootSession, SessionOrigin, UserCaller, UserSession, WEB_PROVIDERS},
};
use crate::{
    org::{
        AccountId, DirectoryPrincipal, DirectoryUser, DirectoryUserId, IamName, Organization,
        PermissionSetId, Role, Tags, User,
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
                session.session_tags = attributes(organization, user);
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

/// Every principal of an organization that can call: root users, IAM users, roles, and directory
/// users in each account that they are assigned to.
pub fn all(organization: &Organization) -> Vec<Principal> {
    let mut found: Vec<Principal> =
        organization.accounts().iter().map(|account| Principal::Root(account.id)).collect();
    found.extend(organization.users().iter().map(|u| Principal::User(u.account, u.name.clone())));
    found.extend(organization.roles().iter().map(|r| Principal::Role(r.account, r.name.clone())));
    let mut assigned = std::collections::BTreeSet::new();
    for assignment in organization.assignments().iter() {
        for user in members(organization, &assignment.principal) {
            assigned.insert(Principal::Assigned {
                user,
                account: assignment.account,
                permission_set: assignment.permission_set.clone(),
            });
        }
    }
    found.extend(assigned);
    found
}

/// Whether people stand for a role: one of a permission set that is assigned in its account.
pub fn stood_for(organization: &Organization, principal: &Principal) -> bool {
    let Principal::Role(account, _) = principal else { return false };
    let set = principal.role(organization).and_then(|role| role.permission_set.clone());
    set.is_some_and(|set| {
        organization
            .assignments_in(*account)
            .any(|it| it.permission_set == set && !members(organization, &it.principal).is_empty())
    })
}

/// The directory users that an assignment's principal stands for.
pub fn members(
    organization: &Organization,
    principal: &DirectoryPrincipal,
) -> Vec<DirectoryUserId> {
    match principal {
        DirectoryPrincipal::User(id) => vec![id.clone()],
        DirectoryPrincipal::Group(id) => organization
            .directory_groups()
            .get(id)
            .map(|group| group.members.iter().cloned().collect())
            .unwrap_or_default(),
    }
}

/// The permission sets that a directory user has in an account, by itself or by its groups.
pub fn permission_sets_of(
    organization: &Organization,
    user: &DirectoryUserId,
    account: AccountId,
) -> Vec<PermissionSetId> {
    let mut sets: Vec<PermissionSetId> = organization
        .assignments()
        .iter()
        .filter(|assignment| assignment.account == account)
        .filter(|assignment| members(organization, &assignment.principal).contains(user))
        .map(|assignment| assignment.permission_set.clone())
        .collect();
    sets.sort();
    sets.dedup();
    sets
}

/// The role that Identity Center made for a permission set in an account (I-6).
pub fn provisioned_role(
    organization: &Organization,
    account: AccountId,
    set: &PermissionSetId,
) -> Option<Arc<Role>> {
    organization.roles_in(account).find(|role| role.permission_set.as_ref() == Some(set)).cloned()
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
fn attributes(organization: &Organization, user: &DirectoryUser) -> Tags {
    let Some(center) = &organization.foundation().identity_center else { return Tags::default() };
    center
        .attributes
        .iter()
        .filter_map(|(tag, attribute)| Some((tag.clone(), user.attributes.get(attribute)?.clone())))
        .collect()
}
