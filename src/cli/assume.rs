//! `assume`: sessions one after the other, hop by hop.

use clap::ArgGroup;
use serde::Serialize;

use super::{
    Failure, Output,
    asked::{self, Decided, Extras, OwnSession},
    context::ContextArgs,
    line::{Meaning, Piece},
    output::{Answer, Exit, Page},
    principal,
};
use crate::{
    access::{
        Actor, Caller, Verdict,
        assume::{self, Goal, Hop, Wish},
    },
    org::{Organization, Tags},
    policy::Arn,
};

/// Assume a role, or one role after the other, and show whether each may be assumed
///
/// Every call that STS authorizes is decided, and what STS refuses whatever policies say is told. A
/// directory user signs in with a permission set first; an IAM user can get a session token first,
/// or federate somebody instead. Claims, tags, the source identity and the session's name go with
/// the first role, and the latter two stay for all; duration, session policy and external id go with
/// the last. The exit code is 0 when the last session is to be had.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("limited").args(["roles", "federate"])))]
#[command(group(
    ArgGroup::new("lasting").args(["roles", "federate", "session_token"]).multiple(true)
))]
pub struct Args {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET], a service, or the ARN of an
    /// identity provider, whose claims --claim gives
    principal: String,
    /// The roles, in turn: ACCOUNT/NAME or an ARN
    #[arg(
        value_name = "ROLE",
        required_unless_present_any = ["sign_in", "session_token", "federate"]
    )]
    roles: Vec<String>,
    /// Only sign in: for a directory user with a permission set
    #[arg(long)]
    sign_in: bool,
    #[command(flatten)]
    own: OwnSession,
    /// The name of the sessions; else that of the caller
    #[arg(long, value_name = "NAME", requires = "roles", conflicts_with = "federate")]
    session_name: Option<String>,
    /// How long the session is to last, in seconds
    #[arg(long, value_name = "SECONDS", requires = "lasting")]
    duration: Option<u32>,
    /// A session policy: a file, or the ARN of a managed policy
    #[arg(long = "session-policy", value_name = "FILE|ARN", requires = "limited")]
    session_policies: Vec<String>,
    /// A session tag; again for another
    #[arg(long = "tag", value_name = "KEY=VALUE", requires = "limited")]
    tags: Vec<String>,
    /// A session tag that is to go on into further sessions
    #[arg(long, value_name = "KEY", requires = "roles", conflicts_with = "federate")]
    transitive: Vec<String>,
    /// Who really acts; stays for the whole chain
    #[arg(long, value_name = "NAME", requires = "roles", conflicts_with = "federate")]
    source_identity: Option<String>,
    /// What a third party has to know
    #[arg(long, value_name = "ID", requires = "roles", conflicts_with = "federate")]
    external_id: Option<String>,
    /// What the identity provider says, such as sub=repo:acme/shop:ref:refs/heads/main
    #[arg(
        long = "claim",
        value_name = "NAME=VALUE",
        requires = "roles",
        conflicts_with = "federate"
    )]
    claims: Vec<String>,
    #[command(flatten)]
    context: ContextArgs,
}

/// A chain of sessions.
#[derive(Debug, Serialize)]
pub struct Chain {
    principal: String,
    decision: Verdict,
    hops: Vec<OneHop>,
}

/// One step of it.
#[derive(Debug, Serialize)]
struct OneHop {
    step: &'static str,
    role: Option<String>,
    #[serde(skip)]
    title: String,
    decision: Verdict,
    calls: Vec<Decided>,
    refusals: Vec<String>,
    session: Option<Session>,
}

/// The session that comes of a hop.
#[derive(Debug, Serialize)]
struct Session {
    arn: String,
    duration: u32,
    tags: Tags,
    transitive: Vec<String>,
    source_identity: Option<String>,
}

/// Goes through the chain, to the first session that is not to be had.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Chain, Failure> {
    let principal = principal::find(organization, &args.principal)?;
    let roles: Vec<Arn> = args
        .roles
        .iter()
        .map(|text| asked::role(organization, text))
        .collect::<Result<_, Failure>>()?;
    let context = args.context.context(organization, output)?;
    let mut actor = Actor::new(organization, &principal).ok_or_else(|| {
        Failure::Usage(format!("{principal} cannot call: its role is not in the account"))
    })?;
    let mut chain =
        Chain { principal: actor.caller.display(), decision: Verdict::Allowed, hops: Vec::new() };
    match assume::sign_in(organization, &principal, &context) {
        Some(hop) => chain.goes_on(hop, &mut actor),
        None if args.sign_in => {
            let none = format!("{} does not sign in with a permission set", args.principal);
            return Err(Failure::Usage(none));
        }
        None => {}
    }
    if !chain.decision.is_denied()
        && let Some(hop) = args.own.hop(organization, &actor, args.extras()?, &context)?
    {
        chain.goes_on(hop, &mut actor);
    }
    for (at, role) in roles.iter().enumerate() {
        if chain.decision.is_denied() {
            break;
        }
        let mut wish = Wish::default();
        if at == 0 {
            args.first(&mut wish)?;
        }
        if at + 1 == roles.len() {
            args.last(&mut wish)?;
        }
        chain.goes_on(assume::assume(organization, &actor, role, &wish, &context), &mut actor);
    }
    Ok(chain)
}

impl Args {
    /// What goes with the session of the user's own, where no role follows.
    fn extras(&self) -> Result<Extras, Failure> {
        if !self.roles.is_empty() {
            return Ok(Extras::default());
        }
        Ok(Extras {
            duration: self.duration,
            policies: asked::session_policies(&self.session_policies)?,
            tags: pairs("--tag", &self.tags)?,
        })
    }

    /// What goes with the first role and stays.
    fn first(&self, wish: &mut Wish) -> Result<(), Failure> {
        wish.session_name.clone_from(&self.session_name);
        wish.tags = pairs("--tag", &self.tags)?;
        wish.transitive = self.transitive.iter().cloned().collect();
        wish.source_identity.clone_from(&self.source_identity);
        wish.claims = pairs("--claim", &self.claims)?;
        Ok(())
    }

    /// What is the last session's own.
    fn last(&self, wish: &mut Wish) -> Result<(), Failure> {
        wish.duration = self.duration;
        wish.external_id.clone_from(&self.external_id);
        wish.policies = asked::session_policies(&self.session_policies)?;
        Ok(())
    }
}

fn pairs(option: &str, given: &[String]) -> Result<Tags, Failure> {
    let mut tags = Tags::default();
    for text in given {
        let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
        let Some((key, value)) = pair else {
            return Err(Failure::Usage(format!("{option} {text}: write a name, = and a value")));
        };
        if tags.0.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Failure::Usage(format!("{option} {key} is given twice: keep one")));
        }
    }
    Ok(tags)
}

impl Chain {
    /// Takes a hop in. Behind one that is conditional the chain is so too.
    fn goes_on(&mut self, hop: Hop, actor: &mut Actor) {
        let decision = hop.verdict();
        if decision != Verdict::Allowed {
            self.decision = decision;
        }
        self.hops.push(OneHop::new(&hop));
        if let Some(session) = hop.session {
            *actor = session;
        }
    }
}

impl OneHop {
    fn new(hop: &Hop) -> Self {
        let calls = hop.calls.iter();
        let (step, role) = match &hop.goal {
            Goal::Role(arn) => ("role", Some(arn.to_string())),
            Goal::SessionToken => ("session token", None),
            Goal::Federation(_) => ("federation", None),
        };
        Self {
            step,
            role,
            title: hop.goal.to_string(),
            decision: hop.verdict(),
            calls: calls.map(|(request, decision)| Decided::new(request, decision)).collect(),
            refusals: hop.refusals.iter().map(ToString::to_string).collect(),
            session: hop.session.as_ref().map(|actor| Session::new(actor, hop.duration)),
        }
    }
}

impl Session {
    fn new(actor: &Actor, duration: u32) -> Self {
        let (tags, source_identity) = match &actor.caller {
            Caller::Role(session) => {
                (session.session_tags.clone(), session.source_identity.clone())
            }
            Caller::FederatedUser { session_tags, .. } => (session_tags.clone(), None),
            _ => (Tags::default(), None),
        };
        Self {
            arn: actor.caller.display(),
            duration,
            tags,
            transitive: actor.transitive.iter().cloned().collect(),
            source_identity,
        }
    }
}

impl Answer for Chain {
    fn page(&self, page: &mut Page) {
        page.line(&self.principal);
        for hop in &self.hops {
            hop.page(page);
        }
    }

    fn exit(&self) -> Exit {
        if self.decision == Verdict::Allowed { Exit::Yes } else { Exit::No }
    }
}

impl OneHop {
    fn page(&self, page: &mut Page) {
        page.title(&self.title);
        for call in &self.calls {
            call.page(page);
        }
        for refusal in &self.refusals {
            page.line(Piece::new(Meaning::Deny, format!("REFUSED  {refusal}")));
        }
        if let Some(session) = &self.session {
            let tag = |(key, value): (&str, &str)| {
                let on = session.transitive.iter().any(|it| it.eq_ignore_ascii_case(key));
                format!("{key}={value}{}", if on { " (goes on)" } else { "" })
            };
            page.fields(&[
                ("session", session.arn.clone()),
                ("lasts", format!("{} s", session.duration)),
                ("tags", session.tags.iter().map(tag).collect::<Vec<_>>().join(", ")),
                ("source identity", session.source_identity.clone().unwrap_or_default()),
            ]);
        }
    }
}
