//! What single services do differently (section 9).

use super::{
    Caller, Request,
    decision::{Reason, Verdict},
    layers::Layers,
};
use crate::{
    catalog,
    org::GrantConstraint,
    policy::{ActionName, ContextValue, Lookup, Truth},
};

/// Requests that no policy decides.
pub fn settled(request: &Request) -> Option<(Verdict, Reason)> {
    let action = request.action.lower();
    // Everyone may ask who they are (Z-10).
    if action == "sts:getcalleridentity" {
        return Some((Verdict::Allowed, Reason::AlwaysAllowed));
    }
    let refused = match &request.caller {
        // Root users cannot assume roles (Z-7).
        Caller::Root { .. } => action == "sts:assumerole",
        // Role sessions can get neither a session token nor a federation token (Z-7).
        Caller::Role(_) => matches!(action, "sts:getfederationtoken" | "sts:getsessiontoken"),
        // Federated users reach neither IAM nor the rest of STS (Z-9).
        Caller::FederatedUser { .. } => matches!(request.action.service(), "iam" | "sts"),
        Caller::User(_) | Caller::Federated { .. } | Caller::Service { .. } | Caller::Anonymous => {
            false
        }
    };
    if refused {
        return Some((Verdict::ImplicitDeny, Reason::NotForThisCaller));
    }
    kept_by_aws(request).then_some((Verdict::ImplicitDeny, Reason::KeptByAws))
}

/// Roles and policies of AWS's own, which customers cannot change (Z-13).
fn kept_by_aws(request: &Request) -> bool {
    let Some(["iam", _, account, resource]) = request.resource.parts() else { return false };
    let reserved = resource.starts_with("role/aws-reserved/");
    let managed = account == "aws" && resource.starts_with("policy/");
    (reserved || managed) && request.action.service() == "iam" && writes(&request.action)
}

fn writes(action: &ActionName) -> bool {
    let reads = ["get", "list", "simulate", "generate", "pass"];
    let name = action.name().to_ascii_lowercase();
    !reads.iter().any(|verb| name.starts_with(verb))
}

/// The calls by which a role is assumed, which its trust policy decides (Z-1, Z-3, Z-4).
pub fn assumes_role(action: &ActionName) -> bool {
    matches!(
        action.lower(),
        "sts:assumerole"
            | "sts:assumerolewithsaml"
            | "sts:assumerolewithwebidentity"
            | "sts:tagsession"
            | "sts:setsourceidentity"
            | "sts:setcontext"
    )
}

/// Whether an ARN is of IAM, whose entities carry no resource policies but trust policies (Z-15).
pub fn is_iam(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("iam")
}

/// Whether a service's own role is to be assumed, which no RCP binds (E-5).
pub fn assumes_service_linked_role(request: &Request) -> bool {
    assumes_role(&request.action)
        && matches!(
            request.resource.parts(),
            Some(["iam", _, _, resource]) if resource.starts_with("role/aws-service-role/")
        )
}

/// Whether identity policies count only where the resource's policy trusts the account (E-21).
pub fn identity_needs_trust(request: &Request) -> bool {
    (assumes_role(&request.action) && request.resource.is_role())
        || (request.action.service() == "kms" && request.resource.is_kms_key())
}

/// Whether the bucket owner's root repairs a bucket policy, which that policy cannot forbid (E-27).
pub fn unlocks_policy(request: &Request) -> bool {
    let Caller::Root { account, .. } = request.caller else { return false };
    request.resource.account == Some(account)
        && matches!(
            request.action.lower(),
            "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
        )
}

/// Whether a grant of the KMS key allows the request (Z-24).
pub fn granted_by_key(request: &Request, layers: &Layers) -> Truth {
    if !request.resource.is_kms_key() || layers.grants.is_empty() {
        return Truth::No;
    }
    let names = request.caller.names();
    Truth::any(layers.grants.iter().map(|grant| {
        let grantee = names.direct.iter().chain(&names.entity).any(|name| *name == grant.grantee);
        let operation = grant
            .operations
            .iter()
            .any(|operation| operation.eq_ignore_ascii_case(request.action.name()));
        if grantee && operation {
            constraint(request, grant.constraint.as_ref())
        } else {
            Truth::No
        }
    }))
}

fn constraint(request: &Request, constraint: Option<&GrantConstraint>) -> Truth {
    let Some(GrantConstraint::Equals(pairs) | GrantConstraint::Includes(pairs)) = constraint else {
        return Truth::Yes;
    };
    let carried = |(key, value): (&str, &str)| match request
        .context
        .get(&format!("kms:EncryptionContext:{key}"))
    {
        Lookup::Present(ContextValue::One(given)) => Truth::from(given == value),
        Lookup::Present(ContextValue::Many(_)) | Lookup::Absent => Truth::No,
        Lookup::Unknown => Truth::Unknown,
    };
    let all = Truth::all(pairs.iter().map(carried));
    match constraint {
        Some(GrantConstraint::Equals(_)) => {
            let others = request
                .context
                .iter()
                .filter_map(|(key, _)| key.strip_prefix("kms:EncryptionContext:"))
                .any(|key| pairs.get(key).is_none());
            if others { Truth::No } else { all }
        }
        _ => all,
    }
}

/// Whether a key that nobody has given cannot be part of the request, as the catalogue has it: a
/// key of another service, or one that the action is not known to carry (C-32).
pub fn never_carried(action: &ActionName, key: &str) -> bool {
    let Some((prefix, _)) = key.split_once(':') else { return false };
    let prefix = prefix.to_ascii_lowercase();
    // Global keys, and keys that sessions bring along to every service (7.2), may always be there.
    if matches!(
        prefix.as_str(),
        "aws" | "saml" | "sts" | "identitystore" | "lambda" | "ssm" | "codebuild" | "glue"
    ) && prefix != action.service()
    {
        return prefix == "aws"
            && tags_of_requests(&key.to_ascii_lowercase())
            && !carries(action, key);
    }
    let Some(service) = catalog::catalog().service(&prefix) else { return false };
    if prefix == "ec2" && key.eq_ignore_ascii_case("ec2:SourceInstanceArn") {
        return false;
    }
    service.condition_key(key).is_some() && !carries(action, key)
}

fn tags_of_requests(lower: &str) -> bool {
    lower.starts_with("aws:requesttag/") || lower == "aws:tagkeys"
}

fn carries(action: &ActionName, key: &str) -> bool {
    let catalog = catalog::catalog();
    catalog.action(action.as_str()).is_none_or(|action| {
        catalog.condition_keys_of(action).iter().any(|known| known.covers(key))
    })
}
