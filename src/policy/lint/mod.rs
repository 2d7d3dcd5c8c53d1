//! Policy validation: what is wrong, weak, dangerous or superfluous in a document.
//!
//! [`lint`] looks for everything in the table of [`checks`]. The checks are those of Access Analyzer
//! where it has one, with its code and category, and of our own besides. Each family has a file,
//! which defines its checks and looks for them: [`structure`] in the JSON, [`actions`] and
//! [`resources`] with the catalogue, and so on. A [`Finding`] says what is the matter and where.
//!
//! Judged is the document alone, for what it is [for](Kind): what other policies allow or deny, and
//! whether the things that it names exist, is not known here.

mod actions;
mod category;
mod check;
mod conditions;
mod finding;
mod forms;
mod keys;
mod kind;
mod near;
mod operators;
mod overlap;
mod places;
mod principals;
mod redundancy;
mod resources;
mod security;
mod size;
mod structure;
mod subject;
mod trust;
mod values;
mod variables;

#[cfg(test)]
mod tests;

pub use category::Category;
pub use check::{Check, FAMILIES, Family, Origin, check, checks};
pub use finding::Finding;
pub use kind::Kind;

use super::Document;
use finding::Findings;
use subject::Subject;

/// Looks for everything in the table of [`checks`], and gives what it finds in the order of the
/// document. Longer documents than any that AWS takes are only told to be so.
pub fn lint(document: &Document, kind: Kind) -> Vec<Finding> {
    let mut found = Findings::default();
    if size::too_long(document, &mut found) {
        return found.in_order();
    }
    let subject = Subject::new(document, kind);
    let families: [fn(&Subject<'_>, &mut Findings); 13] = [
        structure::look,
        actions::look,
        resources::look,
        principals::look,
        conditions::look,
        operators::look,
        values::look,
        variables::look,
        size::look,
        security::look,
        redundancy::look,
        places::look,
        trust::look,
    ];
    for look in families {
        look(&subject, &mut found);
    }
    found.in_order()
}
