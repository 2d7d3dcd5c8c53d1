//! Reading and writing together.

use super::{Files, read, write};
use crate::{exchange::demo, org::Organization};

fn must_read(files: &Files) -> Organization {
    match read(files) {
        Ok(imported) => imported.organization,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"))
        }
    }
}

#[test]
fn the_demo_survives_the_journey() {
    let organization = must_read(&demo::files());
    let files = write(&organization);
    let again = must_read(&files);
    assert_eq!(organization.difference(&again), Vec::new());
}
