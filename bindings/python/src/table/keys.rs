//! Keys of a dictionary, row by row. That they are keys is found out while they are near, not in a pass of its own.
#![expect(unsafe_code, reason = "arrays whose keys were looked at are not looked at again")]

use std::sync::Arc;

use arrow_array::types::ArrowDictionaryKeyType;
use arrow_array::{Array, ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::ArrowError;

use super::room;

/// A column of keys that grows.
pub(crate) struct Keys<K: ArrowDictionaryKeyType> {
    keys: Vec<K::Native>,
    /// The least and the greatest of all keys, if there is any.
    bounds: Option<(K::Native, K::Native)>,
}

impl<K: ArrowDictionaryKeyType> Keys<K> {
    /// No key yet, and room for so many.
    pub(crate) fn with_capacity(rows: usize) -> Keys<K> {
        Keys { keys: room::with_capacity(rows), bounds: None }
    }

    /// Further keys.
    pub(crate) fn extend(&mut self, keys: impl Iterator<Item = K::Native>) {
        let from = self.keys.len();
        self.keys.extend(keys);
        let added = &self.keys[from..];
        let Some(first) = added.first() else { return };
        let (least, most) = self.bounds.unwrap_or((*first, *first));
        let lesser = |a: K::Native, b: &K::Native| if *b < a { *b } else { a };
        let greater = |a: K::Native, b: &K::Native| if *b > a { *b } else { a };
        self.bounds = Some((added.iter().fold(least, lesser), added.iter().fold(most, greater)));
    }

    /// The column. Keys are signed, as most readers want them; there are fewer names than would not fit.
    ///
    /// # Errors
    /// If there is no name for a key that is not null, or the nulls are not those of so many rows.
    pub(crate) fn finish(
        self,
        nulls: Option<NullBuffer>,
        names: impl IntoIterator<Item: AsRef<str>>,
    ) -> Result<ArrayRef, ArrowError> {
        let Keys { keys, bounds } = self;
        let names = Arc::new(StringArray::from_iter_values(names));
        let count = names.len();
        let keys = PrimitiveArray::<K>::try_new(keys.into(), nulls)?;
        let is_key = |key: K::Native| key.to_usize().is_some_and(|key| key < count);
        if bounds.is_none_or(|(least, most)| is_key(least) && is_key(most)) {
            // SAFETY: every key lies between the bounds, as no key came in but by `extend`; and these are keys of names.
            return Ok(Arc::new(unsafe { DictionaryArray::<K>::new_unchecked(keys, names) }));
        }
        Ok(Arc::new(DictionaryArray::try_new(keys, names)?))
    }
}
