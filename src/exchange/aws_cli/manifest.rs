//! `manifest.json`: which command each file of the directory is the answer to.

use std::path::{Component, Path};

use serde::Deserialize;

use super::{
    ImportError,
    command::Command,
    lenient::{Field, List, Place, Reading},
    report::ImportReport,
    text,
};
use crate::org::AccountId;

/// The name of the file.
pub(super) const FILE: &str = "manifest.json";

/// One command that was run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// The file with its answer, relative to the directory.
    pub file: String,
    /// The account whose credentials it was run with.
    pub account: Option<AccountId>,
    /// The command.
    pub command: Command,
    /// How it went.
    pub outcome: Outcome,
}

/// How a command went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It gave an answer.
    Answered,
    /// AWS says that there is no such thing, which is an answer too.
    Absent,
    /// It failed for another reason.
    Failed(String),
}

/// Error codes by which AWS says that the thing asked for does not exist.
const ABSENT: [&str; 12] = [
    "NoSuchBucketPolicy",
    "NoSuchEntity",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "OwnershipControlsNotFoundError",
    "NotFoundException",
    "NonExistentQueue",
    "QueueDoesNotExist",
    "ResourceNotFoundException",
    "ResourcePolicyNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
    "EffectivePolicyNotFoundException",
];

#[derive(Deserialize)]
struct Manifest {
    commands: List<RawEntry>,
}

#[derive(Deserialize)]
struct RawEntry {
    file: String,
    #[serde(default)]
    account: Field<AccountId>,
    command: String,
    #[serde(default)]
    rc: Field<i64>,
    #[serde(default)]
    error: Field<String>,
}

/// Reads the manifest of a directory. Entries that make no sense are listed and left out.
pub(super) fn read(dir: &Path, report: &mut ImportReport) -> Result<Vec<Entry>, ImportError> {
    let path = dir.join(FILE);
    let bytes = std::fs::read(&path)
        .map_err(|why| ImportError::NoManifest { path: path.clone(), why: why.to_string() })?;
    let broken = |why: String| ImportError::BrokenManifest { path: path.clone(), why };
    let json = text::decode(&bytes).map_err(|why| broken(why.to_string()))?;
    let manifest: Manifest = serde_json::from_str(&json).map_err(|why| broken(why.to_string()))?;
    let mut entries = Vec::new();
    Reading { report, place: Place::file(FILE) }.each(
        "commands",
        manifest.commands,
        |raw, reading| match Command::parse(&raw.command) {
            _ if !inside(&raw.file) => {
                reading.skip(format_args!("`{}` does not lie inside the directory", raw.file));
            }
            Err(why) => reading.skip(format_args!("`{}` is no command: {why}", raw.command)),
            Ok(command) => {
                let account = reading.field("account", raw.account);
                let code = reading.field("rc", raw.rc).unwrap_or(0);
                let error = reading.field("error", raw.error).unwrap_or_default();
                let outcome = outcome(code, &error);
                entries.push(Entry { file: raw.file, account, command, outcome });
            }
        },
    );
    Ok(entries)
}

fn inside(file: &str) -> bool {
    !file.is_empty()
        && Path::new(file)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn outcome(code: i64, error: &str) -> Outcome {
    if code == 0 {
        Outcome::Answered
    } else if error.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| ABSENT.contains(&word)) {
        Outcome::Absent
    } else {
        let told: String = error.split_whitespace().collect::<Vec<_>>().join(" ");
        let told: String = told.chars().take(200).collect();
        Outcome::Failed(format!(
            "the command failed with code {code}: {told}; run it again, with the rights it needs"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(json: &str) -> (Result<Vec<Entry>, ImportError>, ImportReport) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), json).unwrap();
        let mut report = ImportReport::default();
        (read(dir.path(), &mut report), report)
    }

    #[test]
    fn without_a_manifest_nothing_can_be_told() {
        let dir = tempfile::tempdir().unwrap();
        let error = read(dir.path(), &mut ImportReport::default()).unwrap_err().to_string();
        assert!(error.contains("manifest.json") && error.contains("commands"), "{error}");
    }

    #[test]
    fn a_broken_manifest_is_told_with_its_place() {
        let (read, _) = manifest("{\n \"commands\": [ {]\n}");
        let error = read.unwrap_err().to_string();
        assert!(error.contains("line 2 column 17"), "{error}");
        let (read, _) = manifest(r#"{"files": []}"#);
        assert!(read.unwrap_err().to_string().contains("missing field `commands`"));
    }

    #[test]
    fn an_entry_that_makes_no_sense_costs_only_itself() {
        let (read, report) = manifest(
            r#"{"commands": [
                {"file": "a.json", "account": "111122223333", "command": "aws iam list-users", "rc": 0, "error": null},
                {"file": "../secret", "command": "aws iam list-users"},
                {"file": "/etc/passwd", "command": "aws iam list-users"},
                {"file": "b.json", "command": "ls -l"},
                {"command": "aws iam list-users"},
                {"file": "c.json", "account": "12", "command": "aws iam list-roles"}
            ]}"#,
        );
        let files: Vec<String> = read.unwrap().into_iter().map(|entry| entry.file).collect();
        assert_eq!(files, ["a.json", "c.json"]);
        assert_eq!(report.problems.len(), 5);
    }

    #[test]
    fn what_does_not_exist_is_an_answer_and_what_is_refused_is_not() {
        assert_eq!(outcome(0, ""), Outcome::Answered);
        let error =
            "An error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy operation";
        assert_eq!(outcome(254, error), Outcome::Absent);
        let error = "An error occurred (AccessDeniedException) when calling";
        assert!(
            matches!(outcome(254, error), Outcome::Failed(why) if why.contains("AccessDenied"))
        );
    }
}
