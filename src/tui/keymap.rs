//! From keys to commands: a trie for each scope, filled from the table and the operator's own bindings.

use std::collections::{BTreeMap, HashMap};

use super::command::{COMMANDS, Command, Scope, by_id};
use super::keys::{Key, KeyError, Sequence, parse_sequence, print_sequence};

/// What a run of keys means so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A whole command.
    Command(Command),
    /// The start of at least one longer sequence.
    Pending,
    /// Nothing here.
    Unbound,
}

/// A binding that cannot stand.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// The config names a command that does not exist.
    #[error("`{0}` is no command; `:` in the console lists them all")]
    UnknownCommand(String),
    /// A key that cannot be read.
    #[error("keys of `{command}`: {error}")]
    Key {
        /// The command's id.
        command: String,
        /// What is wrong with its key.
        error: KeyError,
    },
    /// Two commands that can meet want the same keys, or one's keys begin the other's.
    #[error("`{keys}` cannot serve both `{first}` and `{second}`; bind one of them to other keys")]
    Conflict {
        /// The shorter of the two sequences.
        keys: String,
        /// The command that has it.
        first: &'static str,
        /// The command that wants it too.
        second: &'static str,
    },
}

#[derive(Debug, Default)]
struct Node {
    command: Option<Command>,
    next: HashMap<Key, Node>,
}

impl Node {
    fn insert(&mut self, keys: &[Key], command: Command) {
        match keys {
            [] => self.command = Some(command),
            [first, rest @ ..] => self.next.entry(*first).or_default().insert(rest, command),
        }
    }

    fn walk(&self, keys: &[Key]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.next.get(key))
    }
}

/// Which keys give which command, scope by scope.
#[derive(Debug, Default)]
pub struct Keymap {
    roots: HashMap<Scope, Node>,
    keys: BTreeMap<Command, Vec<Sequence>>,
}

impl Keymap {
    /// The keys of the table, with the operator's own in place of a command's defaults.
    ///
    /// `bindings` maps a command's id to its sequences; an empty list unbinds it.
    pub fn new(bindings: &BTreeMap<String, Vec<String>>) -> Result<Self, BindingError> {
        let mut keys = BTreeMap::new();
        for spec in COMMANDS {
            keys.insert(spec.command, sequences(spec.id, spec.keys)?);
        }
        for (id, bound) in bindings {
            let command = by_id(id).ok_or_else(|| BindingError::UnknownCommand(id.clone()))?;
            keys.insert(command, sequences(id, bound)?);
        }
        reject_conflicts(&keys)?;
        let mut roots: HashMap<Scope, Node> = HashMap::new();
        for (command, sequences) in &keys {
            let root = roots.entry(command.spec().scope).or_default();
            for sequence in sequences {
                root.insert(sequence, *command);
            }
        }
        Ok(Self { roots, keys })
    }

    /// The keys of the table alone.
    pub fn standard() -> Self {
        Self::new(&BTreeMap::new()).unwrap_or_default()
    }

    /// What `pressed` means while `scopes` are in force.
    pub fn resolve(&self, scopes: &[Scope], pressed: &[Key]) -> Resolution {
        let nodes = || scopes.iter().filter_map(|scope| self.roots.get(scope)?.walk(pressed));
        if let Some(command) = nodes().find_map(|node| node.command) {
            Resolution::Command(command)
        } else if nodes().next().is_some() {
            Resolution::Pending
        } else {
            Resolution::Unbound
        }
    }

    /// The keys that can follow `pressed`, with the command each leads to.
    pub fn continuations(&self, scopes: &[Scope], pressed: &[Key]) -> Vec<(Sequence, Command)> {
        self.keys
            .iter()
            .filter(|(command, _)| scopes.contains(&command.spec().scope))
            .flat_map(|(command, bound)| bound.iter().map(move |keys| (keys, *command)))
            .filter(|(keys, _)| keys.len() > pressed.len() && keys.starts_with(pressed))
            .map(|(keys, command)| (keys[pressed.len()..].to_vec(), command))
            .collect()
    }

    /// The first keys of a command as text, if it has any.
    pub fn label(&self, command: Command) -> Option<String> {
        self.keys.get(&command)?.first().map(|keys| pretty(keys))
    }

    /// The first keys that give a command while `scopes` are in force, as text: none that a form
    /// takes as letters, none that an inner scope has for itself.
    pub fn label_within(&self, command: Command, scopes: &[Scope]) -> Option<String> {
        let typing = scopes.first() == Some(&Scope::Form);
        let gives = |keys: &&Sequence| {
            let letter = typing && keys.first().is_some_and(|key| key.edits());
            !letter && self.resolve(scopes, keys) == Resolution::Command(command)
        };
        self.keys.get(&command)?.iter().find(gives).map(|keys| pretty(keys))
    }

    /// All keys of a command as text.
    pub fn labels(&self, command: Command) -> Vec<String> {
        self.keys.get(&command).into_iter().flatten().map(|keys| pretty(keys)).collect()
    }
}

fn sequences(id: &str, keys: &[impl AsRef<str>]) -> Result<Vec<Sequence>, BindingError> {
    keys.iter()
        .map(|key| {
            parse_sequence(key.as_ref())
                .map_err(|error| BindingError::Key { command: id.to_owned(), error })
        })
        .collect()
}

fn reject_conflicts(keys: &BTreeMap<Command, Vec<Sequence>>) -> Result<(), BindingError> {
    let bound: Vec<(&Sequence, Command)> =
        keys.iter().flat_map(|(command, all)| all.iter().map(|one| (one, *command))).collect();
    for (at, (one, first)) in bound.iter().enumerate() {
        for (other, second) in &bound[at + 1..] {
            let clash = one.starts_with(other) || other.starts_with(one);
            if clash && first.spec().scope.meets(second.spec().scope) {
                let shorter = if one.len() < other.len() { one } else { other };
                return Err(BindingError::Conflict {
                    keys: print_sequence(shorter),
                    first: first.spec().id,
                    second: second.spec().id,
                });
            }
        }
    }
    Ok(())
}

/// Keys as the hint bar shows them: `gg`, `^d`, `↵`.
pub fn pretty(keys: &[Key]) -> String {
    keys.iter()
        .map(|key| {
            let name = key.to_string();
            match name.as_str() {
                "enter" => "↵".to_owned(),
                "up" => "↑".to_owned(),
                "down" => "↓".to_owned(),
                "left" => "←".to_owned(),
                "right" => "→".to_owned(),
                "shift-tab" => "⇧tab".to_owned(),
                _ => match name.strip_prefix("ctrl-") {
                    Some(rest) => format!("^{rest}"),
                    None => name,
                },
            }
        })
        .collect::<Vec<_>>()
        .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::parse_script;

    fn bindings(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        pairs
            .iter()
            .map(|(id, keys)| ((*id).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect()))
            .collect()
    }

    fn resolve(keymap: &Keymap, scopes: &[Scope], keys: &str) -> Resolution {
        keymap.resolve(scopes, &parse_script(keys).unwrap())
    }

    #[test]
    fn the_keys_of_the_table_can_stand() {
        Keymap::new(&BTreeMap::new()).unwrap();
    }

    #[test]
    fn a_sequence_waits_for_its_last_key() {
        let keymap = Keymap::standard();
        let scopes = [Scope::List, Scope::Movement, Scope::Global];
        assert_eq!(resolve(&keymap, &scopes, "g"), Resolution::Pending);
        assert_eq!(resolve(&keymap, &scopes, "g g"), Resolution::Command(Command::Top));
        assert_eq!(resolve(&keymap, &scopes, "g p"), Resolution::Command(Command::GoPrincipals));
        assert_eq!(resolve(&keymap, &scopes, "g x"), Resolution::Unbound);
        let next = keymap.continuations(&scopes, &parse_script("g").unwrap());
        assert!(next.iter().any(|(_, command)| *command == Command::Top));
    }

    #[test]
    fn rebinding_replaces_the_defaults() {
        let keymap = Keymap::new(&bindings(&[("quit", &["ctrl-q"])])).unwrap();
        assert_eq!(resolve(&keymap, &[Scope::Global], "q"), Resolution::Unbound);
        assert_eq!(
            resolve(&keymap, &[Scope::Global], "ctrl-q"),
            Resolution::Command(Command::Quit)
        );
    }

    #[test]
    fn conflicts_are_refused_with_both_names() {
        let error = Keymap::new(&bindings(&[("quit", &["g"])])).unwrap_err();
        assert!(matches!(error, BindingError::Conflict { ref keys, .. } if keys == "g"), "{error}");
        let error = Keymap::new(&bindings(&[("mark", &["q"])])).unwrap_err();
        assert!(error.to_string().contains("`quit`") && error.to_string().contains("`mark`"));
        assert!(Keymap::new(&bindings(&[("fly", &["x"])])).is_err());
        assert!(Keymap::new(&bindings(&[("quit", &["hyper-x"])])).is_err());
    }

    #[test]
    fn in_a_form_letters_are_typed_and_its_own_keys_come_first() {
        let keymap = Keymap::standard();
        let form = [Scope::Form, Scope::Global];
        assert_eq!(resolve(&keymap, &form, "tab"), Resolution::Command(Command::FormNext));
        assert_eq!(keymap.label_within(Command::Help, &form).as_deref(), Some("f12"));
        assert_eq!(keymap.label_within(Command::Open, &form), None);
        assert_eq!(keymap.label_within(Command::Help, &form[1..]).as_deref(), Some("?"));
    }

    #[test]
    fn scopes_that_never_meet_may_share_a_key() {
        Keymap::new(&bindings(&[("dialog-cancel", &["j"])])).unwrap();
    }
}
