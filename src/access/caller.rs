//! Who makes a request: the kinds of caller (M-4), their names and what is known of them.

use crate::{
    org::{AccountId, IamName, Tags},
    policy::{Arn, principal::CallerNames},
};

/// Who makes a request. A role never does; a session of it does (M-4).
#[derive(Debug, Clone, PartialEq)]
pub enum Caller {
    /// The root user of an account.
    Root {
        /// The account.
        account: AccountId,
        /// How it signed in.
        session: RootSession,
    },
    /// An IAM user.
    User(UserCaller),
    /// A session of a role.
    Role(RoleSession),
    /// What GetFederationToken gives to an IAM user (E-29).
    FederatedUser {
        /// The user behind it, whose policies and boundary count.
        user: UserCaller,
        /// The name it was given.
        name: String,
        /// Tags of the session.
        session_tags: Tags,
    },
    /// A caller that an identity provider vouches for, while it assumes a role (Z-5).
    Federated {
        /// The provider's ARN or host name.
        provider: String,
    },
    /// An AWS service.
    Service {
        /// Its principal name, and others it goes by.
        names: Vec<String>,
    },
    /// Nobody has signed the request.
    Anonymous,
}

/// How a root user signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootSession {
    /// With an access key.
    LongTerm,
    /// With the password; whether with a second factor too.
    Console {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// By AssumeRoot from the management account, limited to a task policy (Z-11).
    Assumed,
}

/// An IAM user that calls.
#[derive(Debug, Clone, PartialEq)]
pub struct UserCaller {
    /// The account.
    pub account: AccountId,
    /// The user's ARN, with its path.
    pub arn: Arn,
    /// The user's name.
    pub name: IamName,
    /// Its unique id, if known (P-11).
    pub unique_id: Option<String>,
    /// Its tags.
    pub tags: Tags,
    /// How it signed in.
    pub session: UserSession,
}

/// How an IAM user signed in (7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSession {
    /// With an access key: MFA is not even mentioned (K-4).
    LongTerm,
    /// In the console or by GetSessionToken.
    Temporary {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// Nobody said.
    Unknown,
}

/// A session of a role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleSession {
    /// The account.
    pub account: AccountId,
    /// The role's ARN, with its path, which a session's ARN does not tell (P-22).
    pub role: Arn,
    /// The role's unique id, if known.
    pub role_id: Option<String>,
    /// The session's name; absent when any session is meant.
    pub name: Option<String>,
    /// The role's tags.
    pub tags: Tags,
    /// The session's tags, which go before the role's (K-2).
    pub session_tags: Tags,
    /// How the role was assumed.
    pub origin: SessionOrigin,
    /// Set when the role was assumed (7.1).
    pub source_identity: Option<String>,
}

/// How a role was assumed, as far as context keys tell (K-3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionOrigin {
    /// By a user or another role.
    Principal {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// Through SAML, or as a user of Identity Center.
    Saml,
    /// Through a web identity provider.
    Oidc {
        /// The provider.
        provider: String,
    },
    /// By a service such as EC2 or Lambda.
    Service,
    /// Nobody said.
    Unknown,
}

impl RoleSession {
    /// The role's name: the last part of its path.
    pub fn role_name(&self) -> &str {
        self.role.resource().rsplit('/').next().unwrap_or_default()
    }

    /// The session's ARN, when its name is known (P-5).
    pub fn arn(&self) -> Option<String> {
        let name = self.name.as_deref()?;
        let partition = self.role.partition();
        Some(format!(
            "arn:{partition}:sts::{}:assumed-role/{}/{name}",
            self.account,
            self.role_name()
        ))
    }

    /// Whether the role is a service's own, so that no SCP or RCP binds it (Z-12).
    pub fn service_linked(&self) -> bool {
        self.role.resource().starts_with("role/aws-service-role/")
    }
}

impl Caller {
    /// The account it belongs to; services and outsiders belong to none (M-7).
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Root { account, .. } => Some(*account),
            Self::User(user) | Self::FederatedUser { user, .. } => Some(user.account),
            Self::Role(session) => Some(session.account),
            Self::Federated { .. } | Self::Service { .. } | Self::Anonymous => None,
        }
    }

    /// Whether it acts as a service's own role (Z-12).
    pub fn service_linked(&self) -> bool {
        matches!(self, Self::Role(session) if session.service_linked())
    }

    /// The names by which a resource policy can mean it (section 4.2).
    pub fn names(&self) -> CallerNames {
        let mut names = CallerNames {
            account: self.account().map(|account| account.to_string()),
            ..CallerNames::default()
        };
        match self {
            Self::Root { account, .. } => {
                names.is_root = true;
                names.direct.push(format!("arn:aws:iam::{account}:root"));
            }
            Self::User(user) => {
                names.direct.push(user.arn.to_string());
                names.direct.extend(user.unique_id.clone());
            }
            Self::Role(session) => {
                names.direct.extend(session.arn());
                names.entity.push(session.role.to_string());
                names.entity.extend(session.role_id.clone());
            }
            Self::FederatedUser { user, name, .. } => {
                let partition = user.arn.partition();
                let account = user.account;
                names.direct.push(format!("arn:{partition}:sts::{account}:federated-user/{name}"));
                names.entity.push(user.arn.to_string());
                names.entity.extend(user.unique_id.clone());
            }
            Self::Federated { provider } => names.provider = Some(provider.clone()),
            Self::Service { names: services } => names.services.clone_from(services),
            Self::Anonymous => {}
        }
        names
    }

    /// The name that messages use (L-7).
    pub fn display(&self) -> String {
        match self {
            Self::Root { account, .. } => format!("arn:aws:iam::{account}:root"),
            Self::User(user) => user.arn.to_string(),
            Self::Role(session) => session.arn().unwrap_or_else(|| session.role.to_string()),
            Self::FederatedUser { user, name, .. } => {
                format!("arn:{}:sts::{}:federated-user/{name}", user.arn.partition(), user.account)
            }
            Self::Federated { provider } => provider.clone(),
            Self::Service { names } => names.first().cloned().unwrap_or_default(),
            Self::Anonymous => "anonymous".to_owned(),
        }
    }
}
