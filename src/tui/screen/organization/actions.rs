//! What can be done to a node: each action leads to a proposal, by way of a choice or a name.

use crate::org::{
    Account, AccountId, AccountState, Change, ChangeSet, NodeId, Organization, Ou, OuId, ParentId,
    Policy, PolicyId, Tags,
};
use crate::store::Digest;
use crate::tui::command::Command;
use crate::tui::overlay::{Choice, Choose, Overlay, Prompt};
use crate::tui::proposal::Proposal;
use crate::tui::reply::{Ask, Then};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::world::World;

/// What a command asks for at a node; `None` when it is no action. `policy` is the one selected of
/// those attached right at the node.
pub fn act(
    command: Command,
    node: &NodeId,
    policy: Option<&PolicyId>,
    world: &World,
) -> Option<Vec<Ask>> {
    let organization = &*world.organization;
    let ask = match command {
        Command::MoveAccount => on_account(node, organization, move_account),
        Command::CloseAccount => on_account(node, organization, close),
        Command::SuspendAccount => on_account(node, organization, suspend),
        Command::RenameNode => rename(node, organization),
        Command::CreateUnit => create_unit(node, world),
        Command::DeleteUnit => delete_unit(node, organization),
        Command::AttachPolicy => attach(node, organization),
        Command::DetachPolicy => match policy {
            Some(policy) => propose(detached(policy, node, organization)),
            None => detach(node, organization),
        },
        _ => return None,
    };
    Some(vec![ask])
}

fn propose((message, change): (String, Change)) -> Ask {
    Ask::Propose(Proposal::Apply(ChangeSet { message, changes: vec![change] }))
}

fn tell(text: &str) -> Ask {
    Ask::Tell(Toast::new(Meaning::Info, text))
}

/// What follows on an answer: a proposal, unless the answer makes no sense.
fn then(make: impl Fn(&str) -> Option<(String, Change)> + 'static) -> Then {
    Box::new(move |answer| make(answer).map(propose).into_iter().collect())
}

fn on_account(
    node: &NodeId,
    organization: &Organization,
    act: impl Fn(&Account, &Organization) -> Ask,
) -> Ask {
    let account = match node {
        NodeId::Account(id) => organization.accounts().get(id),
        NodeId::Root(_) | NodeId::Ou(_) => None,
    };
    match account {
        Some(account) => act(account, organization),
        None => tell("This is for accounts: select one in the tree"),
    }
}

fn move_account(account: &Account, organization: &Organization) -> Ask {
    let root = ParentId::Root(organization.foundation().root.clone());
    let units = organization.ous().iter().map(|ou| ParentId::Ou(ou.id.clone()));
    let parents = std::iter::once(root).chain(units).filter(|parent| *parent != account.parent);
    let mut choices: Vec<Choice> = parents
        .map(|parent| Choice {
            id: parent.to_string(),
            name: organization.display_path(&parent.clone().into()),
            note: parent.to_string(),
        })
        .collect();
    choices.sort_by(|one, other| one.name.cmp(&other.name));
    let (id, name) = (account.id, account.name.clone());
    let paths: Vec<(String, String)> =
        choices.iter().map(|choice| (choice.id.clone(), choice.name.clone())).collect();
    let then = then(move |answer| {
        let (_, path) = paths.iter().find(|(id, _)| id == answer)?;
        let to = answer.parse().ok()?;
        Some((format!("Move {name} to {path}"), Change::MoveAccount { account: id, to }))
    });
    Ask::Open(Overlay::Choose(Choose::new(format!("Move {} to", account.name), choices, then)))
}

fn set_state(id: AccountId, message: String, state: AccountState) -> Ask {
    propose((message, Change::SetAccountState { account: id, state }))
}

fn close(account: &Account, _: &Organization) -> Ask {
    match account.state {
        AccountState::Closed => tell("The account is closed already"),
        AccountState::PendingClosure => {
            set_state(account.id, format!("Close {}", account.name), AccountState::Closed)
        }
        AccountState::PendingActivation | AccountState::Active | AccountState::Suspended => {
            let message = format!("Begin to close {}", account.name);
            set_state(account.id, message, AccountState::PendingClosure)
        }
    }
}

fn suspend(account: &Account, _: &Organization) -> Ask {
    let name = &account.name;
    match account.state {
        AccountState::Active | AccountState::PendingActivation => {
            set_state(account.id, format!("Suspend {name}"), AccountState::Suspended)
        }
        AccountState::Suspended | AccountState::PendingClosure | AccountState::Closed => {
            set_state(account.id, format!("Reinstate {name}"), AccountState::Active)
        }
    }
}

fn rename(node: &NodeId, organization: &Organization) -> Ask {
    let was = organization.node_name(node);
    let (node, old) = (node.clone(), was.clone());
    let then = then(move |name| {
        let name = name.to_owned();
        let message = format!("Rename {old} to {name}");
        match &node {
            NodeId::Root(_) => None,
            NodeId::Ou(ou) => Some((message, Change::RenameOu { ou: ou.clone(), name })),
            NodeId::Account(account) => {
                Some((message, Change::RenameAccount { account: *account, name }))
            }
        }
    });
    Ask::Open(Overlay::Prompt(Prompt::new(format!("New name of {was}"), &was, then)))
}

fn create_unit(node: &NodeId, world: &World) -> Ask {
    let parent = match node {
        NodeId::Root(id) => ParentId::Root(id.clone()),
        NodeId::Ou(id) => ParentId::Ou(id.clone()),
        NodeId::Account(_) => return tell("Select the root or a unit to make the new one in"),
    };
    let path = world.organization.display_path(node);
    let title = format!("Name of the new unit in {path}");
    let world = world.clone();
    let then = then(move |name| {
        let id = unit_id(name, &parent, &world)?;
        let parent = parent.clone();
        let ou = Ou { id, parent, name: name.to_owned(), tags: Tags::default() };
        Some((format!("Make the unit {name} in {path}"), Change::CreateOu { ou }))
    });
    Ask::Open(Overlay::Prompt(Prompt::new(title, "", then)))
}

/// An id for a new unit, such as AWS would give; it is made of all that makes the unit new (O-3).
fn unit_id(name: &str, parent: &ParentId, world: &World) -> Option<OuId> {
    let root = world.organization.foundation().root.to_string();
    let block = root.strip_prefix("r-")?;
    let new = format!("{name} {parent} {}", world.revision);
    let digest = Digest::of(new.as_bytes()).to_string();
    format!("ou-{block}-{}", digest.get(..8)?).parse().ok()
}

fn delete_unit(node: &NodeId, organization: &Organization) -> Ask {
    match node {
        NodeId::Ou(ou) => {
            let message = format!("Delete the unit {}", organization.display_path(node));
            propose((message, Change::DeleteOu { ou: ou.clone() }))
        }
        NodeId::Root(_) | NodeId::Account(_) => tell("This is for units: select one in the tree"),
    }
}

fn attach(node: &NodeId, organization: &Organization) -> Ask {
    let attached = organization.attached(node);
    let free = organization.policies().iter().filter(|policy| !attached.contains(&policy.id));
    let name = organization.node_name(node);
    let title = format!("Attach to {name}");
    choose_policy(title, free.map(|policy| &**policy), node, organization, |policy, node, of| {
        let message = format!("Attach {} to {}", policy_name(policy, of), of.node_name(node));
        (message, Change::AttachPolicy { policy: policy.clone(), to: node.clone() })
    })
}

fn detach(node: &NodeId, organization: &Organization) -> Ask {
    let attached = organization.attached(node).iter();
    let policies = attached.filter_map(|id| organization.policies().get(id));
    let title = format!("Detach from {}", organization.node_name(node));
    choose_policy(title, policies.map(|policy| &**policy), node, organization, detached)
}

fn detached(policy: &PolicyId, node: &NodeId, of: &Organization) -> (String, Change) {
    let message = format!("Detach {} from {}", policy_name(policy, of), of.node_name(node));
    (message, Change::DetachPolicy { policy: policy.clone(), from: node.clone() })
}

fn policy_name(policy: &PolicyId, of: &Organization) -> String {
    of.policies().get(policy).map_or_else(|| policy.to_string(), |policy| policy.name.clone())
}

fn choose_policy<'a>(
    title: String,
    policies: impl Iterator<Item = &'a Policy>,
    node: &NodeId,
    organization: &Organization,
    make: fn(&PolicyId, &NodeId, &Organization) -> (String, Change),
) -> Ask {
    let mut choices: Vec<Choice> = policies
        .map(|policy| Choice {
            id: policy.id.to_string(),
            name: policy.name.clone(),
            note: format!("{}  {}", policy.policy_type.short_name(), policy.description),
        })
        .collect();
    choices.sort_by(|one, other| one.name.cmp(&other.name));
    let (node, organization) = (node.clone(), organization.clone());
    let then = then(move |answer| Some(make(&answer.parse().ok()?, &node, &organization)));
    Ask::Open(Overlay::Choose(Choose::new(title, choices, then)))
}
