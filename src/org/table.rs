//! A table of entities by key, shared between snapshots wherever they do not differ.

use std::{borrow::Borrow, ops::RangeBounds, sync::Arc};

use imbl::{OrdMap, ordmap::DiffItem};

/// Something that a table can keep.
pub trait Entity: Clone + PartialEq {
    /// What it is found by.
    type Key: Ord + Clone;

    /// The key it carries within itself.
    fn key(&self) -> Self::Key;
}

/// Entities by key, in key order. Clones and edits share what they have in common.
#[derive(Clone)]
pub struct Table<E: Entity>(OrdMap<E::Key, Arc<E>>);

impl<E: Entity> Default for Table<E> {
    fn default() -> Self {
        Self(OrdMap::new())
    }
}

impl<E: Entity> Table<E> {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entity under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Arc<E>>
    where
        E::Key: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// Whether there is an entity under a key.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        E::Key: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// All entities in key order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<E>> {
        self.0.values()
    }

    /// The entities whose keys lie in a range, in key order.
    pub fn range<R: RangeBounds<E::Key>>(
        &self,
        keys: R,
    ) -> impl DoubleEndedIterator<Item = &Arc<E>> {
        self.0.range(keys).map(|(_, entity)| entity)
    }

    pub(super) fn insert(&mut self, entity: E) -> Option<Arc<E>> {
        self.0.insert(entity.key(), Arc::new(entity))
    }

    pub(super) fn remove(&mut self, key: &E::Key) -> Option<Arc<E>> {
        self.0.remove(key)
    }

    /// What differs in `after`: keys with the entity there, or nothing when it is gone.
    /// The cost follows the difference, not the size, where the two share structure.
    pub(super) fn difference<'a>(
        &'a self,
        after: &'a Self,
    ) -> impl Iterator<Item = (&'a E::Key, Option<&'a Arc<E>>)> {
        self.0.diff(&after.0).filter_map(|item| match item {
            DiffItem::Add(key, entity) => Some((key, Some(entity))),
            DiffItem::Update { old: (_, was), new: (key, is) } => {
                (was != is).then_some((key, Some(is)))
            }
            DiffItem::Remove(key, _) => Some((key, None)),
        })
    }
}

impl<E: Entity> PartialEq for Table<E> {
    fn eq(&self, other: &Self) -> bool {
        self.difference(other).next().is_none()
    }
}
