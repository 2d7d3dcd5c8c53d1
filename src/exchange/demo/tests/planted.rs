//! The fourteen facts planted in the demo: each is in the data, and true by evaluation.

use chrono::TimeDelta;

use super::{demo, role};
use crate::{
    access::{
        Caller, Decision, Hinge, Layers, Principal, Request, Verdict, decide,
        gather::{membership, resource_layers, target},
        principal::all,
        question,
    },
    govern::{Drift, drift},
    org::{
        AccountId, Change, DirectoryPrincipal, KeyStatus, NodeId, Organization, ParentId, PolicyId,
        Role,
    },
    policy::{Context, Document},
};

fn decision(demo: &Organization, who: &str, action: &str, on: &str, key: (&str, &str)) -> Decision {
    let principal = Principal::find(demo, who).unwrap_or_else(|error| panic!("{error}"));
    let mut context = Context::default();
    context.set("aws:RequestedRegion", "eu-west-1");
    context.set(key.0, key.1);
    let asked = question(demo, &principal, &action.parse().unwrap(), on, &context);
    let (request, layers) = asked.unwrap_or_else(|| panic!("{who} is not there"));
    decide(&request, &layers)
}

const TLS: (&str, &str) = ("aws:SecureTransport", "true");

/// The reason of a decision, as `allow:identity` or `implicit:scp`.
fn ask(demo: &Organization, who: &str, action: &str, on: &str) -> String {
    decision(demo, who, action, on, TLS).reason.to_string()
}

fn may(demo: &Organization, who: &str, action: &str, on: &str) -> bool {
    decision(demo, who, action, on, TLS).verdict == Verdict::Allowed
}

/// Whether nothing on our side keeps an outsider out: all that is open is what its own side says.
fn lets_in(demo: &Organization, who: &str, action: &str, on: &str) -> bool {
    let decision = decision(demo, who, action, on, TLS);
    let own = |hinge: &Hinge| matches!(hinge, Hinge::MissingPolicy(_));
    match decision.verdict {
        Verdict::Allowed => true,
        Verdict::Conditional => decision.hinges.iter().all(own),
        Verdict::ExplicitDeny | Verdict::ImplicitDeny => false,
    }
}

fn account(demo: &Organization, name: &str) -> AccountId {
    demo.account_named(name).unwrap_or_else(|| panic!("no account {name}")).id
}

fn arn(role: &Role) -> String {
    role.arn().unwrap().to_string()
}

fn after(demo: &Organization, change: &Change) -> Organization {
    demo.apply(change).unwrap_or_else(|error| panic!("{error}")).organization
}

fn policy_id(demo: &Organization, name: &str) -> PolicyId {
    demo.policies().iter().find(|it| it.name == name).unwrap().id.clone()
}

fn unit(demo: &Organization, path: &str) -> NodeId {
    demo.unit_at(path).unwrap().into()
}

const PARTNER: &str = "arn:aws:iam::730200000017:role/reader";

#[test]
fn fact_1_a_developer_becomes_administrator_in_three_hops() {
    let demo = demo();
    let developer = "niamh/booking-prod/Developer";
    let runner = role(&demo, "booking-prod", "batch-runner");
    let admin = role(&demo, "booking-prod", "booking-admin");
    let policy = "arn:aws:iam::447100004001:policy/BookingOperations";

    let passing = ("iam:PassedToService", "lambda.amazonaws.com");
    let passed = decision(&demo, developer, "iam:PassRole", &arn(runner), passing);
    assert_eq!(passed.verdict, Verdict::Allowed);
    let function = "arn:aws:lambda:eu-west-1:447100004001:function:mine";
    assert!(may(&demo, developer, "lambda:CreateFunction", function));
    assert!(may(&demo, developer, "lambda:InvokeFunction", function));

    let runner = "booking-prod/batch-runner";
    assert!(may(&demo, runner, "iam:CreatePolicyVersion", policy));
    for name in ["batch-runner", "booking-admin"] {
        let managed = &role(&demo, "booking-prod", name).policies.managed;
        assert!(managed.iter().any(|it| it.as_str() == policy), "{name}");
    }

    // The third hop needs the second: only a new version lets batch-runner assume booking-admin.
    assert!(!may(&demo, runner, "sts:AssumeRole", &arn(admin)));
    let mut written = (**demo.managed_policies().get(&policy.parse().unwrap()).unwrap()).clone();
    let newest = written.versions.last_mut().unwrap();
    newest.document = Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    );
    let policy = Box::new(written);
    let later = after(&demo, &Change::PutManagedPolicy { policy });
    assert!(may(&later, runner, "sts:AssumeRole", &arn(admin)));
    let boundary = "iam:DeleteRolePermissionsBoundary";
    assert!(!may(&later, runner, boundary, "arn:aws:iam::447100004001:user/x"));
    assert!(may(&demo, "booking-prod/booking-admin", "iam:CreateGroup", "*"));
    assert!(!may(&demo, developer, "sts:AssumeRole", &arn(admin)));
}

#[test]
fn fact_2_the_same_bucket_policy_is_public_in_one_place_and_not_in_the_other() {
    let demo = demo();
    let text = |bucket: &str| {
        let arn = format!("arn:aws:s3:::{bucket}").parse().unwrap();
        let policy = demo.resources().get(&arn).unwrap().policy.clone().unwrap();
        policy.text().replace(bucket, "BUCKET")
    };
    assert_eq!(text("erp-invoices"), text("booking-invoices"));
    let erp = "arn:aws:s3:::erp-invoices/2026/08/1.pdf";
    let booking = "arn:aws:s3:::booking-invoices/2026/08/1.pdf";
    for who in ["anonymous", PARTNER] {
        assert!(lets_in(&demo, who, "s3:GetObject", erp), "{who}");
        assert_eq!(ask(&demo, who, "s3:GetObject", booking), "explicit:rcp", "{who}");
    }

    // What if the perimeter stood there too: outsiders lose, insiders do not.
    let policy = policy_id(&demo, "OrgPerimeter");
    let to = unit(&demo, "/Exceptions");
    let guarded = after(&demo, &Change::AttachPolicy { policy, to });
    for who in ["anonymous", PARTNER] {
        assert_eq!(ask(&guarded, who, "s3:GetObject", erp), "explicit:rcp", "{who}");
    }
    let verdict = |of: &Organization, who: &Principal| {
        let asked = question(of, who, &"s3:GetObject".parse().unwrap(), erp, &Context::default());
        asked.map(|(request, layers)| decide(&request, &layers).verdict)
    };
    let insiders = all(&demo);
    for who in &insiders {
        assert_eq!(verdict(&demo, who), verdict(&guarded, who), "{who}");
    }
    let readers = insiders.iter().filter(|who| verdict(&demo, who) == Some(Verdict::Allowed));
    assert!(readers.count() > 10);

    // With the partner exempted it reads on, and the public still does not.
    let perimeter = guarded.policies().iter().find(|it| it.name == "OrgPerimeter").unwrap();
    let organization = "\"aws:PrincipalOrgID\": \"o-kestrel4f9\"";
    let exempted = format!("{organization}, \"aws:PrincipalAccount\": \"730200000017\"");
    let text = perimeter.document.text().replacen(organization, &exempted, 1);
    let change = Change::UpdatePolicy {
        policy: perimeter.id.clone(),
        name: perimeter.name.clone(),
        description: perimeter.description.clone(),
        document: Document::new(&text),
    };
    let mended = after(&guarded, &change);
    assert!(lets_in(&mended, PARTNER, "s3:GetObject", erp));
    assert_eq!(ask(&mended, "anonymous", "s3:GetObject", erp), "explicit:rcp");
}

#[test]
fn facts_3_and_4_an_old_user_with_everything_and_an_old_key() {
    let demo = demo();
    let clock = demo.foundation().clock.unwrap();
    let id = account(&demo, "datalake-dev");
    let user = demo.users().get(&(id, "etl-legacy".parse().unwrap())).unwrap();
    let guard = demo
        .controls()
        .iter()
        .find(|it| it.policy == Some(policy_id(&demo, "DenyIamUsersAndKeys")))
        .unwrap();
    assert!(user.created < guard.enabled);
    assert_eq!(user.policies.inline.len(), 1);
    let who = "datalake-dev/etl-legacy";
    assert!(may(&demo, who, "ec2:DescribeInstances", "*"));
    assert!(may(&demo, who, "s3:GetObject", "arn:aws:s3:::anything/at-all"));
    assert_eq!(
        ask(&demo, who, "iam:CreateUser", "arn:aws:iam::447100004105:user/x"),
        "explicit:scp"
    );
    let key = &user.access_keys[0];
    assert_eq!(key.status, KeyStatus::Active);
    assert_eq!((clock - key.created.unwrap()).num_days(), 612);
    assert_eq!((clock - key.last_used.unwrap()).num_days(), 400);
}

#[test]
fn fact_5_a_console_password_without_a_second_factor() {
    let demo = demo();
    let id = account(&demo, "legacy-erp");
    let user = demo.users().get(&(id, "ops-emergency".parse().unwrap())).unwrap();
    assert!(user.password.is_some() && user.mfa.is_empty());
    let others = demo.users().iter().filter(|it| it.password.is_some() && it.mfa.is_empty());
    assert_eq!(others.count(), 1);
}

#[test]
fn fact_6_a_contractor_is_a_dormant_administrator() {
    let demo = demo();
    let clock = demo.foundation().clock.unwrap();
    let vance =
        demo.directory_users().iter().find(|it| it.user_name.starts_with("r.vance")).unwrap();
    let contractors = demo.directory_groups().iter().find(|it| it.name == "contractors").unwrap();
    assert!(contractors.members.contains(&vance.id));
    let who = DirectoryPrincipal::User(vance.id.clone());
    let own: Vec<_> = demo.assignments_to(&who).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].account, account(&demo, "tracking-prod"));
    assert_eq!((clock - own[0].last_used.unwrap()).num_days(), 214);
    assert!(may(&demo, "r.vance/tracking-prod/Admin", "iam:CreatePolicy", "*"));
    let admin = demo.activity().iter().any(|event| {
        event.actor.contains("AWSReservedSSO_Admin_") && event.actor.contains("r.vance")
    });
    assert!(!admin, "the month shows r.vance as Admin");
}

#[test]
fn fact_7_a_vendor_comes_in_without_an_external_id() {
    let demo = demo();
    let scanner = role(&demo, "audit", "VendorScanner");
    assert!(!scanner.trust.text().contains("ExternalId"));
    let vendor = "arn:aws:iam::580300000042:role/scanner";
    assert!(lets_in(&demo, vendor, "sts:AssumeRole", &arn(scanner)));

    // Only the perimeter's exemption lets it: were another role in audit as trusting, it would not.
    let mut other = scanner.clone();
    other.name = "OtherScanner".parse().unwrap();
    let later = after(&demo, &Change::PutRole { role: Box::new(other.clone()) });
    assert_eq!(ask(&later, vendor, "sts:AssumeRole", &arn(&other)), "explicit:rcp");
}

#[test]
fn fact_8_trails_can_be_stopped_in_deployments_alone() {
    let demo = demo();
    let trail = |account: &str| format!("arn:aws:cloudtrail:eu-west-1:{account}:trail/kestrel-org");
    assert!(may(&demo, "jonas/cicd-prod/Admin", "cloudtrail:StopLogging", &trail("447100005001")));
    for (who, account) in [
        ("r.vance/tracking-prod/Admin", "447100004003"),
        ("mira/sec-tooling/Admin", "447100002003"),
        ("jonas/sbx-jonas/SandboxOwner", "447100006002"),
        ("jonas/shared-prod/PowerUser", "447100003003"),
        ("jonas/legacy-erp/PowerUser", "447100008001"),
    ] {
        let reason = ask(&demo, who, "cloudtrail:StopLogging", &trail(account));
        assert_eq!(reason, "explicit:scp", "{who}");
    }
}

#[test]
fn fact_9_platform_admin_may_take_off_its_own_boundary() {
    let demo = demo();
    let admin = role(&demo, "shared-prod", "platform-admin");
    assert!(admin.boundary.is_some());
    let who = "shared-prod/platform-admin";
    assert!(may(&demo, who, "iam:DeleteRolePermissionsBoundary", &arn(admin)));
    let user = "arn:aws:iam::447100003003:role/platform-x";
    assert!(may(&demo, who, "iam:CreateRole", user));
    assert_eq!(ask(&demo, who, "organizations:ListAccounts", "*"), "explicit:boundary");
}

#[test]
fn fact_10_contractors_are_power_users_in_eleven_workloads() {
    let demo = demo();
    let group = demo.directory_groups().iter().find(|it| it.name == "contractors").unwrap();
    let who = DirectoryPrincipal::Group(group.id.clone());
    let apps = ["booking", "billing", "tracking", "datalake", "payments", "cardvault"];
    let assigned: Vec<_> = demo
        .assignments_to(&who)
        .map(|it| demo.accounts().get(&it.account).unwrap().name.clone())
        .collect();
    assert_eq!(assigned.len(), 11);
    assert!(assigned.iter().all(|name| apps.iter().any(|app| name.starts_with(app))));
    let secret = "arn:aws:dynamodb:eu-west-1:447100004012:table/cards";
    assert!(may(&demo, "k.osei/cardvault-prod/PowerUser", "dynamodb:Scan", secret));
}

#[test]
fn fact_11_an_edited_guardrail_and_a_stray_account() {
    let demo = demo();
    let found: Vec<String> = drift(&demo).iter().map(|it| it.describe(&demo)).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    let policy = policy_id(&demo, "RequireImdsV2");
    let edited = |it: &Drift| matches!(it, Drift::PolicyEdited { policy: p, .. } if *p == policy);
    assert!(drift(&demo).iter().any(edited));
    let stray = account(&demo, "tracking-dev");
    assert!(drift(&demo).contains(&Drift::AccountUnderRoot(stray)));
    let root = ParentId::Root(demo.foundation().root.clone());
    assert_eq!(demo.accounts().get(&stray).unwrap().parent, root);
    let who = "p.lindqvist/tracking-dev/PowerUser";
    let trail = "arn:aws:cloudtrail:eu-west-1:447100004104:trail/kestrel-org";
    assert!(may(&demo, who, "cloudtrail:StopLogging", trail), "no unit's policies reach it");
}

/// What becomes of a workflow of a repository that asks to be GitHubDeploy.
fn from_github(demo: &Organization, repository: &str) -> String {
    let host = "token.actions.githubusercontent.com";
    let provider = format!("arn:aws:iam::447100005001:oidc-provider/{host}");
    let caller = Caller::Federated { provider };
    let action = "sts:AssumeRoleWithWebIdentity".parse().unwrap();
    let mut layers = Layers::default();
    let deploy = arn(role(demo, "cicd-prod", "GitHubDeploy"));
    let (resource, held) = target(demo, &deploy, &caller, &mut layers.assumptions);
    resource_layers(demo, &action, &resource, held, &mut layers);
    let organization = Some(membership(demo, None, resource.account));
    let mut context = Context::default();
    context.set(&format!("{host}:aud"), "sts.amazonaws.com");
    context.set(&format!("{host}:sub"), format!("repo:{repository}:ref:refs/heads/main"));
    let request = Request { caller, action, resource, context, organization };
    decide(&request, &layers).reason.to_string()
}

#[test]
fn fact_12_any_repository_on_github_can_deploy() {
    let demo = demo();
    let deploy = role(&demo, "cicd-prod", "GitHubDeploy");
    assert!(!deploy.trust.text().contains("token.actions.githubusercontent.com:sub"));
    assert_eq!(from_github(&demo, "stranger/anything"), "allow:resource");
    for target in ["booking-prod", "payments-prod", "sec-tooling"] {
        let target = arn(role(&demo, target, "Deploy"));
        assert!(may(&demo, "cicd-prod/GitHubDeploy", "sts:AssumeRole", &target), "{target}");
    }

    // Elsewhere an RCP would keep strangers out; here it is missing.
    let policy = policy_id(&demo, "TrustedOidc");
    let to = unit(&demo, "/Deployments");
    let guarded = after(&demo, &Change::AttachPolicy { policy, to });
    assert_eq!(from_github(&guarded, "stranger/anything"), "explicit:rcp");
    assert_eq!(from_github(&guarded, "kestrel-freight/booking"), "allow:resource");
}

#[test]
fn fact_13_amara_is_denied_bedrock_by_the_allow_list_alone() {
    let demo = demo();
    let who = "amara/sbx-amara/SandboxOwner";
    let model = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2";
    assert_eq!(ask(&demo, who, "bedrock:InvokeModel", model), "implicit:scp");
    let policy = policy_id(&demo, "FullAWSAccess");
    let to = unit(&demo, "/Sandbox");
    let opened = after(&demo, &Change::AttachPolicy { policy, to });
    assert_eq!(ask(&opened, who, "bedrock:InvokeModel", model), "allow:identity");
    assert!(may(&demo, who, "lambda:ListFunctions", "*"));
}

#[test]
fn fact_14_the_payments_key_decrypts_for_all_of_the_data_lake() {
    let demo = demo();
    let key = demo
        .resources()
        .iter()
        .find(|it| it.tags.get("Name") == Some("payments-cmk"))
        .map(|it| it.arn.to_string())
        .unwrap();
    let expected = "payments-prod/payments-api";
    assert!(may(&demo, expected, "kms:Decrypt", &key));
    for nobody_expects in [
        "datalake-prod/glue-etl",
        "amara/datalake-prod/DataScientist",
        "k.osei/datalake-prod/PowerUser",
    ] {
        assert!(may(&demo, nobody_expects, "kms:Decrypt", &key), "{nobody_expects}");
    }
    for others in ["k.osei/payments-prod/PowerUser", "booking-prod/booking-api"] {
        assert!(!may(&demo, others, "kms:Decrypt", &key), "{others}");
    }
}

#[test]
fn the_clock_is_data_and_everything_lies_before_it() {
    let demo = demo();
    let clock = demo.foundation().clock.unwrap();
    let used = demo.assignments().iter().filter_map(|it| it.last_used);
    let keys = demo.users().iter().flat_map(|it| &it.access_keys);
    let moments = used.chain(keys.filter_map(|it| it.last_used));
    for moment in moments.chain(demo.roles().iter().filter_map(|it| it.last_used)) {
        assert!(moment <= clock && clock - moment < TimeDelta::days(900), "{moment}");
    }
}
