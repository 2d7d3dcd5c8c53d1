//! Reading what the account gets.

use super::node::{Element, Reading};
use crate::{
    factory::{
        duration::Duration,
        error::TemplateProblem as Problem,
        form::{Alias, Email, End, Line, UnitName, Whole},
        template::{
            Assignee, AssignmentTemplate, BudgetTemplate, Destination, PasswordRules, RoleTemplate,
            Spec, TrustTemplate,
        },
        text::Text,
        yaml::Content,
    },
    org::{ControlId, IamName, ServicePrincipal},
};

/// The kinds of alternate contact.
const CONTACTS: [&str; 3] = ["billing", "operations", "security"];

struct Names {
    name: Text,
    alias: Option<Text>,
    email: Text,
}

impl Reading {
    pub(super) fn spec(&mut self, element: &Element) -> Option<Spec> {
        let mut fields = self.fields(element)?;
        let ou = self.required(&mut fields, "ou").and_then(|it| self.destination(&it));
        let names = self.required(&mut fields, "account").and_then(|it| self.names(&it));
        let quarantine = fields.take("quarantine").and_then(|it| self.typed::<Line>(&it));
        let tags = fields.take("tags").map(|it| self.texts_by_name(&it));
        let contacts = fields.take("contacts").map(|it| self.contacts(&it));
        let policies = fields.take("policies").and_then(|it| self.direct_policies(&it));
        let controls = fields.take("controls").map(|it| self.texts::<ControlId>(&it));
        let password_policy =
            fields.take("password_policy").and_then(|it| self.password_rules(&it));
        let boundary = fields.take("boundary").and_then(|it| self.typed::<Line>(&it));
        let roles = fields.take("roles").map(|it| self.roles(&it));
        let assignments = fields.take("assignments").map(|it| self.assignments(&it));
        let budget = fields.take("budget").and_then(|it| self.budget(&it));
        let services = fields.take("services").map(|it| self.texts_by_name(&it));
        let delegated_admin =
            fields.take("delegated_admin").map(|it| self.texts::<ServicePrincipal>(&it));
        self.finish(fields);
        let (scp, rcp) = policies.unwrap_or_default();
        let names = names?;
        Some(Spec {
            ou: ou?,
            name: names.name,
            alias: names.alias,
            email: names.email,
            quarantine,
            tags: tags.unwrap_or_default(),
            contacts: contacts.unwrap_or_default(),
            scp,
            rcp,
            controls: controls.unwrap_or_default(),
            password_policy,
            boundary,
            roles: roles.unwrap_or_default(),
            assignments: assignments.unwrap_or_default(),
            budget,
            services: services.unwrap_or_default(),
            delegated_admin: delegated_admin.unwrap_or_default(),
        })
    }

    fn destination(&mut self, element: &Element) -> Option<Destination> {
        if matches!(element.node.content, Content::Scalar(_)) {
            return self.typed::<UnitName>(element).map(Destination::Fixed);
        }
        let mut fields = self.fields(element)?;
        let by = self.required(&mut fields, "by")?;
        let parameter = self.scalar(&by)?.to_owned();
        let known = self.known(&by, &parameter);
        let otherwise = fields.take("else").and_then(|it| self.typed::<UnitName>(&it));
        let mut cases = Vec::new();
        for (key, case) in fields.rest() {
            if known {
                self.case(&case, &parameter, &key.name);
            }
            if let Some(place) = self.typed::<UnitName>(&case) {
                cases.push((key.name.clone(), place));
            }
        }
        if otherwise.is_none() && known {
            self.every_case(element, &parameter, &cases);
        }
        Some(Destination::By { parameter, cases, otherwise })
    }

    /// A choice without `else` has to speak of every value.
    fn every_case(&mut self, element: &Element, parameter: &str, cases: &[(String, Text)]) {
        let declared = self.parameters.iter().find(|p| p.name == parameter);
        let left_out = match declared.and_then(|parameter| parameter.kind.cases()) {
            Some(values) => {
                let said = |value: &String| cases.iter().any(|(case, _)| case == value);
                values.into_iter().filter(|value| !said(value)).collect()
            }
            None => vec!["other values".to_owned()],
        };
        if !left_out.is_empty() {
            let problem = Problem::CaseLeftOut(left_out.join(", "));
            self.fault(element.node.at, &element.path, problem);
        }
    }

    fn names(&mut self, element: &Element) -> Option<Names> {
        let mut fields = self.fields(element)?;
        let name = self.required(&mut fields, "name").and_then(|it| self.typed::<Line>(&it));
        let alias = fields.take("alias").and_then(|it| self.typed::<Alias>(&it));
        let email = match fields.take("email") {
            Some(it) => self.typed::<Email>(&it),
            None => self.email_parameter(element),
        };
        self.finish(fields);
        Some(Names { name: name?, alias, email: email? })
    }

    /// An account without a spelled-out address has that of the parameter `email`.
    fn email_parameter(&mut self, element: &Element) -> Option<Text> {
        if self.parameters.iter().any(|parameter| parameter.name == "email") {
            return Text::parse("${email}", element.node.at).ok();
        }
        self.fault(element.node.at, &element.path, Problem::Missing("email"));
        None
    }

    pub(super) fn texts_by_name(&mut self, element: &Element) -> Vec<(String, Text)> {
        let pairs = self.pairs(element);
        let text = |(key, it): &(&crate::factory::yaml::Key, Element)| {
            Some((key.name.clone(), self.text(it)?))
        };
        pairs.iter().filter_map(text).collect()
    }

    fn contacts(&mut self, element: &Element) -> Vec<(String, Text)> {
        let Some(mut fields) = self.fields(element) else { return Vec::new() };
        let mut contacts = Vec::new();
        for kind in CONTACTS {
            let text = fields.take(kind).and_then(|it| self.typed::<Email>(&it));
            contacts.extend(text.map(|text| (kind.to_owned(), text)));
        }
        self.finish(fields);
        contacts
    }

    fn direct_policies(&mut self, element: &Element) -> Option<(Vec<Text>, Vec<Text>)> {
        let mut fields = self.fields(element)?;
        let scp = fields.take("scp").map(|it| self.texts::<Line>(&it));
        let rcp = fields.take("rcp").map(|it| self.texts::<Line>(&it));
        self.finish(fields);
        Some((scp.unwrap_or_default(), rcp.unwrap_or_default()))
    }

    fn password_rules(&mut self, element: &Element) -> Option<PasswordRules> {
        match &element.node.content {
            Content::Map(_) => self.password_policy(element).map(PasswordRules::Spelled),
            _ => self.typed::<Line>(element).map(PasswordRules::Named),
        }
    }

    fn roles(&mut self, element: &Element) -> Vec<RoleTemplate> {
        self.items(element).iter().filter_map(|item| self.role(item)).collect()
    }

    fn role(&mut self, element: &Element) -> Option<RoleTemplate> {
        let mut fields = self.fields(element)?;
        let name = self.required(&mut fields, "name").and_then(|it| self.typed::<IamName>(&it));
        let description = fields.take("description").and_then(|it| self.text(&it));
        let trust = self.required(&mut fields, "trust").and_then(|it| self.trust(&it));
        let policies = fields.take("policies").map(|it| self.texts::<Line>(&it));
        let boundary = fields.take("boundary").and_then(|it| self.typed::<Line>(&it));
        let max_session = fields.take("max_session").and_then(|it| self.typed::<Duration>(&it));
        let when = fields.take("when").and_then(|it| self.condition(&it));
        self.finish(fields);
        Some(RoleTemplate {
            at: element.node.at,
            name: name?,
            description,
            trust: trust?,
            policies: policies.unwrap_or_default(),
            boundary,
            max_session,
            when,
        })
    }

    fn trust(&mut self, element: &Element) -> Option<TrustTemplate> {
        let mut fields = self.fields(element)?;
        let account = fields.take("account").and_then(|it| self.typed::<Line>(&it));
        let oidc = fields.take("oidc").and_then(|it| self.typed::<Line>(&it));
        let service = fields.take("service").and_then(|it| self.typed::<ServicePrincipal>(&it));
        let trust = match (account, oidc, service) {
            (Some(account), None, None) => {
                let role = fields.take("role").and_then(|it| self.typed::<Line>(&it));
                Some(TrustTemplate::Account { account, role })
            }
            (None, Some(provider), None) => {
                let subjects = self.required(&mut fields, "subjects");
                let subjects = subjects.map(|it| self.texts::<Line>(&it)).unwrap_or_default();
                Some(TrustTemplate::Oidc { provider, subjects })
            }
            (None, None, Some(service)) => Some(TrustTemplate::Service(service)),
            _ => {
                let problem = Problem::ExactlyOne("`account`, `oidc` and `service`");
                self.fault(element.node.at, &element.path, problem);
                None
            }
        };
        if trust.is_some() {
            self.finish(fields);
        }
        trust
    }

    fn assignments(&mut self, element: &Element) -> Vec<AssignmentTemplate> {
        self.items(element).iter().filter_map(|item| self.assignment(item)).collect()
    }

    fn assignment(&mut self, element: &Element) -> Option<AssignmentTemplate> {
        let mut fields = self.fields(element)?;
        let group = fields.take("group").and_then(|it| self.typed::<Line>(&it));
        let user = fields.take("user").and_then(|it| self.typed::<Line>(&it));
        let who = match (group, user) {
            (Some(group), None) => Some(Assignee::Group(group)),
            (None, Some(user)) => Some(Assignee::User(user)),
            _ => {
                let problem = Problem::ExactlyOne("`group` and `user`");
                self.fault(element.node.at, &element.path, problem);
                None
            }
        };
        let set =
            self.required(&mut fields, "permission_set").and_then(|it| self.typed::<Line>(&it));
        let expires = fields.take("expires").and_then(|it| self.typed::<End>(&it));
        let when = fields.take("when").and_then(|it| self.condition(&it));
        self.finish(fields);
        Some(AssignmentTemplate {
            at: element.node.at,
            who: who?,
            permission_set: set?,
            expires,
            when,
        })
    }

    fn budget(&mut self, element: &Element) -> Option<BudgetTemplate> {
        let mut fields = self.fields(element)?;
        let monthly =
            self.required(&mut fields, "monthly").and_then(|it| self.typed::<Whole<u64>>(&it));
        let items = fields.take("alarms").map(|it| self.items(&it)).unwrap_or_default();
        let alarms = items.iter().filter_map(|item| self.number(item)).collect();
        self.finish(fields);
        Some(BudgetTemplate { monthly: monthly?, alarms })
    }
}
