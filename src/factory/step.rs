//! The steps by which an account is made, in their order.

use std::fmt;

use super::request::RequestKey;

/// A step. Steps are done in the order of [`StepKind::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// Name, address and alias are free.
    Reserve,
    /// The account is made, with its quarantine attached.
    Create,
    /// Policies that it keeps itself and its baseline services.
    Baseline,
    /// Rules for passwords.
    PasswordPolicy,
    /// Tags, contacts, alias, and how long it lives.
    Labels,
    /// SCPs and RCPs attached right to it.
    DirectPolicies,
    /// Identity providers and roles.
    Roles,
    /// Who gets in.
    Assignments,
    /// The controls that are asked for are in force.
    Controls,
    /// Budget and alarms.
    Budget,
    /// What it administers for the organization.
    Delegation,
    /// It goes to its unit.
    Move,
    /// The invariants hold.
    Verify,
    /// The quarantine is detached.
    Release,
}

impl StepKind {
    /// Every step, first to last.
    pub const ALL: [Self; 14] = [
        Self::Reserve,
        Self::Create,
        Self::Baseline,
        Self::PasswordPolicy,
        Self::Labels,
        Self::DirectPolicies,
        Self::Roles,
        Self::Assignments,
        Self::Controls,
        Self::Budget,
        Self::Delegation,
        Self::Move,
        Self::Verify,
        Self::Release,
    ];

    /// The id, which never changes: `create`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reserve => "reserve",
            Self::Create => "create",
            Self::Baseline => "baseline",
            Self::PasswordPolicy => "password-policy",
            Self::Labels => "labels",
            Self::DirectPolicies => "direct-policies",
            Self::Roles => "roles",
            Self::Assignments => "assignments",
            Self::Controls => "controls",
            Self::Budget => "budget",
            Self::Delegation => "delegation",
            Self::Move => "move",
            Self::Verify => "verify",
            Self::Release => "release",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Reserve => "reserve name, address and alias",
            Self::Create => "create the account in quarantine",
            Self::Baseline => "set up policies and services",
            Self::PasswordPolicy => "set the password policy",
            Self::Labels => "set tags, contacts, alias and lifetime",
            Self::DirectPolicies => "attach its own SCPs and RCPs",
            Self::Roles => "make the roles",
            Self::Assignments => "let people in",
            Self::Controls => "check the controls",
            Self::Budget => "set budget and alarms",
            Self::Delegation => "delegate administration",
            Self::Move => "move it to its unit",
            Self::Verify => "verify the invariants",
            Self::Release => "end the quarantine",
        }
    }

    /// The step with an id.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.id() == id)
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// What the journal says of a commit that a run makes: which request, which step, which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The request's key as text.
    pub request: String,
    /// The step.
    pub step: StepKind,
    /// Whether it is done or taken back.
    pub direction: Direction,
}

/// Whether a step is done or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It is done.
    Forward,
    /// It is taken back.
    Back,
}

impl Mark {
    pub(super) fn new(request: &RequestKey, step: StepKind, direction: Direction) -> Self {
        Self { request: request.to_string(), step, direction }
    }

    /// The message of a commit: what people read, then the mark in brackets.
    pub(super) fn message(&self, account: &str, remark: &str) -> String {
        let (title, id) = (self.step.title(), self.step.id());
        let (verb, arrow) = match self.direction {
            Direction::Forward => ("vend", ""),
            Direction::Back => ("take back", "back:"),
        };
        format!("{verb} {account}: {title}{remark} [{} {arrow}{id}]", self.request)
    }

    /// The mark in a journal message, if it has one.
    pub fn read(message: &str) -> Option<Self> {
        let inside = message.strip_suffix(']')?.rsplit_once('[')?.1;
        let (request, step) = inside.rsplit_once(' ')?;
        let (direction, id) = match step.strip_prefix("back:") {
            Some(id) => (Direction::Back, id),
            None => (Direction::Forward, step),
        };
        Some(Self { request: request.to_owned(), step: StepKind::by_id(id)?, direction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_its_mark() {
        for step in StepKind::ALL {
            for direction in [Direction::Forward, Direction::Back] {
                let mark = Mark { request: "workload@3#00ff".into(), step, direction };
                let message = mark.message("shop-prod", ", approved by ana");
                assert_eq!(Mark::read(&message), Some(mark), "{message}");
            }
        }
        assert_eq!(Mark::read("move shop [to Prod]"), None);
    }
}
