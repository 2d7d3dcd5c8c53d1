//! Managed policies by name: the template's own, AWS's, or the one that the other accounts keep
//! under that name.

use std::collections::BTreeMap;

use super::OwnPolicy;
use crate::{
    catalog,
    factory::{error::PlanProblem, lookup::LookupError, suggest::nearest},
    org::{
        AccountId, CustomerPolicyReference, IamName, IamPath, ManagedPolicy, Organization, ParentId,
    },
    policy::{Arn, Document},
};

/// A managed policy that a name stands for.
pub(super) enum Managed {
    /// One of AWS's.
    Aws(Arn),
    /// One that the account has to keep itself.
    Own(OwnPolicy),
}

/// Where managed policies are looked for.
pub(super) struct Managers<'o> {
    organization: &'o Organization,
    account: AccountId,
    /// Where the account goes: what its neighbours there keep goes before what others keep.
    destination: Option<&'o ParentId>,
}

impl<'o> Managers<'o> {
    pub(super) fn of(
        organization: &'o Organization,
        account: AccountId,
        destination: Option<&'o ParentId>,
    ) -> Self {
        Self { organization, account, destination }
    }

    /// The policy that a name or an ARN stands for; `defined` is the template's own definition.
    pub(super) fn find(
        &self,
        name: &str,
        defined: Option<Document>,
    ) -> Result<Managed, PlanProblem> {
        if let Ok(arn) = name.parse::<Arn>() {
            return self.by_arn(name, arn);
        }
        if let Some(document) = defined {
            return self.own(name, &IamPath::default(), document).map(Managed::Own);
        }
        if let Some(policy) = catalog::managed_policies_named(name).find(|it| it.name() == name) {
            let arn = self.localized(policy.arn());
            return arn.parse().map(Managed::Aws).map_err(|e| PlanProblem::value(&e));
        }
        match self.kept_by_others(name)? {
            Some((path, document)) => self.own(name, &path, document).map(Managed::Own),
            None => Err(self.nothing(name)),
        }
    }

    /// The policy of the account's own that a permission set refers to (I-4).
    pub(super) fn referred(
        &self,
        reference: &CustomerPolicyReference,
        defined: Option<Document>,
    ) -> Result<OwnPolicy, PlanProblem> {
        let kept = || self.kept_by_others(&reference.name).map(|found| found.map(|(_, text)| text));
        match defined.map_or_else(kept, |document| Ok(Some(document)))? {
            Some(document) => self.own(&reference.name, &reference.path, document),
            None => Err(self.nothing(&reference.name)),
        }
    }

    fn localized(&self, arn: &str) -> String {
        arn.replacen("arn:aws:", &format!("arn:{}:", self.organization.foundation().partition()), 1)
    }

    fn by_arn(&self, text: &str, arn: Arn) -> Result<Managed, PlanProblem> {
        if self.organization.managed_exists(&arn, self.account) {
            return Ok(Managed::Aws(arn));
        }
        Err(self.nothing(text))
    }

    fn nothing(&self, name: &str) -> PlanProblem {
        let kept = self.organization.managed_policies().iter().map(|it| it.name().to_owned());
        let aws = catalog::managed_policies_named("").map(|it| it.name().to_owned());
        let names: Vec<String> = kept.chain(aws).collect();
        let near = nearest(name, names.iter().map(String::as_str));
        LookupError::Nothing { what: "managed policy", name: name.to_owned(), near }.into()
    }

    fn own(
        &self,
        name: &str,
        path: &IamPath,
        document: Document,
    ) -> Result<OwnPolicy, PlanProblem> {
        let name: IamName = name.parse().map_err(|e| PlanProblem::value(&e))?;
        let partition = self.organization.foundation().partition();
        let arn = format!("arn:{partition}:iam::{}:policy{path}{name}", self.account);
        let arn = arn.parse().map_err(|e| PlanProblem::value(&e))?;
        Ok(OwnPolicy { arn, document })
    }

    /// The one text that accounts keep under a name, their own ids replaced by the new account's.
    /// Neighbours at the destination are asked first.
    fn kept_by_others(&self, name: &str) -> Result<Option<(IamPath, Document)>, PlanProblem> {
        let named = self.organization.managed_policies().iter();
        let all: Vec<&ManagedPolicy> =
            named.map(|it| &**it).filter(|it| it.name() == name && owner(it).is_some()).collect();
        let near: Vec<_> = all.iter().copied().filter(|it| self.is_neighbour(it)).collect();
        let asked = if near.is_empty() { all } else { near };
        let mut texts: BTreeMap<(String, String), AccountId> = BTreeMap::new();
        for policy in asked {
            let (Some(document), Some(owner)) = (policy.document(), owner(policy)) else {
                continue;
            };
            let text = document.text().replace(&owner.to_string(), &self.account.to_string());
            texts.entry((path(policy), text)).or_insert(owner);
        }
        if texts.len() > 1 {
            let mut holders: Vec<_> = texts.values().map(ToString::to_string).collect();
            holders.sort();
            let problem =
                PlanProblem::Differs { name: name.to_owned(), holders: holders.join(", ") };
            return Err(problem);
        }
        let Some(((path, text), _)) = texts.pop_first() else { return Ok(None) };
        let path = path.parse().map_err(|e| PlanProblem::value(&e))?;
        Ok(Some((path, Document::new(&text))))
    }

    fn is_neighbour(&self, policy: &ManagedPolicy) -> bool {
        let account = owner(policy).and_then(|id| self.organization.accounts().get(&id));
        account.is_some_and(|account| Some(&account.parent) == self.destination)
    }
}

/// The account that keeps a policy; nothing for AWS's.
fn owner(policy: &ManagedPolicy) -> Option<AccountId> {
    policy.arn.account().parse().ok()
}

/// The path of a policy: `/` or `/a/b/`.
fn path(policy: &ManagedPolicy) -> String {
    let resource = policy.arn.resource().trim_start_matches("policy");
    resource[..resource.len() - policy.name().len()].to_owned()
}
