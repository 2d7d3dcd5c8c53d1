//! Whom an ARN names, and the names that a caller goes by.

use super::*;

fn named(arn: &str) -> Option<Caller> {
    Caller::from_arn(&arn.parse().unwrap())
}

#[test]
fn an_arn_names_a_caller_or_none() {
    for arn in [
        "arn:aws:iam::111111111111:root",
        "arn:aws:iam::111111111111:user/team/ann",
        "arn:aws:iam::111111111111:role/team/app",
        "arn:aws:sts::111111111111:assumed-role/app/s1",
        "arn:aws:sts::111111111111:federated-user/fed",
    ] {
        assert_eq!(named(arn).unwrap().display(), arn);
    }
    for arn in [
        "arn:aws:iam::111111111111:root/x",
        "arn:aws:iam::111111111111:role",
        "arn:aws:iam::111111111111:group/g",
        "arn:aws:sts::111111111111:assumed-role/app",
        "arn:aws:sts::111111111111:federated-user",
        "arn:aws:s3:::b",
    ] {
        assert_eq!(named(arn), None, "{arn}");
    }
}

#[test]
fn a_federated_user_goes_by_its_users_names_too_4_2() {
    let Some(Caller::User(ann)) = named("arn:aws:iam::111111111111:user/ann") else { panic!() };
    let ann = UserCaller { unique_id: Some("AIDA123456789012".to_owned()), ..ann };
    let arn = "arn:aws:sts::111111111111:federated-user/fed";
    let Some(Caller::FederatedUser { account, arn, session_tags, .. }) = named(arn) else {
        panic!()
    };
    let fed = Caller::FederatedUser { account, arn, user: Some(ann.clone()), session_tags };
    let of_ann = ["arn:aws:iam::111111111111:user/ann", "AIDA123456789012"];
    assert_eq!(fed.names().entity, of_ann);
    assert_eq!(Caller::User(ann).names().direct, of_ann);
}
