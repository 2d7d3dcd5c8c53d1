//! Each screen as it looks, on several sizes.

use super::{console, screen, settle, text};

#[test]
fn organization_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "j j j"));
}

#[test]
fn organization_policies_say_where_they_come_from() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter }"#));
}

#[test]
fn organization_at_200_by_60_tells_all_of_an_account() {
    insta::assert_snapshot!(screen((200, 60), r#"/ "bookprod" enter"#));
}

#[test]
fn identities_show_what_their_credentials_call_for() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter } }"#));
}

#[test]
fn the_access_of_a_unit_is_summed_by_person() {
    insta::assert_snapshot!(screen((120, 20), "j j } } } tab"));
}

#[test]
fn accounts_of_a_unit_lead_to_themselves() {
    insta::assert_snapshot!(screen((100, 20), "j j } } tab"));
    assert!(screen((100, 20), "j j } } enter j j enter").contains("› booking-prod"));
}

#[test]
fn activity_comes_newest_first() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter { tab"#));
}

#[test]
fn accounts_are_moved_by_way_of_a_preview() {
    let keys = r#"/ "bookdev" enter a m"#;
    insta::assert_snapshot!(screen((80, 24), &format!(r#"{keys} "prod""#)));
    let mut console = console((80, 24), &format!(r#"{keys} "prod" enter"#));
    insta::assert_snapshot!(text(&console));
    console.press("tab enter").unwrap();
    settle(&mut console);
    assert!(text(&console).contains("/Workloads/Prod/booking-dev"), "{}", text(&console));
}

#[test]
fn units_are_made_renamed_and_deleted() {
    let made = screen((80, 24), r#"a n "Lab" enter"#);
    assert!(made.contains("make the unit Lab in /"), "{made}");
    let renamed = screen((80, 24), r#"j j a r ctrl-u "Work" enter"#);
    assert!(renamed.contains("rename the unit /Workloads to"), "{renamed}");
    let refused = screen((80, 24), "j j a x");
    assert!(refused.contains("This cannot be done; nothing was changed."), "{refused}");
}

#[test]
fn policies_are_attached_and_detached() {
    let attached = screen((80, 24), r#"j j a a "quar" enter"#);
    assert!(attached.contains("attach Quarantine to /Workloads"), "{attached}");
    let detached = screen((80, 24), "a d enter");
    assert!(detached.contains("detach DenyLeave from /"), "{detached}");
}

#[test]
fn closing_an_account_asks_for_its_name_and_says_what_remains() {
    insta::assert_snapshot!(screen((80, 24), r#"/ "bookdev" enter a c"#));
}

#[test]
fn organization_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), ""));
}

#[test]
fn principals_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "2 j space"));
}

#[test]
fn principals_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), "2"));
}

#[test]
fn policies_at_200_by_60() {
    insta::assert_snapshot!(screen((200, 60), "5"));
}

#[test]
fn policies_at_40_by_10_show_the_document_when_entered() {
    insta::assert_snapshot!(screen((40, 10), "5 enter"));
}

#[test]
fn too_small_says_what_it_needs() {
    assert_eq!(screen((10, 2), "").lines().next(), Some("needs 24x6"));
}

#[test]
fn permissions_without_a_principal_say_what_to_do() {
    insta::assert_snapshot!(screen((80, 24), "3"));
}

#[test]
fn permissions_show_the_deciding_statement_at_200_by_60() {
    insta::assert_snapshot!(screen(
        (200, 60),
        r#"2 / "breakglass" enter enter / "organizations" enter tab G"#
    ));
}

#[test]
fn permissions_at_80_by_24() {
    insta::assert_snapshot!(screen(
        (80, 24),
        r#"2 / "breakglass" enter enter / "s3" enter tab tab"#
    ));
}

#[test]
fn permissions_follow_a_context_value() {
    insta::assert_snapshot!(screen(
        (140, 24),
        r#"2 / "breakglass" enter enter / "sqs" enter c "aws:SourceIp=203.0.113.7" enter tab"#
    ));
}

#[test]
fn permissions_decide_one_resource() {
    insta::assert_snapshot!(screen(
        (140, 30),
        r#"2 / "breakglass" enter enter / "s3" enter tab / "GetObject" enter r ctrl-u "arn:aws:s3:::logs/x" enter"#
    ));
}

#[test]
fn permissions_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), r#"2 / "breakglass" enter enter"#));
}

#[test]
fn the_journal_tells_every_change_newest_first() {
    insta::assert_snapshot!(screen((100, 20), "6"));
}
