//! The form of a template: a field for each parameter, judged with every letter.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::KeyCode;
use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::Turn;
use crate::catalog::managed_policies_named;
use crate::factory::{self, Given, Kind, Parameter, ParameterProblem, Template};
use crate::org::{NodeId, Organization};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::Command;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::Reply;
use crate::tui::screen::{Context, Pointer, Subject};
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::widget::form::{Field, Form, Value};
use crate::tui::widget::input::TextInput;
use crate::tui::world::World;

/// Rows of the pane from which a problem is told in full below the fields.
const ROOMY: u16 = 12;

/// Whether empty fields that need a value are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// The operator is still filling them in.
    Waits,
    /// The operator has tried to go on.
    Over,
}

/// A form being filled in.
pub struct Asking {
    template: Arc<Template>,
    form: Form,
    patience: Patience,
}

impl Asking {
    /// The form of a template, with its defaults.
    pub fn new(template: &Arc<Template>, world: &World) -> Self {
        let nothing = factory::preview(template, &BTreeMap::new());
        let fields = template.parameters.iter().map(|parameter| field(parameter, &nothing));
        let form = Form::new(fields.collect());
        let mut asking = Self { template: Arc::clone(template), form, patience: Patience::Waits };
        asking.judge(world);
        asking
    }

    /// The template.
    pub fn subject(&self) -> Subject {
        let name = self.template.name.clone();
        Subject { id: self.template.file.to_string(), arn: None, name }
    }

    /// Says what is wrong with the values so far, and what they would be in full.
    pub fn judge(&mut self, world: &World) {
        let given = self.given();
        let known = factory::preview(&self.template, &given);
        let found = factory::check(&self.template, &given, &world.organization).err();
        let told = |problem: &ParameterProblem| match problem {
            ParameterProblem::Missing(_) => self.patience == Patience::Over,
            _ => true,
        };
        let found = found.unwrap_or_default().into_iter().filter(|error| told(&error.problem));
        let problems: Vec<(String, String)> =
            found.map(|error| (error.parameter, error.problem.to_string())).collect();
        self.form.judge(&problems);
        let parameters = &self.template.parameters;
        self.form.suggest(|field| {
            let parameter = parameters.iter().find(|parameter| parameter.name == field.id);
            match (parameter, field.value.text()) {
                (None, _) => String::new(),
                (Some(_), "") => known.get(&field.id).cloned().unwrap_or_default(),
                (Some(parameter), typed) => {
                    completion(&parameter.kind, typed, &world.organization).unwrap_or_default()
                }
            }
        });
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Turn {
        match command {
            Command::FormAccept => return self.accept(context.world),
            Command::FormCancel => return Turn::Back,
            Command::FormNext => {
                if !self.form.next_field() {
                    self.form.focus(0);
                }
            }
            Command::FormPrevious => {
                if !self.form.previous_field() {
                    self.form.focus(usize::MAX);
                }
            }
            Command::FormOlder => drop(self.key(Key::plain(KeyCode::Left), context.world)),
            Command::FormNewer => drop(self.key(Key::plain(KeyCode::Right), context.world)),
            _ => return Turn::Stay(Reply::Ignored),
        }
        Turn::Stay(Reply::taken())
    }

    /// Takes a key of the focused field; tells whether it did.
    pub fn key(&mut self, key: Key, world: &World) -> bool {
        let taken = self.form.key(key);
        if taken {
            self.judge(world);
        }
        taken
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) {
        self.form.paste(text);
        self.judge(world);
    }

    /// Takes a click on a field.
    pub fn pointer(&mut self, pointer: Pointer) -> Turn {
        match pointer {
            Pointer::Click(Hit::Row(Pane::Main, place)) => {
                self.form.focus(place);
                Turn::Stay(Reply::taken())
            }
            Pointer::Click(_) | Pointer::Wheel(..) => Turn::Stay(Reply::Ignored),
        }
    }

    /// Draws it, with what is wrong with the focused field in full where there is room.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = Phrase::of("New account", Meaning::Title).and(
            format!("  {} version {}", self.template.name, self.template.version),
            Meaning::Muted,
        );
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        let foot = if inner.height < ROOMY { 0 } else { 3 };
        let [fields, foot] =
            Split::vertical([Constraint::Fill(1), Constraint::Length(foot)]).areas(inner);
        self.form.view(fields, Pane::Main, Focus::Here, canvas);
        let foot = Rect { x: foot.x + 1, width: foot.width.saturating_sub(2), ..foot };
        if let Some(problem) = self.form.focused().and_then(|field| field.problem.as_deref()) {
            for (number, line) in wrap(problem, usize::from(foot.width)).iter().enumerate() {
                canvas.text(row(foot, number + 1), line, Meaning::Error);
            }
        }
    }

    /// Goes on to the plan, or to the first field that is wrong.
    fn accept(&mut self, world: &World) -> Turn {
        self.patience = Patience::Over;
        self.judge(world);
        let checked = factory::check(&self.template, &self.given(), &world.organization);
        if let Ok(request) = checked {
            return Turn::Plan(Box::new(request));
        }
        self.form.to_problem();
        Turn::Stay(Reply::taken())
    }

    /// The values as they are filled in; where nothing is, the default counts.
    fn given(&self) -> BTreeMap<String, Given<String>> {
        let fields = self.form.fields().iter();
        let filled = fields.filter(|field| !field.value.text().trim().is_empty());
        filled.map(|field| (field.id.clone(), Given::from(field.value.text().trim()))).collect()
    }
}

fn field(parameter: &Parameter, defaults: &BTreeMap<String, String>) -> Field {
    let default = defaults.get(&parameter.name).map_or("", String::as_str);
    let value = match &parameter.kind {
        Kind::Bool => Value::Flag(default == "true"),
        Kind::Enum(options) => {
            let chosen = options.iter().position(|option| option == default).unwrap_or(0);
            Value::Choice { options: options.clone(), chosen }
        }
        Kind::List { .. } | Kind::Map => Value::List(TextInput::default()),
        _ => Value::Text(TextInput::default()),
    };
    let needed = if parameter.default.is_none() { "needed: " } else { "" };
    let what = match parameter.description.as_str() {
        "" => parameter.kind.name(),
        description => description.to_owned(),
    };
    Field {
        id: parameter.name.clone(),
        label: parameter.name.clone(),
        hint: format!("{needed}{what}"),
        value,
        ghost: String::new(),
        problem: None,
    }
}

/// What the last of the typed values could be in full: the first name that begins so.
fn completion(kind: &Kind, typed: &str, organization: &Organization) -> Option<String> {
    if let Kind::List { of, .. } = kind {
        let last = typed.rsplit(',').next().unwrap_or_default().trim_start();
        let before = &typed[..typed.len() - last.len()];
        return completion(of, last, organization).map(|whole| format!("{before}{whole}"));
    }
    let begins = |name: &String| !typed.is_empty() && name.starts_with(typed);
    match kind {
        Kind::Group => {
            organization.directory_groups().iter().map(|it| it.name.clone()).filter(begins).min()
        }
        Kind::PermissionSet => {
            organization.permission_sets().iter().map(|it| it.name.clone()).filter(begins).min()
        }
        Kind::Ou => {
            let path = |id| organization.display_path(&NodeId::Ou(id));
            organization.ous().iter().map(|ou| path(ou.id.clone())).filter(begins).min()
        }
        Kind::Policy => {
            let own = organization.policies().iter().map(|it| it.name.clone());
            let kept = organization.managed_policies().iter().map(|it| it.name().to_owned());
            let of_aws = managed_policies_named(typed).map(|it| it.name().to_owned());
            own.chain(kept).chain(of_aws).filter(begins).min()
        }
        _ => None,
    }
}
