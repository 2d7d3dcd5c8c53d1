//! What a request can be about: a form that the ARNs of an action have, or a resource of the model.

use std::sync::Arc;

use super::form::Form;
use crate::{
    access::{
        Caller, Request, Target,
        pattern_set::{Found, Fuel, Pattern, Piece, Reach},
        solve::{Apart, Place, of_resource},
        special,
    },
    org::{AccountId, Resource},
    policy::{
        ActionName, Arn, Context, Span,
        resource::{Incomplete, ResourcePattern, Spelled},
    },
};

/// What telling whether there is any such resource may cost.
const FUEL: u64 = 20_000;

/// A kind of resource, or one resource, that a request can be about.
#[derive(Debug, Clone)]
pub struct Spot {
    /// What its ARNs can be; nothing where the request is about `*`.
    pub place: Option<Place>,
    /// Whether the region is a part of the ARN that is still open, so that `aws:RequestedRegion`
    /// follows from it.
    pub regional: bool,
    /// Whether it is one of the many with a form, of which none is known.
    pub any: bool,
}

impl Spot {
    /// No resource at all.
    pub fn nothing() -> Self {
        Self { place: None, regional: false, any: false }
    }

    /// One resource.
    pub fn known(arn: &str) -> Self {
        Self { place: Some(Place::known(arn)), regional: false, any: false }
    }

    /// The resources of a form in an account, besides some.
    pub fn of_form(
        form: &Form,
        partition: &str,
        account: AccountId,
        outside: Vec<Pattern>,
    ) -> Self {
        let place = form.place(partition, account, outside);
        Self { place: Some(place), regional: form.is_regional(), any: true }
    }

    /// The same but for what is looked at by itself.
    #[must_use]
    pub fn besides(mut self, apart: Option<Arc<dyn Apart>>) -> Self {
        if let Some(place) = &mut self.place {
            place.apart = apart;
        }
        self
    }

    /// A resource of the model and what belongs to it, as far as they have a form.
    pub fn held(form: &Form, resource: &Resource) -> impl Iterator<Item = Self> + use<> {
        let places = form.within(resource.arn.as_str(), below(resource));
        places.map(|place| Self { place: Some(place), regional: false, any: false })
    }

    /// The part of it within some patterns; nothing when that cannot be anything.
    pub fn within(mut self, patterns: Option<&[Pattern]>) -> Option<Self> {
        let Some(patterns) = patterns else { return Some(self) };
        match &mut self.place {
            None => patterns.iter().any(Pattern::is_everything).then_some(self),
            Some(place) => {
                place.groups.push(patterns.to_vec());
                Some(self)
            }
        }
    }

    /// Whether there surely is no such resource.
    pub fn is_empty(&self) -> bool {
        let nothing =
            |place: &Place| place.find(&[], &place.sample, &mut Fuel::new(FUEL)) == Found::Nothing;
        self.place.as_ref().is_some_and(nothing)
    }

    /// What a request about it can name; only a stand-in when the place has more to say.
    pub fn sample(&self) -> &str {
        self.place.as_ref().map_or("*", |place| &place.sample)
    }
}

/// Patterns as people write them, read as in an identity policy.
pub fn read_patterns(texts: &[String]) -> Vec<Pattern> {
    let read = |text: &String| {
        let pattern = ResourcePattern::new(text, Span::START, false);
        match pattern.spelled(&Context::default(), Incomplete::Completed) {
            Spelled::Everything => Some(Pattern::everything()),
            Spelled::Nothing => None,
            Spelled::Symbols(symbols) | Spelled::AtMost(symbols) => Some(of_resource(&symbols)),
        }
    };
    texts.iter().filter_map(read).collect()
}

/// What stands between the ARN of a resource and what belongs to it, where something does.
pub fn separator(arn: &Arn) -> Option<char> {
    match arn.service() {
        "s3" | "dynamodb" => Some('/'),
        "lambda" | "sns" => Some(':'),
        _ => None,
    }
}

/// Patterns for a resource and whatever belongs to it.
pub fn and_below(arn: &Arn) -> Vec<String> {
    let below = separator(arn).map(|separator| format!("{arn}{separator}*"));
    std::iter::once(arn.to_string()).chain(below).collect()
}

/// What belongs to a resource of the model and heeds its policy, with an example: the objects of a
/// bucket, the versions of a function.
fn below(resource: &Resource) -> Option<(Pattern, String)> {
    let separator = separator(&resource.arn)?;
    let arn = resource.arn.as_str();
    let any = Piece::Many(Reach::Anything);
    let pieces = arn.chars().chain([separator]).map(Piece::Char).chain([any]);
    Some((Pattern::new(pieces), format!("{arn}{separator}1")))
}

/// A resource of the model, and all that may belong to it.
pub fn around(resource: &Resource) -> impl Iterator<Item = Pattern> {
    let itself = Pattern::text(resource.arn.as_str());
    std::iter::once(itself).chain(below(resource).map(|(below, _)| below))
}

/// The ARNs that surely belong to a resource of the model.
pub fn own(resource: &Resource) -> Vec<Pattern> {
    let itself = Pattern::text(resource.arn.as_str());
    let inner = below(resource).filter(|_| matches!(resource.arn.service(), "s3" | "lambda"));
    std::iter::once(itself).chain(inner.map(|(below, _)| below)).collect()
}

/// What AWS keeps for itself, where customers cannot do this (Z-13, Z-26).
pub fn kept_by_aws(caller: &Caller, action: &ActionName) -> Vec<Pattern> {
    if !matches!(action.service(), "iam" | "kms") {
        return Vec::new();
    }
    let kept = [
        ("arn:*:iam::*:role/aws-reserved/*", "arn:aws:iam::111111111111:role/aws-reserved/x"),
        ("arn:*:iam::aws:policy/*", "arn:aws:iam::aws:policy/x"),
        ("arn:*:kms:*:*:alias/aws/*", "arn:aws:kms:us-east-1:111111111111:alias/aws/x"),
    ];
    let refused = |example: &str| {
        let resource = Target { arn: example.to_owned(), account: None, tags: None };
        special::refused(&Request {
            caller: caller.clone(),
            action: action.clone(),
            resource,
            context: Context::default(),
            organization: None,
        })
        .is_some()
    };
    kept.into_iter()
        .filter(|(_, example)| refused(example))
        .map(|(pattern, _)| Pattern::glob(pattern))
        .collect()
}
