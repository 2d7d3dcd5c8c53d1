//! Permissions on a page.

use super::{Counts, InAll, InOne, Permissions, access_name};
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

impl InAll {
    fn page(&self, page: &mut Page) {
        page.title(&self.principal);
        let Counts { allowed, limited, denied } = self.total;
        page.line(format!("{allowed} actions allowed, {limited} limited, {denied} denied"));
        for remark in &self.remarks {
            page.line(Piece::new(Meaning::Conditional, remark));
        }
        let mut table = Table::new(&HEADS);
        for service in &self.services {
            let mut row = vec![service.service.into(), access_piece(service.access)];
            row.extend(service.levels.iter().map(|level| level.counts.piece()));
            row.push(Piece::new(Meaning::Faint, service.name));
            table.row(row);
        }
        page.section("Services", &table);
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
        Access::Limited => Meaning::Conditional,
        Access::Denied => Meaning::Deny,
    };
    Piece::new(meaning, access_name(access))
}

impl Counts {
    fn piece(self) -> Piece {
        let Self { allowed, limited, denied } = self;
        let open = allowed + limited;
        let total = open + denied;
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
        let Counts { allowed, limited, denied } = self.counts;
        page.line(format!("{allowed} actions allowed, {limited} limited, {denied} denied"));
        let mut table = Table::new(&["ACTION", "LEVEL", "ACCESS", "WHY"]);
        for action in &self.actions {
            table.row([
                action.action.into(),
                action.levels.join(", ").into(),
                access_piece(action.access),
                Piece::from(&action.why),
            ]);
        }
        page.section("Actions", &table);
    }
}
