//! Drift: where the organization is no longer what was set up (T-83, T-84).

use std::fmt;

use crate::org::{AccountId, ControlId, NodeId, Organization, OuId, ParentId, PolicyId};

/// One departure from what was set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// The policy of a control was edited after the control was enabled.
    PolicyEdited {
        /// The control.
        control: ControlId,
        /// Where it is enabled.
        ou: OuId,
        /// The policy.
        policy: PolicyId,
    },
    /// The policy of a control no longer stands where the control is enabled.
    PolicyDetached {
        /// The control.
        control: ControlId,
        /// Where it is enabled.
        ou: OuId,
        /// The policy.
        policy: PolicyId,
    },
    /// A member account stands directly under the root, where no unit's policies reach it.
    AccountUnderRoot(AccountId),
}

impl Drift {
    /// The node that has drifted.
    pub fn node(&self) -> NodeId {
        match self {
            Self::PolicyEdited { ou, .. } | Self::PolicyDetached { ou, .. } => {
                NodeId::Ou(ou.clone())
            }
            Self::AccountUnderRoot(account) => NodeId::Account(*account),
        }
    }

    /// What has happened, with names.
    pub fn describe(&self, organization: &Organization) -> String {
        let policy_name = |id: &PolicyId| {
            organization
                .policies()
                .get(id)
                .map_or_else(|| id.to_string(), |policy| policy.name.clone())
        };
        let path = organization.display_path(&self.node());
        match self {
            Self::PolicyEdited { control, policy, .. } => {
                format!(
                    "{} was edited after control {control} was enabled on {path}",
                    policy_name(policy)
                )
            }
            Self::PolicyDetached { control, policy, .. } => {
                format!("{} of control {control} is not attached to {path}", policy_name(policy))
            }
            Self::AccountUnderRoot(_) => {
                format!("{path} stands directly under the root: no unit's policies reach it")
            }
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PolicyEdited { .. } => f.write_str("policy edited"),
            Self::PolicyDetached { .. } => f.write_str("policy detached"),
            Self::AccountUnderRoot(_) => f.write_str("account under the root"),
        }
    }
}

/// Every departure that the model shows.
pub fn drift(organization: &Organization) -> Vec<Drift> {
    let mut found = Vec::new();
    for enabled in organization.controls().iter() {
        let Some(policy) = &enabled.policy else { continue };
        let (control, ou) = (enabled.control.clone(), enabled.ou.clone());
        if !organization.attached(&NodeId::Ou(ou.clone())).contains(policy) {
            found.push(Drift::PolicyDetached { control, ou, policy: policy.clone() });
            continue;
        }
        let current = organization.policies().get(policy).map(|policy| &policy.document);
        if enabled.enforced.is_some() && enabled.enforced.as_ref() != current {
            found.push(Drift::PolicyEdited { control, ou, policy: policy.clone() });
        }
    }
    let management = organization.foundation().management;
    let strays = organization
        .accounts()
        .iter()
        .filter(|account| matches!(account.parent, ParentId::Root(_)) && account.id != management);
    found.extend(strays.map(|account| Drift::AccountUnderRoot(account.id)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Record;

    fn organization(attached: &str, text: &str) -> Organization {
        let lines = [
            r#"{"kind":"foundation","id":"o-a1b2c3d4e5","name":"T","management":"999999999999","root":"r-ab12"}"#.to_owned(),
            r#"{"kind":"ou","id":"ou-ab12-11111111","parent":"r-ab12","name":"Prod"}"#.to_owned(),
            format!(r#"{{"kind":"policy","id":"p-11111111","name":"Imds","type":"SERVICE_CONTROL_POLICY","keeper":"customer","document":"{text}"}}"#),
            format!(r#"{{"kind":"attachments","node":"{attached}","policies":["p-11111111"]}}"#),
            r#"{"kind":"enabled_control","control":"CT.EC2.PV.1","ou":"ou-ab12-11111111","status":"SUCCEEDED","drift":"IN_SYNC","policy":"p-11111111","enforced":"{}"}"#.to_owned(),
            r#"{"kind":"account","id":"111111111111","name":"stray","email":"s@example.com","parent":"r-ab12","state":"ACTIVE","joined":{"method":"CREATED","at":"2026-01-01T00:00:00Z"}}"#.to_owned(),
        ];
        let records = lines.iter().map(|line| serde_json::from_str::<Record>(line).unwrap());
        Organization::from_records(records).unwrap()
    }

    #[test]
    fn an_edited_policy_a_detached_one_and_a_stray_account_are_drift() {
        let kinds = |organization: &Organization| -> Vec<String> {
            drift(organization).iter().map(ToString::to_string).collect()
        };
        let stray = "account under the root";
        assert_eq!(kinds(&organization("ou-ab12-11111111", "{}")), [stray]);
        assert_eq!(kinds(&organization("ou-ab12-11111111", "{ }")), ["policy edited", stray]);
        assert_eq!(kinds(&organization("r-ab12", "{}")), ["policy detached", stray]);
    }
}
