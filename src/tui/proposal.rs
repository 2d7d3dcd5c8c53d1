//! What a screen proposes to change, and what is found out about it before the operator is asked.

use crate::org::{AccountState, Change, ChangeSet, Organization};
use crate::store::{Cause, Entry, Revision, undone};
use crate::workspace::Preview;

use super::effect::Commit;
use super::world::{Journal, World};

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal {
    /// To make these changes, all or none.
    Apply(ChangeSet),
    /// To take an entry of the journal back.
    Undo(Revision),
    /// To take back the last change that still stands.
    UndoLast,
}

/// A proposal that the model takes.
pub struct Checked {
    /// What to ask the store for.
    pub commit: Commit,
    /// The changes that it comes to.
    pub changes: ChangeSet,
    /// What it is for, in one line.
    pub message: String,
    /// What it would do.
    pub preview: Preview,
    /// What must be typed first, when the risk is great.
    pub name: Option<String>,
}

impl Proposal {
    /// What it is for, as far as that is known before it is looked into.
    pub fn title(&self) -> String {
        match self {
            Self::Apply(set) => set.message.clone(),
            Self::Undo(entry) => format!("Undo entry {entry}"),
            Self::UndoLast => "Undo the last change".to_owned(),
        }
    }

    /// Tries it on the snapshot, and tells what it comes to or why it cannot be. Reads the journal.
    pub fn check(&self, world: &World) -> Result<Checked, String> {
        match self {
            Self::Apply(set) => apply(set, world),
            Self::Undo(entry) => undo(&world.journal.read(*entry..=world.revision)?, *entry, world),
            Self::UndoLast => {
                let since = last_standing(&world.journal, world.revision)?;
                let entry = since.first().map_or(world.revision, |entry| entry.revision);
                undo(&since, entry, world)
            }
        }
    }
}

fn apply(set: &ChangeSet, world: &World) -> Result<Checked, String> {
    let preview = world.snapshot().preview(set).map_err(|error| error.to_string())?;
    Ok(Checked {
        commit: Commit::Apply(set.clone()),
        changes: set.clone(),
        message: set.message.clone(),
        preview,
        name: name_to_type(set, &world.organization),
    })
}

fn undo(since: &[Entry], entry: Revision, world: &World) -> Result<Checked, String> {
    let (back, preview) =
        world.snapshot().preview_undo(entry, since).map_err(|error| error.to_string())?;
    Ok(Checked {
        commit: Commit::Undo(entry),
        name: name_to_type(&back, &world.organization),
        message: back.message.clone(),
        changes: back,
        preview,
    })
}

/// Entries looked at first when the last change is sought.
const REACH: u64 = 32;

/// The journal from the last change that was not taken back to the newest entry.
fn last_standing(journal: &Journal, newest: Revision) -> Result<Vec<Entry>, String> {
    let mut reach = REACH;
    loop {
        let from = Revision(newest.0.saturating_sub(reach)).max(Revision::FIRST);
        let mut entries = journal.read(from..=newest)?;
        let undone = undone(entries.iter());
        let stands =
            |entry: &Entry| entry.cause == Cause::Changed && !undone.contains_key(&entry.revision);
        if let Some(at) = entries.iter().rposition(stands) {
            return Ok(entries.split_off(at));
        }
        if from == Revision::FIRST {
            return Err("Nothing has been changed that is not undone already".to_owned());
        }
        reach = reach.saturating_mul(2);
    }
}

/// The name that must be typed before something that AWS does not take back.
fn name_to_type(set: &ChangeSet, of: &Organization) -> Option<String> {
    set.changes.iter().find_map(|change| match change {
        Change::CreateAccount { account } => Some(account.name.clone()),
        Change::SetAccountState {
            account,
            state: AccountState::PendingClosure | AccountState::Closed,
        } => of.accounts().get(account).map(|account| account.name.clone()),
        Change::DeleteUser { name, .. } | Change::DeleteRole { name, .. } => Some(name.to_string()),
        Change::DeleteResource { arn } => {
            arn.resource().rsplit(['/', ':']).next().map(str::to_owned)
        }
        Change::DeleteDirectoryUser { user } => {
            of.directory_users().get(user).map(|user| user.user_name.clone())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Risk;
    use crate::tui::tests::sample;
    use crate::tui::world::Mode;

    fn attach(policy: &str, to: &str) -> Change {
        Change::AttachPolicy { policy: policy.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn set(changes: Vec<Change>) -> Proposal {
        Proposal::Apply(ChangeSet { message: "Try it".to_owned(), changes })
    }

    #[test]
    fn changes_are_told_in_words_with_their_risk() {
        let world = sample::world(Mode::Writable);
        let checked = set(vec![attach("p-cccccccc", "444444444444")]).check(&world).unwrap();
        assert_eq!(
            checked.preview.steps[0].summary,
            "attach Quarantine to /Workloads/NonProd/booking-dev"
        );
        assert_eq!((checked.preview.risk(), checked.name), (Some(Risk::Sensitive), None));
    }

    #[test]
    fn what_the_model_refuses_is_told_with_its_place() {
        let world = sample::world(Mode::Writable);
        let twice = vec![attach("p-cccccccc", "444444444444"); 2];
        let why = set(twice).check(&world).err().unwrap();
        assert!(why.starts_with("change 2 of 2 (attach Quarantine"), "{why}");
    }

    #[test]
    fn closing_an_account_asks_for_its_name() {
        let world = sample::world(Mode::Writable);
        let account = "444444444444".parse().unwrap();
        let state = AccountState::PendingClosure;
        let checked = set(vec![Change::SetAccountState { account, state }]).check(&world).unwrap();
        assert_eq!(checked.name.as_deref(), Some("booking-dev"));
    }

    #[test]
    fn the_last_change_that_stands_is_undone_and_an_undone_one_is_passed_over() {
        let world = sample::world(Mode::Writable);
        let first = Proposal::UndoLast.check(&world).unwrap();
        assert_eq!(first.commit, Commit::Undo(Revision(3)));
        let world = sample::commit(&world, &first.commit).unwrap();
        let second = Proposal::UndoLast.check(&world).unwrap();
        assert_eq!(second.commit, Commit::Undo(Revision(2)));
        let world = sample::commit(&world, &second.commit).unwrap();
        let why = Proposal::UndoLast.check(&world).err().unwrap();
        assert!(why.starts_with("Nothing has been changed"), "{why}");
    }

    #[test]
    fn the_first_entry_cannot_be_undone() {
        let world = sample::world(Mode::Writable);
        let why = Proposal::Undo(Revision::FIRST).check(&world).err().unwrap();
        assert!(why.contains("how the store began"), "{why}");
    }
}
