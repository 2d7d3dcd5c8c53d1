//! The layers on a principal's side as one run of statements, each with what it hangs on.

use std::{cell::RefCell, collections::HashMap, ops::Range, rc::Rc, sync::Arc};

use super::{
    ground::{Ground, shapes},
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

/// The layers, from the first that is evaluated to the last.
pub struct Stack {
    /// The layers.
    pub layers: Vec<Layer>,
    /// The statements of all of them.
    pub statements: Vec<Placed>,
    /// Condition keys of unknown value that not every action carries.
    pub scarce: Vec<String>,
    elements: Vec<Element>,
    partition: String,
    account: Option<AccountId>,
    sights: RefCell<Sights>,
}

/// How much of the resources of a ground each statement covers: grounds that look alike to all of
/// them share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sight(u32);

/// The sights that have come up.
#[derive(Default)]
struct Sights {
    of: HashMap<Ground, Sight>,
    known: HashMap<Rc<Covered>, Sight>,
    all: Vec<Rc<Covered>>,
}

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
            partition: home.partition.to_owned(),
            account: home.account,
            sights: RefCell::default(),
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
        stack
    }

    fn scarce_keys(&mut self, statement: &Statement, context: &Context) -> Vec<u16> {
        let keys = statement.conditions.iter().flat_map(|cell| cell.unknown_keys(context));
        let scarce = keys.filter(|key| special::may_be_missing(key)).map(str::to_ascii_lowercase);
        let mut places: Vec<u16> = scarce
            .map(|key| {
                let at = self.scarce.iter().position(|known| *known == key).unwrap_or_else(|| {
                    self.scarce.push(key);
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
        if let Some(known) = self.sights.borrow().of.get(&ground) {
            return *known;
        }
        let covered = Rc::new(self.covered(ground));
        let mut sights = self.sights.borrow_mut();
        let next = Sight(u32::try_from(sights.all.len()).unwrap_or(u32::MAX));
        let sight = *sights.known.entry(Rc::clone(&covered)).or_insert(next);
        if sight == next {
            sights.all.push(covered);
        }
        sights.of.insert(ground, sight);
        sight
    }

    fn covered(&self, ground: Ground) -> Covered {
        let Ground::Form(form) = ground else { return Vec::new() };
        let known = shapes().form(form);
        let mut pattern = None;
        let mut touched = Vec::new();
        for (at, element) in self.elements.iter().enumerate() {
            if !element.may_touch(known) {
                continue;
            }
            let pattern = pattern.get_or_insert_with(|| self.pattern(form));
            let covered =
                pattern.as_ref().map_or(Coverage::None, |(form, sample)| element.of(form, sample));
            if covered != element.elsewhere() {
                touched.push((at, covered));
            }
        }
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

    /// The pattern of a form in the account, and one ARN of it.
    fn pattern(&self, form: u32) -> Option<(Pattern, String)> {
        let place = self.spot(form, Vec::new())?.place?;
        Some((place.groups.first()?.first()?.clone(), place.sample))
    }
}
