//! Checks of principals: whom a policy names, and whether there can be such a one.

use std::collections::HashSet;

use super::{
    Kind,
    check::family,
    finding::Findings,
    subject::{Scope, Subject},
};
use crate::policy::{
    Effect, Place,
    action::Polarity,
    principal::{NamedPrincipal, PrincipalElement, PrincipalEntry},
};

family! {
    INVALID_PRINCIPAL_FORMAT: Error AccessAnalyzer {
        "Principal of no known form"
        why "A principal is an account, or the ARN of a user, a role or a session. Anything else names nobody."
        mend "Write twelve digits, or the ARN of a user, role or session."
    }
    INVALID_PRINCIPAL_KEY: Error AccessAnalyzer {
        "Unknown kind of principal"
        why "Principals are listed under AWS, Service, Federated or CanonicalUser."
        mend "Use one of these keys."
    }
    UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Error AccessAnalyzer {
        "Wildcard inside a principal"
        why "A wildcard stands alone or not at all: `role/*` names nobody."
        mend "Name the account, and test aws:PrincipalArn with ArnLike in a Condition."
    }
    GROUP_AS_PRINCIPAL: Error Own {
        "Group as a principal"
        why "Groups cannot be principals, nor can instance profiles or policies: they make no requests."
        mend "Name the users or the role, or give the group an identity policy."
    }
    INVALID_SERVICE_PRINCIPAL_FORMAT: Error AccessAnalyzer {
        "Service of no known form"
        why "A service is named like a host: lambda.amazonaws.com. Anything else names none."
        mend "Write the service principal that the documentation of the service gives."
    }
    FEDERATED_PRINCIPAL_NOT_SUPPORTED: Error AccessAnalyzer {
        "Federated principal where none can be"
        why "Callers with a web identity or SAML assertion can only assume roles: a policy of a resource never meets them."
        mend "Name the role that they assume."
    }
    INVALID_ROLE_REFERENCE: Warning AccessAnalyzer {
        "Id of a deleted role"
        why "IAM shows the unique id of a role once the role is gone. A new role of the same name has another id, and is not meant."
        mend "Write the ARN of the role, or remove the entry."
    }
    INVALID_USER_REFERENCE: Warning AccessAnalyzer {
        "Id of a deleted user"
        why "IAM shows the unique id of a user once the user is gone. A new user of the same name has another id, and is not meant."
        mend "Write the ARN of the user, or remove the entry."
    }
    ALLOW_WITH_NOT_PRINCIPAL: SecurityWarning AccessAnalyzer {
        "Allow with NotPrincipal"
        why "It allows everybody but those listed, also those without credentials."
        mend "List whom to allow."
    }
    NOT_PRINCIPAL_WITHOUT_ACCOUNT: Warning Own {
        "NotPrincipal without the account"
        why "A caller is spared only if the whole chain is listed: the session, its role, and its account. Whoever has a permissions boundary is never spared."
        mend "Add the account and, for roles, the session; or better: use Principal `*` with a condition on aws:PrincipalArn."
    }
    PUBLIC_ACCESS: SecurityWarning Own {
        "Everybody is allowed"
        why "The principal `*` lets in every account and callers without credentials, and no condition ties them to an organization, account, network or source."
        mend "Name the principals, or add a condition such as aws:PrincipalOrgID."
    }
    DUPLICATE_PRINCIPAL: Suggestion Own {
        "A principal stands twice"
        why "Naming somebody twice has no effect."
        mend "Remove one of the two."
    }
}

/// Looks at the principals.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        let Some(element) = &scope.statement.principal else { continue };
        let mut seen = HashSet::new();
        for entry in &element.entries {
            one(entry, subject.kind, found);
            if !seen.insert((&entry.text, std::mem::discriminant(&entry.named))) {
                let message = format!("`{}` is listed already", entry.text);
                found.add(&DUPLICATE_PRINCIPAL, entry.span, message);
            }
        }
        if element.polarity == Polarity::Excepted && scope.statement.effect == Effect::Deny {
            partial(element, found);
        }
        if subject.kind.grants() && scope.allows() {
            public(element, scope, found);
        }
    }
}

/// P-2 to P-13.
fn one(entry: &PrincipalEntry, kind: Kind, found: &mut Findings) {
    let PrincipalEntry { named, text, span } = entry;
    match named {
        NamedPrincipal::Nobody if text.contains(['*', '?']) => {
            let message = format!("`{text}` names nobody");
            found.add(&UNSUPPORTED_WILDCARD_IN_PRINCIPAL, *span, message);
        }
        NamedPrincipal::Nobody
            if [":group/", ":instance-profile/", ":policy/"].iter().any(|it| text.contains(it)) =>
        {
            found.add(&GROUP_AS_PRINCIPAL, *span, format!("`{text}` makes no requests"));
        }
        NamedPrincipal::Nobody => {
            found.add(&INVALID_PRINCIPAL_FORMAT, *span, format!("`{text}` names nobody"));
        }
        NamedPrincipal::Service(name) if !service_like(name) => {
            let message = format!("`{name}` is not the name of a service");
            found.add(&INVALID_SERVICE_PRINCIPAL_FORMAT, *span, message);
        }
        NamedPrincipal::Federated(name) if kind.place() == Place::Resource => {
            let message = format!("nobody comes here by `{name}`");
            found.add(&FEDERATED_PRINCIPAL_NOT_SUPPORTED, *span, message);
        }
        NamedPrincipal::UniqueId(id) if id.starts_with("AROA") => {
            found.add(&INVALID_ROLE_REFERENCE, *span, format!("`{id}` is the id of a role"));
        }
        NamedPrincipal::UniqueId(id) if id.starts_with("AIDA") => {
            found.add(&INVALID_USER_REFERENCE, *span, format!("`{id}` is the id of a user"));
        }
        NamedPrincipal::Everyone
        | NamedPrincipal::Account(_)
        | NamedPrincipal::Arn(_)
        | NamedPrincipal::UniqueId(_)
        | NamedPrincipal::Federated(_)
        | NamedPrincipal::Service(_)
        | NamedPrincipal::CanonicalUser(_) => {}
    }
}

/// P-9.
fn service_like(name: &str) -> bool {
    const ENDS: [&str; 6] = [
        ".amazonaws.com",
        ".amazonaws.com.cn",
        ".amazonaws.eu",
        ".amazon.com",
        ".aws.internal",
        ".api.aws",
    ];
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
    name.chars().all(plain) && ENDS.iter().any(|end| name.ends_with(end) && name.len() > end.len())
}

/// P-30: users, roles and sessions whose account is not listed too.
fn partial(element: &PrincipalElement, found: &mut Findings) {
    let accounts: HashSet<&str> = element
        .entries
        .iter()
        .filter_map(|entry| match &entry.named {
            NamedPrincipal::Account(id) => Some(&**id),
            _ => None,
        })
        .collect();
    for entry in &element.entries {
        let NamedPrincipal::Arn(arn) = &entry.named else { continue };
        let account = arn.split(':').nth(4).unwrap_or_default();
        if !accounts.contains(account) {
            let message = format!("`{arn}` is denied too, as its account is not listed");
            found.add(&NOT_PRINCIPAL_WITHOUT_ACCOUNT, entry.span, message);
        }
    }
}

/// Y-8.
fn public(element: &PrincipalElement, scope: &Scope<'_>, found: &mut Findings) {
    let everyone = element.entries.iter().find(|it| it.named == NamedPrincipal::Everyone);
    let Some(entry) = everyone.filter(|_| element.polarity == Polarity::Listed) else { return };
    if !scope.statement.conditions.iter().any(super::keys::pins) {
        let message = "everybody is allowed, also without credentials";
        found.add(&PUBLIC_ACCESS, entry.span, message);
    }
}
