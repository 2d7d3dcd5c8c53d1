//! A managed policy of IAM, an account's own or one of AWS's.

use serde::Serialize;

use super::carried::{document, faults};
use crate::{
    catalog,
    cli::{find, line::Piece, output::Page, table::Table},
    org::{AccountId, Organization},
    policy::Arn,
};

/// A managed policy.
#[derive(Debug, Serialize)]
pub struct Managed {
    arn: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// The version that counts.
    version: String,
    used_by: Vec<Use>,
    faults: Vec<String>,
    document: String,
}

/// Who uses a policy, and as what.
#[derive(Debug, Serialize)]
struct Use {
    account: Option<String>,
    who: String,
    /// `policy` or `boundary`.
    #[serde(rename = "as")]
    as_what: &'static str,
}

/// Looks at a managed policy; nothing when its text is not at hand.
pub fn look(organization: &Organization, arn: &Arn) -> Option<Managed> {
    let text = organization.managed_document(arn)?;
    let own = organization.managed_policies().get(arn);
    let version = match own {
        Some(own) => format!("v{}", own.default_version),
        None => catalog::managed_policy(arn.as_str())?.default_version().to_owned(),
    };
    Some(Managed {
        arn: arn.to_string(),
        name: find::last(arn).to_owned(),
        description: own.map(|own| own.description.clone()).unwrap_or_default(),
        version,
        used_by: uses(organization, arn),
        faults: faults(&text),
        document: text.text().to_owned(),
    })
}

fn uses(organization: &Organization, arn: &Arn) -> Vec<Use> {
    let owner: Option<AccountId> = arn.account().parse().ok();
    let accounts = organization.accounts().iter().map(|account| account.id);
    let accounts = accounts.filter(|id| owner.is_none_or(|owner| owner == *id));
    let mut found: Vec<Use> = accounts
        .flat_map(|account| organization.carriers_in(account).map(move |it| (account, it)))
        .flat_map(|(account, carrier)| {
            let policy = carrier.policies().managed.contains(arn).then_some("policy");
            let boundary = (carrier.boundary() == Some(arn)).then_some("boundary");
            let name = organization.node_name(&crate::org::NodeId::Account(account));
            policy.into_iter().chain(boundary).map(move |as_what| Use {
                account: Some(name.clone()),
                who: carrier.title(),
                as_what,
            })
        })
        .collect();
    let sets = organization.permission_sets().iter().filter(|set| set.managed.contains(arn));
    found.extend(sets.map(|set| Use {
        account: None,
        who: format!("permission set {}", set.name),
        as_what: "policy",
    }));
    found
}

impl Managed {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.name);
        page.fields(&[
            ("arn", self.arn.clone()),
            ("version", self.version.clone()),
            ("description", self.description.clone()),
        ]);
        let mut table = Table::new(&["USED BY", "AS", "IN"]);
        for it in &self.used_by {
            let account = it.account.clone().unwrap_or_default();
            table.row([Piece::from(&it.who), it.as_what.into(), account.into()]);
        }
        page.section("Uses", table);
        document("Document", &self.document, &self.faults, page);
    }
}
