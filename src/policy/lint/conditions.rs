//! Checks of condition keys: whether there is such a key, and what a test of it is worth.

use super::{
    Kind,
    check::family,
    finding::Findings,
    keys::{Known, carried, known},
    near::near,
    subject::{Scope, Subject},
};
use crate::{
    catalog::{ConditionKey, catalog, global_keys},
    policy::{
        Effect,
        condition::{ConditionCell, Sense, Test},
    },
};

family! {
    INVALID_CONDITION_KEY_FORMAT: Error AccessAnalyzer {
        "Condition key of no known form"
        why "Keys have the form service:key, such as aws:SourceIp. No request carries any other, so that a positive test never holds and a negated one always."
        mend "Write the key with its prefix."
    }
    INVALID_GLOBAL_CONDITION_KEY: Error AccessAnalyzer {
        "Unknown global condition key"
        why "AWS has no such key, so that no request carries it: a positive test never holds and a negated one always."
        mend "Look the key up among the global condition keys."
    }
    INVALID_SERVICE_CONDITION_KEY: Error AccessAnalyzer {
        "Unknown condition key of a service"
        why "No service has such a key, so that no request carries it: a positive test never holds and a negated one always."
        mend "Look the key up in the Service Authorization Reference."
    }
    MISSING_TAG_KEY_IN_CONDITION: Error AccessAnalyzer {
        "No tag key behind the slash"
        why "Keys such as aws:ResourceTag/team name the tag that is tested behind a slash."
        mend "Add the slash and the key of the tag."
    }
    DEPRECATED_GLOBAL_CONDITION_KEY: Warning AccessAnalyzer {
        "Condition key of old"
        why "aws:SourceOwner is known to a single service; aws:SourceAccount has taken its place."
        mend "Test aws:SourceAccount."
    }
    CONDITION_KEY_FITS_NO_ACTION: Warning Own {
        "Condition key that none of the actions has"
        why "Requests of these actions never carry the key: a positive test never holds, and a negated one always."
        mend "Remove the condition, or move the actions to which it belongs into a statement of their own."
    }
    PRINCIPAL_ARN_OF_SESSION: Error Own {
        "aws:PrincipalArn compared with a session"
        why "aws:PrincipalArn of a session is the ARN of its role, never that of the session: the comparison never matches."
        mend "Write the ARN of the role, with its path: arn:aws:iam::111122223333:role/path/Name."
    }
    CLIENT_SUPPLIED_KEY: SecurityWarning Own {
        "Access by what the client says of itself"
        why "Whoever sends a request chooses its user agent and referrer: nothing can rest on them."
        mend "Tie the access to a principal, a network or an organization."
    }
    MFA_DENY_SPARES_ACCESS_KEYS: SecurityWarning Own {
        "Deny without MFA that spares access keys"
        why "Requests signed with the access key of a user do not carry aws:MultiFactorAuthPresent, so that `Bool false` does not hold for them and the Deny does not apply."
        mend "Use BoolIfExists."
    }
    MFA_ALLOW_WITHOUT_MFA: SecurityWarning Own {
        "Allow with MFA that holds without"
        why "Requests signed with the access key of a user do not carry aws:MultiFactorAuthPresent; BoolIfExists holds for them, and Null tells only temporary credentials from others."
        mend "Use Bool with the value true."
    }
    WILDCARD_IN_SENSITIVE_KEY: SecurityWarning Own {
        "Wildcard where own and foreign are told apart"
        why "The key tells one's own accounts, organization or network from foreign ones; a pattern lets others in."
        mend "Write the ids themselves, with StringEquals."
    }
    SOURCE_IP_DENIES_SERVICES: Warning Own {
        "Deny by address that hits calls of services"
        why "A service that calls for the user does so from an address of AWS, and through a VPC endpoint there is no aws:SourceIp at all: NotIpAddress holds, and the Deny applies."
        mend "Add conditions that spare them: Bool aws:ViaAWSService false, and aws:SourceVpc where endpoints are used."
    }
    REGION_DENIES_GLOBAL_SERVICES: Warning Own {
        "Deny by region that hits global services"
        why "IAM, Organizations, Route 53, CloudFront and Support answer from us-east-1, whatever the region of the caller."
        mend "Deny with NotAction for the global services, or add us-east-1 to the regions."
    }
    ORG_DENIES_SERVICES: Warning Own {
        "Deny by organization that hits services"
        why "When a service calls, the request carries no organization of a principal: StringNotEquals holds, and the Deny applies to logs, notifications and the like."
        mend "Add the condition BoolIfExists aws:PrincipalIsAWSService false."
    }
    ABSENT_TAG_IS_DENIED: Suggestion Own {
        "Deny by tag that hits what has no tag"
        why "A negated operator holds when the key is absent, so that the Deny also applies where the tag is missing. That is often meant, and as often not."
        mend "If untagged ones are to be spared, use the IfExists form with a positive test, or add Null false."
    }
}

/// Looks at the keys.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        for cell in &scope.statement.conditions {
            is_known(cell, found);
            belongs(cell, scope, found);
            means(cell, scope, subject.kind, found);
        }
        denies(scope, subject.kind, found);
    }
}

fn is_known(cell: &ConditionCell, found: &mut Findings) {
    let (key, span) = (&*cell.key, cell.span);
    let families = ["aws:requesttag", "aws:resourcetag", "aws:principaltag"];
    if families.contains(&cell.lower.trim_end_matches('/')) {
        found.add(&MISSING_TAG_KEY_IN_CONDITION, span, format!("`{key}` names no tag"));
        return;
    }
    let names = |prefix: &str| -> Option<&'static str> {
        let service = catalog().service(prefix)?;
        near(key, service.condition_keys().iter().map(ConditionKey::name))
    };
    match known(key) {
        Known::Malformed => {
            found.add(
                &INVALID_CONDITION_KEY_FORMAT,
                span,
                format!("`{key}` is not of the form service:key"),
            );
        }
        Known::NoGlobal => {
            let meant = near(key, global_keys().iter().map(|known| known.key().name()));
            let message = format!("there is no key `{key}`{}", perhaps(meant));
            found.add(&INVALID_GLOBAL_CONDITION_KEY, span, message);
        }
        Known::NoOther => {
            let meant = key.split_once(':').and_then(|(prefix, _)| names(prefix));
            let message = format!("there is no key `{key}`{}", perhaps(meant));
            found.add(&INVALID_SERVICE_CONDITION_KEY, span, message);
        }
        Known::Key(_) if *cell.lower == *"aws:sourceowner" => {
            found.add(
                &DEPRECATED_GLOBAL_CONDITION_KEY,
                span,
                "aws:SourceAccount has taken its place",
            );
        }
        Known::Key(_) | Known::Claim => {}
    }
}

fn perhaps(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |name| format!(": perhaps `{name}` is meant"))
}

/// C-32: whether any request that the statement is about can carry the key.
fn belongs(cell: &ConditionCell, scope: &Scope<'_>, found: &mut Findings) {
    if !matches!(known(&cell.key), Known::Key(_)) || !scope.actions_known() {
        return;
    }
    let carried = scope
        .actions
        .iter()
        .any(|each| each.service.is_none_or(|service| carried(&cell.key, service, &each.matched)));
    if !carried {
        let message = format!("no request of these actions carries `{}`", cell.key);
        found.add(&CONDITION_KEY_FITS_NO_ACTION, cell.span, message);
    }
}

fn values(cell: &ConditionCell) -> impl Iterator<Item = &str> {
    cell.values.iter().map(|value| &*value.text)
}

fn only(cell: &ConditionCell, wanted: &str) -> bool {
    !cell.values.is_empty() && values(cell).all(|value| value.eq_ignore_ascii_case(wanted))
}

/// What a test of the key is worth (K-1, K-4, K-12).
fn means(cell: &ConditionCell, scope: &Scope<'_>, kind: Kind, found: &mut Findings) {
    let Some(operator) = cell.operator else { return };
    let (span, effect) = (cell.span, scope.statement.effect);
    if *cell.lower == *"aws:principalarn"
        && let Some(session) = values(cell).find(|it| it.contains(":assumed-role/"))
    {
        found.add(&PRINCIPAL_ARN_OF_SESSION, span, format!("`{session}` is a session, not a role"));
    }
    if kind.grants() && effect == Effect::Allow {
        let client = ["aws:useragent", "aws:referer"].contains(&&*cell.lower);
        if client && operator.restricts() {
            found.add(&CLIENT_SUPPLIED_KEY, span, format!("the client chooses `{}`", cell.key));
        }
        let pattern = |it: &str| it.contains(['*', '?']);
        if operator.test == Test::StringLike
            && operator.sense == Sense::Positive
            && is_sensitive(&cell.key)
            && let Some(value) = values(cell).find(|it| pattern(it))
        {
            found.add(&WILDCARD_IN_SENSITIVE_KEY, span, format!("`{value}` fits foreign ones too"));
        }
    }
    if *cell.lower == *"aws:multifactorauthpresent" {
        mfa(cell, operator.test, operator.restricts(), effect, found);
    }
}

fn is_sensitive(key: &str) -> bool {
    use crate::catalog::{Sensitivity, global_key};
    global_key(key).is_some_and(|known| known.sensitivity() == Sensitivity::Sensitive)
}

fn mfa(cell: &ConditionCell, test: Test, strict: bool, effect: Effect, found: &mut Findings) {
    match (effect, test) {
        (Effect::Deny, Test::Bool) if strict && only(cell, "false") => {
            let message = "requests with an access key do not carry the key, and are spared";
            found.add(&MFA_DENY_SPARES_ACCESS_KEYS, cell.span, message);
        }
        (Effect::Allow, Test::Bool) if !strict && only(cell, "true") => {
            let message = "requests with an access key do not carry the key, and are let in";
            found.add(&MFA_ALLOW_WITHOUT_MFA, cell.span, message);
        }
        (Effect::Allow, Test::Null) if only(cell, "false") => {
            let message = "that the key is there does not tell that there was MFA";
            found.add(&MFA_ALLOW_WITHOUT_MFA, cell.span, message);
        }
        _ => {}
    }
}

/// Denies that hit more than they seem to.
fn denies(scope: &Scope<'_>, kind: Kind, found: &mut Findings) {
    if scope.statement.effect != Effect::Deny {
        return;
    }
    let negated = scope.statement.conditions.iter().filter(|cell| {
        cell.operator.is_some_and(|it| it.sense == Sense::Negated && it.quantifier.is_none())
    });
    let everything = scope.lists_actions()
        && scope
            .actions
            .iter()
            .any(|each| each.pattern.well_formed() && each.pattern.service().is_none());
    for cell in negated {
        match &*cell.lower {
            "aws:sourceip"
                if !scope.tests(&[
                    "aws:viaawsservice",
                    "aws:calledvia",
                    "aws:principalisawsservice",
                ]) =>
            {
                let message = "calls of services, and through endpoints, are denied too";
                found.add(&SOURCE_IP_DENIES_SERVICES, cell.span, message);
            }
            "aws:requestedregion"
                if everything && !values(cell).any(|it| it == "us-east-1" || it.contains('*')) =>
            {
                let message = "services that answer from us-east-1 are denied too";
                found.add(&REGION_DENIES_GLOBAL_SERVICES, cell.span, message);
            }
            "aws:principalorgid" | "aws:principalaccount"
                if matches!(kind, Kind::Resource | Kind::ResourceControl | Kind::Trust)
                    && !scope.tests(&[
                        "aws:principalisawsservice",
                        "aws:principalservicename",
                        "aws:principalservicenameslist",
                        "aws:principalarn",
                    ]) =>
            {
                let message = "services that call are denied too";
                found.add(&ORG_DENIES_SERVICES, cell.span, message);
            }
            lower if lower.starts_with("aws:principaltag/") && !tests_presence(scope, lower) => {
                let message = format!("whoever has no `{}` is denied too", cell.key);
                found.add(&ABSENT_TAG_IS_DENIED, cell.span, message);
            }
            _ => {}
        }
    }
}

fn tests_presence(scope: &Scope<'_>, key: &str) -> bool {
    let null = |cell: &ConditionCell| cell.operator.is_some_and(|it| it.test == Test::Null);
    scope.statement.conditions.iter().any(|cell| null(cell) && *cell.lower == *key)
}
