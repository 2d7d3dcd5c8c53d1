//! `s3control`: Block Public Access of whole accounts.

use std::collections::BTreeMap;

use super::buckets::BlockShape;
use crate::exchange::aws_cli::{dump::Dump, report::ImportReport};
use crate::org::{Account, AccountId};

/// Sets Block Public Access of accounts.
pub(in crate::exchange::aws_cli) fn read(
    dump: &mut Dump,
    accounts: &mut BTreeMap<AccountId, Account>,
    report: &mut ImportReport,
) {
    for answer in dump.take("s3control", "get-public-access-block", report) {
        let Some(id) = answer.about::<AccountId>("account-id", report) else { continue };
        let field = "PublicAccessBlockConfiguration";
        let Some(block) = answer.one::<BlockShape>(field, report) else { continue };
        match accounts.get_mut(&id) {
            Some(account) => account.settings.public_access_block = Some(block.into()),
            None => report.skipped(&answer.file, "the account is not of this organization"),
        }
    }
}
