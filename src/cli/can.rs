//! `can`: whether a principal may do something.

use super::{
    Failure, Output,
    asked::{Answers, Decided, Question},
};
use crate::org::Organization;

/// Tell whether a principal may do something
///
/// A call that asks for several things, on several resources or with --also, is allowed when all of
/// them are. The exit code is 0 when it is allowed, and 1 when it is denied or conditional: then the word
/// says which of the two. `why` tells what led to it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    question: Question,
}

/// Decides.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Answers<Decided>, Failure> {
    let decided = args.question.ask(organization, output)?;
    Ok(Answers::new(&decided, Decided::new))
}
