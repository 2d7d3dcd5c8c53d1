//! What a policy text must be before it may be written anywhere: what AWS takes there, and in size.

use super::ChangeError;
use crate::catalog::Quota;
use crate::org::Organization;
use crate::policy::json::{self, Json};
use crate::policy::{Document, Place};

impl Organization {
    /// Refuses a policy that AWS would not take in a place, or that is too long for a quota.
    pub(super) fn policy_fits(
        &self,
        what: &str,
        policy: &Document,
        place: Place,
        size: Quota,
    ) -> Result<(), ChangeError> {
        valid(what, policy, place)?;
        self.fits(what, policy.text(), size)
    }
}

/// Refuses a policy that AWS would not take in a place.
pub(super) fn valid(what: &str, policy: &Document, place: Place) -> Result<(), ChangeError> {
    let mut faults = policy.refusals(place).into_iter();
    let Some(first) = faults.next() else { return Ok(()) };
    let wrong = match faults.count() {
        0 => first.message,
        more => format!("{} (and {more} more)", first.message),
    };
    Err(ChangeError::Document { what: what.to_owned(), at: first.span.start, wrong })
}

/// Refuses a text that is no JSON object; for policies that are not written in the policy language.
pub(super) fn object(what: &str, text: &Document) -> Result<(), ChangeError> {
    let fault = |at, wrong| Err(ChangeError::Document { what: what.to_owned(), at, wrong });
    match json::parse(text.text()) {
        Err(error) => fault(error.position, error.message),
        Ok(node) if matches!(node.value, Json::Object(_)) => Ok(()),
        Ok(node) => {
            fault(node.span.start, "a policy is a JSON object: put it between { and }".to_owned())
        }
    }
}
