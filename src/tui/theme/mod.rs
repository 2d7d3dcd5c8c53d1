//! Colours by meaning: a theme says how `allow` or `selection` looks, and a view only says what it means.

mod colour;
mod parse;

use std::fmt;

use ratatui::style::{Color, Modifier, Style};

use crate::access::Access;

pub use colour::{Depth, rgb};
pub use parse::{ThemeError, parse};

macro_rules! meanings {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// What a piece of the screen means, and so how a theme may dress it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Meaning { $(#[doc = $doc] $variant,)* }

        impl Meaning {
            /// Every meaning, in the order of the theme files.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in a theme file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

meanings! {
    Text "text" "Running text.",
    Muted "muted" "Text that can be overlooked.",
    Title "title" "The title of a pane.",
    Accent "accent" "What the eye should find first.",
    Header "header" "The top line.",
    Border "border" "The border of a pane.",
    BorderFocused "border_focused" "The border of the pane that takes the keys.",
    Column "column" "The head of a column.",
    Label "label" "The name of a value.",
    Selection "selection" "The selected row of the focused pane.",
    SelectionInactive "selection_inactive" "The selected row of another pane.",
    Mark "mark" "A marked row.",
    MatchHighlight "match_highlight" "Letters that match the filter.",
    Tab "tab" "A tab that is not shown.",
    TabActive "tab_active" "The tab that is shown.",
    Key "key" "A key to press.",
    Hint "hint" "What a key does.",
    Scrollbar "scrollbar" "The thumb of a scrollbar.",
    Input "input" "Text being typed.",
    Placeholder "placeholder" "What could be typed.",
    Button "button" "A button.",
    ButtonFocused "button_focused" "The button that Enter presses.",
    Badge "badge" "A mark in the top line, such as read-only.",
    Allow "allow" "Allowed.",
    Deny "deny" "Denied.",
    Conditional "conditional" "Allowed under conditions.",
    Unknown "unknown" "Not decided.",
    Inherited "inherited" "Comes from above.",
    Direct "direct" "Attached right here.",
    Added "added" "Comes into being.",
    Removed "removed" "Goes away.",
    Success "success" "Went well.",
    Info "info" "Worth knowing.",
    Warning "warning" "Needs a look.",
    Error "error" "Went wrong.",
    StatementHighlight "statement_highlight" "The lines of the deciding statement.",
    LineNumber "line_number" "The number of a line.",
    CodeKey "code_key" "A key in a document.",
    CodeString "code_string" "A string in a document.",
    CodeNumber "code_number" "A number in a document.",
    CodeKeyword "code_keyword" "`true`, `false` or `null` in a document.",
    CodePunctuation "code_punctuation" "Braces, colons and commas in a document.",
}

impl Meaning {
    /// The sign that says the same without colour, one column wide.
    pub fn glyph(self) -> Option<&'static str> {
        match self {
            Self::Allow | Self::Success => Some("✓"),
            Self::Deny | Self::Error => Some("✗"),
            Self::Conditional => Some("◐"),
            Self::Unknown => Some("?"),
            Self::Inherited => Some("↓"),
            Self::Direct => Some("●"),
            Self::Added => Some("+"),
            Self::Removed => Some("-"),
            Self::Warning => Some("!"),
            Self::Info => Some("i"),
            _ => None,
        }
    }
}

/// How every meaning looks.
#[derive(Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    styles: Vec<Style>,
}

impl Theme {
    /// A theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a meaning looks.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.styles[meaning as usize]
    }

    /// A built-in theme; `None` when there is none of that name.
    pub fn built_in(name: &str, depth: Depth) -> Option<Self> {
        let text = built_in_text(name)?;
        parse(&format!("themes/{name}.toml"), text, depth, &|_| None).ok()
    }

    /// The theme to start with: `none` if colours are not wanted, else `dark`.
    pub fn default_for(depth: Depth) -> Self {
        let name = if depth == Depth::None { "none" } else { "dark" };
        Self::built_in(name, depth).unwrap_or_else(Self::plain)
    }

    /// No colours: reverse and bold carry what must stand out.
    fn plain() -> Self {
        Self { name: "none".to_owned(), styles: vec![Style::new(); Meaning::ALL.len()] }
    }

    fn set(&mut self, meaning: Meaning, style: Style) {
        self.styles[meaning as usize] = style;
    }
}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Theme({})", self.name)
    }
}

/// The names of the built-in themes, in the order in which they are offered.
pub const BUILT_IN: [&str; 3] = ["dark", "light", "none"];

fn built_in_text(name: &str) -> Option<&'static str> {
    match name {
        "dark" => Some(include_str!("../../../themes/dark.toml")),
        "light" => Some(include_str!("../../../themes/light.toml")),
        "none" => Some(include_str!("../../../themes/none.toml")),
        _ => None,
    }
}

/// Takes colours out of a style and keeps what is bold, reversed or underlined.
fn colourless(style: Style) -> Style {
    let style = Style { fg: None, bg: None, underline_color: None, ..style };
    style.remove_modifier(Modifier::empty())
}

/// Fits a style to what the terminal can show.
fn fit(style: Style, depth: Depth) -> Style {
    let nearest = |colour: Color| colour::nearest_ansi(colour);
    match depth {
        Depth::Full => style,
        Depth::Ansi => Style { fg: style.fg.map(nearest), bg: style.bg.map(nearest), ..style },
        Depth::None => colourless(style),
    }
}

impl From<Access> for Meaning {
    fn from(access: Access) -> Self {
        match access {
            Access::Allowed => Self::Allow,
            Access::Partial | Access::Conditional | Access::Unknown => Self::Conditional,
            Access::Denied => Self::Deny,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_load_at_every_depth() {
        for name in BUILT_IN {
            for depth in [Depth::Full, Depth::Ansi, Depth::None] {
                let theme = Theme::built_in(name, depth).unwrap();
                assert_eq!(theme.name(), name);
            }
        }
    }

    #[test]
    fn without_colours_nothing_has_a_colour_and_the_selection_still_shows() {
        let theme = Theme::default_for(Depth::None);
        for meaning in Meaning::ALL {
            let style = theme.style(*meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{}", meaning.name());
        }
        assert!(theme.style(Meaning::Selection).add_modifier.contains(Modifier::REVERSED));
        assert_ne!(theme.style(Meaning::ButtonFocused), theme.style(Meaning::Button));
    }

    #[test]
    fn sixteen_colours_are_enough() {
        for name in BUILT_IN {
            let theme = Theme::built_in(name, Depth::Ansi).unwrap();
            for meaning in Meaning::ALL {
                let style = theme.style(*meaning);
                for colour in [style.fg, style.bg].into_iter().flatten() {
                    assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_)), "{colour:?}");
                }
            }
            assert_ne!(theme.style(Meaning::Selection), theme.style(Meaning::Text));
        }
    }
}
