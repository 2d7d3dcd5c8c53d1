//! What policies ask of members, and what members who look the same have answered.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt};

use super::{
    depends::{Answers, Depends},
    likeness::{Features, Likeness},
};
use crate::{
    org::AccountId,
    policy::condition::{ConditionCell, Test},
};

/// Conditions on who members are, with the answers to them by number.
pub struct Asks<'p> {
    /// What is asked.
    pub depends: Depends<'p>,
    sight: Sight,
    answers: HashMap<Answers, u32>,
    alike: HashMap<Likeness, u32>,
    /// The same by name, where nothing but the name counts: there are many.
    by_name: Vec<Option<u32>>,
}

/// How much conditions see of a member.
#[derive(Debug, PartialEq, Eq)]
enum Sight {
    /// Nothing.
    None,
    /// What it looks like; in these accounts the account as well.
    Looks(Features, BTreeSet<AccountId>),
    /// More than that.
    More,
}

impl<'p> Asks<'p> {
    /// Nobody has answered yet.
    pub fn new(depends: Depends<'p>) -> Self {
        let sight = Sight::of(&depends);
        let (answers, alike) = (HashMap::new(), HashMap::new());
        Self { depends, sight, answers, alike, by_name: Vec::new() }
    }

    /// The number of a member's answers; it answers itself only where nobody like it has.
    pub fn answers(
        &mut self,
        account: AccountId,
        likeness: Likeness,
        ask: impl FnOnce(&Depends<'p>) -> Option<Answers>,
    ) -> Option<u32> {
        let features = match &self.sight {
            Sight::None => return Some(0),
            Sight::Looks(features, but) if !but.contains(&account) => Some(*features),
            Sight::Looks(..) | Sight::More => None,
        };
        if let Some(known) = features.and_then(|features| self.known(likeness, features)) {
            return Some(known);
        }
        let next = self.answers.len() as u32;
        let number = *self.answers.entry(ask(&self.depends)?).or_insert(next);
        if let Some(features) = features {
            self.learn(likeness, features, number);
        }
        Some(number)
    }

    fn known(&self, likeness: Likeness, features: Features) -> Option<u32> {
        match features {
            Features::Name => self.by_name.get(likeness.name()).copied().flatten(),
            Features::Tags | Features::All => {
                self.alike.get(&likeness.in_terms_of(features)).copied()
            }
        }
    }

    fn learn(&mut self, likeness: Likeness, features: Features, number: u32) {
        match features {
            Features::Name => {
                let name = likeness.name();
                if self.by_name.len() <= name {
                    self.by_name.resize(name + 1, None);
                }
                self.by_name[name] = Some(number);
            }
            Features::Tags | Features::All => {
                self.alike.insert(likeness.in_terms_of(features), number);
            }
        }
    }
}

impl Sight {
    fn of(depends: &Depends<'_>) -> Self {
        let mut accounts = BTreeSet::new();
        let (mut name, mut tags) = (false, false);
        for cell in depends.cells() {
            match &*cell.lower {
                "aws:principalarn" => {
                    name = true;
                    let Some(told) = told_apart(cell) else { return Self::More };
                    accounts.extend(told);
                }
                key if key.starts_with("aws:principaltag/") => tags = true,
                _ => return Self::More,
            }
        }
        for key in depends.values() {
            if !key.to_ascii_lowercase().starts_with("aws:principaltag/") {
                return Self::More;
            }
            tags = true;
        }
        match (name, tags) {
            (false, false) => Self::None,
            (true, false) => Self::Looks(Features::Name, accounts),
            (false, true) => Self::Looks(Features::Tags, accounts),
            (true, true) => Self::Looks(Features::All, accounts),
        }
    }
}

/// The accounts that a condition on ARNs of IAM can tell from others; nothing when it may tell any
/// apart. A pattern that has any account, or one number, where ARNs have theirs tells no others.
fn told_apart(cell: &ConditionCell) -> Option<Vec<AccountId>> {
    let test = cell.operator?.test;
    let mut accounts = Vec::new();
    for value in &cell.values {
        let head = match test {
            Test::ArnLike => {
                // Each part is held against its own (C-28).
                let mut parts = value.text.splitn(6, ':').skip(4);
                (parts.next(), parts.next())
            }
            Test::StringEquals | Test::StringLike => {
                let behind = value.text.strip_prefix("arn:aws:iam::")?;
                behind
                    .split_once(':')
                    .map_or((None, None), |(account, rest)| (Some(account), Some(rest)))
            }
            _ => return None,
        };
        match head {
            (Some("*"), Some(_)) if test != Test::StringEquals => {}
            (Some(account), Some(_)) => accounts.push(account.parse().ok()?),
            _ => return None,
        }
    }
    Some(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Document;

    fn told(operator: &str, value: &str) -> Option<usize> {
        let document = Document::new(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalArn":"{value}"}}}}}}]}}"#
        ));
        told_apart(&document.statements()[0].conditions[0]).map(|accounts| accounts.len())
    }

    #[test]
    fn patterns_tell_the_accounts_apart_that_they_name_c_22_c_28() {
        assert_eq!(told("ArnNotLike", "arn:aws:iam::*:role/Org*"), Some(0));
        assert_eq!(told("ArnLike", "arn:*:iam::*:role/Org*"), Some(0));
        assert_eq!(told("StringLike", "arn:aws:iam::*:role/Org*"), Some(0));
        assert_eq!(told("ArnLike", "arn:aws:iam::111111111111:role/a"), Some(1));
        assert_eq!(told("StringNotEquals", "arn:aws:iam::111111111111:root"), Some(1));
        for any in ["arn:aws:iam::1*:role/a", "*", "arn:*role/a", "arn:aws:iam::???:root"] {
            assert_eq!(told("StringLike", any), None, "{any}");
        }
        assert_eq!(told("StringLike", "arn:*:iam::*:role/a"), None);
        assert_eq!(told("StringEquals", "arn:aws:iam::*:role/a"), None);
        assert_eq!(told("Null", "true"), None);
    }
}
