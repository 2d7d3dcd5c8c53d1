//! Starts a face, and turns how it ended into an exit code.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use bailiwick::{
    cli::{self, Ended},
    tui,
};

/// Many small things are made on several threads at once, and let go of on others.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ended::Done(code) => code,
        Ended::Console(opened, places) => match tui::start(opened, &places) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error.to_string()),
        },
        Ended::Drawing(workspace, places, drawing) => {
            match tui::drawn(*workspace, &places, &drawing) {
                Ok(text) => written(&text),
                Err(error) => failed(&format!("--keys: {error}")),
            }
        }
    }
}

fn written(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => failed(&error.to_string()),
        _ => ExitCode::SUCCESS,
    }
}

fn failed(why: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _: io::Result<()> = writeln!(io::stderr(), "error: {why}");
    ExitCode::from(2)
}
