//! What a store holds at one revision.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    org::Organization,
    store::{Revision, StoreError, StoreReader},
};

/// What a store holds at one revision. Never changes, and may be handed to any thread.
#[derive(Clone)]
pub struct Snapshot {
    /// The organization.
    pub organization: Arc<Organization>,
    /// Its revision.
    pub revision: Revision,
}

impl Snapshot {
    pub(super) fn new(organization: Organization, revision: Revision) -> Self {
        Self { organization: Arc::new(organization), revision }
    }

    pub(super) fn load(reader: &(impl StoreReader + ?Sized)) -> Result<Self, StoreError> {
        let (organization, revision) = reader.load()?;
        Ok(Self::new(organization, revision))
    }

    /// The moment that ages are counted to: the clock of recorded data, else now.
    pub fn now(&self) -> DateTime<Utc> {
        self.organization.foundation().clock.unwrap_or_else(Utc::now)
    }
}
