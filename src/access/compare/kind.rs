//! What beside the statements that cover them tells actions apart: how they are treated, what they can
//! be about as far as the statements look at it, and which of the keys that those ask for they never
//! carry.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, OnceLock},
};

use crate::{
    access::{
        effective::{ActionSet, Ground, Manner, never_carrying, shapes},
        special,
    },
    catalog::{Action, catalog},
    org::Organization,
    policy::{Statement, condition::PolicyValue, resource::ResourceElement},
};

/// What some statements look at.
pub struct Look {
    /// The keys that they ask for and that some actions never carry.
    missing: Vec<Arc<ActionSet>>,
    /// The services whose resources their patterns tell apart; nothing when it may be any.
    services: Option<Services>,
}

/// Some services of the catalogue, one bit each.
#[derive(Debug, Default, Clone)]
pub struct Services(Vec<u64>);

impl Services {
    /// The services of which some organizations hold resources.
    pub fn held<'o>(organizations: impl IntoIterator<Item = &'o Organization>) -> Self {
        let mut services = Self::default();
        for service in organizations.into_iter().flat_map(Organization::services_held) {
            services.insert(&service);
        }
        services
    }

    /// Takes in a service by its name in ARNs; one that no action is about counts for nothing.
    fn insert(&mut self, name: &str) {
        let Some(place) = outlines().services.get(name).copied() else { return };
        let word = usize::from(place) / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (place % 64);
    }

    fn contains(&self, place: u16) -> bool {
        self.0.get(usize::from(place) / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }
}

/// What actions have in common that are of one kind to some statements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kind {
    shape: Shape,
    missing: Vec<bool>,
}

/// What requests are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    /// Resources that are told apart: the place of the shape.
    Looked(u32),
    /// Resources that nothing tells apart but what stands in every ARN: the place of the outline.
    Plain(u32),
}

/// The outline of what an action is about.
#[derive(PartialEq, Eq, Hash)]
struct Outline {
    manner: Manner,
    grounds: BTreeSet<Plain>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Plain {
    Nothing,
    Form { regional: bool, tells_account: bool, of_key: bool },
}

/// The keys that a statement asks for.
pub fn keys_of(statement: &Statement) -> impl Iterator<Item = &str> {
    let cells = statement.conditions.iter();
    let in_values = cells.clone().flat_map(|cell| &cell.values).flat_map(PolicyValue::variables);
    let in_resource = statement.resource.iter().flat_map(ResourceElement::variables);
    cells.map(|cell| &*cell.key).chain(in_values).chain(in_resource)
}

impl Look {
    /// What some statements look at, with services whose resources are told apart anyhow.
    pub fn of<'s>(statements: impl Iterator<Item = &'s Statement>, held: &Services) -> Self {
        let mut look = Self { missing: Vec::new(), services: Some(held.clone()) };
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for statement in statements {
            for key in keys_of(statement).filter(|key| special::may_be_missing(key)) {
                keys.insert(key.to_ascii_lowercase());
            }
            for pattern in statement.resource.iter().flat_map(|element| &element.patterns) {
                look.add(&pattern.text);
            }
        }
        look.missing = keys.iter().map(|key| never_carrying(key)).collect();
        look
    }

    fn add(&mut self, pattern: &str) {
        if pattern == "*" {
            return;
        }
        let service = pattern.split(':').nth(2).filter(|it| !it.contains(['*', '?', '$']));
        match (service, &mut self.services) {
            (Some(service), Some(services)) => services.insert(service),
            (None, services) => *services = None,
            (Some(_), None) => {}
        }
    }

    /// The kind of an action.
    pub fn kind(&self, action: &'static Action) -> Kind {
        let missing = self.missing.iter().map(|never| never.contains(action)).collect();
        Kind { shape: self.shape(action), missing }
    }

    /// Whether an action is of a kind.
    pub fn is_kind(&self, action: &'static Action, kind: &Kind) -> bool {
        let missing = self.missing.iter().map(|never| never.contains(action));
        self.shape(action) == kind.shape && missing.eq(kind.missing.iter().copied())
    }

    fn shape(&self, action: &'static Action) -> Shape {
        let outline = &outlines().of[action.id().index()];
        let looked = self.services.as_ref().is_none_or(|services| {
            let own = outline.services.as_ref();
            own.is_none_or(|own| own.iter().any(|service| services.contains(*service)))
        });
        if looked { Shape::Looked(shapes().place(action)) } else { Shape::Plain(outline.place) }
    }
}

/// The outlines of all catalogued actions.
struct Outlines {
    /// Of each action, in the catalogue's order.
    of: Vec<Outlined>,
    /// The services that actions are about, by the name in ARNs.
    services: HashMap<&'static str, u16>,
}

struct Outlined {
    place: u32,
    /// The services whose resources it is about; nothing when they may be of any.
    services: Option<Vec<u16>>,
}

fn outlines() -> &'static Outlines {
    static OUTLINES: OnceLock<Outlines> = OnceLock::new();
    OUTLINES.get_or_init(|| {
        let mut known: HashMap<Outline, u32> = HashMap::new();
        let mut numbers: HashMap<&'static str, u16> = HashMap::new();
        let mut outlined = |action: &'static Action| {
            let shape = shapes().of(action);
            let plain = |ground: &Ground| match ground {
                Ground::Nothing => Plain::Nothing,
                Ground::Form(at) => {
                    let known = shapes().form(*at);
                    Plain::Form {
                        regional: known.regional,
                        tells_account: known.form.tells_account(),
                        of_key: known.of_key,
                    }
                }
            };
            let services = shape.grounds.iter().filter_map(|ground| match ground {
                Ground::Nothing => None,
                Ground::Form(at) => Some(shapes().form(*at).form.own_service()),
            });
            let number = |service| {
                let next = numbers.len() as u16;
                *numbers.entry(service).or_insert(next)
            };
            let services = services.collect::<Option<BTreeSet<&str>>>();
            let services = services.map(|services| services.into_iter().map(number).collect());
            let grounds = shape.grounds.iter().map(plain).collect();
            let next = known.len() as u32;
            let place = *known.entry(Outline { manner: shape.manner, grounds }).or_insert(next);
            Outlined { place, services }
        };
        let of = catalog().actions().iter().map(&mut outlined).collect();
        Outlines { of, services: numbers }
    })
}
