//! Edited texts of policies that are not committed yet: kept until they are, or are given up.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::org::{Organization, PolicyId};
use crate::policy::{Arn, Document};

/// Edited texts by what they are of: the id of an organization policy, or the ARN of a managed one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts(BTreeMap<String, Arc<str>>);

impl Drafts {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The edited text of a policy.
    pub fn get(&self, policy: &str) -> Option<&str> {
        self.0.get(policy).map(|text| &**text)
    }

    /// Keeps an edited text.
    pub fn keep(&mut self, policy: String, text: &str) {
        self.0.insert(policy, text.into());
    }

    /// Gives an edited text up.
    pub fn give_up(&mut self, policy: &str) {
        self.0.remove(policy);
    }

    /// Those that still differ from the policies of a new snapshot.
    #[must_use]
    pub fn unsettled(mut self, organization: &Organization) -> Self {
        self.0.retain(|policy, text| {
            current(policy, organization).is_some_and(|current| current.text() != &**text)
        });
        self
    }
}

fn current(policy: &str, organization: &Organization) -> Option<Document> {
    if let Ok(id) = policy.parse::<PolicyId>() {
        return organization.policies().get(&id).map(|policy| policy.document.clone());
    }
    organization.managed_document(&policy.parse::<Arn>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::tests::sample;
    use crate::tui::world::Mode;

    #[test]
    fn a_draft_is_settled_when_the_policy_says_the_same() {
        let organization = sample::world(Mode::Writable).organization;
        let mut drafts = Drafts::default();
        let current = current("p-cccccccc", &organization).unwrap();
        drafts.keep("p-cccccccc".to_owned(), current.text());
        drafts.keep("p-bbbbbbbb".to_owned(), "{ mine");
        let left = drafts.unsettled(&organization);
        assert_eq!((left.len(), left.get("p-bbbbbbbb")), (1, Some("{ mine")));
    }
}
