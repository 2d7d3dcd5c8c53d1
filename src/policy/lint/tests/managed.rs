//! AWS's own policies: right, or wrong in ways that are known.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::managed_policies,
    policy::{
        Document,
        lint::{Category, Kind, lint},
    },
};

/// The errors in AWS's own policies, and why they are none of ours.
const ERRORS: [(&str, usize, &str); 7] = [
    ("INVALID_ACTION", 57, "undocumented actions: of consoles, of CloudHSM Classic, of previews"),
    (
        "INVALID_GLOBAL_CONDITION_KEY",
        2,
        "aws:PrincipalOrgMasterAccountId, which is documented nowhere",
    ),
    ("INVALID_SERVICE", 1, "the ARN of `assurance`, which is documented nowhere"),
    ("INVALID_SERVICE_CONDITION_KEY", 4, "keys of DeepRacer, which is gone; lakeformation:GlueARN"),
    (
        "INVALID_SERVICE_IN_ACTION",
        83,
        "services that are gone: DeepRacer, DeepLens, 1-Click; internal ones",
    ),
    (
        "MISSING_QUALIFIER",
        3,
        "events:detail-type, of which the reference says that it has many values",
    ),
    (
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        1,
        "${aws:PrincipalAccount} as the account of an ARN (V-2)",
    ),
];

/// What else is found in them, and why that is right.
const OTHERS: [(&str, &str); 24] = [
    ("ACTION_FITS_NO_RESOURCE", "lists of actions kept beside lists of resources"),
    ("ACTION_NEEDS_ALL_RESOURCES", "the same"),
    ("ALLOW_WITH_NOT_ACTION", "PowerUserAccess, and one other"),
    ("ALLOW_WITH_NOT_RESOURCE", "full access to a service but for a few resources"),
    ("CONDITION_KEY_FITS_NO_ACTION", "keys of services that are gone"),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "administrators"),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "PowerUserAccess, and two others"),
    ("DENY_EVERYTHING", "AWSDenyAll"),
    ("FORALLVALUES_ALLOWS_ABSENCE", "kms:GrantOperations, which every request for a grant carries"),
    ("FORALLVALUES_WITH_SINGLE_VALUED_KEY", "codestar-connections:ProviderAction"),
    ("FORANYVALUE_NOT_DENIES_LITTLE", "aws:TagKeys, which it means to spare"),
    ("FORANYVALUE_WITH_SINGLE_VALUED_KEY", "harmless"),
    ("FULL_ADMIN_ACCESS", "AdministratorAccess"),
    ("IAM_ADMIN_ACCESS", "IAMFullAccess"),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "administrators"),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "policies of old"),
    ("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "AWS does not keep to its quota"),
    ("POLICY_SIZE_NEAR_QUOTA", "nor far from it"),
    ("REDUNDANT_ACTION", "entries that stand twice"),
    ("REDUNDANT_RESOURCE", "`b*` and `b*/*` in one list"),
    ("REDUNDANT_STATEMENT", "statements that grew together"),
    ("RESOURCE_FITS_NO_ACTION", "lists of actions kept beside lists of resources"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "policies of old"),
    ("TYPE_MISMATCH", "StringEquals with keys that are true or false"),
];

#[test]
fn what_is_found_in_the_policies_of_aws_is_known() {
    let mut errors: BTreeMap<&str, usize> = BTreeMap::new();
    let mut others: BTreeSet<&str> = BTreeSet::new();
    for policy in managed_policies() {
        for finding in lint(&Document::new(policy.document()), Kind::Identity) {
            let check = finding.check;
            if check.category == Category::Error {
                *errors.entry(check.code).or_default() += 1;
            } else {
                others.insert(check.code);
            }
        }
    }
    let known: BTreeMap<_, _> = ERRORS.iter().map(|(code, count, _)| (*code, *count)).collect();
    assert_eq!(errors, known);
    assert_eq!(others, OTHERS.iter().map(|(code, _)| *code).collect());
}
