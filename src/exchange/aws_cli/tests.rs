//! The import as a whole, on two directories: `simulator`, the output of the CLI against a
//! simulator with its quirks, and `aws`, the shapes that real accounts give.

use std::{fs, path::PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::org::{
    AccountState, AclPermission, BoundaryReference, DriftStatus, GrantConstraint, IamName,
    IdentitySource, KeyStatus, MfaKind, NodeId, ObjectOwnership, PolicyType, RecordKind,
    UserStatus, sso_role,
};

const PROD: &str = "222222222222";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aws-cli").join(name)
}

fn imported(name: &str) -> Imported {
    read_dir(&fixture(name)).unwrap()
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn named(account: &str, name: &str) -> (AccountId, IamName) {
    (id(account), id(name))
}

fn told(report: &ImportReport, severity: Severity, why: &str) -> bool {
    report.problems.iter().any(|it| it.severity == severity && it.why.contains(why))
}

#[test]
fn the_simulators_output_is_taken_in() {
    let Imported { organization, report } = imported("simulator");
    let count = |kind| report.taken.get(&kind).copied().unwrap_or_default();
    assert_eq!(count(RecordKind::Ou), 5);
    assert_eq!(count(RecordKind::Account), 3);
    assert_eq!(count(RecordKind::Policy), 11);
    assert_eq!(count(RecordKind::PermissionSet), 6);
    assert_eq!(count(RecordKind::User), 10);
    let account = id("007341010742");
    assert_eq!(
        organization.display_path(&NodeId::Account(account)),
        "/Workloads/Prod/payments-prod"
    );
    let levels = organization.reaching(&NodeId::Account(account), PolicyType::ServiceControlPolicy);
    let names: Vec<Vec<&str>> = levels
        .iter()
        .map(|level| level.policies.iter().map(|policy| policy.name.as_str()).collect())
        .collect();
    assert_eq!(names.len(), 4);
    assert!(names[0].contains(&"FullAWSAccess") && names[0].contains(&"DenyLeaveOrg"), "{names:?}");
    let settings = &organization.accounts().get(&account).unwrap().settings;
    assert_eq!(settings.alias.as_deref(), Some("acme-payments-prod"));
    assert_eq!(settings.password_policy.unwrap().minimum_length, 14);
    assert_eq!(settings.services["cloudtrail"], "all-regions");
    assert!(organization.problems().is_empty(), "{:?}", organization.problems());
}

/// I-6: the simulator makes no roles for assignments, so the import does.
#[test]
fn missing_roles_of_assignments_are_made_and_told() {
    let Imported { organization, report } = imported("simulator");
    for assignment in organization.assignments().iter() {
        let set = organization.permission_sets().get(&assignment.permission_set).unwrap();
        let role = organization
            .roles()
            .iter()
            .find(|role| role.account == assignment.account && sso_role::made_for(role, &set.name));
        assert!(role.is_some(), "{} in {}", set.name, assignment.account);
    }
    assert!(!organization.assignments().is_empty());
    assert!(told(&report, Severity::Assumed, "the role was made from the permission set"));
}

#[test]
fn the_simulators_credentials_are_put_together() {
    let organization = imported("simulator").organization;
    let ci = organization.users().get(&named("007341010742", "payments-prod-ci")).unwrap();
    assert_eq!(ci.access_keys.len(), 2);
    assert!(ci.access_keys.iter().all(|key| key.id.is_some()) && ci.password.is_none());
    assert_eq!(ci.unique_id.as_ref().unwrap().as_str(), "4l499o566gad7twd5x7b");
    let glass = organization.users().get(&named("007341010742", "break-glass")).unwrap();
    assert!(glass.password.is_some() && glass.boundary.is_none());
    assert_eq!(glass.mfa.len(), 1);
    let root = organization.accounts().get(&id::<AccountId>("007341010742")).unwrap();
    assert_eq!(root.settings.root.as_ref().unwrap().mfa, None);
}

#[test]
fn the_tree_is_found_without_a_listing_for_every_parent() {
    let organization = imported("aws").organization;
    let path = |account: &str| organization.display_path(&NodeId::Account(id(account)));
    assert_eq!(path(PROD), "/Workloads/Prod/shop-prod");
    assert_eq!(path("333333333333"), "/old-shop");
    let foundation = organization.foundation();
    assert_eq!(foundation.policy_types.len(), 2);
    assert_eq!(foundation.central_root_access, Some(true));
    assert!(foundation.delegation_policy.as_ref().unwrap().text().contains("delegation"));
}

/// O-10: a closed account shows the older Status SUSPENDED.
#[test]
fn state_counts_before_status() {
    let organization = imported("aws").organization;
    let closed = organization.accounts().get(&id::<AccountId>("333333333333")).unwrap();
    assert_eq!(closed.state, AccountState::Closed);
    assert_eq!(closed.joined.at.to_rfc3339(), "2024-03-01T08:30:00.123+00:00");
}

/// J-2, J-6, P-11.
#[test]
fn a_real_user_is_read() {
    let organization = imported("aws").organization;
    let amara = organization.users().get(&named(PROD, "AMARA")).unwrap();
    let inline = amara.policies.inline["own"].text();
    assert!(inline.contains("arn:aws:s3:::a+b/${aws:username}/*"), "{inline}");
    assert_eq!(amara.boundary.as_ref().unwrap().resource(), "policy/boundaries/Developer");
    assert_eq!(amara.policies.managed.len(), 1);
    assert_eq!(amara.mfa[0].kind, MfaKind::Passkey);
    let [active, inactive] = &amara.access_keys[..] else { panic!("two keys") };
    assert_eq!(active.last_used.unwrap().to_rfc3339(), "2025-01-05T06:07:00+00:00");
    assert_eq!(
        (active.last_service.as_deref(), active.last_region.as_deref()),
        (Some("iam"), None)
    );
    assert_eq!((inactive.status, inactive.last_used), (KeyStatus::Inactive, None));
    assert_eq!(amara.password.as_ref().unwrap().last_used, None);
}

/// R-2, R-4, R-10.
#[test]
fn root_is_read_from_the_credential_report() {
    let organization = imported("aws").organization;
    let settings = &organization.accounts().get(&id::<AccountId>(PROD)).unwrap().settings;
    let root = settings.root.as_ref().unwrap();
    assert!(root.password);
    assert_eq!(root.mfa, Some(MfaKind::Hardware));
    assert_eq!(root.access_keys, 1);
    assert_eq!(root.last_used.unwrap().to_rfc3339(), "2025-02-02T02:02:02+00:00");
    assert_eq!(settings.password_policy, None);
    assert!(settings.public_access_block.unwrap().restrict_public_buckets);
}

/// J-4, J-5, J-7, G-25.
#[test]
fn real_roles_and_policies_are_read() {
    let organization = imported("aws").organization;
    let deploy = organization.roles().get(&named(PROD, "Deploy")).unwrap();
    assert_eq!((deploy.max_session, deploy.description.as_str()), (7200, "Deploys the shop"));
    assert!(deploy.trust.text().contains("ec2.amazonaws.com"));
    let profile = organization.instance_profiles().get(&named(PROD, "Deploy")).unwrap();
    assert_eq!(profile.role.as_ref().unwrap().as_str(), "Deploy");
    let boundary = deploy.boundary.as_ref().unwrap();
    let policy = organization.managed_policies().get(boundary).unwrap();
    let versions: Vec<u32> = policy.versions.iter().map(|version| version.number).collect();
    assert_eq!((versions, policy.default_version), (vec![1, 2], 2));
    assert!(policy.document().unwrap().text().contains("s3:*"));
    let aws: crate::policy::Arn = id("arn:aws:iam::aws:policy/ReadOnlyAccess");
    assert_eq!(organization.managed_policies().get(&aws).unwrap().default_version, 140);
    let provider = organization.identity_providers().iter().next().unwrap();
    assert_eq!(provider.audiences, ["sts.amazonaws.com"]);
}

/// I-7, I-8, I-12: the role that is there is linked, and none is made beside it.
#[test]
fn identity_center_is_read_with_its_roles() {
    let Imported { organization, report } = imported("aws");
    let center = organization.foundation().identity_center.as_ref().unwrap();
    assert_eq!((center.region.as_str(), center.source), ("eu-central-1", IdentitySource::External));
    assert_eq!(center.attributes["Department"], "department");
    let set = organization.permission_sets().iter().next().unwrap();
    assert_eq!((set.name.as_str(), set.session), ("Data_Eng", 14_400));
    assert!(
        matches!(&set.boundary, Some(BoundaryReference::Customer(it)) if it.name == "Developer")
    );
    let of_set: Vec<_> =
        organization.roles().iter().filter(|role| role.permission_set.is_some()).collect();
    assert_eq!(of_set.len(), 1);
    assert!(!told(&report, Severity::Assumed, "the role was made"));
    let user = organization.directory_users().iter().next().unwrap();
    assert_eq!(
        (user.status, user.email.as_deref()),
        (UserStatus::Disabled, Some("jonas@example.com"))
    );
    assert_eq!(user.attributes["department"], "data");
    assert_eq!(organization.directory_groups().iter().next().unwrap().members.len(), 1);
    assert!(told(&report, Severity::Partial, "the set is provisioned in 111111111111"));
}

/// M-6, Z-24.
#[test]
fn resources_are_read() {
    let organization = imported("aws").organization;
    let resource =
        |arn: &str| organization.resources().get(&id::<crate::policy::Arn>(arn)).unwrap().clone();
    let key =
        resource("arn:aws:kms:eu-central-1:222222222222:key/12345678-aaaa-bbbb-cccc-1234567890ab");
    assert!(
        matches!(&key.grants[0].constraint, Some(GrantConstraint::Includes(it)) if it.get("app") == Some("shop"))
    );
    let bucket = resource("arn:aws:s3:::shop-data");
    assert_eq!(bucket.account, id(PROD));
    let account = organization.accounts().get(&bucket.account).unwrap();
    let canonical = "0123456789abcdef".repeat(4); // P-10
    assert_eq!(account.settings.canonical_id, Some(id(&canonical)));
    assert_eq!(bucket.encryption_key.as_ref(), Some(&key.arn));
    assert!(bucket.public_access_block.unwrap().block_public_acls);
    let acl = bucket.acl.as_ref().unwrap(); // Z-30, Z-33
    assert_eq!(acl.ownership, ObjectOwnership::BucketOwnerPreferred);
    let grants = acl.grants.iter().map(|it| (it.grantee.to_string(), it.permission));
    let expected = [
        ("LogDelivery".to_owned(), AclPermission::Write),
        ("f".repeat(64), AclPermission::ReadAcp),
    ];
    assert_eq!(grants.collect::<Vec<_>>(), expected);
    assert_eq!(
        resource("arn:aws:sns:eu-central-1:222222222222:alerts").encryption_key,
        Some(key.arn.clone())
    );
    let function = resource("arn:aws:lambda:eu-central-1:222222222222:function:resize");
    assert!(function.role.is_some() && function.policy.is_some());
    let secret = resource("arn:aws:secretsmanager:eu-central-1:222222222222:secret:shop/db-AbCdEf");
    assert!(secret.policy.is_some() && secret.tags.get("app") == Some("shop"));
    let queue = resource("arn:aws:sqs:eu-central-1:222222222222:orders");
    assert_eq!(queue.created.unwrap().to_rfc3339(), "2024-05-01T12:00:00+00:00");
}

/// J-35 to J-39.
#[test]
fn activity_and_controls_are_read() {
    let organization = imported("aws").organization;
    let event = organization.activity().iter().next().unwrap();
    assert_eq!(event.action, "s3:ListBucket");
    assert_eq!(event.account, id(PROD));
    assert!(event.actor.ends_with("/jonas@example.com"));
    assert_eq!(event.error.as_deref(), Some("AccessDenied"));
    assert_eq!(event.resource.as_deref(), Some("arn:aws:s3:::shop-data"));
    let control = organization.controls().iter().next().unwrap();
    assert_eq!(control.control.as_str(), "AWS-GR_RESTRICT_ROOT_USER");
    assert_eq!(control.drift, DriftStatus::Drifted);
    let administrator = organization.delegated_administrators().iter().next().unwrap();
    assert_eq!(administrator.service.as_str(), "config.amazonaws.com");
}

#[test]
fn what_could_not_be_taken_is_told() {
    let report = imported("aws").report;
    for (severity, why) in [
        (Severity::Skipped, "AccessDeniedException"),
        (Severity::Skipped, "GUARDDUTY_POLICY are not modelled"),
        (Severity::Skipped, "`not-an-arn` is not an ARN"),
        (Severity::Skipped, "the account is not of this organization"),
        (Severity::Partial, "the text of policy `Untold` is not there"),
        (Severity::Partial, "`alias/aws/sqs` tells no key"),
        (Severity::Partial, "the manifest names account 222222222222"),
    ] {
        assert!(told(&report, severity, why), "{severity}: {why}\n{report}");
    }
    let unused: Vec<&str> = report.unused.iter().map(|file| file.command.as_str()).collect();
    assert_eq!(unused, ["ec2 describe-vpcs"]);
    for absent in ["NoSuchEntity", "NoSuchBucketPolicy"] {
        assert!(!report.to_string().contains(absent), "{absent} is an answer, not a problem");
    }
}

/// A copy of a fixture in which files can be replaced.
struct Copy {
    dir: tempfile::TempDir,
    files: Vec<PathBuf>,
}

impl Copy {
    fn of(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut files: Vec<PathBuf> = fs::read_dir(fixture(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into())
            .collect();
        files.sort();
        for file in &files {
            fs::copy(fixture(name).join(file), dir.path().join(file)).unwrap();
        }
        Self { dir, files }
    }

    fn with(&self, file: &str, content: &[u8]) -> Result<Imported, ImportError> {
        let path = self.dir.path().join(file);
        let before = fs::read(&path).unwrap();
        fs::write(&path, content).unwrap();
        let result = read_dir(self.dir.path());
        fs::write(&path, before).unwrap();
        result
    }
}

#[test]
fn rubbish_files_are_told_with_their_place() {
    let copy = Copy::of("aws");
    for (content, why) in [
        ("", "the file is empty"),
        ("<html><body>503</body></html>", "not JSON: expected value at line 1 column 1"),
        ("{\"Buckets\": [", "not JSON: EOF"),
        ("[1, 2]", "holds no JSON object"),
        ("{\"Other\": 1}", "has no `Buckets`"),
        ("{\"Buckets\": 7}", "should be a list"),
        ("{\"Buckets\": [{\"Name\": 7}]}", "invalid type: integer `7`"),
    ] {
        let report = copy.with("53.json", content.as_bytes()).unwrap().report;
        let found = report.problems.iter().find(|it| it.why.contains(why));
        assert!(found.is_some_and(|it| it.place.starts_with("53.json")), "{content}: {report}");
    }
}

#[test]
fn files_in_powershells_encoding_are_read() {
    let text = fs::read_to_string(fixture("aws").join("27.json")).unwrap();
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let imported = Copy::of("aws").with("27.json", &wide).unwrap();
    let account = imported.organization.accounts().get(&id::<AccountId>(PROD)).unwrap().clone();
    assert_eq!(account.settings.alias.as_deref(), Some("shop-prod"));
}

#[test]
fn without_describe_organization_the_accounts_tell_which_it_is() {
    let Imported { organization, report } = Copy::of("aws").with("01.json", b"").unwrap();
    assert_eq!(organization.foundation().management, id("111111111111"));
    assert!(told(&report, Severity::Assumed, "describe-organization is missing"));
}

#[test]
fn without_any_organization_the_error_names_the_command() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("manifest.json"), r#"{"commands": []}"#).unwrap();
    let error = read_dir(dir.path()).err().unwrap().to_string();
    assert!(error.contains("aws organizations describe-organization"), "{error}");
}

#[test]
fn a_circle_of_units_is_cut_and_told() {
    let copy = Copy::of("aws");
    let manifest = fs::read_to_string(fixture("aws").join("manifest.json")).unwrap();
    let circle = manifest.replace("--parent-id r-ab12\"", "--parent-id ou-ab12-prod0001\"");
    let Imported { organization, report } = copy.with("manifest.json", circle.as_bytes()).unwrap();
    assert!(told(&report, Severity::Assumed, "go in a circle"), "{report}");
    let unit = NodeId::Ou(id("ou-ab12-prod0001"));
    assert!(matches!(organization.path(&unit)[0], NodeId::Root(_)));
}

#[test]
fn a_missing_page_is_told() {
    let copy = Copy::of("aws");
    let report = copy.with("04.json", br#"{"Accounts": [], "NextToken": "more"}"#).unwrap().report;
    assert!(told(&report, Severity::Partial, "its last page is not in the manifest"));
}

/// Replaces the node that `path` leads to, each step taken modulo what is there.
fn replace(value: &mut Value, path: &[usize], with: Value) {
    let Some((step, rest)) = path.split_first() else {
        *value = with;
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = step % items.len();
            replace(&mut items[at], rest, with);
        }
        Value::Object(members) if !members.is_empty() => {
            let key = members.keys().nth(step % members.len()).unwrap().clone();
            replace(&mut members[&key], rest, with);
        }
        _ => *value = with,
    }
}

fn rubbish() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[null]]])),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(Value::Bool),
        any::<String>().prop_map(Value::String),
        Just(json!("%")),
        Just(json!("%FF")),
        Just(json!("arn:::::")),
        Just(json!("arn:aws:iam::222222222222:role/")),
        Just(json!("ou-ab12-prod0001")),
        Just(json!("v99999999999")),
        Just(json!("PT99999999999999H")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Nothing panics on bytes that were changed, and what is read can be printed and stored.
    #[test]
    fn changed_bytes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
        file in any::<prop::sample::Index>(),
    ) {
        thread_local!(static COPY: Copy = Copy::of("aws"));
        COPY.with(|copy| {
            let file = file.get(&copy.files).to_str().unwrap();
            let mut bytes = fs::read(copy.dir.path().join(file)).unwrap();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            outlives(copy.with(file, &bytes));
        });
    }

    /// Nothing panics on well-formed JSON that says something else than it should.
    #[test]
    fn changed_values_never_panic(
        path in prop::collection::vec(any::<usize>(), 0..7),
        with in rubbish(),
        file in any::<prop::sample::Index>(),
    ) {
        thread_local!(static COPY: Copy = Copy::of("aws"));
        COPY.with(|copy| {
            let file = file.get(&copy.files).to_str().unwrap();
            let text = fs::read_to_string(copy.dir.path().join(file)).unwrap();
            let mut value: Value = serde_json::from_str(&text).unwrap();
            replace(&mut value, &path, with);
            outlives(copy.with(file, value.to_string().as_bytes()));
        });
    }
}

fn outlives(result: Result<Imported, ImportError>) {
    match result {
        Ok(Imported { organization, report }) => {
            assert!(!report.to_string().is_empty());
            let again = Organization::from_records(organization.records()).unwrap();
            assert!(again == organization);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
