//! Step 5 of the procedure (8.3): who grants a request, and whether that suffices.

use super::{
    Caller, Request,
    bearing::resource_kind,
    decision::{Grant, LayerTrace, Outcome, Reason},
    key_grant,
    layers::{LayerKind, Layers},
    special,
    statement::Subject,
};
use crate::policy::{Effect, Truth, principal::MatchClass};

/// Something that has a say in whether a request is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The caller's own policies allow, or it is root.
    Identity,
    /// The boundary allows, or there is none.
    Boundary,
    /// The session policies allow, or there are none.
    Session,
    /// The resource's policy allows the very caller, or everyone (section 4.2).
    Direct,
    /// The resource's policy allows the caller's role or user.
    Entity,
    /// The resource's policy allows the caller's account.
    Account,
    /// A grant of the KMS key allows (Z-24).
    KeyGrant,
    /// The bucket's access control list allows everyone, or the service (Z-33).
    Acl,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::Boundary,
        Self::Session,
        Self::Direct,
        Self::Entity,
        Self::Account,
        Self::KeyGrant,
        Self::Acl,
    ];

    /// What a resource's policy, or a bucket's list, has a say in when it means the caller in this
    /// way.
    pub fn granted(layer: LayerKind, class: MatchClass) -> Self {
        match class {
            MatchClass::Direct if layer == LayerKind::Acl => Self::Acl,
            MatchClass::Direct => Self::Direct,
            MatchClass::EntityLevel => Self::Entity,
            MatchClass::AccountLevel => Self::Account,
        }
    }
}

/// What each part says.
#[derive(Debug, Clone, Copy)]
pub struct Parts([Truth; 8]);

impl Parts {
    /// What each part says of a request whose layers have been looked at.
    pub fn of(trace: &[LayerTrace], subject: &Subject<'_>, layers: &Layers) -> Self {
        let caller = &subject.request.caller;
        let allows = |kind| trace.iter().find(|layer| layer.kind == kind).map(|layer| layer.allows);
        let root = matches!(caller, Caller::Root { .. });
        // Without a session policy a federated user may do nothing of its own (E-29).
        let unlimited = !matches!(caller, Caller::FederatedUser { .. });
        let mut parts = Self([Truth::No; 8]);
        parts.set(Part::Identity, allows(LayerKind::Identity).unwrap_or(root.into()));
        parts.set(Part::Boundary, allows(LayerKind::Boundary).unwrap_or(Truth::Yes));
        parts.set(Part::Session, allows(LayerKind::Session).unwrap_or(unlimited.into()));
        parts.set(Part::KeyGrant, key_grant::allow(subject, &layers.grants));
        let kind = resource_kind(subject.request);
        if layers.lacks(kind) {
            parts.set(Part::Direct, Truth::Unknown);
        }
        let grants = |layer: &&LayerTrace| layer.kind == kind || layer.kind == LayerKind::Acl;
        for layer in trace.iter().filter(grants) {
            parts.grant(layer);
        }
        parts
    }

    /// What each part says, by the part.
    pub fn from_fn(says: impl Fn(Part) -> Truth) -> Self {
        Self(Part::ALL.map(says))
    }

    /// Takes in what a resource's policy grants, in which way.
    fn grant(&mut self, layer: &LayerTrace) {
        for policy in &layer.policies {
            for (statement, outcome) in policy.statements() {
                let (class, truth) = match outcome {
                    Outcome::Applies(class) => (class, Truth::Yes),
                    Outcome::Depends(class) => (class, Truth::Unknown),
                    Outcome::Fails(_) => continue,
                };
                if statement.effect == Effect::Allow {
                    let part = Part::granted(layer.kind, class);
                    self.set(part, self.get(part) | truth);
                }
            }
            if !policy.policy.document.reading().unreadable.is_empty() {
                self.set(Part::Direct, self.get(Part::Direct) | Truth::Unknown);
            }
        }
    }

    fn get(self, part: Part) -> Truth {
        self.0[part as usize]
    }

    fn set(&mut self, part: Part, truth: Truth) {
        self.0[part as usize] = truth;
    }

    fn with(mut self, part: Part, truth: Truth) -> Self {
        self.set(part, truth);
        self
    }

    /// The open parts that can still change the outcome, for something that may become of the rest.
    pub fn that_can_change(self, request: &Request) -> Vec<Part> {
        let open: Vec<Part> =
            Part::ALL.into_iter().filter(|part| self.get(*part) == Truth::Unknown).collect();
        let changing = |part: &Part| {
            let others: Vec<Part> = open.iter().copied().filter(|other| other != part).collect();
            self.differs(*part, &others, request)
        };
        open.iter().copied().filter(changing).collect()
    }

    fn differs(self, part: Part, open: &[Part], request: &Request) -> bool {
        match open.split_first() {
            None => {
                let allows = |truth| core(request, self.with(part, truth)).allows;
                allows(Truth::Yes) != allows(Truth::No)
            }
            Some((next, rest)) => [Truth::Yes, Truth::No]
                .into_iter()
                .any(|truth| self.with(*next, truth).differs(part, rest, request)),
        }
    }
}

/// Whether anything grants, and the reason either way.
pub struct Core {
    /// Whether the request is granted.
    pub allows: Truth,
    /// By what, or what is silent.
    pub reason: Reason,
}

impl Core {
    fn of(ways: &[(Truth, Grant)], silent: LayerKind) -> Self {
        let allows = Truth::any(ways.iter().map(|(truth, _)| *truth));
        let way = ways.iter().find(|(truth, _)| *truth == allows && allows != Truth::No);
        let silent = Reason::Implicit(silent);
        Self { allows, reason: way.map_or(silent, |(_, grant)| Reason::Allow(*grant)) }
    }
}

/// Weighs the parts.
pub fn core(request: &Request, parts: Parts) -> Core {
    let Parts([identity, boundary, session, direct, entity, account, key_grant, acl]) = parts;
    let limits = boundary & session;
    let silent_resource = resource_kind(request);
    let crosses = Truth::from(special::crosses_accounts(&request.action));
    let Some(caller_account) = request.caller.account() else {
        let (direct, grant) = match request.caller {
            Caller::Service { .. } => (direct, Grant::Service),
            _ => (direct & crosses, Grant::Resource),
        };
        let ways = [(direct, grant), (key_grant, Grant::KeyGrant), (acl & crosses, Grant::Acl)];
        return Core::of(&ways, silent_resource);
    };
    let root = matches!(request.caller, Caller::Root { .. });
    let own = if root { Grant::Root } else { Grant::Identity };
    let silent_caller = if identity == Truth::No {
        LayerKind::Identity
    } else if boundary == Truth::No {
        LayerKind::Boundary
    } else {
        LayerKind::Session
    };
    if request.resource.account.unwrap_or(caller_account) != caller_account {
        // Both sides have to allow (E-30); the caller's is named first (E-52).
        let caller_side = identity & limits;
        let owner_side = (direct | entity | account | key_grant | acl) & crosses;
        let silent = if caller_side == Truth::No { silent_caller } else { silent_resource };
        return Core::of(&[(caller_side & owner_side, own)], silent);
    }
    let trusted =
        if special::identity_needs_trust(request) { direct | entity | account } else { Truth::Yes };
    let ways = [
        (identity & limits & trusted, own),
        (direct, Grant::Resource),
        (entity & limits, Grant::ResourceEntity),
        (key_grant, Grant::KeyGrant),
        (acl, Grant::Acl),
    ];
    // E-51.
    let silent = if entity != Truth::No && limits == Truth::No {
        if boundary == Truth::No { LayerKind::Boundary } else { LayerKind::Session }
    } else if trusted == Truth::No {
        silent_resource
    } else {
        silent_caller
    };
    Core::of(&ways, silent)
}
