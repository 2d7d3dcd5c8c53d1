//! Starts a face, and turns how it ended into an exit code.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use bailiwick::{
    cli::{self, Ended},
    tui,
};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ended::Done(code) => code,
        Ended::Console(workspace, places) => match tui::start(*workspace, &places) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // Nobody is left to tell when standard error is closed.
                let _: io::Result<()> =
                    writeln!(io::stderr(), "error: the terminal cannot be used: {error}");
                ExitCode::from(2)
            }
        },
    }
}
