//! Cases: scenarios with the result that the specification gives them.
//!
//! A file holds `documents` by name, `defaults` for every case, and `cases`. To be terse, beyond the
//! scenario form: `as` starts from an earlier case; a policy may be the name of a document; levels
//! may be lists of such names; a document may be a statement or a list of them, in the newest
//! version of the language; a principal may be an ARN, a service or `anonymous`; a resource may be an
//! ARN, or a list of those that one call asks for (E-60); an organization may be one of
//! [`organization`]. `expect` is the decision and the reason.

use std::{collections::HashMap, fs, path::Path};

use bailiwick::access::{
    scenario::{self, Outcome, Scenario, ScenarioError},
    together,
};
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

/// A scenario, the rules it shows, and what the specification says becomes of it.
pub struct Case {
    pub id: String,
    pub rules: Vec<String>,
    expect: String,
    denied_by: Option<Vec<String>>,
    conditional_on: Option<Vec<String>>,
    scenario: Fields,
}

/// The cases of every file.
pub fn all() -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluation");
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let cases: Vec<Case> = files.iter().flat_map(|path| in_file(path)).collect();
    let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "two cases of one id");
    }
    cases
}

fn in_file(path: &Path) -> Vec<Case> {
    let file: Fields = serde_json::from_str(&fs::read_to_string(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let none = json!({});
    let documents = file.get("documents").unwrap_or(&none).as_object().unwrap();
    let defaults = file.get("defaults").unwrap_or(&none).as_object().unwrap();
    let mut known: HashMap<String, Fields> = HashMap::new();
    let mut cases = Vec::new();
    for written in file["cases"].as_array().unwrap() {
        let written = written.as_object().unwrap();
        let base = written.get("as").map_or(defaults, |id| {
            known.get(id.as_str().unwrap()).unwrap_or_else(|| panic!("no earlier case {id}"))
        });
        let mut fields = base.clone();
        let own = written.iter().filter(|(key, _)| *key != "as");
        fields.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        let case = Case::new(fields.clone(), documents);
        for key in ["denied_by", "conditional_on"] {
            fields.remove(key);
        }
        known.insert(case.id.clone(), fields);
        cases.push(case);
    }
    cases
}

impl Case {
    /// Makes a case of its fields.
    pub fn new(mut fields: Fields, documents: &Fields) -> Self {
        let mut take = |key: &str| fields.remove(key);
        let text = |value: Option<Value>| value.unwrap().as_str().unwrap().to_owned();
        let id = text(take("id"));
        let expect = text(take("expect"));
        let rules = list(take("rules")).unwrap();
        let denied_by = list(take("denied_by"));
        let conditional_on = list(take("conditional_on"));
        take("note");
        for (key, value) in &mut fields {
            expand(key, value, documents);
        }
        fields.insert("id".into(), json!(id));
        Self { id, rules, expect, denied_by, conditional_on, scenario: fields }
    }

    /// What becomes of it: of a call on several resources, what is in its way.
    pub fn outcome(&self) -> Outcome {
        let Some(resources) = self.scenario["resource"].as_array() else {
            return match read(&self.scenario) {
                Ok(scenario) => scenario::run(&scenario),
                Err(error) => Outcome::from(error),
            };
        };
        let question = |resource: &Value| {
            let mut fields = self.scenario.clone();
            fields.insert("resource".into(), resource.clone());
            let scenario = read(&fields).unwrap();
            (scenario.request, scenario.layers)
        };
        let decided = together::decide_all(resources.iter().map(question).collect());
        let (_, decision) = together::obstacle(&decided).unwrap_or(&decided[0]);
        Outcome::new(Some(self.id.clone()), decision)
    }

    /// How the evaluator disagrees with the specification, if it does.
    pub fn disagreement(&self) -> Option<String> {
        let outcome = self.outcome();
        let got = match &outcome.error {
            Some(error) => format!("error {error}"),
            None => format!(
                "{} {}",
                outcome.decision.map_or("", |verdict| verdict.code()),
                outcome.reason.as_deref().unwrap_or_default()
            ),
        };
        let expected = if self.expect.contains(' ') {
            got == self.expect
        } else {
            got.split(' ').next() == Some(&self.expect)
        };
        let same = |wanted: &Option<Vec<String>>, got: Vec<String>| {
            wanted.as_ref().is_none_or(|wanted| *wanted == got)
        };
        let denied_by: Vec<String> = outcome.denied_by.iter().map(|d| (*d).to_owned()).collect();
        if expected
            && same(&self.denied_by, denied_by.clone())
            && same(&self.conditional_on, outcome.conditional_on.clone())
        {
            return None;
        }
        Some(format!(
            "{} {:?}: expected {} {:?} {:?}, got {got} {denied_by:?} {:?}",
            self.id,
            self.rules,
            self.expect,
            self.denied_by.as_deref().unwrap_or_default(),
            self.conditional_on.as_deref().unwrap_or_default(),
            outcome.conditional_on,
        ))
    }
}

fn read(fields: &Fields) -> Result<Scenario, ScenarioError> {
    scenario::read(&serde_json::to_string(fields).unwrap()).next().unwrap()
}

fn list(value: Option<Value>) -> Option<Vec<String>> {
    value.map(|value| serde_json::from_value(value).unwrap())
}

/// Writes out what a case leaves to its reader.
fn expand(key: &str, value: &mut Value, documents: &Fields) {
    match key {
        "principal" => {
            if let Some(text) = value.as_str() {
                *value = match text {
                    "anonymous" => json!({"anonymous": true}),
                    text if text.starts_with("arn:") => json!({"arn": text}),
                    text => json!({"service": text}),
                };
            }
        }
        "resource" => match value {
            Value::String(arn) => *value = json!({"arn": arn}),
            Value::Array(several) => several.iter_mut().for_each(|it| expand(key, it, documents)),
            _ => {}
        },
        "organization" => {
            if let Some(name) = value.as_str() {
                *value = organization(name);
            }
        }
        "permissions_boundary" | "resource_policy" => policy(value, documents),
        "identity_policies" | "session_policies" | "endpoint_policies" => {
            for one in value.as_array_mut().into_iter().flatten() {
                policy(one, documents);
            }
        }
        "service_control_policies" | "resource_control_policies" => {
            let targets = ["r-root", "ou-root-unit", "the account"];
            for (at, level) in value.as_array_mut().into_iter().flatten().enumerate() {
                for one in level.as_array_mut().unwrap() {
                    policy(one, documents);
                }
                *level = json!({"target": targets[at], "policies": level.take()});
            }
        }
        _ => {}
    }
}

fn policy(value: &mut Value, documents: &Fields) {
    let (name, document) = match value.take() {
        Value::Null => return,
        Value::String(text) if text.starts_with('%') => ("P".to_owned(), Value::String(text)),
        Value::String(name) => {
            let document = documents.get(&name).unwrap_or_else(|| panic!("no document {name}"));
            (name, document.clone())
        }
        document => ("P".to_owned(), document),
    };
    let whole = document.is_string() || document.get("Statement").is_some();
    let document =
        if whole { document } else { json!({"Version": "2012-10-17", "Statement": document}) };
    *value = json!({"name": name, "document": document});
}

/// Where caller and owner stand in `o-a1b2c3d4e5`, whose management account is `999999999999`.
fn organization(name: &str) -> Value {
    let (unit, root) = (json!(["r-root", "ou-root-unit"]), json!(["r-root"]));
    let none = Value::Null;
    let (principal, resource) = match name {
        // Both in one unit.
        "inside" => (unit.clone(), unit),
        // Only the caller, or only the owner.
        "caller" => (unit, none),
        "owner" => (none, unit),
        // Both in the management account; only the owner there.
        "management" => (root.clone(), root),
        "managements-bucket" => (none, root),
        // The caller in the unit, the owner directly under the root.
        "apart" => (unit, root),
        name => panic!("no organization {name}"),
    };
    json!({"id": "o-a1b2c3d4e5", "management_account": "999999999999",
           "principal_path": principal, "resource_path": resource})
}
