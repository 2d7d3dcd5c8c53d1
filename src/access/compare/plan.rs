//! What principals may gain or lose, by their groups before and after: worked out once for all whose
//! policies say the same.

use std::{rc::Rc, sync::Arc};

use foldhash::{HashMap, HashMapExt};

use super::{
    classes::{Class, Cover, Covers, borrowed},
    holdings::Holdings,
    kind::{Services, keys_of},
    register::{Holding, Register, Sheet, Sweep},
    turns::Turns,
    world::{Beyond, Frame, Slot, documents},
};
use crate::{
    access::{
        effective::ActionSet,
        fit,
        index::{About, Bound, Depends, Group, Kind, Named},
        special,
    },
    catalog::Action,
    org::{AccountId, Organization},
    policy::{ActionName, Document, Statement},
};

/// The groups of principals before and after, and whether they are of the management account.
type Pair = (*const Group, *const Group, bool);

/// What there is on the side of principals beside the statements that cover an action.
#[derive(PartialEq, Eq, Hash)]
struct Standing {
    frames: [Frame; 2],
    kinds: [Kind; 2],
    unreadable: [Vec<(Slot, usize)>; 2],
    management: bool,
}

/// What principals may gain or lose whose policies say the same.
pub struct Plan<'i> {
    /// What there is beside the statements that cover an action.
    pub standing: u32,
    /// The actions, by class.
    pub classes: Vec<Planned<'i>>,
}

/// Actions by their places in the catalogue, whether they may be gained or lost, and what covers them
/// before and after.
type What = (Vec<usize>, [bool; 2], [Vec<u32>; 2]);

/// Everything that a plan follows from.
type Basis = (u32, [Vec<u32>; 2]);

/// A class with what the answers for it hang on beside the groups.
pub struct Planned<'i> {
    /// The class.
    pub class: Arc<Class>,
    /// A number that it shares with equal classes which the same statements cover.
    pub what: u32,
    /// Its first action.
    pub action: ActionName,
    /// What is asked of who calls.
    pub depends: Depends<'i>,
    /// Whom policies of resources name.
    pub named: Rc<Named>,
    /// Whether tags of resources count.
    pub asks_for_tags: bool,
    bound: Bound,
}

/// Makes the plans.
pub struct Planner<'i> {
    organizations: [&'i Organization; 2],
    register: Register<'i>,
    /// The actions that may come out otherwise whoever calls.
    shift: ActionSet,
    /// The actions that are asked for; nothing when it is all.
    wanted: Option<ActionSet>,
    /// The actions that policies of resources may let somebody do, before and after.
    granted: [ActionSet; 2],
    /// The statements on the side of resources.
    beside: Rc<Sweep>,
    /// The services of which there are resources.
    held: Services,
    named: HashMap<usize, Rc<Named>>,
    plans: HashMap<Pair, Rc<Plan<'i>>>,
    by_basis: HashMap<Basis, Rc<Plan<'i>>>,
    standings: HashMap<Standing, u32>,
    whats: HashMap<What, u32>,
}

impl<'i> Planner<'i> {
    /// Makes plans for two organizations, of which the documents beside the callers' own and the
    /// actions that may come out otherwise whoever calls are known.
    pub fn new(
        organizations: [&'i Organization; 2],
        besides: &'i [Vec<(Slot, Document)>; 2],
        shift: ActionSet,
        wanted: Option<ActionSet>,
    ) -> Self {
        let mut register = Register::default();
        let sides = [0, 1].map(|at: usize| register.sheet(borrowed(&besides[at])));
        Self {
            organizations,
            shift,
            wanted,
            granted: [0, 1].map(|at| register.granted(&sides[at])),
            beside: Rc::new(register.sweep(Sheet::together(&sides))),
            held: Services::held(organizations),
            register,
            named: HashMap::new(),
            plans: HashMap::new(),
            by_basis: HashMap::new(),
            standings: HashMap::new(),
            whats: HashMap::new(),
        }
    }

    fn pair(&self, account: AccountId, groups: [&'i Arc<Group>; 2]) -> Pair {
        let management = self.organizations.map(|it| it.foundation().management == account);
        (Arc::as_ptr(groups[0]), Arc::as_ptr(groups[1]), management[0] && management[1])
    }

    /// The classes of actions that may come out otherwise for members of two groups.
    pub fn plan(&mut self, account: AccountId, groups: [&'i Arc<Group>; 2]) -> Rc<Plan<'i>> {
        let pair = self.pair(account, groups);
        if let Some(known) = self.plans.get(&pair) {
            return Rc::clone(known);
        }
        let sheets = groups.map(|group| {
            let beyond = beyond(&group.kind, pair.2);
            let binding = documents(&group.layers).filter(|(slot, _)| beyond.is_bound_by(*slot));
            self.register.sheet(binding)
        });
        let standing = Standing {
            frames: groups.map(|group| Frame::of(&group.layers)),
            kinds: groups.map(|group| group.kind.clone()),
            unreadable: [0, 1].map(|at| sheets[at].unreadable.clone()),
            management: pair.2,
        };
        let next = self.standings.len() as u32;
        let number = self.standings.get(&standing).copied().unwrap_or(next);
        let basis = (number, [0, 1].map(|at| sheets[at].numbers.clone()));
        let known = self.by_basis.get(&basis).map(Rc::clone);
        let plan = known.unwrap_or_else(|| {
            let classes = self.work_out(&sheets, &standing);
            Rc::new(Plan { standing: number, classes })
        });
        self.by_basis.insert(basis, Rc::clone(&plan));
        self.standings.insert(standing, number);
        self.plans.insert(pair, Rc::clone(&plan));
        plan
    }

    fn work_out(&mut self, sheets: &[Sheet; 2], standing: &Standing) -> Vec<Planned<'i>> {
        let Standing { frames, kinds, management, .. } = standing;
        let mut turns = if frames[0] == frames[1] && kinds[0] == kinds[1] {
            self.register.differing(&sheets[0], &sheets[1])
        } else {
            Turns::all()
        };
        turns.or_either_way(&self.shift);
        if let Some(wanted) = &self.wanted {
            turns.and(wanted);
        }
        if turns.is_none() {
            return Vec::new();
        }
        let allowable = |at: usize| {
            let holding = Holding {
                sheet: &sheets[at],
                frame: &frames[at],
                root: matches!(kinds[at], Kind::Root(_)),
                beyond: beyond(&kinds[at], *management),
            };
            self.register.allowable(&holding, &self.granted[at])
        };
        for (at, actions) in [&mut turns.losses, &mut turns.gains].into_iter().enumerate() {
            if !actions.is_empty() {
                actions.and(&allowable(at));
            }
        }
        if turns.is_none() {
            return Vec::new();
        }
        let own = self.register.sweep(Sheet::together(sheets));
        let beside = Rc::clone(&self.beside);
        let sweeps = [&own, &*beside];
        let classes = Covers::new(&self.register, sweeps, &self.held).classes(&turns);
        classes.into_iter().filter_map(|class| self.planned(class, sheets)).collect()
    }

    fn planned(&mut self, class: Class, sheets: &[Sheet; 2]) -> Option<Planned<'i>> {
        let first = *class.actions.first()?;
        let action: ActionName = first.full_name().parse().ok()?;
        let statements: Vec<&'i Statement> =
            class.cover.statements().map(|number| self.register.statement(number)).collect();
        let of = |at: usize| {
            let numbers = &sheets[at].numbers;
            let own = class.cover.own.iter().copied();
            own.filter(|it| numbers.binary_search(it).is_ok()).collect()
        };
        let places = class.actions.iter().map(|action| action.id().index()).collect();
        let what = (places, [class.gains, class.loses], [0, 1].map(of));
        let next = self.whats.len() as u32;
        Some(Planned {
            what: *self.whats.entry(what).or_insert(next),
            depends: Depends::of_statements(statements.iter().copied()),
            bound: Bound::of_statements(statements.iter().copied()),
            named: self.named(first, &class.cover),
            asks_for_tags: statements.iter().any(|statement| asks_for_tags(statement)),
            class: Arc::new(class),
            action,
        })
    }

    /// Whom the policies of resources name in statements that can apply to an action.
    fn named(&mut self, action: &'static Action, cover: &Cover) -> Rc<Named> {
        if let Some(known) = self.named.get(&action.id().index()) {
            return Rc::clone(known);
        }
        let statements = cover.beside.iter().map(|number| self.register.statement(*number));
        let mut named = Named::by_statements(statements);
        for organization in self.organizations {
            let services: Vec<String> = match services(action) {
                Some(services) => services.iter().map(ToString::to_string).collect(),
                None => organization.services_held().into_iter().collect(),
            };
            for service in services {
                for resource in organization.guarded_resources(&service) {
                    named.join(Named::by([], &resource.grants, About(None)));
                }
            }
        }
        let named = Rc::new(named);
        self.named.insert(action.id().index(), Rc::clone(&named));
        named
    }

    /// Whether an account's principals may be told from others who are like them.
    pub fn tells(&self, planned: &Planned<'_>, holdings: &Holdings<'_>) -> bool {
        let account = holdings.account;
        planned.depends.account
            || planned.bound.tells(account)
            || planned.named.has_account(account)
            || (special::assumes_role(&planned.action) && planned.named.everyone)
            || holdings.singled_out(planned, &self.register)
    }
}

/// What never binds callers of a kind, of the management account or another.
fn beyond(kind: &Kind, management: bool) -> Beyond {
    let service_linked = matches!(kind, Kind::Role { service_linked: true, .. });
    Beyond { scps: management || service_linked, boundary: service_linked }
}

/// Whether a statement asks for tags of resources, which are known only of those of the model.
fn asks_for_tags(statement: &Statement) -> bool {
    keys_of(statement).any(|key| key.to_ascii_lowercase().contains("resourcetag/"))
}

/// The services of the resources that an action can be about: none where it is about none, nothing
/// where they may be of any.
fn services(action: &'static Action) -> Option<Vec<&'static str>> {
    if action.is_resource_less() { Some(Vec::new()) } else { fit::services(action) }
}
