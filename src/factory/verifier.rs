//! The evaluator as the one who answers an invariant's questions.

use super::invariant::{Answer, Question, Verifier};
use crate::{
    access::{self, Decision, LayerKind, LayerTrace, Miss, Outcome, Principal, Reason, Verdict},
    org::Organization,
    policy::{Context, Effect, Truth, Unmentioned, action::Polarity, resource::ResourcePattern},
};

/// Answers by [`access::decide`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Evaluator;

impl Verifier for Evaluator {
    fn ask(&self, organization: &Organization, question: &Question) -> Answer {
        let principal = Principal::Role(question.account, question.role.clone());
        let resource = question.resource.as_deref().unwrap_or("*");
        let context = context(organization, question);
        let asked =
            access::question(organization, &principal, &question.action, resource, &context);
        let Some((request, layers)) = asked else {
            return Err("it cannot be assumed".to_owned());
        };
        let decision = access::decide(&request, &layers);
        match (question.wanted, decision.verdict) {
            (Effect::Allow, Verdict::Allowed) => Ok(()),
            (Effect::Deny, Verdict::ExplicitDeny | Verdict::ImplicitDeny) => {
                if question.resource.is_some() || closed(&decision) {
                    return Ok(());
                }
                Err("a policy may allow it on some resources: name one with `on`".to_owned())
            }
            _ => Err(why(&decision)),
        }
    }
}

/// What is known of the request. Unknown keys stay unknown, so that a denial holds whatever they
/// are. What has to be allowed is asked as people ordinarily do it: encrypted, and in the region
/// that Identity Center calls home.
fn context(organization: &Organization, question: &Question) -> Context {
    let mut context = Context::new(Unmentioned::Unknown);
    if question.wanted == Effect::Allow {
        context.set("aws:SecureTransport", "true");
        if let Some(center) = &organization.foundation().identity_center {
            context.set("aws:RequestedRegion", center.region.as_str());
        }
    }
    for (key, value) in &question.context {
        context.set(key, value.as_str());
    }
    context
}

/// Whether a request that was denied on `*` is denied on every resource: a layer forbids it on all
/// of them, or a layer that has to allow it says nothing of the action at all.
fn closed(decision: &Decision) -> bool {
    let settled = matches!(
        decision.reason,
        Reason::AccountNotUsable | Reason::KeptByAws | Reason::NotForThisCaller
    );
    settled || decision.trace.iter().any(|layer| forbids_all(layer) || is_silent(layer))
}

fn forbids_all(layer: &LayerTrace) -> bool {
    layer.denies == Truth::Yes
        && layer.policies.iter().any(|policy| {
            policy.statements().any(|(statement, outcome)| {
                let everything = statement.resource.as_ref().is_some_and(|resource| {
                    resource.polarity == Polarity::Listed
                        && resource.patterns.iter().any(ResourcePattern::is_everything)
                });
                statement.effect == Effect::Deny
                    && matches!(outcome, Outcome::Applies(_))
                    && everything
            })
        })
}

fn is_silent(layer: &LayerTrace) -> bool {
    let has_to_allow = match layer.kind {
        LayerKind::Scp | LayerKind::Identity | LayerKind::Boundary | LayerKind::Session => true,
        LayerKind::Rcp
        | LayerKind::Endpoint
        | LayerKind::Resource
        | LayerKind::Acl
        | LayerKind::Trust => false,
    };
    has_to_allow
        && layer.allows == Truth::No
        && layer.policies.iter().all(|policy| {
            policy.statements().all(|(statement, outcome)| {
                statement.effect == Effect::Deny || outcome == Outcome::Fails(Miss::Action)
            })
        })
}

/// Why a verdict is what it is, for people.
fn why(decision: &Decision) -> String {
    let deciding = decision.deciding();
    let statements: Vec<_> = deciding
        .iter()
        .map(|it| format!("{} of {}", it.statement.label(), it.policy.name))
        .collect();
    let by = if statements.is_empty() {
        String::new()
    } else {
        format!(" by {}", statements.join(", "))
    };
    match (decision.verdict, decision.reason) {
        (Verdict::Allowed, _) => format!("it is allowed{by}"),
        (Verdict::ExplicitDeny, Reason::Explicit(layer)) => {
            format!("a {} denies it{by}", layer.name())
        }
        (Verdict::ImplicitDeny, Reason::Implicit(layer)) => {
            format!("no {} allows it", layer.name())
        }
        (Verdict::Conditional, _) => {
            let hinges: Vec<_> = decision.hinges.iter().map(ToString::to_string).collect();
            format!("it depends on {}", hinges.join(", "))
        }
        (_, reason) => format!("the verdict is {} ({reason})", decision.verdict.code()),
    }
}
