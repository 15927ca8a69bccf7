//! Lists of names, row by row, as Arrow has them.

use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field};

/// A column of lists that grows.
pub(crate) struct Lists {
    /// Where the list of each row begins among all names.
    starts: Vec<i32>,
    names: StringBuilder,
    bytes: usize,
}

impl Lists {
    /// No row yet, and room for so many.
    pub(crate) fn with_capacity(rows: usize) -> Lists {
        // One more: where the last list ends.
        Lists { starts: Vec::with_capacity(rows + 1), names: StringBuilder::new(), bytes: 0 }
    }

    /// One row more, with these names.
    ///
    /// # Errors
    /// If the lists have more text than Arrow counts.
    pub(crate) fn push<S: AsRef<str>>(
        &mut self,
        names: impl IntoIterator<Item = S>,
    ) -> Result<(), ArrowError> {
        self.starts.push(self.names.len() as i32);
        for name in names {
            let name = name.as_ref();
            self.bytes += name.len();
            if self.bytes > i32::MAX as usize || self.names.len() == i32::MAX as usize {
                return Err(ArrowError::OffsetOverflowError(self.bytes));
            }
            self.names.append_value(name);
        }
        Ok(())
    }

    /// Rows without any name, until there are so many rows.
    pub(crate) fn fill(&mut self, rows: usize) {
        self.starts.resize(rows, self.names.len() as i32);
    }

    /// The column; the rows that are null must have no names.
    ///
    /// # Errors
    /// If the nulls are not those of so many rows.
    pub(crate) fn finish(mut self, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        self.fill(self.starts.len() + 1);
        let item = Arc::new(Field::new("item", DataType::Utf8, true));
        let offsets = OffsetBuffer::new(self.starts.into());
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(self.names.finish()), nulls)?))
    }
}

/// For every row its own names.
///
/// # Errors
/// As for [`Lists::push`].
pub(crate) fn lists<'t, L: IntoIterator<Item = &'t str>>(
    rows: impl IntoIterator<Item = L>,
) -> Result<ArrayRef, ArrowError> {
    let mut lists = Lists::with_capacity(0);
    rows.into_iter().try_for_each(|row| lists.push(row))?;
    lists.finish(None)
}
