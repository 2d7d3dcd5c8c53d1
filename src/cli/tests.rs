//! The definition of the command line, and that `docs/cli.md` gives it as it is.

use std::{env, fs, path::Path};

use clap::CommandFactory;

use super::{Cli, man::own};

const BEGIN: &str = "<!-- The reference is made by `BAILIWICK_BLESS=1 cargo test --lib cli`. -->\n";
const END: &str = "<!-- End of the reference. -->\n";

/// The help of every command, as the program prints it.
fn reference() -> String {
    let mut command = Cli::command().term_width(96);
    command.build();
    sections(&command, command.clone()).concat()
}

/// A section for a command, as it is to be shown, and for those within it.
fn sections(command: &clap::Command, mut shown: clap::Command) -> Vec<String> {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let help = shown.render_long_help().to_string();
    let lines: Vec<_> = help.trim_end().lines().map(str::trim_end).collect();
    let section = format!("### `{name}`\n\n```text\n{}\n```\n\n", lines.join("\n"));
    let within = command.get_subcommands().filter(|it| it.get_name() != "help");
    std::iter::once(section).chain(within.flat_map(|it| sections(it, own(it)))).collect()
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn the_document_gives_the_command_line_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let reference = format!("\n{}", reference());
    if env::var_os("BAILIWICK_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{reference}{END}{after}")).unwrap();
    } else {
        assert!(found == reference, "docs/cli.md is out of date: {}", BEGIN.trim_end());
    }
}
