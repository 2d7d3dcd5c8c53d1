//! What is said on the command line about the context of requests.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Failure, Output, time::rfc3339};
use crate::{
    catalog::{Cardinality, ConditionKey, ValueType, catalog},
    org::Organization,
    policy::{Context, ContextValue, Unmentioned},
};

/// What is said about the context of requests. A key of which nothing is said, and which does not
/// follow from the request, is unknown: verdicts that hang on it are conditional
#[derive(Debug, Default, clap::Args)]
pub struct ContextArgs {
    /// A condition key and its value; again for another key or another value of the same
    #[arg(long = "context", value_name = "KEY=VALUE")]
    given: Vec<String>,
    /// A condition key that requests do not carry
    #[arg(long = "absent", value_name = "KEY")]
    absent: Vec<String>,
    /// Take every key of which nothing is said as absent
    #[arg(long)]
    assume_absent: bool,
    /// When requests are made, in RFC 3339; without a time, when the data is from
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "not given, given alone, given with a time")]
    now: Option<Option<DateTime<Utc>>>,
}

impl ContextArgs {
    /// The context that is meant. Keys that nobody knows are told in a note.
    pub fn context(
        &self,
        organization: &Organization,
        output: &mut Output,
    ) -> Result<Context, Failure> {
        let unmentioned =
            if self.assume_absent { Unmentioned::Absent } else { Unmentioned::Unknown };
        let mut context = Context::new(unmentioned);
        if let Some(now) = self.now {
            let now = now.or(organization.foundation().clock).unwrap_or_else(Utc::now);
            context.set("aws:CurrentTime", rfc3339(now));
            context.set("aws:EpochTime", now.timestamp().to_string());
        }
        for (key, values) in self.values()? {
            let known = known(key, output);
            for value in &values {
                fits(key, value, known)?;
            }
            let many = known.is_some_and(|known| known.cardinality() == Cardinality::Multi);
            let value = match values.as_slice() {
                [one] if !many => ContextValue::One((*one).to_owned()),
                several => {
                    ContextValue::Many(several.iter().map(|value| (*value).to_owned()).collect())
                }
            };
            context.set(key, value);
        }
        for key in &self.absent {
            known(key, output);
            if self.values()?.contains_key(key.as_str()) {
                let both = format!("{key} is given with --context and with --absent: keep one");
                return Err(Failure::Usage(both));
            }
            context.set_absent(key);
        }
        Ok(context)
    }

    fn values(&self) -> Result<BTreeMap<&str, Vec<&str>>, Failure> {
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for given in &self.given {
            match given.split_once('=') {
                Some((key, value)) if !key.is_empty() => {
                    values.entry(key).or_default().push(value);
                }
                _ => {
                    let message = format!(
                        "--context {given}: write KEY=VALUE, such as aws:SourceIp=203.0.113.7"
                    );
                    return Err(Failure::Usage(message));
                }
            }
        }
        Ok(values)
    }
}

fn known(key: &str, output: &mut Output) -> Option<&'static ConditionKey> {
    let known = catalog().condition_key(key);
    if known.is_none() {
        output.note(format!("AWS is not known to have a condition key {key}"));
    }
    known
}

/// Whether a value is of the type of its key.
fn fits(key: &str, value: &str, known: Option<&ConditionKey>) -> Result<(), Failure> {
    let Some(value_type) = known.map(ConditionKey::value_type) else { return Ok(()) };
    let (good, form) = match value_type {
        ValueType::String | ValueType::Arn => return Ok(()),
        ValueType::Bool => (matches!(value, "true" | "false"), "true or false"),
        ValueType::Numeric => (value.parse::<f64>().is_ok(), "a number"),
        ValueType::Date => (is_date(value), "a time such as 2026-09-01T09:00:00Z"),
        ValueType::IpAddress => (value.parse::<std::net::IpAddr>().is_ok(), "an IP address"),
    };
    if good {
        return Ok(());
    }
    Err(Failure::Usage(format!("--context {key}={value}: the value has to be {form}")))
}

fn is_date(value: &str) -> bool {
    value.parse::<DateTime<Utc>>().is_ok()
        || value.parse::<chrono::NaiveDate>().is_ok()
        || value.parse::<i64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::output::Form,
        org::sample,
        policy::Lookup::{Absent, Present, Unknown},
    };

    fn context(args: &ContextArgs) -> Context {
        let mut output = Output::of_process(Form::Table);
        args.context(&sample::organization(), &mut output).unwrap()
    }

    fn one(text: &str) -> ContextValue {
        ContextValue::One(text.to_owned())
    }

    fn many(texts: &[&str]) -> ContextValue {
        ContextValue::Many(texts.iter().map(|&text| text.to_owned()).collect())
    }

    #[test]
    fn keys_are_given_absent_or_unknown() {
        let given = vec!["aws:SourceIp=203.0.113.7".to_owned()];
        let absent = vec!["aws:SourceVpce".to_owned()];
        let context = context(&ContextArgs { given, absent, ..ContextArgs::default() });
        assert_eq!(context.get("aws:SourceIp"), Present(&one("203.0.113.7")));
        assert_eq!(context.get("aws:SourceVpce"), Absent);
        assert_eq!(context.get("aws:RequestedRegion"), Unknown);
    }

    #[test]
    fn several_values_and_multivalued_keys_make_sets() {
        let given = ["aws:TagKeys=team", "aws:PrincipalTag/x=a", "aws:PrincipalTag/x=b"];
        let given = given.map(str::to_owned).to_vec();
        let context = context(&ContextArgs { given, ..ContextArgs::default() });
        assert_eq!(context.get("aws:TagKeys"), Present(&many(&["team"])));
        assert_eq!(context.get("aws:PrincipalTag/x"), Present(&many(&["a", "b"])));
    }

    #[test]
    fn a_time_sets_both_clocks_of_a_request() {
        let at = Some(Some("2026-09-01T09:00:00Z".parse().unwrap()));
        let context = context(&ContextArgs { now: at, ..ContextArgs::default() });
        assert_eq!(context.get("aws:CurrentTime"), Present(&one("2026-09-01T09:00:00Z")));
        assert_eq!(context.get("aws:EpochTime"), Present(&one("1788253200")));
        assert_eq!(context.get("aws:TokenIssueTime"), Unknown);
    }
}
