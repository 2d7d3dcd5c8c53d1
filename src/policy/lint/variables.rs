//! Checks of policy variables: how they are written, where they stand, and whether they have a value.

use super::{
    Kind,
    check::family,
    finding::Findings,
    keys::{Known, known},
    subject::{Scope, Subject},
};
use crate::{
    catalog::Cardinality,
    policy::{
        Span,
        action::Polarity,
        arn,
        condition::Test,
        read::Version,
        variable::{Template, VariableFault},
    },
};

family! {
    VARIABLE_UNSUPPORTED_IN_VERSION: Warning AccessAnalyzer {
        "Variable in the version of 2008"
        why "In the version of 2008, and without a Version, ${…} is plain text, which matches nothing that was meant."
        mend "Write \"Version\": \"2012-10-17\"."
    }
    VARIABLE_UNSUPPORTED_IN_ELEMENT: Error AccessAnalyzer {
        "Variable where none is read"
        why "Variables are read in condition values and in resources behind the fifth colon. Elsewhere they are plain text, which matches nothing that was meant."
        mend "Write the value itself or a wildcard, and narrow it with a condition."
    }
    INVALID_VARIABLE_FOR_OPERATOR: Error AccessAnalyzer {
        "Variable under an operator that reads none"
        why "Variables are read under the operators for strings and ARNs, and under Bool."
        mend "Write the value itself."
    }
    MISSING_BRACE_IN_VARIABLE: Error AccessAnalyzer {
        "Variable without its brace"
        why "What begins with ${ and does not end with } is plain text."
        mend "Add the brace."
    }
    MISSING_QUOTE_IN_VARIABLE: Error AccessAnalyzer {
        "Default without its quotes"
        why "The default of a variable stands in single quotes; otherwise the whole is plain text."
        mend "Write ${key, 'default'}."
    }
    UNSUPPORTED_SPACE_IN_VARIABLE: Error AccessAnalyzer {
        "Space in a variable"
        why "A variable has no spaces but the one before its default; otherwise the whole is plain text."
        mend "Write ${key} or ${key, 'default'}."
    }
    EMPTY_VARIABLE: Error AccessAnalyzer {
        "Variable without a name"
        why "Between the braces stands no key, so that it is plain text."
        mend "Write the key, such as ${aws:username}."
    }
    UNKNOWN_VARIABLE: Warning Own {
        "Variable of an unknown key"
        why "No request carries the key, so that the variable never has a value and what it stands in matches nothing."
        mend "Look the key up, or give it a default."
    }
    MULTIVALUED_VARIABLE: Warning Own {
        "Variable of a key with many values"
        why "A key with many values is never read as a variable, so that what it stands in matches nothing."
        mend "Test the key in a condition with a set operator."
    }
    VARIABLE_IN_NOT_RESOURCE: Warning Own {
        "Variable in NotResource"
        why "When the variable has no value, the entry matches nothing, and NotResource is about everything."
        mend "Give the variable a default, or list the resources with Resource."
    }
    USERNAME_IN_ROLE_POLICY: Warning Own {
        "aws:username where there are no users"
        why "Sessions of roles carry no aws:username: it never has a value here."
        mend "Use aws:userid or a principal tag."
    }
}

/// Looks at the variables.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    let version = subject.document.reading().version;
    for scope in &subject.statements {
        elsewhere(scope, found);
        resources(scope, version, subject.kind, found);
        conditions(scope, version, subject.kind, found);
    }
}

fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// V-2: in actions and principals.
fn elsewhere(scope: &Scope<'_>, found: &mut Findings) {
    let actions = scope.statement.action.patterns.iter().map(|it| (&*it.text, it.span));
    let principal = scope.statement.principal.iter().flat_map(|it| &it.entries);
    for (text, span) in actions.chain(principal.map(|it| (&*it.text, it.span))) {
        if has_variable(text) {
            let message = format!("in `{text}` the variable is plain text");
            found.add(&VARIABLE_UNSUPPORTED_IN_ELEMENT, span, message);
        }
    }
}

fn resources(scope: &Scope<'_>, version: Version, kind: Kind, found: &mut Findings) {
    let Some(element) = &scope.statement.resource else { return };
    for pattern in element.patterns.iter().filter(|it| has_variable(&it.text)) {
        let (text, span) = (&*pattern.text, pattern.span);
        if version == Version::V2008 {
            old(text, span, found);
            continue;
        }
        let Some(at) = arn::colons(text).map(|colons| colons[4] + 1) else {
            let message = format!("in `{text}` the variable is plain text");
            found.add(&VARIABLE_UNSUPPORTED_IN_ELEMENT, span, message);
            continue;
        };
        // A variable holds colons itself: the fifth may be inside one.
        if text.find("${").is_some_and(|first| first < at) {
            let message = format!("in `{text}` a variable stands before the fifth colon");
            found.add(&VARIABLE_UNSUPPORTED_IN_ELEMENT, span, message);
            continue;
        }
        written(&text[at..], span, kind, found);
        let open = text.match_indices("${").any(|(at, _)| !defaulted(&text[at..]));
        if element.polarity == Polarity::Excepted && open {
            let message = format!("without a value for its variable, `{text}` excepts nothing");
            found.add(&VARIABLE_IN_NOT_RESOURCE, span, message);
        }
    }
}

/// Whether the variable at the start of a text has a default, or is an escape.
fn defaulted(text: &str) -> bool {
    let inner = text[2..].split('}').next().unwrap_or_default();
    inner.contains(',') || matches!(inner, "*" | "?" | "$")
}

fn conditions(scope: &Scope<'_>, version: Version, kind: Kind, found: &mut Findings) {
    for cell in &scope.statement.conditions {
        if has_variable(&cell.key) {
            let message = format!("in the key `{}` the variable is plain text", cell.key);
            found.add(&VARIABLE_UNSUPPORTED_IN_ELEMENT, cell.span, message);
        }
        let Some(operator) = cell.operator else { continue };
        let read = matches!(
            operator.test,
            Test::StringEquals
                | Test::StringEqualsIgnoreCase
                | Test::StringLike
                | Test::ArnLike
                | Test::Bool
        );
        for value in cell.values.iter().filter(|value| has_variable(&value.text)) {
            if version == Version::V2008 {
                old(&value.text, value.span, found);
            } else if read {
                written(&value.text, value.span, kind, found);
            } else {
                let message = format!("{operator} does not read the variable in `{}`", value.text);
                found.add(&INVALID_VARIABLE_FOR_OPERATOR, value.span, message);
            }
        }
    }
}

/// V-1.
fn old(text: &str, span: Span, found: &mut Findings) {
    let message = format!("in this version the variable in `{text}` is plain text");
    found.add(&VARIABLE_UNSUPPORTED_IN_VERSION, span, message);
}

/// V-3, V-7: how the variables of a text are written, and whether their keys can have a value.
fn written(text: &str, span: Span, kind: Kind, found: &mut Findings) {
    let (template, faults) = Template::parse(text);
    for fault in faults {
        let check = match fault {
            VariableFault::MissingBrace => &MISSING_BRACE_IN_VARIABLE,
            VariableFault::MissingQuote => &MISSING_QUOTE_IN_VARIABLE,
            VariableFault::Empty => &EMPTY_VARIABLE,
            VariableFault::Space => &UNSUPPORTED_SPACE_IN_VARIABLE,
        };
        found.add(check, span, format!("a variable in `{text}` is not written as one"));
    }
    for key in template.iter().flat_map(Template::keys) {
        match known(key) {
            Known::Key(key) if key.cardinality() == Cardinality::Multi => {
                let message = format!("`{}` has many values", key.name());
                found.add(&MULTIVALUED_VARIABLE, span, message);
            }
            Known::Malformed | Known::NoGlobal | Known::NoOther => {
                found.add(&UNKNOWN_VARIABLE, span, format!("there is no key `{key}`"));
            }
            Known::Key(_) | Known::Claim => {}
        }
        let roles = matches!(kind, Kind::PermissionSet | Kind::RoleInline);
        if roles && key.eq_ignore_ascii_case("aws:username") {
            let message = "sessions of roles have no aws:username";
            found.add(&USERNAME_IN_ROLE_POLICY, span, message);
        }
    }
}
