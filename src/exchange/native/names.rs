//! Names and ids: which name means which id, and which id can go by its name.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::meaning::Named;
use crate::{catalog, org::AccountId};

/// The names and ids of everything that goes by a name.
#[derive(Debug, Default)]
pub struct Names {
    kinds: HashMap<Named, Index>,
    /// Managed policies of accounts: account id to names and ARNs.
    managed: HashMap<String, Index>,
}

/// Names and ids of one kind of thing.
#[derive(Debug, Default)]
struct Index {
    ids: HashMap<String, Vec<String>>,
    names: HashMap<String, String>,
}

impl Index {
    fn add(&mut self, name: &str, id: &str) {
        self.ids.entry(name.to_owned()).or_default().push(id.to_owned());
        self.names.insert(id.to_owned(), name.to_owned());
    }

    fn ids(&self, name: &str) -> &[String] {
        self.ids.get(name).map_or(&[], Vec::as_slice)
    }

    /// The name of an id, when it means this id and nothing else.
    fn name(&self, id: &str) -> Option<&str> {
        let name = self.names.get(id)?;
        let clear = self.ids(name).len() == 1 && !self.names.contains_key(name);
        (clear && !name.is_empty()).then_some(name)
    }
}

/// AWS's managed policies by name.
fn aws() -> &'static Index {
    static AWS: OnceLock<Index> = OnceLock::new();
    AWS.get_or_init(|| {
        let mut index = Index::default();
        for policy in catalog::managed_policies() {
            index.add(policy.name(), policy.arn());
        }
        index
    })
}

impl Names {
    /// Makes a name known.
    pub fn add(&mut self, kind: Named, name: &str, id: &str) {
        self.kinds.entry(kind).or_default().add(name, id);
    }

    /// Makes a managed policy of an account known.
    pub fn add_managed(&mut self, account: &str, name: &str, arn: &str) {
        self.managed.entry(account.to_owned()).or_default().add(name, arn);
    }

    /// The id that a name or id means; what is wrong with it and what to do otherwise.
    pub fn id(&self, kind: Named, text: &str) -> Result<String, String> {
        let what = what(kind);
        let Some(index) = self.kinds.get(&kind) else {
            return Err(format!("there is no {what} at all; add it first"));
        };
        if index.names.contains_key(text) {
            return Ok(text.to_owned());
        }
        match index.ids(text) {
            [id] => Ok(id.clone()),
            [] => Err(match index.nearest(text) {
                Some(near) => format!("there is no {what} `{text}`; did you mean `{near}`?"),
                None => format!("there is no {what} `{text}`; add it, or name one that is there"),
            }),
            ids => Err(format!("`{text}` is the name of {}; write the id", ids.join(" and of "))),
        }
    }

    /// What an id goes by: its name where that is clear, else the id; nothing when it is unknown.
    pub fn name(&self, kind: Named, id: &str) -> Option<String> {
        let index = self.kinds.get(&kind)?;
        index.names.get(id)?;
        let name = index.name(id).filter(|name| kind != Named::Account || is_account_name(name));
        Some(name.unwrap_or(id).to_owned())
    }

    /// The ARN of a managed policy: of this account, else of AWS. ARNs are taken as they are.
    pub fn managed_arn(&self, account: Option<&str>, text: &str) -> Result<String, String> {
        if text.starts_with("arn:") {
            return Ok(text.to_owned());
        }
        let own = account.and_then(|account| self.managed.get(account));
        let own = own.map_or(&[][..], |index| index.ids(text));
        let found = if own.is_empty() { aws().ids(text) } else { own };
        match found {
            [arn] => Ok(arn.clone()),
            [] => Err(format!(
                "neither the account nor AWS has a managed policy `{text}`; \
                 add it under managed_policies, or write the ARN"
            )),
            arns => Err(format!("`{text}` can be {}; write the ARN", arns.join(" or "))),
        }
    }

    /// What a managed policy goes by in this account: its name where that is clear, else its ARN.
    pub fn managed_name(&self, account: Option<&str>, arn: &str) -> String {
        let own = account.and_then(|account| self.managed.get(account));
        let name = match own.and_then(|index| index.name(arn)) {
            Some(name) => Some(name),
            None => aws().name(arn).filter(|name| own.is_none_or(|own| own.ids(name).is_empty())),
        };
        name.unwrap_or(arn).to_owned()
    }
}

impl Index {
    /// A name that differs from `text` in case or in a letter or two.
    fn nearest(&self, text: &str) -> Option<&str> {
        let names: HashSet<&str> = self.ids.keys().map(String::as_str).collect();
        names
            .into_iter()
            .map(|name| (distance(&name.to_lowercase(), &text.to_lowercase()), name))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, name)| name)
    }
}

/// How many letters to put in, take out or change to come from one text to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

/// Whether a text can only be meant as the name of an account: not as a path, not as an id.
pub fn is_account_name(text: &str) -> bool {
    !text.starts_with('/') && text.parse::<AccountId>().is_err()
}

fn what(kind: Named) -> &'static str {
    match kind {
        Named::Account => "account",
        Named::Unit => "organizational unit",
        Named::Policy => "organization policy",
        Named::PermissionSet => "permission set",
        Named::User => "directory user",
        Named::Group => "directory group",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        let mut names = Names::default();
        for (name, id) in pairs {
            names.add(Named::Account, name, id);
        }
        names
    }

    #[test]
    fn a_name_means_its_id_and_an_id_itself() {
        let names = names(&[("booking-prod", "1")]);
        assert_eq!(names.id(Named::Account, "booking-prod").unwrap(), "1");
        assert_eq!(names.id(Named::Account, "1").unwrap(), "1");
        assert_eq!(names.name(Named::Account, "1").unwrap(), "booking-prod");
    }

    #[test]
    fn a_name_that_two_bear_means_neither() {
        let names = names(&[("a", "1"), ("a", "2")]);
        assert!(names.id(Named::Account, "a").unwrap_err().contains("write the id"));
        assert_eq!(names.name(Named::Account, "2").unwrap(), "2");
    }

    #[test]
    fn a_name_that_is_the_id_of_another_is_not_written() {
        let names = names(&[("2", "1"), ("b", "2")]);
        assert_eq!(names.name(Named::Account, "1").unwrap(), "1");
        assert_eq!(names.id(Named::Account, "2").unwrap(), "2");
    }

    #[test]
    fn a_slip_of_the_pen_gets_a_proposal() {
        let message = names(&[("booking-prod", "1")]).id(Named::Account, "bookin-prod");
        assert!(message.unwrap_err().contains("did you mean `booking-prod`?"));
    }

    #[test]
    fn managed_policies_are_the_accounts_own_first() {
        let mut names = Names::default();
        let own = "arn:aws:iam::111111111111:policy/team/ReadOnlyAccess";
        names.add_managed("111111111111", "ReadOnlyAccess", own);
        let aws = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        assert_eq!(names.managed_arn(Some("111111111111"), "ReadOnlyAccess").unwrap(), own);
        assert_eq!(names.managed_arn(None, "ReadOnlyAccess").unwrap(), aws);
        assert_eq!(names.managed_name(Some("111111111111"), aws), aws);
        assert_eq!(names.managed_name(None, aws), "ReadOnlyAccess");
        assert!(names.managed_arn(None, "Nonsense").is_err());
    }
}
