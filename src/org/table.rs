//! A table of entities by key, shared between snapshots wherever they do not differ.
//!
//! Beside the key, an entity can be looked up by its facets ([`super::facets`]). Facets are kept
//! with the rows and shared like them, so no question of place or use has to read a whole table.

use std::{borrow::Borrow, hash::Hash, ops::RangeBounds, sync::Arc};

use foldhash::HashMap;
use imbl::{OrdMap, OrdSet, ordmap::DiffItem};

/// Something that a table can keep.
pub trait Entity: Facets + Clone + PartialEq {
    /// What it is found by.
    type Key: Ord + Clone;

    /// The key it carries within itself.
    fn key(&self) -> Self::Key;
}

/// What an entity can be looked up by beside its key. Several entities can share a facet.
pub trait Facets {
    /// One such thing.
    type Facet: Ord + Hash + Clone;

    /// All that this entity has.
    fn facets(&self) -> Vec<Self::Facet>;
}

/// Entities by key, in key order. Clones and edits share what they have in common.
#[derive(Clone)]
pub struct Table<E: Entity> {
    rows: OrdMap<E::Key, Arc<E>>,
    /// Facets with the keys that have them.
    facets: OrdMap<E::Facet, Keys<E::Key>>,
}

/// The keys that have a facet. Names mostly have one.
#[derive(Clone)]
enum Keys<K> {
    One(K),
    /// Several in order, as they were listed at once; an edit makes a set of them.
    Listed(Arc<[K]>),
    Many(OrdSet<K>),
}

impl<K: Ord + Clone> Keys<K> {
    /// Some keys in order, of which some may come twice.
    fn of(mut keys: Vec<&K>) -> Self {
        keys.dedup();
        match *keys {
            [key] => Self::One(key.clone()),
            _ => Self::Listed(keys.into_iter().cloned().collect()),
        }
    }

    fn iter(&self) -> impl Iterator<Item = &K> {
        let (listed, many) = match self {
            Self::One(key) => (std::slice::from_ref(key), None),
            Self::Listed(keys) => (&**keys, None),
            Self::Many(keys) => (&[][..], Some(keys)),
        };
        listed.iter().chain(many.into_iter().flatten())
    }

    fn insert(&mut self, key: K) {
        match self {
            Self::One(first) => *self = Self::Many(OrdSet::from_iter([first.clone(), key])),
            Self::Listed(keys) => {
                *self = Self::Many(keys.iter().cloned().chain([key]).collect());
            }
            Self::Many(keys) => {
                keys.insert(key);
            }
        }
    }

    /// Removes a key; tells whether none is left.
    fn remove(&mut self, key: &K) -> bool {
        match self {
            Self::One(only) => only == key,
            Self::Listed(keys) => {
                let left: OrdSet<K> = keys.iter().filter(|it| *it != key).cloned().collect();
                let none = left.is_empty();
                *self = Self::Many(left);
                none
            }
            Self::Many(keys) => {
                keys.remove(key);
                keys.is_empty()
            }
        }
    }
}

impl<E: Entity> Default for Table<E> {
    fn default() -> Self {
        Self { rows: OrdMap::new(), facets: OrdMap::new() }
    }
}

impl<E: Entity> Table<E> {
    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entity under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Arc<E>>
    where
        E::Key: Borrow<Q>,
    {
        self.rows.get(key)
    }

    /// Whether there is an entity under a key.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        E::Key: Borrow<Q>,
    {
        self.rows.contains_key(key)
    }

    /// All entities in key order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<E>> {
        self.rows.values()
    }

    /// The entities whose keys lie in a range, in key order.
    pub fn range<R: RangeBounds<E::Key>>(
        &self,
        keys: R,
    ) -> impl DoubleEndedIterator<Item = &Arc<E>> {
        self.rows.range(keys).map(|(_, entity)| entity)
    }

    /// The entities with a facet, in key order. The cost follows their number.
    #[allow(clippy::needless_pass_by_value, reason = "callers make it on the spot")]
    pub fn having(&self, facet: E::Facet) -> impl Iterator<Item = &Arc<E>> {
        let keys = self.facets.get(&facet).into_iter().flat_map(Keys::iter);
        keys.filter_map(|key| self.rows.get(key))
    }

    /// All facets that some entity has, in order.
    pub fn facets(&self) -> impl Iterator<Item = &E::Facet> {
        self.facets.keys()
    }

    pub(super) fn insert(&mut self, entity: E) -> Option<Arc<E>> {
        let key = entity.key();
        let facets = entity.facets();
        let before = self.rows.insert(key.clone(), Arc::new(entity));
        self.unlist(&key, before.as_deref());
        for facet in facets {
            match self.facets.get_mut(&facet) {
                Some(keys) => keys.insert(key.clone()),
                None => {
                    self.facets.insert(facet, Keys::One(key.clone()));
                }
            }
        }
        before
    }

    /// Adds all entities of another; it is taken as it is where there is none yet.
    pub(super) fn join(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            for entity in other.iter() {
                self.insert(E::clone(entity));
            }
        }
    }

    pub(super) fn remove(&mut self, key: &E::Key) -> Option<Arc<E>> {
        let before = self.rows.remove(key);
        self.unlist(key, before.as_deref());
        before
    }

    fn unlist(&mut self, key: &E::Key, entity: Option<&E>) {
        for facet in entity.map(E::facets).unwrap_or_default() {
            if self.facets.get_mut(&facet).is_some_and(|keys| keys.remove(key)) {
                self.facets.remove(&facet);
            }
        }
    }

    /// What differs in `after`: keys with the entity there, or nothing when it is gone.
    /// The cost follows the difference, not the size, where the two share structure.
    pub(super) fn difference<'a>(
        &'a self,
        after: &'a Self,
    ) -> impl Iterator<Item = (&'a E::Key, Option<&'a Arc<E>>)> {
        self.rows.diff(&after.rows).filter_map(|item| match item {
            DiffItem::Add(key, entity) => Some((key, Some(entity))),
            DiffItem::Update { old: (_, was), new: (key, is) } => {
                (was != is).then_some((key, Some(is)))
            }
            DiffItem::Remove(key, _) => Some((key, None)),
        })
    }
}

/// Entities on their way to a table. Their facets are listed once all are there: one by one, each
/// would be looked for in a large map.
pub(super) struct Rows<E: Entity>(OrdMap<E::Key, Arc<E>>);

impl<E: Entity> Default for Rows<E> {
    fn default() -> Self {
        Self(OrdMap::new())
    }
}

impl<E: Entity> Rows<E> {
    /// Adds an entity; one that has its key already goes.
    pub(super) fn put(&mut self, entity: E) {
        self.0.insert(entity.key(), Arc::new(entity));
    }

    pub(super) fn listed(self) -> Table<E> {
        let mut keys: HashMap<E::Facet, Vec<&E::Key>> = HashMap::default();
        for (key, entity) in &self.0 {
            for facet in entity.facets() {
                keys.entry(facet).or_default().push(key);
            }
        }
        let facets = keys.into_iter().map(|(facet, keys)| (facet, Keys::of(keys))).collect();
        Table { rows: self.0, facets }
    }
}

impl<E: Entity> PartialEq for Table<E> {
    fn eq(&self, other: &Self) -> bool {
        self.difference(other).next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Ou, ParentId, sample};

    #[test]
    fn facets_listed_at_once_are_those_listed_one_by_one() {
        let organization = sample::organization();
        let accounts: Vec<_> = organization.accounts().iter().map(|it| (**it).clone()).collect();
        let (mut rows, mut table) = (Rows::default(), Table::default());
        for account in accounts.iter().chain(&accounts) {
            rows.put(account.clone());
            table.insert(account.clone());
        }
        let listed = rows.listed();
        assert!(listed == table && listed.facets().eq(table.facets()));
        for facet in table.facets() {
            assert!(listed.having(facet.clone()).eq(table.having(facet.clone())), "{facet:?}");
        }
    }

    #[test]
    fn keys_are_a_set_however_they_have_come() {
        let told = |keys: &Keys<u32>| keys.iter().copied().collect::<Vec<_>>();
        assert_eq!(told(&Keys::of(vec![&7, &7])), [7]);
        let listed = Keys::of(vec![&1, &3, &3, &5]);
        assert_eq!(told(&listed), [1, 3, 5]);
        for key in 0..7 {
            let (mut more, mut fewer) = (listed.clone(), listed.clone());
            more.insert(key);
            let all: std::collections::BTreeSet<u32> = [1, 3, 5, key].into();
            assert_eq!(told(&more), Vec::from_iter(all));
            assert!(!fewer.remove(&key));
            assert!(told(&fewer).into_iter().eq([1, 3, 5].into_iter().filter(|it| *it != key)));
        }
        let mut two = Keys::of(vec![&1, &2]);
        assert!(!two.remove(&1) && two.remove(&2));
    }

    #[test]
    fn facets_follow_the_rows() {
        let parent: ParentId = sample::id(sample::ROOT);
        let unit = |number: usize| {
            sample::ou(&format!("ou-ab12-{number:08}"), &format!("Unit {number}"), sample::ROOT)
        };
        let mut table: Table<Ou> = Table::default();
        let names = |table: &Table<Ou>, parent: &ParentId| -> Vec<String> {
            table.having(parent.clone()).map(|ou| ou.name.clone()).collect()
        };
        for number in [3, 1, 2] {
            table.insert(unit(number));
        }
        let before = table.clone();
        assert_eq!(names(&table, &parent), ["Unit 1", "Unit 2", "Unit 3"]);
        let elsewhere: ParentId = sample::id(sample::WORKLOADS);
        table.insert(Ou { parent: elsewhere.clone(), ..unit(2) });
        assert_eq!(names(&table, &parent), ["Unit 1", "Unit 3"]);
        assert_eq!(names(&table, &elsewhere), ["Unit 2"]);
        for number in [1, 2, 3] {
            table.remove(&unit(number).id);
        }
        assert!(table.facets.is_empty() && table.is_empty());
        assert_eq!(names(&before, &parent).len(), 3, "what is shared stays as it was");
    }
}
