//! Looking up who gets in: roles, whom they trust, what they carry, and assignments.

use std::collections::BTreeMap;

use super::{
    AssignmentPlan, OwnPolicy, RolePlan,
    managed::{Managed, Managers},
    resolver::Resolver,
};
use crate::{
    factory::{
        duration::Duration,
        error::PlanProblem,
        form::{End, Line},
        known, lookup,
        lookup::LookupError,
        suggest::nearest,
        template::{Assignee, AssignmentTemplate, OidcProvider, RoleTemplate, Spec, TrustTemplate},
        text::Text,
        trust,
    },
    org::{
        AccountId, BoundaryReference, DirectoryPrincipal, IamName, ParentId, PermissionSetId, Role,
        ServicePrincipal,
    },
    policy::{Arn, Document, Position},
};

/// Sessions of a role that says nothing, in seconds (G-27).
const ONE_HOUR: u32 = 3600;

/// Everything about who gets in.
#[derive(Default)]
pub(super) struct Identity {
    pub(super) policies: Vec<OwnPolicy>,
    pub(super) providers: BTreeMap<Arn, Vec<String>>,
    pub(super) roles: Vec<RolePlan>,
    pub(super) assignments: Vec<AssignmentPlan>,
}

/// Whom a role trusts.
enum Trust {
    /// Those that this document names.
    In(Document),
    /// Nobody, so that the role would be of no use.
    Nobody,
}

impl Identity {
    /// Notes a policy that the account keeps itself.
    fn keep(&mut self, policy: OwnPolicy) -> Arn {
        let arn = policy.arn.clone();
        if !self.policies.iter().any(|known| known.arn == arn) {
            self.policies.push(policy);
        }
        arn
    }
}

impl Resolver<'_> {
    pub(super) fn identity(&mut self, spec: &Spec, destination: Option<&ParentId>) -> Identity {
        let mut identity = Identity::default();
        let managers = Managers::of(self.organization, self.account, destination);
        if let Some(text) = &spec.boundary {
            self.managed(&managers, text, "spec.boundary", &mut identity);
        }
        for (index, role) in spec.roles.iter().enumerate() {
            if self.request.holds(role.when.as_ref()) {
                let element = format!("spec.roles[{index}]");
                let role = self.role(&managers, role, &element, &mut identity);
                identity.roles.extend(role);
            }
        }
        for (index, assignment) in spec.assignments.iter().enumerate() {
            if self.request.holds(assignment.when.as_ref()) {
                let element = format!("spec.assignments[{index}]");
                let assignment = self.assignment(assignment, &element);
                if let Some(assignment) = &assignment {
                    let set = assignment.permission_set.clone();
                    self.needs_of_set(&managers, &set, spec, index, &mut identity);
                }
                identity.assignments.extend(assignment);
            }
        }
        identity
    }

    /// The ARN of a managed policy; one that the account has to keep itself is noted.
    fn managed(
        &mut self,
        managers: &Managers,
        text: &Text,
        element: &str,
        identity: &mut Identity,
    ) -> Option<Arn> {
        let name = self.fill(text);
        self.managed_named(managers, &name, text.at, element, identity)
    }

    fn managed_named(
        &mut self,
        managers: &Managers,
        name: &str,
        at: Position,
        element: &str,
        identity: &mut Identity,
    ) -> Option<Arn> {
        match managers.find(name, self.defined(name)) {
            Ok(Managed::Aws(arn)) => Some(arn),
            Ok(Managed::Own(policy)) => Some(identity.keep(policy)),
            Err(problem) => {
                self.error(at, element, problem);
                None
            }
        }
    }

    /// The template's own definition of a managed policy.
    fn defined(&self, name: &str) -> Option<Document> {
        let definitions = &self.request.template().definitions.policies;
        let (_, text) = definitions.iter().find(|(known, _)| known == name)?;
        Some(Document::new(&self.fill(text)))
    }

    fn role(
        &mut self,
        managers: &Managers,
        role: &RoleTemplate,
        element: &str,
        identity: &mut Identity,
    ) -> Option<RolePlan> {
        let name = self.typed::<IamName>(&role.name, &format!("{element}.name"));
        let trust = self.trust(&role.trust, &format!("{element}.trust"), identity);
        let mut managed = Vec::new();
        let place = format!("{element}.policies");
        for (name, at) in self.all::<Line>(&role.policies, &place) {
            managed.extend(self.managed_named(managers, &name.0, at, &place, identity));
        }
        let boundary = role.boundary.as_ref().and_then(|text| {
            self.managed(managers, text, &format!("{element}.boundary"), identity)
        });
        let session = role.max_session.as_ref();
        let session = session.map(|t| self.typed::<Duration>(t, &format!("{element}.max_session")));
        let max_session = session.map_or(Some(ONE_HOUR), |length| Some(length?.seconds))?;
        let name = name?;
        let Trust::In(trust) = trust? else {
            self.warnings
                .push(format!("role {name} is left out: no subject is named that could assume it"));
            return None;
        };
        let description = role.description.as_ref().map(|t| self.fill(t)).unwrap_or_default();
        Some(RolePlan { name, description, trust, managed, boundary, max_session })
    }

    /// Whom a role trusts.
    fn trust(
        &mut self,
        trust: &TrustTemplate,
        element: &str,
        identity: &mut Identity,
    ) -> Option<Trust> {
        match trust {
            TrustTemplate::Account { account, role } => {
                let arn = self.trusted(account, role.as_ref(), element)?;
                Some(Trust::In(trust::aws(&arn)))
            }
            TrustTemplate::Service(service) => {
                let service = self.typed::<ServicePrincipal>(service, element)?;
                Some(Trust::In(trust::service(&service)))
            }
            TrustTemplate::Oidc { provider, subjects } => {
                let known = self.provider(provider, &format!("{element}.oidc"))?;
                let place = format!("{element}.subjects");
                let subjects = self.all::<Line>(subjects, &place);
                let subjects: Vec<_> = subjects.into_iter().map(|(subject, _)| subject.0).collect();
                if subjects.is_empty() {
                    return Some(Trust::Nobody);
                }
                let partition = self.organization.foundation().partition();
                let arn =
                    format!("arn:{partition}:iam::{}:oidc-provider/{}", self.account, known.url);
                let arn: Arn = arn
                    .parse()
                    .map_err(|e| self.error(provider.at, element, PlanProblem::value(&e)))
                    .ok()?;
                let document = trust::oidc(&arn, &known, &subjects);
                identity.providers.insert(arn, known.audiences);
                Some(Trust::In(document))
            }
        }
    }

    /// An account, or a role of it, that a role trusts. AWS refuses roles that are not there.
    fn trusted(&mut self, account: &Text, role: Option<&Text>, element: &str) -> Option<String> {
        let text = self.fill(account);
        let partition = self.organization.foundation().partition();
        let found = lookup::account(self.organization, &text);
        let (id, outside) = match (found, text.parse::<AccountId>()) {
            (Ok(id), _) => (id, false),
            (Err(_), Ok(id)) => (id, true),
            (Err(problem), Err(_)) => {
                self.error(account.at, format!("{element}.account"), problem);
                return None;
            }
        };
        if outside {
            self.warnings
                .push(format!("{element} trusts account {id}, which is outside the organization"));
        }
        let Some(role) = role else { return Some(format!("arn:{partition}:iam::{id}:root")) };
        let name = self.fill(role);
        if outside {
            return Some(format!("arn:{partition}:iam::{id}:role/{name}"));
        }
        let known = name.parse().ok().and_then(|n| self.organization.roles().get(&(id, n)));
        if let Some(Role { path, name, .. }) = known.map(|role| &**role) {
            return Some(format!("arn:{partition}:iam::{id}:role{path}{name}"));
        }
        let near = nearest(&name, self.organization.roles_in(id).map(|role| role.name.as_str()));
        let problem = LookupError::Nothing { what: "role of that account", name, near };
        self.error(role.at, format!("{element}.role"), problem);
        None
    }

    /// A provider by the template's own name for it, a widely known name, or its host.
    fn provider(&mut self, text: &Text, element: &str) -> Option<OidcProvider> {
        let name = self.fill(text);
        let defined = &self.request.template().definitions.oidc;
        let own = defined.iter().find(|(known, _)| *known == name).map(|(_, it)| it.clone());
        let found = own.or_else(|| known::oidc_provider(&name));
        if found.is_none() {
            let names = defined.iter().map(|(name, _)| name.as_str());
            let near = nearest(&name, names.chain(known::OIDC_PROVIDERS));
            self.error(
                text.at,
                element,
                LookupError::Nothing { what: "OIDC provider", name, near },
            );
        }
        found
    }

    fn assignment(
        &mut self,
        assignment: &AssignmentTemplate,
        element: &str,
    ) -> Option<AssignmentPlan> {
        let principal = match &assignment.who {
            Assignee::Group(text) => {
                let found = lookup::group(self.organization, &self.fill(text));
                let id = self.found(found, text.at, &format!("{element}.group"));
                id.map(DirectoryPrincipal::Group)
            }
            Assignee::User(text) => {
                let found = lookup::user(self.organization, &self.fill(text));
                let id = self.found(found, text.at, &format!("{element}.user"));
                id.map(DirectoryPrincipal::User)
            }
        };
        let text = &assignment.permission_set;
        let found = lookup::permission_set(self.organization, &self.fill(text));
        let permission_set = self.found(found, text.at, &format!("{element}.permission_set"));
        let expires = assignment.expires.as_ref();
        let expires = expires.map(|t| self.typed::<End>(t, &format!("{element}.expires")));
        let expires = match expires {
            Some(end) => Some(end?),
            None => None,
        };
        Some(AssignmentPlan { permission_set: permission_set?, principal: principal?, expires })
    }

    /// What a permission set refers to has to be in the account before it is provisioned (I-4).
    fn needs_of_set(
        &mut self,
        managers: &Managers,
        set: &PermissionSetId,
        spec: &Spec,
        index: usize,
        identity: &mut Identity,
    ) {
        let Some(set) = self.organization.permission_sets().get(set) else { return };
        let boundary = match &set.boundary {
            Some(BoundaryReference::Customer(reference)) => Some(reference),
            Some(BoundaryReference::Managed(_)) | None => None,
        };
        let at = spec.assignments[index].permission_set.at;
        let element = format!("spec.assignments[{index}].permission_set");
        for reference in set.customer.iter().chain(boundary) {
            match managers.referred(reference, self.defined(&reference.name)) {
                Ok(policy) => drop(identity.keep(policy)),
                Err(problem) => self.error(at, element.as_str(), problem),
            }
        }
    }
}
