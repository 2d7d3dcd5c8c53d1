//! The console from outside: keys in, whole screens out.

mod factory;
mod fuzz;
mod reference;
pub mod sample;
mod screens;
mod shell;

use super::effect::{Effect, Format, Message};
use super::headless::Headless;
use super::job::Slot;
use super::state::Settings;
use super::theme::Depth;
use super::world::Mode;

/// A console without colours on the sample organization, after some keys. Whom a proposal concerns
/// is left open: to work it out takes long in a debug build.
fn console(size: (u16, u16), keys: &str) -> Headless {
    console_in(Mode::Writable, size, keys)
}

fn console_in(mode: Mode, size: (u16, u16), keys: &str) -> Headless {
    let console = Headless::new(sample::world(mode), Settings::new(Depth::None), size);
    let mut console = console.leaving(Slot::Impact);
    console.press(keys).unwrap();
    console
}

/// The whole screen after some keys.
fn screen(size: (u16, u16), keys: &str) -> String {
    text(&console(size, keys))
}

fn text(console: &Headless) -> String {
    let text = console.save(Format::Text);
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Has the store make what the console asks for, as a host would.
fn settle(console: &mut Headless) {
    let world = sample::world(Mode::Writable);
    let asked = console.effects().iter().rev().find_map(|effect| match effect {
        Effect::Commit(_, commit) => Some(commit.clone()),
        _ => None,
    });
    let made = sample::commit(&world, &asked.expect("nothing was committed"));
    console.send(Message::Committed(made));
}

fn copied(console: &Headless) -> Vec<&str> {
    let copied = console.effects().iter().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copied.collect()
}
