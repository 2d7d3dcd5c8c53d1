//! Access control lists of buckets, as the policies that they amount to (Z-33): one statement for
//! each grant, none of which forbids anything.

#[cfg(test)]
mod tests;

use super::layers::AttachedPolicy;
use crate::{
    org::{
        AclGrant, AclPermission, BucketAcl, Grantee, ObjectOwnership, PublicAccessBlock, Resource,
    },
    policy::{Arn, Document},
};

/// The access control list of a bucket as a policy; nothing where it has no effect (Z-30). Block
/// Public Access takes grants to everyone away (Z-31).
pub fn of_bucket(bucket: &Resource, block: PublicAccessBlock) -> Option<AttachedPolicy> {
    let BucketAcl { grants, .. } = in_effect(bucket)?;
    let counts = |grant: &&AclGrant| !(block.ignore_public_acls && grant.grantee.is_public());
    let statements: Vec<String> =
        grants.iter().filter(counts).map(|grant| statement(&bucket.arn, grant)).collect();
    // A grant stands on a line of its own.
    let text =
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[\n{}\n]}}\n", statements.join(",\n"));
    let some = !statements.is_empty();
    some.then(|| {
        AttachedPolicy::new(bucket.arn.as_str(), "access control list", Document::new(&text))
    })
}

/// The list of a bucket, where lists are not switched off (Z-30).
pub fn in_effect(bucket: &Resource) -> Option<&BucketAcl> {
    bucket.acl.as_ref().filter(|acl| match acl.ownership {
        ObjectOwnership::BucketOwnerEnforced => false,
        ObjectOwnership::BucketOwnerPreferred | ObjectOwnership::ObjectWriter => true,
    })
}

/// Everything on a resource that says whom it lets in, whatever Block Public Access takes away.
pub fn documents(resource: &Resource) -> impl Iterator<Item = Document> + use<> {
    let acl = of_bucket(resource, PublicAccessBlock::default()).map(|policy| policy.document);
    resource.policy.clone().into_iter().chain(acl)
}

fn statement(bucket: &Arn, AclGrant { grantee, permission }: &AclGrant) -> String {
    let principal = match grantee {
        Grantee::Account(id) => format!(r#"{{"CanonicalUser":"{id}"}}"#),
        Grantee::AllUsers | Grantee::AuthenticatedUsers => r#""*""#.to_owned(),
        Grantee::LogDelivery => r#"{"Service":"logging.s3.amazonaws.com"}"#.to_owned(),
    };
    let condition = match grantee {
        // Who has signed in has an ARN.
        Grantee::AuthenticatedUsers => r#","Condition":{"Null":{"aws:PrincipalArn":"false"}}"#,
        Grantee::Account(_) | Grantee::AllUsers | Grantee::LogDelivery => "",
    };
    let actions = actions(*permission);
    let actions: Vec<String> = actions.iter().map(|name| format!(r#""s3:{name}""#)).collect();
    // Of these actions just one is about objects.
    format!(
        r#"{{"Sid":"{} to {grantee}","Effect":"Allow","Principal":{principal},"Action":[{}],"Resource":["{bucket}","{bucket}/*"]{condition}}}"#,
        permission.name(),
        actions.join(",")
    )
}

/// The actions that a permission on a bucket comes to.
fn actions(permission: AclPermission) -> &'static [&'static str] {
    match permission {
        AclPermission::Read => &["ListBucket", "ListBucketVersions", "ListBucketMultipartUploads"],
        AclPermission::Write => &["PutObject"],
        AclPermission::ReadAcp => &["GetBucketAcl"],
        AclPermission::WriteAcp => &["PutBucketAcl"],
        AclPermission::FullControl => &[
            "ListBucket",
            "ListBucketVersions",
            "ListBucketMultipartUploads",
            "PutObject",
            "GetBucketAcl",
            "PutBucketAcl",
        ],
    }
}
