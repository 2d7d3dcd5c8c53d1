//! Keys that stand twice in one object (G-8).

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use crate::policy::json::Member;

/// Whether the case of a key counts.
#[derive(Clone, Copy)]
pub enum Case {
    /// `Sid` and `sid` are two keys.
    Counts,
    /// They are one: keys of a condition.
    Ignored,
}

/// The members whose key stands earlier already, each behind that earlier one.
pub fn repeated<'n, 't>(
    members: &'n [Member<'t>],
    case: Case,
) -> Vec<(&'n Member<'t>, &'n Member<'t>)> {
    let mut found = Vec::new();
    // Hashing pays where there are many; nearly always there are few.
    if members.len() <= 16 {
        let same = |a: &Member<'_>, b: &Member<'_>| match case {
            Case::Counts => a.key == b.key,
            Case::Ignored => a.key.eq_ignore_ascii_case(&b.key),
        };
        for (at, member) in members.iter().enumerate() {
            let earlier = members[..at].iter().find(|earlier| same(earlier, member));
            found.extend(earlier.map(|earlier| (earlier, member)));
        }
    } else {
        let mut first = HashMap::with_capacity(members.len());
        for member in members {
            let form = match case {
                Case::Counts => Cow::Borrowed(&*member.key),
                Case::Ignored => Cow::Owned(member.key.to_ascii_lowercase()),
            };
            match first.entry(form) {
                Entry::Occupied(earlier) => found.push((*earlier.get(), member)),
                Entry::Vacant(place) => drop(place.insert(member)),
            }
        }
    }
    found
}
