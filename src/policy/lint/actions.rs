//! Checks of actions against the catalogue.

use super::{
    check::family,
    finding::Findings,
    near::near,
    subject::{Actions, Scope, Subject},
};
use crate::catalog::{Action, Service, catalog};

family! {
    INVALID_ACTION: Error AccessAnalyzer {
        "Unknown action"
        why "No action has this name, so that the statement says nothing about what was meant: an Allow does not give it, and worse, a Deny does not keep it away. The catalogue has a date: an action newer than it is told too."
        mend "Look the action up in the Service Authorization Reference; actions are not always named like the calls of the API."
    }
    INVALID_SERVICE_IN_ACTION: Error AccessAnalyzer {
        "Unknown service of an action"
        why "No service has this prefix, so that the pattern matches no action."
        mend "Write the prefix that the Service Authorization Reference gives for the service."
    }
    ACTION_PATTERN_MATCHES_NOTHING: Warning Own {
        "Pattern that matches no action"
        why "No action of the service fits the pattern, so that it has no effect."
        mend "Mend the pattern, or remove it."
    }
    WILDCARD_IN_SERVICE_NAME: Suggestion AccessAnalyzer {
        "Wildcard for the service"
        why "A wildcard in place of the service is no part of the language; `*:*` alone is read as `*`."
        mend "Write `*`, or name the services."
    }
    ALLOW_WITH_NOT_ACTION: Warning Own {
        "Allow with NotAction"
        why "It allows everything but what it lists, in every service, also in those that come later. What it lists is not denied."
        mend "List what is allowed, or allow `*` and deny what is not."
    }
}

/// Looks at the actions.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        scope.actions.iter().for_each(|actions| known(actions, found));
        if subject.kind.grants() && not_action(scope) {
            let message = "everything but these actions is allowed";
            found.add(&ALLOW_WITH_NOT_ACTION, scope.statement.action.span, message);
        }
    }
}

///
fn known(actions: &Actions<'_>, found: &mut Findings) {
    let Actions { pattern, service, matched } = actions;
    let (text, span) = (&*pattern.text, pattern.span);
    if text == "*:*" {
        found.add(&WILDCARD_IN_SERVICE_NAME, span, "`*:*` is read as `*`");
        return;
    }
    let Some(prefix) = pattern.service() else { return };
    let Some(service) = service else {
        let known = catalog().services().iter().map(Service::prefix);
        let message = format!("there is no service `{prefix}`{}", meant(near(prefix, known)));
        found.add(&INVALID_SERVICE_IN_ACTION, span, message);
        return;
    };
    if !matched.is_empty() {
        return;
    }
    if actions.is_exact() {
        let name = text.split_once(':').map_or("", |(_, name)| name);
        let meant = meant(near(name, service.actions().iter().map(Action::name)));
        let message = format!("{} has no action `{name}`{meant}", service.name());
        found.add(&INVALID_ACTION, span, message);
    } else {
        let message = format!("no action of {} fits `{text}`", service.name());
        found.add(&ACTION_PATTERN_MATCHES_NOTHING, span, message);
    }
}

fn meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(": perhaps `{near}` is meant"))
}

/// whether it allows everything but a list, and is not narrowed by its resources.
fn not_action(scope: &Scope<'_>) -> bool {
    scope.allows() && !scope.lists_actions() && scope.every_resource()
}
