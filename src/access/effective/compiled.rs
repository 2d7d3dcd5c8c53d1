//! The statements of every layer, compiled for questions about all actions at once.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{
    action_set::ActionSet,
    coverage::{Coverage, FormSymbol, coverage, form},
};
use crate::{
    access::{LayerKind, bearing::Bearing, layers::AttachedPolicy, special},
    catalog::{Action, catalog},
    policy::{
        ActionName, Context, Lookup, Statement, Truth,
        action::Polarity,
        glob::Symbol,
        principal::{CallerNames, MatchClass},
    },
};

/// A resource type: the service's prefix and the type's name.
type TypeName = (&'static str, &'static str);

/// One layer or level with its statements compiled.
pub struct CompiledLayer {
    /// Which layer.
    pub kind: LayerKind,
    /// Which level of it.
    pub target: Option<std::sync::Arc<str>>,
    /// The statements that can mean the caller at all.
    pub statements: Vec<CompiledStatement>,
    /// Whether a policy holds statements that cannot be read, so that anything is possible (G-9).
    pub unreadable: bool,
}

/// A statement, compiled.
pub struct CompiledStatement {
    /// The policy it stands in.
    pub policy: AttachedPolicy,
    /// Its place among the statements that could be read.
    pub place: usize,
    /// The catalogued actions it covers.
    pub actions: ActionSet,
    /// Its resource patterns at their widest, and whether that is all they can be.
    patterns: Vec<(Vec<Symbol>, bool)>,
    excepted: bool,
    /// Coverage by service and resource type, as it is asked for.
    covered: RefCell<HashMap<TypeName, Coverage>>,
}

/// What a statement has to do with an action, over all resources that the action can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// How many of the resources it covers.
    pub coverage: Coverage,
    /// Whether its condition holds.
    pub condition: Truth,
}

impl Reach {
    /// Whether it applies whatever the resource: surely, perhaps, or never.
    pub fn truth(self) -> Truth {
        match self.coverage {
            Coverage::None => Truth::No,
            Coverage::Some => self.condition & Truth::Unknown,
            Coverage::All => self.condition,
        }
    }
}

impl CompiledLayer {
    /// Compiles a layer for a caller.
    pub fn new(bearing: &Bearing<'_>, names: &CallerNames, context: &Context) -> Self {
        let mut statements = Vec::new();
        let mut unreadable = false;
        for policy in bearing.policies {
            unreadable |= !policy.document.reading().unreadable.is_empty();
            for (place, statement) in policy.document.statements().iter().enumerate() {
                if means(statement, bearing.kind, names) {
                    statements.push(CompiledStatement::new(policy, place, statement, context));
                }
            }
        }
        Self { kind: bearing.kind, target: bearing.target.clone(), statements, unreadable }
    }
}

/// Whether a statement of a layer can mean the caller: only RCPs name principals here.
fn means(statement: &Statement, kind: LayerKind, names: &CallerNames) -> bool {
    match (&statement.principal, kind) {
        (Some(element), LayerKind::Rcp) => {
            element.polarity == Polarity::Listed
                && element.class(names) >= Some(MatchClass::AccountLevel)
        }
        (None, LayerKind::Rcp) | (Some(_), _) => false,
        (None, _) => true,
    }
}

impl CompiledStatement {
    /// Compiles a statement that stands at a place of a policy.
    pub fn new(
        policy: &AttachedPolicy,
        place: usize,
        statement: &Statement,
        context: &Context,
    ) -> Self {
        let resource = statement.resource.as_ref();
        let patterns = resource.map(|element| {
            let widest = element.patterns.iter();
            widest.map(|pattern| (pattern.widest(context), pattern.settled(context))).collect()
        });
        Self {
            policy: policy.clone(),
            place,
            actions: ActionSet::covered_by(&statement.action),
            patterns: patterns.unwrap_or_default(),
            excepted: resource.is_some_and(|element| element.polarity == Polarity::Excepted),
            covered: RefCell::default(),
        }
    }

    /// The statement itself.
    pub fn statement(&self) -> &Statement {
        &self.policy.document.statements()[self.place]
    }

    /// What it has to do with an action that it covers.
    pub fn reach(&self, action: &'static Action, forms: &Forms, context: &Context) -> Reach {
        Reach { coverage: self.coverage(action, forms), condition: self.condition(action, context) }
    }

    fn coverage(&self, action: &'static Action, forms: &Forms) -> Coverage {
        let types = action.resource_types();
        if types.is_empty() {
            // Only the bare star reaches actions without a resource.
            let star = self.patterns.iter().any(|(pattern, _)| pattern == &[Symbol::Many]);
            return if star == self.excepted { Coverage::None } else { Coverage::All };
        }
        let mut least = Coverage::All;
        let mut most = Coverage::None;
        for used in types {
            let covered = *self
                .covered
                .borrow_mut()
                .entry((action.service(), used.name()))
                .or_insert_with(|| self.coverage_of(&forms.of(action.service(), used.name())));
            least = least.min(covered);
            most = most.max(covered);
        }
        if least == most { least } else { Coverage::Some }
    }

    fn coverage_of(&self, forms: &[Vec<FormSymbol>]) -> Coverage {
        let mut least = Coverage::All;
        let mut most = Coverage::None;
        for form in forms {
            let listed = self
                .patterns
                .iter()
                .map(|(pattern, settled)| match coverage(pattern, form) {
                    Coverage::All if !settled => Coverage::Some,
                    covered => covered,
                })
                .max()
                .unwrap_or(Coverage::None);
            let covered = match (self.excepted, listed) {
                (false, listed) => listed,
                (true, Coverage::All) => Coverage::None,
                (true, Coverage::Some) => Coverage::Some,
                (true, Coverage::None) => Coverage::All,
            };
            least = least.min(covered);
            most = most.max(covered);
        }
        match (forms.is_empty(), least == most) {
            (true, _) | (_, false) => Coverage::Some,
            (false, true) => least,
        }
    }

    /// Whether its condition holds for an action.
    pub fn condition(&self, action: &Action, context: &Context) -> Truth {
        let cells = &self.statement().conditions;
        let truth = Truth::all(cells.iter().map(|cell| cell.holds(context)));
        if truth != Truth::Unknown {
            return truth;
        }
        let Ok(name) = action.full_name().parse::<ActionName>() else { return truth };
        let never: Vec<&str> = cells
            .iter()
            .flat_map(|cell| cell.unknown_keys(context))
            .filter(|key| special::never_carried(&name, key))
            .collect();
        if never.is_empty() {
            return truth;
        }
        let mut context = context.clone();
        for key in never {
            context.set_absent(key);
        }
        Truth::all(cells.iter().map(|cell| cell.holds(&context)))
    }

    /// The keys of unknown value that its condition hangs on.
    pub fn unknown_keys(&self, context: &Context) -> Vec<String> {
        let cells = self.statement().conditions.iter();
        let mut keys: Vec<String> = cells
            .filter(|cell| cell.holds(context) == Truth::Unknown)
            .flat_map(|cell| cell.unknown_keys(context))
            .map(str::to_owned)
            .collect();
        keys.sort();
        keys.dedup();
        keys.retain(|key| context.get(key) == Lookup::Unknown);
        keys
    }
}

/// The ARN forms of resource types, with the caller's partition and account filled in.
#[derive(Default)]
pub struct Forms {
    account: Option<String>,
    known: RefCell<HashMap<TypeName, Rc<[Vec<FormSymbol>]>>>,
}

impl Forms {
    /// Forms as they are in an account.
    pub fn of_account(account: Option<String>) -> Self {
        Self { account, ..Self::default() }
    }

    fn of(&self, service: &'static str, resource_type: &'static str) -> Rc<[Vec<FormSymbol>]> {
        let build = || {
            let found = catalog().service(service).and_then(|s| s.resource_type(resource_type));
            let fill = |hole: &str| match hole {
                "Partition" => Some("aws".to_owned()),
                "Account" => self.account.clone(),
                _ => None,
            };
            found.iter().flat_map(|t| t.arns()).map(|arn| form(arn.text(), fill)).collect()
        };
        self.known.borrow_mut().entry((service, resource_type)).or_insert_with(build).clone()
    }
}
