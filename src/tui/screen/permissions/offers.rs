//! What the lines of the Permissions screen offer: the key with most at stake, the form of a resource.

use super::Permissions;
use crate::catalog::catalog;

impl Permissions {
    /// The key with most at stake: of the answer that is shown, else of all answers.
    pub(super) fn pressing_key(&self) -> Option<&str> {
        let all = || self.effective.as_ref()?.hinges.first().map(|hinge| hinge.key.as_str());
        self.why.pressing_key().or_else(all)
    }

    /// The form of an ARN that the selected action works on, with what is known filled in.
    pub(super) fn resource_offer(&self) -> String {
        let offer = || {
            let action = self.actions.selected()?.action();
            let used = action.resource_types().first()?;
            let kind = catalog().service(action.service())?.resource_type(used.name())?;
            let text = kind.arns().first()?.text();
            let account = self.whose.as_ref()?.principal.account()?.to_string();
            Some(text.replace("${Partition}", "aws").replace("${Account}", &account))
        };
        offer().unwrap_or_default()
    }
}
