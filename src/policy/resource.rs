//! Resources: the patterns that a statement lists, and what they match (section 3.2).

use super::{
    Span,
    action::Polarity,
    arn,
    arn_pattern::ArnPattern,
    context::Context,
    glob::Symbol,
    truth::Truth,
    variable::{Expanded, Template},
};

/// The `Resource` or `NotResource` of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The patterns.
    pub patterns: Vec<ResourcePattern>,
    /// Where the element stands.
    pub span: Span,
}

/// How to read an ARN with fewer than six parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// Every missing part is `*`: identity policies and boundaries.
    Completed,
    /// Only when the last part given ends in `*`: policies of resources and endpoints, and SCPs.
    OnlyAfterStar,
    /// It matches nothing: RCPs and session policies, with which AWS refuses it.
    Refused,
}

impl ResourceElement {
    /// Whether it covers a resource: an ARN, or `*` for actions without one.
    pub fn covers(&self, resource: &str, context: &Context, incomplete: Incomplete) -> Truth {
        let listed = Truth::any(
            self.patterns.iter().map(|pattern| pattern.matches(resource, context, incomplete)),
        );
        match self.polarity {
            Polarity::Listed => listed,
            Polarity::Excepted => !listed,
        }
    }

    /// The keys that its variables ask for.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().flat_map(|pattern| pattern.template.iter().flat_map(Template::keys))
    }
}

/// One pattern of a list of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern {
    /// As it was written.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// Its variables, which stand behind the fifth colon (V-2).
    template: Option<Template>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    ///
    Everything,
    /// All six parts are there.
    Whole(ArnPattern),
    /// Fewer: completed, and whether the last part given ends in `*`.
    Short { completed: ArnPattern, after_star: bool },
    /// Can match nothing: a wildcard in the service, or no ARN at all.
    Nothing,
}

/// A symbol of an ARN pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confined {
    /// As it stands.
    Free(Symbol),
    /// Matches no colon.
    Inside(Symbol),
}

/// What a pattern matches in a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spelled {
    /// Everything, also `*` for actions without a resource.
    Everything,
    /// No resource.
    Nothing,
    /// The ARNs that these symbols spell.
    Symbols(Vec<Confined>),
    /// At most the ARNs that these symbols spell: it has variables that the context leaves open.
    AtMost(Vec<Confined>),
}

impl ResourcePattern {
    /// The pattern in a text; variables are expanded only where the document's version has them (V-1).
    pub fn new(text: &str, span: Span, variables: bool) -> Self {
        let colons = arn::colons(text);
        let behind = colons.filter(|_| variables).map(|colons| &text[colons[4] + 1..]);
        let template = behind.and_then(|text| Template::parse(text).0);
        Self { text: text.into(), span, template, form: Form::new(text, colons) }
    }

    /// Whether it matches a resource: an ARN, or `*` for actions without one.
    pub fn matches(&self, resource: &str, context: &Context, incomplete: Incomplete) -> Truth {
        if self.form == Form::Everything {
            return Truth::Yes;
        }
        if resource == "*" {
            return Truth::No;
        }
        match &self.template {
            None => self.matches_as_written(resource, incomplete).into(),
            Some(template) => {
                let Some(head) = self.head() else { return Truth::No };
                if !begins(head, template, resource, context) {
                    return Truth::No;
                }
                match template.expand(context, wild) {
                    Expanded::Symbols(tail) => ArnPattern::new(head, tail).matches(resource).into(),
                    Expanded::Unresolved => Truth::No,
                    Expanded::Unknown => {
                        let widest = ArnPattern::new(head, template.widest(context, wild));
                        if widest.matches(resource) { Truth::Unknown } else { Truth::No }
                    }
                }
            }
        }
    }

    fn matches_as_written(&self, resource: &str, incomplete: Incomplete) -> bool {
        match &self.form {
            Form::Everything => true,
            Form::Whole(pattern) => pattern.matches(resource),
            Form::Short { completed, after_star } => {
                let usable = match incomplete {
                    Incomplete::Completed => true,
                    Incomplete::OnlyAfterStar => *after_star,
                    Incomplete::Refused => false,
                };
                usable && completed.matches(resource)
            }
            Form::Nothing => false,
        }
    }

    fn head(&self) -> Option<&str> {
        let usable = matches!(self.form, Form::Whole(_));
        arn::colons(&self.text).filter(|_| usable).map(|colons| &self.text[..=colons[4]])
    }

    /// What it matches in a context.
    pub fn spelled(&self, context: &Context, incomplete: Incomplete) -> Spelled {
        let parts = |head: &str, tail: Vec<Symbol>| -> Vec<Confined> {
            confined(head).into_iter().chain(tail.into_iter().map(Confined::Free)).collect()
        };
        let as_written = |text: &str| {
            let at = arn::colons(text).map_or(text.len(), |colons| colons[4] + 1);
            Spelled::Symbols(parts(&text[..at], text[at..].chars().map(wild).collect()))
        };
        match (&self.form, &self.template) {
            (Form::Everything, _) => Spelled::Everything,
            (Form::Nothing, _) => Spelled::Nothing,
            (Form::Short { after_star, .. }, _) => {
                let usable = match incomplete {
                    Incomplete::Completed => true,
                    Incomplete::OnlyAfterStar => *after_star,
                    Incomplete::Refused => false,
                };
                if usable { as_written(&completed(&self.text)) } else { Spelled::Nothing }
            }
            (Form::Whole(_), None) => as_written(&self.text),
            (Form::Whole(_), Some(template)) => {
                let head = self.head().unwrap_or_default();
                match template.expand(context, wild) {
                    Expanded::Symbols(tail) => Spelled::Symbols(parts(head, tail)),
                    Expanded::Unresolved => Spelled::Nothing,
                    Expanded::Unknown => {
                        Spelled::AtMost(parts(head, template.widest(context, wild)))
                    }
                }
            }
        }
    }

    /// Whether it is the bare `*`, the only pattern for actions without a resource.
    pub fn is_everything(&self) -> bool {
        self.form == Form::Everything
    }

    /// Whether all six parts are given, or it is `*`.
    pub fn is_complete(&self) -> bool {
        matches!(self.form, Form::Everything | Form::Whole(_))
    }

    /// Whether anything is left open: variables that the context does not settle.
    pub fn settled(&self, context: &Context) -> bool {
        self.template
            .as_ref()
            .is_none_or(|template| matches!(template.expand(context, wild), Expanded::Symbols(_)))
    }
}

/// Whether an ARN can begin like the first five parts of a pattern and the template behind them.
fn begins(head: &str, template: &Template, resource: &str, context: &Context) -> bool {
    head.contains(['*', '?'])
        || resource.strip_prefix(head).is_some_and(|behind| template.begins(behind, context, wild))
}

fn wild(c: char) -> Symbol {
    match c {
        '*' => Symbol::Many,
        '?' => Symbol::One,
        c => Symbol::Literal(c),
    }
}

impl Form {
    /// The form of a text with colons at these places, if it has five.
    fn new(text: &str, colons: Option<[usize; 5]>) -> Self {
        if text == "*" {
            return Self::Everything;
        }
        let mut parts = text.split(':');
        let is_arn = parts.next() == Some("arn");
        if !is_arn || parts.nth(1).is_some_and(|service| service.contains(['*', '?'])) {
            return Self::Nothing;
        }
        if let Some(colons) = colons {
            return Self::Whole(ArnPattern::of(text, colons[4] + 1));
        }
        let whole = completed(text);
        let at = arn::colons(&whole).map_or(whole.len(), |colons| colons[4] + 1);
        Self::Short { completed: ArnPattern::of(&whole, at), after_star: text.ends_with('*') }
    }
}

/// A text with `*` for every part that it lacks.
fn completed(text: &str) -> String {
    let lacking = 6_usize.saturating_sub(text.splitn(6, ':').count());
    format!("{text}{}", ":*".repeat(lacking))
}

/// The symbols of a text up to the fifth colon.
fn confined(head: &str) -> Vec<Confined> {
    let mut chars = head.chars().peekable();
    let mut symbols = Vec::with_capacity(head.len());
    while let Some(c) = chars.next() {
        symbols.push(match wild(c) {
            Symbol::Many if chars.peek() == Some(&':') => Confined::Free(Symbol::Many),
            symbol @ (Symbol::Many | Symbol::One) => Confined::Inside(symbol),
            symbol @ Symbol::Literal(_) => Confined::Free(symbol),
        });
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches_in(pattern: &str, resource: &str, incomplete: Incomplete) -> bool {
        let pattern = ResourcePattern::new(pattern, Span::START, true);
        pattern.matches(resource, &Context::default(), incomplete) == Truth::Yes
    }

    fn matches(pattern: &str, resource: &str) -> bool {
        matches_in(pattern, resource, Incomplete::Completed)
    }

    #[test]
    fn slashes_mean_nothing_a_13() {
        assert!(matches("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/2/test/x"));
        assert!(!matches("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket"));
        assert!(!matches("arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key"));
    }

    #[test]
    fn a_star_at_the_end_of_a_part_runs_past_colons_a_12() {
        assert!(matches("arn:aws:iam::*:role/x", "arn:aws:iam::111111111111:role/x"));
        assert!(matches("arn:aws:sqs:eu*:1:q", "arn:aws:sqs:eu-west-1:1:q"));
        assert!(!matches("arn:aws:sqs:e*1:1:q", "arn:aws:sqs:eu-west-1:x-1:1:q"));
        assert!(matches("arn:aws:sqs:e*1:1:q", "arn:aws:sqs:eu-west-1:1:q"));
        assert!(!matches("arn:aws:sqs:eu?west-1:1:q", "arn:aws:sqs:eu:west-1:1:q"));
        assert!(matches("arn:aws:sqs:eu?west-1:1:q", "arn:aws:sqs:eu-west-1:1:q"));
        assert!(matches("arn:aws:logs:r:1:log?group:*", "arn:aws:logs:r:1:log-group:a:b"));
    }

    #[test]
    fn short_arns_are_completed_where_the_policy_allows_a_14_a_15() {
        let queue = "arn:aws:sqs:eu-west-1:111111111111:q";
        assert!(matches("arn:aws:sqs", queue));
        assert!(!matches_in("arn:aws:sqs", queue, Incomplete::OnlyAfterStar));
        assert!(matches_in("arn:aws:sqs:*", queue, Incomplete::OnlyAfterStar));
        assert!(matches("arn:*", queue));
    }

    #[test]
    fn only_the_bare_star_reaches_actions_without_resource_a_16() {
        assert!(matches("*", "*"));
        assert!(!matches("arn:aws:ec2:*:*:instance/*", "*"));
        assert!(!matches("arn:*", "*"));
    }

    #[test]
    fn partitions_and_services_are_compared_a_12_a_19() {
        assert!(!matches("arn:aws:s3:::b", "arn:aws-cn:s3:::b"));
        assert!(matches("arn:aws*:s3:::b", "arn:aws-cn:s3:::b"));
        assert!(matches("arn:*:s3:::b", "arn:aws-cn:s3:::b"));
        assert!(!matches("arn:aws:s*:::b", "arn:aws:s3:::b"));
        assert!(!matches("arn:aws:*:::b", "arn:aws:s3:::b"));
    }

    #[test]
    fn a_pattern_is_unknown_only_where_its_variable_could_matter() {
        use crate::policy::context::Unmentioned;
        let context = Context::new(Unmentioned::Unknown);
        let pattern = ResourcePattern::new("arn:aws:s3:::b/${aws:x}/*", Span::START, true);
        let ask = |resource| pattern.matches(resource, &context, Incomplete::Completed);
        assert_eq!(ask("arn:aws:s3:::b/y/z"), Truth::Unknown);
        assert_eq!(ask("arn:aws:s3:::c/y/z"), Truth::No);
        assert_eq!(ask("arn:aws:s3:::b/y"), Truth::No);
    }

    #[test]
    fn a_pattern_is_spelled_as_it_matches_a_12_a_14() {
        use crate::policy::context::Unmentioned;
        fn text(symbols: &[Confined]) -> String {
            let mark = |symbol: &Confined| match symbol {
                Confined::Free(Symbol::Literal(c)) => *c,
                Confined::Free(Symbol::Many) => '*',
                Confined::Free(Symbol::One) => '?',
                Confined::Inside(Symbol::Many) => '+',
                Confined::Inside(_) => '!',
            };
            symbols.iter().map(mark).collect()
        }
        let spelled = |pattern: &str, team: Option<&str>, unmentioned, incomplete| {
            let mut context = Context::new(unmentioned);
            if let Some(team) = team {
                context.set("k:team", team);
            }
            let pattern = ResourcePattern::new(pattern, Span::START, true);
            match pattern.spelled(&context, incomplete) {
                Spelled::Everything => "everything".to_owned(),
                Spelled::Nothing => "nothing".to_owned(),
                Spelled::Symbols(symbols) => text(&symbols),
                Spelled::AtMost(symbols) => format!("at most {}", text(&symbols)),
            }
        };
        let plain =
            |pattern: &str, incomplete| spelled(pattern, None, Unmentioned::Absent, incomplete);
        assert_eq!(plain("*", Incomplete::Refused), "everything");
        assert_eq!(plain("arn:aws:sqs:e*1:1:q?*", Incomplete::Refused), "arn:aws:sqs:e+1:1:q?*");
        assert_eq!(plain("arn:aws:sqs:e?1:1:q", Incomplete::Refused), "arn:aws:sqs:e!1:1:q");
        assert_eq!(plain("arn:aws:sqs:eu*:1:q", Incomplete::Refused), "arn:aws:sqs:eu*:1:q");
        assert_eq!(plain("no:arn", Incomplete::Completed), "nothing");
        assert_eq!(plain("arn:aws:sqs", Incomplete::Completed), "arn:aws:sqs:*:*:*");
        assert_eq!(plain("arn:aws:sqs", Incomplete::OnlyAfterStar), "nothing");
        assert_eq!(plain("arn:aws:sqs:*", Incomplete::OnlyAfterStar), "arn:aws:sqs:*:*:*");
        assert_eq!(plain("arn:aws:sqs:*", Incomplete::Refused), "nothing");
        let own = "arn:aws:s3:::b/${k:team}/*";
        let of = |team, unmentioned| spelled(own, team, unmentioned, Incomplete::Completed);
        assert_eq!(of(Some("red"), Unmentioned::Absent), "arn:aws:s3:::b/red/*");
        assert_eq!(of(None, Unmentioned::Absent), "nothing");
        assert_eq!(of(None, Unmentioned::Unknown), "at most arn:aws:s3:::b/*/*");
    }
}
