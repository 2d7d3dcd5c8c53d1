//! From an edited text to the change that would make it count.

use super::listed::{Kept, Listed};
use crate::catalog::Quota;
use crate::org::{Change, ChangeSet, ManagedPolicy, PolicyVersion};
use crate::policy::Document;
use crate::tui::world::World;

/// The changes that give a policy another text. A managed policy gets one version more, which counts
/// from then on; where there are as many as AWS keeps, the oldest goes (G-25).
pub fn edit(listed: &Listed, document: Document, world: &World) -> ChangeSet {
    let change = match &listed.kept {
        Kept::Organization(policy) => Change::UpdatePolicy {
            policy: policy.id.clone(),
            name: policy.name.clone(),
            description: policy.description.clone(),
            document,
        },
        Kept::Managed(policy) => {
            let most = world.organization.quota(Quota::PolicyVersions) as usize;
            let mut next = ManagedPolicy::clone(policy);
            next.versions.drain(..(next.versions.len() + 1).saturating_sub(most));
            next.default_version = newest(policy) + 1;
            next.versions.push(PolicyVersion {
                number: next.default_version,
                document,
                created: Some(world.now),
            });
            Change::PutManagedPolicy { policy: Box::new(next) }
        }
    };
    ChangeSet { message: format!("Edit {}", listed.name()), changes: vec![change] }
}

fn newest(policy: &ManagedPolicy) -> u32 {
    policy.versions.iter().map(|version| version.number).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::sample;
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
