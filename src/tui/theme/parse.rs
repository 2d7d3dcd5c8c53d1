//! Theme files: TOML with a palette and a style for each meaning, read with the place of every mistake.

use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::colour::{named, names};
use super::{Depth, Meaning, Theme, built_in_text, fit};

/// A mistake in a theme file: where, what, and the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}; {mend}")]
pub struct ThemeError {
    /// The file, as it was given.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

/// How deep themes may inherit from one another.
const DEEPEST: usize = 8;

/// Reads a theme.
///
/// `find` gives the text of a theme that is inherited and not built in, by name.
pub fn parse(
    file: &str,
    text: &str,
    depth: Depth,
    find: &dyn Fn(&str) -> Option<String>,
) -> Result<Theme, ThemeError> {
    read(file, text, find, DEEPEST).map(|mut theme| {
        for style in &mut theme.styles {
            *style = fit(*style, depth);
        }
        theme
    })
}

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, at: Range<usize>, problem: String, mend: impl Into<String>) -> ThemeError {
        let before = self.text.as_bytes().iter().take(at.start);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        ThemeError { file: self.file.to_owned(), line, problem, mend: mend.into() }
    }

    fn string<'v>(
        &self,
        value: &'v Spanned<DeValue<'_>>,
        what: &str,
    ) -> Result<&'v str, ThemeError> {
        value.get_ref().as_str().ok_or_else(|| {
            let problem = format!("{what} is a {}", value.get_ref().type_str());
            self.error(value.span(), problem, "write a string in quotes")
        })
    }
}

fn read(
    file: &str,
    text: &str,
    find: &dyn Fn(&str) -> Option<String>,
    deepest: usize,
) -> Result<Theme, ThemeError> {
    let source = Source { file, text };
    let parsed = DeTable::parse(text).map_err(|error| {
        let at = error.span().unwrap_or(0..0);
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        source.error(at, message, "a theme is a TOML file")
    })?;
    let mut theme = inherited(&source, parsed.get_ref(), find, deepest)?;
    let mut palette = Vec::new();
    let mut styles = None;
    for (key, value) in parsed.get_ref() {
        match key.get_ref().as_ref() {
            "name" => source.string(value, "`name`")?.clone_into(&mut theme.name),
            "inherits" => {}
            "palette" => palette = read_palette(&source, value)?,
            "styles" => styles = Some(value),
            other => {
                let mend = "a theme has `name`, `inherits`, `[palette]` and `[styles]`";
                return Err(source.error(key.span(), format!("`{other}` is unknown"), mend));
            }
        }
    }
    if let Some(styles) = styles {
        for (key, value) in table(&source, styles, "`styles`")? {
            let meaning = meaning(&source, key.get_ref(), key.span())?;
            theme.set(meaning, read_style(&source, value, &palette)?);
        }
    }
    Ok(theme)
}

fn inherited(
    source: &Source<'_>,
    theme: &DeTable<'_>,
    find: &dyn Fn(&str) -> Option<String>,
    deepest: usize,
) -> Result<Theme, ThemeError> {
    let Some(value) = theme.get("inherits") else { return Ok(Theme::plain()) };
    let name = source.string(value, "`inherits`")?;
    if deepest == 0 {
        let problem = format!("`{name}` is inherited too deeply, perhaps by itself");
        return Err(source.error(value.span(), problem, "inherit from a built-in theme"));
    }
    if let Some(text) = built_in_text(name) {
        return read(&format!("themes/{name}.toml"), text, find, deepest - 1);
    }
    match find(name) {
        Some(text) => read(&format!("{name}.toml"), &text, find, deepest - 1),
        None => Err(source.error(
            value.span(),
            format!("there is no theme `{name}` to inherit from"),
            format!("built in are {}", super::BUILT_IN.join(", ")),
        )),
    }
}

fn table<'v, 'i>(
    source: &Source<'_>,
    value: &'v Spanned<DeValue<'i>>,
    what: &str,
) -> Result<&'v DeTable<'i>, ThemeError> {
    value.get_ref().as_table().ok_or_else(|| {
        let problem = format!("{what} is a {}", value.get_ref().type_str());
        source.error(value.span(), problem, "write a table")
    })
}

fn read_palette(
    source: &Source<'_>,
    value: &Spanned<DeValue<'_>>,
) -> Result<Vec<(String, Color)>, ThemeError> {
    table(source, value, "`palette`")?
        .iter()
        .map(|(key, value)| {
            let colour = read_colour(source, value, &[])?;
            Ok((key.get_ref().to_string(), colour))
        })
        .collect()
}

fn read_colour(
    source: &Source<'_>,
    value: &Spanned<DeValue<'_>>,
    palette: &[(String, Color)],
) -> Result<Color, ThemeError> {
    let text = source.string(value, "the colour")?;
    let own = palette.iter().find(|(name, _)| name == text).map(|(_, colour)| *colour);
    own.or_else(|| named(text)).ok_or_else(|| {
        let mend =
            format!("write `#rrggbb`, a name from `[palette]`, `default`, or one of {}", names());
        source.error(value.span(), format!("`{text}` is no colour"), mend)
    })
}

fn meaning(source: &Source<'_>, name: &str, at: Range<usize>) -> Result<Meaning, ThemeError> {
    Meaning::ALL.iter().copied().find(|meaning| meaning.name() == name).ok_or_else(|| {
        let nearest =
            Meaning::ALL.iter().map(|m| m.name()).min_by_key(|known| distance(known, name));
        let mend = nearest.map_or(String::new(), |known| format!("did you mean `{known}`?"));
        source.error(at, format!("`{name}` is no meaning that a style can have"), mend)
    })
}

fn read_style(
    source: &Source<'_>,
    value: &Spanned<DeValue<'_>>,
    palette: &[(String, Color)],
) -> Result<Style, ThemeError> {
    if value.get_ref().is_str() {
        return Ok(Style::new().fg(read_colour(source, value, palette)?));
    }
    let mut style = Style::new();
    for (key, value) in table(source, value, "the style")? {
        let key_name = key.get_ref().as_ref();
        style = match key_name {
            "fg" => style.fg(read_colour(source, value, palette)?),
            "bg" => style.bg(read_colour(source, value, palette)?),
            "bold" | "dim" | "italic" | "underline" | "reverse" => {
                let on = value.get_ref().as_bool().ok_or_else(|| {
                    let problem = format!("`{key_name}` is a {}", value.get_ref().type_str());
                    source.error(value.span(), problem, "write `true` or `false`")
                })?;
                if on { style.add_modifier(modifier(key_name)) } else { style }
            }
            other => {
                let mend = "a style has fg, bg, bold, dim, italic, underline, reverse";
                return Err(source.error(key.span(), format!("`{other}` is unknown"), mend));
            }
        };
    }
    Ok(style)
}

fn modifier(name: &str) -> Modifier {
    match name {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        _ => Modifier::empty(),
    }
}

/// How many letters must change to turn one word into the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let changed = corner + usize::from(c != *d);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(text: &str) -> Result<Theme, ThemeError> {
        parse("mine.toml", text, Depth::Full, &|name| {
            (name == "loop").then(|| "inherits = 'loop'".to_owned())
        })
    }

    #[test]
    fn a_theme_overrides_what_it_inherits() {
        let mine =
            theme("inherits = 'dark'\n[styles]\nallow = { fg = '#010203', bold = true }").unwrap();
        let dark = Theme::built_in("dark", Depth::Full).unwrap();
        assert_eq!(
            mine.style(Meaning::Allow),
            Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD)
        );
        assert_eq!(mine.style(Meaning::Deny), dark.style(Meaning::Deny));
    }

    #[test]
    fn mistakes_name_file_line_and_mend() {
        let error = theme("name = 'x'\n[styles]\nalow = 'red'").unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("mine.toml", 3));
        assert_eq!(error.mend, "did you mean `allow`?");
        let error = theme("[palette]\nsky = 'blu'").unwrap_err();
        assert!(error.to_string().starts_with("mine.toml:2: `blu` is no colour; write"), "{error}");
        let error = theme("\n\n[styles").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(theme("[styles]\nallow = { fg = 'red', blink = true }").is_err());
        assert!(theme("[styles]\nallow = { bold = 'yes' }").is_err());
        assert!(theme("styles = 3").is_err());
        assert!(theme("speed = 3").is_err());
    }

    #[test]
    fn inheritance_ends() {
        assert!(theme("inherits = 'loop'").unwrap_err().problem.contains("too deeply"));
        assert!(theme("inherits = 'gone'").unwrap_err().problem.contains("no theme `gone`"));
    }

    #[test]
    fn built_in_themes_dress_every_meaning() {
        for name in super::super::BUILT_IN {
            let text = built_in_text(name).unwrap();
            let parsed = DeTable::parse(text).unwrap();
            let styles = parsed.get_ref().get("styles").unwrap().get_ref().as_table().unwrap();
            for meaning in Meaning::ALL {
                assert!(styles.contains_key(meaning.name()), "{name} lacks {}", meaning.name());
            }
        }
    }
}
