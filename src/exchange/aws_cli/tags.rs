//! Tags in the shape that most services give them.

use serde::Deserialize;

use super::lenient::{List, Reading};
use crate::org::Tags;

/// One tag.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

impl Reading<'_> {
    /// The readable tags of a list.
    pub fn tags(&mut self, name: &str, list: List<Tag>) -> Tags {
        self.list(name, list).into_iter().map(|tag| (tag.key, tag.value)).collect()
    }
}
