//! Whether two patterns match any text in common: told without finding it.

use super::{
    masks::Masks,
    pattern::{Pattern, Piece},
};

impl Pattern {
    /// Whether some text matches both.
    pub fn meets(&self, other: &Self) -> bool {
        let shared = self.literal().min(other.literal());
        let (own_head, own) = self.pieces().split_at(shared);
        let (other_head, others) = other.pieces().split_at(shared);
        if own_head != other_head {
            return false;
        }
        match (Masks::of(own), Masks::of(others)) {
            (Some(own), _) => own.meet(others),
            (None, Some(others)) => others.meet(own),
            (None, None) => self.meets_by_pairs(other),
        }
    }

    /// The same for any number of pieces, one pair of places after the other.
    fn meets_by_pairs(&self, other: &Self) -> bool {
        let (own, others) = (self.pieces(), other.pieces());
        let width = others.len() + 1;
        let mut seen = vec![false; (own.len() + 1) * width];
        let mut open = vec![(0, 0)];
        while let Some((at, there)) = open.pop() {
            if std::mem::replace(&mut seen[at * width + there], true) {
                continue;
            }
            let (piece, opposite) = match (own.get(at), others.get(there)) {
                (None, None) => return true,
                (Some(piece), None) => {
                    open.extend(piece.repeats().then_some((at + 1, there)));
                    continue;
                }
                (None, Some(opposite)) => {
                    open.extend(opposite.repeats().then_some((at, there + 1)));
                    continue;
                }
                (Some(piece), Some(opposite)) => (*piece, *opposite),
            };
            // A run may end, also before it has begun.
            open.extend(piece.repeats().then_some((at + 1, there)));
            open.extend(opposite.repeats().then_some((at, there + 1)));
            if share(piece, opposite) {
                let next = at + usize::from(!piece.repeats());
                open.push((next, there + usize::from(!opposite.repeats())));
            }
        }
        false
    }
}

/// Whether any one character suits both.
fn share(one: Piece, other: Piece) -> bool {
    match (one, other) {
        (Piece::Char(c), piece) | (piece, Piece::Char(c)) => piece.takes(c),
        (Piece::AnyCase(c), piece) | (piece, Piece::AnyCase(c)) => {
            piece.takes(c) || piece.takes(c.to_ascii_uppercase())
        }
        // There is a letter for everybody.
        (Piece::One(_) | Piece::Many(_), Piece::One(_) | Piece::Many(_)) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::pattern_set::{Found, Fuel, Reach, find};
    use proptest::prelude::*;

    fn pattern() -> impl Strategy<Value = Pattern> {
        let reach =
            prop::sample::select(vec![Reach::Anything, Reach::WithinPart, Reach::WithinName]);
        let piece = prop_oneof![
            4 => prop::sample::select(vec!['a', 'A', ':', '/']).prop_map(Piece::Char),
            1 => Just(Piece::AnyCase('a')),
            1 => reach.clone().prop_map(Piece::One),
            2 => reach.prop_map(Piece::Many),
        ];
        prop::collection::vec(piece, 0..7).prop_map(Pattern::new)
    }

    proptest! {
        #[test]
        fn they_meet_where_a_text_is_found(one in pattern(), other in pattern()) {
            let groups = [std::slice::from_ref(&one), std::slice::from_ref(&other)];
            let found = find(&groups, &[], &mut Fuel::new(1_000_000));
            prop_assert_eq!(one.meets(&other), matches!(found, Found::Text(_)));
            prop_assert_eq!(one.meets_by_pairs(&other), matches!(found, Found::Text(_)));
        }
    }
}
