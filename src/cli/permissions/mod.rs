//! `permissions`: what a principal may do, over the whole catalogue or in one service.

mod page;
mod why;

use serde::Serialize;

use super::{Failure, Output, asked::Via, context::ContextArgs, principal};
use crate::{
    access::{
        Access, Actor,
        effective::{self, ServiceSummary, Tally},
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
    /// On every resource.
    Allowed,
    /// On some resources, or under some conditions.
    Limited,
    /// Never.
    Denied,
}

impl Wanted {
    fn is(self, access: Access) -> bool {
        match self {
            Self::Allowed => access == Access::Allowed,
            Self::Limited => access == Access::Limited,
            Self::Denied => access == Access::Denied,
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
    services: Vec<InService>,
    /// Services that the choice leaves out.
    left_out: usize,
    remarks: Vec<String>,
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
    limited: usize,
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
    why: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn by_name<S: serde::Serializer>(access: &Access, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(access_name(*access))
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
        let mut total = Counts::default();
        found.iter().for_each(|(_, access)| total.count(access));
        InAll {
            principal: self.actor.caller.display(),
            total,
            left_out: summaries.len() - services.len(),
            services,
            remarks: found.remarks,
        }
    }

    fn actions(&self, service: &'static Service, wanted: Option<Wanted>) -> InOne {
        let whys = effective::whys(self.organization, self.actor, service, self.context);
        let mut counts = Counts::default();
        for (_, why) in &whys {
            counts.count(why.access);
        }
        let shown = whys.iter().filter(|(_, why)| wanted.is_none_or(|it| it.is(why.access)));
        let actions = shown.map(|(action, why)| OneAction {
            action: action.full_name(),
            levels: action.levels().iter().map(level_name).collect(),
            access: why.access,
            why: why::because(why),
        });
        InOne {
            principal: self.actor.caller.display(),
            service: service.prefix(),
            name: service.name(),
            counts,
            actions: actions.collect(),
        }
    }
}

impl Counts {
    fn count(&mut self, access: Access) {
        match access {
            Access::Allowed => self.allowed += 1,
            Access::Limited => self.limited += 1,
            Access::Denied => self.denied += 1,
        }
    }
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        let Tally { allowed, limited, denied } = tally;
        Self { allowed, limited, denied }
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

fn access_name(access: Access) -> &'static str {
    match access {
        Access::Allowed => "allowed",
        Access::Limited => "limited",
        Access::Denied => "denied",
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
