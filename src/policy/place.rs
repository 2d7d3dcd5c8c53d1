//! What a document may hold depends on where it is put (section 2.4).

use super::{
    Document, Effect, Fault, Severity, Span, Statement,
    action::Polarity,
    arn,
    principal::NamedPrincipal,
    read::Version,
    resource::{ResourceElement, ResourcePattern},
};

/// Where a document is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A policy of a user, group, role or permission set, or a boundary.
    Identity,
    /// A policy of a resource, a key policy among them.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
}

impl Document {
    /// Everything that AWS refuses about this document in a place: what is wrong anywhere, and what
    /// only this place does not take.
    pub fn refusals(&self, place: Place) -> Vec<Fault> {
        let anywhere = self.faults().iter().filter(|f| f.severity == Severity::Error).cloned();
        let here = self.statements().iter().flat_map(|statement| here(statement, place));
        anywhere.chain(version(self, place)).chain(here).collect()
    }
}

/// SCPs and RCPs are written in the newer version (G-2).
fn version(document: &Document, place: Place) -> Option<Fault> {
    let organizations = matches!(place, Place::ServiceControl | Place::ResourceControl);
    (organizations && document.reading().version != Version::V2012).then(|| {
        let message = "this policy type needs \"Version\": \"2012-10-17\"";
        Fault::error("INVALID_VERSION", Span::START, message)
    })
}

fn here(statement: &Statement, place: Place) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(resource(statement, place));
    match place {
        Place::Identity => faults.extend(no_principal(statement, "UNSUPPORTED_PRINCIPAL")),
        Place::ServiceControl => {
            faults.extend(no_principal(statement, "SCP_SYNTAX_ERROR_PRINCIPAL"));
        }
        Place::Resource | Place::Trust => faults.extend(principal(statement, place)),
        Place::ResourceControl => faults.extend(resource_control(statement)),
    }
    if place == Place::Trust {
        faults.extend(trust_actions(statement));
    }
    faults
}

/// Trust policies have no resource, all others need one (2.4).
fn resource(statement: &Statement, place: Place) -> Option<Fault> {
    match (&statement.resource, place) {
        (Some(resource), Place::Trust) => Some(Fault::error(
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
            resource.span,
            "a trust policy is about its own role: remove the Resource",
        )),
        (Some(resource), Place::ServiceControl | Place::ResourceControl) => {
            incomplete(resource, place)
        }
        (None, Place::Trust) | (Some(_), _) => None,
        (None, _) => {
            Some(Fault::error("MISSING_RESOURCE", statement.span, "add a Resource, such as \"*\""))
        }
    }
}

/// A-15: organizations take no ARN with parts missing, but for SCPs where it ends in a star.
fn incomplete(resource: &ResourceElement, place: Place) -> Option<Fault> {
    let taken = |pattern: &&ResourcePattern| {
        pattern.is_everything()
            || arn::colons(&pattern.text).is_some()
            || (place == Place::ServiceControl && pattern.text.ends_with('*'))
    };
    let short = resource.patterns.iter().find(|pattern| !taken(pattern))?;
    let message = format!("`{}` lacks parts: an ARN has six, colons between them", short.text);
    Some(Fault::error("MISSING_ARN_FIELD", short.span, message))
}

/// G-10: not in policies of identities and not in SCPs.
fn no_principal(statement: &Statement, code: &'static str) -> Option<Fault> {
    let principal = statement.principal.as_ref()?;
    let message = "the principal is whoever this is attached to: remove the element";
    Some(Fault::error(code, principal.span, message))
}

/// G-10, P-13: needed in policies of resources and in trust policies.
fn principal(statement: &Statement, place: Place) -> Option<Fault> {
    let Some(principal) = &statement.principal else {
        let message = "add a Principal, such as {\"AWS\": \"111111111111\"}";
        return Some(Fault::error("MISSING_PRINCIPAL", statement.span, message));
    };
    if let Some(nobody) = principal.entries.iter().find(|e| e.named == NamedPrincipal::Nobody) {
        let message = format!(
            "`{}` names nobody: a wildcard can only stand alone, and an ARN has to be of a user, \
             role or session",
            nobody.text
        );
        return Some(Fault::error("INVALID_PRINCIPAL_FORMAT", nobody.span, message));
    }
    match (principal.polarity, place, statement.effect) {
        (Polarity::Excepted, Place::Trust, _) => Some(Fault::error(
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
            principal.span,
            "a trust policy takes no NotPrincipal: name who may assume the role",
        )),
        (Polarity::Excepted, _, Effect::Allow) => Some(Fault::error(
            "ALLOW_WITH_NOT_PRINCIPAL",
            principal.span,
            "NotPrincipal goes with Deny only: name who is allowed",
        )),
        _ => None,
    }
}

/// Z-3: a trust policy is about actions of STS.
fn trust_actions(statement: &Statement) -> Option<Fault> {
    let foreign =
        statement.action.patterns.iter().find(|pattern| pattern.service() != Some("sts"))?;
    let message =
        format!("`{}` is no action of STS: write one such as sts:AssumeRole", foreign.text);
    Some(Fault::error("UNSUPPORTED_ACTION_IN_POLICY", foreign.span, message))
}

/// E-44, 2.4: RCPs deny everyone named actions.
fn resource_control(statement: &Statement) -> Vec<Fault> {
    let mut faults = Vec::new();
    if statement.effect == Effect::Allow {
        let message = "a resource control policy can only deny: AWS's own policy allows the rest";
        faults.push(Fault::error("RCP_SYNTAX_ERROR_ALLOW", statement.span, message));
    }
    let everyone = statement.principal.as_ref().is_some_and(|principal| {
        principal.polarity == Polarity::Listed
            && matches!(&principal.entries[..], [one] if one.named == NamedPrincipal::Everyone)
    });
    if !everyone {
        let message = "write \"Principal\": \"*\" and narrow it with a Condition";
        faults.push(Fault::error("RCP_SYNTAX_ERROR_PRINCIPAL", statement.span, message));
    }
    if statement.action.polarity == Polarity::Excepted {
        let message = "a resource control policy takes no NotAction: name the actions";
        faults.push(Fault::error("RCP_SYNTAX_ERROR_NOTACTION", statement.action.span, message));
    } else if let Some(bare) = statement.action.patterns.iter().find(|p| p.service().is_none()) {
        let message = format!("`{}` names no service: write one such as s3:*", bare.text);
        faults.push(Fault::error("RCP_SYNTAX_ERROR_ACTION", bare.span, message));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(statement: &str, place: Place) -> Vec<&'static str> {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        Document::new(&text).refusals(place).iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn what_is_right_in_one_place_is_wrong_in_another() {
        let identity = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
        assert!(codes(identity, Place::Identity).is_empty());
        assert!(codes(identity, Place::ServiceControl).is_empty());
        assert_eq!(codes(identity, Place::Resource), ["MISSING_PRINCIPAL"]);
        let bucket = r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#;
        assert!(codes(bucket, Place::Resource).is_empty());
        assert_eq!(codes(bucket, Place::Identity), ["UNSUPPORTED_PRINCIPAL"]);
        assert_eq!(codes(bucket, Place::ServiceControl), ["SCP_SYNTAX_ERROR_PRINCIPAL"]);
        assert_eq!(codes(bucket, Place::ResourceControl), ["RCP_SYNTAX_ERROR_ALLOW"]);
    }

    /// Z-3.
    #[test]
    fn a_trust_policy_is_about_sts_and_its_own_role() {
        let trust =
            r#"{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}"#;
        assert!(codes(trust, Place::Trust).is_empty());
        assert_eq!(codes(trust, Place::Resource), ["MISSING_RESOURCE"]);
        let wrong = r#"{"Effect":"Deny","NotPrincipal":{"AWS":"111111111111"},"Action":"s3:Get*","Resource":"*"}"#;
        assert_eq!(
            codes(wrong, Place::Trust),
            [
                "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
                "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
                "UNSUPPORTED_ACTION_IN_POLICY",
            ]
        );
    }

    /// P-13, X-117.
    #[test]
    fn a_principal_that_names_nobody_is_refused() {
        let star = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/*"},"Action":"sts:AssumeRole"}"#;
        assert_eq!(codes(star, Place::Trust), ["INVALID_PRINCIPAL_FORMAT"]);
    }

    /// G-10, 2.4.
    #[test]
    fn a_resource_control_policy_denies_everyone_named_actions() {
        let right = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#;
        assert!(codes(right, Place::ResourceControl).is_empty());
        let some =
            r#"{"Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"*","Resource":"*"}"#;
        assert_eq!(
            codes(some, Place::ResourceControl),
            ["RCP_SYNTAX_ERROR_PRINCIPAL", "RCP_SYNTAX_ERROR_ACTION"]
        );
        let not = r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#;
        assert_eq!(codes(not, Place::ResourceControl), ["RCP_SYNTAX_ERROR_NOTACTION"]);
    }

    /// A-15.
    #[test]
    fn organizations_policies_take_whole_arns() {
        let deny = |resource: &str, principal: &str| {
            format!(r#"{{"Effect":"Deny",{principal}"Action":"s3:*","Resource":"{resource}"}}"#)
        };
        let everyone = r#""Principal":"*","#;
        assert!(codes(&deny("arn:aws:s3:::b", ""), Place::ServiceControl).is_empty());
        assert!(codes(&deny("arn:aws:s3:*", ""), Place::ServiceControl).is_empty());
        assert_eq!(codes(&deny("arn:aws:s3", ""), Place::ServiceControl), ["MISSING_ARN_FIELD"]);
        let short = codes(&deny("arn:aws:s3:*", everyone), Place::ResourceControl);
        assert_eq!(short, ["MISSING_ARN_FIELD"]);
        assert!(codes(&deny("arn:aws:s3", ""), Place::Identity).is_empty());
    }

    /// G-2.
    #[test]
    fn organizations_policies_need_the_newer_version() {
        let old = Document::new(
            r#"{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#,
        );
        assert!(old.refusals(Place::Identity).is_empty());
        for place in [Place::ServiceControl, Place::ResourceControl] {
            assert_eq!(old.refusals(place)[0].code, "INVALID_VERSION");
        }
    }

    #[test]
    fn what_is_wrong_anywhere_is_wrong_in_every_place() {
        let statement = r#"{"Effect":"Allow","Resource":"*"}"#;
        assert_eq!(codes(statement, Place::Identity), ["MISSING_ACTION"]);
    }

    /// G-10.
    #[test]
    fn principals_stand_where_they_may() {
        let all = r#""Action":"s3:*","Resource":"*""#;
        let except =
            format!(r#"{{"Effect":"Allow","NotPrincipal":{{"AWS":"111111111111"}},{all}}}"#);
        assert_eq!(codes(&except, Place::Resource), ["ALLOW_WITH_NOT_PRINCIPAL"]);
        let nobody = format!(r#"{{"Effect":"Deny",{all}}}"#);
        assert_eq!(codes(&nobody, Place::ResourceControl), ["RCP_SYNTAX_ERROR_PRINCIPAL"]);
    }
}
