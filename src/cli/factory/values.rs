//! What is asked for on the command line: a template and values for its parameters.

use std::collections::BTreeMap;

use super::library;
use crate::{
    cli::Failure,
    factory::{self, Given, PlanError, Request},
    org::Organization,
    workspace::Library,
};

/// A template and values for its parameters.
#[derive(Debug, clap::Args)]
pub struct ValueArgs {
    /// The template: its name, or a file
    template: String,
    /// A value for a parameter; again for another. Lists are written `a, b`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl ValueArgs {
    /// The request that this makes, or all that is wrong with it.
    pub fn request(
        &self,
        library: &Library,
        organization: &Organization,
    ) -> Result<Request, Failure> {
        let template = library::template(library, &self.template)?;
        factory::check(&template, &self.values()?, organization).map_err(|errors| Failure::Files {
            place: format!("the values for {}", template.name),
            errors: errors.iter().map(ToString::to_string).collect(),
        })
    }

    fn values(&self) -> Result<BTreeMap<String, Given<String>>, Failure> {
        let mut values = BTreeMap::new();
        for set in &self.set {
            let Some((key, value)) = set.split_once('=').filter(|(key, _)| !key.is_empty()) else {
                return Err(Failure::Usage(format!("--set {set}: write KEY=VALUE")));
            };
            if values.insert(key.to_owned(), Given::Text(value.to_owned())).is_some() {
                let twice = format!("--set {key} is given twice: keep one, lists are written a, b");
                return Err(Failure::Usage(twice));
            }
        }
        Ok(values)
    }
}

/// What is wrong with a plan.
pub fn refused(request: &Request, errors: &[PlanError]) -> Failure {
    Failure::Files {
        place: format!("the plan of {}", request.key()),
        errors: errors.iter().map(ToString::to_string).collect(),
    }
}
