//! The one way out: answers to standard output, notes and progress to standard error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::{
    line::{Meaning, Piece},
    table::Table,
};

/// The form of answers on standard output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Text and tables for people.
    #[default]
    Table,
    /// One JSON value for programs; `docs/cli.md` describes it.
    Json,
    /// SARIF 2.1.0, for the findings of `lint`.
    Sarif,
}

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or yes: 0.
    Yes,
    /// No: 1.
    No,
    /// It went wrong: 2.
    Error,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Yes => Self::SUCCESS,
            Exit::No => Self::from(1),
            Exit::Error => Self::from(2),
        }
    }
}

/// What a command has to say: itself as JSON, a page for people, an exit code.
pub trait Answer: Serialize {
    /// Writes it for people.
    fn page(&self, page: &mut Page);

    /// What the exit code says of it.
    fn exit(&self) -> Exit {
        Exit::Yes
    }
}

/// A page for people, line by line.
#[derive(Debug)]
pub struct Page {
    blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
enum Block {
    Line(Vec<Piece>),
    /// Laid out only when it is written: there may be a million rows.
    Table(Table),
}

impl Page {
    /// Adds a title, with an empty line before it unless it is the first.
    pub fn title(&mut self, text: impl AsRef<str>) {
        if !self.blocks.is_empty() {
            self.blocks.push(Block::Line(Vec::new()));
        }
        self.blocks.push(Block::Line(vec![Piece::new(Meaning::Title, text)]));
    }

    /// Adds a line of one piece.
    pub fn line(&mut self, piece: impl Into<Piece>) {
        self.blocks.push(Block::Line(vec![piece.into()]));
    }

    /// Adds a line of several pieces.
    pub fn pieces<const N: usize>(&mut self, pieces: [Piece; N]) {
        self.blocks.push(Block::Line(pieces.into()));
    }

    /// Adds a text as it is, line by line, moved in by so many columns.
    pub fn text(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            let line = line.replace('\t', "    ");
            self.line(format!("{}{line}", " ".repeat(indent)));
        }
    }

    /// Adds names with their values, the values in one column. What is empty is left out.
    pub fn fields(&mut self, fields: &[(&str, String)]) {
        let told = || fields.iter().filter(|(_, value)| !value.is_empty());
        let width = told().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, value) in told() {
            let name = Piece::new(Meaning::Faint, format!("{name:width$}  "));
            self.blocks.push(Block::Line(vec![name, Piece::from(value)]));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// Adds a titled table, unless it has no rows.
    pub fn section(&mut self, title: impl AsRef<str>, table: Table) {
        if !table.is_empty() {
            self.title(title);
            self.table(table);
        }
    }
}

/// Whether a stream shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Colours,
    Black,
}

/// Where everything goes that the program says.
pub struct Output {
    form: Form,
    room: Option<usize>,
    ink: Ink,
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Whether standard output is a terminal.
    terminal: bool,
    /// Whether standard error is one.
    watched: bool,
}

impl Output {
    /// The streams of this process. Pages keep to the terminal's width, and go on for ever
    /// elsewhere; colours need a terminal and no `NO_COLOR`.
    pub fn of_process(form: Form) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let terminal = out.is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let size = terminal_size::terminal_size_of(&out);
        Self {
            form,
            room: size.filter(|_| terminal).map(|(columns, _)| usize::from(columns.0)),
            ink: if terminal && !plain { Ink::Colours } else { Ink::Black },
            terminal,
            watched: err.is_terminal(),
            out: Box::new(io::BufWriter::new(out)),
            err: Box::new(err),
        }
    }

    /// Gives the answer of a command.
    pub fn give<A: Answer + ?Sized>(&mut self, answer: &A) -> io::Result<()> {
        match self.form {
            Form::Table => self.give_page(answer)?,
            Form::Json | Form::Sarif => {
                let mut json = serde_json::Serializer::pretty(&mut self.out);
                answer.serialize(&mut json)?;
                writeln!(self.out)?;
            }
        }
        self.out.flush()
    }

    /// Gives one of many answers, which for programs is one line. They are not flushed.
    pub fn give_one_of_many<A: Answer + ?Sized>(&mut self, answer: &A) -> io::Result<()> {
        match self.form {
            Form::Table => self.give_page(answer),
            Form::Json | Form::Sarif => {
                serde_json::to_writer(&mut self.out, answer)?;
                writeln!(self.out)
            }
        }
    }

    fn give_page<A: Answer + ?Sized>(&mut self, answer: &A) -> io::Result<()> {
        let mut page = Page { blocks: Vec::new() };
        answer.page(&mut page);
        let (out, ink) = (&mut self.out, self.ink);
        page.blocks.iter().try_for_each(|block| match block {
            Block::Line(line) => write_line(out, ink, line),
            Block::Table(table) => {
                table.lines(self.room).try_for_each(|line| write_line(out, ink, &line))
            }
        })
    }

    /// Whether a person is at both ends, who wants to be shown and not told.
    pub fn interactive(&self) -> bool {
        self.form == Form::Table && self.terminal && io::stdin().is_terminal()
    }

    /// Standard output itself, for what has a form of its own.
    pub fn raw(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Tells something beside the answer.
    pub fn note(&mut self, text: impl AsRef<str>) {
        self.tell("note: ", text.as_ref());
    }

    /// Tells how far the work is, if somebody watches.
    pub fn progress(&mut self, text: impl AsRef<str>) {
        if self.watched {
            self.tell("", text.as_ref());
        }
    }

    /// Tells an error, in one line and with its details below.
    pub fn error(&mut self, error: &super::Failure) {
        self.tell("error: ", &error.to_string());
        for detail in error.details() {
            self.tell("  - ", &detail);
        }
    }

    fn tell(&mut self, lead: &str, text: &str) {
        let text = Piece::from(text).text;
        // Nobody is left to tell when standard error is closed.
        let _: io::Result<()> = writeln!(self.err, "{lead}{text}");
    }
}

fn write_line(out: &mut dyn Write, ink: Ink, line: &[Piece]) -> io::Result<()> {
    for piece in line {
        match piece.meaning.code().filter(|_| ink == Ink::Colours) {
            Some(code) => write!(out, "\u{1b}[{code}m{}\u{1b}[0m", piece.text)?,
            None => out.write_all(piece.text.as_bytes())?,
        }
    }
    writeln!(out)
}
