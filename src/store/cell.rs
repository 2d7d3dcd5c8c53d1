//! The form in which a text lies in a tree: cut into small cells, each with schema version and
//! checksum.
//!
//! sled keeps up to seventeen values in a page and moves a page beyond 128 KiB into a file of its
//! own, which it does not flush. Cells keep pages well below that.
//!
//! The key of a cell is the name of its text, a zero byte, and its index. Its value is the schema
//! version (2 bytes), the number of cells of the text (4), the CRC-32 of all the rest including the
//! key (4), and the payload.

use std::borrow::Cow;

/// The version of the form in which records and entries are written.
pub const SCHEMA: u16 = 1;

const HEAD: usize = 10;
const PAYLOAD: usize = 4096;

/// What is wrong with a stored text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A cell is cut short or its key has no index.
    #[error("it is cut short")]
    Short,
    /// The checksum does not fit.
    #[error("its checksum does not fit its content")]
    Checksum,
    /// One of its cells is gone.
    #[error("a part of it is missing: {found} of {count} are there")]
    Missing {
        /// Cells found.
        found: u32,
        /// Cells there should be.
        count: u32,
    },
    /// Another version of Bailiwick has written it.
    #[error("it has schema version {0}; this Bailiwick knows version {SCHEMA}")]
    Schema(u16),
    /// The bytes are intact and yet not what they should be.
    #[error("it cannot be read: {0}")]
    Content(String),
}

/// The key of one cell.
pub fn key(name: &str, index: u32) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 5);
    key.extend_from_slice(name.as_bytes());
    key.push(0);
    key.extend_from_slice(&index.to_be_bytes());
    key
}

/// The cells of a text: keys with values. There is at least one.
pub fn cut<'a>(name: &'a str, text: &'a [u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> + 'a {
    let count = u32::try_from(text.len().div_ceil(PAYLOAD).max(1)).unwrap_or(u32::MAX);
    (0..count).map(move |index| {
        let start = index as usize * PAYLOAD;
        let payload = &text[start..text.len().min(start + PAYLOAD)];
        let key = key(name, index);
        let mut value = Vec::with_capacity(HEAD + payload.len());
        value.extend_from_slice(&SCHEMA.to_be_bytes());
        value.extend_from_slice(&count.to_be_bytes());
        value.extend_from_slice(&checksum(&key, count, payload).to_be_bytes());
        value.extend_from_slice(payload);
        (key, value)
    })
}

/// How many cells the text has that this value belongs to, as the value says.
pub fn count(value: &[u8]) -> Option<u32> {
    value.get(2..6)?.try_into().ok().map(u32::from_be_bytes)
}

fn checksum(key: &[u8], count: u32, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(&count.to_be_bytes());
    hasher.update(payload);
    hasher.finalize()
}

/// Puts texts together again from the cells of a tree in key order: one after the other, in the same
/// place.
#[derive(Default)]
pub struct Join {
    name: Vec<u8>,
    content: Vec<u8>,
    open: Option<Open>,
}

/// A stored text, or what is wrong with it, by its name.
pub type Joined<'a> = (Cow<'a, str>, Result<&'a [u8], Damage>);

/// How far a text has come that may have more cells.
struct Open {
    count: u32,
    /// The cells found, all of them sound, or what is wrong with one.
    found: Result<u32, Damage>,
}

impl Join {
    /// Takes the next cell; gives the text before it to `take` when that has come to its end.
    pub fn next(&mut self, key: &[u8], value: &[u8], take: impl FnMut(Joined<'_>)) {
        let (name, index) = split(key);
        if self.name != name {
            self.end(take);
        }
        let open = self.open.get_or_insert_with(|| {
            self.name.clear();
            self.name.extend_from_slice(name);
            self.content.clear();
            Open { count: count(value).unwrap_or(1), found: Ok(0) }
        });
        let Ok(found) = open.found else { return };
        open.found = match payload(key, index, value) {
            Ok(payload) if index == Some(found) => {
                self.content.extend_from_slice(payload);
                Ok(found + 1)
            }
            Ok(_) => Err(Damage::Missing { found, count: open.count }),
            Err(damage) => Err(damage),
        };
    }

    /// Gives the last text to `take`.
    pub fn end(&mut self, mut take: impl FnMut(Joined<'_>)) {
        let Some(Open { count, found }) = self.open.take() else { return };
        let whole = found.and_then(|found| {
            if found == count { Ok(&*self.content) } else { Err(Damage::Missing { found, count }) }
        });
        take((String::from_utf8_lossy(&self.name), whole));
    }
}

/// The name in the key of a cell, and the index.
fn split(key: &[u8]) -> (&[u8], Option<u32>) {
    match key.split_last_chunk::<4>() {
        Some(([name @ .., 0], index)) => (name, Some(u32::from_be_bytes(*index))),
        _ => (key, None),
    }
}

fn payload<'a>(key: &[u8], index: Option<u32>, value: &'a [u8]) -> Result<&'a [u8], Damage> {
    let (head, payload) = value.split_first_chunk::<HEAD>().ok_or(Damage::Short)?;
    let [s0, s1, c0, c1, c2, c3, sum @ ..] = *head;
    let schema = u16::from_be_bytes([s0, s1]);
    let count = u32::from_be_bytes([c0, c1, c2, c3]);
    if schema != SCHEMA {
        return Err(Damage::Schema(schema));
    }
    if index.is_none() {
        return Err(Damage::Short);
    }
    if checksum(key, count, payload) != u32::from_be_bytes(sum) {
        return Err(Damage::Checksum);
    }
    Ok(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(cells: &[(Vec<u8>, Vec<u8>)]) -> Vec<(String, Result<Vec<u8>, Damage>)> {
        let mut texts = Vec::new();
        let mut take = |(name, text): Joined<'_>| {
            texts.push((name.into_owned(), text.map(<[u8]>::to_vec)));
        };
        let mut join = Join::default();
        for (key, value) in cells {
            join.next(key, value, &mut take);
        }
        join.end(take);
        texts
    }

    #[test]
    fn texts_of_any_length_come_back() {
        for length in [0, 1, PAYLOAD - 1, PAYLOAD, PAYLOAD + 1, 3 * PAYLOAD + 7] {
            let text: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let mut cells: Vec<_> = cut("a/b", &text).collect();
            cells.extend(cut("a/bc", b"next"));
            assert!(cells.is_sorted(), "tree order is text order");
            let back = join(&cells);
            assert_eq!(back, [("a/b".into(), Ok(text)), ("a/bc".into(), Ok(b"next".to_vec()))]);
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let cells: Vec<_> = cut("role/1", b"{\"kind\":\"role\"}").collect();
        for byte in 0..cells[0].1.len() {
            for bit in 0..8 {
                let mut broken = cells.clone();
                broken[0].1[byte] ^= 1 << bit;
                assert!(join(&broken)[0].1.is_err(), "bit {bit} of byte {byte}");
            }
        }
    }

    #[test]
    fn a_value_under_another_key_is_noticed() {
        let (_, value) = cut("role/1", b"x").next().unwrap();
        assert_eq!(join(&[(key("role/2", 0), value)])[0].1, Err(Damage::Checksum));
    }

    #[test]
    fn lost_cells_are_noticed() {
        let cells: Vec<_> = cut("a", &[7; 3 * PAYLOAD]).collect();
        for lost in 0..3 {
            let mut fewer = cells.clone();
            fewer.remove(lost);
            assert!(matches!(join(&fewer)[0].1, Err(Damage::Missing { count: 3, .. })));
        }
    }

    #[test]
    fn another_schema_is_named() {
        let (key, mut value) = cut("a", b"x").next().unwrap();
        value[1] = 9;
        assert_eq!(join(&[(key, value)])[0].1, Err(Damage::Schema(9)));
    }
}
