//! The steps of something under way, each with how it stands.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, row};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Broken, and why.
    Failed(String),
    /// Left out, and why.
    Skipped(String),
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
}

/// Draws steps below a bar; when they are too many, those around the one under way.
pub fn view(steps: &[Step], area: Rect, canvas: &mut Canvas<'_>) {
    let finished = steps
        .iter()
        .filter(|s| !matches!(s.standing, Standing::Waiting | Standing::Running))
        .count();
    bar(finished, steps.len(), row(area, 0), canvas);
    let room = usize::from(area.height.saturating_sub(1));
    let first = finished.saturating_sub(room / 2).min(steps.len().saturating_sub(room));
    for (line, step) in steps.iter().skip(first).take(room).enumerate() {
        canvas.line(row(area, line + 1), &phrase(step));
    }
}

/// Draws how much is done of how much.
pub fn bar(done: usize, of: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let count = format!(" {done}/{of}");
    let room = usize::from(area.width).saturating_sub(count.len());
    let full = (room * done.min(of)).checked_div(of).unwrap_or(0);
    let bar = Phrase::of("━".repeat(full), Meaning::Accent)
        .and("─".repeat(room - full), Meaning::Border)
        .and(count, Meaning::Muted);
    canvas.line(area, &bar);
}

fn phrase(step: &Step) -> Phrase {
    let name = step.name.as_str();
    match &step.standing {
        Standing::Waiting => Phrase::of(format!("· {name}"), Meaning::Muted),
        Standing::Running => Phrase::of(format!("▶ {name} …"), Meaning::Accent),
        Standing::Done => Phrase::of("✓ ", Meaning::Success).and(name, Meaning::Text),
        Standing::Failed(why) => Phrase::of(format!("✗ {name}: {why}"), Meaning::Error),
        Standing::Skipped(why) => Phrase::of(format!("- {name}: {why}"), Meaning::Muted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::sketch;

    #[test]
    fn the_step_under_way_is_in_sight() {
        let steps: Vec<Step> = (0..9)
            .map(|n| Step {
                name: format!("step {n}"),
                standing: match n {
                    0..=4 => Standing::Done,
                    5 => Standing::Failed("quota".into()),
                    6 => Standing::Running,
                    _ => Standing::Waiting,
                },
            })
            .collect();
        let drawn = sketch(20, 5, |area, canvas| view(&steps, area, canvas));
        insta::assert_snapshot!(drawn, @r"
        ━━━━━━━━━━────── 6/9
        ✓ step 4            
        ✗ step 5: quota     
        ▶ step 6 …          
        · step 7            
        ");
    }
}
