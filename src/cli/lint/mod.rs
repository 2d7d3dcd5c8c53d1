//! `lint`: what is wrong, weak or superfluous in policies, of files or of the store.

mod sarif;
mod stored;

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::{
    Failure, Global, Output, give,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Exit, Form, Page},
};
use crate::policy::{
    Document,
    lint::{Category, Finding, Kind, lint},
};

/// Tell what is wrong, weak, dangerous or superfluous in policies
///
/// Without a file, all policies of the store are looked at, those that AWS keeps aside. What a file
/// is for is guessed where --kind does not say it: with a Principal it is the policy of a resource,
/// or a trust policy if it is about STS and has no Resource; without, an identity policy. An SCP, an
/// RCP, a boundary and the like cannot be told from these, so say what they are.
///
/// The exit code is 1 when something of the category of --fail-on or a graver one is found, 0 when
/// not, and 2 when a file cannot be read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files with one policy each; - is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the policies in the files are for
    #[arg(long, value_name = "KIND", value_parser = kinds(), requires = "files")]
    kind: Option<Kind>,
    /// The least category that makes the exit code 1
    #[arg(long, value_name = "CATEGORY", value_parser = categories(),
        default_value = Category::SecurityWarning.name())]
    fail_on: Category,
}

fn kinds() -> impl TypedValueParser<Value = Kind> {
    named(Kind::ALL, Kind::name)
}

fn categories() -> impl TypedValueParser<Value = Category> {
    named(Category::ALL, Category::name)
}

/// Takes one of the values by its name.
fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.map(name)).try_map(move |text| {
        all.into_iter().find(|it| name(*it) == text).ok_or("there is no such name")
    })
}

/// A policy that is looked at.
struct Named {
    /// Its file, or where it sits in the organization.
    source: String,
    kind: Kind,
    assumed: bool,
    document: Document,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Linted {
    fail_on: &'static str,
    failed: bool,
    counts: Counts,
    documents: Vec<Looked>,
}

/// How many findings there are of each category.
#[derive(Debug, Default, Serialize)]
struct Counts {
    error: usize,
    security_warning: usize,
    warning: usize,
    suggestion: usize,
}

/// What was found in one policy.
#[derive(Debug, Serialize)]
struct Looked {
    source: String,
    kind: &'static str,
    /// Whether its kind was guessed.
    assumed: bool,
    findings: Vec<Found>,
}

/// A finding, for programs and people.
#[derive(Debug, Serialize)]
struct Found {
    code: &'static str,
    category: &'static str,
    origin: &'static str,
    title: &'static str,
    message: String,
    why: &'static str,
    mend: &'static str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(skip)]
    meant: Category,
}

/// Looks at the policies and gives what it finds.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Exit, Failure> {
    let policies = if args.files.is_empty() {
        stored::policies(&*opening::organization(global, output)?)
    } else {
        args.files.iter().map(|file| read(file, args.kind)).collect::<Result<_, _>>()?
    };
    let linted = Linted::new(&policies, args.fail_on);
    match global.output {
        Form::Table | Form::Json => give(output, &linted),
        Form::Sarif => give(output, &sarif::Log::new(&linted)),
    }
}

fn read(file: &Path, kind: Option<Kind>) -> Result<Named, Failure> {
    let input = file == Path::new("-");
    let text =
        if input { io::read_to_string(io::stdin().lock()) } else { fs::read_to_string(file) };
    let text = text.map_err(|error| Failure::Unreadable { path: file.to_owned(), error })?;
    let document = Document::new(&text);
    Ok(Named {
        source: file.display().to_string(),
        kind: kind.unwrap_or_else(|| Kind::guess(&document)),
        assumed: kind.is_none(),
        document,
    })
}

impl Linted {
    /// Equal texts of one kind are looked at once.
    fn new(policies: &[Named], fail_on: Category) -> Self {
        let mut known: HashMap<(&str, Kind), Vec<Finding>> = HashMap::new();
        let mut documents = Vec::with_capacity(policies.len());
        for Named { source, kind, assumed, document } in policies {
            let findings =
                known.entry((document.text(), *kind)).or_insert_with(|| lint(document, *kind));
            let findings = findings.iter().map(Found::from).collect();
            let (source, kind) = (source.clone(), kind.name());
            documents.push(Looked { source, kind, assumed: *assumed, findings });
        }
        let all = || documents.iter().flat_map(|it| &it.findings).map(|it| it.meant);
        let count = |category| all().filter(|it| *it == category).count();
        Self {
            fail_on: fail_on.name(),
            failed: all().any(|category| category >= fail_on),
            counts: Counts {
                error: count(Category::Error),
                security_warning: count(Category::SecurityWarning),
                warning: count(Category::Warning),
                suggestion: count(Category::Suggestion),
            },
            documents,
        }
    }
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Self {
        let Finding { check, message, span } = finding;
        Self {
            code: check.code,
            category: check.category.name(),
            origin: check.origin.name(),
            title: check.title,
            message: message.clone(),
            why: check.why,
            mend: check.mend,
            line: span.start.line,
            column: span.start.column,
            end_line: span.end.line,
            end_column: span.end.column,
            meant: check.category,
        }
    }
}

fn meaning(category: Category) -> Meaning {
    match category {
        Category::Error => Meaning::Deny,
        Category::SecurityWarning | Category::Warning => Meaning::Conditional,
        Category::Suggestion => Meaning::Faint,
    }
}

impl Answer for Linted {
    fn page(&self, page: &mut Page) {
        let told = |it: &&Looked| it.assumed || !it.findings.is_empty();
        for looked in self.documents.iter().filter(told) {
            let assumed = if looked.assumed { ", assumed" } else { "" };
            page.title(format!("{} ({}{assumed})", looked.source, looked.kind));
            for found in &looked.findings {
                page.pieces([
                    format!("  {}:{}  ", found.line, found.column).into(),
                    Piece::new(meaning(found.meant), found.meant.title()),
                    format!("  {}", found.message).into(),
                    Piece::new(Meaning::Faint, format!("  {}", found.code)),
                ]);
                page.line(Piece::new(Meaning::Faint, format!("      {}", found.mend)));
            }
        }
        let Counts { error, security_warning, warning, suggestion } = self.counts;
        let counts = [
            (error, Category::Error),
            (security_warning, Category::SecurityWarning),
            (warning, Category::Warning),
            (suggestion, Category::Suggestion),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, category)| {
                format!("{count} {}{}", category.title(), if count == 1 { "" } else { "s" })
            })
            .collect();
        let counts = if counts.is_empty() { "nothing found".into() } else { counts.join(", ") };
        let policies = match self.documents.len() {
            1 => "1 policy".to_owned(),
            many => format!("{many} policies"),
        };
        let (word, meaning) =
            if self.failed { ("FAILED", Meaning::Deny) } else { ("PASSED", Meaning::Allow) };
        if self.documents.iter().any(|it| told(&it)) {
            page.line("");
        }
        page.pieces([Piece::new(meaning, word), format!("  {counts} in {policies}").into()]);
    }

    fn exit(&self) -> Exit {
        if self.failed { Exit::No } else { Exit::Yes }
    }
}
