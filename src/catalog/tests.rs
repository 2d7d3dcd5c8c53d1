//! The embedded facts are the ones we think they are.

use std::collections::HashSet;

use super::*;

#[test]
fn counts_are_those_of_the_sources() {
    let catalog = catalog();
    assert_eq!(catalog.services().len(), 456);
    assert_eq!(catalog.actions().len(), 22_091);
    assert_eq!(catalog.services().iter().map(|s| s.resource_types().len()).sum::<usize>(), 2_334);
    let keys: HashSet<String> = catalog
        .services()
        .iter()
        .flat_map(Service::condition_keys)
        .map(|key| key.name().to_ascii_lowercase())
        .collect();
    assert_eq!(keys.len(), 1_580);
    assert_eq!(managed_policies().len(), 1_582);
}

#[test]
fn an_action_is_found_whatever_its_case() {
    let action = catalog().action("S3:getobject").unwrap();
    assert_eq!(action.full_name(), "s3:GetObject");
    assert_eq!((action.service(), action.name()), ("s3", "GetObject"));
    assert_eq!(action.levels().iter().collect::<Vec<_>>(), [AccessLevel::Read]);
    let uses: Vec<_> = action.resource_types().iter().map(|r| (r.name(), r.need())).collect();
    assert_eq!(uses, [("accesspointobject", Need::Optional), ("object", Need::Optional)]);
    assert!(action.condition_keys().contains(&"s3:TlsVersion"));
    assert!(catalog().action("s3:GetObjects").is_none());
    assert!(catalog().action("s3").is_none());
}

#[test]
fn an_action_can_be_of_two_levels() {
    let levels = catalog().action("sqs:AddPermission").unwrap().levels();
    assert!(levels.contains(AccessLevel::PermissionsManagement));
    assert!(levels.contains(AccessLevel::Write));
    assert!(!levels.contains(AccessLevel::Read));
}

///
#[test]
fn some_actions_work_on_no_resource() {
    let resource_less = |name| catalog().action(name).unwrap().is_resource_less();
    assert!(resource_less("ec2:DescribeInstances"));
    assert!(resource_less("iam:ListUsers"));
    assert!(!resource_less("s3:GetObject"));
    assert!(!resource_less("sqs:SendMessage"));
}

#[test]
fn ids_are_places_in_the_order_of_lower_case_names() {
    let catalog = catalog();
    for (place, action) in catalog.actions().iter().enumerate() {
        assert_eq!(action.id().index(), place);
        assert_eq!(catalog[action.id()].full_name(), action.full_name());
    }
    let names: Vec<_> =
        catalog.actions().iter().map(|a| a.full_name().to_ascii_lowercase()).collect();
    assert!(names.is_sorted_by(|a, b| a < b));
}

#[test]
fn actions_that_begin_alike_stand_together() {
    let found = catalog().actions_starting_with("SQS:sendm");
    assert_eq!(found.iter().map(Action::full_name).collect::<Vec<_>>(), ["sqs:SendMessage"]);
    let by_scan = |start: &str| {
        catalog()
            .actions()
            .iter()
            .filter(|a| a.full_name().to_ascii_lowercase().starts_with(start))
            .count()
    };
    for start in ["", "s3", "s3:", "s3:get", "zzz", "iam:createaccesskey"] {
        assert_eq!(catalog().actions_starting_with(start).len(), by_scan(start), "{start}");
    }
}

#[test]
fn services_own_their_actions() {
    let catalog = catalog();
    let sqs = catalog.service("SQS").unwrap();
    assert_eq!((sqs.prefix(), sqs.name(), sqs.actions().len()), ("sqs", "Amazon SQS", 20));
    assert_eq!(
        catalog.services().iter().map(|s| s.actions().len()).sum::<usize>(),
        catalog.actions().len()
    );
    assert!(
        catalog.services().iter().all(|s| s.actions().iter().all(|a| a.service() == s.prefix()))
    );
    assert!(
        catalog.services().is_sorted_by(|a, b| action::order(a.prefix, b.prefix) == Ordering::Less)
    );
}

#[test]
fn resource_types_of_actions_exist() {
    for service in catalog().services() {
        for each in service.actions().iter().flat_map(Action::resource_types) {
            assert!(
                service.resource_type(each.name()).is_some(),
                "{} {}",
                service.prefix(),
                each.name()
            );
        }
    }
}

#[test]
fn an_arn_tells_its_resource_type() {
    let first = |service: &str, arn: &str| {
        catalog().service(service).unwrap().resource_types_of(arn).first().map(|kind| kind.name())
    };
    assert_eq!(first("s3", "arn:aws:s3:::photos"), Some("bucket"));
    assert_eq!(first("s3", "arn:aws:s3:::photos/2026/cat.jpg"), Some("object"));
    assert_eq!(first("sqs", "arn:aws:sqs:eu-west-1:111122223333:jobs"), Some("queue"));
    assert_eq!(first("iam", "arn:aws:iam::111122223333:role/team/ci"), Some("role"));
    assert_eq!(
        first("dynamodb", "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i"),
        Some("index")
    );
    assert_eq!(first("sqs", "arn:aws:s3:::photos"), None);
    assert_eq!(first("sqs", "*"), None);
}

#[test]
fn a_resource_type_can_have_several_arns() {
    let lex = catalog().service("lex").unwrap();
    let several = lex.resource_types().iter().find(|kind| kind.arns().len() == 2).unwrap();
    assert!(several.arns().iter().all(|form| form.text().starts_with("arn:${Partition}:lex:")));
    let forms =
        catalog().services().iter().flat_map(Service::resource_types).flat_map(ResourceType::arns);
    assert!(forms.into_iter().all(|form| form.text().splitn(6, ':').count() == 6));
}

#[test]
fn keys_of_a_service_are_found_by_their_base_name() {
    let s3 = catalog().service("s3").unwrap();
    let key = |name: &str| s3.condition_key(name).unwrap();
    assert_eq!(key("S3:existingobjecttag/Team").name(), "s3:ExistingObjectTag/<key>");
    assert_eq!(key("aws:TagKeys").cardinality(), Cardinality::Multi);
    assert_eq!(key("s3:TlsVersion").value_type(), ValueType::Numeric);
    assert!(s3.condition_key("s3:ExistingObjectTag/").is_none());
    assert!(s3.condition_key("sqs:Anything").is_none());
}

#[test]
fn the_key_that_says_most_is_found() {
    let ssm = catalog().service("ssm").unwrap();
    let name = |key: &str| ssm.condition_key(key).unwrap().name();
    assert_eq!(
        name("ssm:resourceTag/aws:ssmmessages:session-id"),
        "ssm:resourceTag/aws:ssmmessages:session-id"
    );
    assert_eq!(name("ssm:resourceTag/team"), "ssm:resourceTag/${TagKey}");
}

#[test]
fn keys_are_found_in_whatever_service_has_them() {
    let name = |key: &str| catalog().condition_key(key).map(ConditionKey::name);
    assert_eq!(name("aws:resourcetag/Team"), Some("aws:ResourceTag/${TagKey}"));
    assert_eq!(name("S3:PREFIX"), Some("s3:prefix"));
    assert_eq!(name("saml:aud"), Some("saml:aud"));
    assert_eq!(name("token.actions.githubusercontent.com:sub"), None);
    assert_eq!(name("nothing:Here"), None);
}

#[test]
fn keys_of_an_action_include_those_of_its_resources() {
    let keys = |action: &str| -> Vec<_> {
        let action = catalog().action(action).unwrap();
        catalog().condition_keys_of(action).into_iter().map(ConditionKey::name).collect()
    };
    assert_eq!(keys("sqs:SendMessage"), ["aws:ResourceTag/${TagKey}"]);
    assert_eq!(
        keys("sqs:CreateQueue"),
        ["aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "aws:TagKeys"]
    );
    assert!(keys("iam:ListUsers").is_empty());
}

#[test]
fn every_key_an_action_names_is_defined() {
    for service in catalog().services() {
        let of_uses = |action: &'static Action| {
            action.resource_types().iter().flat_map(ResourceUse::condition_keys).copied()
        };
        let of_actions = service.actions().iter().flat_map(Action::condition_keys).copied();
        let of_types =
            service.resource_types().iter().flat_map(ResourceType::condition_keys).copied();
        for key in of_actions.chain(of_types).chain(service.actions().iter().flat_map(of_uses)) {
            assert_eq!(
                service.condition_key(key).map(ConditionKey::name),
                Some(key),
                "{}",
                service.prefix()
            );
        }
    }
}

/// E-33, U-9.
#[test]
fn services_that_rcps_restrict() {
    for prefix in ["s3", "STS", "kms", "sqs", "secretsmanager", "es", "opensearch"] {
        assert!(catalog().restricted_by_rcp(prefix), "{prefix}");
    }
    assert!(!catalog().restricted_by_rcp("ec2"));
    assert!(!catalog().restricted_by_rcp("iam"));
}

#[test]
fn managed_policies_are_found_by_arn() {
    let policy = managed_policy("arn:aws:iam::aws:policy/job-function/Billing").unwrap();
    assert_eq!((policy.path(), policy.name()), ("/job-function/", "Billing"));
    let admin = managed_policy("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
    assert_eq!((admin.path(), admin.default_version()), ("/", "v1"));
    let document: serde_json::Value = serde_json::from_str(admin.document()).unwrap();
    assert_eq!(document["Statement"][0]["Action"], "*");
    assert!(managed_policy("arn:aws:iam::aws:policy/Administratoraccess").is_none());
    assert!(managed_policies_named("administratoraccess").any(|p| p.arn() == admin.arn()));
}

#[test]
fn managed_policies_are_sorted_and_their_documents_are_json() {
    assert!(managed_policies().is_sorted_by(|a, b| a.arn() < b.arn()));
    for policy in managed_policies() {
        let document: serde_json::Value = serde_json::from_str(policy.document()).unwrap();
        assert!(
            document["Statement"].is_array() || document["Statement"].is_object(),
            "{}",
            policy.arn()
        );
        assert!(policy.path().starts_with('/') && policy.path().ends_with('/'));
        assert!(policy.created() <= policy.updated());
    }
}
