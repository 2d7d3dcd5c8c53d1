//! Actions that the catalogue does not have (`ANALYSIS` 2.3): an example of each kind that the action
//! patterns of two worlds tell apart is asked about in both.

use std::collections::BTreeSet;

use foldhash::{HashSet, HashSetExt};

use super::{Comparison, Difference, Untold, World, way::Way, world::Slot};
use crate::{
    access::{
        pattern_set::{Found, Fuel, Pattern, Piece, Reach, find},
        possible::Scope,
    },
    catalog::catalog,
    policy::{
        ActionName, Document, Span, Statement,
        action::{ActionPattern, Polarity},
    },
};

/// How many kinds are looked at.
const MOST: usize = 256;
/// What telling all kinds apart may cost, in searches, and what each may.
const SEARCHES: usize = 16384;
const FUEL: u64 = 20_000;
/// Catalogued names that are passed over in the search for one that is not.
const PASSED_OVER: usize = 8;
/// How many are told one by one.
const TOLD: usize = 5;

/// What changes for actions that the catalogue does not have, where no catalogued action which the same
/// statements cover is known to change that way.
pub fn untold(
    before: &World<'_>,
    after: &World<'_>,
    scope: &Scope,
    ways: [Way<'_>; 2],
    known: &Comparison,
) -> Option<Untold> {
    let worlds = [before, after];
    let statements: Vec<&Statement> = worlds.iter().flat_map(|world| statements(world)).collect();
    let known = [&known.gained, &known.lost].map(|known| covers_of(known, &statements));
    let told = |cover: &Cover| known.iter().all(|known| known.contains(cover));
    let because = match examples(worlds, &statements, scope, told) {
        Ok(examples) => {
            let turned = |(name, cover)| {
                let told = [0, 1].map(|way: usize| known[way].contains(&cover));
                turned(&name, ways, told)
            };
            shortened(examples.into_iter().flat_map(turned).collect())
        }
        Err(TooMany) => vec!["more kinds of them are told apart than are looked at".to_owned()],
    };
    (!because.is_empty()).then(|| Untold { actions: Vec::new(), because })
}

/// There are more kinds than are looked at.
struct TooMany;

/// The statements that cover an action, by their places.
type Cover = Vec<bool>;

fn cover(name: &ActionName, statements: &[&Statement]) -> Cover {
    statements.iter().map(|statement| statement.action.covers(name)).collect()
}

/// What covers the actions that are known to change.
fn covers_of(known: &[Difference], statements: &[&Statement]) -> HashSet<Cover> {
    let names = known.iter().map(|difference| &difference.allowed.request.action);
    names.map(|name| cover(name, statements)).collect()
}

fn documents<'w>(world: &'w World<'_>) -> impl Iterator<Item = &'w (Slot, Document)> {
    world.documents.iter().chain(&world.of_resources)
}

fn statements<'w>(world: &'w World<'_>) -> impl Iterator<Item = &'w Statement> {
    documents(world).flat_map(|(_, document)| document.statements())
}

/// An example of each kind of action that may come out otherwise and is not told already.
fn examples(
    [before, after]: [&World<'_>; 2],
    statements: &[&Statement],
    scope: &Scope,
    told: impl Fn(&Cover) -> bool,
) -> Result<Vec<(ActionName, Cover)>, TooMany> {
    let places = |world| -> BTreeSet<(Slot, usize)> {
        documents(world).map(|(slot, document)| (*slot, document.address())).collect()
    };
    let [were, are] = [before, after].map(places);
    let alike = before.caller == after.caller && before.frame == after.frame;
    let differs = |(slot, document): &&(Slot, Document)| {
        let place = (*slot, document.address());
        !alike || were.contains(&place) != are.contains(&place)
    };
    let differing = documents(before).chain(documents(after)).filter(differs);
    let asked: Vec<ActionPattern> =
        scope.actions.iter().map(|text| ActionPattern::new(text, Span::START)).collect();
    let differing: Vec<&Statement> = differing.flat_map(|(_, it)| it.statements()).collect();
    if differing.is_empty() {
        return Ok(Vec::new());
    }
    let mut of_differing: BTreeSet<String> =
        differing.iter().flat_map(|statement| texts(statement)).collect();
    if differing.iter().any(|statement| statement.action.polarity == Polarity::Excepted) {
        of_differing.insert("*:*".to_owned());
    }
    let mut all: BTreeSet<String> = statements.iter().flat_map(|it| texts(it)).collect();
    let of_scope = asked.iter().filter_map(text);
    all.extend(of_scope);
    let all: Vec<Pattern> = all.iter().map(|text| spelled(text)).collect();
    let mut left = SEARCHES;
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for text in of_differing {
        for name in kinds(&spelled(&text), &all, &mut left)? {
            let wanted = asked.is_empty() || asked.iter().any(|pattern| pattern.matches(&name));
            let cover = cover(&name, statements);
            if wanted && !told(&cover) && seen.insert(cover.clone()) {
                found.push((name, cover));
            }
        }
        if found.len() > MOST {
            return Err(TooMany);
        }
    }
    Ok(found)
}

/// The patterns of a statement that can mean what the catalogue does not have, in lower case.
fn texts(statement: &Statement) -> impl Iterator<Item = String> {
    statement.action.patterns.iter().filter_map(text)
}

fn text(pattern: &ActionPattern) -> Option<String> {
    if !pattern.well_formed() {
        return None;
    }
    let Some(_) = pattern.service() else { return Some("*:*".to_owned()) };
    let open = pattern.text.contains(['*', '?']);
    (open || catalog().action(&pattern.text).is_none())
        .then(|| pattern.text.to_ascii_lowercase().into())
}

/// What a pattern of actions matches: no wildcard takes the colon behind the service.
fn spelled(text: &str) -> Pattern {
    Pattern::new(text.chars().map(|c| match c {
        '*' => Piece::Many(Reach::WithinName),
        '?' => Piece::One(Reach::WithinName),
        c => Piece::Char(c),
    }))
}

/// The texts that match some patterns and none of some others.
#[derive(Clone)]
struct Cell<'p> {
    inside: Vec<&'p Pattern>,
    outside: Vec<Pattern>,
}

impl Cell<'_> {
    fn find(&self, beside: Option<&Pattern>, but: &[Pattern]) -> Found {
        let groups: Vec<&[Pattern]> =
            self.inside.iter().copied().chain(beside).map(std::slice::from_ref).collect();
        let outside: Vec<Pattern> = self.outside.iter().chain(but).cloned().collect();
        find(&groups, &outside, &mut Fuel::new(FUEL))
    }

    /// A name that the catalogue does not have, if there is any to be found.
    fn example(&self) -> Result<Option<ActionName>, TooMany> {
        if let Found::Text(name) = self.find(Some(&spelled("?*:*unlisted*")), &[]) {
            return Ok(name.parse().ok());
        }
        let (any, mut catalogued) = (spelled("?*:?*"), Vec::new());
        while catalogued.len() < PASSED_OVER {
            match self.find(Some(&any), &catalogued) {
                Found::Text(name) if catalog().action(&name).is_none() => {
                    return Ok(name.parse().ok());
                }
                Found::Text(name) => catalogued.push(Pattern::text(&name)),
                Found::Nothing => return Ok(None),
                Found::Unknown => return Err(TooMany),
            }
        }
        Err(TooMany)
    }
}

/// An example of each kind of action within a pattern that others tell apart.
fn kinds(
    within: &Pattern,
    others: &[Pattern],
    left: &mut usize,
) -> Result<Vec<ActionName>, TooMany> {
    let mut cells = vec![Cell { inside: vec![within], outside: Vec::new() }];
    for other in others.iter().filter(|other| *other != within && other.meets(within)) {
        let mut next = Vec::new();
        for cell in cells {
            *left = left.checked_sub(2).ok_or(TooMany)?;
            let (mut inner, mut outer) = (cell.clone(), cell);
            inner.inside.push(other);
            outer.outside.push(other.clone());
            next.extend(
                [inner, outer].into_iter().filter(|it| it.find(None, &[]) != Found::Nothing),
            );
        }
        cells = next;
    }
    cells.iter().filter_map(|cell| cell.example().transpose()).collect()
}

/// How an action comes out otherwise, or why that cannot be told, one way and the other where that is
/// not told already.
fn turned(name: &ActionName, ways: [Way<'_>; 2], told: [bool; 2]) -> Vec<String> {
    let mut found = Vec::new();
    let open = ways.into_iter().zip(["gained", "lost"]).zip(told).filter(|(_, told)| !told);
    for ((way, turn), _) in open {
        let owner = way.allowing.owner;
        match way.search(name, |caller, action| way.terrain.spots(caller, owner, action)) {
            Ok(Some(_)) => found.push(format!("{name}, for one, is {turn}")),
            Ok(None) => {}
            Err(causes) => {
                found.extend(causes.into_iter().map(|cause| format!("{name}, for one: {cause}")));
            }
        }
    }
    found
}

fn shortened(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all.dedup();
    let more = all.len().saturating_sub(TOLD);
    if more > 0 {
        all.truncate(TOLD);
        all.push(format!("{more} more"));
    }
    all
}
