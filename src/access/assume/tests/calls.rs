//! What the calls carry, and by which of them a session is had.

use super::*;

/// A role of the shop whose trust policy lets Ann in where this condition holds.
fn guarded(condition: &str) -> Organization {
    let statement = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{ANN}"}},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],"Condition":{condition}}}"#
    );
    after(&organization(), &trusting(SHOP, "guarded", &statement))
}

#[test]
fn the_calls_carry_what_is_asked_for_k_6() {
    let tagged = Wish {
        tags: [("team", "a")].into_iter().collect(),
        transitive: ["team".to_owned()].into(),
        source_identity: Some("ann".to_owned()),
        ..Wish::default()
    };
    for (condition, with, without) in [
        (r#"{"StringEquals":{"aws:RequestTag/team":"a"}}"#, true, false),
        (r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}"#, true, false),
        (r#"{"ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":"team"}}"#, true, false),
        (r#"{"StringEquals":{"sts:SourceIdentity":"ann"}}"#, true, false),
        (r#"{"Null":{"aws:TagKeys":"true","sts:TransitiveTagKeys":"true"}}"#, false, true),
        (r#"{"Null":{"aws:RequestTag/team":"true"}}"#, false, true),
        (r#"{"Null":{"sts:SourceIdentity":"true","sts:ExternalId":"true"}}"#, false, true),
    ] {
        let organization = guarded(condition);
        let ann = actor(&organization, "shop/ann");
        let open = Context::new(Unmentioned::Unknown);
        let let_in = |wish: &Wish| {
            let hop = assume(&organization, &ann, &role(SHOP, "guarded"), wish, &open);
            hop.verdict() == Verdict::Allowed
        };
        assert_eq!((let_in(&tagged), let_in(&Wish::default())), (with, without), "{condition}");
    }
}

#[test]
fn a_saml_provider_has_a_door_of_its_own_z_3_z_5() {
    let provider = format!("arn:aws:iam::{SHOP}:saml-provider/corp");
    let statement = format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":"sts:AssumeRoleWithSAML","Condition":{{"StringEquals":{{"saml:sub":"ann"}}}}}}"#
    );
    let organization = after(&organization(), &trusting(SHOP, "staff", &statement));
    let provider = actor(&organization, &provider);
    let with = |sub: &str| {
        let claims = [("sub", sub)].into_iter().collect();
        let wish = Wish { claims, session_name: Some("ann".to_owned()), ..Wish::default() };
        hop(&organization, &provider, &role(SHOP, "staff"), &wish)
    };
    let good = with("ann");
    assert_eq!(good.calls[0].0.action.as_str(), "sts:AssumeRoleWithSAML");
    assert_eq!(good.verdict(), Verdict::Allowed);
    assert_eq!(session(&good).origin, SessionOrigin::Saml);
    assert_eq!(with("ben").verdict(), Verdict::ImplicitDeny);
}

#[test]
fn a_directory_user_signs_in_by_saml_as_itself_i_9() {
    let assignment = sample::assignment(SHOP, sample::ADMIN, sample::to_user(sample::AMARA));
    let organization = after(&organization(), &Change::Assign { assignment });
    let amara = Principal::find(&organization, "amara/shop").unwrap();
    let hop = sign_in(&organization, &amara, &context()).unwrap();
    assert_eq!((hop.verdict(), hop.duration), (Verdict::Allowed, 28_800), "{hop:?}");
    assert_eq!(hop.calls[0].0.action.as_str(), "sts:AssumeRoleWithSAML");
    assert_eq!(session(&hop).name.as_deref(), Some("amara"));
    let ann = Principal::find(&organization, "shop/ann").unwrap();
    assert!(sign_in(&organization, &ann, &context()).is_none());
}

#[test]
fn providers_that_stand_for_themselves_vouch_under_their_own_name_z_5() {
    let statement = r#"{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:sub":"ann"}}}"#;
    let organization = after(&organization(), &trusting(SHOP, "app", statement));
    let google = actor(&organization, "accounts.google.com");
    let with = |sub: &str| {
        let claims = [("sub", sub)].into_iter().collect();
        let wish = Wish { claims, session_name: Some("ann".to_owned()), ..Wish::default() };
        hop(&organization, &google, &role(SHOP, "app"), &wish).verdict()
    };
    assert_eq!((with("ann"), with("ben")), (Verdict::Allowed, Verdict::ImplicitDeny));
}

#[test]
fn a_session_is_named_like_its_caller_and_knows_whether_a_second_factor_was_used_k_3() {
    let organization = organization();
    let ann = actor(&organization, "shop/ann");
    let mut without = context();
    without.set("aws:MultiFactorAuthPresent", "false");
    let first = assume(&organization, &ann, &role(SHOP, "first"), &Wish::default(), &without);
    assert_eq!(session(&first).origin, SessionOrigin::Principal { mfa: Truth::No });
    let first = first.session.unwrap();
    let second = hop(&organization, &first, &role(BILLING, "second"), &Wish::default());
    assert_eq!(session(&second).name.as_deref(), Some("ann"));
    // What a role's session says of a second factor is not handed on.
    assert_eq!(session(&second).origin, SessionOrigin::Principal { mfa: Truth::No });
}
