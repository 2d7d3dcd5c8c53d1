//! What the console asks of whoever starts it, since it knows no files and no stores itself.

use super::effect::Commit;
use super::toast::Toast;
use super::world::{Grant, World};

/// A change of the store, ready to be made on another thread, since it waits for the disk. It tells
/// what the store holds then.
pub type Commission = Box<dyn FnOnce() -> Result<World, String> + Send>;

/// The rest of a store, for another thread to wait for, which hears how much of it is there. It tells
/// what the store holds, and what there is to say of it.
pub type Loading =
    Box<dyn FnOnce(&dyn Fn(usize, usize)) -> Result<(World, Option<Toast>), String> + Send>;

/// What the console asks of whoever starts it. Errors are sentences for the operator.
pub trait Host {
    /// Writes a view to a file of this name, and tells where it went.
    fn save(&mut self, name: &str, contents: &str) -> Result<String, String>;

    /// Opens a text in the operator's editor; `None` when it was not changed.
    ///
    /// The terminal is the editor's while this runs.
    fn edit(&mut self, name: &str, text: &str) -> Result<Option<String>, String>;

    /// Prepares waiting for the rest of the store.
    fn load(&mut self) -> Loading;

    /// Prepares a change of the store.
    fn commit(&mut self, grant: Grant, commit: Commit) -> Commission;
}
