//! A tree that folds: nodes in order with their depth, of which the open and matching ones show.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::window::{Motion, Window};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::Command;
use crate::tui::fuzzy::Matcher;
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// Something that a tree shows.
pub trait Node {
    /// What names it for good.
    fn id(&self) -> &str;

    /// How deep it stands; a node's children follow it, one deeper.
    fn depth(&self) -> usize;

    /// What is drawn for it.
    fn label(&self) -> Phrase;

    /// What the filter looks at: fields, a line each.
    fn haystack(&self) -> Cow<'_, str>;
}

/// A tree that folds.
#[derive(Debug)]
pub struct Tree<T> {
    nodes: Arc<Vec<T>>,
    folded: BTreeSet<String>,
    query: String,
    /// The nodes that show, kept until nodes, folds or query change.
    visible: Vec<usize>,
    window: Window,
}

/// What came of a step to the left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The tree changed or the selection moved.
    Done,
    /// There is nothing further that way.
    Edge,
}

impl<T: Node> Tree<T> {
    /// A tree of these nodes, each followed by its children.
    pub fn new(nodes: Arc<Vec<T>>) -> Self {
        let mut tree = Self {
            nodes,
            folded: BTreeSet::new(),
            query: String::new(),
            visible: Vec::new(),
            window: Window::default(),
        };
        tree.arrange(None);
        tree
    }

    /// Takes new nodes in place of the old; folds and selection are kept by id.
    pub fn replace(&mut self, nodes: Arc<Vec<T>>) {
        let selected = self.selected_id();
        self.nodes = nodes;
        self.arrange(selected);
    }

    /// Narrows the tree to nodes that match and the way to them.
    pub fn filter(&mut self, query: &str) {
        let selected = self.selected_id();
        query.clone_into(&mut self.query);
        self.arrange(selected);
        if let Some(best) = self.first_match() {
            self.window.go(Motion::To(best), self.visible.len(), usize::MAX);
        }
    }

    /// What the tree is narrowed to.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Nodes that show.
    pub fn len(&self) -> usize {
        self.visible.len()
    }

    /// Whether no node shows.
    pub fn is_empty(&self) -> bool {
        self.visible.is_empty()
    }

    /// The selected node.
    pub fn selected(&self) -> Option<&T> {
        self.nodes.get(*self.visible.get(self.window.cursor())?)
    }

    /// Selects a node by id, unfolding what hides it; tells whether it shows.
    pub fn select(&mut self, id: &str) -> bool {
        let Some(at) = self.nodes.iter().position(|node| node.id() == id) else { return false };
        let above: Vec<usize> = self.parents(at).collect();
        for parent in above {
            self.folded.remove(self.nodes[parent].id());
        }
        self.arrange(Some(id.to_owned()));
        self.selected().is_some_and(|node| node.id() == id)
    }

    /// Moves the selection if the command is a move; tells whether it was.
    pub fn moved(&mut self, command: Command, height: usize) -> bool {
        Motion::of(command, height).map(|motion| self.go(motion, height)).is_some()
    }

    /// Moves the selection.
    pub fn go(&mut self, motion: Motion, height: usize) {
        self.window.go(motion, self.visible.len(), height);
    }

    /// Turns the wheel.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        self.window.scroll(motion, self.visible.len(), height);
    }

    /// Unfolds the node, or goes to its first child.
    pub fn open(&mut self, height: usize) -> Step {
        let Some(at) = self.selected_at().filter(|at| self.has_children(*at)) else {
            return Step::Edge;
        };
        if self.folded.remove(self.nodes[at].id()) {
            self.arrange(self.selected_id());
        } else {
            self.go(Motion::Down(1), height);
        }
        Step::Done
    }

    /// Folds the node, or goes to its parent.
    pub fn close(&mut self, height: usize) -> Step {
        let Some(at) = self.selected_at() else { return Step::Edge };
        if self.has_children(at) && !self.folded.contains(self.nodes[at].id()) {
            self.fold(at);
            return Step::Done;
        }
        let Some(parent) = self.parents(at).next() else { return Step::Edge };
        let place = self.visible.binary_search(&parent).unwrap_or(0);
        self.go(Motion::To(place), height);
        Step::Done
    }

    /// Folds or unfolds the selected node.
    pub fn toggle(&mut self) {
        let Some(at) = self.selected_at().filter(|at| self.has_children(*at)) else { return };
        if self.folded.remove(self.nodes[at].id()) {
            self.arrange(self.selected_id());
        } else {
            self.fold(at);
        }
    }

    /// Unfolds every node.
    pub fn open_all(&mut self) {
        let selected = self.selected_id();
        self.folded.clear();
        self.arrange(selected);
    }

    /// Folds every node but the roots.
    pub fn close_all(&mut self) {
        let selected = self.selected_at();
        let parents = (0..self.nodes.len())
            .filter(|at| self.nodes[*at].depth() > 0 && self.has_children(*at));
        self.folded = parents.map(|at| self.nodes[at].id().to_owned()).collect();
        let shown = selected.map(|at| {
            let hidden_by =
                self.parents(at).filter(|p| self.folded.contains(self.nodes[*p].id())).last();
            self.nodes[hidden_by.unwrap_or(at)].id().to_owned()
        });
        self.arrange(shown);
    }

    /// Draws the nodes in sight.
    pub fn view(&self, area: Rect, pane: Pane, focus: Focus, canvas: &mut Canvas<'_>) {
        canvas.height(pane, area.height);
        if self.is_empty() {
            canvas.text(row(area, 0), "nothing matches", Meaning::Muted);
            return;
        }
        let matcher = Matcher::new(&self.query);
        let cursor = self.window.cursor().min(self.visible.len() - 1);
        let shown = self.window.shown(self.visible.len(), usize::from(area.height));
        for (line, place) in shown.clone().enumerate() {
            let at = self.visible[place];
            let node = &self.nodes[at];
            let line = row(area, line);
            let over = match (place == cursor, focus) {
                (true, Focus::Here) => canvas.style(Meaning::Selection),
                (true, Focus::Elsewhere) => canvas.style(Meaning::SelectionInactive),
                (false, _) => Style::new(),
            };
            canvas.wash(line, over);
            let arrow = match (self.has_children(at), self.folded.contains(node.id())) {
                (false, _) => "  ",
                (true, true) if self.query.is_empty() => "▸ ",
                (true, _) => "▾ ",
            };
            let indent = format!(" {}{arrow}", "  ".repeat(node.depth()));
            let took = canvas.line_over(line, &Phrase::of(indent, Meaning::Border), over, &[]);
            let label = node.label();
            let matched =
                if self.query.is_empty() { Vec::new() } else { matcher.matched(&label.plain()) };
            let rest = Rect { x: line.x + took, width: line.width - took, ..line };
            canvas.line_over(rest, &label, over, &matched);
            canvas.hit(line, Hit::Row(pane, place));
        }
        canvas.scrollbar(area, shown.start, self.visible.len());
    }

    fn selected_at(&self) -> Option<usize> {
        self.visible.get(self.window.cursor()).copied()
    }

    fn selected_id(&self) -> Option<String> {
        self.selected().map(|node| node.id().to_owned())
    }

    fn has_children(&self, at: usize) -> bool {
        self.nodes.get(at + 1).is_some_and(|next| next.depth() > self.nodes[at].depth())
    }

    /// The nodes above one, nearest first.
    fn parents(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let mut depth = self.nodes[at].depth();
        (0..at).rev().filter(move |above| {
            let found = self.nodes[*above].depth() < depth;
            if found {
                depth = self.nodes[*above].depth();
            }
            found
        })
    }

    fn fold(&mut self, at: usize) {
        let id = self.nodes[at].id().to_owned();
        self.folded.insert(id.clone());
        self.arrange(Some(id));
    }

    fn first_match(&self) -> Option<usize> {
        if self.query.is_empty() {
            return None;
        }
        let matcher = Matcher::new(&self.query);
        self.visible.iter().position(|at| matcher.score(&self.nodes[*at].haystack()).is_some())
    }

    fn arrange(&mut self, select: Option<String>) {
        self.visible = if self.query.is_empty() { self.unfolded() } else { self.matching() };
        let place =
            select.and_then(|id| self.visible.iter().position(|at| self.nodes[*at].id() == id));
        let place = place.unwrap_or_else(|| self.window.cursor());
        self.window.go(Motion::To(place), self.visible.len(), usize::MAX);
    }

    fn unfolded(&self) -> Vec<usize> {
        let mut hidden_below = usize::MAX;
        let shows = |(at, node): (usize, &T)| {
            if node.depth() > hidden_below {
                return None;
            }
            hidden_below = if self.folded.contains(node.id()) { node.depth() } else { usize::MAX };
            Some(at)
        };
        self.nodes.iter().enumerate().filter_map(shows).collect()
    }

    fn matching(&self) -> Vec<usize> {
        let matcher = Matcher::new(&self.query);
        let mut wanted = vec![false; self.nodes.len()];
        let mut below = 0;
        for at in (0..self.nodes.len()).rev() {
            let node = &self.nodes[at];
            let on_the_way = below > node.depth();
            if on_the_way || matcher.score(&node.haystack()).is_some() {
                wanted[at] = true;
                below = node.depth();
            }
        }
        (0..self.nodes.len()).filter(|at| wanted[*at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::sketch;

    struct Leaf(&'static str, usize);

    impl Node for Leaf {
        fn id(&self) -> &str {
            self.0
        }
        fn depth(&self) -> usize {
            self.1
        }
        fn label(&self) -> Phrase {
            self.0.into()
        }
        fn haystack(&self) -> Cow<'_, str> {
            Cow::Borrowed(self.0)
        }
    }

    fn some() -> Tree<Leaf> {
        Tree::new(Arc::new(vec![
            Leaf("root", 0),
            Leaf("work", 1),
            Leaf("prod", 2),
            Leaf("booking", 3),
            Leaf("dev", 2),
            Leaf("sandbox", 1),
        ]))
    }

    fn visible(tree: &Tree<Leaf>) -> Vec<&str> {
        tree.visible.iter().map(|at| tree.nodes[*at].0).collect()
    }

    fn selected(tree: &Tree<Leaf>) -> &str {
        tree.selected().unwrap().0
    }

    #[test]
    fn folding_hides_and_shows_children() {
        let mut tree = some();
        tree.select("work");
        assert_eq!(tree.close(9), Step::Done);
        assert_eq!(visible(&tree), ["root", "work", "sandbox"]);
        assert_eq!(tree.close(9), Step::Done);
        assert_eq!(selected(&tree), "root");
        tree.select("booking");
        assert_eq!(visible(&tree).len(), 6, "selecting unfolds the way");
        assert_eq!(tree.open(9), Step::Edge);
        tree.close_all();
        assert_eq!((selected(&tree), visible(&tree)), ("work", vec!["root", "work", "sandbox"]));
        tree.open_all();
        assert_eq!(visible(&tree).len(), 6);
    }

    #[test]
    fn at_the_root_there_is_nothing_to_the_left() {
        let mut tree = some();
        assert_eq!(tree.close(9), Step::Done);
        assert_eq!(tree.close(9), Step::Edge);
    }

    #[test]
    fn a_filter_shows_matches_and_the_way_to_them_even_when_folded() {
        let mut tree = some();
        tree.close_all();
        tree.filter("book");
        assert_eq!(visible(&tree), ["root", "work", "prod", "booking"]);
        assert_eq!(selected(&tree), "booking");
        tree.filter("");
        assert_eq!(visible(&tree), ["root", "work", "sandbox"]);
        tree.filter("zzz");
        assert!(tree.is_empty() && tree.selected().is_none());
    }

    #[test]
    fn new_nodes_keep_folds_and_selection() {
        let mut tree = some();
        tree.select("prod");
        tree.close(9);
        tree.replace(Arc::new(vec![Leaf("root", 0), Leaf("prod", 1), Leaf("booking", 2)]));
        assert_eq!((selected(&tree), visible(&tree)), ("prod", vec!["root", "prod"]));
        tree.replace(Arc::new(Vec::new()));
        assert!(tree.selected().is_none());
    }

    #[test]
    fn a_tree_draws_its_folds() {
        let mut tree = some();
        tree.select("prod");
        tree.close(9);
        let drawn = sketch(20, 4, |area, canvas| {
            tree.view(area, Pane::Side, Focus::Here, canvas);
        });
        insta::assert_snapshot!(drawn, @r"
         ▾ root             
           ▾ work           
             ▸ prod         
               dev          
        ");
    }
}
