//! The Factory screen: templates and the accounts that they make, from the form to the last step.

mod asking;
mod listed;
mod making;
mod planning;
mod telling;

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::factory::{Request, Run};
use crate::org::AccountId;
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::Output;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

use asking::Asking;
use listed::{Listed, What};
use making::Making;
use planning::Planning;

/// The Factory screen.
pub struct Factory {
    table: Table<Listed>,
    about: Panel,
    focus: Pane,
    stage: Stage,
}

/// How far the operator has come with an account.
enum Stage {
    /// Templates and accounts are looked through.
    Browsing,
    /// The parameters of a template are filled in.
    Asking(Box<Asking>),
    /// A plan is read.
    Planning(Box<Planning>),
    /// A plan is carried out.
    Making(Box<Making>),
}

/// Where a stage leads.
enum Turn {
    /// Nowhere: it took the command, or not.
    Stay(Reply),
    /// Back to where it was come from.
    Back,
    /// To the plan of a request.
    Plan(Box<Request>),
    /// To the making of the account.
    Make(Box<Run>),
    /// To the account in the tree.
    Show(AccountId),
}

impl Factory {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let (table, work) = Table::as_left(Arc::new(listed::listed(world)), place);
        let about = Panel::default();
        let mut screen = Self { table, about, focus: Pane::Side, stage: Stage::Browsing };
        screen.look(world);
        (screen, arranging(Pane::Side, work))
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        self.table.leave(ScreenId::Factory)
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match &self.stage {
            Stage::Browsing if self.focus == Pane::Side => Scope::List,
            Stage::Asking(_) => Scope::Form,
            Stage::Planning(planning) if planning.types() => Scope::Form,
            Stage::Browsing | Stage::Planning(_) | Stage::Making(_) => Scope::Panel,
        }
    }

    /// Takes in a snapshot that somebody else has brought about.
    pub fn refresh(&mut self, world: &World) -> Vec<Ask> {
        let mut asks = self.list(world);
        match &mut self.stage {
            Stage::Browsing => {}
            Stage::Asking(asking) => asking.judge(world),
            Stage::Planning(planning) => asks.extend(planning.refresh(world)),
            Stage::Making(making) => asks.extend(making.refresh(world)),
        }
        asks
    }

    /// Takes in the snapshot that a step of its own has brought about.
    pub fn made(&mut self, world: &World) -> Option<Vec<Ask>> {
        let Stage::Making(making) = &mut self.stage else { return None };
        let onward = making.made(world)?;
        let mut asks = self.list(world);
        asks.push(onward);
        Some(asks)
    }

    /// Hears that a step of its own was not made.
    pub fn not_made(&mut self, why: &str) -> bool {
        match &mut self.stage {
            Stage::Making(making) => making.not_made(why),
            Stage::Browsing | Stage::Asking(_) | Stage::Planning(_) => false,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let browsing = matches!(self.stage, Stage::Browsing);
        if !browsing && matches!(command, Command::Filter | Command::Edit) {
            return Reply::taken();
        }
        let turn = match &mut self.stage {
            Stage::Browsing => return self.browse(command, context),
            Stage::Asking(asking) => asking.command(command, context),
            Stage::Planning(planning) => planning.command(command, context),
            Stage::Making(making) => making.command(command, context),
        };
        self.turn(turn, context.world)
    }

    /// Takes a key that is no command.
    pub fn key(&mut self, key: Key, context: Context<'_>) -> Reply {
        match &mut self.stage {
            Stage::Asking(asking) => Reply::if_done(asking.key(key, context.world)),
            Stage::Planning(planning) => Reply::if_done(planning.key(key)),
            Stage::Browsing | Stage::Making(_) => Reply::Ignored,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, context: Context<'_>) {
        match &mut self.stage {
            Stage::Asking(asking) => asking.paste(text, context.world),
            Stage::Planning(planning) => planning.paste(text),
            Stage::Browsing | Stage::Making(_) => {}
        }
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let turn = match &mut self.stage {
            Stage::Browsing => return self.point(pointer, context),
            Stage::Asking(asking) => asking.pointer(pointer),
            Stage::Planning(planning) => planning.pointer(pointer, context),
            Stage::Making(making) => making.pointer(pointer, context),
        };
        self.turn(turn, context.world)
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.look(context.world);
        arranging(Pane::Side, work)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, output: Output, context: Context<'_>) -> Vec<Ask> {
        match (output, &mut self.stage) {
            (Output::Arranged(order), _) => {
                self.table.arranged(order);
                self.look(context.world);
                Vec::new()
            }
            (Output::Planned(outcome), Stage::Planning(planning)) => {
                planning.planned(outcome, context.world);
                Vec::new()
            }
            (Output::Vended(run, commit), Stage::Making(making)) => making.onward(*run, commit),
            _ => Vec::new(),
        }
    }

    /// What is at hand: an account, or a template.
    pub fn subject(&self) -> Option<Subject> {
        match &self.stage {
            Stage::Browsing => self.table.selected().map(Listed::subject),
            Stage::Asking(asking) => Some(asking.subject()),
            Stage::Planning(planning) => planning.subject(),
            Stage::Making(making) => Some(making.subject()),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        match &self.stage {
            Stage::Browsing => self.view_lists(area, canvas),
            Stage::Asking(asking) => asking.view(area, canvas),
            Stage::Planning(planning) => planning.view(area, canvas),
            Stage::Making(making) => making.view(area, canvas),
        }
    }

    fn view_lists(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, rest) = halves(area, 42, self.focus);
        if !list.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(list, Pane::Side, &self.table.title("Factory"), focus);
            let nothing = "there are no templates; put YAML files into the templates directory";
            self.table.view(inner, Pane::Side, focus, nothing, canvas);
        }
        if !rest.is_empty() {
            let focus = Focus::of(Pane::Main, self.focus);
            let name = self.table.selected().map_or("", |listed| listed.name.as_str());
            let inner = canvas.pane(rest, Pane::Main, &Phrase::of(name, Meaning::Title), focus);
            self.about.view(inner, Pane::Main, canvas);
        }
    }

    fn browse(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match (command, self.focus) {
            (Command::Open, _) => return self.enter(context.world),
            (
                Command::FocusNext | Command::FocusPrevious | Command::Left | Command::Leave,
                Pane::Main,
            ) => {
                self.focus = Pane::Side;
            }
            (_, Pane::Main) => return Reply::if_done(self.about.moved(command, height)),
            (Command::FocusNext | Command::FocusPrevious | Command::Right, _) => {
                self.focus = Pane::Main;
            }
            _ => {
                let Some(work) = self.table.command(command, height) else { return Reply::Ignored };
                self.look(context.world);
                return Reply::Taken(arranging(Pane::Side, work));
            }
        }
        Reply::taken()
    }

    fn point(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = |pane| context.layout.height(pane);
        let mut work = None;
        match pointer {
            Pointer::Click(Hit::Column(Pane::Side, column)) => {
                work = self.table.sort_column(column);
            }
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.table.go(Motion::To(place), height(Pane::Side));
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Main))) => self.focus = pane,
            Pointer::Wheel(Pane::Side, motion) => self.table.scroll(motion, height(Pane::Side)),
            Pointer::Wheel(Pane::Main, motion) => {
                self.about.scroll(motion, height(Pane::Main));
                return Reply::taken();
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.look(context.world);
        Reply::Taken(arranging(Pane::Side, work))
    }

    /// Goes into what is selected: the form of a template, the plan for an account.
    fn enter(&mut self, world: &World) -> Reply {
        let Some(listed) = self.table.selected() else { return Reply::taken() };
        match &listed.what {
            What::Template(template) => {
                self.stage = Stage::Asking(Box::new(Asking::new(template, world)));
                Reply::taken()
            }
            What::Broken(_) => {
                self.focus = Pane::Main;
                Reply::taken()
            }
            What::Account { account, .. } => match listed::request(account, world) {
                Ok(request) => self.turn(Turn::Plan(Box::new(request)), world),
                Err(why) => Reply::ask(Ask::Tell(Toast::new(Meaning::Warning, why))),
            },
        }
    }

    fn turn(&mut self, turn: Turn, world: &World) -> Reply {
        match turn {
            Turn::Stay(reply) => reply,
            Turn::Back => {
                self.stage = match std::mem::replace(&mut self.stage, Stage::Browsing) {
                    Stage::Planning(planning) => {
                        planning.asked_by().map_or(Stage::Browsing, Stage::Asking)
                    }
                    Stage::Browsing | Stage::Asking(_) | Stage::Making(_) => Stage::Browsing,
                };
                if let Stage::Asking(asking) = &mut self.stage {
                    asking.judge(world);
                }
                Reply::taken()
            }
            Turn::Plan(request) => {
                let asking = match std::mem::replace(&mut self.stage, Stage::Browsing) {
                    Stage::Asking(asking) => Some(asking),
                    Stage::Browsing | Stage::Planning(_) | Stage::Making(_) => None,
                };
                let (planning, ask) = Planning::new(*request, asking, world);
                self.stage = Stage::Planning(Box::new(planning));
                Reply::ask(ask)
            }
            Turn::Make(run) => {
                let (making, ask) = Making::begin(*run, world);
                self.table.select(&making.account().to_string());
                self.stage = Stage::Making(Box::new(making));
                Reply::ask(ask)
            }
            Turn::Show(account) => {
                let place = Place::on(ScreenId::Organization).selecting(account.to_string());
                Reply::ask(Ask::Go(place))
            }
        }
    }

    /// Lists templates and accounts anew.
    fn list(&mut self, world: &World) -> Vec<Ask> {
        let work = self.table.replace(Arc::new(listed::listed(world)));
        self.look(world);
        arranging(Pane::Side, work)
    }

    /// Tells what there is to know of the selected row.
    fn look(&mut self, world: &World) {
        let about = self.table.selected().map(|listed| listed.about(world));
        self.about = Panel::new(about.unwrap_or_default());
    }
}
