//! Checks of condition operators: whether there is such an operator, and whether it suits the key.

use super::{
    check::family,
    finding::Findings,
    keys::{Known, known},
    subject::{Scope, Subject},
};
use crate::{
    catalog::{Cardinality, ConditionKey, ValueType},
    policy::condition::{
        ConditionCell, Missing, Operator, PolicyValue, Quantifier, Sense, Test, boolean,
    },
};

family! {
    INVALID_CONDITION_OPERATOR: Error AccessAnalyzer {
        "Unknown operator"
        why "A condition with an operator that nobody knows never holds, so that a Deny that rests on it keeps nobody away."
        mend "Write an operator of the language, such as StringEquals."
    }
    OPERATOR_CASE: Suggestion Own {
        "Operator in another case"
        why "Operators are documented in one spelling alone."
        mend "Write the operator in the documented case."
    }
    NULL_WITH_IF_EXISTS: Error AccessAnalyzer {
        "Null with IfExists"
        why "Null tells whether a key is there: IfExists has nothing to add to it, and AWS refuses it."
        mend "Leave IfExists out."
    }
    NULL_WITH_QUALIFIER: Suggestion AccessAnalyzer {
        "Null with a set operator"
        why "Null tells whether a key is there: ForAllValues and ForAnyValue add nothing."
        mend "Leave the set operator out."
    }
    INVALID_CONDITION_MULTIPLE_BOOLEAN: Error AccessAnalyzer {
        "Both true and false"
        why "A test for true or false holds whenever the key is there, and says nothing."
        mend "Keep one of the two."
    }
    MISSING_QUALIFIER: Error AccessAnalyzer {
        "Key with many values and no set operator"
        why "Requests carry any number of values for this key, and what a plain operator makes of several is not defined."
        mend "Write ForAnyValue: or ForAllValues: before the operator."
    }
    FORALLVALUES_WITH_SINGLE_VALUED_KEY: SecurityWarning AccessAnalyzer {
        "ForAllValues with a key of one value"
        why "ForAllValues holds when the request does not carry the key at all, so that the Allow applies without it."
        mend "Leave ForAllValues out."
    }
    FORALLVALUES_ALLOWS_ABSENCE: SecurityWarning Own {
        "ForAllValues that holds without the key"
        why "ForAllValues holds when the request does not carry the key at all, so that the Allow applies without it. Of aws:TagKeys nothing is told: a request without it sets no tags."
        mend "Add a condition Null with the value false for the same key."
    }
    FORANYVALUE_WITH_SINGLE_VALUED_KEY: Suggestion Own {
        "ForAnyValue with a key of one value"
        why "A key that has one value needs no set operator."
        mend "Leave ForAnyValue out."
    }
    FORANYVALUE_NOT_DENIES_LITTLE: Warning Own {
        "Deny with a negated ForAnyValue"
        why "ForAnyValue with a negated operator does not hold when the request does not carry the key: the Deny spares such requests."
        mend "Deny the absence too, with a statement of its own that tests Null true."
    }
    TYPE_MISMATCH: Warning AccessAnalyzer {
        "Operator that does not suit the key"
        why "The operator compares values of another type than those of the key, so that texts are compared that mean the same and are written otherwise, or nothing matches."
        mend "Use an operator for the type of the key."
    }
    STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: SecurityWarning AccessAnalyzer {
        "StringLike with an ARN"
        why "In StringLike a wildcard runs past the colons of an ARN, so that a pattern fits other accounts and services than its writer may think."
        mend "Use ArnLike."
    }
    WILDCARD_WITHOUT_LIKE_OPERATOR: Warning AccessAnalyzer {
        "Wildcard where it is plain text"
        why "Only operators with Like know wildcards; under the others a star is a star."
        mend "Use the operator with Like, or remove the wildcard."
    }
    MISSING_PAIRED_CONDITION_KEYS: SecurityWarning AccessAnalyzer {
        "Private address without its network"
        why "Private addresses are the same in every network: without the network the test lets in others."
        mend "Test aws:SourceVpc or aws:SourceVpce too; with the address of an instance, aws:Ec2InstanceSourceVpc."
    }
}

/// Looks at the operators.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for scope in &subject.statements {
        for cell in &scope.statement.conditions {
            let Some(operator) = cell.operator else { continue };
            spelling(cell, operator, found);
            null_and_bool(cell, operator, found);
            wildcard(cell, operator, found);
            if let Known::Key(key) = known(&cell.key) {
                quantified(cell, operator, key, scope, found);
                typed(cell, operator, key, scope, found);
            }
            paired(cell, scope, found);
        }
    }
}

fn spelling(cell: &ConditionCell, operator: Operator, found: &mut Findings) {
    if *cell.operator_text != *operator.to_string() {
        let message = format!("`{}` is written {operator}", cell.operator_text);
        found.add(&OPERATOR_CASE, cell.span, message);
    }
}

/// C-5, C-25.
fn null_and_bool(cell: &ConditionCell, operator: Operator, found: &mut Findings) {
    if operator.test == Test::Null && operator.missing == Missing::Holds {
        found.add(&NULL_WITH_IF_EXISTS, cell.span, "Null takes no IfExists");
    }
    if operator.test == Test::Null && operator.quantifier.is_some() {
        found.add(&NULL_WITH_QUALIFIER, cell.span, "Null takes no set operator");
    }
    let told = |wanted: bool| cell.values.iter().any(|it| boolean(&it.text) == Some(wanted));
    if matches!(operator.test, Test::Null | Test::Bool) && told(true) && told(false) {
        let message = format!("`{}` is compared with both true and false", cell.key);
        found.add(&INVALID_CONDITION_MULTIPLE_BOOLEAN, cell.span, message);
    }
}

///
fn wildcard(cell: &ConditionCell, operator: Operator, found: &mut Findings) {
    if !matches!(operator.test, Test::StringEquals | Test::StringEqualsIgnoreCase) {
        return;
    }
    let starred = |value: &&PolicyValue| without_variables(&value.text).contains(['*', '?']);
    if let Some(value) = cell.values.iter().find(starred) {
        let message = format!("under {operator} the wildcard in `{}` is plain text", value.text);
        found.add(&WILDCARD_WITHOUT_LIKE_OPERATOR, value.span, message);
    }
}

fn without_variables(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        plain.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    plain + rest
}

/// C-10 to C-16.
fn quantified(
    cell: &ConditionCell,
    operator: Operator,
    key: &ConditionKey,
    scope: &Scope<'_>,
    found: &mut Findings,
) {
    let Operator { quantifier, test, sense, .. } = operator;
    if test == Test::Null {
        return;
    }
    let (name, span) = (&cell.key, cell.span);
    match (key.cardinality(), quantifier) {
        (Cardinality::Multi, None) => {
            let message = format!("a request can carry many values of `{name}`");
            found.add(&MISSING_QUALIFIER, span, message);
        }
        // A request without tags sets none: it is harmless where only some keys may be set.
        (Cardinality::Multi, Some(Quantifier::ForAllValues))
            if scope.allows() && *cell.lower != *"aws:tagkeys" && !requires(scope, &cell.lower) =>
        {
            let message = format!("this holds for requests without `{name}`");
            found.add(&FORALLVALUES_ALLOWS_ABSENCE, span, message);
        }
        (Cardinality::Single, Some(Quantifier::ForAllValues)) if scope.allows() => {
            let message = format!("`{name}` has one value, and this holds without it");
            found.add(&FORALLVALUES_WITH_SINGLE_VALUED_KEY, span, message);
        }
        (Cardinality::Single, Some(Quantifier::ForAnyValue)) => {
            let message = format!("`{name}` has one value");
            found.add(&FORANYVALUE_WITH_SINGLE_VALUED_KEY, span, message);
        }
        (Cardinality::Multi, Some(Quantifier::ForAnyValue))
            if !scope.allows()
                && sense == Sense::Negated
                && operator.missing == Missing::BySense =>
        {
            let message = format!("requests without `{name}` are spared");
            found.add(&FORANYVALUE_NOT_DENIES_LITTLE, span, message);
        }
        _ => {}
    }
}

/// Whether another condition of the statement needs the key to be there.
fn requires(scope: &Scope<'_>, key: &str) -> bool {
    scope.statement.conditions.iter().filter(|cell| *cell.lower == *key).any(|cell| {
        cell.operator.is_some_and(|operator| match operator.test {
            Test::Null => cell.values.iter().all(|it| boolean(&it.text) == Some(false)),
            _ => operator.restricts() || operator.quantifier == Some(Quantifier::ForAnyValue),
        })
    })
}

/// C-30, C-33.
fn typed(
    cell: &ConditionCell,
    operator: Operator,
    key: &ConditionKey,
    scope: &Scope<'_>,
    found: &mut Findings,
) {
    let known = key.value_type();
    let compared = type_of(operator.test);
    if known == ValueType::Arn && operator.test == Test::StringLike {
        let runs = |it: &&PolicyValue| it.text.len() > 1 && head(&it.text).contains(['*', '?']);
        if scope.allows()
            && operator.sense == Sense::Positive
            && let Some(value) = cell.values.iter().find(runs)
        {
            let message = format!("the wildcard in `{}` runs past colons", value.text);
            found.add(&STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS, value.span, message);
        }
        return;
    }
    let epoch = *cell.lower == *"aws:epochtime"
        && matches!(compared, Some(ValueType::Numeric | ValueType::Date));
    let text = compared == Some(ValueType::String) && known == ValueType::Arn;
    // Tags and encryption contexts are texts that often hold ARNs.
    let arns = compared == Some(ValueType::Arn)
        && known == ValueType::String
        && cell.values.iter().all(|it| it.text.starts_with("arn:"));
    if compared.is_none_or(|compared| compared == known) || epoch || text || arns {
        return;
    }
    let message = format!("`{}` is of type {known}, and {operator} is for another", cell.key);
    found.add(&TYPE_MISMATCH, cell.span, message);
}

/// The first five parts of an ARN.
fn head(text: &str) -> &str {
    text.match_indices(':').nth(4).map_or(text, |(at, _)| &text[..at])
}

/// The type that a test compares; nothing where it suits every type.
fn type_of(test: Test) -> Option<ValueType> {
    match test {
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike => {
            Some(ValueType::String)
        }
        Test::NumericEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals => Some(ValueType::Numeric),
        Test::DateEquals
        | Test::DateLessThan
        | Test::DateLessThanEquals
        | Test::DateGreaterThan
        | Test::DateGreaterThanEquals => Some(ValueType::Date),
        Test::Bool => Some(ValueType::Bool),
        Test::IpAddress => Some(ValueType::IpAddress),
        Test::ArnLike => Some(ValueType::Arn),
        Test::Null | Test::BinaryEquals => None,
    }
}

fn paired(cell: &ConditionCell, scope: &Scope<'_>, found: &mut Findings) {
    let pairs: &[&str] = match &*cell.lower {
        "aws:vpcsourceip" => &["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"],
        "aws:ec2instancesourceprivateipv4" => &["aws:ec2instancesourcevpc"],
        _ => return,
    };
    if scope.allows() && !scope.tests(pairs) {
        let message = format!("`{}` is the same in every network", cell.key);
        found.add(&MISSING_PAIRED_CONDITION_KEYS, cell.span, message);
    }
}
