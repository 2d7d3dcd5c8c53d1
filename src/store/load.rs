//! Reading the records of a store: kinds side by side on all cores, what the tree shows first.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Revision, StoreError,
    cell::Joined,
    contents::{Flaws, Head},
    sled::{Shelf, Trees},
};
use crate::org::{Gathered, Listed, Organization, Record, RecordKind};

/// What a store tells while it is opened.
pub enum Opening {
    /// The organization with its units, accounts, organization policies and what hangs on them, and
    /// nothing else yet.
    Tree(Box<Organization>, Revision),
    /// So many records are read, of so many.
    Read {
        /// Read.
        done: usize,
        /// In all.
        of: usize,
    },
}

/// Hears what a store tells while it is opened, from any thread.
pub type Watch<'a> = &'a (dyn Fn(Opening) + Sync);

/// Hears nothing.
pub fn unwatched(_: Opening) {}

/// What the tree shows; little of it even where there is much of everything else.
const TREE: [RecordKind; 6] = [
    RecordKind::Foundation,
    RecordKind::Ou,
    RecordKind::Account,
    RecordKind::Policy,
    RecordKind::Attachments,
    RecordKind::EnabledControl,
];
/// What there is most of; to be begun with.
const LARGE: [RecordKind; 3] =
    [RecordKind::Role, RecordKind::Assignment, RecordKind::ManagedPolicy];
/// Records between two words on how far it is.
const STRIDE: usize = 4096;

/// The records of a store.
pub struct Loaded {
    /// What they make, unless they hold no foundation.
    pub parts: Listed,
    /// How many are there, damaged ones included.
    pub there: usize,
}

/// Reads all records.
pub fn records(
    trees: &Trees,
    head: Option<Head>,
    flaws: &mut Flaws,
    watch: Watch<'_>,
) -> Result<Loaded, StoreError> {
    let of = head.map_or(0, |head| head.records);
    let reader = Reader { trees, watch, of, done: AtomicUsize::new(0) };
    let mut all = reader.side_by_side(&TREE, flaws)?;
    if let (Ok(tree), Some(head)) = (all.clone().organization(), head) {
        watch(Opening::Tree(Box::new(tree), head.revision));
    }
    let others =
        RecordKind::ALL.iter().filter(|kind| !TREE.contains(kind) && !LARGE.contains(kind));
    let rest: Vec<RecordKind> = LARGE.iter().chain(others).copied().collect();
    all.join(reader.side_by_side(&rest, flaws)?);
    Ok(Loaded { parts: all, there: reader.done.into_inner() })
}

struct Reader<'a> {
    trees: &'a Trees,
    watch: Watch<'a>,
    of: usize,
    done: AtomicUsize,
}

impl Reader<'_> {
    /// Reads some kinds, each on whatever core is free.
    fn side_by_side(&self, kinds: &[RecordKind], flaws: &mut Flaws) -> Result<Listed, StoreError> {
        let next = AtomicUsize::new(0);
        let together = Mutex::new((Listed::default(), std::mem::take(flaws)));
        let work = || -> Result<(), StoreError> {
            let mut mine = Gathered::default();
            let mut wrong = Flaws::default();
            while let Some(kind) = kinds.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.kind(*kind, &mut mine, &mut wrong)?;
            }
            let mine = mine.listed();
            let mut together = together.lock().unwrap_or_else(PoisonError::into_inner);
            together.0.join(mine);
            together.1.join(wrong);
            Ok(())
        };
        let cores = thread::available_parallelism().map_or(1, usize::from).min(kinds.len());
        thread::scope(|scope| {
            let helpers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
            let own = work();
            helpers.into_iter().fold(own, |outcome, helper| {
                outcome.and(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })
        })?;
        let (parts, wrong) = together.into_inner().unwrap_or_else(PoisonError::into_inner);
        *flaws = wrong;
        Ok(parts)
    }

    fn kind(
        &self,
        kind: RecordKind,
        into: &mut Gathered,
        flaws: &mut Flaws,
    ) -> Result<(), StoreError> {
        let mut untold = 0;
        let take = |text: Joined<'_>| {
            if let Some(record) = flaws.read::<Record>(text) {
                into.put(record);
            }
            untold += 1;
            if untold == STRIDE {
                self.tell(std::mem::take(&mut untold));
            }
        };
        self.trees.beginning(Shelf::Records, &format!("{}/", kind.name()), take)?;
        self.tell(untold);
        Ok(())
    }

    fn tell(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        (self.watch)(Opening::Read { done, of: self.of });
    }
}
