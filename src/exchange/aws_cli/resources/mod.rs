//! Resources and their policies: buckets, keys, queues, topics, secrets, functions.

pub(super) mod account_wide;
mod acls;
mod buckets;
mod functions;
mod keys;
mod messaging;
mod secrets;

use std::collections::BTreeMap;

use super::{documents::Text, dump::Dump, report::ImportReport};
use crate::org::{Account, AccountId, Resource, Tags};
use crate::policy::Arn;

/// Resources by ARN, put together from all answers that speak of them.
#[derive(Default)]
struct Shelf(BTreeMap<Arn, Resource>);

impl Shelf {
    /// The resource with an ARN, put there when it is new.
    fn at(&mut self, arn: Arn, account: AccountId) -> &mut Resource {
        self.0.entry(arn.clone()).or_insert_with(|| Resource {
            arn,
            account,
            policy: None,
            public_access_block: None,
            acl: None,
            encryption_key: None,
            role: None,
            grants: Vec::new(),
            created: None,
            tags: Tags::default(),
        })
    }

    /// The ARN of a resource of an account that is known by the end of its ARN alone.
    fn find(&self, account: AccountId, service: &str, resource: &str) -> Option<Arn> {
        let mut known = self.0.values().filter(|it| it.account == account).map(|it| &it.arn);
        known.find(|arn| arn.service() == service && arn.resource() == resource).cloned()
    }

    /// The key that a service names by ARN, or by the id of a key that is there. An alias or a
    /// service's own default key is told, since a policy cannot be found by it.
    fn key(
        &self,
        name: Option<&str>,
        account: AccountId,
        place: &str,
        report: &mut ImportReport,
    ) -> Option<Arn> {
        let name = name?;
        let by_arn = name.parse::<Arn>().ok().filter(|arn| arn.resource().starts_with("key/"));
        let by_id = || self.find(account, "kms", &format!("key/{name}"));
        let key = by_arn.or_else(by_id);
        if key.is_none() {
            report.partial(place, format_args!("`{name}` tells no key by its ARN or id"));
        }
        key
    }
}

/// Reads all resources, and what the lists of buckets tell of accounts. Keys come first, since
/// others name them.
pub(super) fn read(
    dump: &mut Dump,
    partition: &str,
    accounts: &mut BTreeMap<AccountId, Account>,
    report: &mut ImportReport,
) -> Vec<Resource> {
    let mut shelf = Shelf::default();
    keys::read(dump, partition, &mut shelf, report);
    buckets::read_lists(dump, partition, &mut shelf, accounts, report);
    buckets::read(dump, partition, &mut shelf, report);
    acls::read(dump, partition, &mut shelf, report);
    messaging::read_queues(dump, &mut shelf, report);
    messaging::read_topics(dump, &mut shelf, report);
    secrets::read(dump, &mut shelf, report);
    functions::read(dump, partition, &mut shelf, report);
    shelf.0.into_values().collect()
}

/// An answer that is a policy.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyAnswer {
    policy: Text,
}
