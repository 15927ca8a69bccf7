//! Lists of names, row by row, as Arrow has them.

use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field};

/// The number of no set: an empty list.
pub(crate) const NO_SET: u32 = u32::MAX;

/// For every row the names of the set of that number, with which `numbers` is used up; where there is no such set, or
/// where the row is null, the list is empty.
///
/// # Errors
/// If the lists have more text than Arrow counts.
pub(crate) fn lists_of_sets<S: AsRef<[String]>>(
    mut numbers: Vec<u32>,
    sets: &[S],
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    if let Some(nulls) = &nulls {
        let answered = numbers.iter_mut().zip(nulls.iter());
        answered.filter(|(_, answered)| !answered).for_each(|(number, _)| *number = NO_SET);
    }
    let mut offsets = numbers;
    let (mut texts, mut bytes) = (StringBuilder::new(), 0);
    for place in &mut offsets {
        let set = sets.get(*place as usize).map_or(&[][..], AsRef::as_ref);
        *place = texts.len() as u32;
        for name in set {
            bytes += name.len();
            if bytes > i32::MAX as usize {
                return Err(ArrowError::OffsetOverflowError(bytes));
            }
            texts.append_value(name);
        }
    }
    offsets.reserve_exact(1);
    offsets.push(texts.len() as u32);
    let rows = offsets.len();
    let offsets = OffsetBuffer::new(ScalarBuffer::new(Buffer::from_vec(offsets), 0, rows));
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(texts.finish()), nulls)?))
}

/// For every row its own names.
///
/// # Errors
/// As for [`lists_of_sets`].
pub(crate) fn lists<'t, L: IntoIterator<Item = &'t str>>(
    rows: impl IntoIterator<Item = L>,
) -> Result<ArrayRef, ArrowError> {
    let own = |row: L| row.into_iter().map(str::to_owned).collect();
    let sets: Vec<Vec<String>> = rows.into_iter().map(own).collect();
    lists_of_sets((0..sets.len() as u32).collect(), &sets, None)
}
