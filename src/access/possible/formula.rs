//! From the layers of a kind of request to obligations: what it takes to be allowed, and what it
//! takes not to be (8.3).

use super::{
    Because,
    compile::{Compiler, Cube},
    side::{Concerned, Level, Side},
};
use crate::{
    access::{
        Caller, Reason,
        bearing::resource_kind,
        core::{Part, Parts, core},
        key_grant,
        layers::LayerKind,
        solve::{Atom, Literal, Obligation, Problem},
        special,
    },
    policy::Truth,
};

/// An obligation, and what it comes from.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// What has to be met.
    pub obligation: Obligation,
    /// What rules requests out when it cannot be met.
    pub because: Because,
}

/// What something that has a say allows: any of the cubes suffices.
struct Says {
    cubes: Vec<Cube>,
    silent: Because,
}

/// The layers of a kind of request as obligations over a problem's variables.
pub struct Formula {
    /// What each part of the grant says, in the order of [`Part::ALL`].
    parts: Vec<Says>,
    /// Levels that only cap: each has to allow.
    guards: Vec<Says>,
    denies: Vec<(Cube, Because)>,
    /// The least sets of parts that suffice for a grant.
    granting: Vec<Vec<Part>>,
    /// The least sets of parts whose silence prevents it.
    preventing: Vec<Vec<Part>>,
    /// What is silent when all that can allow does.
    silent: Reason,
}

impl Formula {
    /// The formula of a side; `context` is the place of its context in the problem.
    pub fn of<'p>(side: &'p Side, problem: &mut Problem<'p>, context: usize) -> Self {
        let mut compiler = Compiler { side, problem, context };
        let mut parts = constant(side, &mut compiler);
        let mut guards = Vec::new();
        let mut denies = Vec::new();
        let spared = special::unlocks_policy(&side.request);
        for level in &side.levels() {
            let part = match level.kind {
                LayerKind::Identity => Some(Part::Identity),
                LayerKind::Boundary => Some(Part::Boundary),
                LayerKind::Session => Some(Part::Session),
                LayerKind::Rcp | LayerKind::Scp | LayerKind::Endpoint => None,
                LayerKind::Resource | LayerKind::Trust | LayerKind::Acl => {
                    for part in [Part::Direct, Part::Entity, Part::Account, Part::Acl] {
                        let cubes = &mut parts[part as usize].cubes;
                        let grants = |c: &Concerned<'_>| Part::granted(level.kind, c.class) == part;
                        cubes.extend(compiler.allowing(level, grants));
                    }
                    Some(Part::Direct).filter(|_| level.open)
                }
            };
            let granted =
                matches!(level.kind, LayerKind::Resource | LayerKind::Trust | LayerKind::Acl);
            let mut cubes = if granted { Vec::new() } else { compiler.allowing(level, |_| true) };
            if level.open {
                cubes.push(vec![compiler.problem.open()]);
            }
            match part {
                Some(part) => parts[part as usize].cubes.extend(cubes),
                None if granted => {}
                None => guards.push(Says { cubes, silent: silent(level) }),
            }
            if !(spared && level.kind == LayerKind::Resource) {
                denies.extend(compiler.denying(level));
            }
        }
        let (granting, preventing) = ways(side, &parts);
        let says = |part: Part| match parts[part as usize].constant() {
            Truth::No => Truth::No,
            Truth::Unknown | Truth::Yes => Truth::Yes,
        };
        let silent = core(&side.request, Parts::from_fn(says)).reason;
        Self { parts, guards, denies, granting, preventing, silent }
    }

    /// The ways to be allowed: each a list of requirements, all of which have to be met.
    pub fn allowed(&self) -> Vec<Vec<Requirement>> {
        let mut always: Vec<Requirement> = self.guards.iter().map(Says::allow).collect();
        always.extend(self.denies.iter().map(|(cube, because)| Requirement {
            obligation: Obligation::not_all(cube),
            because: because.clone(),
        }));
        let way = |parts: &Vec<Part>| {
            let granted = parts.iter().map(|part| self.parts[*part as usize].allow());
            always.iter().cloned().chain(granted).collect()
        };
        self.granting.iter().map(way).collect()
    }

    /// The ways to be allowed whatever the context is: what hangs on it allows nothing and forbids
    /// everything.
    pub fn always(&self, problem: &Problem<'_>) -> Vec<Vec<Requirement>> {
        let sure = |literal: &Literal| match &problem.atoms[literal.atom] {
            Atom::Resource { open, .. } => open.is_empty(),
            Atom::Cell { .. } | Atom::Open => false,
        };
        let certain = |says: &Says| Says {
            cubes: says.cubes.iter().filter(|cube| cube.iter().all(sure)).cloned().collect(),
            silent: says.silent.clone(),
        };
        let widest = |(cube, because): &(Cube, Because)| {
            (cube.iter().copied().filter(sure).collect(), because.clone())
        };
        let formula = Self {
            parts: self.parts.iter().map(certain).collect(),
            guards: self.guards.iter().map(certain).collect(),
            denies: self.denies.iter().map(widest).collect(),
            granting: self.granting.clone(),
            preventing: Vec::new(),
            silent: self.silent,
        };
        formula.allowed()
    }

    /// Why nothing ever grants, when there is no way to be allowed.
    pub fn ungranted(&self) -> Because {
        match self.silent {
            Reason::Implicit(layer) => Because::Silent { layer, target: None },
            reason => Because::Rule(reason),
        }
    }

    /// The ways not to be allowed, where the same request is allowed as another side sees it: what
    /// that has in common with this one cannot be in the way.
    pub fn denied(&self, allowing: Option<&Self>) -> Vec<Vec<Requirement>> {
        let mut ways = Vec::new();
        let passed = |(cube, _): &&(Cube, Because)| {
            allowing.is_some_and(|other| other.denies.iter().any(|(passed, _)| passed == cube))
        };
        let denies: Vec<&(Cube, Because)> = self.denies.iter().filter(|it| !passed(it)).collect();
        if let Some((_, because)) = denies.first() {
            ways.push(vec![Requirement {
                obligation: Obligation::one_of(denies.iter().map(|(c, _)| c.clone()).collect()),
                because: because.clone(),
            }]);
        }
        let met = |guard: &&Says| {
            allowing.is_some_and(|other| other.guards.iter().any(|met| met.covers(guard)))
        };
        let guards = self.guards.iter().filter(|guard| !met(guard));
        ways.extend(guards.map(|guard| guard.silence().collect()));
        if !allowing.is_some_and(|other| self.grants_like(other)) {
            ways.extend(self.preventing.iter().map(|parts| {
                parts.iter().flat_map(|part| self.parts[*part as usize].silence()).collect()
            }));
        }
        ways
    }

    /// Whether it grants whatever another grants, since each part says the same in both.
    fn grants_like(&self, other: &Self) -> bool {
        self.granting == other.granting
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(own, others)| others.covers(own) && own.covers(others))
    }
}

impl Says {
    fn allow(&self) -> Requirement {
        Requirement {
            obligation: Obligation::one_of(self.cubes.clone()),
            because: self.silent.clone(),
        }
    }

    /// Whether another allows whatever this allows, since it has all of its cubes.
    fn covers(&self, other: &Self) -> bool {
        self.cubes.iter().all(|cube| other.cubes.contains(cube))
    }

    fn silence(&self) -> impl Iterator<Item = Requirement> + '_ {
        self.cubes.iter().map(|cube| Requirement {
            obligation: Obligation::not_all(cube),
            because: self.silent.clone(),
        })
    }

    /// What it says whatever the request is.
    fn constant(&self) -> Truth {
        if self.cubes.is_empty() {
            Truth::No
        } else if self.cubes.iter().any(Vec::is_empty) {
            Truth::Yes
        } else {
            Truth::Unknown
        }
    }
}

fn silent(level: &Level<'_>) -> Because {
    Because::Silent { layer: level.kind, target: level.target.clone() }
}

/// What the parts say where no policy does ([`Parts::of`]).
fn constant(side: &Side, compiler: &mut Compiler<'_, '_>) -> Vec<Says> {
    let request = &side.request;
    let kinds: Vec<LayerKind> = side.levels().iter().map(|level| level.kind).collect();
    let lacks = |kind: LayerKind| !kinds.contains(&kind);
    let resource = resource_kind(request);
    let root = matches!(request.caller, Caller::Root { .. });
    let unlimited = !matches!(request.caller, Caller::FederatedUser { .. });
    let key_grant = key_grant::allow(&side.subject(), &side.layers.grants);
    Part::ALL
        .into_iter()
        .map(|part| {
            let (truth, layer) = match part {
                Part::Identity => {
                    ((root && lacks(LayerKind::Identity)).into(), LayerKind::Identity)
                }
                Part::Boundary => (lacks(LayerKind::Boundary).into(), LayerKind::Boundary),
                Part::Session => {
                    ((unlimited && lacks(LayerKind::Session)).into(), LayerKind::Session)
                }
                Part::Direct if lacks(resource) && side.layers.lacks(resource) => {
                    (Truth::Unknown, resource)
                }
                Part::Direct | Part::Entity | Part::Account | Part::Acl => (Truth::No, resource),
                Part::KeyGrant => (key_grant, resource),
            };
            let cubes = match truth {
                Truth::No => Vec::new(),
                Truth::Unknown => vec![vec![compiler.problem.open()]],
                Truth::Yes => vec![Vec::new()],
            };
            Says { cubes, silent: Because::Silent { layer, target: None } }
        })
        .collect()
}

/// The least sets of parts that suffice for a grant, and the least whose silence prevents it. What
/// says the same whatever the request is counts as that.
fn ways(side: &Side, parts: &[Says]) -> (Vec<Vec<Part>>, Vec<Vec<Part>>) {
    let varying: Vec<Part> =
        Part::ALL.into_iter().filter(|p| parts[*p as usize].constant() == Truth::Unknown).collect();
    let grants = |allowing: &dyn Fn(Part) -> bool| {
        let says = |part: Part| match parts[part as usize].constant() {
            Truth::Unknown => allowing(part).into(),
            constant => constant,
        };
        core(&side.request, Parts::from_fn(says)).allows == Truth::Yes
    };
    let mut granting: Vec<u32> = Vec::new();
    let mut preventing: Vec<u32> = Vec::new();
    let mut sets: Vec<u32> = (0..1 << varying.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    let has = |set: u32, part: Part| {
        varying.iter().position(|p| *p == part).is_some_and(|at| set >> at & 1 == 1)
    };
    for set in sets {
        let least = |found: &[u32]| !found.iter().any(|smaller| smaller & set == *smaller);
        if least(&granting) && grants(&|part| has(set, part)) {
            granting.push(set);
        }
        if least(&preventing) && !grants(&|part| !has(set, part)) {
            preventing.push(set);
        }
    }
    let named = |sets: Vec<u32>| {
        let parts = |set: u32| varying.iter().copied().filter(|p| has(set, *p)).collect();
        sets.into_iter().map(parts).collect()
    };
    (named(granting), named(preventing))
}
