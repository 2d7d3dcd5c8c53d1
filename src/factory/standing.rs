//! How the accounts that templates make stand, and what was asked for, by the organization alone.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    parameter::{Given, ParameterError, check},
    request::Request,
    template::Template,
};
use crate::org::{Account, AccountState, NodeId, Organization, ParentId, Vended};

/// How an account that a template makes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its making was interrupted: its quarantine has not ended, or it has not come to its unit.
    UnderWay,
    /// Its making was taken back, and it is parked.
    TakenBack,
    /// It is made.
    Done,
}

/// Why a request cannot be taken up again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotTakeUp {
    /// The account does not remember the values.
    #[error(
        "the account does not remember what was asked for: open the template and give the same \
         values, and it goes on where it stopped"
    )]
    Forgotten,
    /// There is another version of the template.
    #[error(
        "it was asked for with version {asked} of the template, and there is version {found}: \
         bring back version {asked}"
    )]
    OtherVersion {
        /// The version of the request.
        asked: u32,
        /// The version there is.
        found: u32,
    },
    /// The template does not take the values any more.
    #[error("the template does not take the values any more: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Values(Vec<ParameterError>),
    /// With the same values, the template makes another request now.
    #[error(
        "the template has changed without a new version, so that the same values ask for another \
         account: bring back the template as it was"
    )]
    OtherRequest,
}

/// How an account that a template makes stands; nothing for an account that no template makes.
/// The end of the quarantine is the last step; where there is none, the move to the unit is.
pub fn standing(
    account: &Account,
    template: Option<&Template>,
    organization: &Organization,
) -> Option<Standing> {
    let vended = account.settings.vended.as_ref()?;
    let quarantine = template.and_then(|template| template.spec.quarantine.as_ref());
    let quarantine = quarantine
        .map(|text| text.fill(|name| vended.values.get(name).cloned().unwrap_or_default()));
    let quarantined = quarantine.map(|name| {
        let attached = organization.attached(&NodeId::Account(account.id)).iter();
        let mut policies = attached.filter_map(|id| organization.policies().get(id));
        policies.any(|policy| policy.name == name || policy.id.as_str() == name)
    });
    let under_way = quarantined.unwrap_or(matches!(account.parent, ParentId::Root(_)));
    Some(match account.state {
        AccountState::Suspended => Standing::TakenBack,
        AccountState::Active if under_way => Standing::UnderWay,
        _ => Standing::Done,
    })
}

/// The request that an account remembers, to be taken up again.
pub fn request_of(
    vended: &Vended,
    template: &Arc<Template>,
    organization: &Organization,
) -> Result<Request, CannotTakeUp> {
    if vended.version != template.version {
        let (asked, found) = (vended.version, template.version);
        return Err(CannotTakeUp::OtherVersion { asked, found });
    }
    if vended.values.is_empty() && !template.parameters.is_empty() {
        return Err(CannotTakeUp::Forgotten);
    }
    let given: BTreeMap<_, _> = vended
        .values
        .iter()
        .map(|(name, value)| (name.clone(), Given::from(value.as_str())))
        .collect();
    let request = check(template, &given, organization).map_err(CannotTakeUp::Values)?;
    if request.key().as_str() == vended.request {
        Ok(request)
    } else {
        Err(CannotTakeUp::OtherRequest)
    }
}
