//! The resources of the model as what a form of ARNs leaves out: they are looked at one by one.

use std::fmt;

use super::spot::{own, separator};
use crate::{
    access::{pattern_set::Pattern, solve::Apart},
    org::{Organization, Resource, table::Table},
    policy::Arn,
};

/// The resources of some organizations, with what surely belongs to each.
pub struct HeldResources(Vec<Table<Resource>>);

impl HeldResources {
    /// Those of some organizations.
    pub fn of<'o>(organizations: impl Iterator<Item = &'o Organization>) -> Self {
        Self(organizations.map(|organization| organization.resources().clone()).collect())
    }
}

impl Apart for HeldResources {
    fn around(&self, arn: &str) -> Option<Pattern> {
        owners(arn).find_map(|owner| {
            let owner: Arn = owner.parse().ok()?;
            let mut tables = self.0.iter();
            let resource = tables.find_map(|resources| resources.get(&owner))?;
            own(resource).into_iter().find(|pattern| pattern.matches(arn))
        })
    }
}

impl fmt::Debug for HeldResources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HeldResources").finish_non_exhaustive()
    }
}

/// An ARN, and all that it can belong to by its separators.
fn owners(arn: &str) -> impl Iterator<Item = &str> {
    let parsed: Option<Arn> = arn.parse().ok();
    let ends = parsed.as_ref().and_then(separator).into_iter();
    let ends = ends.flat_map(move |separator| arn.match_indices(separator));
    std::iter::once(arn).chain(ends.map(move |(at, _)| &arn[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::testing::{self, Dice},
        org::sample,
    };

    #[test]
    fn what_belongs_to_a_resource_is_around_it_and_nothing_else() {
        let mut held = 0;
        for seed in 0..12 {
            let mut dice = Dice::new(seed);
            let organization = testing::organization(&mut dice);
            let apart = HeldResources::of(std::iter::once(&organization));
            for resource in organization.resources().iter() {
                let arn = resource.arn.as_str();
                for text in ["", "/a", "/a/b", ":1", "x", "/"].map(|end| format!("{arn}{end}")) {
                    let listed = organization.resources().iter().flat_map(|it| own(it));
                    let plain = listed.into_iter().any(|pattern| pattern.matches(&text));
                    assert_eq!(apart.around(&text).is_some(), plain, "{text}");
                    held += usize::from(plain);
                }
            }
        }
        let nothing = HeldResources::of(std::iter::once(&sample::organization()));
        assert!(held > 0 && nothing.around("no ARN").is_none());
    }
}
