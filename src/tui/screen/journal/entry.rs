//! All that an entry of the journal says.

use crate::org::{Risk, Undo};
use crate::store::{Cause, Entry, Revision};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel;
use crate::tui::world::World;

/// An entry in full; things are called as they are called now.
pub fn telling(entry: &Entry, undone_by: Option<Revision>, world: &World) -> Vec<panel::Entry> {
    use panel::Entry::{Field, Gap, Head, Prose};
    let cause = match entry.cause {
        Cause::Founded => "the store was made".to_owned(),
        Cause::Changed => "a change".to_owned(),
        Cause::Undid(target) => format!("takes entry {target} back"),
    };
    let mut told = vec![
        Prose(entry.message.clone(), Meaning::Accent),
        Gap,
        Field("Made", entry.at.format("%Y-%m-%d %H:%M:%S UTC").to_string().into()),
        Field("By", format!("{} on {}", entry.operator, entry.host).into()),
        Field("Is", cause.into()),
    ];
    if let Some(by) = undone_by {
        told.push(Field("Undone", Phrase::of(format!("by entry {by}"), Meaning::Warning)));
    }
    told.extend([Gap, Head(format!("Changes {}", entry.changes.len()))]);
    for (number, change) in entry.changes.iter().enumerate() {
        let (sign, meaning) = match change.risk() {
            Risk::Routine => ("·", Meaning::Text),
            Risk::Sensitive => ("!", Meaning::Text),
            Risk::Irreversible => ("✗", Meaning::Warning),
        };
        let summary = change.summary(&world.organization);
        told.push(Prose(format!("{sign} {summary}"), meaning));
        if let Some(Undo::Compensating { remains, .. }) = entry.undo.get(number) {
            told.push(Prose(format!("an undo leaves behind: {remains}"), Meaning::Warning));
        }
    }
    told.extend([Gap, Head("Seal".to_owned())]);
    told.push(Prose(entry.hash.to_string(), Meaning::Muted));
    told.push(Prose(format!("after {}", entry.previous), Meaning::Muted));
    told
}
