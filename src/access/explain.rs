//! Decisions in words: the message that AWS gives, and why each statement did or did not apply.

use super::{
    decision::{Decision, Grant, Hinge, Miss, Outcome, Reason, Verdict},
    derive,
    layers::LayerKind,
    request::Request,
};
use crate::policy::{Context, ContextValue, Lookup, Statement, condition::ConditionCell};

/// One line that says what becomes of a request and why, in the form of AWS's own messages (L-7).
pub fn message(request: &Request, decision: &Decision) -> String {
    let who = request.caller.display();
    let on = if request.resource.is_none() {
        String::new()
    } else {
        format!(" on resource: {}", request.resource.arn)
    };
    let action = &request.action;
    match decision.verdict {
        Verdict::Allowed => {
            format!(
                "{who} is authorized to perform: {action}{on} {}",
                because(decision, action.as_str())
            )
        }
        Verdict::ExplicitDeny | Verdict::ImplicitDeny => format!(
            "{who} is not authorized to perform: {action}{on} {}",
            because(decision, action.as_str())
        ),
        Verdict::Conditional => format!(
            "whether {who} is authorized to perform: {action}{on} hangs on {}",
            list(&decision.hinges)
        ),
    }
}

fn because(decision: &Decision, action: &str) -> String {
    match decision.reason {
        Reason::Explicit(layer) => {
            let deciding = decision.deciding();
            let by =
                deciding.first().map(|d| format!(": {} ({})", d.policy.name, d.statement.label()));
            format!("with an explicit deny in {} {layer}{}", article(layer), by.unwrap_or_default())
        }
        Reason::Implicit(LayerKind::Boundary) => {
            format!("because no permissions boundary allows the {action} action")
        }
        Reason::Implicit(layer) => {
            let level = decision
                .trace
                .iter()
                .find(|trace| trace.kind == layer && trace.allows == crate::policy::Truth::No)
                .and_then(|trace| trace.target.as_deref())
                .map(|target| format!(" attached to {target}"));
            format!("because no {layer}{} allows the {action} action", level.unwrap_or_default())
        }
        Reason::Allow(grant) => {
            let deciding = decision.deciding();
            let by =
                deciding.first().map(|d| format!(": {} ({})", d.policy.name, d.statement.label()));
            format!("by {}{}", granted_by(grant), by.unwrap_or_default())
        }
        Reason::PublicAccessBlock => {
            "because Block Public Access turns away whom a public bucket policy would let in"
                .to_owned()
        }
        Reason::AccountNotUsable => "because its account is suspended or closed".to_owned(),
        Reason::KeptByAws => "because only AWS can change it".to_owned(),
        Reason::AlwaysAllowed => "whatever any policy says".to_owned(),
        Reason::NotForThisCaller => "because callers of its kind cannot make this call".to_owned(),
        Reason::NotSignedIn => "because the service takes signed requests only".to_owned(),
        Reason::Undecided => String::new(),
    }
}

fn article(layer: LayerKind) -> &'static str {
    match layer {
        LayerKind::Identity => "an",
        LayerKind::Trust => "the",
        _ => "a",
    }
}

fn granted_by(grant: Grant) -> &'static str {
    match grant {
        Grant::Identity => "an identity-based policy",
        Grant::Resource => "a resource-based policy that names it or everyone",
        Grant::ResourceEntity => "a resource-based policy that names its role or user",
        Grant::Root => "being the root user of the account",
        Grant::KeyGrant => "a grant of the key",
        Grant::Service => "a resource-based policy that names the service",
    }
}

fn list(hinges: &[Hinge]) -> String {
    hinges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Why a statement did or did not apply, down to the element and the values.
pub fn outcome(request: &Request, statement: &Statement, outcome: Outcome) -> String {
    let context = derive::context(request);
    match outcome {
        Outcome::Applies(_) => "applies".to_owned(),
        Outcome::Depends(_) => {
            let open: Vec<String> = statement
                .conditions
                .iter()
                .filter(|cell| cell.holds(&context) == crate::policy::Truth::Unknown)
                .map(condition)
                .collect();
            format!(
                "applies if {}",
                if open.is_empty() { "its variables say so".into() } else { open.join(" and ") }
            )
        }
        Outcome::Fails(Miss::Action) => {
            format!(
                "is about other actions ({}:{})",
                statement.action.span.start.line, statement.action.span.start.column
            )
        }
        Outcome::Fails(Miss::OutOfPlace) => {
            "cannot stand in a policy of this kind: AWS refuses it".to_owned()
        }
        Outcome::Fails(Miss::Principal) => "is about other principals".to_owned(),
        Outcome::Fails(Miss::Resource) => "is about other resources".to_owned(),
        Outcome::Fails(Miss::Condition(at)) => match statement.conditions.get(usize::from(at)) {
            Some(cell) => format!("{} does not hold: {}", condition(cell), found(cell, &context)),
            None => "its condition does not hold".to_owned(),
        },
    }
}

/// A condition cell in one line.
pub fn condition(cell: &ConditionCell) -> String {
    let values: Vec<&str> = cell.values.iter().map(|value| &*value.text).collect();
    let values = match values.as_slice() {
        [one] => (*one).to_owned(),
        many if many.len() > 4 => format!("[{}, … {} in all]", many[..3].join(", "), many.len()),
        many => format!("[{}]", many.join(", ")),
    };
    format!("{} {} {values}", cell.key, cell.operator_text)
}

fn found(cell: &ConditionCell, context: &Context) -> String {
    match context.get(&cell.key) {
        Lookup::Present(ContextValue::One(value)) if context.is_ambiguous(&cell.key) => {
            format!("the request has {value}, and the key in another case too")
        }
        Lookup::Present(ContextValue::One(value)) => format!("the request has {value}"),
        Lookup::Present(ContextValue::Many(values)) => {
            let unquantified = cell.operator.is_some_and(|operator| operator.quantifier.is_none());
            // C-16.
            let why = if unquantified && values.len() > 1 {
                ", and several values never hold without ForAllValues: or ForAnyValue:"
            } else {
                ""
            };
            format!("the request has [{}]{why}", values.join(", "))
        }
        Lookup::Absent => "the request does not carry the key".to_owned(),
        Lookup::Unknown => "its value is not known".to_owned(),
    }
}
