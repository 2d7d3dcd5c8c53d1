//! Each screen as it looks, on several sizes.

use super::screen;

#[test]
fn organization_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "j j j"));
}

#[test]
fn organization_policies_say_where_they_come_from() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter }"#));
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
