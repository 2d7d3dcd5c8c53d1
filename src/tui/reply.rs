//! What a screen or an overlay answers to an event: whether it took it, and what it asks of the shell.

use std::fmt;

use super::command::Command;
use super::effect::{Commit, Effect};
use super::history::Place;
use super::job::{Slot, Work};
use super::overlay::{Overlay, Purpose};
use super::proposal::Proposal;
use super::toast::Toast;

/// What to ask for with an answer that an overlay got from the operator.
pub type Then = Box<dyn Fn(&str) -> Vec<Ask>>;

/// What a screen or an overlay asks of the shell.
pub enum Ask {
    /// Go to a place.
    Go(Place),
    /// Open an overlay over everything.
    Open(Overlay),
    /// Close the topmost overlay.
    Close,
    /// Run a command, as if its keys had been pressed.
    Run(Command),
    /// Show what a change would come to, and make it if the operator says so.
    Propose(Proposal),
    /// Change the store at once; the operator has said so.
    Commit(Commit),
    /// Narrow the focused list.
    Narrow(String),
    /// Give the screen what was filled in.
    Answer(Purpose, String),
    /// Keep an edited text of a policy until it is committed; without a text, give it up.
    Draft(String, Option<String>),
    /// Show a toast.
    Tell(Toast),
    /// Do some work in the background.
    Work(Slot, Work),
    /// Something for the runtime.
    Do(Effect),
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Go(place) => write!(f, "Go({place:?})"),
            Self::Open(_) => f.write_str("Open"),
            Self::Close => f.write_str("Close"),
            Self::Run(command) => write!(f, "Run({command:?})"),
            Self::Propose(proposal) => write!(f, "Propose({proposal:?})"),
            Self::Commit(commit) => write!(f, "Commit({commit:?})"),
            Self::Narrow(query) => write!(f, "Narrow({query:?})"),
            Self::Answer(purpose, text) => write!(f, "Answer({purpose:?}, {text:?})"),
            Self::Draft(policy, text) => write!(f, "Draft({policy}, {text:?})"),
            Self::Tell(toast) => write!(f, "Tell({toast:?})"),
            Self::Work(slot, _) => write!(f, "Work({slot:?})"),
            Self::Do(effect) => write!(f, "Do({effect:?})"),
        }
    }
}

/// What became of an event.
#[derive(Debug)]
pub enum Reply {
    /// It was taken, and this is asked for.
    Taken(Vec<Ask>),
    /// It is for whoever is below.
    Ignored,
}

impl Reply {
    /// Taken, with nothing to ask.
    pub fn taken() -> Self {
        Self::Taken(Vec::new())
    }

    /// Taken, with one thing to ask.
    pub fn ask(ask: Ask) -> Self {
        Self::Taken(vec![ask])
    }

    /// Taken if `done`.
    pub fn if_done(done: bool) -> Self {
        if done { Self::taken() } else { Self::Ignored }
    }
}
