//! The layers on a principal's side as one run of statements, each with what it hangs on.

use std::{cell::RefCell, ops::Range, rc::Rc, sync::Arc};

use foldhash::{HashMap, HashMapExt};

use super::{
    ActionSet,
    carried::never_carrying,
    ground::{Ground, KnownForm, shapes},
    reach::{Coverage, Element},
};
use crate::{
    access::{
        bearing::Bearing,
        layers::{AttachedPolicy, LayerKind},
        pattern_set::Pattern,
        possible::Spot,
        special,
        statement::{Subject, in_place},
    },
    org::AccountId,
    policy::{Context, Statement, Truth},
};

/// A layer or level.
pub struct Layer {
    /// Which layer.
    pub kind: LayerKind,
    /// Which level of it.
    pub target: Option<Arc<str>>,
    /// Whether something in it cannot be read or is not at hand, so that anything is possible (G-9).
    pub open: bool,
    /// The places of its statements in the stack.
    pub statements: Range<usize>,
}

/// A statement that can mean the caller.
pub struct Placed {
    /// The policy it stands in.
    pub policy: AttachedPolicy,
    /// Its place among the statements of the document that could be read.
    pub place: usize,
    /// The place of its resource element.
    element: usize,
    /// The condition keys that not every action carries, by their places in [`Stack::scarce`].
    pub scarce: Vec<u16>,
}

impl Placed {
    /// The statement itself.
    pub fn statement(&self) -> &Statement {
        &self.policy.document.statements()[self.place]
    }
}

/// A condition key of unknown value that not every action carries.
pub struct Scarce {
    /// The key, in lower case.
    pub key: String,
    /// The actions that never carry it (C-32).
    pub never: Arc<ActionSet>,
}

/// The layers, from the first that is evaluated to the last.
pub struct Stack {
    /// The layers.
    pub layers: Vec<Layer>,
    /// The statements of all of them.
    pub statements: Vec<Placed>,
    /// Condition keys of unknown value that not every action carries.
    pub scarce: Vec<Scarce>,
    elements: Vec<Element>,
    near: Near,
    partition: String,
    account: Option<AccountId>,
    sights: RefCell<Sights>,
}

/// How much of the resources of a ground each statement covers: grounds that look alike to all of
/// them share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sight(u32);

/// The sights that have come up.
struct Sights {
    /// Of each form.
    of: Vec<Option<Sight>>,
    known: HashMap<Rc<Covered>, Sight>,
    all: Vec<Rc<Covered>>,
}

/// The places of the elements that list anything, by where that can be.
#[derive(Default)]
struct Near {
    /// What is of certain services, by service.
    of: HashMap<String, Vec<usize>>,
    /// What may be of any.
    anywhere: Vec<usize>,
}

/// How grounds look that no pattern touches.
const PLAIN: Sight = Sight(0);

/// The elements that cover a ground otherwise than where only the bare star can match.
type Covered = Vec<(usize, Coverage)>;

/// Where a stack belongs: in which partition, and in which account if in any.
pub struct Home<'h> {
    /// The partition.
    pub partition: &'h str,
    /// The account.
    pub account: Option<AccountId>,
}

impl Stack {
    /// The stack of some layers. `subject` tells whom statements mean, and what is known whatever
    /// the request is about; `lacks` which layers are not at hand.
    pub fn new(
        bearing: &[Bearing<'_>],
        subject: &Subject<'_>,
        lacks: impl Fn(LayerKind) -> bool,
        home: &Home<'_>,
    ) -> Self {
        let mut stack = Self {
            layers: Vec::new(),
            statements: Vec::new(),
            scarce: Vec::new(),
            elements: Vec::new(),
            near: Near::default(),
            partition: home.partition.to_owned(),
            account: home.account,
            sights: RefCell::new(Sights::new()),
        };
        let mut known: HashMap<Element, usize> = HashMap::new();
        for layer in bearing {
            let from = stack.statements.len();
            let mut open = lacks(layer.kind);
            for policy in layer.policies {
                open |= !policy.document.reading().unreadable.is_empty();
                for (place, statement) in policy.document.statements().iter().enumerate() {
                    let meant = subject
                        .means(statement, layer.kind)
                        .filter(|_| in_place(statement, layer.kind));
                    let Some((_, meant)) = meant else { continue };
                    if meant == Truth::Unknown {
                        open = true;
                        continue;
                    }
                    let element =
                        Element::new(statement.resource.as_ref(), layer.kind, subject.context);
                    let next = known.len();
                    let element = *known.entry(element).or_insert(next);
                    let scarce = stack.scarce_keys(statement, subject.context);
                    stack.statements.push(Placed {
                        policy: policy.clone(),
                        place,
                        element,
                        scarce,
                    });
                }
            }
            let statements = from..stack.statements.len();
            let target = layer.target.clone();
            stack.layers.push(Layer { kind: layer.kind, target, open, statements });
        }
        let mut elements: Vec<(Element, usize)> = known.into_iter().collect();
        elements.sort_unstable_by_key(|(_, at)| *at);
        stack.elements = elements.into_iter().map(|(element, _)| element).collect();
        stack.near = Near::new(&stack.elements);
        stack
    }

    fn scarce_keys(&mut self, statement: &Statement, context: &Context) -> Vec<u16> {
        let keys = statement.conditions.iter().flat_map(|cell| cell.unknown_keys(context));
        let scarce = keys.filter(|key| special::may_be_missing(key)).map(str::to_ascii_lowercase);
        let mut places: Vec<u16> = scarce
            .map(|key| {
                let known = self.scarce.iter().position(|known| known.key == key);
                let at = known.unwrap_or_else(|| {
                    let never = never_carrying(&key);
                    self.scarce.push(Scarce { key, never });
                    self.scarce.len() - 1
                });
                u16::try_from(at).unwrap_or(u16::MAX)
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether any statement asks for tags of the resource.
    pub fn asks_for_tags(&self) -> bool {
        let mut cells = self.statements.iter().flat_map(|it| &it.statement().conditions);
        cells.any(|cell| cell.lower.contains(":resourcetag/"))
    }

    /// How a ground looks to the statements.
    pub fn sight(&self, ground: Ground) -> Sight {
        let Ground::Form(form) = ground else { return PLAIN };
        if let Some(known) = self.sights.borrow().of[form as usize] {
            return known;
        }
        let covered = self.covered(form);
        self.sights.borrow_mut().learn(form, covered)
    }

    fn covered(&self, form: u32) -> Covered {
        let mut pattern = None;
        let mut touched = Vec::new();
        for at in self.near.to(shapes().form(form)) {
            let element = &self.elements[at];
            if !element.may_touch(shapes().form(form)) {
                continue;
            }
            let pattern = pattern.get_or_insert_with(|| self.pattern(form));
            let covered = pattern
                .as_ref()
                .map_or(Coverage::None, |(form, sample)| element.of(form, sample.as_deref()));
            if covered != element.elsewhere() {
                touched.push((at, covered));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// How many of the resources of a ground a statement covers, by how the ground looks.
    pub fn coverage(&self, statement: &Placed, sight: Sight) -> Coverage {
        let element = &self.elements[statement.element];
        let touched = &self.sights.borrow().all[sight.0 as usize];
        touched
            .binary_search_by_key(&statement.element, |(at, _)| *at)
            .map_or(element.elsewhere(), |at| touched[at].1)
    }

    /// The resources of a form in the account; nothing for callers without one.
    pub fn spot(&self, form: u32, outside: Vec<Pattern>) -> Option<Spot> {
        Some(Spot::of_form(&shapes().form(form).form, &self.partition, self.account?, outside))
    }

    /// An ARN of a form in the account, which looks real; nothing for callers without one.
    pub fn sample(&self, form: u32) -> Option<String> {
        Some(shapes().form(form).form.example(&self.partition, self.account?))
    }

    /// The pattern of a form in the account, and one ARN of it where one is known.
    fn pattern(&self, form: u32) -> Option<(Pattern, Option<String>)> {
        let place = self.spot(form, Vec::new())?.place?;
        let pattern = place.groups.first()?.first()?.clone();
        let sample = Some(place.sample).filter(|sample| pattern.matches(sample));
        Some((pattern, sample))
    }
}

impl Sights {
    fn new() -> Self {
        let nothing: Rc<Covered> = Rc::default();
        let mut known = HashMap::new();
        known.insert(Rc::clone(&nothing), PLAIN);
        Self { of: vec![None; shapes().forms()], known, all: vec![nothing] }
    }

    fn learn(&mut self, form: u32, covered: Covered) -> Sight {
        let covered = Rc::new(covered);
        let next = Sight(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let sight = *self.known.entry(Rc::clone(&covered)).or_insert(next);
        if sight == next {
            self.all.push(covered);
        }
        self.of[form as usize] = Some(sight);
        sight
    }
}

impl Near {
    fn new(elements: &[Element]) -> Self {
        let mut near = Self::default();
        for (at, element) in elements.iter().enumerate() {
            let Some(services) = element.services() else {
                near.anywhere.push(at);
                continue;
            };
            for service in services {
                near.of.entry(service.to_owned()).or_default().push(at);
            }
        }
        near
    }

    /// The places of the elements that can touch a form, among some others.
    fn to(&self, form: &KnownForm) -> impl Iterator<Item = usize> {
        let own = form.service.as_ref().and_then(|service| self.of.get(service));
        let all = form.service.is_none().then(|| self.of.values());
        let of = own.into_iter().chain(all.into_iter().flatten());
        of.flatten().chain(&self.anywhere).copied()
    }
}
