//! What the Factory screen lists: templates, broken ones too, and the accounts that they have made.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::factory::{Given, Parameter, Request, Standing, Template, Text, request_of, standing};
use crate::org::{Account, NodeId, Vended};
use crate::tui::phrase::Phrase;
use crate::tui::screen::Subject;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Entry;
use crate::tui::widget::table::{Column, Row, Width};
use crate::tui::world::World;
use crate::workspace::Shelved;

/// A row.
pub struct Listed {
    id: String,
    /// The template's name, the file's or the account's.
    pub name: String,
    /// What it is.
    pub what: What,
}

/// What a row is.
pub enum What {
    /// A template.
    Template(Arc<Template>),
    /// A file that is no template, and why.
    Broken(Vec<String>),
    /// An account that a template has made or is making.
    Account {
        /// The account.
        account: Arc<Account>,
        /// How it stands.
        standing: Standing,
    },
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Name", width: Width::Fill(10), rank: 0 },
        Column { title: "State", width: Width::Fixed(12), rank: 1 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match (column, &self.what) {
            (0, What::Account { .. }) => self.name.as_str().into(),
            (0, _) => Phrase::of(self.name.as_str(), Meaning::Accent),
            (_, What::Template(template)) => {
                Phrase::of(format!("version {}", template.version), Meaning::Muted)
            }
            (_, What::Broken(_)) => Phrase::sign(Meaning::Error, "broken"),
            (_, What::Account { standing, .. }) => state(*standing),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.name.cmp(&other.name),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl Listed {
    fn template(shelved: &Shelved) -> Self {
        let id = shelved.file.to_string();
        match &shelved.template {
            Ok(template) => {
                Self { id, name: template.name.clone(), what: What::Template(Arc::clone(template)) }
            }
            Err(errors) => {
                let name = id.rsplit('/').next().unwrap_or_default().to_owned();
                let errors = errors.iter().map(ToString::to_string).collect();
                Self { id, name, what: What::Broken(errors) }
            }
        }
    }

    fn account(account: &Arc<Account>, world: &World) -> Option<Self> {
        let vended = account.settings.vended.as_ref()?;
        let template = world.library.template(&vended.template).map(Arc::as_ref);
        let standing = standing(account, template, &world.organization)?;
        let account = Arc::clone(account);
        let (id, name) = (account.id.to_string(), account.name.clone());
        Some(Self { id, name, what: What::Account { account, standing } })
    }

    /// Templates first, then accounts: those under way, those taken back, those done.
    fn rank(&self) -> (u8, Option<Standing>) {
        match &self.what {
            What::Template(_) => (0, None),
            What::Broken(_) => (1, None),
            What::Account { standing, .. } => (2, Some(*standing)),
        }
    }

    /// What it is called.
    pub fn subject(&self) -> Subject {
        Subject { id: self.id.clone(), arn: None, name: self.name.clone() }
    }

    /// What there is to know of it.
    pub fn about(&self, world: &World) -> Vec<Entry> {
        match &self.what {
            What::Template(template) => about_template(template),
            What::Broken(errors) => {
                let head = Entry::Head("This template cannot be used".to_owned());
                let errors = errors.iter().cloned();
                let errors = errors.map(|error| Entry::Item("✗", error, Meaning::Error));
                std::iter::once(head).chain(errors).collect()
            }
            What::Account { account, standing } => about_account(account, *standing, world),
        }
    }
}

/// Everything that is listed: templates, then accounts by how they stand and by name.
pub fn listed(world: &World) -> Vec<Listed> {
    let accounts = world.organization.accounts().iter();
    let accounts = accounts.filter_map(|account| Listed::account(account, world));
    let mut listed: Vec<Listed> =
        world.library.shelf().iter().map(Listed::template).chain(accounts).collect();
    listed.sort_by(|a, b| (a.rank(), &a.name).cmp(&(b.rank(), &b.name)));
    listed
}

/// What was asked for when an account was made, or why that cannot be told.
pub fn request(account: &Account, world: &World) -> Result<Request, String> {
    let Some(vended) = &account.settings.vended else {
        return Err("no template has made this account".to_owned());
    };
    let template = template_of(vended, world)?;
    request_of(vended, template, &world.organization).map_err(|error| error.to_string())
}

fn template_of<'w>(vended: &Vended, world: &'w World) -> Result<&'w Arc<Template>, String> {
    world.library.template(&vended.template).ok_or_else(|| {
        format!("there is no template `{}`: bring it back into the directory", vended.template)
    })
}

fn state(standing: Standing) -> Phrase {
    match standing {
        Standing::UnderWay => Phrase::sign(Meaning::Warning, "under way"),
        Standing::TakenBack => Phrase::sign(Meaning::Removed, "taken back"),
        Standing::Done => Phrase::sign(Meaning::Success, "done"),
    }
}

fn about_template(template: &Template) -> Vec<Entry> {
    let mut entries = vec![
        Entry::Prose(template.description.clone(), Meaning::Text),
        Entry::Gap,
        Entry::Field("Version", template.version.to_string().into()),
        Entry::Field("File", template.file.as_ref().into()),
        Entry::Gap,
        Entry::Head("Asks for".to_owned()),
    ];
    for parameter in &template.parameters {
        entries.push(Entry::Line(head_of(parameter)));
        if !parameter.description.is_empty() {
            entries.push(Entry::Item(" ", parameter.description.clone(), Meaning::Muted));
        }
    }
    if !template.invariants.is_empty() {
        let count = template.invariants.len();
        entries.push(Entry::Gap);
        entries.push(Entry::Prose(format!("Proves {count} invariants."), Meaning::Text));
    }
    entries
}

fn head_of(parameter: &Parameter) -> Phrase {
    let head = Phrase::of(parameter.name.as_str(), Meaning::Accent)
        .and(format!("  {}", parameter.kind.name()), Meaning::Muted);
    match &parameter.default {
        Some(default) => {
            let default = written(default);
            let default = if default.is_empty() { "none".to_owned() } else { default };
            head.and(format!(" = {default}"), Meaning::Text)
        }
        None => head.and("  needed", Meaning::Warning),
    }
}

/// A default as the template has it, holes and all.
fn written(default: &Given<Text>) -> String {
    let whole = |text: &Text| text.fill(|hole| format!("${{{hole}}}"));
    match default {
        Given::Text(text) => whole(text),
        Given::List(items) => items.iter().map(whole).collect::<Vec<_>>().join(", "),
        Given::Map(pairs) => {
            let pairs = pairs.iter().map(|(key, text)| format!("{key}={}", whole(text)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}

fn about_account(account: &Account, standing: Standing, world: &World) -> Vec<Entry> {
    let Some(vended) = &account.settings.vended else { return Vec::new() };
    let place = world.organization.display_path(&NodeId::Account(account.id));
    let mut entries = vec![
        Entry::Field("State", state(standing)),
        Entry::Field("Account", account.id.to_string().into()),
        Entry::Field("Place", place.into()),
        Entry::Field("Template", format!("{} version {}", vended.template, vended.version).into()),
        Entry::Field("Request", vended.request.as_str().into()),
        Entry::Gap,
    ];
    entries.push(match (request(account, world), standing) {
        (Ok(_), Standing::UnderWay) => {
            let text = "It is not finished. Enter shows what is left, to be resumed or taken back.";
            Entry::Prose(text.to_owned(), Meaning::Warning)
        }
        (Ok(_), Standing::TakenBack) => {
            let text = "It was taken back. Enter shows what would make it again.";
            Entry::Prose(text.to_owned(), Meaning::Text)
        }
        (Ok(_), Standing::Done) => {
            let text = "It is made. Enter shows whether anything differs from its template.";
            Entry::Prose(text.to_owned(), Meaning::Text)
        }
        (Err(why), Standing::UnderWay) => Entry::Prose(why, Meaning::Warning),
        (Err(why), _) => Entry::Prose(why, Meaning::Muted),
    });
    if !vended.values.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Asked for with".to_owned())]);
    }
    entries.extend(vended.values.iter().map(|(name, value)| {
        let line =
            Phrase::of(name.as_str(), Meaning::Label).and(format!("  {value}"), Meaning::Text);
        Entry::Line(line)
    }));
    entries
}
