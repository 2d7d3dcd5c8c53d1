//! What was found as SARIF 2.1.0, the form in which CI systems take findings.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{Found, Linted, Looked};
use crate::{
    cli::output::{Answer, Exit, Page},
    policy::lint::{Category, Check, check},
};

/// Characters of a path that stay as they are in a URI.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A SARIF log of one run.
#[derive(Debug, Serialize)]
pub struct Log<'l> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
    #[serde(skip)]
    linted: &'l Linted,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    results: Vec<Outcome>,
    column_kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Debug, Serialize)]
struct Text {
    text: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Properties {
    category: &'static str,
    origin: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Debug, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// The level of a category: SARIF has three.
fn level(category: Category) -> &'static str {
    match category {
        Category::Error => "error",
        Category::SecurityWarning | Category::Warning => "warning",
        Category::Suggestion => "note",
    }
}

fn text(text: impl Into<String>) -> Text {
    Text { text: text.into() }
}

impl<'l> Log<'l> {
    /// The log of what was found; its rules are the checks that found something.
    pub fn new(linted: &'l Linted) -> Self {
        let found = linted.documents.iter().flat_map(|it| &it.findings);
        let codes: Vec<&'static str> =
            found.map(|it| it.code).collect::<BTreeSet<_>>().into_iter().collect();
        let outcomes = linted
            .documents
            .iter()
            .flat_map(|looked| looked.findings.iter().map(|found| outcome(looked, found, &codes)));
        let results = outcomes.collect();
        let rules = codes.iter().filter_map(|code| check(code)).map(rule).collect();
        let (name, version) = ("bailiwick", env!("CARGO_PKG_VERSION"));
        let tool = Tool { driver: Driver { name, version, rules } };
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run { tool, results, column_kind: "unicodeCodePoints" }],
            linted,
        }
    }
}

fn rule(check: &'static Check) -> Rule {
    Rule {
        id: check.code,
        short_description: text(check.title),
        full_description: text(check.why),
        help: text(check.mend),
        default_configuration: Configuration { level: level(check.category) },
        properties: Properties { category: check.category.name(), origin: check.origin.name() },
    }
}

fn outcome(looked: &Looked, found: &Found, codes: &[&'static str]) -> Outcome {
    let source = if looked.source == "-" { "stdin" } else { &looked.source };
    let region = Region {
        start_line: found.line,
        start_column: found.column,
        end_line: found.end_line,
        end_column: found.end_column,
    };
    let uri = utf8_percent_encode(source, PLAIN).to_string();
    let physical_location = Physical { artifact_location: Artifact { uri }, region };
    Outcome {
        rule_id: found.code,
        rule_index: codes.binary_search(&found.code).unwrap_or_default(),
        level: level(found.meant),
        message: text(format!("{}. {}", found.message, found.mend)),
        locations: [Location { physical_location }],
    }
}

impl Answer for Log<'_> {
    fn page(&self, page: &mut Page) {
        self.linted.page(page);
    }

    fn exit(&self) -> Exit {
        self.linted.exit()
    }
}
