//! A database of SQLite, written by crate `rusqlite`: a table for each kind of thing.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, MAIN_DB, ToSql, params_from_iter};

use super::frame::{Datum, Field, Frame, TIDY};
use super::{Entry, Export, ExportError, Put};

/// Exports a database. It is in memory until it is written.
#[derive(Debug)]
pub struct Sqlite {
    file: String,
    database: Option<Connection>,
}

impl Sqlite {
    /// Exports to `file`, or to `studies.sqlite`.
    pub fn new(file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| "studies.sqlite".to_owned());
        Sqlite { file, database: None }
    }

    fn database(&mut self) -> Result<&mut Connection, ExportError> {
        let made = match self.database.take() {
            Some(made) => made,
            None => {
                let made = Connection::open_in_memory().map_err(trouble)?;
                TIDY.into_iter().try_for_each(|frame| create(&made, frame)).map_err(trouble)?;
                made
            }
        };
        Ok(self.database.insert(made))
    }
}

impl Export for Sqlite {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        let all = self.database()?.transaction().map_err(trouble)?;
        for frame in TIDY {
            let marks = vec!["?"; frame.fields().len()].join(", ");
            let insert = format!("INSERT INTO {} VALUES ({marks})", frame.name());
            let mut insert = all.prepare(&insert).map_err(trouble)?;
            frame.rows(entry, &mut |row| {
                let done = insert.execute(params_from_iter(row));
                done.map(|_| ()).map_err(std::io::Error::other)
            })?;
        }
        all.commit().map_err(trouble)
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        let file = self.file.clone();
        let bytes = self.database()?.serialize(MAIN_DB).map_err(trouble)?;
        Ok(put(&file, &bytes)?)
    }
}

/// Names are in quotes: "from" and "table" are words of SQL.
fn create(database: &Connection, frame: Frame) -> Result<(), Error> {
    let column = |field: &Field| {
        format!("\"{}\" {}", field.name, if field.number { "INTEGER" } else { "TEXT" })
    };
    let columns: Vec<String> = frame.fields().iter().map(column).collect();
    database.execute(&format!("CREATE TABLE {} ({})", frame.name(), columns.join(", ")), ())?;
    Ok(())
}

impl ToSql for Datum<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, Error> {
        Ok(ToSqlOutput::Borrowed(match self {
            Datum::Nothing => ValueRef::Null,
            Datum::Text(text) => ValueRef::Text(text.as_bytes()),
            Datum::Number(number) => ValueRef::Integer(*number),
        }))
    }
}

fn trouble(error: Error) -> ExportError {
    ExportError::TooLarge(format!("a database cannot hold it: {error}"))
}
