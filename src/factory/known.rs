//! Names that are widely known and so need no definition in a template.

use super::template::OidcProvider;
use crate::org::PasswordPolicy;

/// The names of [`password_policy`].
pub(super) const PASSWORD_POLICIES: [&str; 1] = ["strict14"];

/// The names of [`oidc_provider`].
pub(super) const OIDC_PROVIDERS: [&str; 2] = ["github", "gitlab"];

/// A password policy by name. `strict14` is what the CIS AWS Foundations Benchmark asks for: 14
/// characters, 24 earlier passwords remembered; and every kind of character.
pub(super) fn password_policy(name: &str) -> Option<PasswordPolicy> {
    (name == "strict14").then_some(PasswordPolicy {
        minimum_length: 14,
        symbols: true,
        numbers: true,
        uppercase: true,
        lowercase: true,
        users_may_change: true,
        max_age_days: None,
        reuse_prevention: Some(24),
        hard_expiry: false,
    })
}

/// A provider of OIDC tokens by name, or by its host; its tokens are for AWS STS.
pub(super) fn oidc_provider(name: &str) -> Option<OidcProvider> {
    let url = match name {
        "github" => "token.actions.githubusercontent.com",
        "gitlab" => "gitlab.com",
        host if host.contains('.') && !host.contains(char::is_whitespace) => {
            host.trim_start_matches("https://").trim_end_matches('/')
        }
        _ => return None,
    };
    Some(OidcProvider { url: url.to_owned(), audiences: vec!["sts.amazonaws.com".to_owned()] })
}
