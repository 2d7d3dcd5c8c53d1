//! Stores: import and export, backup and restore, verify, journal, undo, locks.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
};

use super::program::{demo, on, small, small_files};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn an_organization_goes_out_as_files_and_comes_back_the_same() {
    let home = tempfile::tempdir().unwrap();
    let (files, store) = (home.path().join("out"), home.path().join("store"));
    assert_eq!(demo(&["export", "native", text(&files)]).code, 0);
    let import = on(&store, &["--output", "json", "import", "native", text(&files)]);
    assert_eq!(import.code, 0, "{import:?}");
    assert_eq!(import.json()["taken"]["account"], 25);
    let records = demo(&["export", "json"]).out;
    assert_eq!(on(&store, &["export", "json"]).out, records);
    let first: serde_json::Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    assert_eq!(first["kind"], "foundation");
    demo(&["export", "native", text(&files)]).refused(&["not empty"]);
}

#[test]
fn aws_cli_output_comes_in_with_a_report() {
    let home = tempfile::tempdir().unwrap();
    let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aws-cli/simulator");
    let store = home.path().join("store");
    let import = on(&store, &["--output", "json", "import", "aws-cli", text(&dump)]);
    assert_eq!(import.code, 0, "{import:?}");
    let report = import.json();
    assert!(report["taken"]["account"].as_u64().unwrap() > 0);
    assert!(!report["problems"].as_array().unwrap().is_empty());
    let tree = on(&store, &["tree"]);
    assert_eq!(tree.code, 0, "{tree:?}");
}

#[test]
fn what_cannot_be_imported_is_refused_and_nothing_is_made() {
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("store");
    let absent = home.path().join("absent");
    on(&store, &["import", "native", text(&absent)]).refused(&["absent"]);
    on(&store, &["import", "aws-cli", text(&absent)]).refused(&["manifest"]);
    let files = small_files(home.path());
    fs::write(
        files.join("accounts/shop.yaml"),
        "id: \"222222222222\"\nemial: x\nemail: x@example.com\ncreated: 2026-01-01\n",
    )
    .unwrap();
    on(&store, &["import", "native", text(&files)]).refused(&["accounts/shop.yaml:2:1", "emial"]);
    assert!(!store.exists());
}

#[test]
fn an_existing_store_is_never_imported_over() {
    let (home, store) = small();
    let files = home.path().join("files");
    on(&store, &["import", "native", text(&files)]).refused(&["already", "--store"]);
    let backup = home.path().join("backup.jsonl");
    assert_eq!(on(&store, &["backup", text(&backup)]).code, 0);
    on(&store, &["restore", text(&backup)]).refused(&["already", "--store"]);
    on(&files, &["import", "native", text(&files)]).refused(&["holds other files"]);
}

#[test]
fn a_backup_brings_back_the_store_with_its_journal() {
    let (home, store) = small();
    let (backup, again) = (home.path().join("backup.jsonl"), home.path().join("again"));
    assert_eq!(on(&store, &["backup", text(&backup)]).code, 0);
    assert_eq!(on(&again, &["restore", text(&backup)]).code, 0);
    assert_eq!(on(&again, &["export", "json"]).out, on(&store, &["export", "json"]).out);
    assert_eq!(on(&again, &["journal"]).out, on(&store, &["journal"]).out);
    let broken = fs::read_to_string(&backup).unwrap().replace("Small", "Large");
    fs::write(&backup, broken).unwrap();
    let third = home.path().join("third");
    on(&third, &["restore", text(&backup)]).refused(&["backup.jsonl:", "nothing was restored"]);
    on(&third, &["restore", "no-such-file"]).refused(&["no-such-file"]);
    assert!(!third.exists());
}

#[test]
fn a_sound_store_is_verified() {
    let (_home, store) = small();
    let verified = on(&store, &["--output", "json", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    assert_eq!(verified.json()["sound"], true);
    assert!(on(&store, &["verify"]).out.starts_with("SOUND"));
}

#[test]
fn what_is_no_store_is_told() {
    let home = tempfile::tempdir().unwrap();
    let nothing = home.path().join("nothing");
    for line in [&["tree"][..], &["verify"], &["journal"], &["undo", "1"], &["backup", "b"]] {
        on(&nothing, line).refused(&["no store at", "--store"]);
    }
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    on(&file, &["tree"]).refused(&["file"]);
}

#[test]
fn where_only_the_demo_has_a_store_the_way_there_is_told() {
    let home = tempfile::tempdir().unwrap();
    let run = |line: &[&str]| {
        let output = super::program::command(home.path()).args(line).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["demo"]).0, Some(0));
    let (code, told) = run(&["tree"]);
    assert_eq!(code, Some(2));
    let demo = home.path().join(".local/share/bailiwick/demo");
    assert!(told.contains(&format!("--store {}", demo.display())), "{told}");
}

#[test]
fn the_founding_entry_is_in_the_journal_and_cannot_be_undone() {
    let (_home, store) = small();
    let journal = on(&store, &["--output", "json", "journal"]).json();
    assert_eq!(journal[0]["revision"], 1);
    assert_eq!(journal[0]["cause"], "founded");
    assert_eq!(journal[0]["operator"], "ada");
    assert_eq!(
        on(&store, &["--output", "json", "journal", "--limit", "0"]).json(),
        serde_json::json!([])
    );
    on(&store, &["undo", "1"]).refused(&["entry 1"]);
    on(&store, &["undo", "7"]).refused(&["no entry 7"]);
}

#[test]
fn read_only_refuses_every_change() {
    let (home, store) = small();
    let backup = home.path().join("b");
    assert_eq!(on(&store, &["--read-only", "backup", text(&backup)]).code, 0);
    for line in [
        &["undo", "1"][..],
        &["import", "native", "files"],
        &["restore", text(&backup)],
        &["factory", "apply", "workload"],
    ] {
        on(&store, &[&["--read-only"], line].concat()).refused(&["--read-only"]);
    }
}

/// Another process that has a store until it is dropped.
struct Holder(std::process::Child);

impl Holder {
    fn of(store: &Path) -> Self {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "stores::helper_holds_a_store", "--nocapture"]);
        command.env("BAILIWICK_TEST_HELD", store).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains("it is held")));
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Not a test by itself: the process that [`Holder`] starts.
#[test]
#[allow(clippy::print_stdout, reason = "the processes talk over standard output")]
fn helper_holds_a_store() {
    use bailiwick::workspace::{Identity, Wish, Workspace};
    let Some(store) = std::env::var_os("BAILIWICK_TEST_HELD") else { return };
    let identity = Identity { name: "grace".into(), host: "desk".into() };
    let held = Workspace::open(Path::new(&store), Wish::Write, identity);
    println!("it is held: {}", held.is_ok());
    std::thread::sleep(std::time::Duration::from_secs(60));
    drop(held);
}

#[test]
fn a_store_in_use_is_read_all_the_same_and_changed_by_nobody_else() {
    let (home, store) = small();
    let holder = Holder::of(&store);
    let who = format!("process {} of grace on desk", holder.0.id());
    for line in [
        &["tree"][..],
        &["show", "shop"],
        &["can", "root@shop", "s3:ListAllMyBuckets"],
        &["journal"],
        &["export", "json"],
    ] {
        let ran = on(&store, line);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.err.starts_with("note: ") && ran.err.contains(&who), "{ran:?}");
    }
    assert_eq!(on(&store, &["--read-only", "tree"]).err, "");
    assert_eq!(on(&store, &["verify"]).code, 0);
    assert_eq!(on(&store, &["backup", text(&home.path().join("b"))]).code, 0);
    on(&store, &["undo", "1"]).refused(&[&who]);
    drop(holder);
    assert_eq!(on(&store, &["tree"]).err, "");
}
