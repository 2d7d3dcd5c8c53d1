//! Draws the whole console: top line, screens, screen, hints, overlays, toasts. Reads, never writes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, Hit, Layout, Pane, row};
use super::command::{COMMANDS, Hint, Spec};
use super::keymap::pretty;
use super::phrase::Phrase;
use super::screen::ScreenId;
use super::state::State;
use super::theme::Meaning;
use super::world::Mode;

/// Least columns and rows with which anything can be shown.
const LEAST: (u16, u16) = (24, 6);
/// Rows from which the line of screens is shown.
const ROOMY: u16 = 14;

/// Draws the state, and tells where things came to lie.
pub fn view(state: &State, buffer: &mut Buffer) -> Layout {
    let mut canvas = Canvas::new(buffer, &state.theme);
    let area = canvas.area();
    canvas.clear(area);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let needs = format!("needs {}x{}", LEAST.0, LEAST.1);
        canvas.text(row(area, 0), &needs, Meaning::Text);
        return canvas.finish();
    }
    let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
    top_line(state, row(area, 0), &mut canvas);
    let mut used = 1;
    if area.height >= ROOMY {
        screens(state, row(area, 1), &mut canvas);
        used = 2;
    }
    let body = Rect { y: area.y + used, height: area.height - used - 1, ..area };
    state.screen.view(body, &mut canvas);
    hints(state, bottom, &mut canvas);
    for overlay in &state.overlays {
        overlay.view(body, bottom, &state.keymap, &mut canvas);
    }
    continuations(state, body, &mut canvas);
    state.toasts.view(body, &mut canvas);
    canvas.finish()
}

fn top_line(state: &State, line: Rect, canvas: &mut Canvas<'_>) {
    let world = &state.world;
    let mut marks = Phrase::new();
    if let Some(loading) = world.extent.loading() {
        marks = marks.and(format!("{loading} "), Meaning::Accent);
    }
    if let Some((done, of)) = state.jobs.progress() {
        marks = marks.and(format!("{}% ", done * 100 / of.max(1)), Meaning::Accent);
    } else if state.jobs.busy() {
        marks = marks.and("working … ", Meaning::Accent);
    }
    marks = marks.and(world.store.as_str(), Meaning::Muted).and(" ", Meaning::Text);
    if !world.drafts.is_empty() {
        marks = marks
            .and(format!(" draft {} ", world.drafts.len()), Meaning::Badge)
            .and(" ", Meaning::Text);
    }
    if world.mode == Mode::ReadOnly {
        marks = marks.and(" READ-ONLY ", Meaning::Badge).and(" ", Meaning::Text);
    }
    let marks = marks.fit(usize::from(line.width / 2));
    let room = line.width - marks.width() as u16;
    let mut crumbs = Phrase::of(" ◆ ", Meaning::Accent)
        .and(world.organization.foundation().name.as_str(), Meaning::Title)
        .and(" › ", Meaning::Muted)
        .and(state.screen.id().title(), Meaning::Header);
    if let Some(subject) = state.screen.subject(&state.world) {
        crumbs = crumbs.and(" › ", Meaning::Muted).and(subject.name, Meaning::Accent);
    }
    canvas.line(Rect { width: room.saturating_sub(1), ..line }, &crumbs);
    canvas.line_right(line, &marks);
}

/// The screens and their keys: in full where there is room, else in short.
fn screens(state: &State, line: Rect, canvas: &mut Canvas<'_>) {
    let named = |title: fn(ScreenId) -> &'static str| -> Vec<(ScreenId, Phrase)> {
        let name = |screen: ScreenId| {
            let active = screen == state.screen.id();
            let meaning = if active { Meaning::TabActive } else { Meaning::Tab };
            let key = state.keymap.label_within(screen.command(), &state.screen.scopes());
            let key = Phrase::of(key.unwrap_or_default(), Meaning::Key);
            (screen, key.and(" ", meaning).and(title(screen), meaning))
        };
        ScreenId::ALL.into_iter().map(name).collect()
    };
    let room = usize::from(line.width.saturating_sub(1));
    let full = named(ScreenId::title);
    let taken: usize = full.iter().map(|(_, name)| name.width() + 2).sum();
    let (names, gap) =
        if taken <= room + 2 { (full, 2) } else { (named(ScreenId::short_title), 1) };
    let mut rest = Rect { x: line.x + 1, width: line.width.saturating_sub(1), ..line };
    for (screen, name) in names {
        if name.width() > usize::from(rest.width) {
            break;
        }
        let took = canvas.line(rest, &name);
        canvas.hit(Rect { width: took, ..rest }, Hit::Screen(screen));
        let step = (took + gap).min(rest.width);
        rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
    }
}

/// The most useful keys of where the operator is, as many as there is room for.
fn hints(state: &State, line: Rect, canvas: &mut Canvas<'_>) {
    let scopes = state.scopes();
    let rank = |spec: &Spec| scopes.iter().position(|scope| *scope == spec.scope);
    let mut here: Vec<&Spec> =
        COMMANDS.iter().filter(|spec| spec.hint != Hint::Never && rank(spec).is_some()).collect();
    here.sort_by_key(|spec| (spec.hint, rank(spec)));
    let mut rest = Rect { x: line.x + 1, width: line.width - 1, ..line };
    for spec in here {
        let Some(key) = state.keymap.label_within(spec.command, &scopes) else { continue };
        let hint = Phrase::of(key, Meaning::Key).and(format!(" {}", spec.name), Meaning::Hint);
        if hint.width() > usize::from(rest.width) {
            continue;
        }
        let took = canvas.line(rest, &hint);
        canvas.hit(Rect { width: took, ..rest }, Hit::Command(spec.command));
        let step = (took + 2).min(rest.width);
        rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
    }
}

/// While a sequence is incomplete: the keys that can follow, and where they lead.
fn continuations(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    if state.pressed.is_empty() {
        return;
    }
    let next = state.keymap.continuations(&state.scopes(), &state.pressed);
    let height = (next.len() as u16 + 2).min(area.height);
    let width = 34.min(area.width);
    let place = Rect { x: area.right() - width, y: area.bottom() - height, width, height };
    canvas.clear(place);
    let title = Phrase::of(pretty(&state.pressed), Meaning::Key).and(" …", Meaning::Muted);
    let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
    for (number, (keys, command)) in next.iter().enumerate() {
        let line = Phrase::of(format!(" {:<4}", pretty(keys)), Meaning::Key)
            .and(command.spec().name, Meaning::Hint);
        canvas.line(row(inner, number), &line);
    }
}
