//! Whom a change may concern, and with which actions: looked at once for all principals whom no policy
//! tells apart, in whatever accounts they are (`ANALYSIS` 2.11).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use foldhash::{HashMap, HashMapExt};

use super::{classes::Class, holdings::Holdings, plan::Planner, shift, world::beside};
use crate::{
    access::{
        Caller, Index, Principal,
        index::{About, Answers, Group, Names, Run},
        possible::Scope,
    },
    org::{AccountId, Edit, NodeId, Organization, PolicyType, Record, tree::Level},
};

/// Actions that may come out otherwise for some principals, who are one to everything that bears on
/// them.
pub struct Case {
    /// The actions.
    pub class: Arc<Class>,
    /// One of the principals.
    pub example: Principal,
    /// What they are asked for of.
    pub of: Of,
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// Whatever there is.
    Anything,
    /// What is no resource of the model: the same in all accounts.
    Unheld,
    /// Resources of the model, where it does not show in the case for all accounts at this place.
    HeldBeside(u32),
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
    /// Whether more changes than what is on the callers' own side, so that it may concern anybody.
    pub everywhere: bool,
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
    of: Of,
}

struct Surveyor<'i> {
    indices: [&'i Index; 2],
    /// The names of the index after.
    names: Names,
    scope: &'i Scope,
    planner: Planner<'i>,
    chains: HashMap<[Vec<Vec<usize>>; 2], u32>,
    marks: HashMap<Mark, u32>,
    survey: Survey,
}

/// Looks at every principal whom a change may concern.
pub fn survey(before: &Index, after: &Index, scope: &Scope) -> Survey {
    let organizations = [before.organization(), after.organization()];
    let besides = organizations.map(beside);
    let shift = shift::beside_callers(organizations[0], organizations[1]);
    let everywhere = !shift.is_empty();
    let mut surveyor = Surveyor {
        indices: [before, after],
        names: after.names(),
        scope,
        planner: Planner::new(organizations, &besides, shift, scope.actions()),
        chains: HashMap::new(),
        marks: HashMap::new(),
        survey: Survey::default(),
    };
    let touched = before.touched(after.organization());
    let all: BTreeSet<AccountId> = before.accounts().chain(after.accounts()).collect();
    let others = Others::between(organizations[0], organizations[1]);
    for account in all.into_iter().filter(|account| everywhere || touched.contains(account)) {
        surveyor.look_at(account, &others);
    }
    let mut survey = surveyor.survey;
    survey.everywhere = everywhere;
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
        let holdings = Holdings::of(self.organizations(), account);
        let same = |(was, is): (&Run, &Run)| was.same_members(is);
        if were.len() == are.len() && were.iter().zip(are).all(same) {
            for (was, is) in were.iter().zip(are) {
                let members = (0..is.len()).collect();
                self.look_at_members(&holdings, [&was.group, &is.group], is, members, others);
            }
            return;
        }
        let mut before: HashMap<&Principal, &'i Arc<Group>> = HashMap::new();
        for run in were {
            before.extend(run.principals().iter().map(|principal| (principal, &run.group)));
        }
        for run in are {
            let mut by_group: BTreeMap<*const Group, (&'i Arc<Group>, Vec<usize>)> =
                BTreeMap::new();
            for (at, principal) in run.principals().iter().enumerate() {
                let Some(group) = before.remove(principal) else {
                    self.survey.appeared.push(principal.clone());
                    continue;
                };
                let members = by_group.entry(Arc::as_ptr(group)).or_insert((group, Vec::new()));
                members.1.push(at);
            }
            for (group, members) in by_group.into_values() {
                self.look_at_members(&holdings, [group, &run.group], run, members, others);
            }
        }
        self.survey.vanished.extend(before.into_keys().cloned());
    }

    fn look_at_members(
        &mut self,
        holdings: &Holdings<'_>,
        groups: [&'i Arc<Group>; 2],
        run: &'i Run,
        mut members: Vec<usize>,
        others: &Others,
    ) {
        let principals = run.principals();
        if others.0 {
            let [before, after] = self.organizations();
            let same = |at: &usize| principals[*at].caller(before) == principals[*at].caller(after);
            let (same, differing): (Vec<usize>, Vec<usize>) = members.into_iter().partition(same);
            self.survey.singly.extend(differing.into_iter().map(|at| principals[at].clone()));
            members = same;
        }
        let account = holdings.account;
        let plan = self.planner.plan(account, groups);
        if plan.classes.is_empty() || members.is_empty() {
            return;
        }
        let rcps = self.rcps(account);
        let mut cases: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
        let mut known: Vec<Option<Option<Caller>>> = vec![None; members.len()];
        let organization = self.organizations()[0];
        for planned in &plan.classes {
            // The resources that are asked about may be of one account.
            let by_account =
                !self.scope.resources.is_empty() || self.planner.tells(planned, holdings);
            let by_holdings = !by_account && holdings.tell(planned);
            let mut case = |answers: Answers, single: Option<Principal>, example: &Principal| {
                let (what, standing) = (planned.what, plan.standing);
                let mut case = |account, of| {
                    let (answers, single) = (answers.clone(), single.clone());
                    let mark = Mark { what, standing, rcps, account, answers, single, of };
                    *self.marks.entry(mark).or_insert_with(|| {
                        let class = Arc::clone(&planned.class);
                        self.survey.cases.push(Case { class, example: example.clone(), of });
                        (self.survey.cases.len() - 1) as u32
                    })
                };
                if by_holdings {
                    let unheld = case(None, Of::Unheld);
                    case(Some(account), Of::HeldBeside(unheld))
                } else {
                    case(by_account.then_some(account), Of::Anything)
                }
            };
            let depends = &planned.depends;
            let named = planned.named.has_single_in(account);
            let mut ask = |member: usize| {
                if !depends.on_members() && !named {
                    return (Answers::default(), None);
                }
                let principal = &principals[members[member]];
                let arn = || run.arn(members[member], account, &self.names);
                if !named && let Some(answers) = depends.ask_arn(arn) {
                    return (answers, None);
                }
                let caller = known[member].get_or_insert_with(|| principal.caller(organization));
                let Some(caller) = caller else { return (Answers::default(), None) };
                let answers = if depends.on_members() {
                    depends.ask(caller, &self.scope.context, About(Some(&planned.action)))
                } else {
                    Answers::default()
                };
                let single = named && planned.named.means(caller);
                (answers, single.then(|| principal.clone()))
            };
            let as_one = !depends.on_members() || (depends.on_role_alone() && run.by_one_role());
            if as_one && !named {
                let (answers, _) = ask(0);
                let case = case(answers, None, &principals[members[0]]);
                for of in &mut cases {
                    of.push(case);
                }
            } else {
                for (member, of) in cases.iter_mut().enumerate() {
                    let (answers, single) = ask(member);
                    of.push(case(answers, single, &principals[members[member]]));
                }
            }
        }
        for (member, cases) in members.into_iter().zip(cases) {
            self.survey.concerned.entry(cases).or_default().push(principals[member].clone());
        }
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
