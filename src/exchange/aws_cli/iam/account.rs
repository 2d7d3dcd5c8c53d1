//! Settings of an account as a whole: alias, password policy, what the summary tells of root.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::exchange::aws_cli::{dump::Dump, report::ImportReport};
use crate::org::{AccountId, AccountSettings, MfaKind, PasswordPolicy, RootCredentials};

/// The password policy; the names are those of the API.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct PolicyShape {
    minimum_password_length: Option<u8>,
    require_symbols: bool,
    require_numbers: bool,
    require_uppercase_characters: bool,
    require_lowercase_characters: bool,
    allow_users_to_change_password: bool,
    max_password_age: Option<u16>,
    password_reuse_prevention: Option<u8>,
    hard_expiry: bool,
}

#[derive(Deserialize)]
struct RootSummary {
    #[serde(rename = "AccountMFAEnabled")]
    mfa: u8,
    #[serde(rename = "AccountAccessKeysPresent")]
    keys: u8,
    #[serde(rename = "AccountPasswordPresent")]
    password: Option<u8>,
}

/// The shortest password that IAM lets an account ask for.
const SHORTEST: u8 = 6;

/// Reads the settings of all accounts.
pub(super) fn read(
    dump: &mut Dump,
    report: &mut ImportReport,
) -> BTreeMap<AccountId, AccountSettings> {
    let mut settings: BTreeMap<AccountId, AccountSettings> = BTreeMap::new();
    for (account, answer) in dump.take_by_account("iam", "list-account-aliases", report) {
        answer.each::<String>("AccountAliases", report, |alias, _| {
            settings.entry(account).or_default().alias = Some(alias);
        });
    }
    for (account, answer) in dump.take_by_account("iam", "get-account-password-policy", report) {
        if let Some(shape) = answer.one::<PolicyShape>("PasswordPolicy", report) {
            settings.entry(account).or_default().password_policy = Some(password_policy(&shape));
        }
    }
    for (account, answer) in dump.take_by_account("iam", "get-account-summary", report) {
        let Some(summary) = answer.one::<RootSummary>("SummaryMap", report) else { continue };
        if summary.password.is_none() {
            report.assumed(
                &answer.file,
                "the summary does not tell whether root has a password: it is taken to have one, \
                 unless the credential report says otherwise",
            );
        }
        settings.entry(account).or_default().root = Some(RootCredentials {
            password: summary.password != Some(0),
            mfa: (summary.mfa > 0).then_some(MfaKind::Virtual),
            access_keys: summary.keys,
            last_used: None,
        });
    }
    settings
}

fn password_policy(shape: &PolicyShape) -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: shape.minimum_password_length.unwrap_or(SHORTEST),
        symbols: shape.require_symbols,
        numbers: shape.require_numbers,
        uppercase: shape.require_uppercase_characters,
        lowercase: shape.require_lowercase_characters,
        users_may_change: shape.allow_users_to_change_password,
        max_age_days: shape.max_password_age.filter(|days| *days > 0),
        reuse_prevention: shape.password_reuse_prevention.filter(|count| *count > 0),
        hard_expiry: shape.hard_expiry,
    }
}
