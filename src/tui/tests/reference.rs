//! The key reference in `docs/keys.md` is what the table of commands says.

use std::{env, fmt::Write as _, fs, path::Path};

use crate::tui::command::{COMMANDS, Risk};

fn reference() -> String {
    let mut text = "# Keys\n\nEvery command of the console, by where it can be given. This page is made of the table of \
         commands by\n`BAILIWICK_BLESS=1 cargo test --lib reference`. Keys are rebound by id in `config.toml`:\n\
         `[keys]`, then for instance `quit = [\"f9\"]`.\n"
        .to_owned();
    let mut scopes = Vec::new();
    for spec in COMMANDS {
        if !scopes.contains(&spec.scope) {
            scopes.push(spec.scope);
        }
    }
    for scope in scopes {
        let _ = write!(
            text,
            "\n## {}\n\n| Keys | Id | What it does |\n| --- | --- | --- |\n",
            scope.name()
        );
        for spec in COMMANDS.iter().filter(|spec| spec.scope == scope) {
            let keys: Vec<String> = spec.keys.iter().map(|keys| code(keys)).collect();
            let asked = match spec.risk {
                Risk::None => "",
                Risk::Confirm => " Asks first.",
                Risk::TypeName => " Asks for the name.",
            };
            let _ = writeln!(text, "| {} | `{}` | {}{asked} |", keys.join(" "), spec.id, spec.doc);
        }
    }
    text
}

fn code(keys: &str) -> String {
    format!("`{}`", keys.replace('|', "\\|"))
}

#[test]
fn the_key_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    if env::var_os("BAILIWICK_BLESS").is_some() {
        fs::write(&path, reference()).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == reference(), "docs/keys.md: BAILIWICK_BLESS=1 cargo test --lib reference");
}
