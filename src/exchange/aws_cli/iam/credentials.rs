//! Passwords, second factors and access keys, put together from every answer that tells of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    ByName, Iam,
    credential_report::{self, ROOT, Row},
    devices::{self, Devices},
};
use crate::exchange::aws_cli::{dump::Dump, lenient::Field, report::ImportReport, time::Moment};
use crate::org::{
    AccessKey, AccessKeyId, AccountId, IamName, KeyStatus, MfaDevice, MfaKind, Password,
    RootCredentials,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyShape {
    user_name: IamName,
    access_key_id: AccessKeyId,
    status: KeyStatus,
    #[serde(default)]
    create_date: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyUse {
    #[serde(default)]
    last_used_date: Field<Moment>,
    #[serde(default)]
    service_name: Field<String>,
    #[serde(default)]
    region: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoginProfile {
    user_name: IamName,
    #[serde(default)]
    create_date: Field<Moment>,
}

/// Gives users and root users their credentials.
pub(super) fn apply(dump: &mut Dump, iam: &mut Iam, report: &mut ImportReport) {
    let devices = devices::read(dump, report);
    let listed_keys = read_keys(dump, report);
    let logins = read_logins(dump, report);
    let mut rows: BTreeMap<(AccountId, String), Row> = BTreeMap::new();
    for (account, row) in credential_report::read(dump, report) {
        if row.user == ROOT {
            let root = root(account, &row, &devices);
            iam.settings.entry(account).or_default().root = Some(root);
        } else {
            rows.insert((account, row.user.clone()), row);
        }
    }
    devices.correct_roots(&mut iam.settings);
    for (key, user) in &mut iam.users {
        let row = rows.remove(&(key.0, key.1.to_string()));
        let login = logins.get(key).cloned();
        let reported = row.as_ref().and_then(|row| row.password.clone());
        user.password = merged(user.password.take(), reported.or(login));
        user.access_keys = access_keys(listed_keys.get(key).cloned(), row.as_ref());
        user.mfa = devices.users.get(key).cloned().unwrap_or_default();
        if user.mfa.is_empty() && row.is_some_and(|row| row.mfa) {
            report.assumed(
                format_args!("user {} in {}", key.1, key.0),
                "the credential report tells of a second factor and no answer of which: it is taken \
                 to be virtual",
            );
            user.mfa.push(MfaDevice {
                serial: "unknown".to_owned(),
                kind: MfaKind::Virtual,
                enabled: None,
            });
        }
    }
    for (account, user) in rows.into_keys() {
        report.skipped(
            format_args!("credentials of user {user} in {account}"),
            "the user is in the credential report and not in the authorization details",
        );
    }
}

fn merged(told: Option<Password>, reported: Option<Password>) -> Option<Password> {
    match (told, reported) {
        (Some(told), Some(reported)) => Some(Password {
            changed: reported.changed.or(told.changed),
            last_used: reported.last_used.max(told.last_used),
        }),
        (told, reported) => reported.or(told),
    }
}

/// Listed keys have ids, reported ones their last use. The same key has the same creation time,
/// to the second.
fn access_keys(listed: Option<Vec<AccessKey>>, row: Option<&Row>) -> Vec<AccessKey> {
    let reported = row.map(|row| row.keys.clone()).unwrap_or_default();
    let Some(mut keys) = listed else { return reported };
    let mut free: Vec<usize> = (0..keys.len()).collect();
    for report in reported {
        let same = |index: &usize| {
            let key = &keys[*index];
            key.created.map(|at| at.timestamp()) == report.created.map(|at| at.timestamp())
                && key.status == report.status
        };
        let Some(place) = free.iter().position(same) else { continue };
        let key = &mut keys[free.remove(place)];
        if key.last_used.is_none() {
            key.last_used = report.last_used;
            key.last_service = report.last_service;
            key.last_region = report.last_region;
        }
    }
    keys
}

fn read_keys(dump: &mut Dump, report: &mut ImportReport) -> ByName<Vec<AccessKey>> {
    let mut uses: BTreeMap<String, AccessKey> = BTreeMap::new();
    for answer in dump.take("iam", "get-access-key-last-used", report) {
        let Some(id) = answer.about::<AccessKeyId>("access-key-id", report) else { continue };
        let Some(shape) = answer.one::<KeyUse>("AccessKeyLastUsed", report) else { continue };
        let reading = &mut answer.reading(report);
        let name = |text: &String| text != "N/A";
        let key = AccessKey {
            id: Some(id.clone()),
            status: KeyStatus::Active,
            created: None,
            last_used: reading.field("LastUsedDate", shape.last_used_date).map(|at| at.0),
            last_service: reading.field("ServiceName", shape.service_name).filter(name),
            last_region: reading.field("Region", shape.region).filter(name),
        };
        uses.insert(id.to_string(), key);
    }
    let mut keys: ByName<Vec<AccessKey>> = BTreeMap::new();
    for (account, answer) in dump.take_by_account("iam", "list-access-keys", report) {
        if let Some(Ok(user)) = answer.option("user-name").map(str::parse) {
            keys.entry((account, user)).or_default();
        }
        answer.each::<KeyShape>("AccessKeyMetadata", report, |shape, reading| {
            let used = uses.remove(shape.access_key_id.as_str());
            let (last_used, last_service, last_region) = used
                .map_or((None, None, None), |it| (it.last_used, it.last_service, it.last_region));
            keys.entry((account, shape.user_name)).or_default().push(AccessKey {
                id: Some(shape.access_key_id),
                status: shape.status,
                created: reading.field("CreateDate", shape.create_date).map(|at| at.0),
                last_used,
                last_service,
                last_region,
            });
        });
    }
    keys
}

fn read_logins(dump: &mut Dump, report: &mut ImportReport) -> ByName<Password> {
    let mut logins = BTreeMap::new();
    for (account, answer) in dump.take_by_account("iam", "get-login-profile", report) {
        let Some(login) = answer.one::<LoginProfile>("LoginProfile", report) else { continue };
        let reading = &mut answer.reading(report);
        let changed = reading.field("CreateDate", login.create_date).map(|at| at.0);
        logins.insert((account, login.user_name), Password { changed, last_used: None });
    }
    logins
}

fn root(account: AccountId, row: &Row, devices: &Devices) -> RootCredentials {
    let active = row.keys.iter().filter(|key| key.status == KeyStatus::Active).count();
    let by_key = row.keys.iter().filter_map(|key| key.last_used).max();
    RootCredentials {
        password: row.password.is_some(),
        mfa: row.mfa.then(|| devices.root_kind(account)),
        access_keys: u8::try_from(active).unwrap_or(u8::MAX),
        last_used: row.password.as_ref().and_then(|password| password.last_used).max(by_key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: Option<&str>, created: i64, used: Option<i64>) -> AccessKey {
        let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        AccessKey {
            id: id.map(|id| id.parse().unwrap()),
            status: KeyStatus::Active,
            created: Some(at(created)),
            last_used: used.map(at),
            last_service: None,
            last_region: None,
        }
    }

    #[test]
    fn listed_keys_get_their_last_use_from_the_report() {
        let listed = vec![
            key(Some("AKIA000000000001"), 100, None),
            key(Some("AKIA000000000002"), 200, None),
        ];
        let row = Row {
            user: "a".into(),
            password: None,
            mfa: false,
            keys: vec![key(None, 200, Some(900)), key(None, 100, None)],
        };
        let keys = access_keys(Some(listed), Some(&row));
        assert_eq!(keys[0].last_used, None);
        assert_eq!(keys[1].last_used.unwrap().timestamp(), 900);
        assert_eq!(keys[1].id.as_ref().unwrap().as_str(), "AKIA000000000002");
    }

    #[test]
    fn without_a_list_the_report_counts() {
        let row =
            Row { user: "a".into(), password: None, mfa: false, keys: vec![key(None, 1, Some(2))] };
        assert_eq!(access_keys(None, Some(&row)).len(), 1);
        assert!(access_keys(Some(Vec::new()), Some(&row)).is_empty());
        assert!(access_keys(None, None).is_empty());
    }
}
