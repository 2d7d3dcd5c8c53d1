//! Stands in for a screen that needs more of the store than is loaded, until the rest is there.

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId};
use crate::tui::canvas::{Canvas, Focus, Pane, row};
use crate::tui::command::Command;
use crate::tui::history::Place;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::world::Extent;

/// Stands in for the screen of a place.
pub struct Loading {
    place: Place,
    extent: Extent,
}

impl Loading {
    /// In the place of another screen.
    pub fn new(place: Place, extent: Extent) -> Self {
        Self { place, extent }
    }

    /// Whose place it takes.
    pub fn of(&self) -> ScreenId {
        self.place.screen
    }

    /// The place that the operator wants to see.
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// Hears how much is there.
    pub fn take(&mut self, extent: Extent) {
        self.extent = extent;
    }

    /// Takes no command.
    #[allow(clippy::unused_self, reason = "as every screen")]
    pub fn command(&self, _: Command, _: Context<'_>) -> Reply {
        Reply::Ignored
    }

    /// Takes no click.
    #[allow(clippy::unused_self, reason = "as every screen")]
    pub fn pointer(&self, _: Pointer, _: Context<'_>) -> Reply {
        Reply::Ignored
    }

    /// Narrows what will be shown.
    pub fn narrow(&mut self, query: &str, _: Context<'_>) -> Vec<Ask> {
        query.clone_into(&mut self.place.query);
        Vec::new()
    }

    /// What will be narrowed to.
    pub fn query(&self) -> &str {
        &self.place.query
    }

    /// Draws how much is there.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = Phrase::of(self.of().title(), Meaning::Title);
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        let text = self.extent.loading().unwrap_or_default();
        canvas.text(row(inner, 0), &format!("  {text}"), Meaning::Muted);
    }
}
