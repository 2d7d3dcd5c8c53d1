//! A decision: the verdict, the reason, and everything that led to it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::layers::{AttachedPolicy, LayerKind};
use crate::{
    org::AccountId,
    policy::{Context, Effect, Statement, Truth, principal::MatchClass},
};

/// What becomes of a request (M-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is allowed.
    Allowed,
    /// A statement forbids it.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
    /// It hangs on something that nobody has said.
    Conditional,
}

impl Verdict {
    /// The word on the wire, as the policy simulator spells it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
            Self::Conditional => "conditional",
        }
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "ALLOWED",
            Self::ExplicitDeny | Self::ImplicitDeny => "DENIED",
            Self::Conditional => "CONDITIONAL",
        }
    }

    /// Whether it is one of the two denials.
    pub fn is_denied(self) -> bool {
        matches!(self, Self::ExplicitDeny | Self::ImplicitDeny)
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// What granted a request (E-53).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grant {
    /// A policy of the caller.
    Identity,
    /// The resource's policy, to the very caller or everyone.
    Resource,
    /// The resource's policy, to the caller's role or user.
    ResourceEntity,
    /// Being root in its own account.
    Root,
    /// A KMS grant.
    KeyGrant,
    /// The resource's policy, to a service.
    Service,
    /// The access control list of the bucket, to everyone or a service (Z-33).
    Acl,
}

/// The one reason of a decision (E-50 to E-53).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A statement of this layer forbids it.
    Explicit(LayerKind),
    /// No statement of this layer allows it.
    Implicit(LayerKind),
    /// This granted it.
    Allow(Grant),
    /// Block Public Access keeps out whom a public bucket policy would let in (Z-31).
    PublicAccessBlock,
    /// The caller's account can make no calls (E-8).
    AccountNotUsable,
    /// Customers cannot change what AWS keeps (Z-13).
    KeptByAws,
    /// Everyone may, whatever any policy says (Z-10).
    AlwaysAllowed,
    /// Root users and federated sessions cannot make this call at all (Z-7 to Z-9).
    NotForThisCaller,
    /// The service takes no request that nobody has signed (step 0 of 8.3).
    NotSignedIn,
    /// Nothing is decided: see the hinges.
    Undecided,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Explicit(layer) => write!(f, "explicit:{}", layer.code()),
            Self::Implicit(layer) => write!(f, "implicit:{}", layer.code()),
            Self::Allow(Grant::Identity) => f.write_str("allow:identity"),
            Self::Allow(Grant::Resource) => f.write_str("allow:resource"),
            Self::Allow(Grant::ResourceEntity) => f.write_str("allow:resource_entity"),
            Self::Allow(Grant::Root) => f.write_str("allow:root"),
            Self::Allow(Grant::KeyGrant) => f.write_str("allow:grant"),
            Self::Allow(Grant::Service) => f.write_str("allow:service"),
            Self::Allow(Grant::Acl) => f.write_str("allow:acl"),
            Self::PublicAccessBlock => f.write_str("explicit:s3-bpa"),
            Self::AccountNotUsable => f.write_str("account:unusable"),
            Self::KeptByAws => f.write_str("implicit:kept-by-aws"),
            Self::AlwaysAllowed => f.write_str("allow:always"),
            Self::NotForThisCaller => f.write_str("implicit:caller"),
            Self::NotSignedIn => f.write_str("implicit:authentication"),
            Self::Undecided => f.write_str("conditional"),
        }
    }
}

/// Something that a conditional verdict hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hinge {
    /// A condition key of unknown value.
    Key(String),
    /// A statement that cannot be read: its policy, and its place from one.
    Unreadable(String, usize),
    /// A policy that is not at hand.
    MissingPolicy(String),
    /// The canonical id of an account, which nobody has told (P-10).
    CanonicalId(AccountId),
    /// Something that this evaluator does not decide yet.
    Unsupported(String),
}

impl fmt::Display for Hinge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Unreadable(policy, number) => {
                write!(f, "statement {number} of {policy}, which cannot be read")
            }
            Self::MissingPolicy(what) => f.write_str(what),
            Self::CanonicalId(account) => {
                write!(f, "the canonical id of account {account}, which nobody has told")
            }
            Self::Unsupported(what) => write!(f, "{what}, which is not supported yet"),
        }
    }
}

/// What a statement has to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It applies; resource policies say how they mean the caller.
    Applies(MatchClass),
    /// Whether it applies hangs on unknown keys.
    Depends(MatchClass),
    /// It does not, and this is the first thing that fails.
    Fails(Miss),
}

impl Outcome {
    /// Whether the statement applies.
    pub fn truth(self) -> Truth {
        match self {
            Self::Applies(_) => Truth::Yes,
            Self::Depends(_) => Truth::Unknown,
            Self::Fails(_) => Truth::No,
        }
    }
}

/// Why a statement does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// A policy of this kind cannot say such a thing, and AWS refuses it (section 2.4).
    OutOfPlace,
    /// It speaks of other actions.
    Action,
    /// It speaks of other callers.
    Principal,
    /// It speaks of other resources.
    Resource,
    /// This cell of its condition does not hold; counted from zero.
    Condition(u16),
}

/// A policy of a layer and what each of its statements has to do with the request.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyTrace {
    /// The policy.
    pub policy: AttachedPolicy,
    /// One outcome for each statement that could be read, in order.
    pub outcomes: Vec<Outcome>,
}

impl PolicyTrace {
    /// The statements with their outcomes.
    pub fn statements(&self) -> impl Iterator<Item = (&Statement, Outcome)> {
        self.policy.document.statements().iter().zip(self.outcomes.iter().copied())
    }
}

/// One layer, or one level of one: does it allow, does it forbid.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerTrace {
    /// Which layer.
    pub kind: LayerKind,
    /// Which level of it: the node that organization policies are attached to.
    pub target: Option<std::sync::Arc<str>>,
    /// Whether any statement allows the request.
    pub allows: Truth,
    /// Whether any statement forbids it.
    pub denies: Truth,
    /// The policies.
    pub policies: Vec<PolicyTrace>,
}

/// What becomes of a request, and why (M-3).
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: Reason,
    /// Every layer that forbids it explicitly.
    pub denied_by: Vec<LayerKind>,
    /// What a conditional verdict hangs on.
    pub hinges: Vec<Hinge>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// Every layer that was looked at.
    pub trace: Vec<LayerTrace>,
    /// The complete context that it was decided in.
    pub context: Context,
}

/// A statement that decides, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Deciding<'a> {
    /// The layer.
    pub layer: &'a LayerTrace,
    /// The policy.
    pub policy: &'a AttachedPolicy,
    /// The statement.
    pub statement: &'a Statement,
}

impl Decision {
    /// The statements that decide: those that forbid in the layer that the reason names, or those
    /// that allow where it was granted. None for an implicit deny: there the layer is silent.
    pub fn deciding(&self) -> Vec<Deciding<'_>> {
        let (effect, wanted): (Effect, &dyn Fn(LayerKind) -> bool) = match self.reason {
            Reason::Explicit(kind) => (Effect::Deny, &move |k| k == kind),
            Reason::Allow(Grant::Identity) => (Effect::Allow, &|k| k == LayerKind::Identity),
            Reason::Allow(Grant::Resource | Grant::ResourceEntity | Grant::Service) => {
                (Effect::Allow, &|k| matches!(k, LayerKind::Resource | LayerKind::Trust))
            }
            Reason::Allow(Grant::Acl) => (Effect::Allow, &|k| k == LayerKind::Acl),
            _ => return Vec::new(),
        };
        self.matching(effect, wanted, |outcome| matches!(outcome, Outcome::Applies(_)))
    }

    /// The statements that a conditional verdict hangs on.
    pub fn undecided(&self) -> Vec<Deciding<'_>> {
        let depends = |outcome| matches!(outcome, Outcome::Depends(_));
        let mut found = self.matching(Effect::Deny, &|_| true, depends);
        found.extend(self.matching(Effect::Allow, &|_| true, depends));
        found
    }

    fn matching(
        &self,
        effect: Effect,
        wanted: &dyn Fn(LayerKind) -> bool,
        outcome_is: fn(Outcome) -> bool,
    ) -> Vec<Deciding<'_>> {
        let mut found = Vec::new();
        for layer in self.trace.iter().filter(|layer| wanted(layer.kind)) {
            for policy in &layer.policies {
                for (statement, outcome) in policy.statements() {
                    if statement.effect == effect && outcome_is(outcome) {
                        found.push(Deciding { layer, policy: &policy.policy, statement });
                    }
                }
            }
        }
        found
    }
}
