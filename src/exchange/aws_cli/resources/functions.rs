//! `lambda`: functions, the roles they work with and their policies.

use serde::Deserialize;

use super::{PolicyAnswer, Shelf};
use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::Field,
    report::ImportReport,
};
use crate::org::{AccountId, Resource};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Function {
    #[serde(rename = "FunctionArn")]
    arn: Arn,
    #[serde(default)]
    role: Field<Arn>,
    #[serde(default, rename = "KMSKeyArn")]
    key: Field<Arn>,
}

/// Reads functions.
pub(super) fn read(dump: &mut Dump, partition: &str, shelf: &mut Shelf, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("lambda", "list-functions", report) {
        answer.each::<Function>("Functions", report, |function, reading| {
            let role = reading.field("Role", function.role);
            let key = reading.field("KMSKeyArn", function.key);
            let resource = shelf.at(function.arn, account);
            resource.role = role;
            resource.encryption_key = key;
        });
    }
    for (account, answer) in dump.take_by_account("lambda", "get-policy", report) {
        let Some(function) = subject(&answer, account, partition, shelf, report) else { continue };
        if let Some(found) = answer.whole::<PolicyAnswer>(report) {
            function.policy = found.policy.0;
        }
    }
}

/// The function that an answer is about, named by its ARN or by its name.
fn subject<'a>(
    answer: &Answer,
    account: AccountId,
    partition: &str,
    shelf: &'a mut Shelf,
    report: &mut ImportReport,
) -> Option<&'a mut Resource> {
    let name = answer.about::<String>("function-name", report)?;
    let known = || shelf.find(account, "lambda", &format!("function:{name}"));
    let regional = || {
        let region = answer.option("region")?;
        format!("arn:{partition}:lambda:{region}:{account}:function:{name}").parse().ok()
    };
    let arn: Option<Arn> = name.parse().ok().or_else(known).or_else(regional);
    if arn.is_none() {
        report.skipped(
            &answer.file,
            format_args!(
                "no answer tells the region of the function `{name}`: add `aws lambda list-functions`"
            ),
        );
    }
    Some(shelf.at(arn?, account))
}
