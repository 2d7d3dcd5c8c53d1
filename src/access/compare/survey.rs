//! Whom a change may concern, and with which actions: looked at once for all principals whom no policy
//! tells apart, in whatever accounts they are (`ANALYSIS` 2.11).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use super::{
    classes::{Class, borrowed, by_class},
    kind::Kinds,
    register::{Holding, Register, Sheet, Sweep},
    shift,
    world::{Frame, Slot, beside, documents},
};
use crate::{
    access::{
        Caller, Index, Principal,
        effective::ActionSet,
        fit,
        index::{About, Answers, Bound, Depends, Group, Kind, Named, Run},
        possible::Scope,
        special,
    },
    catalog::Action,
    org::{AccountId, Edit, NodeId, Organization, PolicyType, Record, tree::Level},
    policy::{ActionName, Statement},
};

/// Actions that may come out otherwise for some principals, who are one to everything that bears on
/// them.
pub struct Case {
    /// The actions.
    pub class: Rc<Class>,
    /// One of the principals.
    pub example: Principal,
}

/// What a change may come to.
#[derive(Default)]
pub struct Survey {
    /// The cases.
    pub cases: Vec<Case>,
    /// The principals by the cases that are theirs.
    pub concerned: BTreeMap<Vec<u32>, Vec<Principal>>,
    /// Principals that are looked at by themselves: who they are differs.
    pub singly: Vec<Principal>,
    /// Principals that are only there after.
    pub appeared: Vec<Principal>,
    /// Principals that are only there before.
    pub vanished: Vec<Principal>,
}

/// What principals have in common to whom a class of actions comes out alike.
#[derive(PartialEq, Eq, Hash)]
struct Mark {
    /// The actions, and what covers them on their side.
    what: u32,
    standing: u32,
    /// The RCPs above the account.
    rcps: u32,
    account: Option<AccountId>,
    answers: Answers,
    single: Option<Principal>,
}

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
struct Plan<'i> {
    standing: u32,
    classes: Vec<Planned<'i>>,
}

/// Actions by their places in the catalogue, whether they may be gained or lost, and what covers them
/// before and after.
type What = (Vec<usize>, [bool; 2], [Vec<u32>; 2]);

/// Everything that a plan follows from.
type Basis = (u32, [Vec<u32>; 2]);

/// A class with what the answers for it hang on beside the groups.
struct Planned<'i> {
    class: Rc<Class>,
    what: u32,
    action: ActionName,
    services: Vec<&'static str>,
    depends: Depends<'i>,
    bound: Bound,
    named: Rc<Named>,
}

struct Surveyor<'i> {
    indices: [&'i Index; 2],
    scope: &'i Scope,
    register: Register<'i>,
    /// The actions that may come out otherwise whoever calls.
    shift: ActionSet,
    /// The actions that policies of resources may let somebody do, before and after.
    granted: [ActionSet; 2],
    /// The statements on the side of resources.
    beside: Rc<Sweep>,
    /// The services of which there are resources.
    held: BTreeSet<String>,
    kinds: Kinds,
    wanted: Option<ActionSet>,
    named: HashMap<usize, Rc<Named>>,
    plans: HashMap<Pair, Rc<Plan<'i>>>,
    by_basis: HashMap<Basis, Rc<Plan<'i>>>,
    standings: HashMap<Standing, u32>,
    whats: HashMap<What, u32>,
    chains: HashMap<[Vec<Vec<usize>>; 2], u32>,
    marks: HashMap<Mark, u32>,
    survey: Survey,
}

/// Looks at every principal whom a change may concern.
pub fn survey(before: &Index, after: &Index, scope: &Scope) -> Survey {
    let organizations = [before.organization(), after.organization()];
    let besides = organizations.map(beside);
    let mut register = Register::default();
    let sides = [0, 1].map(|at: usize| register.sheet(borrowed(&besides[at])));
    let held = organizations.into_iter().flat_map(Organization::services_held).collect();
    let mut surveyor = Surveyor {
        indices: [before, after],
        scope,
        shift: shift::beside_callers(organizations[0], organizations[1]),
        granted: [0, 1].map(|at| register.granted(&sides[at])),
        beside: Rc::new(register.sweep(Sheet::together(&sides))),
        held,
        kinds: Kinds::default(),
        wanted: scope.actions(),
        register,
        named: HashMap::new(),
        plans: HashMap::new(),
        by_basis: HashMap::new(),
        standings: HashMap::new(),
        whats: HashMap::new(),
        chains: HashMap::new(),
        marks: HashMap::new(),
        survey: Survey::default(),
    };
    let touched = before.accounts_touched(after.organization());
    let everywhere = !surveyor.shift.is_empty();
    let all: BTreeSet<AccountId> = before.accounts().chain(after.accounts()).collect();
    let others = Others::between(organizations[0], organizations[1]);
    for account in all.into_iter().filter(|account| everywhere || touched.contains(account)) {
        surveyor.look_at(account, &others);
    }
    let mut survey = surveyor.survey;
    survey.appeared.sort();
    survey.vanished.sort();
    survey
}

/// Whether principals may be others to policies though their name is the same.
struct Others(bool);

impl Others {
    fn between(before: &Organization, after: &Organization) -> Self {
        let edits = before.difference(after).into_iter();
        Self(edits.into_iter().any(|edit| {
            matches!(
                edit,
                Edit::Put(
                    Record::Foundation(_)
                        | Record::User(_)
                        | Record::Role(_)
                        | Record::DirectoryUser(_)
                        | Record::PermissionSet(_)
                )
            )
        }))
    }
}

impl<'i> Surveyor<'i> {
    fn organizations(&self) -> [&'i Organization; 2] {
        self.indices.map(Index::organization)
    }

    fn look_at(&mut self, account: AccountId, others: &Others) {
        let [were, are] = self.indices.map(|index| index.runs_in(account));
        let mut before: HashMap<&Principal, &'i Arc<Group>> = HashMap::new();
        for run in were {
            before.extend(run.principals.iter().map(|principal| (principal, &run.group)));
        }
        for run in are {
            let mut by_group: BTreeMap<*const Group, (&'i Arc<Group>, Vec<&'i Principal>)> =
                BTreeMap::new();
            for principal in &run.principals {
                let Some(group) = before.remove(principal) else {
                    self.survey.appeared.push(principal.clone());
                    continue;
                };
                let members = by_group.entry(Arc::as_ptr(group)).or_insert((group, Vec::new()));
                members.1.push(principal);
            }
            for (group, members) in by_group.into_values() {
                self.look_at_members(account, [group, &run.group], run, members, others);
            }
        }
        self.survey.vanished.extend(before.into_keys().cloned());
    }

    fn look_at_members(
        &mut self,
        account: AccountId,
        groups: [&'i Arc<Group>; 2],
        run: &Run,
        mut members: Vec<&'i Principal>,
        others: &Others,
    ) {
        if others.0 {
            let [before, after] = self.organizations();
            let same = |p: &&Principal| p.caller(before) == p.caller(after);
            let (same, differing): (Vec<_>, Vec<_>) = members.into_iter().partition(same);
            self.survey.singly.extend(differing.into_iter().cloned());
            members = same;
        }
        let plan = self.plan(account, groups);
        if plan.classes.is_empty() || members.is_empty() {
            return;
        }
        let rcps = self.rcps(account);
        let one_role = run.by_one_role();
        let mut cases: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
        let mut known: Vec<Option<Option<Caller>>> = vec![None; members.len()];
        let organization = self.organizations()[0];
        for planned in &plan.classes {
            let by_account = planned.tells(account, &self.organizations());
            let mut case = |answers: Answers, single: Option<Principal>, example: &Principal| {
                let account = by_account.then_some(account);
                let (what, standing) = (planned.what, plan.standing);
                let mark = Mark { what, standing, rcps, account, answers, single };
                *self.marks.entry(mark).or_insert_with(|| {
                    let class = Rc::clone(&planned.class);
                    self.survey.cases.push(Case { class, example: example.clone() });
                    (self.survey.cases.len() - 1) as u32
                })
            };
            let mut ask = |member: usize| {
                let caller =
                    known[member].get_or_insert_with(|| members[member].caller(organization));
                let Some(caller) = caller else { return (Answers::default(), None) };
                let about = About(Some(&planned.action));
                let answers = if planned.depends.on_members() {
                    planned.depends.ask(organization, caller, account, &self.scope.context, about)
                } else {
                    Answers::default()
                };
                (answers, planned.named.means(caller).then(|| members[member].clone()))
            };
            let as_one =
                !planned.depends.on_members() || (planned.depends.on_role_alone() && one_role);
            if as_one && !planned.named.has_single() {
                let (answers, _) = ask(0);
                let case = case(answers, None, members[0]);
                cases.iter_mut().for_each(|of| of.push(case));
            } else {
                for (member, of) in cases.iter_mut().enumerate() {
                    let (answers, single) = ask(member);
                    of.push(case(answers, single, members[member]));
                }
            }
        }
        for (member, cases) in members.into_iter().zip(cases) {
            self.survey.concerned.entry(cases).or_default().push(member.clone());
        }
    }

    fn pair(&self, account: AccountId, groups: [&'i Arc<Group>; 2]) -> Pair {
        let management = self.organizations().map(|it| it.foundation().management == account);
        (Arc::as_ptr(groups[0]), Arc::as_ptr(groups[1]), management[0] && management[1])
    }

    /// The classes of actions that may come out otherwise for members of two groups.
    fn plan(&mut self, account: AccountId, groups: [&'i Arc<Group>; 2]) -> Rc<Plan<'i>> {
        let pair = self.pair(account, groups);
        if let Some(known) = self.plans.get(&pair) {
            return Rc::clone(known);
        }
        let sheets = groups.map(|group| self.register.sheet(documents(&group.layers)));
        let standing = Standing {
            frames: groups.map(|group| Frame::of(&group.layers)),
            kinds: groups.map(|group| group.kind.clone()),
            unreadable: [0, 1].map(|at| sheets[at].unreadable.clone()),
            management: pair.2,
        };
        let next = self.standings.len() as u32;
        let number = match self.standings.get(&standing) {
            Some(known) => *known,
            None => next,
        };
        let basis = (number, [0, 1].map(|at| sheets[at].numbers.clone()));
        let plan = match self.by_basis.get(&basis) {
            Some(known) => Rc::clone(known),
            None => {
                let plan =
                    Rc::new(Plan { standing: number, classes: self.work_out(&sheets, &standing) });
                self.by_basis.insert(basis, Rc::clone(&plan));
                plan
            }
        };
        self.standings.insert(standing, number);
        self.plans.insert(pair, Rc::clone(&plan));
        plan
    }

    fn work_out(&mut self, sheets: &[Sheet; 2], standing: &Standing) -> Vec<Planned<'i>> {
        let Standing { frames, kinds, management, .. } = standing;
        let mut differing = if frames[0] == frames[1] && kinds[0] == kinds[1] {
            self.register.differing(&sheets[0], &sheets[1])
        } else {
            ActionSet::all()
        };
        differing.or(&self.shift);
        if let Some(wanted) = &self.wanted {
            differing.and(wanted);
        }
        if differing.is_empty() {
            return Vec::new();
        }
        let may = |at: usize| {
            let holding = Holding {
                sheet: &sheets[at],
                frame: &frames[at],
                root: matches!(kinds[at], Kind::Root(_)),
                beyond_scps: *management,
            };
            let mut may = differing.clone();
            may.and(&self.register.allowable(&holding, &self.granted[at]));
            may
        };
        let (loses, gains) = (may(0), may(1));
        if loses.is_empty() && gains.is_empty() {
            return Vec::new();
        }
        let own = self.register.sweep(Sheet::together(sheets));
        let beside = Rc::clone(&self.beside);
        let sweeps = [&own, &*beside];
        let (register, kinds, held) = (&self.register, &mut self.kinds, &self.held);
        let classes = by_class(&loses, &gains, sweeps, |numbers| {
            kinds.look(numbers.map(|number| register.statement(number)), held)
        });
        classes.into_iter().filter_map(|class| self.planned(class, sheets, sweeps)).collect()
    }

    fn planned(
        &mut self,
        class: Class,
        sheets: &[Sheet; 2],
        sweeps: [&Sweep; 2],
    ) -> Option<Planned<'i>> {
        let first = *class.actions.first()?;
        let action: ActionName = first.full_name().parse().ok()?;
        let covering = sweeps.iter().flat_map(|sweep| sweep.covering(first));
        let statements: Vec<&'i Statement> =
            covering.map(|number| self.register.statement(number)).collect();
        let services = services(first);
        let own: Vec<u32> = sweeps[0].covering(first).collect();
        let of = |at: usize| {
            let numbers = &sheets[at].numbers;
            own.iter().copied().filter(|it| numbers.binary_search(it).is_ok()).collect()
        };
        let places = class.actions.iter().map(|action| action.id().index()).collect();
        let what = (places, [class.gains, class.loses], [0, 1].map(of));
        let next = self.whats.len() as u32;
        Some(Planned {
            what: *self.whats.entry(what).or_insert(next),
            depends: Depends::of_statements(statements.iter().copied()),
            bound: Bound::of_statements(statements.iter().copied()),
            named: self.named(first, &services),
            class: Rc::new(class),
            action,
            services,
        })
    }

    /// Whom the policies of resources name in statements about an action.
    fn named(&mut self, action: &'static Action, services: &[&str]) -> Rc<Named> {
        if let Some(known) = self.named.get(&action.id().index()) {
            return Rc::clone(known);
        }
        let covering = self.beside.covering(action);
        let statements = covering.map(|number| self.register.statement(number));
        let mut named = Named::by_statements(statements);
        for organization in self.organizations() {
            for service in services {
                for resource in organization.guarded_resources(service) {
                    named.join(Named::by([], &resource.grants, About(None)));
                }
            }
        }
        let named = Rc::new(named);
        self.named.insert(action.id().index(), Rc::clone(&named));
        named
    }

    /// A number that accounts share above which the same RCPs are, before and after.
    fn rcps(&mut self, account: AccountId) -> u32 {
        let chain = |organization: &Organization| {
            if !organization.accounts().contains(&account) {
                return Vec::new();
            }
            let reaching =
                organization.reaching(&NodeId::Account(account), PolicyType::ResourceControlPolicy);
            let documents = |level: Level| {
                level.policies.iter().map(|policy| policy.document.address()).collect()
            };
            reaching.into_iter().map(documents).collect::<Vec<Vec<usize>>>()
        };
        let chains = self.organizations().map(chain);
        let next = self.chains.len() as u32;
        *self.chains.entry(chains).or_insert(next)
    }
}

impl Planned<'_> {
    /// Whether an account's principals may be told from others who are like them.
    fn tells(&self, account: AccountId, organizations: &[&Organization; 2]) -> bool {
        let holds = |organization: &&Organization| {
            self.services
                .iter()
                .any(|service| organization.resources_of(account, service).next().is_some())
        };
        self.depends.account
            || self.bound.tells(account)
            || self.named.has_account(account)
            || (special::assumes_role(&self.action) && self.named.everyone)
            || organizations.iter().any(holds)
    }
}

/// The services whose resources an action can be about.
fn services(action: &'static Action) -> Vec<&'static str> {
    let forms = fit::forms(action).into_iter();
    let mut found: Vec<&str> =
        forms.filter_map(|(_, form)| form.text().split(':').nth(2)).collect();
    found.push(action.service());
    found.sort_unstable();
    found.dedup();
    found
}
