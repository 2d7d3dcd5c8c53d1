//! Where things are kept, by the XDG base directory specification.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::WorkspaceError;

/// Where things are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// A store that the user has named, on the command line or by `BAILIWICK_STORE`.
    named: Option<PathBuf>,
    /// Where the user's own data is.
    data: Option<PathBuf>,
    /// Where the user's settings are.
    config: Option<PathBuf>,
}

impl Places {
    /// The places of this process. `store` is what the command line says.
    pub fn of_process(store: Option<&Path>) -> Self {
        Self::from(store, |name| env::var_os(name))
    }

    /// The same by other variables than those of the process. Base directories that are not
    /// absolute are passed over, as the specification has it.
    fn from(store: Option<&Path>, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let base = |name, below: &str| {
            path(name)
                .filter(|base| base.is_absolute())
                .or_else(|| Some(path("HOME").or_else(|| path("USERPROFILE"))?.join(below)))
                .map(|base| base.join("bailiwick"))
        };
        Self {
            named: store.map(Path::to_owned).or_else(|| path("BAILIWICK_STORE")),
            data: base("XDG_DATA_HOME", ".local/share"),
            config: base("XDG_CONFIG_HOME", ".config"),
        }
    }

    /// The store of the user's organization.
    pub fn store(&self) -> Result<PathBuf, WorkspaceError> {
        self.named_or("store")
    }

    /// The store of the demo.
    pub fn demo(&self) -> Result<PathBuf, WorkspaceError> {
        self.named_or("demo")
    }

    /// Where settings and themes are; nothing when there is no telling.
    pub fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    fn named_or(&self, name: &str) -> Result<PathBuf, WorkspaceError> {
        let own = || Some(self.data.as_ref()?.join(name));
        self.named.clone().or_else(own).ok_or(WorkspaceError::NoHome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(store: Option<&str>, variables: &[(&str, &str)]) -> Places {
        Places::from(store.map(Path::new), |name| {
            variables.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into())
        })
    }

    fn store(places: &Places) -> String {
        places.store().unwrap().to_string_lossy().into_owned()
    }

    #[test]
    fn the_command_line_comes_first() {
        let variables = [("BAILIWICK_STORE", "/by/variable"), ("HOME", "/home/ada")];
        assert_eq!(store(&places(Some("here"), &variables)), "here");
        assert_eq!(store(&places(None, &variables)), "/by/variable");
        assert_eq!(store(&places(None, &variables[1..])), "/home/ada/.local/share/bailiwick/store");
        let empty = [("BAILIWICK_STORE", ""), ("HOME", "/home/ada")];
        assert_eq!(store(&places(None, &empty)), "/home/ada/.local/share/bailiwick/store");
    }

    #[test]
    fn base_directories_are_heeded_when_absolute() {
        let given = [("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "/etc/x"), ("HOME", "/h")];
        let found = places(None, &given);
        assert_eq!(found.demo().unwrap(), Path::new("/data/bailiwick/demo"));
        assert_eq!(found.config(), Some(Path::new("/etc/x/bailiwick")));
        let relative = [("XDG_DATA_HOME", "data"), ("HOME", "/h")];
        assert_eq!(store(&places(None, &relative)), "/h/.local/share/bailiwick/store");
    }

    #[test]
    fn without_a_home_a_store_has_to_be_named() {
        let none = places(None, &[]);
        assert!(matches!(none.store(), Err(WorkspaceError::NoHome)));
        assert_eq!(none.config(), None);
        assert_eq!(store(&places(Some("s"), &[])), "s");
    }
}
