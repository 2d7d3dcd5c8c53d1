//! One case of a question: requests about one spot, and whether any of them can be allowed.

use super::{
    Because, Formula, Never, Possible, Relations, Requirement, Settled, Side, Spot, confirmed,
    correlate::FORWARDED,
};
use crate::{
    access::{
        Request, Verdict,
        layers::Layers,
        pattern_set::Fuel,
        solve::{Key, Model, Outcome, Place, Problem},
    },
    policy::{Context, ContextValue, Lookup, Unmentioned},
};

/// Makes a request about a resource in a context, with the layers that bear on it.
pub type Ask<'a> = dyn Fn(&str, &Context) -> Option<(Request, Layers)> + 'a;

/// Requests about one spot.
pub struct Case<'a> {
    spot: &'a Spot,
    given: &'a Context,
    ask: &'a Ask<'a>,
    side: Side,
}

/// What the obligations of a case come to before anything is confirmed.
enum Attempt {
    Found(Model, Context),
    Never(Vec<Because>),
    Unknown(String),
}

impl<'a> Case<'a> {
    /// The case of a spot; nothing when there is no such request. What is not in `given` has to be
    /// unknown in it.
    pub fn new(spot: &'a Spot, given: &'a Context, ask: &'a Ask<'a>) -> Option<Self> {
        let (request, layers) = ask(spot.sample(), given)?;
        let side = Side::new(spot, given, request, layers);
        Some(Self { spot, given, ask, side })
    }

    /// Whether any request of the case can be allowed.
    pub fn possible(&self, fuel: &mut Fuel) -> Possible {
        let never = |because| {
            Possible::Never(Never { because, assumptions: self.side.assumptions.clone() })
        };
        match self.side.settled() {
            Some(Settled::Denied(reason)) => return never(vec![Because::Rule(reason)]),
            Some(Settled::Allowed) | None => {}
        }
        let free = self.side.free_variables();
        let first = match self.attempt(&self.side, fuel) {
            Attempt::Never(because) => return never(because),
            Attempt::Unknown(cause) => Err(vec![cause]),
            Attempt::Found(..) if !free.is_empty() => Err(free.clone()),
            Attempt::Found(model, context) => self.confirm(&model, &context),
        };
        match first {
            Ok(witness) => return Possible::Witness(Box::new(witness)),
            Err(causes) if free.is_empty() => return Possible::Unknown(causes),
            Err(_) => {}
        }
        // What policies compare with each other is set to something, one thing after the other.
        for pins in self.pins(&free) {
            let mut side = self.side.clone();
            for (key, value) in &pins {
                match value {
                    Some(value) => {
                        side.context.set(key, value.as_str());
                        side.given.push((key.clone(), value.as_str().into()));
                    }
                    None => side.context.set_absent(key),
                }
            }
            if let Attempt::Found(model, context) = self.attempt(&side, fuel)
                && let Ok(witness) = self.confirm(&model, &context)
            {
                return Possible::Witness(Box::new(witness));
            }
        }
        Possible::Unknown(free)
    }

    /// Values for keys that policies compare other things with: those that conditions list, and
    /// something that looks real.
    fn pins(&self, free: &[String]) -> Vec<Vec<(String, Option<String>)>> {
        let levels = self.side.levels();
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

    fn attempt(&self, side: &Side, fuel: &mut Fuel) -> Attempt {
        let place = self.spot.place.clone().unwrap_or_else(|| Place::known("*"));
        let mut problem = Problem::new(place, vec![side.context.clone()]);
        let formula = Formula::of(side, &mut problem, 0);
        let relations = Relations::between(&problem, &side.request.caller);
        let related = relations.requirements(&mut problem);
        let mut because = Vec::new();
        let mut unknown = None;
        let ways = if side.settled() == Some(Settled::Allowed) {
            vec![Vec::new()]
        } else {
            formula.allowed()
        };
        if ways.is_empty() {
            because.push(formula.ungranted());
        }
        for way in ways {
            let requirements: Vec<&Requirement> = related.iter().chain(&way).collect();
            problem.obligations = requirements.iter().map(|r| r.obligation.clone()).collect();
            match problem.solve(fuel) {
                Outcome::Model(model) => {
                    let context = self.context(side, &problem, &model);
                    return Attempt::Found(model, context);
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

    /// The context of the request that a model describes.
    fn context(&self, side: &Side, problem: &Problem<'_>, model: &Model) -> Context {
        let mut context = self.given.clone();
        context.set_unmentioned(Unmentioned::Absent);
        for (key, value) in &side.given {
            context.set(key, value.clone());
        }
        for (key, value) in model.given(problem) {
            match value {
                Some(value) => context.set(key, value.clone()),
                None => context.set_absent(key),
            }
        }
        complete(&mut context);
        context
    }

    fn confirm(&self, model: &Model, context: &Context) -> Result<super::Witness, Vec<String>> {
        let resource = if self.spot.place.is_some() { model.resource.as_str() } else { "*" };
        match (self.ask)(resource, context) {
            Some((request, layers)) => confirmed(request, layers, Verdict::Allowed),
            None => Err(vec![format!("nobody can ask for {resource}")]),
        }
    }
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
