//! What counts as public, and S3 Block Public Access (Z-31, Y-8).

use super::{Caller, Request, layers::Layers};
use crate::policy::{
    Document, Effect, Statement,
    action::Polarity,
    condition::{ConditionCell, Test},
    principal::NamedPrincipal,
};

/// Keys whose fixed value ties a grant to someone trusted (Y-8).
const PINNING: [&str; 13] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Whether Block Public Access turns the caller away: the bucket's policy is public, and the caller
/// is neither of the owner's account nor a service (Z-31).
pub fn blocked(request: &Request, layers: &Layers) -> bool {
    let insider = match &request.caller {
        Caller::Service { .. } => true,
        caller => caller.account().is_some() && caller.account() == request.resource.account,
    };
    layers.public_access_block.restrict_public_buckets
        && !insider
        && request.action.service() == "s3"
        && layers.resource.as_ref().is_some_and(|policy| is_public(&policy.document))
}

/// Whether a resource policy lets in everyone, in the sense of Block Public Access (Y-8).
pub fn is_public(document: &Document) -> bool {
    document.statements().iter().any(grants_everyone)
}

fn grants_everyone(statement: &Statement) -> bool {
    let everyone = statement.principal.as_ref().is_some_and(|element| match element.polarity {
        Polarity::Listed => {
            element.entries.iter().any(|entry| entry.named == NamedPrincipal::Everyone)
        }
        Polarity::Excepted => true,
    });
    statement.effect == Effect::Allow && everyone && !statement.conditions.iter().any(pins)
}

/// Whether a condition holds only for fixed values of a key that tells who asks or from where.
fn pins(cell: &ConditionCell) -> bool {
    let Some(operator) = cell.operator else { return true };
    let tests = matches!(
        operator.test,
        Test::StringEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringLike
            | Test::ArnLike
            | Test::IpAddress
    );
    let fixed = |text: &str| match operator.test {
        Test::IpAddress => !text.ends_with("/0"),
        _ => !text.contains(['*', '?']) || text.contains("${"),
    };
    tests
        && operator.restricts()
        && PINNING.contains(&&*cell.lower)
        && cell.values.iter().all(|value| fixed(&value.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(condition: &str) -> bool {
        is_public(&Document::new(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{condition}}}]}}"#
        )))
    }

    #[test]
    fn only_a_fixed_trusted_value_pins_y_8() {
        assert!(public("{}"));
        assert!(!public(r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#));
        assert!(public(r#"{"StringLike":{"aws:PrincipalOrgID":"o-*"}}"#));
        assert!(public(r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#));
        assert!(public(r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#));
        assert!(public(r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#));
        assert!(public(r#"{"StringEquals":{"aws:Referer":"https://example.com"}}"#));
        assert!(public(r#"{"StringLike":{"aws:PrincipalOrgID":["o-a1b2c3d4e5","*"]}}"#));
        for test in ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnLike", "ArnEquals"]
        {
            let role = "arn:aws:iam::111111111111:role/app";
            assert!(!public(&format!(r#"{{"{test}":{{"aws:PrincipalArn":"{role}"}}}}"#)), "{test}");
        }
        assert!(!public(r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#));
        assert!(!public(r#"{"StringLike":{"aws:userid":"${aws:PrincipalTag/*}"}}"#));
    }

    #[test]
    fn everyone_may_be_one_of_several_y_8() {
        let named = |principal: &str| {
            is_public(&Document::new(&format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{principal}"Action":"s3:GetObject","Resource":"*"}}]}}"#
            )))
        };
        assert!(named(r#""Principal":{"AWS":["111111111111","*"]},"#));
        assert!(named(r#""NotPrincipal":{"AWS":"111111111111"},"#));
        assert!(!named(r#""Principal":{"AWS":"111111111111"},"#));
        assert!(!named(""), "who is meant is not said");
    }
}
