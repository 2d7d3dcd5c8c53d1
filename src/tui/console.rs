//! The console without a terminal: messages in, cells out. The runtime and the headless face drive it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::effect::{Effect, Format, Message};
use super::picture::{self, Paper};
use super::state::{Settings, State};
use super::theme::{Meaning, rgb};
use super::world::World;
use super::{update, view};

/// A running console.
pub struct Console {
    state: State,
}

impl Console {
    /// A console as it starts, and the effects that takes.
    pub fn new(world: World, settings: Settings) -> (Self, Vec<Effect>) {
        let (state, effects) = State::new(world, settings);
        (Self { state }, effects)
    }

    /// Takes in a message.
    #[must_use = "effects must be carried out"]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        update::update(&mut self.state, message)
    }

    /// Whether what is drawn is out of date.
    pub fn dirty(&self) -> bool {
        self.state.dirty
    }

    /// Draws, and keeps where things came to lie; tells where the cursor blinks.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.state.layout = view::view(&self.state, buffer);
        self.state.dirty = false;
        self.state.layout.cursor.map(|at| (at.x, at.y))
    }

    /// What would be drawn on so many columns and rows.
    pub fn drawing(&self, (width, height): (u16, u16)) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view::view(&self.state, &mut buffer);
        buffer
    }

    /// A drawing in a form to keep.
    pub fn saved(&self, buffer: &Buffer, format: Format) -> String {
        match format {
            Format::Svg => picture::svg(buffer, self.paper()),
            Format::Text => picture::text(buffer),
        }
    }

    /// A file name for a view of the present screen.
    pub fn file_name(&self, format: Format) -> String {
        let screen = self.state.screen.id().title().to_lowercase();
        match format {
            Format::Svg => format!("bailiwick-{screen}.svg"),
            Format::Text => format!("bailiwick-{screen}.txt"),
        }
    }

    /// Light paper for themes whose ink is dark.
    fn paper(&self) -> Paper {
        let ink = self.state.theme.style(Meaning::Text).fg.and_then(rgb);
        match ink {
            Some((red, green, blue))
                if u16::from(red) + u16::from(green) + u16::from(blue) < 384 =>
            {
                Paper::LIGHT
            }
            _ => Paper::DARK,
        }
    }
}
