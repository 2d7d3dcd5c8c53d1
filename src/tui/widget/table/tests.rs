//! What a table keeps when its rows change, and what it draws.

use super::*;
use crate::tui::canvas::{Focus, Pane};
use crate::tui::job::Stop;
use crate::tui::testing::sketch;

struct City(String, u32);

impl Row for City {
    const COLUMNS: &'static [Column] = &[
        Column { title: "City", width: Width::Fill(8), rank: 0 },
        Column { title: "People", width: Width::Fixed(7), rank: 1 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.0.as_str().into(),
            _ => Phrase::of(self.1.to_string(), Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        if column == 0 { self.0.cmp(&other.0) } else { self.1.cmp(&other.1) }
    }
}

fn cities(names: &[(&str, u32)]) -> Arc<Vec<City>> {
    Arc::new(names.iter().map(|(name, people)| City((*name).to_owned(), *people)).collect())
}

fn some() -> Table<City> {
    Table::new(cities(&[("Oslo", 700), ("Lund", 95), ("東京都", 14_000), ("Bonn", 330)]))
}

fn names(table: &Table<City>) -> Vec<&str> {
    (0..table.len()).map(|place| &*table.shown(place).unwrap().0).collect()
}

#[test]
fn the_selection_stays_on_its_item() {
    let mut table = some();
    table.go(Motion::Bottom, 10);
    assert!(table.sort_column(0).is_none());
    assert_eq!(names(&table), ["Bonn", "Lund", "Oslo", "東京都"]);
    assert_eq!(table.selected().unwrap().id(), "Bonn");
    assert!(table.filter("o").is_none());
    assert_eq!(table.selected().unwrap().id(), "Bonn");
    assert!(table.filter("lu").is_none());
    assert_eq!(table.selected().unwrap().id(), "Lund");
    assert!(table.replace(cities(&[("Lund", 1), ("Lusaka", 2)])).is_none());
    assert_eq!(table.selected().unwrap().id(), "Lund");
}

#[test]
fn sorting_goes_through_the_columns_and_around() {
    let mut table = some();
    assert!(table.sort_next().is_none());
    assert!(table.sort_next().is_none());
    assert_eq!(names(&table), ["Lund", "Bonn", "Oslo", "東京都"]);
    assert!(table.reverse().is_none());
    assert_eq!(names(&table), ["東京都", "Oslo", "Bonn", "Lund"]);
    assert!(table.sort_next().is_none());
    assert_eq!((table.sort(), names(&table)[0]), (None, "Oslo"));
}

#[test]
fn marks_survive_a_filter() {
    let mut table = some();
    table.mark(10);
    table.mark(10);
    assert!(table.filter("bonn").is_none());
    assert_eq!(table.marks().iter().collect::<Vec<_>>(), ["Lund", "Oslo"]);
}

#[test]
fn large_tables_are_arranged_by_a_job() {
    let many: Vec<City> = (0..=INLINE_ROWS as u32).map(|n| City(format!("c{n}"), n)).collect();
    let mut table = Table::new(Arc::new(many));
    table.select("c9999");
    let arranging = table.filter("c9999").unwrap();
    assert_eq!(table.len(), INLINE_ROWS + 1, "the old rows show until the job is done");
    table.arranged(arranging(&Stop::default()).unwrap());
    assert_eq!(names(&table), ["c9999"]);
    assert_eq!(table.selected().unwrap().id(), "c9999");
}

#[test]
fn an_arrangement_of_older_rows_does_no_harm() {
    let mut table = some();
    table.arranged(vec![3, 9, 1].into());
    assert_eq!(names(&table), ["Bonn", "Lund"]);
}

#[test]
fn only_rows_in_sight_are_drawn() {
    let mut table = some();
    assert!(table.sort_column(0).is_none());
    table.mark(2);
    let drawn = sketch(26, 3, |area, canvas| {
        table.view(area, Pane::Main, Focus::Here, "none", canvas);
    });
    insta::assert_snapshot!(drawn, @r"
      City ▲           People 
    ▌ Oslo             700    
      東京都           14000  
    ");
}

#[test]
fn a_row_that_is_selected_while_rows_are_arranged_stays_selected() {
    let many: Vec<City> = (0..=INLINE_ROWS as u32).map(|n| City(format!("c{n}"), n)).collect();
    let mut table = Table::new(Arc::new(many));
    table.select("c7");
    let arranging = table.sort_column(0).unwrap();
    table.select("c9998");
    table.arranged(arranging(&Stop::default()).unwrap());
    assert_eq!(table.selected().unwrap().id(), "c9998");
}
