//! What the console asks of whoever starts it, since it knows no files and no stores itself.

use super::effect::Commit;
use super::world::{Grant, World};

/// What the console asks of whoever starts it. Errors are sentences for the operator.
pub trait Host {
    /// Writes a view to a file of this name, and tells where it went.
    fn save(&mut self, name: &str, contents: &str) -> Result<String, String>;

    /// Opens a text in the operator's editor; `None` when it was not changed.
    ///
    /// The terminal is the editor's while this runs.
    fn edit(&mut self, name: &str, text: &str) -> Result<Option<String>, String>;

    /// Changes the store, and tells what it holds then.
    fn commit(&mut self, grant: Grant, commit: Commit) -> Result<World, String>;
}
