//! One cell of a condition: an operator, a key, its values, and whether a context meets it.

use std::borrow::Cow;

use compact_str::CompactString;

use super::{
    operator::{Missing, Operator, Quantifier, Sense, Test},
    predicate::{PolicyValue, any_matches, boolean},
};
use crate::policy::{
    Span,
    context::{Context, ContextValue, Lookup},
    text::lower_case,
    truth::Truth,
};

/// One cell of a condition (C-1).
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionCell {
    /// The operator; absent when there is none of that name, so that the cell never holds (C-8).
    pub operator: Option<Operator>,
    /// The operator as it was written.
    pub operator_text: Cow<'static, str>,
    /// The key as it was written.
    pub key: CompactString,
    /// The key in lower case.
    pub lower: CompactString,
    /// The values; alternatives, or for a negated operator all excluded (C-2).
    pub values: Vec<PolicyValue>,
    /// Where key and values stand.
    pub span: Span,
}

impl ConditionCell {
    /// Compiles a cell.
    pub fn new<'v>(
        operator_text: &str,
        key: &str,
        values: impl IntoIterator<Item = (&'v str, Span)>,
        span: Span,
        variables: bool,
    ) -> Self {
        let operator = Operator::parse(operator_text);
        let test = operator.map_or(Test::StringEquals, |operator| operator.test);
        Self {
            operator,
            operator_text: match operator {
                Some(operator) if operator.name() == operator_text => operator.name().into(),
                _ => operator_text.to_owned().into(),
            },
            key: key.into(),
            lower: lower_case(key),
            values: values
                .into_iter()
                .map(|(text, span)| PolicyValue::new(test, text, span, variables))
                .collect(),
            span,
        }
    }

    /// Whether a context meets it.
    pub fn holds(&self, context: &Context) -> Truth {
        self.holds_for(context.get(&self.key), context)
    }

    /// Whether it is met when its key is this; the context settles only its variables.
    pub fn holds_for(&self, found: Lookup<'_>, context: &Context) -> Truth {
        let Some(operator) = self.operator else { return Truth::No };
        if operator.test == Test::Null {
            return self.null(found);
        }
        match found {
            Lookup::Unknown => Truth::Unknown,
            Lookup::Absent => missing(operator),
            Lookup::Present(value) => match (operator.quantifier, value) {
                (_, ContextValue::Many(values)) if values.is_empty() => missing(operator),
                (Some(Quantifier::ForAllValues), value) if value.is_null() => Truth::Yes,
                (Some(Quantifier::ForAllValues), value) => {
                    Truth::all(value.values().iter().map(|v| self.meets(operator, v, context)))
                }
                (Some(Quantifier::ForAnyValue), value) => {
                    Truth::any(value.values().iter().map(|v| self.meets(operator, v, context)))
                }
                (None, value) => match value.values() {
                    [one] => self.meets(operator, one, context),
                    // A set needs a quantifier; without one it fails, whatever the operator (C-16).
                    _ => Truth::No,
                },
            },
        }
    }

    /// Whether one value of the request, present and not empty, meets it; the context settles only
    /// its variables.
    pub fn met_by(&self, value: &str, context: &Context) -> Truth {
        self.operator.map_or(Truth::No, |operator| self.meets(operator, value, context))
    }

    /// Whether one value of the request meets the list (C-2).
    fn meets(&self, operator: Operator, value: &str, context: &Context) -> Truth {
        let matched = any_matches(operator.test, &self.values, value, context);
        match operator.sense {
            Sense::Positive => matched,
            Sense::Negated => !matched,
        }
    }

    /// `Null`: whether the key is absent or null, compared with each value (C-5).
    fn null(&self, found: Lookup<'_>) -> Truth {
        let wanted =
            |absent: bool| self.values.iter().any(|value| boolean(&value.text) == Some(absent));
        match found {
            Lookup::Absent => wanted(true).into(),
            Lookup::Present(value) => wanted(value.is_null()).into(),
            Lookup::Unknown if wanted(true) == wanted(false) => wanted(true).into(),
            Lookup::Unknown => Truth::Unknown,
        }
    }

    /// The keys that the variables of its values ask for.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.values.iter().flat_map(PolicyValue::variables)
    }

    /// The keys that it hangs on in a context: those of which nobody knows the value.
    pub fn unknown_keys<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a str> {
        std::iter::once(&*self.key)
            .chain(self.variables())
            .filter(|key| context.get(key) == Lookup::Unknown)
    }
}

/// What an operator makes of a missing key or an empty set (C-3, C-4, C-10, C-11, C-13).
fn missing(operator: Operator) -> Truth {
    let holds = match (operator.quantifier, operator.missing, operator.sense) {
        (_, Missing::Holds, _) | (Some(Quantifier::ForAllValues), ..) => true,
        (Some(Quantifier::ForAnyValue), ..) => false,
        (None, Missing::BySense, sense) => sense == Sense::Negated,
    };
    holds.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::context::Unmentioned;

    fn cell(operator: &str, values: &[&str]) -> ConditionCell {
        let values = values.iter().map(|value| (*value, Span::START));
        ConditionCell::new(operator, "k", values, Span::START, true)
    }

    fn context(value: Option<ContextValue>) -> Context {
        let mut context = Context::default();
        if let Some(value) = value {
            context.set("k", value);
        }
        context
    }

    fn many(values: &[&str]) -> ContextValue {
        ContextValue::Many(values.iter().map(|v| (*v).to_owned()).collect())
    }

    #[test]
    fn the_truth_table_of_section_5_2() {
        let columns =
            [None, Some("a".into()), Some("c".into()), Some(many(&["a", "c"])), Some(many(&[]))];
        let rows = [
            ("StringEquals", "FTFFF"),
            ("StringNotEquals", "TFTFT"),
            ("StringEqualsIfExists", "TTFFT"),
            ("StringNotEqualsIfExists", "TFTFT"),
            ("ForAllValues:StringEquals", "TTFFT"),
            ("ForAnyValue:StringEquals", "FTFTF"),
            ("ForAllValues:StringNotEquals", "TFTFT"),
            ("ForAnyValue:StringNotEquals", "FFTTF"),
        ];
        for (operator, wanted) in rows {
            let got: String = columns
                .iter()
                .map(|value| match cell(operator, &["a", "b"]).holds(&context(value.clone())) {
                    Truth::Yes => 'T',
                    Truth::No => 'F',
                    Truth::Unknown => '?',
                })
                .collect();
            assert_eq!(got, wanted, "{operator}");
        }
        for (value, null) in columns.into_iter().zip([true, false, false, false, true]) {
            let context = context(value);
            assert_eq!(cell("Null", &["true"]).holds(&context), null.into());
            assert_eq!(cell("Null", &["false"]).holds(&context), (!null).into());
            assert_eq!(cell("Null", &["true", "false"]).holds(&context), Truth::Yes);
        }
    }

    fn holds(operator: &str, policy: &str, request: &str) -> bool {
        cell(operator, &[policy]).holds(&context(Some(request.into()))) == Truth::Yes
    }

    #[test]
    fn each_operator_on_values_5_3() {
        assert!(
            !holds("StringEquals", "home/*", "home/x") && holds("StringEquals", "home/*", "home/*")
        );
        assert!(holds("StringEqualsIgnoreCase", "Team", "tEAM"));
        assert!(
            holds("StringLike", "home/?*", "home/x") && !holds("StringLike", "Home/*", "home/x")
        );
        assert!(holds("NumericEquals", "10", "10.0") && holds("NumericLessThan", "10", "9"));
        assert!(
            !holds("NumericLessThan", "9", "10") && holds("NumericGreaterThanEquals", "3", "3")
        );
        for (operator, wanted) in [
            ("Equals", "FTF"),
            ("NotEquals", "TFT"),
            ("LessThan", "TFF"),
            ("LessThanEquals", "TTF"),
            ("GreaterThan", "FFT"),
            ("GreaterThanEquals", "FTT"),
        ] {
            for (kind, values, than) in [
                ("Numeric", ["9", "10.0", "11"], "10"),
                ("Date", ["2025", "2026-01", "2027"], "2026"),
            ] {
                let operator = format!("{kind}{operator}");
                let got = values.map(|value| if holds(&operator, than, value) { 'T' } else { 'F' });
                assert_eq!(got.iter().collect::<String>(), wanted, "{operator}");
            }
        }
        assert!(holds("DateLessThan", "2026-01-02", "2026-01-01T23:59:59Z"));
        assert!(holds("DateGreaterThan", "1700000000", "2026"));
        assert!(holds("Bool", "True", "true") && !holds("Bool", "true", "yes"));
        assert!(holds("BinaryEquals", "aGk=", "aGk=") && holds("BinaryEquals", "aGk=", "hi"));
        assert!(holds("IpAddress", "203.0.113.0/24", "203.0.113.7"));
        assert!(holds("NotIpAddress", "203.0.113.0/24", "198.51.100.1"));
        assert!(holds(
            "ArnEquals",
            "arn:aws:iam::*:role/app",
            "arn:aws:iam::111111111111:role/app"
        ));
        assert!(!holds("StringMatches", "a", "a"));
    }

    #[test]
    fn type_errors_match_nothing_so_negated_holds_c_7() {
        assert!(!holds("NumericEquals", "ten", "10") && holds("NumericNotEquals", "ten", "10"));
        assert!(!holds("NumericEquals", "10", "ten") && holds("NumericNotEquals", "10", "ten"));
        assert!(holds("NotIpAddress", "10.0.0.0/8", "nowhere"));
        assert!(holds("ArnNotLike", "arn:aws:iam::*:role/x", "not an arn"));
    }

    #[test]
    fn empty_lists_c_15() {
        let given = context(Some("a".into()));
        assert_eq!(cell("StringEquals", &[]).holds(&given), Truth::No);
        assert_eq!(cell("StringNotEquals", &[]).holds(&given), Truth::Yes);
        assert_eq!(cell("StringNotEquals", &[]).holds(&context(None)), Truth::Yes);
    }

    #[test]
    fn an_empty_text_is_null_c_5_c_18() {
        let given = context(Some("".into()));
        assert_eq!(cell("Null", &["true"]).holds(&given), Truth::Yes);
        assert_eq!(cell("ForAllValues:StringEquals", &["a"]).holds(&given), Truth::Yes);
    }

    #[test]
    fn unresolved_variables_fail_and_negated_hold_v_5() {
        let given = context(Some("red".into()));
        assert_eq!(cell("StringEquals", &["${aws:PrincipalTag/t}"]).holds(&given), Truth::No);
        assert_eq!(cell("StringNotEquals", &["${aws:PrincipalTag/t}"]).holds(&given), Truth::Yes);
    }

    #[test]
    fn unknown_keys_are_named_k_15() {
        let context = Context::new(Unmentioned::Unknown);
        let cell = cell("StringEquals", &["${aws:SourceVpc}"]);
        assert_eq!(cell.holds(&context), Truth::Unknown);
        assert_eq!(cell.unknown_keys(&context).collect::<Vec<_>>(), ["k", "aws:SourceVpc"]);
    }
}
