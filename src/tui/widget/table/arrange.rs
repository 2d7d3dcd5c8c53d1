//! Which rows of a table show, and in which order.

use std::cmp::Reverse;

use super::{Direction, Order, Row, Sort};
use crate::tui::fuzzy::Matcher;
use crate::tui::job::Stop;

/// Rows between two looks at whether to stop.
const PATIENCE: usize = 1024;

/// The items that match, sorted, and where the one shows that is wanted; `None` when stopped.
pub fn arrange<T: Row>(
    items: &[T],
    query: &str,
    sort: Option<Sort>,
    wanted: Option<String>,
    stop: &Stop,
) -> Option<Order> {
    let matched = matches(items, query, stop)?;
    if stop.asked() {
        return None;
    }
    let mut matched = matched;
    match sort {
        Some(Sort { column, direction }) => matched.sort_by(|(one, _), (other, _)| {
            let order = items[*one as usize].compare(&items[*other as usize], column);
            match direction {
                Direction::Up => order,
                Direction::Down => order.reverse(),
            }
        }),
        None => matched.sort_by_key(|(_, score)| Reverse(*score)),
    }
    let rows: Vec<u32> = matched.into_iter().map(|(at, _)| at).collect();
    let looked_for = wanted.map(|id| {
        let place = rows.iter().position(|at| items[*at as usize].is(&id));
        (id, place)
    });
    Some(Order { rows, looked_for })
}

fn matches<T: Row>(items: &[T], query: &str, stop: &Stop) -> Option<Vec<(u32, i64)>> {
    if query.trim().is_empty() {
        return Some((0..items.len() as u32).map(|at| (at, 0)).collect());
    }
    let matcher = Matcher::new(query);
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if at % PATIENCE == 0 && stop.asked() {
            return None;
        }
        if let Some(score) = matcher.score(&item.haystack()) {
            found.push((at as u32, score));
        }
    }
    Some(found)
}
