//! A proposed change, shown before it is made: what it does, what no undo brings back, what forbids it.
//!
//! Cancel is focused when the change is risky; where AWS takes nothing back, a name must be typed.

use ratatui::layout::Rect;

use super::impact::Impact;
use crate::org::{ChangeSet, Risk};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, centred, row};
use crate::tui::command::Command;
use crate::tui::effect::Commit;
use crate::tui::job::Output;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::proposal::Checked;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::{Context, Pointer, comparison_place};
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;
use crate::tui::widget::panel::{Entry, Panel};
use crate::workspace::Comparing;

/// Columns of the preview.
const WIDTH: u16 = 76;

/// The button that Enter presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    Cancel,
    Do,
}

/// How far the proposal has come.
enum Stage {
    /// It is being tried on the snapshot.
    Checking,
    /// The model or the store refuses it.
    Refused,
    /// It waits for the operator.
    Ready(Commit),
    /// The store is at it.
    Committing,
}

/// A proposed change and the answer so far.
pub struct Preview {
    title: String,
    stage: Stage,
    /// What is said of the change itself.
    told: Vec<Entry>,
    /// What it does, once it is known that it can be made.
    changes: Option<ChangeSet>,
    impact: Impact,
    panel: Panel,
    name: Option<String>,
    typed: TextInput,
    button: Button,
}

impl Preview {
    /// A preview that waits for what [`Preview::checked`] brings.
    pub fn new(title: String) -> Self {
        Self {
            title,
            stage: Stage::Checking,
            told: Vec::new(),
            changes: None,
            impact: Impact::default(),
            panel: Panel::new(vec![Entry::Prose("Trying it …".to_owned(), Meaning::Muted)]),
            name: None,
            typed: TextInput::default(),
            button: Button::Cancel,
        }
    }

    /// Takes what was found out.
    pub fn checked(&mut self, found: Result<Checked, String>) {
        match found {
            Ok(checked) => {
                self.told = entries(&checked);
                self.changes = Some(checked.changes);
                self.lay_out();
                self.button = match checked.preview.risk() {
                    None | Some(Risk::Routine) => Button::Do,
                    Some(Risk::Sensitive | Risk::Irreversible) => Button::Cancel,
                };
                self.title = checked.message;
                self.name = checked.name;
                self.stage = Stage::Ready(checked.commit);
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Takes what is found out of whom it concerns.
    pub fn concerns(&mut self, output: Output) {
        self.impact.take(output);
        self.lay_out();
    }

    /// Hears that it cannot be found out whom it concerns.
    pub fn cannot_tell(&mut self, why: String) {
        self.impact.fail(why);
        self.lay_out();
    }

    fn lay_out(&mut self) {
        if matches!(self.stage, Stage::Refused) {
            return;
        }
        let entries = self.told.iter().cloned().chain(self.impact.entries());
        self.panel.replace(entries.collect());
    }

    /// Shows why it cannot be.
    pub fn refuse(&mut self, why: String) {
        self.panel = Panel::new(vec![
            Entry::Prose("This cannot be done; nothing was changed.".to_owned(), Meaning::Text),
            Entry::Gap,
            Entry::Prose(why, Meaning::Error),
        ]);
        self.name = None;
        self.button = Button::Cancel;
        self.stage = Stage::Refused;
    }

    /// Whether the store is at it.
    pub fn committing(&self) -> bool {
        matches!(self.stage, Stage::Committing)
    }

    /// Whether a name must be typed.
    pub fn types(&self) -> bool {
        self.name.is_some() && matches!(self.stage, Stage::Ready(_))
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Vec<Ask> {
        match command {
            Command::DialogCancel | Command::PromptCancel => return vec![Ask::Close],
            Command::DialogNext => {
                self.button = match self.button {
                    Button::Cancel => Button::Do,
                    Button::Do => Button::Cancel,
                };
            }
            Command::DialogAccept => return self.press(self.button),
            Command::DialogImpact => {
                let Some(changes) = &self.changes else { return Vec::new() };
                let place = comparison_place(&Comparing::Changes(changes.clone()));
                return vec![Ask::Close, Ask::Go(place)];
            }
            Command::PromptAccept => return self.press(Button::Do),
            Command::PromptNext => self.scroll(Command::Down, context),
            Command::PromptPrevious => self.scroll(Command::Up, context),
            _ => self.scroll(command, context),
        }
        Vec::new()
    }

    /// Takes a letter of the name.
    pub fn key(&mut self, key: Key) -> Reply {
        Reply::if_done(self.types() && self.typed.key(key))
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        if self.types() {
            self.typed.insert(text);
        }
        Vec::new()
    }

    /// Takes a click on a button, or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Vec<Ask> {
        match pointer {
            Pointer::Click(Hit::Button(0)) => self.press(Button::Cancel),
            Pointer::Click(Hit::Button(_)) => self.press(Button::Do),
            Pointer::Wheel(_, motion) => {
                self.panel.scroll(motion, context.layout.height(Pane::Overlay));
                Vec::new()
            }
            Pointer::Click(_) => Vec::new(),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let width = WIDTH.min(area.width);
        let feet = if self.types() { 3 } else { 2 };
        let rows = self.panel.rows(width.saturating_sub(2)) as u16;
        let place = centred(area, width, rows.saturating_add(feet + 2));
        canvas.clear(place);
        let title = Phrase::of(self.title.as_str(), Meaning::Title);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        let body = Rect { height: inner.height.saturating_sub(feet), ..inner };
        self.panel.view(body, Pane::Overlay, canvas);
        let feet = usize::from(inner.height.saturating_sub(feet)) + 1;
        let line = |number| {
            let line = row(inner, number);
            Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line }
        };
        if let (Some(name), true) = (&self.name, self.types()) {
            self.ask_for(name, line(feet), canvas);
            self.buttons(line(feet + 1), canvas);
        } else {
            self.buttons(line(feet), canvas);
        }
    }

    fn ask_for(&self, name: &str, line: Rect, canvas: &mut Canvas<'_>) {
        let prompt =
            Phrase::from("Type ").and(name, Meaning::Accent).and(" to go on: ", Meaning::Text);
        let took = canvas.line(line, &prompt);
        let rest = Rect { x: line.x + took, width: line.width - took, ..line };
        self.typed.view(rest, "", Focus::Here, canvas);
    }

    fn buttons(&self, line: Rect, canvas: &mut Canvas<'_>) {
        let all: &[(Button, &str)] = match &self.stage {
            Stage::Checking | Stage::Refused => &[(Button::Cancel, "Close")],
            Stage::Committing => &[(Button::Cancel, "Working …")],
            Stage::Ready(Commit::Apply(_)) => &[(Button::Cancel, "Cancel"), (Button::Do, "Apply")],
            Stage::Ready(Commit::Undo(_)) => &[(Button::Cancel, "Cancel"), (Button::Do, "Undo")],
        };
        let focused = match (self.types(), self.named()) {
            (false, _) => Some(self.button),
            (true, true) => Some(Button::Do),
            (true, false) => None,
        };
        let mut rest = line;
        for (number, (button, text)) in all.iter().enumerate() {
            let meaning =
                if focused == Some(*button) { Meaning::ButtonFocused } else { Meaning::Button };
            let took = canvas.line(rest, &Phrase::of(format!("[ {text} ]"), meaning));
            canvas.hit(Rect { width: took, ..rest }, Hit::Button(number));
            let step = (took + 2).min(rest.width);
            rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
        }
    }

    fn scroll(&mut self, command: Command, context: Context<'_>) {
        self.panel.moved(command, context.layout.height(Pane::Overlay));
    }

    /// Whether the name has been typed where one is asked for.
    fn named(&self) -> bool {
        self.name.as_deref().is_none_or(|name| name == self.typed.text())
    }

    fn press(&mut self, button: Button) -> Vec<Ask> {
        match (&self.stage, button) {
            (Stage::Ready(commit), Button::Do) if self.named() => {
                let ask = Ask::Commit(commit.clone());
                self.stage = Stage::Committing;
                vec![ask]
            }
            (Stage::Ready(_) | Stage::Committing, Button::Do) => Vec::new(),
            (_, Button::Cancel) | (Stage::Checking | Stage::Refused, Button::Do) => {
                vec![Ask::Close]
            }
        }
    }
}

fn entries(checked: &Checked) -> Vec<Entry> {
    let steps = &checked.preview.steps;
    let mut entries: Vec<Entry> = Vec::new();
    for step in steps {
        let (sign, meaning) = match step.risk {
            Risk::Routine => ("·", Meaning::Text),
            Risk::Sensitive => ("!", Meaning::Warning),
            Risk::Irreversible => ("✗", Meaning::Error),
        };
        entries.push(Entry::Prose(format!("{sign} {}", step.summary), meaning));
    }
    entries.push(Entry::Gap);
    let (head, remains): (_, Vec<&String>) = match checked.commit {
        Commit::Apply(_) => (
            "What no undo brings back",
            steps.iter().filter_map(|step| step.remains.as_ref()).collect(),
        ),
        Commit::Undo(_) => ("What stays behind", checked.preview.leaves.iter().collect()),
    };
    if remains.is_empty() {
        let text = "The journal keeps this, and it can be undone in full.";
        entries.push(Entry::Prose(text.to_owned(), Meaning::Muted));
        return entries;
    }
    entries.push(Entry::Head(head.to_owned()));
    entries.extend(remains.into_iter().map(|text| Entry::Prose(text.clone(), Meaning::Warning)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::ChangeSet;
    use crate::tui::canvas::Layout;
    use crate::tui::tests::sample;
    use crate::tui::world::Mode;
    use crate::workspace::{self, Step};

    fn preview(risk: Risk, name: Option<&str>) -> Preview {
        let world = sample::world(Mode::Writable);
        let step = Step { summary: "try it".to_owned(), risk, remains: None };
        let set = ChangeSet { message: "Try it".to_owned(), changes: Vec::new() };
        let mut preview = Preview::new("Try it".to_owned());
        preview.checked(Ok(Checked {
            commit: Commit::Apply(set.clone()),
            changes: set,
            message: "Try it".to_owned(),
            preview: workspace::Preview {
                base: world.revision,
                steps: vec![step],
                organization: world.organization,
                leaves: Vec::new(),
            },
            name: name.map(str::to_owned),
        }));
        preview
    }

    /// Whether a command makes the preview ask for the commit.
    fn commits(preview: &mut Preview, command: Command) -> bool {
        let (world, layout) = (sample::world(Mode::Writable), Layout::default());
        let asks = preview.command(command, Context { world: &world, layout: &layout });
        asks.iter().any(|ask| matches!(ask, Ask::Commit(_)))
    }

    #[test]
    fn cancel_is_focused_when_the_change_is_risky() {
        assert!(commits(&mut preview(Risk::Routine, None), Command::DialogAccept));
        let mut risky = preview(Risk::Sensitive, None);
        assert!(!commits(&mut risky, Command::DialogAccept));
        assert!(!commits(&mut risky, Command::DialogNext));
        assert!(commits(&mut risky, Command::DialogAccept));
        assert!(!commits(&mut risky, Command::DialogAccept), "once is enough");
    }

    #[test]
    fn a_name_must_be_typed_in_full() {
        let mut preview = preview(Risk::Irreversible, Some("prod"));
        assert!(preview.types());
        preview.paste("pro");
        assert!(!commits(&mut preview, Command::PromptAccept));
        preview.paste("d");
        assert!(commits(&mut preview, Command::PromptAccept));
    }

    #[test]
    fn what_is_refused_cannot_be_committed() {
        let mut preview = preview(Risk::Routine, None);
        preview.refuse("the disk is full".to_owned());
        assert!(!commits(&mut preview, Command::DialogNext));
        assert!(!commits(&mut preview, Command::DialogAccept));
    }
}
