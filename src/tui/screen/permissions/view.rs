//! How the Permissions screen is drawn: one, two or three columns, as there is room.

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{Permissions, Whose};
use crate::access::effective::Funnel;
use crate::tui::canvas::{Canvas, Focus, Pane, row};
use crate::tui::phrase::Phrase;
use crate::tui::screen::given;
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::Row as _;

/// From so many columns on, all three panes are shown; below [`TWO`], one.
const THREE: u16 = 132;
const TWO: u16 = 70;
/// Condition keys that the head names at most.
const HINGES: usize = 6;

impl Permissions {
    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(whose) = &self.whose else {
            let inner = canvas.pane(
                area,
                Pane::Side,
                &Phrase::of("Permissions", Meaning::Title),
                Focus::Here,
            );
            for (number, line) in wrap(&self.nobody, usize::from(inner.width)).iter().enumerate() {
                canvas.text(row(inner, number), line, Meaning::Muted);
            }
            return;
        };
        let head = match area.height {
            ..=16 => 1,
            17..=19 => 2,
            20.. => 3,
        };
        let [top, body] =
            Split::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(area);
        self.view_head(whose, top, canvas);
        if body.width >= THREE {
            let [services, actions, why] = Split::horizontal([
                Constraint::Fill(28),
                Constraint::Fill(30),
                Constraint::Fill(44),
            ])
            .areas(body);
            self.view_services(services, canvas);
            self.view_actions(actions, canvas);
            self.view_why(why, canvas);
        } else if body.width >= TWO {
            let [left, right] =
                Split::horizontal([Constraint::Fill(45), Constraint::Fill(55)]).areas(body);
            if self.focus == Pane::Side {
                self.view_services(left, canvas);
                self.view_actions(right, canvas);
            } else {
                self.view_actions(left, canvas);
                self.view_why(right, canvas);
            }
        } else {
            match self.focus {
                Pane::Side => self.view_services(body, canvas),
                Pane::Main => self.view_actions(body, canvas),
                _ => self.view_why(body, canvas),
            }
        }
    }

    fn view_head(&self, whose: &Whose, area: Rect, canvas: &mut Canvas<'_>) {
        let who = Phrase::from(" ")
            .then(whose.chain())
            .and(" ", Meaning::Text)
            .and(&whose.place, Meaning::Text)
            .and(format!("  {}", whose.arn), Meaning::Muted);
        canvas.line(row(area, 0), &who);
        let mut told = given::told(&self.given);
        if let Some(resource) = &self.resource {
            told = told.and(format!("on {resource}"), Meaning::Accent);
        }
        if told.pieces().is_empty() {
            told = Phrase::of("nothing  ", Meaning::Muted);
        }
        let given = Phrase::of(" given ", Meaning::Label).then(told);
        canvas.line(row(area, 1), &given.then(self.hinges()));
        canvas.line(row(area, 2), &self.funnel());
    }

    /// How many actions are granted, what each layer takes away, and how many are left.
    fn funnel(&self) -> Phrase {
        let Some(Funnel { granted, taken, otherwise, by_resources, left }) =
            self.effective.as_ref().map(|effective| &effective.funnel)
        else {
            return Phrase::new();
        };
        let less = |phrase: Phrase, count: usize, what: &str| match count {
            0 => phrase,
            count => phrase
                .and(format!("{what} "), Meaning::Muted)
                .and(format!("−{count}  "), Meaning::Deny),
        };
        let start =
            Phrase::of(" granted ", Meaning::Label).and(format!("{granted}  "), Meaning::Text);
        let taken = taken.iter().fold(start, |phrase, taken| {
            let name = taken.layer.code().to_uppercase();
            let at = taken.target.as_ref().map(|at| format!(" {at}")).unwrap_or_default();
            less(phrase, taken.actions, &format!("{name}{at}"))
        });
        let taken = less(taken, *otherwise, "otherwise");
        let more = match by_resources {
            0 => taken,
            count => {
                taken.and("resources ", Meaning::Muted).and(format!("+{count}  "), Meaning::Allow)
            }
        };
        more.and("left ", Meaning::Label).and(left.to_string(), Meaning::Text)
    }

    /// The keys that limited answers hang on, and how many of them.
    fn hinges(&self) -> Phrase {
        let hinges = self.effective.as_ref().map(|effective| effective.hinges.as_slice());
        match hinges.unwrap_or_default() {
            [] => Phrase::of("c gives a context value, r names a resource", Meaning::Muted),
            hinges => hinges.iter().take(HINGES).fold(
                Phrase::of(" hangs on ", Meaning::Label),
                |phrase, hinge| {
                    phrase
                        .and(&hinge.key, Meaning::Conditional)
                        .and(format!(" {}  ", hinge.actions), Meaning::Muted)
                },
            ),
        }
    }

    fn view_services(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let focus = Focus::of(Pane::Side, self.focus);
        let mut title = self.services.title("Services");
        if self.listed != super::Listed::Open {
            title = title.and(format!("  {}", self.listed.name()), Meaning::Accent);
        }
        let inner = canvas.pane(area, Pane::Side, &title, focus);
        let empty = match (&self.effective, self.listed) {
            (None, _) => "working it out …",
            (Some(_), super::Listed::Open) => "may do nothing at all",
            (Some(_), _) => "nothing with this verdict",
        };
        self.services.view(inner, Pane::Side, focus, empty, canvas);
    }

    fn view_actions(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let focus = Focus::of(Pane::Main, self.focus);
        let name = self.services.selected().map_or("Actions", |row| row.name());
        let inner = canvas.pane(area, Pane::Main, &self.actions.title(name), focus);
        let empty = if self.effective.is_none() { "working it out …" } else { "no action" };
        self.actions.view(inner, Pane::Main, focus, empty, canvas);
    }

    fn view_why(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = self.actions.selected().map_or_else(
            || Phrase::of("Why", Meaning::Title),
            |row| Phrase::of(row.id(), Meaning::Title),
        );
        self.why.view(area, &title, Focus::of(Pane::Document, self.focus), canvas);
    }
}
