//! Whom a proposed change concerns, as far as that is worked out: a part of the preview.

use std::sync::Arc;

use crate::tui::job::Output;
use crate::tui::screen::{FindingRow, Way};
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Entry;

/// Findings that a preview shows; the Compare screen shows them all.
const SHOWN: usize = 6;

/// Whom a change concerns.
#[derive(Default)]
pub struct Impact {
    /// What is found.
    found: Vec<Arc<FindingRow>>,
    end: Option<Result<(), String>>,
}

impl Impact {
    /// Takes what the comparison brought.
    pub fn take(&mut self, output: Output) {
        match output {
            Output::Found(found) => found.join(&mut self.found),
            Output::Compared(end) => self.end = Some(end),
            _ => {}
        }
    }

    /// Hears that the comparison broke.
    pub fn fail(&mut self, why: String) {
        self.end = Some(Err(why));
    }

    /// What there is to say of it.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::Gap, Entry::Head("Who gains or loses what".to_owned())];
        // Certain things first.
        let shown = Way::ALL.into_iter().flat_map(|way| of_way(&self.found, way)).take(SHOWN);
        entries.extend(shown.map(|row| Entry::Line(row.line())));
        let more = self.found.len().saturating_sub(SHOWN);
        let (text, meaning) = match (&self.end, self.found.len(), more) {
            (Some(Err(why)), ..) => (why.clone(), Meaning::Warning),
            (None, 0, _) => ("Working it out …".to_owned(), Meaning::Muted),
            (None, ..) => {
                (format!("and {more} more so far; i shows them as they come"), Meaning::Muted)
            }
            (Some(Ok(())), 0, _) => ("Nobody gains or loses anything.".to_owned(), Meaning::Muted),
            (Some(Ok(())), _, 0) => {
                ("i shows each with a request for it".to_owned(), Meaning::Muted)
            }
            (Some(Ok(())), ..) => {
                (format!("and {more} more; i shows each with a request for it"), Meaning::Muted)
            }
        };
        entries.push(Entry::Prose(text, meaning));
        entries
    }
}

fn of_way(found: &[Arc<FindingRow>], way: Way) -> impl Iterator<Item = &Arc<FindingRow>> {
    found.iter().filter(move |row| row.way == way)
}
