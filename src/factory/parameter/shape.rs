//! The shapes of texts that parameters and templates hold.

use crate::{
    catalog::{Quota, quota},
    org::AccountId,
    policy::Arn,
};

/// An e-mail address of an account: 6 to 64 characters (O-9).
pub(in crate::factory) fn is_email(text: &str) -> bool {
    let limit = quota(Quota::AccountEmailLength);
    let fits = (limit.minimum..=limit.maximum).contains(&(text.chars().count() as u64));
    let good = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    fits && text.split_once('@').is_some_and(|(name, domain)| {
        good(name)
            && good(domain)
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
    })
}

/// The code of a region, such as `us-gov-west-1`.
pub(in crate::factory) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    words.len() >= 2
        && words.iter().all(|w| w.len() >= 2 && w.bytes().all(|b| b.is_ascii_lowercase()))
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// The ARN of a user or a role, or an account id.
pub(in crate::factory) fn is_principal(text: &str) -> bool {
    text.parse::<AccountId>().is_ok()
        || text.parse::<Arn>().is_ok_and(|arn| {
            arn.service() == "iam"
                && arn.account().parse::<AccountId>().is_ok()
                && (arn.resource().starts_with("role/") || arn.resource().starts_with("user/"))
        })
}

/// The subject of an OIDC token, or a pattern that says whose: wildcards may stand only behind the
/// owner.
pub(in crate::factory) fn is_subject(text: &str) -> bool {
    let Some((kind, rest)) = text.split_once(':') else { return false };
    let wild = |part: &str| part.is_empty() || part.contains(['*', '?']);
    let owner = rest.split(['/', ':']).next().unwrap_or_default();
    !text.contains(char::is_whitespace) && !wild(kind) && !wild(owner)
}
