//! A form: fields with a name, a value, a hint and what is wrong with them.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::input::TextInput;
use super::window::{Motion, Window};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane};
use crate::tui::keys::Key;
use crate::tui::phrase::Phrase;
use crate::tui::text::width;
use crate::tui::theme::Meaning;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A line of text.
    Text(TextInput),
    /// One of several.
    Choice {
        /// What can be chosen.
        options: Vec<String>,
        /// Which is chosen.
        chosen: usize,
    },
    /// Yes or no.
    Flag(bool),
    /// Several texts, parted by commas.
    List(TextInput),
}

impl Value {
    /// The value as text: the words, the option, `true` or `false`.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(input) | Self::List(input) => input.text(),
            Self::Choice { options, chosen } => options.get(*chosen).map_or("", String::as_str),
            Self::Flag(true) => "true",
            Self::Flag(false) => "false",
        }
    }

    /// The values of a list, trimmed, without empty ones.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.text().split(',').map(str::trim).filter(|item| !item.is_empty())
    }

    fn key(&mut self, key: Key) -> bool {
        let step = match key.code {
            KeyCode::Right | KeyCode::Char(' ') => Some(1),
            KeyCode::Left => Some(usize::MAX),
            _ => None,
        };
        match (self, step) {
            (Self::Text(input) | Self::List(input), _) => input.key(key),
            (Self::Choice { options, chosen }, Some(step)) if !options.is_empty() => {
                *chosen = chosen.wrapping_add(step).wrapping_add(options.len()) % options.len();
                true
            }
            (Self::Flag(on), Some(_)) => {
                *on = !*on;
                true
            }
            _ => false,
        }
    }
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What names it for good.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is for.
    pub hint: String,
    /// What it holds.
    pub value: Value,
    /// What the value would be in full: shown behind what is typed, and taken by Right at its end.
    /// Where nothing is typed, this is what counts.
    pub ghost: String,
    /// What is wrong with it, if anything.
    pub problem: Option<String>,
}

impl Field {
    /// Takes the ghost for the value when Right is pressed at the end of it.
    fn complete(&mut self, key: Key) -> bool {
        let (Value::Text(input) | Value::List(input)) = &mut self.value else { return false };
        let asked = key == Key::plain(KeyCode::Right) && input.at_end();
        let more = self.ghost.len() > input.text().len() && self.ghost.starts_with(input.text());
        if asked && more {
            *input = TextInput::new(self.ghost.as_str());
        }
        asked && more
    }
}

/// Fields, of which one takes the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<Field>,
    window: Window,
}

impl Form {
    /// A form with its first field focused.
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields, window: Window::default() }
    }

    /// The fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The value of a field.
    pub fn value(&self, id: &str) -> Option<&Value> {
        self.fields.iter().find(|field| field.id == id).map(|field| &field.value)
    }

    /// The field that takes the keys.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.window.cursor())
    }

    /// Says what is wrong, field by field; what is no longer wrong is cleared.
    pub fn judge(&mut self, problems: &[(String, String)]) {
        for field in &mut self.fields {
            field.problem =
                problems.iter().find(|(id, _)| *id == field.id).map(|(_, problem)| problem.clone());
        }
    }

    /// Says what each field would be in full.
    pub fn suggest(&mut self, ghost: impl Fn(&Field) -> String) {
        for field in &mut self.fields {
            field.ghost = ghost(field);
        }
    }

    /// Goes to the first field with a problem; tells whether there is one.
    pub fn to_problem(&mut self) -> bool {
        let first = self.fields.iter().position(|field| field.problem.is_some());
        if let Some(first) = first {
            self.focus(first);
        }
        first.is_some()
    }

    /// Goes to the next field; `false` from the last.
    pub fn next_field(&mut self) -> bool {
        let more = self.window.cursor() + 1 < self.fields.len();
        if more {
            self.focus(self.window.cursor() + 1);
        }
        more
    }

    /// Goes to the field before; `false` from the first.
    pub fn previous_field(&mut self) -> bool {
        let more = self.window.cursor() > 0;
        if more {
            self.focus(self.window.cursor() - 1);
        }
        more
    }

    /// Goes to a field by its place.
    pub fn focus(&mut self, place: usize) {
        self.window.go(Motion::To(place), self.fields.len(), usize::MAX);
    }

    /// Gives a key to the focused field; tells whether it took it.
    pub fn key(&mut self, key: Key) -> bool {
        let taken =
            self.focused_mut().is_some_and(|field| field.complete(key) || field.value.key(key));
        if taken && let Some(field) = self.focused_mut() {
            field.problem = None;
        }
        taken
    }

    /// Puts pasted text into the focused field.
    pub fn paste(&mut self, text: &str) {
        if let Some(Value::Text(input) | Value::List(input)) =
            self.focused_mut().map(|field| &mut field.value)
        {
            input.insert(text);
        }
    }

    /// Draws the fields, two rows each: the value, and below it the hint or the problem.
    pub fn view(&self, area: Rect, pane: Pane, focus: Focus, canvas: &mut Canvas<'_>) {
        canvas.height(pane, area.height / 2);
        let labels = self.fields.iter().map(|field| width(&field.label)).max().unwrap_or(0) as u16;
        let labels = labels.min(area.width / 2);
        let shown = self.window.shown(self.fields.len(), usize::from(area.height / 2));
        for (line, place) in shown.clone().enumerate() {
            let field = &self.fields[place];
            let focus = if place == self.window.cursor() { focus } else { Focus::Elsewhere };
            let y = area.y + 2 * line as u16;
            let place_of = Rect { y, height: 2, ..area }.intersection(area);
            let label = Rect { x: area.x + area.width.min(1), y, width: labels, height: 1 };
            let value_x = label.x + labels + 2;
            let value =
                Rect { x: value_x, y, width: area.right().saturating_sub(value_x + 1), height: 1 };
            let meaning = if focus == Focus::Here { Meaning::Accent } else { Meaning::Label };
            canvas.text(label, &field.label, meaning);
            draw(field, value, focus, canvas);
            let below = Rect { y: y + 1, ..value };
            match &field.problem {
                Some(problem) => canvas.line(below, &Phrase::sign(Meaning::Error, problem)),
                None => canvas.text(below, &field.hint, Meaning::Placeholder),
            };
            canvas.hit(place_of, Hit::Row(pane, place));
        }
        canvas.scrollbar(area, shown.start * 2, self.fields.len() * 2);
    }

    fn focused_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.window.cursor())
    }
}

fn draw(field: &Field, area: Rect, focus: Focus, canvas: &mut Canvas<'_>) {
    let over = match focus {
        Focus::Here => canvas.style(Meaning::SelectionInactive),
        Focus::Elsewhere => Style::new(),
    };
    match &field.value {
        Value::Text(input) => typed(input, &field.ghost, "…", area, focus, canvas),
        Value::List(input) => typed(input, &field.ghost, "one, two, …", area, focus, canvas),
        Value::Choice { options, chosen } => {
            let option = options.get(*chosen).map_or("", String::as_str);
            let phrase = Phrase::of("◂ ", Meaning::Key)
                .and(option, Meaning::Text)
                .and(" ▸", Meaning::Key)
                .and(format!("  {} of {}", chosen + 1, options.len()), Meaning::Muted);
            canvas.line_over(area, &phrase, over, &[]);
        }
        Value::Flag(on) => {
            let phrase = if *on {
                Phrase::of("[x] yes", Meaning::Text)
            } else {
                Phrase::of("[ ] no", Meaning::Text)
            };
            canvas.line_over(area, &phrase, over, &[]);
        }
    }
}

/// Draws a text and, behind it, the rest of its ghost.
fn typed(
    input: &TextInput,
    ghost: &str,
    otherwise: &str,
    area: Rect,
    focus: Focus,
    canvas: &mut Canvas<'_>,
) {
    let taken = (width(input.text()) as u16).min(area.width);
    let rest = ghost.strip_prefix(input.text()).filter(|_| !input.text().is_empty());
    if let (Some(rest), Focus::Here) = (rest, focus) {
        let behind = Rect { x: area.x + taken, width: area.width - taken, ..area };
        canvas.text(behind, rest, Meaning::Placeholder);
    }
    input.view(area, if ghost.is_empty() { otherwise } else { ghost }, focus, canvas);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::parse_script;
    use crate::tui::testing::sketch;

    fn field(id: &str, value: Value) -> Field {
        let hint = format!("the {id}");
        let ghost = String::new();
        Field { id: id.into(), label: id.into(), hint, value, ghost, problem: None }
    }

    fn some() -> Form {
        let options = vec!["dev".to_owned(), "prod".to_owned()];
        Form::new(vec![
            field("name", Value::Text(TextInput::new("book"))),
            field("stage", Value::Choice { options, chosen: 0 }),
            field("public", Value::Flag(false)),
            field("owners", Value::List(TextInput::default())),
        ])
    }

    fn press(form: &mut Form, script: &str) {
        for key in parse_script(script).unwrap() {
            assert!(form.key(key), "{key}");
        }
    }

    #[test]
    fn each_kind_of_field_takes_its_keys() {
        let mut form = some();
        press(&mut form, r#""ing""#);
        assert!(form.next_field());
        press(&mut form, "right right left");
        assert!(!form.key(Key::plain(KeyCode::Char('x'))));
        assert!(form.next_field());
        press(&mut form, "space");
        assert!(form.next_field() && !form.next_field());
        form.paste("a, ,b");
        let values: Vec<&str> = form.fields().iter().map(|f| f.value.text()).collect();
        assert_eq!(values, ["booking", "prod", "true", "a, ,b"]);
        assert_eq!(form.value("owners").unwrap().items().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn right_at_the_end_takes_what_is_suggested() {
        let mut form = Form::new(vec![field("name", Value::Text(TextInput::new("boo")))]);
        form.suggest(|_| "booking".into());
        press(&mut form, "left right right");
        assert_eq!(form.focused().unwrap().value.text(), "booking");
        press(&mut form, "ctrl-u");
        let drawn = sketch(24, 1, |area, canvas| {
            form.view(Rect { height: 2, ..area }, Pane::Main, Focus::Elsewhere, canvas);
        });
        assert!(drawn.contains("name  booking"), "{drawn}");
    }

    #[test]
    fn problems_show_at_their_fields_until_mended() {
        let mut form = some();
        form.judge(&[("owners".into(), "name at least one".into())]);
        assert!(form.to_problem());
        let drawn = sketch(40, 8, |area, canvas| {
            form.view(area, Pane::Main, Focus::Here, canvas);
        });
        insta::assert_snapshot!(drawn, @r"
         name    book                           
                 the name                       
         stage   ◂ dev ▸  1 of 2                
                 the stage                      
         public  [ ] no                         
                 the public                     
         owners  one, two, …                    
                 ✗ name at least one            
        ");
        press(&mut form, "x");
        assert!(form.fields().iter().all(|field| field.problem.is_none()));
    }
}
