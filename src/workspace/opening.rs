//! Opening a store on a thread of its own: what the tree shows comes first, the rest follows.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Identity, Snapshot, Wish, Workspace, WorkspaceError};
use crate::store;

/// How long the whole is waited for once the tree is there: so that a store of ordinary size is
/// shown once, and whole.
const PATIENCE: Duration = Duration::from_millis(40);

/// A store that is open, or half so.
pub enum Opened {
    /// It is.
    Whole(Box<Workspace>),
    /// The tree is there, and the rest is on its way.
    Tree(Arc<Snapshot>, Opening),
}

/// What is on its way.
pub struct Opening {
    dir: PathBuf,
    identity: Identity,
    news: Receiver<News>,
}

enum News {
    Tree(Arc<Snapshot>),
    Read { done: usize, of: usize },
    Ended(Result<Box<Workspace>, WorkspaceError>),
}

impl Opened {
    /// Opens the store in a directory, and waits until there is something to show.
    pub fn begin(dir: &Path, wish: Wish, identity: Identity) -> Result<Self, WorkspaceError> {
        Opening::begin(dir, wish, identity).first()
    }
}

impl Opening {
    fn begin(dir: &Path, wish: Wish, identity: Identity) -> Self {
        let (sender, news) = mpsc::channel();
        let opening = Opening { dir: dir.to_owned(), identity: identity.clone(), news };
        let dir = dir.to_owned();
        thread::spawn(move || {
            let watch = |opening| {
                let news = match opening {
                    store::Opening::Tree(organization, revision) => {
                        News::Tree(Arc::new(Snapshot::new(*organization, revision)))
                    }
                    store::Opening::Read { done, of } => News::Read { done, of },
                };
                // Nobody listens once the face has gone.
                let _ = sender.send(news);
            };
            let ended = Workspace::open_watched(&dir, wish, identity, &watch).map(Box::new);
            let _ = sender.send(News::Ended(ended));
        });
        opening
    }

    /// Where the store is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who is at work in it.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Waits until there is something to show.
    fn first(self) -> Result<Opened, WorkspaceError> {
        let mut shown: Option<(Arc<Snapshot>, Instant)> = None;
        loop {
            let next = match &shown {
                None => self.news.recv().map_err(RecvTimeoutError::from),
                Some((_, until)) => {
                    self.news.recv_timeout(until.saturating_duration_since(Instant::now()))
                }
            };
            match (next, &shown) {
                (Ok(News::Ended(ended)), _) => return Ok(Opened::Whole(ended?)),
                (Ok(News::Tree(tree)), _) => shown = Some((tree, Instant::now() + PATIENCE)),
                (Ok(News::Read { .. }), _) => {}
                (Err(RecvTimeoutError::Timeout), Some((tree, _))) => {
                    return Ok(Opened::Tree(Arc::clone(tree), self));
                }
                (Err(_), _) => return Err(WorkspaceError::Broken),
            }
        }
    }

    /// Begins, and stops to look as soon as the tree is there.
    #[cfg(test)]
    pub fn halfway(
        dir: &Path,
        wish: Wish,
        identity: Identity,
    ) -> Result<(Arc<Snapshot>, Self), WorkspaceError> {
        let opening = Self::begin(dir, wish, identity);
        while let Ok(news) = opening.news.recv() {
            match news {
                News::Tree(tree) => return Ok((tree, opening)),
                News::Read { .. } => {}
                News::Ended(ended) => return Err(ended.err().unwrap_or(WorkspaceError::Broken)),
            }
        }
        Err(WorkspaceError::Broken)
    }

    /// Waits for the rest, and tells how much of it is there.
    pub fn rest(self, tell: &dyn Fn(usize, usize)) -> Result<Workspace, WorkspaceError> {
        for news in self.news {
            match news {
                News::Tree(_) => {}
                News::Read { done, of } => tell(done, of),
                News::Ended(ended) => return Ok(*ended?),
            }
        }
        Err(WorkspaceError::Broken)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::org::sample;

    fn identity() -> Identity {
        Identity { name: "ada".into(), host: "desk".into() }
    }

    fn opening(news: Receiver<News>) -> Opening {
        Opening { dir: PathBuf::new(), identity: identity(), news }
    }

    #[test]
    fn a_small_store_is_whole_at_once_and_none_is_an_error() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("store");
        assert!(matches!(
            Opened::begin(&dir, Wish::Write, identity()),
            Err(WorkspaceError::Store(store::StoreError::NoStore(_)))
        ));
        drop(Workspace::create(&dir, &sample::organization(), "made up", identity()).unwrap());
        let Ok(Opened::Whole(workspace)) = Opened::begin(&dir, Wish::Write, identity()) else {
            panic!("it is small")
        };
        assert!(*workspace.snapshot().organization == sample::organization());
    }

    #[test]
    fn what_takes_long_is_shown_before_it_is_whole() {
        let temp = tempfile::tempdir().unwrap();
        let organization = sample::organization();
        let workspace =
            Workspace::create(&temp.path().join("store"), &organization, "", identity()).unwrap();
        let (sender, news) = mpsc::channel();
        sender.send(News::Read { done: 1, of: 9 }).unwrap();
        sender.send(News::Tree(workspace.snapshot())).unwrap();
        let Ok(Opened::Tree(tree, opening)) = opening(news).first() else {
            panic!("the rest is not there")
        };
        assert!(*tree.organization == organization);
        sender.send(News::Read { done: 9, of: 9 }).unwrap();
        sender.send(News::Ended(Ok(Box::new(workspace)))).unwrap();
        let told = RefCell::new(Vec::new());
        assert!(opening.rest(&|done, of| told.borrow_mut().push((done, of))).is_ok());
        assert_eq!(told.into_inner(), [(9, 9)]);
    }

    #[test]
    fn an_opening_that_breaks_is_told() {
        let (sender, news) = mpsc::channel();
        drop(sender);
        assert!(matches!(opening(news).first(), Err(WorkspaceError::Broken)));
    }
}
