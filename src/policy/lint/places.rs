//! Checks of what limits: policies of Organizations, permissions boundaries, session policies.

use super::{
    Kind,
    check::family,
    finding::Findings,
    subject::{Scope, Subject},
};
use crate::{
    catalog::catalog,
    policy::{Effect, Span, action::Polarity},
};

family! {
    SCP_SYNTAX_ERROR_PRINCIPAL: Error AccessAnalyzer {
        "SCP with a principal"
        why "A service control policy is about every principal of the accounts that it reaches, and names none."
        mend "Remove the Principal; to spare somebody, add a condition on aws:PrincipalArn."
    }
    SCP_BEYOND_LEGACY_LANGUAGE: Suggestion Own {
        "SCP in the language of 2025"
        why "Before September 2025 an Allow in an SCP took no Condition, no NotAction and no ARN, no statement took NotResource, and a wildcard in an action stood at its end. Older tools and pipelines still refuse such SCPs."
        mend "Nothing, if the tools that handle the SCP are newer."
    }
    RCP_SYNTAX_ERROR_PRINCIPAL: Error AccessAnalyzer {
        "RCP about some principals"
        why "A resource control policy is about everybody: \"Principal\": \"*\"."
        mend "Write \"Principal\": \"*\", and narrow it with a condition."
    }
    RCP_SYNTAX_ERROR_ALLOW: Error AccessAnalyzer {
        "RCP that allows"
        why "A resource control policy of one's own only denies; AWS's RCPFullAWSAccess allows."
        mend "Write \"Effect\": \"Deny\"."
    }
    RCP_SYNTAX_ERROR_NOTACTION: Error AccessAnalyzer {
        "RCP with NotAction"
        why "A resource control policy names its actions."
        mend "Write Action."
    }
    RCP_SYNTAX_ERROR_ACTION: Error AccessAnalyzer {
        "RCP with an action that it cannot restrict"
        why "Resource control policies restrict the actions of certain services, each named by its prefix; others they do not reach, so that a Deny protects nothing."
        mend "Name actions of the services that support RCPs; restrict the others by an SCP."
    }
    LIMIT_WITHOUT_ALLOW: Warning Own {
        "A limit that allows nothing"
        why "What a boundary or a session policy does not allow is denied: without an Allow, everything is."
        mend "Add an Allow for what is to remain possible."
    }
    DENY_EVERYTHING: Warning Own {
        "Everything is denied"
        why "The statement denies every action on every resource, without a condition: nothing in any policy can allow anything beside it."
        mend "Add a condition, or name the actions; keep it if nothing is meant to work."
    }
    LIMIT_ALLOWS_EVERYTHING: Suggestion Own {
        "A limit that limits nothing"
        why "The policy allows everything and denies nothing, so that the boundary or session policy is no limit."
        mend "Allow what is needed only, or leave the policy away."
    }
}

/// Looks at what the kind of policy calls for.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        match subject.kind {
            Kind::ServiceControl => legacy(scope, found),
            Kind::ResourceControl => restricted(scope, found),
            _ => {}
        }
        let principals = scope.statement.principal.as_ref().is_none_or(super::redundancy::everyone);
        if scope.statement.effect == Effect::Deny && principals && is_everything(scope) {
            let span = scope.statement.action.span;
            found.add(&DENY_EVERYTHING, span, "every action on every resource is denied");
        }
    }
    if matches!(subject.kind, Kind::Boundary | Kind::Session) {
        limits(subject, found);
    }
}

/// G-30, G-31.
fn legacy(scope: &Scope<'_>, found: &mut Findings) {
    let statement = scope.statement;
    let excepted = |polarity| polarity == Polarity::Excepted;
    let resource = statement.resource.as_ref();
    let inner = |text: &str| text.trim_end_matches('*').contains(['*', '?']);
    let newer = if resource.is_some_and(|it| excepted(it.polarity)) {
        Some("NotResource")
    } else if statement.action.patterns.iter().any(|it| inner(&it.text)) {
        Some("a wildcard inside an action")
    } else if !scope.allows() {
        None
    } else if !statement.conditions.is_empty() {
        Some("an Allow with a Condition")
    } else if excepted(statement.action.polarity) {
        Some("an Allow with NotAction")
    } else {
        resource
            .is_some_and(|it| {
                !it.patterns.iter().all(crate::policy::resource::ResourcePattern::is_everything)
            })
            .then_some("an Allow of some resources")
    };
    if let Some(newer) = newer {
        let message = format!("{newer} is taken since September 2025 only");
        found.add(&SCP_BEYOND_LEGACY_LANGUAGE, statement.span, message);
    }
}

/// E-33, G-32.
fn restricted(scope: &Scope<'_>, found: &mut Findings) {
    for pattern in &scope.statement.action.patterns {
        if let Some(service) = pattern.service()
            && catalog().service(service).is_some()
            && !catalog().restricted_by_rcp(service)
        {
            let message = format!("RCPs do not restrict `{service}`");
            found.add(&RCP_SYNTAX_ERROR_ACTION, pattern.span, message);
        }
    }
}

/// E-32: what a boundary or session policy leaves.
fn limits(subject: &Subject<'_>, found: &mut Findings) {
    let Some(first) = subject.statements.first() else { return };
    let whole = subject.document.reading().unreadable.is_empty();
    let Span { start, .. } = first.statement.span;
    if whole && !subject.statements.iter().any(Scope::allows) {
        let message = format!("{} without an Allow leaves nothing", subject.kind.title());
        found.add(&LIMIT_WITHOUT_ALLOW, Span { start, ..first.statement.span }, message);
    }
    let all = subject.statements.iter().all(Scope::allows);
    let wide = subject.statements.iter().find(|scope| is_everything(scope));
    if let Some(wide) = wide.filter(|_| whole && all) {
        let message = format!("{} that allows everything is no limit", subject.kind.title());
        found.add(&LIMIT_ALLOWS_EVERYTHING, wide.statement.span, message);
    }
}

/// Whether a statement is about every action on every resource, whatever the circumstances.
fn is_everything(scope: &Scope<'_>) -> bool {
    let bare =
        |it: &crate::policy::action::ActionPattern| it.well_formed() && it.service().is_none();
    scope.lists_actions()
        && scope.statement.action.patterns.iter().any(bare)
        && scope.every_resource()
        && scope.statement.conditions.is_empty()
}
