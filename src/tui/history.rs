//! Where the operator was: back and forward, each place as it was left.

use super::canvas::Pane;
use super::screen::ScreenId;
use super::widget::table::Sort;

/// A place and how it looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The screen.
    pub screen: ScreenId,
    /// What is selected, by id.
    pub selection: Option<String>,
    /// What the rows are narrowed to.
    pub query: String,
    /// By what they are sorted.
    pub sort: Option<Sort>,
    /// Which tab is shown.
    pub tab: usize,
    /// Which pane takes the keys, if not the first.
    pub pane: Option<Pane>,
    /// What is selected beside the selection, by id.
    pub detail: Option<String>,
}

impl Place {
    /// A screen as it looks at first.
    pub fn on(screen: ScreenId) -> Self {
        Self {
            screen,
            selection: None,
            query: String::new(),
            sort: None,
            tab: 0,
            pane: None,
            detail: None,
        }
    }

    /// The same, with something selected.
    #[must_use]
    pub fn selecting(self, id: impl Into<String>) -> Self {
        Self { selection: Some(id.into()), ..self }
    }
}

/// Places before and after the present one.
#[derive(Debug, Default)]
pub struct History {
    back: Vec<Place>,
    forward: Vec<Place>,
}

/// Places kept.
const LONGEST: usize = 100;

impl History {
    /// Leaves a place for a new one: what lay ahead is cut.
    pub fn leave(&mut self, place: Place) {
        self.forward.clear();
        if self.back.len() == LONGEST {
            self.back.remove(0);
        }
        self.back.push(place);
    }

    /// Goes back from a place.
    pub fn back(&mut self, from: Place) -> Option<Place> {
        let place = self.back.pop()?;
        self.forward.push(from);
        Some(place)
    }

    /// Goes forward from a place.
    pub fn forward(&mut self, from: Place) -> Option<Place> {
        let place = self.forward.pop()?;
        self.back.push(from);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str) -> Place {
        Place::on(ScreenId::Policies).selecting(id)
    }

    #[test]
    fn back_and_forward_give_places_as_they_were_left() {
        let mut history = History::default();
        history.leave(place("a"));
        history.leave(place("b"));
        assert_eq!(history.back(place("c")), Some(place("b")));
        assert_eq!(history.back(place("b2")), Some(place("a")));
        assert_eq!(history.back(place("a2")), None);
        assert_eq!(history.forward(place("a2")), Some(place("b2")));
        assert_eq!(history.forward(place("b3")), Some(place("c")));
        assert_eq!(history.forward(place("c2")), None);
    }

    #[test]
    fn a_new_place_cuts_the_forward_branch() {
        let mut history = History::default();
        history.leave(place("a"));
        history.back(place("b"));
        history.leave(place("a"));
        assert_eq!(history.forward(place("c")), None);
    }

    #[test]
    fn only_so_much_is_kept() {
        let mut history = History::default();
        for number in 0..LONGEST + 5 {
            history.leave(place(&number.to_string()));
        }
        assert_eq!(history.back.len(), LONGEST);
        assert_eq!(history.back[0], place("5"));
    }
}
