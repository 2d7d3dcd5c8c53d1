//! How the state changes: one message in, effects out. Events go top down: overlay, screen, shell.

mod shell;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::canvas::{Hit, Pane};
use super::command::{Command, Risk};
use super::effect::{Effect, Message};
use super::job::News;
use super::keymap::Resolution;
use super::keys::Key;
use super::overlay::{Confirm, Overlay};
use super::reply::{Ask, Reply};
use super::screen::{Context, Pointer};
use super::state::State;
use super::theme::Meaning;
use super::toast::Toast;
use super::widget::window::Motion;

/// Rows that one turn of the wheel goes.
const WHEEL: usize = 3;

/// Takes in a message.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.dirty = true;
    match message {
        Message::Key(key) => press(state, key, &mut effects),
        Message::Paste(text) => {
            let asks = state.overlays.last_mut().map(|overlay| overlay.paste(&text));
            obey(state, asks.unwrap_or_default(), &mut effects);
        }
        Message::Mouse(event) => mouse(state, event, &mut effects),
        Message::Resized => {}
        Message::Job(ticket, news) => {
            state.dirty = matches!(news, News::Progress(..));
            if let Some(news) = state.jobs.news(ticket, news) {
                state.dirty = true;
                finished(state, ticket.slot, news, &mut effects);
            }
        }
        Message::ToastOver(number) => state.dirty = state.toasts.over(number),
        Message::Saved(Ok(place)) => {
            tell(state, Meaning::Success, format!("Saved as {place}"), &mut effects);
        }
        Message::Edited(Ok(None)) => {}
        Message::Edited(Ok(Some(_))) => {
            let text = "The document was changed, but nothing takes edited documents yet";
            tell(state, Meaning::Warning, text, &mut effects);
        }
        Message::Committed(Ok(world)) => {
            state.world = world;
            let asks = state.screen.refresh(&state.world);
            obey(state, asks, &mut effects);
        }
        Message::Saved(Err(problem))
        | Message::Edited(Err(problem))
        | Message::Committed(Err(problem)) => {
            tell(state, Meaning::Error, problem, &mut effects);
        }
        Message::Terminate => effects.push(Effect::Quit),
    }
    effects
}

/// Carries out what the first screen asks for, and tells what is wrong with the settings.
pub fn begin(
    state: &mut State,
    asks: Vec<Ask>,
    problems: impl Iterator<Item = String>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    obey(state, asks, &mut effects);
    for problem in problems {
        tell(state, Meaning::Error, problem, &mut effects);
    }
    effects
}

fn press(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    let typed = key.typed().is_some() && state.overlays.last().is_some_and(Overlay::types);
    if typed {
        type_in(state, key, effects);
        return;
    }
    state.pressed.push(key);
    match state.keymap.resolve(&state.scopes(), &state.pressed) {
        Resolution::Pending => {}
        Resolution::Command(command) => {
            state.pressed.clear();
            run(state, command, effects);
        }
        Resolution::Unbound => {
            let alone = state.pressed.len() == 1;
            state.pressed.clear();
            if alone {
                type_in(state, key, effects);
            }
        }
    }
}

fn type_in(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    let reply = match state.overlays.last_mut() {
        Some(overlay) => overlay.key(key),
        None => Reply::Ignored,
    };
    if let Reply::Taken(asks) = reply {
        obey(state, asks, effects);
    }
}

/// Runs a command: refused in read-only mode if it changes the store, asked about if it is risky.
fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let risk = command.spec().risk;
    if risk.mutates() && state.world.grant().is_none() {
        let text = format!("Read-only: {} is refused", command.spec().name);
        return tell(state, Meaning::Warning, text, effects);
    }
    match (risk, shell::question(state, command)) {
        (Risk::Confirm | Risk::TypeName, Some(question)) => {
            state.overlays.push(Overlay::Confirm(Confirm::new(command, question)));
        }
        _ => dispatch(state, command, effects),
    }
}

/// Gives a command to the topmost overlay, else to the screen, else to the shell.
fn dispatch(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let context = Context { world: &state.world, layout: &state.layout };
    let asks = match state.overlays.last_mut() {
        Some(overlay) => overlay.command(command, context),
        None => match state.screen.command(command, context) {
            Reply::Taken(asks) => asks,
            Reply::Ignored => return shell::command(state, command, effects),
        },
    };
    obey(state, asks, effects);
}

fn obey(state: &mut State, asks: Vec<Ask>, effects: &mut Vec<Effect>) {
    for ask in asks {
        match ask {
            Ask::Go(place) => shell::go(state, &place, effects),
            Ask::Open(overlay) => state.overlays.push(overlay),
            Ask::Close => {
                state.overlays.pop();
            }
            Ask::Run(command) => below(state, command, effects),
            Ask::Confirmed(command) => dispatch(state, command, effects),
            Ask::Narrow(query) => {
                let context = Context { world: &state.world, layout: &state.layout };
                let asks = state.screen.narrow(&query, context);
                obey(state, asks, effects);
            }
            Ask::Tell(toast) => show(state, toast, effects),
            Ask::Work(slot, work) => effects.push(Effect::Start(state.jobs.begin(slot, work))),
            Ask::Do(effect) => effects.push(effect),
        }
    }
}

/// Runs a command that an overlay passes down, as if the overlay were not there.
fn below(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let overlays = std::mem::take(&mut state.overlays);
    run(state, command, effects);
    let opened = std::mem::replace(&mut state.overlays, overlays);
    state.overlays.extend(opened);
}

fn mouse(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    let position = Position { x: event.column, y: event.row };
    let Some(hit) = state.layout.at(position) else {
        state.dirty = false;
        return;
    };
    let pointer = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Pointer::Click(hit),
        MouseEventKind::ScrollDown => Pointer::Wheel(pane(hit), Motion::Down(WHEEL)),
        MouseEventKind::ScrollUp => Pointer::Wheel(pane(hit), Motion::Up(WHEEL)),
        _ => {
            state.dirty = false;
            return;
        }
    };
    let context = Context { world: &state.world, layout: &state.layout };
    if let Some(overlay) = state.overlays.last_mut() {
        let asks = overlay.pointer(pointer, context);
        return obey(state, asks, effects);
    }
    match pointer {
        Pointer::Click(Hit::Command(command)) => return run(state, command, effects),
        Pointer::Click(Hit::Screen(screen)) => return run(state, screen.command(), effects),
        Pointer::Click(_) | Pointer::Wheel(..) => {}
    }
    let was = state.screen.subject();
    let reply = state.screen.pointer(pointer, context);
    if let Reply::Taken(asks) = reply {
        obey(state, asks, effects);
    }
    if matches!(pointer, Pointer::Click(Hit::Row(..))) && was == state.screen.subject() {
        dispatch(state, Command::Open, effects);
    }
}

fn pane(hit: Hit) -> Pane {
    match hit {
        Hit::Pane(pane) | Hit::Row(pane, _) | Hit::Column(pane, _) | Hit::Tab(pane, _) => pane,
        Hit::Button(_) | Hit::Outside => Pane::Overlay,
        Hit::Command(_) | Hit::Screen(_) => Pane::Main,
    }
}

fn finished(state: &mut State, slot: super::job::Slot, news: News, effects: &mut Vec<Effect>) {
    let context = Context { world: &state.world, layout: &state.layout };
    match news {
        News::Done(output) => state.screen.done(slot, output, context),
        News::Failed(why) => tell(state, Meaning::Error, why, effects),
        News::Progress(..) | News::Stopped => {}
    }
}

fn tell(state: &mut State, meaning: Meaning, text: impl Into<String>, effects: &mut Vec<Effect>) {
    show(state, Toast::new(meaning, text), effects);
}

fn show(state: &mut State, toast: Toast, effects: &mut Vec<Effect>) {
    let lasts = toast.lasts();
    effects.push(Effect::ToastTimer(state.toasts.show(toast), lasts));
}
