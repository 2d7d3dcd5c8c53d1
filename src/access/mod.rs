//! The evaluator: one decision and its reasons, and effective permissions.
