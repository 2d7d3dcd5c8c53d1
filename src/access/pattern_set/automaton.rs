//! A pattern as an automaton. A state is the set of places that a text can have come to, one bit
//! each; a place that a later free `*` makes superfluous is dropped, which keeps states few.

use super::{
    masks::Masks,
    pattern::{Pattern, Piece, Reach},
};

/// What a state of a pattern means for what may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Nothing that follows can lead to a match.
    Dead,
    /// Everything that follows leads to a match.
    Certain,
    /// At least so many characters more are needed.
    Open(u32),
}

impl Pattern {
    /// How many words a state has.
    pub(super) fn words(&self) -> usize {
        (self.pieces().len() + 1).div_ceil(64)
    }

    /// Writes the state that a text leads to; `scratch` is as large. Tells whether anything that
    /// follows can lead to a match.
    fn reach(
        &self,
        text: impl Iterator<Item = char>,
        state: &mut [u64],
        scratch: &mut [u64],
    ) -> bool {
        state.fill(0);
        let mut text = text.peekable();
        let mut at = 0;
        for own in self.head() {
            match text.next_if_eq(&own) {
                Some(_) => at += 1,
                None if text.peek().is_none() => break,
                None => return false,
            }
        }
        set(state, at);
        self.close(state);
        for c in text {
            self.step(state, c, scratch);
            state.copy_from_slice(scratch);
            if state.iter().all(|word| *word == 0) {
                return false;
            }
        }
        true
    }

    /// The state that a text leads to; nothing when nothing that follows can lead to a match.
    pub(super) fn state_after(&self, text: &[char]) -> Option<Vec<u64>> {
        let mut state = vec![0; self.words()];
        let mut scratch = state.clone();
        self.reach(text.iter().copied(), &mut state, &mut scratch).then_some(state)
    }

    /// Writes the state that a character leads to.
    pub(super) fn step(&self, from: &[u64], c: char, to: &mut [u64]) {
        to.fill(0);
        for at in ones(from) {
            let Some(piece) = self.pieces().get(at) else { continue };
            if piece.takes(c) {
                set(to, if piece.repeats() { at } else { at + 1 });
            }
        }
        self.close(to);
    }

    /// Steps over whatever may take nothing, and drops what a later free `*` covers anyway.
    fn close(&self, state: &mut [u64]) {
        let mut free = None;
        let mut word = 0;
        while word < state.len() {
            let mut left = state[word];
            while left != 0 {
                let at = word * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                if let Some(Piece::Many(reach)) = self.pieces().get(at) {
                    set(state, at + 1);
                    if (at + 1) / 64 == word {
                        left |= 1 << ((at + 1) % 64);
                    }
                    if *reach == Reach::Anything {
                        free = Some(at);
                    }
                }
            }
            word += 1;
        }
        if let Some(free) = free {
            state[..free / 64].fill(0);
            state[free / 64] &= u64::MAX << (free % 64);
        }
    }

    /// Whether the text that led to a state matches.
    pub(super) fn accepts(&self, state: &[u64]) -> bool {
        let end = self.pieces().len();
        state[end / 64] >> (end % 64) & 1 == 1
    }

    /// What may follow a state.
    pub(super) fn outlook(&self, state: &[u64]) -> Outlook {
        let last = self.pieces().len().wrapping_sub(1);
        let mut least = None;
        for at in ones(state) {
            if at == last && self.pieces()[at] == Piece::Many(Reach::Anything) {
                return Outlook::Certain;
            }
            let needed = self.needed[at];
            least = Some(least.map_or(needed, |l: u32| l.min(needed)));
        }
        least.map_or(Outlook::Dead, Outlook::Open)
    }

    /// The characters that a state tells from all others.
    pub(super) fn tells_apart(&self, state: &[u64], mut tell: impl FnMut(char)) {
        for at in ones(state) {
            match self.pieces().get(at) {
                Some(Piece::Char(c)) => tell(*c),
                Some(Piece::AnyCase(c)) => {
                    tell(*c);
                    tell(c.to_ascii_uppercase());
                }
                Some(Piece::One(reach) | Piece::Many(reach)) => {
                    reach.barriers().iter().copied().for_each(&mut tell);
                }
                None => {}
            }
        }
    }

    /// Whether it matches a text.
    pub fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        if !self.head().all(|own| rest.next() == Some(own)) {
            return false;
        }
        match Masks::of(&self.pieces()[self.literal()..]) {
            Some(masks) => masks.match_text(rest),
            None => self.matches_by_states(text),
        }
    }

    /// The same for any number of pieces.
    pub(super) fn matches_by_states(&self, text: &str) -> bool {
        let mut state = vec![0; self.words()];
        let mut scratch = state.clone();
        self.reach(text.chars(), &mut state, &mut scratch) && self.accepts(&state)
    }
}

fn set(state: &mut [u64], at: usize) {
    state[at / 64] |= 1 << (at % 64);
}

fn ones(state: &[u64]) -> impl Iterator<Item = usize> + '_ {
    state.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let at = word * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                at
            })
        })
    })
}
