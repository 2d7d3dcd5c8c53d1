//! The compiled index of a snapshot: made when it is first asked for, out of that of the snapshot before
//! where there is one.

use std::sync::{Arc, OnceLock};

use crate::access::index::Index;
use crate::org::Organization;

/// The index of one snapshot, once somebody has asked for it. Copies share it.
#[derive(Clone, Default)]
pub struct Compiled {
    before: Option<Arc<Index>>,
    made: Arc<OnceLock<Arc<Index>>>,
}

impl Compiled {
    /// The index of the snapshot's organization. The first call takes its time; on no drawing path.
    pub fn index(&self, organization: &Organization) -> Arc<Index> {
        let make = || {
            Arc::new(match &self.before {
                Some(before) => before.updated(organization),
                None => Index::new(organization),
            })
        };
        Arc::clone(self.made.get_or_init(make))
    }

    /// That of the next snapshot.
    #[must_use]
    pub fn next(&self) -> Self {
        let before = self.made.get().or(self.before.as_ref()).cloned();
        Self { before, made: Arc::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Change, sample};

    #[test]
    fn the_next_index_is_of_the_next_organization() {
        let organization = sample::organization();
        let compiled = Compiled::default();
        let first = compiled.index(&organization);
        assert!(Arc::ptr_eq(&first, &compiled.clone().index(&organization)));
        let change = Change::RenameOu { ou: sample::id(sample::PROD), name: "Live".to_owned() };
        let after = organization.apply(&change).unwrap().organization;
        let next = compiled.next().index(&after);
        assert!(*next.organization() == after);
    }
}
