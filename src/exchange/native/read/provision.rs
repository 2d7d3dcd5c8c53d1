//! Makes the roles of Identity Center that the files leave to their assignments (I-6).

use super::Reading;
use crate::{
    exchange::native::place::{FileError, Place},
    org::{Account, AccountState, Assignment, Change, Organization, Record},
};

impl Reading<'_> {
    /// The organization of these records. With `provision`, each assignment is made as a change and
    /// so brings its role along, unless the role is in the files. What is in an account that cannot
    /// be changed any more was made while it could.
    pub(super) fn organization(
        &mut self,
        records: Vec<(Place, Record)>,
    ) -> Result<Organization, Vec<FileError>> {
        if !self.provision {
            return assemble(records.into_iter().map(|(_, record)| record));
        }
        let mut assignments = Vec::new();
        let mut closed = Vec::new();
        let mut others = Vec::new();
        for (place, record) in records {
            match record {
                Record::Assignment(assignment) => assignments.push((place, assignment)),
                Record::Account(account) if !account.state.usable() => {
                    let open = Account { state: AccountState::Active, ..account.clone() };
                    others.push(Record::Account(open));
                    closed.push(Record::Account(account));
                }
                other => others.push(other),
            }
        }
        let mut organization = assemble(others)?;
        let (made, present): (Vec<_>, Vec<_>) =
            assignments.into_iter().partition(|(_, it)| lacks_role(&organization, it));
        let present = present.into_iter().map(|(_, it)| Record::Assignment(it));
        organization = assemble(organization.records().chain(present))?;
        for (place, assignment) in made {
            match organization.apply(&Change::Assign { assignment }) {
                Ok(applied) => organization = applied.organization,
                Err(error) => self.error(&place, error.to_string()),
            }
        }
        self.checked()?;
        assemble(organization.records().chain(closed))
    }
}

fn lacks_role(organization: &Organization, assignment: &Assignment) -> bool {
    let set = organization.permission_sets().get(&assignment.permission_set);
    set.is_some_and(|set| organization.role_of_set(set, assignment.account).is_none())
}

/// The organization of records, one of which is its foundation.
pub(super) fn assemble(
    records: impl IntoIterator<Item = Record>,
) -> Result<Organization, Vec<FileError>> {
    Organization::from_records(records).map_err(|error| {
        vec![FileError::new(&Place::file(super::ORGANIZATION), format!("{error}; add it"))]
    })
}
