//! The console driven by a string of keys: for tests, and for pictures that stay true.

use std::cell::RefCell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::console::Console;
use super::effect::{Effect, Format, Message};
#[cfg(test)]
use super::job::Slot;
use super::keys::{KeyError, parse_script};
use super::state::Settings;
use super::world::World;

/// A console on a screen of fixed size, with jobs done at once and other effects kept to look at.
pub struct Headless {
    console: Console,
    drawn: Buffer,
    kept: Vec<Effect>,
    #[cfg(test)]
    undone: Option<Slot>,
}

impl Headless {
    /// A console as it starts, on so many columns and rows.
    pub fn new(world: World, settings: Settings, size: (u16, u16)) -> Self {
        let (console, effects) = Console::new(world, settings);
        let mut headless = Self {
            console,
            drawn: empty(size),
            kept: Vec::new(),
            #[cfg(test)]
            undone: None,
        };
        headless.carry_out(effects);
        headless.draw();
        headless
    }

    /// The same, with work of one kind begun and never done.
    #[cfg(test)]
    #[must_use]
    pub fn leaving(self, slot: Slot) -> Self {
        Self { undone: Some(slot), ..self }
    }

    /// Presses keys, as [`parse_script`] reads them, drawing after each as a terminal would.
    pub fn press(&mut self, script: &str) -> Result<(), KeyError> {
        for key in parse_script(script)? {
            self.send(Message::Key(key));
        }
        Ok(())
    }

    /// Gives the console a message, and draws.
    pub fn send(&mut self, message: Message) {
        let effects = self.console.update(message);
        self.carry_out(effects);
        self.draw();
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.drawn = empty(size);
        self.send(Message::Resized);
    }

    /// What is drawn, in a form to keep.
    pub fn save(&self, format: Format) -> String {
        self.console.saved(&self.drawn, format)
    }

    /// The effects asked for so far that need a terminal, a file or a store.
    pub fn effects(&self) -> &[Effect] {
        &self.kept
    }

    fn draw(&mut self) {
        self.drawn.reset();
        self.console.draw(&mut self.drawn);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                #[cfg(test)]
                Effect::Start(job) if Some(job.ticket.slot) == self.undone => {}
                Effect::Start(job) => {
                    let (ticket, told) = (job.ticket, RefCell::new(Vec::new()));
                    let (_, end) = job.run(&|news| told.borrow_mut().push(news));
                    for news in told.into_inner().into_iter().chain([end]) {
                        let effects = self.console.update(Message::Job(ticket, news));
                        self.carry_out(effects);
                    }
                }
                other => self.kept.push(other),
            }
        }
    }
}

fn empty((width, height): (u16, u16)) -> Buffer {
    Buffer::empty(Rect::new(0, 0, width, height))
}

/// What the console shows after a string of keys, in a form to keep.
pub fn render(
    world: World,
    settings: Settings,
    size: (u16, u16),
    keys: &str,
    format: Format,
) -> Result<String, KeyError> {
    let mut console = Headless::new(world, settings, size);
    console.press(keys)?;
    Ok(console.save(format))
}
