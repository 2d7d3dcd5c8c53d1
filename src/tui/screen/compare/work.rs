//! The work of a comparison, in the background: what it finds is told as it comes.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::rows::{FindingRow, Found};
use crate::access::Principal;
use crate::access::possible::Scope;
use crate::org::Organization;
use crate::policy;
use crate::tui::job::{News, Output, Work};
use crate::tui::world::World;
use crate::workspace::{Comparing, Finding, Findings, Sight};

/// How long what is found may wait to be told together with more.
const PATIENCE: Duration = Duration::from_millis(100);

/// The work of comparing, where only requests count that fit what is given.
pub fn comparison(comparing: Comparing, given: policy::Context, world: &World) -> Work {
    let world = world.clone();
    Box::new(move |stop, report| {
        let snapshot = world.snapshot();
        let sight = Sight {
            snapshot: &snapshot,
            compiled: &world.compiled,
            journal: &|revisions| world.journal.read(revisions),
            scope: &Scope { context: given, ..Scope::default() },
        };
        let mut harvest = Harvest::default();
        let mut last = None;
        let compared = comparing.compare(&sight, &mut |found, progress| {
            harvest.take(found);
            if let Some(found) = harvest.due(&world.organization) {
                report(News::SoFar(Output::Found(found)));
            }
            if last.replace(progress) != Some(progress) {
                report(News::Progress(progress.done, progress.of));
            }
            if stop.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if stop.asked() {
            return None;
        }
        if let Some(found) = harvest.tell(&world.organization) {
            report(News::SoFar(Output::Found(found)));
        }
        Some(Output::Compared(compared.map_err(|error| error.to_string())))
    })
}

/// What is found so far, and what of it has not been told.
#[derive(Default)]
struct Harvest {
    findings: Findings,
    whom: HashSet<Principal>,
    untold: BTreeSet<usize>,
    told: Option<Instant>,
}

impl Harvest {
    fn take(&mut self, found: Vec<Finding>) {
        for finding in found {
            self.whom.extend(finding.whom.iter().cloned());
            self.untold.insert(self.findings.put(finding));
        }
    }

    /// What is to be told now: the first at once, what follows when it has waited.
    fn due(&mut self, organization: &Organization) -> Option<Found> {
        let due = self.told.is_none_or(|told| told.elapsed() >= PATIENCE);
        due.then(|| self.tell(organization)).flatten()
    }

    /// Everything that has not been told; nothing when there is none.
    fn tell(&mut self, organization: &Organization) -> Option<Found> {
        if self.untold.is_empty() {
            return None;
        }
        self.told = Some(Instant::now());
        let untold = std::mem::take(&mut self.untold).into_iter();
        let row = |place| {
            let finding = self.findings.get(place)?;
            Some(Arc::new(FindingRow::new(place, finding, organization)))
        };
        Some(Found { rows: untold.filter_map(row).collect(), whom: self.whom.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::sample;
    use crate::workspace::What;

    fn gone(name: &str) -> Finding {
        Finding { what: What::Vanished, whom: vec![Principal::Service(name.to_owned())] }
    }

    fn come(name: &str) -> Finding {
        Finding { what: What::Appeared, ..gone(name) }
    }

    #[test]
    fn what_comes_to_the_same_is_one_row_that_grows() {
        let organization = sample::organization();
        let mut harvest = Harvest::default();
        let mut rows = Vec::new();
        let mut told = |harvest: &mut Harvest| {
            let found = harvest.tell(&organization).unwrap();
            let whom = found.whom;
            found.join(&mut rows);
            (whom, rows.iter().map(|row| row.who.clone()).collect::<Vec<_>>())
        };
        harvest.take(vec![gone("a"), gone("b")]);
        assert_eq!(told(&mut harvest), (2, vec!["a and 1 more".to_owned()]));
        harvest.take(vec![come("c")]);
        harvest.take(vec![gone("d"), gone("e")]);
        let both = vec!["a and 3 more".to_owned(), "c".to_owned()];
        assert_eq!(told(&mut harvest), (5, both));
        assert!(harvest.tell(&organization).is_none());
    }
}
