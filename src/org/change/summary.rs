//! Changes in one line for people.

use super::{Change, Reversal};
use crate::org::{
    AccountId, AccountState, DirectoryPrincipal, IamName, NodeId, Organization, OuId,
    PermissionSetId, PolicyId,
};
use crate::policy::Arn;

impl Change {
    /// One line for people, with names as they are in `of`, the snapshot before the change:
    /// `move booking-dev from /Workloads/NonProd to /Sandbox`.
    pub fn summary(&self, of: &Organization) -> String {
        let names = Names(of);
        match self {
            Self::SetFoundation { .. } => "set what the organization is as a whole".to_owned(),

            Self::CreateOu { ou } => {
                let parent = of.display_path(&ou.parent.clone().into());
                format!("make the unit {} in {parent}", ou.name)
            }
            Self::RenameOu { ou, name } => format!("rename the unit {} to {name}", names.unit(ou)),
            Self::DeleteOu { ou } => format!("delete the unit {}", names.unit(ou)),
            Self::CreateAccount { account } => {
                let parent = of.display_path(&account.parent.clone().into());
                format!("create the account {} in {parent}", account.name)
            }
            Self::MoveAccount { account, to } => {
                let from = of.parent(&NodeId::Account(*account)).map(NodeId::from);
                let from = from.map_or_else(|| "nowhere".to_owned(), |node| of.display_path(&node));
                let to = of.display_path(&to.clone().into());
                format!("move {} from {from} to {to}", names.account(*account))
            }
            Self::RenameAccount { account, name } => {
                format!("rename the account {} to {name}", names.account(*account))
            }
            Self::SetAccountState { account, state } => {
                let account = names.account(*account);
                match state {
                    AccountState::PendingActivation => format!("await the activation of {account}"),
                    AccountState::Active => format!("activate {account}"),
                    AccountState::Suspended => format!("suspend {account}"),
                    AccountState::PendingClosure => format!("begin to close {account}"),
                    AccountState::Closed => format!("close {account}"),
                }
            }
            Self::SetAccountSettings { account, .. } => {
                format!("set the settings of {}", names.account(*account))
            }
            Self::SetNodeTags { node, .. } => format!("set the tags of {}", of.node_name(node)),

            Self::CreatePolicy { policy } => {
                format!("make the {} policy {}", policy.policy_type.short_name(), policy.name)
            }
            Self::UpdatePolicy { policy, name, document, .. } => {
                let known = of.policies().get(policy);
                let was = names.policy(policy);
                let edited = known.is_none_or(|known| known.document != *document);
                let verb = if edited { "edit" } else { "describe" };
                if *name == was {
                    format!("{verb} the policy {name}")
                } else {
                    format!("{verb} the policy {was} and name it {name}")
                }
            }
            Self::DeletePolicy { policy } => format!("delete the policy {}", names.policy(policy)),
            Self::AttachPolicy { policy, to } => {
                format!("attach {} to {}", names.policy(policy), of.display_path(to))
            }
            Self::DetachPolicy { policy, from } => {
                format!("detach {} from {}", names.policy(policy), of.display_path(from))
            }
            Self::SetPolicyTags { policy, .. } => {
                format!("set the tags of the policy {}", names.policy(policy))
            }

            Self::PutUser { user } => {
                let known = of.users().get(&(user.account, user.name.clone()));
                names.put(known, "user", &user.name, user.account)
            }
            Self::DeleteUser { account, name } => names.delete("user", name, *account),
            Self::PutGroup { group } => {
                let known = of.groups().get(&(group.account, group.name.clone()));
                names.put(known, "group", &group.name, group.account)
            }
            Self::DeleteGroup { account, name } => names.delete("group", name, *account),
            Self::PutRole { role } => {
                let known = of.roles().get(&(role.account, role.name.clone()));
                names.put(known, "role", &role.name, role.account)
            }
            Self::DeleteRole { account, name } => names.delete("role", name, *account),
            Self::PutManagedPolicy { policy } => {
                let known = of.managed_policies().get(&policy.arn);
                let verb = verb(known);
                format!("{verb} the managed policy {}{}", policy.name(), names.owner(&policy.arn))
            }
            Self::DeleteManagedPolicy { arn } => {
                let name = arn.resource().rsplit('/').next().unwrap_or_default();
                format!("delete the managed policy {name}{}", names.owner(arn))
            }
            Self::PutInstanceProfile { profile } => {
                let key = (profile.account, profile.name.clone());
                let known = of.instance_profiles().get(&key);
                names.put(known, "instance profile", &profile.name, profile.account)
            }
            Self::DeleteInstanceProfile { account, name } => {
                names.delete("instance profile", name, *account)
            }
            Self::PutIdentityProvider { provider } => {
                let verb = verb(of.identity_providers().get(&provider.arn));
                let owner = names.owner(&provider.arn);
                format!("{verb} the identity provider {}{owner}", provider.arn.resource())
            }
            Self::DeleteIdentityProvider { arn } => {
                format!("delete the identity provider {}{}", arn.resource(), names.owner(arn))
            }
            Self::PutResource { resource } => {
                let verb = verb(of.resources().get(&resource.arn));
                let owner = names.account(resource.account);
                format!("{verb} the resource {} in {owner}", resource.arn)
            }
            Self::DeleteResource { arn } => format!("delete the resource {arn}"),

            Self::PutDirectoryUser { user } => {
                let verb = verb(of.directory_users().get(&user.id));
                format!("{verb} the directory user {}", user.user_name)
            }
            Self::DeleteDirectoryUser { user } => {
                let user = names.principal(&DirectoryPrincipal::User(user.clone()));
                format!("delete the directory user {user}")
            }
            Self::PutDirectoryGroup { group } => {
                let verb = verb(of.directory_groups().get(&group.id));
                format!("{verb} the directory group {}", group.name)
            }
            Self::DeleteDirectoryGroup { group } => {
                let group = names.principal(&DirectoryPrincipal::Group(group.clone()));
                format!("delete the directory group {group}")
            }
            Self::PutPermissionSet { set } => {
                let verb = verb(of.permission_sets().get(&set.id));
                format!("{verb} the permission set {}", set.name)
            }
            Self::DeletePermissionSet { set } => {
                format!("delete the permission set {}", names.set(set))
            }
            Self::Assign { assignment } => format!(
                "assign {} in {} to {}",
                names.set(&assignment.permission_set),
                names.account(assignment.account),
                names.principal(&assignment.principal)
            ),
            Self::Unassign { account, permission_set, principal } => format!(
                "take {} in {} back from {}",
                names.set(permission_set),
                names.account(*account),
                names.principal(principal)
            ),

            Self::PutControl { control } => {
                let key = (control.ou.clone(), control.control.clone());
                let verb = if of.controls().contains(&key) { "update" } else { "enable" };
                format!("{verb} the control {} on {}", control.control, names.unit(&control.ou))
            }
            Self::DisableControl { ou, control } => {
                format!("disable the control {control} on {}", names.unit(ou))
            }
            Self::RegisterDelegatedAdministrator { administrator } => format!(
                "make {} the administrator of {}",
                names.account(administrator.account),
                administrator.service
            ),
            Self::DeregisterDelegatedAdministrator { account, service } => {
                format!("end {}'s administration of {service}", names.account(*account))
            }

            Self::RecordActivity { activity } => {
                let account = names.account(activity.account);
                format!("record {} in {account}", activity.action)
            }
            Self::ForgetActivity { id, .. } => format!("forget the event {id}"),
            Self::Restore { reversals } => match &reversals[..] {
                [one] => reversal(one),
                [one, rest @ ..] => format!("{}, and {} more", reversal(one), rest.len()),
                [] => "put back nothing".to_owned(),
            },
        }
    }
}

/// What a change does to something that may be there already.
fn verb<T>(known: Option<&T>) -> &'static str {
    match known {
        Some(_) => "update",
        None => "make",
    }
}

fn reversal(reversal: &Reversal) -> String {
    match reversal {
        Reversal::Remove(record) => format!("remove {}", record.key()),
        Reversal::PutBack(record) => format!("put back {}", record.key()),
        Reversal::Replace { was, .. } => format!("put {} back as it was", was.key()),
    }
}

/// What things are called in a snapshot; what is not in it goes by its id.
struct Names<'a>(&'a Organization);

impl Names<'_> {
    fn unit(&self, id: &OuId) -> String {
        match self.0.ous().get(id) {
            Some(_) => self.0.display_path(&NodeId::Ou(id.clone())),
            None => id.to_string(),
        }
    }

    fn account(&self, id: AccountId) -> String {
        self.0.node_name(&NodeId::Account(id))
    }

    fn policy(&self, id: &PolicyId) -> String {
        self.0.policies().get(id).map_or_else(|| id.to_string(), |policy| policy.name.clone())
    }

    fn set(&self, id: &PermissionSetId) -> String {
        self.0.permission_sets().get(id).map_or_else(|| id.to_string(), |set| set.name.clone())
    }

    fn principal(&self, principal: &DirectoryPrincipal) -> String {
        let known = match principal {
            DirectoryPrincipal::User(id) => {
                self.0.directory_users().get(id).map(|user| user.user_name.clone())
            }
            DirectoryPrincipal::Group(id) => {
                self.0.directory_groups().get(id).map(|group| group.name.clone())
            }
        };
        known.unwrap_or_else(|| principal.to_string())
    }

    /// ` in booking-dev`, for an ARN that has an account.
    fn owner(&self, arn: &Arn) -> String {
        let owner = arn.account().parse();
        owner.map(|id| format!(" in {}", self.account(id))).unwrap_or_default()
    }

    fn put<T>(&self, known: Option<&T>, kind: &str, name: &IamName, account: AccountId) -> String {
        format!("{} the {kind} {name} in {}", verb(known), self.account(account))
    }

    fn delete(&self, kind: &str, name: &IamName, account: AccountId) -> String {
        format!("delete the {kind} {name} in {}", self.account(account))
    }
}
