//! Session policies on the command line.

use std::{fs, path::PathBuf};

use crate::{
    access::assume::SessionPolicies,
    cli::Failure,
    policy::{Arn, Document},
};

/// The session policies that texts name: files, of which one can be passed, and ARNs.
pub fn session_policies(texts: &[String]) -> Result<SessionPolicies, Failure> {
    let mut policies = SessionPolicies::default();
    for text in texts {
        match text.parse::<Arn>() {
            Ok(arn) => policies.managed.push(arn),
            Err(_) if policies.inline.is_some() => {
                let one = "one session policy can be passed as a file: give others by ARN";
                return Err(Failure::Usage(one.to_owned()));
            }
            Err(_) => policies.inline = Some(document(text)?),
        }
    }
    Ok(policies)
}

fn document(file: &str) -> Result<Document, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Unreadable { path: PathBuf::from(file), error })?;
    Ok(Document::new(&text))
}
