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
    /// Of so many keys, the first ones, the bounds are known: of all, unless whoever brought them panicked.
    bounded: usize,
    /// The least and the greatest of these, if there is any.
    bounds: Option<(K::Native, K::Native)>,
}

impl<K: ArrowDictionaryKeyType> Keys<K> {
    /// No key yet, and room for so many.
    pub(crate) fn with_capacity(rows: usize) -> Keys<K> {
        Keys { keys: room::with_capacity(rows), bounded: 0, bounds: None }
    }

    /// Further keys.
    pub(crate) fn extend(&mut self, keys: impl Iterator<Item = K::Native>) {
        self.keys.extend(keys);
        let added = &self.keys[self.bounded..];
        let Some(first) = added.first() else { return };
        let (least, most) = self.bounds.unwrap_or((*first, *first));
        let lesser = |a: K::Native, b: &K::Native| if *b < a { *b } else { a };
        let greater = |a: K::Native, b: &K::Native| if *b > a { *b } else { a };
        self.bounds = Some((added.iter().fold(least, lesser), added.iter().fold(most, greater)));
        self.bounded = self.keys.len();
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
        let Keys { keys, bounded, bounds } = self;
        let all_bounded = bounded == keys.len();
        let names = Arc::new(StringArray::from_iter_values(names));
        let count = names.len();
        let keys = PrimitiveArray::<K>::try_new(keys.into(), nulls)?;
        let is_key = |key: K::Native| key.to_usize().is_some_and(|key| key < count);
        if all_bounded && bounds.is_none_or(|(least, most)| is_key(least) && is_key(most)) {
            // SAFETY: every key lies between the bounds, and these are keys of names.
            return Ok(Arc::new(unsafe { DictionaryArray::<K>::new_unchecked(keys, names) }));
        }
        Ok(Arc::new(DictionaryArray::try_new(keys, names)?))
    }
}
