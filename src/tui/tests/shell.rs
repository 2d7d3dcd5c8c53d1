//! What the shell does: places, overlays, questions, toasts, the mouse.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{console, console_in, copied, sample, screen, settle, text};
use crate::store::Revision;
use crate::tui::effect::{Commit, Effect, Format, Message};
use crate::tui::headless::{Headless, render};
use crate::tui::state::Settings;
use crate::tui::theme::{Depth, parse};
use crate::tui::world::Mode;

fn has(console: &Headless, words: &str) -> bool {
    text(console).contains(words)
}

fn click(console: &mut Headless, words: &str) {
    let text = text(console);
    let (row, line) = text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
    let at = line.find(words).unwrap();
    let column = crate::tui::text::width(&line[..at]) as u16;
    console.send(Message::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column,
        row: row as u16,
        modifiers: KeyModifiers::NONE,
    }));
}

fn undone(console: &Headless) -> bool {
    console
        .effects()
        .iter()
        .any(|effect| matches!(effect, Effect::Commit(_, Commit::Undo(Revision(3)))))
}

#[test]
fn help_shows_the_keys_of_the_place() {
    insta::assert_snapshot!(screen((80, 24), "?"));
}

#[test]
fn the_palette_finds_commands_by_a_few_letters() {
    insta::assert_snapshot!(screen((80, 24), r#": "princ""#));
    assert!(has(&console((80, 24), r#": "princ" enter"#), "Deploy"));
}

#[test]
fn a_sequence_under_way_shows_where_it_leads() {
    insta::assert_snapshot!(screen((80, 24), "g"));
    assert!(!has(&console((80, 24), "g esc"), "g …"));
}

#[test]
fn back_restores_selection_query_and_sort() {
    let keys = r#"2 o o / "deploy" enter j 5 ["#;
    let mut console = console((80, 24), keys);
    assert!(has(&console, "/deploy") && has(&console, "Kind ▲"));
    console.press("Y").unwrap();
    assert_eq!(copied(&console), ["arn:aws:iam::222222222222:role/Deploy"]);
    console.press("]").unwrap();
    assert!(has(&console, "Policies 5"));
}

#[test]
fn a_filter_is_dropped_by_escape_and_kept_by_enter() {
    assert!(has(&console((80, 24), r#"2 / "etl" enter"#), "of 16"));
    assert!(has(&console((80, 24), r#"2 / "etl" esc"#), "Principals 16"));
    assert!(has(&console((80, 24), r#"2 / "etl" enter esc"#), "Principals 16"));
}

#[test]
fn a_change_is_asked_about_with_cancel_focused() {
    let asked = console((80, 24), "u");
    insta::assert_snapshot!(text(&asked));
    assert!(!undone(&asked));
    assert!(!undone(&console((80, 24), "u enter")));
    assert!(undone(&console((80, 24), "u tab enter")));
    let mut clicked = console((80, 24), "u");
    click(&mut clicked, "[ Undo ]");
    assert!(undone(&clicked));
}

#[test]
fn a_commit_closes_the_preview_tells_the_revision_and_shows_the_new_state() {
    let mut console = console((80, 24), "u tab enter");
    assert!(has(&console, "Working"));
    settle(&mut console);
    assert!(!has(&console, "Working") && has(&console, "Committed: revision 4"));
    console.press("u").unwrap();
    assert!(has(&console, "Undo: Name the owner"), "the one before is next");
}

#[test]
fn a_commit_that_fails_says_why_in_its_place() {
    let mut console = console((80, 24), "u tab enter");
    console.send(Message::Committed(Err("No room is left on the disk".into())));
    assert!(has(&console, "No room is left") && has(&console, "nothing was changed"));
    console.press("enter").unwrap();
    assert!(!has(&console, "No room is left"));
}

#[test]
fn read_only_refuses_changes_and_says_so() {
    let console = console_in(Mode::ReadOnly, (80, 24), "u");
    assert!(has(&console, "READ-ONLY") && has(&console, "Read-only: undo is refused"));
    assert!(!undone(&console) && !has(&console, "[ Cancel ]"));
}

#[test]
fn a_broken_theme_or_key_is_told_and_the_defaults_are_taken() {
    let mut settings = Settings::new(Depth::None);
    settings.theme = parse("mine.toml", "[styles]\nalow = 'red'", Depth::None, &|_| None);
    settings.keys.insert("quit".into(), vec!["j".into()]);
    let console = Headless::new(sample::world(Mode::Writable), settings, (80, 24));
    insta::assert_snapshot!(text(&console));
}

#[test]
fn the_mouse_selects_opens_and_switches() {
    let mut console = console((80, 24), "");
    click(&mut console, "billing-prod");
    assert!(has(&console, "333333333333"));
    click(&mut console, "Access ");
    assert!(has(&console, "k.osei"));
    click(&mut console, "5 Policies");
    assert!(has(&console, "Findings and reach"));
    click(&mut console, "? help");
    assert!(has(&console, "Esc closes"));
}

#[test]
fn a_view_is_saved_as_it_stands() {
    let world = || sample::world(Mode::Writable);
    let settings = || Settings::new(Depth::Full);
    let svg = render(world(), settings(), (80, 24), "5", Format::Svg).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("DenyLeave"));
    let plain = render(world(), settings(), (80, 24), "5", Format::Text).unwrap();
    assert_eq!(plain.lines().count(), 24);
    assert!(
        console((80, 24), "ctrl-s")
            .effects()
            .iter()
            .any(|e| matches!(e, Effect::Save(Format::Svg)))
    );
}

#[test]
fn toasts_go_when_their_time_is_over() {
    let mut console = console((80, 24), "y");
    assert!(has(&console, "Copied r-ab12"));
    let number = console.effects().iter().find_map(|effect| match effect {
        Effect::ToastTimer(number, _) => Some(*number),
        _ => None,
    });
    console.send(Message::ToastOver(number.unwrap()));
    assert!(!has(&console, "Copied"));
}

#[test]
fn a_committed_change_refreshes_the_screen_and_keeps_the_selection() {
    let mut console = console((80, 24), "G");
    let mut before = text(&console);
    console.send(Message::Committed(Ok(sample::world(Mode::Writable))));
    before.truncate(before.find("Overview").unwrap());
    assert!(text(&console).starts_with(&before));
    console.send(Message::Committed(Err("The store is full".into())));
    assert!(has(&console, "The store is full"));
}

#[test]
fn rebound_keys_show_in_the_hints() {
    let mut settings = Settings::new(Depth::None);
    settings.keys.insert("help".into(), vec!["f9".into()]);
    let mut console = Headless::new(sample::world(Mode::Writable), settings, (80, 24));
    assert!(has(&console, "f9 help"));
    console.press("f9").unwrap();
    assert!(has(&console, "Esc closes"));
}
