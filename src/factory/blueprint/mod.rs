//! The account as it is to be: a request with every name looked up, ready to be compared with an
//! organization and brought about.

mod identity;
mod managed;
mod resolver;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

pub(super) use resolver::resolve;

use super::{form::End, request::RequestKey};
use crate::{
    org::{
        AccountId, Budget, DirectoryPrincipal, IamName, NodeId, Organization, ParentId,
        PasswordPolicy, PermissionSetId, PolicyId, ServicePrincipal, Tags,
    },
    policy::{Arn, Document},
};

/// The account as it is to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Blueprint {
    pub(super) request: RequestKey,
    pub(super) template: String,
    pub(super) version: u32,
    /// The values of the parameters.
    pub(super) values: BTreeMap<String, String>,
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) alias: Option<String>,
    pub(super) destination: ParentId,
    pub(super) quarantine: Option<PolicyId>,
    pub(super) parking: Option<ParentId>,
    pub(super) tags: Tags,
    pub(super) contacts: BTreeMap<String, String>,
    /// SCPs and RCPs attached right to it.
    pub(super) attached: BTreeSet<PolicyId>,
    pub(super) password_policy: Option<PasswordPolicy>,
    pub(super) policies: Vec<OwnPolicy>,
    pub(super) providers: BTreeMap<Arn, Vec<String>>,
    pub(super) roles: Vec<RolePlan>,
    pub(super) assignments: Vec<AssignmentPlan>,
    pub(super) budget: Option<Budget>,
    pub(super) services: BTreeMap<String, String>,
    pub(super) delegated: BTreeSet<ServicePrincipal>,
    pub(super) protect: bool,
    pub(super) ttl: Option<End>,
}

/// A managed policy that the account keeps itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct OwnPolicy {
    pub(super) arn: Arn,
    pub(super) document: Document,
}

/// A role as it is to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct RolePlan {
    pub(super) name: IamName,
    pub(super) description: String,
    pub(super) trust: Document,
    pub(super) managed: Vec<Arn>,
    pub(super) boundary: Option<Arn>,
    /// Seconds.
    pub(super) max_session: u32,
}

/// An assignment as it is to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AssignmentPlan {
    pub(super) permission_set: PermissionSetId,
    pub(super) principal: DirectoryPrincipal,
    pub(super) expires: Option<End>,
}

impl Blueprint {
    /// The account as a node of the tree.
    pub(super) fn node(&self) -> NodeId {
        NodeId::Account(self.account)
    }

    /// A digest of the account as it is to be, the base it was looked up in, and nothing that
    /// changes with the clock.
    pub(super) fn digest(&self, base_revision: u64) -> String {
        let mut digest = Sha256::new();
        digest.update(base_revision.to_be_bytes());
        #[allow(clippy::expect_used, reason = "names, numbers and lists of them always serialize")]
        serde_json::to_writer(&mut digest, self).expect("a blueprint is plain data");
        super::request::hexadecimal(&digest.finalize())
    }
}

/// An id for the account of a request: twelve digits that follow from the request alone, unless
/// they are taken.
pub(super) fn account_id(request: &RequestKey, organization: &Organization) -> AccountId {
    const SMALLEST: u64 = 100_000_000_000;
    let mut attempt = 0u64;
    loop {
        let digest =
            Sha256::new().chain_update(request.as_str()).chain_update(attempt.to_be_bytes());
        let start = digest.finalize().iter().take(8).fold(0, |n: u64, b| n << 8 | u64::from(*b));
        let digits = SMALLEST + start % (9 * SMALLEST);
        if let Ok(id) = digits.to_string().parse()
            && !organization.accounts().contains(&id)
        {
            return id;
        }
        attempt += 1;
    }
}

impl End {
    /// The moment, counted from `start`.
    pub(super) fn moment(self, start: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(moment) => moment,
            Self::After(duration) => start + chrono::Duration::seconds(duration.seconds.into()),
        }
    }
}
