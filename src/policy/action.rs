//! Actions: what a request does, and the patterns that a statement lists (section 3.1).

use std::{fmt, str::FromStr};

use compact_str::CompactString;

use super::{Span, glob::Glob, text::lower_case};

/// An action by its IAM name, such as `s3:GetObject`. Compared without case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionName {
    text: Box<str>,
    lower: Box<str>,
    colon: usize,
}

/// A text that names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an action: write it as service:Name, such as s3:GetObject")]
pub struct NotAnAction(pub String);

impl ActionName {
    /// The action of a service by its name; both are taken as they are.
    pub fn of(service: &str, name: &str) -> Self {
        let text = format!("{service}:{name}");
        Self { lower: text.to_ascii_lowercase().into(), text: text.into(), colon: service.len() }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// In lower case.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// The service prefix, in lower case.
    pub fn service(&self) -> &str {
        &self.lower[..self.colon]
    }

    /// The name behind the colon, as it was written.
    pub fn name(&self) -> &str {
        &self.text[self.colon + 1..]
    }
}

impl FromStr for ActionName {
    type Err = NotAnAction;

    fn from_str(text: &str) -> Result<Self, NotAnAction> {
        let valid = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        match text.split_once(':') {
            Some((service, name))
                if !service.is_empty()
                    && !name.is_empty()
                    && service.chars().all(valid)
                    && name.chars().all(valid) =>
            {
                Ok(Self {
                    text: text.into(),
                    lower: text.to_ascii_lowercase().into(),
                    colon: service.len(),
                })
            }
            _ => Err(NotAnAction(text.to_owned())),
        }
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether an element lists what it is about, or what it is not about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// `Action`, `Resource`, `Principal`.
    Listed,
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    Excepted,
}

/// The `Action` or `NotAction` of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The patterns.
    pub patterns: Vec<ActionPattern>,
    /// Where the element stands.
    pub span: Span,
}

impl ActionElement {
    /// Whether it covers an action; an empty list covers nothing, or everything (G-11).
    pub fn covers(&self, action: &ActionName) -> bool {
        let listed = self.patterns.iter().any(|pattern| pattern.matches(action));
        listed == (self.polarity == Polarity::Listed)
    }
}

/// One pattern of a list of actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPattern {
    /// As it was written.
    pub text: CompactString,
    /// Where it stands.
    pub span: Span,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `*` or `*:*`.
    Everything,
    /// The whole in lower case, the length of the service in it, and the pattern for the name.
    Service { lower: CompactString, colon: usize, name: Glob },
    /// Not of the form: matches nothing.
    Nothing,
}

impl Form {
    fn new(text: &str) -> Self {
        if text == "*" || text == "*:*" {
            return Self::Everything;
        }
        match text.find(':') {
            Some(colon) if colon > 0 && !text[..colon].contains(['*', '?']) => {
                let lower = lower_case(text);
                let name = Glob::new(&lower[colon + 1..]);
                Self::Service { lower, colon, name }
            }
            _ => Self::Nothing,
        }
    }
}

impl ActionPattern {
    /// The pattern in a text.
    pub fn new(text: &str, span: Span) -> Self {
        Self { text: text.into(), span, form: Form::new(text) }
    }

    /// Whether it matches an action.
    pub fn matches(&self, action: &ActionName) -> bool {
        match &self.form {
            Form::Everything => true,
            Form::Service { lower, colon, name } => {
                lower[..*colon] == *action.service()
                    && name.matches(&action.lower[action.colon + 1..])
            }
            Form::Nothing => false,
        }
    }

    /// The one service whose actions it can match; nothing when it is every service or none.
    pub fn service(&self) -> Option<&str> {
        match &self.form {
            Form::Service { lower, colon, .. } => Some(&lower[..*colon]),
            Form::Everything | Form::Nothing => None,
        }
    }

    /// Whether it has the form that AWS accepts.
    pub fn well_formed(&self) -> bool {
        self.form != Form::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, action: &str) -> bool {
        ActionPattern::new(pattern, Span::START).matches(&action.parse().unwrap())
    }

    #[test]
    fn case_does_not_count_a_1() {
        assert!(matches("S3:getobject", "s3:GetObject"));
        assert!(matches("IAM:List*", "iam:listaccesskeys"));
    }

    #[test]
    fn an_action_is_a_service_and_a_name_a_1() {
        for text in
            ["s3", "s3:", ":GetObject", "s3:Get Object", "s 3:GetObject", "s3:Get*", "s3:a:b"]
        {
            assert_eq!(text.parse::<ActionName>(), Err(NotAnAction(text.to_owned())));
        }
        let action: ActionName = "Execute-API:Invoke_v1.2".parse().unwrap();
        assert_eq!((action.service(), action.name()), ("execute-api", "Invoke_v1.2"));
        assert_eq!(
            (action.as_str(), action.lower()),
            ("Execute-API:Invoke_v1.2", "execute-api:invoke_v1.2")
        );
    }

    #[test]
    fn wildcards_stand_in_the_name_only_a_2() {
        assert!(matches("ec2:Describe?nstances", "ec2:DescribeInstances"));
        assert!(matches("s3:*Object*", "s3:PutObjectAcl"));
        assert!(!matches("s*:GetObject", "s3:GetObject"));
        assert!(matches("*:*", "s3:GetObject") && matches("*", "s3:GetObject"));
        assert!(!matches("s3*", "s3:GetObject"));
    }

    #[test]
    fn not_action_covers_the_rest_a_3() {
        let element = ActionElement {
            polarity: Polarity::Excepted,
            patterns: vec![ActionPattern::new("iam:*", Span::START)],
            span: Span::START,
        };
        assert!(element.covers(&"s3:GetObject".parse().unwrap()));
        assert!(!element.covers(&"iam:GetUser".parse().unwrap()));
    }
}
