//! What a policy text must be before it may be written anywhere: JSON, and small enough.

use super::ChangeError;
use crate::catalog::Quota;
use crate::org::Organization;
use crate::policy::Document;

impl Organization {
    /// Refuses a text that is no JSON object, or too long for a quota.
    pub(super) fn document_fits(
        &self,
        what: &str,
        document: &Document,
        size: Quota,
    ) -> Result<(), ChangeError> {
        readable(what, document)?;
        self.fits(what, document.text(), size)
    }
}

/// Refuses a text that is no JSON object.
pub(super) fn readable(what: &str, document: &Document) -> Result<(), ChangeError> {
    let fault = |place: String, wrong: String| ChangeError::Document {
        what: what.to_owned(),
        place,
        wrong,
    };
    let text = document.text();
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Err(error) => {
            let place = format!("{}:{}", error.line(), error.column());
            Err(fault(place, format!("this is no JSON ({error}); mend the text there")))
        }
        Ok(_) if !text.trim_start().starts_with('{') => Err(fault(
            "1:1".to_owned(),
            "a policy is a JSON object: begin it with { and end it with }".to_owned(),
        )),
        Ok(_) => Ok(()),
    }
}
