//! Ids for what has none in the files: the same name gets the same id, whoever reads it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::meaning::Named;
use crate::org::{Activity, RootId};

/// The id of something that goes by `name`.
pub fn id(kind: Named, root: &RootId, name: &str) -> String {
    match kind {
        Named::Account => account(name),
        Named::Unit => {
            let block = root.as_str().trim_start_matches("r-");
            format!("ou-{block}-{}", &hash("unit", name)[..8])
        }
        Named::Policy => format!("p-{}", &hash("policy", name)[..8]),
        Named::PermissionSet => format!("ps-{}", &hash("permission-set", name)[..16]),
        Named::User => uuid(&hash("user", name)),
        Named::Group => uuid(&hash("group", name)),
    }
}

/// What an event says, apart from its id.
pub fn event_text(event: &Activity) -> String {
    let Activity { id: _, at, account, actor, action, resource, source, error } = event;
    let rest = [resource, source, error].map(|text| text.as_deref().unwrap_or_default());
    format!("{}\n{account}\n{actor}\n{action}\n{}", at.to_rfc3339(), rest.join("\n"))
}

/// The id of an event, by what it says and how many events before it say the same.
pub fn event(text: &str, before: usize) -> String {
    uuid(&hash("event", &format!("{before} {text}")))
}

fn account(name: &str) -> String {
    let hash = hash("account", name);
    let number = u64::from_str_radix(&hash[..15], 16).unwrap_or_default();
    (100_000_000_000 + number % 900_000_000_000).to_string()
}

fn hash(kind: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("{kind}\n{name}"));
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn uuid(hash: &str) -> String {
    let parts = [&hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32]];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{AccountId, DirectoryUserId, EventId, OuId, PermissionSetId, PolicyId};

    #[test]
    fn derived_ids_have_the_form_that_aws_gives_them() {
        let root: RootId = "r-k3st".parse().unwrap();
        let of = |kind| id(kind, &root, "Some Name");
        of(Named::Account).parse::<AccountId>().unwrap();
        of(Named::Unit).parse::<OuId>().unwrap();
        of(Named::Policy).parse::<PolicyId>().unwrap();
        of(Named::PermissionSet).parse::<PermissionSetId>().unwrap();
        of(Named::User).parse::<DirectoryUserId>().unwrap();
        event("x", 0).parse::<EventId>().unwrap();
        assert_ne!(event("x", 0), event("x", 1));
    }
}
