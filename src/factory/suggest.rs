//! "Did you mean": the candidate that is written most like what was given.

/// The candidate nearest to `given`, if it is near enough to be meant: at most a third of the
/// letters differ, whatever their case.
pub fn nearest<'c>(given: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    let given = given.to_lowercase();
    let bound = given.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&given, &candidate.to_lowercase()), candidate))
        .filter(|(far, _)| *far <= bound)
        .min_by_key(|(far, _)| *far)
        .map(|(_, candidate)| candidate.to_owned())
}

/// A question to add to a message: ` (did you mean `x`?)`, or nothing.
pub fn question(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before_last = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=one.len() {
        let mut row = vec![i; other.len() + 1];
        for j in 1..=other.len() {
            let changed = usize::from(one[i - 1] != other[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            let swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if swapped {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_swapped_missing_or_too_many_are_near() {
        assert_eq!(nearest("porduction", ["dev", "production"]), Some("production".into()));
        assert_eq!(nearest("Secrity", ["security", "support"]), Some("security".into()));
        assert_eq!(nearest("prood", ["prod"]), Some("prod".into()));
    }

    #[test]
    fn other_words_are_not() {
        assert_eq!(nearest("finance", ["booking", "tracking"]), None);
        assert_eq!(nearest("x", []), None);
    }
}
