//! `secretsmanager`: secrets and their policies.

use serde::Deserialize;

use super::Shelf;
use crate::exchange::aws_cli::{
    documents::Text,
    dump::Dump,
    lenient::{Field, List},
    report::ImportReport,
    tags::Tag,
    time::Moment,
};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret {
    #[serde(rename = "ARN")]
    arn: Arn,
    #[serde(default)]
    kms_key_id: Field<String>,
    #[serde(default)]
    created_date: Field<Moment>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretPolicy {
    #[serde(rename = "ARN")]
    arn: Arn,
    #[serde(default)]
    resource_policy: Field<Text>,
}

/// Reads secrets.
pub(super) fn read(dump: &mut Dump, shelf: &mut Shelf, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("secretsmanager", "list-secrets", report) {
        answer.each::<Secret>("SecretList", report, |secret, reading| {
            let key = reading.field("KmsKeyId", secret.kms_key_id);
            let created = reading.field("CreatedDate", secret.created_date).map(|at| at.0);
            let tags = reading.tags("Tags", secret.tags);
            let key = shelf.key(key.as_deref(), account, &answer.file, reading.report);
            let resource = shelf.at(secret.arn, account);
            resource.encryption_key = key;
            resource.created = created;
            resource.tags = tags;
        });
    }
    for (account, answer) in dump.take_by_account("secretsmanager", "get-resource-policy", report) {
        let Some(found) = answer.whole::<SecretPolicy>(report) else { continue };
        let policy = answer.reading(report).field("ResourcePolicy", found.resource_policy);
        shelf.at(found.arn, account).policy = policy.and_then(|text| text.0);
    }
}
