//! The search against a construction that is obviously right: all automata at once, as plain sets.

mod adversarial;

use std::collections::{BTreeSet, HashSet, VecDeque};

use proptest::prelude::*;

use super::*;

const ALPHABET: [char; 6] = ['a', 'b', 'B', ':', '/', '\u{2603}'];

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        4 => prop::sample::select(vec!['a', 'b', 'B', ':', '/']).prop_map(Piece::Char),
        1 => prop::sample::select(vec!['a', 'b']).prop_map(Piece::AnyCase),
        1 => Just(Piece::One(Reach::Anything)),
        1 => Just(Piece::One(Reach::WithinPart)),
        1 => Just(Piece::One(Reach::WithinName)),
        3 => Just(Piece::Many(Reach::Anything)),
        2 => Just(Piece::Many(Reach::WithinPart)),
        1 => Just(Piece::Many(Reach::WithinName)),
    ]
}

fn pattern(longest: usize) -> impl Strategy<Value = Pattern> {
    prop::collection::vec(piece(), 0..=longest).prop_map(Pattern::new)
}

fn takes(piece: Piece, c: char) -> bool {
    match piece {
        Piece::Char(own) => own == c,
        Piece::AnyCase(own) => own.eq_ignore_ascii_case(&c),
        Piece::One(Reach::WithinPart) | Piece::Many(Reach::WithinPart) => c != ':',
        Piece::One(Reach::WithinName) | Piece::Many(Reach::WithinName) => c != ':' && c != '/',
        Piece::One(Reach::Anything) | Piece::Many(Reach::Anything) => true,
    }
}

/// Obviously right, and slow.
fn naive(pieces: &[Piece], text: &[char]) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((piece @ Piece::Many(_), rest)) => {
            let run = text.iter().take_while(|c| takes(*piece, **c)).count();
            (0..=run).any(|skip| naive(rest, &text[skip..]))
        }
        Some((piece, rest)) => {
            text.first().is_some_and(|c| takes(*piece, *c)) && naive(rest, &text[1..])
        }
    }
}

type Places = BTreeSet<usize>;

fn closed(pattern: &Pattern, mut places: Places) -> Places {
    for (at, piece) in pattern.pieces().iter().enumerate() {
        if matches!(piece, Piece::Many(_)) && places.contains(&at) {
            places.insert(at + 1);
        }
    }
    places
}

fn moved(pattern: &Pattern, places: &Places, c: char) -> Places {
    let mut next = Places::new();
    for at in places {
        match pattern.pieces().get(*at) {
            Some(piece @ Piece::Many(_)) if takes(*piece, c) => next.insert(*at),
            Some(piece) if takes(*piece, c) => next.insert(at + 1),
            _ => false,
        };
    }
    closed(pattern, next)
}

/// Whether any text is in one of each group and in none excluded: breadth first over everything.
fn exists(groups: &[Vec<Pattern>], excluded: &[Pattern]) -> bool {
    let all: Vec<&Pattern> = groups.iter().flatten().chain(excluded).collect();
    let start: Vec<Places> = all.iter().map(|p| closed(p, Places::from([0]))).collect();
    let mut seen = HashSet::from([start.clone()]);
    let mut open = VecDeque::from([start]);
    while let Some(state) = open.pop_front() {
        let mut accepted =
            all.iter().zip(&state).map(|(p, places)| places.contains(&p.pieces().len()));
        let in_groups =
            groups.iter().all(|g| accepted.by_ref().take(g.len()).filter(|a| *a).count() > 0);
        if in_groups && !accepted.any(|a| a) {
            return true;
        }
        for c in ALPHABET {
            let next: Vec<Places> =
                all.iter().zip(&state).map(|(p, places)| moved(p, places, c)).collect();
            if seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
    }
    false
}

/// Whether a pattern matches, place set by place set: right as well, and not slow.
fn matches(pattern: &Pattern, text: &[char]) -> bool {
    let start = closed(pattern, Places::from([0]));
    let end = text.iter().fold(start, |places, c| moved(pattern, &places, *c));
    end.contains(&pattern.pieces().len())
}

fn ask(groups: &[Vec<Pattern>], excluded: &[Pattern]) -> Found {
    find(groups, excluded, &mut Fuel::new(5_000_000))
}

fn is_in(text: &str, groups: &[Vec<Pattern>], excluded: &[Pattern]) -> bool {
    let text: Vec<char> = text.chars().collect();
    groups.iter().all(|group| group.iter().any(|p| matches(p, &text)))
        && !excluded.iter().any(|p| matches(p, &text))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn matching_agrees_with_the_naive_matcher(pattern in pattern(8), text in "[abB:/]{0,9}") {
        let chars: Vec<char> = text.chars().collect();
        let expected = naive(pattern.pieces(), &chars);
        prop_assert_eq!(pattern.matches(&text), expected);
        prop_assert_eq!(pattern.matches_by_states(&text), expected);
        prop_assert_eq!(matches(&pattern, &chars), expected);
    }

    #[test]
    fn the_search_agrees_with_the_whole_product(
        groups in prop::collection::vec(prop::collection::vec(pattern(5), 1..3), 0..3),
        excluded in prop::collection::vec(pattern(4), 0..4),
    ) {
        match ask(&groups, &excluded) {
            Found::Text(text) => prop_assert!(is_in(&text, &groups, &excluded), "{text}"),
            Found::Nothing => prop_assert!(!exists(&groups, &excluded)),
            Found::Unknown => prop_assert!(false, "small patterns have to be decided"),
        }
    }

    #[test]
    fn what_holds_a_given_text_is_never_found_empty(
        text in "[abB:/]{0,7}",
        candidates in prop::collection::vec(pattern(6), 1..40),
    ) {
        let chars: Vec<char> = text.chars().collect();
        let (holding, others): (Vec<Pattern>, Vec<Pattern>) =
            candidates.into_iter().partition(|p| naive(p.pieces(), &chars));
        let groups: Vec<Vec<Pattern>> = holding.into_iter().map(|p| vec![p]).collect();
        match ask(&groups, &others) {
            Found::Text(found) => prop_assert!(is_in(&found, &groups, &others)),
            other => prop_assert!(false, "{other:?} although {text} is there"),
        }
    }
}

#[test]
fn many_inner_stars_and_a_covering_exclusion() {
    let stars = Pattern::glob(&"*a".repeat(60));
    assert_eq!(ask(&[vec![stars.clone()]], &[Pattern::glob("*a*")]), Found::Nothing);
    assert_eq!(ask(&[vec![stars.clone()]], std::slice::from_ref(&stars)), Found::Nothing);
    let Found::Text(text) = ask(&[vec![stars.clone()]], &[Pattern::glob(&"*a".repeat(61))]) else {
        panic!("sixty are not sixty-one")
    };
    assert!(stars.matches(&text));
}

#[test]
fn two_hundred_exclusions() {
    let buckets: Vec<Pattern> =
        (0..200).map(|n| Pattern::glob(&format!("arn:aws:s3:::team-{n}-*"))).collect();
    let all = vec![Pattern::glob("arn:aws:s3:::team-*")];
    let Found::Text(text) = ask(std::slice::from_ref(&all), &buckets) else {
        panic!("there are others")
    };
    assert!(all[0].matches(&text) && !buckets.iter().any(|b| b.matches(&text)));
    let digits: Vec<Pattern> = (0..200).map(|n| Pattern::glob(&format!("x{n:03}*"))).collect();
    let mut covering = digits.clone();
    covering.push(Pattern::glob("x????*"));
    let wanted = [vec![Pattern::glob("x1*y*z")]];
    assert_eq!(ask(&wanted, &covering), Found::Text("x1yz".into()));
    covering.push(Pattern::glob("x1yz"));
    assert_eq!(ask(&wanted, &covering), Found::Nothing);
}

#[test]
fn parts_keep_colons_out_a_12() {
    let inside = Pattern::new([
        Piece::Char('a'),
        Piece::Many(Reach::WithinPart),
        Piece::Char(':'),
        Piece::Char('z'),
    ]);
    assert!(inside.matches("abc:z") && !inside.matches("a:b:z"));
    assert_eq!(ask(&[vec![inside], vec![Pattern::glob("a*:*:z")]], &[]), Found::Nothing);
}

#[test]
fn hostile_patterns_end_as_unknown() {
    let groups: Vec<Vec<Pattern>> =
        (0..12).map(|n| vec![Pattern::glob(&format!("*{}{}b", "a", "?".repeat(20 + n)))]).collect();
    let excluded: Vec<Pattern> =
        (0..12).map(|n| Pattern::glob(&format!("*b{}a*", "?".repeat(n)))).collect();
    let answer = find(&groups, &excluded, &mut Fuel::new(50_000));
    assert!(matches!(answer, Found::Unknown | Found::Text(_)), "{answer:?}");
    assert_eq!(find(&groups, &[Pattern::everything()], &mut Fuel::new(50_000)), Found::Nothing);
}
