//! Whose a resource is: without that there is no telling which policies guard it.

use super::gather;
use crate::{org::Organization, policy::Arn};

/// Whose a resource is cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the model does not hold {0}, and its ARN names no account: there is no telling whose policies \
     guard it. Name a resource that the model holds"
)]
pub struct NoOwner(pub String);

/// Whether the owner of a resource can be told: the model holds it, or its ARN names an account, or it
/// is `*`, which everybody's own account answers for.
pub fn known(organization: &Organization, resource: &str) -> Result<(), NoOwner> {
    let names = |arn: Arn| !arn.account().is_empty();
    let known = resource == "*"
        || resource.parse().is_ok_and(names)
        || gather::holder(organization, resource).is_some();
    if known { Ok(()) } else { Err(NoOwner(resource.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::sample;

    #[test]
    fn a_bucket_that_the_model_does_not_hold_has_no_known_owner() {
        let organization = sample::organization();
        let error = known(&organization, "arn:aws:s3:::nowhere/x").unwrap_err();
        assert!(error.to_string().contains("whose policies"), "{error}");
        assert_eq!(known(&organization, "*"), Ok(()));
        assert_eq!(known(&organization, "arn:aws:sqs:eu-west-1:222222222222:jobs"), Ok(()));
    }
}
