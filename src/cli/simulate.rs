//! `simulate`: decides scenarios, one result for each.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use chrono::Utc;
use serde::Serialize;

use super::{
    Failure, Output,
    line::{Meaning, Piece},
    output::{Answer, Exit, Page},
    written,
};
use crate::access::{
    Verdict,
    scenario::{self, Outcome},
};

/// Decide scenarios: requests with all their policies, written in JSON
///
/// A text holds one scenario, an array of them, or one after the other (JSON lines). There is one
/// result for each, in the same order; with --output json each is one line. One that cannot be read
/// has an error as its result, the others go on, and the exit code is 2; otherwise it is 0, whatever
/// was decided. No store is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of scenarios; without any, or with -, standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What became of one scenario.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Simulated(Outcome);

/// Decides every scenario and gives its result as soon as it is there.
pub fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let input = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &input[..] } else { &args.files[..] };
    let mut exit = Exit::Yes;
    for file in files {
        let text = text(file)?;
        for scenario in scenario::read(&text) {
            let answer = Simulated::new(file, scenario);
            if answer.exit() == Exit::Error {
                exit = Exit::Error;
            }
            written(output.give_one_of_many(&answer))?;
        }
    }
    written(output.raw().flush())?;
    Ok(exit)
}

fn is_input(file: &Path) -> bool {
    file == Path::new("-")
}

fn text(file: &Path) -> Result<Vec<u8>, Failure> {
    let text = if is_input(file) {
        let mut text = Vec::new();
        io::stdin().lock().read_to_end(&mut text).map(|_| text)
    } else {
        fs::read(file)
    };
    text.map_err(|error| Failure::Unreadable { path: file.to_owned(), error })
}

impl Simulated {
    fn new(file: &Path, read: Result<scenario::Scenario, scenario::ScenarioError>) -> Self {
        let mut outcome = match read {
            Ok(mut scenario) => {
                scenario.set_time(Utc::now());
                scenario::run(&scenario)
            }
            Err(error) => error.into(),
        };
        if let Some(error) = outcome.error.as_mut().filter(|_| !is_input(file)) {
            *error = format!("{}:{error}", file.display());
        }
        Self(outcome)
    }
}

impl Answer for Simulated {
    fn page(&self, page: &mut Page) {
        let Self(outcome) = self;
        let verdict = outcome.decision.map_or_else(
            || Piece::new(Meaning::Deny, format!("{:11}", "ERROR")),
            |verdict| Piece::new(verdict.into(), format!("{:11}", verdict.word())),
        );
        let id = outcome.id.as_deref().unwrap_or("-");
        let why = match (&outcome.error, outcome.decision) {
            (Some(error), _) => error.clone(),
            (None, Some(Verdict::Conditional)) => {
                format!("hangs on {}", outcome.conditional_on.join(", "))
            }
            (None, _) => outcome.reason.clone().unwrap_or_default(),
        };
        page.pieces([verdict, format!("  {id}  ").into(), Piece::new(Meaning::Faint, why)]);
    }

    fn exit(&self) -> Exit {
        if self.0.error.is_some() { Exit::Error } else { Exit::Yes }
    }
}
