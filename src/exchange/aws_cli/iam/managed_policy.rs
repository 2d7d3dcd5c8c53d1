//! Managed policies with all their versions, an account's own and those of AWS (J-5, G-25).

use serde::Deserialize;

use crate::exchange::aws_cli::{
    documents::Text,
    lenient::{Field, List, Reading},
    tags::Tag,
    time::Moment,
};
use crate::org::{ManagedPolicy, PolicyVersion, UniqueId};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shape {
    arn: Arn,
    #[serde(default)]
    policy_id: Field<UniqueId>,
    #[serde(default)]
    default_version_id: Field<String>,
    #[serde(default)]
    create_date: Field<Moment>,
    #[serde(default)]
    description: Field<String>,
    #[serde(default)]
    policy_version_list: List<VersionShape>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionShape {
    document: Text,
    version_id: String,
    #[serde(default)]
    is_default_version: bool,
    #[serde(default)]
    create_date: Field<Moment>,
}

/// The policy, unless it has no version that could be read.
pub(super) fn read(shape: Shape, reading: &mut Reading<'_>) -> Option<ManagedPolicy> {
    let mut versions = Vec::new();
    let mut marked = None;
    reading.each("PolicyVersionList", shape.policy_version_list, |version, reading| {
        let created = reading.field("CreateDate", version.create_date).map(|at| at.0);
        match (number(&version.version_id), version.document.0) {
            (Some(number), Some(document)) => {
                if version.is_default_version {
                    marked = Some(number);
                }
                versions.push(PolicyVersion { number, document, created });
            }
            (None, _) => reading.skip(format_args!("`{}` is no version", version.version_id)),
            (_, None) => reading.skip("the policy document is empty"),
        }
    });
    versions.sort_by_key(|version| version.number);
    let Some(newest) = versions.last().map(|version| version.number) else {
        reading.skip(format_args!("`{}` comes without any version of its text", shape.arn));
        return None;
    };
    let default = reading.field("DefaultVersionId", shape.default_version_id);
    let default_version = default.as_deref().and_then(number).or(marked).unwrap_or_else(|| {
        reading
            .report
            .assumed(&reading.place, "no answer tells the default version: the newest is taken");
        newest
    });
    if versions.iter().all(|version| version.number != default_version) {
        reading.partial(format_args!(
            "the default version v{default_version} of `{}` is not there: the policy has no effect",
            shape.arn
        ));
    }
    Some(ManagedPolicy {
        arn: shape.arn,
        unique_id: reading.field("PolicyId", shape.policy_id),
        description: reading.field("Description", shape.description).unwrap_or_default(),
        versions,
        default_version,
        created: reading.field("CreateDate", shape.create_date).map(|at| at.0),
        tags: reading.tags("Tags", shape.tags),
    })
}

fn number(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.parse().ok()
}
