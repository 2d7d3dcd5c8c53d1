//! Tests of the command line's definition.
