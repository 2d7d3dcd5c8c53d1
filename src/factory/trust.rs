//! Trust policies, written out.

use serde_json::{Value, json};

use super::template::OidcProvider;
use crate::{
    org::ServicePrincipal,
    policy::{Arn, Document},
};

fn document(statement: &Value) -> Document {
    Document::new(&format!("{:#}", json!({"Version": "2012-10-17", "Statement": [statement]})))
}

/// Trusts a role, or a whole account by its root ARN.
pub(super) fn aws(principal: &str) -> Document {
    document(&json!({
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "sts:AssumeRole",
    }))
}

/// Trusts a service.
pub(super) fn service(service: &ServicePrincipal) -> Document {
    document(&json!({
        "Effect": "Allow",
        "Principal": {"Service": service.as_str()},
        "Action": "sts:AssumeRole",
    }))
}

/// Trusts subjects of an OIDC provider. Both the audience and the subject are always asked for:
/// without the latter, anyone with a token of the provider could come in.
pub(super) fn oidc(provider: &Arn, known: &OidcProvider, subjects: &[String]) -> Document {
    let url = &known.url;
    let pattern = subjects.iter().any(|subject| subject.contains(['*', '?']));
    let (audience, subject) = (format!("{url}:aud"), format!("{url}:sub"));
    let condition = if pattern {
        json!({"StringEquals": {audience: known.audiences}, "StringLike": {subject: subjects}})
    } else {
        json!({"StringEquals": {audience: known.audiences, subject: subjects}})
    };
    document(&json!({
        "Effect": "Allow",
        "Principal": {"Federated": provider.as_str()},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }))
}

/// Whom a trust policy names, for people: ARNs without their beginning, services as they are.
pub(super) fn trusted(document: &Document) -> Vec<String> {
    let read: Value = serde_json::from_str(document.text()).unwrap_or_default();
    let statements = read["Statement"].as_array().cloned().unwrap_or_default();
    let principals = statements.iter().filter_map(|statement| statement["Principal"].as_object());
    principals
        .flat_map(serde_json::Map::values)
        .filter_map(Value::as_str)
        .map(|text| text.split_once("iam::").map_or(text, |(_, rest)| rest).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn github() -> (Arn, OidcProvider) {
        let arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
        (arn.parse().unwrap(), super::super::known::oidc_provider("github").unwrap())
    }

    fn condition(subjects: &[&str]) -> Value {
        let (arn, provider) = github();
        let subjects: Vec<_> = subjects.iter().map(ToString::to_string).collect();
        let text = oidc(&arn, &provider, &subjects);
        let json: Value = serde_json::from_str(text.text()).unwrap();
        json["Statement"][0]["Condition"].clone()
    }

    #[test]
    fn oidc_trust_asks_for_audience_and_subject() {
        assert_eq!(
            condition(&["repo:acme/app:ref:refs/heads/main"]),
            json!({"StringEquals": {
                "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
                "token.actions.githubusercontent.com:sub": ["repo:acme/app:ref:refs/heads/main"],
            }})
        );
    }

    #[test]
    fn whom_a_role_trusts_can_be_told() {
        let role = aws("arn:aws:iam::123456789012:role/Push");
        assert_eq!(trusted(&role), ["123456789012:role/Push"]);
        assert_eq!(trusted(&service(&"ec2.amazonaws.com".parse().unwrap())), ["ec2.amazonaws.com"]);
    }

    #[test]
    fn patterns_of_subjects_are_compared_as_patterns() {
        assert_eq!(
            condition(&["repo:acme/app:*"])["StringLike"],
            json!({"token.actions.githubusercontent.com:sub": ["repo:acme/app:*"]})
        );
    }
}
