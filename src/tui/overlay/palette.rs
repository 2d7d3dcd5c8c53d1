//! The palette: every command that can be given here, found by a few letters.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::{COMMANDS, Command, Scope};
use crate::tui::fuzzy::Matcher;
use crate::tui::keymap::Keymap;
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::screen::Pointer;
use crate::tui::theme::Meaning;
use crate::tui::widget::input::TextInput;
use crate::tui::widget::window::{Motion, Window};

/// The palette.
pub struct Palette {
    input: TextInput,
    commands: Vec<Command>,
    matching: Vec<Command>,
    window: Window,
}

/// Rows of commands shown at once.
const ROWS: u16 = 14;
/// Columns of the palette.
const WIDTH: u16 = 72;

impl Palette {
    /// A palette of the commands of these scopes.
    pub fn new(scopes: &[Scope]) -> Self {
        let here = COMMANDS.iter().filter(|spec| scopes.contains(&spec.scope));
        let useful =
            here.filter(|spec| spec.scope != Scope::Movement && spec.command != Command::Palette);
        let commands: Vec<Command> = useful.map(|spec| spec.command).collect();
        let matching = commands.clone();
        Self { input: TextInput::default(), commands, matching, window: Window::default() }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command) -> Vec<Ask> {
        match command {
            Command::PromptAccept => self.accept(),
            Command::PromptCancel => vec![Ask::Close],
            Command::PromptNext => self.go(Motion::Down(1)),
            Command::PromptPrevious => self.go(Motion::Up(1)),
            _ => Vec::new(),
        }
    }

    /// Takes a letter.
    pub fn key(&mut self, key: Key) -> Reply {
        let taken = self.input.key(key);
        if taken {
            self.narrow();
        }
        Reply::if_done(taken)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Ask> {
        self.input.insert(text);
        self.narrow();
        Vec::new()
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer) -> Vec<Ask> {
        match pointer {
            Pointer::Click(Hit::Row(Pane::Overlay, place)) => {
                self.go(Motion::To(place));
                self.accept()
            }
            Pointer::Wheel(_, motion) => self.go(motion),
            Pointer::Click(_) => Vec::new(),
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, keymap: &Keymap, canvas: &mut Canvas<'_>) {
        let width = WIDTH.min(area.width);
        let height = (ROWS + 4).min(area.height);
        let y = area.y + (area.height - height) / 4;
        let place = Rect { x: area.x + (area.width - width) / 2, y, width, height };
        canvas.clear(place);
        let title = Phrase::of("Commands", Meaning::Title);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        let took = canvas.line(row(inner, 0), &Phrase::of(" : ", Meaning::Key));
        let line = row(inner, 0);
        let rest = Rect { x: line.x + took, width: line.width - took, ..line };
        self.input.view(rest, "type a few letters of what you want", Focus::Here, canvas);
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        canvas.height(Pane::Overlay, list.height);
        if self.matching.is_empty() {
            canvas.text(row(list, 0), "  no command is called that", Meaning::Muted);
        }
        let matcher = Matcher::new(self.input.text());
        let shown = self.window.shown(self.matching.len(), usize::from(list.height));
        for (number, place) in shown.clone().enumerate() {
            self.draw(place, row(list, number), &matcher, keymap, canvas);
        }
        canvas.scrollbar(list, shown.start, self.matching.len());
    }

    fn draw(
        &self,
        place: usize,
        line: Rect,
        matcher: &Matcher,
        keymap: &Keymap,
        canvas: &mut Canvas<'_>,
    ) {
        let spec = self.matching[place].spec();
        let selected = place == self.window.cursor();
        let over = if selected { canvas.style(Meaning::Selection) } else { Style::new() };
        canvas.wash(line, over);
        let name = Rect { x: line.x + 1, width: line.width.saturating_sub(2).min(20), ..line };
        canvas.line_over(name, &spec.name.into(), over, &matcher.matched(spec.name));
        let keys = keymap.labels(spec.command).join(" ");
        canvas.line_over(
            Rect { x: line.x + 22, width: line.width.saturating_sub(24).min(10), ..line },
            &Phrase::of(keys, Meaning::Key),
            over,
            &[],
        );
        let doc = Rect { x: line.x + 34, width: line.width.saturating_sub(35), ..line };
        canvas.line_over(doc, &Phrase::of(spec.doc, Meaning::Muted), over, &[]);
        canvas.hit(line, Hit::Row(Pane::Overlay, place));
    }

    fn go(&mut self, motion: Motion) -> Vec<Ask> {
        self.window.go(motion, self.matching.len(), usize::from(ROWS));
        Vec::new()
    }

    fn accept(&self) -> Vec<Ask> {
        match self.matching.get(self.window.cursor()) {
            Some(command) => vec![Ask::Close, Ask::Run(*command)],
            None => Vec::new(),
        }
    }

    fn narrow(&mut self) {
        let matcher = Matcher::new(self.input.text());
        let typed = self.input.text().to_lowercase();
        let score = |command: &Command| {
            let spec = command.spec();
            let by_name = matcher.score(spec.name).map(|score| 2 * score);
            let text = format!("{} {}", spec.id, spec.doc).to_lowercase();
            let by_doc = typed.split_whitespace().all(|word| text.contains(word));
            by_name.or_else(|| by_doc.then_some(0))
        };
        let mut scored: Vec<(i64, Command)> =
            self.commands.iter().filter_map(|command| Some((score(command)?, *command))).collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.matching = scored.into_iter().map(|(_, command)| command).collect();
        self.window = Window::default();
    }
}
