//! `assume`: a chain of roles, hop by hop.

use std::{fs, path::PathBuf};

use serde::Serialize;

use super::{
    Failure, Output,
    asked::{self, Decided},
    context::ContextArgs,
    line::{Meaning, Piece},
    output::{Answer, Exit, Page},
    principal,
};
use crate::{
    access::{
        Actor, Caller, Verdict,
        assume::{self, Hop, Wish},
    },
    org::{Organization, Tags},
    policy::{Arn, Document},
};

/// Assume a role, or one role after the other, and show whether each may be assumed
///
/// Every call that STS authorizes is decided, and what STS refuses whatever policies say is told. A
/// directory user signs in with a permission set first. Claims, tags, the source identity and the
/// session's name go with the first role, and the latter two stay for all; duration, session policy
/// and external id go with the last. The exit code is 0 when the last session is to be had.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET], a service, or the ARN of an
    /// identity provider, whose claims --claim gives
    principal: String,
    /// The roles, in turn: ACCOUNT/NAME or an ARN
    #[arg(value_name = "ROLE", required_unless_present = "sign_in")]
    roles: Vec<String>,
    /// Only sign in: for a directory user with a permission set
    #[arg(long)]
    sign_in: bool,
    /// The name of the sessions; else that of the caller
    #[arg(long, value_name = "NAME")]
    session_name: Option<String>,
    /// How long the session is to last, in seconds
    #[arg(long, value_name = "SECONDS")]
    duration: Option<u32>,
    /// A session policy: a file, or the ARN of a managed policy
    #[arg(long = "session-policy", value_name = "FILE|ARN")]
    session_policies: Vec<String>,
    /// A session tag; again for another
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    /// A session tag that is to go on into further sessions
    #[arg(long, value_name = "KEY")]
    transitive: Vec<String>,
    /// Who really acts; stays for the whole chain
    #[arg(long, value_name = "NAME")]
    source_identity: Option<String>,
    /// What a third party has to know
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// What the identity provider says, such as sub=repo:acme/shop:ref:refs/heads/main
    #[arg(long = "claim", value_name = "NAME=VALUE")]
    claims: Vec<String>,
    #[command(flatten)]
    context: ContextArgs,
}

/// A chain of roles.
#[derive(Debug, Serialize)]
pub struct Chain {
    principal: String,
    decision: Verdict,
    hops: Vec<OneHop>,
}

/// One role of it.
#[derive(Debug, Serialize)]
struct OneHop {
    role: String,
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

/// Goes through the chain, to the first role that cannot be assumed.
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
        for text in &self.session_policies {
            match text.parse::<Arn>() {
                Ok(arn) => wish.managed.push(arn),
                Err(_) if wish.inline.is_some() => {
                    let one = "one session policy can be passed as a file: give others by ARN";
                    return Err(Failure::Usage(one.to_owned()));
                }
                Err(_) => wish.inline = Some(document(text)?),
            }
        }
        Ok(())
    }
}

fn document(file: &str) -> Result<Document, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Unreadable { path: PathBuf::from(file), error })?;
    Ok(Document::new(&text))
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
        Self {
            role: hop.role.to_string(),
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
        page.title(&self.role);
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
