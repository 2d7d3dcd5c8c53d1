//! A plan to be read before it is carried out, and the word that it waits for.

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::telling::{begun, entries, refused};
use super::{Asking, Turn};
use crate::factory::{self, Evaluator, Plan, Request, Run, Stage};
use crate::org::Change;
use crate::store::Revision;
use crate::tui::canvas::{Canvas, Focus, Hit, Pane};
use crate::tui::command::Command;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::{Context, Pointer, Subject};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::buttons::Buttons;
use crate::tui::widget::input::TextInput;
use crate::tui::widget::panel::Panel;
use crate::tui::world::{Mode, World};
use crate::workspace::recorded;

/// A plan on its way to the operator's word.
pub struct Planning {
    request: Request,
    asking: Option<Box<Asking>>,
    state: State,
    /// From which revision to which the organization went while the plan was read.
    moved: Option<(Revision, Revision)>,
}

enum State {
    /// It is being worked out.
    Working,
    /// It cannot be.
    Refused(Panel),
    /// It waits for the operator.
    Ready(Box<Ready>),
}

struct Ready {
    run: Run,
    panel: Panel,
    buttons: Buttons<Press>,
    naming: Option<TextInput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Back,
    Apply,
    TakeBack,
    Show,
}

impl Planning {
    /// A plan for a request, and the work that it takes. The form that it comes from is kept.
    pub fn new(request: Request, asking: Option<Box<Asking>>, world: &World) -> (Self, Ask) {
        let ask = work(&request, world);
        (Self { request, asking, state: State::Working, moved: None }, ask)
    }

    /// The form that it comes from, if it comes from one.
    pub fn asked_by(self) -> Option<Box<Asking>> {
        self.asking
    }

    /// Plans again, since the organization has moved.
    pub fn refresh(&mut self, world: &World) -> Vec<Ask> {
        if let State::Ready(ready) = &self.state {
            self.moved = Some((Revision(ready.run.plan().base_revision), world.revision));
        }
        self.state = State::Working;
        vec![work(&self.request, world)]
    }

    /// Takes the plan in.
    pub fn planned(&mut self, outcome: Result<Box<Run>, Vec<String>>, world: &World) {
        self.state = match outcome {
            Ok(run) => State::Ready(Box::new(Ready::new(*run, self.moved, world))),
            Err(errors) => State::Refused(refused(&errors)),
        };
    }

    /// Whether a name is being typed.
    pub fn types(&self) -> bool {
        matches!(&self.state, State::Ready(ready) if ready.naming.is_some())
    }

    /// The account, once it is known.
    pub fn subject(&self) -> Option<Subject> {
        let State::Ready(ready) = &self.state else { return None };
        let plan = ready.run.plan();
        let (id, name) = (plan.account().to_string(), plan.account_name().to_owned());
        Some(Subject { id, arn: None, name })
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Turn {
        let height = context.layout.height(Pane::Main);
        match (&mut self.state, command) {
            (State::Ready(ready), _) => ready.command(command, context),
            (_, Command::Leave) => Turn::Back,
            (State::Working, Command::Open) => {
                Turn::Stay(Reply::ask(work(&self.request, context.world)))
            }
            (State::Refused(_), Command::Open) => Turn::Back,
            (State::Refused(panel), _) => Turn::Stay(Reply::if_done(panel.moved(command, height))),
            (State::Working, _) => Turn::Stay(Reply::Ignored),
        }
    }

    /// Takes a letter of the name; tells whether it did.
    pub fn key(&mut self, key: Key) -> bool {
        match &mut self.state {
            State::Ready(ready) => ready.naming.as_mut().is_some_and(|name| name.key(key)),
            State::Working | State::Refused(_) => false,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let State::Ready(ready) = &mut self.state
            && let Some(name) = &mut ready.naming
        {
            name.insert(text);
        }
    }

    /// Takes a click on a button, or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Turn {
        let height = context.layout.height(Pane::Main);
        match (&mut self.state, pointer) {
            (State::Ready(ready), Pointer::Click(Hit::Button(place))) => {
                match ready.buttons.at(place) {
                    Some(press) => ready.press(press, context.world),
                    None => Turn::Stay(Reply::Ignored),
                }
            }
            (State::Ready(ready), Pointer::Wheel(_, motion)) => {
                ready.panel.scroll(motion, height);
                Turn::Stay(Reply::taken())
            }
            (State::Refused(panel), Pointer::Wheel(_, motion)) => {
                panel.scroll(motion, height);
                Turn::Stay(Reply::taken())
            }
            _ => Turn::Stay(Reply::Ignored),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = Phrase::of("Plan", Meaning::Title)
            .and(format!("  {}", self.request.key()), Meaning::Muted);
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        match &self.state {
            State::Working => {
                let line = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
                canvas.text(line, "Working out the plan …", Meaning::Muted);
            }
            State::Refused(panel) => panel.view(inner, Pane::Main, canvas),
            State::Ready(ready) => ready.view(inner, canvas),
        }
    }
}

impl Ready {
    fn new(run: Run, moved: Option<(Revision, Revision)>, world: &World) -> Self {
        let panel = Panel::new(entries(&run, moved, world));
        let mut all = vec![(Press::Back, "Back")];
        match run.stage() {
            Stage::Active => all = vec![(Press::Show, "Show the account"), (Press::Back, "Back")],
            Stage::RolledBack => all.push((Press::Apply, "Make it again")),
            _ if begun(&run, world) => {
                all.extend([(Press::Apply, "Resume"), (Press::TakeBack, "Take back")]);
            }
            _ => all.push((Press::Apply, "Apply")),
        }
        Self { run, panel, buttons: Buttons::new(all), naming: None }
    }

    fn command(&mut self, command: Command, context: Context<'_>) -> Turn {
        match command {
            Command::FormAccept => return self.named(context.world),
            Command::FormCancel => self.naming = None,
            Command::Leave => return Turn::Back,
            Command::FocusNext | Command::Right => self.buttons.next(),
            Command::FocusPrevious | Command::Left => self.buttons.previous(),
            Command::Open => {
                return match self.buttons.focused() {
                    Some(press) => self.press(press, context.world),
                    None => Turn::Stay(Reply::taken()),
                };
            }
            _ => {
                let height = context.layout.height(Pane::Main);
                return Turn::Stay(Reply::if_done(self.panel.moved(command, height)));
            }
        }
        Turn::Stay(Reply::taken())
    }

    fn press(&mut self, press: Press, world: &World) -> Turn {
        let changes = matches!(press, Press::Apply | Press::TakeBack);
        if changes && world.mode == Mode::ReadOnly {
            let text = "Read-only: open the store for writing to carry a plan out";
            let toast = Toast::new(Meaning::Warning, text);
            return Turn::Stay(Reply::ask(Ask::Tell(toast)));
        }
        match press {
            Press::Back => Turn::Back,
            Press::Show => Turn::Show(self.run.plan().account()),
            Press::TakeBack => Turn::Make(Box::new(self.run.clone().compensate())),
            Press::Apply if makes_account(self.run.plan()) => {
                self.naming = Some(TextInput::default());
                Turn::Stay(Reply::taken())
            }
            Press::Apply => self.apply(world),
        }
    }

    /// Goes on when the name has been typed.
    fn named(&mut self, world: &World) -> Turn {
        let typed = self.naming.as_ref().map(TextInput::text);
        if typed == Some(self.run.plan().account_name()) {
            return self.apply(world);
        }
        Turn::Stay(Reply::taken())
    }

    fn apply(&self, world: &World) -> Turn {
        let run = match self.run.stage() {
            Stage::RolledBack => Run::start(self.run.plan().clone(), world.revision.0),
            _ => self.run.clone(),
        };
        Turn::Make(Box::new(run.approve(&world.operator)))
    }

    fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let [body, foot] =
            Split::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
        self.panel.view(body, Pane::Main, canvas);
        let foot = Rect { x: foot.x + 1, width: foot.width.saturating_sub(2), ..foot };
        let Some(name) = &self.naming else {
            return self.buttons.view(foot, Focus::Here, canvas);
        };
        let prompt = Phrase::from("Type ")
            .and(self.run.plan().account_name(), Meaning::Accent)
            .and(" to make it: ", Meaning::Text);
        let took = canvas.line(foot, &prompt);
        let rest = Rect { x: foot.x + took, width: foot.width - took, ..foot };
        name.view(rest, "", Focus::Here, canvas);
    }
}

fn makes_account(plan: &Plan) -> bool {
    let changes = |step: &factory::Step| step.changes.changes.clone();
    plan.steps.iter().flat_map(changes).any(|change| matches!(change, Change::CreateAccount { .. }))
}

fn work(request: &Request, world: &World) -> Ask {
    let (request, world) = (request.clone(), world.clone());
    let work: Work = Box::new(move |_, _| Some(Output::Planned(planned(&request, &world))));
    Ask::Work(Slot::Plan, work)
}

/// The plan for a request; for one that has been begun, with what takes its steps back.
fn planned(request: &Request, world: &World) -> Result<Box<Run>, Vec<String>> {
    let organization = &world.organization;
    let run = factory::resume(request, organization, world.revision.0, world.now, &Evaluator);
    let run = run.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let run = match run.stage() {
        Stage::Applying(_) if begun(&run, world) => {
            let entries = world.journal.read(Revision::FIRST..=world.revision);
            run.with_recorded(recorded(&entries.map_err(|why| vec![why])?, request.key()))
        }
        _ => run,
    };
    Ok(Box::new(run))
}
