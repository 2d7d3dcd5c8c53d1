//! What a question may cost, so that hostile policies end.

/// A budget of steps. One step is 64 places of a pattern moved by one character, or thereabouts, and
/// may take that much memory.
#[derive(Debug, Clone)]
pub struct Fuel(u64);

impl Fuel {
    /// A budget of this many steps.
    pub fn new(steps: u64) -> Self {
        Self(steps)
    }

    /// Takes steps out; says whether they were there.
    pub fn spend(&mut self, steps: u64) -> bool {
        let enough = self.0 >= steps;
        self.0 = self.0.saturating_sub(steps);
        enough
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }
}
