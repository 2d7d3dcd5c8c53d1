//! `controltower`: controls and the units they are enabled on (J-39, T-3, T-12).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    dump::{Answer, Dump},
    lenient::{Field, List, Reading},
    report::ImportReport,
};
use crate::org::{ControlId, ControlStatus, DriftStatus, EnabledControl, OuId};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    control_identifier: String,
    target_identifier: Arn,
    #[serde(default)]
    status_summary: Field<Status>,
    #[serde(default)]
    drift_status_summary: Field<Drift>,
    #[serde(default)]
    parameters: List<Parameter>,
}

#[derive(Deserialize)]
struct Status {
    status: ControlStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Drift {
    drift_status: DriftStatus,
}

#[derive(Deserialize)]
struct Parameter {
    key: String,
    value: Value,
}

/// Reads the controls; their parameters are only in the answers to `get-enabled-control`.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Vec<EnabledControl> {
    let mut controls: BTreeMap<(OuId, ControlId), EnabledControl> = BTreeMap::new();
    for answer in dump.take("controltower", "list-enabled-controls", report) {
        answer.each::<Shape>("enabledControls", report, |shape, reading| {
            controls.extend(
                control(shape, reading).map(|it| ((it.ou.clone(), it.control.clone()), it)),
            );
        });
    }
    for answer in dump.take("controltower", "get-enabled-control", report) {
        let described = described(&answer, report);
        controls.extend(described.map(|it| ((it.ou.clone(), it.control.clone()), it)));
    }
    controls.into_values().collect()
}

fn described(answer: &Answer, report: &mut ImportReport) -> Option<EnabledControl> {
    let shape = answer.one::<Shape>("enabledControlDetails", report)?;
    control(shape, &mut answer.reading(report))
}

fn control(shape: Shape, reading: &mut Reading<'_>) -> Option<EnabledControl> {
    let target = shape.target_identifier.resource().rsplit('/').next().unwrap_or_default();
    let ou = target.parse::<OuId>().map_err(|why| reading.skip(why)).ok()?;
    let name = shape.control_identifier.rsplit('/').next().unwrap_or_default();
    let control = name.parse::<ControlId>().map_err(|why| reading.skip(why)).ok()?;
    let parameters = reading.list("parameters", shape.parameters);
    Some(EnabledControl {
        control,
        ou,
        status: reading
            .field("statusSummary", shape.status_summary)
            .map_or(ControlStatus::Succeeded, |it| it.status),
        drift: reading
            .field("driftStatusSummary", shape.drift_status_summary)
            .map_or(DriftStatus::Unknown, |it| it.drift_status),
        parameters: parameters
            .into_iter()
            .map(|it| {
                (it.key, it.value.as_str().map_or_else(|| it.value.to_string(), str::to_owned))
            })
            .collect(),
        policy: None,
        enforced: None,
        enabled: None,
    })
}
