//! The compiled organization: every principal, by what decides for it (`ANALYSIS` 2.1, 2.11).
//!
//! Principals with the same kind, policies, boundary and organization policies above them share one
//! [`Group`], and a question is decided once for a group as far as it does not hang on who its
//! members are. An [`Index`] never changes: [`Index::updated`] makes the next one, and looks again
//! only at the accounts that a change touches.

mod alike;
mod asks;
mod block;
mod bound;
mod depends;
mod group;
mod key;
mod likeness;
mod members;
mod named;
mod ruler;
mod ruling;
#[cfg(test)]
mod tests;
mod touched;
mod voice;
mod who_can;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

pub use alike::Ever;
pub use block::{Block, Run};
pub(super) use bound::Bound;
pub(super) use depends::{About, Answers, Depends};
pub use group::{Group, Kind};
pub(super) use likeness::Names;
pub use members::Members;
pub(super) use named::Named;
pub use named::stranger;
pub use ruling::Ruling;
pub(super) use touched::rcps_at;
pub use touched::same_resource_side;
pub use who_can::{Answer, KeyVerdict, WhoCan};

use super::Principal;
use crate::org::{AccountId, Organization};
use block::{Found, Sessions};
use group::{Above, Interner};
use touched::Touch;

/// An organization with its principals in groups.
#[derive(Clone)]
pub struct Index {
    organization: Organization,
    blocks: BTreeMap<AccountId, Arc<Block>>,
    interner: Arc<Mutex<Interner>>,
}

/// An account to compile, and its block where only what stands above it is new.
type Work = (AccountId, Option<Arc<Block>>);

/// How much an index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Principals.
    pub principals: usize,
    /// Groups of principals that differ in what decides for them.
    pub groups: usize,
}

impl Index {
    /// Compiles an organization, on every core.
    pub fn new(organization: &Organization) -> Self {
        Self::with_progress(organization, &|_, _| {})
    }

    /// The same, telling now and then how many accounts of how many are done.
    pub fn with_progress(
        organization: &Organization,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Self {
        let accounts: Vec<Work> = organization.accounts().iter().map(|a| (a.id, None)).collect();
        let mut index = Self {
            organization: organization.clone(),
            blocks: BTreeMap::new(),
            interner: Arc::default(),
        };
        index.compile(&accounts, progress);
        index
    }

    /// The index of the organization after some changes.
    #[must_use]
    pub fn updated(&self, after: &Organization) -> Self {
        let mut index = Self { organization: after.clone(), ..self.clone() };
        index.blocks.retain(|account, _| after.accounts().contains(account));
        let left: Vec<Work> = touched::accounts(&self.organization, after)
            .into_iter()
            .filter(|(account, _)| after.accounts().contains(account))
            .map(|(account, touch)| match index.blocks.get(&account) {
                Some(block) if touch == Touch::Above => (account, Some(Arc::clone(block))),
                _ => (account, None),
            })
            .collect();
        index.compile(&left, &|_, _| {});
        index
    }

    /// Compiles accounts, each anew, or from its block where only what stands above it is new.
    fn compile(&mut self, accounts: &[Work], progress: &(dyn Fn(usize, usize) + Sync)) {
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let share = accounts.len().div_ceil(workers).max(1);
        let done = AtomicUsize::new(0);
        let organization = &self.organization;
        let interner = &self.interner;
        let work = |accounts: &[Work]| -> Vec<(AccountId, Arc<Block>)> {
            let mut sessions = Sessions::new(organization, interner);
            let compile = |(account, known): &Work| {
                let block = match known {
                    Some(known) => known.under(&Above::of(organization, *account), interner),
                    None => Found::of(*account, &mut sessions).interned(&mut lock(interner)),
                };
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, accounts.len());
                (*account, Arc::new(block))
            };
            accounts.iter().map(compile).collect()
        };
        let blocks: Vec<Vec<(AccountId, Arc<Block>)>> = thread::scope(|scope| {
            let workers: Vec<_> =
                accounts.chunks(share).map(|share| scope.spawn(move || work(share))).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        self.blocks.extend(blocks.into_iter().flatten());
    }

    /// The accounts whose principals, or the policies on their side, may be others after some changes.
    pub fn touched(&self, after: &Organization) -> BTreeSet<AccountId> {
        touched::accounts(&self.organization, after).into_keys().collect()
    }

    /// The accounts.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.blocks.keys().copied()
    }

    /// The groups of an account with their members there.
    pub fn runs_in(&self, account: AccountId) -> &[Run] {
        self.blocks.get(&account).map_or(&[], |block| &block.runs)
    }

    /// The organization that it is of.
    pub fn organization(&self) -> &Organization {
        &self.organization
    }

    /// Every principal of the organization, account by account.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.runs().flat_map(|(_, run)| run.principals())
    }

    /// The principals of each account.
    pub fn blocks(&self) -> impl Iterator<Item = (AccountId, &Arc<Block>)> {
        self.blocks.iter().map(|(account, block)| (*account, block))
    }

    /// The groups of each account with their members there.
    pub fn runs(&self) -> impl Iterator<Item = (AccountId, &Run)> {
        self.blocks().flat_map(|(account, block)| block.runs.iter().map(move |run| (account, run)))
    }

    /// What ARNs of principals say behind the account, for [`Run::arn`].
    pub(super) fn names(&self) -> Names {
        lock(&self.interner).likenesses.names()
    }

    /// How much it holds.
    pub fn size(&self) -> Size {
        let groups: HashSet<*const Group> =
            self.runs().map(|(_, run)| Arc::as_ptr(&run.group)).collect();
        Size { principals: self.principals().count(), groups: groups.len() }
    }
}

fn lock(interner: &Mutex<Interner>) -> std::sync::MutexGuard<'_, Interner> {
    interner.lock().unwrap_or_else(PoisonError::into_inner)
}
