//! The loop: waits for a message, drains what came with it, draws once. Idle, it sleeps.

use std::io;
use std::sync::mpsc as threads;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event, KeyEventKind};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep, sleep_until};

use super::console::Console;
use super::effect::{Effect, Message};
use super::host::{Commission, Host, Loading};
use super::job::{Job, News};
use super::state::Settings;
use super::terminal::Terminal;
use super::world::World;

/// The least time between two drawings: sixty a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// Why the console ended before the operator left.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// The store turned out to be unreadable.
    #[error("{0}")]
    Store(String),
}

/// Runs the console in this terminal until the operator leaves.
///
/// Must be called from the thread that may own the terminal.
pub fn run(world: World, settings: Settings, host: &mut dyn Host) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let terminal = Terminal::take()?;
        let (sender, messages) = unbounded_channel();
        let signals = Signals::listen()?;
        tokio::spawn(signals.forward(sender.clone()));
        let reader = Reader::start(sender.clone());
        let commits = JoinSet::new();
        Session { terminal, sender, host, reader, commits }.run(world, settings, messages).await
    });
    // Work that nobody waits for any more must not hold up the exit.
    runtime.shutdown_background();
    result
}

/// Whether the console goes on.
#[derive(PartialEq, Eq)]
enum Going {
    On,
    Out,
}

/// What comes to the loop.
enum Letter {
    /// All that the terminal had to say; its reader waits for leave to read on.
    Input(Vec<Message>),
    /// Anything else.
    News(Message),
}

struct Session<'a> {
    terminal: Terminal,
    sender: UnboundedSender<Letter>,
    host: &'a mut dyn Host,
    reader: Reader,
    commits: JoinSet<()>,
}

impl Session<'_> {
    /// Goes on until the operator leaves, and then waits for commits under way.
    async fn run(
        mut self,
        world: World,
        settings: Settings,
        letters: UnboundedReceiver<Letter>,
    ) -> Result<(), Failed> {
        let result = self.turn(world, settings, letters).await;
        while self.commits.join_next().await.is_some() {}
        result
    }

    async fn turn(
        &mut self,
        world: World,
        settings: Settings,
        mut letters: UnboundedReceiver<Letter>,
    ) -> Result<(), Failed> {
        let (mut console, effects) = Console::new(world, settings);
        if self.carry_out(&mut console, effects)? == Going::Out {
            return Ok(());
        }
        loop {
            let drawn = Instant::now();
            if console.dirty() {
                self.terminal.draw(|buffer| console.draw(buffer))?;
            }
            self.reader.go_on();
            let Some(letter) = letters.recv().await else { return Ok(()) };
            let mut next = Some(letter);
            loop {
                while let Some(letter) = next {
                    if self.take(&mut console, letter)? == Going::Out {
                        return Ok(());
                    }
                    next = letters.try_recv().ok();
                }
                if drawn.elapsed() >= FRAME {
                    break;
                }
                sleep_until(drawn + FRAME).await;
                next = letters.try_recv().ok();
            }
        }
    }

    fn take(&mut self, console: &mut Console, letter: Letter) -> Result<Going, Failed> {
        let messages = match letter {
            Letter::Input(messages) => {
                self.reader.waits();
                messages
            }
            Letter::News(message) => vec![message],
        };
        for message in messages {
            let effects = console.update(message);
            if self.carry_out(console, effects)? == Going::Out {
                return Ok(Going::Out);
            }
        }
        Ok(Going::On)
    }

    fn carry_out(&mut self, console: &mut Console, effects: Vec<Effect>) -> Result<Going, Failed> {
        for effect in effects {
            let answer = match effect {
                Effect::Quit => return Ok(Going::Out),
                Effect::Fail(why) => return Err(Failed::Store(why)),
                Effect::Load => {
                    tokio::spawn(load(self.host.load(), self.sender.clone()));
                    None
                }
                Effect::Suspend => {
                    self.terminal.suspend()?;
                    Some(Message::Resized)
                }
                Effect::Redraw => {
                    self.terminal.forget()?;
                    Some(Message::Resized)
                }
                Effect::Copy(text) => {
                    self.terminal.copy(&text)?;
                    None
                }
                Effect::Edit { name, text } => {
                    let host = &mut *self.host;
                    Some(Message::Edited(self.terminal.lend(|| host.edit(&name, &text))?))
                }
                Effect::Save(format) => {
                    let (width, height) = crossterm::terminal::size()?;
                    let drawing = console.drawing((width, height));
                    let contents = console.saved(&drawing, format);
                    Some(Message::Saved(self.host.save(&console.file_name(format), &contents)))
                }
                Effect::Start(job) => {
                    tokio::spawn(work(job, self.sender.clone()));
                    None
                }
                Effect::ToastTimer(number, after) => {
                    tokio::spawn(later(after, Message::ToastOver(number), self.sender.clone()));
                    None
                }
                Effect::Commit(grant, commit) => {
                    let commission = self.host.commit(grant, commit);
                    self.commits.spawn(make(commission, self.sender.clone()));
                    None
                }
            };
            // The loop holds the receiving end, so that sending cannot fail.
            if let Some(message) = answer {
                let _ = self.sender.send(Letter::News(message));
            }
        }
        Ok(Going::On)
    }
}

async fn work(job: Job, sender: UnboundedSender<Letter>) {
    let ticket = job.ticket;
    let progress = sender.clone();
    let report = move |news| {
        let _ = progress.send(Letter::News(Message::Job(ticket, news)));
    };
    let ended = spawn_blocking(move || job.run(&report)).await;
    let news = ended.map_or_else(
        |error| News::Failed(format!("Background work broke: {error}")),
        |(_, news)| news,
    );
    let _ = sender.send(Letter::News(Message::Job(ticket, news)));
}

async fn load(loading: Loading, sender: UnboundedSender<Letter>) {
    let progress = sender.clone();
    let tell = move |done, of| {
        let _ = progress.send(Letter::News(Message::Loading(done, of)));
    };
    let loaded = spawn_blocking(move || loading(&tell)).await;
    let answer = loaded.unwrap_or_else(|error| Err(format!("The loading broke: {error}")));
    let _ = sender.send(Letter::News(Message::Loaded(answer)));
}

async fn make(commission: Commission, sender: UnboundedSender<Letter>) {
    let made = spawn_blocking(commission).await;
    let answer = made.unwrap_or_else(|error| Err(format!("The commit broke: {error}")));
    let _ = sender.send(Letter::News(Message::Committed(answer)));
}

async fn later(after: Duration, message: Message, sender: UnboundedSender<Letter>) {
    sleep(after).await;
    let _ = sender.send(Letter::News(message));
}

/// The signals that ask the console to end.
struct Signals([tokio::signal::unix::Signal; 3]);

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self([
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn forward(self, sender: UnboundedSender<Letter>) {
        let Self([mut terminate, mut interrupt, mut hangup]) = self;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        let _ = sender.send(Letter::News(Message::Terminate));
    }
}

/// Reads the terminal on a thread of its own, one batch for each leave it is given.
///
/// While it waits for leave it takes no keys from the editor or the shell that the terminal is lent
/// to, and it never runs ahead of what is drawn.
struct Reader {
    leave: threads::Sender<()>,
    waiting: bool,
}

impl Reader {
    fn start(sender: UnboundedSender<Letter>) -> Self {
        let (leave, given) = threads::channel();
        thread::spawn(move || {
            while given.recv().is_ok() {
                let letter =
                    read_batch().map_or_else(|_| Letter::News(Message::Terminate), Letter::Input);
                if sender.send(letter).is_err() {
                    return;
                }
            }
        });
        Self { leave, waiting: true }
    }

    fn waits(&mut self) {
        self.waiting = true;
    }

    fn go_on(&mut self) {
        if std::mem::take(&mut self.waiting) {
            // A reader that is gone has said so with its last letter.
            let _ = self.leave.send(());
        }
    }
}

fn read_batch() -> io::Result<Vec<Message>> {
    let mut batch = Vec::new();
    loop {
        batch.extend(message(event::read()?));
        if !event::poll(Duration::ZERO)? {
            return Ok(batch);
        }
    }
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key.into())),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(..) => Some(Message::Resized),
        Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}
