//! Sets that are hard on purpose: made around a text that is in them or so that none is, with many
//! inner stars and hundreds of exclusions; and a budget too small for any of it.

use super::*;

/// Characters that patterns of these tests are made of.
const LETTERS: [char; 4] = ['a', 'b', ':', '/'];

/// Each place of a text, and whether it stays, is any one character, or is swallowed by a star.
fn blurred(text: &[char], blur: &[u8]) -> Pattern {
    let mut pieces = Vec::new();
    for (c, blur) in text.iter().zip(blur) {
        match blur {
            0..=3 => pieces.push(Piece::Char(*c)),
            4 => pieces.push(Piece::One(Reach::Anything)),
            5 if *c != ':' => pieces.push(Piece::Many(Reach::WithinPart)),
            6 if *c != ':' && *c != '/' => pieces.push(Piece::Many(Reach::WithinName)),
            7 => pieces.extend([Piece::Many(Reach::Anything), Piece::Char(*c)]),
            _ => pieces.push(Piece::Many(Reach::Anything)),
        }
    }
    Pattern::new(pieces)
}

fn letters(longest: usize) -> impl Strategy<Value = Vec<char>> {
    prop::collection::vec(prop::sample::select(LETTERS.to_vec()), 1..=longest)
}

/// A text and patterns around it, with how much of it each blurs.
fn around(
    longest: usize,
    patterns: std::ops::Range<usize>,
) -> impl Strategy<Value = (Vec<char>, Vec<Pattern>)> {
    letters(longest).prop_flat_map(move |text| {
        let blurs =
            prop::collection::vec(prop::collection::vec(0u8..9, text.len()), patterns.clone());
        blurs.prop_map(move |blurs| {
            let patterns = blurs.iter().map(|blur| blurred(&text, blur)).collect();
            (text.clone(), patterns)
        })
    })
}

/// Patterns that together match exactly what a pattern matches: one of its stars takes nothing, or
/// something.
fn halves(pattern: &Pattern, which: usize) -> Vec<Pattern> {
    let stars: Vec<usize> = (0..pattern.pieces().len())
        .filter(|at| matches!(pattern.pieces()[*at], Piece::Many(_)))
        .collect();
    let Some(at) = stars.get(which % stars.len().max(1)) else { return vec![pattern.clone()] };
    let (before, after) = (&pattern.pieces()[..*at], &pattern.pieces()[at + 1..]);
    let Piece::Many(reach) = pattern.pieces()[*at] else { return vec![pattern.clone()] };
    let some = [Piece::One(reach), Piece::Many(reach)];
    vec![
        Pattern::new(before.iter().chain(after).copied()),
        Pattern::new(before.iter().copied().chain(some).chain(after.iter().copied())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn a_set_made_around_a_text_is_not_empty(
        (text, holding) in around(24, 1..8),
        (_, near) in around(24, 0..200),
    ) {
        let others: Vec<Pattern> =
            near.into_iter().filter(|p| !matches(p, &text)).collect();
        let groups: Vec<Vec<Pattern>> = holding.into_iter().map(|p| vec![p]).collect();
        match ask(&groups, &others) {
            Found::Text(found) => prop_assert!(is_in(&found, &groups, &others), "{found}"),
            other => prop_assert!(false, "{other:?} although {text:?} is there"),
        }
    }

    #[test]
    fn a_set_that_is_wholly_excluded_is_empty(
        (_, holding) in around(10, 1..4),
        (_, distracting) in around(8, 0..40),
        splits in prop::collection::vec((0usize..8, 0usize..8), 0..6),
    ) {
        // What one group allows is excluded piece by piece.
        let mut cover = vec![holding[0].clone()];
        for (which, star) in splits {
            let split = cover.swap_remove(which % cover.len());
            cover.extend(halves(&split, star));
        }
        let groups: Vec<Vec<Pattern>> = holding.into_iter().map(|p| vec![p]).collect();
        let excluded: Vec<Pattern> = distracting.into_iter().chain(cover).collect();
        prop_assert_eq!(ask(&groups, &excluded), Found::Nothing);
    }

    #[test]
    fn many_inner_stars_agree_with_the_whole_product(
        (_, one) in around(6, 1..3),
        (_, other) in around(6, 1..2),
        (_, excluded) in around(5, 0..3),
    ) {
        let groups = [one, other];
        match ask(&groups, &excluded) {
            Found::Text(text) => prop_assert!(is_in(&text, &groups, &excluded), "{text}"),
            Found::Nothing => prop_assert!(!exists(&groups, &excluded)),
            Found::Unknown => prop_assert!(false, "small patterns have to be decided"),
        }
    }

    #[test]
    fn whatever_the_budget_no_answer_is_wrong(
        (text, holding) in around(16, 2..8),
        (_, near) in around(16, 0..60),
        fuel in 0u64..4000,
    ) {
        let others: Vec<Pattern> =
            near.into_iter().filter(|p| !matches(p, &text)).collect();
        let groups: Vec<Vec<Pattern>> = holding.into_iter().map(|p| vec![p]).collect();
        match find(&groups, &others, &mut Fuel::new(fuel)) {
            Found::Text(found) => prop_assert!(is_in(&found, &groups, &others), "{found}"),
            found => prop_assert_eq!(found, Found::Unknown),
        }
    }
}

#[test]
fn two_hundred_exclusions_that_leave_one_text() {
    // Every text of two letters out of fourteen but one, and whatever is longer or shorter.
    let letters: Vec<char> = ('a'..='n').collect();
    let mut excluded = vec![Pattern::glob("x???*"), Pattern::glob("x?"), Pattern::glob("x")];
    for a in &letters {
        for b in letters.iter().filter(|b| (*a, **b) != ('k', 'd')) {
            excluded.push(Pattern::glob(&format!("x{a}{b}")));
        }
    }
    assert!(excluded.len() > 195);
    let among = |at: usize| -> Vec<Pattern> {
        let pad = |n| "?".repeat(n);
        letters.iter().map(|c| Pattern::glob(&format!("x{}{c}{}", pad(at), pad(1 - at)))).collect()
    };
    let groups = [vec![Pattern::glob("x*")], among(0), among(1)];
    assert_eq!(ask(&groups, &excluded), Found::Text("xkd".into()));
    excluded.push(Pattern::glob("*k*d"));
    assert_eq!(ask(&groups, &excluded), Found::Nothing);
}

#[test]
fn what_takes_every_state_there_is_ends_as_unknown() {
    // Deterministic automata of these have 2^20 states and more, and no text is in all.
    let wanted: Vec<Vec<Pattern>> = (0..6)
        .map(|n| vec![Pattern::glob(&format!("*a{}b", "?".repeat(18 + n)))])
        .chain([vec![Pattern::glob(&format!("*b{}*c", "?".repeat(19)))]])
        .collect();
    let began = std::time::Instant::now();
    assert_eq!(find(&wanted, &[Pattern::glob("*c*")], &mut Fuel::new(400_000)), Found::Unknown);
    // One pattern as long as a policy can be is counted by its length.
    let long = Pattern::glob(&"*a?".repeat(2000));
    let longer = Pattern::glob(&"*?a".repeat(2001));
    let found = find(&[vec![long.clone()], vec![longer]], &[long], &mut Fuel::new(400_000));
    assert!(matches!(found, Found::Unknown | Found::Nothing), "{found:?}");
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
