//! The resource elements of statements, and how much of a form of ARNs each covers.

use super::ground::{Ground, KnownForm, shapes};
use crate::{
    access::{
        layers::LayerKind,
        pattern_set::{Found, Fuel, Pattern, Piece, Reach, find},
        solve::of_resource,
        statement::completion,
    },
    policy::{
        Context, Truth,
        action::Polarity,
        resource::{ResourceElement, Spelled},
    },
};

/// How much is covered. Greater covers more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// No resource.
    None,
    /// Some resources, as far as can be told.
    Some,
    /// Every resource.
    All,
}

/// A resource element as it is in one context and layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Element {
    excepted: bool,
    everything: bool,
    /// What it surely lists.
    sure: Vec<Pattern>,
    /// What it may list: patterns with variables that nobody has settled, at their widest.
    open: Vec<Pattern>,
    /// Where its patterns lead.
    addresses: Vec<Address>,
}

/// Which ARNs a pattern can match, as far as it is plain to see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Address {
    /// Those of this service.
    Service(String),
    /// Those with at least so many colons; where there are no more, its stars take none, so
    /// that the service, if it is spelled out, is this.
    Colons(usize, Option<String>),
}

/// What telling how much a form is covered may cost.
const FUEL: u64 = 20_000;

impl Coverage {
    /// Whether any one resource is covered.
    pub fn truth(self) -> Truth {
        match self {
            Self::None => Truth::No,
            Self::Some => Truth::Unknown,
            Self::All => Truth::Yes,
        }
    }

    fn inverted(self) -> Self {
        match self {
            Self::None => Self::All,
            Self::Some => Self::Some,
            Self::All => Self::None,
        }
    }
}

impl Element {
    /// The element of a statement in a layer; without one every resource is meant.
    pub fn new(element: Option<&ResourceElement>, layer: LayerKind, context: &Context) -> Self {
        let mut found = Self {
            excepted: false,
            everything: false,
            sure: Vec::new(),
            open: Vec::new(),
            addresses: Vec::new(),
        };
        let Some(element) = element else { return Self { everything: true, ..found } };
        found.excepted = element.polarity == Polarity::Excepted;
        for pattern in &element.patterns {
            match pattern.spelled(context, completion(layer)) {
                Spelled::Everything => found.everything = true,
                Spelled::Nothing => {}
                Spelled::Symbols(symbols) => found.sure.push(of_resource(&symbols)),
                Spelled::AtMost(symbols) => found.open.push(of_resource(&symbols)),
            }
        }
        if found.everything {
            found.sure.clear();
            found.open.clear();
        }
        found.addresses = found.patterns().map(Address::of).collect();
        found.addresses.sort();
        found.addresses.dedup();
        found
    }

    /// How much it covers where only the bare star can match, such as requests about no resource
    ///
    pub fn elsewhere(&self) -> Coverage {
        self.either(if self.everything { Coverage::All } else { Coverage::None })
    }

    /// Whether any of its patterns can match an ARN of a form.
    pub fn may_touch(&self, form: &KnownForm) -> bool {
        self.addresses.iter().any(|address| address.may_be_of(form.service.as_deref(), form.colons))
    }

    /// The services that all of its patterns are of; nothing when some may be of any.
    pub fn services(&self) -> Option<Vec<&str>> {
        self.addresses.iter().map(Address::service).collect()
    }

    /// Whether it can cover anything that a ground stands for; where it cannot, it surely does not.
    pub fn can_cover(&self, ground: Ground) -> bool {
        let Ground::Form(at) = ground else { return self.elsewhere() != Coverage::None };
        let known = shapes().form(at);
        let meets = |pattern: &Pattern| pattern.meets(&known.pattern);
        self.excepted || self.everything || (self.may_touch(known) && self.patterns().any(meets))
    }

    /// Whether it covers whatever there is.
    pub fn is_everything(&self) -> bool {
        self.everything && !self.excepted
    }

    /// What it lists, or may list, beside everything.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.sure.iter().chain(&self.open)
    }

    /// How much of a form it covers, of which one ARN may be given.
    pub fn of(&self, form: &Pattern, sample: Option<&str>) -> Coverage {
        self.either(self.listed(form, sample))
    }

    fn either(&self, listed: Coverage) -> Coverage {
        if self.excepted { listed.inverted() } else { listed }
    }

    fn listed(&self, form: &Pattern, sample: Option<&str>) -> Coverage {
        if self.everything {
            return Coverage::All;
        }
        let near = |pattern: &&Pattern| pattern.meets(form);
        let sure: Vec<Pattern> = self.sure.iter().filter(near).cloned().collect();
        if sure.is_empty() {
            let some = self.open.iter().any(|pattern| near(&pattern));
            return if some { Coverage::Some } else { Coverage::None };
        }
        let met = |sample: &str| sure.iter().any(|pattern| pattern.matches(sample));
        let missed = sample.is_some_and(|sample| !met(sample));
        let form = std::slice::from_ref(form);
        let all = !missed && find(&[form], &sure, &mut Fuel::new(FUEL)) == Found::Nothing;
        if all { Coverage::All } else { Coverage::Some }
    }
}

impl Address {
    fn of(pattern: &Pattern) -> Self {
        if let Some(service) = service_of(pattern) {
            return Self::Service(service);
        }
        let parts: Vec<&[Piece]> =
            pattern.pieces().split(|piece| *piece == Piece::Char(':')).collect();
        let plain = |piece: &Piece| match piece {
            Piece::Char(c) => Some(*c),
            Piece::AnyCase(_) | Piece::One(_) | Piece::Many(_) => None,
        };
        let service = parts.get(2).and_then(|part| part.iter().map(plain).collect());
        Self::Colons(parts.len() - 1, service)
    }

    /// The service, where it is the only one.
    fn service(&self) -> Option<&str> {
        match self {
            Self::Service(service) => Some(service),
            Self::Colons(..) => None,
        }
    }

    /// Whether there can be such ARNs of a service, which may be any, with so many colons.
    fn may_be_of(&self, service: Option<&str>, colons: Option<usize>) -> bool {
        let same = |own: &str| service.is_none_or(|service| service == own);
        match (self, colons) {
            (Self::Service(own), _) => same(own),
            (Self::Colons(least, _), Some(colons)) if colons < *least => false,
            (Self::Colons(least, Some(own)), Some(colons)) if colons == *least => same(own),
            (Self::Colons(..), _) => true,
        }
    }
}

/// The service of the ARNs that a pattern matches, where it is spelled out.
fn service_of(pattern: &Pattern) -> Option<String> {
    let mut colons = 0;
    let mut service = String::new();
    for piece in pattern.pieces() {
        match piece {
            Piece::Char(':') if colons == 2 => return Some(service),
            Piece::Char(':') => colons += 1,
            Piece::Char(c) if colons == 2 => service.push(*c),
            Piece::One(Reach::WithinPart | Reach::WithinName)
            | Piece::Many(Reach::WithinPart | Reach::WithinName)
                if colons < 2 => {}
            Piece::Char(_) if colons < 2 => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{
            effective::{Ground, shapes},
            possible::Form,
        },
        catalog::catalog,
        org::AccountId,
        policy::{Span, resource::ResourcePattern},
    };
    use proptest::prelude::*;

    fn element(polarity: Polarity, patterns: &[&str]) -> Element {
        let pattern = |text: &&str| ResourcePattern::new(text, Span::START, true);
        let element = ResourceElement {
            polarity,
            patterns: patterns.iter().map(pattern).collect(),
            span: Span::START,
        };
        let mut context = Context::default();
        context.set_unmentioned(crate::policy::Unmentioned::Unknown);
        Element::new(Some(&element), LayerKind::Identity, &context)
    }

    fn form(text: &str) -> Pattern {
        let account: AccountId = "111122223333".parse().unwrap();
        Form::Any(text.to_owned()).place("aws", account, Vec::new()).groups[0][0].clone()
    }

    fn cover(patterns: &[&str], text: &str) -> Coverage {
        element(Polarity::Listed, patterns).of(&form(text), None)
    }

    #[test]
    fn buckets_and_objects() {
        let bucket = "arn:${Partition}:s3:::${BucketName}";
        let object = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
        assert_eq!(cover(&["arn:aws:s3:::*"], bucket), Coverage::All);
        assert_eq!(cover(&["arn:aws:s3:::*/*"], object), Coverage::All);
        assert_eq!(cover(&["arn:aws:s3:::logs"], bucket), Coverage::Some);
        assert_eq!(cover(&["arn:aws:s3:::logs/*"], object), Coverage::Some);
        assert_eq!(cover(&["arn:aws:sqs:*:*:*"], bucket), Coverage::None);
        assert_eq!(cover(&["arn:aws:s3:::?"], bucket), Coverage::Some);
        assert_eq!(cover(&["arn:aws:s3:::${aws:PrincipalTag/team}"], bucket), Coverage::Some);
    }

    #[test]
    fn several_patterns_cover_together() {
        let queue = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}";
        let halves = ["arn:aws:sqs:*:111122223333:?", "arn:aws:sqs:*:*:??*"];
        assert_eq!(cover(&halves, queue), Coverage::All);
        assert_eq!(cover(&halves[..1], queue), Coverage::Some);
        assert_eq!(element(Polarity::Excepted, &halves).of(&form(queue), None), Coverage::None);
    }

    #[test]
    fn what_is_passed_over_would_not_be_covered() {
        let patterns = [
            "arn:*:iam::*:role/aws-service-role/*",
            "arn:*:sns:*:*:hook-*",
            "arn:aws:*:*:*:x",
            "arn:aws:ec2:*::snapshot/*",
            "arn:*:logs:*:*:log-group:/aws/*:*",
            "arn:*:s3:::b/*",
        ];
        let elements = patterns.map(|pattern| element(Polarity::Listed, &[pattern]));
        let account: AccountId = "111122223333".parse().unwrap();
        let (mut passed_over, mut covered) = (0, [false; 6]);
        for action in catalog().actions().iter().step_by(19) {
            for ground in &shapes().of(action).grounds {
                let Ground::Form(at) = ground else { continue };
                let known = shapes().form(*at);
                let place = known.form.place("aws", account, Vec::new());
                let form = place.groups[0][0].clone();
                for (element, covered) in elements.iter().zip(&mut covered) {
                    let touches = element.of(&form, Some(&place.sample)) != Coverage::None;
                    *covered |= touches;
                    passed_over += usize::from(!element.may_touch(known));
                    assert!(!touches || element.may_touch(known), "{}", known.resource_type);
                }
            }
        }
        assert!(passed_over > 1000 && covered.iter().filter(|it| **it).count() > 3);
    }

    proptest! {
        #[test]
        fn samples_agree(patterns in prop::collection::vec("[ab/*?]{0,6}", 1..4), fill in "[ab/]{1,3}") {
            let patterns: Vec<String> = patterns.iter().map(|p| format!("arn:aws:s3:::{p}")).collect();
            let texts: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let listed = element(Polarity::Listed, &texts);
            let covered = listed.of(&form("arn:${Partition}:s3:::a${X}"), Some("arn:aws:s3:::ab"));
            let arn = format!("arn:aws:s3:::a{fill}");
            let matched = texts.iter().any(|text| {
                ResourcePattern::new(text, Span::START, false).matches(&arn, &Context::default(), completion(LayerKind::Identity)) == Truth::Yes
            });
            match covered {
                Coverage::All => prop_assert!(matched),
                Coverage::None => prop_assert!(!matched),
                Coverage::Some => {}
            }
        }
    }
}
