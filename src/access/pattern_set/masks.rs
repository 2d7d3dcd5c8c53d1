//! Pieces few enough for one word, as masks of places: a character is one step from all places at
//! once.

use super::pattern::{Piece, Reach};

/// The most pieces that have a word: a place for each, and the end.
const MOST: usize = 63;

/// Pieces as masks, one bit for the place before each.
pub(super) struct Masks<'p> {
    pieces: &'p [Piece],
    /// The places of pieces that are one ASCII character, by the character.
    ascii: [u64; 128],
    /// The places of pieces that take any character, or any but their barriers.
    wild: Wild,
    /// The places of pieces that take any run.
    repeats: u64,
}

/// Places of wildcards by what they take.
#[derive(Default)]
struct Wild {
    anything: u64,
    within_part: u64,
    within_name: u64,
}

impl Wild {
    fn taking(&self, c: char) -> u64 {
        match c {
            ':' => self.anything,
            '/' => self.anything | self.within_part,
            _ => self.anything | self.within_part | self.within_name,
        }
    }
}

impl<'p> Masks<'p> {
    /// The masks of some pieces; nothing when there are too many.
    pub fn of(pieces: &'p [Piece]) -> Option<Self> {
        if pieces.len() > MOST {
            return None;
        }
        let mut masks = Self { pieces, ascii: [0; 128], wild: Wild::default(), repeats: 0 };
        for (at, piece) in pieces.iter().enumerate() {
            let place = 1 << at;
            match *piece {
                Piece::Char(c) => masks.add(c, place),
                Piece::AnyCase(c) => {
                    masks.add(c, place);
                    masks.add(c.to_ascii_uppercase(), place);
                }
                Piece::One(reach) | Piece::Many(reach) => match reach {
                    Reach::Anything => masks.wild.anything |= place,
                    Reach::WithinPart => masks.wild.within_part |= place,
                    Reach::WithinName => masks.wild.within_name |= place,
                },
            }
            if piece.repeats() {
                masks.repeats |= place;
            }
        }
        Some(masks)
    }

    fn add(&mut self, c: char, place: u64) {
        if let Some(places) = self.ascii.get_mut(c as usize) {
            *places |= place;
        }
    }

    /// The places of the pieces that take a character.
    fn taking(&self, c: char) -> u64 {
        if let Some(places) = self.ascii.get(c as usize) {
            return places | self.wild.taking(c);
        }
        let taking = self.pieces.iter().enumerate().filter(|(_, piece)| piece.takes(c));
        taking.fold(0, |places, (at, _)| places | 1 << at)
    }

    /// The places of the pieces that take some character which a piece takes.
    fn sharing(&self, piece: Piece) -> u64 {
        match piece {
            Piece::Char(c) => self.taking(c),
            Piece::AnyCase(c) => self.taking(c) | self.taking(c.to_ascii_uppercase()),
            // There is a letter for all wildcards.
            Piece::One(reach) | Piece::Many(reach) => match reach {
                Reach::Anything => u64::MAX,
                Reach::WithinPart => !self.ascii[usize::from(b':')],
                Reach::WithinName => {
                    !self.ascii[usize::from(b':')] & !self.ascii[usize::from(b'/')]
                }
            },
        }
    }

    /// Whether a text matches.
    pub fn match_text(&self, text: impl Iterator<Item = char>) -> bool {
        let mut places = filled(1, self.repeats);
        for c in text {
            let moved = places & self.taking(c);
            places = filled(self.stepped(moved), self.repeats);
            if places == 0 {
                return false;
            }
        }
        places >> self.pieces.len() & 1 == 1
    }

    /// Whether some text matches both these and other pieces, of which there may be any number.
    pub fn meet(&self, others: &[Piece]) -> bool {
        let mut places = 1;
        for other in others {
            let sharing = self.sharing(*other);
            if other.repeats() {
                places = filled(places, self.repeats | sharing);
            } else {
                places = self.stepped(filled(places, self.repeats) & sharing);
            }
            if places == 0 {
                return false;
            }
        }
        filled(places, self.repeats) >> self.pieces.len() & 1 == 1
    }

    /// Where places lead whose pieces have taken a character.
    fn stepped(&self, places: u64) -> u64 {
        (places & self.repeats) | (places & !self.repeats) << 1
    }
}

/// Some places with those that can be come to over places of a mask, one by one.
fn filled(mut places: u64, over: u64) -> u64 {
    loop {
        let more = places | (places & over) << 1;
        if more == places {
            return places;
        }
        places = more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_pieces_have_a_word() {
        let pieces = |count| vec![Piece::Char('a'); count];
        let most = pieces(MOST);
        let masks = Masks::of(&most).unwrap();
        let text = |count| std::iter::repeat_n('a', count);
        assert!(masks.match_text(text(MOST)));
        assert!(!masks.match_text(text(MOST - 1)) && !masks.match_text(text(MOST + 1)));
        assert!(masks.meet(&most) && !masks.meet(&pieces(MOST + 1)));
        assert!(Masks::of(&pieces(MOST + 1)).is_none());
    }
}
