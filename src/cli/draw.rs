//! `draw`: how the console looks after some keys, without a terminal.

use super::{Ended, Failure, Global, Output, opening};

/// Draw the console as it looks after some keys: for documents and reports of faults
///
/// The store is only read: keys that would change something show what they ask, and nothing is made.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keys to press, by name and parted by spaces; "quoted text" is typed as it stands
    #[arg(long, value_name = "KEYS", default_value = "")]
    keys: String,
    /// Columns and rows of the screen
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "100x30", value_parser = size)]
    size: (u16, u16),
    /// What is written to standard output
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    form: DrawingForm,
    /// The theme
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
}

/// The form of a drawing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DrawingForm {
    /// A picture
    #[default]
    Svg,
    /// Plain text, without colours
    Text,
}

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Keys to press first.
    pub keys: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Its form.
    pub form: DrawingForm,
    /// The theme, if not the one in the settings.
    pub theme: Option<String>,
}

/// Opens the store that the drawing is of.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Ended, Failure> {
    let workspace = opening::read(global, output)?;
    let Args { keys, size, form, theme } = args;
    let drawing = Drawing { keys: keys.clone(), size: *size, form: *form, theme: theme.clone() };
    Ok(Ended::Drawing(Box::new(workspace), opening::places(global), drawing))
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let sizes = text.split_once('x').and_then(|(columns, rows)| {
        let (columns, rows) = (columns.parse::<u16>().ok()?, rows.parse::<u16>().ok()?);
        ((1..=500).contains(&columns) && (1..=300).contains(&rows)).then_some((columns, rows))
    });
    sizes.ok_or_else(|| "write it as 100x30: at most 500 columns and 300 rows".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_columns_and_rows() {
        assert_eq!(size("80x24"), Ok((80, 24)));
        for wrong in ["", "80", "x", "0x4", "80x24x2", "501x2", "70000x1"] {
            assert!(size(wrong).unwrap_err().contains("100x30"), "{wrong}");
        }
    }
}
