//! Who can do something: everyone in the organization, everyone whom a policy of the resource names,
//! and strangers, each put to [`decide`]. The plain way, and the measure of every faster one.

use std::collections::BTreeSet;

use super::{Actor, Decision, Principal, Request, Verdict, decide, gather, principal};
use crate::{
    org::Organization,
    policy::{ActionName, Arn, Context, Document, principal::NamedPrincipal},
};

/// An account that no organization has: whoever acts for it is a stranger to everybody.
const STRANGER: &str = "arn:aws:iam::000000000000:user/stranger";

/// What is asked.
#[derive(Debug, Clone)]
pub struct WhoCan {
    action: ActionName,
    resource: String,
    context: Context,
}

/// Whose a resource is cannot be told, so neither can who is let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the model does not hold {0}, and its ARN names no account: there is no telling whose policies \
     guard it. Name a resource that the model holds"
)]
pub struct NoOwner(String);

/// What one principal may do about it.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Who.
    pub principal: Principal,
    /// The request that was put.
    pub request: Request,
    /// What became of it.
    pub decision: Decision,
    /// What else it takes, and whether the principal has it: the key of an encrypted resource.
    pub key: Option<KeyNeed>,
}

/// The key that a resource is encrypted with, which its users need too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNeed {
    /// The key.
    pub key: Arn,
    /// What has to be allowed on it.
    pub action: ActionName,
    /// Whether it is.
    pub verdict: Verdict,
}

impl Holder {
    /// What it comes to, the key taken into account: the worse of both.
    pub fn verdict(&self) -> Verdict {
        let own = self.decision.verdict;
        match (own, self.key.as_ref().map(|need| need.verdict)) {
            (Verdict::Allowed | Verdict::Conditional, Some(key)) if key != Verdict::Allowed => key,
            _ => own,
        }
    }
}

impl WhoCan {
    /// Asks about an action on a resource: an ARN, or `*` for actions without one. `context` is what
    /// is given about the requests.
    pub fn new(
        organization: &Organization,
        action: ActionName,
        resource: &str,
        context: Context,
    ) -> Result<Self, NoOwner> {
        let names = |arn: Arn| !arn.account().is_empty();
        let owned = resource == "*"
            || resource.parse().is_ok_and(names)
            || gather::holder(organization, resource).is_some();
        let resource = resource.to_owned();
        if owned { Ok(Self { action, resource, context }) } else { Err(NoOwner(resource)) }
    }

    /// Everyone whom it makes sense to ask about: the principals of the organization, those outside
    /// whom the resource's policy names, a stranger with an account of his own, and nobody at all.
    /// People stand for the roles of their permission sets.
    pub fn candidates(&self, organization: &Organization) -> Vec<Principal> {
        let all = principal::all(organization);
        let assigned: BTreeSet<_> = all
            .iter()
            .filter_map(|principal| match principal {
                Principal::Assigned { account, permission_set, .. } => {
                    Some((*account, permission_set.clone()))
                }
                _ => None,
            })
            .collect();
        let stood_for = |principal: &Principal| match principal {
            Principal::Role(account, _) => principal
                .role(organization)
                .and_then(|role| role.permission_set.clone())
                .is_some_and(|set| assigned.contains(&(*account, set))),
            _ => false,
        };
        let mut candidates: Vec<Principal> =
            all.into_iter().filter(|principal| !stood_for(principal)).collect();
        let named = self.policy(organization).map(|document| named(organization, &document));
        candidates.extend(named.unwrap_or_default());
        candidates.extend(STRANGER.parse().map(Principal::Outsider));
        candidates.push(Principal::Anonymous);
        candidates
    }

    /// What one of them may do; nothing when it cannot call at all.
    pub fn of(&self, organization: &Organization, principal: &Principal) -> Option<Holder> {
        let actor = Actor::new(organization, principal)?;
        let ask = |action: &ActionName, resource: &str| {
            actor.question(organization, action, resource, &self.context)
        };
        let (request, layers) = ask(&self.action, &self.resource);
        let decision = decide(&request, &layers);
        let need = || {
            let key = self.key(organization)?;
            let action: ActionName = key_action(&self.action)?.parse().ok()?;
            let (request, layers) = ask(&action, key.as_str());
            let verdict = decide(&request, &layers).verdict;
            Some(KeyNeed { key, action, verdict })
        };
        let key = if decision.verdict.denies() { None } else { need() };
        Some(Holder { principal: principal.clone(), request, decision, key })
    }

    /// The policy of the resource, if the model holds one; for a role, its trust policy.
    fn policy(&self, organization: &Organization) -> Option<Document> {
        if let Ok(Principal::Role(account, name)) = Principal::find(organization, &self.resource) {
            return Some(organization.roles().get(&(account, name))?.trust.clone());
        }
        gather::holder(organization, &self.resource)?.policy.clone()
    }

    fn key(&self, organization: &Organization) -> Option<Arn> {
        gather::holder(organization, &self.resource)?.encryption_key.clone()
    }
}

/// Those outside the organization whom a policy names: services, identity providers, and users and
/// roles elsewhere.
fn named(organization: &Organization, document: &Document) -> BTreeSet<Principal> {
    let elements = document.statements().iter().filter_map(|it| it.principal.as_ref());
    let entries = elements.flat_map(|element| &element.entries);
    let outside = |arn: &Arn| {
        let account = arn.account().parse().ok();
        account.is_some_and(|account| !organization.accounts().contains(&account))
    };
    entries
        .filter_map(|entry| match &entry.named {
            NamedPrincipal::Service(name) => Some(Principal::Service(name.to_string())),
            NamedPrincipal::Arn(arn) => arn.parse().ok().filter(outside).map(Principal::Outsider),
            NamedPrincipal::Account(account) => format!("arn:aws:iam::{account}:root")
                .parse()
                .ok()
                .filter(outside)
                .map(Principal::Outsider),
            NamedPrincipal::Federated(provider) => Some(Principal::Federated(provider.to_string())),
            NamedPrincipal::Everyone
            | NamedPrincipal::UniqueId(_)
            | NamedPrincipal::CanonicalUser(_)
            | NamedPrincipal::Nobody => None,
        })
        .collect()
}

/// What the user of an encrypted resource needs of its key.
fn key_action(action: &ActionName) -> Option<&'static str> {
    Some(match action.lower() {
        "s3:getobject"
        | "s3:getobjectversion"
        | "sqs:receivemessage"
        | "secretsmanager:getsecretvalue"
        | "ssm:getparameter"
        | "dynamodb:getitem"
        | "dynamodb:query"
        | "dynamodb:scan" => "kms:Decrypt",
        "s3:putobject" | "sqs:sendmessage" | "sns:publish" | "secretsmanager:putsecretvalue" => {
            "kms:GenerateDataKey"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        org::{Change, Resource, Tags, sample},
        policy::Unmentioned,
    };

    fn bucket(policy: &str, key: Option<&str>) -> Organization {
        let resource = Resource {
            arn: sample::id("arn:aws:s3:::books"),
            account: sample::id(sample::SHOP),
            policy: Some(Document::new(policy)),
            public_access_block: None,
            encryption_key: key.map(sample::id),
            role: None,
            grants: Vec::new(),
            created: None,
            tags: Tags::default(),
        };
        let organization = sample::organization();
        organization
            .apply(&Change::PutResource { resource: Box::new(resource) })
            .unwrap()
            .organization
    }

    fn question(organization: &Organization, resource: &str) -> Result<WhoCan, NoOwner> {
        let context = Context::new(Unmentioned::Absent);
        WhoCan::new(organization, "s3:GetObject".parse().unwrap(), resource, context)
    }

    #[test]
    fn a_resource_without_an_owner_is_not_guessed_about() {
        let organization = sample::organization();
        let error = question(&organization, "arn:aws:s3:::nowhere/x").unwrap_err();
        assert!(error.to_string().contains("whose policies"), "{error}");
        assert!(question(&organization, "*").is_ok());
    }

    fn holders(organization: &Organization) -> Vec<(String, Verdict)> {
        let question = question(organization, "arn:aws:s3:::books/one").unwrap();
        let candidates = question.candidates(organization);
        let holders = candidates.iter().filter_map(|it| question.of(organization, it));
        holders.map(|it| (it.principal.to_string(), it.verdict())).collect()
    }

    fn verdict(holders: &[(String, Verdict)], who: &str) -> Option<Verdict> {
        holders.iter().find(|(name, _)| name == who).map(|(_, verdict)| *verdict)
    }

    #[test]
    fn strangers_services_and_nobody_are_asked_about_too() {
        let open = bucket(
            r#"{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"},
                {"Effect":"Deny","Principal":{"Service":"config.amazonaws.com"},"Action":"*","Resource":"*"}]}"#,
            None,
        );
        let holders = holders(&open);
        assert_eq!(verdict(&holders, "anonymous"), Some(Verdict::Allowed));
        assert_eq!(verdict(&holders, STRANGER), Some(Verdict::Conditional));
        assert_eq!(verdict(&holders, "config.amazonaws.com"), Some(Verdict::ExplicitDeny));
    }

    #[test]
    fn who_lacks_the_key_lacks_the_object() {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"s3:GetObject","Resource":"*"}}]}}"#,
            sample::SHOP
        );
        let root = format!("root@{}", sample::SHOP);
        let plain = holders(&bucket(&policy, None));
        assert_eq!(verdict(&plain, &root), Some(Verdict::Allowed));
        let key = format!("arn:aws:kms:eu-west-1:{}:key/k", sample::BILLING);
        let encrypted = holders(&bucket(&policy, Some(&key)));
        assert!(verdict(&encrypted, &root).is_some_and(|verdict| verdict != Verdict::Allowed));
        assert_eq!(verdict(&encrypted, "anonymous"), Some(Verdict::ImplicitDeny));
    }
}
