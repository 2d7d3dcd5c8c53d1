//! From an edited text to the change that would make it count.

use super::listed::{Kept, Listed};
use crate::org::ChangeSet;
use crate::policy::Document;
use crate::tui::world::World;
use crate::workspace::{edit_managed, edit_policy};

/// The changes that give a policy another text.
pub fn edit(listed: &Listed, document: Document, world: &World) -> ChangeSet {
    let change = match &listed.kept {
        Kept::Organization(policy) => edit_policy(policy, document),
        Kept::Managed(policy) => edit_managed(policy, document, &world.organization, world.now),
    };
    ChangeSet { message: format!("Edit {}", listed.name()), changes: vec![change] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Change, ManagedPolicy, sample};
    use crate::tui::tests::sample::world;
    use crate::tui::world::Mode;

    #[test]
    fn the_oldest_version_goes_when_there_are_as_many_as_aws_keeps() {
        let world = world(Mode::Writable);
        let mut policy = sample::managed(sample::SHOP, "Deploy");
        for _ in 0..7 {
            let listed = Listed::managed(policy.clone(), "shop".to_owned(), 0);
            let set = edit(&listed, Document::new("{}"), &world);
            let [Change::PutManagedPolicy { policy: next }] = &set.changes[..] else {
                panic!("one change")
            };
            policy = ManagedPolicy::clone(next);
        }
        let numbers: Vec<u32> = policy.versions.iter().map(|version| version.number).collect();
        assert_eq!((numbers, policy.default_version), (vec![4, 5, 6, 7, 8], 8));
    }
}
