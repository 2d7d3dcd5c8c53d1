//! The answers of a directory by their command. Each is taken once, and opened only then; what is
//! left in the end was not used.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    ImportError,
    command::Command,
    lenient::{List, Place, Reading},
    manifest::{self, Entry, Outcome},
    report::{ImportReport, UnusedFile},
    text,
};
use crate::org::AccountId;

/// The answers of a directory that were not taken yet.
pub(super) struct Dump {
    dir: PathBuf,
    entries: BTreeMap<(String, String), Vec<Entry>>,
}

/// The answer to one command.
pub(super) struct Answer {
    /// The file it came from.
    pub file: String,
    /// The account it was given to.
    pub account: Option<AccountId>,
    /// What was asked.
    pub command: Command,
    body: Value,
}

impl Dump {
    /// The directory's answers, none of them opened.
    pub fn open(dir: &Path, report: &mut ImportReport) -> Result<Self, ImportError> {
        let mut entries: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in manifest::read(dir, report)? {
            let key = (entry.command.service.clone(), entry.command.operation.clone());
            entries.entry(key).or_default().push(entry);
        }
        Ok(Self { dir: dir.to_owned(), entries })
    }

    /// Takes out the answers to one operation, in the manifest's order. What cannot be read is told.
    pub fn take(
        &mut self,
        service: &str,
        operation: &str,
        report: &mut ImportReport,
    ) -> Vec<Answer> {
        let key = (service.to_owned(), operation.to_owned());
        let entries = self.entries.remove(&key).unwrap_or_default();
        let answers: Vec<Answer> = entries
            .into_iter()
            .filter_map(|entry| {
                let file = entry.file.clone();
                open(&self.dir, entry).unwrap_or_else(|why| {
                    report.skipped(&file, why);
                    None
                })
            })
            .collect();
        tell_missing_pages(&answers, report);
        answers
    }

    /// Like [`Dump::take`], for operations whose answer is about the account that asks.
    pub fn take_by_account(
        &mut self,
        service: &str,
        operation: &str,
        report: &mut ImportReport,
    ) -> Vec<(AccountId, Answer)> {
        let mut by_account = Vec::new();
        for answer in self.take(service, operation, report) {
            match answer.account {
                Some(account) => by_account.push((account, answer)),
                None => report
                    .skipped(&answer.file, "the manifest does not say which account it is about"),
            }
        }
        by_account
    }

    /// Puts aside what was answered to accounts that are not of the organization, and tells so.
    pub fn keep_only(&mut self, members: &BTreeSet<AccountId>, report: &mut ImportReport) {
        let mut strangers: BTreeMap<AccountId, usize> = BTreeMap::new();
        for entries in self.entries.values_mut() {
            entries.retain(|entry| {
                let stranger = entry.account.filter(|account| !members.contains(account));
                if let Some(account) = stranger {
                    *strangers.entry(account).or_default() += 1;
                }
                stranger.is_none()
            });
        }
        for (account, files) in strangers {
            report.skipped(
                format_args!("account {account}, {files} files"),
                "the account is not of this organization",
            );
        }
    }

    /// The files that nobody took.
    pub fn rest(self) -> Vec<UnusedFile> {
        let entries = self.entries.into_iter().flat_map(|((service, operation), entries)| {
            let command = format!("{service} {operation}");
            entries.into_iter().map(move |entry| (entry.file, command.clone()))
        });
        entries.map(|(file, command)| UnusedFile { file, command }).collect()
    }
}

fn open(dir: &Path, entry: Entry) -> Result<Option<Answer>, String> {
    match entry.outcome {
        Outcome::Answered => {}
        Outcome::Absent => return Ok(None),
        Outcome::Failed(why) => return Err(why),
    }
    let path = dir.join(&entry.file);
    let kind = std::fs::metadata(&path).map_err(|why| format!("the file cannot be read: {why}"))?;
    if !kind.is_file() {
        return Err("it is not a file".to_owned());
    }
    let bytes = std::fs::read(&path).map_err(|why| format!("the file cannot be read: {why}"))?;
    let json = text::decode(&bytes).map_err(|why| why.to_string())?;
    let body: Value = serde_json::from_str(&json)
        .map_err(|why| format!("the file is not JSON: {why}; run its command again"))?;
    if !body.is_object() {
        return Err("the file holds no JSON object: run its command again".to_owned());
    }
    let Entry { file, account, command, .. } = entry;
    Ok(Some(Answer { file, account, command, body }))
}

/// Pages of one answer may lie in several files. Each but the last says that it goes on, so that
/// an answer of which every page says so lacks its last.
fn tell_missing_pages(answers: &[Answer], report: &mut ImportReport) {
    let subject = |answer: &Answer| (answer.account, answer.command.without_paging());
    let (going_on, last): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.goes_on());
    if going_on.is_empty() {
        return;
    }
    let complete: BTreeSet<_> = last.into_iter().map(subject).collect();
    for answer in going_on.into_iter().filter(|answer| !complete.contains(&subject(answer))) {
        report
            .partial(&answer.file, "the answer goes on, and its last page is not in the manifest");
    }
}

impl Answer {
    fn goes_on(&self) -> bool {
        let token =
            |name| self.body.get(name).and_then(Value::as_str).is_some_and(|t| !t.is_empty());
        token("NextToken")
            || token("nextToken")
            || self.body.get("IsTruncated") == Some(&Value::Bool(true))
    }

    /// An option of the command, named without its dashes.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.command.option(name)
    }

    /// The whole answer in a shape; nothing and a told problem when it has another.
    pub fn whole<T: DeserializeOwned>(&self, report: &mut ImportReport) -> Option<T> {
        T::deserialize(&self.body).map_err(|why| report.skipped(&self.file, why)).ok()
    }

    /// One field of the answer in a shape; nothing and a told problem when it has another.
    pub fn one<T: DeserializeOwned>(&self, field: &str, report: &mut ImportReport) -> Option<T> {
        let Some(value) = self.body.get(field) else {
            report.skipped(&self.file, format_args!("the answer has no `{field}`"));
            return None;
        };
        let told = |why| report.skipped(Place::file(&self.file).field(field), why);
        T::deserialize(value).map_err(told).ok()
    }

    /// Hands over each readable element of a list of the answer.
    pub fn each<T: DeserializeOwned>(
        &self,
        field: &str,
        report: &mut ImportReport,
        take: impl FnMut(T, &mut Reading<'_>),
    ) {
        if let Some(list) = self.one::<List<T>>(field, report) {
            self.reading(report).each(field, list, take);
        }
    }

    /// A reading that begins at this answer's file.
    pub fn reading<'a>(&self, report: &'a mut ImportReport) -> Reading<'a> {
        Reading { report, place: Place::file(&self.file) }
    }

    /// An option that the answer cannot be understood without, read as what it must be.
    pub fn about<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        option: &str,
        report: &mut ImportReport,
    ) -> Option<T> {
        let Some(text) = self.option(option) else {
            report.skipped(&self.file, format_args!("its command has no --{option}"));
            return None;
        };
        text.parse().map_err(|why: T::Err| report.skipped(&self.file, why)).ok()
    }
}
