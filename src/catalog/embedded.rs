//! The embedded files, unpacked when they are first needed and kept for the life of the program.

use std::io::Read;

use flate2::read::GzDecoder;
use serde::Deserialize;

pub(super) const CATALOG: &[u8] = include_bytes!("data/catalog.json.gz");
pub(super) const MANAGED_POLICIES: &[u8] = include_bytes!("data/managed-policies.txt.gz");

/// The text of a gzip file that is part of the program.
#[allow(
    clippy::expect_used,
    reason = "the file is compiled in, and the tests of this room unpack it"
)]
pub(super) fn unpack(file: &'static [u8]) -> &'static str {
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("an embedded file is gzip of UTF-8");
    text.leak()
}

/// The value that a JSON text which is part of the program stands for.
#[allow(
    clippy::expect_used,
    reason = "the text is compiled in, and the tests of this room read it"
)]
pub(super) fn parse<T: Deserialize<'static>>(text: &'static str) -> T {
    serde_json::from_str(text).expect("an embedded text has the form its reader knows")
}
