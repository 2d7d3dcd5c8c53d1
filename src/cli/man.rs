//! `man`: the manual, as one page with all commands.

use std::io;

use clap_mangen::Man;

use super::{
    Failure,
    output::{Exit, Output},
    written,
};

/// Write the manual page to standard output, in the form that man reads
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Writes it.
pub fn run(_: &Args, command: clap::Command, output: &mut Output) -> Result<Exit, Failure> {
    written(page(command, output.raw()))?;
    Ok(Exit::Yes)
}

fn page(mut command: clap::Command, out: &mut dyn io::Write) -> io::Result<()> {
    command.build();
    let man = Man::new(command.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    commands(&command, out)?;
    man.render_version_section(out)
}

/// A section for each command, and for those within it.
fn commands(of: &clap::Command, out: &mut dyn io::Write) -> io::Result<()> {
    for command in of.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
        writeln!(out, ".SH \"{name}\"")?;
        let man = Man::new(own(command));
        let mut section = Vec::new();
        man.render_description_section(&mut section)?;
        man.render_synopsis_section(&mut section)?;
        man.render_options_section(&mut section)?;
        // Within a command the sections are subsections.
        let section = String::from_utf8_lossy(&section).replace("\n.SH ", "\n.SS ");
        out.write_all(
            section
                .strip_prefix(".SH ")
                .map_or(section.clone(), |rest| format!(".SS {rest}"))
                .as_bytes(),
        )?;
        commands(command, out)?;
    }
    Ok(())
}

/// A command with only the options of its own: what every command takes is told once, at the top.
pub fn own(command: &clap::Command) -> clap::Command {
    command.clone().mut_args(|arg| {
        let everywhere = arg.is_global_set() || arg.get_id() == "help";
        arg.hide(everywhere)
    })
}
