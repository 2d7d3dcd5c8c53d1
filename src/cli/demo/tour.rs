//! A tour of an organization in a page of text. Every fact is asked of the model and the evaluator.

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    access::{self, Decision, Principal, Reason, Request, Verdict, explain, public},
    cli::{
        factory::OneTemplate,
        line::{Meaning, Piece},
        output::{Answer, Page},
        principal,
        table::Table,
    },
    org::{DirectoryPrincipal, Organization},
    policy::{ActionName, Context},
    workspace::{Library, Workspace},
};

/// What a tour shows.
#[derive(Debug, Serialize)]
pub struct Tour {
    organization: String,
    store: PathBuf,
    units: usize,
    accounts: usize,
    policies: usize,
    permission_sets: usize,
    directory_users: usize,
    principals: usize,
    /// Buckets whose own policy lets everyone read.
    open_buckets: Vec<Bucket>,
    /// Somebody who has been given something that a policy of the organization takes away.
    denied: Option<Denied>,
    templates: Vec<OneTemplate>,
}

/// A bucket whose own policy lets everyone read.
#[derive(Debug, Serialize)]
struct Bucket {
    arn: String,
    path: String,
    /// Whether everyone can read it, all things considered.
    public: bool,
    message: String,
    /// Principals of the organization who can read it.
    readers: usize,
}

/// A denial worth explaining.
#[derive(Debug, Serialize)]
struct Denied {
    principal: String,
    action: String,
    resource: String,
    message: String,
}

/// Looks around.
pub fn tour(workspace: &Workspace) -> Tour {
    let snapshot = workspace.snapshot();
    let organization = &snapshot.organization;
    let principals = access::principal::all(organization);
    Tour {
        organization: organization.foundation().name.clone(),
        store: workspace.dir().to_owned(),
        units: organization.ous().len(),
        accounts: organization.accounts().len(),
        policies: organization.policies().len(),
        permission_sets: organization.permission_sets().len(),
        directory_users: organization.directory_users().len(),
        open_buckets: open_buckets(organization, &principals),
        denied: denied(organization, &principals),
        principals: principals.len(),
        templates: Library::embedded()
            .shelf()
            .iter()
            .flat_map(|shelved| &shelved.template)
            .map(|template| OneTemplate::new(template))
            .collect(),
    }
}

fn decide(
    organization: &Organization,
    principal: &Principal,
    action: &str,
    resource: &str,
) -> Option<(Request, Decision)> {
    let action: ActionName = action.parse().ok()?;
    let context = Context::default();
    let (request, layers) = access::question(organization, principal, &action, resource, &context)?;
    let decision = access::decide(&request, &layers);
    Some((request, decision))
}

fn open_buckets(organization: &Organization, principals: &[Principal]) -> Vec<Bucket> {
    let buckets = organization.resources().iter().filter(|resource| {
        resource.arn.service() == "s3" && resource.policy.as_ref().is_some_and(public::is_public)
    });
    let look = |resource: &crate::org::Resource| {
        let object = format!("{}/object", resource.arn);
        let read = |principal: &Principal| decide(organization, principal, "s3:GetObject", &object);
        let (request, decision) = read(&Principal::Anonymous)?;
        let can = |principal: &&Principal| {
            read(principal).is_some_and(|(_, decision)| decision.verdict == Verdict::Allowed)
        };
        Some(Bucket {
            arn: resource.arn.to_string(),
            path: organization.display_path(&crate::org::NodeId::Account(resource.account)),
            public: decision.verdict == Verdict::Allowed,
            message: explain::message(&request, &decision),
            readers: principals.iter().filter(can).count(),
        })
    };
    let mut found: Vec<Bucket> = buckets.filter_map(|resource| look(resource)).collect();
    found.sort_by_key(|bucket| !bucket.public);
    found
}

/// Whether somebody has an assignment in person, and not by a group.
fn is_own(organization: &Organization, principal: &Principal) -> bool {
    let Principal::Assigned { user, account, permission_set } = principal else { return false };
    let who = DirectoryPrincipal::User(user.clone());
    organization.assignments().contains(&(*account, permission_set.clone(), who))
}

/// What people are often surprised not to be allowed: an action, and a resource in some region.
const SURPRISES: [(&str, &str); 3] = [
    ("bedrock:InvokeModel", "arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0"),
    (
        "sagemaker:CreateNotebookInstance",
        "arn:aws:sagemaker:{region}:{account}:notebook-instance/n",
    ),
    ("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:instance/*"),
];

/// The first person who has been given something that no service control policy lets through.
fn denied(organization: &Organization, principals: &[Principal]) -> Option<Denied> {
    let center = organization.foundation().identity_center.as_ref()?;
    let mut people: Vec<&Principal> =
        principals.iter().filter(|it| matches!(it, Principal::Assigned { .. })).collect();
    people.sort_by_key(|it| !is_own(organization, it));
    SURPRISES.iter().find_map(|(action, form)| {
        people.iter().find_map(|principal| {
            let account = principal.account()?.to_string();
            let resource = form.replace("{region}", &center.region).replace("{account}", &account);
            let (request, decision) = decide(organization, principal, action, &resource)?;
            let granted = decision.trace.iter().any(|layer| {
                layer.kind == access::LayerKind::Identity
                    && layer.allows == crate::policy::Truth::Yes
            });
            let capped = decision.reason == Reason::Implicit(access::LayerKind::Scp);
            (granted && capped).then(|| Denied {
                principal: principal::written(organization, principal),
                action: (*action).to_owned(),
                resource,
                message: explain::message(&request, &decision),
            })
        })
    })
}

impl Answer for Tour {
    fn page(&self, page: &mut Page) {
        page.title(&self.organization);
        page.line(format!(
            "{} accounts in {} units under {} policies; {} people with {} permission sets; {} \
             principals in all.",
            self.accounts,
            self.units,
            self.policies,
            self.directory_users,
            self.permission_sets,
            self.principals
        ));
        page.title("Which buckets can anyone read?");
        for bucket in &self.open_buckets {
            let (word, meaning) =
                if bucket.public { ("PUBLIC", Meaning::Deny) } else { ("STOPPED", Meaning::Allow) };
            page.pieces([
                Piece::new(meaning, format!("{word:8}")),
                format!("{} in {}", bucket.arn, bucket.path).into(),
            ]);
            page.line(format!("        {}", bucket.message));
            page.line(format!(
                "        {} of the {} principals can read it.",
                bucket.readers, self.principals
            ));
        }
        if self.open_buckets.is_empty() {
            page.line("None: no bucket has a policy that lets everyone in.");
        }
        if let Some(denied) = &self.denied {
            page.title("Why is someone denied?");
            page.pieces([Piece::new(Meaning::Deny, "DENIED  "), Piece::from(&denied.message)]);
        }
        page.title("What can be vended?");
        let mut table = Table::new(&["TEMPLATE", "ASKS FOR", "WHAT IT MAKES"]);
        for template in &self.templates {
            let needed = template.parameters.iter().filter(|parameter| parameter.required);
            let needed: Vec<_> = needed.map(|parameter| parameter.name.as_str()).collect();
            table.row([
                Piece::from(&template.name),
                needed.join(", ").into(),
                Piece::from(&template.description),
            ]);
        }
        page.table(table);
        self.go_on(page);
    }
}

impl Tour {
    /// Commands to go on with, made of what the tour has found.
    fn go_on(&self, page: &mut Page) {
        page.title("Go on");
        let store = self.store.display();
        page.line(format!("bailiwick --store {store} tree"));
        for bucket in self.open_buckets.iter().take(1) {
            page.line(format!(
                "bailiwick --store {store} why anonymous s3:GetObject {}/object",
                bucket.arn
            ));
        }
        if let Some(Denied { principal, action, resource, .. }) = &self.denied {
            page.line(format!("bailiwick --store {store} why {principal} {action} {resource}"));
        }
        page.line("bailiwick demo, in a terminal: the console");
    }
}
