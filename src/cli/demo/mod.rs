//! `demo`: the console on the organization that comes along, or a tour of it in text.

mod tour;

use super::{Ended, Failure, Global, Output, give, opening};
use crate::workspace::{self, Identity, Opened};

/// Open the console on an example organization; without a terminal, show a short tour of it
///
/// The example has a store of its own, made at the first start. The tour asks the evaluator for
/// each of its facts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show the tour even in a terminal
    #[arg(long)]
    tour: bool,
}

/// Opens the console on the demo, or tells of it.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Ended, Failure> {
    let places = opening::places(global);
    let workspace =
        workspace::demo(&places.demo()?, opening::wish(global), Identity::of_process())?;
    if output.interactive() && !args.tour {
        return Ok(Ended::Console(Opened::Whole(Box::new(workspace)), places));
    }
    opening::tell_read_only(&workspace, output);
    give(output, &tour::tour(&workspace)).map(|exit| Ended::Done(exit.into()))
}

/// Opens the console on the store.
pub fn console(global: &Global, output: &mut Output) -> Result<Ended, Failure> {
    if !output.interactive() {
        let message =
            "the console needs a terminal: `bailiwick help` lists the commands for scripts";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(Ended::Console(opening::begin(global)?, opening::places(global)))
}
