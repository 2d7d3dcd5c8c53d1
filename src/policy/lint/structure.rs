//! Checks of the structure: what stands where it must not, is missing, empty or there twice.

use std::collections::HashMap;

use super::{
    check,
    check::family,
    finding::Findings,
    subject::{Subject, members},
};
use crate::policy::{
    Fault, Place, Severity, Span,
    json::{Json, Member, Node},
};

family! {
    JSON_SYNTAX_ERROR: Error AccessAnalyzer {
        "It is no JSON"
        why "A text that is not JSON is no policy: AWS refuses it. A key that stands twice in one object counts as such an error, since nobody can tell which one is meant."
        mend "Mend the JSON at the place that is told; keep one of two equal keys."
    }
    INVALID_POLICY_ELEMENT: Error AccessAnalyzer {
        "Unknown element"
        why "The policy language has no such element. Names of elements count with their case, so that `effect` is none."
        mend "Remove the element, or spell it as the language does."
    }
    DATA_TYPE_MISMATCH: Error AccessAnalyzer {
        "Wrong type of JSON"
        why "Each element takes one type of JSON: strings, objects, or lists of them."
        mend "Write the value in the type that the element takes."
    }
    MISSING_STATEMENT: Error AccessAnalyzer {
        "No statement"
        why "A policy without statements says nothing, and AWS refuses it."
        mend "Add a Statement."
    }
    EMPTY_STATEMENT_LIST: Error Own {
        "A list of no statements"
        why "A policy needs a statement: an empty list is refused as a missing one is."
        mend "Add a statement."
    }
    MISSING_EFFECT: Error AccessAnalyzer {
        "No effect"
        why "A statement has to say whether it allows or denies."
        mend "Add \"Effect\": \"Allow\" or \"Deny\"."
    }
    INVALID_EFFECT: Error AccessAnalyzer {
        "Effect that is none"
        why "There are two effects, Allow and Deny, and they are spelled in this very case."
        mend "Write \"Allow\" or \"Deny\"."
    }
    MISSING_ACTION: Error AccessAnalyzer {
        "No action"
        why "A statement has to say which actions it is about."
        mend "Add an Action or a NotAction."
    }
    MISSING_RESOURCE: Error AccessAnalyzer {
        "No resource"
        why "A statement has to say which resources it is about; only trust policies are about their own role alone."
        mend "Add a Resource, such as \"*\"."
    }
    MISSING_PRINCIPAL: Error AccessAnalyzer {
        "No principal"
        why "A policy of a resource, a trust policy or an endpoint policy has to say whom it is about."
        mend "Add a Principal."
    }
    UNSUPPORTED_PRINCIPAL: Error AccessAnalyzer {
        "Principal where none belongs"
        why "A policy of an identity is about whoever it is attached to, and names no principal."
        mend "Remove the Principal."
    }
    UNSUPPORTED_ELEMENT_COMBINATION: Error AccessAnalyzer {
        "Elements that exclude each other"
        why "Action and NotAction, Resource and NotResource, Principal and NotPrincipal cannot stand in one statement."
        mend "Keep one of the two, or write two statements."
    }
    INVALID_VERSION: Error AccessAnalyzer {
        "Version that is none"
        why "The language has the versions 2012-10-17 and 2008-10-17; policies of Organizations take the newer one alone."
        mend "Write \"Version\": \"2012-10-17\"."
    }
    MISSING_VERSION: Warning AccessAnalyzer {
        "No version"
        why "Without a Version the rules of 2008 hold: variables such as ${aws:username} are plain text."
        mend "Add \"Version\": \"2012-10-17\"."
    }
    OLD_VERSION: Suggestion Own {
        "The version of 2008"
        why "In the older version variables are plain text, and newer features may be missing."
        mend "Write \"Version\": \"2012-10-17\", and look whether a text with ${ in it was meant literally."
    }
    UNSUPPORTED_ID: Warning Own {
        "Id where none belongs"
        why "Only policies of resources have an Id; elsewhere it is an error of the grammar."
        mend "Remove the Id."
    }
    UNSUPPORTED_CHARACTER: Error Own {
        "Character that IAM does not take"
        why "Documents of IAM consist of tabs, line ends and the characters from U+0020 to U+00FF."
        mend "Replace the character."
    }
    UNIQUE_SIDS_REQUIRED: Error AccessAnalyzer {
        "A Sid stands twice"
        why "In this kind of policy each Sid may stand once."
        mend "Give each statement a Sid of its own."
    }
    UNIQUE_SIDS_RECOMMENDED: Warning AccessAnalyzer {
        "A Sid stands twice"
        why "Two statements with one name cannot be told apart in logs and messages, and some services refuse them."
        mend "Give each statement a Sid of its own."
    }
    UNSUPPORTED_SID: Error AccessAnalyzer {
        "Sid with other characters"
        why "A Sid consists of the letters A to Z, a to z and the digits 0 to 9."
        mend "Leave the other characters out."
    }
    EMPTY_SID_VALUE: Suggestion AccessAnalyzer {
        "Empty Sid"
        why "An empty Sid names nothing."
        mend "Give the statement a name, or remove the Sid."
    }
    EMPTY_ARRAY_ACTION: Suggestion AccessAnalyzer {
        "No actions in the list"
        why "A statement about no actions never applies; with NotAction it is about every action."
        mend "Name the actions, or remove the statement."
    }
    EMPTY_ARRAY_RESOURCE: Suggestion AccessAnalyzer {
        "No resources in the list"
        why "A statement about no resources never applies; with NotResource it is about every resource."
        mend "Name the resources, or remove the statement."
    }
    EMPTY_ARRAY_PRINCIPAL: Suggestion AccessAnalyzer {
        "No principals in the list"
        why "An empty list names nobody."
        mend "Name the principals, or remove the list."
    }
    EMPTY_OBJECT_PRINCIPAL: Suggestion AccessAnalyzer {
        "No principals"
        why "An empty Principal names nobody."
        mend "Name the principals, or remove the statement."
    }
    EMPTY_OBJECT_CONDITION: Suggestion AccessAnalyzer {
        "Empty condition"
        why "A condition with nothing in it always holds: the statement is as wide as without."
        mend "Write the condition, or remove the element."
    }
    EMPTY_ARRAY_CONDITION: Suggestion AccessAnalyzer {
        "No values in the condition"
        why "No value matches an empty list: the condition never holds, or with a negated operator always."
        mend "Add the values, or remove the key."
    }
    EMPTY_ARRAY_CONDITION_FORALLVALUES: Suggestion AccessAnalyzer {
        "No values under ForAllValues"
        why "The condition holds only when the request does not carry the key."
        mend "Test that with Null, or add the values."
    }
    EMPTY_ARRAY_CONDITION_FORANYVALUE: Suggestion AccessAnalyzer {
        "No values under ForAnyValue"
        why "The condition never holds, so that the statement never applies."
        mend "Add the values, or remove the statement."
    }
    EMPTY_ARRAY_CONDITION_IFEXISTS: Suggestion AccessAnalyzer {
        "No values under IfExists"
        why "The condition holds only when the request does not carry the key."
        mend "Test that with Null, or add the values."
    }
}

/// Looks at the JSON, and takes over what the reader found.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    take_over(subject, found);
    document(subject, found);
    characters(subject, found);
    sids(subject, found);
    for node in subject.statement_nodes() {
        for member in members(node) {
            element(member, found);
        }
    }
}

/// What the reader of documents, and the rules of the place, have found.
fn take_over(subject: &Subject<'_>, found: &mut Findings) {
    let warnings = subject.document.faults().iter().filter(|it| it.severity == Severity::Warning);
    let faults =
        subject.document.refusals(subject.kind.place()).into_iter().chain(warnings.cloned());
    for fault in faults.filter(|fault| !told_elsewhere(subject, fault)) {
        if let Some(check) = check::check(fault.code) {
            found.add(check, fault.span, fault.message);
        }
    }
}

/// Entries of principals are told more exactly by the family of principals.
fn told_elsewhere(subject: &Subject<'_>, fault: &Fault) -> bool {
    let entries = || subject.statements.iter().filter_map(|it| it.statement.principal.as_ref());
    fault.code == "INVALID_PRINCIPAL_FORMAT"
        && entries().flat_map(|it| &it.entries).any(|entry| entry.span == fault.span)
}

/// G-2, G-3.
fn document(subject: &Subject<'_>, found: &mut Findings) {
    for member in subject.members() {
        match (&*member.key, &member.value.value) {
            ("Id", _) if subject.kind.place() != Place::Resource => {
                let message = format!("{} takes no Id", subject.kind.title());
                found.add(&UNSUPPORTED_ID, member.key_span, message);
            }
            ("Version", Json::String(version)) if version == "2008-10-17" => {
                found.add(&OLD_VERSION, member.value.span, "this is the version of 2008");
            }
            ("Statement", Json::Array(items)) if items.is_empty() => {
                let message = "there is no statement in the list";
                found.add(&EMPTY_STATEMENT_LIST, member.value.span, message);
            }
            _ => {}
        }
    }
}

/// G-13: the first character that IAM does not take. Policies of other services may.
fn characters(subject: &Subject<'_>, found: &mut Findings) {
    if subject.kind.place() == Place::Resource {
        return;
    }
    let mut at = crate::policy::Position::START;
    for c in subject.document.text().chars() {
        if !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}' | '\u{feff}') {
            let span = Span { start: at, end: at.behind(c) };
            let message = format!("`{c}` (U+{:04X}) is not taken by IAM", u32::from(c));
            found.add(&UNSUPPORTED_CHARACTER, span, message);
            return;
        }
        at = at.behind(c);
    }
}

/// G-6.
fn sids(subject: &Subject<'_>, found: &mut Findings) {
    let strict = subject.kind.place() != Place::Resource;
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let sids = subject.statement_nodes().iter().flat_map(members).filter(|it| it.key == "Sid");
    for Member { value, .. } in sids {
        let Json::String(sid) = &value.value else { continue };
        if sid.is_empty() {
            found.add(&EMPTY_SID_VALUE, value.span, "the Sid is empty");
            continue;
        }
        if strict && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let message = format!("the Sid `{sid}` holds more than letters and digits");
            found.add(&UNSUPPORTED_SID, value.span, message);
        }
        if let Some(first) = seen.get(&**sid) {
            let check = if strict { &UNIQUE_SIDS_REQUIRED } else { &UNIQUE_SIDS_RECOMMENDED };
            let message = format!("the Sid `{sid}` stands in line {} already", first.start.line);
            found.add(check, value.span, message);
        } else {
            seen.insert(sid, value.span);
        }
    }
}

/// G-11, C-15: what is there and empty.
fn element(member: &Member<'_>, found: &mut Findings) {
    match (&*member.key, &member.value.value) {
        (name @ ("Action" | "NotAction"), Json::Array(items)) if items.is_empty() => {
            found.add(&EMPTY_ARRAY_ACTION, member.value.span, format!("{name} lists no action"));
        }
        (name @ ("Resource" | "NotResource"), Json::Array(items)) if items.is_empty() => {
            let message = format!("{name} lists no resource");
            found.add(&EMPTY_ARRAY_RESOURCE, member.value.span, message);
        }
        ("Principal" | "NotPrincipal", Json::Object(kinds)) => {
            if kinds.is_empty() {
                found.add(&EMPTY_OBJECT_PRINCIPAL, member.value.span, "this names nobody");
            }
            for kind in kinds.iter().filter(|kind| is_empty_list(&kind.value)) {
                let message = format!("{} lists nobody", kind.key);
                found.add(&EMPTY_ARRAY_PRINCIPAL, kind.value.span, message);
            }
        }
        ("Condition", Json::Object(operators)) => {
            if operators.is_empty() {
                found.add(&EMPTY_OBJECT_CONDITION, member.value.span, "this holds always");
            }
            for operator in operators {
                condition(operator, found);
            }
        }
        _ => {}
    }
}

fn condition(operator: &Member<'_>, found: &mut Findings) {
    let keys = members(&operator.value);
    if keys.is_empty() && matches!(operator.value.value, Json::Object(_)) {
        let message = format!("{} tests no key: it holds always", operator.key);
        found.add(&EMPTY_OBJECT_CONDITION, operator.value.span, message);
    }
    let name = operator.key.to_ascii_lowercase();
    let check = if name.ends_with("ifexists") {
        &EMPTY_ARRAY_CONDITION_IFEXISTS
    } else if name.starts_with("forallvalues:") {
        &EMPTY_ARRAY_CONDITION_FORALLVALUES
    } else if name.starts_with("foranyvalue:") {
        &EMPTY_ARRAY_CONDITION_FORANYVALUE
    } else {
        &EMPTY_ARRAY_CONDITION
    };
    for key in keys.iter().filter(|key| is_empty_list(&key.value)) {
        found.add(check, key.value.span, format!("{} has no values", key.key));
    }
}

fn is_empty_list(node: &Node<'_>) -> bool {
    matches!(&node.value, Json::Array(items) if items.is_empty())
}
