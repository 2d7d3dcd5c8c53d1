//! The operator's settings: `config.toml` and `themes/` in the directory of settings.
//!
//! ```toml
//! theme = "light"        # a built-in theme, or themes/light.toml beside this file
//!
//! [keys]                 # a command's id and its keys; an empty list unbinds it
//! undo = ["u", "ctrl-r"]
//! ```

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// The operator's settings, as far as any face knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The name of the theme.
    pub theme: Option<String>,
    /// The operator's own keys: a command's id to its sequences.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// Settings that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The system refuses.
    #[error("cannot read {0}: {1}; the settings that come along are taken")]
    Io(PathBuf, std::io::Error),
    /// It says something that is no setting.
    #[error("{file}:{line}:{column}: {problem}; the settings that come along are taken")]
    Wrong {
        /// The file.
        file: PathBuf,
        /// The line, from one.
        line: usize,
        /// The column, from one.
        column: usize,
        /// What is wrong.
        problem: String,
    },
}

impl Config {
    /// The settings in a directory; those that come along where there is no file.
    pub fn read(dir: &Path) -> Result<Self, ConfigError> {
        let file = dir.join("config.toml");
        match fs::read_to_string(&file) {
            Ok(text) => parse(&file, &text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError::Io(file, error)),
        }
    }
}

/// The text of a theme of the operator's own, and the file that it is in.
pub fn theme(dir: &Path, name: &str) -> Option<(PathBuf, String)> {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let file = dir.join("themes").join(format!("{name}.toml"));
    let text = plain.then(|| fs::read_to_string(&file).ok())??;
    Some((file, text))
}

fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let before = &text[..at];
        ConfigError::Wrong {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            problem: error.message().lines().collect::<Vec<_>>().join(" "),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_has_its_place() {
        let told = |text: &str| parse(Path::new("config.toml"), text).unwrap_err().to_string();
        let wrong = told("theme = \"light\"\ncolour = 3\n");
        assert!(wrong.starts_with("config.toml:2:1: unknown field `colour`"), "{wrong}");
        let wrong = told("[keys]\nundo = \"u\"\n");
        assert!(wrong.starts_with("config.toml:2:8: "), "{wrong}");
    }

    #[test]
    fn settings_and_themes_are_found_in_their_directory() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Config::read(dir.path()).unwrap(), Config::default());
        fs::write(dir.path().join("config.toml"), "theme = 'mine'\nkeys.quit = ['f9']").unwrap();
        let config = Config::read(dir.path()).unwrap();
        assert_eq!(config.theme.as_deref(), Some("mine"));
        assert_eq!(config.keys["quit"], ["f9"]);
        fs::create_dir(dir.path().join("themes")).unwrap();
        fs::write(dir.path().join("themes/mine.toml"), "name = 'mine'").unwrap();
        assert_eq!(theme(dir.path(), "mine").unwrap().1, "name = 'mine'");
        assert!(theme(dir.path(), "../mine").is_none());
    }
}
