//! The values of a fact as codes into a dictionary, whatever the layout of its column.

use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, ArrowPrimitiveType};
use arrow_array::{Array, ArrayAccessor, ArrayRef, DictionaryArray, PrimitiveArray, downcast_integer};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;
use hashbrown::HashMap;
use lawful::{Batch, Code, FactValue};

use super::Fault;
use super::input::{Chunked, Source, interrupted};

/// Not stated.
pub(crate) const NOT_STATED: u32 = u32::MAX;

/// The facts without which a question is about all apps, or about all that can be done with one: to find out its
/// answers over all time may take seconds, so that rows without them are decided one by one.
pub(crate) const NEEDED: [&str; 2] = ["app", "activity"];

/// So many rows of a column that has no codes get some that are held; of further rows the values are looked up again.
const HELD: usize = 1 << 18;

/// A fact with its values: each different one once, and for every row the code of its own.
pub(crate) struct Coded {
    pub(crate) fact: String,
    /// The name of the column, or of the fact where there is none.
    pub(crate) name: String,
    pub(crate) entries: Entries,
    /// Whether any row does not state it.
    pub(crate) nullable: bool,
    chunks: Vec<Chunk>,
}

/// Different values, each numbered when it first comes.
#[derive(Default)]
pub(crate) struct Entries {
    pub(crate) values: Vec<FactValue>,
    texts: HashMap<Box<str>, u32>,
    numbers: HashMap<i64, u32>,
    flags: [Option<u32>; 2],
}

/// The codes of one chunk.
enum Chunk {
    /// They lie there already, as keys of a dictionary of so many.
    Codes { codes: ScalarBuffer<u32>, entries: usize },
    /// By the keys of its own dictionary.
    Keys { keys: ArrayRef, map: Arc<[u32]> },
    /// Values that were looked up.
    Held(Vec<u32>),
    /// Values that are looked up when their rows are answered: held, they would be a copy of the column.
    Values(ArrayRef),
    /// The same in every row.
    One(u32),
    /// So many rows that do not state it.
    Nothing(usize),
}

impl Coded {
    /// Finds the different values of a fact.
    pub(crate) fn find(
        fact: &str,
        source: &Source<FactValue>,
        input: &super::input::Input,
    ) -> Result<Coded, Fault> {
        let mut entries = Entries::default();
        match source {
            Source::Constant(value) => {
                let code = entries.push(value.clone());
                let (fact, chunks) = (fact.to_owned(), vec![Chunk::One(code)]);
                Ok(Coded { name: fact.clone(), fact, entries, nullable: false, chunks })
            }
            Source::Column(name) => {
                let column = input.column(name)?;
                let mut nullable = false;
                let chunks = entries.read(column, &mut nullable)?;
                Ok(Coded { fact: fact.to_owned(), name: name.clone(), entries, nullable, chunks })
            }
        }
    }

    /// Whether rows that do not state it are decided one by one.
    pub(crate) fn is_needed(&self) -> bool {
        NEEDED.contains(&self.fact.as_str())
    }

    /// Whether any row states it.
    pub(crate) fn has_entries(&self) -> bool {
        !self.entries.values.is_empty()
    }

    /// The codes of some rows of a chunk, in `scratch` where they do not lie in memory as they are. With `held_against` a
    /// batch that has all values of the fact, codes beyond all these are left to it.
    pub(crate) fn codes<'a>(
        &'a self,
        chunk: usize,
        rows: Range<usize>,
        held_against: Option<&Batch>,
        scratch: &'a mut Vec<u32>,
    ) -> Result<&'a [u32], Fault> {
        // A constant has one chunk for all rows.
        let chunk = self.chunks.get(chunk).or(self.chunks.first()).ok_or(Fault::Internal)?;
        scratch.clear();
        match chunk {
            Chunk::Held(codes) => return codes.get(rows).ok_or(Fault::Internal),
            Chunk::Codes { codes, entries } => {
                let codes = codes.get(rows).ok_or(Fault::Internal)?;
                let complete = *entries == self.entries.values.len();
                let left = complete && !self.nullable && held_against.is_some();
                return if left || within(codes, *entries) { Ok(codes) } else { Err(beyond(&self.name)) };
            }
            Chunk::One(code) => scratch.resize(rows.len(), *code),
            Chunk::Nothing(_) => scratch.resize(rows.len(), NOT_STATED),
            Chunk::Keys { keys, map } => by_keys(keys, map, rows, scratch),
            Chunk::Values(values) => self.entries.codes(values, rows, scratch),
        }
        Ok(scratch)
    }

    /// The codes of all rows.
    pub(crate) fn all_codes(&self, rows: usize) -> Result<Vec<u32>, Fault> {
        let (mut all, mut scratch) = (Vec::with_capacity(rows), Vec::new());
        for (number, chunk) in self.chunks.iter().enumerate() {
            let length = match chunk {
                Chunk::Codes { codes, .. } => codes.len(),
                Chunk::Held(codes) => codes.len(),
                Chunk::Keys { keys: array, .. } | Chunk::Values(array) => array.len(),
                Chunk::Nothing(length) => *length,
                Chunk::One(_) => rows,
            };
            all.extend_from_slice(self.codes(number, 0..length, None, &mut scratch)?);
        }
        Ok(all)
    }
}

/// Runs something for whatever layout of text an array has.
macro_rules! with_texts {
    ($array:expr, $with:ident, $otherwise:expr) => {
        match $array.data_type() {
            DataType::Utf8 => $with!($array.as_string::<i32>()),
            DataType::LargeUtf8 => $with!($array.as_string::<i64>()),
            DataType::Utf8View => $with!($array.as_string_view()),
            _ => $otherwise,
        }
    };
}

impl Entries {
    fn push(&mut self, value: FactValue) -> u32 {
        self.values.push(value);
        self.values.len() as u32 - 1
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(code) = self.texts.get(text) {
            return *code;
        }
        // Producers are not made to check what they pass: it is looked at before it is taken for text.
        let whole = String::from_utf8_lossy(text.as_bytes()).into_owned();
        let code = self.push(FactValue::Text(whole));
        self.texts.insert(text.into(), code);
        code
    }

    /// What no number of the core can be stays text, which the core refuses for its row.
    fn number<N: Copy + Display + TryInto<i64>>(&mut self, number: N) -> u32 {
        let Ok(number) = number.try_into() else { return self.text(&number.to_string()) };
        if let Some(code) = self.numbers.get(&number) {
            return *code;
        }
        let code = self.push(FactValue::Number(number));
        self.numbers.insert(number, code);
        code
    }

    fn number_code<N: Copy + Display + TryInto<i64>>(&self, number: N) -> Option<u32> {
        match number.try_into() {
            Ok(number) => self.numbers.get(&number).copied(),
            Err(_) => self.texts.get(number.to_string().as_str()).copied(),
        }
    }

    fn flag(&mut self, flag: bool) -> u32 {
        if let Some(code) = self.flags[usize::from(flag)] {
            return code;
        }
        let code = self.push(FactValue::Flag(flag));
        self.flags[usize::from(flag)] = Some(code);
        code
    }

    fn read(&mut self, column: &Chunked, nullable: &mut bool) -> Result<Vec<Chunk>, Fault> {
        let mut chunks: Vec<Chunk> = Vec::with_capacity(column.arrays.len());
        let mut held = 0;
        // Chunks mostly share one dictionary.
        let mut before: Option<(ArrayRef, Arc<[u32]>)> = None;
        for array in &column.arrays {
            let wrong = || unfit(&column.name, array.data_type());
            let nulls = array.logical_null_count() > 0;
            *nullable |= nulls;
            macro_rules! keys {
                ($key:ty) => {{
                    let dictionary = array.as_dictionary::<$key>();
                    let values = dictionary.values();
                    let map = match &before {
                        Some((other, map)) if other.to_data().ptr_eq(&values.to_data()) => Arc::clone(map),
                        _ => self.map(values).ok_or_else(wrong)?,
                    };
                    before = Some((values.clone(), Arc::clone(&map)));
                    chunks.push(keyed(dictionary, map, nulls));
                }};
            }
            match array.data_type() {
                DataType::Dictionary(key, _) => downcast_integer! {
                    **key => (keys),
                    _ => return Err(wrong()),
                },
                DataType::Null => chunks.push(Chunk::Nothing(array.len())),
                _ if held + array.len() <= HELD => {
                    held += array.len();
                    let mut codes = Vec::with_capacity(array.len());
                    self.number_values(array, |code| codes.push(code)).ok_or_else(wrong)?;
                    chunks.push(Chunk::Held(codes));
                }
                _ => {
                    self.number_values(array, |_| {}).ok_or_else(wrong)?;
                    chunks.push(Chunk::Values(array.clone()));
                }
            }
            interrupted()?;
        }
        if column.arrays.is_empty() {
            chunks.push(Chunk::Nothing(0));
        }
        Ok(chunks)
    }

    /// The codes of the values of a dictionary; `None` if they are no text.
    fn map(&mut self, values: &ArrayRef) -> Option<Arc<[u32]>> {
        macro_rules! texts {
            ($texts:expr) => {{
                let texts = $texts;
                let code = |row| if texts.is_null(row) { NOT_STATED } else { self.text(texts.value(row)) };
                Some((0..texts.len()).map(code).collect())
            }};
        }
        with_texts!(values, texts, None)
    }

    /// Numbers the values of a chunk, and tells the code of each row; `None` if no fact has such values.
    fn number_values(&mut self, array: &ArrayRef, mut tell: impl FnMut(u32)) -> Option<()> {
        macro_rules! texts {
            ($texts:expr) => {
                each($texts, 0..array.len(), |text| tell(text.map_or(NOT_STATED, |text| self.text(text))))
            };
        }
        macro_rules! numbers {
            ($kind:ty) => {{
                let array = array.as_primitive::<$kind>();
                each(array, 0..array.len(), |number| {
                    tell(number.map_or(NOT_STATED, |number| self.number(number)));
                });
            }};
        }
        with_texts!(array, texts, {
            downcast_integer! {
                array.data_type() => (numbers),
                DataType::Boolean => each(array.as_boolean(), 0..array.len(), |flag| {
                    tell(flag.map_or(NOT_STATED, |flag| self.flag(flag)));
                }),
                _ => return None,
            }
        });
        Some(())
    }

    /// The codes of values that were all numbered before.
    fn codes(&self, array: &ArrayRef, rows: Range<usize>, codes: &mut Vec<u32>) {
        let known = |code: Option<u32>| code.unwrap_or(NOT_STATED);
        macro_rules! texts {
            ($texts:expr) => {
                each($texts, rows, |text| {
                    codes.push(known(text.and_then(|text| self.texts.get(text).copied())));
                })
            };
        }
        macro_rules! numbers {
            ($kind:ty) => {
                each(array.as_primitive::<$kind>(), rows, |number| {
                    codes.push(known(number.and_then(|number| self.number_code(number))));
                })
            };
        }
        with_texts!(array, texts, {
            downcast_integer! {
                array.data_type() => (numbers),
                DataType::Boolean => each(array.as_boolean(), rows, |flag: Option<bool>| {
                    codes.push(known(flag.and_then(|flag| self.flags[usize::from(flag)])));
                }),
                _ => {}
            }
        });
    }
}

fn each<A: ArrayAccessor>(array: A, rows: Range<usize>, mut visit: impl FnMut(Option<A::Item>)) {
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => rows.for_each(|row| visit(Some(array.value(row)))),
        Some(nulls) => rows.for_each(|row| visit(nulls.is_valid(row).then(|| array.value(row)))),
    }
}

fn keyed<K>(dictionary: &DictionaryArray<K>, map: Arc<[u32]>, nulls: bool) -> Chunk
where
    K: ArrowDictionaryKeyType,
{
    let keys = dictionary.keys();
    let in_order = || map.iter().enumerate().all(|(n, code)| n as u32 == *code);
    if !nulls && size_of::<K::Native>() == size_of::<u32>() && in_order() {
        let codes = ScalarBuffer::new(keys.values().inner().clone(), 0, keys.len());
        return Chunk::Codes { codes, entries: map.len() };
    }
    Chunk::Keys { keys: Arc::new(keys.clone()), map }
}

/// Whether all keys are of a dictionary of so many. A negative one, which is no key, is beyond all. All are looked at, which
/// is quicker than to stop at the first.
fn within(keys: &[u32], entries: usize) -> bool {
    keys.is_empty() || (keys.iter().fold(0, |most, key| most.max(*key)) as usize) < entries
}

fn by_keys(keys: &ArrayRef, map: &[u32], rows: Range<usize>, codes: &mut Vec<u32>) {
    macro_rules! numbers {
        ($kind:ty) => {
            mapped(keys.as_primitive::<$kind>(), map, rows, codes)
        };
    }
    downcast_integer! {
        keys.data_type() => (numbers),
        _ => {}
    }
}

fn mapped<K: ArrowPrimitiveType>(
    keys: &PrimitiveArray<K>,
    map: &[u32],
    rows: Range<usize>,
    codes: &mut Vec<u32>,
) where
    K::Native: TryInto<usize>,
{
    // A key beyond its dictionary is a code beyond all, which the core refuses; only null is not stated.
    let code = |key: K::Native| {
        let key = key.try_into().ok();
        key.and_then(|key: usize| map.get(key)).copied().unwrap_or(NOT_STATED - 1)
    };
    match keys.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => codes.extend(keys.values()[rows].iter().map(|key| code(*key))),
        // What lies under a null is mapped too, so that nothing is guessed.
        Some(nulls) => {
            let nulls = nulls.slice(rows.start, rows.len());
            let stated = keys.values()[rows].iter().zip(&nulls);
            codes.extend(stated.map(|(key, stated)| {
                let code = code(*key);
                if stated { code } else { NOT_STATED }
            }));
        }
    }
}

/// What only a dictionary can be to blame for that is not what it says.
pub(crate) fn beyond(column: &str) -> Fault {
    Fault::Column {
        code: Code::UnknownReference,
        message: format!("the table does not hang together: `{column}` has a code beyond its dictionary"),
        hint: None,
        column: Some(column.to_owned()),
    }
}

fn unfit(name: &str, layout: &DataType) -> Fault {
    let message = format!("the column `{name}` is {layout}, which no fact is");
    let hint =
        "facts are text (plain, large, view or dictionary), booleans or whole numbers: cast the column";
    Fault::column(Code::Type, name, message, hint)
}
