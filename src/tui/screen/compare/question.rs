//! What is compared, as it is typed and as a place keeps it.

use crate::org::Organization;
use crate::policy::Arn;
use crate::store::Revision;
use crate::tui::world::World;
use crate::workspace::Comparing;

/// Reads what is to be compared: `entry 12`, `since 3`, `draft` and a policy, or two policies or
/// principals.
pub fn read(text: &str, world: &World) -> Result<Comparing, String> {
    if text.starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["entry", number] => Ok(Comparing::Entry(revision(number)?)),
        ["since", number] => Ok(Comparing::Since(revision(number)?)),
        ["draft", policy] => {
            let id = policy_id(&world.organization, policy)
                .ok_or_else(|| format!("There is no policy {policy}"))?;
            match world.drafts.get(&id) {
                Some(text) => Ok(Comparing::Text { policy: id, text: text.to_owned() }),
                None => {
                    Err(format!("{policy} has no edited text: e on the Policies screen edits it"))
                }
            }
        }
        [one, other] => {
            let policy = |text| policy_id(&world.organization, text);
            Ok(match (policy(one), policy(other)) {
                (Some(one), Some(other)) => Comparing::Policies(one, other),
                _ => Comparing::Principals((*one).to_owned(), (*other).to_owned()),
            })
        }
        _ => Err("Write two principals or two policies, `draft` and a policy, `entry` or `since` \
                  and a number of the journal"
            .to_owned()),
    }
}

/// What is compared, so that [`read`] reads it again.
pub fn write(comparing: &Comparing) -> String {
    match comparing {
        Comparing::Principals(one, other) | Comparing::Policies(one, other) => {
            format!("{one} {other}")
        }
        Comparing::Text { policy, .. } => format!("draft {policy}"),
        Comparing::Entry(entry) => format!("entry {entry}"),
        Comparing::Since(entry) => format!("since {entry}"),
        // Changes are plain data, which JSON holds; an empty question asks nothing.
        Comparing::Changes(_) => serde_json::to_string(comparing).unwrap_or_default(),
    }
}

fn revision(text: &str) -> Result<Revision, String> {
    let number = text.parse().map(Revision);
    number.map_err(|_| format!("{text} is no number of an entry of the journal"))
}

/// The id or ARN of a policy that is called by it, or by its name.
fn policy_id(organization: &Organization, text: &str) -> Option<String> {
    let by_id = text.parse().is_ok_and(|id| organization.policies().contains(&id));
    let by_arn =
        || text.parse::<Arn>().is_ok_and(|arn| organization.managed_document(&arn).is_some());
    if by_id || by_arn() {
        return Some(text.to_owned());
    }
    let mut named = organization.policies().iter().filter(|policy| policy.name == text);
    let found = named.next()?;
    named.next().is_none().then(|| found.id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{Change, ChangeSet};
    use crate::tui::tests::sample;
    use crate::tui::world::Mode;

    #[test]
    fn what_is_typed_is_read_and_written_again() {
        let mut world = sample::world(Mode::Writable);
        world.drafts.keep("p-bbbbbbbb".to_owned(), "{}");
        for (typed, kept) in [
            ("entry 2", "entry 2"),
            (" since  1 ", "since 1"),
            ("DenyLeave Quarantine", "p-aaaaaaaa p-cccccccc"),
            ("p-aaaaaaaa p-cccccccc", "p-aaaaaaaa p-cccccccc"),
            ("root@222222222222 anonymous", "root@222222222222 anonymous"),
            ("draft RequireBoundary", "draft p-bbbbbbbb"),
        ] {
            let read_once = read(typed, &world).unwrap();
            assert_eq!(write(&read_once), kept);
            assert_eq!(read(kept, &world).unwrap(), read_once);
        }
        let ou = "ou-ab12-33333333".parse().unwrap();
        let changes = vec![Change::RenameOu { ou, name: "Play".to_owned() }];
        let changes = Comparing::Changes(ChangeSet { message: "Rename it".to_owned(), changes });
        assert_eq!(read(&write(&changes), &world).unwrap(), changes);
    }

    #[test]
    fn what_cannot_be_compared_says_what_to_write() {
        let world = sample::world(Mode::Writable);
        assert!(read("entry two", &world).unwrap_err().contains("no number"));
        assert!(read("draft DenyLeave", &world).unwrap_err().contains("no edited text"));
        assert!(read("draft Nothing", &world).unwrap_err().contains("no policy Nothing"));
        assert!(read("alone", &world).unwrap_err().starts_with("Write two"));
    }
}
