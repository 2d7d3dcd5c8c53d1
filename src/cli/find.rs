//! What a name on the command line means: anything of the organization, by path, id, ARN or name.

use std::fmt;

use super::{Failure, principal};
use crate::{
    access::Principal,
    catalog,
    factory::nearest,
    org::{
        AccountId, DirectoryGroupId, DirectoryUserId, IamName, NodeId, Organization,
        PermissionSetId, PolicyId, facets::AccountFacet,
    },
    policy::Arn,
};

/// A kind of thing that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// The root, a unit or an account.
    Node,
    /// An organization policy.
    Policy,
    /// A managed policy of IAM.
    ManagedPolicy,
    /// A permission set.
    PermissionSet,
    /// A user of the directory.
    User,
    /// A group, of the directory or of an account.
    Group,
    /// Whoever can call.
    Principal,
    /// A resource.
    Resource,
}

/// Something that has been found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// The root, a unit or an account.
    Node(NodeId),
    /// An organization policy.
    Policy(PolicyId),
    /// A managed policy of IAM.
    ManagedPolicy(Arn),
    /// A permission set.
    PermissionSet(PermissionSetId),
    /// A user of the directory.
    User(DirectoryUserId),
    /// A group of the directory.
    Group(DirectoryGroupId),
    /// A group of an account.
    IamGroup(AccountId, IamName),
    /// Whoever can call.
    Principal(Principal),
    /// A resource.
    Resource(Arn),
}

impl Thing {
    fn kind(&self) -> Kind {
        match self {
            Self::Node(_) => Kind::Node,
            Self::Policy(_) => Kind::Policy,
            Self::ManagedPolicy(_) => Kind::ManagedPolicy,
            Self::PermissionSet(_) => Kind::PermissionSet,
            Self::User(_) => Kind::User,
            Self::Group(_) | Self::IamGroup(..) => Kind::Group,
            Self::Principal(_) => Kind::Principal,
            Self::Resource(_) => Kind::Resource,
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Policy(id) => id.fmt(f),
            Self::ManagedPolicy(arn) | Self::Resource(arn) => arn.fmt(f),
            Self::PermissionSet(id) => id.fmt(f),
            Self::User(id) => id.fmt(f),
            Self::Group(id) => id.fmt(f),
            Self::IamGroup(account, name) => write!(f, "arn:aws:iam::{account}:group/{name}"),
            Self::Principal(principal) => principal.fmt(f),
        }
    }
}

/// Things listed before the rest of them is only counted.
const LISTED: usize = 8;

/// The one thing that a text means; of one kind, if one is given.
pub fn find(organization: &Organization, text: &str, kind: Option<Kind>) -> Result<Thing, Failure> {
    let mut things = candidates(organization, text);
    things.retain(|thing| kind.is_none_or(|kind| kind == thing.kind()));
    match things.len() {
        0 => Err(unknown(organization, text, kind)),
        1 => Ok(things.remove(0)),
        many => {
            let named = |thing: &Thing| {
                let title = title(organization, thing);
                format!("--kind {} {thing}{title}", value_name(thing.kind()))
            };
            let mut choices: Vec<_> = things.iter().take(LISTED).map(named).collect();
            if many > LISTED {
                choices.push(format!("and {} more", many - LISTED));
            }
            Err(Failure::Ambiguous { text: text.to_owned(), things: many, choices })
        }
    }
}

/// The node at a path, with an id, or with a name.
pub fn node(organization: &Organization, text: &str) -> Result<NodeId, Failure> {
    match find(organization, text, Some(Kind::Node))? {
        Thing::Node(id) => Ok(id),
        other => Err(unknown(organization, &other.to_string(), Some(Kind::Node))),
    }
}

fn value_name(kind: Kind) -> String {
    clap::ValueEnum::to_possible_value(&kind)
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

fn title(organization: &Organization, thing: &Thing) -> String {
    match thing {
        Thing::Node(id) => format!("  ({})", organization.display_path(id)),
        Thing::Policy(id) => organization
            .policies()
            .get(id)
            .map(|policy| format!("  ({}, {})", policy.name, policy.policy_type.short_name()))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Everything that a text can mean: what is written exactly so, else what differs only in case,
/// else what AWS has under the name.
fn candidates(organization: &Organization, text: &str) -> Vec<Thing> {
    let exactly = || named(organization, text, &|name| name == text);
    let in_any_case = || named(organization, text, &|name| name.eq_ignore_ascii_case(text));
    let ways: [&dyn Fn() -> Vec<Thing>; 3] = [&exactly, &in_any_case, &|| of_aws(text)];
    ways.iter().map(|way| way()).find(|found| !found.is_empty()).unwrap_or_default()
}

fn named(organization: &Organization, text: &str, is: &dyn Fn(&str) -> bool) -> Vec<Thing> {
    let mut things = nodes(organization, text, is);
    let policies = organization.policies().iter();
    let policies = policies.filter(|policy| is(&policy.name) || policy.id.as_str() == text);
    things.extend(policies.map(|policy| Thing::Policy(policy.id.clone())));
    let sets = organization.permission_sets().iter();
    let sets = sets.filter(|set| is(&set.name) || last_part(text) == set.id.as_str());
    things.extend(sets.map(|set| Thing::PermissionSet(set.id.clone())));
    let groups = organization.directory_groups().iter();
    let groups = groups.filter(|group| is(&group.name) || group.id.as_str() == text);
    things.extend(groups.map(|group| Thing::Group(group.id.clone())));
    let users = organization.directory_users().iter().filter(|user| {
        let short = user.user_name.split('@').next().unwrap_or_default();
        is(&user.user_name) || is(short) || user.id.as_str() == text
    });
    things.extend(users.map(|user| Thing::User(user.id.clone())));
    let managed = organization.managed_policies().iter();
    let managed = managed.filter(|policy| is(policy.arn.as_str()) || is(policy.name()));
    things.extend(managed.map(|policy| Thing::ManagedPolicy(policy.arn.clone())));
    let resources = organization.resources().iter();
    let resources = resources.filter(|it| is(it.arn.as_str()) || is(last(&it.arn)));
    things.extend(resources.map(|resource| Thing::Resource(resource.arn.clone())));
    things.extend(in_account(organization, text));
    things
}

fn nodes(organization: &Organization, text: &str, is: &dyn Fn(&str) -> bool) -> Vec<Thing> {
    if text.starts_with('/') {
        return at_path(organization, text).map(Thing::Node).into_iter().collect();
    }
    let root = NodeId::Root(organization.foundation().root.clone());
    let root = (root.to_string() == text || is("Root")).then_some(root);
    let units = organization.ous().iter();
    let units = units.filter(|ou| is(&ou.name) || ou.id.as_str() == text);
    let accounts = organization.accounts().iter();
    let accounts = accounts.filter(|it| is(&it.name) || it.id.to_string() == text);
    root.into_iter()
        .chain(units.map(|ou| NodeId::Ou(ou.id.clone())))
        .chain(accounts.map(|account| NodeId::Account(account.id)))
        .map(Thing::Node)
        .collect()
}

/// The unit or account at a path of names.
fn at_path(organization: &Organization, path: &str) -> Option<NodeId> {
    if let Some(unit) = organization.unit_at(path) {
        return Some(unit.into());
    }
    let (parent, name) = path.trim_end_matches('/').rsplit_once('/')?;
    let parent = organization.unit_at(parent)?;
    let named = AccountFacet::Name(name.to_owned());
    let mut accounts = organization.accounts().having(named);
    accounts.find(|account| account.parent == parent).map(|account| NodeId::Account(account.id))
}

/// AWS's managed policies with a name or ARN, as the catalogue has them.
fn of_aws(text: &str) -> Vec<Thing> {
    catalog::managed_policies_named(text)
        .filter(|policy| policy.name().eq_ignore_ascii_case(text))
        .chain(catalog::managed_policy(text))
        .filter_map(|policy| policy.arn().parse().ok())
        .map(Thing::ManagedPolicy)
        .collect()
}

/// What is meant by `ACCOUNT/NAME`, an ARN of IAM, and the other forms of principals.
fn in_account(organization: &Organization, text: &str) -> Vec<Thing> {
    if let Ok(principal) = Principal::find(organization, text) {
        let resource = matches!(&principal, Principal::Outsider(_));
        return if resource { Vec::new() } else { vec![Thing::Principal(principal)] };
    }
    let (account, name) = match text.parse::<Arn>() {
        Ok(arn) => match arn.resource().split_once('/') {
            Some(("group", name)) => (arn.account().to_owned(), last_part(name).to_owned()),
            _ => return Vec::new(),
        },
        Err(_) => match text.split_once('/') {
            Some((account, name)) => (account.to_owned(), name.to_owned()),
            None => return Vec::new(),
        },
    };
    let id = account.parse().ok().or_else(|| Some(organization.account_named(&account)?.id));
    let (Some(id), Ok(name)) = (id, name.parse::<IamName>()) else { return Vec::new() };
    let group = organization.groups().get(&(id, name.clone()));
    let group = group.map(|group| Thing::IamGroup(id, group.name.clone()));
    let policies = organization.managed_in(id).filter(|policy| policy.name() == name.as_str());
    let policies = policies.map(|policy| Thing::ManagedPolicy(policy.arn.clone()));
    group.into_iter().chain(policies).collect()
}

/// The name of a resource: what stands last in its ARN.
pub fn last(arn: &Arn) -> &str {
    last_part(arn.resource())
}

fn last_part(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or_default()
}

fn unknown(organization: &Organization, text: &str, kind: Option<Kind>) -> Failure {
    let principal_like = text.contains(['/', '@']) && !text.starts_with('/');
    if principal_like
        && kind.is_none_or(|kind| kind == Kind::Principal)
        && let Err(no) = principal::find(organization, text)
    {
        return no.into();
    }
    let names = names(organization);
    let names = names.iter().filter(|(of, _)| kind.is_none_or(|kind| kind == *of));
    Failure::Unknown {
        what: match kind {
            Some(Kind::Node) => "root, unit or account",
            Some(Kind::Policy) => "organization policy",
            Some(Kind::ManagedPolicy) => "managed policy",
            Some(Kind::PermissionSet) => "permission set",
            Some(Kind::User) => "directory user",
            Some(Kind::Group) => "group",
            Some(Kind::Principal) => "principal",
            Some(Kind::Resource) => "resource",
            None => "thing called",
        },
        text: text.to_owned(),
        near: nearest(text, names.map(|(_, name)| name.as_str())),
        mend: "write a path, an id, an ARN, a name or ACCOUNT/NAME".to_owned(),
    }
}

/// The names that people use, by kind.
fn names(organization: &Organization) -> Vec<(Kind, String)> {
    let mut names = Vec::new();
    let mut add = |kind: Kind, name: &str| names.push((kind, name.to_owned()));
    for ou in organization.ous().iter() {
        add(Kind::Node, &ou.name);
        add(Kind::Node, &organization.display_path(&NodeId::Ou(ou.id.clone())));
    }
    organization.accounts().iter().for_each(|it| add(Kind::Node, &it.name));
    organization.policies().iter().for_each(|it| add(Kind::Policy, &it.name));
    organization.permission_sets().iter().for_each(|it| add(Kind::PermissionSet, &it.name));
    organization.directory_groups().iter().for_each(|it| add(Kind::Group, &it.name));
    organization.directory_users().iter().for_each(|it| add(Kind::User, &it.user_name));
    organization.resources().iter().for_each(|it| add(Kind::Resource, last(&it.arn)));
    organization.managed_policies().iter().for_each(|it| add(Kind::ManagedPolicy, it.name()));
    names
}
