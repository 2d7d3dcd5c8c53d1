//! Naming principals, listing them, and who stands for whom.

use super::*;
use crate::org::{
    Change, DirectoryGroup,
    sample::{self, ADMIN, AMARA, JONAS, PLATFORM, PLAY, SHOP, after, id},
};

const READER: &str = "ps-fedcba9876543210";

/// The shop with Ann and `app`; amara is an admin there and in play by her group, and a reader in
/// play by herself and by the group.
fn organization() -> Organization {
    let assign = |account, set, principal| Change::Assign {
        assignment: sample::assignment(account, set, principal),
    };
    [
        Change::PutUser { user: Box::new(sample::user(SHOP, "ann")) },
        Change::PutRole { role: Box::new(sample::role(SHOP, "app")) },
        Change::PutPermissionSet { set: Box::new(sample::permission_set(READER, "Reader")) },
        assign(SHOP, ADMIN, sample::to_group(PLATFORM)),
        assign(PLAY, ADMIN, sample::to_group(PLATFORM)),
        assign(PLAY, READER, sample::to_user(AMARA)),
        assign(PLAY, READER, sample::to_group(PLATFORM)),
        Change::PutDirectoryUser {
            user: Box::new(sample::directory_user("user-kim", "kim@example.com")),
        },
    ]
    .iter()
    .fold(sample::organization(), |organization, change| after(&organization, change))
}

fn amara(account: &str, set: &str) -> Principal {
    Principal::Assigned { user: id(AMARA), account: id(account), permission_set: id(set) }
}

#[test]
fn a_principal_goes_by_many_names() {
    let organization = organization();
    let (ann, app) = (Principal::User(id(SHOP), id("ann")), Principal::Role(id(SHOP), id("app")));
    let session = Principal::Session(id(SHOP), id("app"), "s1".to_owned());
    let provider = "arn:aws:iam::222222222222:oidc-provider/token.example.com";
    let outside = "arn:aws:iam::999999999999:user/eve";
    for (text, principal) in [
        ("Anonymous", Principal::Anonymous),
        ("root@shop", Principal::Root(id(SHOP))),
        ("root@222222222222", Principal::Root(id(SHOP))),
        ("arn:aws:iam::222222222222:root", Principal::Root(id(SHOP))),
        ("shop/ann", ann.clone()),
        ("222222222222/user/ann", ann.clone()),
        ("arn:aws:iam::222222222222:user/ann", ann),
        ("shop/app", app.clone()),
        ("shop/role/app", app.clone()),
        ("arn:aws:iam::222222222222:role/team/app", app),
        ("arn:aws:sts::222222222222:assumed-role/app/s1", session),
        ("lambda.amazonaws.com", Principal::Service("lambda.amazonaws.com".to_owned())),
        ("accounts.google.com", Principal::Federated("accounts.google.com".to_owned())),
        (
            "cognito-identity.amazonaws.com",
            Principal::Federated("cognito-identity.amazonaws.com".to_owned()),
        ),
        (provider, Principal::Federated(provider.to_owned())),
        (outside, Principal::Outsider(id(outside))),
        ("amara/shop", amara(SHOP, ADMIN)),
        ("user-amara/shop", amara(SHOP, ADMIN)),
        ("Amara/play/reader", amara(PLAY, READER)),
        ("amara/play/ps-fedcba9876543210", amara(PLAY, READER)),
    ] {
        assert_eq!(Principal::find(&organization, text), Ok(principal), "{text}");
    }
}

#[test]
fn a_session_of_a_permission_sets_role_is_its_users() {
    let organization = organization();
    let role = provisioned_role(&organization, id(PLAY), &id(READER)).unwrap();
    assert_eq!(role.permission_set, Some(id(READER)));
    let session = |name: &str| {
        let arn = format!("arn:aws:sts::{PLAY}:assumed-role/{}/{name}", role.name);
        Principal::find(&organization, &arn).unwrap()
    };
    assert_eq!(session("amara"), amara(PLAY, READER));
    let nobodys = Principal::Session(id(PLAY), role.name.clone(), "nobody".to_owned());
    assert_eq!(session("nobody"), nobodys);
}

#[test]
fn what_names_nobody_says_what_there_is() {
    let organization = organization();
    let error = |text: &str| Principal::find(&organization, text).unwrap_err();
    assert_eq!(error("nobody"), PrincipalError::Form("nobody".to_owned()));
    let group = "arn:aws:iam::222222222222:group/g";
    assert_eq!(error(group), PrincipalError::Form(group.to_owned()));
    assert_eq!(error("root@nowhere"), PrincipalError::Account("nowhere".to_owned()));
    assert_eq!(error("root@999999999999"), PrincipalError::Account("999999999999".to_owned()));
    let (name, account) = ("bob".to_owned(), "shop".to_owned());
    assert_eq!(error("shop/bob"), PrincipalError::Entity { name, account });
    assert_eq!(error("jonas/shop").to_string(), "jonas has no assignment in shop: nor any other");
    assert_eq!(error("amara/shop/Reader").to_string(), "amara has no Reader in shop: only Admin");
    for kim in ["kim/shop", "KIM@example.com/shop"] {
        assert!(error(kim).to_string().starts_with("kim@example.com has no assignment"), "{kim}");
    }
    assert!(error("amara/play").to_string().contains("one of Admin, Reader behind a slash"));
}

#[test]
fn everybody_is_listed_once() {
    let organization = organization();
    let all = all(&organization);
    let count = |wanted: fn(&Principal) -> bool| all.iter().filter(|it| wanted(it)).count();
    assert_eq!(count(|it| matches!(it, Principal::Root(_))), 4);
    assert_eq!(count(|it| matches!(it, Principal::User(..))), 1);
    assert_eq!(count(|it| matches!(it, Principal::Role(..))), 4);
    let assigned: Vec<&Principal> =
        all.iter().filter(|it| matches!(it, Principal::Assigned { .. })).collect();
    assert_eq!(assigned, [&amara(SHOP, ADMIN), &amara(PLAY, ADMIN), &amara(PLAY, READER)]);
}

#[test]
fn people_stand_for_the_roles_of_their_permission_sets() {
    let organization = organization();
    let of_set = |set: &str| {
        let role = provisioned_role(&organization, id(PLAY), &id(set)).unwrap();
        Principal::Role(id(PLAY), role.name.clone())
    };
    assert!(stood_for(&organization, &of_set(ADMIN)) && stood_for(&organization, &of_set(READER)));
    assert!(!stood_for(&organization, &Principal::Role(id(SHOP), id("app"))));
    assert!(!stood_for(&organization, &amara(PLAY, READER)));
    let empty = DirectoryGroup {
        id: id(PLATFORM),
        name: "platform".to_owned(),
        description: String::new(),
        members: [].into(),
    };
    let deserted = after(&organization, &Change::PutDirectoryGroup { group: empty });
    assert!(!stood_for(&deserted, &of_set(ADMIN)) && stood_for(&deserted, &of_set(READER)));
    assert_eq!(members(&organization, &sample::to_group(PLATFORM)), [id(AMARA)]);
    assert_eq!(members(&organization, &sample::to_user(JONAS)), [id(JONAS)]);
    let sets =
        |user: &str, account: &str| permission_sets_of(&organization, &id(user), id(account));
    assert_eq!(sets(AMARA, PLAY), [id(ADMIN), id(READER)]);
    assert_eq!(sets(AMARA, SHOP), [id(ADMIN)]);
    assert_eq!(sets(JONAS, PLAY), []);
}

#[test]
fn a_principal_is_told_by_account_arn_and_role() {
    let organization = organization();
    let app = Principal::find(&organization, "shop/app").unwrap();
    assert_eq!((app.account(), amara(PLAY, READER).account()), (Some(id(SHOP)), Some(id(PLAY))));
    assert_eq!(Principal::Anonymous.account(), None);
    assert_eq!(app.arn(&organization), "arn:aws:iam::222222222222:role/app");
    let role = amara(PLAY, READER).role(&organization).unwrap();
    assert_eq!(role.permission_set, Some(id(READER)));
    let session = format!("arn:aws:sts::{PLAY}:assumed-role/{}/amara", role.name);
    assert_eq!(amara(PLAY, READER).arn(&organization), session);
    assert_eq!(Principal::Root(id(SHOP)).role(&organization), None);
}

#[test]
fn a_services_own_role_is_assumed_by_that_service_z_12() {
    let mut linked = sample::role(SHOP, "AWSServiceRoleForSSO");
    linked.path = id("/aws-service-role/sso.amazonaws.com/");
    let role = Change::PutRole { role: Box::new(linked) };
    let organization = after(&organization(), &role);
    let origin = |name: &str| match Principal::Role(id(SHOP), id(name)).caller(&organization) {
        Some(Caller::Role(session)) => session.origin,
        other => panic!("{other:?}"),
    };
    assert_eq!(origin("AWSServiceRoleForSSO"), SessionOrigin::ServiceLinked);
    assert_eq!(origin("app"), SessionOrigin::Unknown);
}

#[test]
fn attributes_become_tags_of_sessions_i_12() {
    let mut foundation = organization().foundation().clone();
    let center = foundation.identity_center.as_mut().unwrap();
    center.attributes = [("team", "division"), ("cost", "center")]
        .map(|(tag, attribute)| (tag.to_owned(), attribute.to_owned()))
        .into();
    let mut user = sample::directory_user(AMARA, "amara");
    user.attributes = [("division".to_owned(), "books".to_owned())].into();
    let organization = [
        Change::SetFoundation { foundation: Box::new(foundation) },
        Change::PutDirectoryUser { user: Box::new(user) },
    ]
    .iter()
    .fold(organization(), |organization, change| after(&organization, change));
    match amara(PLAY, READER).caller(&organization) {
        Some(Caller::Role(session)) => {
            assert_eq!(session.session_tags, [("team", "books")].into_iter().collect());
        }
        other => panic!("{other:?}"),
    }
}
