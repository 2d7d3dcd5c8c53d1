//! Why: worked out in the background, for all resources of an action or for one that was named.

use std::ops::Range;
use std::sync::Arc;

use crate::access::decision::{Deciding, Hinge};
use crate::access::effective::{self, Coverage, Say, Why};
use crate::access::{
    Access, Actor, Decision, LayerKind, Outcome, Request, Verdict, decide, explain,
};
use crate::catalog::Action;
use crate::org::Organization;
use crate::policy::{ActionName, Context, Effect, Statement, Truth};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// Single resources that an answer tells of at most.
const HELD: usize = 4;

/// Why an action is allowed or not, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The verdict, and the reason in short.
    pub verdict: Phrase,
    /// The verdict in a sentence, where one resource was named.
    pub message: String,
    /// The statements that have a say, the decisive ones first.
    pub said: Vec<Said>,
    /// The keys of unknown value that it hangs on, the first of them the most telling.
    pub keys: Vec<String>,
    /// What else there is to know.
    pub remarks: Vec<String>,
}

/// A statement that has a say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In which layer, at which node.
    pub layer: String,
    /// The policy and the statement.
    pub name: String,
    /// What it does here.
    pub note: String,
    /// How it looks.
    pub meaning: Meaning,
    /// The document it stands in.
    pub document: Arc<str>,
    /// Its lines, from zero.
    pub lines: Range<usize>,
    /// Whose document it is: the id of an organization policy.
    pub source: Arc<str>,
}

/// What a question is about.
pub enum What {
    /// An action, on any resource.
    Anywhere(&'static Action),
    /// An action on one resource.
    On(ActionName, String),
}

/// What is asked.
pub struct Question {
    /// Of which organization.
    pub organization: Arc<Organization>,
    /// Of whom.
    pub actor: Arc<Actor>,
    /// What about.
    pub what: What,
    /// What is given about the request.
    pub context: Context,
}

impl Question {
    /// Works the answer out.
    pub fn answer(&self) -> Answer {
        match &self.what {
            What::Anywhere(action) => self.anywhere(action),
            What::On(action, resource) => self.on(action, resource),
        }
    }

    fn anywhere(&self, action: &'static Action) -> Answer {
        let why = effective::why(&self.organization, &self.actor, action, &self.context);
        let reason = match &why.silent {
            Some((layer, target)) => format!("  no {layer}{} allows it", at(target.as_deref())),
            None => String::new(),
        };
        let meaning = Meaning::from(why.access);
        Answer {
            verdict: Phrase::sign(meaning, why.access.word()).and(reason, Meaning::Text),
            message: String::new(),
            said: why.instead.iter().map(other).chain(why.says.iter().map(say)).collect(),
            keys: why.says.iter().flat_map(|say| say.keys.iter().cloned()).collect(),
            remarks: kinds(&why).into_iter().chain(why.remarks).collect(),
        }
    }

    fn on(&self, action: &ActionName, resource: &str) -> Answer {
        let (request, layers) =
            self.actor.question(&self.organization, action, resource, &self.context);
        Answer::decided(&request, &decide(&request, &layers))
    }
}

impl Answer {
    /// Why a request was decided as it was.
    pub fn decided(request: &Request, decision: &Decision) -> Self {
        let (meaning, word) = match decision.verdict {
            Verdict::Allowed => (Meaning::Allow, "allowed"),
            Verdict::ExplicitDeny => (Meaning::Deny, "denied explicitly"),
            Verdict::ImplicitDeny => (Meaning::Deny, "denied: nothing allows it"),
            Verdict::Conditional => (Meaning::Conditional, "conditional"),
        };
        let mut said: Vec<Said> = Vec::new();
        let first: Vec<*const Statement> = decision
            .deciding()
            .iter()
            .map(|d: &Deciding<'_>| std::ptr::from_ref(d.statement))
            .collect();
        for layer in &decision.trace {
            for policy in &layer.policies {
                for (statement, outcome) in policy.statements() {
                    if matches!(outcome, Outcome::Fails(crate::access::Miss::Action)) {
                        continue;
                    }
                    let note = explain::outcome(request, decision, layer.kind, statement, outcome);
                    let meaning = match (outcome, statement.effect) {
                        (Outcome::Applies(_), Effect::Allow) => Meaning::Allow,
                        (Outcome::Applies(_), Effect::Deny) => Meaning::Deny,
                        (Outcome::Depends(_), _) => Meaning::Conditional,
                        (Outcome::Fails(_), _) => Meaning::Muted,
                    };
                    let source = policy.policy.clone();
                    let entry = Said {
                        layer: place(layer.kind, layer.target.as_deref()),
                        name: format!("{} · {}", source.name, statement.label()),
                        note: format!("{} {note}", statement.effect.name()),
                        meaning,
                        document: source.document.text().into(),
                        lines: lines(statement),
                        source: source.source,
                    };
                    if first.contains(&std::ptr::from_ref(statement)) {
                        said.insert(0, entry);
                    } else {
                        said.push(entry);
                    }
                }
            }
        }
        let rank = |said: &Said| match said.meaning {
            Meaning::Deny => 0,
            Meaning::Conditional => 1,
            Meaning::Allow => 2,
            _ => 3,
        };
        let decisive = usize::from(!first.is_empty() && !said.is_empty());
        said[decisive..].sort_by_key(rank);
        let keys = decision.hinges.iter().filter_map(|hinge| match hinge {
            Hinge::Key(key) => Some(key.clone()),
            Hinge::Unreadable(..)
            | Hinge::MissingPolicy(_)
            | Hinge::CanonicalId(_)
            | Hinge::Unsupported(_) => None,
        });
        let mut remarks: Vec<String> =
            decision.hinges.iter().map(|hinge| format!("hangs on {hinge}")).collect();
        remarks.extend(decision.assumptions.iter().cloned());
        Self {
            verdict: Phrase::sign(meaning, word)
                .and(format!("  {}", decision.reason), Meaning::Muted),
            message: explain::message(request, decision),
            said,
            keys: keys.collect(),
            remarks,
        }
    }
}

/// The answers for types of resources and for single ones, where they differ.
fn kinds(why: &Why) -> Vec<String> {
    let mut lines = Vec::new();
    if why.by_type.iter().any(|(_, access)| *access != why.access) {
        let one = |(name, access): &(Option<&str>, Access)| {
            format!("{} {}", name.unwrap_or("no resource"), access.word())
        };
        lines.push(why.by_type.iter().map(one).collect::<Vec<_>>().join(" · "));
    }
    let telling = why.on_held.iter().filter(|on| on.access != why.access);
    lines.extend(telling.take(HELD).map(|on| format!("on {}: {}", on.resource, on.access.word())));
    lines
}

fn say(say: &Say) -> Said {
    let statement = say.statement();
    let when = say.when().map(|when| format!(", if {when}")).unwrap_or_default();
    let sure = say.coverage == Coverage::All && say.condition == Truth::Yes;
    let meaning = match (say.effect, sure) {
        (Effect::Allow, true) => Meaning::Allow,
        (Effect::Deny, true) => Meaning::Deny,
        (_, false) => Meaning::Conditional,
    };
    Said {
        layer: place(say.layer, say.target.as_deref()),
        name: format!("{} · {}", say.policy.name, statement.label()),
        note: format!("{} {}{when}", say.effect.name(), say.on()),
        meaning,
        document: say.policy.document.text().into(),
        lines: lines(statement),
        source: say.policy.source.clone(),
    }
}

/// A statement that allows other things in a layer that would have to allow this.
fn other(instead: &Say) -> Said {
    Said {
        note: "allows other things, and not this".to_owned(),
        meaning: Meaning::Deny,
        ..say(instead)
    }
}

fn lines(statement: &Statement) -> Range<usize> {
    let lines = statement.span.lines();
    *lines.start() as usize - 1..*lines.end() as usize
}

fn at(target: Option<&str>) -> String {
    target.map(|target| format!(" at {target}")).unwrap_or_default()
}

fn place(layer: LayerKind, target: Option<&str>) -> String {
    format!("{}{}", short(layer), at(target))
}

fn short(layer: LayerKind) -> &'static str {
    match layer {
        LayerKind::Rcp => "RCP",
        LayerKind::Scp => "SCP",
        LayerKind::Endpoint => "endpoint",
        LayerKind::Resource => "resource policy",
        LayerKind::Acl => "access control list",
        LayerKind::Trust => "trust policy",
        LayerKind::Identity => "identity",
        LayerKind::Boundary => "boundary",
        LayerKind::Session => "session",
    }
}
