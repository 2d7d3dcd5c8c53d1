//! What comes in and what goes out: messages change the state, effects are asked of the runtime.

use std::time::Duration;

use crossterm::event::MouseEvent;

use super::job::{Job, News, Ticket};
use super::keys::Key;
use super::toast::Toast;
use super::world::{Grant, World};
use crate::org::ChangeSet;
use crate::store::Revision;

/// Something that happened.
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has another size; drawing will find out which.
    Resized,
    /// News of a job.
    Job(Ticket, News),
    /// A toast has been shown for long enough.
    ToastOver(u64),
    /// A view was saved, under this name, or could not be.
    Saved(Result<String, String>),
    /// The editor was closed; `None` when nothing was changed.
    Edited(Result<Option<String>, String>),
    /// The store took a change, or refused it.
    Committed(Result<World, String>),
    /// So many records of the store are read, of so many.
    Loading(usize, usize),
    /// All of the store is there, and this is to say of it; or it cannot be read.
    Loaded(Result<(World, Option<Toast>), String>),
    /// The system asks the console to end.
    Terminate,
}

/// A form in which a view is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A picture.
    Svg,
    /// Plain text.
    Text,
}

/// A change that the store is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Commit {
    /// Make these changes, all or none.
    Apply(ChangeSet),
    /// Take an entry of the journal back.
    Undo(Revision),
}

/// Something asked of the world outside.
#[derive(Debug)]
pub enum Effect {
    /// End the console.
    Quit,
    /// End the console, since there is nothing to show any more; this is why.
    Fail(String),
    /// Wait for the rest of the store.
    Load,
    /// Hand the terminal to the shell until it gives it back.
    Suspend,
    /// Draw every cell afresh.
    Redraw,
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a text in the operator's editor, under a file name that tells its kind.
    Edit {
        /// The file name.
        name: String,
        /// The text.
        text: String,
    },
    /// Save the view as it is drawn.
    Save(Format),
    /// Start a job.
    Start(Job),
    /// Send [`Message::ToastOver`] after a while.
    ToastTimer(u64, Duration),
    /// Change the store. Nothing else does.
    Commit(Grant, Commit),
}
