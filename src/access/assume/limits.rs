//! What STS refuses, whatever policies say (G-23, G-26, G-27, K-2, Z-6, Z-7).

use super::{
    Wish,
    call::{inherited_identity, inherited_tags},
    role::is_chained,
    session_policies::CHARACTERS,
};
use crate::{access::Actor, org::Tags};

/// The shortest session, in seconds (G-27).
const SHORTEST: u32 = 900;
/// How long a session lasts when nobody asks, in seconds (G-27).
pub const USUAL: u32 = 3600;
/// The longest session of a role that a role's session assumes, in seconds (Z-6).
pub const CHAINED: u32 = 3600;
/// The longest session that any role can allow, in seconds (G-27).
pub const LONGEST: u32 = 43_200;
/// How long a session token or a federated session lasts when nobody asks, in seconds (G-27).
pub const USUAL_OWN: u32 = 43_200;
/// The longest of these, in seconds (G-27).
pub const LONGEST_OWN: u32 = 129_600;
/// The longest of these for a root user, in seconds (G-27).
pub const ROOTS: u32 = 3600;

/// Why STS gives no session, whatever policies say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too short, or too long for the role or the credentials.
    #[error("this session lasts {SHORTEST} to {longest} seconds: ask for that, not {asked}")]
    Duration {
        /// What was asked for.
        asked: u32,
        /// The most.
        longest: u32,
    },
    /// Too long for a chain.
    #[error(
        "a role that a role's session assumes is lent for {SHORTEST} to {CHAINED} seconds: ask for \
         that, not {asked}"
    )]
    Chained {
        /// What was asked for.
        asked: u32,
    },
    /// The name of the session.
    #[error("`{0}` cannot name a session: use 2 to 64 letters, digits and _+=,.@-")]
    SessionName(String),
    /// The name of a federated user.
    #[error("`{0}` cannot name a federated user: use 2 to 32 letters, digits and _+=,.@-")]
    FederatedName(String),
    /// The source identity's form.
    #[error("`{0}` cannot be a source identity: use 2 to 64 letters, digits and _+=,.@-")]
    SourceIdentity(String),
    /// There is a source identity already.
    #[error("the source identity is {has} and cannot become {asked}: leave it out")]
    OtherSourceIdentity {
        /// What the session has.
        has: String,
        /// What was asked for.
        asked: String,
    },
    /// The external id's form.
    #[error("an external id has 2 to 1224 letters, digits and _+=,.@:/-")]
    ExternalId,
    /// A session tag's form.
    #[error("the session tag `{0}` is too long or begins with aws: give it another")]
    Tag(String),
    /// The same key twice.
    #[error("the session tag `{0}` is passed twice, as case does not count: keep one")]
    TagTwice(String),
    /// Too many tags.
    #[error("{0} session tags are passed, and 50 are allowed: leave some out")]
    Tags(usize),
    /// A tag that comes along is passed anew.
    #[error("the session tag `{0}` comes along from the session before and cannot be changed")]
    TagComesAlong(String),
    /// A transitive key without a tag.
    #[error("`{0}` is to go on, and no session tag of that name is passed: pass one")]
    NoSuchTag(String),
    /// Too many managed session policies.
    #[error("{0} managed policies are passed, and 10 are allowed: leave some out")]
    Policies(usize),
    /// Session policies that are too long.
    #[error("the session policies take {0} characters, and {CHARACTERS} are allowed")]
    PolicySize(usize),
    /// A session policy that cannot be read, or has an ARN with parts missing.
    #[error("the session policy is refused: {0}")]
    MalformedPolicy(String),
}

/// Everything about a wish that STS refuses. `longest` is in seconds.
pub fn refusals(
    actor: &Actor,
    longest: u32,
    session_name: Option<&str>,
    wish: &Wish,
) -> Vec<Refusal> {
    let mut found = Vec::new();
    found.extend(duration(wish.duration, longest).map(|refusal| match refusal {
        Refusal::Duration { asked, .. } if is_chained(actor) => Refusal::Chained { asked },
        other => other,
    }));
    let misnamed = session_name.filter(|name| !is_name(name));
    found.extend(misnamed.map(|name| Refusal::SessionName(name.to_owned())));
    found.extend(source_identity(actor, wish));
    let known = |id: &String| (2..=1224).contains(&id.len()) && id.chars().all(in_external_id);
    found.extend(wish.external_id.iter().filter(|id| !known(id)).map(|_| Refusal::ExternalId));
    found.extend(tags(&wish.tags));
    found.extend(tags_on_the_way(actor, wish));
    found.extend(wish.policies.refusals());
    found
}

/// A duration that is too short or too long. `longest` is in seconds.
pub fn duration(asked: Option<u32>, longest: u32) -> Option<Refusal> {
    let asked = asked.filter(|asked| !(SHORTEST..=longest).contains(asked))?;
    Some(Refusal::Duration { asked, longest })
}

fn is_name(text: &str) -> bool {
    (2..=64).contains(&text.len()) && text.chars().all(in_name)
}

/// Whether a character can be in the name of a session (G-26).
pub fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

fn in_external_id(c: char) -> bool {
    in_name(c) || ":/".contains(c)
}

fn source_identity(actor: &Actor, wish: &Wish) -> Option<Refusal> {
    let asked = wish.source_identity.as_ref()?;
    match inherited_identity(actor).filter(|has| has != asked) {
        Some(has) => {
            Some(Refusal::OtherSourceIdentity { has: has.to_owned(), asked: asked.clone() })
        }
        None => (!is_name(asked)).then(|| Refusal::SourceIdentity(asked.clone())),
    }
}

/// Session tags that cannot be passed.
pub fn tags(passed: &Tags) -> Vec<Refusal> {
    let count = passed.iter().count();
    let mut found: Vec<Refusal> =
        (count > 50).then_some(Refusal::Tags(count)).into_iter().collect();
    let mut before: Vec<&str> = Vec::new();
    for (key, value) in passed.iter() {
        let long = key.chars().count() > 128 || value.chars().count() > 256;
        let reserved = key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
        if key.is_empty() || long || reserved {
            found.push(Refusal::Tag(key.to_owned()));
        }
        if before.iter().any(|other| other.eq_ignore_ascii_case(key)) {
            found.push(Refusal::TagTwice(key.to_owned()));
        }
        before.push(key);
    }
    found
}

/// Tags that come along and are passed anew, and tags that are to go on and are not passed (K-2).
fn tags_on_the_way(actor: &Actor, wish: &Wish) -> Vec<Refusal> {
    let is = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let comes = |key: &&str| inherited_tags(actor).any(|(other, _)| is(other, key));
    let anew = wish.tags.iter().map(|(key, _)| key).filter(comes);
    let passed = |key: &&String| wish.tags.iter().any(|(tag, _)| is(tag, key));
    let missing = wish.transitive.iter().filter(|key| !passed(key));
    anew.map(|key| Refusal::TagComesAlong(key.to_owned()))
        .chain(missing.map(|key| Refusal::NoSuchTag(key.clone())))
        .collect()
}
