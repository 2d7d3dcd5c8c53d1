//! What each element of a statement has to do with a request, down to the value compared.

use crate::{
    access::{
        Decision, LayerKind, Request, special,
        statement::{Subject, in_place},
    },
    policy::{
        Context, ContextValue, Effect, Lookup, Span, Statement, Truth,
        action::{ActionElement, Polarity},
        condition::ConditionCell,
        principal::{MatchClass, NamedPrincipal, PrincipalElement},
        resource::ResourceElement,
    },
};

/// An element of a statement, held against a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// As it is written: `Action`, `NotPrincipal`, `Condition`.
    pub name: &'static str,
    /// Whether the request meets it.
    pub holds: Truth,
    /// What was compared with what, in words.
    pub said: String,
    /// Where it stands.
    pub span: Span,
}

/// The elements of a statement in the order in which they are looked at, up to the first that the
/// request does not meet.
pub fn elements(
    request: &Request,
    decision: &Decision,
    layer: LayerKind,
    statement: &Statement,
) -> Vec<Element> {
    let names = request.names();
    let subject = Subject {
        request,
        resource: special::matched_as(request),
        context: &decision.context,
        names: &names,
        bounded: decision.trace.iter().any(|layer| layer.kind == LayerKind::Boundary),
    };
    let mut elements = vec![action(&subject, &statement.action)];
    elements.extend(out_of_place(statement, layer));
    elements.extend(principal(&subject, statement, layer));
    elements.extend(
        statement.resource.iter().map(|element| resource(&subject, statement, element, layer)),
    );
    elements.extend(statement.conditions.iter().map(|cell| condition_of(cell, &decision.context)));
    let failing = elements.iter().position(|element| element.holds == Truth::No);
    elements.truncate(failing.map_or(usize::MAX, |at| at + 1));
    elements
}

fn action(subject: &Subject<'_>, element: &ActionElement) -> Element {
    let action = &subject.request.action;
    let first = element.patterns.iter().find(|pattern| pattern.matches(action));
    let all = || element.patterns.iter().map(|pattern| &*pattern.text);
    Element {
        name: named("Action", "NotAction", element.polarity),
        holds: element.covers(action).into(),
        said: covering(element.polarity, action.as_str(), first.map(|it| &*it.text), all),
        span: element.span,
    }
}

/// A statement that AWS refuses in a policy of this kind.
fn out_of_place(statement: &Statement, layer: LayerKind) -> Option<Element> {
    (!in_place(statement, layer)).then(|| Element {
        name: "Statement",
        holds: Truth::No,
        said: format!("cannot stand in a {layer}: AWS refuses it"),
        span: statement.span,
    })
}

fn principal(subject: &Subject<'_>, statement: &Statement, layer: LayerKind) -> Option<Element> {
    let element = statement.principal.as_ref()?;
    let meant = subject.means(statement, layer).map_or(Truth::No, |(_, meant)| meant);
    let said = if !special::trust_can_mean(subject.request, layer) {
        format!("{} is not made by callers of this kind", subject.request.action)
    } else if element.polarity == Polarity::Listed {
        listed(subject, element)
    } else {
        excepted(subject, statement.effect, element, meant)
    };
    Some(Element {
        name: named("Principal", "NotPrincipal", element.polarity),
        holds: meant,
        said,
        span: element.span,
    })
}

fn listed(subject: &Subject<'_>, element: &PrincipalElement) -> String {
    let entries = element.entries.iter();
    let best = entries
        .filter_map(|it| Some((it.named.class(subject.names)?, it)))
        .max_by_key(|(class, _)| *class);
    match best {
        Some((_, entry)) if entry.named == NamedPrincipal::Everyone => "`*` names everyone".into(),
        Some((class, entry)) => format!("`{}` names {}", entry.text, whom(class)),
        None if element.class_if_canonical(subject.names).is_some() => obscure(element),
        None => format!("names others: {}", texts(element)),
    }
}

fn whom(class: MatchClass) -> &'static str {
    match class {
        MatchClass::Direct => "the very caller",
        MatchClass::EntityLevel => "the role or user that it acts by",
        MatchClass::AccountLevel => "its account",
    }
}

fn excepted(
    subject: &Subject<'_>,
    effect: Effect,
    element: &PrincipalElement,
    meant: Truth,
) -> String {
    let entries = texts(element);
    match (effect, meant) {
        (Effect::Deny, Truth::Yes) if subject.bounded => {
            "the caller has a permissions boundary, and NotPrincipal spares nobody who has one"
                .into()
        }
        (Effect::Deny, Truth::Yes) => {
            format!("{entries} leave out the caller, what it acts by, or its account")
        }
        (Effect::Allow, Truth::Yes) => format!("{entries} leave out the caller"),
        (_, Truth::Unknown) => obscure(element),
        (_, Truth::No) => format!("{entries} except the caller"),
    }
}

/// An element that may name the caller's account by its canonical id.
fn obscure(element: &PrincipalElement) -> String {
    let entries = texts(element);
    format!("{entries}: nobody has told the canonical id of the caller's account")
}

fn texts(element: &PrincipalElement) -> String {
    quoted(element.entries.iter().map(|entry| &*entry.text))
}

fn resource(
    subject: &Subject<'_>,
    statement: &Statement,
    element: &ResourceElement,
    layer: LayerKind,
) -> Element {
    let first = element.patterns.iter().find(|pattern| subject.meets(pattern, layer) == Truth::Yes);
    let holds = subject.resource(statement, layer);
    let mut said = match (holds, subject.resource) {
        (Truth::Unknown, _) => {
            let patterns = quoted(element.patterns.iter().map(|pattern| &*pattern.text));
            format!("{patterns} may cover {}", subject.resource)
        }
        (Truth::No, "*") if element.polarity == Polarity::Listed => {
            "the action has no resource, and only `*` covers that".to_owned()
        }
        _ => {
            let all = || element.patterns.iter().map(|pattern| &*pattern.text);
            covering(element.polarity, subject.resource, first.map(|it| &*it.text), all)
        }
    };
    said.push_str(&variables(element.variables(), subject.context));
    Element {
        name: named("Resource", "NotResource", element.polarity),
        holds,
        said,
        span: element.span,
    }
}

fn named(listed: &'static str, excepted: &'static str, polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Listed => listed,
        Polarity::Excepted => excepted,
    }
}

/// What a list of patterns makes of one thing.
fn covering<'p, I: Iterator<Item = &'p str>>(
    polarity: Polarity,
    thing: &str,
    first: Option<&str>,
    all: impl Fn() -> I,
) -> String {
    match (first, polarity) {
        (Some(pattern), Polarity::Listed) => format!("`{pattern}` covers {thing}"),
        (Some(pattern), Polarity::Excepted) => format!("`{pattern}` excepts {thing}"),
        (None, Polarity::Listed) => format!("{} does not cover {thing}", quoted(all())),
        (None, Polarity::Excepted) => format!("{} does not except {thing}", quoted(all())),
    }
}

fn quoted<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    list(texts.map(|text| format!("`{text}`")))
}

/// The first of some texts, and how many there are.
fn list(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    match texts.as_slice() {
        [] => "an empty list".to_owned(),
        [one] => one.clone(),
        many if many.len() > 4 => format!("[{}, … {} in all]", many[..3].join(", "), many.len()),
        many => format!("[{}]", many.join(", ")),
    }
}

fn condition_of(cell: &ConditionCell, context: &Context) -> Element {
    let holds = cell.holds(context);
    let verb = match holds {
        Truth::Yes => "holds",
        Truth::No => "does not hold",
        Truth::Unknown => "is open",
    };
    let asked = variables(cell.variables(), context);
    Element {
        name: "Condition",
        holds,
        said: format!("{} {verb}: {}{asked}", condition(cell), found(cell, context)),
        span: cell.span,
    }
}

/// A condition cell in one line.
pub fn condition(cell: &ConditionCell) -> String {
    format!(
        "{} {} {}",
        cell.key,
        cell.operator_text,
        list(cell.values.iter().map(|value| value.text.to_string()))
    )
}

fn found(cell: &ConditionCell, context: &Context) -> String {
    if cell.operator.is_none() {
        return format!("there is no operator {}", cell.operator_text);
    }
    match context.get(&cell.key) {
        Lookup::Present(ContextValue::One(value)) if context.is_ambiguous(&cell.key) => {
            format!("the request has {value}, and the key in another case too")
        }
        Lookup::Present(ContextValue::One(value)) => format!("the request has {value}"),
        Lookup::Present(ContextValue::Many(values)) => {
            let unquantified = cell.operator.is_some_and(|operator| operator.quantifier.is_none());
            // C-16.
            let why = if unquantified && values.len() > 1 {
                ", and several values never hold without ForAllValues: or ForAnyValue:"
            } else {
                ""
            };
            format!("the request has [{}]{why}", values.join(", "))
        }
        Lookup::Absent => "the request does not carry the key".to_owned(),
        Lookup::Unknown => "its value is not known".to_owned(),
    }
}

/// What the variables of an element have become.
fn variables<'k>(keys: impl Iterator<Item = &'k str>, context: &Context) -> String {
    let became = |key: &str| match context.get(key) {
        Lookup::Present(ContextValue::One(value)) => format!("; ${{{key}}} is `{value}`"),
        Lookup::Present(ContextValue::Many(_)) => {
            format!("; ${{{key}}} has several values, which no variable can have")
        }
        Lookup::Absent => format!("; ${{{key}}} has no value"),
        Lookup::Unknown => format!("; ${{{key}}} is not known"),
    };
    keys.map(became).collect()
}
