//! What the shell does by itself: going places, overlays, the clipboard, the theme, leaving.

use super::{obey, tell};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Format};
use crate::tui::history::Place;
use crate::tui::overlay::{Filter, Help, Overlay, Palette};
use crate::tui::proposal::Proposal;
use crate::tui::reply::Ask;
use crate::tui::screen::{Screen, ScreenId};
use crate::tui::state::State;
use crate::tui::theme::{BUILT_IN, Meaning, Theme};

/// Carries out a command that no screen took.
pub fn command(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if let Some(screen) = ScreenId::of(command) {
        if screen != state.screen.id() {
            go(state, &Place::on(screen), effects);
        }
        return;
    }
    match command {
        Command::Back | Command::Leave => {
            let place = state.history.back(state.screen.place());
            visit(state, place, effects);
        }
        Command::Forward => {
            let place = state.history.forward(state.screen.place());
            visit(state, place, effects);
        }
        Command::Filter => state.overlays.push(Overlay::Filter(Filter::new(state.screen.query()))),
        Command::Palette => {
            state.overlays.push(Overlay::Palette(Palette::new(&state.screen.scopes())));
        }
        Command::Help => {
            let help = Help::new(&state.screen.scopes(), &state.keymap);
            state.overlays.push(Overlay::Help(help));
        }
        Command::CopyId => {
            let id = state.screen.subject(&state.world).map(|subject| subject.id);
            copy(state, id, "id", effects);
        }
        Command::CopyArn => {
            let arn = state.screen.subject(&state.world).and_then(|subject| subject.arn);
            copy(state, arn, "ARN", effects);
        }
        Command::Edit => match state.screen.document() {
            Some((name, text)) => effects.push(Effect::Edit { name, text }),
            None => tell(state, Meaning::Info, "There is no document here to edit", effects),
        },
        Command::SavePicture => effects.push(Effect::Save(Format::Svg)),
        Command::SaveText => effects.push(Effect::Save(Format::Text)),
        Command::Undo => obey(state, vec![Ask::Propose(Proposal::UndoLast)], effects),
        Command::CancelJobs => {
            let text = if state.jobs.cancel() { "Stopped" } else { "Nothing is being worked out" };
            tell(state, Meaning::Info, text, effects);
        }
        Command::NextTheme => next_theme(state, effects),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Quit => effects.push(Effect::Quit),
        _ => state.dirty = false,
    }
}

/// Goes to a new place.
pub fn go(state: &mut State, place: &Place, effects: &mut Vec<Effect>) {
    state.history.leave(state.screen.place());
    visit(state, Some(place.clone()), effects);
}

fn visit(state: &mut State, place: Option<Place>, effects: &mut Vec<Effect>) {
    let Some(place) = place else {
        state.dirty = false;
        return;
    };
    let (screen, asks) = Screen::open(&place, &state.world);
    state.jobs.cancel();
    state.screen = screen;
    obey(state, asks, effects);
}

fn copy(state: &mut State, text: Option<String>, what: &str, effects: &mut Vec<Effect>) {
    match text {
        Some(text) => {
            tell(state, Meaning::Success, format!("Copied {text}"), effects);
            effects.push(Effect::Copy(text));
        }
        None => tell(state, Meaning::Info, format!("Nothing here has an {what}"), effects),
    }
}

fn next_theme(state: &mut State, effects: &mut Vec<Effect>) {
    let at = BUILT_IN.iter().position(|name| *name == state.theme.name());
    let name = BUILT_IN[at.map_or(0, |at| (at + 1) % BUILT_IN.len())];
    if let Some(theme) = Theme::built_in(name, state.depth) {
        state.theme = theme;
        tell(state, Meaning::Info, format!("Theme {name}"), effects);
    }
}
