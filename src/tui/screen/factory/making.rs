//! An account being made, or taken back: step by step, one commit each.

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::Turn;
use crate::factory::{self, Evaluator, Next, Progress, Run, Stage};
use crate::org::{AccountId, NodeId, Organization};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::Command;
use crate::tui::effect::Commit;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::{Context, Pointer, Subject};
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::buttons::Buttons;
use crate::tui::widget::steps::{self, Standing, Step};
use crate::tui::world::World;

/// A run and the commit that it waits for.
pub struct Making {
    run: Run,
    waits_for: Option<factory::Commit>,
    buttons: Buttons<Press>,
    /// Where the account is, for people.
    place: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Resume,
    AskTakeBack,
    Keep,
    TakeBack,
    Show,
    Leave,
}

impl Making {
    /// A run that is to go as far as it can, and the work that this takes first.
    pub fn begin(run: Run, world: &World) -> (Self, Ask) {
        let place = place(&run, &world.organization);
        let ask = work(&run, world);
        (Self { run, waits_for: None, buttons: Buttons::new(Vec::new()), place }, ask)
    }

    /// The account.
    pub fn account(&self) -> AccountId {
        self.run.plan().account()
    }

    /// The account.
    pub fn subject(&self) -> Subject {
        let (id, name) = (self.account().to_string(), self.run.plan().account_name().to_owned());
        Subject { id, arn: None, name }
    }

    /// Takes in how far the run has come, and asks for the commit that it wants.
    pub fn onward(&mut self, run: Run, commit: Option<Box<factory::Commit>>) -> Vec<Ask> {
        self.run = run;
        self.waits_for = commit.map(|commit| *commit);
        self.buttons = Buttons::new(buttons(self.run.stage()));
        let changes = self.waits_for.iter().map(|commit| commit.changes().clone());
        changes.map(|changes| Ask::Commit(Commit::Apply(changes))).collect()
    }

    /// Hears that its commit is in the store, and goes on; nothing when it waits for none.
    pub fn made(&mut self, world: &World) -> Option<Ask> {
        let commit = self.waits_for.take()?;
        self.run = self.run.clone().committed(commit);
        self.place = place(&self.run, &world.organization);
        Some(work(&self.run, world))
    }

    /// Hears that its commit is not in the store; `false` when it waits for none.
    pub fn not_made(&mut self, why: &str) -> bool {
        let waited = self.waits_for.take().is_some();
        if waited {
            self.run = self.run.clone().failed(why);
            self.buttons = Buttons::new(buttons(self.run.stage()));
        }
        waited
    }

    /// Takes in a snapshot that somebody else has brought about: what comes next may differ.
    pub fn refresh(&mut self, world: &World) -> Option<Ask> {
        self.place = place(&self.run, &world.organization);
        (self.moves() && self.waits_for.is_none()).then(|| work(&self.run, world))
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Turn {
        match command {
            Command::FocusNext | Command::Right | Command::Down => self.buttons.next(),
            Command::FocusPrevious | Command::Left | Command::Up => self.buttons.previous(),
            Command::Open => {
                return match self.buttons.focused() {
                    Some(press) => self.press(press, context.world),
                    None if self.waits_for.is_none() => {
                        Turn::Stay(Reply::ask(work(&self.run, context.world)))
                    }
                    None => Turn::Stay(Reply::taken()),
                };
            }
            Command::Leave if self.moves() => {
                let text = "It is on its way: wait, or go to another screen and resume it later \
                            from the list";
                let toast = Toast::new(Meaning::Info, text);
                return Turn::Stay(Reply::ask(Ask::Tell(toast)));
            }
            Command::Leave => return Turn::Back,
            _ => return Turn::Stay(Reply::Ignored),
        }
        Turn::Stay(Reply::taken())
    }

    /// Takes a click on a button.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Turn {
        match pointer {
            Pointer::Click(Hit::Button(place)) => match self.buttons.at(place) {
                Some(press) => self.press(press, context.world),
                None => Turn::Stay(Reply::Ignored),
            },
            Pointer::Click(_) | Pointer::Wheel(..) => Turn::Stay(Reply::Ignored),
        }
    }

    /// Draws it: steps, what there is to say, buttons.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = Phrase::of(self.run.plan().account_name(), Meaning::Title)
            .and(format!("  {}", self.run.plan().key()), Meaning::Muted);
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let (meaning, text) = self.says();
        let lines = wrap(&text, usize::from(inner.width));
        let room = inner.height.saturating_sub(2) / 2 + 1;
        let says = (lines.len() as u16).min(room);
        let parts = [Constraint::Fill(1), Constraint::Length(says), Constraint::Length(1)];
        let [above, middle, below] = Split::vertical(parts).areas(inner);
        steps::view(&self.steps(), above, canvas);
        for (number, line) in lines.iter().enumerate() {
            canvas.text(row(middle, number), line, meaning);
        }
        self.buttons.view(below, Focus::Here, canvas);
    }

    fn steps(&self) -> Vec<Step> {
        let why = match self.run.stage() {
            Stage::Failed { why, .. } => why.as_str(),
            _ => "",
        };
        let step = |(kind, progress): (factory::StepKind, Progress)| Step {
            name: kind.title().to_owned(),
            standing: match progress {
                Progress::Done => Standing::Done,
                Progress::Current => Standing::Running,
                Progress::Ahead => Standing::Waiting,
                Progress::Failed => Standing::Failed(why.to_owned()),
                Progress::ToTakeBack => Standing::Skipped("to be taken back".to_owned()),
            },
        };
        self.run.progress().into_iter().map(step).collect()
    }

    /// What there is to say of where it stands.
    fn says(&self) -> (Meaning, String) {
        let plan = self.run.plan();
        let account = format!("{} ({})", plan.account_name(), plan.account());
        match self.run.stage() {
            Stage::Planned | Stage::Applying(_) | Stage::Verifying => {
                (Meaning::Muted, "Working …".to_owned())
            }
            Stage::Active => (Meaning::Success, format!("{account} is in use at {}.", self.place)),
            Stage::Stale { planned, found } => (
                Meaning::Warning,
                format!("The plan is for revision {planned}, and there is {found}: plan again."),
            ),
            Stage::Failed { step, why } => (
                Meaning::Error,
                format!(
                    "The step `{step}` could not be done: {why}. Everything before it is done. \
                     Resume tries it again; taking back undoes what is done and parks the account."
                ),
            ),
            Stage::Compensating => (Meaning::Muted, "Taking back …".to_owned()),
            Stage::RolledBack => (
                Meaning::Warning,
                format!("Taken back. {account}, which cannot be unmade, is at {}.", self.place),
            ),
            Stage::NeedsOperator { why } => (
                Meaning::Error,
                format!("It could not be taken back: {why}. Mend that, then go on taking back."),
            ),
        }
    }

    fn press(&mut self, press: Press, world: &World) -> Turn {
        match press {
            Press::Resume => self.run = self.run.clone().go_on(),
            Press::TakeBack => self.run = self.run.clone().compensate(),
            Press::AskTakeBack => {
                let all = vec![(Press::Keep, "Keep it"), (Press::TakeBack, "Take it back")];
                self.buttons = Buttons::new(all);
                return Turn::Stay(Reply::taken());
            }
            Press::Keep => {
                self.buttons = Buttons::new(buttons(self.run.stage()));
                return Turn::Stay(Reply::taken());
            }
            Press::Show => return Turn::Show(self.account()),
            Press::Leave => return Turn::Back,
        }
        self.buttons = Buttons::new(Vec::new());
        Turn::Stay(Reply::ask(work(&self.run, world)))
    }

    /// Whether it goes on by itself.
    fn moves(&self) -> bool {
        matches!(
            self.run.stage(),
            Stage::Planned | Stage::Applying(_) | Stage::Verifying | Stage::Compensating
        )
    }
}

/// What can be done where a run stands; the harmless thing first.
fn buttons(stage: &Stage) -> Vec<(Press, &'static str)> {
    match stage {
        Stage::Planned | Stage::Applying(_) | Stage::Verifying | Stage::Compensating => Vec::new(),
        Stage::Active | Stage::RolledBack => {
            vec![(Press::Show, "Show the account"), (Press::Leave, "Back to the list")]
        }
        Stage::Stale { .. } => vec![(Press::Leave, "Back to the list")],
        Stage::Failed { .. } => vec![
            (Press::Resume, "Resume"),
            (Press::AskTakeBack, "Take back"),
            (Press::Leave, "Leave it so"),
        ],
        Stage::NeedsOperator { .. } => {
            vec![(Press::Leave, "Leave it so"), (Press::TakeBack, "Go on taking back")]
        }
    }
}

fn place(run: &Run, organization: &Organization) -> String {
    let account = run.plan().account();
    if organization.accounts().contains(&account) {
        organization.display_path(&NodeId::Account(account))
    } else {
        run.plan().destination()
    }
}

/// Lets the run go on by itself, up to the next commit.
fn work(run: &Run, world: &World) -> Ask {
    let (run, organization) = (run.clone(), world.organization.clone());
    let work: Work = Box::new(move |_, _| {
        let (run, commit) = onward(run, &organization);
        Some(Output::Vended(Box::new(run), commit.map(Box::new)))
    });
    Ask::Work(Slot::Vend, work)
}

fn onward(mut run: Run, organization: &Organization) -> (Run, Option<factory::Commit>) {
    loop {
        match run.next(organization, &Evaluator) {
            Next::Became(next) => run = *next,
            Next::Commit(commit) => return (run, Some(commit)),
            Next::Wait | Next::Over => return (run, None),
        }
    }
}
