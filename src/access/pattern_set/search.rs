//! The search for a text that is in one pattern of each group and in no excluded one.

use std::{cmp::Reverse, collections::BinaryHeap};

use foldhash::{HashSet, HashSetExt};

use super::{automaton::Outlook, fuel::Fuel, pattern::Pattern};

/// What a search comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This text is in the set.
    Text(String),
    /// No text is.
    Nothing,
    /// The budget was spent before either was certain.
    Unknown,
}

/// Rounds in which an excluded pattern joins the product alone.
const PATIENCE: usize = 16;

/// A text that matches at least one pattern of every group and none of the excluded ones.
///
/// What every such text begins with is not searched for. Excluded patterns join the product only
/// once a text found without them violates them; where that goes on and on, they bring others along
/// (`ANALYSIS` 2.7).
pub fn find<G: AsRef<[Pattern]>>(groups: &[G], excluded: &[Pattern], fuel: &mut Fuel) -> Found {
    if excluded.iter().any(Pattern::is_everything) {
        return Found::Nothing;
    }
    let head = head(groups);
    let mut waiting: Vec<&Pattern> = excluded.iter().collect();
    let mut joined: Vec<&Pattern> = Vec::new();
    let mut rounds = 0;
    loop {
        let found = Product::new(groups, &joined, &head).search(fuel);
        let Found::Text(text) = &found else { return found };
        let violated: Vec<&Pattern> =
            waiting.extract_if(.., |pattern| pattern.matches(text)).collect();
        if violated.is_empty() {
            return found;
        }
        joined.extend(violated);
        rounds += 1;
        if rounds > PATIENCE {
            joined.extend(waiting.drain(..joined.len().min(waiting.len())));
        }
    }
}

/// The longest text that every text begins with which is in one pattern of each group, as far as
/// groups of one pattern tell.
fn head<G: AsRef<[Pattern]>>(groups: &[G]) -> Vec<char> {
    let single = groups.iter().filter_map(|group| match group.as_ref() {
        [pattern] => Some(pattern.head()),
        _ => None,
    });
    single.max_by_key(ExactSizeIterator::len).into_iter().flatten().collect()
}

/// The product of the automata of several patterns, behind what every text begins with.
struct Product<'p> {
    head: &'p [char],
    start: State,
    members: Vec<Member<'p>>,
    groups: usize,
}

struct Member<'p> {
    pattern: &'p Pattern,
    /// Where its state begins in the product's.
    at: usize,
    /// The group it belongs to; excluded patterns belong to none.
    group: Option<usize>,
}

type State = Box<[u64]>;

/// A state that was come to, how, and from where.
struct Visit {
    from: u32,
    by: char,
    depth: u32,
}

impl<'p> Product<'p> {
    fn new<G: AsRef<[Pattern]>>(
        groups: &'p [G],
        excluded: &[&'p Pattern],
        head: &'p [char],
    ) -> Self {
        let mut start = Vec::new();
        let mut members: Vec<Member<'p>> = Vec::new();
        let mut place = |pattern: &'p Pattern, group| {
            let Some(state) = pattern.state_after(head) else { return };
            members.push(Member { pattern, at: start.len(), group });
            start.extend(state);
        };
        for (number, group) in groups.iter().enumerate() {
            group.as_ref().iter().for_each(|pattern| place(pattern, Some(number)));
        }
        for pattern in excluded {
            place(pattern, None);
        }
        Self { head, start: start.into(), members, groups: groups.len() }
    }

    fn search(&self, fuel: &mut Fuel) -> Found {
        let start = self.start.clone();
        let words = start.len();
        let mut visits = vec![Visit { from: 0, by: '\0', depth: 0 }];
        let mut open = BinaryHeap::new();
        let mut seen = HashSet::new();
        if let Some(distance) = self.distance(&start) {
            open.push((Reverse(distance), 0_u32, start.clone()));
            seen.insert(start);
        }
        let mut scratch: State = vec![0; words].into();
        while let Some((_, visit, state)) = open.pop() {
            if self.accepts(&state) {
                return Found::Text(self.spelled(&visits, visit));
            }
            for c in self.alphabet(&state) {
                if !fuel.spend(words as u64) {
                    return Found::Unknown;
                }
                self.step(&state, c, &mut scratch);
                let Some(distance) = self.distance(&scratch) else { continue };
                if !seen.insert(scratch.clone()) {
                    continue;
                }
                let depth = visits[visit as usize].depth + 1;
                visits.push(Visit { from: visit, by: c, depth });
                let next = (visits.len() - 1) as u32;
                open.push((Reverse(depth + distance), next, scratch.clone()));
            }
        }
        Found::Nothing
    }

    fn step(&self, from: &[u64], c: char, to: &mut [u64]) {
        for member in &self.members {
            member.pattern.step(member.of(from), c, member.of_mut(to));
        }
    }

    fn accepts(&self, state: &[u64]) -> bool {
        let mut met = vec![false; self.groups];
        for member in &self.members {
            if member.pattern.accepts(member.of(state)) {
                match member.group {
                    Some(group) => met[group] = true,
                    None => return false,
                }
            }
        }
        met.into_iter().all(|met| met)
    }

    /// A lower bound of the characters still needed; nothing when no text leads on from here.
    fn distance(&self, state: &[u64]) -> Option<u32> {
        let mut needed: Vec<Option<u32>> = vec![None; self.groups];
        for member in &self.members {
            match (member.pattern.outlook(member.of(state)), member.group) {
                (Outlook::Certain, None) => return None,
                (Outlook::Dead, _) | (_, None) => {}
                (Outlook::Certain, Some(group)) => needed[group] = Some(0),
                (Outlook::Open(own), Some(group)) => {
                    needed[group] = Some(needed[group].map_or(own, |least| least.min(own)));
                }
            }
        }
        needed.into_iter().try_fold(0, |most, needed| needed.map(|needed| most.max(needed)))
    }

    /// The characters that some member tells from the others, and one that none does.
    fn alphabet(&self, state: &[u64]) -> Vec<char> {
        let mut told = Vec::new();
        for member in &self.members {
            member.pattern.tells_apart(member.of(state), |c| told.push(c));
        }
        told.sort_unstable();
        told.dedup();
        let other = ('a'..='z').rev().skip(2).chain('0'..='9').chain('A'..='Z').chain('\u{a1}'..);
        let other = other.into_iter().find(|c| told.binary_search(c).is_err());
        told.extend(other);
        told
    }

    /// The text that a visit stands for.
    fn spelled(&self, visits: &[Visit], mut at: u32) -> String {
        let mut tail = Vec::new();
        while at != 0 {
            let visit = &visits[at as usize];
            tail.push(visit.by);
            at = visit.from;
        }
        self.head.iter().chain(tail.iter().rev()).collect()
    }
}

impl Member<'_> {
    fn of<'s>(&self, state: &'s [u64]) -> &'s [u64] {
        &state[self.at..self.at + self.pattern.words()]
    }

    fn of_mut<'s>(&self, state: &'s mut [u64]) -> &'s mut [u64] {
        &mut state[self.at..self.at + self.pattern.words()]
    }
}
