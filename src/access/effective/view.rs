//! The context of kinds of requests, and how the conditions of statements stand in it: worked out
//! once for all kinds that have the same.

use std::{cell::RefCell, rc::Rc};

use foldhash::HashMap;

use super::{
    action_set::names,
    ground::Ground,
    kind::Kind,
    manner::Rules,
    stack::{Placed, Stack},
};
use crate::{
    access::{
        derive,
        possible::adjustable,
        request::{Request, Target},
    },
    policy::{Context, Lookup, Truth, Unmentioned},
};

/// How the conditions of a statement stand.
#[derive(Debug, PartialEq)]
pub struct Held {
    /// In requests as they usually are.
    pub usual: Truth,
    /// In any requests there can be.
    pub wide: Truth,
    /// The keys of unknown value that they hang on.
    pub keys: Vec<String>,
}

/// What is known of the context of a kind of request.
pub struct View {
    /// As requests usually are.
    pub usual: Context,
    /// As far as it has to be.
    pub wide: Context,
    number: u32,
}

/// What the context of a kind of request hangs on.
#[derive(PartialEq, Eq, Hash)]
struct Vantage {
    home: Option<&'static str>,
    own_keys: Option<&'static str>,
    ownerless: bool,
    about_nothing: bool,
    missing: Rc<[u16]>,
}

/// The views of a principal's requests that have come up.
pub struct Views {
    template: Request,
    known: RefCell<HashMap<Vantage, Rc<View>>>,
    held: RefCell<HashMap<(u32, u32), Rc<Held>>>,
}

impl Views {
    /// The views of requests like one whose resource is not known.
    pub fn new(template: &Request) -> Self {
        Self { template: template.clone(), known: RefCell::default(), held: RefCell::default() }
    }

    /// How the conditions of a statement stand for a kind of request; `at` is its place.
    pub fn held(&self, at: u32, placed: &Placed, kind: &Kind, stack: &Stack) -> Rc<Held> {
        let missing: Rc<[u16]> = if placed.scarce.is_empty() {
            Rc::default()
        } else {
            kind.missing.iter().copied().filter(|key| placed.scarce.contains(key)).collect()
        };
        let view = self.of(kind, &missing, stack);
        let place = (at, view.number);
        if let Some(known) = self.held.borrow().get(&place) {
            return Rc::clone(known);
        }
        let held = Rc::new(Held::of(placed, &view));
        self.held.borrow_mut().insert(place, Rc::clone(&held));
        held
    }

    /// What is known of the context of a kind of request that cannot carry some keys.
    pub fn of(&self, kind: &Kind, missing: &Rc<[u16]>, stack: &Stack) -> Rc<View> {
        let name = &names()[kind.action.id().index()];
        let single = matches!(kind.manner.rules, Rules::Single(_));
        let about_nothing = kind.ground == Ground::Nothing;
        let vantage = Vantage {
            home: kind.manner.home,
            own_keys: kind.manner.own_keys,
            ownerless: single && derive::tells_no_owner(name),
            about_nothing,
            missing: Rc::clone(missing),
        };
        if let Some(view) = self.known.borrow().get(&vantage) {
            return Rc::clone(view);
        }
        let mut request = self.template.clone();
        request.action = name.clone();
        if about_nothing {
            let account = request.resource.account;
            request.resource = Target { account, ..Target::none() };
        }
        let (mut usual, mut wide) = (derive::context(&request), wide(&request));
        for key in missing.iter().map(|at| &stack.scarce[usize::from(*at)]) {
            usual.set_absent(&key.key);
            wide.set_absent(&key.key);
        }
        let mut known = self.known.borrow_mut();
        let number = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let view = Rc::new(View { usual, wide, number });
        known.insert(vantage, Rc::clone(&view));
        view
    }
}

impl Held {
    fn of(placed: &Placed, view: &View) -> Self {
        let cells = &placed.statement().conditions;
        let truth = |context: &Context| Truth::all(cells.iter().map(|cell| cell.holds(context)));
        let (usual, wide) = (truth(&view.usual), truth(&view.wide));
        let mut keys: Vec<String> = Vec::new();
        if usual == Truth::Unknown || usual != wide {
            let context = if usual == Truth::Unknown { &view.usual } else { &view.wide };
            let open = cells.iter().filter(|cell| cell.holds(context) == Truth::Unknown);
            keys.extend(open.flat_map(|cell| cell.unknown_keys(context)).map(str::to_owned));
            keys.sort();
            keys.dedup();
            keys.retain(|key| context.get(key) == Lookup::Unknown);
        }
        Self { usual, wide, keys }
    }
}

/// What is known of a request's context where everything that can be otherwise is left open.
pub fn wide(request: &Request) -> Context {
    let mut context = derive::context(request);
    if request.context.unmentioned() == Unmentioned::Unknown {
        for key in adjustable(&request.caller).filter(|key| !request.context.mentions(key)) {
            context.forget(key);
        }
    }
    context
}
