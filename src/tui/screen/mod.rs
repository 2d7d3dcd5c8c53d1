//! The screens: one enum, each variant in its own file with its state, update and view.
//!
//! A screen reads the [`World`], changes only itself, and asks the shell for everything else.

mod compare;
mod factory;
mod given;
mod journal;
mod loading;
pub mod organization;
mod permissions;
mod policies;
mod principals;
mod who_can;
mod why;

pub use compare::{FindingRow, Found, Way, comparison, of_marks, place as comparison_place};
pub use policies::Linted;
pub use principals::Listed as PrincipalRow;
pub use who_can::Listing;
pub use why::Answer;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Hit, Layout, Pane};
use super::command::{Command, Scope};
use super::history::Place;
use super::job::{Output, Slot, Work};
use super::keys::Key;
use super::overlay::Purpose;
use super::reply::{Ask, Reply};
use super::theme::Meaning;
use super::toast::Toast;
use super::widget::Arranging;
use super::widget::window::Motion;
use super::world::{Extent, World};

/// Names a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScreenId {
    /// The tree, and what reaches each node of it.
    Organization,
    /// Every user, group and role of every account.
    Principals,
    /// What one principal may do, and why.
    Permissions,
    /// Templates, and the accounts that they make.
    Factory,
    /// Every policy document, and where it is attached.
    Policies,
    /// What was done, by whom, and how to take it back.
    Journal,
    /// Everyone who can do something, and why.
    WhoCan,
    /// What is gained and lost between two things.
    Compare,
}

impl ScreenId {
    /// Every screen, in the order of the top line.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::Principals,
        Self::Permissions,
        Self::Factory,
        Self::Policies,
        Self::Journal,
        Self::WhoCan,
        Self::Compare,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Organization => "Organization",
            Self::Principals => "Principals",
            Self::Permissions => "Permissions",
            Self::Factory => "Factory",
            Self::Policies => "Policies",
            Self::Journal => "Journal",
            Self::WhoCan => "Who can",
            Self::Compare => "Compare",
        }
    }

    /// Its name where there is little room.
    pub fn short_title(self) -> &'static str {
        match self {
            Self::Organization => "Org",
            Self::Permissions => "Perms",
            Self::Principals
            | Self::Factory
            | Self::Policies
            | Self::Journal
            | Self::WhoCan
            | Self::Compare => self.title(),
        }
    }

    /// The command that goes there.
    pub fn command(self) -> Command {
        match self {
            Self::Organization => Command::GoOrganization,
            Self::Principals => Command::GoPrincipals,
            Self::Permissions => Command::GoPermissions,
            Self::Factory => Command::GoFactory,
            Self::Policies => Command::GoPolicies,
            Self::Journal => Command::GoJournal,
            Self::WhoCan => Command::GoWhoCan,
            Self::Compare => Command::GoCompare,
        }
    }

    /// The screen that a command goes to.
    pub fn of(command: Command) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.command() == command)
    }
}

/// What an update may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The data.
    pub world: &'a World,
    /// Where things lay when last drawn.
    pub layout: &'a Layout,
}

/// What the mouse did to something on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A click on it.
    Click(Hit),
    /// The wheel over a pane.
    Wheel(Pane, Motion),
}

/// What is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: String,
    /// Its ARN, if it has one.
    pub arn: Option<String>,
    /// What people call it; the last part of the top line.
    pub name: String,
}

/// The screen that is shown, with its state.
pub enum Screen {
    /// The tree, and what reaches each node of it.
    Organization(organization::Organization),
    /// Every user, group and role of every account.
    Principals(principals::Principals),
    /// What one principal may do, and why.
    Permissions(Box<permissions::Permissions>),
    /// Templates, and the accounts that they make.
    Factory(factory::Factory),
    /// Every policy document, and where it is attached.
    Policies(policies::Policies),
    /// What was done, by whom, and how to take it back.
    Journal(journal::Journal),
    /// Everyone who can do something, and why.
    WhoCan(Box<who_can::Screen>),
    /// What is gained and lost between two things.
    Compare(Box<compare::Compare>),
    /// Any of them that needs more than is loaded.
    Loading(loading::Loading),
}

macro_rules! each {
    ($screen:expr, $it:ident => $do:expr) => {
        match $screen {
            Screen::Organization($it) => $do,
            Screen::Principals($it) => $do,
            Screen::Permissions($it) => $do,
            Screen::Factory($it) => $do,
            Screen::Policies($it) => $do,
            Screen::Journal($it) => $do,
            Screen::WhoCan($it) => $do,
            Screen::Compare($it) => $do,
            Screen::Loading($it) => $do,
        }
    };
}

impl Screen {
    /// The screen of a place, as the place says it was, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        if place.screen != ScreenId::Organization && world.extent != Extent::Whole {
            return (Self::Loading(loading::Loading::new(place.clone(), world.extent)), Vec::new());
        }
        match place.screen {
            ScreenId::Organization => {
                let (screen, asks) = organization::Organization::open(place, world);
                (Self::Organization(screen), asks)
            }
            ScreenId::Principals => {
                let (screen, asks) = principals::Principals::open(place, world);
                (Self::Principals(screen), asks)
            }
            ScreenId::Permissions => {
                let (screen, asks) = permissions::Permissions::open(place, world);
                (Self::Permissions(Box::new(screen)), asks)
            }
            ScreenId::Factory => {
                let (screen, asks) = factory::Factory::open(place, world);
                (Self::Factory(screen), asks)
            }
            ScreenId::WhoCan => {
                let (screen, asks) = who_can::Screen::open(place, world);
                (Self::WhoCan(Box::new(screen)), asks)
            }
            ScreenId::Compare => {
                let (screen, asks) = compare::Compare::open(place, world);
                (Self::Compare(Box::new(screen)), asks)
            }
            ScreenId::Journal => {
                let (screen, asks) = journal::Journal::open(place, world);
                (Self::Journal(screen), asks)
            }
            ScreenId::Policies => {
                let (screen, asks) = policies::Policies::open(place, world);
                (Self::Policies(screen), asks)
            }
        }
    }

    /// Which screen it is.
    pub fn id(&self) -> ScreenId {
        match self {
            Self::Organization(_) => ScreenId::Organization,
            Self::Principals(_) => ScreenId::Principals,
            Self::Permissions(_) => ScreenId::Permissions,
            Self::Factory(_) => ScreenId::Factory,
            Self::Policies(_) => ScreenId::Policies,
            Self::Journal(_) => ScreenId::Journal,
            Self::WhoCan(_) => ScreenId::WhoCan,
            Self::Compare(_) => ScreenId::Compare,
            Self::Loading(screen) => screen.of(),
        }
    }

    /// How it looks now, so that [`Screen::open`] can bring it back.
    pub fn place(&self) -> Place {
        each!(self, screen => screen.place())
    }

    /// The scopes in force, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        let pane = match self {
            Self::Organization(screen) => screen.scope(),
            Self::Principals(screen) => screen.scope(),
            Self::Permissions(screen) => screen.scope(),
            Self::Factory(screen) => screen.scope(),
            Self::Policies(screen) => screen.scope(),
            Self::Journal(screen) => screen.scope(),
            Self::WhoCan(screen) => screen.scope(),
            Self::Compare(screen) => screen.scope(),
            Self::Loading(_) => Scope::Panel,
        };
        let mut scopes = vec![pane, Scope::Screen(self.id())];
        if matches!(self, Self::Permissions(_) | Self::WhoCan(_) | Self::Compare(_)) {
            scopes.push(Scope::Request);
        }
        if pane != Scope::Form {
            scopes.push(Scope::Movement);
        }
        scopes.push(Scope::Global);
        scopes
    }

    /// Takes in a new snapshot; what was selected stays so where it still exists.
    pub fn refresh(&mut self, world: &World) -> Vec<Ask> {
        match self {
            Self::Organization(screen) => screen.refresh(world),
            Self::Factory(screen) => screen.refresh(world),
            Self::Policies(screen) => screen.refresh(world),
            Self::Journal(_) => vec![journal::read(world)],
            Self::Principals(_)
            | Self::Permissions(_)
            | Self::WhoCan(_)
            | Self::Compare(_)
            | Self::Loading(_) => {
                let (screen, asks) = Self::open(&self.place(), world);
                *self = screen;
                asks
            }
        }
    }

    /// Hears how much of the store is there.
    pub fn loading(&mut self, extent: Extent) {
        if let Self::Loading(screen) = self {
            screen.take(extent);
        }
    }

    /// Takes in a new snapshot that a change of its own has brought about; nothing when it waits
    /// for none.
    pub fn made(&mut self, world: &World) -> Option<Vec<Ask>> {
        if let Self::Factory(screen) = self { screen.made(world) } else { None }
    }

    /// Hears that a change of its own was not made; `false` when it waits for none.
    pub fn not_made(&mut self, why: &str) -> bool {
        if let Self::Factory(screen) = self { screen.not_made(why) } else { false }
    }

    /// Whether letters are typed into it.
    pub fn types(&self) -> bool {
        matches!(self, Self::Factory(screen) if screen.scope() == Scope::Form)
    }

    /// Takes a key that is no command.
    pub fn key(&mut self, key: Key, context: Context<'_>) -> Reply {
        if let Self::Factory(screen) = self { screen.key(key, context) } else { Reply::Ignored }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, context: Context<'_>) -> Vec<Ask> {
        if let Self::Factory(screen) = self {
            screen.paste(text, context);
        }
        Vec::new()
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        each!(self, screen => screen.command(command, context))
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        each!(self, screen => screen.pointer(pointer, context))
    }

    /// Narrows the list to what matches.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        each!(self, screen => screen.narrow(query, context))
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        each!(self, screen => screen.query())
    }

    /// Takes what a job of this screen brought back.
    pub fn done(&mut self, slot: Slot, output: Output, context: Context<'_>) -> Vec<Ask> {
        match self {
            Self::Organization(screen) => screen.done(slot, output),
            Self::Principals(screen) => return screen.done(output),
            Self::Permissions(screen) => return screen.done(slot, output),
            Self::Factory(screen) => return screen.done(output, context),
            Self::Policies(screen) => return screen.done(slot, output, context),
            Self::Journal(screen) => return screen.done(output, context),
            Self::WhoCan(screen) => return screen.done(output),
            Self::Compare(screen) => return screen.done(output),
            Self::Loading(_) => {}
        }
        Vec::new()
    }

    /// Takes what was filled in on a line that it opened.
    pub fn answer(&mut self, purpose: Purpose, text: &str, _context: Context<'_>) -> Vec<Ask> {
        match self {
            Self::Permissions(screen) => screen.answer(purpose, text),
            Self::WhoCan(screen) => screen.answer(purpose, text),
            Self::Compare(screen) => screen.answer(purpose, text),
            Self::Organization(_)
            | Self::Principals(_)
            | Self::Factory(_)
            | Self::Policies(_)
            | Self::Journal(_)
            | Self::Loading(_) => Vec::new(),
        }
    }

    /// What is selected.
    pub fn subject(&self, world: &World) -> Option<Subject> {
        match self {
            Self::Organization(screen) => screen.subject(world),
            Self::Principals(screen) => screen.subject(),
            Self::Permissions(screen) => screen.subject(),
            Self::Factory(screen) => screen.subject(),
            Self::Policies(screen) => screen.subject(),
            Self::Journal(screen) => screen.subject(),
            Self::WhoCan(screen) => screen.subject(),
            Self::Compare(screen) => screen.subject(),
            Self::Loading(_) => None,
        }
    }

    /// The document that is shown, for the editor: a file name and the text.
    pub fn document(&self) -> Option<(String, String)> {
        match self {
            Self::Permissions(screen) => screen.document(),
            Self::WhoCan(screen) => screen.document(),
            Self::Compare(screen) => screen.document(),
            Self::Policies(screen) => screen.document(),
            Self::Organization(_)
            | Self::Principals(_)
            | Self::Factory(_)
            | Self::Journal(_)
            | Self::Loading(_) => None,
        }
    }

    /// Takes an edited document back. On most screens documents are only read.
    pub fn edited(&self, text: &str, world: &World) -> Vec<Ask> {
        if let Self::Policies(screen) = self {
            return screen.edited(text, world);
        }
        let text = "Nothing was changed: documents are edited on the Policies screen";
        vec![Ask::Tell(Toast::new(Meaning::Warning, text))]
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        each!(self, screen => screen.view(area, canvas));
    }
}

/// Asks for a job that arranges the rows of a pane, if there is one to do.
fn arranging(pane: Pane, arranging: Option<Arranging>) -> Vec<Ask> {
    let Some(arranging) = arranging else { return Vec::new() };
    let work: Work = Box::new(move |stop, _| arranging(stop).map(Output::Arranged));
    vec![Ask::Work(Slot::Arrange(pane), work)]
}
