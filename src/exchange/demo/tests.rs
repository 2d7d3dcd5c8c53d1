//! What is true of the demo's data. Whether it allows what it is planted to allow is for the
//! evaluator to say; here stands what it must find.

use std::path::Path;

use super::files;
use crate::{
    exchange::native::{self, Files},
    org::Organization,
};

fn demo() -> Organization {
    match native::read(&files()) {
        Ok(imported) => imported.organization,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("the demo does not load:\n{}", lines.join("\n"))
        }
    }
}

#[test]
fn what_is_embedded_is_the_directory() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-data");
    assert_eq!(files(), Files::read_dir(&directory).unwrap());
}

#[test]
fn it_is_as_large_as_it_says() {
    let demo = demo();
    assert_eq!(demo.accounts().len(), 25);
    assert_eq!(demo.ous().len(), 13);
    assert_eq!(demo.permission_sets().len(), 12);
    assert_eq!(demo.directory_groups().len(), 15);
    assert_eq!(demo.directory_users().len(), 40);
    assert_eq!(demo.users().len(), 6);
}

#[test]
fn nothing_of_it_is_passed_over() {
    let imported = native::read(&files()).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(imported.notes, Vec::<String>::new());
}

#[test]
fn it_has_no_problems() {
    let problems: Vec<String> = demo().problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
}
