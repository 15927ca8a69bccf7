//! Lists of names, row by row, as Arrow has them.

use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field};

/// A column of lists that grows; it takes no memory while all are empty.
pub(crate) struct Lists {
    rows: usize,
    capacity: usize,
    /// Where the list of each row begins among all names, for rows up to the last that has a name.
    starts: Vec<i32>,
    names: StringBuilder,
    bytes: usize,
}

impl Lists {
    /// No row yet, and room for so many.
    pub(crate) fn with_capacity(rows: usize) -> Lists {
        Lists { rows: 0, capacity: rows, starts: Vec::new(), names: StringBuilder::new(), bytes: 0 }
    }

    /// One row more, with these names.
    ///
    /// # Errors
    /// If the lists have more text than Arrow counts.
    pub(crate) fn push<S: AsRef<str>>(
        &mut self,
        names: impl IntoIterator<Item = S>,
    ) -> Result<(), ArrowError> {
        for name in names {
            self.begin_rows(self.rows + 1);
            let name = name.as_ref();
            self.bytes += name.len();
            if self.bytes > i32::MAX as usize || self.names.len() == i32::MAX as usize {
                return Err(ArrowError::OffsetOverflowError(self.bytes));
            }
            self.names.append_value(name);
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows without any name, until there are so many rows.
    pub(crate) fn fill(&mut self, rows: usize) {
        self.rows = rows;
    }

    /// Lets all lists up to that of a row begin, where the names end as yet.
    fn begin_rows(&mut self, rows: usize) {
        if self.starts.is_empty() {
            // One more: where the last list ends.
            self.starts.reserve_exact(self.capacity.max(rows) + 1);
        }
        if self.starts.len() < rows {
            self.starts.resize(rows, self.names.len() as i32);
        }
    }

    /// The column; the rows that are null must have no names.
    ///
    /// # Errors
    /// If the nulls are not those of so many rows.
    pub(crate) fn finish(mut self, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        let offsets = if self.names.is_empty() {
            OffsetBuffer::new_zeroed(self.rows)
        } else {
            self.begin_rows(self.rows + 1);
            OffsetBuffer::new(self.starts.into())
        };
        let item = Arc::new(Field::new("item", DataType::Utf8, true));
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
