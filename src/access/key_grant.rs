//! Grants of KMS keys: who may do what with a key by one, and for which encryption context (Z-24).

use super::statement::Subject;
use crate::{
    org::{GrantConstraint, KeyGrant},
    policy::{Context, ContextValue, Lookup, Truth},
};

/// Whether a grant of the KMS key allows the request (Z-24). Retiring a grant is for its retiring
/// principal too (Z-27).
pub fn allow(subject: &Subject<'_>, grants: &[KeyGrant]) -> Truth {
    if !subject.request.resource.is_kms_key() {
        return Truth::No;
    }
    Truth::any(grants.iter().map(|grant| grants_to(subject, grant)))
}

/// The keys of unknown value that grants hang on.
pub fn unknown_keys(subject: &Subject<'_>, grants: &[KeyGrant]) -> Vec<String> {
    grants
        .iter()
        .filter(|grant| grants_to(subject, grant) == Truth::Unknown)
        .filter_map(|grant| grant.constraint.as_ref())
        .flat_map(asked)
        .filter(|key| subject.context.get(key) == Lookup::Unknown)
        .collect()
}

/// The keys that a constraint asks for: to be equal, a request may carry no others either.
fn asked(constraint: &GrantConstraint) -> Vec<String> {
    let (pairs, others) = match constraint {
        GrantConstraint::Equals(pairs) => (pairs, Some(ENCRYPTION_CONTEXT_KEYS.to_owned())),
        GrantConstraint::Includes(pairs) => (pairs, None),
    };
    pairs.iter().map(|(key, _)| format!("{ENCRYPTION_CONTEXT}{key}")).chain(others).collect()
}

const ENCRYPTION_CONTEXT: &str = "kms:EncryptionContext:";
const ENCRYPTION_CONTEXT_KEYS: &str = "kms:EncryptionContextKeys";

fn grants_to(subject: &Subject<'_>, grant: &KeyGrant) -> Truth {
    let action = &subject.request.action;
    let names = subject.names;
    let meant = |name: &str| {
        let mut known = names.direct.iter().chain(&names.entity).chain(&names.services);
        known.any(|known| known == name)
    };
    if action.lower() == "kms:retiregrant" && grant.retiring.as_deref().is_some_and(meant) {
        return Truth::Yes;
    }
    let covered = grant.operations.iter().any(|name| name.eq_ignore_ascii_case(action.name()));
    if meant(&grant.grantee) && covered {
        constraint(subject.context, grant.constraint.as_ref())
    } else {
        Truth::No
    }
}

fn constraint(context: &Context, constraint: Option<&GrantConstraint>) -> Truth {
    let carried =
        |(key, value): (&str, &str)| match context.get(&format!("{ENCRYPTION_CONTEXT}{key}")) {
            Lookup::Present(ContextValue::One(given)) => Truth::from(given == value),
            Lookup::Present(ContextValue::Many(_)) | Lookup::Absent => Truth::No,
            Lookup::Unknown => Truth::Unknown,
        };
    match constraint {
        None => Truth::Yes,
        Some(GrantConstraint::Includes(pairs)) => Truth::all(pairs.iter().map(carried)),
        Some(GrantConstraint::Equals(pairs)) => {
            let mut given =
                context.iter().filter_map(|(key, _)| key.strip_prefix(ENCRYPTION_CONTEXT));
            let no_other = if given.any(|key| pairs.get(key).is_none()) {
                Truth::No
            } else {
                match context.get(ENCRYPTION_CONTEXT_KEYS) {
                    Lookup::Present(keys) => {
                        keys.values().iter().all(|key| pairs.get(key).is_some()).into()
                    }
                    Lookup::Absent => Truth::Yes,
                    Lookup::Unknown => Truth::Unknown,
                }
            };
            no_other & Truth::all(pairs.iter().map(carried))
        }
    }
}
