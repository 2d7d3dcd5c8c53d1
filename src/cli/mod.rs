//! The headless face: every verb of the console as a command for people and scripts.
//!
//! [`Cli`] is the one definition of the command line: the parser, the help, the completions, the man
//! page and the reference in `docs/cli.md` are made of it. Each command has a file with its
//! arguments, what it does, and its [`Answer`]: a value that is a page for people and JSON for
//! programs. [`output`] is the only way out, [`failure`] everything that can go wrong, [`find`]
//! tells what a name on the command line means.
//!
//! The exit code is 0 for done or yes, 1 for no, 2 for an error.

mod asked;
mod assume;
mod backup;
mod can;
mod check;
mod compare;
mod completions;
mod context;
mod demo;
mod draw;
mod export;
mod factory;
mod failure;
mod find;
mod generate;
mod impact;
mod import;
mod journal;
mod line;
mod lint;
mod man;
mod opening;
mod output;
mod permissions;
mod principal;
mod restore;
mod show;
mod simulate;
mod table;
mod time;
mod tree;
mod undo;
mod verify;
mod which;
mod who_can;
mod why;

#[cfg(test)]
mod tests;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, Parser};

pub use draw::{Drawing, DrawingForm};
pub use failure::Failure;
use output::{Answer, Exit, Form, Output};

use crate::workspace::{Opened, Places, Workspace};

/// See and govern an AWS Organization: who can do what, and why, before anything changes.
///
/// Without a command, opens the console on the store. Exit code: 0 for done or yes, 1 for no, 2 for
/// an error.
#[derive(Debug, Parser)]
#[command(name = "bailiwick", version, arg_required_else_help = false)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// The directory of the store
    #[arg(long, global = true, value_name = "DIR")]
    store: Option<PathBuf>,
    /// The form of answers on standard output
    #[arg(long, global = true, value_enum, value_name = "FORM", default_value_t)]
    output: Form,
    /// Change nothing, and read the store even while another process has it
    #[arg(long, global = true)]
    read_only: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Demo(demo::Args),
    Tree(tree::Args),
    Show(show::Args),
    Can(can::Args),
    Why(why::Args),
    Assume(assume::Args),
    WhoCan(who_can::Args),
    Which(which::Args),
    Compare(compare::Args),
    Check(check::Args),
    Impact(impact::Args),
    Permissions(permissions::Args),
    Simulate(simulate::Args),
    Lint(lint::Args),
    Factory(factory::Args),
    Import(import::Args),
    Generate(generate::Args),
    Export(export::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Verify(verify::Args),
    Journal(journal::Args),
    Undo(undo::Args),
    Draw(draw::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a run of the headless face ended.
pub enum Ended {
    /// There is nothing more to do.
    Done(ExitCode),
    /// The console is wanted on this store.
    Console(Opened, Places),
    /// A drawing of the console on this store is wanted.
    Drawing(Box<Workspace>, Places, Drawing),
}

/// Does what a command line asks for, and gives its answer on the streams of this process.
pub fn run(line: impl IntoIterator<Item = OsString>) -> Ended {
    let cli = match Cli::try_parse_from(line) {
        Ok(cli) => cli,
        Err(told) => {
            // Help may go into a pipe that nobody reads to the end.
            let _: std::io::Result<()> = told.print();
            let usage = told.use_stderr();
            return Ended::Done(if usage { Exit::Error } else { Exit::Yes }.into());
        }
    };
    let mut output = Output::of_process(cli.global.output);
    match dispatch(&cli, &mut output) {
        Ok(ended) => ended,
        Err(failure) => {
            output.error(&failure);
            Ended::Done(Exit::Error.into())
        }
    }
}

fn dispatch(cli: &Cli, output: &mut Output) -> Result<Ended, Failure> {
    let Cli { global, command } = cli;
    if global.output == Form::Sarif && !matches!(command, Some(Command::Lint(_))) {
        let text = "only `bailiwick lint` answers in SARIF: use --output json";
        return Err(Failure::Usage(text.to_owned()));
    }
    let exit = match command {
        None => return demo::console(global, output),
        Some(Command::Demo(args)) => return demo::run(args, global, output),
        Some(Command::Draw(args)) => return draw::run(args, global, output),
        Some(Command::Tree(args)) => {
            let organization = opening::organization(global, output)?;
            give(output, &tree::run(args, &organization)?)
        }
        Some(Command::Show(args)) => {
            let organization = opening::organization(global, output)?;
            give(output, &show::run(args, &organization)?)
        }
        Some(Command::Can(args)) => {
            let organization = opening::organization(global, output)?;
            let decided = can::run(args, &organization, output)?;
            give(output, &decided)
        }
        Some(Command::Why(args)) => {
            let organization = opening::organization(global, output)?;
            let told = why::run(args, &organization, output)?;
            give(output, &told)
        }
        Some(Command::Assume(args)) => {
            let organization = opening::organization(global, output)?;
            let chain = assume::run(args, &organization, output)?;
            give(output, &chain)
        }
        Some(Command::Compare(args)) => {
            let compared = compare::run(args, global, output)?;
            give(output, &compared)
        }
        Some(Command::Check(args)) => {
            let checked = check::run(args, global, output)?;
            give(output, &checked)
        }
        Some(Command::Impact(args)) => {
            let found = impact::run(args, global, output)?;
            give(output, &found)
        }
        Some(Command::Which(args)) => {
            let organization = opening::organization(global, output)?;
            let found = which::run(args, &organization)?;
            give(output, &found)
        }
        Some(Command::WhoCan(args)) => {
            let organization = opening::organization(global, output)?;
            let answered = who_can::run(args, &organization, output)?;
            give(output, &answered)
        }
        Some(Command::Permissions(args)) => {
            let organization = opening::organization(global, output)?;
            let permissions = permissions::run(args, &organization, output)?;
            give(output, &permissions)
        }
        Some(Command::Simulate(args)) => simulate::run(args, output),
        Some(Command::Lint(args)) => lint::run(args, global, output),
        Some(Command::Factory(args)) => factory::run(args, global, output),
        Some(Command::Import(args)) => give(output, &import::run(args, global)?),
        Some(Command::Generate(args)) => give(output, &generate::run(args, global)?),
        Some(Command::Export(args)) => export::run(args, global, output),
        Some(Command::Backup(args)) => give(output, &backup::run(args, global)?),
        Some(Command::Restore(args)) => give(output, &restore::run(args, global)?),
        Some(Command::Verify(args)) => give(output, &verify::run(args, global)?),
        Some(Command::Journal(args)) => {
            let workspace = opening::read(global, output)?;
            give(output, &journal::run(args, &workspace)?)
        }
        Some(Command::Undo(args)) => give(output, &undo::run(args, global)?),
        Some(Command::Completions(args)) => completions::run(args, Cli::command(), output),
        Some(Command::Man(args)) => man::run(args, Cli::command(), output),
    }?;
    Ok(Ended::Done(exit.into()))
}

/// Gives an answer. That nobody reads it to the end does not change what the exit code says.
fn give<A: Answer + ?Sized>(output: &mut Output, answer: &A) -> Result<Exit, Failure> {
    written(output.give(answer))?;
    Ok(answer.exit())
}

/// What writing an answer came to; a reader that has left is no failure.
fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
