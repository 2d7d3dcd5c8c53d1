//! `generate`: a store with an organization made by dice, to try things at size.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Failure, Global, opening,
    output::{Answer, Page},
};
use crate::exchange::generate::{self, Size};

/// Make a store with a made-up organization of any size, to try and measure things
///
/// The store goes to the directory that --store names, where nothing may be yet. The same size and
/// seed give the same organization.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// S: 25 accounts, a thousand roles. M: 300 and 15,000. L: 2,000 and 100,000. XL: 10,000 and
    /// half a million
    #[arg(long, value_enum, ignore_case = true, default_value_t = SizeName::S)]
    size: SizeName,
    /// What the dice start from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "verbatim")]
enum SizeName {
    S,
    M,
    L,
    #[value(name = "XL")]
    Xl,
}

/// What was made.
#[derive(Debug, Serialize)]
pub struct Generated {
    store: PathBuf,
    accounts: usize,
    roles: usize,
    assignments: usize,
    managed_policies: usize,
    resources: usize,
}

/// Generates.
pub fn run(args: &Args, global: &Global) -> Result<Generated, Failure> {
    opening::writable(global, "generate")?;
    let size = match args.size {
        SizeName::S => Size::S,
        SizeName::M => Size::M,
        SizeName::L => Size::L,
        SizeName::Xl => Size::XL,
    };
    let organization = generate::generate(size, args.seed)
        .ok_or_else(|| Failure::Usage(format!("size {size} cannot be made from this seed")))?;
    let origin = format!("generated: size {size}, seed {}", args.seed);
    let workspace = opening::create(global, &organization, &origin)?;
    Ok(Generated {
        store: workspace.dir().to_owned(),
        accounts: organization.accounts().len(),
        roles: organization.roles().len(),
        assignments: organization.assignments().len(),
        managed_policies: organization.managed_policies().len(),
        resources: organization.resources().len(),
    })
}

impl Answer for Generated {
    fn page(&self, page: &mut Page) {
        let Self { accounts, roles, assignments, managed_policies, resources, .. } = self;
        page.line(format!(
            "{}: {accounts} accounts, {roles} roles, {assignments} assignments, \
             {managed_policies} managed policies, {resources} resources",
            self.store.display()
        ));
    }
}
