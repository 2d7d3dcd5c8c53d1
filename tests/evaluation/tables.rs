//! What the specification, or AWS behind it, gives as lists of actions: each of them by itself, and
//! some that are like them and are not listed.

use serde_json::{Value, json};

use crate::case::Case;

const ANN: &str = "arn:aws:iam::111111111111:user/ann";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:111111111111:q";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/k";

/// What becomes of an action, each part of the scenario but this one given.
fn told(action: &str, scenario: &Value) -> String {
    let mut fields = scenario.as_object().unwrap().clone();
    fields.extend([
        ("id".to_owned(), json!(action)),
        ("rules".to_owned(), json!([])),
        ("expect".to_owned(), json!("")),
        ("action".to_owned(), json!(action)),
    ]);
    let outcome = Case::new(fields, &serde_json::Map::new()).outcome();
    outcome.error.or(outcome.reason).unwrap_or_default()
}

fn each(service: &str, names: &[&str], scenario: &Value, reason: &str) {
    for name in names {
        let action = format!("{service}:{name}");
        assert_eq!(told(&action, scenario), reason, "{action}");
    }
}

fn full() -> Value {
    json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
}

#[test]
fn members_cannot_manage_the_organization_z_42() {
    let member = json!({"principal": ANN, "resource": "*", "organization": "inside", "identity_policies": full()});
    let names = [
        "CloseAccount",
        "CreateAccount",
        "CreateGovCloudAccount",
        "CreateOrganizationalUnit",
        "DeleteOrganization",
        "DeleteOrganizationalUnit",
        "DeleteResourcePolicy",
        "DeregisterDelegatedAdministrator",
        "DisableAWSServiceAccess",
        "EnableAllFeatures",
        "EnableAWSServiceAccess",
        "InviteAccountToOrganization",
        "MoveAccount",
        "PutResourcePolicy",
        "RegisterDelegatedAdministrator",
        "RemoveAccountFromOrganization",
        "UpdateOrganizationalUnit",
    ];
    each("organizations", &names, &member, "implicit:caller");
    let others = ["DescribeOrganization", "LeaveOrganization", "ListAccounts", "CreatePolicy"];
    each("organizations", &others, &member, "allow:identity");
    let management = json!({"principal": "arn:aws:iam::999999999999:user/m", "resource": "*",
        "organization": "management", "identity_policies": full()});
    each("organizations", &names, &management, "allow:identity");
    let unknown = json!({"principal": ANN, "resource": "*", "identity_policies": full()});
    each("organizations", &names, &unknown, "allow:identity");
    let service =
        json!({"principal": "ram.amazonaws.com", "resource": "*", "organization": "inside"});
    each("organizations", &names, &service, "implicit:resource");
}

#[test]
fn queues_keys_and_bucket_policies_are_governed_by_their_owner_z_23_z_36() {
    let open = json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"});
    let from_outside = |resource: Value| {
        json!({"principal": "arn:aws:iam::222222222222:user/eve", "resource": resource,
            "identity_policies": full(), "resource_policy": open})
    };
    let queue = from_outside(json!(QUEUE));
    let owners = [
        "AddPermission",
        "CancelMessageMoveTask",
        "CreateQueue",
        "DeleteQueue",
        "ListMessageMoveTasks",
        "ListQueueTags",
        "RemovePermission",
        "SetQueueAttributes",
        "StartMessageMoveTask",
        "TagQueue",
        "UntagQueue",
    ];
    each("sqs", &owners, &queue, "implicit:resource");
    let shared =
        ["SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl"];
    each("sqs", &shared, &queue, "allow:identity");

    let key = from_outside(json!(KEY));
    let owners =
        ["PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "TagResource", "GetKeyPolicy"];
    each("kms", &owners, &key, "implicit:resource");
    let shared = [
        "Decrypt",
        "Encrypt",
        "GenerateDataKey",
        "GenerateMac",
        "ReEncryptFrom",
        "Sign",
        "Verify",
        "CreateGrant",
        "DeriveSharedSecret",
        "DescribeKey",
        "GetKeyRotationStatus",
        "GetPublicKey",
        "ListGrants",
        "RetireGrant",
        "RevokeGrant",
    ];
    each("kms", &shared, &key, "allow:identity");

    let bucket = from_outside(json!({"arn": "arn:aws:s3:::b", "account": "111111111111"}));
    let owners = ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"];
    each("s3", &owners, &bucket, "implicit:resource");
    each("s3", &["ListBucket", "GetBucketAcl"], &bucket, "allow:identity");
}

#[test]
fn root_repairs_policies_that_shut_it_out_e_27() {
    let shut = json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"});
    let by_root = |resource: Value| json!({"principal": "arn:aws:iam::111111111111:root", "resource": resource, "resource_policy": shut});
    let bucket = by_root(json!({"arn": "arn:aws:s3:::b", "account": "111111111111"}));
    let repairs = ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"];
    each("s3", &repairs, &bucket, "allow:root");
    each("s3", &["ListBucket", "DeleteBucket"], &bucket, "explicit:resource");
    let queue = by_root(json!(QUEUE));
    each("sqs", &["GetQueueAttributes", "SetQueueAttributes"], &queue, "allow:root");
    each("sqs", &["SendMessage", "DeleteQueue"], &queue, "explicit:resource");
}

#[test]
fn little_can_be_done_with_a_services_own_role_z_12() {
    let on = |path: &str| {
        json!({"principal": ANN, "identity_policies": full(),
            "resource": format!("arn:aws:iam::111111111111:role/{path}x")})
    };
    let linked = on("aws-service-role/sso.amazonaws.com/");
    let open = [
        "CreateServiceLinkedRole",
        "DeleteServiceLinkedRole",
        "UpdateRole",
        "UpdateRoleDescription",
        "TagRole",
        "UntagRole",
        "GetRole",
        "PassRole",
    ];
    each("iam", &open, &linked, "allow:identity");
    let kept = ["AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy", "DeleteRole"];
    each("iam", &kept, &linked, "implicit:kept-by-aws");
    each("iam", &kept, &on("team/"), "allow:identity");
}

#[test]
fn policies_of_awss_own_cannot_be_changed_z_13() {
    let on = |arn: &str| json!({"principal": ANN, "identity_policies": full(), "resource": arn});
    let writes = ["CreatePolicyVersion", "DeletePolicy", "TagPolicy"];
    each("iam", &writes, &on("arn:aws:iam::aws:policy/ReadOnlyAccess"), "implicit:kept-by-aws");
    each("iam", &["GetPolicy"], &on("arn:aws:iam::aws:policy/ReadOnlyAccess"), "allow:identity");
    each("iam", &writes, &on("arn:aws:iam::111111111111:policy/own"), "allow:identity");
}

#[test]
fn few_services_take_what_nobody_has_signed() {
    let anonymous = |resource: &str| {
        json!({"principal": "anonymous", "resource": resource, "resource_policy":
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})
    };
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::b/k"),
        ("sqs:SendMessage", QUEUE),
        ("sns:Publish", "arn:aws:sns:eu-west-1:111111111111:t"),
        ("lambda:InvokeFunctionUrl", "arn:aws:lambda:eu-west-1:111111111111:function:f"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:111111111111:a/b/GET/c"),
        ("es:ESHttpGet", "arn:aws:es:eu-west-1:111111111111:domain/d"),
        ("mediastore:GetObject", "arn:aws:mediastore:eu-west-1:111111111111:container/c"),
    ] {
        assert_eq!(told(action, &anonymous(resource)), "allow:resource", "{action}");
    }
    for (action, resource) in [
        ("kms:Decrypt", KEY),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:s"),
        ("sts:AssumeRole", "arn:aws:iam::111111111111:role/r"),
        ("sts:GetCallerIdentity", "*"),
    ] {
        assert_eq!(told(action, &anonymous(resource)), "implicit:authentication", "{action}");
    }
    // These are never signed: what is missing is who vouches.
    for action in ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] {
        let role = anonymous("arn:aws:iam::111111111111:role/r");
        assert_eq!(told(action, &role), "implicit:trust", "{action}");
    }
}

/// Sessions may have brought keys along from the service that they were made for, and every service
/// sees these; keys of other services are of no request.
#[test]
fn keys_that_sessions_bring_along_may_be_on_any_request_7_2_c_32() {
    let asked = |action: &str, key: &str| {
        let condition = json!({"StringEquals": {key: "x"}});
        let scenario = json!({"principal": "arn:aws:sts::111111111111:assumed-role/app/s1",
            "resource": {"arn": "arn:aws:s3:::b/k", "account": "111111111111"}, "assume_known": false,
            "identity_policies": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}]});
        told(action, &scenario) == "conditional"
    };
    let hangs_on = |key: &str| asked("s3:GetObject", key);
    for key in [
        "aws:SourceIp",
        "saml:sub",
        "identitystore:UserId",
        "lambda:SourceFunctionArn",
        "ssm:SourceInstanceArn",
        "codebuild:BuildArn",
        "glue:RoleAssumedBy",
        "ec2:SourceInstanceArn",
        "s3:ExistingObjectTag/team",
        "nosuch:key",
    ] {
        assert!(hangs_on(key), "{key}");
    }
    for key in ["aws:RequestTag/team", "aws:TagKeys", "ec2:InstanceType", "s3:prefix"] {
        assert!(!hangs_on(key), "{key}");
    }
    // Of an action that is not known nobody knows what it carries.
    assert!(asked("s3:NoSuchAction", "s3:prefix") && asked("s3:NoSuchAction", "aws:TagKeys"));
}
