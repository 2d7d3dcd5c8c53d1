//! The instance of Identity Center: its region, where its users come from, its attributes (I-1, I-12).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Center;
use crate::exchange::aws_cli::{
    dump::Dump,
    identitystore::Directory,
    lenient::{Field, List},
    report::ImportReport,
};
use crate::org::{AccountId, IamName, IdentityCenter, IdentitySource, Role};
use crate::policy::Arn;

/// The instance as far as this API tells.
pub(super) struct Instance {
    id: String,
    identity_store: String,
    region: Option<String>,
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    instance_arn: Arn,
    identity_store_id: String,
    #[serde(default)]
    primary_region: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    #[serde(default)]
    access_control_attributes: List<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    key: String,
    value: AttributeValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeValue {
    source: Vec<String>,
}

/// Where the roles that Identity Center makes live; the region follows, unless it is us-east-1 (I-7).
const ROLE_PATH: &str = "/aws-reserved/sso.amazonaws.com/";
const PATHLESS_REGION: &str = "us-east-1";

pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Option<Instance> {
    let mut found: Option<Instance> = None;
    for answer in dump.take("sso-admin", "list-instances", report) {
        let by_option = answer.option("region").map(str::to_owned);
        answer.each::<Shape>("Instances", report, |shape, reading| {
            let id =
                shape.instance_arn.resource().rsplit('/').next().unwrap_or_default().to_owned();
            if found.as_ref().is_some_and(|known| known.id != id) {
                reading.skip("a second instance: only the organization's own is modelled");
                return;
            }
            let region = reading.field("PrimaryRegion", shape.primary_region);
            found = Some(Instance {
                id,
                identity_store: shape.identity_store_id,
                region: region.or_else(|| by_option.clone()),
                attributes: BTreeMap::new(),
            });
        });
    }
    let operation = "describe-instance-access-control-attribute-configuration";
    for answer in dump.take("sso-admin", operation, report) {
        let field = "InstanceAccessControlAttributeConfiguration";
        let Some(configuration) = answer.one::<Configuration>(field, report) else { continue };
        let list = configuration.access_control_attributes;
        answer.reading(report).each("AccessControlAttributes", list, |attribute, reading| {
            match (attribute.value.source.first(), &mut found) {
                (Some(source), Some(instance)) => {
                    instance.attributes.insert(attribute.key, attribute_name(source));
                }
                (None, _) => reading.skip("the attribute has no source"),
                (_, None) => reading.skip("list-instances does not tell of its instance"),
            }
        });
    }
    found
}

/// `department` for `${path:enterprise.department}`.
fn attribute_name(source: &str) -> String {
    let inner = source.strip_prefix("${").and_then(|it| it.strip_suffix('}')).unwrap_or(source);
    let inner = inner.strip_prefix("path:").unwrap_or(inner);
    inner.strip_prefix("enterprise.").unwrap_or(inner).to_owned()
}

impl Center {
    /// The instance, completed by what roles and users tell of it.
    pub fn instance(
        &self,
        roles: &BTreeMap<(AccountId, IamName), Role>,
        directory: &Directory,
        report: &mut ImportReport,
    ) -> Option<IdentityCenter> {
        let Instance { id, identity_store, region, attributes } = self.instance.as_ref()?;
        let region = region.clone().or_else(|| region_of_roles(roles)).unwrap_or_else(|| {
            report.assumed(id, "no answer tells the region of Identity Center: us-east-1 is taken");
            PATHLESS_REGION.to_owned()
        });
        let external = directory.users.values().any(|user| user.external_id.is_some());
        let source = if external { IdentitySource::External } else { IdentitySource::Directory };
        report.assumed(
            id,
            if external {
                "users have ids of another provider: the identity source is taken to be external"
            } else {
                "no user has an id of another provider: the identity source is taken to be \
                 Identity Center's own directory"
            },
        );
        Some(IdentityCenter {
            instance: id.clone(),
            identity_store: identity_store.clone(),
            region,
            source,
            attributes: attributes.clone(),
        })
    }
}

fn region_of_roles(roles: &BTreeMap<(AccountId, IamName), Role>) -> Option<String> {
    roles.values().find_map(|role| {
        let rest = role.path.as_str().strip_prefix(ROLE_PATH)?;
        let region = rest.trim_end_matches('/');
        Some(if region.is_empty() { PATHLESS_REGION } else { region }.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::attribute_name;

    #[test]
    fn attributes_are_named_without_their_wrapping() {
        assert_eq!(attribute_name("${path:enterprise.department}"), "department");
        assert_eq!(attribute_name("${path:name.givenName}"), "name.givenName");
        assert_eq!(attribute_name("${user:email}"), "user:email");
    }
}
