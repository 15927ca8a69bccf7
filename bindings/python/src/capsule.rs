//! The Arrow PyCapsule interface: tables come in and go out without a copy.
#![expect(unsafe_code, reason = "the C data interface is made of pointers")]

use std::ffi::CStr;

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_schema::{ArrowError, DataType, Fields, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const STREAM: &CStr = c"arrow_array_stream";
const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";

/// A column as it comes, chunk by chunk.
pub(crate) type Chunks = Box<dyn Iterator<Item = Result<ArrayRef, ArrowError>> + Send>;

/// A table as it comes.
pub(crate) struct Batches {
    /// What its columns are.
    pub(crate) fields: Fields,
    /// Its rows, batch by batch.
    pub(crate) batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>,
}

/// Arrays of one type.
struct Arrays {
    kind: DataType,
    chunks: Chunks,
}

/// The batches of what has `__arrow_c_stream__`, or of a struct array with `__arrow_c_array__`; `None` if it has
/// neither. A batch with null rows is an error: what lies under a null is no row.
pub(crate) fn read_table(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Batches, ArrowError>>> {
    let read = match take_stream(value)? {
        Some(stream) => Some(stream),
        None => take_array(value)?,
    };
    let table = |arrays: Arrays| match arrays.kind {
        DataType::Struct(fields) => {
            let batches = Box::new(arrays.chunks.map(|array| array.and_then(|array| batch(&array))));
            Ok(Batches { fields, batches })
        }
        _ => Err(ArrowError::SchemaError("it is one column, not a table".to_owned())),
    };
    Ok(read.map(|arrays| arrays.and_then(table)))
}

fn batch(array: &ArrayRef) -> Result<RecordBatch, ArrowError> {
    match array.as_struct_opt() {
        Some(rows) if rows.null_count() == 0 => Ok(RecordBatch::from(rows)),
        _ => Err(ArrowError::SchemaError("rows of the table are null".to_owned())),
    }
}

/// The chunks of one column; `None` if it has no Arrow interface.
pub(crate) fn read_column(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Chunks, ArrowError>>> {
    let read = match take_array(value)? {
        Some(array) => Some(array),
        None => take_stream(value)?,
    };
    Ok(read.map(|arrays| arrays.map(|arrays| arrays.chunks)))
}

fn take_stream(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Arrays, ArrowError>>> {
    if !value.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    let capsule = value.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: the producer put a stream there, as the name of the capsule says; it is taken out, so that the capsule,
    // which outlives this call, does not release it again.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
    let arrays = |reader: ArrayStreamReader| Arrays {
        kind: reader.field().data_type().clone(),
        chunks: Box::new(reader),
    };
    Ok(Some(ArrayStreamReader::try_new(stream).map(arrays)))
}

fn take_array(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Arrays, ArrowError>>> {
    if !value.hasattr("__arrow_c_array__")? {
        return Ok(None);
    }
    let pair = value.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
    let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
    let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(SCHEMA))?;
    let array = array.cast::<PyCapsule>()?.pointer_checked(Some(ARRAY))?;
    // SAFETY: as for a stream, with a schema and an array that belong together.
    let read = unsafe {
        let schema = FFI_ArrowSchema::from_raw(schema.as_ptr().cast());
        from_ffi(FFI_ArrowArray::from_raw(array.as_ptr().cast()), &schema)
    };
    let arrays = |array: ArrayRef| Arrays {
        kind: array.data_type().clone(),
        chunks: Box::new(std::iter::once(Ok(array))),
    };
    Ok(Some(read.map(make_array).map(arrays)))
}

/// A stream of one batch for whoever asks.
pub(crate) fn write_stream<'py>(py: Python<'py>, batch: RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = batch.schema();
    let reader = RecordBatchIterator::new([Ok(batch)], schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// The schema, as a struct.
pub(crate) fn write_schema<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
) -> PyResult<Result<Bound<'py, PyCapsule>, ArrowError>> {
    match FFI_ArrowSchema::try_from(&DataType::Struct(schema.fields().clone())) {
        Ok(schema) => PyCapsule::new_with_value(py, schema, SCHEMA).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}
