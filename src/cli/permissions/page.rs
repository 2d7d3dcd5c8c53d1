//! Permissions on a page.

use super::{Counts, InAll, InOne, OneFunnel, OneTaken, Permissions};
use crate::{
    access::Access,
    cli::{
        line::{Meaning, Piece},
        output::{Answer, Page},
        table::Table,
    },
};

impl Answer for Permissions {
    fn page(&self, page: &mut Page) {
        match self {
            Self::Services(services) => services.page(page),
            Self::Actions(actions) => actions.page(page),
        }
    }
}

/// The levels in the heads of the table, in the order of [`AccessLevel::ALL`].
const HEADS: [&str; 8] =
    ["SERVICE", "ACCESS", ">LIST", ">READ", ">WRITE", ">PERMISSIONS", ">TAGGING", "NAME"];

/// How many of the keys that answers hang on are told.
const HINGES: usize = 3;

impl InAll {
    fn page(&self, page: &mut Page) {
        page.title(&self.principal);
        page.line(self.total.sentence());
        for line in self.funnel.lines() {
            page.line(Piece::new(Meaning::Faint, line));
        }
        for hinge in self.hinges.iter().take(HINGES) {
            let line = format!("{} actions hang on {}", hinge.actions, hinge.key);
            page.line(Piece::new(Meaning::Conditional, line));
        }
        for remark in self.remarks.iter().chain(&self.causes) {
            page.line(Piece::new(Meaning::Conditional, remark));
        }
        let mut table = Table::new(&HEADS);
        for service in &self.services {
            let mut row = vec![service.service.into(), access_piece(service.access)];
            row.extend(service.levels.iter().map(|level| level.counts.piece()));
            row.push(Piece::new(Meaning::Faint, service.name));
            table.row(row);
        }
        page.section("Services", table);
        page.line(Piece::new(
            Meaning::Faint,
            "3/9: 3 of 9 actions allowed; 3/9~: some of the 3 only on certain resources or under \
             conditions",
        ));
        if self.left_out > 0 {
            let left_out = format!("{} other services are left out", self.left_out);
            page.line(Piece::new(Meaning::Faint, left_out));
        }
    }
}

fn access_piece(access: Access) -> Piece {
    let meaning = match access {
        Access::Allowed => Meaning::Allow,
        Access::Partial | Access::Conditional | Access::Unknown => Meaning::Conditional,
        Access::Denied => Meaning::Deny,
    };
    Piece::new(meaning, access.word())
}

impl OneFunnel {
    /// The funnel, a line for each layer that takes something away.
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("its own policies grant {} actions", self.granted)];
        lines.extend(self.taken.iter().map(OneTaken::line));
        if self.otherwise > 0 {
            let why = "several layers together, or rules beside all policies, take";
            lines.push(format!("{why} {}", self.otherwise));
        }
        if self.by_resources > 0 {
            lines.push(format!("policies of resources grant {} more", self.by_resources));
        }
        lines.push(format!("{} are left", self.left));
        lines
    }
}

impl OneTaken {
    fn line(&self) -> String {
        let at = self.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        format!("{}{at} takes {}", self.layer, self.actions)
    }
}

impl Counts {
    fn limited(self) -> usize {
        self.partial + self.conditional + self.unknown
    }

    fn sentence(self) -> String {
        let Self { allowed, partial, conditional, unknown, denied } = self;
        let mut parts = vec![format!("{allowed} actions allowed")];
        let between = [(partial, "partial"), (conditional, "conditional"), (unknown, "unknown")];
        let some = between.into_iter().filter(|(count, _)| *count > 0);
        parts.extend(some.map(|(count, word)| format!("{count} {word}")));
        parts.push(format!("{denied} denied"));
        parts.join(", ")
    }

    fn piece(self) -> Piece {
        let limited = self.limited();
        let open = self.allowed + limited;
        let total = open + self.denied;
        if total == 0 {
            return Piece::new(Meaning::Faint, "-");
        }
        let mark = if limited > 0 { "~" } else { "" };
        let meaning = match (open, limited) {
            (0, _) => Meaning::Faint,
            (_, 0) => Meaning::Allow,
            (_, _) => Meaning::Conditional,
        };
        Piece::new(meaning, format!("{open}/{total}{mark}"))
    }
}

impl InOne {
    fn page(&self, page: &mut Page) {
        page.title(format!("{} in {}", self.principal, self.name));
        page.line(self.counts.sentence());
        let mut table = Table::new(&["ACTION", "LEVEL", "ACCESS", "WHY"]);
        for action in &self.actions {
            table.row([
                action.action.into(),
                action.levels.join(", ").into(),
                access_piece(action.access),
                Piece::from(&action.why),
            ]);
        }
        page.section("Actions", table);
    }
}
