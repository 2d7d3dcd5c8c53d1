//! Conditions: operators, keys and values.

use super::{Case, Reader, Version, items, repeated};
use crate::policy::{
    Span,
    condition::{ConditionCell, Test},
    fault::Fault,
    json::{Json, Member, Node},
};

impl Reader {
    pub(super) fn condition(&mut self, node: &Node<'_>) -> Vec<ConditionCell> {
        let mut cells = Vec::new();
        let operators = self.members(node, "a Condition").unwrap_or_default();
        for operator in operators {
            let keys = self.members(&operator.value, "a condition operator").unwrap_or_default();
            for (earlier, key) in repeated(keys, Case::Ignored) {
                let message = format!(
                    "`{}` and `{}` are the same key: merge their values",
                    earlier.key, key.key
                );
                self.error("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", key.key_span, message);
            }
            cells.extend(keys.iter().map(|key| self.cell(operator, key)));
        }
        cells
    }

    fn cell(&mut self, operator: &Member<'_>, key: &Member<'_>) -> ConditionCell {
        let items = items(&key.value);
        for item in items.iter().filter(|item| scalar(item).is_none()) {
            let kind = item.value.kind();
            let message = format!("a condition takes strings, numbers and booleans, not {kind}");
            self.error("DATA_TYPE_MISMATCH", item.span, message);
        }
        let values = items.iter().filter_map(|item| Some((scalar(item)?, item.span)));
        let span = Span { start: key.key_span.start, end: key.value.span.end };
        let variables = self.version == Version::V2012;
        let cell = ConditionCell::new(&operator.key, &key.key, values, span, variables);
        if cell.operator.is_none() {
            let message =
                format!("there is no operator `{}`: the condition never holds", operator.key);
            self.faults.push(Fault::warning(
                "INVALID_CONDITION_OPERATOR",
                operator.key_span,
                message,
            ));
        }
        for value in cell.values.iter().filter(|value| !value.well_typed()) {
            let message = format!(
                "`{}` is not of the type that {} compares: it matches nothing",
                value.text, operator.key
            );
            let test = cell.operator.map_or(Test::StringEquals, |operator| operator.test);
            self.faults.push(Fault::warning(mistyped(test), value.span, message));
        }
        cell
    }
}

/// A value of a condition as text; numbers and booleans are as good as strings (G-12).
fn scalar<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Json::String(text) => Some(text),
        Json::Number(text) => Some(text),
        Json::Bool(true) => Some("true"),
        Json::Bool(false) => Some("false"),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The code for a value that is not of the type that a test needs.
fn mistyped(test: Test) -> &'static str {
    match test {
        Test::NumericEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals => "TYPE_MISMATCH_NUMBER",
        Test::DateEquals
        | Test::DateLessThan
        | Test::DateLessThanEquals
        | Test::DateGreaterThan
        | Test::DateGreaterThanEquals => "TYPE_MISMATCH_DATE",
        Test::Bool | Test::Null => "TYPE_MISMATCH_BOOLEAN",
        Test::IpAddress => "TYPE_MISMATCH_IP_RANGE",
        Test::BinaryEquals => "TYPE_MISMATCH_BINARY",
        Test::ArnLike => "TYPE_MISMATCH_ARN",
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike => {
            "TYPE_MISMATCH_STRING"
        }
    }
}
