//! The console in a real terminal and a process of its own, while its store is still being loaded.
//!
//! The process is this test binary itself, started anew for the test named `helper_…`, which returns
//! at once when it is not asked for. There the rest of the store is held back until a view is saved,
//! so that nothing hangs on how fast either side is.

use std::env;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::*;
use crate::tui::tests::sample;
use crate::workspace::Wish;

const STORE: &str = "BAILIWICK_TEST_LOADING";
const HELPER: &str = "tui::start::in_a_terminal::helper_console_on_half_a_store";
/// Far longer than anything takes.
const LONG: Duration = Duration::from_secs(60);

/// A desk that holds the rest of its store back until a view is saved.
struct Held {
    desk: Desk,
    leave: Sender<()>,
    given: Option<Receiver<()>>,
}

impl Host for Held {
    fn save(&mut self, _: &str, _: &str) -> Result<String, String> {
        self.leave.send(()).map_err(|error| error.to_string())?;
        Ok("nothing".to_owned())
    }

    fn edit(&mut self, name: &str, text: &str) -> Result<Option<String>, String> {
        self.desk.edit(name, text)
    }

    fn load(&mut self) -> Loading {
        let (given, load) = (self.given.take(), self.desk.load());
        Box::new(move |tell| {
            given.ok_or("It is loaded once")?.recv().map_err(|error| error.to_string())?;
            load(tell)
        })
    }

    fn commit(&mut self, grant: Grant, commit: Commit) -> Commission {
        self.desk.commit(grant, commit)
    }
}

fn identity() -> Identity {
    Identity { name: "ada".into(), host: "desk".into() }
}

#[test]
fn helper_console_on_half_a_store() {
    let Some(store) = env::var_os(STORE) else { return };
    let halfway = Opening::halfway(Path::new(&store), Wish::Write, identity());
    let Ok((tree, opening)) = halfway else { panic!("there is a store") };
    let (world, desk) = Desk::waiting(&tree, opening, Library::embedded());
    let (leave, given) = channel();
    let mut held = Held { desk, leave, given: Some(given) };
    crate::tui::runtime::run(world, Settings::new(Depth::None), &mut held).unwrap();
}

/// A terminal with a process in it.
struct Screen {
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    parser: vt100::Parser,
}

impl Screen {
    fn text(&self) -> String {
        self.parser.screen().contents()
    }

    fn press(&mut self, keys: &[u8]) {
        self.input.write_all(keys).unwrap();
    }

    /// Waits until the screen shows all of this and none of that.
    #[track_caller]
    fn shows(&mut self, all: &[&str], none: &[&str]) {
        let until = Instant::now() + LONG;
        loop {
            let text = self.text();
            if all.iter().all(|it| text.contains(it)) && !none.iter().any(|it| text.contains(it)) {
                return;
            }
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(error @ (RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)) => {
                    panic!("{error}: {all:?} and not {none:?} in\n{}", self.text())
                }
            }
        }
    }
}

fn listen(mut output: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = output.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

#[test]
fn the_tree_is_there_and_keys_are_heeded_while_the_rest_is_on_its_way() {
    let temp = tempfile::tempdir().unwrap();
    let store = temp.path().join("store");
    let organization = sample::world(Mode::Writable).organization;
    drop(Workspace::create(&store, &organization, "made up", identity()).unwrap());

    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env::current_exe().unwrap());
    command.args(["--exact", HELPER, "--nocapture", "--test-threads=1"]);
    command.env(STORE, &store);
    command.env("TERM", "xterm-256color");
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut screen = Screen {
        output: listen(pty.master.try_clone_reader().unwrap()),
        input: pty.master.take_writer().unwrap(),
        parser: vt100::Parser::new(size.rows, size.cols, 0),
    };

    screen.shows(&["loading …", "Workloads"], &[]);
    screen.press(b"an");
    screen.shows(&["Still loading", "loading …"], &[]);
    screen.press(b"2");
    screen.shows(&["› Principals", "loading …"], &["BreakGlass"]);
    screen.press(b"\x13");
    screen.shows(&["› Principals", "BreakGlass"], &["loading …"]);
    screen.press(b"q");
    assert!(child.wait().unwrap().success());
}
