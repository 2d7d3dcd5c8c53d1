//! What is told of a call: of the one thing that it asks for, or of several.

use serde::Serialize;

use crate::{
    access::{Decision, Request, Verdict, together},
    cli::{
        line::Piece,
        output::{Answer, Exit, Page},
    },
};

/// One answer, or one for each thing that a call asks for (E-60).
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answers<A> {
    /// The call asks for one thing.
    One(A),
    /// It asks for several.
    Several(Several<A>),
}

/// A call that asks for several things.
#[derive(Debug, Serialize)]
pub struct Several<A> {
    decision: Verdict,
    reason: String,
    authorizations: Vec<A>,
    #[serde(skip)]
    allowed: usize,
}

impl<A> Answers<A> {
    /// Tells of everything that a call asks for.
    pub fn new(decided: &[(Request, Decision)], tell: impl Fn(&Request, &Decision) -> A) -> Self {
        let told = |(request, decision): &(Request, Decision)| tell(request, decision);
        if let [one] = decided {
            return Self::One(told(one));
        }
        let deciding =
            together::obstacle(decided).or(decided.first()).map(|(_, decision)| decision);
        let verdict = deciding.map_or(Verdict::Allowed, |decision| decision.verdict);
        let is_allowed = |it: &&(Request, Decision)| it.1.verdict == Verdict::Allowed;
        Self::Several(Several {
            decision: verdict,
            reason: deciding.map(|decision| decision.reason.to_string()).unwrap_or_default(),
            authorizations: decided.iter().map(told).collect(),
            allowed: decided.iter().filter(is_allowed).count(),
        })
    }
}

impl<A: Answer> Answer for Answers<A> {
    fn page(&self, page: &mut Page) {
        let several = match self {
            Self::One(answer) => return answer.page(page),
            Self::Several(several) => several,
        };
        let word = Piece::new(several.decision.into(), several.decision.word());
        let (allowed, all) = (several.allowed, several.authorizations.len());
        page.pieces([
            word,
            format!("  {allowed} of the {all} things it asks for are allowed").into(),
        ]);
        for (at, answer) in several.authorizations.iter().enumerate() {
            page.title(format!("{} of {all}", at + 1));
            answer.page(page);
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::One(answer) => answer.exit(),
            Self::Several(several) if several.decision == Verdict::Allowed => Exit::Yes,
            Self::Several(_) => Exit::No,
        }
    }
}
