//! What stands where in an entity, beyond plain values: names in place of ids, short dates,
//! documents. The files differ from the model's own serialization in these places and no others.

use super::node::{Content, Node};
use crate::org::RecordKind;

/// What a text in an entity means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A policy document: YAML right there, the path of a `.json` file, or a map with nothing but
    /// `text` where the text is to be taken as it stands.
    Document,
    /// A moment; a date means its first second, in UTC.
    Moment,
    /// A managed policy, by ARN, or by name: the account's own, else AWS's.
    ManagedPolicy,
    /// A name that [`super::names::Names`] knows.
    Name(Named),
    /// The name of an account, or the id of one that need not be there.
    Account,
}

/// The kinds of thing that go by a name in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    /// An account.
    Account,
    /// An organizational unit, by its path.
    Unit,
    /// An organization policy.
    Policy,
    /// A permission set.
    PermissionSet,
    /// A directory user, by the sign-in name.
    User,
    /// A directory group.
    Group,
}

/// The places of an entity with a meaning: keys with dots between them; `*` is any key, and lists
/// are looked into.
pub fn meanings(kind: RecordKind) -> &'static [(&'static str, Meaning)] {
    use Meaning::{Document, ManagedPolicy, Moment, Name};
    match kind {
        RecordKind::Foundation => &[
            ("management", Meaning::Account),
            ("trusted_services.*", Moment),
            ("delegation_policy", Document),
            ("clock", Moment),
        ],
        RecordKind::Account => &[
            ("joined.at", Moment),
            ("settings.root.last_used", Moment),
            ("settings.expires", Moment),
        ],
        RecordKind::Policy => &[("document", Document)],
        RecordKind::Attachments => &[("policies", Name(Named::Policy))],
        RecordKind::User => &[
            ("created", Moment),
            ("policies.managed", ManagedPolicy),
            ("policies.inline.*", Document),
            ("boundary", ManagedPolicy),
            ("password.changed", Moment),
            ("password.last_used", Moment),
            ("mfa.enabled", Moment),
            ("access_keys.created", Moment),
            ("access_keys.last_used", Moment),
        ],
        RecordKind::Group => &[
            ("created", Moment),
            ("policies.managed", ManagedPolicy),
            ("policies.inline.*", Document),
        ],
        RecordKind::Role => &[
            ("created", Moment),
            ("trust", Document),
            ("policies.managed", ManagedPolicy),
            ("policies.inline.*", Document),
            ("boundary", ManagedPolicy),
            ("last_used", Moment),
            ("permission_set", Name(Named::PermissionSet)),
        ],
        RecordKind::ManagedPolicy => {
            &[("created", Moment), ("versions.document", Document), ("versions.created", Moment)]
        }
        RecordKind::InstanceProfile | RecordKind::IdentityProvider => &[("created", Moment)],
        RecordKind::DelegatedAdministrator => {
            &[("account", Name(Named::Account)), ("since", Moment)]
        }
        RecordKind::Resource => &[("created", Moment), ("policy", Document)],
        RecordKind::DirectoryGroup => &[("members", Name(Named::User))],
        RecordKind::PermissionSet => {
            &[("managed", ManagedPolicy), ("inline", Document), ("boundary.managed", ManagedPolicy)]
        }
        RecordKind::Assignment => &[
            ("account", Name(Named::Account)),
            ("permission_set", Name(Named::PermissionSet)),
            ("principal.user", Name(Named::User)),
            ("principal.group", Name(Named::Group)),
            ("expires", Moment),
            ("created", Moment),
            ("last_used", Moment),
        ],
        RecordKind::EnabledControl => &[
            ("ou", Name(Named::Unit)),
            ("policy", Name(Named::Policy)),
            ("enforced", Document),
            ("enabled", Moment),
        ],
        RecordKind::Ou | RecordKind::DirectoryUser | RecordKind::Activity => &[],
    }
}

/// What a field usually is: it can be left out where it is just that.
pub fn usual(kind: RecordKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        RecordKind::Account => &[("state", "ACTIVE")],
        RecordKind::Policy => &[("keeper", "customer")],
        RecordKind::DirectoryUser => &[("status", "ENABLED")],
        RecordKind::EnabledControl => &[("status", "SUCCEEDED"), ("drift", "IN_SYNC")],
        RecordKind::Role => &[("path", "/"), ("max_session", "3600")],
        RecordKind::User | RecordKind::Group | RecordKind::InstanceProfile => &[("path", "/")],
        RecordKind::Foundation => &[("features", "ALL")],
        _ => &[],
    }
}

/// Visits the nodes at a place of an entity.
pub fn visit<E>(
    node: &mut Node,
    path: &str,
    act: &mut impl FnMut(&mut Node) -> Result<(), E>,
) -> Result<(), E> {
    if let (Content::List(items), false) = (&mut node.content, path.is_empty()) {
        return items.iter_mut().try_for_each(|item| visit(item, path, act));
    }
    if path.is_empty() {
        return match &mut node.content {
            Content::List(items) => items.iter_mut().try_for_each(act),
            Content::Nothing => Ok(()),
            _ => act(node),
        };
    }
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let Content::Map(entries) = &mut node.content else { return Ok(()) };
    entries
        .iter_mut()
        .filter(|entry| key == "*" || entry.key == key)
        .try_for_each(|entry| visit(&mut entry.value, rest, act))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::native::yaml;

    #[test]
    fn places_are_found_in_maps_and_lists() {
        let text = "keys: [{created: a}, {created: b}]\ninline: {x: c, y: d}\nnames: [e, f]\n";
        let mut tree = yaml::parse("t", text).unwrap();
        let mut found = Vec::new();
        for path in ["keys.created", "inline.*", "names", "nowhere.at.all"] {
            visit(&mut tree, path, &mut |node| {
                found.push(node.text().unwrap().to_owned());
                Ok::<(), ()>(())
            })
            .unwrap();
        }
        assert_eq!(found, ["a", "b", "c", "d", "e", "f"]);
    }
}
