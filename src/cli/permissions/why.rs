//! What decides about an action, in one line.

use crate::{
    access::{
        Access,
        effective::{Coverage, Say, Why},
    },
    policy::{Effect, Truth},
};

/// What decides, in one line.
pub fn because(why: &Why) -> String {
    if let Some((layer, target)) = &why.silent {
        let at = target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        return format!("no {layer}{at} allows it");
    }
    let wanted = |say: &&Say| match why.access {
        Access::Allowed => say.effect == Effect::Allow,
        Access::Partial | Access::Conditional | Access::Unknown => {
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
    let at = say.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
    let on = match say.coverage {
        Coverage::All => String::new(),
        Coverage::Some | Coverage::None => format!(" {}", say.on()),
    };
    let when = say.when().map(|when| format!(" if {when}")).unwrap_or_default();
    let verb = match say.effect {
        Effect::Allow => "allows",
        Effect::Deny => "forbids",
    };
    let statement = say.statement().label();
    format!("{statement} of {} ({}{at}) {verb} it{on}{when}", say.policy.name, say.layer)
}
