//! The forms that the ARNs of an action's resources have, as the catalogue writes them, and what the
//! gaps in them can hold.

use super::Spot;
use crate::{
    access::{
        fit,
        pattern_set::{Pattern, Piece, Reach},
        solve::Place,
    },
    catalog::{ArnForm, Need, catalog},
    org::{AccountId, Resource},
    policy::{ActionName, Arn},
};

/// The forms of ARNs that an action can be about.
pub struct Forms {
    /// Whether a request need not name a resource.
    pub without_resource: bool,
    /// The forms.
    pub arns: Vec<Form>,
}

/// One form: `arn:${Partition}:s3:::${BucketName}`.
pub enum Form {
    /// One of the catalogue's.
    Known(&'static ArnForm),
    /// Whatever a service has.
    Any(String),
}

impl Forms {
    /// The forms of an action: those of its resource types, or any of its service when the catalogue
    /// does not know the action.
    pub fn of(action: &ActionName) -> Self {
        let Some(known) = catalog().action(action.as_str()) else {
            let any = format!("arn:${{Partition}}:{}:*:*:${{Any}}", action.service());
            return Self { without_resource: true, arns: vec![Form::Any(any)] };
        };
        let mut forms: Vec<&ArnForm> = fit::forms(known).into_iter().map(|(_, arn)| arn).collect();
        forms.dedup_by_key(|form| form.text());
        let arns = forms.into_iter().map(Form::Known).collect();
        // The types that an action of S3 lists are alternatives: one of them it always is about.
        let alternatives = known.service() == "s3" && !known.is_resource_less();
        let optional = known.resource_types().iter().all(|used| used.need() == Need::Optional);
        let without_resource = optional && !alternatives;
        Self { without_resource, arns }
    }

    /// What of a resource of the model, and of what belongs to it, has one of the forms.
    pub fn spots_of(&self, resource: &Resource) -> Vec<Spot> {
        let forms = self.arns.iter().filter(|form| form.service_is(&resource.arn));
        forms.flat_map(|form| Spot::held(form, resource)).collect()
    }
}

/// A piece of a form: text as it stands, or a gap by its name.
enum Part<'t> {
    Text(&'t str),
    Gap(&'t str),
    Star,
}

impl Form {
    fn text(&self) -> &str {
        match self {
            Self::Known(form) => form.text(),
            Self::Any(text) => text,
        }
    }

    /// Whether a gap stands for a mere name.
    fn holds_name(&self, gap: &str) -> bool {
        match self {
            Self::Known(form) => form.holds_name(gap),
            Self::Any(_) => false,
        }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut found = Vec::new();
        let mut rest = self.text();
        while !rest.is_empty() {
            let at = rest.find(['$', '*', '<']).unwrap_or(rest.len());
            if at > 0 {
                found.push(Part::Text(&rest[..at]));
                rest = &rest[at..];
                continue;
            }
            let gap = |open: &str, close: char| {
                let inner = rest.strip_prefix(open)?;
                inner.split_once(close)
            };
            if let Some((name, after)) = gap("${", '}').or_else(|| gap("<", '>')) {
                found.push(Part::Gap(name));
                rest = after;
            } else {
                let literal = &rest[..1];
                found.push(if literal == "*" { Part::Star } else { Part::Text(literal) });
                rest = &rest[1..];
            }
        }
        found
    }

    /// Whether an ARN is of the same service.
    pub fn service_is(&self, arn: &Arn) -> bool {
        self.own_service().is_none_or(|service| service == arn.service())
    }

    /// The pattern of its ARNs; `fill` says what is known of a gap.
    fn pattern(&self, fill: impl Fn(&str) -> Option<String>) -> Pattern {
        let mut pieces = Vec::new();
        let mut colons = 0;
        for part in self.parts() {
            let reach = match part {
                // Whatever stands before the fifth colon stays inside its part.
                _ if colons < 5 => Reach::WithinPart,
                Part::Gap(name) if self.holds_name(name) => Reach::WithinName,
                _ => Reach::Anything,
            };
            let text = match part {
                Part::Text(text) => Some(text.to_owned()),
                Part::Gap(name) => fill(name),
                Part::Star => None,
            };
            match (text, part) {
                (Some(text), _) => {
                    colons += text.matches(':').count();
                    pieces.extend(text.chars().map(Piece::Char));
                }
                (None, Part::Star) => pieces.push(Piece::Many(reach)),
                (None, _) => pieces.extend([Piece::One(reach), Piece::Many(reach)]),
            }
        }
        Pattern::new(pieces)
    }

    fn sample(&self, fill: impl Fn(&str) -> Option<String>) -> String {
        let text = |part: Part<'_>| match part {
            Part::Text(text) => text.to_owned(),
            Part::Gap(name) => fill(name).unwrap_or_else(|| "example".to_owned()),
            Part::Star => "example".to_owned(),
        };
        self.parts().into_iter().map(text).collect()
    }

    /// The service that its ARNs are of; nothing when they may be of any.
    pub fn own_service(&self) -> Option<&str> {
        Some(self.service()).filter(|service| !service.contains(['$', '*']))
    }

    /// All of its ARNs, whatever stands in the gaps.
    pub fn anywhere(&self) -> Pattern {
        self.pattern(|_| None)
    }

    /// How many colons its ARNs have; nothing when they can have more or fewer.
    pub fn colons(&self) -> Option<usize> {
        let pattern = self.anywhere();
        let mut colons = 0;
        for piece in pattern.pieces() {
            match piece {
                Piece::Char(':') => colons += 1,
                Piece::Char(_) | Piece::AnyCase(_) => {}
                Piece::One(reach) | Piece::Many(reach) => match reach {
                    Reach::Anything => return None,
                    Reach::WithinPart | Reach::WithinName => {}
                },
            }
        }
        Some(colons)
    }

    /// Whether its ARNs tell whose they are.
    pub fn tells_account(&self) -> bool {
        self.text().split(':').nth(4) == Some("${Account}")
    }

    /// The service that stands in its ARNs.
    fn service(&self) -> &str {
        self.text().split(':').nth(2).unwrap_or_default()
    }

    /// Whether the region is a part of the ARN that is still open.
    pub fn is_regional(&self) -> bool {
        self.text().split(':').nth(3).is_some_and(|region| region.contains(['$', '*']))
    }

    /// The resources of this form in an account, besides some.
    pub fn place(&self, partition: &str, account: AccountId, outside: Vec<Pattern>) -> Place {
        let pattern = self.pattern(|name| known(name, partition, account));
        let sample = self.example(partition, account);
        Place { groups: vec![vec![pattern]], outside, apart: None, sample }
    }

    /// A resource of this form in an account, which looks real.
    pub fn example(&self, partition: &str, account: AccountId) -> String {
        self.sample(|name| match name {
            "Region" => Some("us-east-1".to_owned()),
            name => known(name, partition, account),
        })
    }

    /// A resource, and what belongs to it, as far as they have this form.
    pub fn within(
        &self,
        arn: &str,
        below: Option<(Pattern, String)>,
    ) -> impl Iterator<Item = Place> + use<> {
        let form = self.anywhere();
        let itself = form.matches(arn).then(|| Place::known(arn));
        let inner = below.map(|(below, sample)| Place {
            groups: vec![vec![form], vec![below]],
            outside: Vec::new(),
            apart: None,
            sample,
        });
        itself.into_iter().chain(inner)
    }
}

/// What is known of a gap in an account.
fn known(gap: &str, partition: &str, account: AccountId) -> Option<String> {
    match gap {
        "Partition" => Some(partition.to_owned()),
        "Account" => Some(account.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(action: &str, arn: &str) -> bool {
        let forms = Forms::of(&action.parse().unwrap());
        forms.arns.iter().any(|form| form.anywhere().matches(arn))
    }

    #[test]
    fn a_mere_name_ends_at_a_slash_or_colon() {
        assert!(fits("s3:ListBucket", "arn:aws:s3:::data"));
        assert!(!fits("s3:ListBucket", "arn:aws:s3:::data/"));
        assert!(!fits("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs:x"));
        assert!(!fits("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t/x"));
    }
}
