//! Statements by number, so that what two worlds have in common is told by numbers alone, and the
//! actions that they cover (`ANALYSIS` 2.1, 2.2).

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fmt::{self, Write as _},
    rc::Rc,
    sync::LazyLock,
};

use foldhash::HashMap;

use super::{
    turns::Turns,
    world::{Beyond, Frame, Slot},
};
use crate::{
    access::{
        effective::{ActionSet, Classes, Element, shapes},
        layers::LayerKind,
        special,
    },
    catalog::{Action, catalog},
    policy::{
        Context, Document, Effect, Span, Statement, Unmentioned,
        action::{ActionElement, ActionPattern, Polarity},
    },
};

/// Statements with the actions that each covers. The same statement in the same place is one.
#[derive(Default)]
pub struct Register<'p> {
    entries: Vec<Entry<'p>>,
    numbers: HashMap<(Slot, String), u32>,
    documents: HashMap<(Slot, usize), Rc<[u32]>>,
    /// Whether a statement can apply to actions of a shape, by its number and the place of that.
    applicable: RefCell<HashMap<(u32, u32), bool>>,
}

struct Entry<'p> {
    slot: Slot,
    statement: &'p Statement,
    covered: ActionSet,
    element: Element,
}

/// What some documents say.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The numbers of their statements, in order.
    pub numbers: Vec<u32>,
    /// The documents that cannot be read as a whole.
    pub unreadable: Vec<(Slot, usize)>,
}

/// Statements, by the actions that they cover.
pub struct Sweep {
    numbers: Vec<u32>,
    classes: Classes,
}

/// What there is on a caller's side, and whether SCPs bind it.
pub struct Holding<'a> {
    /// What its policies say.
    pub sheet: &'a Sheet,
    /// Which layers there are.
    pub frame: &'a Frame,
    /// Whether it is a root user, who needs no policies.
    pub root: bool,
    /// What never binds it.
    pub beyond: Beyond,
}

/// What can be allowed though no statement at hand allows it: policies of keys that the model does
/// not hold, and what is for everyone (Z-8, Z-10).
static IN_ANY_CASE: LazyLock<ActionSet> = LazyLock::new(|| {
    let patterns = ["kms:*", "sts:GetCallerIdentity", "sts:GetSessionToken"];
    ActionSet::covered_by(&ActionElement {
        polarity: Polarity::Listed,
        patterns: patterns.iter().map(|text| ActionPattern::new(text, Span::START)).collect(),
        span: Span::START,
    })
});

/// The actions that no SCP binds (E-43).
static BEYOND_SCPS: LazyLock<ActionSet> = LazyLock::new(|| {
    let beyond = |action: &&Action| special::is_beyond_scps(action.service());
    ActionSet::of(catalog().actions().iter().filter(beyond))
});

impl Sheet {
    /// The statements of several, each once.
    pub fn together<'s>(sheets: impl IntoIterator<Item = &'s Self>) -> Vec<u32> {
        let numbers = sheets.into_iter().flat_map(|sheet| sheet.numbers.iter().copied());
        numbers.collect::<BTreeSet<u32>>().into_iter().collect()
    }
}

impl Sweep {
    /// A number that actions have in common which the same statements cover.
    pub fn class(&self, action: &Action) -> u32 {
        self.classes.of(action)
    }

    /// The statements that cover an action.
    pub fn covering(&self, action: &Action) -> impl Iterator<Item = u32> {
        let places = self.classes.covering(self.classes.of(action)).iter();
        places.map(|place| self.numbers[*place as usize])
    }
}

impl<'p> Register<'p> {
    /// What some documents say, each in its place.
    pub fn sheet(&mut self, documents: impl Iterator<Item = (Slot, &'p Document)>) -> Sheet {
        let mut sheet = Sheet::default();
        for (slot, document) in documents {
            sheet.numbers.extend_from_slice(&self.add(slot, document));
            if !document.reading().unreadable.is_empty() {
                sheet.unreadable.push((slot, document.address()));
            }
        }
        sheet.numbers.sort_unstable();
        sheet.numbers.dedup();
        sheet.unreadable.sort_unstable();
        sheet.unreadable.dedup();
        sheet
    }

    fn add(&mut self, slot: Slot, document: &'p Document) -> Rc<[u32]> {
        if let Some(known) = self.documents.get(&(slot, document.address())) {
            return Rc::clone(known);
        }
        let numbers = document.statements().iter().map(|statement| self.number(slot, statement));
        let numbers: Rc<[u32]> = numbers.collect();
        self.documents.insert((slot, document.address()), Rc::clone(&numbers));
        numbers
    }

    fn number(&mut self, slot: Slot, statement: &'p Statement) -> u32 {
        let slot = match statement.effect {
            Effect::Allow => slot,
            // On which level something is denied makes no difference.
            Effect::Deny => (slot.0, 0),
        };
        *self.numbers.entry((slot, meaning(statement))).or_insert_with(|| {
            let covered = ActionSet::covered_by(&statement.action);
            let anything = Context::new(Unmentioned::Unknown);
            let element = Element::new(statement.resource.as_ref(), slot.0, &anything);
            self.entries.push(Entry { slot, statement, covered, element });
            (self.entries.len() - 1) as u32
        })
    }

    fn entry(&self, number: u32) -> &Entry<'p> {
        &self.entries[number as usize]
    }

    /// A statement.
    pub fn statement(&self, number: u32) -> &'p Statement {
        self.entry(number).statement
    }

    /// The layer that it stands in.
    pub fn layer(&self, number: u32) -> LayerKind {
        self.entry(number).slot.0
    }

    /// Its resource element, with its variables as wide as can be.
    pub fn element(&self, number: u32) -> &Element {
        &self.entry(number).element
    }

    /// Whether a statement can apply to anything that an action can be about.
    pub fn can_apply(&self, number: u32, action: &Action) -> bool {
        let element = self.element(number);
        element.is_everything() || {
            let at = (number, shapes().place(action));
            let grounds = || shapes().of(action).grounds.iter().any(|it| element.can_cover(*it));
            *self.applicable.borrow_mut().entry(at).or_insert_with(grounds)
        }
    }

    /// Which of some statements cover which actions.
    pub fn sweep(&self, numbers: Vec<u32>) -> Sweep {
        let classes = Classes::new(numbers.iter().map(|number| &self.entry(*number).covered));
        Sweep { numbers, classes }
    }

    /// The actions that may turn when one sheet takes the place of another: a statement that comes or
    /// goes can do so in one direction only.
    pub fn differing(&self, before: &Sheet, after: &Sheet) -> Turns {
        if before.unreadable != after.unreadable {
            return Turns::all();
        }
        let mut turns = Turns::none();
        for entry in self.only_in(after, before) {
            match entry.statement.effect {
                Effect::Allow => turns.gains.or(&entry.covered),
                Effect::Deny => turns.losses.or(&entry.covered),
            }
        }
        for entry in self.only_in(before, after) {
            match entry.statement.effect {
                Effect::Allow => turns.losses.or(&entry.covered),
                Effect::Deny => turns.gains.or(&entry.covered),
            }
        }
        turns
    }

    fn only_in(&self, sheet: &Sheet, other: &Sheet) -> impl Iterator<Item = &Entry<'p>> {
        let only = sheet.numbers.iter().filter(|it| other.numbers.binary_search(it).is_err());
        only.map(|number| self.entry(*number))
    }

    /// The actions that policies of resources may let somebody do.
    pub fn granted(&self, beside: &Sheet) -> ActionSet {
        let mut found =
            self.allowed(beside, |slot| matches!(slot.0, LayerKind::Resource | LayerKind::Trust));
        found.or(&IN_ANY_CASE);
        found
    }

    /// The actions that a caller may be allowed, where resources grant no more than some.
    pub fn allowable(&self, holding: &Holding<'_>, granted: &ActionSet) -> ActionSet {
        let Holding { sheet, frame, root, beyond } = *holding;
        let lacks = |kind| frame.missing.iter().any(|missing| missing.layer == kind);
        let layer = |kind: LayerKind, there: bool| {
            if there && !lacks(kind) {
                self.allowed(sheet, |slot| slot.0 == kind)
            } else {
                ActionSet::all()
            }
        };
        let mut found = layer(LayerKind::Identity, !root);
        found.and(&layer(LayerKind::Boundary, frame.boundary && !beyond.boundary));
        found.and(&layer(LayerKind::Session, frame.session));
        found.or(granted);
        let levels = if beyond.scps { 0 } else { frame.scps.unwrap_or(0) };
        for level in 0..levels {
            let mut passing = self.allowed(sheet, |slot| slot == (LayerKind::Scp, level));
            passing.or(&BEYOND_SCPS);
            found.and(&passing);
        }
        found
    }

    /// The actions that something in some places allows, or may allow.
    fn allowed(&self, sheet: &Sheet, counts: impl Fn(Slot) -> bool) -> ActionSet {
        if sheet.unreadable.iter().any(|(slot, _)| counts(*slot)) {
            return ActionSet::all();
        }
        let mut found = ActionSet::none();
        for entry in sheet.numbers.iter().map(|number| self.entry(*number)) {
            if entry.statement.effect == Effect::Allow && counts(entry.slot) {
                found.or(&entry.covered);
            }
        }
        found
    }
}

/// A text that only statements which mean the same have in common, wherever they stand.
fn meaning(statement: &Statement) -> String {
    let Statement { index: _, sid: _, effect, principal, action, resource, conditions, span: _ } =
        statement;
    let mut text = format!("{effect:?}");
    // Writing to a string never fails.
    let mut say = |piece: fmt::Arguments<'_>| _ = text.write_fmt(piece);
    if let Some(element) = principal {
        say(format_args!(" {:?}", element.polarity));
        for entry in &element.entries {
            say(format_args!(" {:?}", entry.named));
        }
    }
    say(format_args!(" {:?}", action.polarity));
    for pattern in &action.patterns {
        say(format_args!(" {:?}", pattern.text));
    }
    if let Some(element) = resource {
        say(format_args!(" {:?}", element.polarity));
        for pattern in &element.patterns {
            say(format_args!(" {:?}", pattern.text));
        }
        say(format_args!(" {:?}", element.variables().collect::<Vec<_>>()));
    }
    for cell in conditions {
        say(format_args!(" {:?} {:?}", cell.operator_text, cell.lower));
        for value in &cell.values {
            say(format_args!(" {:?} {:?}", value.text, value.variables().collect::<Vec<_>>()));
        }
    }
    text
}
