//! Changes of users, groups, roles and instance profiles.

use std::collections::BTreeSet;

use super::ChangeError;
use super::carrier::{self, same_id, same_spelling};
use crate::catalog::{self, Quota};
use crate::org::{AccountId, Group, IamName, InstanceProfile, Organization, Role, User};
use crate::policy::Place;

type Done = Result<(), ChangeError>;

impl Organization {
    /// G-21, G-24, G-26, R-7.
    pub(super) fn put_user(&mut self, user: &User) -> Done {
        self.open_account(user.account)?;
        let before = self.users.get(&(user.account, user.name.clone())).cloned();
        let before = before.as_deref();
        self.carrier_name_fits(&carrier::USER, &user.name, before.map(|b| &b.name))?;
        let held = before.map(|b| b.policies.clone()).unwrap_or_default();
        self.policies_fit(&carrier::USER, user.account, &user.policies, &held)?;
        let boundary = before.and_then(|b| b.boundary.as_ref());
        self.boundary_fits(user.account, user.boundary.as_ref(), boundary)?;
        for group in &user.groups {
            let known = before.is_some_and(|b| b.groups.contains(group));
            if !known && !self.groups.contains(&(user.account, group.clone())) {
                return Err(ChangeError::missing("group of this account", group));
            }
        }
        let keys = before.map_or(0, |b| b.access_keys.len());
        self.room(Quota::AccessKeys, keys, user.access_keys.len())?;
        let ids: Vec<_> = user.access_keys.iter().filter_map(|key| key.id.as_ref()).collect();
        if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
            return ChangeError::rule(format!("an access key of {} is listed twice", user.name));
        }
        self.tags_fit(&user.tags, before.map(|b| &b.tags), Quota::Tags)?;
        let unique_id =
            same_id(user.unique_id.as_ref(), before.and_then(|b| b.unique_id.as_ref()))?;
        self.users.insert(User { unique_id, ..user.clone() });
        Ok(())
    }

    pub(super) fn delete_user(&mut self, account: AccountId, name: &IamName) -> Done {
        self.open_account(account)?;
        let gone = self.users.remove(&(account, name.clone()));
        gone.map(drop).ok_or_else(|| ChangeError::missing("user", name))
    }

    /// G-21, G-24 to G-26.
    pub(super) fn put_group(&mut self, group: &Group) -> Done {
        self.open_account(group.account)?;
        let before = self.groups.get(&(group.account, group.name.clone())).cloned();
        let before = before.as_deref();
        self.carrier_name_fits(&carrier::GROUP, &group.name, before.map(|b| &b.name))?;
        let held = before.map(|b| b.policies.clone()).unwrap_or_default();
        self.policies_fit(&carrier::GROUP, group.account, &group.policies, &held)?;
        if before.is_none() {
            self.room_for_one(Quota::Groups, self.groups_in(group.account).count())?;
        }
        let known = before.and_then(|b| b.unique_id.as_ref());
        let unique_id = same_id(group.unique_id.as_ref(), known)?;
        self.groups.insert(Group { unique_id, ..group.clone() });
        Ok(())
    }

    pub(super) fn delete_group(&mut self, account: AccountId, name: &IamName) -> Done {
        self.open_account(account)?;
        if let Some(member) = self.members_of(account, name).next() {
            return Err(ChangeError::in_use("group", name, format!("its member {}", member.name)));
        }
        let gone = self.groups.remove(&(account, name.clone()));
        gone.map(drop).ok_or_else(|| ChangeError::missing("group", name))
    }

    /// G-21 to G-27, Z-12, Z-13.
    pub(super) fn put_role(&mut self, role: &Role) -> Done {
        self.open_account(role.account)?;
        let before = self.roles.get(&(role.account, role.name.clone())).cloned();
        let before = before.as_deref();
        unreserved(role, before)?;
        self.carrier_name_fits(&carrier::ROLE, &role.name, before.map(|b| &b.name))?;
        if let Some(before) = before.filter(|before| before.path != role.path) {
            return ChangeError::rule(format!(
                "the role {} stays at the path {}: delete and make it anew for another",
                role.name, before.path
            ));
        }
        let held = before.map(|b| b.policies.clone()).unwrap_or_default();
        self.policies_fit(&carrier::ROLE, role.account, &role.policies, &held)?;
        let boundary = before.and_then(|b| b.boundary.as_ref());
        self.boundary_fits(role.account, role.boundary.as_ref(), boundary)?;
        if before.is_none_or(|before| before.trust != role.trust) {
            let what = format!("the trust policy of {}", role.name);
            self.policy_fits(&what, &role.trust, Place::Trust, Quota::TrustPolicySize)?;
        }
        let session = catalog::quota(Quota::RoleSessionDuration);
        if !(session.default..=session.maximum).contains(&u64::from(role.max_session)) {
            return ChangeError::rule(format!(
                "the longest session of {} is {} seconds: make it {} to {} (G-27)",
                role.name, role.max_session, session.default, session.maximum
            ));
        }
        self.tags_fit(&role.tags, before.map(|b| &b.tags), Quota::Tags)?;
        if before.is_none() {
            self.room_for_one(Quota::Roles, self.roles_in(role.account).count())?;
        }
        let unique_id =
            same_id(role.unique_id.as_ref(), before.and_then(|b| b.unique_id.as_ref()))?;
        self.roles.insert(Role { unique_id, ..role.clone() });
        Ok(())
    }

    pub(super) fn delete_role(&mut self, account: AccountId, name: &IamName) -> Done {
        self.open_account(account)?;
        let role = self.roles.get(&(account, name.clone()));
        let role = role.ok_or_else(|| ChangeError::missing("role", name))?;
        if role.reserved() {
            return only_aws(role);
        }
        if let Some(profile) =
            self.profiles_in(account).find(|profile| profile.role.as_ref() == Some(name))
        {
            let by = format!("the instance profile {}", profile.name);
            return Err(ChangeError::in_use("role", name, by));
        }
        self.roles.remove(&(account, name.clone()));
        Ok(())
    }

    /// G-25.
    pub(super) fn put_instance_profile(&mut self, profile: &InstanceProfile) -> Done {
        self.open_account(profile.account)?;
        let key = (profile.account, profile.name.clone());
        let before = self.instance_profiles.get(&key);
        same_spelling("instance profile", &profile.name, before.map(|b| &b.name))?;
        if before.is_none() {
            let present = self.profiles_in(profile.account).count();
            self.room_for_one(Quota::InstanceProfiles, present)?;
        }
        if let Some(role) = &profile.role
            && !self.roles.contains(&(profile.account, role.clone()))
        {
            return Err(ChangeError::missing("role of this account", role));
        }
        self.instance_profiles.insert(profile.clone());
        Ok(())
    }

    pub(super) fn delete_instance_profile(&mut self, account: AccountId, name: &IamName) -> Done {
        self.open_account(account)?;
        let gone = self.instance_profiles.remove(&(account, name.clone()));
        gone.map(drop).ok_or_else(|| ChangeError::missing("instance profile", name))
    }
}

fn only_aws(role: &Role) -> Done {
    ChangeError::rule(format!(
        "the role {} is at {}, which only AWS changes: change its permission set or its service \
         (Z-12, Z-13)",
        role.name, role.path
    ))
}

/// Refuses what only AWS does: to change its roles, or to make one for Identity Center. A service
/// makes its linked role when it is asked to (Z-12, Z-13).
fn unreserved(role: &Role, before: Option<&Role>) -> Done {
    if before.is_some_and(Role::reserved) {
        return only_aws(role);
    }
    if role.service_linked() && !role.name.as_str().starts_with("AWSServiceRoleFor") {
        return ChangeError::rule(format!(
            "`{}` is no name of a service-linked role: begin it with AWSServiceRoleFor, or choose \
             another path (Z-12)",
            role.name
        ));
    }
    if role.permission_set.is_some() || (role.reserved() && !role.service_linked()) {
        return ChangeError::rule(format!(
            "the role {} is Identity Center's to make: assign the permission set instead (I-6)",
            role.name
        ));
    }
    Ok(())
}
