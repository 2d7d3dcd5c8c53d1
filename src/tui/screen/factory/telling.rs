//! A plan in words: where it stands, every change, what is proven, what no undo brings back.

use crate::factory::{self, Run, Sign, Stage};
use crate::store::Revision;
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::{Entry, Panel};
use crate::tui::world::World;

/// Whether the account that a run makes is there already.
pub fn begun(run: &Run, world: &World) -> bool {
    world.organization.accounts().contains(&run.plan().account())
}

/// Why there is no plan.
pub fn refused(errors: &[String]) -> Panel {
    let text = "This account cannot be made as asked; nothing was changed. Enter goes back.";
    let mut entries = vec![Entry::Prose(text.to_owned(), Meaning::Text), Entry::Gap];
    let errors = errors.iter().cloned();
    entries.extend(errors.map(|error| Entry::Item("✗", error, Meaning::Error)));
    Panel::new(entries)
}

/// What the plan says, for people.
pub fn entries(run: &Run, moved: Option<(Revision, Revision)>, world: &World) -> Vec<Entry> {
    let plan = run.plan();
    let hash = plan.hash.get(..12).unwrap_or(&plan.hash);
    let mut entries = Vec::new();
    if let Some((from, to)) = moved {
        let text = format!("The organization went from revision {from} to {to}: planned again.");
        entries.push(Entry::Item("!", text, Meaning::Warning));
    }
    entries.push(Entry::Item("·", standing(run, world), Meaning::Text));
    entries.extend([
        Entry::Gap,
        Entry::Field("Account", format!("{} as {}", plan.account_name(), plan.account()).into()),
        Entry::Field("Email", plan.email().into()),
        Entry::Field("Place", plan.destination().into()),
        Entry::Field("Plan", format!("{hash} on revision {}", plan.base_revision).into()),
    ]);
    if let Some(needed) = &plan.approval {
        let because = needed.because.as_ref().map(|it| format!(", since {it}")).unwrap_or_default();
        let text = format!(
            "It needs the approval of {} of {}{because}. Whoever applies it gives their word that \
             it has been given; the journal keeps the name.",
            needed.count, needed.from
        );
        entries.push(Entry::Item("!", text, Meaning::Warning));
    }
    let warnings = plan.warnings.iter().cloned();
    entries.extend(warnings.map(|warning| Entry::Item("!", warning, Meaning::Warning)));
    for (number, step) in plan.steps.iter().enumerate() {
        let busy = !step.lines.is_empty();
        if busy {
            entries.push(Entry::Gap);
            let head = Phrase::of(format!("{:>2} ", number + 1), Meaning::Muted)
                .and(step.kind.title(), Meaning::Title);
            entries.push(Entry::Line(head));
        }
        entries.extend(step.lines.iter().map(diff));
    }
    let idle: Vec<_> =
        plan.steps.iter().filter(|it| it.lines.is_empty()).map(|it| it.kind.title()).collect();
    if !idle.is_empty() {
        entries.push(Entry::Gap);
        let text = format!("Nothing to change: {}.", idle.join("; "));
        entries.push(Entry::Prose(text, Meaning::Muted));
    }
    if !plan.proven.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Proven of the account as it will be".to_owned())]);
    }
    let proven = plan.proven.iter().cloned();
    entries.extend(proven.map(|sentence| Entry::Item("✓", sentence, Meaning::Success)));
    entries
}

/// Where the run stands, and what cannot be undone.
fn standing(run: &Run, world: &World) -> String {
    match run.stage() {
        Stage::Active => {
            "Everything is as the template wants it: there is nothing to do.".to_owned()
        }
        Stage::RolledBack => {
            "It was taken back, and the account is parked. Making it again brings \
                              the same account back."
                .to_owned()
        }
        Stage::Applying(step) if begun(run, world) => {
            format!("It stopped before the step `{step}`. What is left:")
        }
        _ => "An AWS account cannot be unmade: taking this back later would park it, suspended."
            .to_owned(),
    }
}

fn diff(line: &factory::Line) -> Entry {
    let (sign, meaning) = match line.sign {
        Sign::Added => ("+", Meaning::Added),
        Sign::Changed => ("~", Meaning::Conditional),
        Sign::Removed => ("-", Meaning::Removed),
    };
    Entry::Item(sign, line.text.clone(), meaning)
}
