//! Services with their resource types, and the forms of their ARNs.

use std::{collections::HashMap, sync::OnceLock};

use super::{action::Action, condition_key::ConditionKey, template::Template};

/// One AWS service, as IAM knows it by its prefix.
#[derive(Debug)]
pub struct Service {
    pub(super) prefix: &'static str,
    pub(super) name: &'static str,
    pub(super) actions: &'static [Action],
    pub(super) resource_types: Vec<ResourceType>,
    pub(super) condition_keys: Vec<ConditionKey>,
    /// Of names that have been asked for, the place of the key.
    pub(super) by_name: OnceLock<HashMap<&'static str, Option<usize>>>,
}

impl Service {
    /// The prefix of its actions: `s3`.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Its name for people: `Amazon S3`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its actions, in the order of lower-case names.
    pub fn actions(&self) -> &'static [Action] {
        self.actions
    }

    /// Its resource types, sorted by name.
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.resource_types
    }

    /// The resource type of this very name.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        self.resource_types.iter().find(|kind| kind.name == name)
    }

    /// The resource types whose ARN form `arn` has, the one that says most first: for an object in a
    /// bucket `object` comes before `bucket`, whose form `${BucketName}` fits too.
    pub fn resource_types_of(&self, arn: &str) -> Vec<&ResourceType> {
        let Some(parts) = split(arn) else { return Vec::new() };
        let kinds = self.resource_types.iter();
        let mut fitting: Vec<_> =
            kinds.filter_map(|kind| Some((kind.closeness(&parts)?, kind))).collect();
        fitting.sort_by_key(|(closeness, _)| std::cmp::Reverse(*closeness));
        fitting.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The condition keys the service defines or shares, with the types they have in it.
    pub fn condition_keys(&self) -> &[ConditionKey] {
        &self.condition_keys
    }

    /// The names of the condition keys that one of its actions has, of its own or by the resource
    /// types it can be used on; some come twice.
    pub(super) fn key_names(&self, action: &Action) -> impl Iterator<Item = &'static str> {
        let kinds = action.resource_types().iter();
        let kinds = kinds.filter_map(|used| self.resource_type(used.name()));
        action.own_keys().chain(kinds.flat_map(ResourceType::condition_keys).copied())
    }

    /// [`Self::condition_key`] for the names that its actions and resource types have keys by.
    pub(super) fn named_key(&self, name: &'static str) -> Option<&ConditionKey> {
        let known = self.by_name.get_or_init(|| {
            let of_kinds = self.resource_types.iter().flat_map(ResourceType::condition_keys);
            let of_actions = self.actions.iter().flat_map(Action::own_keys);
            let place = |name: &'static str| (name, self.place_of_key(name));
            of_kinds.copied().chain(of_actions).map(place).collect()
        });
        known
            .get(name)
            .copied()
            .unwrap_or_else(|| self.place_of_key(name))
            .map(|at| &self.condition_keys[at])
    }

    /// The key of this service that `key` is or is an instance of (`s3:BucketTag/team`); of several, the
    /// one that says most, and of two ways to write a family the one with a placeholder. Case does
    /// not count.
    pub fn condition_key(&self, key: &str) -> Option<&ConditionKey> {
        self.place_of_key(key).map(|at| &self.condition_keys[at])
    }

    fn place_of_key(&self, key: &str) -> Option<usize> {
        let lower = key.to_ascii_lowercase();
        let known = self.condition_keys.iter().enumerate();
        let covering = known.filter(|(_, known)| known.covers_lower(&lower));
        let best = covering.max_by_key(|(_, known)| {
            let itself = known.name().eq_ignore_ascii_case(key);
            (itself, known.literal_len(), known.name().contains("${"))
        });
        best.map(|(at, _)| at)
    }
}

/// A kind of resource that actions of one service work on.
#[derive(Debug)]
pub struct ResourceType {
    pub(super) name: &'static str,
    pub(super) arns: Vec<ArnForm>,
    pub(super) condition_keys: Vec<&'static str>,
}

impl ResourceType {
    /// Its name within the service: `bucket`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The forms its ARNs have; most types have one.
    pub fn arns(&self) -> &[ArnForm] {
        &self.arns
    }

    /// The condition keys that depend on a resource of this type.
    pub fn condition_keys(&self) -> &[&'static str] {
        &self.condition_keys
    }

    fn closeness(&self, parts: &ArnParts) -> Option<usize> {
        self.arns.iter().filter(|form| form.fits_parts(parts)).map(ArnForm::literal_len).max()
    }
}

/// The form of an ARN: `arn:${Partition}:s3:::${BucketName}`.
#[derive(Debug)]
pub struct ArnForm {
    text: &'static str,
    parts: Vec<Template>,
}

/// The placeholders, by the service of the ARN, that stand for a name or an id with neither `/` nor
/// `:` in it. Only what AWS refuses for certain is here: whatever else may hold anything.
fn names(service: &str) -> &'static [&'static str] {
    match service {
        "s3" | "s3express" => &["BucketName", "AccessPointName"],
        "sqs" => &["QueueName"],
        "dynamodb" => &["TableName", "IndexName", "GlobalTableName"],
        "kms" => &["KeyId"],
        "ec2" => &["InstanceId", "VolumeId", "SnapshotId", "ImageId", "VpcId", "SubnetId"],
        "organizations" => {
            &["OrganizationId", "AccountId", "OrganizationalUnitId", "PolicyType", "PolicyId"]
        }
        _ => &[],
    }
}

/// An ARN has six parts; only the last may hold colons.
const PARTS: usize = 6;

type ArnParts<'a> = [&'a str; PARTS];

fn split(arn: &str) -> Option<ArnParts<'_>> {
    arn.splitn(PARTS, ':').collect::<Vec<_>>().try_into().ok()
}

impl ArnForm {
    pub(super) fn new(text: &'static str) -> Self {
        let names = names(text.split(':').nth(2).unwrap_or_default());
        let part = |part| Template::with_names(part, names);
        Self { text, parts: text.splitn(PARTS, ':').map(part).collect() }
    }

    /// Whether a placeholder of it stands for a mere name, with neither `/` nor `:` in it.
    pub fn holds_name(&self, placeholder: &str) -> bool {
        names(self.text.split(':').nth(2).unwrap_or_default()).contains(&placeholder)
    }

    /// The form as the service authorization reference writes it.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Whether `arn`, an ARN without wildcards, has this form: each `${…}` is some text, and stays within
    /// its part of the ARN; what stands for a mere name is one. Case counts. Linear.
    pub fn fits(&self, arn: &str) -> bool {
        split(arn).is_some_and(|parts| self.fits_parts(&parts))
    }

    /// The last part first: it tells most types apart.
    fn fits_parts(&self, parts: &ArnParts) -> bool {
        self.parts.len() == PARTS
            && self.parts.iter().zip(parts).rev().all(|(form, part)| form.fits(part))
    }

    fn literal_len(&self) -> usize {
        self.parts.iter().map(Template::literal_len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    #[test]
    fn names_come_before_whatever_may_be_anything() {
        let types = catalog().services().iter().flat_map(Service::resource_types);
        for form in types.flat_map(ResourceType::arns) {
            assert!(form.parts.iter().all(Template::names_come_first), "{}", form.text);
        }
    }

    #[test]
    fn what_may_hold_slashes_still_does() {
        let fits = |service: &str, arn: &str| {
            let service = catalog().service(service).unwrap();
            service.resource_types_of(arn).first().map(|kind| kind.name())
        };
        assert_eq!(fits("s3", "arn:aws:s3:::b"), Some("bucket"));
        assert_eq!(fits("s3", "arn:aws:s3:::b/"), None);
        assert_eq!(fits("s3", "arn:aws:s3:::b/k:l/m"), Some("object"));
        let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
        assert_eq!(fits("dynamodb", &format!("{table}/index/i")), Some("index"));
        assert_eq!(fits("dynamodb", &format!("{table}/x")), None);
        assert_eq!(fits("iam", "arn:aws:iam::111122223333:role/a/b/c"), Some("role"));
        let function = "arn:aws:lambda:eu-west-1:111122223333:function:f:1";
        assert!(fits("lambda", function).is_some());
        assert!(fits("logs", "arn:aws:logs:eu-west-1:111122223333:log-group:/a:*").is_some());
    }
}
