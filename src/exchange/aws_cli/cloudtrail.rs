//! `cloudtrail`: what has happened, and whether it is recorded at all (J-35 to J-38).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    dump::Dump,
    lenient::{Field, List, Reading},
    report::ImportReport,
    time::Moment,
};
use crate::org::{Account, AccountId, Activity, EventId};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Looked {
    event_id: EventId,
    event_name: String,
    event_source: String,
    event_time: Moment,
    #[serde(default)]
    username: Field<String>,
    #[serde(default)]
    resources: List<EventResource>,
    #[serde(default)]
    cloud_trail_event: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventResource {
    resource_name: String,
}

/// The record inside an event, which is a text of its own.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct EventRecord {
    user_identity: Field<UserIdentity>,
    #[serde(rename = "sourceIPAddress")]
    source: Field<String>,
    error_code: Field<String>,
    recipient_account_id: Field<AccountId>,
    resources: List<RecordResource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity {
    #[serde(default)]
    arn: Field<String>,
    #[serde(default)]
    invoked_by: Field<String>,
    #[serde(default)]
    principal_id: Field<String>,
}

#[derive(Deserialize)]
struct RecordResource {
    #[serde(rename = "ARN")]
    arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    name: String,
    #[serde(default)]
    is_multi_region_trail: bool,
    #[serde(default)]
    is_organization_trail: bool,
    #[serde(default, rename = "TrailARN")]
    arn: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TrailStatus {
    is_logging: bool,
}

/// Reads the events of the trail.
pub(super) fn read_events(dump: &mut Dump, report: &mut ImportReport) -> Vec<Activity> {
    let mut events = Vec::new();
    for answer in dump.take("cloudtrail", "lookup-events", report) {
        answer.each::<Looked>("Events", report, |event, reading| {
            events.extend(activity(event, answer.account, reading));
        });
    }
    events
}

fn activity(
    event: Looked,
    asked: Option<AccountId>,
    reading: &mut Reading<'_>,
) -> Option<Activity> {
    let record = reading.field("CloudTrailEvent", event.cloud_trail_event).unwrap_or_default();
    let record: EventRecord = if record.is_empty() {
        EventRecord::default()
    } else {
        serde_json::from_str(&record)
            .map_err(|why| reading.partial(format_args!("CloudTrailEvent: {why}")))
            .unwrap_or_default()
    };
    let account = reading.field("recipientAccountId", record.recipient_account_id).or(asked);
    let Some(account) = account else {
        reading.skip("neither the event nor the manifest tells the account");
        return None;
    };
    let username = reading.field("Username", event.username);
    let identity = reading.field("userIdentity", record.user_identity);
    let by_record = reading.list("CloudTrailEvent.resources", record.resources);
    let by_event = reading.list("Resources", event.resources);
    Some(Activity {
        id: event.event_id,
        at: event.event_time.0,
        account,
        actor: actor(identity, username, reading),
        action: action(&event.event_source, &event.event_name),
        resource: (by_record.into_iter().map(|it| it.arn).next())
            .or_else(|| by_event.into_iter().map(|it| it.resource_name).next()),
        source: reading.field("sourceIPAddress", record.source),
        error: reading.field("errorCode", record.error_code),
    })
}

fn actor(
    identity: Option<UserIdentity>,
    username: Option<String>,
    reading: &mut Reading<'_>,
) -> String {
    let told = identity.and_then(|it| {
        let arn = reading.field("userIdentity.arn", it.arn);
        let service = reading.field("userIdentity.invokedBy", it.invoked_by);
        let principal = reading.field("userIdentity.principalId", it.principal_id);
        arn.or(service).or(principal)
    });
    told.or(username).unwrap_or_else(|| "unknown".to_owned())
}

/// The IAM action that an event is of; the names mostly agree, and where not, this says so (J-38).
fn action(source: &str, name: &str) -> String {
    let host = source.split('.').next().unwrap_or(source);
    let prefix = match host {
        "monitoring" => "cloudwatch",
        other => other,
    };
    let name = match (prefix, name) {
        ("s3", "ListObjects" | "ListObjectsV2") => "ListBucket",
        (_, other) => other,
    };
    format!("{prefix}:{name}")
}

/// Sets how CloudTrail is set in each account, by the trails that are there and record.
pub(super) fn read_trails(
    dump: &mut Dump,
    accounts: &mut BTreeMap<AccountId, Account>,
    report: &mut ImportReport,
) {
    let mut stopped: Vec<(Option<AccountId>, String)> = Vec::new();
    for answer in dump.take("cloudtrail", "get-trail-status", report) {
        let Some(name) = answer.about::<String>("name", report) else { continue };
        if answer.whole::<TrailStatus>(report).is_some_and(|status| !status.is_logging) {
            stopped.push((answer.account, name));
        }
    }
    for (account, answer) in dump.take_by_account("cloudtrail", "describe-trails", report) {
        answer.each::<Described>("trailList", report, |trail, reading| {
            let arn = reading.field("TrailARN", trail.arn).unwrap_or_default();
            let dead = |(of, name): &(Option<AccountId>, String)| {
                *of == Some(account) && (*name == trail.name || *name == arn)
            };
            if stopped.iter().any(dead) {
                return;
            }
            let setting = if trail.is_multi_region_trail { "all-regions" } else { "one-region" };
            for (id, account_of) in accounts.iter_mut() {
                if *id == account || trail.is_organization_trail {
                    let services = &mut account_of.settings.services;
                    let known = services.entry("cloudtrail".to_owned()).or_default();
                    if known != "all-regions" {
                        setting.clone_into(known);
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::action;

    #[test]
    fn events_become_actions() {
        assert_eq!(action("s3.amazonaws.com", "GetObject"), "s3:GetObject");
        assert_eq!(action("s3.amazonaws.com", "ListObjectsV2"), "s3:ListBucket");
        assert_eq!(action("monitoring.amazonaws.com", "PutMetricData"), "cloudwatch:PutMetricData");
    }
}
