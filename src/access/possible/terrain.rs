//! Where requests can lead: the forms of ARNs in the caller's account, and the resources of the model
//! that can have something to say.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Spot,
    apart::HeldResources,
    form::{Form, Forms},
    spot::kept_by_aws,
};
use crate::{
    access::{Caller, acl, solve::Apart, special},
    org::{AccountId, Organization, Resource, Role},
    policy::{
        ActionName, Arn, Document, Effect,
        action::Polarity,
        principal::{CallerNames, NamedPrincipal, PrincipalElement, PrincipalEntry},
    },
};

/// What there is in one organization, or in two at once.
#[derive(Clone, Copy)]
pub enum Terrain<'o> {
    /// Nothing is known of any resource.
    Bare,
    /// The resources of one.
    One(&'o Organization),
    /// The resources of both; what matters is whether the first lets a caller in.
    Both(&'o Organization, &'o Organization),
}

/// Whose requests: what a resource of somebody else may let in.
struct Visitor<'a> {
    action: &'a ActionName,
    account: Option<AccountId>,
    names: CallerNames,
}

impl<'o> Terrain<'o> {
    /// Everything that a caller's request for an action can be about and that may be allowed: the
    /// forms of ARNs in an account, its resources, and those of others that let the caller in.
    pub fn spots(
        self,
        caller: &Caller,
        account: Option<AccountId>,
        action: &ActionName,
    ) -> Vec<Spot> {
        let forms = Forms::of(action);
        let mut found = self.of_forms(caller, account, action, &forms);
        let resources = self.resources(caller, action, &forms).into_iter();
        found.extend(resources.flat_map(|resource| forms.spots_of(resource)));
        found.extend(self.trusting(caller, action));
        found
    }

    /// Those of them that are no resources of the model.
    pub fn unheld(
        self,
        caller: &Caller,
        account: Option<AccountId>,
        action: &ActionName,
    ) -> Vec<Spot> {
        self.of_forms(caller, account, action, &Forms::of(action))
    }

    fn of_forms(
        self,
        caller: &Caller,
        account: Option<AccountId>,
        action: &ActionName,
        forms: &Forms,
    ) -> Vec<Spot> {
        let mut found = Vec::new();
        // What is about nothing is about the account of the caller, if it has one.
        if forms.without_resource && (account.is_some() || caller.account().is_none()) {
            found.push(Spot::nothing());
        }
        if let Some(account) = account.filter(|_| !about_nothing(action)) {
            let kept = kept_by_aws(caller, action);
            let apart = self.apart();
            found.extend(forms.arns.iter().map(|form| {
                Spot::of_form(form, self.partition(), account, kept.clone()).besides(apart.clone())
            }));
        }
        found
    }

    /// The resources of the model that have the forms of an action and that may let a caller do
    /// something, by ARN.
    pub fn resources(
        self,
        caller: &Caller,
        action: &ActionName,
        forms: &Forms,
    ) -> Vec<&'o Arc<Resource>> {
        if about_nothing(action) {
            return Vec::new();
        }
        let visitor = Visitor { action, account: caller.account(), names: caller.names() };
        let open = forms.arns.iter().flat_map(|form| self.open_to(form, &visitor));
        open.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// The roles that may let a caller assume them, where that is asked for.
    pub fn trusting(self, caller: &Caller, action: &ActionName) -> Vec<Spot> {
        if !special::assumes_role(action) {
            return Vec::new();
        }
        let visitor = Visitor { action, account: caller.account(), names: caller.names() };
        self.roles(&visitor).iter().map(|arn| Spot::known(arn.as_str())).collect()
    }

    /// The same as the other organization sees it.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Both(first, second) => Self::Both(second, first),
            Self::Bare | Self::One(_) => self,
        }
    }

    fn organizations(self) -> impl Iterator<Item = &'o Organization> {
        let (first, second) = match self {
            Self::Bare => (None, None),
            Self::One(organization) => (Some(organization), None),
            Self::Both(first, second) => (Some(first), Some(second)),
        };
        first.into_iter().chain(second)
    }

    /// What there is of resources, which forms leave out.
    fn apart(self) -> Option<Arc<dyn Apart>> {
        match self {
            Self::Bare => None,
            Self::One(_) | Self::Both(..) => {
                Some(Arc::new(HeldResources::of(self.organizations())))
            }
        }
    }

    fn partition(self) -> &'o str {
        self.organizations()
            .next()
            .map_or("aws", |organization| organization.foundation().partition())
    }

    /// The resources of a form's service that may let a visitor do something.
    fn open_to(self, form: &Form, visitor: &Visitor<'_>) -> Vec<(&'o Arn, &'o Arc<Resource>)> {
        let all = |organization: &'o Organization| -> Vec<&'o Arc<Resource>> {
            match form.own_service() {
                None => organization.resources().iter().collect(),
                Some(service) => organization.resources_of_service(service).collect(),
            }
        };
        let own = |organization: &'o Organization, account| -> Vec<&'o Arc<Resource>> {
            match form.own_service() {
                None => organization.resources_in(account).collect(),
                Some(service) => organization.resources_of(account, service).collect(),
            }
        };
        let open = |organization: &'o Organization| -> Vec<&'o Arc<Resource>> {
            let services = match form.own_service() {
                None => organization.services_held(),
                Some(service) => BTreeSet::from([service.to_owned()]),
            };
            let guarded = services.iter().flat_map(|it| organization.guarded_resources(it));
            let own = visitor.account.into_iter().flat_map(|account| own(organization, account));
            own.chain(guarded.filter(|resource| visitor.may_enter(resource))).collect()
        };
        let mut found: Vec<&Arc<Resource>> = match self {
            Self::Bare => Vec::new(),
            Self::One(organization) => open(organization),
            Self::Both(first, second) => {
                let only = all(second).into_iter();
                let only = only.filter(|resource| !first.resources().contains(&resource.arn));
                open(first).into_iter().chain(only).collect()
            }
        };
        found.retain(|resource| form.service_is(&resource.arn));
        found.into_iter().map(|resource| (&resource.arn, resource)).collect()
    }

    /// The roles whose trust policies may let a visitor in.
    fn roles(self, visitor: &Visitor<'_>) -> Vec<Arn> {
        let trusting = |role: &&'o Arc<Role>| visitor.is_let_in(&role.trust);
        let roles = self.organizations().flat_map(|organization| organization.roles().iter());
        let mut arns: Vec<Arn> = roles.filter(trusting).filter_map(|role| role.arn()).collect();
        arns.sort();
        arns.dedup();
        arns
    }
}

/// Whether an action is about no resource, though the catalogue gives it one.
fn about_nothing(action: &ActionName) -> bool {
    action.lower() == "s3:listallmybuckets"
}

impl Visitor<'_> {
    /// Whether a resource is the visitor's own, or lets it in.
    fn may_enter(&self, resource: &Resource) -> bool {
        self.account == Some(resource.account)
            || !resource.grants.is_empty()
            || acl::documents(resource).any(|policy| self.is_let_in(&policy))
    }

    /// Whether a resource's policy may allow the visitor the action, whatever its conditions.
    fn is_let_in(&self, policy: &Document) -> bool {
        // Whose a canonical id is may be unknown (P-10).
        let obscure =
            |entry: &PrincipalEntry| matches!(entry.named, NamedPrincipal::CanonicalUser(_));
        let means = |element: &PrincipalElement| {
            let named = element.class(&self.names).is_some();
            named == (element.polarity == Polarity::Listed) || element.entries.iter().any(obscure)
        };
        !policy.reading().unreadable.is_empty()
            || policy.statements().iter().any(|statement| {
                statement.effect == Effect::Allow
                    && statement.action.covers(self.action)
                    && statement.principal.as_ref().is_some_and(means)
            })
    }
}
