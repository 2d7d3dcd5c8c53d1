//! A decision with everything that led to it, on a page.

use super::{Considered, Element, Layer, Policy, Told};
use crate::cli::{
    line::{Meaning, Piece},
    output::{Answer, Exit, Page},
};

impl Answer for Told {
    fn page(&self, page: &mut Page) {
        self.decided.page(page);
        for layer in &self.trace {
            layer.page(page);
        }
    }

    fn exit(&self) -> Exit {
        self.decided.exit()
    }
}

impl Layer {
    fn page(&self, page: &mut Page) {
        let at = self.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        let does = match (self.denies, self.allows) {
            (Some(true), _) => "forbids it",
            (None, _) => "may forbid it",
            (Some(false), Some(true)) => "allows it",
            (Some(false), None) => "may allow it",
            (Some(false), Some(false)) => "is silent",
        };
        page.title(format!("{}{at}: {does}", self.name));
        if self.policies.is_empty() {
            page.line("no policy");
        }
        for policy in &self.policies {
            policy.page(page);
        }
    }
}

impl Policy {
    fn page(&self, page: &mut Page) {
        page.line(format!("{} ({})", self.name, self.source));
        for statement in &self.statements {
            statement.page(page);
        }
        for index in &self.unreadable {
            let number = index + 1;
            page.line(Piece::new(
                Meaning::Conditional,
                format!("  statement {number} cannot be read: it might do either"),
            ));
        }
    }
}

impl Considered {
    fn page(&self, page: &mut Page) {
        let meaning = match (self.applies, self.effect) {
            (Some(false), _) => Meaning::Faint,
            (None, _) => Meaning::Conditional,
            (Some(true), "Allow") => Meaning::Allow,
            (Some(true), _) => Meaning::Deny,
        };
        let applies = match self.applies {
            Some(true) => "applies",
            Some(false) => "does not apply",
            None => "may apply",
        };
        let sid = self.sid.as_ref().filter(|sid| !sid.is_empty()).cloned();
        let name = sid.unwrap_or_else(|| format!("statement {}", self.index + 1));
        let place = format!("  {}:{}  ", self.line, self.column);
        let said = format!("{} {name} {applies}", self.effect);
        page.pieces([Piece::new(Meaning::Faint, place), Piece::new(meaning, said)]);
        // Of a statement that does not apply, what fails is all there is to know.
        let decisive = self.applies == Some(false);
        let elements = self.elements.iter().filter(|it| !decisive || it.holds == Some(false));
        for element in elements {
            element.page(page);
        }
    }
}

impl Element {
    fn page(&self, page: &mut Page) {
        let place = format!("    {}:{}  ", self.line, self.column);
        let said = format!("{}: {}", self.name, self.said);
        page.pieces([Piece::new(Meaning::Faint, place), said.into()]);
    }
}
