//! What both faces share: an open store, the current snapshot, commits, undo, background jobs.
