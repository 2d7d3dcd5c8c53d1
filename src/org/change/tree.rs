//! Changes of the tree: units, names, tags of nodes.

use super::ChangeError;
use crate::catalog::Quota;
use crate::org::facets::AccountFacet;
use crate::org::{NodeId, Organization, Ou, OuId, ParentId, Record, Tags};

type Done = Result<(), ChangeError>;

impl Organization {
    pub(super) fn existing_ou(&self, id: &OuId) -> Result<Ou, ChangeError> {
        let ou = self.ous.get(id).ok_or_else(|| ChangeError::missing("organizational unit", id))?;
        Ok((**ou).clone())
    }

    pub(super) fn existing_parent(&self, parent: &ParentId) -> Done {
        match parent {
            ParentId::Root(id) if *id == self.foundation().root => Ok(()),
            ParentId::Root(id) => Err(ChangeError::missing("root", id)),
            ParentId::Ou(id) => self.existing_ou(id).map(drop),
        }
    }

    pub(super) fn existing_node(&self, node: &NodeId) -> Done {
        match node {
            NodeId::Root(id) => self.existing_parent(&ParentId::Root(id.clone())),
            NodeId::Ou(id) => self.existing_ou(id).map(drop),
            NodeId::Account(id) => self.existing_account(*id).map(drop),
        }
    }

    /// O-3, O-20, E-41.
    pub(super) fn create_ou(&mut self, ou: &Ou) -> Done {
        if self.ous.contains(&ou.id) {
            return Err(ChangeError::exists("organizational unit", &ou.id, "id"));
        }
        let root = self.foundation().root.as_str();
        let block = root.strip_prefix("r-").unwrap_or(root);
        if ou.id.as_str().split('-').nth(1) != Some(block) {
            return ChangeError::rule(format!(
                "`{}` is of another organization: the ids of this one begin with ou-{block}- (O-3)",
                ou.id
            ));
        }
        self.existing_parent(&ou.parent)?;
        self.unit_name_fits(&ou.name, &ou.parent)?;
        self.tags_fit(&ou.tags, None, Quota::OrganizationTags)?;
        self.room_for_one(Quota::OrganizationalUnits, self.ous.len())?;
        let depth_of_parent = self.path(&ou.parent.clone().into()).len() - 1;
        self.room_for_one(Quota::OrganizationalUnitDepth, depth_of_parent)?;
        self.ous.insert(ou.clone());
        self.attach_defaults(&NodeId::Ou(ou.id.clone()));
        Ok(())
    }

    pub(super) fn rename_ou(&mut self, id: &OuId, name: &str) -> Done {
        let mut ou = self.existing_ou(id)?;
        if ou.name != name {
            self.unit_name_fits(name, &ou.parent)?;
        }
        name.clone_into(&mut ou.name);
        self.ous.insert(ou);
        Ok(())
    }

    fn unit_name_fits(&self, name: &str, parent: &ParentId) -> Done {
        self.name_fits("the unit's name", name, Quota::OrganizationalUnitNameLength)?;
        if self.ous.having(parent.clone()).any(|sibling| sibling.name == name) {
            return Err(ChangeError::exists("organizational unit", &name, "name beside it"));
        }
        Ok(())
    }

    pub(super) fn name_fits(&self, what: &str, name: &str, length: Quota) -> Done {
        self.fits(what, name, length)?;
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return ChangeError::rule(format!("{what} cannot be read: write letters in it"));
        }
        Ok(())
    }

    /// O-14: only an empty unit; controls are in use of it too.
    pub(super) fn delete_ou(&mut self, id: &OuId) -> Done {
        let ou = self.existing_ou(id)?;
        let parent = ParentId::Ou(id.clone());
        let in_use = |by| Err(ChangeError::in_use("organizational unit", &ou.name, by));
        if let Some(unit) = self.ous.having(parent.clone()).next() {
            return in_use(format!("the unit {} in it", unit.name));
        }
        if let Some(account) = self.accounts.having(AccountFacet::Parent(parent)).next() {
            return in_use(format!("the account {} in it", account.name));
        }
        if let Some(control) = self.controls.having(id.clone()).next() {
            return in_use(format!("the control {} enabled on it", control.control));
        }
        self.attachments.remove(&NodeId::Ou(id.clone()));
        self.ous.remove(id);
        Ok(())
    }

    pub(super) fn set_node_tags(&mut self, node: &NodeId, tags: &Tags) -> Done {
        self.existing_node(node)?;
        let fit = |before: &Tags| self.tags_fit(tags, Some(before), Quota::OrganizationTags);
        match node {
            NodeId::Root(_) => {
                let mut foundation = self.foundation().clone();
                fit(&foundation.root_tags)?;
                foundation.root_tags = tags.clone();
                self.put(Record::Foundation(foundation));
            }
            NodeId::Ou(id) => {
                let mut ou = self.existing_ou(id)?;
                fit(&ou.tags)?;
                ou.tags = tags.clone();
                self.ous.insert(ou);
            }
            NodeId::Account(id) => {
                let mut account = self.existing_account(*id)?;
                fit(&account.tags)?;
                account.tags = tags.clone();
                self.accounts.insert(account);
            }
        }
        Ok(())
    }
}
