//! The policy language: documents with source positions, patterns, principals, conditions, variables.
