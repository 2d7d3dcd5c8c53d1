//! The name that was perhaps meant.

/// Letters that may differ.
const FAR: usize = 2;

/// The first of the names that differs from a text in at most two letters, case aside.
pub fn near<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let text = text.to_ascii_lowercase();
    let likely = names.filter(|name| name.len().abs_diff(text.len()) <= FAR && name.len() > FAR);
    let close = likely.filter_map(|name| {
        let distance = distance(text.as_bytes(), name.to_ascii_lowercase().as_bytes());
        (distance <= FAR).then_some((distance, name))
    });
    close.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters have to be put in, left out or replaced.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood() {
        let names = ["GetObject", "PutObject", "GetObjectAcl"];
        assert_eq!(near("getobjct", names.into_iter()), Some("GetObject"));
        assert_eq!(near("PuttObject", names.into_iter()), Some("PutObject"));
        assert_eq!(near("DeleteBucket", names.into_iter()), None);
    }
}
