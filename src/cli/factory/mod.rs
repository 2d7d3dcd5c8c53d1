//! `factory`: account templates, the plan for an account, and its making.

mod apply;
mod library;
mod plan;
mod templates;
mod values;

use super::{Failure, Global, Output, give, output::Exit};

/// Make accounts from templates
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    library: library::LibraryArgs,
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, clap::Subcommand)]
enum Step {
    Templates(templates::Args),
    Plan(plan::Args),
    Apply(apply::Args),
}

/// Does one of them.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Exit, Failure> {
    let library = args.library.open(global)?;
    match &args.step {
        Step::Templates(_) => give(output, &templates::run(&library)),
        Step::Plan(args) => {
            let planned = plan::run(args, &library, global, output)?;
            give(output, &planned)
        }
        Step::Apply(args) => {
            let applied = apply::run(args, &library, global, output)?;
            give(output, &applied)
        }
    }
}

pub use templates::OneTemplate;
