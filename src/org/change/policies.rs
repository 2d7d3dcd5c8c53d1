//! Changes of organization policies: their texts, and where they are attached.

use super::{ChangeError, document};
use crate::catalog::Quota;
use crate::org::facets::PolicyFacet;
use crate::org::{
    Attachments, FeatureSet, Keeper, NodeId, Organization, Policy, PolicyId, PolicyType, Tags,
    policy::{PolicyQuotas, full_access},
};
use crate::policy::Document;

type Done = Result<(), ChangeError>;

impl Organization {
    pub(super) fn existing_policy(&self, id: &PolicyId) -> Result<Policy, ChangeError> {
        let policy = self.policies.get(id).ok_or_else(|| ChangeError::missing("policy", id))?;
        Ok((**policy).clone())
    }

    /// The policy, unless AWS keeps it: then nobody can change or delete it.
    fn own_policy(&self, id: &PolicyId) -> Result<Policy, ChangeError> {
        let policy = self.existing_policy(id)?;
        match policy.keeper {
            Keeper::Customer => Ok(policy),
            Keeper::Aws => ChangeError::rule(format!(
                "`{}` is AWS's own policy and stays as it is: make one of your own",
                policy.name
            )),
        }
    }

    /// O-21, O-22.
    pub(super) fn create_policy(&mut self, policy: &Policy) -> Done {
        if self.policies.contains(&policy.id) {
            return Err(ChangeError::exists("policy", &policy.id, "id"));
        }
        if policy.keeper == Keeper::Aws {
            return ChangeError::rule(format!(
                "only AWS makes policies of its own: `{}` comes by enabling its type",
                policy.name
            ));
        }
        if self.foundation().features == FeatureSet::ConsolidatedBilling {
            return ChangeError::rule(
                "an organization with consolidated billing has no policies: enable all features \
                 first (E-46)"
                    .to_owned(),
            );
        }
        self.policy_name_fits(policy.policy_type, &policy.name)?;
        self.policy_text_fits(policy.policy_type, &policy.name, &policy.document)?;
        self.tags_fit(&policy.tags, None, Quota::OrganizationTags)?;
        self.room_for_one(
            PolicyQuotas::of(policy.policy_type).count,
            self.count_like(policy.policy_type),
        )?;
        self.policies.insert(policy.clone());
        Ok(())
    }

    /// How many policies of the organization's own count against the same quota (O-22).
    fn count_like(&self, policy_type: PolicyType) -> usize {
        let of_type = self.policies.having(PolicyFacet::Type(policy_type));
        of_type.filter(|policy| policy.keeper == Keeper::Customer).count()
    }

    fn policy_name_fits(&self, policy_type: PolicyType, name: &str) -> Done {
        self.fits("the policy's name", name, Quota::PolicyNameLength)?;
        let facet = PolicyFacet::Name(policy_type, name.to_owned());
        if self.policies.having(facet).next().is_some() {
            return Err(ChangeError::exists("policy", &name, "name"));
        }
        Ok(())
    }

    fn policy_text_fits(&self, policy_type: PolicyType, name: &str, text: &Document) -> Done {
        let what = format!("policy `{name}`");
        match policy_type.place() {
            Some(place) => document::valid(&what, text, place)?,
            None => document::object(&what, text)?,
        }
        self.fits(&what, text.text(), PolicyQuotas::of(policy_type).size)
    }

    pub(super) fn update_policy(
        &mut self,
        id: &PolicyId,
        name: &str,
        description: &str,
        document: &Document,
    ) -> Done {
        let mut policy = self.own_policy(id)?;
        if policy.name != name {
            self.policy_name_fits(policy.policy_type, name)?;
        }
        if policy.document != *document {
            self.policy_text_fits(policy.policy_type, name, document)?;
        }
        name.clone_into(&mut policy.name);
        description.clone_into(&mut policy.description);
        policy.document = document.clone();
        self.policies.insert(policy);
        Ok(())
    }

    pub(super) fn delete_policy(&mut self, id: &PolicyId) -> Done {
        let policy = self.own_policy(id)?;
        let in_use = |by| Err(ChangeError::in_use("policy", &policy.name, by));
        if let Some(node) = self.targets_of(id).next() {
            return in_use(format!("its attachment to {}", self.display_path(node)));
        }
        if let Some(control) =
            self.controls.iter().find(|control| control.policy.as_ref() == Some(id))
        {
            return in_use(format!("the control {}", control.control));
        }
        self.policies.remove(id);
        Ok(())
    }

    /// O-23; the type has to be enabled on the root first (section 10.4).
    pub(super) fn attach_policy(&mut self, id: &PolicyId, to: &NodeId) -> Done {
        let policy = self.existing_policy(id)?;
        self.existing_node(to)?;
        if !self.foundation().policy_types.contains(&policy.policy_type) {
            return ChangeError::rule(format!(
                "{} is not enabled on the root: enable it before attaching `{}`",
                policy.policy_type, policy.name
            ));
        }
        if self.attached(to).contains(id) {
            return ChangeError::rule(format!(
                "`{}` is attached to {} already",
                policy.name,
                self.display_path(to)
            ));
        }
        let present = self.attached_of(to, policy.policy_type);
        self.room_for_one(PolicyQuotas::of(policy.policy_type).attached, present)?;
        self.push_attachment(to, id.clone());
        Ok(())
    }

    /// How many policies of a kind are attached right at a node.
    fn attached_of(&self, node: &NodeId, policy_type: PolicyType) -> usize {
        let of_type = |id: &&PolicyId| {
            self.policies.get(*id).is_some_and(|policy| policy.policy_type == policy_type)
        };
        self.attached(node).iter().filter(of_type).count()
    }

    fn push_attachment(&mut self, node: &NodeId, policy: PolicyId) {
        let mut policies = self.attached(node).to_vec();
        policies.push(policy);
        self.attachments.insert(Attachments { node: node.clone(), policies });
    }

    /// Sets what is attached to a node; no record stays for nothing.
    fn set_attachments(&mut self, node: &NodeId, policies: Vec<PolicyId>) {
        if policies.is_empty() {
            self.attachments.remove(node);
        } else {
            self.attachments.insert(Attachments { node: node.clone(), policies });
        }
    }

    /// E-41, E-44.
    pub(super) fn detach_policy(&mut self, id: &PolicyId, from: &NodeId) -> Done {
        let policy = self.existing_policy(id)?;
        self.existing_node(from)?;
        if !self.attached(from).contains(id) {
            return ChangeError::rule(format!(
                "`{}` is not attached to {} itself: detach it where it is attached",
                policy.name,
                self.display_path(from)
            ));
        }
        let enabled = self.foundation().policy_types.contains(&policy.policy_type);
        if enabled
            && policy.policy_type == PolicyType::ResourceControlPolicy
            && policy.keeper == Keeper::Aws
        {
            return ChangeError::rule(format!(
                "`{}` stays attached everywhere: AWS does not detach it (E-44)",
                policy.name
            ));
        }
        if enabled
            && policy.policy_type == PolicyType::ServiceControlPolicy
            && self.attached_of(from, policy.policy_type) == 1
        {
            return Err(ChangeError::LastScp { policy: id.clone(), node: from.clone() });
        }
        let rest = self.attached(from).iter().filter(|held| *held != id).cloned().collect();
        self.set_attachments(from, rest);
        Ok(())
    }

    pub(super) fn set_policy_tags(&mut self, id: &PolicyId, tags: &Tags) -> Done {
        let mut policy = self.own_policy(id)?;
        self.tags_fit(tags, Some(&policy.tags), Quota::OrganizationTags)?;
        policy.tags = tags.clone();
        self.policies.insert(policy);
        Ok(())
    }

    /// What AWS attaches to every new node by itself, for the types that are enabled (E-41, E-44).
    pub(super) fn attach_defaults(&mut self, node: &NodeId) {
        let enabled: Vec<_> = self.foundation().policy_types.iter().copied().collect();
        for policy_type in enabled {
            self.attach_default(node, policy_type);
        }
    }

    /// Attaches AWS's own policy of a kind, which comes into being with the first attachment.
    pub(super) fn attach_default(&mut self, node: &NodeId, policy_type: PolicyType) {
        let Some(default) = full_access(policy_type) else { return };
        let id = default.id.clone();
        if !self.policies.contains(&id) {
            self.policies.insert(default);
        }
        if !self.attached(node).contains(&id) {
            self.push_attachment(node, id);
        }
    }

    /// Detaches every policy of a kind from everywhere (E-46).
    pub(super) fn detach_all(&mut self, policy_type: PolicyType) {
        let gone: Vec<PolicyId> =
            self.policies.having(PolicyFacet::Type(policy_type)).map(|p| p.id.clone()).collect();
        let touched: Vec<NodeId> =
            gone.iter().flat_map(|id| self.targets_of(id)).cloned().collect();
        for node in touched {
            let rest = self.attached(&node).iter().filter(|id| !gone.contains(id)).cloned();
            let rest = rest.collect();
            self.set_attachments(&node, rest);
        }
    }
}
