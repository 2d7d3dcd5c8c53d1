//! Texts that are too long.

use crate::policy::{
    Document,
    lint::{Kind, lint},
};

/// What is found about the size of a policy with so many statements of some 70 characters.
fn sized(kind: Kind, statements: usize, space: usize) -> Vec<&'static str> {
    let one = |at: usize| {
        let rest = match kind.place() {
            crate::policy::Place::Trust => {
                r#""Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole""#
            }
            crate::policy::Place::Resource | crate::policy::Place::ResourceControl => {
                r#""Principal":"*","Action":"s3:GetObject","Resource":"*""#
            }
            _ => r#""Action":"s3:GetObject","Resource":"*""#,
        };
        format!(r#"{{"Sid":"S{at}","Effect":"Deny",{rest}}}"#)
    };
    let list: Vec<String> = (0..statements).map(one).collect();
    let text = format!(
        "{{\"Version\":\"2012-10-17\",{}\"Statement\":[{}]}}",
        " ".repeat(space),
        list.join(",")
    );
    let codes = lint(&Document::new(&text), kind).into_iter().map(|it| it.check.code);
    codes.filter(|code| code.contains("SIZE") || code.contains("OVERLONG")).collect()
}

#[test]
fn quotas_g_20_to_g_28_and_i_16() {
    for (kind, fits, exceeds, code) in [
        (Kind::Identity, 60, 90, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
        (Kind::Boundary, 60, 90, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
        (Kind::UserInline, 20, 40, "POLICY_SIZE_EXCEEDS_INLINE_QUOTA"),
        (Kind::GroupInline, 50, 80, "POLICY_SIZE_EXCEEDS_INLINE_QUOTA"),
        (Kind::RoleInline, 100, 160, "POLICY_SIZE_EXCEEDS_INLINE_QUOTA"),
        (Kind::PermissionSet, 100, 160, "POLICY_SIZE_EXCEEDS_INLINE_QUOTA"),
        (Kind::Session, 20, 40, "POLICY_SIZE_EXCEEDS_SESSION_QUOTA"),
        (Kind::Endpoint, 180, 260, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"),
        (Kind::Trust, 15, 40, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"),
        (Kind::ServiceControl, 100, 160, "POLICY_SIZE_EXCEEDS_SCP_QUOTA"),
        (Kind::ResourceControl, 40, 70, "POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
    ] {
        assert_eq!(sized(kind, fits, 0), [""; 0], "{kind}");
        assert_eq!(sized(kind, exceeds, 0), [code], "{kind}");
    }
    assert_eq!(sized(Kind::Resource, 500, 0), [""; 0]);
}

#[test]
fn white_space_counts_in_organizations_only_g_28() {
    assert_eq!(sized(Kind::Identity, 60, 10_000), [""; 0]);
    assert_eq!(sized(Kind::ServiceControl, 60, 10_000), ["POLICY_SIZE_EXCEEDS_SCP_QUOTA"]);
    assert_eq!(sized(Kind::PermissionSet, 60, 10_000), [""; 0]);
    assert_eq!(sized(Kind::PermissionSet, 60, 40_000), ["POLICY_SIZE_EXCEEDS_INLINE_QUOTA"]);
}

#[test]
fn nearly_full_is_told() {
    assert_eq!(sized(Kind::ServiceControl, 1, 9_500), ["POLICY_SIZE_NEAR_QUOTA"]);
    assert_eq!(sized(Kind::ServiceControl, 1, 9_000), [""; 0]);
}

#[test]
fn beyond_any_policy_nothing_else_is_told() {
    assert_eq!(sized(Kind::Resource, 1, 300_000), ["OVERLONG_DOCUMENT"]);
    let text = format!("{{\"Statement\":\"{}\"", "x".repeat(2_000_000));
    assert_eq!(lint(&Document::new(&text), Kind::Identity).len(), 1);
}
