//! Checks for access that is wider than it should be: administration, passing of roles, service-linked
//! roles, and services that act for anybody.

use super::{
    Kind,
    check::family,
    finding::Findings,
    subject::{Actions, Scope, Subject},
};
use crate::policy::{Span, action::Polarity, condition::Operator, principal::NamedPrincipal};

family! {
    FULL_ADMIN_ACCESS: SecurityWarning Own {
        "Everything is allowed"
        why "The statement allows every action on every resource, without a condition."
        mend "Name the actions and resources that are needed."
    }
    IAM_ADMIN_ACCESS: SecurityWarning Own {
        "All of IAM is allowed"
        why "Whoever may do everything in IAM can give themselves everything else."
        mend "Name the actions that are needed, and require a permissions boundary for new identities."
    }
    PASS_ROLE_WITH_STAR_IN_RESOURCE: SecurityWarning AccessAnalyzer {
        "Any role can be passed"
        why "With iam:PassRole on `*` any role of the account can be given to a service, and used through it."
        mend "Name the roles, or add a condition on iam:PassedToService."
    }
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: SecurityWarning AccessAnalyzer {
        "Any role can be passed, by a wildcard"
        why "The wildcard of the action covers iam:PassRole, with which any role of the account can be given to a service."
        mend "Name the actions; put iam:PassRole into a statement of its own with the roles."
    }
    PASS_ROLE_WITH_NOT_ACTION: SecurityWarning Own {
        "Any role can be passed, by NotAction"
        why "What NotAction leaves out covers iam:PassRole, with which any role of the account can be given to a service."
        mend "Name the actions; put iam:PassRole into a statement of its own with the roles."
    }
    PASS_ROLE_WITH_NOT_RESOURCE: SecurityWarning Own {
        "All roles but some can be passed"
        why "With NotResource every role that is not listed can be given to a service."
        mend "Name the roles with Resource."
    }
    CREATE_SLR_WITH_STAR_IN_RESOURCE: Warning AccessAnalyzer {
        "Any service-linked role can be made"
        why "iam:CreateServiceLinkedRole on `*` makes roles for every service."
        mend "Name the service-linked roles, or add a condition on iam:AWSServiceName."
    }
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: Warning AccessAnalyzer {
        "Any service-linked role can be made, by a wildcard"
        why "The wildcard of the action covers iam:CreateServiceLinkedRole, which makes roles for every service."
        mend "Name the actions that are needed."
    }
    RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: SecurityWarning AccessAnalyzer {
        "A service is let in for anybody"
        why "The service acts for all its customers: without a test of the source, anybody's resource can make it act here (the confused deputy)."
        mend "Add a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID."
    }
}

/// Looks at what is allowed.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    if !subject.kind.grants() {
        return;
    }
    for scope in subject.statements.iter().filter(|scope| scope.allows()) {
        if subject.kind == Kind::Resource {
            deputies(scope, found);
        } else if subject.kind != Kind::Trust {
            administration(scope, found);
            pass_role(scope, found);
            service_linked(scope, found);
        }
    }
}

fn administration(scope: &Scope<'_>, found: &mut Findings) {
    if !scope.statement.conditions.is_empty() || !scope.every_resource() || !scope.lists_actions() {
        return;
    }
    for Actions { pattern, .. } in &scope.actions {
        let text = pattern.text.to_ascii_lowercase();
        if matches!(&*text, "*" | "*:*") {
            found.add(
                &FULL_ADMIN_ACCESS,
                pattern.span,
                "every action on every resource is allowed",
            );
        } else if text == "iam:*" {
            found.add(
                &IAM_ADMIN_ACCESS,
                pattern.span,
                "every action of IAM is allowed on everything",
            );
        }
    }
}

/// How a statement comes to be about an action.
enum Way {
    /// It names it.
    Named(Span),
    /// By a wildcard.
    Wildcard(Span),
    /// It is not among those that NotAction lists.
    Left(Span),
}

fn way(scope: &Scope<'_>, action: &str) -> Option<Way> {
    let covering = scope.actions.iter().filter(|each| each.covers(action));
    if !scope.lists_actions() {
        let left = covering.count() == 0 && !scope.actions.is_empty();
        return left.then_some(Way::Left(scope.statement.action.span));
    }
    let one = covering.min_by_key(|each| !each.is_exact())?;
    let span = one.pattern.span;
    Some(if one.is_exact() { Way::Named(span) } else { Way::Wildcard(span) })
}

/// E-61.
fn pass_role(scope: &Scope<'_>, found: &mut Findings) {
    const ACTION: &str = "iam:PassRole";
    if scope.tests(&["iam:passedtoservice", "iam:associatedresourcearn"]) {
        return;
    }
    let Some(way) = way(scope, ACTION) else { return };
    let excepted =
        scope.statement.resource.as_ref().is_some_and(|it| it.polarity == Polarity::Excepted);
    let message = "any role of the account can be passed to a service";
    match way {
        Way::Named(span) | Way::Wildcard(span) | Way::Left(span) if excepted => {
            let message = "every role that is not listed can be passed to a service";
            found.add(&PASS_ROLE_WITH_NOT_RESOURCE, span, message);
        }
        _ if !scope.every_resource() => {}
        Way::Named(span) => found.add(&PASS_ROLE_WITH_STAR_IN_RESOURCE, span, message),
        Way::Wildcard(span) => {
            found.add(&PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE, span, message);
        }
        Way::Left(span) => found.add(&PASS_ROLE_WITH_NOT_ACTION, span, message),
    }
}

fn service_linked(scope: &Scope<'_>, found: &mut Findings) {
    if scope.tests(&["iam:awsservicename"]) || !scope.every_resource() {
        return;
    }
    let message = "service-linked roles of every service can be made";
    match way(scope, "iam:CreateServiceLinkedRole") {
        Some(Way::Named(span)) => found.add(&CREATE_SLR_WITH_STAR_IN_RESOURCE, span, message),
        Some(Way::Wildcard(span)) => {
            found.add(&CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE, span, message);
        }
        Some(Way::Left(_)) | None => {}
    }
}

/// Keys by which a service tells for whom it acts.
const SOURCES: [&str; 6] = [
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "kms:calleraccount",
];

/// Z-37: services that act for others.
fn deputies(scope: &Scope<'_>, found: &mut Findings) {
    let told = scope.statement.conditions.iter().any(|cell| {
        let source =
            SOURCES.contains(&&*cell.lower) || cell.lower.starts_with("kms:encryptioncontext");
        source && cell.operator.is_none_or(Operator::restricts)
    });
    let listed = scope.statement.principal.iter().filter(|it| it.polarity == Polarity::Listed);
    for entry in listed.flat_map(|it| &it.entries).filter(|_| !told) {
        if let NamedPrincipal::Service(name) = &entry.named {
            let message = format!("`{name}` is let in for whomever it acts");
            found.add(&RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL, entry.span, message);
        }
    }
}
