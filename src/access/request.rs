//! A request: one caller, one action, one resource, and what it brings along (M-1).

use std::sync::Arc;

use super::Caller;
use crate::{
    org::{AccountId, CanonicalId, Tags},
    policy::{
        ActionName, Context, Unmentioned,
        principal::{CallerNames, Canonical},
    },
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

impl Request {
    /// The names by which policies can mean the caller (section 4.2). Where contexts are taken as
    /// known, so is the canonical id of its account: nobody has said that one means it (P-10).
    pub fn names(&self) -> CallerNames {
        let told = self.organization.as_ref().and_then(|it| it.principal_canonical.as_ref());
        let canonical = match (told, self.context.unmentioned()) {
            _ if self.caller.account().is_none() => Canonical::None,
            (Some(id), _) => Canonical::Id(id.to_string()),
            (None, Unmentioned::Absent) => Canonical::None,
            (None, Unmentioned::Unknown) => Canonical::Unknown,
        };
        CallerNames { canonical, ..self.caller.names() }
    }
}

/// What a request is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The ARN, or `*` for actions without a resource (A-16).
    pub arn: String,
    /// The owner, which an S3 ARN does not tell (M-6).
    pub account: Option<AccountId>,
    /// The tags; absent when nobody knows them.
    pub tags: Option<Tags>,
}

impl Target {
    /// No resource: what actions such as `ec2:DescribeInstances` are about (A-16).
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
    /// The canonical id of the caller's account; absent when nobody has told (P-10).
    pub principal_canonical: Option<CanonicalId>,
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

#[cfg(test)]
mod tests {
    use crate::{
        access::{
            Actor, Hinge, Possible, Principal, Scope, Verdict, can_ever, decide,
            effective::{Access, effective},
        },
        catalog::catalog,
        org::{
            AccountSettings, Change, Organization, Resource,
            sample::{self, BILLING, SHOP, after, id},
        },
        policy::{Context, Document, Unmentioned},
    };

    const BUCKET: &str = "arn:aws:s3:::ledgers";
    const OBJECT: &str = "arn:aws:s3:::ledgers/2026";

    /// A bucket of billing's that names somebody by a canonical id, and Ann of the shop, who may do
    /// all; nobody has told which account the id is of.
    fn obscure() -> Organization {
        let canonical = "0123456789abcdef".repeat(4);
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"CanonicalUser":"{canonical}"}},"Action":"s3:GetObject","Resource":"{BUCKET}/*"}}]}}"#
        );
        let bucket =
            Resource { policy: Some(Document::new(&text)), ..sample::resource(BILLING, BUCKET) };
        let mut ann = sample::user(SHOP, "ann");
        let allow = Document::new(sample::ALLOW_ALL);
        ann.policies.inline = [("all".to_owned(), allow)].into_iter().collect();
        [
            Change::PutResource { resource: Box::new(bucket) },
            Change::PutUser { user: Box::new(ann) },
        ]
        .iter()
        .fold(sample::organization(), |organization, change| after(&organization, change))
    }

    /// The same, where the shop's canonical id begins with a digit.
    fn told(organization: &Organization, first: &str) -> Organization {
        let canonical = format!("{first}123456789abcdef{}", "0123456789abcdef".repeat(3));
        let settings = AccountSettings { canonical_id: Some(id(&canonical)), ..Default::default() };
        let account = id(SHOP);
        after(organization, &Change::SetAccountSettings { account, settings: Box::new(settings) })
    }

    fn decided(organization: &Organization, unmentioned: Unmentioned) -> (Verdict, Vec<Hinge>) {
        let ann = Principal::find(organization, "shop/ann").unwrap();
        let actor = Actor::new(organization, &ann).unwrap();
        let context = Context::new(unmentioned);
        let action = "s3:GetObject".parse().unwrap();
        let (request, layers) = actor.question(organization, &action, OBJECT, &context);
        let decision = decide(&request, &layers);
        (decision.verdict, decision.hinges)
    }

    #[test]
    fn a_canonical_id_means_its_account_where_it_is_told_p_10() {
        let obscure = obscure();
        let hinge = Hinge::CanonicalId(id(SHOP));
        assert_eq!(decided(&obscure, Unmentioned::Unknown), (Verdict::Conditional, vec![hinge]));
        assert_eq!(decided(&obscure, Unmentioned::Absent), (Verdict::ImplicitDeny, vec![]));
        for (first, verdict) in [("0", Verdict::Allowed), ("1", Verdict::ImplicitDeny)] {
            let told = told(&obscure, first);
            for unmentioned in [Unmentioned::Unknown, Unmentioned::Absent] {
                assert_eq!(decided(&told, unmentioned), (verdict, vec![]), "{first}");
            }
        }
    }

    #[test]
    fn what_can_ever_be_is_unknown_where_a_canonical_id_is_p_10() {
        let ask = |organization: &Organization| {
            let ann = Principal::find(organization, "shop/ann").unwrap();
            let scope = Scope { resources: vec![OBJECT.to_owned()], ..Scope::default() };
            can_ever(organization, &ann, &"s3:GetObject".parse().unwrap(), &scope).unwrap()
        };
        let obscure = obscure();
        assert!(matches!(ask(&obscure), Possible::Unknown(_)));
        assert!(matches!(ask(&told(&obscure, "0")), Possible::Witness(_)));
        assert!(matches!(ask(&told(&obscure, "1")), Possible::Never(_)));
    }

    #[test]
    fn what_is_effective_is_unknown_where_a_canonical_id_is_p_10() {
        let ask = |organization: &Organization| {
            let ann = Principal::find(organization, "shop/ann").unwrap();
            let context = Context::new(Unmentioned::Unknown);
            let found = effective(organization, &ann, &context).unwrap();
            let action = catalog().action("s3:GetObject").unwrap();
            found.on_held(action).iter().find(|it| &*it.resource == BUCKET).map(|it| it.access)
        };
        let obscure = obscure();
        assert_eq!(ask(&obscure), Some(Access::Unknown));
        assert_eq!(ask(&told(&obscure, "0")), Some(Access::Allowed));
        assert!(matches!(ask(&told(&obscure, "1")), None | Some(Access::Denied)));
    }
}
