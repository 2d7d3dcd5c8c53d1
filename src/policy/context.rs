//! What a request brings along: condition keys and their values (section 7).

use std::{borrow::Cow, cmp::Ordering, ops::Range};

/// The value of a condition key. Numbers, dates and booleans are text, as in a policy (G-12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// A single-valued key.
    One(String),
    /// A multivalued key; possibly empty.
    Many(Vec<String>),
}

impl ContextValue {
    /// All the values.
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// Whether there is nothing in it: an empty set, or only an empty text (C-5, C-18).
    pub fn is_null(&self) -> bool {
        match self {
            Self::One(value) => value.is_empty(),
            Self::Many(values) => values.iter().all(String::is_empty),
        }
    }
}

impl From<&str> for ContextValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl From<String> for ContextValue {
    fn from(value: String) -> Self {
        Self::One(value)
    }
}

/// What is to be made of a key that has not been mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unmentioned {
    /// The request does not carry it.
    #[default]
    Absent,
    /// Nobody knows, so what hangs on it is unknown (K-15).
    Unknown,
}

/// What a key turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// The request carries this value.
    Present(&'a ContextValue),
    /// The request does not carry the key.
    Absent,
    /// Nobody knows.
    Unknown,
}

/// The condition keys of a request. Names compare without case (section 2.2).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// In the order of [`ignoring_case`]; spellings that differ only in case stand side by side, in
    /// their own order (C-9).
    entries: Vec<Entry>,
    /// Families such as `aws:PrincipalTag` of which every member is known.
    closed: Vec<Name>,
    unmentioned: Unmentioned,
}

type Name = Cow<'static, str>;

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    name: Name,
    /// Nothing when the request does not carry the key.
    value: Option<ContextValue>,
}

/// An order of names without case that is quick to tell: shorter ones first.
fn ignoring_case(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| {
        // Names of one length mostly differ at the end.
        let (a, b) = (a.bytes().rev(), b.bytes().rev());
        a.map(|b| b.to_ascii_lowercase()).cmp(b.map(|b| b.to_ascii_lowercase()))
    })
}

impl Context {
    /// A context with nothing in it.
    pub fn new(unmentioned: Unmentioned) -> Self {
        Self { unmentioned, ..Self::default() }
    }

    /// What is made of keys that have not been mentioned.
    pub fn unmentioned(&self) -> Unmentioned {
        self.unmentioned
    }

    /// Says what is made of keys that have not been mentioned.
    pub fn set_unmentioned(&mut self, unmentioned: Unmentioned) {
        self.unmentioned = unmentioned;
    }

    /// The entries whose names are the same but for case.
    fn spellings(&self, key: &str) -> Range<usize> {
        let start =
            self.entries.partition_point(|entry| ignoring_case(&entry.name, key) == Ordering::Less);
        let same = self.entries[start..]
            .iter()
            .take_while(|entry| entry.name.eq_ignore_ascii_case(key))
            .count();
        start..start + same
    }

    /// Gives a key a value; the same spelling again overwrites.
    pub fn set(&mut self, key: &str, value: impl Into<ContextValue>) {
        let mut place = self.spellings(key);
        if matches!(&self.entries[place.clone()], [only] if only.value.is_none()) {
            self.entries.remove(place.start);
            place.end = place.start;
        }
        let value = Some(value.into());
        match self.entries[place.clone()].binary_search_by(|entry| (*entry.name).cmp(key)) {
            Ok(at) => self.entries[place.start + at].value = value,
            Err(at) => {
                let name = key.to_owned().into();
                self.entries.insert(place.start + at, Entry { name, value });
            }
        }
    }

    /// Says that the request does not carry a key.
    pub fn set_absent(&mut self, key: &str) {
        let name = key.to_owned().into();
        self.entries.splice(self.spellings(key), [Entry { name, value: None }]);
    }

    /// Gives a key a value unless something has been said of it.
    pub fn complete(&mut self, key: impl Into<Name>, value: impl Into<ContextValue>) {
        let name = key.into();
        let place = self.spellings(&name);
        if place.is_empty() {
            self.entries.insert(place.start, Entry { name, value: Some(value.into()) });
        }
    }

    /// Says that the request does not carry a key, unless something has been said of it.
    pub fn complete_absent(&mut self, key: impl Into<Name>) {
        let name = key.into();
        let place = self.spellings(&name);
        if place.is_empty() {
            self.entries.insert(place.start, Entry { name, value: None });
        }
    }

    /// Forgets a key, as if it had never been mentioned.
    pub fn forget(&mut self, key: &str) {
        let place = self.spellings(key);
        self.entries.drain(place);
    }

    /// Whether something has been said of a key.
    pub fn mentions(&self, key: &str) -> bool {
        !self.spellings(key).is_empty()
    }

    /// What a key is. The exact spelling counts, else the first in order that differs only in
    /// case (C-9).
    pub fn get(&self, key: &str) -> Lookup<'_> {
        let spellings = &self.entries[self.spellings(key)];
        let exact = spellings.iter().find(|entry| entry.name == key);
        match exact.or_else(|| spellings.first()) {
            Some(Entry { value: Some(value), .. }) => Lookup::Present(value),
            Some(Entry { value: None, .. }) => Lookup::Absent,
            None if self.unmentioned == Unmentioned::Unknown && !self.family_closed(key) => {
                Lookup::Unknown
            }
            None => Lookup::Absent,
        }
    }

    /// Whether several keys differ from a name only in case, so that AWS's answer is open (C-9).
    pub fn is_ambiguous(&self, key: &str) -> bool {
        self.spellings(key).len() > 1
    }

    /// Says that of a family of keys such as `aws:PrincipalTag` all members are known.
    pub fn close_family(&mut self, family: impl Into<Name>) {
        self.closed.push(family.into());
    }

    /// Forgets every member of a family, and says that there is none.
    pub fn empty_family(&mut self, family: &'static str) {
        self.entries
            .retain(|entry| family_of(&entry.name).is_none_or(|f| !f.eq_ignore_ascii_case(family)));
        self.close_family(family);
    }

    fn family_closed(&self, key: &str) -> bool {
        family_of(key).is_some_and(|family| {
            self.closed.iter().any(|closed| closed.eq_ignore_ascii_case(family))
        })
    }

    /// Keys and values, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.by_name().filter_map(|entry| Some((&*entry.name, entry.value.as_ref()?)))
    }

    /// The keys that the request is said not to carry, in order of the names.
    pub fn absent(&self) -> impl Iterator<Item = &str> {
        self.by_name().filter(|entry| entry.value.is_none()).map(|entry| &*entry.name)
    }

    fn by_name(&self) -> impl Iterator<Item = &Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.name.to_ascii_lowercase());
        entries.into_iter()
    }
}

fn family_of(key: &str) -> Option<&str> {
    key.split_once('/').map(|(family, _)| family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case_and_the_exact_spelling_wins_c_9() {
        let mut context = Context::default();
        context.set("aws:ResourceTag/ec2", "lower");
        context.set("aws:ResourceTag/EC2", "upper");
        let value = |context: &Context, key: &str| match context.get(key) {
            Lookup::Present(value) => value.values()[0].clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(value(&context, "aws:ResourceTag/ec2"), "lower");
        assert_eq!(value(&context, "AWS:RESOURCETAG/EC2"), "upper");
        context.set("aws:ResourceTag/Ec2", "mixed");
        for (tag, is) in [("EC2", "upper"), ("Ec2", "mixed"), ("ec2", "lower"), ("eC2", "upper")] {
            assert_eq!(value(&context, &format!("aws:ResourceTag/{tag}")), is);
        }
        context.set("aws:ResourceTag/ec2", "again");
        assert_eq!(value(&context, "aws:ResourceTag/ec2"), "again");
        assert!(context.is_ambiguous("aws:ResourceTag/ec2") && !context.is_ambiguous("aws:x"));
        context.set("aws:x", "1");
        assert!(!context.is_ambiguous("aws:x"));
    }

    #[test]
    fn keys_are_told_in_the_order_of_their_names() {
        let mut context = Context::default();
        for key in ["b:longer", "a:b", "C:d", "a:much-longer"] {
            context.set(key, "x");
        }
        context.set_absent("b:gone");
        let present: Vec<&str> = context.iter().map(|(key, _)| key).collect();
        assert_eq!(present, ["a:b", "a:much-longer", "b:longer", "C:d"]);
        assert_eq!(context.absent().collect::<Vec<_>>(), ["b:gone"]);
    }

    #[test]
    fn what_is_absent_can_be_given_and_taken_back() {
        let mut context = Context::new(Unmentioned::Unknown);
        context.set_absent("aws:X");
        context.set("aws:x", "1");
        assert_eq!(context.get("AWS:X"), Lookup::Present(&"1".into()));
        assert!(!context.is_ambiguous("aws:x"));
        context.set_absent("AWS:x");
        assert_eq!(context.get("aws:x"), Lookup::Absent);
        context.forget("aws:x");
        assert_eq!(context.get("aws:x"), Lookup::Unknown);
    }

    #[test]
    fn a_family_is_closed_by_itself() {
        let mut context = Context::new(Unmentioned::Unknown);
        context.set("aws:RequestTag/a", "1");
        context.set("aws:PrincipalTag/a", "1");
        context.empty_family("aws:PrincipalTag");
        assert_eq!(context.get("aws:principaltag/a"), Lookup::Absent);
        assert_eq!(context.get("aws:principaltag/b"), Lookup::Absent);
        assert!(matches!(context.get("aws:RequestTag/a"), Lookup::Present(_)));
        assert_eq!(context.get("aws:RequestTag/b"), Lookup::Unknown);
    }

    #[test]
    fn what_is_not_mentioned_is_absent_or_unknown() {
        let mut context = Context::new(Unmentioned::Unknown);
        context.set_absent("aws:username");
        context.close_family("aws:PrincipalTag");
        assert_eq!(context.get("AWS:UserName"), Lookup::Absent);
        assert_eq!(context.get("aws:PrincipalTag/team"), Lookup::Absent);
        assert_eq!(context.get("aws:SourceIp"), Lookup::Unknown);
        context.set_unmentioned(Unmentioned::Absent);
        assert_eq!(context.unmentioned(), Unmentioned::Absent);
        assert_eq!(context.get("aws:SourceIp"), Lookup::Absent);
        context.set_unmentioned(Unmentioned::Unknown);
        assert_eq!(context.get("aws:SourceIp"), Lookup::Unknown);
        assert_eq!(context.get("aws:username"), Lookup::Absent);
    }
}
