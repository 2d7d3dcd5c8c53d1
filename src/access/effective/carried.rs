//! Which actions never carry a condition key, by what the catalogue says (C-32).

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use super::ActionSet;
use crate::{
    access::special,
    catalog::{Service, catalog},
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
    let lacking = |service: &&'static Service| special::may_lack(service.prefix(), key);
    let of_service = |service: &'static Service| {
        let carried = service.condition_keys().iter().any(|known| known.covers(key));
        let actions = service.actions().iter();
        actions.filter(move |action| !(carried && catalog().carries(action, key)))
    };
    let services = catalog().services().iter().filter(lacking);
    let found = Arc::new(ActionSet::of(services.flat_map(of_service)));
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(key.to_owned(), Arc::clone(&found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::effective::action_set::names;

    #[test]
    fn what_is_remembered_is_what_the_rules_say_c_32() {
        for key in
            ["s3:prefix", "aws:tagkeys", "aws:requesttag/team", "ec2:sourceinstancearn", "lambda:x"]
        {
            let found = never_carrying(key);
            let mut carrying = 0;
            for action in catalog().actions() {
                let never = special::never_carried(&names()[action.id().index()], key);
                assert_eq!(found.contains(action), never, "{} {key}", action.full_name());
                carrying += usize::from(!never);
            }
            assert!(carrying > 0, "{key}");
            assert_eq!(never_carrying(key), found);
        }
    }
}
