//! The policies that an identity carries.

use serde::Serialize;

use crate::{
    cli::{
        line::{Meaning, Piece},
        output::Page,
        table::Table,
    },
    org::{IdentityPolicies, Organization},
    policy::Document,
};

/// A policy that an identity carries.
#[derive(Debug, Serialize)]
pub struct Carried {
    name: String,
    /// Where it comes from: `inline`, `managed`, `AWS managed`, a group before it.
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<String>,
    /// The number of statements; absent when the document is not at hand.
    statements: Option<usize>,
    /// What is wrong with the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
}

/// The policies that an identity carries; `via` is put before each source.
pub fn carried(
    organization: &Organization,
    policies: &IdentityPolicies,
    via: &str,
) -> Vec<Carried> {
    let managed = policies.managed.iter().map(|arn| {
        let kind = if arn.account() == "aws" { "AWS managed" } else { "managed" };
        let document = organization.managed_document(arn);
        Carried {
            name: super::super::find::last(arn).to_owned(),
            source: format!("{via}{kind}"),
            arn: Some(arn.to_string()),
            statements: document.as_ref().map(|it| it.statements().len()),
            faults: document.as_ref().map(faults).unwrap_or_default(),
        }
    });
    let inline = policies.inline.iter().map(|(name, document)| Carried {
        name: name.clone(),
        source: format!("{via}inline"),
        arn: None,
        statements: Some(document.statements().len()),
        faults: faults(document),
    });
    managed.chain(inline).collect()
}

/// What is wrong with a document, one line each.
pub fn faults(document: &Document) -> Vec<String> {
    document.faults().iter().map(ToString::to_string).collect()
}

/// Shows them.
pub fn section(policies: &[Carried], page: &mut Page) {
    let mut table = Table::new(&["POLICY", "SOURCE", ">STATEMENTS", "ARN"]);
    for policy in policies {
        let statements = policy.statements.map_or_else(|| "not at hand".into(), |n| n.to_string());
        table.row([
            Piece::from(&policy.name),
            Piece::from(&policy.source),
            statements.into(),
            Piece::new(Meaning::Faint, policy.arn.clone().unwrap_or_default()),
        ]);
    }
    page.section("Policies", table);
    for policy in policies {
        for fault in &policy.faults {
            page.line(Piece::new(Meaning::Conditional, format!("{}:{fault}", policy.name)));
        }
    }
}

/// Shows a document as it is, with what is wrong with it.
pub fn document(title: &str, text: &str, faults: &[String], page: &mut Page) {
    page.title(title);
    for fault in faults {
        page.line(Piece::new(Meaning::Conditional, fault));
    }
    page.text(2, text);
}
