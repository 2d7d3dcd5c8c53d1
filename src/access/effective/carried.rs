//! Which actions never carry a condition key, by what the catalogue says (C-32).

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use super::{ActionSet, action_set::names};
use crate::{
    access::special,
    catalog::{Action, catalog},
};

/// Of keys that have been asked for, in lower case, the actions that never carry them: a fact of the
/// catalogue that takes long to find.
static KNOWN: OnceLock<Mutex<HashMap<String, Arc<ActionSet>>>> = OnceLock::new();

/// How many keys are remembered: the catalogue has fewer, and tags of requests have any name.
const REMEMBERED: usize = 4096;

/// The actions that never carry a key, which is given in lower case.
pub fn never_carrying(key: &str) -> Arc<ActionSet> {
    let known = KNOWN.get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(key) {
        return Arc::clone(found);
    }
    let never =
        |action: &&'static Action| special::never_carried(&names()[action.id().index()], key);
    let found = Arc::new(ActionSet::of(catalog().actions().iter().filter(never)));
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(key.to_owned(), Arc::clone(&found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_the_rules_say_c_32() {
        for key in ["s3:prefix", "aws:sourcevpce", "ec2:instancetype"] {
            for _ in 0..2 {
                let found = never_carrying(key);
                let mut carrying = 0;
                for action in catalog().actions() {
                    let never = special::never_carried(&names()[action.id().index()], key);
                    assert_eq!(found.contains(action), never, "{} {key}", action.full_name());
                    carrying += usize::from(!never);
                }
                assert!(carrying > 0, "{key}");
            }
        }
    }
}
