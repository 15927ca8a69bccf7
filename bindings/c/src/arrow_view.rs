//! Texts as views: a column of the Arrow format `vu`, as polars hands it over.

use crate::arrow_read::{Span, TEXT_NOT_UTF8, TOO_FEW_BUFFERS, size, slice};
use crate::error::Fault;
use crate::pointer::In;
use crate::status::LAWFUL_E_VALUE;

/// The texts of some rows.
pub(crate) struct Views<'a> {
    /// For each row four words: the length, and the text itself if it is short; else its first four bytes, the number of
    /// its buffer, and where it begins there.
    views: &'a [[[u8; 4]; 4]],
    buffers: Vec<&'a [u8]>,
}

/// A text of so many bytes stands in its view.
const SHORT: usize = 12;

impl<'a> Views<'a> {
    /// From the buffers of an array: validity, views, any number of buffers of text, and the lengths of these.
    pub(crate) fn read(buffers: &'a [In<u8>], rows: Span) -> Result<Views<'a>, Fault> {
        let [_, views, texts @ .., lengths] = buffers else {
            return Err(TOO_FEW_BUFFERS);
        };
        let lengths: &[i64] = lengths.cast::<i64>().slice(texts.len())?;
        let texts = texts.iter().zip(lengths).map(|(text, length)| text.slice(size(*length)?));
        Ok(Views { views: slice(views, rows)?, buffers: texts.collect::<Result<_, Fault>>()? })
    }

    pub(crate) fn get(&self, row: usize) -> Result<&'a str, Fault> {
        let view = self.views.get(row).ok_or(BAD_VIEW)?;
        let word = |n: usize| usize::try_from(i32::from_ne_bytes(view[n])).map_err(|_| BAD_VIEW);
        let length = word(0)?;
        let bytes = if length <= SHORT {
            view[1..].as_flattened().get(..length)
        } else {
            let (buffer, start) = (self.buffers.get(word(2)?), word(3)?);
            let text = buffer.and_then(|bytes| bytes.get(start..start.checked_add(length)?));
            text.filter(|text| text.starts_with(&view[1]))
        };
        std::str::from_utf8(bytes.ok_or(BAD_VIEW)?).map_err(|_| TEXT_NOT_UTF8)
    }
}

const BAD_VIEW: Fault = Fault::Own(LAWFUL_E_VALUE, "a view of a column of texts shows what is not there");
