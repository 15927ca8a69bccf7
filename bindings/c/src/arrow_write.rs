//! A table as the Arrow C Data Interface hands it out: whoever gets it calls `release`, and what is here frees it.
#![allow(unsafe_code, reason = "memory that is handed out is taken back here")]

use std::ffi::CStr;

use crate::arrow::{ArrowArray, ArrowSchema};
use crate::error::Fault;
use crate::pointer::In;
use crate::status::LAWFUL_E_LIMIT;

/// A column to be handed out.
pub(crate) struct Field {
    name: &'static CStr,
    format: &'static CStr,
    validity: Validity,
    data: Vec<Buffer>,
    dictionary: Option<Box<Field>>,
    length: usize,
}

/// Which rows are not null.
#[derive(Clone)]
pub(crate) struct Validity {
    bits: Vec<u8>,
    nulls: usize,
}

enum Buffer {
    Bytes(Vec<u8>),
    Integers(Vec<i32>),
    Seconds(Vec<i64>),
}

/// The flag of a schema whose column may have nulls.
const NULLABLE: i64 = 2;

impl Validity {
    /// Of so many rows, those.
    pub(crate) fn of(length: usize, is_valid: impl Fn(usize) -> bool) -> Validity {
        let (mut bits, mut nulls) = (vec![0; length.div_ceil(8)], 0);
        for row in 0..length {
            if is_valid(row) {
                bits[row / 8] |= 1 << (row % 8);
            } else {
                nulls += 1;
            }
        }
        Validity { bits, nulls }
    }
}

impl Field {
    pub(crate) fn bytes(name: &'static CStr, values: Vec<u8>, validity: Validity) -> Field {
        let length = values.len();
        Field { name, format: c"C", validity, data: vec![Buffer::Bytes(values)], dictionary: None, length }
    }

    /// Instants.
    pub(crate) fn seconds(name: &'static CStr, values: Vec<i64>, validity: Validity) -> Field {
        let length = values.len();
        let data = vec![Buffer::Seconds(values)];
        Field { name, format: c"tss:UTC", validity, data, dictionary: None, length }
    }

    /// Texts by their numbers.
    pub(crate) fn texts(
        name: &'static CStr,
        texts: &[String],
        numbers: &[u32],
        validity: Validity,
    ) -> Result<Field, Fault> {
        let number = |number: usize| {
            i32::try_from(number)
                .map_err(|_| Fault::Own(LAWFUL_E_LIMIT, "there are too many sets of grounds"))
        };
        let (mut ends, mut all) = (vec![0], String::new());
        for text in texts {
            all += text;
            ends.push(number(all.len())?);
        }
        let dictionary = Field {
            name: c"",
            format: c"u",
            validity: Validity::of(texts.len(), |_| true),
            data: vec![Buffer::Integers(ends), Buffer::Bytes(all.into_bytes())],
            dictionary: None,
            length: texts.len(),
        };
        let indices: Result<Vec<i32>, Fault> = numbers.iter().map(|of| number(*of as usize)).collect();
        let (data, dictionary) = (vec![Buffer::Integers(indices?)], Some(Box::new(dictionary)));
        Ok(Field { name, format: c"i", validity, data, dictionary, length: numbers.len() })
    }
}

/// A struct array of those columns, all so long, and its schema. The caller releases each.
pub(crate) fn table(fields: Vec<Field>, length: usize) -> (ArrowArray, ArrowSchema) {
    let schemas = fields.iter().map(schema).collect();
    let table = Field {
        name: c"",
        format: c"+s",
        validity: Validity::of(length, |_| true),
        data: Vec::new(),
        dictionary: None,
        length,
    };
    let schema = schema_of(&table, 0, schemas, None);
    (array_of(table, fields.into_iter().map(array).collect(), None), schema)
}

fn array(mut field: Field) -> ArrowArray {
    let dictionary = field.dictionary.take().map(|dictionary| array(*dictionary));
    array_of(field, Vec::new(), dictionary)
}

fn schema(field: &Field) -> ArrowSchema {
    schema_of(field, NULLABLE, Vec::new(), field.dictionary.as_deref().map(schema))
}

fn array_of(field: Field, children: Vec<ArrowArray>, dictionary: Option<ArrowArray>) -> ArrowArray {
    let kept = Box::new(Kept {
        validity: field.validity.bits,
        data: field.data,
        buffers: Vec::new(),
        family: Family::of(children, dictionary),
    });
    // What is kept has its place from here on; the pointers into it stay right.
    let kept = Box::leak(kept);
    let validity = if field.validity.nulls == 0 { In::NULL } else { In::lent(kept.validity.as_ptr()) };
    kept.buffers.push(validity);
    kept.buffers.extend(kept.data.iter().map(|buffer| match buffer {
        Buffer::Bytes(values) => In::lent(values.as_ptr()),
        Buffer::Integers(values) => In::lent(values.as_ptr().cast()),
        Buffer::Seconds(values) => In::lent(values.as_ptr().cast()),
    }));
    ArrowArray {
        length: field.length as i64,
        null_count: field.validity.nulls as i64,
        offset: 0,
        n_buffers: kept.buffers.len() as i64,
        n_children: kept.family.children.len() as i64,
        buffers: In::lent(kept.buffers.as_ptr()),
        children: kept.family.children(),
        dictionary: kept.family.dictionary(),
        release: Some(release_array),
        private_data: std::ptr::from_mut(kept).cast(),
    }
}

fn schema_of(
    field: &Field,
    flags: i64,
    children: Vec<ArrowSchema>,
    dictionary: Option<ArrowSchema>,
) -> ArrowSchema {
    let family = Box::leak(Box::new(Family::of(children, dictionary)));
    ArrowSchema {
        format: In::lent(field.format.as_ptr()),
        name: In::lent(field.name.as_ptr()),
        metadata: In::NULL,
        flags,
        n_children: family.children.len() as i64,
        children: family.children(),
        dictionary: family.dictionary(),
        release: Some(release_schema),
        private_data: std::ptr::from_mut(family).cast(),
    }
}

/// What an array points to, until it is released.
struct Kept {
    validity: Vec<u8>,
    data: Vec<Buffer>,
    buffers: Vec<In<u8>>,
    family: Family<ArrowArray>,
}

/// The arrays or schemas below one, each in a box of its own, since whoever has them may move one out.
struct Family<T: Released> {
    children: Vec<*mut T>,
    dictionary: Option<*mut T>,
}

/// An array or a schema.
trait Released {
    /// How it is released; `None` once it was, or was moved.
    fn release(&self) -> Option<unsafe extern "C" fn(*mut Self)>;
}

impl Released for ArrowArray {
    fn release(&self) -> Option<unsafe extern "C" fn(*mut ArrowArray)> {
        self.release
    }
}

impl Released for ArrowSchema {
    fn release(&self) -> Option<unsafe extern "C" fn(*mut ArrowSchema)> {
        self.release
    }
}

impl<T: Released> Family<T> {
    fn of(children: Vec<T>, dictionary: Option<T>) -> Family<T> {
        let boxed = |member| Box::into_raw(Box::new(member));
        Family { children: children.into_iter().map(boxed).collect(), dictionary: dictionary.map(boxed) }
    }

    fn children(&self) -> In<In<T>> {
        In::lent(self.children.as_ptr().cast())
    }

    fn dictionary(&self) -> In<T> {
        self.dictionary.map_or(In::NULL, |dictionary| In::lent(dictionary))
    }
}

impl<T: Released> Drop for Family<T> {
    fn drop(&mut self) {
        for member in self.children.drain(..).chain(self.dictionary.take()) {
            // SAFETY: each comes from a box, is taken back here only, and, as the interface says, nobody uses it when
            // what is above it is released.
            let mut member = unsafe { Box::from_raw(member) };
            if let Some(release) = member.release() {
                // SAFETY: it was not released yet, and is released by its own function.
                unsafe { release(&mut *member) };
            }
        }
    }
}

/// # Safety
/// As the interface says: the array was made here, is not released yet, and nobody else uses it.
unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: as above; what an array that was made here keeps is a `Kept` in a box.
    unsafe {
        drop(Box::from_raw((*array).private_data.cast::<Kept>()));
        (*array).release = None;
    }
}

/// # Safety
/// As the interface says: the schema was made here, is not released yet, and nobody else uses it.
unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: as above; what a schema that was made here keeps is a `Family` in a box.
    unsafe {
        drop(Box::from_raw((*schema).private_data.cast::<Family<ArrowSchema>>()));
        (*schema).release = None;
    }
}
