//! `s3api`: access control lists of buckets, and whether they have any effect (Z-30, Z-33).

use serde::Deserialize;

use super::{Shelf, buckets::subject};
use crate::exchange::aws_cli::{
    dump::Dump,
    lenient::{Field, List},
    report::ImportReport,
};
use crate::org::{AclGrant, AclPermission, BucketAcl, CanonicalId, Grantee, ObjectOwnership};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Controls {
    #[serde(default)]
    rules: List<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    object_ownership: ObjectOwnership,
}

#[derive(Deserialize)]
struct OwnerShape {
    #[serde(rename = "ID")]
    id: CanonicalId,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GrantShape {
    grantee: GranteeShape,
    #[serde(default)]
    permission: Field<AclPermission>,
}

/// An account by its id, or a group by its URI, whose end names it.
#[derive(Deserialize)]
struct GranteeShape {
    #[serde(default, rename = "ID")]
    id: Option<String>,
    #[serde(default, rename = "URI")]
    uri: Option<String>,
}

/// Reads who owns the objects of buckets, and the grants of their lists. Those to the owner itself
/// are left out: they come with every bucket and let nobody in.
pub(super) fn read(dump: &mut Dump, partition: &str, shelf: &mut Shelf, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("s3api", "get-bucket-ownership-controls", report)
    {
        let Some(controls) = answer.one::<Controls>("OwnershipControls", report) else { continue };
        let rules = answer.reading(report).list("OwnershipControls.Rules", controls.rules);
        let Some(bucket) = subject(&answer, account, partition, shelf, report) else { continue };
        let acl = |rule: Rule| BucketAcl { ownership: rule.object_ownership, grants: Vec::new() };
        bucket.acl = rules.into_iter().next().map(acl);
    }
    for (account, answer) in dump.take_by_account("s3api", "get-bucket-acl", report) {
        let owner = answer.one::<OwnerShape>("Owner", report).map(|owner| owner.id);
        let mut grants = Vec::new();
        answer.each::<GrantShape>("Grants", report, |shape, reading| {
            let permission = reading.field("Permission", shape.permission);
            let uri = shape.grantee.uri.as_deref().and_then(|uri| uri.rsplit('/').next());
            let grantee = uri.or(shape.grantee.id.as_deref()).unwrap_or_default();
            match (grantee.parse::<Grantee>(), permission) {
                (Ok(Grantee::Account(id)), _) if Some(&id) == owner.as_ref() => {}
                (Ok(grantee), Some(permission)) => grants.push(AclGrant { grantee, permission }),
                (Err(why), _) => reading.skip(why),
                (Ok(_), None) => {}
            }
        });
        let Some(bucket) = subject(&answer, account, partition, shelf, report) else { continue };
        if grants.is_empty() {
            continue;
        }
        if let Some(acl) = &mut bucket.acl {
            acl.grants = grants;
        } else {
            bucket.acl = Some(BucketAcl { ownership: ObjectOwnership::ObjectWriter, grants });
            let why = "nothing tells who owns the objects: the list is taken to have effect";
            report.assumed(&answer.file, why);
        }
    }
}
