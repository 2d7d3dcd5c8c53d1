//! Checks of sizes against the quotas.

use super::{Kind, check::family, finding::Findings, subject::Subject};
use crate::{
    catalog::{Quota, Unit, quota},
    policy::{Document, Span},
};

family! {
    OVERLONG_DOCUMENT: Error Own {
        "Longer than any policy"
        why "No service of AWS takes a policy as long as this. It is not looked at any further."
        mend "Split it into several policies."
    }
    POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: Warning AccessAnalyzer {
        "Longer than a managed policy may be"
        why "A managed policy has at most 6,144 characters; white space does not count."
        mend "Split it into several policies, or use wildcards."
    }
    POLICY_SIZE_EXCEEDS_INLINE_QUOTA: Error Own {
        "Longer than an inline policy may be"
        why "All inline policies of a user have at most 2,048 characters together, of a group 5,120, of a role or permission set 10,240; white space does not count, but for a permission set, which has at most 32,768 bytes with it."
        mend "Move statements into managed policies."
    }
    POLICY_SIZE_EXCEEDS_SESSION_QUOTA: Error Own {
        "Longer than a session policy may be"
        why "A session policy and the ARNs of the managed ones have at most 2,048 characters together."
        mend "Shorten it, or pass managed policies."
    }
    POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: Warning AccessAnalyzer {
        "Longer than the policy of an endpoint may be"
        why "The policy of a VPC endpoint has at most 20,480 characters, white space counted. Quotas of other resources depend on their service and are not looked at."
        mend "Shorten it."
    }
    POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: Warning AccessAnalyzer {
        "Longer than a trust policy may be"
        why "A trust policy has at most 2,048 characters, and 8,192 if AWS has raised the quota of the account."
        mend "Shorten it, or ask for a higher quota."
    }
    POLICY_SIZE_EXCEEDS_SCP_QUOTA: Error AccessAnalyzer {
        "Longer than an SCP may be"
        why "A service control policy has at most 10,240 characters; what is saved by the API is counted with its white space."
        mend "Save it without white space, or split it: up to ten can be attached to one node."
    }
    POLICY_SIZE_EXCEEDS_RCP_QUOTA: Error AccessAnalyzer {
        "Longer than an RCP may be"
        why "A resource control policy has at most 5,120 characters; what is saved by the API is counted with its white space."
        mend "Save it without white space, or split it: up to five can be attached to one node."
    }
    POLICY_SIZE_NEAR_QUOTA: Suggestion Own {
        "Nearly as long as it may be"
        why "More than nine tenths of the quota are used: there is hardly room for another statement."
        mend "Shorten it before the next change needs the room."
    }
}

/// Bytes beyond which a document is looked at no further. No quota comes near, not even with white
/// space; only AWS itself writes policies of up to 200 KB.
const LONGEST: usize = 256 * 1024;

/// Characters of the policy of a VPC endpoint (Z-40).
const ENDPOINT: u64 = 20_480;

/// Tells when a document is too long to be looked at.
pub fn too_long(document: &Document, found: &mut Findings) -> bool {
    let length = document.text().len();
    if length > LONGEST {
        let message = format!("{length} bytes, and no policy has more than {LONGEST}");
        found.add(&OVERLONG_DOCUMENT, Span::START, message);
    }
    length > LONGEST
}

/// Looks at the size (G-20 to G-28, I-16).
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    let check = match subject.kind {
        Kind::Identity | Kind::Boundary => &POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
        Kind::UserInline | Kind::GroupInline | Kind::RoleInline | Kind::PermissionSet => {
            &POLICY_SIZE_EXCEEDS_INLINE_QUOTA
        }
        Kind::Session => &POLICY_SIZE_EXCEEDS_SESSION_QUOTA,
        Kind::Endpoint => &POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
        Kind::Trust => &POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
        Kind::ServiceControl => &POLICY_SIZE_EXCEEDS_SCP_QUOTA,
        Kind::ResourceControl => &POLICY_SIZE_EXCEEDS_RCP_QUOTA,
        Kind::Resource => return,
    };
    let (unit, most) = match subject.kind.quota().map(quota) {
        Some(limit) => (limit.unit, limit.default),
        None => (Unit::Characters, ENDPOINT),
    };
    let text = subject.document.text();
    let Some(length) = unit.measure(text) else { return };
    let bytes = quota(Quota::PermissionSetInlineBytes).maximum;
    if subject.kind == Kind::PermissionSet && text.len() as u64 > bytes {
        let message = format!("{} bytes of {bytes}, white space counted", text.len());
        found.add(check, Span::START, message);
    } else if length > most {
        let dense = Unit::CharactersWithoutWhiteSpace.measure(text).filter(|it| *it <= most);
        let hint = dense.map_or_else(String::new, |it| format!(", {it} without white space"));
        found.add(check, Span::START, format!("{length} {unit} of {most}{hint}"));
    } else if length * 10 > most * 9 {
        let message = format!("{length} {unit} of {most}");
        found.add(&POLICY_SIZE_NEAR_QUOTA, Span::START, message);
    }
}
