//! Bytes of a file as text, in the encodings that shells write.

/// Why a file is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotText {
    /// Nothing in it.
    #[error("the file is empty: run its command again")]
    Empty,
    /// Not in an encoding that is known here.
    #[error("the file is neither UTF-8 nor UTF-16: run its command again")]
    Encoding,
}

/// The text of a file: UTF-8, or UTF-16 with its mark in front, as PowerShell's `>` writes it.
pub(super) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        all => std::str::from_utf8(all).ok().map(str::to_owned),
    }
    .ok_or(NotText::Encoding)?;
    if text.trim().is_empty() { Err(NotText::Empty) } else { Ok(text) }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_shells_are_read() {
        assert_eq!(decode(b"{}").unwrap(), "{}");
        assert_eq!(decode(b"\xef\xbb\xbf{}").unwrap(), "{}");
        assert_eq!(decode(b"\xff\xfe{\0}\0").unwrap(), "{}");
        assert_eq!(decode(b"\xfe\xff\0{\0}").unwrap(), "{}");
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(decode(b""), Err(NotText::Empty));
        assert_eq!(decode(b" \n"), Err(NotText::Empty));
        assert_eq!(decode(b"\xff\xfe"), Err(NotText::Empty));
        assert_eq!(decode(b"\xff\xfe{"), Err(NotText::Encoding));
        assert_eq!(decode(b"\xc3("), Err(NotText::Encoding));
    }
}
