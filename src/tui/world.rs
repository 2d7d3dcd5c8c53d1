//! What the screens look at: the snapshot, where it is kept, and whether it may be changed.

use std::sync::Arc;

use crate::org::Organization;

/// Whether the store may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It may.
    Writable,
    /// It may not.
    ReadOnly,
}

/// The leave to change the store. Only [`World::grant`] gives it, and never in read-only mode.
#[derive(Debug, PartialEq, Eq)]
pub struct Grant(());

/// What the screens look at.
#[derive(Clone)]
pub struct World {
    /// The snapshot.
    pub organization: Arc<Organization>,
    /// What the store is called, for the top line.
    pub store: String,
    /// Whether the store may be changed.
    pub mode: Mode,
    /// Changes drafted and not committed.
    pub drafted: usize,
}

impl World {
    /// The leave to change the store, if there is any.
    pub fn grant(&self) -> Option<Grant> {
        match self.mode {
            Mode::Writable => Some(Grant(())),
            Mode::ReadOnly => None,
        }
    }
}
