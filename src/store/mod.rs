//! Durable storage of an organization and its journal.
