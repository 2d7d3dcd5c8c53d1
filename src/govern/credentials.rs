//! Credentials of IAM users: how old they are, when they were last used, what guards them (R-8).

use chrono::{DateTime, Utc};

use crate::org::{KeyStatus, User};

/// An IAM user's credentials at a moment. All ages are in whole days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Whether it has a console password.
    pub password: bool,
    /// Whether it has a second factor.
    pub mfa: bool,
    /// The age of its oldest active access key.
    pub oldest_key: Option<i64>,
    /// Days since any of its active keys was used; absent when none ever was, or there is none.
    pub key_idle: Option<i64>,
}

impl Credentials {
    /// The credentials of a user as of a moment.
    pub fn of(user: &User, now: DateTime<Utc>) -> Self {
        let active = || user.access_keys.iter().filter(|key| key.status == KeyStatus::Active);
        let days = |at: DateTime<Utc>| (now - at).num_days();
        Self {
            password: user.password.is_some(),
            mfa: !user.mfa.is_empty(),
            oldest_key: active().filter_map(|key| key.created).map(days).max(),
            key_idle: active().filter_map(|key| key.last_used).map(days).min(),
        }
    }

    /// What a reviewer would raise, in the words of the checks D-6, D-12 and D-13.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.password && !self.mfa {
            remarks.push("console password without MFA".to_owned());
        }
        if let Some(days) = self.oldest_key.filter(|days| *days > 90) {
            remarks.push(format!("access key {days} days old"));
        }
        if let Some(days) = self.key_idle.filter(|days| *days > 45) {
            remarks.push(format!("access key unused for {days} days"));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_count_active_keys_only() {
        let user: User = serde_json::from_str(
            r#"{"account":"111111111111","name":"etl","password":{},
                "access_keys":[
                  {"status":"Active","created":"2026-01-01T00:00:00Z","last_used":"2026-02-01T00:00:00Z"},
                  {"status":"Inactive","created":"2020-01-01T00:00:00Z"}]}"#,
        )
        .unwrap();
        let now = "2026-05-01T00:00:00Z".parse().unwrap();
        let credentials = Credentials::of(&user, now);
        assert_eq!(credentials.oldest_key, Some(120));
        assert_eq!(credentials.key_idle, Some(89));
        assert_eq!(
            credentials.remarks(),
            [
                "console password without MFA",
                "access key 120 days old",
                "access key unused for 89 days"
            ]
        );
    }
}
