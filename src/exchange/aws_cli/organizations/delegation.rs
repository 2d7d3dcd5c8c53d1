//! Delegated administrators and the services they administer (J-20, O-41).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::accounts::{Listed, Shape};
use crate::exchange::aws_cli::{dump::Dump, lenient::Field, report::ImportReport, time::Moment};
use crate::org::{AccountId, DelegatedAdministrator, ServicePrincipal};

/// The administrators, and their accounts as the answers list them.
#[derive(Default)]
pub(super) struct Delegated {
    pub administrators: Vec<DelegatedAdministrator>,
    pub accounts: Vec<Listed>,
}

#[derive(Deserialize)]
struct Administrator {
    #[serde(flatten)]
    account: Shape,
    #[serde(default, rename = "DelegationEnabledDate")]
    since: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    service_principal: ServicePrincipal,
    #[serde(default)]
    delegation_enabled_date: Field<Moment>,
}

/// Reads who administers what.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Delegated {
    let mut delegated = Delegated::default();
    let mut unserved: BTreeMap<AccountId, String> = BTreeMap::new();
    for answer in dump.take("organizations", "list-delegated-administrators", report) {
        let service: Option<ServicePrincipal> = match answer.option("service-principal") {
            Some(_) => answer.about("service-principal", report),
            None => None,
        };
        answer.each::<Administrator>("DelegatedAdministrators", report, |found, reading| {
            let since = reading.field("DelegationEnabledDate", found.since).map(|at| at.0);
            let listed = Listed::from_shape(found.account, reading);
            let account = listed.id;
            delegated.accounts.push(listed);
            match service.clone() {
                Some(service) => {
                    delegated.administrators.push(DelegatedAdministrator {
                        account,
                        service,
                        since,
                    });
                }
                None => {
                    unserved.insert(account, reading.place.to_string());
                }
            }
        });
    }
    for answer in dump.take("organizations", "list-delegated-services-for-account", report) {
        let Some(account) = answer.about::<AccountId>("account-id", report) else { continue };
        answer.each::<Service>("DelegatedServices", report, |found, reading| {
            delegated.administrators.push(DelegatedAdministrator {
                account,
                service: found.service_principal,
                since: reading
                    .field("DelegationEnabledDate", found.delegation_enabled_date)
                    .map(|at| at.0),
            });
        });
    }
    for administrator in &delegated.administrators {
        unserved.remove(&administrator.account);
    }
    for (account, place) in unserved {
        report.partial(
            place,
            format_args!(
                "account {account} is a delegated administrator, and no answer tells of what: add \
                 `aws organizations list-delegated-services-for-account --account-id {account}`"
            ),
        );
    }
    delegated
}
