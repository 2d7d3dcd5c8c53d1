//! Help: the keys that work where it was asked for, and what they do.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus, Pane, centred};
use crate::tui::command::{COMMANDS, Command, Scope};
use crate::tui::keymap::Keymap;
use crate::tui::phrase::Phrase;
use crate::tui::reply::Ask;
use crate::tui::screen::{Context, Pointer};
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::{Entry, Panel};

/// The help overlay.
pub struct Help {
    panel: Panel,
}

/// Columns of the keys.
const KEYS: usize = 16;

impl Help {
    /// Help on these scopes, innermost first.
    pub fn new(scopes: &[Scope], keymap: &Keymap) -> Self {
        let mut entries = Vec::new();
        for scope in scopes {
            let here: Vec<_> = COMMANDS.iter().filter(|spec| spec.scope == *scope).collect();
            if here.is_empty() {
                continue;
            }
            if !entries.is_empty() {
                entries.push(Entry::Gap);
            }
            entries.push(Entry::Head(scope.name().to_owned()));
            entries.extend(here.into_iter().map(|spec| {
                let keys = keymap.labels(spec.command).join(" ");
                let pad = KEYS.saturating_sub(crate::tui::text::width(&keys));
                let line = Phrase::of(keys, Meaning::Key)
                    .and(" ".repeat(pad.max(1)), Meaning::Text)
                    .and(spec.doc, Meaning::Text);
                Entry::Line(line)
            }));
        }
        Self { panel: Panel::new(entries) }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Vec<Ask> {
        if command == Command::HelpClose {
            return vec![Ask::Close];
        }
        self.panel.moved(command, context.layout.height(Pane::Overlay));
        Vec::new()
    }

    /// Takes the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Vec<Ask> {
        if let Pointer::Wheel(_, motion) = pointer {
            self.panel.scroll(motion, context.layout.height(Pane::Overlay));
        }
        Vec::new()
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let height = (self.panel.entries().len() as u16 + 2).min(area.height);
        let place = centred(area, 92, height);
        canvas.clear(place);
        let title = Phrase::of("Help", Meaning::Title).and("  Esc closes", Meaning::Muted);
        let inner = canvas.pane(place, Pane::Overlay, &title, Focus::Here);
        self.panel.view(inner, Pane::Overlay, canvas);
    }
}
