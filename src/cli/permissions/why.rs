//! What decides about an action, in one line.

use crate::{
    access::{
        Access,
        effective::{Coverage, Say, Why},
    },
    policy::{Effect, Statement, Truth},
};

/// What decides, in one line.
pub fn because(why: &Why) -> String {
    if let Some((layer, target)) = &why.silent {
        let at = target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        return format!("no {layer}{at} allows it");
    }
    let wanted = |say: &&Say| match why.access {
        Access::Allowed => say.effect == Effect::Allow,
        Access::Limited => {
            say.effect == Effect::Deny
                || say.coverage != Coverage::All
                || say.condition != Truth::Yes
        }
        Access::Denied => say.effect == Effect::Deny,
    };
    let decisive = why.says.iter().find(wanted).map(said);
    decisive.into_iter().chain(why.remarks.iter().cloned()).collect::<Vec<_>>().join("; ")
}

/// A statement that has a say, in one line.
fn said(say: &Say) -> String {
    let statement = say.policy.document.statements().get(say.statement);
    let statement = statement.map(Statement::label).unwrap_or_default();
    let at = say.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
    let on = match say.coverage {
        Coverage::All => "",
        Coverage::Some | Coverage::None => " on some resources",
    };
    let given = match (say.condition, say.keys.as_slice()) {
        (Truth::Unknown, []) => " under a condition".to_owned(),
        (Truth::Unknown, keys) => format!(" depending on {}", keys.join(", ")),
        (Truth::Yes | Truth::No, _) => String::new(),
    };
    let verb = match say.effect {
        Effect::Allow => "allows",
        Effect::Deny => "forbids",
    };
    format!("{statement} of {} ({}{at}) {verb} it{on}{given}", say.policy.name, say.layer)
}
