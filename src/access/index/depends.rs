//! What the decision for a member of a group hangs on beside the group: so that those who agree in
//! it are decided once.

use crate::{
    access::{Caller, Request, Target, derive, layers::Layers},
    policy::{
        ActionName, Context, ContextValue, Document, Lookup, Statement, Truth,
        condition::{ConditionCell, PolicyValue},
        resource::ResourceElement,
    },
};

/// What policies ask of a member of a group, over all statements about an action.
#[derive(Default)]
pub struct Depends<'p> {
    /// Whether the account counts by itself.
    pub account: bool,
    /// Conditions on who the member is.
    cells: Vec<&'p ConditionCell>,
    /// Keys of who the member is whose very value counts.
    values: Vec<&'p str>,
}

/// The statements that count: those about an action, or all.
#[derive(Clone, Copy)]
pub struct About<'a>(pub Option<&'a ActionName>);

impl About<'_> {
    /// Whether a statement counts.
    pub fn covers(self, statement: &Statement) -> bool {
        self.0.is_none_or(|action| statement.action.covers(action))
    }

    /// An action that it is about.
    fn example(self) -> Option<ActionName> {
        self.0.cloned().or_else(|| "sts:GetCallerIdentity".parse().ok())
    }
}

/// What a member answers to that.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Answers {
    truths: Vec<Truth>,
    values: Vec<Option<Vec<String>>>,
}

/// Keys that follow from the account, of the caller or of a resource that is the caller's.
const OF_ACCOUNT: [&str; 6] = [
    "aws:principalaccount",
    "aws:principalorgpaths",
    "aws:resourceaccount",
    "aws:resourceorgpaths",
    "kms:calleraccount",
    "s3:resourceaccount",
];

/// Whether a key tells members of a group and an account apart.
fn of_member(lower: &str) -> bool {
    matches!(
        lower,
        "aws:principalarn"
            | "aws:userid"
            | "aws:username"
            | "aws:sourceidentity"
            | "identitystore:userid"
    ) || lower.starts_with("aws:principaltag/")
}

impl<'p> Depends<'p> {
    /// What statements of layers hang on.
    pub fn of_layers(layers: &'p Layers, about: About<'_>) -> Self {
        let mut depends = Self::default();
        let levels = layers.scp_levels().iter().chain(layers.rcp_levels());
        let sides = layers.identity.iter().chain(&layers.boundary);
        let sides = sides.chain(&layers.resource).chain(&layers.acl);
        let session = layers.session.iter().flatten();
        for policy in sides.chain(session).chain(levels.flat_map(|level| &level.policies)) {
            depends.join(&Self::of_document(&policy.document, about));
        }
        depends
    }

    /// What statements of a document hang on.
    pub fn of_document(document: &'p Document, about: About<'_>) -> Self {
        Self::of_statements(
            document.statements().iter().filter(|statement| about.covers(statement)),
        )
    }

    /// What some statements hang on.
    pub fn of_statements(statements: impl Iterator<Item = &'p Statement>) -> Self {
        let mut depends = Self::default();
        statements.for_each(|statement| depends.add(statement));
        depends
    }

    /// Takes in what something else hangs on.
    pub fn join(&mut self, other: &Self) {
        self.account |= other.account;
        self.cells.extend(&other.cells);
        self.values.extend(&other.values);
    }

    /// The same, told in one order only: equal for all that hangs on the same.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.cells.sort_unstable_by_key(|cell| std::ptr::from_ref::<ConditionCell>(cell));
        self.cells.dedup_by(|one, other| std::ptr::eq(*one, *other));
        self.values.sort_unstable();
        self.values.dedup();
        self
    }

    /// Conditions on who the member is.
    pub fn cells(&self) -> &[&'p ConditionCell] {
        &self.cells
    }

    /// Keys of who the member is whose very value counts.
    pub fn values(&self) -> &[&'p str] {
        &self.values
    }

    fn add(&mut self, statement: &'p Statement) {
        for cell in &statement.conditions {
            self.account |= OF_ACCOUNT.contains(&&*cell.lower);
            let varies = cell.values.iter().any(|value| value.variables().next().is_some());
            if of_member(&cell.lower) {
                if varies {
                    self.values.push(&cell.key);
                } else {
                    self.cells.push(cell);
                }
            }
        }
        let in_resource = statement.resource.iter().flat_map(ResourceElement::variables);
        let in_values = statement.conditions.iter().flat_map(|cell| &cell.values);
        for key in in_resource.chain(in_values.flat_map(PolicyValue::variables)) {
            let lower = key.to_ascii_lowercase();
            self.account |= OF_ACCOUNT.contains(&&*lower);
            if of_member(&lower) {
                self.values.push(key);
            }
        }
    }

    /// Whether it is the same for all callers of a kind.
    pub fn on_nothing(&self) -> bool {
        !self.account && !self.on_members()
    }

    /// Whether members of a group in one account may differ.
    pub fn on_members(&self) -> bool {
        !self.cells.is_empty() || !self.values.is_empty()
    }

    /// Whether members who act by the same role cannot differ: nothing but its ARN is asked for.
    pub fn on_role_alone(&self) -> bool {
        let is_arn = |key: &str| key.eq_ignore_ascii_case("aws:PrincipalArn");
        self.cells.iter().all(|cell| is_arn(&cell.lower))
            && self.values.iter().all(|key| is_arn(key))
    }

    /// What a member answers of whom nothing is asked but the ARN; nothing when more is.
    pub fn ask_arn(&self, arn: impl FnOnce() -> Option<String>) -> Option<Answers> {
        if !self.values.is_empty() || !self.on_role_alone() {
            return None;
        }
        let (arn, nothing) = (ContextValue::One(arn()?), Context::default());
        let holds = |cell: &&ConditionCell| cell.holds_for(Lookup::Present(&arn), &nothing);
        Some(Answers { truths: self.cells.iter().map(holds).collect(), values: Vec::new() })
    }

    /// What a member answers.
    pub fn ask(&self, caller: &Caller, given: &Context, about: About<'_>) -> Answers {
        let Some(action) = about.example() else { return Answers::default() };
        let context = derive::of_caller(&Request {
            caller: caller.clone(),
            action,
            resource: Target::none(),
            context: given.clone(),
            organization: None,
        });
        let value = |key: &&str| match context.get(key) {
            Lookup::Present(value) => Some(value.values().to_vec()),
            Lookup::Absent => None,
            Lookup::Unknown => Some(Vec::new()),
        };
        Answers {
            truths: self.cells.iter().map(|cell| cell.holds(&context)).collect(),
            values: self.values.iter().map(value).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::derive, org::AccountId};

    #[test]
    fn keys_that_follow_from_the_account_tell_accounts_apart() {
        let (one, other): (AccountId, AccountId) =
            ("111111111111".parse().unwrap(), "222222222222".parse().unwrap());
        let context = |action: &str, account: AccountId| {
            let caller = Caller::Root {
                account,
                session: crate::access::caller::RootSession::Console { mfa: true },
            };
            let arn = format!("arn:aws:iam::{account}:root");
            derive::context(&Request {
                caller,
                action: action.parse().unwrap(),
                resource: Target { arn, account: Some(account), tags: None },
                context: Context::default(),
                organization: None,
            })
        };
        for action in ["kms:Decrypt", "s3:GetObject", "sqs:SendMessage", "ec2:RunInstances"] {
            let (of_one, of_other) = (context(action, one), context(action, other));
            for (key, _) in of_one.iter() {
                let lower = key.to_ascii_lowercase();
                let same = of_one.get(key) == of_other.get(key);
                let told = OF_ACCOUNT.contains(&&*lower) || of_member(&lower);
                assert!(same || told, "{action}: {key} is not known to follow from the account");
            }
        }
    }
}
