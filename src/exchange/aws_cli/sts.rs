//! `sts`: whether an answer was given to the account that the manifest names.

use serde::Deserialize;

use super::{dump::Dump, report::ImportReport};
use crate::org::AccountId;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Caller {
    account: AccountId,
}

/// Tells where the caller's account is not the one in the manifest: the credentials were mixed up.
pub(super) fn compare_callers(dump: &mut Dump, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("sts", "get-caller-identity", report) {
        let Some(caller) = answer.whole::<Caller>(report) else { continue };
        if caller.account != account {
            let actual = caller.account;
            report.partial(
                &answer.file,
                format_args!(
                    "the manifest names account {account}, and the answer came from {actual}: \
                     what is imported for {account} may belong to {actual}"
                ),
            );
        }
    }
}
