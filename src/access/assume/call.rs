//! The calls to STS by which sessions are had, and what they carry (K-6, Z-3, Z-4).

use std::collections::BTreeSet;

use super::Wish;
use crate::{
    access::{Actor, Caller, Decision, Request, decide},
    org::{Organization, Tags},
    policy::{ActionName, Context, ContextValue},
};

/// A wish, by whom, with the name that the session gets.
pub struct Call<'a> {
    pub actor: &'a Actor,
    pub wish: &'a Wish,
    pub session_name: Option<&'a str>,
}

impl Call<'_> {
    /// The actions that are authorized: passing tags and a source identity needs a permission of its
    /// own, also where they come along from the session before.
    pub fn actions(&self) -> Vec<ActionName> {
        let door = match &self.actor.caller {
            Caller::Federated { provider } if provider.contains(":saml-provider/") => {
                "sts:AssumeRoleWithSAML"
            }
            Caller::Federated { .. } => "sts:AssumeRoleWithWebIdentity",
            _ => "sts:AssumeRole",
        };
        let tags = (!self.session_tags().is_empty()).then_some("sts:TagSession");
        let identity = self.source_identity().map(|_| "sts:SetSourceIdentity");
        [Some(door), tags, identity].into_iter().flatten().flat_map(str::parse).collect()
    }

    /// The source identity that the session has: once set, it stays.
    pub fn source_identity(&self) -> Option<&str> {
        inherited_identity(self.actor).or(self.wish.source_identity.as_deref())
    }

    /// The tags that the session has: those that come along go before those that are passed (K-2).
    pub fn session_tags(&self) -> Tags {
        let mut tags = self.wish.tags.clone();
        for (key, value) in inherited_tags(self.actor) {
            tags.0.retain(|passed, _| !passed.eq_ignore_ascii_case(key));
            tags.0.insert(key.to_owned(), value.to_owned());
        }
        tags
    }

    /// The keys of tags that go on from the session.
    pub fn transitive(&self) -> BTreeSet<String> {
        self.actor.transitive.iter().chain(&self.wish.transitive).cloned().collect()
    }

    /// What the calls carry, with what else is given about them.
    pub fn context(&self, given: &Context) -> Context {
        let mut context = given.clone();
        let wish = self.wish;
        if let Some(name) = self.session_name {
            context.set("sts:RoleSessionName", name);
        }
        one(&mut context, "sts:ExternalId", wish.external_id.as_deref());
        one(&mut context, "sts:SourceIdentity", self.source_identity());
        carry_tags(&mut context, &wish.tags);
        set(&mut context, "sts:TransitiveTagKeys", wish.transitive.iter().map(String::as_str));
        if let Caller::Federated { provider } = &self.actor.caller {
            let prefix = claims_prefix(provider);
            for (claim, value) in wish.claims.iter() {
                context.set(&format!("{prefix}:{claim}"), value);
            }
        }
        context
    }
}

/// Says which session tags the calls pass.
pub fn carry_tags(context: &mut Context, tags: &Tags) {
    context.empty_family("aws:RequestTag");
    for (key, value) in tags.iter() {
        context.set(&format!("aws:RequestTag/{key}"), value);
    }
    set(context, "aws:TagKeys", tags.iter().map(|(key, _)| key));
}

/// What becomes of calls that an actor makes about one resource.
pub fn decided(
    organization: &Organization,
    actor: &Actor,
    actions: Vec<ActionName>,
    resource: &str,
    context: &Context,
) -> Vec<(Request, Decision)> {
    let decided = |action| {
        let (request, layers) = actor.question(organization, &action, resource, context);
        let decision = decide(&request, &layers);
        (request, decision)
    };
    actions.into_iter().map(decided).collect()
}

/// The source identity that a session already has.
pub fn inherited_identity(actor: &Actor) -> Option<&str> {
    match &actor.caller {
        Caller::Role(session) => session.source_identity.as_deref(),
        _ => None,
    }
}

/// The tags of a session that go on.
pub fn inherited_tags(actor: &Actor) -> impl Iterator<Item = (&str, &str)> {
    let tags = match &actor.caller {
        Caller::Role(session) => Some(&session.session_tags),
        _ => None,
    };
    let goes_on = |key: &str| actor.transitive.iter().any(|name| name.eq_ignore_ascii_case(key));
    tags.into_iter().flat_map(Tags::iter).filter(move |(key, _)| goes_on(key))
}

/// What the names of a provider's condition keys begin with: its host, or `saml`.
fn claims_prefix(provider: &str) -> &str {
    match provider.split_once(":oidc-provider/") {
        Some((_, host)) => host,
        None if provider.contains(":saml-provider/") => "saml",
        None => provider,
    }
}

fn one(context: &mut Context, key: &str, value: Option<&str>) {
    match value {
        Some(value) => context.set(key, value),
        None => context.set_absent(key),
    }
}

fn set<'v>(context: &mut Context, key: &str, values: impl Iterator<Item = &'v str>) {
    let values: Vec<String> = values.map(str::to_owned).collect();
    if values.is_empty() {
        context.set_absent(key);
    } else {
        context.set(key, ContextValue::Many(values));
    }
}
