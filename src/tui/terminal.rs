//! The terminal, taken over and given back: on return, error, panic, suspension and for the editor.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::process::Command;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal as Cells;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;

/// Clicks and the wheel, and no more: to be told of every move of the mouse would keep us awake.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// The terminal, ours while this lives.
pub struct Terminal {
    cells: Cells<CrosstermBackend<Stdout>>,
}

impl Terminal {
    /// Takes the terminal over.
    pub fn take() -> io::Result<Self> {
        restore_on_panic();
        // The theme decides on colours. Left alone, crossterm would drop reverse and bold as well.
        force_color_output(true);
        enter()?;
        match Cells::new(CrosstermBackend::new(stdout())) {
            Ok(cells) => Ok(Self { cells }),
            Err(error) => {
                leave();
                Err(error)
            }
        }
    }

    /// Draws in one piece; `draw` tells where the cursor blinks.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        self.cells.draw(|frame| {
            if let Some(position) = draw(frame.buffer_mut()) {
                frame.set_cursor_position(position);
            }
        })?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next drawing draws every cell.
    pub fn forget(&mut self) -> io::Result<()> {
        self.cells.clear()
    }

    /// Gives the terminal back for the time of `other`, and takes it again.
    pub fn lend<T>(&mut self, other: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let result = other();
        enter()?;
        self.forget()?;
        Ok(result)
    }

    /// Stops the console like any job of the shell, until it is brought to the foreground.
    pub fn suspend(&mut self) -> io::Result<()> {
        // The signal goes to the whole group, as the terminal itself would send it: under
        // `cargo run` the shell waits for cargo, not for us.
        self.lend(|| Command::new("sh").args(["-c", "kill -s TSTP 0"]).status())?.map(|_| ())
    }

    /// Puts a text on the clipboard of wherever the operator sits (OSC 52).
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(clipboard(text).as_bytes())?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

fn clipboard(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    let entered = execute!(
        stdout(),
        EnterAlternateScreen,
        Print(MOUSE_ON),
        EnableBracketedPaste,
        cursor::Hide
    );
    if entered.is_err() {
        leave();
    }
    entered
}

/// Gives the terminal back as well as it can: there is nobody left to tell of a failure.
fn leave() {
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        Print(MOUSE_OFF),
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// A panic of this thread gives the terminal back before it is told. One of a worker is not told
/// here at all: it would be written over the screen, and its job reports it anyway.
fn restore_on_panic() {
    let own = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == own {
            leave();
            before(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_gets_base64() {
        assert_eq!(clipboard("arn:é"), "\x1b]52;c;YXJuOsOp\x07");
    }
}
