//! `sqs` and `sns`: queues and topics, which tell all about themselves as attributes.

use serde::Deserialize;

use super::Shelf;
use crate::exchange::aws_cli::{
    documents::Text, dump::Dump, lenient::Field, report::ImportReport, time::Moment,
};
use crate::org::AccountId;
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(alias = "QueueArn", alias = "TopicArn")]
    arn: Arn,
    #[serde(default)]
    policy: Field<Text>,
    #[serde(default)]
    kms_master_key_id: Field<String>,
    #[serde(default)]
    created_timestamp: Field<Moment>,
}

/// Reads queues.
pub(super) fn read_queues(dump: &mut Dump, shelf: &mut Shelf, report: &mut ImportReport) {
    read(("sqs", "get-queue-attributes"), dump, shelf, report);
}

/// Reads topics.
pub(super) fn read_topics(dump: &mut Dump, shelf: &mut Shelf, report: &mut ImportReport) {
    read(("sns", "get-topic-attributes"), dump, shelf, report);
}

fn read(
    (service, operation): (&str, &str),
    dump: &mut Dump,
    shelf: &mut Shelf,
    report: &mut ImportReport,
) {
    for (asked, answer) in dump.take_by_account(service, operation, report) {
        let Some(attributes) = answer.one::<Attributes>("Attributes", report) else { continue };
        let reading = &mut answer.reading(report);
        let policy = reading.field("Attributes.Policy", attributes.policy);
        let key = reading.field("Attributes.KmsMasterKeyId", attributes.kms_master_key_id);
        let created = reading.field("Attributes.CreatedTimestamp", attributes.created_timestamp);
        let account: AccountId = attributes.arn.account().parse().unwrap_or(asked);
        let key = shelf.key(key.as_deref(), account, &answer.file, report);
        let resource = shelf.at(attributes.arn, account);
        resource.policy = policy.and_then(|text| text.0);
        resource.encryption_key = key;
        resource.created = created.map(|at| at.0);
    }
}
