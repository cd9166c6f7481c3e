//! rowmend for Python: `core` asks the library, this file speaks Python. What a person works with, documents,
//! frames and errors, is written in Python (`rowmend/`).

use std::path::PathBuf;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

mod core;

use core::{Columns, Deciding, Error, Input, Value, Wanted};

/// A document: bytes, or the path of a file.
#[derive(FromPyObject)]
enum Source {
    Bytes(PyBackedBytes),
    File(PathBuf),
}

/// Decisions: a text, or (as a tuple of one) a path.
#[derive(FromPyObject)]
enum Decisions {
    Text(String),
    File((PathBuf,)),
}

#[pyfunction]
#[pyo3(signature = (source, name, options, decisions, beside, program))]
fn extract(
    py: Python<'_>,
    source: Source,
    name: Option<String>,
    options: &str,
    decisions: Option<Decisions>,
    beside: bool,
    program: Option<PathBuf>,
) -> PyResult<(String, Py<PyBytes>, Py<PyBytes>)> {
    let deciding = match decisions {
        None if beside => Deciding::Beside,
        None => Deciding::Nothing,
        Some(Decisions::Text(text)) => Deciding::Text(text),
        Some(Decisions::File((path,))) => Deciding::File(path),
    };
    let given = py.detach(|| {
        let input = match source {
            Source::Bytes(bytes) => Input::Bytes(bytes.to_vec()),
            Source::File(path) => Input::File(path),
        };
        core::extract(input, name, &Wanted::of(options)?, deciding, program)
    });
    let given = given.map_err(|error| raised(py, &error))?;
    let bytes = |bytes: &[u8]| PyBytes::new(py, bytes).unbind();
    Ok((given.name, bytes(&given.data), bytes(&given.trace)))
}

/// Columns as Python has them: name, whether it holds numbers, values.
type Listed<'py> = Vec<(String, bool, Vec<Bound<'py, PyAny>>)>;

#[pyfunction]
fn tidy<'py>(
    py: Python<'py>,
    name: &str,
    data: PyBackedBytes,
    trace: Option<PyBackedBytes>,
    which: &str,
) -> PyResult<Listed<'py>> {
    let columns = py.detach(|| core::tidy(name, &data, trace.as_deref(), which));
    listed(py, columns.map_err(|error| raised(py, &error))?)
}

#[pyfunction]
fn tables<'py>(py: Python<'py>, name: &str, data: PyBackedBytes) -> PyResult<Vec<Listed<'py>>> {
    let tables = py.detach(|| core::tables(name, &data));
    let tables = tables.map_err(|error| raised(py, &error))?.into_iter();
    tables.map(|columns| listed(py, columns)).collect()
}

#[pyfunction]
fn diff(
    py: Python<'_>,
    a: (String, PyBackedBytes),
    b: (String, PyBackedBytes),
    flags: bool,
    form: &str,
) -> PyResult<Py<PyBytes>> {
    let told = py.detach(|| core::compare((&a.0, &a.1), (&b.0, &b.1), flags, form));
    let told = told.map_err(|error| raised(py, &error))?;
    Ok(PyBytes::new(py, &told).unbind())
}

fn listed(py: Python<'_>, columns: Columns) -> PyResult<Listed<'_>> {
    let value = |value| match value {
        Value::Nothing => Ok(py.None().into_bound(py)),
        Value::Text(text) => text.into_bound_py_any(py),
        Value::Number(number) => number.into_bound_py_any(py),
    };
    let column = |(name, number, values): (String, bool, Vec<Value>)| {
        let values: PyResult<Vec<_>> = values.into_iter().map(value).collect();
        Ok((name, number, values?))
    };
    columns.into_iter().map(column).collect()
}

/// The exception that tells an error; which class it is of is told in Python.
fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let made = py
        .import("rowmend._errors")
        .and_then(|module| module.call_method1("of", (core::parts(error),)));
    made.map_or_else(|failure| failure, PyErr::from_value)
}

#[pymodule]
fn _rowmend(module: &Bound<'_, PyModule>) -> PyResult<()> {
    core::prepare();
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(extract, module)?)?;
    module.add_function(wrap_pyfunction!(tidy, module)?)?;
    module.add_function(wrap_pyfunction!(tables, module)?)?;
    module.add_function(wrap_pyfunction!(diff, module)?)
}
