//! `which`: the resources of the model that a principal can do something to.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Failure,
    output::{Answer, Exit, Page},
    principal,
    table::Table,
};
use crate::{
    access::{
        possible::{Possible, Scope},
        which::{Touched, which_resources},
    },
    org::Organization,
    workspace::Example,
};

/// Tell which resources of the model a principal can do something to, and what
///
/// The exit code is 0 when there are any, and 1 when there are none.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who, as `can` names principals
    principal: String,
    /// An action or a pattern of actions; again for another; without any all actions
    #[arg(long = "action", value_name = "ACTION")]
    actions: Vec<String>,
    /// A pattern of resources; again for another; without any all resources
    #[arg(long = "resource", value_name = "PATTERN")]
    resources: Vec<String>,
}

/// What can be touched.
#[derive(Debug, Serialize)]
pub struct Which {
    principal: String,
    resources: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    resource: String,
    /// Actions that some request is allowed to do.
    actions: Vec<&'static str>,
    /// Actions of which that cannot be told, and what it hangs on.
    unknown: BTreeMap<&'static str, Vec<String>>,
    /// A request for the first action.
    example: Option<Example>,
}

/// Tells which.
pub fn run(args: &Args, organization: &Organization) -> Result<Which, Failure> {
    let principal = principal::find(organization, &args.principal)?;
    let scope = Scope {
        actions: args.actions.clone(),
        resources: args.resources.clone(),
        ..Scope::default()
    };
    let found = which_resources(organization, &principal, &scope).ok_or_else(|| {
        Failure::Usage(format!("{principal} cannot call: its role is not in the account"))
    })?;
    Ok(Which {
        principal: principal::written(organization, &principal),
        resources: found.iter().map(One::new).collect(),
    })
}

impl One {
    fn new(touched: &Touched) -> Self {
        let mut one = Self {
            resource: touched.resource.to_string(),
            actions: Vec::new(),
            unknown: BTreeMap::new(),
            example: None,
        };
        for (action, possible) in &touched.actions {
            match possible {
                Possible::Witness(witness) => {
                    one.actions.push(action.full_name());
                    one.example.get_or_insert_with(|| Example::new(witness));
                }
                Possible::Unknown(causes) => {
                    one.unknown.insert(action.full_name(), causes.clone());
                }
                Possible::Never(_) => {}
            }
        }
        one
    }
}

impl Answer for Which {
    fn page(&self, page: &mut Page) {
        let mut table = Table::new(&["RESOURCE", ">CAN", ">UNKNOWN", "SUCH AS"]);
        for one in &self.resources {
            let example = one.example.as_ref().map(ToString::to_string);
            table.row([
                one.resource.as_str().into(),
                one.actions.len().to_string().into(),
                one.unknown.len().to_string().into(),
                example.unwrap_or_default().into(),
            ]);
        }
        let title = format!("{} can touch {} resources", self.principal, self.resources.len());
        page.section(title, table);
    }

    fn exit(&self) -> Exit {
        if self.resources.is_empty() { Exit::No } else { Exit::Yes }
    }
}
