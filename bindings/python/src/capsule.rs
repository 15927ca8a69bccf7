//! The Arrow PyCapsule interface: tables come in and go out without a copy. All unsafe code stands here.
#![expect(unsafe_code, reason = "the C data interface is made of pointers")]

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, StructArray, make_array};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const STREAM: &CStr = c"arrow_array_stream";
const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";

/// A table as it comes, batch by batch.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;
/// A column as it comes, chunk by chunk.
pub(crate) type Chunks = Box<dyn Iterator<Item = Result<ArrayRef, ArrowError>> + Send>;

/// The batches of what has `__arrow_c_stream__`, or of a struct array with `__arrow_c_array__`; `None` if it has
/// neither.
pub(crate) fn read_table(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Batches, ArrowError>>> {
    if let Some(stream) = take_stream(value)? {
        let reader = RecordBatchStreamReader::try_new(stream);
        return Ok(Some(reader.map(|reader| -> Batches { Box::new(reader) })));
    }
    let Some(array) = take_array(value)? else { return Ok(None) };
    let batch = array.and_then(|array| match array.as_any().downcast_ref::<StructArray>() {
        Some(fields) if fields.null_count() == 0 => Ok(RecordBatch::from(fields)),
        Some(_) => Err(ArrowError::SchemaError("rows of the table are null".to_owned())),
        None => Err(ArrowError::SchemaError("it is one column, not a table".to_owned())),
    });
    Ok(Some(batch.map(|batch| -> Batches { Box::new(std::iter::once(Ok(batch))) })))
}

/// The chunks of one column; `None` if it has no Arrow interface.
pub(crate) fn read_column(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<Chunks, ArrowError>>> {
    if let Some(array) = take_array(value)? {
        return Ok(Some(array.map(|array| -> Chunks { Box::new(std::iter::once(Ok(array))) })));
    }
    let Some(stream) = take_stream(value)? else { return Ok(None) };
    Ok(Some(ArrayStreamReader::try_new(stream).map(|reader| -> Chunks { Box::new(reader) })))
}

fn take_stream(value: &Bound<'_, PyAny>) -> PyResult<Option<FFI_ArrowArrayStream>> {
    if !value.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    let capsule = value.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: the producer put a stream there, as the name of the capsule says; it is taken out, so that the capsule,
    // which outlives this call, does not release it again.
    Ok(Some(unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) }))
}

fn take_array(value: &Bound<'_, PyAny>) -> PyResult<Option<Result<ArrayRef, ArrowError>>> {
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
    Ok(Some(read.map(make_array)))
}

/// A stream of batches for whoever asks.
pub(crate) fn write_stream<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let batches = batches.into_iter().map(Ok);
    let reader = RecordBatchIterator::new(batches, Arc::clone(schema));
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
