//! The context keys that a request itself determines (section 7).

mod principal;
#[cfg(test)]
mod tests;

use chrono::DateTime;

use super::{
    Caller, Request,
    caller::{RootSession, SessionOrigin, UserCaller, UserSession},
};
use crate::{
    catalog,
    policy::{ActionName, Context, ContextValue, Lookup, Truth, Unmentioned},
};

/// The context of a request, complete: what the caller is goes before what the asker says (7.1),
/// and for everything else the asker goes before what is derived.
pub fn context(request: &Request) -> Context {
    let mut context = request.context.clone();
    principal::keys(&mut context, request);
    session_keys(&mut context, &request.caller);
    request_keys(&mut context, request);
    resource_keys(&mut context, request);
    network_keys(&mut context);
    context
}

/// What of the context follows from the caller alone, whatever it asks for and wherever it is.
pub fn of_caller(request: &Request) -> Context {
    let mut context = request.context.clone();
    principal::keys(&mut context, request);
    session_keys(&mut context, &request.caller);
    context
}

/// Whether a condition key can hold several values (section 7).
pub fn is_multivalued(key: &str) -> bool {
    let known = catalog::catalog().condition_key(key);
    known.is_some_and(|known| known.cardinality() == catalog::Cardinality::Multi)
}

/// Keys that tell how the caller's session came about (7.1, K-3).
fn session_keys(context: &mut Context, caller: &Caller) {
    match caller {
        Caller::User(UserCaller { session, .. }) => match session {
            UserSession::LongTerm => not_temporary(context),
            UserSession::Console { mfa } | UserSession::Token { mfa } => {
                multi_factor(context, *mfa);
            }
            UserSession::Unknown => {}
        },
        Caller::Root { session, .. } => match session {
            RootSession::LongTerm => not_temporary(context),
            RootSession::Console { mfa } | RootSession::Token { mfa } => {
                multi_factor(context, *mfa);
            }
            RootSession::Assumed => absent(context, &MFA),
            RootSession::Unknown => {}
        },
        Caller::Role(session) => match &session.origin {
            SessionOrigin::Principal { mfa: Truth::Unknown } => {}
            SessionOrigin::Principal { mfa } => multi_factor(context, *mfa == Truth::Yes),
            SessionOrigin::Saml
            | SessionOrigin::IdentityCenter { .. }
            | SessionOrigin::Oidc { .. } => absent(context, &MFA),
            SessionOrigin::Unknown if session.of_identity_center() => absent(context, &MFA),
            SessionOrigin::Service | SessionOrigin::ServiceLinked => multi_factor(context, false),
            SessionOrigin::Unknown => {}
        },
        Caller::FederatedUser { .. } => absent(context, &MFA),
        Caller::Federated { .. } | Caller::Service { .. } | Caller::Anonymous => {
            not_temporary(context);
        }
    }
    match caller {
        Caller::Root { session: RootSession::Assumed, .. } => {
            context.complete("aws:AssumedRoot", "true");
        }
        Caller::Root { session: RootSession::Unknown, .. } => {}
        _ => context.complete_absent("aws:AssumedRoot"),
    }
    let Caller::Role(session) = caller else {
        return absent(context, &["aws:SourceIdentity", "aws:FederatedProvider"]);
    };
    let unknown = session.origin == SessionOrigin::Unknown;
    match &session.source_identity {
        Some(identity) => context.complete("aws:SourceIdentity", identity.as_str()),
        None if unknown => {}
        None => context.complete_absent("aws:SourceIdentity"),
    }
    match &session.origin {
        SessionOrigin::Oidc { provider } => {
            context.complete("aws:FederatedProvider", provider.as_str());
        }
        SessionOrigin::IdentityCenter { user } => {
            context.complete("identitystore:UserId", user.as_str());
            context.complete_absent("aws:FederatedProvider");
        }
        _ if unknown => {}
        _ => context.complete_absent("aws:FederatedProvider"),
    }
}

const MFA: [&str; 2] = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];

/// Nothing that only temporary credentials bring along.
fn not_temporary(context: &mut Context) {
    absent(context, &MFA);
    context.complete_absent("aws:TokenIssueTime");
}

fn multi_factor(context: &mut Context, used: bool) {
    context.complete("aws:MultiFactorAuthPresent", if used { "true" } else { "false" });
    if !used {
        context.complete_absent("aws:MultiFactorAuthAge");
    }
}

fn absent(context: &mut Context, keys: &[&'static str]) {
    for key in keys {
        context.complete_absent(*key);
    }
}

/// Keys of the request itself (7.2).
fn request_keys(context: &mut Context, request: &Request) {
    context.complete("aws:SecureTransport", "true");
    context.complete("aws:ViaAWSService", "false");
    called_via(context);
    time(context);
    token(context, &request.caller);
    if !matches!(request.caller, Caller::Service { .. }) {
        absent(
            context,
            &["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"],
        );
    }
    if let Some(region) = requested_region(request) {
        context.complete("aws:RequestedRegion", region);
    }
}

/// First and last of the services that called on behalf of the caller; none without forwarding.
fn called_via(context: &mut Context) {
    let ends = match context.get("aws:CalledVia") {
        Lookup::Present(value) => match value.values() {
            [first, .., last] => Some((first.clone(), last.clone())),
            [one] => Some((one.clone(), one.clone())),
            [] => None,
        },
        Lookup::Absent | Lookup::Unknown => None,
    };
    if let Some((first, last)) = ends {
        context.complete("aws:CalledViaFirst", first);
        context.complete("aws:CalledViaLast", last);
    } else if !forwarded(context) {
        absent(context, &["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"]);
    }
}

fn forwarded(context: &Context) -> bool {
    single(context, "aws:ViaAWSService").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// The two keys of the time say the same.
fn time(context: &mut Context) {
    let instant = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    if let Some(instant) = single(context, "aws:CurrentTime").and_then(instant) {
        context.complete("aws:EpochTime", instant.timestamp().to_string());
    }
    let seconds = single(context, "aws:EpochTime").and_then(|text| text.parse().ok());
    if let Some(instant) = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) {
        context.complete("aws:CurrentTime", instant.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
}

/// Temporary credentials say when they were issued (7.1): where nothing is left unknown, just now.
fn token(context: &mut Context, caller: &Caller) {
    let temporary = match caller {
        Caller::Role(_) | Caller::FederatedUser { .. } => true,
        Caller::User(user) => {
            matches!(user.session, UserSession::Console { .. } | UserSession::Token { .. })
        }
        Caller::Root { session, .. } => {
            matches!(session, RootSession::Token { .. } | RootSession::Assumed)
        }
        Caller::Federated { .. } | Caller::Service { .. } | Caller::Anonymous => false,
    };
    let known = context.unmentioned() == Unmentioned::Absent;
    let now = single(context, "aws:CurrentTime").filter(|_| temporary && known);
    if let Some(now) = now.map(str::to_owned) {
        context.complete("aws:TokenIssueTime", now);
    }
}

fn single<'c>(context: &'c Context, key: &str) -> Option<&'c str> {
    match context.get(key) {
        Lookup::Present(value) => match value.values() {
            [one] => Some(one),
            _ => None,
        },
        Lookup::Absent | Lookup::Unknown => None,
    }
}

/// The region that answers: that of a global service, else that of the resource (7.2).
fn requested_region(request: &Request) -> Option<&str> {
    let parts = request.resource.parts();
    let commercial = parts.is_none() || request.resource.partition() == Some("aws");
    if let Some(home) = catalog::home_region(request.action.service()).filter(|_| commercial) {
        return Some(home);
    }
    let [_, region, _, _] = parts?;
    (!region.is_empty()).then_some(region)
}

/// Keys of the resource (7.2).
fn resource_keys(context: &mut Context, request: &Request) {
    let target = &request.resource;
    service_keys(context, request);
    if tells_no_owner(&request.action) {
        absent(context, &["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"]);
    } else if let Some(account) = target.account {
        context.complete("aws:ResourceAccount", account.to_string());
        if let Some(organization) = &request.organization {
            match &organization.resource_path {
                Some(path) => {
                    let path = organization.condition_path(path);
                    context.complete("aws:ResourceOrgID", &*organization.id);
                    context.complete("aws:ResourceOrgPaths", ContextValue::Many(vec![path]));
                }
                None if account == organization.management => {
                    context.complete("aws:ResourceOrgID", &*organization.id);
                }
                None => absent(context, &["aws:ResourceOrgID", "aws:ResourceOrgPaths"]),
            }
        }
    }
    if let Some(tags) = &target.tags {
        for family in tag_families(request) {
            for (key, value) in tags.iter() {
                context.complete(format!("{family}/{key}"), value);
            }
            context.close_family(family);
        }
    }
}

/// Whether requests to a service have such keys.
pub fn has_own_keys(service: &str) -> bool {
    matches!(service, "kms" | "s3")
}

/// Keys of single services that say what others say of caller and resource.
fn service_keys(context: &mut Context, request: &Request) {
    let (key, account) = match request.action.service() {
        "kms" => ("kms:CallerAccount", request.caller.account()),
        "s3" => ("s3:ResourceAccount", request.resource.account),
        _ => return,
    };
    if let Some(account) = account {
        context.complete(key, account.to_string());
    }
}

/// What the keys of a resource's tags begin with: some services have a name of their own for them.
fn tag_families(request: &Request) -> Vec<String> {
    let service = request.action.service();
    let own = format!("{service}:ResourceTag");
    let knows = |family: &str| {
        let known = catalog::catalog().service(service);
        known.is_some_and(|known| known.condition_key(&format!("{family}/x")).is_some())
    };
    let of_object = request.resource.is_s3_object().then_some("s3:ExistingObjectTag");
    let mut families = vec!["aws:ResourceTag".to_owned()];
    families.extend(Some(own).filter(|own| knows(own)));
    families.extend(of_object.map(str::to_owned));
    families
}

/// The calls whose context leaves the resource's owner out (7.2, aws:ResourceAccount).
pub fn tells_no_owner(action: &ActionName) -> bool {
    let (service, action) = (action.service(), action.lower());
    match service {
        "ebs" => true,
        "ec2" => {
            matches!(action, "ec2:createvpcpeeringconnection" | "ec2:acceptvpcpeeringconnection")
        }
        "route53" => action == "route53:associatevpcwithhostedzone",
        "guardduty" | "macie2" | "securityhub" | "detective" => {
            let name = &action[service.len() + 1..];
            name.starts_with("accept") && name.ends_with("invitation")
        }
        _ => false,
    }
}

/// Where the request came in: by an endpoint or not, never both (7.2).
fn network_keys(context: &mut Context) {
    if context.mentions("aws:SourceIp") {
        absent(
            context,
            &[
                "aws:SourceVpc",
                "aws:SourceVpce",
                "aws:VpcSourceIp",
                "aws:SourceVpcArn",
                "aws:VpceAccount",
                "aws:VpceOrgID",
                "aws:VpceOrgPaths",
            ],
        );
    } else if context.mentions("aws:SourceVpce") || context.mentions("aws:SourceVpc") {
        context.complete_absent("aws:SourceIp");
    }
}
