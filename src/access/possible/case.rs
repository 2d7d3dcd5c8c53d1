//! One case of a question: requests about one spot, seen from one side or from several, and whether
//! any of them comes out as wanted on each.

use super::{
    Because, Formula, Never, Relations, Requirement, Settled, Side, Spot, Witness, confirmed,
    correlate::FORWARDED,
};
use crate::{
    access::{
        Request,
        layers::Layers,
        pattern_set::Fuel,
        solve::{Key, Model, Outcome, Place, Problem},
    },
    policy::{Context, ContextValue, Lookup, Unmentioned},
};

/// Makes a request about a resource in a context, with the layers that bear on it.
pub type Ask<'a> = dyn Fn(&str, &Context) -> Option<(Request, Layers)> + 'a;

/// How a request has to come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It has to be allowed.
    Allowed,
    /// It has to be allowed whatever the context is, the region of the request included.
    Always,
    /// It has to be denied.
    Denied,
}

impl Wanted {
    /// Whether the context may be chosen so that it comes out like this.
    fn chooses(self) -> bool {
        match self {
            Self::Allowed | Self::Denied => true,
            Self::Always => false,
        }
    }
}

/// A side that requests are seen from, and how they have to come out there.
struct View<'a> {
    ask: &'a Ask<'a>,
    wanted: Wanted,
    side: Side,
}

/// Requests about one spot.
pub struct Case<'a> {
    spot: &'a Spot,
    given: &'a Context,
    views: Vec<View<'a>>,
}

/// What a case comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Searched {
    /// A request that comes out as wanted, as each side sees it.
    Found(Vec<Witness>),
    /// There is none.
    Never(Never),
    /// It cannot be told, because of this.
    Unknown(Vec<String>),
}

/// What the obligations of a case come to before anything is confirmed.
enum Attempt {
    Found(Found),
    Never(Vec<Because>),
    Unknown(String),
}

/// A resource, and the context for each side.
struct Found {
    resource: String,
    contexts: Vec<Context>,
}

/// A setting of the keys that policies compare other things with: a value, or none.
type Pins = Vec<(String, Option<String>)>;

impl<'a> Case<'a> {
    /// The case of a spot; nothing when there is no such request. What is not in `given` has to be
    /// unknown in it.
    pub fn new(
        spot: &'a Spot,
        given: &'a Context,
        views: &[(&'a Ask<'a>, Wanted)],
    ) -> Option<Self> {
        let view = |(ask, wanted): &(&'a Ask<'a>, Wanted)| {
            let (request, layers) = ask(spot.sample(), given)?;
            let mut side = Side::new(spot, given, request, layers);
            side.region_follows &= wanted.chooses();
            Some(View { ask: *ask, wanted: *wanted, side })
        };
        Some(Self { spot, given, views: views.iter().map(view).collect::<Option<_>>()? })
    }

    /// Whether any request of the case comes out as wanted on every side.
    pub fn search(&self, fuel: &mut Fuel) -> Searched {
        let never = |because| {
            let assumptions = self.views.iter().flat_map(|view| view.side.assumptions.clone());
            Searched::Never(Never { because, assumptions: assumptions.collect() })
        };
        for view in &self.views {
            match (view.wanted, view.side.settled()) {
                (Wanted::Allowed | Wanted::Always, Some(Settled::Denied(reason))) => {
                    return never(vec![Because::Rule(reason)]);
                }
                (Wanted::Denied, Some(Settled::Allowed)) => {
                    return never(vec![Because::Rule(crate::access::Reason::AlwaysAllowed)]);
                }
                _ => {}
            }
        }
        let sides: Vec<Side> = self.views.iter().map(|view| view.side.clone()).collect();
        let choosing = self.views.iter().zip(&sides).filter(|(view, _)| view.wanted.chooses());
        let mut free: Vec<String> = choosing.flat_map(|(_, side)| side.free_variables()).collect();
        free.sort();
        free.dedup();
        let first = match self.attempt(&sides, fuel) {
            Attempt::Never(because) => return never(because),
            Attempt::Unknown(cause) => Err(vec![cause]),
            Attempt::Found(_) if !free.is_empty() => Err(free.clone()),
            Attempt::Found(found) => self.confirm(&found),
        };
        match first {
            Ok(witnesses) => return Searched::Found(witnesses),
            Err(causes) if free.is_empty() => return Searched::Unknown(causes),
            Err(_) => {}
        }
        // What policies compare with each other is set to something, one thing after the other.
        for pins in self.pins(&free) {
            let pinned: Vec<Side> = sides.iter().map(|side| side.pinned(&pins)).collect();
            if let Attempt::Found(found) = self.attempt(&pinned, fuel)
                && let Ok(witnesses) = self.confirm(&found)
            {
                return Searched::Found(witnesses);
            }
        }
        Searched::Unknown(free)
    }

    /// Values for keys that policies compare other things with: those that conditions list, and
    /// something that looks real.
    fn pins(&self, free: &[String]) -> Vec<Pins> {
        let levels: Vec<_> = self.views.iter().flat_map(|view| view.side.levels()).collect();
        let listed = |key: &str| -> Vec<Option<String>> {
            let cells = levels
                .iter()
                .flat_map(|level| &level.statements)
                .flat_map(|concerned| &concerned.statement.conditions);
            let texts = cells
                .filter(|cell| cell.key.eq_ignore_ascii_case(key))
                .flat_map(|cell| &cell.values)
                .filter(|value| value.variables().next().is_none())
                .map(|value| value.text.replace(['*', '?'], "x"));
            let sample = Key::new(key, false).samples().first().map(|s| (*s).to_owned());
            texts.chain(sample).take(3).map(Some).chain([None]).collect()
        };
        let choices: Vec<Vec<Option<String>>> = free.iter().map(|key| listed(key)).collect();
        let most = choices.iter().map(Vec::len).max().unwrap_or(0);
        let pick = |turn: usize| {
            let of = |(key, values): (&String, &Vec<Option<String>>)| {
                (key.clone(), values[turn.min(values.len() - 1)].clone())
            };
            free.iter().zip(&choices).map(of).collect()
        };
        (0..most).map(pick).collect()
    }

    fn attempt(&self, sides: &[Side], fuel: &mut Fuel) -> Attempt {
        let place = self.spot.place.clone().unwrap_or_else(|| Place::known("*"));
        let contexts = sides.iter().map(|side| side.context.clone()).collect();
        let mut problem = Problem::new(place, contexts);
        let mut because = Vec::new();
        let mut ways: Vec<Vec<Requirement>> = vec![Vec::new()];
        let views: Vec<(&View<'a>, Option<Formula>)> = sides
            .iter()
            .zip(&self.views)
            .enumerate()
            .map(|(at, (side, view))| {
                let open = side.settled().is_none();
                (view, open.then(|| Formula::of(side, &mut problem, at)))
            })
            .collect();
        let allowing = views.iter().find(|(view, _)| view.wanted == Wanted::Allowed);
        let allowing = allowing.and_then(|(_, formula)| formula.as_ref());
        for (view, formula) in &views {
            let Some(formula) = formula else { continue };
            let own = match view.wanted {
                Wanted::Allowed => formula.allowed(),
                Wanted::Always => formula.always(&problem),
                Wanted::Denied => formula.denied(allowing),
            };
            if own.is_empty() {
                because.push(formula.ungranted());
            }
            let both = |way: &Vec<Requirement>| {
                let joined = |other: &Vec<Requirement>| way.iter().chain(other).cloned().collect();
                own.iter().map(joined).collect::<Vec<Vec<Requirement>>>()
            };
            ways = ways.iter().flat_map(both).collect();
        }
        let relations = Relations::between(&problem, sides);
        let related = relations.requirements(&mut problem);
        let mut unknown = None;
        for way in ways {
            let requirements: Vec<&Requirement> = related.iter().chain(&way).collect();
            problem.obligations = requirements.iter().map(|r| r.obligation.clone()).collect();
            match problem.solve(fuel) {
                Outcome::Model(model) => {
                    let context = |(side, view): (&Side, &View<'a>)| {
                        if view.wanted.chooses() {
                            self.context(side, &problem, &model)
                        } else {
                            self.given.clone()
                        }
                    };
                    let contexts = sides.iter().zip(&self.views).map(context).collect();
                    return Attempt::Found(Found { resource: model.resource, contexts });
                }
                Outcome::Impossible(places) => {
                    because.extend(places.into_iter().map(|at| requirements[at].because.clone()));
                }
                Outcome::Unknown(cause) => unknown = Some(cause),
            }
        }
        match unknown {
            Some(cause) => Attempt::Unknown(cause),
            None => Attempt::Never(because),
        }
    }

    /// The context of the request that a model describes, as a side sees it: what it knows by
    /// itself is not given.
    fn context(&self, side: &Side, problem: &Problem<'_>, model: &Model) -> Context {
        let mut context = self.given.clone();
        context.set_unmentioned(Unmentioned::Absent);
        for (key, value) in &side.given {
            context.set(key, value.clone());
        }
        for (key, value) in model.given(problem) {
            if side.context.get(key) != Lookup::Unknown {
                continue;
            }
            match value {
                Some(value) => context.set(key, value.clone()),
                None => context.set_absent(key),
            }
        }
        complete(&mut context);
        context
    }

    fn confirm(&self, found: &Found) -> Result<Vec<Witness>, Vec<String>> {
        let resource = if self.spot.place.is_some() { found.resource.as_str() } else { "*" };
        let views = self.views.iter().zip(&found.contexts);
        let confirm = |(view, context): (&View<'a>, &Context)| match (view.ask)(resource, context) {
            Some((request, layers)) => confirmed(request, layers, view.wanted),
            None => Err(vec![format!("nobody can ask for {resource}")]),
        };
        let confirmed: Result<_, Vec<String>> = views.map(confirm).collect();
        confirmed.map_err(|causes| {
            if !self.spot.any {
                return causes;
            }
            // Which of the many was tried says nothing.
            causes.iter().map(|cause| cause.replace(resource, &some(resource))).collect()
        })
    }
}

/// What a resource is one of: `some key`.
fn some(arn: &str) -> String {
    let resource = arn.splitn(6, ':').last().unwrap_or_default();
    format!("some {}", resource.split([':', '/']).next().unwrap_or_default())
}

/// Adds what keys of the context bring along.
fn complete(context: &mut Context) {
    let carries = |context: &Context, key: &str| matches!(context.get(key), Lookup::Present(_));
    if FORWARDED.iter().any(|key| carries(context, key)) && !context.mentions("aws:ViaAWSService") {
        context.set("aws:ViaAWSService", "true");
    }
    let listed: Vec<String> = match context.get("aws:TagKeys") {
        Lookup::Present(value) => value.values().to_vec(),
        Lookup::Absent | Lookup::Unknown => Vec::new(),
    };
    for tag in listed {
        let key = format!("aws:RequestTag/{tag}");
        if !context.mentions(&key) {
            context.set(&key, "example");
        }
    }
    let tags = context.iter().filter_map(|(key, _)| {
        let (family, tag) = key.split_once('/')?;
        family.eq_ignore_ascii_case("aws:RequestTag").then(|| tag.to_owned())
    });
    let tags: Vec<String> = tags.collect();
    if !tags.is_empty() && !context.mentions("aws:TagKeys") {
        context.set("aws:TagKeys", ContextValue::Many(tags));
    }
}
