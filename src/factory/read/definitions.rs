//! Reading what names in the template stand for.

use super::node::{Element, Reading};
use crate::{
    factory::{
        error::TemplateProblem as Problem,
        form::PolicyText,
        template::{Definitions, OidcProvider},
        text::Text,
    },
    org::{IamName, PasswordPolicy},
};

impl Reading {
    pub(super) fn definitions(&mut self, element: &Element) -> Option<Definitions> {
        let mut fields = self.fields(element)?;
        let mut definitions = Definitions::default();
        for (key, it) in self.named(fields.take("password_policies")) {
            definitions.password_policies.extend(self.password_policy(&it).map(|p| (key, p)));
        }
        for (key, it) in self.named(fields.take("policies")) {
            definitions.policies.extend(self.document(&key, &it).map(|text| (key, text)));
        }
        for (key, it) in self.named(fields.take("oidc")) {
            definitions.oidc.extend(self.provider(&it).map(|provider| (key, provider)));
        }
        self.finish(fields);
        Some(definitions)
    }

    fn named<'n>(&mut self, element: Option<Element<'n>>) -> Vec<(String, Element<'n>)> {
        let pairs = element.map(|it| self.pairs(&it)).unwrap_or_default();
        pairs.into_iter().map(|(key, it)| (key.name.clone(), it)).collect()
    }

    /// A policy document, as JSON text.
    fn document(&mut self, name: &str, element: &Element) -> Option<Text> {
        if let Err(error) = name.parse::<IamName>() {
            self.fault(element.node.at, &element.path, Problem::Value(error.to_string()));
        }
        self.typed::<PolicyText>(element)
    }

    pub(super) fn password_policy(&mut self, element: &Element) -> Option<PasswordPolicy> {
        let mut fields = self.fields(element)?;
        let minimum = self.required(&mut fields, "minimum_length");
        let minimum_length = minimum.and_then(|it| {
            let length = self.number::<u8>(&it)?;
            if !(6..=128).contains(&length) {
                let message = format!("{length} is out of bounds: write 6 to 128");
                self.fault(it.node.at, &it.path, Problem::Value(message));
            }
            Some(length)
        });
        let mut yes = |name: &'static str, reading: &mut Self| {
            fields.take(name).and_then(|it| reading.choice(&it)).unwrap_or_default()
        };
        let symbols = yes("symbols", self);
        let numbers = yes("numbers", self);
        let uppercase = yes("uppercase", self);
        let lowercase = yes("lowercase", self);
        let users_may_change = yes("users_may_change", self);
        let hard_expiry = yes("hard_expiry", self);
        let max_age_days = fields.take("max_age_days").and_then(|it| self.number(&it));
        let reuse_prevention = fields.take("reuse_prevention").and_then(|it| self.number(&it));
        self.finish(fields);
        Some(PasswordPolicy {
            minimum_length: minimum_length?,
            symbols,
            numbers,
            uppercase,
            lowercase,
            users_may_change,
            max_age_days,
            reuse_prevention,
            hard_expiry,
        })
    }

    fn provider(&mut self, element: &Element) -> Option<OidcProvider> {
        let mut fields = self.fields(element)?;
        let url = self.required(&mut fields, "url").and_then(|it| self.scalar(&it));
        let audiences = self.required(&mut fields, "audiences").map(|it| self.items(&it));
        let audiences: Vec<String> = audiences
            .unwrap_or_default()
            .iter()
            .filter_map(|item| self.scalar(item))
            .map(str::to_owned)
            .collect();
        self.finish(fields);
        let url = url?.trim_start_matches("https://").trim_end_matches('/').to_owned();
        Some(OidcProvider { url, audiences })
    }
}
