//! Import and export.

pub mod aws_cli;
