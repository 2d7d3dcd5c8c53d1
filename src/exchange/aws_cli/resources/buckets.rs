//! `s3api`: buckets, their policies, Block Public Access and encryption.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{PolicyAnswer, Shelf};
use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::{Field, List},
    report::ImportReport,
    tags::Tag,
    time::Moment,
};
use crate::org::{Account, AccountId, CanonicalId, PublicAccessBlock, Resource};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bucket {
    name: String,
    #[serde(default)]
    creation_date: Field<Moment>,
}

/// Block Public Access; the names are those of the API.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct BlockShape {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

impl From<BlockShape> for PublicAccessBlock {
    fn from(shape: BlockShape) -> Self {
        Self {
            block_public_acls: shape.block_public_acls,
            ignore_public_acls: shape.ignore_public_acls,
            block_public_policy: shape.block_public_policy,
            restrict_public_buckets: shape.restrict_public_buckets,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    #[serde(default)]
    rules: List<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    #[serde(default)]
    apply_server_side_encryption_by_default: Field<DefaultEncryption>,
}

#[derive(Deserialize)]
struct DefaultEncryption {
    #[serde(default, rename = "KMSMasterKeyID")]
    key: Field<String>,
}

/// Who owns the buckets of a list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Owner {
    #[serde(default, rename = "ID")]
    id: Field<CanonicalId>,
}

/// Reads the lists of buckets, which tell the canonical ids of accounts too (P-10).
pub(super) fn read_lists(
    dump: &mut Dump,
    partition: &str,
    shelf: &mut Shelf,
    accounts: &mut BTreeMap<AccountId, Account>,
    report: &mut ImportReport,
) {
    for (account, answer) in dump.take_by_account("s3api", "list-buckets", report) {
        answer.each::<Bucket>("Buckets", report, |bucket, reading| {
            let created = reading.field("CreationDate", bucket.creation_date).map(|at| at.0);
            match format!("arn:{partition}:s3:::{}", bucket.name).parse() {
                Ok(arn) => shelf.at(arn, account).created = created,
                Err(why) => reading.skip(why),
            }
        });
        let owner = answer.one::<Owner>("Owner", report);
        let id = owner.and_then(|owner| answer.reading(report).field("Owner.ID", owner.id));
        if let (Some(id), Some(account)) = (id, accounts.get_mut(&account)) {
            account.settings.canonical_id = Some(id);
        }
    }
}

/// Reads what is set for buckets.
pub(super) fn read(dump: &mut Dump, partition: &str, shelf: &mut Shelf, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("s3api", "get-bucket-policy", report) {
        let Some(bucket) = subject(&answer, account, partition, shelf, report) else { continue };
        if let Some(found) = answer.whole::<PolicyAnswer>(report) {
            bucket.policy = found.policy.0;
        }
    }
    for (account, answer) in dump.take_by_account("s3api", "get-public-access-block", report) {
        let Some(bucket) = subject(&answer, account, partition, shelf, report) else { continue };
        let block = answer.one::<BlockShape>("PublicAccessBlockConfiguration", report);
        bucket.public_access_block = block.map(PublicAccessBlock::from);
    }
    for (account, answer) in dump.take_by_account("s3api", "get-bucket-tagging", report) {
        let Some(bucket) = subject(&answer, account, partition, shelf, report) else { continue };
        if let Some(list) = answer.one::<List<Tag>>("TagSet", report) {
            bucket.tags = answer.reading(report).tags("TagSet", list);
        }
    }
    for (account, answer) in dump.take_by_account("s3api", "get-bucket-encryption", report) {
        let named = key_name(&answer, report);
        let key = shelf.key(named.as_deref(), account, &answer.file, report);
        if let Some(bucket) = subject(&answer, account, partition, shelf, report) {
            bucket.encryption_key = key;
        }
    }
}

fn key_name(answer: &Answer, report: &mut ImportReport) -> Option<String> {
    let encryption = answer.one::<Encryption>("ServerSideEncryptionConfiguration", report)?;
    let reading = &mut answer.reading(report);
    let rule = reading.list("Rules", encryption.rules).into_iter().next()?;
    let default = rule.apply_server_side_encryption_by_default;
    let default = reading.field("ApplyServerSideEncryptionByDefault", default)?;
    reading.field("KMSMasterKeyID", default.key)
}

/// The bucket that an answer is about. Its ARN does not tell its owner (M-6): who asked is taken.
pub(super) fn subject<'a>(
    answer: &Answer,
    account: AccountId,
    partition: &str,
    shelf: &'a mut Shelf,
    report: &mut ImportReport,
) -> Option<&'a mut Resource> {
    let name = answer.about::<String>("bucket", report)?;
    let arn = format!("arn:{partition}:s3:::{name}").parse();
    let arn = arn.map_err(|why| report.skipped(&answer.file, why)).ok()?;
    Some(shelf.at(arn, account))
}
