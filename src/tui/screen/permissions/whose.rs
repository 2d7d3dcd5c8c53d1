//! Of whom the Permissions screen speaks.

use crate::access::Principal;
use crate::org::Organization;

/// A principal, and what people call it.
pub struct Whose {
    /// The principal.
    pub principal: Principal,
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The path of its account.
    pub place: String,
}

/// Tells of a principal; nothing when it is not there.
pub fn whose(organization: &Organization, principal: Principal) -> Option<Whose> {
    let caller = principal.caller(organization)?;
    let arn = caller.display();
    let name = match &principal {
        Principal::Assigned { user, .. } => {
            organization.directory_users().get(user).map(|user| user.user_name.clone())?
        }
        Principal::Root(_) => "root".to_owned(),
        Principal::User(_, name) | Principal::Role(_, name) => name.to_string(),
        _ => arn.rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let place = principal.account().map(crate::org::NodeId::Account);
    let place = place.map(|node| organization.display_path(&node)).unwrap_or_default();
    Some(Whose { principal, name, arn, place })
}
