//! Colours: their names, the sixteen every terminal has, and the nearest of those to any other.

use ratatui::style::Color;

/// How many colours the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Any colour.
    Full,
    /// The sixteen of ANSI.
    Ansi,
    /// None are wanted.
    None,
}

impl Depth {
    /// What the environment says: `NO_COLOR` (any value but the empty one), `COLORTERM`, `TERM`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
        if filled("NO_COLOR").is_some() || filled("TERM").as_deref() == Some("dumb") {
            return Self::None;
        }
        let full = filled("COLORTERM").is_some_and(|v| v == "truecolor" || v == "24bit");
        let direct = filled("TERM").is_some_and(|v| v.ends_with("-direct"));
        if full || direct { Self::Full } else { Self::Ansi }
    }
}

/// The sixteen colours: name, colour, and the red, green and blue they have in a picture.
const ANSI: [(&str, Color, (u8, u8, u8)); 16] = [
    ("black", Color::Black, (0x15, 0x16, 0x1e)),
    ("red", Color::Red, (0xd2, 0x5c, 0x6a)),
    ("green", Color::Green, (0x7f, 0xb0, 0x5a)),
    ("yellow", Color::Yellow, (0xd0, 0xa2, 0x4f)),
    ("blue", Color::Blue, (0x5f, 0x87, 0xd7)),
    ("magenta", Color::Magenta, (0xa9, 0x7f, 0xd0)),
    ("cyan", Color::Cyan, (0x5f, 0xb3, 0xbf)),
    ("white", Color::Gray, (0xc0, 0xca, 0xda)),
    ("bright-black", Color::DarkGray, (0x5c, 0x64, 0x78)),
    ("bright-red", Color::LightRed, (0xf7, 0x76, 0x8e)),
    ("bright-green", Color::LightGreen, (0x9e, 0xce, 0x6a)),
    ("bright-yellow", Color::LightYellow, (0xe5, 0xc0, 0x7b)),
    ("bright-blue", Color::LightBlue, (0x7a, 0xa2, 0xf7)),
    ("bright-magenta", Color::LightMagenta, (0xbb, 0x9a, 0xf7)),
    ("bright-cyan", Color::LightCyan, (0x7d, 0xcf, 0xff)),
    ("bright-white", Color::White, (0xee, 0xf1, 0xf8)),
];

/// Reads `red`, `bright-red`, `default` or `#rrggbb`.
pub fn named(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    if let Some((_, colour, _)) = ANSI.iter().find(|(name, ..)| *name == text) {
        return Some(*colour);
    }
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

/// The names that [`named`] knows, for messages.
pub fn names() -> String {
    let names: Vec<&str> = ANSI.iter().map(|(name, ..)| *name).collect();
    names.join(", ")
}

/// Red, green and blue of a colour; `None` for the terminal's own.
pub fn rgb(colour: Color) -> Option<(u8, u8, u8)> {
    match colour {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        other => ANSI.iter().find(|(_, ansi, _)| *ansi == other).map(|(.., rgb)| *rgb),
    }
}

/// The 256-colour palette of xterm: sixteen, a cube of 6x6x6, and 24 greys.
fn indexed(index: u8) -> (u8, u8, u8) {
    let level = |step: u8| if step == 0 { 0 } else { 55 + step * 40 };
    match index {
        0..=15 => ANSI[usize::from(index)].2,
        16..=231 => {
            let cube = index - 16;
            (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232..=255 => {
            let grey = 8 + (index - 232) * 10;
            (grey, grey, grey)
        }
    }
}

/// The one of the sixteen that looks most like it.
pub fn nearest_ansi(colour: Color) -> Color {
    let (Color::Rgb(..) | Color::Indexed(_)) = colour else { return colour };
    let Some(wanted) = rgb(colour) else { return colour };
    let distance = |(red, green, blue): (u8, u8, u8)| {
        let part = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        2 * part(red, wanted.0) + 4 * part(green, wanted.1) + 3 * part(blue, wanted.2)
    };
    ANSI.iter().min_by_key(|(.., rgb)| distance(*rgb)).map_or(colour, |(_, ansi, _)| *ansi)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(pairs: &[(&str, &str)]) -> Depth {
        Depth::from_environment(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_decides_the_depth() {
        assert_eq!(depth(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), Depth::None);
        assert_eq!(depth(&[("NO_COLOR", ""), ("COLORTERM", "truecolor")]), Depth::Full);
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Ansi);
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::None);
    }

    #[test]
    fn colours_are_read_and_brought_home() {
        assert_eq!(named("#0a0B0c"), Some(Color::Rgb(10, 11, 12)));
        assert_eq!(named("bright-black"), Some(Color::DarkGray));
        assert_eq!(named("#12345"), None);
        assert_eq!(named("#éé5"), None);
        assert_eq!(named("mauve"), None);
        assert_eq!(nearest_ansi(Color::Rgb(0xf5, 0x70, 0x90)), Color::LightRed);
        assert_eq!(nearest_ansi(Color::Green), Color::Green);
        assert_eq!(rgb(Color::Indexed(231)), Some((255, 255, 255)));
    }
}
