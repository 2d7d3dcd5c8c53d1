//! The store and real processes: killed in the middle of commits, two at once, out of room.
//!
//! The other process is this test binary itself, started anew for one of the tests named
//! `helper_…`, which return at once when they are not asked for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test: what is unexpected ends it, and processes talk over standard output"
)]

use std::{
    env,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread::sleep,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bailiwick::{
    org::{Change, ChangeSet, Organization, OuId, Record},
    store::{LocalStore, Operator, ReadOnly, Revision, Store, StoreError, StoreReader},
};
use chrono::DateTime;
use serde_json::json;
use tempfile::TempDir;

const STORE: &str = "BAILIWICK_TEST_STORE";
const UNITS: usize = 5;
const ROUNDS: usize = 25;

fn operator() -> Operator {
    Operator { name: "ada".into(), host: "desk".into(), now: DateTime::UNIX_EPOCH }
}

fn unit(number: usize) -> OuId {
    format!("ou-ab12-{number:08}").parse().unwrap()
}

/// What every unit is called at a revision: all of them by its number, or it is half a commit.
fn name(number: usize, revision: Revision) -> String {
    format!("Unit {number} at {revision}")
}

fn organization() -> Organization {
    let foundation = json!({
        "kind": "foundation", "id": "o-abcdefghij", "name": "Test",
        "management": "111111111111", "root": "r-ab12",
    });
    let units = (0..UNITS).map(|n| {
        json!({ "kind": "ou", "id": unit(n), "parent": "r-ab12", "name": name(n, Revision::FIRST) })
    });
    let records = [foundation].into_iter().chain(units);
    let records = records.map(|json| serde_json::from_value::<Record>(json).unwrap());
    Organization::from_records(records).unwrap()
}

fn rename_all(revision: Revision) -> ChangeSet {
    let changes =
        (0..UNITS).map(|n| Change::RenameOu { ou: unit(n), name: name(n, revision) }).collect();
    ChangeSet { message: format!("Revision {revision}"), changes }
}

/// Checks that a store is whole: every commit from first to last, each of them complete.
fn expect_whole(store: &dyn StoreReader) -> Revision {
    let (organization, revision) = store.load().unwrap();
    for number in 0..UNITS {
        let found = &organization.ous().get(&unit(number)).unwrap().name;
        assert_eq!(*found, name(number, revision));
    }
    let journal = store.journal(Revision::FIRST..=revision).unwrap();
    assert_eq!(journal.len() as u64, revision.0);
    for entry in &journal[1..] {
        assert_eq!(entry.changes, rename_all(entry.revision).changes);
        assert_eq!(entry.undo.len(), UNITS);
    }
    assert_eq!(store.verify().unwrap().problems, []);
    revision
}

struct Helper {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Helper {
    fn start(test: &str, store: &Path) -> Self {
        Self::run(Command::new(env::current_exe().unwrap()), test, store)
    }

    fn run(mut command: Command, test: &str, store: &Path) -> Self {
        let mut child = command
            .args(["--exact", test, "--nocapture"])
            .env(STORE, store)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// Waits until it says something.
    fn expect(&mut self, word: &str) {
        let mut line = String::new();
        while !line.starts_with(word) {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended without `{word}`");
        }
    }

    /// Kills it without warning and gives what it said.
    fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.finish()
    }

    /// Waits for its end and gives what it said.
    fn finish(mut self) -> String {
        let mut said = String::new();
        self.output.read_to_string(&mut said).unwrap();
        self.child.wait().unwrap();
        said
    }
}

fn store_of_helper() -> Option<PathBuf> {
    env::var_os(STORE).map(PathBuf::from)
}

/// Says something on a line of its own, whatever the test harness has begun to say.
fn say(text: &str) {
    println!("\n{text}");
}

fn last_acknowledged(said: &str) -> Option<Revision> {
    let numbers = said.lines().filter_map(|line| line.strip_prefix("acknowledged "));
    numbers.map(|number| Revision(number.parse().unwrap())).next_back()
}

#[test]
fn helper_commits_without_end() {
    let Some(dir) = store_of_helper() else { return };
    let mut store = LocalStore::open(&dir, &operator()).unwrap();
    let (_, mut revision) = store.load().unwrap();
    say("open");
    loop {
        let set = rename_all(revision.next());
        match store.commit(revision, &set, &operator()) {
            Ok(committed) => {
                revision = committed.revision;
                say(&format!("acknowledged {revision}"));
            }
            Err(e) => {
                say(&format!("failed {e}"));
                let again = store.commit(revision, &set, &operator()).err().unwrap();
                say(&format!("again {again}"));
                return;
            }
        }
    }
}

#[test]
fn helper_makes_a_store() {
    let Some(dir) = store_of_helper() else { return };
    LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap();
    say("made");
}

/// Moments that differ from run to run; the first is printed so that a failure tells them.
struct Moments(u64);

impl Moments {
    fn new() -> Self {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        println!("seed {seed}");
        Self(u64::from(seed))
    }

    fn next(&mut self, below: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        below * ((self.0 >> 33) as u32) / (1 << 31)
    }
}

#[test]
fn every_acknowledged_commit_outlives_a_kill() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    drop(LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap());
    let mut moments = Moments::new();
    let mut known = Revision::FIRST;
    let mut killed_after_commits = 0;
    for round in 0..ROUNDS {
        let mut helper = Helper::start("helper_commits_without_end", &dir);
        // Every fifth dies at any moment, opening included; the others among their commits.
        if round % 5 > 0 {
            helper.expect("open");
        }
        sleep(moments.next(Duration::from_millis(100)));
        let said = helper.kill();
        let acknowledged = last_acknowledged(&said).unwrap_or(known);
        killed_after_commits += usize::from(acknowledged > known);

        let (_, seen) = ReadOnly::open(&dir).unwrap().load().unwrap();
        let store = LocalStore::open(&dir, &operator()).unwrap();
        let found = expect_whole(&store);
        assert_eq!(seen, found, "round {round}");
        assert!(
            (acknowledged..=acknowledged.next()).contains(&found),
            "round {round}: {acknowledged} was acknowledged, {found} found"
        );
        known = found;
    }
    assert!(killed_after_commits >= ROUNDS / 2, "only {killed_after_commits} rounds committed");
}

#[test]
fn a_store_is_made_whole_or_not_at_all() {
    let temp = TempDir::new().unwrap();
    let mut moments = Moments::new();
    for round in 0..ROUNDS {
        let dir = temp.path().join(format!("store{round}"));
        let helper = Helper::start("helper_makes_a_store", &dir);
        sleep(moments.next(Duration::from_millis(80)));
        let said = helper.kill();
        if dir.exists() || said.contains("made") {
            let store = LocalStore::open(&dir, &operator()).unwrap();
            assert_eq!(expect_whole(&store), Revision::FIRST);
        } else {
            LocalStore::create(&dir, &organization(), "again", &operator()).unwrap();
        }
    }
}

#[test]
fn a_second_process_is_told_which_has_the_store() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    drop(LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap());
    let mut helper = Helper::start("helper_commits_without_end", &dir);
    helper.expect("acknowledged");
    let Err(StoreError::Locked { holder: Some(holder), .. }) = LocalStore::open(&dir, &operator())
    else {
        panic!("two processes have the store")
    };
    assert_eq!(holder.pid, helper.child.id());
    for _ in 0..5 {
        let reader = ReadOnly::open(&dir).unwrap();
        assert!(expect_whole(&reader) > Revision::FIRST);
    }
    helper.kill();
    LocalStore::open(&dir, &operator()).unwrap();
}

/// A limit on the size of files stands in for a full disk: the write fails in the same places, and
/// needs no rights to be set up.
#[test]
#[cfg(unix)]
fn running_out_of_room_loses_nothing() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    drop(LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 2100; exec \"$0\" \"$@\""]);
    shell.arg(env::current_exe().unwrap());
    let said = Helper::run(shell, "helper_commits_without_end", &dir).finish();
    let line = |word: &str| said.lines().find_map(|line| line.strip_prefix(word)).unwrap();
    assert!(line("failed ").starts_with("no room is left to write"), "{said}");
    assert!(line("again ").starts_with("an earlier commit to"), "{said}");

    let acknowledged = last_acknowledged(&said).unwrap();
    let mut store = LocalStore::open(&dir, &operator()).unwrap();
    let found = expect_whole(&store);
    assert!((acknowledged..=acknowledged.next()).contains(&found), "{acknowledged}: {found}");
    store.commit(found, &rename_all(found.next()), &operator()).unwrap();
}
