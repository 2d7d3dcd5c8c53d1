//! What policies can see of a principal beside its account, as numbers: who has the same is the same
//! to every condition on names and tags.

use std::sync::Arc;

use foldhash::HashMap;
use imbl::Vector;

use crate::org::{AccountId, Role, Tags, User};

/// What there is to see of a principal.
pub enum Look {
    /// A root user, who has neither name nor tags.
    Root,
    /// An IAM user.
    User(Arc<User>),
    /// A role, and the number of the tags of the session in which somebody acts by it.
    Role(Arc<Role>, SessionTags),
}

/// The number of the tags that a session has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTags(u32);

/// The same numbers, the same looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Likeness {
    name: u32,
    tags: u32,
    session: u32,
}

/// What of a likeness counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Features {
    /// What an ARN tells beside the account.
    Name,
    /// Tags of the principal and its session.
    Tags,
    /// Both.
    All,
}

impl Likeness {
    /// The ARN of the user or role, which sessions have as `aws:PrincipalArn` too (K-1).
    pub fn arn(self, account: AccountId, names: &Names) -> Option<String> {
        let name = names.get(self.name as usize)?;
        Some(format!("arn:aws:iam::{account}:{name}"))
    }

    /// The number of the name.
    pub fn name(self) -> usize {
        self.name as usize
    }

    /// The likeness as far as some features go.
    #[must_use]
    pub fn in_terms_of(self, features: Features) -> Self {
        match features {
            Features::Name => Self { name: self.name, ..Self::default() },
            Features::Tags => Self { name: 0, ..self },
            Features::All => self,
        }
    }
}

/// What ARNs of IAM say behind the account, by the number of the name.
pub type Names = Vector<Arc<str>>;

/// All looks that there are.
#[derive(Default)]
pub struct Likenesses {
    names: Names,
    by_name: HashMap<Arc<str>, u32>,
    tags: HashMap<Tags, u32>,
    /// The role that was looked at last, for many act by one.
    last: Option<(Arc<Role>, Likeness)>,
}

impl Likenesses {
    /// The names so far.
    pub fn names(&self) -> Names {
        self.names.clone()
    }

    /// The numbers of a look.
    pub fn of(&mut self, look: &Look) -> Likeness {
        match look {
            Look::Root => Likeness { name: self.name("root"), ..Likeness::default() },
            Look::User(user) => Likeness {
                name: self.name(&format!("user{}{}", user.path, user.name)),
                tags: self.tags(&user.tags),
                session: self.tags(&Tags::default()),
            },
            Look::Role(role, SessionTags(session)) => {
                Likeness { session: *session, ..self.of_role(role) }
            }
        }
    }

    fn of_role(&mut self, role: &Arc<Role>) -> Likeness {
        if let Some((last, likeness)) = &self.last
            && Arc::ptr_eq(last, role)
        {
            return *likeness;
        }
        let name = self.name(&format!("role{}{}", role.path, role.name));
        let likeness = Likeness { name, tags: self.tags(&role.tags), session: 0 };
        self.last = Some((Arc::clone(role), likeness));
        likeness
    }

    /// The number of the tags of a session.
    pub fn session(&mut self, tags: &Tags) -> SessionTags {
        SessionTags(self.tags(tags))
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let next = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.names.push_back(Arc::clone(&name));
        self.by_name.insert(name, next);
        next
    }

    fn tags(&mut self, tags: &Tags) -> u32 {
        if let Some(known) = self.tags.get(tags) {
            return *known;
        }
        // Zero is for those who cannot have any.
        let next = self.tags.len() as u32 + 1;
        self.tags.insert(tags.clone(), next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::sample;

    #[test]
    fn names_and_tags_tell_apart_and_accounts_do_not() {
        let mut all = Likenesses::default();
        let mut of = |account: &str, name: &str, tag: &str| {
            let mut role = sample::role(account, name);
            role.tags = [("team".to_owned(), tag.to_owned())].into_iter().collect();
            let session = all.session(&Tags::default());
            all.of(&Look::Role(Arc::new(role), session))
        };
        let one = of(sample::SHOP, "app", "a");
        assert_eq!(of(sample::BILLING, "app", "a"), one);
        let (named, tagged) = (of(sample::SHOP, "App", "a"), of(sample::SHOP, "app", "b"));
        assert!(named != one && tagged != one);
        assert_eq!(named.in_terms_of(Features::Tags), one.in_terms_of(Features::Tags));
        assert_eq!(tagged.in_terms_of(Features::Name), one.in_terms_of(Features::Name));
        let user = all.of(&Look::User(Arc::new(sample::user(sample::SHOP, "app"))));
        assert_ne!(user.in_terms_of(Features::Name), one.in_terms_of(Features::Name));
    }

    #[test]
    fn who_cannot_have_tags_is_not_like_who_has_none() {
        let mut all = Likenesses::default();
        let mut role = sample::role(sample::SHOP, "app");
        role.tags = Tags::default();
        let session = all.session(&Tags::default());
        let role = all.of(&Look::Role(Arc::new(role), session));
        let root = all.of(&Look::Root);
        assert_ne!(root.in_terms_of(Features::Tags), role.in_terms_of(Features::Tags));
    }
}
