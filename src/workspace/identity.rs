//! Who is at work, for the journal and for others who want the store.

use std::{env, fs, process::Command};

use chrono::Utc;

use crate::store::Operator;

/// Who is at work, and on which machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The user's name.
    pub name: String,
    /// The machine's name.
    pub host: String,
}

impl Identity {
    /// The user of this process: `BAILIWICK_OPERATOR`, else `USER`, `LOGNAME` or `USERNAME`.
    pub fn of_process() -> Self {
        let name =
            ["BAILIWICK_OPERATOR", "USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable);
        let host = ["/proc/sys/kernel/hostname", "/etc/hostname"]
            .into_iter()
            .find_map(|path| line(&fs::read_to_string(path).ok()?))
            .or_else(|| variable("HOSTNAME"))
            .or_else(|| variable("COMPUTERNAME"))
            .or_else(asked_host);
        let unknown = || "unknown".to_owned();
        Self { name: name.unwrap_or_else(unknown), host: host.unwrap_or_else(unknown) }
    }

    /// The same, at this moment.
    pub fn operator(&self) -> Operator {
        Operator { name: self.name.clone(), host: self.host.clone(), now: Utc::now() }
    }
}

fn asked_host() -> Option<String> {
    let output = Command::new("hostname").output().ok()?;
    line(&String::from_utf8(output.stdout).ok()?)
}

fn variable(name: &str) -> Option<String> {
    line(&env::var_os(name)?.to_string_lossy())
}

/// A text without space around it, unless nothing is left.
fn line(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
