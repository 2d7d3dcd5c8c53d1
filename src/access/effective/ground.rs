//! What catalogued actions can be about: nothing, or the ARNs of some form. A table made once from
//! the catalogue.

use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashMapExt};

use super::{
    action_set::names,
    manner::{Manner, manner},
};
use crate::{
    access::{
        fit,
        pattern_set::Pattern,
        possible::{Form, Forms},
    },
    catalog::{Action, catalog},
};

/// What a request of an action can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// No resource.
    Nothing,
    /// Resources whose ARNs have a form: its place in [`Shapes`].
    Form(u32),
}

/// A form of ARN that a resource type has.
pub struct KnownForm {
    /// The form.
    pub form: Form,
    /// The resource type.
    pub resource_type: &'static str,
    /// Whether its ARNs are of KMS keys, which trust nobody by themselves (E-21).
    pub of_key: bool,
    /// All of its ARNs.
    pub pattern: Pattern,
    /// How many colons its ARNs have, if all have the same number.
    pub colons: Option<usize>,
    /// Whether the region is a part of its ARNs that is still open.
    pub regional: bool,
    /// The service that its ARNs are of; nothing when they may be of any.
    pub service: Option<String>,
}

/// What the requests of an action can be about, and how they are treated. Many actions share one.
#[derive(PartialEq, Eq, Hash)]
pub struct Shape {
    /// How the action is treated.
    pub manner: Manner,
    /// What it can be about.
    pub grounds: Vec<Ground>,
}

/// The shapes of all catalogued actions.
pub struct Shapes {
    /// The place of each action's shape.
    of: Vec<u32>,
    all: Vec<Arc<Shape>>,
    forms: Vec<KnownForm>,
}

/// The table.
pub fn shapes() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    SHAPES.get_or_init(Shapes::new)
}

/// A form by its service, its resource type and its text.
type FormName = (&'static str, &'static str, &'static str);

impl Shapes {
    fn new() -> Self {
        let mut table = Self { of: Vec::new(), all: Vec::new(), forms: Vec::new() };
        let mut forms: HashMap<FormName, u32> = HashMap::new();
        let mut known: HashMap<Arc<Shape>, u32> = HashMap::new();
        for action in catalog().actions() {
            let grounds = table.grounds(action, &mut forms);
            let shape = Arc::new(Shape { manner: manner(action), grounds });
            let next = u32::try_from(table.all.len()).unwrap_or(u32::MAX);
            let at = *known.entry(Arc::clone(&shape)).or_insert(next);
            if at == next {
                table.all.push(shape);
            }
            table.of.push(at);
        }
        table
    }

    fn grounds(
        &mut self,
        action: &'static Action,
        known: &mut HashMap<FormName, u32>,
    ) -> Vec<Ground> {
        let forms = Forms::of(&names()[action.id().index()]);
        let mut grounds = Vec::new();
        if forms.without_resource {
            grounds.push(Ground::Nothing);
        }
        for (resource_type, arn) in fit::forms(action) {
            let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
            let at = *known.entry((action.service(), resource_type, arn.text())).or_insert(next);
            if at == next {
                let form = Form::Known(arn);
                self.forms.push(KnownForm {
                    colons: form.colons(),
                    pattern: form.anywhere(),
                    regional: form.is_regional(),
                    service: form.own_service().map(str::to_owned),
                    form,
                    resource_type,
                    of_key: action.service() == "kms" && resource_type == "key",
                });
            }
            grounds.push(Ground::Form(at));
        }
        grounds
    }

    /// The place of an action's shape: the same for actions with the same.
    pub fn place(&self, action: &Action) -> u32 {
        self.of[action.id().index()]
    }

    /// The shape of an action.
    pub fn of(&self, action: &Action) -> &Shape {
        &self.all[self.place(action) as usize]
    }

    /// How many forms there are.
    pub fn forms(&self) -> usize {
        self.forms.len()
    }

    /// The form at a place.
    pub fn form(&self, at: u32) -> &KnownForm {
        &self.forms[at as usize]
    }
}
