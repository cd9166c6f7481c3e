//! Parquet, written by crate `parquet`: a file for each kind of thing.

use std::mem;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::frame::{Datum, Field, Frame, TIDY};
use super::{Entry, Export, ExportError, Put};

/// Rows that are in memory before they are written as a group: some ten MB of texts.
const ROWS: usize = 100_000;

/// Exports Parquet files.
#[derive(Default)]
pub struct Parquet {
    files: Vec<Filling>,
}

/// A file that is being written.
struct Filling {
    frame: Frame,
    columns: Vec<Column>,
    rows: usize,
    writer: SerializedFileWriter<Vec<u8>>,
}

/// The values of a column that are not yet written, and for each row whether it has one.
enum Column {
    Texts(Vec<ByteArray>, Vec<i16>),
    Numbers(Vec<i64>, Vec<i16>),
}

impl std::fmt::Debug for Parquet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parquet({} files)", self.files.len())
    }
}

impl Parquet {
    /// Exports to `studies.parquet`, `texts.parquet` and so on.
    pub fn new() -> Self {
        Parquet::default()
    }
}

impl Export for Parquet {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        if self.files.is_empty() {
            self.files =
                TIDY.into_iter().map(Filling::begin).collect::<Result<_, _>>().map_err(trouble)?;
        }
        for file in &mut self.files {
            file.frame.rows(entry, &mut |row| file.take(row).map_err(std::io::Error::other))?;
            file.give(put)?;
        }
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        for mut file in mem::take(&mut self.files) {
            file.write().map_err(trouble)?;
            file.writer.finish().map_err(trouble)?;
            file.give(put)?;
        }
        Ok(())
    }
}

impl Filling {
    fn begin(frame: Frame) -> Result<Self, ParquetError> {
        let fields = frame.fields().iter().map(|field| typed(field).map(Arc::new));
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder(frame.name()).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("rowmend ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        let columns = frame.fields().iter().map(Column::of).collect();
        Ok(Filling { frame, columns, rows: 0, writer })
    }

    fn take(&mut self, row: &[Datum<'_>]) -> Result<(), ParquetError> {
        for (column, datum) in self.columns.iter_mut().zip(row) {
            column.push(datum);
        }
        self.rows += 1;
        if self.rows < ROWS { Ok(()) } else { self.write() }
    }

    /// Writes the rows that are there as a group.
    fn write(&mut self) -> Result<(), ParquetError> {
        if mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (column, field) in self.columns.iter_mut().zip(self.frame.fields()) {
            let Some(mut out) = group.next_column()? else { continue };
            mem::replace(column, Column::of(field)).write(&mut out)?;
            out.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Gives away the bytes that are written.
    fn give(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        self.writer.flush()?;
        let bytes = mem::take(self.writer.inner_mut());
        Ok(put(&format!("{}.parquet", self.frame.name()), &bytes)?)
    }
}

impl Column {
    fn of(field: &Field) -> Self {
        match field.number {
            true => Column::Numbers(Vec::new(), Vec::new()),
            false => Column::Texts(Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, datum: &Datum<'_>) {
        let there = i16::from(*datum != Datum::Nothing);
        match (self, datum) {
            (Column::Texts(texts, all), Datum::Text(text)) => {
                texts.push(text.as_bytes().to_vec().into());
                all.push(there);
            }
            (Column::Numbers(numbers, all), Datum::Number(number)) => {
                numbers.push(*number);
                all.push(there);
            }
            (Column::Texts(_, all) | Column::Numbers(_, all), _) => all.push(0),
        }
    }

    fn write(self, out: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Column::Texts(texts, all) => {
                out.typed::<ByteArrayType>().write_batch(&texts, Some(&all), None)?;
            }
            Column::Numbers(numbers, all) => {
                out.typed::<Int64Type>().write_batch(&numbers, Some(&all), None)?;
            }
        }
        Ok(())
    }
}

fn typed(field: &Field) -> Result<Type, ParquetError> {
    let (physical, logical) = match field.number {
        true => (Physical::INT64, None),
        false => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(field.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

fn trouble(error: ParquetError) -> ExportError {
    ExportError::TooLarge(format!("Parquet cannot hold it: {error}"))
}
