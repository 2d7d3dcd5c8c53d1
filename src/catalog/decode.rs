//! From the compact form that `docs/refresh-catalog.py` writes to the catalogue.

use std::{collections::BTreeMap, sync::OnceLock};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    Catalog,
    action::{AccessLevel, AccessLevels, Action, ActionId, Need, ResourceUse, order},
    condition_key::{ConditionKey, WrittenType},
    embedded,
    service::{ArnForm, ResourceType, Service},
};

#[derive(Deserialize)]
struct CatalogForm<'a> {
    source: &'a str,
    updated: DateTime<Utc>,
    #[serde(borrow)]
    rcp: Vec<&'a str>,
    services: BTreeMap<&'a str, ServiceForm<'a>>,
}

#[derive(Deserialize)]
struct ServiceForm<'a> {
    #[serde(rename = "n")]
    name: &'a str,
    #[serde(rename = "a", borrow)]
    actions: BTreeMap<&'a str, ActionForm<'a>>,
    #[serde(rename = "r")]
    resource_types: BTreeMap<&'a str, ResourceTypeForm<'a>>,
    #[serde(rename = "c")]
    condition_keys: BTreeMap<&'a str, WrittenType>,
}

#[derive(Deserialize)]
struct ActionForm<'a>(
    Levels,
    #[serde(borrow, default)] Vec<UseForm<'a>>,
    #[serde(default)] Vec<&'a str>,
);

#[derive(Deserialize)]
struct UseForm<'a>(&'a str, u8, #[serde(borrow, default)] Vec<&'a str>);

#[derive(Deserialize)]
struct ResourceTypeForm<'a>(&'a str, #[serde(borrow, default)] Vec<&'a str>);

#[derive(Deserialize)]
#[serde(try_from = "&str")]
struct Levels(AccessLevels);

impl TryFrom<&str> for Levels {
    type Error = String;

    fn try_from(letters: &str) -> Result<Self, Self::Error> {
        let level = |letter| match letter {
            'L' => Ok(AccessLevel::List),
            'R' => Ok(AccessLevel::Read),
            'W' => Ok(AccessLevel::Write),
            'P' => Ok(AccessLevel::PermissionsManagement),
            'T' => Ok(AccessLevel::Tagging),
            _ => Err(format!("`{letter}` is no access level")),
        };
        letters.chars().map(level).collect::<Result<_, _>>().map(Levels)
    }
}

pub(super) fn catalog() -> Catalog {
    let form: CatalogForm<'static> = embedded::parse(embedded::unpack(embedded::CATALOG));
    let mut actions = Vec::new();
    let mut services = Vec::new();
    for (prefix, service) in form.services {
        actions.extend(service.actions.into_iter().map(|(name, form)| action(prefix, name, form)));
        services.push(Service {
            prefix,
            name: service.name,
            actions: &[],
            resource_types: service.resource_types.into_iter().map(resource_type).collect(),
            condition_keys: service.condition_keys.into_iter().map(condition_key).collect(),
            by_name: OnceLock::new(),
        });
    }
    actions.sort_by(|a, b| order(&a.full_name, &b.full_name));
    for (place, action) in actions.iter_mut().enumerate() {
        action.id = ActionId(place as u32);
    }
    let actions: &'static [Action] = actions.leak();
    for run in actions.chunk_by(|a, b| a.service() == b.service()) {
        if let Some(service) =
            services.iter_mut().find(|service| service.prefix == run[0].service())
        {
            service.actions = run;
        }
    }
    Catalog { source: form.source, updated: form.updated, services, actions, rcp: form.rcp }
}

fn action(prefix: &str, name: &str, form: ActionForm<'static>) -> Action {
    let ActionForm(Levels(levels), uses, condition_keys) = form;
    Action {
        id: ActionId(0),
        full_name: format!("{prefix}:{name}").into(),
        colon: prefix.len(),
        levels,
        resource_types: uses.into_iter().map(resource_use).collect(),
        condition_keys,
    }
}

fn resource_use(UseForm(name, required, condition_keys): UseForm<'static>) -> ResourceUse {
    let need = if required == 0 { Need::Optional } else { Need::Required };
    ResourceUse { name, need, condition_keys }
}

fn resource_type((name, form): (&'static str, ResourceTypeForm<'static>)) -> ResourceType {
    let ResourceTypeForm(arns, condition_keys) = form;
    let arns = arns.split(',').map(|arn| ArnForm::new(arn.trim())).collect();
    ResourceType { name, arns, condition_keys }
}

fn condition_key((name, written): (&'static str, WrittenType)) -> ConditionKey {
    let WrittenType(value_type, cardinality) = written;
    ConditionKey::new(name, value_type, cardinality)
}
