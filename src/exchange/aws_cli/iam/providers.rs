//! Identity providers: SAML and OpenID Connect (P-7, P-8).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::{Field, List},
    report::ImportReport,
    tags::Tag,
    time::Moment,
};
use crate::org::{IdentityProvider, Tags};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    arn: Arn,
    #[serde(default)]
    create_date: Field<Moment>,
}

#[derive(Deserialize)]
struct Described {
    #[serde(default, rename = "ClientIDList")]
    audiences: List<String>,
    #[serde(default, rename = "CreateDate")]
    create_date: Field<Moment>,
    #[serde(default, rename = "Tags")]
    tags: List<Tag>,
}

/// Reads the providers of all accounts.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Vec<IdentityProvider> {
    let mut providers: BTreeMap<Arn, IdentityProvider> = BTreeMap::new();
    for (operation, field) in [
        ("list-saml-providers", "SAMLProviderList"),
        ("list-open-id-connect-providers", "OpenIDConnectProviderList"),
    ] {
        for answer in dump.take("iam", operation, report) {
            answer.each::<Listed>(field, report, |listed, reading| {
                let created = reading.field("CreateDate", listed.create_date).map(|at| at.0);
                entry(&mut providers, listed.arn).created = created;
            });
        }
    }
    for (operation, option) in [
        ("get-saml-provider", "saml-provider-arn"),
        ("get-open-id-connect-provider", "open-id-connect-provider-arn"),
    ] {
        for answer in dump.take("iam", operation, report) {
            describe(&answer, option, &mut providers, report);
        }
    }
    providers.into_values().collect()
}

fn describe(
    answer: &Answer,
    option: &str,
    providers: &mut BTreeMap<Arn, IdentityProvider>,
    report: &mut ImportReport,
) {
    let Some(arn) = answer.about::<Arn>(option, report) else { return };
    let Some(described) = answer.whole::<Described>(report) else { return };
    let reading = &mut answer.reading(report);
    let provider = entry(providers, arn);
    provider.audiences = reading.list("ClientIDList", described.audiences);
    let created = reading.field("CreateDate", described.create_date).map(|at| at.0);
    provider.created = created.or(provider.created);
    provider.tags = reading.tags("Tags", described.tags);
}

fn entry(providers: &mut BTreeMap<Arn, IdentityProvider>, arn: Arn) -> &mut IdentityProvider {
    providers.entry(arn.clone()).or_insert_with(|| IdentityProvider {
        arn,
        audiences: Vec::new(),
        created: None,
        tags: Tags::default(),
    })
}
