//! Amazon resource names.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;

/// An Amazon resource name: `arn:partition:service:region:account:resource`.
///
/// Split at the first five colons; the sixth part keeps its own colons and slashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    text: Arc<str>,
    /// Byte offsets of the five colons.
    colons: [u16; 5],
}

/// A text that is not an ARN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ARN: write arn:partition:service:region:account:resource")]
pub struct NotAnArn(pub String);

impl Arn {
    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// One of the six parts, counted from zero.
    fn part(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { usize::from(self.colons[index - 1]) + 1 };
        let end = self.colons.get(index).map_or(self.text.len(), |c| usize::from(*c));
        &self.text[start..end]
    }

    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service prefix, such as `s3`.
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The region; empty for global resources.
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account; empty for S3 buckets and objects.
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// Everything behind the fifth colon.
    pub fn resource(&self) -> &str {
        self.part(5)
    }
}

/// The five colons that split an ARN-shaped text, or nothing when there are fewer.
pub fn colons(text: &str) -> Option<[usize; 5]> {
    let mut found = [0; 5];
    let mut colons = text.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    for slot in &mut found {
        *slot = colons.next()?.0;
    }
    Some(found)
}

impl FromStr for Arn {
    type Err = NotAnArn;

    fn from_str(text: &str) -> Result<Self, NotAnArn> {
        let fail = || NotAnArn(text.to_owned());
        if !text.starts_with("arn:") {
            return Err(fail());
        }
        let found = colons(text).ok_or_else(fail)?;
        let mut offsets = [0; 5];
        for (slot, at) in offsets.iter_mut().zip(found) {
            *slot = u16::try_from(at).map_err(|_| fail())?;
        }
        Ok(Self { text: text::shared(text), colons: offsets })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Arn {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Arn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text::parsed(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_part_keeps_its_colons() {
        let arn: Arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/a:b".parse().unwrap();
        assert_eq!(arn.service(), "logs");
        assert_eq!(arn.region(), "eu-west-1");
        assert_eq!(arn.account(), "111111111111");
        assert_eq!(arn.resource(), "log-group:/a:b");
    }

    #[test]
    fn short_texts_are_refused() {
        assert!("arn:aws:s3".parse::<Arn>().is_err());
        assert!("s3:::bucket".parse::<Arn>().is_err());
        assert!("urn:aws:s3:::bucket".parse::<Arn>().is_err());
    }
}
