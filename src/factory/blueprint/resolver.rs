//! Looking up every name of a request in an organization; all that is wrong, at once.

use std::collections::{BTreeMap, BTreeSet};
use std::{fmt::Display, str::FromStr};

use super::{Blueprint, account_id};
use crate::{
    factory::{
        error::{PlanError, PlanProblem},
        form::{Alias, Email, End, Line, Whole},
        known,
        lookup::{self, LookupError},
        request::Request,
        suggest::nearest,
        template::{Destination, PasswordRules, Spec, Template},
        text::{ACCOUNT_ID, Text},
    },
    org::{
        Account, AccountId, AccountState, Budget, ControlId, ControlStatus, NodeId, Organization,
        OuId, ParentId, PasswordPolicy, PolicyId, PolicyType, ServicePrincipal,
    },
    policy::Position,
};

/// A looking-up in progress: what is asked for, where it is looked up, what is wrong so far.
pub(super) struct Resolver<'r> {
    pub(super) request: &'r Request,
    pub(super) organization: &'r Organization,
    pub(super) account: AccountId,
    pub(super) errors: Vec<PlanError>,
    /// What is no error but should be known.
    pub(super) warnings: Vec<String>,
}

/// The account that a request asks for and what should be known about it, or all that is wrong.
pub(in crate::factory) fn resolve(
    request: &Request,
    organization: &Organization,
) -> Result<(Blueprint, Vec<String>), Vec<PlanError>> {
    let present = request.key().account(organization);
    let account = present.map_or_else(|| account_id(request.key(), organization), |it| it.id);
    let (errors, warnings) = (Vec::new(), Vec::new());
    let mut resolver = Resolver { request, organization, account, errors, warnings };
    if let Some(account) = present {
        resolver.still_there(account);
    }
    match resolver.blueprint() {
        Some(blueprint) if resolver.errors.is_empty() => Ok((blueprint, resolver.warnings)),
        _ => {
            resolver.errors.sort_by_key(|error| error.place.as_ref().map(|(_, at)| *at));
            Err(resolver.errors)
        }
    }
}

impl Resolver<'_> {
    pub(super) fn template(&self) -> &Template {
        self.request.template()
    }

    pub(super) fn error(
        &mut self,
        at: Position,
        element: impl Into<String>,
        problem: impl Into<PlanProblem>,
    ) {
        self.errors.push(PlanError {
            place: Some((self.template().file.clone(), at)),
            element: element.into(),
            problem: problem.into(),
        });
    }

    /// A text with its holes filled.
    pub(super) fn fill(&self, text: &Text) -> String {
        self.request.fill(text, |name| self.own(name))
    }

    fn fill_all(&self, text: &Text) -> Vec<String> {
        self.request.fill_all(text, |name| self.own(name))
    }

    fn own(&self, name: &str) -> String {
        if name == ACCOUNT_ID { self.account.to_string() } else { String::new() }
    }

    /// A filled text that has to be a `T`.
    pub(super) fn typed<T>(&mut self, text: &Text, element: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let filled = self.fill(text);
        self.parsed(&filled, text.at, element)
    }

    fn parsed<T>(&mut self, text: &str, at: Position, element: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let read = text.parse().map_err(|e: T::Err| PlanProblem::Value(e.to_string()));
        read.map_err(|problem| self.error(at, element, problem)).ok()
    }

    /// All values of texts, each of which has to be a `T`.
    pub(super) fn all<T>(&mut self, texts: &[Text], element: &str) -> Vec<(T, Position)>
    where
        T: FromStr<Err: Display>,
    {
        let filled: Vec<_> =
            texts.iter().flat_map(|t| self.fill_all(t).into_iter().map(|v| (v, t.at))).collect();
        filled
            .into_iter()
            .filter_map(|(value, at)| Some((self.parsed(&value, at, element)?, at)))
            .collect()
    }

    /// What a look-up gives, or its error in its place.
    pub(super) fn found<T>(
        &mut self,
        found: Result<T, LookupError>,
        at: Position,
        element: &str,
    ) -> Option<T> {
        found.map_err(|problem| self.error(at, element, problem)).ok()
    }

    fn still_there(&mut self, account: &Account) {
        if matches!(account.state, AccountState::Closed | AccountState::PendingClosure) {
            let at = self.template().spec.name.at;
            let name = account.name.clone();
            self.error(at, "spec.account", PlanProblem::Closed { name, account: account.id });
        }
    }

    fn blueprint(&mut self) -> Option<Blueprint> {
        let template = self.request.template().clone();
        let spec = &template.spec;
        let name = self.typed::<Line>(&spec.name, "spec.account.name").map(|line| line.0);
        let email = self.typed::<Email>(&spec.email, "spec.account.email").map(|mail| mail.0);
        let alias = spec.alias.as_ref().and_then(|t| self.typed::<Alias>(t, "spec.account.alias"));
        let alias = alias.map(|alias| alias.0);
        self.reserve(spec, name.as_deref(), email.as_deref(), alias.as_deref());
        let destination = self.destination(&spec.ou);
        let quarantine = spec.quarantine.as_ref().and_then(|text| {
            self.policy(PolicyType::ServiceControlPolicy, text, "spec.quarantine")
        });
        let parking = template.lifecycle.parking.as_ref().and_then(|text| {
            let found = lookup::unit(self.organization, &self.fill(text));
            self.found(found, text.at, "lifecycle.parking")
        });
        let password_policy = spec.password_policy.as_ref().and_then(|it| self.passwords(it));
        let attached = self.attached(spec);
        let budget = spec.budget.as_ref().and_then(|budget| {
            let monthly = self.typed::<Whole<u64>>(&budget.monthly, "spec.budget.monthly")?.0;
            Some(Budget { monthly, alarms: budget.alarms.clone() })
        });
        let delegated = self.all::<ServicePrincipal>(&spec.delegated_admin, "spec.delegated_admin");
        if let Some(destination) = &destination {
            self.controls(spec, destination);
        }
        let identity = self.identity(spec, destination.as_ref());
        let ttl = template.lifecycle.ttl.as_ref();
        let ttl = ttl.and_then(|text| self.typed::<End>(text, "lifecycle.ttl"));
        self.remarks(&template);
        Some(Blueprint {
            request: self.request.key().clone(),
            template: template.name.clone(),
            version: template.version,
            values: self.request.texts(),
            account: self.account,
            name: name?,
            email: email?,
            alias,
            destination: destination?,
            quarantine,
            parking,
            tags: self.filled(&spec.tags).into_iter().collect(),
            contacts: self.filled(&spec.contacts),
            attached,
            password_policy,
            policies: identity.policies,
            providers: identity.providers,
            roles: identity.roles,
            assignments: identity.assignments,
            budget,
            services: self.filled(&spec.services),
            delegated: delegated.into_iter().map(|(service, _)| service).collect(),
            protect: template.lifecycle.protect,
            ttl,
        })
    }

    fn filled(&self, pairs: &[(String, Text)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, text)| (key.clone(), self.fill(text))).collect()
    }

    /// Name, address and alias must be free, or be this request's own.
    fn reserve(
        &mut self,
        spec: &Spec,
        name: Option<&str>,
        email: Option<&str>,
        alias: Option<&str>,
    ) {
        let others = self.organization.accounts().iter();
        let others: Vec<_> = others.filter(|it| !self.request.key().made(it)).collect();
        let mut taken = |what, at, value: Option<&str>, of: fn(&Account) -> Option<&str>| {
            let Some(value) = value else { return };
            let same = |it: &&&std::sync::Arc<Account>| {
                of(it).is_some_and(|theirs| theirs.eq_ignore_ascii_case(value))
            };
            if let Some(other) = others.iter().find(same) {
                let by = format!("{} ({})", other.name, other.id);
                let problem = PlanProblem::Taken { what, value: value.to_owned(), by };
                self.error(at, format!("spec.account.{what}"), problem);
            }
        };
        taken("name", spec.name.at, name, |it| Some(&it.name));
        taken("email", spec.email.at, email, |it| Some(&it.email));
        let at = spec.alias.as_ref().map_or(spec.name.at, |text| text.at);
        taken("alias", at, alias, |it| it.settings.alias.as_deref());
    }

    fn destination(&mut self, destination: &Destination) -> Option<ParentId> {
        let text = match destination {
            Destination::Fixed(text) => Some(text),
            Destination::By { parameter, cases, otherwise } => {
                let value = self.request.value(parameter);
                let case = cases.iter().find(|(case, _)| *case == value).map(|(_, text)| text);
                case.or(otherwise.as_ref())
            }
        }?;
        let found = lookup::unit(self.organization, &self.fill(text));
        self.found(found, text.at, "spec.ou")
    }

    fn policy(&mut self, kind: PolicyType, text: &Text, element: &str) -> Option<PolicyId> {
        let found = lookup::organization_policy(self.organization, kind, &self.fill(text));
        self.found(found, text.at, element)
    }

    fn attached(&mut self, spec: &Spec) -> BTreeSet<PolicyId> {
        let kinds = [
            (PolicyType::ServiceControlPolicy, &spec.scp, "spec.policies.scp"),
            (PolicyType::ResourceControlPolicy, &spec.rcp, "spec.policies.rcp"),
        ];
        let mut attached = BTreeSet::new();
        for (kind, texts, element) in kinds {
            for (name, at) in self.all::<Line>(texts, element) {
                let found = lookup::organization_policy(self.organization, kind, &name.0);
                attached.extend(self.found(found, at, element));
            }
        }
        attached
    }

    fn passwords(&mut self, rules: &PasswordRules) -> Option<PasswordPolicy> {
        let text = match rules {
            PasswordRules::Spelled(policy) => return Some(*policy),
            PasswordRules::Named(text) => text,
        };
        let name = self.fill(text);
        let defined = &self.request.template().definitions.password_policies;
        let own = defined.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy);
        if let Some(policy) = own.or_else(|| known::password_policy(&name)) {
            return Some(policy);
        }
        let names = defined.iter().map(|(name, _)| name.as_str());
        let near = nearest(&name, names.chain(known::PASSWORD_POLICIES));
        let problem = LookupError::Nothing { what: "password policy", name, near };
        self.error(text.at, "spec.password_policy", problem);
        None
    }

    /// Controls belong to units, so a template can only ask that they be there: enabling one would
    /// change every other account in the unit.
    fn controls(&mut self, spec: &Spec, destination: &ParentId) {
        let place = NodeId::from(destination.clone());
        let way: Vec<OuId> = self
            .organization
            .path(&place)
            .into_iter()
            .filter_map(|node| if let NodeId::Ou(id) = node { Some(id) } else { None })
            .collect();
        for (control, at) in self.all::<ControlId>(&spec.controls, "spec.controls") {
            let in_force = way.iter().any(|ou| {
                let enabled = self.organization.controls().get(&(ou.clone(), control.clone()));
                enabled.is_some_and(|it| it.status == ControlStatus::Succeeded)
            });
            if !in_force {
                let place = self.organization.display_path(&place);
                self.error(at, "spec.controls", PlanProblem::NotInForce { control, place });
            }
        }
    }

    fn remarks(&mut self, template: &Template) {
        if template.spec.quarantine.is_none() {
            self.warnings.push(
                "the template names no quarantine: the account can be used while it is being made"
                    .to_owned(),
            );
        }
        if template.lifecycle.parking.is_none() {
            self.warnings.push(
                "the template names no parking (lifecycle.parking): if its making is taken back, the account is suspended where it is"
                    .to_owned(),
            );
        }
        if let Some(approval) = &template.approval {
            let found = lookup::group(self.organization, &self.fill(&approval.from));
            self.found(found, approval.from.at, "approval.from");
        }
    }
}
