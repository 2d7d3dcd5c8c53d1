//! The organization as a whole: its identity, its root, what is switched on (J-11, J-12).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Untold, accounts::Listed, places::Places};
use crate::exchange::aws_cli::{
    documents::Text,
    dump::Dump,
    lenient::{Field, List},
    report::ImportReport,
    time::Moment,
};
use crate::org::{
    AccountId, FeatureSet, Foundation, OrganizationId, PolicyType, RootId, ServicePrincipal, Tags,
};
use crate::policy::Arn;

/// The foundation, and the partition that its ARNs are of.
pub(super) struct Whole {
    pub foundation: Foundation,
    pub partition: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    id: OrganizationId,
    master_account_id: AccountId,
    #[serde(default)]
    arn: Field<Arn>,
    #[serde(default)]
    feature_set: Field<FeatureSet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Root {
    id: RootId,
    #[serde(default)]
    policy_types: List<RootPolicyType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RootPolicyType {
    #[serde(rename = "Type")]
    policy_type: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TrustedService {
    service_principal: ServicePrincipal,
    #[serde(default)]
    date_enabled: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourcePolicy {
    content: Text,
}

/// Reads the organization as a whole; what is missing is taken from the accounts and their places.
pub(super) fn read(
    dump: &mut Dump,
    listed: &[Listed],
    places: &Places,
    tags: &mut BTreeMap<String, Tags>,
    report: &mut ImportReport,
) -> Result<Whole, Untold> {
    let identity = described(dump, report)
        .or_else(|| from_accounts(listed, report))
        .ok_or(Untold::ORGANIZATION)?;
    let (root, policy_types) = match read_root(dump, report) {
        Some(told) => told,
        None => (places.root().ok_or(Untold::ROOT)?, assumed_types(report)),
    };
    let delegation_policy = dump
        .take("organizations", "describe-resource-policy", report)
        .iter()
        .find_map(|answer| answer.one::<ResourcePolicy>("ResourcePolicy", report)?.content.0);
    let foundation = Foundation {
        name: identity.id.to_string(),
        id: identity.id,
        management: identity.management,
        features: identity.features,
        root_tags: tags.remove(root.as_str()).unwrap_or_default(),
        root,
        policy_types,
        identity_center: None,
        trusted_services: read_trusted_services(dump, report),
        delegation_policy,
        central_root_access: read_central_root_access(dump, report),
        granted_quotas: BTreeMap::new(),
        clock: None,
    };
    Ok(Whole { foundation, partition: identity.partition })
}

struct Identity {
    id: OrganizationId,
    management: AccountId,
    features: FeatureSet,
    partition: String,
}

fn described(dump: &mut Dump, report: &mut ImportReport) -> Option<Identity> {
    let answers = dump.take("organizations", "describe-organization", report);
    answers.iter().find_map(|answer| {
        let shape = answer.one::<Shape>("Organization", report)?;
        let mut reading = answer.reading(report);
        Some(Identity {
            id: shape.id,
            management: shape.master_account_id,
            features: reading
                .field("Organization.FeatureSet", shape.feature_set)
                .unwrap_or_default(),
            partition: reading
                .field("Organization.Arn", shape.arn)
                .map_or_else(|| "aws".to_owned(), |arn| arn.partition().to_owned()),
        })
    })
}

/// An account's ARN is `arn:aws:organizations::<management>:account/<organization>/<account>` (O-7).
fn from_accounts(listed: &[Listed], report: &mut ImportReport) -> Option<Identity> {
    let identity = listed.iter().find_map(|account| {
        let arn = account.arn.as_ref()?;
        Some(Identity {
            id: arn.resource().strip_prefix("account/")?.split('/').next()?.parse().ok()?,
            management: arn.account().parse().ok()?,
            features: FeatureSet::All,
            partition: arn.partition().to_owned(),
        })
    })?;
    report.assumed(
        &identity.id,
        "describe-organization is missing: the accounts' ARNs tell the organization and its \
         management account, and all features are taken to be on",
    );
    Some(identity)
}

fn read_root(dump: &mut Dump, report: &mut ImportReport) -> Option<(RootId, BTreeSet<PolicyType>)> {
    let mut found = None;
    for answer in dump.take("organizations", "list-roots", report) {
        answer.each::<Root>("Roots", report, |root, reading| {
            let mut enabled = BTreeSet::new();
            reading.each("PolicyTypes", root.policy_types, |kind, reading| {
                match kind.policy_type.parse() {
                    Ok(known) if kind.status == "ENABLED" => {
                        enabled.insert(known);
                    }
                    Ok(_) => {}
                    Err(_) => reading.skip(format_args!(
                        "policies of the kind {} are not modelled",
                        kind.policy_type
                    )),
                }
            });
            found.get_or_insert((root.id, enabled));
        });
    }
    found
}

fn assumed_types(report: &mut ImportReport) -> BTreeSet<PolicyType> {
    report.assumed("the root", "list-roots is missing: SCPs and RCPs are taken to be enabled");
    [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy].into()
}

fn read_trusted_services(
    dump: &mut Dump,
    report: &mut ImportReport,
) -> BTreeMap<ServicePrincipal, Option<chrono::DateTime<chrono::Utc>>> {
    let mut services = BTreeMap::new();
    for answer in dump.take("organizations", "list-aws-service-access-for-organization", report) {
        answer.each::<TrustedService>("EnabledServicePrincipals", report, |service, reading| {
            let since = reading.field("DateEnabled", service.date_enabled).map(|at| at.0);
            services.insert(service.service_principal, since);
        });
    }
    services
}

fn read_central_root_access(dump: &mut Dump, report: &mut ImportReport) -> Option<bool> {
    let answers = dump.take("iam", "list-organizations-features", report);
    let mut managed = None;
    for answer in &answers {
        managed.get_or_insert(false);
        answer.each::<String>("EnabledFeatures", report, |feature, _| {
            if feature == "RootCredentialsManagement" {
                managed = Some(true);
            }
        });
    }
    managed
}
