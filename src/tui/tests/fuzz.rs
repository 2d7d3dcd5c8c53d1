//! Whatever is pressed, clicked or resized, nothing breaks.

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::console;
use super::factory::{Desk, MAKING, PLAN};
use crate::tui::effect::Message;
use crate::tui::keys::Key;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len() as u64) as usize]
    }
}

const CODES: [KeyCode; 14] = [
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
];

fn key(dice: &mut Dice) -> Key {
    let letters: Vec<char> =
        "abcdeghijklmnopqrsuvwxyz0123456789GOLHNY/:?[]{}=*- é日\u{301}".chars().collect();
    let modifiers = dice.pick(&[
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::CONTROL,
    ]);
    match dice.roll(3) {
        0 => Key::new(dice.pick(&CODES), modifiers),
        _ => Key::new(KeyCode::Char(dice.pick(&letters)), modifiers),
    }
}

fn message(dice: &mut Dice) -> Message {
    match dice.roll(8) {
        0 => Message::Mouse(MouseEvent {
            kind: dice.pick(&[
                MouseEventKind::Down(MouseButton::Left),
                MouseEventKind::ScrollDown,
                MouseEventKind::ScrollUp,
            ]),
            column: dice.roll(260) as u16,
            row: dice.roll(90) as u16,
            modifiers: KeyModifiers::NONE,
        }),
        1 => Message::Paste("two\nlines 日本 e\u{301}".into()),
        _ => Message::Key(key(dice)),
    }
}

#[test]
fn random_keys_clicks_and_sizes_never_panic() {
    for seed in 1..=16 {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut console = console((80, 24), "");
        for _ in 0..60 {
            if dice.roll(6) == 0 {
                console.resize((1 + dice.roll(250) as u16, 1 + dice.roll(80) as u16));
            }
            console.send(message(&mut dice));
        }
    }
}

#[test]
fn a_form_a_plan_and_a_making_bear_anything() {
    for (seed, keys) in [(1, "4"), (2, "4 enter"), (3, PLAN), (4, MAKING)] {
        let mut dice = Dice(0x2545_f491_4f6c_dd1d_u64.wrapping_mul(seed));
        let mut desk = Desk::new((80, 24));
        desk.press(keys);
        for _ in 0..40 {
            match dice.roll(8) {
                0 => desk.console.resize((1 + dice.roll(250) as u16, 1 + dice.roll(80) as u16)),
                1 => drop(desk.serve(1)),
                _ => desk.console.send(message(&mut dice)),
            }
        }
    }
}

#[test]
fn every_small_size_can_be_drawn() {
    let sample = [
        "",
        "tab",
        ":",
        "?",
        "u",
        "/ b",
        "g",
        "2",
        "5 enter",
        "5 tab tab",
        "6",
        "6 tab",
        "a a",
        "a n",
        "} tab",
        "} } } tab",
        "{ tab",
    ];
    let sample = sample.map(|keys| console((1, 1), keys));
    let demo = ["4", "4 tab", "4 enter", PLAN, MAKING].map(|keys| {
        let mut desk = Desk::new((1, 1));
        desk.press(keys);
        desk.console
    });
    for mut console in sample.into_iter().chain(demo) {
        for width in [1, 2, 3, 5, 10, 23, 24, 25, 40, 69, 70, 71] {
            for height in 1..16 {
                console.resize((width, height));
            }
        }
    }
}
