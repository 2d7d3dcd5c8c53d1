//! Decisions in words: the message that AWS gives, and why each statement did or did not apply.

mod element;

pub use element::{Element, condition, elements};

use super::{
    decision::{Decision, Grant, Hinge, Outcome, Reason, Verdict},
    layers::LayerKind,
    request::Request,
};
use crate::policy::{Statement, Truth};

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
                .find(|trace| trace.kind == layer && trace.allows == Truth::No)
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
        LayerKind::Identity | LayerKind::Acl => "an",
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
        Grant::Acl => "a grant of the bucket's access control list",
    }
}

fn list(hinges: &[Hinge]) -> String {
    hinges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Why a statement of a layer did or did not apply, in one line.
pub fn outcome(
    request: &Request,
    decision: &Decision,
    layer: LayerKind,
    statement: &Statement,
    outcome: Outcome,
) -> String {
    let elements = || elements(request, decision, layer, statement);
    match outcome {
        Outcome::Applies(_) => "applies".to_owned(),
        Outcome::Depends(_) => {
            let open = elements().into_iter().filter(|element| element.holds == Truth::Unknown);
            let open: Vec<String> = open.map(|element| element.said).collect();
            format!("applies if {}", open.join(" and if "))
        }
        Outcome::Fails(_) => elements().pop().map(|element| element.said).unwrap_or_default(),
    }
}
