//! How fast the questions about all requests are answered, in CPU time of the thread that answers, or
//! of all threads where several do: the clock on the wall says more of who else is at work.
//!
//! `cargo bench --bench analysis` measures size L; `BAILIWICK_SIZE=XL` has a million assignments.
//! `cargo bench --bench analysis -- people impacts` measures only these.

#![allow(clippy::print_stdout, reason = "what it measures is what it prints")]

use std::{
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

use bailiwick::{
    access::{
        Access, Actor, Index, Principal, Scope,
        compare::{DocumentKind, documents, impact},
        effective::of_actor,
        pattern_set::{Fuel, Pattern, find},
        possible::can,
    },
    catalog,
    exchange::generate::{Size, generate},
    org::{AccountId, Change, Keeper, NodeId, Organization, PolicyId, PolicyType},
    policy::{ActionName, Context, Document},
    store::{LocalStore, Operator},
};
use chrono::DateTime;
use rustix::time::{ClockId, clock_gettime};

/// What the program runs on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let seed = 7;
    let size = match std::env::var("BAILIWICK_SIZE").as_deref() {
        Ok("S") => Size::S,
        Ok("M") => Size::M,
        Ok("XL") => Size::XL,
        _ => Size::L,
    };
    let chosen: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wanted = |part: &str| chosen.is_empty() || chosen.iter().any(|it| it == part);
    if wanted("patterns") {
        patterns();
    }
    if wanted("comparisons") {
        comparisons();
    }
    if wanted("managed") {
        all_managed_policies(seed);
    }
    let of_organization = ["store", "possibilities", "people", "impacts"];
    if !of_organization.into_iter().any(wanted) {
        return;
    }
    let Some(organization) = generate(size, seed) else { return };
    if wanted("store")
        && let Err(error) = store(&organization)
    {
        println!("the store: {error}");
    }
    let mut index = None;
    measure_all("build the index", || index = Some(Index::new(&organization)));
    let Some(index) = index else { return };
    println!("size {size}, seed {seed}: {:?}", index.size());
    if wanted("possibilities") {
        possibilities(&organization, &index);
    }
    if wanted("people") {
        people(&index);
    }
    if wanted("impacts") {
        impacts(&organization, &index);
    }
}

/// CPU time that has been spent, as a clock counts it.
fn spent(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Does something once on as many threads as it likes, and prints what it costs all of them.
fn measure_all(what: &str, work: impl FnOnce()) {
    let (began, at) = (spent(ClockId::ProcessCPUTime), Instant::now());
    work();
    let costs = spent(ClockId::ProcessCPUTime).saturating_sub(began);
    println!("{what}: {costs:?} on all threads, {:?} on the clock", at.elapsed());
}

/// Does something again and again and prints what it costs: half of the time at most, and nearly
/// always at most.
fn measure(what: &str, times: usize, mut work: impl FnMut(usize)) {
    let once = |at: usize, work: &mut dyn FnMut(usize)| {
        let began = spent(ClockId::ThreadCPUTime);
        work(at);
        spent(ClockId::ThreadCPUTime).saturating_sub(began)
    };
    let mut costs: Vec<Duration> = (0..times).map(|at| once(at, &mut work)).collect();
    costs.sort();
    let at = |share: usize| costs[(costs.len() * share / 100).min(times - 1)];
    println!("{what}: median {:?}, p99 {:?}", at(50), at(99));
}

/// What it takes until all of a store is there.
fn store(organization: &Organization) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("store");
    let operator =
        Operator { name: "bench".into(), host: "bench".into(), now: DateTime::UNIX_EPOCH };
    drop(LocalStore::create(&path, organization, "bench", &operator)?);
    for _ in 0..5 {
        let mut opened = None;
        measure_all("open the store", || opened = Some(LocalStore::open(&path, &operator)));
        if let Some(opened) = opened {
            drop(opened?);
        }
    }
    Ok(())
}

fn patterns() {
    let wanted = [vec![Pattern::glob("arn:aws:s3:::team-*")]];
    let excluded: Vec<Pattern> =
        (0..200).map(|n| Pattern::glob(&format!("arn:aws:s3:::team-{n}-*"))).collect();
    measure("emptiness with 200 exclusions", 1000, |_| {
        black_box(find(black_box(&wanted), &excluded, &mut Fuel::new(1_000_000)));
    });
}

fn document(statements: &str) -> Document {
    Document::new(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
}

fn comparisons() {
    let narrow =
        document(r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/a*"}"#);
    let same = document(
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::data/a*","arn:aws:s3:::data/ab*"]}"#,
    );
    let wide =
        document(r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::data/*"}"#);
    let compare = |what: &str, times, before: &Document, after: &Document| {
        measure(what, times, |_| {
            black_box(documents(DocumentKind::Identity, before, after, &Scope::default()));
        });
    };
    compare("compare two small documents that say the same", 300, &narrow, &same);
    compare("compare two small documents", 300, &narrow, &wide);
    let managed: Vec<Document> = catalog::managed_policies()
        .iter()
        .step_by(40)
        .map(|policy| Document::new(policy.document()))
        .collect();
    measure("compare two managed policies", managed.len() - 1, |at| {
        let (before, after) = (&managed[at], &managed[at + 1]);
        black_box(documents(DocumentKind::Identity, before, after, &Scope::default()));
    });
}

/// The effective permissions that each AWS managed policy gives a role: where no SCP binds it, and in
/// the account with most SCPs above it.
fn all_managed_policies(seed: u64) {
    let Some(organization) = generate(Size::S, seed) else { return };
    let scps = |account: AccountId| {
        organization
            .reaching(&NodeId::Account(account), PolicyType::ServiceControlPolicy)
            .iter()
            .map(|level| level.policies.len())
            .sum::<usize>()
    };
    let accounts = organization.accounts().iter().map(|account| account.id);
    let Some(bound) = accounts.max_by_key(|account| scps(*account)) else { return };
    for (account, what) in [
        (organization.foundation().management, "beyond all SCPs"),
        (bound, "under the most SCPs of size S"),
    ] {
        let actors: Vec<Actor> = catalog::managed_policies()
            .iter()
            .filter_map(|policy| {
                let mut role =
                    (**organization.roles_in(account).find(|role| role.path.to_string() == "/")?)
                        .clone();
                role.policies.inline.clear();
                role.policies.managed = vec![policy.arn().parse().ok()?];
                role.boundary = None;
                let principal = Principal::Role(account, role.name.clone());
                let change = Change::PutRole { role: Box::new(role) };
                Actor::new(&organization.apply(&change).ok()?.organization, &principal)
            })
            .collect();
        let mut found = Vec::new();
        let what = format!("effective permissions of {} managed policies {what}", actors.len());
        measure(&what, actors.len(), |at| {
            found.push(of_actor(&organization, &actors[at], &Context::default()));
        });
        let (mut cells, mut unknown) = (0, 0);
        for found in &found {
            for (action, _) in found.iter() {
                let by_type = found.by_type(action);
                cells += by_type.len();
                unknown += by_type.iter().filter(|(_, access)| *access == Access::Unknown).count();
            }
        }
        println!("  {unknown} of {cells} cells unknown");
        let mut edited = Context::default();
        edited.set("aws:SourceIp", "203.0.113.7");
        measure("the same after one edit of the context", actors.len(), |at| {
            black_box(of_actor(&organization, &actors[at], &edited));
        });
    }
}

/// Some principals, from all over.
fn some(index: &Index, count: usize) -> Vec<&Principal> {
    let step = (index.size().principals / count).max(1);
    index.principals().step_by(step).take(count).collect()
}

fn possibilities(organization: &Organization, index: &Index) {
    let actions: Vec<ActionName> =
        ["ec2:TerminateInstances", "iam:CreateUser", "dynamodb:GetItem", "kms:CreateKey"]
            .iter()
            .filter_map(|action| action.parse().ok())
            .collect();
    let actors: Vec<Actor> = some(index, 500)
        .into_iter()
        .filter_map(|principal| Actor::new(organization, principal))
        .collect();
    let scope = Scope::default();
    measure("can ever, with a witness or why not", actors.len() * actions.len(), |at| {
        let (actor, action) = (&actors[at / actions.len()], &actions[at % actions.len()]);
        black_box(can(organization, actor, action, &scope));
    });
}

fn people(index: &Index) {
    for (action, resource) in [
        ("ec2:TerminateInstances", "*"),
        ("iam:CreateUser", "*"),
        ("s3:GetObject", "arn:aws:s3:::a-bucket/of-nobody"),
    ] {
        let Ok(action) = action.parse() else { continue };
        measure(&format!("who can {action}, everyone"), 10, |_| {
            black_box(index.who_can(black_box(&action), resource, &Context::default()));
        });
    }
}

/// What a change of the SCP that is attached most comes to: one that forbids a few actions, and one
/// that lets go of everything it has forbidden.
fn impacts(organization: &Organization, index: &Index) {
    let targets = |id: &PolicyId| organization.targets_of(id).count();
    let scps = organization.policies().iter().filter(|policy| {
        policy.policy_type == PolicyType::ServiceControlPolicy && policy.keeper != Keeper::Aws
    });
    let Some(scp) = scps.max_by_key(|policy| targets(&policy.id)) else { return };
    let told = document(
        r#"{"Effect":"Deny","Action":["ec2:DeleteFlowLogs","logs:DeleteLogGroup","guardduty:DeleteDetector"],"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/break-glass"}}}"#,
    );
    let own = scp.document.text().trim_end().trim_end_matches('}').trim_end();
    let Some(own) = own.strip_suffix(']') else { return };
    let more = told.text().split_once("\"Statement\":[").map_or("", |(_, rest)| rest);
    let nothing = document(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    for (what, text) in [
        ("three more actions forbidden", Document::new(&format!("{own},{more}"))),
        ("nothing forbidden any more", nothing),
    ] {
        let change = Change::UpdatePolicy {
            policy: scp.id.clone(),
            name: scp.name.clone(),
            description: String::new(),
            document: text,
        };
        let applied = match organization.apply(&change) {
            Ok(applied) => applied,
            Err(error) => {
                println!("{what}: the change is refused: {error}");
                continue;
            }
        };
        let mut after = None;
        measure_all(&format!("update the index, {what}"), || {
            after = Some(index.updated(&applied.organization));
        });
        let Some(after) = after else { continue };
        measure_all(&format!("impact, {what}"), || {
            let found = impact(index, &after, &Scope::default());
            println!("{} kinds of principals are affected", found.affected.len());
        });
    }
}
