//! Runs the program, and makes stores for it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// What it answered.
    pub out: String,
    /// What it said beside that.
    pub err: String,
}

impl Ran {
    /// How it ended, from what the system tells of it.
    pub fn new(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The answer as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Expects an error that says all of this, in one line and a list, and no answer.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        let mut lines = self.err.lines().filter(|line| !line.starts_with("note: "));
        assert!(lines.next().is_some_and(|line| line.starts_with("error: ")), "{self:?}");
        assert!(lines.all(|line| line.starts_with("  - ")), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in {}", self.err);
        }
    }
}

/// The program with a home of its own and nothing else around it.
pub fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bailiwick"));
    command.env_clear().env("HOME", home).env("BAILIWICK_OPERATOR", "ada");
    command.stdin(Stdio::null());
    command
}

/// Runs the program on a store.
pub fn on(store: &Path, line: &[&str]) -> Ran {
    let mut command = command(store.parent().unwrap());
    Ran::new(&command.arg("--store").arg(store).args(line).output().unwrap())
}

/// Runs the program on the demo's store, which no test changes.
pub fn demo(line: &[&str]) -> Ran {
    on(demo_store(), &[&["--read-only"], line].concat())
}

/// The same, with the answer as JSON.
pub fn demo_json(line: &[&str]) -> Value {
    demo(&[&["--output", "json"], line].concat()).json()
}

/// The demo's store.
pub fn demo_store() -> &'static Path {
    static STORE: OnceLock<PathBuf> = OnceLock::new();
    STORE.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-demo");
        if home.exists() {
            fs::remove_dir_all(&home).unwrap();
        }
        fs::create_dir_all(&home).unwrap();
        let store = home.join("store");
        let made = on(&store, &["demo"]);
        assert_eq!(made.code, 0, "{made:?}");
        store
    })
}

const ORGANIZATION: &str = "
name: Small
id: o-small12345
root: r-ab12
management: main
tree:
  accounts: [main]
  units:
    - name: Prod
      accounts: [shop]
    - name: Park
";

/// The files of a small organization.
pub fn small_files(home: &Path) -> PathBuf {
    let dir = home.join("files");
    fs::create_dir_all(dir.join("accounts")).unwrap();
    let account = |name: &str, id: &str| {
        let text = format!("id: \"{id}\"\nemail: {name}@example.com\ncreated: 2026-01-01\n");
        fs::write(dir.join(format!("accounts/{name}.yaml")), text).unwrap();
    };
    account("main", "111111111111");
    account("shop", "222222222222");
    fs::write(dir.join("organization.yaml"), ORGANIZATION).unwrap();
    fs::write(dir.join("identity-center.yaml"), "groups:\n  - {name: security}\n").unwrap();
    dir
}

/// A store with the small organization, in a home of its own.
pub fn small() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let files = small_files(home.path());
    let store = home.path().join("store");
    let made = on(&store, &["import", "native", files.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{made:?}");
    (home, store)
}
