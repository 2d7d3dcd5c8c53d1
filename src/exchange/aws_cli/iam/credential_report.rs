//! The credential report: CSV in base64, one row for each user and one for root.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use csv::StringRecord;
use serde::Deserialize;

use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::{Place, Reading},
    report::ImportReport,
    time::Moment,
};
use crate::org::{AccessKey, AccountId, KeyStatus, Password};

/// The name of root's row.
pub(super) const ROOT: &str = "<root_account>";

/// What the report tells of one user, or of root.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub user: String,
    /// Nothing when there is none.
    pub password: Option<Password>,
    pub mfa: bool,
    /// The keys that exist, active or not; the report has no ids.
    pub keys: Vec<AccessKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    content: String,
}

/// Reads the rows of all accounts' reports.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Vec<(AccountId, Row)> {
    let mut rows = Vec::new();
    for (account, answer) in dump.take_by_account("iam", "get-credential-report", report) {
        rows.extend(rows_of(&answer, report).into_iter().map(|row| (account, row)));
    }
    rows
}

fn rows_of(answer: &Answer, report: &mut ImportReport) -> Vec<Row> {
    let Some(shape) = answer.whole::<Shape>(report) else { return Vec::new() };
    let packed: String = shape.content.split_whitespace().collect();
    match STANDARD.decode(packed) {
        Ok(csv) => parse(&csv, &mut answer.reading(report)),
        Err(why) => {
            report.skipped(Place::file(&answer.file).field("Content"), why);
            Vec::new()
        }
    }
}

/// Parses the CSV. Columns are found by their name, so that older reports with 22 are read too.
fn parse(csv: &[u8], reading: &mut Reading<'_>) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let header = match reader.headers() {
        Ok(header) if header.iter().any(|name| name == "user") => header.clone(),
        Ok(_) => {
            reading.skip("the credential report has no column `user`");
            return Vec::new();
        }
        Err(why) => {
            reading.skip(why);
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(Cells { header: &header, record: &record }.row(reading)),
            Err(why) => reading.skip(why),
        }
    }
    rows
}

struct Cells<'a> {
    header: &'a StringRecord,
    record: &'a StringRecord,
}

impl Cells<'_> {
    fn row(&self, reading: &mut Reading<'_>) -> Row {
        let user = self.text("user").unwrap_or_default().to_owned();
        let root = user == ROOT;
        // Older reports do not support the column for root, who then had a password always.
        let unsupported = root && self.raw("password_enabled") == Some("not_supported");
        let password = (self.is_true("password_enabled") || unsupported).then(|| Password {
            changed: self.time("password_last_changed", reading),
            last_used: self.time("password_last_used", reading),
        });
        Row {
            password,
            mfa: self.is_true("mfa_active"),
            keys: ["1", "2"].iter().filter_map(|slot| self.key(slot, reading)).collect(),
            user,
        }
    }

    fn key(&self, slot: &str, reading: &mut Reading<'_>) -> Option<AccessKey> {
        let column = |what: &str| format!("access_key_{slot}_{what}");
        let active = self.is_true(&column("active"));
        let created = self.time(&column("last_rotated"), reading);
        (active || created.is_some()).then(|| AccessKey {
            id: None,
            status: if active { KeyStatus::Active } else { KeyStatus::Inactive },
            created,
            last_used: self.time(&column("last_used_date"), reading),
            last_service: self.text(&column("last_used_service")).map(str::to_owned),
            last_region: self.text(&column("last_used_region")).map(str::to_owned),
        })
    }

    fn raw(&self, column: &str) -> Option<&str> {
        let index = self.header.iter().position(|name| name == column)?;
        self.record.get(index).map(str::trim)
    }

    /// The cell, unless it holds a marker for nothing.
    fn text(&self, column: &str) -> Option<&str> {
        self.raw(column)
            .filter(|cell| !matches!(*cell, "" | "N/A" | "no_information" | "not_supported"))
    }

    fn is_true(&self, column: &str) -> bool {
        self.raw(column).is_some_and(|cell| cell.eq_ignore_ascii_case("true"))
    }

    fn time(&self, column: &str, reading: &mut Reading<'_>) -> Option<DateTime<Utc>> {
        let cell = self.text(column)?;
        let moment = Moment::parse(cell);
        if moment.is_none() {
            let user = self.raw("user").unwrap_or_default();
            reading.partial(format_args!("`{cell}` in {column} of {user} is no date"));
        }
        moment.map(|at| at.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(csv: &str) -> (Vec<Row>, usize) {
        let mut report = ImportReport::default();
        let mut reading = Reading { report: &mut report, place: Place::file("r.json") };
        let rows = parse(csv.as_bytes(), &mut reading);
        (rows, report.problems.len())
    }

    #[test]
    fn columns_are_found_by_name_and_markers_are_nothing() {
        let (rows, problems) = rows(
            "mfa_active,user,password_enabled,password_last_used,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_region\n\
             TRUE,amara,True,no_information,true,2024-05-01T12:00:00+00:00,N/A\n\
             false,jonas,false,N/A,false,N/A,N/A\n",
        );
        assert_eq!(problems, 0);
        assert!(
            rows[0].mfa && rows[0].password == Some(Password { changed: None, last_used: None })
        );
        assert_eq!(rows[0].keys.len(), 1);
        assert_eq!(rows[0].keys[0].last_region, None);
        assert!(rows[1].password.is_none() && rows[1].keys.is_empty());
    }

    #[test]
    fn a_key_that_is_switched_off_exists() {
        let (rows, _) = rows(
            "user,access_key_2_active,access_key_2_last_rotated\na,false,2024-05-01T12:00:00+00:00\n",
        );
        assert_eq!(rows[0].keys[0].status, KeyStatus::Inactive);
    }

    #[test]
    fn root_of_an_older_report_has_a_password() {
        let (rows, _) =
            rows("user,password_enabled\n<root_account>,not_supported\nx,not_supported\n");
        assert!(rows[0].password.is_some());
        assert!(rows[1].password.is_none());
    }

    #[test]
    fn rubbish_is_told() {
        assert_eq!(rows("<html>oops</html>").1, 1);
        assert_eq!(rows("user,access_key_1_last_rotated\na,soon\n").1, 1);
        assert_eq!(rows("").1, 1);
    }
}
