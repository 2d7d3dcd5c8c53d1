//! Work in the background: the latest of a kind wins, older results are dropped, and all can be stopped.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::canvas::Pane;
use super::proposal::Checked;
use super::screen::organization::Page;
use super::screen::{Answer, Found, Linted, Listing, PrincipalRow};
use super::widget::Order;
use crate::access::Effective;
use crate::factory;
use crate::store::Entry;

/// A kind of work; there is one worth having at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Filtering and sorting the rows of a pane.
    Arrange(Pane),
    /// Trying a proposal on the snapshot.
    Check,
    /// Working out what a principal may do.
    Effective,
    /// Working out why.
    Why,
    /// Working out who can do something.
    WhoCan,
    /// Comparing what there is.
    Compare,
    /// Working out whom a proposal concerns.
    Impact,
    /// Gathering what is to be known of a node.
    Gather,
    /// Reading the journal.
    Journal,
    /// Looking for what is wrong with a policy.
    Lint,
    /// Planning an account.
    Plan,
    /// Working out the next step of an account's making.
    Vend,
}

/// Tells a job that nobody waits for it any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether to give up.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Names one piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its kind.
    pub slot: Slot,
    generation: u64,
}

/// What a job brings back.
pub enum Output {
    /// The rows of a pane that show, in order.
    Arranged(Order),
    /// What a proposal comes to, or why it cannot be.
    Checked(Result<Box<Checked>, String>),
    /// What a principal may do.
    Effective(Arc<Effective>),
    /// Why it may or may not.
    Why(Arc<Answer>),
    /// Everyone asked about, and the rows of those who are listed.
    Holders(Listing),
    /// Everyone there is.
    Everyone(Arc<Vec<PrincipalRow>>),
    /// What a comparison has found since it last told.
    Found(Found),
    /// A comparison is at its end, or there can be none.
    Compared(Result<(), String>),
    /// What is to be known of a node.
    Gathered(Box<Page>),
    /// What is found in a policy.
    Linted(Box<Linted>),
    /// The journal, oldest entry first, or why it cannot be read.
    Journal(Result<Vec<Entry>, String>),
    /// A plan that is ready to run, or all that is wrong with it.
    Planned(Result<Box<factory::Run>, Vec<String>>),
    /// A run as far as it goes by itself, and the commit that it wants then, if any.
    Vended(Box<factory::Run>, Option<Box<factory::Commit>>),
}

/// News of a job.
pub enum News {
    /// So much is done, of so much in all.
    Progress(usize, usize),
    /// It has this so far, and goes on.
    SoFar(Output),
    /// It is done.
    Done(Output),
    /// It gave up when asked to.
    Stopped,
    /// It broke.
    Failed(String),
}

/// Lets a job tell how far it is, and what it has so far.
pub type Report<'a> = &'a dyn Fn(News);

/// What a job does.
pub type Work = Box<dyn FnOnce(&Stop, Report<'_>) -> Option<Output> + Send>;

/// Work to be started.
pub struct Job {
    /// Its name.
    pub ticket: Ticket,
    /// What stops it.
    pub stop: Stop,
    /// The work.
    pub work: Work,
}

impl Job {
    /// Does the work, on this very thread.
    pub fn run(self, report: Report<'_>) -> (Ticket, News) {
        let news = (self.work)(&self.stop, report).map_or(News::Stopped, News::Done);
        (self.ticket, news)
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job({:?})", self.ticket)
    }
}

struct Running {
    stop: Stop,
    generation: u64,
    progress: Option<(usize, usize)>,
}

/// The jobs under way.
#[derive(Default)]
pub struct Jobs {
    generation: u64,
    running: HashMap<Slot, Running>,
}

impl Jobs {
    /// Makes a job of some work; what was under way of its kind is stopped.
    pub fn begin(&mut self, slot: Slot, work: Work) -> Job {
        self.generation += 1;
        let (generation, stop) = (self.generation, Stop::default());
        let running = Running { stop: stop.clone(), generation, progress: None };
        if let Some(older) = self.running.insert(slot, running) {
            older.stop.ask();
        }
        Job { ticket: Ticket { slot, generation }, stop, work }
    }

    /// Takes news in; gives it back when the latest job of its kind has brought something, or is at
    /// its end.
    pub fn news(&mut self, ticket: Ticket, news: News) -> Option<News> {
        let running = self.running.get_mut(&ticket.slot)?;
        if running.generation != ticket.generation {
            return None;
        }
        if let News::Progress(done, of) = news {
            running.progress = Some((done, of));
            return None;
        }
        if !matches!(news, News::SoFar(_)) {
            self.running.remove(&ticket.slot);
        }
        Some(news)
    }

    /// Stops the work of one kind.
    pub fn stop(&mut self, slot: Slot) {
        if let Some(running) = self.running.remove(&slot) {
            running.stop.ask();
        }
    }

    /// Stops everything; tells whether there was anything to stop.
    pub fn cancel(&mut self) -> bool {
        let any = !self.running.is_empty();
        for (_, running) in self.running.drain() {
            running.stop.ask();
        }
        any
    }

    /// Whether anything is under way.
    pub fn busy(&self) -> bool {
        !self.running.is_empty()
    }

    /// How much is done, of how much, over all jobs that tell.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let told = self.running.values().filter_map(|running| running.progress);
        told.reduce(|(done, of), (more, in_all)| (done + more, of + in_all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: Slot = Slot::Arrange(Pane::Main);

    fn work(row: u32) -> Work {
        Box::new(move |stop, _| (!stop.asked()).then(|| Output::Arranged(vec![row].into())))
    }

    fn run(job: Job) -> (Ticket, News) {
        job.run(&|_| {})
    }

    #[test]
    fn the_latest_wins_and_the_older_is_stopped() {
        let mut jobs = Jobs::default();
        let older = jobs.begin(SLOT, work(1));
        let newer = jobs.begin(SLOT, work(2));
        let (ticket, news) = run(older);
        assert!(matches!(news, News::Stopped));
        assert!(jobs.news(ticket, news).is_none());
        let (ticket, news) = run(newer);
        let Some(News::Done(Output::Arranged(rows))) = jobs.news(ticket, news) else {
            panic!("the newer is done")
        };
        assert_eq!(rows, vec![2].into());
        assert!(!jobs.busy());
    }

    #[test]
    fn a_late_result_of_an_older_job_is_dropped() {
        let mut jobs = Jobs::default();
        let (ticket, news) = run(jobs.begin(SLOT, work(1)));
        let newer = jobs.begin(SLOT, work(2));
        assert!(jobs.news(ticket, news).is_none());
        assert!(jobs.busy());
        assert!(!newer.stop.asked());
    }

    #[test]
    fn cancelling_stops_and_forgets() {
        let mut jobs = Jobs::default();
        let job = jobs.begin(SLOT, work(1));
        assert!(jobs.news(job.ticket, News::Progress(3, 9)).is_none());
        assert_eq!(jobs.progress(), Some((3, 9)));
        assert!(jobs.cancel() && !jobs.cancel());
        let (ticket, news) = run(job);
        assert!(matches!(news, News::Stopped));
        assert!(jobs.news(ticket, news).is_none());
    }

    #[test]
    fn what_there_is_so_far_comes_while_the_job_goes_on() {
        let mut jobs = Jobs::default();
        let work: Work = Box::new(|_, report| {
            report(News::SoFar(Output::Arranged(vec![1].into())));
            Some(Output::Arranged(vec![2].into()))
        });
        let job = jobs.begin(SLOT, work);
        let (ticket, told) = (job.ticket, std::cell::RefCell::new(Vec::new()));
        let (_, end) = job.run(&|news| told.borrow_mut().push(news));
        for news in told.into_inner() {
            assert!(matches!(jobs.news(ticket, news), Some(News::SoFar(_))));
            assert!(jobs.busy());
        }
        assert!(matches!(jobs.news(ticket, end), Some(News::Done(_))));
    }

    #[test]
    fn work_of_one_kind_is_stopped_alone() {
        let mut jobs = Jobs::default();
        let (one, other) = (jobs.begin(SLOT, work(1)), jobs.begin(Slot::Journal, work(2)));
        jobs.stop(SLOT);
        assert!(one.stop.asked() && !other.stop.asked() && jobs.busy());
    }
}
