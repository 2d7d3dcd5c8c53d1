//! Units and accounts.

use super::*;
use crate::catalog::Quota;
use crate::org::sample::{BILLING, MANAGEMENT, PLAY, PROD, ROOT, SANDBOX, SHOP, WORKLOADS};
use crate::org::{AccountSettings, AccountState, JoinedMethod, PolicyId};

fn create_ou(unit: &str, name: &str, parent: &str) -> Change {
    Change::CreateOu { ou: sample::ou(unit, name, parent) }
}

fn create_account(account: &str, name: &str, parent: &str) -> Change {
    Change::CreateAccount { account: Box::new(sample::account(account, name, parent)) }
}

/// E-41, E-44.
#[test]
fn new_nodes_get_the_policies_of_aws() {
    let of = sample::organization();
    for place in [ROOT, PROD, SHOP, MANAGEMENT] {
        let attached: Vec<_> = of.attached(&node(place)).iter().map(PolicyId::as_str).collect();
        assert_eq!(attached, ["p-FullAWSAccess", "p-RCPFullAWSAccess"], "{place}");
    }
}

/// O-3, O-20.
#[test]
fn units_are_five_deep_at_most() {
    let mut of = sample::organization();
    let mut parent = PROD.to_owned();
    for level in 3..=5 {
        let unit = format!("ou-ab12-level00{level}");
        of = made(&of, &create_ou(&unit, "down", &parent));
        parent = unit;
    }
    let error = refused(&of, &create_ou("ou-ab12-level006", "down", &parent));
    assert!(matches!(error, ChangeError::Quota { quota: "OrganizationalUnitDepth", .. }));
}

#[test]
fn units_are_named_apart_from_their_siblings() {
    let of = sample::organization();
    refused_for(&of, &create_ou("ou-ab12-another1", "Sandbox", ROOT), "choose another name");
    made(&of, &create_ou("ou-ab12-another1", "Sandbox", PROD));
    refused_for(&of, &create_ou("ou-ab12-another1", "", ROOT), "is 0 long: make it 1 to 128");
    refused_for(&of, &create_ou("ou-zz99-another1", "Other", ROOT), "of another organization");
    refused_for(&of, &create_ou("ou-ab12-another1", "Other", "r-zz99"), "there is no root");
    let rename = Change::RenameOu { ou: id(SANDBOX), name: "Workloads".to_owned() };
    refused_for(&of, &rename, "choose another name");
}

/// O-14.
#[test]
fn only_an_empty_unit_is_deleted() {
    let of = sample::organization();
    refused_for(&of, &Change::DeleteOu { ou: id(WORKLOADS) }, "in use by the unit Prod");
    refused_for(&of, &Change::DeleteOu { ou: id(SANDBOX) }, "in use by the account play");
    let emptied = made(&of, &Change::MoveAccount { account: id(PLAY), to: id(ROOT) });
    let gone = made(&emptied, &Change::DeleteOu { ou: id(SANDBOX) });
    assert!(gone.attached(&node(SANDBOX)).is_empty());
}

/// O-9.
#[test]
fn addresses_are_unique_whatever_their_case() {
    let of = sample::organization();
    let mut account = sample::account("555555555555", "other", ROOT);
    for (address, part) in [
        ("SHOP@example.com", "choose another address"),
        ("a@b.c", "is 5 long: make it 6 to 64"),
        ("no-at.example.com", "no e-mail address"),
        ("two@at@example.com", "no e-mail address"),
        ("with space@example.com", "no e-mail address"),
    ] {
        address.clone_into(&mut account.email);
        refused_for(&of, &Change::CreateAccount { account: Box::new(account.clone()) }, part);
    }
}

/// O-20: the default is ten; a recorded grant counts, and so does what is there.
#[test]
fn accounts_have_a_quota() {
    let mut of = sample::organization();
    for number in 0..6 {
        let (id, name) = (format!("55555555555{number}"), format!("more-{number}"));
        of = made(&of, &create_account(&id, &name, ROOT));
    }
    let eleventh = create_account("666666666666", "eleventh", ROOT);
    assert!(matches!(
        refused(&of, &eleventh),
        ChangeError::Quota { quota: "Accounts", wanted: 11, limit: 10 }
    ));
    let mut foundation = of.foundation().clone();
    foundation.granted_quotas.insert("Accounts".to_owned(), 11);
    let granted = made(&of, &Change::SetFoundation { foundation: Box::new(foundation.clone()) });
    assert_eq!(granted.quota(Quota::Accounts), 11);
    let of = made(&granted, &eleventh);
    refused(&of, &create_account("777777777777", "twelfth", ROOT));
    foundation.granted_quotas.insert("Acounts".to_owned(), 20);
    refused_for(&of, &Change::SetFoundation { foundation: Box::new(foundation) }, "is no quota");
}

/// O-15: an account that the organization makes lets the management account in.
#[test]
fn a_created_account_has_the_access_role() {
    let of = sample::organization();
    let mut account = sample::account("555555555555", "other", ROOT);
    account.joined.method = JoinedMethod::Created;
    let of = made(&of, &Change::CreateAccount { account: Box::new(account) });
    let key = (id("555555555555"), id("OrganizationAccountAccessRole"));
    let role = of.roles().get(&key).unwrap();
    assert!(role.trust.text().contains("arn:aws:iam::111111111111:root"));
    assert!(of.problems().is_empty(), "{:?}", of.problems());
}

/// O-12.
#[test]
fn the_management_account_is_closed_last() {
    let mut of = sample::organization();
    let close = |account: &str| Change::SetAccountState {
        account: id(account),
        state: AccountState::Closed,
    };
    assert!(matches!(refused(&of, &close(MANAGEMENT)), ChangeError::Management(..)));
    for member in [SHOP, BILLING, PLAY] {
        of = made(&of, &close(member));
    }
    made(&of, &close(MANAGEMENT));
}

/// O-10: nothing becomes unborn, and the undo of its birth is exact all the same.
#[test]
fn an_account_goes_forward_through_its_states() {
    let mut account = sample::account("555555555555", "other", ROOT);
    account.state = AccountState::PendingActivation;
    let create = Change::CreateAccount { account: Box::new(account) };
    let of = made(&sample::organization(), &create);
    let set = |state| Change::SetAccountState { account: id("555555555555"), state };
    let of = made(&of, &set(AccountState::Active));
    refused_for(&of, &set(AccountState::PendingActivation), "O-10");
}

#[test]
fn nothing_changes_inside_a_suspended_account() {
    let of = sample::organization();
    let suspend = Change::SetAccountState { account: id(SHOP), state: AccountState::Suspended };
    let of = made(&of, &suspend);
    let put = Change::PutRole { role: Box::new(sample::role(SHOP, "Deploy")) };
    refused_for(&of, &put, "have it reinstated first");
}

/// G-26, R-10.
#[test]
fn settings_are_what_aws_takes() {
    let of = sample::organization();
    let set = |account: &str, settings: &AccountSettings| Change::SetAccountSettings {
        account: id(account),
        settings: Box::new(settings.clone()),
    };
    let mut settings = AccountSettings::default();
    for (alias, part) in [
        ("ab", "is 2 long: make it 3 to 63"),
        ("-abc", "is no alias"),
        ("a--b", "is no alias"),
        ("Abc", "is no alias"),
        ("123456789012", "is no alias"),
    ] {
        settings.alias = Some(alias.to_owned());
        refused_for(&of, &set(SHOP, &settings), part);
    }
    settings.alias = Some("example-shop".to_owned());
    let of = made(&of, &set(SHOP, &settings));
    refused_for(&of, &set(BILLING, &settings), "choose another alias");
    settings.alias = None;
    settings.canonical_id = Some(id(&"a".repeat(64)));
    let of = made(&of, &set(SHOP, &settings));
    refused_for(&of, &set(BILLING, &settings), "choose another canonical id");
    settings.canonical_id = None;
    settings.contacts.insert("press".to_owned(), "press@example.com".to_owned());
    refused_for(&of, &set(BILLING, &settings), "no kind of contact");
}

#[test]
fn one_request_vends_one_account() {
    let of = sample::organization();
    let mut account = sample::account("555555555555", "other", ROOT);
    account.settings.vended = Some(crate::org::Vended {
        template: "workload".to_owned(),
        version: 1,
        request: "key".to_owned(),
        values: std::collections::BTreeMap::new(),
    });
    let of = made(&of, &Change::CreateAccount { account: Box::new(account.clone()) });
    account.id = id("666666666666");
    account.email = "again@example.com".to_owned();
    let again = Change::CreateAccount { account: Box::new(account) };
    refused_for(&of, &again, "one request makes one account");
}

#[test]
fn moves_are_told_in_names() {
    let of = sample::organization();
    let change = Change::MoveAccount { account: id(SHOP), to: id(SANDBOX) };
    assert_eq!(change.summary(&of), "move shop from /Workloads/Prod to /Sandbox");
    let of = made(&of, &change);
    assert_eq!(of.display_path(&node(SHOP)), "/Sandbox/shop");
    refused_for(&of, &change, "nothing to move");
}

/// G-26, O-20.
#[test]
fn tags_are_what_aws_takes() {
    let of = sample::organization();
    let set = |pairs: Vec<(String, String)>| Change::SetNodeTags {
        node: node(PROD),
        tags: pairs.into_iter().collect(),
    };
    refused_for(&of, &set(vec![("AWS:x".to_owned(), String::new())]), "AWS's own");
    refused_for(&of, &set(vec![("k".repeat(129), String::new())]), "TagKeyLength");
    refused_for(&of, &set(vec![("k".to_owned(), "v".repeat(257))]), "TagValueLength");
    let many = (0..51).map(|n| (n.to_string(), String::new())).collect();
    refused_for(&of, &set(many), "quota OrganizationTags: 51 would exceed 50");
    made(&of, &set(vec![("team".to_owned(), "shop".to_owned())]));
}
