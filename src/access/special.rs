//! What single services do differently (section 9).

use super::{
    Caller, Request,
    caller::{RootSession, UserCaller, UserSession},
    decision::Reason,
    layers::LayerKind,
};
use crate::{
    catalog,
    policy::{ActionName, Lookup},
};

/// Whether no policy can forbid the request: everyone may ask who they are (Z-10), and a session
/// token is for any long-term key (Z-8).
pub fn always_allowed(request: &Request) -> bool {
    match request.action.lower() {
        "sts:getcalleridentity" => request.caller != Caller::Anonymous,
        "sts:getsessiontoken" => !is_temporary(request) && is_long_lived(&request.caller),
        _ => false,
    }
}

/// Whether a caller can have a long-term key.
fn is_long_lived(caller: &Caller) -> bool {
    matches!(caller, Caller::User(_) | Caller::Root { .. })
}

/// Whether credentials are temporary. Nobody has to say so of a user: keys that access keys do not
/// come with tell it (7.1, K-4).
fn is_temporary(request: &Request) -> bool {
    let carries = |key| matches!(request.context.get(key), Lookup::Present(_));
    let told = || carries("aws:TokenIssueTime") || carries("aws:MultiFactorAuthPresent");
    match &request.caller {
        Caller::User(user) => match user.session {
            UserSession::LongTerm => false,
            UserSession::Console { .. } | UserSession::Token { .. } => true,
            UserSession::Unknown => told(),
        },
        Caller::Root { session, .. } => match session {
            RootSession::LongTerm => false,
            RootSession::Console { .. } | RootSession::Token { .. } | RootSession::Assumed => true,
            RootSession::Unknown => told(),
        },
        Caller::Role(_) | Caller::FederatedUser { .. } => true,
        Caller::Federated { .. } | Caller::Service { .. } | Caller::Anonymous => false,
    }
}

/// Why no policy can allow the request, if none can.
pub fn refused(request: &Request) -> Option<Reason> {
    if is_barred(request) {
        return Some(Reason::NotForThisCaller);
    }
    kept_by_aws(request).then_some(Reason::KeptByAws)
}

/// Whether callers of this kind cannot make the call at all, whatever it is about.
pub fn is_barred(request: &Request) -> bool {
    let action = request.action.lower();
    if request.action.service() == "organizations" {
        return is_for_management(&request.action) && calls_from_member(request);
    }
    // Temporary credentials get no further token (Z-7, Z-8).
    let token = matches!(action, "sts:getfederationtoken" | "sts:getsessiontoken");
    if token && is_temporary(request) {
        return true;
    }
    match &request.caller {
        // Root users cannot assume roles (Z-7).
        Caller::Root { session, .. } => {
            let token = matches!(session, RootSession::Token { mfa } if beyond_token(&request.action, *mfa));
            action == "sts:assumerole" || token
        }
        // Federated users reach neither IAM nor the rest of STS (Z-9).
        Caller::FederatedUser { .. } => matches!(request.action.service(), "iam" | "sts"),
        Caller::User(UserCaller { session: UserSession::Token { mfa }, .. }) => {
            beyond_token(&request.action, *mfa)
        }
        Caller::User(_)
        | Caller::Role(_)
        | Caller::Federated { .. }
        | Caller::Service { .. }
        | Caller::Anonymous => false,
    }
}

/// What only the management account can do to its organization, and cannot delegate (Z-42).
fn is_for_management(action: &ActionName) -> bool {
    matches!(
        action.lower().split_once(':').map_or("", |(_, name)| name),
        "closeaccount"
            | "createaccount"
            | "creategovcloudaccount"
            | "createorganizationalunit"
            | "deleteorganization"
            | "deleteorganizationalunit"
            | "deleteresourcepolicy"
            | "deregisterdelegatedadministrator"
            | "disableawsserviceaccess"
            | "enableallfeatures"
            | "enableawsserviceaccess"
            | "inviteaccounttoorganization"
            | "moveaccount"
            | "putresourcepolicy"
            | "registerdelegatedadministrator"
            | "removeaccountfromorganization"
            | "updateorganizationalunit"
    )
}

fn calls_from_member(request: &Request) -> bool {
    request.organization.as_ref().is_some_and(|organization| {
        organization.principal_path.is_some()
            && request.caller.account().is_some_and(|account| account != organization.management)
    })
}

/// What credentials of GetSessionToken do not reach: STS but for assuming roles, and IAM without a
/// second factor (Z-8).
fn beyond_token(action: &ActionName, mfa: bool) -> bool {
    match action.service() {
        "sts" => !assumes_role(action),
        "iam" => !mfa,
        _ => false,
    }
}

/// Whether nobody has signed the request, and the service takes none of these (step 0 of 8.3).
pub fn not_signed_in(request: &Request) -> bool {
    request.caller == Caller::Anonymous && !open_to_anonymous(&request.action)
}

fn open_to_anonymous(action: &ActionName) -> bool {
    match action.service() {
        "s3" | "sqs" | "sns" | "lambda" | "execute-api" | "es" | "mediastore" => true,
        "sts" => {
            matches!(action.lower(), "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity")
        }
        _ => false,
    }
}

/// Roles, policies and aliases of AWS's own, which customers cannot change (Z-13, Z-26).
fn kept_by_aws(request: &Request) -> bool {
    if request.caller.service_linked() || matches!(request.caller, Caller::Service { .. }) {
        return false;
    }
    match (request.action.service(), request.resource.parts()) {
        ("iam", Some(["iam", _, account, resource])) => {
            let reserved = resource.starts_with("role/aws-reserved/");
            let managed = account == "aws" && resource.starts_with("policy/");
            let of_service = resource.starts_with("role/aws-service-role/");
            (reserved || managed) && writes(&request.action)
                || of_service && writes(&request.action) && !open_on_service_linked(&request.action)
        }
        ("kms", Some(["kms", _, _, resource])) => {
            resource.starts_with("alias/aws/") && request.action.lower().ends_with("alias")
        }
        _ => false,
    }
}

/// What customers can do with service-linked roles, whose policies are AWS's (Z-12).
pub fn open_on_service_linked(action: &ActionName) -> bool {
    matches!(
        action.lower(),
        "iam:createservicelinkedrole"
            | "iam:deleteservicelinkedrole"
            | "iam:updaterole"
            | "iam:updateroledescription"
            | "iam:tagrole"
            | "iam:untagrole"
    )
}

/// Whether an action changes something, by its name.
pub fn writes(action: &ActionName) -> bool {
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

/// Whether a policy of a layer can mean the caller at all: trust policies only mean callers that
/// make the call (Z-3).
pub fn trust_can_mean(request: &Request, layer: LayerKind) -> bool {
    layer != LayerKind::Trust || may_assume(&request.caller, &request.action)
}

/// Whether callers of this kind make this call (Z-3).
fn may_assume(caller: &Caller, action: &ActionName) -> bool {
    let saml = |provider: &str| provider.contains(":saml-provider/");
    match (action.lower(), caller) {
        ("sts:assumerole", caller) => !matches!(caller, Caller::Federated { .. }),
        ("sts:assumerolewithsaml", Caller::Federated { provider }) => saml(provider),
        ("sts:assumerolewithwebidentity", Caller::Federated { provider }) => !saml(provider),
        ("sts:assumerolewithsaml" | "sts:assumerolewithwebidentity", _) => false,
        _ => true,
    }
}

/// Whether no resource type supports the action, so that the request is about `*`, whatever the
/// asker names.
pub fn is_resource_less(request: &Request) -> bool {
    let known = || catalog::catalog().action(request.action.as_str());
    request.resource.is_none() || known().is_some_and(catalog::Action::is_resource_less)
}

/// What a request is held against resource patterns as. `s3:ListAllMyBuckets` is about every
/// bucket, as AWS's own examples have it.
pub fn matched_as(request: &Request) -> &str {
    if request.action.lower() == "s3:listallmybuckets" {
        "arn:aws:s3:::*"
    } else if is_resource_less(request) {
        "*"
    } else {
        &request.resource.arn
    }
}

/// Whether resources of the service carry policies that its own actions heed: IAM has none but
/// trust policies, which STS heeds (Z-15, E-61).
pub fn heeds_resource_policies(action: &ActionName) -> bool {
    action.service() != "iam"
}

/// Whether an ARN is of IAM or STS, whose entities carry no resource policies but trust policies
/// (Z-15).
pub fn is_identity(arn: &str) -> bool {
    matches!(arn.split(':').nth(2), Some("iam" | "sts"))
}

/// Whether a service is one of the few that SCPs do not bind (E-43). The other tasks that they
/// spare, such as serving CloudFront's private content, are no actions.
pub fn is_beyond_scps(service: &str) -> bool {
    service == "mechanicalturk"
}

/// Whether an AWS managed key is meant by its alias, which no RCP binds (E-5, Z-26).
pub fn is_aws_managed_key(request: &Request) -> bool {
    matches!(
        request.resource.parts(),
        Some(["kms", _, _, resource]) if resource.starts_with("alias/aws/")
    )
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

/// Whether the resource's policy can let callers of other accounts do this: some services leave
/// what governs a queue, a key or a bucket's policy to their owner (Z-23, Z-36).
pub fn crosses_accounts(action: &ActionName) -> bool {
    let name = action.lower().split_once(':').map_or("", |(_, name)| name);
    match action.service() {
        "sqs" => !matches!(
            name,
            "addpermission"
                | "cancelmessagemovetask"
                | "createqueue"
                | "deletequeue"
                | "listmessagemovetasks"
                | "listqueues"
                | "listqueuetags"
                | "removepermission"
                | "setqueueattributes"
                | "startmessagemovetask"
                | "tagqueue"
                | "untagqueue"
        ),
        "kms" => {
            let cryptographic = ["decrypt", "encrypt", "generate", "reencrypt", "sign", "verify"];
            cryptographic.iter().any(|start| name.starts_with(start))
                || matches!(
                    name,
                    "creategrant"
                        | "derivesharedsecret"
                        | "describekey"
                        | "getkeyrotationstatus"
                        | "getpublickey"
                        | "listgrants"
                        | "retiregrant"
                        | "revokegrant"
                )
        }
        "s3" => !matches!(name, "getbucketpolicy" | "putbucketpolicy" | "deletebucketpolicy"),
        _ => true,
    }
}

/// Whether the owner's root repairs the policy of a bucket or queue, which that policy cannot forbid
/// (E-27).
pub fn unlocks_policy(request: &Request) -> bool {
    let Caller::Root { account, .. } = request.caller else { return false };
    request.resource.account == Some(account) && repairs_policy(&request.action)
}

/// The calls by which root repairs the policy of a bucket or queue (E-27).
pub fn repairs_policy(action: &ActionName) -> bool {
    matches!(
        action.lower(),
        "s3:getbucketpolicy"
            | "s3:putbucketpolicy"
            | "s3:deletebucketpolicy"
            | "sqs:getqueueattributes"
            | "sqs:setqueueattributes"
    )
}

/// Whether a key that nobody has given cannot be part of the request, as the catalogue has it: a
/// key of another service, or one that the action is not known to carry (C-32).
pub fn never_carried(action: &ActionName, key: &str) -> bool {
    may_lack(action.service(), key) && !carries(action, key)
}

/// Whether a service's actions cannot carry a key unless the catalogue gives it to them.
pub fn may_lack(service: &str, key: &str) -> bool {
    let Some((prefix, _)) = key.split_once(':') else { return false };
    let prefix = prefix.to_ascii_lowercase();
    // Global keys, and keys that sessions bring along to every service (7.2), may always be there.
    if matches!(
        prefix.as_str(),
        "aws" | "saml" | "identitystore" | "lambda" | "ssm" | "codebuild" | "glue"
    ) && prefix != service
    {
        return prefix == "aws" && tags_of_requests(&key.to_ascii_lowercase());
    }
    let Some(namesake) = catalog::catalog().service(&prefix) else { return false };
    !key.eq_ignore_ascii_case("ec2:SourceInstanceArn") && namesake.condition_key(key).is_some()
}

/// Whether some actions cannot carry a key, so that [`never_carried`] is worth asking.
pub fn may_be_missing(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    !lower.starts_with("aws:") || tags_of_requests(&lower)
}

fn tags_of_requests(lower: &str) -> bool {
    lower.starts_with("aws:requesttag/") || lower == "aws:tagkeys"
}

fn carries(action: &ActionName, key: &str) -> bool {
    let catalog = catalog::catalog();
    let lower = key.to_ascii_lowercase();
    catalog.action(action.as_str()).is_none_or(|action| catalog.carries(action, &lower))
}
