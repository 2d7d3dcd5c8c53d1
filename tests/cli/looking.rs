//! `tree`, `show`, `demo`, and what has a form of its own.

use super::program::{command, demo, demo_json, demo_store, on};

#[test]
fn the_tree_has_every_account_and_what_is_attached() {
    let page = demo(&["tree"]);
    assert_eq!(page.code, 0);
    assert!(page.err.is_empty(), "{page:?}");
    let sandbox = page.out.lines().find(|line| line.contains("─ Sandbox")).unwrap();
    assert!(sandbox.contains("only SandboxAllowlist"), "{sandbox}");
    assert!(page.out.lines().any(|line| line.contains("old-crm") && line.contains("suspended")));

    let tree = demo_json(&["tree", "/Workloads/Prod"]);
    assert_eq!(tree["kind"], "ou");
    assert_eq!(tree["path"], "/Workloads/Prod");
    let names: Vec<_> = tree["children"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["billing-prod", "booking-prod", "datalake-prod", "tracking-prod", "PCI"]);
}

#[test]
fn a_node_that_is_not_there_is_told_with_its_neighbour() {
    demo(&["tree", "/Workload"]).refused(&["`/Workload`", "did you mean `/Workloads`?"]);
    demo(&["tree", "contractors"]).refused(&["no root, unit or account `contractors`"]);
}

#[test]
fn policies_are_shown_with_the_path_they_come_by() {
    let account = demo_json(&["show", "booking-prod"]);
    assert_eq!(account["kind"], "account");
    let policies = account["policies"].as_array().unwrap();
    let leave = policies.iter().find(|it| it["name"] == "DenyLeaveOrg").unwrap();
    assert_eq!((&leave["from"], &leave["inherited"]), (&"/".into(), &true.into()));
    let unit = policies.iter().find(|it| it["name"] == "RequireImdsV2").unwrap();
    assert_eq!(unit["from"], "/Workloads/Prod");
}

#[test]
fn everything_that_has_a_name_can_be_shown() {
    for (name, kind, words) in [
        ("/", "unit", "DenyRootUser"),
        ("447100004001", "account", "aws+booking-prod@kestrel.example"),
        ("SandboxAllowlist", "policy", "reaches"),
        ("AdministratorAccess", "managed_policy", "arn:aws:iam::aws:policy/AdministratorAccess"),
        ("Developer", "permission_set", "Access by assignment"),
        ("amara", "user", "SandboxOwner"),
        ("contractors", "group", "members"),
        ("datalake-dev/etl-legacy", "principal", "access key 612 days old"),
        ("booking-prod/Deploy", "principal", "Trust policy"),
        ("erp-invoices", "resource", "InvoiceLinks"),
    ] {
        let page = demo(&["show", name]);
        assert_eq!(page.code, 0, "{name}: {page:?}");
        assert!(page.out.contains(words), "{name}: {}", page.out);
        assert_eq!(demo_json(&["show", name])["kind"], kind, "{name}");
    }
}

#[test]
fn a_name_that_means_nothing_or_too_much_is_refused() {
    demo(&["show", "Secrity"]).refused(&["`Secrity`", "did you mean `Security`?"]);
    demo(&["show", "Prod"]).refused(&["names 2 things", "/Infrastructure/Prod", "/Workloads/Prod"]);
    demo(&["show", "WorkloadBoundary"]).refused(&["--kind managed-policy arn:aws:iam::", "more"]);
    demo(&["show", "arn:aws:s3:::nothing-here"]).refused(&["arn:aws:s3:::nothing-here"]);
    demo(&["show", "booking-prod/Deploi"]).refused(&["did you mean `booking-prod/Deploy`?"]);
}

#[test]
fn without_a_terminal_the_demo_is_a_tour_of_facts() {
    let tour = on(demo_store(), &["--output", "json", "--read-only", "demo"]).json();
    assert_eq!((&tour["accounts"], &tour["units"]), (&25.into(), &13.into()));
    let buckets = tour["open_buckets"].as_array().unwrap();
    let public = |name: &str| {
        let of_name = |it: &&serde_json::Value| it["arn"].as_str().unwrap().ends_with(name);
        buckets.iter().find(of_name).unwrap()["public"].as_bool().unwrap()
    };
    assert!(public("erp-invoices"));
    assert!(!public("booking-invoices"));
    assert_eq!(tour["denied"]["principal"], "amara/sbx-amara/SandboxOwner");
    assert!(tour["denied"]["message"].as_str().unwrap().contains("attached to /Sandbox"));
    assert_eq!(tour["templates"].as_array().unwrap().len(), 3);
}

#[test]
fn the_tour_leads_on_to_commands_that_agree_with_it() {
    let tour = demo(&["demo"]);
    let lines: Vec<_> = tour.out.lines().filter(|line| line.starts_with("bailiwick --")).collect();
    assert_eq!(lines.len(), 3, "{}", tour.out);
    let mut codes = Vec::new();
    for line in lines {
        let words: Vec<_> = line.split(' ').skip(3).collect();
        codes.push(demo(&words).code);
    }
    assert_eq!(codes, [0, 0, 1]);
}

#[test]
fn the_console_needs_a_terminal() {
    demo(&[]).refused(&["terminal", "bailiwick help"]);
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for (line, script) in
        [(&["completions", "bash"][..], "complete -F"), (&["completions", "zsh"], "#compdef")]
    {
        let ran = demo(line);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains(script) && ran.out.contains("permissions"), "{line:?}");
    }
    let man = demo(&["man"]);
    for command in ["CAN", "FACTORY APPLY", "IMPORT AWS-CLI"] {
        assert!(man.out.contains(&format!("BAILIWICK {command}")), "{command}");
    }
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let ran = demo(&["trea"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("'tree'"), "{ran:?}");
    assert_eq!(demo(&["--help"]).code, 0);
}

#[test]
fn nobody_reading_on_is_no_error() {
    let mut command = command(demo_store().parent().unwrap());
    command.args(["--read-only", "--store"]).arg(demo_store());
    command.args(["permissions", "root@kestrel-mgmt", "--service", "ec2"]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn what_goes_into_a_pipe_has_no_colours() {
    assert!(!demo(&["tree"]).out.contains('\u{1b}'));
}
