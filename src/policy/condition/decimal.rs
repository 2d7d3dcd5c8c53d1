//! Numbers compared by value, digit by digit: no rounding anywhere (C-23).

use std::cmp::Ordering;

/// A decimal number without superfluous zeros; its digits are in the text that it was read from, or
/// its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal<S = Box<str>> {
    negative: bool,
    whole: S,
    fraction: S,
}

impl<'t> Decimal<&'t str> {
    /// The number in a text; nothing when it is none. No exponent, no hexadecimal (C-23).
    pub fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (negative, unsigned) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    /// The same with digits of its own.
    pub fn owned(&self) -> Decimal {
        let Self { negative, whole, fraction } = *self;
        Decimal { negative, whole: whole.into(), fraction: fraction.into() }
    }
}

impl<S: AsRef<str>> Decimal<S> {
    /// How it compares with another, by value.
    pub fn order(&self, other: &Decimal<impl AsRef<str>>) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => self.magnitude(other).reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    fn magnitude(&self, other: &Decimal<impl AsRef<str>>) -> Ordering {
        let (whole, fraction) = (self.whole.as_ref(), self.fraction.as_ref());
        let length = whole.len().cmp(&other.whole.as_ref().len());
        length
            .then_with(|| whole.cmp(other.whole.as_ref()))
            .then_with(|| fraction.cmp(other.fraction.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_by_value_c_23() {
        let order =
            |a: &str, b: &str| Decimal::parse(a).unwrap().order(&Decimal::parse(b).unwrap());
        assert_eq!(order("10", "10.0"), Ordering::Equal);
        assert_eq!(order("-0", "0"), Ordering::Equal);
        assert_eq!(order("9", "10"), Ordering::Less);
        assert_eq!(order("-9", "-10"), Ordering::Greater);
        assert_eq!((order("1", "-2"), order("-2", "1")), (Ordering::Greater, Ordering::Less));
        assert_eq!(order("0.25", "0.3"), Ordering::Less);
        assert_eq!(order("0.30", "0.3"), Ordering::Equal);
        assert_eq!(order("99999999999999999999999", "99999999999999999999998"), Ordering::Greater);
        for bad in ["", ".", "1e3", "0x10", "ten", "1.2.3", "--1"] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }
}
