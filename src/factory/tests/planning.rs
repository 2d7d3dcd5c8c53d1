//! What a plan says, and what it refuses.

use super::*;

#[test]
fn a_plan_makes_the_account_that_the_template_says() {
    let organization = testing::organization();
    let plan = planned(&template(), &organization).unwrap();
    let after = &plan.organization_after;
    let account = after.accounts().get(&plan.account()).unwrap();
    assert_eq!(
        (account.name.as_str(), account.email.as_str()),
        ("shop-dev", "shop-dev@company.example")
    );
    assert_eq!(after.display_path(&NodeId::Account(account.id)), "/Workloads/NonProd/shop-dev");
    assert_eq!(plan.destination(), "/Workloads/NonProd");
    assert_eq!(account.tags.get("app"), Some("shop"));
    let settings = &account.settings;
    assert_eq!(settings.alias.as_deref(), Some("co-shop-dev"));
    assert_eq!(settings.password_policy.unwrap().minimum_length, 14);
    assert_eq!(settings.contacts["security"], "sec@company.example");
    assert_eq!(settings.budget.as_ref().unwrap().monthly, 500);
    assert_eq!(settings.services["config"], "on");
    assert!(settings.protected);
    assert_eq!(settings.expires.unwrap(), testing::now() + chrono::Duration::days(90));
    let attached: Vec<_> =
        after.attached(&NodeId::Account(plan.account())).iter().map(ToString::to_string).collect();
    assert_eq!(attached, ["p-FullAWSAccess", "p-RCPFullAWSAccess", "p-directrcp1", "p-directscp1"]);
    let roles: Vec<_> = after.roles_in(account.id).map(|role| role.name.to_string()).collect();
    assert!(roles.contains(&"Deploy".to_owned()) && roles.contains(&"CI".to_owned()));
    assert!(roles.iter().any(|name| name.starts_with("AWSReservedSSO_Developer_")));
    assert!(!roles.contains(&"OnlyProd".to_owned()));
    let deploy = after.roles().get(&(account.id, "Deploy".parse().unwrap())).unwrap();
    assert!(deploy.trust.text().contains("arn:aws:iam::222222222222:role/Pusher"));
    assert_eq!(deploy.max_session, 7200);
    let edge = deploy.boundary.as_ref().unwrap();
    let document =
        after.managed_policies().get(edge).unwrap().document().unwrap().text().to_owned();
    assert!(document.contains(&format!("arn:aws:s3:::b-{}/*", account.id)));
    let ci = after.roles().get(&(account.id, "CI".parse().unwrap())).unwrap();
    assert!(ci.trust.text().contains(":sub") && ci.trust.text().contains("repo:acme/shop:*"));
    assert_eq!(after.providers_in(account.id).count(), 2);
    let assignment = after.assignments_in(account.id).next().unwrap();
    assert_eq!(assignment.expires.unwrap(), testing::now() + chrono::Duration::days(30));
}

#[test]
fn a_plan_is_the_same_each_time_and_its_hash_does_not_know_the_clock() {
    let organization = testing::organization();
    let (one, other) = (
        planned(&template(), &organization).unwrap(),
        planned(&template(), &organization).unwrap(),
    );
    assert_eq!(one.steps, other.steps);
    assert_eq!((&one.hash, one.account()), (&other.hash, other.account()));
    let request = request(&template(), &organization);
    let later = testing::now() + chrono::Duration::hours(3);
    let at =
        |revision, at| plan(&request, &organization, revision, at, &Evaluator).ok().unwrap().hash;
    assert_eq!(at(REVISION, later), one.hash);
    assert_ne!(at(REVISION + 1, testing::now()), one.hash);
    let other = planned(&edited("max_session: 2h", "max_session: 3h"), &organization).unwrap();
    assert_ne!(other.hash, one.hash);
}

#[test]
fn a_plan_tells_what_it_does_in_lines() {
    let plan = planned(&template(), &testing::organization()).unwrap();
    let lines: Vec<_> = plan.lines().map(ToString::to_string).collect();
    for wanted in [
        &format!(
            "+ create the account shop-dev in / as {}, shop-dev@company.example",
            plan.account()
        ),
        "+ attach Stop to /shop-dev",
        "+ passwords of at least: 14 characters",
        "+ budget: 500 USD a month, alarms at 50, 100 %",
        "+ make the role Deploy in shop-dev with ReadOnlyAccess, bounded by Edge, for 222222222222:role/Pusher",
        "+ assign Developer in shop-dev to booking until 2030-01-31 00:00",
        "~ move shop-dev from / to /Workloads/NonProd",
        "- detach Stop from /Workloads/NonProd/shop-dev",
    ] {
        assert!(
            lines.iter().any(|line| line == wanted),
            "{wanted}\nis not in\n{}",
            lines.join("\n")
        );
    }
    assert!(plan.approval.is_none() && plan.warnings.is_empty());
    assert_eq!(plan.proven, ["s3:PutObject is denied for role/*"]);
}

#[test]
fn an_invariant_that_would_not_hold_stops_the_plan_and_says_why() {
    let template = edited(
        "deny: \"s3:PutObject\", for: \"role/*\"",
        "deny: \"s3:GetObject\", for: role/Deploy, on: \"arn:aws:s3:::b-${account_id}/x\"",
    );
    let template_file = refusal(&template, &without_denials());
    assert!(
        template_file
            .starts_with("workload.yaml:28:5: invariants[0]: s3:GetObject on arn:aws:s3:::b-"),
        "{template_file}"
    );
    assert!(
        template_file.contains("has to be denied for role Deploy: it is allowed"),
        "{template_file}"
    );
    let template = edited(
        "deny: \"s3:PutObject\", for: \"role/*\"",
        "allow: \"s3:PutObject\", for: role/Deploy, on: \"arn:aws:s3:::b/x\"",
    );
    let refused = refusal(&template, &without_denials());
    assert!(refused.contains("has to be allowed for role Deploy: no "), "{refused}");
    let template = edited("for: \"role/*\"", "for: role/Depoly");
    assert!(refusal(&template, &testing::organization()).contains("has no role/Depoly"));
}

/// The organization with a direct SCP that forbids nothing.
fn without_denials() -> Organization {
    let open = crate::policy::Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    );
    changed(|record| match record {
        Record::Policy(mut policy) if policy.name == "NoChanges" => {
            policy.document = open.clone();
            Record::Policy(policy)
        }
        other => other,
    })
}

#[test]
fn names_that_stand_for_nothing_are_all_told_at_once_with_their_places() {
    let text = TEMPLATE
        .replace("quarantine: Stop", "quarantine: Stpo")
        .replace("rcp: [Fence]", "rcp: [Wall]")
        .replace("role: Pusher", "role: Pushr")
        .replace("policies: [ReadOnlyAccess]", "policies: [ReadOnlyAcess]")
        .replace("permission_set: Developer", "permission_set: Develoepr")
        .replace("from: security", "from: securty")
        .replace("oidc: github", "oidc: githib")
        .replace("parking: /Parked", "parking: /Prked");
    let template = Arc::new(Template::read("workload.yaml", &text).unwrap());
    let told = planned(&template, &testing::organization()).err().unwrap();
    let wanted = [
        "workload.yaml:14:15: spec.quarantine: there is no SCP `Stpo` (did you mean `Stop`?)",
        "workload.yaml:17:38: spec.policies.rcp: there is no RCP `Wall`:",
        "workload.yaml:21:55: spec.roles[0].trust.role: there is no role of that account `Pushr` (did you mean `Pusher`?)",
        "workload.yaml:21:74: spec.roles[0].policies: there is no managed policy `ReadOnlyAcess` (did you mean `ReadOnlyAccess`?)",
        "workload.yaml:22:32: spec.roles[1].trust.oidc: there is no OIDC provider `githib` (did you mean `github`?)",
        "workload.yaml:24:53: spec.assignments[0].permission_set: there is no permission set `Develoepr` (did you mean `Developer`?)",
        "workload.yaml:30:28: approval.from: there is no group `securty` (did you mean `security`?)",
        "workload.yaml:31:47: lifecycle.parking: there is no unit `/Prked` (did you mean `/Parked`?)",
    ];
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told}\nis not\n{wanted}");
    }
    assert_eq!(told.len(), wanted.len(), "{}", told.join("\n"));
}

#[test]
fn an_address_in_use_is_told_before_anything_is_done() {
    let template = edited("${app}-${env}@company.example", "pipeline@company.example");
    let refused = refusal(&template, &testing::organization());
    assert!(refused.contains("spec.account.email: the email `pipeline@company.example` is in use by account pipeline (222222222222)"), "{refused}");
}

#[test]
fn a_quota_is_told_before_anything_is_done() {
    let full = changed(|record| match record {
        Record::Foundation(mut foundation) => {
            foundation.granted_quotas.insert("Accounts".to_owned(), 2);
            Record::Foundation(foundation)
        }
        other => other,
    });
    let refused = refusal(&template(), &full);
    assert!(refused.contains("step `create the account in quarantine`"), "{refused}");
    assert!(refused.contains("quota"), "{refused}");
    let long = format!("role{}", "x".repeat(70));
    let refused =
        refusal(&edited("name: Deploy", &format!("name: {long}")), &testing::organization());
    assert!(refused.contains("step `make the roles`") && refused.contains("64"), "{refused}");
}

#[test]
fn a_place_has_to_be_one_place() {
    let organization = testing::organization();
    let template = template();
    let plan_at = |organization: &Organization, place: &str| {
        let values = values(&[("app", "shop"), ("place", place)]);
        let request = check(&template, &values, organization).map_err(|e| format!("{e:?}"))?;
        let plan = plan(&request, organization, REVISION, testing::now(), &Evaluator);
        plan.map(|plan| plan.destination()).map_err(|e| e[0].to_string())
    };
    assert_eq!(plan_at(&organization, "ou-ab12-sprod000").unwrap(), "/Shared/Prod");
    assert!(plan_at(&organization, "/Shared/NonProd").unwrap_err().contains("no unit"));
    let twins = changed(|record| match record {
        Record::Ou(mut ou) if ou.name == "NonProd" => {
            ou.name = "Prod".to_owned();
            Record::Ou(ou)
        }
        other => other,
    });
    let refused = plan_at(&twins, "/Workloads/Prod").unwrap_err();
    assert!(refused.contains("more than one unit `/Workloads/Prod`"), "{refused}");
    assert!(refused.contains("ou-ab12-nonprod0, ou-ab12-prod0000"), "{refused}");
    let bare = lookup::unit(&organization, "Prod").unwrap_err().to_string();
    assert!(bare.contains("/Workloads/Prod") && bare.contains("/Shared/Prod"), "{bare}");
}

#[test]
fn a_policy_that_other_accounts_keep_comes_along_with_the_ids_replaced() {
    let text = TEMPLATE[..TEMPLATE.find("definitions:").unwrap()].to_owned();
    let template = Arc::new(Template::read("workload.yaml", &text).unwrap());
    let kept = |account: &str, action: &str| {
        Record::ManagedPolicy(crate::org::ManagedPolicy {
            arn: format!("arn:aws:iam::{account}:policy/edges/Edge").parse().unwrap(),
            unique_id: None,
            description: String::new(),
            versions: vec![crate::org::PolicyVersion {
                number: 1,
                document: crate::policy::Document::new(&format!(
                    r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"arn:aws:iam::{account}:role/*"}}]}}"#
                )),
                created: None,
            }],
            default_version: 1,
            created: None,
            tags: crate::org::Tags::default(),
        })
    };
    let with = |others: Vec<Record>| {
        Organization::from_records(testing::records().into_iter().chain(others)).unwrap()
    };
    let same = with(vec![kept("111111111111", "iam:Get*"), kept("222222222222", "iam:Get*")]);
    let plan = planned(&template, &same).unwrap();
    let arn = format!("arn:aws:iam::{}:policy/edges/Edge", plan.account()).parse().unwrap();
    let policy = plan.organization_after.managed_policies().get(&arn).unwrap();
    let document = policy.document().unwrap().text();
    assert!(document.contains(&format!("arn:aws:iam::{}:role/*", plan.account())), "{document}");
    let differing = with(vec![kept("111111111111", "iam:Get*"), kept("222222222222", "iam:*")]);
    let refused = refusal(&template, &differing);
    assert!(
        refused.contains("accounts 111111111111, 222222222222 keep different policies"),
        "{refused}"
    );
    assert!(refusal(&template, &testing::organization()).contains("no managed policy"));
}

#[test]
fn a_role_that_nobody_could_assume_is_left_out_and_told() {
    let plan =
        planned(&edited("[\"repo:acme/${app}:*\"]", "[]"), &testing::organization()).unwrap();
    assert!(
        plan.warnings.iter().any(|it| it.contains("role CI is left out")),
        "{:?}",
        plan.warnings
    );
    let ci = (plan.account(), "CI".parse().unwrap());
    assert!(!plan.organization_after.roles().contains(&ci));
}
