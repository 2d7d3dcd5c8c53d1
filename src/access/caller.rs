//! Who makes a request: the kinds of caller (M-4), their names and what is known of them.

#[cfg(test)]
mod tests;

use crate::{
    org::{AccountId, IamName, Tags},
    policy::{Arn, Truth, principal::CallerNames},
};

/// The web identity providers that stand for themselves, without an ARN (P-7).
pub const WEB_PROVIDERS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

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
        /// The account.
        account: AccountId,
        /// The session's ARN (P-6).
        arn: Arn,
        /// The user behind it, whose policies and boundary count; absent when nobody said.
        user: Option<UserCaller>,
        /// Tags of the session, which go before the user's (K-2).
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RootSession {
    /// With an access key.
    LongTerm,
    /// With the password; whether with a second factor too.
    Console {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// By GetSessionToken (Z-8).
    Token {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// By AssumeRoot from the management account, limited to a task policy (Z-11).
    Assumed,
    /// Nobody said.
    Unknown,
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
    /// Its tags; absent when nobody knows them.
    pub tags: Option<Tags>,
    /// How it signed in.
    pub session: UserSession,
}

/// How an IAM user signed in (7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserSession {
    /// With an access key: MFA is not even mentioned (K-4).
    LongTerm,
    /// In the console.
    Console {
        /// Whether a second factor was used.
        mfa: bool,
    },
    /// By GetSessionToken (Z-8).
    Token {
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
    /// The role's tags; absent when nobody knows them.
    pub tags: Option<Tags>,
    /// The session's tags, which go before the role's (K-2).
    pub session_tags: Tags,
    /// How the role was assumed.
    pub origin: SessionOrigin,
    /// Set when the role was assumed (7.1).
    pub source_identity: Option<String>,
}

/// How a role was assumed, as far as context keys tell (K-3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SessionOrigin {
    /// By a user or another role.
    Principal {
        /// Whether a second factor was used.
        mfa: Truth,
    },
    /// Through SAML.
    Saml,
    /// As a user of Identity Center (I-9).
    IdentityCenter {
        /// The user's id in the directory (K-5).
        user: String,
    },
    /// Through a web identity provider.
    Oidc {
        /// The provider.
        provider: String,
    },
    /// By a service such as EC2 or Lambda.
    Service,
    /// By the one service whose own role it is (Z-12).
    ServiceLinked,
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

    /// Whether the role is one that Identity Center made, which only its users assume (I-7, I-10).
    pub fn of_identity_center(&self) -> bool {
        self.role.resource().starts_with("role/aws-reserved/sso.amazonaws.com/")
    }

    /// Whether the role is a service's own, so that no SCP or RCP binds it (Z-12).
    pub fn service_linked(&self) -> bool {
        self.origin == SessionOrigin::ServiceLinked
            || self.role.resource().starts_with("role/aws-service-role/")
    }
}

impl Caller {
    /// The caller that an ARN names: a root user, a user, any session of a role, one session, or a
    /// federated user. Nothing is known of it but what the ARN tells; a session's ARN leaves its
    /// role's path out, so that `/` is assumed (P-22).
    pub fn from_arn(arn: &Arn) -> Option<Self> {
        let account: AccountId = arn.account().parse().ok()?;
        let (kind, rest) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        let session = |role: Arn, name| RoleSession {
            account,
            role,
            role_id: None,
            name,
            tags: None,
            session_tags: Tags::default(),
            origin: SessionOrigin::Unknown,
            source_identity: None,
        };
        Some(match (arn.service(), kind) {
            ("iam", "root") if rest.is_empty() => {
                Self::Root { account, session: RootSession::Unknown }
            }
            ("iam", "user") => Self::User(UserCaller {
                account,
                arn: arn.clone(),
                name: rest.rsplit('/').next()?.parse().ok()?,
                unique_id: None,
                tags: None,
                session: UserSession::Unknown,
            }),
            ("iam", "role") if !rest.is_empty() => Self::Role(session(arn.clone(), None)),
            ("sts", "assumed-role") => {
                let (role, name) = rest.split_once('/')?;
                let role = format!("arn:{}:iam::{account}:role/{role}", arn.partition());
                Self::Role(session(role.parse().ok()?, Some(name.to_owned())))
            }
            ("sts", "federated-user") if !rest.is_empty() => Self::FederatedUser {
                account,
                arn: arn.clone(),
                user: None,
                session_tags: Tags::default(),
            },
            _ => return None,
        })
    }

    /// The account it belongs to; services and outsiders belong to none (M-7).
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Root { account, .. } | Self::FederatedUser { account, .. } => Some(*account),
            Self::User(user) => Some(user.account),
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
            Self::FederatedUser { arn, user, .. } => {
                names.direct.push(arn.to_string());
                if let Some(user) = user {
                    names.entity.push(user.arn.to_string());
                    names.entity.extend(user.unique_id.clone());
                }
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
            Self::FederatedUser { arn, .. } => arn.to_string(),
            Self::Federated { provider } => provider.clone(),
            Self::Service { names } => names.first().cloned().unwrap_or_default(),
            Self::Anonymous => "anonymous".to_owned(),
        }
    }
}
