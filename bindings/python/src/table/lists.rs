//! Lists of names, row by row, as Arrow has them.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field};
use hashbrown::HashMap;

/// Names, each numbered when it first comes.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) all: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.all.push(name.to_owned());
        let number = self.all.len() as u32 - 1;
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// Lists that are added one after the other.
pub(crate) struct Lists {
    offsets: Vec<i32>,
    items: Vec<u32>,
}

impl Lists {
    pub(crate) fn with_capacity(rows: usize) -> Lists {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Lists { offsets, items: Vec::new() }
    }

    pub(crate) fn push(&mut self, items: &[u32]) {
        self.items.extend_from_slice(items);
        self.offsets.push(i32::try_from(self.items.len()).unwrap_or(i32::MAX));
    }

    pub(crate) fn push_empty(&mut self, rows: usize) {
        let end = self.offsets.last().copied().unwrap_or(0);
        self.offsets.resize(self.offsets.len() + rows, end);
    }

    /// As a list of text; an error if there are more items than a list of Arrow can have.
    pub(crate) fn finish(self, names: &[String], nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        if self.items.len() > i32::MAX as usize {
            return Err(ArrowError::ComputeError("the lists have more items than Arrow counts".to_owned()));
        }
        let texts = self.items.iter().map(|item| names.get(*item as usize).map(String::as_str));
        let values: StringArray = texts.collect();
        let offsets = OffsetBuffer::new(self.offsets.into());
        Ok(Arc::new(ListArray::try_new(item(), offsets, Arc::new(values), nulls)?))
    }
}

/// The field of the items.
fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Utf8, true))
}

/// Lists of texts that are all there already.
pub(crate) fn lists<'t, L: IntoIterator<Item = &'t str>>(
    rows: impl IntoIterator<Item = L>,
) -> Result<ArrayRef, ArrowError> {
    let (mut names, mut lists) = (Names::default(), Lists::with_capacity(0));
    for row in rows {
        let items: Vec<u32> = row.into_iter().map(|name| names.number(name)).collect();
        lists.push(&items);
    }
    lists.finish(&names.all, None)
}
