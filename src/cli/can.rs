//! `can`: whether a principal may do something.

use super::{
    Failure, Output,
    asked::{Decided, Question},
};
use crate::org::Organization;

/// Tell whether a principal may do something
///
/// The exit code is 0 when it is allowed, and 1 when it is denied or conditional: then the word
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
) -> Result<Decided, Failure> {
    let (request, decision) = args.question.ask(organization, output)?;
    Ok(Decided::new(&request, &decision))
}
