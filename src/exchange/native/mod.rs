//! Bailiwick's own files: an organization as a directory that a person can read and edit.
//!
//! | File | Holds |
//! |---|---|
//! | `organization.yaml` | what the organization is as a whole, and its `tree`: units, the accounts in each by name, what is attached |
//! | `policies.yaml` | the organization's policies by kind; their texts in `policies/<kind>/<name>.json` |
//! | `accounts/<name>.yaml` | an account: settings, users, groups, roles, managed policies, providers, resources |
//! | `baseline.yaml` | what many accounts have alike: blocks with `in` and `except`; `${account}` and the like stand for each account's own |
//! | `identity-center.yaml` | directory users, groups with members, permission sets, assignments |
//! | `controls.yaml` | enabled controls |
//! | `activity.csv` | events of the trail, one a line |
//! | `aws-managed.yaml` | AWS's managed policies where the catalogue's text is not the one meant |
//! | `records.yaml` | what fits nowhere else, in the form of a backup |
//!
//! Entities have the fields that the model gives them (unknown ones are errors), except that
//! - references are names, or ids where a name is not clear ([`names`]);
//! - an id can be left out and follows from the name ([`derive`]);
//! - a document is YAML right there, or the path of a `.json` file;
//! - a moment can be a date, meaning its first second in UTC;
//! - a node that does not say what is `attached` has the policies that AWS keeps.
//!
//! [`read`] tells everything that is wrong at once; [`write`] is its inverse on any organization.

mod decode;
mod derive;
mod files;
mod meaning;
mod names;
mod node;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod write;
mod yaml;

pub use files::{DirectoryError, Files};
pub use place::{FileError, Place};
pub use read::{Imported, read};
pub use write::write;
