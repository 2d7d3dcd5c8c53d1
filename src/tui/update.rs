//! How the state changes: one message in, effects out. Events go top down: overlay, screen, shell.

mod shell;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::canvas::{Hit, Pane};
use super::command::Command;
use super::effect::{Commit, Effect, Message};
use super::job::{News, Output, Slot, Ticket, Work};
use super::keymap::Resolution;
use super::keys::Key;
use super::overlay::{Overlay, Preview};
use super::proposal::Proposal;
use super::reply::{Ask, Reply};
use super::screen::{Context, Pointer, comparison};
use super::state::{Asker, State};
use super::theme::Meaning;
use super::toast::Toast;
use super::widget::window::Motion;
use super::world::{Extent, World};
use crate::org::ChangeSet;
use crate::policy::{self, Unmentioned};
use crate::workspace::Comparing;

/// Rows that one turn of the wheel goes.
const WHEEL: usize = 3;

/// Takes in a message.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.dirty = true;
    match message {
        Message::Key(key) => press(state, key, &mut effects),
        Message::Paste(text) => {
            let context = Context { world: &state.world, layout: &state.layout };
            let asks = match state.overlays.last_mut() {
                Some(overlay) => overlay.paste(&text),
                None => state.screen.paste(&text, context),
            };
            obey(state, asks, &mut effects);
        }
        Message::Mouse(event) => mouse(state, event, &mut effects),
        Message::Resized => {}
        Message::Job(ticket, news) => {
            state.dirty = matches!(news, News::Progress(..));
            if let Some(news) = state.jobs.news(ticket, news) {
                state.dirty = true;
                finished(state, ticket, news, &mut effects);
            }
        }
        Message::ToastOver(number) => state.dirty = state.toasts.over(number),
        Message::Saved(Ok(place)) => {
            tell(state, Meaning::Success, format!("Saved as {place}"), &mut effects);
        }
        Message::Edited(Ok(None)) => {}
        Message::Edited(Ok(Some(text))) => {
            let asks = state.screen.edited(&text, &state.world);
            obey(state, asks, &mut effects);
        }
        Message::Committed(Ok(world)) => made(state, world, &mut effects),
        Message::Committed(Err(problem)) => {
            let asker = state.committing.take();
            not_made(state, asker, problem, &mut effects);
        }
        Message::Saved(Err(problem)) | Message::Edited(Err(problem)) => {
            tell(state, Meaning::Error, problem, &mut effects);
        }
        Message::Loading(done, of) => {
            let before = state.world.extent.loading();
            state.world.extent = Extent::Tree { done, of };
            state.screen.loading(state.world.extent);
            state.dirty = state.world.extent.loading() != before;
        }
        Message::Loaded(Ok((world, note))) => loaded(state, world, note, &mut effects),
        Message::Loaded(Err(why)) => effects.push(Effect::Fail(why)),
        Message::Terminate => effects.push(Effect::Quit),
    }
    effects
}

/// Carries out what the first screen asks for, and tells the news.
pub fn begin(state: &mut State, asks: Vec<Ask>, news: impl Iterator<Item = Toast>) -> Vec<Effect> {
    let mut effects = Vec::new();
    obey(state, asks, &mut effects);
    for toast in news {
        show(state, toast, &mut effects);
    }
    effects
}

fn press(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    let typing = match state.overlays.last() {
        Some(overlay) => overlay.types(),
        None => state.screen.types(),
    };
    if typing && key.edits() {
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
    let context = Context { world: &state.world, layout: &state.layout };
    let reply = match state.overlays.last_mut() {
        Some(overlay) => overlay.key(key),
        None => state.screen.key(key, context),
    };
    if let Reply::Taken(asks) = reply {
        obey(state, asks, effects);
    }
}

/// Runs a command, unless it would change the store in read-only mode.
fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if command.spec().risk.mutates() && state.world.grant().is_none() {
        return refuse(state, command.spec().name, effects);
    }
    dispatch(state, command, effects);
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
                if let Some(Overlay::Preview(_)) = state.overlays.pop() {
                    state.jobs.stop(Slot::Check);
                    state.jobs.stop(Slot::Impact);
                }
            }
            Ask::Run(command) => below(state, command, effects),
            Ask::Propose(proposal) => propose(state, proposal, effects),
            Ask::Commit(commit) => change(state, commit, effects),
            Ask::Narrow(query) => {
                let context = Context { world: &state.world, layout: &state.layout };
                let asks = state.screen.narrow(&query, context);
                obey(state, asks, effects);
            }
            Ask::Answer(purpose, text) => {
                let context = Context { world: &state.world, layout: &state.layout };
                let asks = state.screen.answer(purpose, &text, context);
                obey(state, asks, effects);
            }
            Ask::Draft(policy, text) => {
                match text {
                    Some(text) => state.world.drafts.keep(policy, &text),
                    None => state.world.drafts.give_up(&policy),
                }
                let asks = state.screen.refresh(&state.world);
                obey(state, asks, effects);
            }
            Ask::Tell(toast) => show(state, toast, effects),
            Ask::Work(slot, work) => effects.push(Effect::Start(state.jobs.begin(slot, work))),
            Ask::Do(effect) => effects.push(effect),
        }
    }
}

/// Asks the store for a change. One is made at a time, so that every answer has its asker.
fn change(state: &mut State, commit: Commit, effects: &mut Vec<Effect>) {
    let before = state.committing;
    let asker = match preview(state) {
        Some(preview) if preview.committing() && before != Some(Asker::Preview) => Asker::Preview,
        _ => Asker::Screen,
    };
    let why = match (state.world.grant(), before) {
        (Some(grant), None) => {
            state.committing = Some(asker);
            return effects.push(Effect::Commit(grant, commit));
        }
        (Some(_), Some(_)) => "Another change is being made: wait for it, then try again",
        (None, _) => "Read-only: a change is refused",
    };
    not_made(state, Some(asker), why.to_owned(), effects);
}

/// Takes in the whole store.
fn loaded(state: &mut State, world: World, note: Option<Toast>, effects: &mut Vec<Effect>) {
    state.world = world;
    let asks = state.screen.refresh(&state.world);
    obey(state, asks, effects);
    if let Some(toast) = note {
        show(state, toast, effects);
    }
}

/// Takes in the new state of the store.
fn made(state: &mut State, world: World, effects: &mut Vec<Effect>) {
    let drafts = std::mem::take(&mut state.world.drafts).unsettled(&world.organization);
    let compiled = state.world.compiled.next();
    state.world = World { compiled, drafts, ..world };
    state.overlays.retain(|overlay| !committing(overlay));
    state.jobs.stop(Slot::Impact);
    let own = match state.committing.take() {
        Some(Asker::Screen) => state.screen.made(&state.world),
        Some(Asker::Preview) | None => None,
    };
    let asks = own.unwrap_or_else(|| {
        let text = format!("Committed: revision {}", state.world.revision);
        tell(state, Meaning::Success, text, effects);
        state.screen.refresh(&state.world)
    });
    obey(state, asks, effects);
}

/// Tells whoever asked for a change that it was not made.
fn not_made(state: &mut State, asker: Option<Asker>, why: String, effects: &mut Vec<Effect>) {
    let told = match (asker, preview(state)) {
        (Some(Asker::Preview), Some(preview)) => {
            preview.refuse(why.clone());
            true
        }
        (Some(Asker::Screen), _) => state.screen.not_made(&why),
        (Some(Asker::Preview) | None, _) => false,
    };
    if !told {
        tell(state, Meaning::Error, why, effects);
    }
}

/// Opens a preview of a proposal, and has it tried on the snapshot in the background.
fn propose(state: &mut State, proposal: Proposal, effects: &mut Vec<Effect>) {
    if state.world.grant().is_none() {
        return refuse(state, "a change", effects);
    }
    state.overlays.push(Overlay::Preview(Preview::new(proposal.title())));
    let world = state.world.clone();
    let work: Work =
        Box::new(move |_, _| Some(Output::Checked(proposal.check(&world).map(Box::new))));
    effects.push(Effect::Start(state.jobs.begin(Slot::Check, work)));
}

/// Has it worked out, in the background, whom the proposed changes concern.
fn concern(state: &mut State, changes: ChangeSet, effects: &mut Vec<Effect>) {
    let given = policy::Context::new(Unmentioned::Unknown);
    let work = comparison(Comparing::Changes(changes), given, &state.world);
    effects.push(Effect::Start(state.jobs.begin(Slot::Impact, work)));
}

/// The preview that is open.
fn preview(state: &mut State) -> Option<&mut Preview> {
    state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Preview(preview) => Some(preview),
        _ => None,
    })
}

fn committing(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Preview(preview) if preview.committing())
}

fn refuse(state: &mut State, what: &str, effects: &mut Vec<Effect>) {
    let text = match state.world.extent {
        Extent::Whole => format!("Read-only: {what} is refused"),
        Extent::Tree { .. } => format!("Still loading: {what} has to wait"),
    };
    tell(state, Meaning::Warning, text, effects);
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
    let was = state.screen.subject(&state.world);
    let reply = state.screen.pointer(pointer, context);
    if let Reply::Taken(asks) = reply {
        obey(state, asks, effects);
    }
    if matches!(pointer, Pointer::Click(Hit::Row(..))) && was == state.screen.subject(&state.world)
    {
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

fn finished(state: &mut State, ticket: Ticket, news: News, effects: &mut Vec<Effect>) {
    match (ticket.slot, news) {
        (Slot::Check, News::Done(Output::Checked(found))) => {
            let changes = found.as_ref().ok().map(|checked| checked.changes.clone());
            if let Some(preview) = preview(state) {
                preview.checked(found.map(|checked| *checked));
                if let Some(changes) = changes {
                    concern(state, changes, effects);
                }
            }
        }
        (Slot::Impact, News::SoFar(output) | News::Done(output)) => {
            if let Some(preview) = preview(state) {
                preview.concerns(output);
            }
        }
        (Slot::Impact, News::Failed(why)) => {
            if let Some(preview) = preview(state) {
                preview.cannot_tell(why);
            }
        }
        (Slot::Check, News::Failed(why)) => {
            if let Some(preview) = preview(state) {
                preview.refuse(why);
            }
        }
        (slot, News::SoFar(output) | News::Done(output)) => {
            let context = Context { world: &state.world, layout: &state.layout };
            let asks = state.screen.done(slot, output, context);
            obey(state, asks, effects);
        }
        (_, News::Failed(why)) => tell(state, Meaning::Error, why, effects),
        (_, News::Progress(..) | News::Stopped) => {}
    }
}

fn tell(state: &mut State, meaning: Meaning, text: impl Into<String>, effects: &mut Vec<Effect>) {
    show(state, Toast::new(meaning, text), effects);
}

fn show(state: &mut State, toast: Toast, effects: &mut Vec<Effect>) {
    let lasts = toast.lasts();
    effects.push(Effect::ToastTimer(state.toasts.show(toast), lasts));
}
