//! What is given about requests: context values, as they are typed.

use crate::access::derive;
use crate::catalog::catalog;
use crate::policy::{self, ContextValue};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// What is given, on one line; nothing is an empty phrase.
pub fn told(given: &policy::Context) -> Phrase {
    let values = given.iter().fold(Phrase::new(), |phrase, (key, value)| {
        let value = match value {
            ContextValue::One(value) => value.clone(),
            ContextValue::Many(values) => format!("[{}]", values.join(", ")),
        };
        phrase.and(format!("{key}={value}  "), Meaning::Info)
    });
    given.absent().fold(values, |phrase, key| phrase.and(format!("{key} absent  "), Meaning::Info))
}

/// Takes `key=value`, or a value alone for the key it is about, into a context; tells what is wrong
/// with it.
pub fn give(given: &mut policy::Context, text: &str, about: Option<&str>) -> Result<(), String> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) if is_key(key.trim()) => (key.trim(), Some(value.trim())),
        _ if is_key(text) => (text, None),
        _ => match about {
            Some(key) => (key, Some(text)),
            None => {
                return Err(format!(
                    "`{text}` names no condition key: write one such as aws:SourceIp=203.0.113.7"
                ));
            }
        },
    };
    match value {
        None => given.forget(key),
        Some("") => given.set_absent(key),
        Some(values) if derive::is_multivalued(key) => {
            let values = values.split(',').map(|value| value.trim().to_owned());
            given.set(key, ContextValue::Many(values.collect()));
        }
        Some(value) => given.set(key, value),
    }
    Ok(())
}

/// Whether a text is a condition key, and no ARN or address: a service, `aws` or the host of an
/// identity provider, a colon, and a name.
fn is_key(text: &str) -> bool {
    let Some((prefix, name)) = text.split_once(':') else { return false };
    let known = ["aws", "saml"].contains(&prefix)
        || prefix.contains('.')
        || catalog().service(prefix).is_some();
    known && name.starts_with(char::is_alphabetic) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Lookup, Unmentioned};

    #[test]
    fn a_value_alone_is_for_the_pressing_key() {
        let mut given = policy::Context::new(Unmentioned::Unknown);
        give(&mut given, "eu-west-1", Some("aws:RequestedRegion")).unwrap();
        give(&mut given, "2001:db8::1", Some("aws:SourceIp")).unwrap();
        give(&mut given, "s3:prefix=home/", Some("aws:RequestedRegion")).unwrap();
        give(&mut given, "aws:PrincipalTag/a=b=c", None).unwrap();
        give(&mut given, "kms:EncryptionContext:a=b", None).unwrap();
        give(&mut given, "token.actions.githubusercontent.com:sub=repo:a/b", None).unwrap();
        assert!(matches!(given.get("aws:RequestedRegion"), Lookup::Present(_)));
        assert!(matches!(given.get("aws:SourceIp"), Lookup::Present(_)));
        assert!(matches!(given.get("s3:prefix"), Lookup::Present(_)));
        assert!(matches!(given.get("aws:PrincipalTag/a"), Lookup::Present(_)));
        assert!(matches!(given.get("kms:EncryptionContext:a"), Lookup::Present(_)));
        assert!(matches!(given.get("token.actions.githubusercontent.com:sub"), Lookup::Present(_)));
        give(&mut given, "aws:RequestedRegion=", None).unwrap();
        assert!(matches!(given.get("aws:RequestedRegion"), Lookup::Absent));
        give(&mut given, "aws:RequestedRegion", None).unwrap();
        assert!(matches!(given.get("aws:RequestedRegion"), Lookup::Unknown));
        assert!(give(&mut given, "eu-west-1", None).unwrap_err().contains("no condition key"));
    }
}
