//! Changes of Identity Center: its users and groups, permission sets, assignments.

use super::ChangeError;
use crate::catalog::{self, Quota};
use crate::org::facets::DirectoryGroupFacet;
use crate::org::{
    AccountId, Assignment, BoundaryReference, DirectoryGroup, DirectoryGroupId, DirectoryPrincipal,
    DirectoryUser, DirectoryUserId, IdentityCenter, Organization, PermissionSet, PermissionSetId,
};
use crate::policy::Place;

type Done = Result<(), ChangeError>;

impl Organization {
    pub(super) fn identity_center(&self) -> Result<&IdentityCenter, ChangeError> {
        self.foundation().identity_center.as_ref().ok_or_else(|| {
            ChangeError::Rule(
                "the organization has no instance of Identity Center: set one up first (I-1)"
                    .to_owned(),
            )
        })
    }

    pub(super) fn existing_permission_set(
        &self,
        id: &PermissionSetId,
    ) -> Result<PermissionSet, ChangeError> {
        let set = self.permission_sets.get(id);
        Ok((**set.ok_or_else(|| ChangeError::missing("permission set", id))?).clone())
    }

    /// I-16.
    pub(super) fn put_directory_user(&mut self, user: &DirectoryUser) -> Done {
        self.identity_center()?;
        if user.user_name.trim().is_empty() {
            return ChangeError::rule("a directory user needs a sign-in name".to_owned());
        }
        let name = user.user_name.to_lowercase();
        if self.directory_users.having(name).any(|other| other.id != user.id) {
            return Err(ChangeError::exists("directory user", &user.user_name, "sign-in name"));
        }
        if !self.directory_users.contains(&user.id) {
            self.room_for_one(Quota::IdentityCenterUsers, self.directory_users.len())?;
        }
        self.directory_users.insert(user.clone());
        Ok(())
    }

    /// Memberships go with the user; assignments have to be taken back first.
    pub(super) fn delete_directory_user(&mut self, id: &DirectoryUserId) -> Done {
        let user = self.directory_users.get(id).cloned();
        let user = user.ok_or_else(|| ChangeError::missing("directory user", id))?;
        self.unassigned(&DirectoryPrincipal::User(id.clone()), "directory user", &user.user_name)?;
        let groups: Vec<_> = self.directory_groups_of(id).cloned().collect();
        for group in groups {
            let mut group = (*group).clone();
            group.members.remove(id);
            self.directory_groups.insert(group);
        }
        self.directory_users.remove(id);
        Ok(())
    }

    fn unassigned(
        &self,
        principal: &DirectoryPrincipal,
        kind: &'static str,
        name: &String,
    ) -> Done {
        match self.assignments_to(principal).next() {
            Some(assignment) => {
                let by = format!(
                    "its assignment of {} in {}",
                    assignment.permission_set, assignment.account
                );
                Err(ChangeError::in_use(kind, name, by))
            }
            None => Ok(()),
        }
    }

    /// I-16.
    pub(super) fn put_directory_group(&mut self, group: &DirectoryGroup) -> Done {
        self.identity_center()?;
        if group.name.trim().is_empty() {
            return ChangeError::rule("a directory group needs a name".to_owned());
        }
        let name = DirectoryGroupFacet::Name(group.name.to_lowercase());
        if self.directory_groups.having(name).any(|other| other.id != group.id) {
            return Err(ChangeError::exists("directory group", &group.name, "name"));
        }
        let before = self.directory_groups.get(&group.id);
        for member in &group.members {
            let known = before.is_some_and(|before| before.members.contains(member));
            if !known && !self.directory_users.contains(member) {
                return Err(ChangeError::missing("directory user", member));
            }
        }
        if before.is_none() {
            self.room_for_one(Quota::IdentityCenterGroups, self.directory_groups.len())?;
        }
        self.directory_groups.insert(group.clone());
        Ok(())
    }

    pub(super) fn delete_directory_group(&mut self, id: &DirectoryGroupId) -> Done {
        let group = self.directory_groups.get(id);
        let group = group.ok_or_else(|| ChangeError::missing("directory group", id))?;
        self.unassigned(&DirectoryPrincipal::Group(id.clone()), "directory group", &group.name)?;
        self.directory_groups.remove(id);
        Ok(())
    }

    /// I-2 to I-4, I-15, I-16. The roles of the set follow at once.
    pub(super) fn put_permission_set(&mut self, set: &PermissionSet) -> Done {
        self.identity_center()?;
        let before = self.permission_sets.get(&set.id).cloned();
        match &before {
            None => {
                self.set_name_fits(&set.name)?;
                self.room_for_one(Quota::PermissionSets, self.permission_sets.len())?;
            }
            Some(before) if before.name != set.name => {
                return ChangeError::rule(format!(
                    "the permission set {} keeps its name: make another one for `{}`",
                    before.name, set.name
                ));
            }
            Some(_) => {}
        }
        self.set_texts_fit(set)?;
        self.set_policies_fit(set, before.as_deref())?;
        self.tags_fit(&set.tags, before.as_ref().map(|b| &b.tags), Quota::Tags)?;
        self.permission_sets.insert(set.clone());
        self.provision_everywhere(set)
    }

    /// I-2.
    fn set_name_fits(&self, name: &str) -> Done {
        self.fits("the permission set's name", name, Quota::PermissionSetNameLength)?;
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b)) {
            return ChangeError::rule(format!(
                "`{name}` is no name of a permission set: write letters, digits or any of \
                 _+=,.@- (I-2)"
            ));
        }
        if self.permission_sets.having(name.to_owned()).next().is_some() {
            return Err(ChangeError::exists("permission set", &name, "name"));
        }
        Ok(())
    }

    /// I-2.
    fn set_texts_fit(&self, set: &PermissionSet) -> Done {
        if !set.description.is_empty() {
            let quota = Quota::PermissionSetDescriptionLength;
            self.fits("the permission set's description", &set.description, quota)?;
        }
        if let Some(address) = &set.relay_state {
            let quota = Quota::PermissionSetRelayStateLength;
            self.fits("the permission set's relay state", address, quota)?;
        }
        let session = catalog::quota(Quota::PermissionSetSessionDuration);
        if !(session.minimum..=session.maximum).contains(&u64::from(set.session)) {
            return ChangeError::rule(format!(
                "the session of {} is {} seconds: make it {} to {} (I-2)",
                set.name, set.session, session.minimum, session.maximum
            ));
        }
        Ok(())
    }

    /// I-3, I-16.
    fn set_policies_fit(&self, set: &PermissionSet, before: Option<&PermissionSet>) -> Done {
        for (place, arn) in set.managed.iter().enumerate() {
            if set.managed[..place].contains(arn) {
                return ChangeError::rule(format!("`{arn}` is listed twice: once is enough"));
            }
            if !before.is_some_and(|before| before.managed.contains(arn)) {
                self.aws_policy_there(arn)?;
            }
        }
        for (place, policy) in set.customer.iter().enumerate() {
            if set.customer[..place].iter().any(|o| o.name.eq_ignore_ascii_case(&policy.name)) {
                return ChangeError::rule(format!(
                    "the policy {} is listed twice: once is enough",
                    policy.name
                ));
            }
        }
        let count = |set: &PermissionSet| set.managed.len() + set.customer.len();
        let quota = Quota::PermissionSetManagedPolicies;
        self.room(quota, before.map_or(0, count), count(set))?;
        if let Some(text) = &set.inline
            && before.and_then(|before| before.inline.as_ref()) != Some(text)
        {
            let what = format!("the inline policy of {}", set.name);
            self.policy_fits(&what, text, Place::Identity, Quota::PermissionSetInlineSize)?;
            self.fits(&what, text.text(), Quota::PermissionSetInlineBytes)?;
        }
        match &set.boundary {
            Some(BoundaryReference::Managed(arn)) => self.aws_policy_there(arn),
            Some(BoundaryReference::Customer(_)) | None => Ok(()),
        }
    }

    pub(super) fn delete_permission_set(&mut self, id: &PermissionSetId) -> Done {
        let set = self.existing_permission_set(id)?;
        if let Some(assignment) = self.assignments_of(id).next() {
            let by = format!("its assignment in {}", assignment.account);
            return Err(ChangeError::in_use("permission set", &set.name, by));
        }
        self.permission_sets.remove(id);
        Ok(())
    }

    /// I-4 to I-7, I-16.
    pub(super) fn assign(&mut self, assignment: &Assignment) -> Done {
        self.identity_center()?;
        self.open_account(assignment.account)?;
        let set = self.existing_permission_set(&assignment.permission_set)?;
        match &assignment.principal {
            DirectoryPrincipal::User(id) if !self.directory_users.contains(id) => {
                return Err(ChangeError::missing("directory user", id));
            }
            DirectoryPrincipal::Group(id) if !self.directory_groups.contains(id) => {
                return Err(ChangeError::missing("directory group", id));
            }
            DirectoryPrincipal::User(_) | DirectoryPrincipal::Group(_) => {}
        }
        let key = (assignment.account, set.id.clone(), assignment.principal.clone());
        match self.assignments.get(&key) {
            Some(before) if **before == *assignment => {
                return ChangeError::rule(format!(
                    "{} has {} in {} already",
                    assignment.principal, set.name, assignment.account
                ));
            }
            Some(_) => {}
            None => self.assignment_fits(assignment)?,
        }
        self.assignments.insert(assignment.clone());
        self.provision(assignment.account, &set, assignment.created)
    }

    /// I-16.
    fn assignment_fits(&self, assignment: &Assignment) -> Done {
        let mut sets = std::collections::BTreeSet::new();
        let mut groups = 0;
        for other in self.assignments.in_account(assignment.account) {
            sets.insert(&other.permission_set);
            let group = matches!(other.principal, DirectoryPrincipal::Group(_));
            groups += usize::from(group && other.permission_set == assignment.permission_set);
        }
        if !sets.contains(&assignment.permission_set) {
            self.room_for_one(Quota::ProvisionedPermissionSets, sets.len())?;
        }
        if matches!(assignment.principal, DirectoryPrincipal::Group(_)) {
            self.room_for_one(Quota::GroupsPerAssignment, groups)?;
        }
        Ok(())
    }

    /// I-6: the last assignment of a set in an account takes the role along.
    pub(super) fn unassign(
        &mut self,
        account: AccountId,
        set: &PermissionSetId,
        principal: &DirectoryPrincipal,
    ) -> Done {
        self.open_account(account)?;
        let gone = self.assignments.remove(&(account, set.clone(), principal.clone()));
        if gone.is_none() {
            let what = format_args!("of {set} to {principal} in {account}").to_string();
            return Err(ChangeError::missing("assignment", &what));
        }
        if self.assignments_in(account).any(|other| other.permission_set == *set) {
            return Ok(());
        }
        self.deprovision(account, set);
        Ok(())
    }
}
