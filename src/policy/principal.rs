//! Principals: whom a resource policy names, and in which way a caller is meant (section 4).

use super::{Span, Truth, action::Polarity};

/// How a policy's principal element means a caller. Stronger classes compare greater (P-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchClass {
    /// The caller's whole account is named.
    AccountLevel,
    /// The role of a session, or the user behind a federated one, is named.
    EntityLevel,
    /// The very caller is named, or everyone.
    Direct,
}

/// The names by which a policy can mean one caller, by class (section 4.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallerNames {
    /// ARNs and unique ids of the very caller.
    pub direct: Vec<String>,
    /// ARNs and unique ids of the role of a session, or of the user who federated.
    pub entity: Vec<String>,
    /// The twelve digits of its account.
    pub account: Option<String>,
    /// Whether naming the account means the caller itself: the root user.
    pub is_root: bool,
    /// A service's principal names.
    pub services: Vec<String>,
    /// The provider of a web identity or SAML caller.
    pub provider: Option<String>,
    /// The canonical id of its account.
    pub canonical: Canonical,
}

/// The canonical id of a caller's account, as far as it is known (P-10).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Canonical {
    /// It has none, or none that counts.
    #[default]
    None,
    /// It has one, and nobody has told which.
    Unknown,
    /// This one.
    Id(String),
}

impl CallerNames {
    /// In which way naming its account means it.
    fn by_account(&self) -> MatchClass {
        if self.is_root { MatchClass::Direct } else { MatchClass::AccountLevel }
    }
}

/// The `Principal` or `NotPrincipal` of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The entries; they are alternatives (P-14).
    pub entries: Vec<PrincipalEntry>,
    /// Where the element stands.
    pub span: Span,
}

/// One entry of a principal element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// Whom it names.
    pub named: NamedPrincipal,
    /// As it was written.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
}

/// Whom an entry names (section 4.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NamedPrincipal {
    /// `*` or `{"AWS": "*"}` (P-1).
    Everyone,
    /// An account by id or root ARN (P-2).
    Account(Box<str>),
    /// A user, role, session or federated user by ARN (P-3 to P-6).
    Arn(Box<str>),
    /// A user or role by unique id (P-11).
    UniqueId(Box<str>),
    /// An identity provider (P-7, P-8).
    Federated(Box<str>),
    /// An AWS service (P-9).
    Service(Box<str>),
    /// An account by its canonical id (P-10).
    CanonicalUser(Box<str>),
    /// A form that AWS refuses, such as a wildcard inside an ARN (P-13): nobody.
    Nobody,
}

impl NamedPrincipal {
    /// What an entry under a key of the principal map names.
    pub fn new(key: &str, value: &str) -> Self {
        match key {
            "AWS" => Self::aws(value),
            "Service" if !value.contains('*') => Self::Service(value.into()),
            "Federated" if !value.contains('*') => Self::Federated(value.into()),
            "CanonicalUser" => Self::CanonicalUser(value.into()),
            _ => Self::Nobody,
        }
    }

    fn aws(value: &str) -> Self {
        let digits = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        if value == "*" {
            return Self::Everyone;
        }
        if digits(value) {
            return Self::Account(value.into());
        }
        if value.contains(['*', '?']) {
            return Self::Nobody;
        }
        let parts: Vec<&str> = value.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", _, "iam", "", account, "root"] if digits(account) => {
                Self::Account((*account).into())
            }
            ["arn", _, "iam", "", _, resource]
                if resource.starts_with("user/") || resource.starts_with("role/") =>
            {
                Self::Arn(value.into())
            }
            ["arn", _, "sts", "", _, resource]
                if resource.starts_with("assumed-role/")
                    || resource.starts_with("federated-user/") =>
            {
                Self::Arn(value.into())
            }
            [one] if one.len() >= 16 && one.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Self::UniqueId(value.into())
            }
            _ => Self::Nobody,
        }
    }

    /// In which way it means a caller, if it does (section 4.2).
    pub fn class(&self, caller: &CallerNames) -> Option<MatchClass> {
        let one_of = |names: &[String], name: &str| names.iter().any(|n| n == name);
        match self {
            Self::Everyone => Some(MatchClass::Direct),
            Self::Account(id) => {
                (caller.account.as_deref() == Some(&**id)).then(|| caller.by_account())
            }
            Self::Arn(name) | Self::UniqueId(name) => {
                if one_of(&caller.direct, name) {
                    Some(MatchClass::Direct)
                } else {
                    one_of(&caller.entity, name).then_some(MatchClass::EntityLevel)
                }
            }
            Self::Federated(name) => {
                (caller.provider.as_deref() == Some(&**name)).then_some(MatchClass::Direct)
            }
            Self::Service(name) => one_of(&caller.services, name).then_some(MatchClass::Direct),
            Self::CanonicalUser(id) => {
                let own = matches!(&caller.canonical, Canonical::Id(own) if **own == **id);
                own.then(|| caller.by_account())
            }
            Self::Nobody => None,
        }
    }
}

impl PrincipalElement {
    /// In which way the listed entries mean a caller; the strongest counts (P-20).
    pub fn class(&self, caller: &CallerNames) -> Option<MatchClass> {
        self.entries.iter().filter_map(|entry| entry.named.class(caller)).max()
    }

    /// In which way the listed entries mean a caller if one of the canonical ids among them is that
    /// of its account, which nobody has told (P-10).
    pub fn class_if_canonical(&self, caller: &CallerNames) -> Option<MatchClass> {
        let obscure = |entry: &PrincipalEntry| {
            caller.canonical == Canonical::Unknown
                && matches!(entry.named, NamedPrincipal::CanonicalUser(_))
        };
        self.entries.iter().any(obscure).then(|| caller.by_account())
    }

    /// Whether a `NotPrincipal` spares a caller: its whole chain has to be listed, the caller, its
    /// role or user, and its account (P-30 to P-32); services and outsiders just by name (P-34).
    pub fn spares(&self, caller: &CallerNames) -> Truth {
        let listed = |wanted: &dyn Fn(&NamedPrincipal) -> bool| {
            self.entries.iter().any(|entry| wanted(&entry.named))
        };
        if caller.account.is_none() {
            return self.class(caller).is_some().into();
        }
        let named = |names: &[String]| {
            listed(&|entry| match entry {
                NamedPrincipal::Arn(name) | NamedPrincipal::UniqueId(name) => {
                    names.iter().any(|n| **n == **name)
                }
                _ => false,
            })
        };
        let by_account = |entry: &NamedPrincipal| {
            matches!(entry, NamedPrincipal::Account(_) | NamedPrincipal::CanonicalUser(_))
                && entry.class(caller).is_some()
        };
        let account = match self.class_if_canonical(caller) {
            _ if listed(&by_account) => Truth::Yes,
            Some(_) => Truth::Unknown,
            None => Truth::No,
        };
        let rest = (caller.is_root || named(&caller.direct))
            && (caller.entity.is_empty() || named(&caller.entity));
        account & rest.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> CallerNames {
        CallerNames {
            direct: vec!["arn:aws:sts::111111111111:assumed-role/app/s1".into()],
            entity: vec![
                "arn:aws:iam::111111111111:role/team/app".into(),
                "AROA1234567890123456".into(),
            ],
            account: Some("111111111111".into()),
            ..CallerNames::default()
        }
    }

    fn class(key: &str, value: &str) -> Option<MatchClass> {
        NamedPrincipal::new(key, value).class(&session())
    }

    #[test]
    fn classes_of_a_role_session_4_2() {
        assert_eq!(class("AWS", "*"), Some(MatchClass::Direct));
        assert_eq!(
            class("AWS", "arn:aws:sts::111111111111:assumed-role/app/s1"),
            Some(MatchClass::Direct)
        );
        assert_eq!(
            class("AWS", "arn:aws:iam::111111111111:role/team/app"),
            Some(MatchClass::EntityLevel)
        );
        assert_eq!(class("AWS", "AROA1234567890123456"), Some(MatchClass::EntityLevel));
        assert_eq!(class("AWS", "111111111111"), Some(MatchClass::AccountLevel));
        assert_eq!(class("AWS", "arn:aws:iam::111111111111:root"), Some(MatchClass::AccountLevel));
        assert_eq!(class("AWS", "arn:aws:iam::111111111111:role/app"), None);
        assert_eq!(class("AWS", "222222222222"), None);
    }

    #[test]
    fn wildcards_inside_name_nobody_p_13() {
        assert_eq!(class("AWS", "arn:aws:iam::111111111111:role/*"), None);
        assert_eq!(NamedPrincipal::new("Service", "*"), NamedPrincipal::Nobody);
        assert_eq!(NamedPrincipal::new("Federated", "*"), NamedPrincipal::Nobody);
        for other in [
            "arn:aws:sts::111111111111:session/app",
            "arn:aws:iam::111111111111:group/admins",
            "arn:aws:s3:::bucket",
            "arn:aws:iam:eu-west-1:111111111111:role/app",
            "o-a1b2c3d4e5",
            "arn:aws:iam::1111:root",
            "o-a1b2c3d4e5f6a7b8",
            "AIDA12345678901",
        ] {
            assert_eq!(NamedPrincipal::new("AWS", other), NamedPrincipal::Nobody, "{other}");
        }
    }

    #[test]
    fn unique_ids_have_16_letters_and_digits_at_least_p_11() {
        let id = "AIDA123456789012";
        assert_eq!(NamedPrincipal::new("AWS", id), NamedPrincipal::UniqueId(id.into()));
    }

    fn except(entries: &[&str]) -> PrincipalElement {
        PrincipalElement {
            polarity: Polarity::Excepted,
            entries: entries
                .iter()
                .map(|text| PrincipalEntry {
                    named: NamedPrincipal::new("AWS", text),
                    text: (*text).into(),
                    span: Span::START,
                })
                .collect(),
            span: Span::START,
        }
    }

    #[test]
    fn not_principal_spares_whole_chains_only_p_30_to_p_32() {
        let chain = [
            "arn:aws:sts::111111111111:assumed-role/app/s1",
            "arn:aws:iam::111111111111:role/team/app",
            "111111111111",
        ];
        assert_eq!(except(&chain).spares(&session()), Truth::Yes);
        for missing in 0..3 {
            let partial: Vec<&str> = chain
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != missing)
                .map(|(_, t)| *t)
                .collect();
            let spares = except(&partial).spares(&session());
            assert_eq!(spares, Truth::No, "without {}", chain[missing]);
        }
    }

    #[test]
    fn a_canonical_id_is_as_good_as_the_account_p_10() {
        let id = "0123456789abcdef".repeat(4);
        let entry = PrincipalEntry {
            named: NamedPrincipal::new("CanonicalUser", &id),
            text: id.as_str().into(),
            span: Span::START,
        };
        let with = |canonical: Canonical, is_root: bool| {
            let names = CallerNames { is_root, canonical, ..session() };
            let mut element = except(&["arn:aws:sts::111111111111:assumed-role/app/s1"]);
            element.entries.push(PrincipalEntry {
                named: NamedPrincipal::new("AWS", "arn:aws:iam::111111111111:role/team/app"),
                ..entry.clone()
            });
            element.entries.push(entry.clone());
            let alone = PrincipalElement { entries: vec![entry.clone()], ..except(&[]) };
            (alone.class(&names), alone.class_if_canonical(&names), element.spares(&names))
        };
        let (account, direct) = (Some(MatchClass::AccountLevel), Some(MatchClass::Direct));
        assert_eq!(with(Canonical::Id(id.clone()), false), (account, None, Truth::Yes));
        assert_eq!(with(Canonical::Id(id.clone()), true), (direct, None, Truth::Yes));
        assert_eq!(with(Canonical::Unknown, false), (None, account, Truth::Unknown));
        assert_eq!(with(Canonical::Unknown, true), (None, direct, Truth::Unknown));
        assert_eq!(with(Canonical::None, false), (None, None, Truth::No));
        assert_eq!(with(Canonical::Id("f".repeat(64)), false), (None, None, Truth::No));
    }
}
