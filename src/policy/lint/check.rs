//! What is looked for: the table of checks, put together from those of each family.

use std::{collections::HashMap, sync::OnceLock};

use super::{
    Category, actions, conditions, operators, places, principals, redundancy, resources, security,
    size, structure, trust, values, variables,
};

/// One thing that is looked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// Its code, which never changes: `INVALID_ACTION`.
    pub code: &'static str,
    /// How much a finding of it matters.
    pub category: Category,
    /// Whose code it is.
    pub origin: Origin,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

/// Whose code a check has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An issue code of Access Analyzer (section 15); it means what it means there.
    AccessAnalyzer,
    /// A code of this program.
    Own,
}

impl Origin {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessAnalyzer => "access-analyzer",
            Self::Own => "bailiwick",
        }
    }
}

/// A family of checks: its title, and the checks in it.
#[derive(Debug)]
pub struct Family {
    /// What they are about.
    pub title: &'static str,
    /// They.
    pub checks: &'static [&'static Check],
}

/// Every family, in the order in which they are documented.
pub static FAMILIES: [Family; 13] = [
    Family { title: "Structure", checks: structure::CHECKS },
    Family { title: "Actions", checks: actions::CHECKS },
    Family { title: "Resources", checks: resources::CHECKS },
    Family { title: "Principals", checks: principals::CHECKS },
    Family { title: "Condition keys", checks: conditions::CHECKS },
    Family { title: "Condition operators", checks: operators::CHECKS },
    Family { title: "Condition values", checks: values::CHECKS },
    Family { title: "Policy variables", checks: variables::CHECKS },
    Family { title: "Sizes", checks: size::CHECKS },
    Family { title: "Security", checks: security::CHECKS },
    Family { title: "What has no effect", checks: redundancy::CHECKS },
    Family { title: "Organizations, boundaries and sessions", checks: places::CHECKS },
    Family { title: "Trust policies", checks: trust::CHECKS },
];

/// Every check.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().flat_map(|family| family.checks.iter().copied())
}

/// The check with this very code.
pub fn check(code: &str) -> Option<&'static Check> {
    static BY_CODE: OnceLock<HashMap<&'static str, &'static Check>> = OnceLock::new();
    BY_CODE.get_or_init(|| checks().map(|check| (check.code, check)).collect()).get(code).copied()
}

/// Defines the checks of a family, each a static of the name of its code, and `CHECKS`, all of them.
macro_rules! family {
    ($($code:ident: $category:ident $origin:ident {
        $title:literal
        why $why:literal
        mend $mend:literal
    })*) => {
        $(pub static $code: $crate::policy::lint::Check = $crate::policy::lint::Check {
            code: stringify!($code),
            category: $crate::policy::lint::Category::$category,
            origin: $crate::policy::lint::Origin::$origin,
            title: $title,
            why: $why,
            mend: $mend,
        };)*

        /// The checks of this family.
        pub static CHECKS: &[&$crate::policy::lint::Check] = &[$(&$code),*];
    };
}
pub(super) use family;
