//! Checks of trust policies: who may assume a role, and how.

use super::{
    Kind,
    check::family,
    finding::Findings,
    subject::{Scope, Subject},
};
use crate::policy::{
    action::Polarity,
    condition::{ConditionCell, Operator},
    principal::{NamedPrincipal, PrincipalEntry},
};

family! {
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: Error AccessAnalyzer {
        "Trust policy with a resource"
        why "A trust policy is about its own role, and names no resource."
        mend "Remove the Resource."
    }
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: Error AccessAnalyzer {
        "Trust policy with NotPrincipal"
        why "A trust policy says who may assume the role."
        mend "Name them with Principal."
    }
    UNSUPPORTED_ACTION_IN_POLICY: Error AccessAnalyzer {
        "Action that has no place in a trust policy"
        why "A trust policy is about actions of STS alone."
        mend "Write an action such as sts:AssumeRole."
    }
    MISMATCHED_ACTION_FOR_PRINCIPAL: Error AccessAnalyzer {
        "Action that these principals cannot use"
        why "Accounts, users, roles and services use sts:AssumeRole, callers from a SAML provider sts:AssumeRoleWithSAML, those from an OpenID provider sts:AssumeRoleWithWebIdentity: another action gives them nothing."
        mend "Write the action that belongs to the principal."
    }
    INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: Error AccessAnalyzer {
        "Provider of no known form"
        why "A provider is named by its ARN, or by its host if it is one of those that every account knows."
        mend "Write the ARN of the provider: arn:aws:iam::111122223333:oidc-provider/host."
    }
    MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: Error AccessAnalyzer {
        "IAM Roles Anywhere without the actions that it needs"
        why "rolesanywhere.amazonaws.com sets session tags and a source identity: without sts:TagSession and sts:SetSourceIdentity it cannot assume the role."
        mend "Allow sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity."
    }
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: SecurityWarning AccessAnalyzer {
        "Everybody of a shared provider may assume the role"
        why "The provider serves anybody: without a test of the audience or subject, any of its users can assume the role."
        mend "Add a condition on the provider's :aud, :sub or :app_id."
    }
    MISSING_GITHUB_REPO_CONDITION_KEY: SecurityWarning AccessAnalyzer {
        "Every repository of GitHub may assume the role"
        why "Without a test of :sub that names an organization, any workflow of GitHub can assume the role."
        mend "Add a condition on token.actions.githubusercontent.com:sub, such as repo:organization/repository:*."
    }
    TRUST_OF_EVERY_ACTION: Warning Own {
        "Trust policy with a wildcard for the action"
        why "Assuming a role, tagging its session and setting its source identity are different matters, and sts:* allows all of them."
        mend "Name the actions."
    }
}

/// Providers that every account knows by their hosts (P-7).
const SHARED: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

/// The actions by which a role is assumed.
const WAYS: [&str; 3] =
    ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Looks at a trust policy.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    if subject.kind != Kind::Trust {
        return;
    }
    for scope in subject.statements.iter().filter(|scope| scope.allows()) {
        let Some(principal) = &scope.statement.principal else { continue };
        if principal.polarity == Polarity::Excepted {
            continue;
        }
        let ways: Vec<&str> = WAYS.into_iter().filter(|action| allows(scope, action)).collect();
        let repository = scope.statement.conditions.iter().any(names_repository);
        for entry in &principal.entries {
            matching(entry, &ways, found);
            if let NamedPrincipal::Federated(provider) = &entry.named
                && known_provider(provider, entry, found)
                && ways.contains(&WAYS[2])
            {
                if provider.ends_with(GITHUB) && !repository {
                    let message = "any workflow of GitHub can assume the role";
                    found.add(&MISSING_GITHUB_REPO_CONDITION_KEY, entry.span, message);
                }
                shared(provider, entry, scope, found);
            }
        }
        let wild = scope.actions.iter().find(|each| &*each.pattern.text == "sts:*");
        if let Some(wild) = wild.filter(|_| scope.lists_actions()) {
            found.add(&TRUST_OF_EVERY_ACTION, wild.pattern.span, "all of STS is allowed");
        }
    }
    roles_anywhere(subject, found);
}

/// Whether a statement allows an action of STS.
fn allows(scope: &Scope<'_>, action: &str) -> bool {
    scope.actions.iter().any(|each| each.covers(action)) == scope.lists_actions()
}

/// Z-3.
fn matching(entry: &PrincipalEntry, ways: &[&str], found: &mut Findings) {
    let wanted = match &entry.named {
        NamedPrincipal::Federated(provider) if provider.contains(":saml-provider/") => WAYS[1],
        NamedPrincipal::Federated(_) => WAYS[2],
        NamedPrincipal::Account(_)
        | NamedPrincipal::Arn(_)
        | NamedPrincipal::UniqueId(_)
        | NamedPrincipal::Service(_) => WAYS[0],
        NamedPrincipal::Everyone | NamedPrincipal::CanonicalUser(_) | NamedPrincipal::Nobody => {
            return;
        }
    };
    // A statement about tags or the source identity alone goes with another one.
    if !ways.is_empty() && !ways.contains(&wanted) {
        let message = format!("`{}` can only use {wanted}", entry.text);
        found.add(&MISMATCHED_ACTION_FOR_PRINCIPAL, entry.span, message);
    }
}

/// P-7, P-8.
fn known_provider(provider: &str, entry: &PrincipalEntry, found: &mut Findings) -> bool {
    let by_arn = provider.starts_with("arn:")
        && [":oidc-provider/", ":saml-provider/"].iter().any(|kind| provider.contains(kind));
    let known = by_arn || SHARED.contains(&provider);
    if !known {
        let message = format!("`{provider}` is neither the ARN nor the host of a provider");
        let check = &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY;
        found.add(check, entry.span, message);
    }
    known
}

/// Whether anybody who uses a shared provider is let in.
fn shared(provider: &str, entry: &PrincipalEntry, scope: &Scope<'_>, found: &mut Findings) {
    if !SHARED.contains(&provider) {
        return;
    }
    let claims = ["aud", "sub", "app_id", "amr", "oaud"].map(|claim| format!("{provider}:{claim}"));
    let tested = |cell: &ConditionCell| {
        claims.iter().any(|it| *it == *cell.lower) && cell.operator.is_none_or(Operator::restricts)
    };
    if !scope.statement.conditions.iter().any(tested) {
        let message = format!("any user of `{provider}` can assume the role");
        found.add(&MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, entry.span, message);
    }
}

/// Whether a condition ties the subject to an organization of GitHub.
fn names_repository(cell: &ConditionCell) -> bool {
    let claim = cell.lower.strip_prefix(GITHUB).and_then(|rest| rest.strip_prefix(':'));
    let named = |text: &str| match claim {
        Some("sub") => {
            let behind = text.split_once("repo:").map(|(_, behind)| behind);
            behind.and_then(|it| it.split_once('/')).is_some_and(|(owner, _)| !owner.contains('*'))
        }
        Some(
            "repository"
            | "repository_owner"
            | "repository_id"
            | "repository_owner_id"
            | "job_workflow_ref",
        ) => !text.starts_with('*'),
        _ => false,
    };
    cell.operator.is_none_or(Operator::restricts)
        && !cell.values.is_empty()
        && cell.values.iter().all(|value| named(&value.text))
}

/// Z-4: what all statements for the service allow together.
fn roles_anywhere(subject: &Subject<'_>, found: &mut Findings) {
    let service = NamedPrincipal::Service("rolesanywhere.amazonaws.com".into());
    let entry = |scope: &Scope<'_>| {
        let entries = scope.statement.principal.iter().flat_map(|it| &it.entries);
        entries.into_iter().find(|entry| entry.named == service).cloned()
    };
    let about: Vec<_> = subject
        .statements
        .iter()
        .filter(|scope| scope.allows())
        .filter_map(|scope| entry(scope).map(|entry| (scope, entry)))
        .collect();
    let Some((_, first)) = about.first() else { return };
    let needed = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|action| !about.iter().any(|(scope, _)| allows(scope, action)))
        .collect();
    if !missing.is_empty() {
        let message = format!("IAM Roles Anywhere needs {} too", missing.join(", "));
        found.add(&MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY, first.span, message);
    }
}
