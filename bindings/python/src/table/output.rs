//! A table that goes out: whatever has the Arrow PyCapsule interface takes it without a copy.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use lawful::{Code, Instant, Ruleset};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyString};

use super::Fault;
use crate::{capsule, guard, instant};

/// A table of answers. Anything with the Arrow PyCapsule interface takes it, as often as it likes, without a copy:
/// `pyarrow.table(table)`, `polars.DataFrame(table)`, `pandas.DataFrame.from_arrow(table)`, or its name in a query of
/// DuckDB.
///
/// Immutable. `content_hash` says which rule set answered; it stands in the metadata of the schema too.
///
/// >>> import lawful
/// >>> table = lawful.corpus().provisions_table()
/// >>> table.column_names[:3]
/// ['id', 'kind', 'title']
/// >>> table.content_hash == lawful.corpus().content_hash
/// True
#[pyclass(frozen, module = "lawful", name = "Table")]
pub(crate) struct PyTable(RecordBatch);

/// What the metadata of a schema say of the rule set: content hash, revision, `as_of`, and the version of the library.
fn metadata(rules: &Ruleset) -> HashMap<String, String> {
    [
        ("content_hash", rules.content_hash().to_owned()),
        ("revision", rules.revision().to_string()),
        ("as_of", rules.as_of().to_string()),
        ("lawful_version", env!("CARGO_PKG_VERSION").to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

impl PyTable {
    /// The table of some answers of a rule set.
    pub(crate) fn of(
        rules: &Ruleset,
        rows: usize,
        columns: impl IntoIterator<Item = (Field, ArrayRef)>,
    ) -> Result<PyTable, ArrowError> {
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
        let schema = Schema::new(fields).with_metadata(metadata(rules));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options).map(PyTable)
    }
}

#[pymethods]
impl PyTable {
    /// The number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    /// The names of the columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The metadata of the schema: `content_hash`, `revision` and `as_of` of the rule set, and `lawful_version`.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let metadata = PyDict::new(py);
        for (key, value) in self.0.schema_ref().metadata() {
            metadata.set_item(key, value)?;
        }
        Ok(metadata)
    }

    /// The content hash of the rule set that answered (SPEC 9.3).
    #[getter]
    fn content_hash(&self) -> Option<&str> {
        self.0.schema_ref().metadata().get("content_hash").map(String::as_str)
    }

    /// The rows as dicts of plain Python values: text, aware datetimes, lists, booleans, numbers, `None`. For small
    /// tables, and where no library for tables is at hand.
    ///
    /// >>> import lawful
    /// >>> lawful.corpus().provisions_table().head(1).to_pylist()[0]["kind"]
    /// 'end'
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        guard::call(py, || {
            let rows = PyList::empty(py);
            for row in 0..self.0.num_rows() {
                let entry = PyDict::new(py);
                for (field, column) in self.0.schema_ref().fields().iter().zip(self.0.columns()) {
                    entry.set_item(field.name(), value(py, column, row)?)?;
                }
                rows.append(entry)?;
            }
            Ok(rows)
        })
    }

    /// The table of pyarrow.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The data frame of polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The data frame of pandas.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pandas")?.getattr("DataFrame")?.call_method1("from_arrow", (slf,))
    }

    /// The stream of the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface allows to pass over what is requested and not supported.
        let _ = requested_schema;
        capsule::write_stream(py, self.0.clone())
    }

    /// The schema of the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, self.0.schema_ref())?.map_err(|failure| Fault::from(failure).raise(py))
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful._html")?.call_method1("table", (slf,))
    }

    fn __repr__(&self) -> String {
        format!("<Table: {} rows of {}>", self.num_rows(), self.column_names().join(", "))
    }

    /// The first rows, as a table.
    ///
    /// >>> import lawful
    /// >>> lawful.corpus().provisions_table().head(3).num_rows
    /// 3
    fn head(&self, rows: usize) -> PyTable {
        PyTable(self.0.slice(0, rows.min(self.0.num_rows())))
    }
}

impl From<ArrowError> for Fault {
    /// Where arrays that were made here do not fit together, it is a bug.
    fn from(failure: ArrowError) -> Fault {
        match failure {
            ArrowError::OffsetOverflowError(_) => Fault::Column {
                code: Code::Limit,
                message: "the lists of the answers have more text than a column of Arrow holds".to_owned(),
                hint: Some("ask about fewer rows at a time, or leave out `grounds`"),
                column: None,
            },
            _ => Fault::Internal,
        }
    }
}

/// One value, as Python has it. The columns of the package have no other types.
fn value<'py>(py: Python<'py>, column: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    let text = |text: &str| Ok(PyString::new(py, text).into_any());
    match column.data_type() {
        DataType::Utf8 => text(column.as_string::<i32>().value(row)),
        DataType::Dictionary(keys, _) => {
            let (values, key) = if **keys == DataType::Int8 {
                let column = column.as_dictionary::<Int8Type>();
                (column.values(), column.key(row))
            } else {
                let column = column.as_dictionary::<Int32Type>();
                (column.values(), column.key(row))
            };
            text(key.map_or("", |key| values.as_string::<i32>().value(key)))
        }
        DataType::Boolean => Ok(column.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any()),
        DataType::Int64 => Ok(column.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any()),
        DataType::Timestamp(..) => {
            let seconds = column.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000_000);
            match Instant::from_unix_seconds(seconds) {
                Ok(at) => instant::write(py, at),
                Err(_) => Err(Fault::Internal.raise(py)),
            }
        }
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            let items = items.as_string::<i32>();
            Ok(PyList::new(py, items.iter().flatten())?.into_any())
        }
        other => Err(PyTypeError::new_err(format!("no column of this package is {other}"))),
    }
}
