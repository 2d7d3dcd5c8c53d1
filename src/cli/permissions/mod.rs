//! `permissions`: what a principal may do, over the whole catalogue or in one service.

mod page;
mod why;

use serde::Serialize;

use super::{Failure, Output, asked::Via, context::ContextArgs, principal};
use crate::{
    access::{
        Access, Actor,
        effective::{self, Funnel, Hinge, OnHeld, ServiceSummary, Tally},
        explain,
    },
    catalog::{AccessLevel, Service, catalog},
    factory::nearest,
    org::Organization,
    policy::Context,
};

/// Show what a principal may do: services by access level, or the actions of one service
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET] or root@ACCOUNT
    principal: String,
    /// Show the actions of this service, such as s3, each with what decides
    #[arg(long, value_name = "PREFIX")]
    service: Option<String>,
    /// Show only what has this answer; without it, services of which nothing is allowed are left
    /// out
    #[arg(long, value_enum, value_name = "ACCESS")]
    access: Option<Wanted>,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    via: Via,
}

/// The answers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Wanted {
    /// On every resource, as requests usually are.
    Allowed,
    /// On some resources, whatever the context is.
    Partial,
    /// Only under conditions.
    Conditional,
    /// It cannot be told.
    Unknown,
    /// Never.
    Denied,
    /// Partial, conditional or unknown.
    Limited,
}

impl Wanted {
    fn is(self, access: Access) -> bool {
        match self {
            Self::Allowed => access == Access::Allowed,
            Self::Partial => access == Access::Partial,
            Self::Conditional => access == Access::Conditional,
            Self::Unknown => access == Access::Unknown,
            Self::Denied => access == Access::Denied,
            Self::Limited => !matches!(access, Access::Allowed | Access::Denied),
        }
    }
}

/// What a principal may do.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Permissions {
    /// In all services.
    Services(InAll),
    /// In one.
    Actions(InOne),
}

/// What a principal may do in all services.
#[derive(Debug, Serialize)]
pub struct InAll {
    principal: String,
    total: Counts,
    funnel: OneFunnel,
    hinges: Vec<OneHinge>,
    services: Vec<InService>,
    /// Services that the choice leaves out.
    left_out: usize,
    /// Why some answers are unknown.
    causes: Vec<String>,
    remarks: Vec<String>,
}

/// How the actions that the principal's own policies grant become those that it may do.
#[derive(Debug, Serialize)]
struct OneFunnel {
    granted: usize,
    taken: Vec<OneTaken>,
    otherwise: usize,
    by_resources: usize,
    left: usize,
}

#[derive(Debug, Serialize)]
struct OneTaken {
    layer: &'static str,
    target: Option<String>,
    actions: usize,
}

#[derive(Debug, Serialize)]
struct OneHinge {
    key: String,
    actions: usize,
}

#[derive(Debug, Serialize)]
struct InService {
    service: &'static str,
    name: &'static str,
    #[serde(serialize_with = "by_name")]
    access: Access,
    #[serde(flatten)]
    counts: Counts,
    levels: Vec<AtLevel>,
}

#[derive(Debug, Serialize)]
struct AtLevel {
    level: &'static str,
    #[serde(flatten)]
    counts: Counts,
}

/// How many actions have which answer.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Counts {
    allowed: usize,
    partial: usize,
    conditional: usize,
    unknown: usize,
    denied: usize,
}

/// What a principal may do in one service.
#[derive(Debug, Serialize)]
pub struct InOne {
    principal: String,
    service: &'static str,
    name: &'static str,
    #[serde(flatten)]
    counts: Counts,
    actions: Vec<OneAction>,
}

#[derive(Debug, Serialize)]
struct OneAction {
    action: &'static str,
    levels: Vec<&'static str>,
    #[serde(serialize_with = "by_name")]
    access: Access,
    types: Vec<OneType>,
    resources: Vec<OneResource>,
    why: String,
}

/// An action on a type of resource, or on none.
#[derive(Debug, Serialize)]
struct OneType {
    #[serde(rename = "type")]
    name: Option<&'static str>,
    #[serde(serialize_with = "by_name")]
    access: Access,
}

/// An action on a resource whose own policy means the principal.
#[derive(Debug, Serialize)]
struct OneResource {
    resource: String,
    #[serde(serialize_with = "by_name")]
    access: Access,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn by_name<S: serde::Serializer>(access: &Access, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(access.word())
}

/// Works the permissions out.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Permissions, Failure> {
    let principal = principal::find(organization, &args.principal)?;
    let context = args.context.context(organization, output)?;
    let actor = args.via.actor(organization, &principal, &context)?;
    let actor = actor
        .map_err(|(request, decision)| Failure::Usage(explain::message(&request, &decision)))?;
    let asked = Asked { organization, actor: &actor, context: &context };
    Ok(match &args.service {
        Some(prefix) => Permissions::Actions(asked.actions(service(prefix)?, args.access)),
        None => Permissions::Services(asked.services(args.access)),
    })
}

fn service(prefix: &str) -> Result<&'static Service, Failure> {
    catalog().service(prefix).ok_or_else(|| Failure::Unknown {
        what: "service",
        text: prefix.to_owned(),
        near: nearest(prefix, catalog().services().iter().map(Service::prefix)),
        mend: "write the prefix of its actions, such as s3".to_owned(),
    })
}

/// Whose permissions are asked for, and under what circumstances.
struct Asked<'a> {
    organization: &'a Organization,
    actor: &'a Actor,
    context: &'a Context,
}

impl Asked<'_> {
    fn services(&self, wanted: Option<Wanted>) -> InAll {
        let found = effective::of_actor(self.organization, self.actor, self.context);
        let summaries = effective::summarize(&found);
        let shown = |it: &&ServiceSummary| match wanted {
            Some(wanted) => wanted.is(it.tally.best()),
            None => it.tally.best() != Access::Denied,
        };
        let services: Vec<_> = summaries.iter().filter(shown).map(InService::new).collect();
        let mut total = Tally::default();
        found.iter().for_each(|(_, access)| total.count(access));
        InAll {
            principal: self.actor.caller.display(),
            total: total.into(),
            funnel: OneFunnel::new(&found.funnel),
            hinges: found.hinges.iter().map(OneHinge::new).collect(),
            causes: found.causes,
            left_out: summaries.len() - services.len(),
            services,
            remarks: found.remarks,
        }
    }

    fn actions(&self, service: &'static Service, wanted: Option<Wanted>) -> InOne {
        let whys = effective::whys(self.organization, self.actor, service, self.context);
        let mut counts = Tally::default();
        for (_, why) in &whys {
            counts.count(why.access);
        }
        let shown = whys.iter().filter(|(_, why)| wanted.is_none_or(|it| it.is(why.access)));
        let actions = shown.map(|(action, why)| OneAction {
            action: action.full_name(),
            levels: action.levels().iter().map(level_name).collect(),
            access: why.access,
            types: why.by_type.iter().map(OneType::new).collect(),
            resources: why.on_held.iter().map(OneResource::new).collect(),
            why: why::because(why),
        });
        InOne {
            principal: self.actor.caller.display(),
            service: service.prefix(),
            name: service.name(),
            counts: counts.into(),
            actions: actions.collect(),
        }
    }
}

impl OneFunnel {
    fn new(funnel: &Funnel) -> Self {
        let taken = funnel.taken.iter().map(|taken| OneTaken {
            layer: taken.layer.code(),
            target: taken.target.as_deref().map(str::to_owned),
            actions: taken.actions,
        });
        Self {
            granted: funnel.granted,
            taken: taken.collect(),
            otherwise: funnel.otherwise,
            by_resources: funnel.by_resources,
            left: funnel.left,
        }
    }
}

impl OneHinge {
    fn new(hinge: &Hinge) -> Self {
        Self { key: hinge.key.clone(), actions: hinge.actions }
    }
}

impl OneType {
    fn new((name, access): &(Option<&'static str>, Access)) -> Self {
        Self { name: *name, access: *access }
    }
}

impl OneResource {
    fn new(on: &OnHeld) -> Self {
        Self { resource: on.resource.to_string(), access: on.access }
    }
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        let Tally { allowed, partial, conditional, unknown, denied } = tally;
        Self { allowed, partial, conditional, unknown, denied }
    }
}

impl InService {
    fn new(summary: &ServiceSummary) -> Self {
        let levels = summary
            .levels
            .iter()
            .map(|count| AtLevel { level: level_name(count.level), counts: count.tally.into() });
        Self {
            service: summary.service.prefix(),
            name: summary.service.name(),
            access: summary.tally.best(),
            counts: summary.tally.into(),
            levels: levels.collect(),
        }
    }
}

fn level_name(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::List => "list",
        AccessLevel::Read => "read",
        AccessLevel::Write => "write",
        AccessLevel::PermissionsManagement => "permissions",
        AccessLevel::Tagging => "tagging",
    }
}
