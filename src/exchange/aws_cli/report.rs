//! What an import took in, and what it could not.

use std::{collections::BTreeMap, fmt};

use crate::org::{Organization, RecordKind};

/// What an import took in, and what it could not. Prints for people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportReport {
    /// How many records of each kind the organization has now.
    pub taken: BTreeMap<RecordKind, usize>,
    /// What could not be taken as it stands, in the order it was met.
    pub problems: Vec<Problem>,
    /// Files of commands that say nothing the model keeps.
    pub unused: Vec<UnusedFile>,
}

/// Something that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it did to the import.
    pub severity: Severity,
    /// Where: a file and the element in it, or the entity it is about.
    pub place: String,
    /// What is wrong, and what to do about it where something can be done.
    pub why: String,
}

/// What a problem did to the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The thing is not in the organization.
    Skipped,
    /// The thing is there, and something of it is missing.
    Partial,
    /// The answers do not tell, and the likeliest was taken.
    Assumed,
}

/// A file of a command that says nothing the model keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedFile {
    /// The file, as the manifest names it.
    pub file: String,
    /// Its service and operation.
    pub command: String,
}

impl ImportReport {
    pub(super) fn problem(
        &mut self,
        severity: Severity,
        place: impl fmt::Display,
        why: impl fmt::Display,
    ) {
        let (place, why) = (place.to_string(), why.to_string());
        self.problems.push(Problem { severity, place, why });
    }

    pub(super) fn skipped(&mut self, place: impl fmt::Display, why: impl fmt::Display) {
        self.problem(Severity::Skipped, place, why);
    }

    pub(super) fn partial(&mut self, place: impl fmt::Display, why: impl fmt::Display) {
        self.problem(Severity::Partial, place, why);
    }

    pub(super) fn assumed(&mut self, place: impl fmt::Display, why: impl fmt::Display) {
        self.problem(Severity::Assumed, place, why);
    }

    pub(super) fn count(&mut self, organization: &Organization) {
        self.taken.clear();
        for record in organization.records() {
            *self.taken.entry(record.key().kind).or_default() += 1;
        }
    }

    /// How many problems there are of one severity.
    pub fn problems_of(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skipped => "skipped",
            Self::Partial => "partial",
            Self::Assumed => "assumed",
        })
    }
}

/// Places listed under one reason before the rest is only counted.
const PLACES_SHOWN: usize = 5;

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Taken in:")?;
        for (kind, count) in &self.taken {
            if *kind != RecordKind::Foundation {
                writeln!(f, "{count:>8}  {}", kind.name())?;
            }
        }
        let mut reasons: BTreeMap<(Severity, &str), Vec<&str>> = BTreeMap::new();
        for problem in &self.problems {
            reasons.entry((problem.severity, &problem.why)).or_default().push(&problem.place);
        }
        for severity in [Severity::Skipped, Severity::Partial, Severity::Assumed] {
            let count = self.problems_of(severity);
            if count == 0 {
                continue;
            }
            writeln!(f, "{count} {severity}:")?;
            for ((_, why), places) in reasons.iter().filter(|((of, _), _)| *of == severity) {
                writeln!(f, "  {why}")?;
                for place in places.iter().take(PLACES_SHOWN) {
                    writeln!(f, "    {place}")?;
                }
                if let Some(more) = places.len().checked_sub(PLACES_SHOWN).filter(|more| *more > 0)
                {
                    writeln!(f, "    and {more} more")?;
                }
            }
        }
        let mut commands: BTreeMap<&str, usize> = BTreeMap::new();
        for file in &self.unused {
            *commands.entry(&file.command).or_default() += 1;
        }
        if !commands.is_empty() {
            writeln!(f, "{} files not used:", self.unused.len())?;
        }
        for (command, count) in commands {
            writeln!(f, "{count:>8}  aws {command}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_reasons_are_told_once_with_their_places() {
        let mut report = ImportReport::default();
        for number in 0..7 {
            report.skipped(format!("iam/{number}.json"), "the file is empty");
        }
        report.assumed("permission set X", "its role was missing");
        report.unused.push(UnusedFile { file: "x".into(), command: "ec2 describe-vpcs".into() });
        let text = report.to_string();
        assert_eq!(text.matches("the file is empty").count(), 1);
        assert!(text.contains("7 skipped:"), "{text}");
        assert!(text.contains("    iam/4.json\n    and 2 more\n1 assumed:"), "{text}");
        assert!(text.contains("       1  aws ec2 describe-vpcs"), "{text}");
    }
}
