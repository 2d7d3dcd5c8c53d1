//! A permission set.

use serde::Serialize;

use super::{
    assigned::{self, Assigned},
    carried::document,
    tags_line,
};
use crate::{
    cli::{find, output::Page},
    org::{BoundaryReference, CustomerPolicyReference, Organization, PermissionSet, Tags},
};

/// A permission set.
#[derive(Debug, Serialize)]
pub struct OneSet {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// The length of a session in seconds.
    session: u32,
    managed: Vec<String>,
    customer: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boundary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inline: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    assignments: Vec<Assigned>,
}

/// Looks at a permission set.
pub fn look(organization: &Organization, set: &PermissionSet) -> OneSet {
    OneSet {
        id: set.id.to_string(),
        name: set.name.clone(),
        description: set.description.clone(),
        session: set.session,
        managed: set.managed.iter().map(ToString::to_string).collect(),
        customer: set.customer.iter().map(written).collect(),
        boundary: set.boundary.as_ref().map(|boundary| match boundary {
            BoundaryReference::Managed(arn) => arn.to_string(),
            BoundaryReference::Customer(reference) => written(reference),
        }),
        inline: set.inline.as_ref().map(|document| document.text().to_owned()),
        tags: set.tags.clone(),
        assignments: assigned::collect(organization, organization.assignments_of(&set.id)),
    }
}

fn written(reference: &CustomerPolicyReference) -> String {
    format!("{}{}", reference.path, reference.name)
}

impl OneSet {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.name);
        let managed = self.managed.iter().filter_map(|arn| arn.parse().ok());
        let managed: Vec<String> = managed.map(|arn| find::last(&arn).to_owned()).collect();
        page.fields(&[
            ("id", self.id.clone()),
            ("description", self.description.clone()),
            ("session", format!("{} minutes", self.session / 60)),
            ("AWS managed", managed.join(", ")),
            ("customer", self.customer.join(", ")),
            ("boundary", self.boundary.clone().unwrap_or_default()),
            ("tags", tags_line(&self.tags)),
        ]);
        assigned::section(&self.assignments, page);
        if let Some(inline) = &self.inline {
            document("Inline policy", inline, &[], page);
        }
    }
}
