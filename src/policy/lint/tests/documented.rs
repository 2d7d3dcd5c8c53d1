//! `docs/lint.md` is made of the table of checks.

use std::{env, fmt::Write, fs, path::Path};

use crate::policy::lint::{Category, FAMILIES, Origin, checks};

const INTRODUCTION: &str = "# What `bailiwick lint` looks for

<!-- Made by `BAILIWICK_BLESS=1 cargo test --lib lint` of the table of checks in `src/policy/lint`. -->

A finding is an **error** (AWS refuses the policy, or a part of it never has an effect), a **security \
warning** (it allows more than its writer may think), a **warning** (it may not do what it seems to) or \
a **suggestion** (it could be written better). Codes with a star are issue codes of IAM Access Analyzer \
and mean what they mean there; the others are Bailiwick's own. The checks judge one document alone: \
what other policies allow or deny, and whether the things that it names exist, they do not know. \
Services, actions, resource types and condition keys are those of the embedded catalogue, which has a \
date; what is newer is told as unknown.

";

fn document() -> String {
    let mut text = INTRODUCTION.to_owned();
    let counts = Category::ALL.map(|category| {
        let count = checks().filter(|check| check.category == category).count();
        format!("{count} {category}s")
    });
    writeln!(text, "{} checks: {}.", checks().count(), counts.join(", ")).unwrap();
    for family in &FAMILIES {
        writeln!(text, "\n## {}\n", family.title).unwrap();
        for check in family.checks {
            let star = if check.origin == Origin::AccessAnalyzer { "*" } else { "" };
            let (code, category) = (check.code, check.category);
            writeln!(text, "### {code}{star}\n\n*{}* ({category}). {}", check.title, check.why)
                .unwrap();
            writeln!(text, "\n**Mend:** {}\n", check.mend).unwrap();
        }
    }
    format!("{}\n", text.trim_end())
}

#[test]
fn the_document_gives_the_table_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md");
    if env::var_os("BAILIWICK_BLESS").is_some() {
        fs::write(&path, document()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == document(), "docs/lint.md is out of date: see its second line");
}
