//! The law of the house: a room uses only the rooms above it, and certain crates live in certain rooms.

#![allow(clippy::unwrap_used, reason = "a test binary")]

use std::{fs, path::Path, path::PathBuf};

const ROOMS: [&str; 11] = [
    "catalog",
    "policy",
    "org",
    "access",
    "govern",
    "factory",
    "store",
    "exchange",
    "workspace",
    "cli",
    "tui",
];

/// A crate and the only places (path prefixes under `src/`) that may name it.
const RESIDENTS: [(&str, &[&str]); 4] = [
    ("sled", &["store/"]),
    ("ratatui", &["tui/"]),
    ("crossterm", &["tui/"]),
    ("tokio", &["workspace/", "tui/runtime.rs"]),
];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Rooms named by `crate::room` or by `crate::{room, room::x}` in code (comments aside).
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let tail = std::iter::once(group).chain(text.lines().skip(number + 1));
                let mut depth = 1;
                let mut word = String::new();
                let mut fresh = true;
                'group: for piece in tail {
                    for c in piece.chars().chain(std::iter::once(' ')) {
                        match c {
                            '{' => depth += 1,
                            '}' => depth -= 1,
                            _ => {}
                        }
                        if c.is_alphanumeric() || c == '_' {
                            word.push(c);
                            continue;
                        }
                        if fresh && !word.is_empty() {
                            named.push((number + 1, std::mem::take(&mut word)));
                            fresh = false;
                        }
                        word.clear();
                        if c == ',' && depth == 1 {
                            fresh = true;
                        }
                        if depth == 0 {
                            break 'group;
                        }
                    }
                }
            } else {
                let word = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                named.push((number + 1, word));
            }
        }
    }
    named
}

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for (rank, room) in ROOMS.iter().enumerate() {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        assert!(!files.is_empty(), "room {room} is missing");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (line, word) in rooms_named(&text) {
                match ROOMS.iter().position(|r| *r == word) {
                    Some(used) if used > rank => {
                        broken.push(format!("{}:{line} uses {word}", file.display()));
                    }
                    Some(_) => {}
                    None => broken.push(format!("{}:{line} names no room: {word}", file.display())),
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_crate_lives_in_its_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut broken = Vec::new();
    for file in files {
        let place = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for (name, homes) in RESIDENTS {
                let uses = [format!("use {name}"), format!("{name}::")];
                if uses.iter().any(|u| code.contains(u.as_str()))
                    && !homes.iter().any(|home| place.starts_with(home))
                {
                    broken.push(format!("{place}:{} uses {name}", number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_reader_of_use_lines_sees_groups() {
    let text = "use crate::{org::{Change, Ou}, policy::Arn,\n    access};\nuse crate::catalog::x;";
    let rooms: Vec<String> = rooms_named(text).into_iter().map(|(_, r)| r).collect();
    assert_eq!(rooms, ["org", "policy", "access", "catalog"]);
}
