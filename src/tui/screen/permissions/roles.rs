//! Acting as a role on the Permissions screen: each step is decided, and what cannot be had is told.

use super::{Permissions, Whose};
use crate::access::Principal;
use crate::org::NodeId;
use crate::policy::Arn;
use crate::tui::overlay::{Choice, Choose, Overlay, Purpose};
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;

impl Permissions {
    /// The roles that have been assumed so far.
    pub(super) fn roles(&self) -> Vec<Arn> {
        self.whose.as_ref().map(Whose::roles).unwrap_or_default()
    }

    /// Lets a role be chosen. Roles that only services take are left out.
    pub(super) fn choose_role(&self) -> Reply {
        let organization = &self.organization;
        if self.whose.is_none() {
            return Reply::taken();
        }
        let roles = organization.roles().iter().filter(|role| !role.reserved());
        let mut choices: Vec<Choice> = roles
            .filter_map(|role| {
                Some(Choice {
                    id: role.arn()?.to_string(),
                    name: role.name.to_string(),
                    note: organization.node_name(&NodeId::Account(role.account)),
                })
            })
            .collect();
        choices.sort_by(|one, other| (&one.name, &one.note).cmp(&(&other.name, &other.note)));
        let then = Box::new(|arn: &str| vec![Ask::Answer(Purpose::Role, arn.to_owned())]);
        Reply::ask(Ask::Open(Overlay::Choose(Choose::new("Act as", choices, then))))
    }

    /// Assumes one more role.
    pub(super) fn act_as(&mut self, role: &str) -> Vec<Ask> {
        let mut roles = self.roles();
        roles.extend(role.parse());
        self.go_through(&roles)
    }

    /// Gives up the role that was assumed last.
    pub(super) fn step_back(&mut self) -> Vec<Ask> {
        let mut roles = self.roles();
        if roles.pop().is_none() {
            let text = "No role has been assumed: A assumes one";
            return vec![Ask::Tell(Toast::new(Meaning::Info, text))];
        }
        self.go_through(&roles)
    }

    /// Goes through these roles anew, with what is given now.
    pub(super) fn go_through(&mut self, roles: &[Arn]) -> Vec<Ask> {
        let Some(principal) = self.whose.as_ref().map(|whose| Principal::clone(&whose.principal))
        else {
            return Vec::new();
        };
        let found = Whose::new(&self.organization, principal, roles, &self.given);
        let mut asks = Vec::new();
        if let Some((whose, obstacle)) = found {
            self.whose = Some(whose);
            asks.extend(obstacle.map(|why| Ask::Tell(Toast::new(Meaning::Error, why))));
        }
        asks.extend(self.work_out());
        asks
    }
}
