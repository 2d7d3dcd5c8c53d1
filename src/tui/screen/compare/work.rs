//! The work of a comparison, in the background: what it finds is told as it comes.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::rows::FindingRow;
use crate::access::possible::Scope;
use crate::policy;
use crate::tui::job::{News, Output, Work};
use crate::tui::world::World;
use crate::workspace::{Comparing, Sight};

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
        let (mut count, mut last) = (0, None);
        let compared = comparing.compare(&sight, &mut |found, progress| {
            if !found.is_empty() {
                let rows = found.into_iter().enumerate().map(|(at, finding)| {
                    Arc::new(FindingRow::new(count + at, finding, &world.organization))
                });
                let rows: Vec<_> = rows.collect();
                count += rows.len();
                report(News::SoFar(Output::Found(rows)));
            }
            if last.replace(progress) != Some(progress) {
                report(News::Progress(progress.done, progress.of));
            }
            if stop.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if stop.asked() {
            return None;
        }
        Some(Output::Compared(compared.map_err(|error| error.to_string())))
    })
}
