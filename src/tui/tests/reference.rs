//! The key reference in `docs/keys.md` is what the table of commands says.

use std::{env, fs, path::Path};

use crate::tui::command::reference;

const HEAD: &str = "# Keys\n\nEvery command of the console, by where it can be given. This page is made of the \
     table of commands by\n`BAILIWICK_BLESS=1 cargo test --lib reference`. Keys are rebound by the name of their \
     command in `config.toml`:\n`[keys]`, then for instance `quit = [\"f9\"]`.\n\n";

#[test]
fn the_key_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = format!("{HEAD}{}", reference());
    if env::var_os("BAILIWICK_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/keys.md: BAILIWICK_BLESS=1 cargo test --lib reference");
}
