//! What of the organization bears on a request, and what is said to be missing.

use super::*;
use crate::org::{
    AccountSettings, AccountState, BucketAcl, Change, KeyGrant, ObjectOwnership, Tags,
    sample::{self, BILLING, MANAGEMENT, PLAY, SHOP, after, id},
};

const BUCKET: &str = "arn:aws:s3:::ledgers";
const KEY: &str = "arn:aws:kms:eu-west-1:333333333333:key/k1";
const STRANGER: &str = "999999999999";
const OPEN: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

fn with(changes: impl IntoIterator<Item = Change>) -> Organization {
    changes
        .into_iter()
        .fold(sample::organization(), |organization, change| after(&organization, &change))
}

fn all() -> Document {
    Document::new(sample::ALLOW_ALL)
}

/// A resource of billing's, with a policy and the tag `team`.
fn resource(arn: &str) -> Resource {
    Resource {
        policy: Some(Document::new(OPEN)),
        tags: [("team", "books")].into_iter().collect(),
        ..sample::resource(BILLING, arn)
    }
}

fn put(resource: Resource) -> Change {
    Change::PutResource { resource: Box::new(resource) }
}

/// What the shop's root user meets that asks for this.
fn asked(organization: &Organization, action: &str, resource: &str) -> (Request, Layers) {
    let root = Principal::Root(id(SHOP));
    let (action, context) = (action.parse().unwrap(), Context::default());
    question(organization, &root, &action, resource, &context).unwrap()
}

fn lacking(layers: &Layers) -> Vec<LayerKind> {
    layers.missing.iter().map(|missing| missing.layer).collect()
}

#[test]
fn a_user_has_its_own_policies_and_those_of_its_groups_e_1_e_2() {
    let mut group = sample::group(SHOP, "sellers");
    group.policies.inline = [("till".to_owned(), all())].into();
    let mut ann = sample::user(SHOP, "ann");
    ann.groups = [id("sellers")].into();
    ann.policies.managed = vec![
        id("arn:aws:iam::222222222222:policy/shelves"),
        id("arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ];
    ann.policies.inline = [("own".to_owned(), all())].into();
    ann.boundary = Some(id("arn:aws:iam::222222222222:policy/shelves"));
    let organization = with([
        Change::PutManagedPolicy { policy: Box::new(sample::managed(SHOP, "shelves")) },
        Change::PutGroup { group: Box::new(group) },
        Change::PutUser { user: Box::new(ann) },
    ]);
    let principal = Principal::find(&organization, "shop/ann").unwrap();
    let layers = Actor::new(&organization, &principal).unwrap().into_side();
    let told: Vec<(&str, &str)> =
        layers.identity.iter().map(|policy| (&*policy.name, &*policy.source)).collect();
    assert_eq!(
        told,
        [
            ("shelves", "managed"),
            ("ReadOnlyAccess", "AWS managed"),
            ("own", "inline"),
            ("till", "group sellers: inline")
        ]
    );
    assert_eq!(&*layers.boundary.unwrap().name, "shelves");
    assert_eq!(layers.missing, []);
}

#[test]
fn a_role_has_its_own_policies_and_boundary_e_1_e_2() {
    let mut app = sample::role(SHOP, "app");
    app.policies.inline = [("own".to_owned(), all())].into();
    app.boundary = Some(id("arn:aws:iam::aws:policy/ReadOnlyAccess"));
    let organization = with([Change::PutRole { role: Box::new(app) }]);
    let role = Principal::Role(id(SHOP), id("app"));
    let session = Principal::Session(id(SHOP), id("app"), "s1".to_owned());
    for principal in [role, session] {
        let layers = Actor::new(&organization, &principal).unwrap().into_side();
        assert_eq!(layers.identity.len(), 1);
        assert_eq!(&*layers.boundary.unwrap().name, "ReadOnlyAccess");
    }
}

#[test]
fn policies_that_aws_has_and_the_catalogue_has_not_are_missing() {
    let organization = sample::organization();
    let unknown: Arn = id("arn:aws:iam::aws:policy/BrandNew");
    let policies = IdentityPolicies { managed: vec![unknown.clone()], inline: [].into() };
    let mut layers = Layers::default();
    carried(&organization, &policies, "", &mut layers);
    layers.boundary = boundary(&organization, Some(&unknown), &mut layers.missing);
    assert_eq!(lacking(&layers), [LayerKind::Identity, LayerKind::Boundary]);
    assert_eq!(layers.identity, []);
    // What nobody can read neither allows nor is silent.
    assert!(!layers.boundary.unwrap().document.reading().unreadable.is_empty());
}

#[test]
fn organization_policies_come_root_first_and_only_where_their_kind_is_on_e_40_e_46() {
    let organization = with([put(resource(BUCKET))]);
    let (_, layers) = asked(&organization, "s3:GetObject", "arn:aws:s3:::ledgers/2026");
    let targets = |levels: Option<Arc<[PolicyLevel]>>| -> Vec<String> {
        levels.unwrap().iter().map(|level| level.target.to_string()).collect()
    };
    let names = layers.scps.as_ref().unwrap()[0].policies[0].clone();
    assert_eq!((&*names.name, &*names.source), ("FullAWSAccess", "p-FullAWSAccess"));
    assert_eq!(
        targets(layers.scps),
        ["/", "/Workloads", "/Workloads/Prod", "/Workloads/Prod/shop"]
    );
    assert_eq!(
        targets(layers.rcps),
        ["/", "/Workloads", "/Workloads/Prod", "/Workloads/Prod/billing"]
    );
    let mut off = organization.foundation().clone();
    off.policy_types.clear();
    let off = after(&organization, &Change::SetFoundation { foundation: Box::new(off) });
    let (_, layers) = asked(&off, "s3:GetObject", "arn:aws:s3:::ledgers/2026");
    assert_eq!((layers.scps, layers.rcps), (None, None));
}

#[test]
fn callers_of_accounts_that_are_cut_off_cannot_call_e_8() {
    let organization = sample::organization();
    let standing = |organization: &Organization, principal: &Principal| {
        Actor::new(organization, principal).unwrap().into_side().standing
    };
    let (account, root) = (id(PLAY), Principal::Root(id(PLAY)));
    assert_eq!(standing(&organization, &root), Standing::Usable);
    let state = AccountState::Suspended;
    let cut_off = after(&organization, &Change::SetAccountState { account, state });
    assert_eq!(standing(&cut_off, &root), Standing::NotUsable);
    let outsider = Principal::Outsider(id("arn:aws:iam::999999999999:user/eve"));
    assert_eq!(standing(&organization, &outsider), Standing::Usable);
    let side = Actor::new(&organization, &outsider).unwrap().into_side();
    assert_eq!((lacking(&side), side.scps), (vec![LayerKind::Identity], None));
}

#[test]
fn what_is_in_a_bucket_is_under_its_policy_its_list_and_both_blocks_z_31_z_33() {
    let block = PublicAccessBlock { restrict_public_buckets: true, ..Default::default() };
    let of_account = PublicAccessBlock { ignore_public_acls: true, ..Default::default() };
    let grants = vec![crate::org::AclGrant {
        grantee: id("LogDelivery"),
        permission: crate::org::AclPermission::Write,
    }];
    let bucket = Resource {
        public_access_block: Some(block),
        acl: Some(BucketAcl { ownership: ObjectOwnership::ObjectWriter, grants }),
        ..resource(BUCKET)
    };
    let settings =
        AccountSettings { public_access_block: Some(of_account), ..AccountSettings::default() };
    let settings = Box::new(settings);
    let organization =
        with([put(bucket), Change::SetAccountSettings { account: id(BILLING), settings }]);
    let (request, layers) = asked(&organization, "s3:GetObject", "arn:aws:s3:::ledgers/2026");
    assert_eq!(request.resource.account, Some(id(BILLING)));
    assert_eq!(request.resource.tags, None, "an object has tags of its own");
    assert_eq!(layers.resource.unwrap().document, Document::new(OPEN));
    assert!(layers.acl.is_some());
    assert_eq!(
        layers.public_access_block,
        PublicAccessBlock {
            restrict_public_buckets: true,
            ignore_public_acls: true,
            ..Default::default()
        }
    );
    assert!(layers.assumptions[0].contains("taken to be the bucket owner's"));
    let (request, layers) = asked(&organization, "s3:ListBucket", BUCKET);
    assert_eq!(request.resource.tags.unwrap().get("team"), Some("books"));
    assert_eq!(layers.assumptions, [""; 0]);
}

#[test]
fn blocks_of_bucket_and_account_are_united_each_by_itself_z_31() {
    type Switch = fn(&mut PublicAccessBlock) -> &mut bool;
    let switches: [Switch; 4] = [
        |block| &mut block.block_public_acls,
        |block| &mut block.ignore_public_acls,
        |block| &mut block.block_public_policy,
        |block| &mut block.restrict_public_buckets,
    ];
    for switch in switches {
        let mut one = PublicAccessBlock::default();
        *switch(&mut one) = true;
        assert_eq!(united(Some(one), None), one);
        assert_eq!(united(None, Some(one)), one);
    }
    assert_eq!(united(None, None), PublicAccessBlock::default());
}

#[test]
fn a_key_brings_its_grants_and_one_that_is_not_held_is_missing_z_20_z_24() {
    let grant = KeyGrant {
        id: "g".to_owned(),
        grantee: "arn:aws:iam::222222222222:root".to_owned(),
        operations: vec!["Decrypt".to_owned()],
        retiring: None,
        constraint: None,
    };
    let key = Resource { grants: vec![grant.clone()], ..resource(KEY) };
    let (_, layers) = asked(&with([put(key)]), "kms:Decrypt", KEY);
    assert_eq!((layers.grants, layers.missing), (vec![grant], vec![]));
    let (_, layers) = asked(&sample::organization(), "kms:Decrypt", KEY);
    assert_eq!(lacking(&layers), [LayerKind::Resource]);
}

#[test]
fn what_is_outside_may_have_any_policy() {
    let organization = sample::organization();
    let lacks = |action: &str, resource: &str| {
        let (_, layers) = asked(&organization, action, resource);
        (lacking(&layers), layers.assumptions.len())
    };
    let queue = |account: &str| format!("arn:aws:sqs:eu-west-1:{account}:q");
    let role = |account: &str| format!("arn:aws:iam::{account}:role/r");
    assert_eq!(lacks("sqs:SendMessage", &queue(STRANGER)), (vec![LayerKind::Resource], 0));
    assert_eq!(lacks("sqs:SendMessage", &queue(BILLING)), (vec![], 1), "none, it is assumed");
    assert_eq!(lacks("s3:GetObject", "arn:aws:s3:::nowhere/x"), (vec![], 1), "the caller's own");
    assert_eq!(lacks("sts:AssumeRole", &role(STRANGER)), (vec![LayerKind::Trust], 0));
    assert_eq!(lacks("sts:AssumeRole", &role(BILLING)), (vec![], 0));
    assert_eq!(lacks("iam:GetRole", &role(STRANGER)), (vec![], 0), "IAM heeds none (Z-15)");
    assert_eq!(lacks("ec2:DescribeInstances", "*"), (vec![], 0));
}

#[test]
fn a_trust_policy_is_that_of_the_very_role_z_1() {
    let mut role = sample::role(BILLING, "app");
    role.path = id("/team/");
    role.tags = [("team", "books")].into_iter().collect();
    let organization = with([Change::PutRole { role: Box::new(role) }]);
    let on = |action: &str, path: &str| {
        asked(&organization, action, &format!("arn:aws:iam::{BILLING}:role{path}app"))
    };
    let (request, layers) = on("sts:AssumeRole", "/team/");
    assert_eq!(layers.resource.unwrap().document, Document::new(sample::TRUST_EC2));
    assert_eq!(request.resource.tags.unwrap().get("team"), Some("books"));
    assert_eq!(on("sts:AssumeRole", "/").1.resource, None, "a role by another path is none");
    assert_eq!(on("iam:GetRole", "/team/").1.resource, None);
}

#[test]
fn a_user_brings_its_tags() {
    let mut ann = sample::user(BILLING, "ann");
    ann.tags = [("team", "books")].into_iter().collect();
    let organization = with([Change::PutUser { user: Box::new(ann) }]);
    let tags = |arn: &str| asked(&organization, "iam:GetUser", arn).0.resource.tags;
    assert_eq!(tags("arn:aws:iam::333333333333:user/ann").unwrap().get("team"), Some("books"));
    assert_eq!(tags("arn:aws:iam::333333333333:group/ann"), None);
    assert_eq!(tags("*"), Some(Tags::default()));
}

#[test]
fn what_is_within_a_resource_is_under_its_policy() {
    let function = "arn:aws:lambda:eu-west-1:333333333333:function:f";
    let topic = "arn:aws:sns:eu-west-1:333333333333:t";
    let table = "arn:aws:dynamodb:eu-west-1:333333333333:table/orders";
    let organization = with([BUCKET, function, topic, table].map(|arn| put(resource(arn))));
    for (within, whole) in [
        (BUCKET.to_owned(), BUCKET),
        (format!("{BUCKET}/a/b"), BUCKET),
        (format!("{function}:7"), function),
        (format!("{topic}:0123"), topic),
        (format!("{table}/index"), table),
    ] {
        let held = holder(&organization, &within).map(|held| held.arn.as_str());
        assert_eq!(held, Some(whole), "{within}");
    }
    for other in [
        "arn:aws:s3:::ledger",
        "arn:aws:lambda:eu-west-1:333333333333:function:g:7",
        "arn:aws:sqs:eu-west-1:333333333333:t:0123",
        "no ARN",
    ] {
        assert!(holder(&organization, other).is_none(), "{other}");
    }
}

#[test]
fn where_caller_and_owner_stand_is_told_of_members_only_k_10_p_10() {
    let canonical = "0123456789abcdef".repeat(4);
    let settings = AccountSettings { canonical_id: Some(id(&canonical)), ..Default::default() };
    let account = id(SHOP);
    let organization = with([Change::SetAccountSettings { account, settings: Box::new(settings) }]);
    let told = membership(&organization, Some(id(SHOP)), Some(id(MANAGEMENT)));
    assert_eq!((&*told.id, told.management), ("o-exampleorg", id(MANAGEMENT)));
    let path: Vec<String> =
        [sample::ROOT, sample::WORKLOADS, sample::PROD].map(str::to_owned).into();
    assert_eq!(told.principal_path, Some(path));
    assert_eq!(told.resource_path, Some(vec![sample::ROOT.to_owned()]));
    assert_eq!(told.principal_canonical, Some(id(&canonical)));
    let told = membership(&organization, None, Some(id(STRANGER)));
    assert_eq!((told.principal_path, told.resource_path), (None, None));
    assert_eq!(told.principal_canonical, None);
}
