//! Import and export. [`aws_cli`] reads what the AWS CLI prints; [`native`] is the console's own
//! interchange format, plain files; [`demo`] is the organization that comes along in it; [`generate`]
//! makes organizations of any size by dice.

pub mod aws_cli;
pub mod demo;
pub mod generate;
pub mod native;
