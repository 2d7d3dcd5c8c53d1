//! `completions`: what a shell needs to complete the command line.

use clap_complete::Shell;

use super::{
    Failure,
    output::{Exit, Output},
    written,
};

/// Write the completions for a shell to standard output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes them.
pub fn run(args: &Args, mut command: clap::Command, output: &mut Output) -> Result<Exit, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    written(output.raw().write_all(&script))?;
    Ok(Exit::Yes)
}
