//! A request: one caller, one action, one resource, and what it brings along (M-1).

use std::sync::Arc;

use super::Caller;
use crate::{
    org::{AccountId, Tags},
    policy::{ActionName, Context},
};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Who asks.
    pub caller: Caller,
    /// For what.
    pub action: ActionName,
    /// On what.
    pub resource: Target,
    /// The context keys that the asker gives; the rest is derived (section 7).
    pub context: Context,
    /// The organization that caller or resource belong to.
    pub organization: Option<Membership>,
}

/// What a request is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The ARN, or `*` for actions without a resource.
    pub arn: String,
    /// The owner, which an S3 ARN does not tell (M-6).
    pub account: Option<AccountId>,
    /// The tags; absent when nobody knows them.
    pub tags: Option<Tags>,
}

impl Target {
    /// No resource: what actions such as `ec2:DescribeInstances` are about.
    pub fn none() -> Self {
        Self { arn: "*".to_owned(), account: None, tags: Some(Tags::default()) }
    }

    /// Whether it is no resource.
    pub fn is_none(&self) -> bool {
        self.arn == "*"
    }

    /// The partition of the ARN.
    pub fn partition(&self) -> Option<&str> {
        self.arn.strip_prefix("arn:")?.split(':').next()
    }

    /// Parts of the ARN from the service on: service, region, account, resource.
    pub fn parts(&self) -> Option<[&str; 4]> {
        let mut parts = self.arn.strip_prefix("arn:")?.splitn(5, ':').skip(1);
        Some([parts.next()?, parts.next()?, parts.next()?, parts.next()?])
    }

    /// Whether it is a KMS key, whose key policy alone says whether identity policies count (Z-20).
    pub fn is_kms_key(&self) -> bool {
        matches!(self.parts(), Some(["kms", _, _, resource]) if resource.starts_with("key/"))
    }

    /// Whether it is an object of S3, not a bucket.
    pub fn is_s3_object(&self) -> bool {
        matches!(self.parts(), Some(["s3", "", "", resource]) if resource.contains('/'))
    }

    /// Whether it is an IAM role.
    pub fn is_role(&self) -> bool {
        matches!(self.parts(), Some(["iam", _, _, resource]) if resource.starts_with("role/"))
    }
}

/// Where caller and resource stand in an organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The organization's id.
    pub id: Arc<str>,
    /// Its management account, which neither SCPs nor RCPs bind (E-4, E-5).
    pub management: AccountId,
    /// The ids of root and units above the caller's account; absent when it is not a member.
    pub principal_path: Option<Vec<String>>,
    /// The ids of root and units above the resource's account; absent when it is not a member.
    pub resource_path: Option<Vec<String>>,
}

impl Membership {
    /// A path as condition keys give it: with the organization in front and a slash at the end (K-10).
    pub fn condition_path(&self, path: &[String]) -> String {
        let mut text = format!("{}/", self.id);
        for node in path {
            text.push_str(node);
            text.push('/');
        }
        text
    }
}
