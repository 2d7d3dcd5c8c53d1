//! Import from the AWS CLI: a directory of command output becomes an [`Organization`].
//!
//! `manifest.json` names the command behind each file, and the command, not the file's path, says
//! what the file means. [`manifest`] reads it, [`command`] its command lines, and [`dump`] hands
//! the answers out by operation. There is a file for each service; each takes the operations it
//! knows, and what nobody took is told as not used. [`lenient`] is how shapes are read so that
//! rubbish costs only itself. The shapes are those of section 16 of the rules (J-1 to J-39).
//!
//! Nothing is dropped in silence: whatever could not be taken as it stands is a [`Problem`].

mod cloudtrail;
mod command;
mod controltower;
mod documents;
mod dump;
mod iam;
mod identitystore;
mod lenient;
mod manifest;
mod organizations;
mod provision;
mod report;
mod resources;
mod sso_admin;
mod sts;
mod tags;
mod text;
mod time;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::org::{AccountId, NoFoundation, Organization, Record};
use dump::Dump;

pub use report::{ImportReport, Problem, Severity, UnusedFile};

/// An organization, and how well it could be read.
#[derive(Clone, PartialEq)]
pub struct Imported {
    /// What was read.
    pub organization: Organization,
    /// What was taken in, and what could not be.
    pub report: ImportReport,
}

/// Why nothing at all can be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no manifest to read.
    #[error(
        "{}: cannot be read ({why}); it has to say which command each file answers: \
         {{\"commands\": [{{\"file\": …, \"account\": …, \"command\": \"aws …\", \"rc\": 0, \"error\": null}}]}}",
        path.display()
    )]
    NoManifest {
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The manifest is there and makes no sense.
    #[error("{}: {why}; mend the file, or write it again", path.display())]
    BrokenManifest {
        /// Where it is.
        path: PathBuf,
        /// What is wrong, with line and column.
        why: String,
    },
    /// The answers do not tell which organization they are of.
    #[error("{}: no answer tells {what}; add the answer to `{command}`", dir.display())]
    NoOrganization {
        /// The directory.
        dir: PathBuf,
        /// What is not told.
        what: &'static str,
        /// The command that would tell.
        command: &'static str,
    },
}

/// Reads a directory of AWS CLI output. Files that cannot be read are told in the report; only a
/// missing manifest, or one without the organization's own answers, is an error.
pub fn read_dir(dir: &Path) -> Result<Imported, ImportError> {
    let mut report = ImportReport::default();
    let mut dump = Dump::open(dir, &mut report)?;
    let missing = |organizations::Untold { what, command }| ImportError::NoOrganization {
        dir: dir.to_owned(),
        what,
        command,
    };

    let mut structure = organizations::read(&mut dump, &mut report).map_err(missing)?;
    let members: BTreeSet<AccountId> = structure.accounts.keys().copied().collect();
    dump.keep_only(&members, &mut report);
    sts::compare_callers(&mut dump, &mut report);

    let mut records: Vec<Record> = Vec::new();
    let center = sso_admin::read(&mut dump, &mut report);
    let directory = identitystore::read(&mut dump, &mut report);
    let mut iam = iam::read(&mut dump, &mut report);
    provision::link_roles(&mut iam.roles, &center.permission_sets, &mut report);
    structure.foundation.identity_center = center.instance(&iam.roles, &directory, &mut report);
    for (id, settings) in iam.settings {
        if let Some(account) = structure.accounts.get_mut(&id) {
            account.settings = settings;
        }
    }
    resources::account_wide::read(&mut dump, &mut structure.accounts, &mut report);
    cloudtrail::read_trails(&mut dump, &mut structure.accounts, &mut report);

    records.extend(iam.users.into_values().map(Record::User));
    records.extend(iam.groups.into_iter().map(Record::Group));
    records.extend(iam.roles.into_values().map(Record::Role));
    records.extend(iam.managed_policies.into_iter().map(Record::ManagedPolicy));
    records.extend(iam.instance_profiles.into_iter().map(Record::InstanceProfile));
    records.extend(iam.identity_providers.into_iter().map(Record::IdentityProvider));
    records.extend(directory.users.into_values().map(Record::DirectoryUser));
    records.extend(directory.groups.into_values().map(Record::DirectoryGroup));
    records.extend(center.permission_sets.into_values().map(Record::PermissionSet));
    let partition = structure.partition.clone();
    let found = resources::read(&mut dump, &partition, &mut structure.accounts, &mut report);
    records.extend(found.into_iter().map(Record::Resource));
    records
        .extend(controltower::read(&mut dump, &mut report).into_iter().map(Record::EnabledControl));
    records
        .extend(cloudtrail::read_events(&mut dump, &mut report).into_iter().map(Record::Activity));
    records.extend(structure.into_records());

    let organization = provision::assign(records, center.assignments, &mut report)
        .map_err(|NoFoundation| missing(organizations::Untold::ORGANIZATION))?;
    report.unused = dump.rest();
    report.count(&organization);
    Ok(Imported { organization, report })
}
