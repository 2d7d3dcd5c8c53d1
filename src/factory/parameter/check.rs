//! Checking the values that are given for a template's parameters: everything that is wrong, at once.

use std::{collections::BTreeMap, sync::Arc};

use super::{BadValue, Given, Kind, Parameter, Value};
use crate::{
    catalog::managed_policies_named,
    factory::{
        lookup::{self, LookupError},
        request::{Request, RequestKey},
        suggest::{nearest, question},
        template::Template,
    },
    org::{Organization, PolicyType},
    policy::Position,
};

/// A value that cannot be used, or one that is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("parameter `{parameter}`: {problem}")]
pub struct ParameterError {
    /// The parameter.
    pub parameter: String,
    /// Where the template declares it, if it does.
    pub declared: Option<(Arc<str>, Position)>,
    /// What is wrong, and the mend.
    pub problem: ParameterProblem,
}

/// What is wrong with a value, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterProblem {
    /// Nothing is given, and there is no default.
    #[error("a value is missing: give a {0}")]
    Missing(String),
    /// The template has no such parameter.
    #[error("the template does not ask for it{}: leave it out", question(.0.as_deref()))]
    Unknown(Option<String>),
    /// The kind does not take the value.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// What the value names is not there.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// Another account has the value already.
    #[error("`{value}` is taken by account {by}: choose another")]
    Taken {
        /// The value.
        value: String,
        /// The account's name and id.
        by: String,
    },
}

/// Checks values against a template and an organization: a [`Request`], or all that is wrong.
pub fn check(
    template: &Arc<Template>,
    given: &BTreeMap<String, Given<String>>,
    organization: &Organization,
) -> Result<Request, Vec<ParameterError>> {
    let mut errors = unknown(template, given);
    let mut values = BTreeMap::new();
    for parameter in &template.parameters {
        let problems = match value(parameter, given.get(&parameter.name), &values) {
            Ok(Some(value)) => match exists(parameter, &value, organization) {
                Ok(()) => {
                    values.insert(parameter.name.clone(), value);
                    continue;
                }
                Err(problems) => problems,
            },
            Ok(None) => continue,
            Err(problems) => problems,
        };
        errors.extend(problems.into_iter().map(|problem| error(template, parameter, problem)));
    }
    let key = RequestKey::new(template, &values);
    for parameter in template.parameters.iter().filter(|parameter| parameter.unique) {
        let taken = values.get(&parameter.name).and_then(|value| taken(value, &key, organization));
        errors.extend(taken.map(|problem| error(template, parameter, problem)));
    }
    if errors.is_empty() { Ok(Request::new(template.clone(), values, key)) } else { Err(errors) }
}

/// The values as far as they can be told from what is given so far, defaults included: what a form
/// shows while it is filled in.
pub fn preview(
    template: &Template,
    given: &BTreeMap<String, Given<String>>,
) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for parameter in &template.parameters {
        if let Ok(Some(value)) = value(parameter, given.get(&parameter.name), &known) {
            known.insert(parameter.name.clone(), value);
        }
    }
    known.into_iter().map(|(name, value)| (name, value.to_string())).collect()
}

fn error(template: &Template, parameter: &Parameter, problem: ParameterProblem) -> ParameterError {
    let declared = Some((template.file.clone(), parameter.at));
    ParameterError { parameter: parameter.name.clone(), declared, problem }
}

fn unknown(template: &Template, given: &BTreeMap<String, Given<String>>) -> Vec<ParameterError> {
    let names = || template.parameters.iter().map(|parameter| parameter.name.as_str());
    given
        .keys()
        .filter(|name| names().all(|known| known != *name))
        .map(|name| ParameterError {
            parameter: name.clone(),
            declared: None,
            problem: ParameterProblem::Unknown(nearest(name, names())),
        })
        .collect()
}

/// The value given, or the default. Nothing at all if the default needs a value that is itself
/// wrong: that has been said already.
fn value(
    parameter: &Parameter,
    given: Option<&Given<String>>,
    before: &BTreeMap<String, Value>,
) -> Result<Option<Value>, Vec<ParameterProblem>> {
    let given = match (given, &parameter.default) {
        (Some(given), _) => given.clone(),
        (None, Some(default)) => {
            let known = |text: &&_| holes_known(text, before);
            if !default.texts().iter().all(known) {
                return Ok(None);
            }
            default.map(|text| {
                text.fill(|name| before.get(name).map(Value::to_string).unwrap_or_default())
            })
        }
        (None, None) => return Err(vec![ParameterProblem::Missing(parameter.kind.name())]),
    };
    match parameter.kind.read(&given) {
        Ok(value) => Ok(Some(value)),
        Err(bad) => Err(bad.into_iter().map(ParameterProblem::from).collect()),
    }
}

fn holes_known(text: &crate::factory::text::Text, before: &BTreeMap<String, Value>) -> bool {
    text.holes().all(|name| before.contains_key(name))
}

/// Whether everything that a value names is there, if it has to be.
fn exists(
    parameter: &Parameter,
    value: &Value,
    organization: &Organization,
) -> Result<(), Vec<ParameterProblem>> {
    if !parameter.must_exist {
        return Ok(());
    }
    let kind = match &parameter.kind {
        Kind::List { of, .. } => of,
        kind => kind,
    };
    let problems: Vec<_> = value
        .texts()
        .iter()
        .filter_map(|text| named_thing(kind, text, organization).err())
        .map(ParameterProblem::from)
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn named_thing(kind: &Kind, text: &str, organization: &Organization) -> Result<(), LookupError> {
    match kind {
        Kind::Ou => lookup::unit(organization, text).map(drop),
        Kind::Group => lookup::group(organization, text).map(drop),
        Kind::PermissionSet => lookup::permission_set(organization, text).map(drop),
        Kind::Principal => lookup::principal(organization, text),
        Kind::Policy => policy(organization, text),
        _ => Ok(()),
    }
}

/// A policy of any kind: of the organization, of AWS, or of an account.
fn policy(organization: &Organization, text: &str) -> Result<(), LookupError> {
    let same = |name: &str, id: &str| name == text || id == text;
    let there = organization.policies().iter().any(|it| same(&it.name, it.id.as_str()))
        || organization.managed_policies().iter().any(|it| same(it.name(), it.arn.as_str()))
        || managed_policies_named("").any(|it| same(it.name(), it.arn()));
    if there {
        return Ok(());
    }
    let scp = lookup::organization_policy(organization, PolicyType::ServiceControlPolicy, text);
    let near = match scp {
        Err(LookupError::Nothing { near, .. }) => near,
        _ => None,
    };
    Err(LookupError::Nothing { what: "policy", name: text.to_owned(), near })
}

/// Whether another account has a value as its address, its name or its alias. The account that
/// this very request has made does not count.
fn taken(value: &Value, key: &RequestKey, organization: &Organization) -> Option<ParameterProblem> {
    let value = value.to_string();
    let same = |text: &str| text.eq_ignore_ascii_case(&value);
    organization
        .accounts()
        .iter()
        .filter(|account| !key.made(account))
        .find(|account| {
            same(&account.email)
                || same(&account.name)
                || account.settings.alias.as_deref().is_some_and(same)
        })
        .map(|account| ParameterProblem::Taken {
            by: format!("{} ({})", account.name, account.id),
            value: value.clone(),
        })
}
