//! What is wrong with a policy, line by line: at once what its reader finds, and as soon as the
//! background has it, all that lint does.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::listed::Listed;
use crate::org::Organization;
use crate::policy::lint::{Category, Finding, lint};
use crate::policy::{Document, Fault, Severity, Span};
use crate::tui::job::{Output, Report, Slot};
use crate::tui::reply::Ask;
use crate::tui::theme::Meaning;
use crate::tui::widget::document::Highlight;
use crate::tui::widget::panel::Entry;
use crate::tui::widget::table::Row;

/// What lint found in a policy with a certain text.
pub struct Linted {
    policy: String,
    document: Document,
    found: Vec<Finding>,
}

/// What is known of the policies that have been looked at.
#[derive(Default)]
pub struct Known(HashMap<String, Linted>);

/// One thing that is wrong.
pub struct Mark {
    span: Span,
    category: Category,
    text: String,
    mend: Option<&'static str>,
}

impl Known {
    /// Keeps what was found, in place of what was found before.
    pub fn keep(&mut self, linted: Linted) {
        self.0.insert(linted.policy.clone(), linted);
    }

    /// What is wrong with the text of a policy, and the question for the rest, if it has not been
    /// answered.
    pub fn marks(
        &self,
        listed: &Listed,
        text: &Document,
        organization: &Organization,
    ) -> (Vec<Mark>, Option<Ask>) {
        let known = self.0.get(&*listed.id()).filter(|linted| linted.document == *text);
        if let Some(linted) = known {
            return (linted.found.iter().map(Mark::from).collect(), None);
        }
        let faults = listed.faults(text);
        (faults.iter().map(Mark::from).collect(), question(listed, text, organization))
    }
}

/// Asks the background what lint finds; kinds that are no policies of the language are not asked about.
fn question(listed: &Listed, text: &Document, organization: &Organization) -> Option<Ask> {
    let kind = listed.lint_kind(organization)?;
    let (policy, document) = (listed.id().into_owned(), text.clone());
    let work = move |_: &_, _: Report<'_>| {
        let found = lint(&document, kind);
        Some(Output::Linted(Box::new(Linted { policy, document, found })))
    };
    Some(Ask::Work(Slot::Lint, Box::new(work)))
}

impl From<&Fault> for Mark {
    fn from(fault: &Fault) -> Self {
        let category = match fault.severity {
            Severity::Warning => Category::Warning,
            Severity::Error => Category::Error,
        };
        let text = format!("{category}: {} [{}]", fault.message, fault.code);
        Self { span: fault.span, category, text, mend: None }
    }
}

impl From<&Finding> for Mark {
    fn from(finding: &Finding) -> Self {
        let Finding { check, message, span } = finding;
        let text = format!("{}: {message} [{}]", check.category, check.code);
        Self { span: *span, category: check.category, text, mend: Some(check.mend) }
    }
}

impl Mark {
    fn meaning(&self) -> Meaning {
        match self.category {
            Category::Error => Meaning::Error,
            Category::SecurityWarning | Category::Warning => Meaning::Warning,
            Category::Suggestion => Meaning::Info,
        }
    }

    /// What is told of it: where, what, and how to mend it.
    pub fn entries(&self) -> Vec<Entry> {
        let meaning = self.meaning();
        let text = format!("{} {}", self.span.start, self.text);
        let what = Entry::Item(meaning.glyph().unwrap_or(" "), text, meaning);
        let mend = self.mend.map(|mend| Entry::Item(" ", mend.to_owned(), Meaning::Muted));
        std::iter::once(what).chain(mend).collect()
    }
}

/// The lines where something is wrong, each with the gravest thing.
pub fn highlights(marks: &[Mark]) -> Vec<Highlight> {
    let line = |mark: &Mark| mark.span.start.line.saturating_sub(1) as usize;
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by_key(|mark| (line(mark), Reverse(mark.category)));
    marks.dedup_by_key(|mark| line(mark));
    let highlight =
        |mark: &Mark| Highlight { lines: line(mark)..line(mark) + 1, meaning: mark.meaning() };
    marks.into_iter().map(highlight).collect()
}
