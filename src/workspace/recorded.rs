//! What the journal has recorded of an account's making, so that it can be taken back.

use crate::{
    factory::{Direction, Mark, Recorded, RequestKey, StepKind},
    store::{Cause, Entry, undone},
};

/// The steps of a request that still stand, oldest first, with what takes each back. The entries
/// have to be in order and reach up to the newest; those before the account was made say nothing.
pub fn recorded(entries: &[Entry], key: &RequestKey) -> Vec<Recorded> {
    let undone = undone(entries.iter());
    let mut recorded: Vec<Recorded> = Vec::new();
    for entry in entries {
        let stands = entry.cause == Cause::Changed && !undone.contains_key(&entry.revision);
        let mark = Mark::read(&entry.message).filter(|mark| mark.request == key.as_str());
        let Some(mark) = mark.filter(|_| stands) else { continue };
        match (mark.direction, mark.step) {
            (Direction::Forward, step) => {
                recorded.push(Recorded { step, undo: entry.undo.clone() });
            }
            (Direction::Back, StepKind::Create) => recorded.clear(),
            (Direction::Back, _) => {
                recorded.pop();
            }
        }
    }
    recorded
}
