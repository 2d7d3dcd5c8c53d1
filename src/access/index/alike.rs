//! Principals who are one to every policy there is: whatever can be asked of one can be answered for
//! all of them.

use std::collections::{HashMap, HashSet};

use super::{
    Group, Index,
    depends::{About, Answers, Depends},
    named::Named,
};
use crate::{
    access::{
        Principal, acl,
        possible::{Possible, Scope, can_ever},
    },
    org::AccountId,
    policy::{ActionName, Context, Document},
};

/// What tells principals apart.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Mark {
    account: AccountId,
    group: *const Group,
    answers: Answers,
    named: Option<Principal>,
}

/// An answer, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Ever {
    /// Whether they can ever, by the example of the first.
    pub possible: Possible,
    /// Who.
    pub principals: Vec<Principal>,
}

impl Index {
    /// The principals by account, group and whatever else statements about an action, or about any,
    /// can tell of them. The first of each stands for all.
    pub fn alike(&self, action: Option<&ActionName>, context: &Context) -> Vec<Vec<Principal>> {
        let organization = self.organization();
        let about = About(action);
        let of_resources: Vec<Document> =
            organization.resources().iter().flat_map(|r| acl::documents(r)).collect();
        let documents = || {
            let policies = organization.policies().iter().map(|policy| &policy.document);
            let resources = of_resources.iter();
            let trusts = organization.roles().iter().map(|role| &role.trust);
            resources.chain(trusts).chain(policies)
        };
        let mut shared = Depends::default();
        let mut named = Named::default();
        let mut seen: HashMap<usize, &Document> = HashMap::new();
        for document in documents() {
            if seen.insert(document.address(), document).is_none() {
                shared.join(&Depends::of_document(document, about));
                named.join(Named::by([document], &[], about));
            }
        }
        for resource in organization.resources().iter() {
            named.join(Named::by([], &resource.grants, about));
        }
        let mut of_groups: HashMap<*const Group, Depends<'_>> = HashMap::new();
        let mut found: HashMap<Mark, Vec<Principal>> = HashMap::new();
        for (account, run) in self.runs() {
            let group: *const Group = std::sync::Arc::as_ptr(&run.group);
            let depends = of_groups.entry(group).or_insert_with(|| {
                let mut depends = Depends::of_layers(&run.group.layers, about);
                depends.join(&shared);
                depends
            });
            if !named.has_single() && depends.on_role_alone() && run.by_one_role() {
                let Some(caller) = run.principals().first().and_then(|p| p.caller(organization))
                else {
                    continue;
                };
                let answers = depends.ask(&caller, context, about);
                let mark = Mark { account, group, answers, named: None };
                found.entry(mark).or_default().extend(run.principals().iter().cloned());
                continue;
            }
            for principal in run.principals() {
                let mut mark = Mark { account, group, answers: Answers::default(), named: None };
                if depends.on_members() || named.has_single() {
                    let Some(caller) = principal.caller(organization) else { continue };
                    mark.answers = depends.ask(&caller, context, about);
                    mark.named = named.means(&caller).then(|| principal.clone());
                }
                found.entry(mark).or_default().push(principal.clone());
            }
        }
        let mut alike: Vec<Vec<Principal>> = found.into_values().collect();
        alike.sort();
        alike
    }

    /// The strangers whom the policies and grants of resources name, with one that stands for all
    /// others, and nobody.
    pub fn strangers_named(&self) -> Vec<Principal> {
        let organization = self.organization();
        let policies: Vec<Document> =
            organization.resources().iter().flat_map(|r| acl::documents(r)).collect();
        let trusts = organization.roles().iter().map(|role| &role.trust);
        let mut named = Named::default();
        let mut seen = HashSet::new();
        for document in
            policies.iter().chain(trusts).filter(|document| seen.insert(document.address()))
        {
            named.join(Named::by([document], &[], About(None)));
        }
        for resource in organization.resources().iter() {
            named.join(Named::by([], &resource.grants, About(None)));
        }
        named.strangers(organization)
    }

    /// Who of the organization can ever do something, within a scope: each answer is worked out
    /// once for all who are alike.
    pub fn who_can_ever(&self, action: &ActionName, scope: &Scope) -> Vec<Ever> {
        let answer = |principals: Vec<Principal>| {
            let possible = can_ever(self.organization(), principals.first()?, action, scope)?;
            Some(Ever { possible, principals })
        };
        self.alike(Some(action), &scope.context).into_iter().filter_map(answer).collect()
    }
}
