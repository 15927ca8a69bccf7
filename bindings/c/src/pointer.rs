//! Pointers of a C caller: the only place where memory is read or written through one.
//!
//! A value of these types has no constructor: it comes over the ABI, from a caller that keeps the contract of the
//! header: a pointer is NULL, or points to as much readable (writable) memory as is stated, which nobody changes
//! (touches) during the call. What can be told of a breach is told: NULL, alignment, length, the tag of a handle.
//! From a handle only shared references are formed.
#![allow(unsafe_code, reason = "this is where C memory is read and written")]

use std::ffi::{CStr, c_char, c_void};
use std::mem::ManuallyDrop;

use crate::error::Fault;
use crate::status::{
    LAWFUL_E_ALIGNMENT, LAWFUL_E_HANDLE, LAWFUL_E_LENGTH, LAWFUL_E_NULL, LAWFUL_E_OVERLAP, LAWFUL_E_UTF8,
};

/// What a handle stands for.
pub trait Handle {
    /// What it holds.
    type Value: Send + Sync;
    /// By which it is told from other handles.
    const TAG: u64;
}

/// What a handle points to.
#[repr(C, align(8))]
struct Object<V> {
    tag: u64,
    value: ManuallyDrop<V>,
}

/// Plain data: every pattern of bits is a value.
///
/// # Safety
/// That must be so, and the type must be `repr(C)` or a number.
pub unsafe trait Plain: Copy {}

// SAFETY: numbers.
unsafe impl Plain for u8 {}
// SAFETY: numbers.
unsafe impl Plain for u32 {}
// SAFETY: numbers.
unsafe impl Plain for i64 {}
// SAFETY: numbers.
unsafe impl Plain for i8 {}
// SAFETY: numbers.
unsafe impl Plain for i16 {}
// SAFETY: numbers.
unsafe impl Plain for u16 {}
// SAFETY: numbers.
unsafe impl Plain for i32 {}
// SAFETY: numbers.
unsafe impl Plain for u64 {}
// SAFETY: words of bytes.
unsafe impl Plain for [[u8; 4]; 4] {}
// SAFETY: a pointer; it is followed only as what C promises.
unsafe impl<T> Plain for In<T> {}
// SAFETY: pointers and numbers in `repr(C)`; the callback is never called on what the caller passes.
unsafe impl Plain for crate::arrow::ArrowArray {}
// SAFETY: as above.
unsafe impl Plain for crate::arrow::ArrowSchema {}
// SAFETY: a pointer and a number; the pointer is followed only as what C promises.
unsafe impl Plain for crate::text::lawful_text {}
// SAFETY: texts and numbers in `repr(C)`.
unsafe impl Plain for crate::transaction::lawful_fact {}
// SAFETY: texts in `repr(C)`.
unsafe impl Plain for crate::transaction::lawful_reading {}
// SAFETY: numbers in `repr(C)`.
unsafe impl Plain for crate::posture::lawful_posture {}
// SAFETY: texts, pointers and numbers in `repr(C)`.
unsafe impl Plain for crate::batch::lawful_column {}
// SAFETY: a pointer and a number in `repr(C)`.
unsafe impl Plain for crate::batch::lawful_codes {}
// SAFETY: pointers and numbers in `repr(C)`.
unsafe impl Plain for crate::batch::lawful_rows {}
// SAFETY: pointers and numbers in `repr(C)`.
unsafe impl Plain for crate::batch::lawful_columns_out {}

/// A pointer that is read.
#[repr(transparent)]
pub struct In<T>(*const T);

impl<T> Clone for In<T> {
    fn clone(&self) -> In<T> {
        *self
    }
}

impl<T> Copy for In<T> {}

/// A pointer that is written.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Out<T>(*mut T);

/// A pointer to a handle that is given back.
#[repr(transparent)]
pub struct Own<T>(*mut T);

/// Text that is lent to the caller. Nothing here reads it again.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Lent(LentText);

#[derive(Clone, Copy)]
#[repr(C)]
struct LentText {
    data: *const c_char,
    length: usize,
}

/// What a callback is given back.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Context(*mut c_void);

// SAFETY: never followed here; the header asks that the callback may be called from any thread.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

fn aligned<T>(pointer: *const T) -> Result<(), Fault> {
    if pointer.is_null() {
        Err(Fault::Own(LAWFUL_E_NULL, "a pointer that is needed is NULL"))
    } else if pointer.is_aligned() {
        Ok(())
    } else {
        Err(Fault::Own(LAWFUL_E_ALIGNMENT, "a pointer is not aligned for what it points to"))
    }
}

/// An error if so many values are larger than memory can be.
pub(crate) fn fits<T>(length: usize) -> Result<(), Fault> {
    let bytes = length.checked_mul(size_of::<T>().max(1));
    match bytes {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(()),
        _ => Err(Fault::Own(LAWFUL_E_LENGTH, "a length is larger than memory can be")),
    }
}

impl<H: Handle> In<H> {
    /// What the handle holds.
    #[inline]
    pub(crate) fn get(&self) -> Result<&H::Value, Fault> {
        let object = self.0.cast::<Object<H::Value>>();
        aligned(object)?;
        // SAFETY: aligned and not NULL; the caller promises a living handle of this library, and each begins with
        // a tag.
        if unsafe { object.cast::<u64>().read() } != H::TAG {
            return Err(Fault::Own(LAWFUL_E_HANDLE, "a handle is of another kind, or was freed"));
        }
        // SAFETY: only `give` writes this tag, before a value of this type; it is not changed until it is freed,
        // which the caller promises not to do during the call.
        Ok(unsafe { &(*object).value })
    }
}

impl<T> In<T> {
    /// No pointer.
    pub(crate) const NULL: In<T> = In(std::ptr::null());

    /// Points to what is handed out. Nothing here follows it; for how long it may be is said where it is handed out.
    pub(crate) fn lent(pointer: *const T) -> In<T> {
        In(pointer)
    }

    /// Whether it is NULL.
    pub(crate) fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The same pointer, followed as one to values of another type.
    pub(crate) fn cast<U>(&self) -> &In<U> {
        // SAFETY: each is a pointer and nothing else; whoever follows it has the promise of the caller for that type.
        unsafe { &*std::ptr::from_ref(self).cast() }
    }
}

impl<T: Plain> In<T> {
    /// The values at the pointer, which may be NULL if there are none.
    pub(crate) fn slice(&self, length: usize) -> Result<&[T], Fault> {
        fits::<T>(length)?;
        if length == 0 {
            return Ok(&[]);
        }
        aligned(self.0)?;
        // SAFETY: aligned, not NULL, no larger than memory; the caller promises that so many values are readable
        // and stay as they are, and every pattern of bits is one.
        Ok(unsafe { std::slice::from_raw_parts(self.0, length) })
    }

    /// The values at the pointer; `None` if it is NULL.
    pub(crate) fn optional(&self, length: usize) -> Result<Option<&[T]>, Fault> {
        if self.0.is_null() { Ok(None) } else { self.slice(length).map(Some) }
    }

    /// The one value at the pointer.
    pub(crate) fn one(&self) -> Result<&T, Fault> {
        aligned(self.0)?;
        // SAFETY: as in `slice`, with one value.
        Ok(unsafe { &*self.0 })
    }
}

impl In<c_char> {
    /// The bytes at the pointer, which may be NULL if there are none.
    pub(crate) fn bytes(&self, length: usize) -> Result<&[u8], Fault> {
        fits::<u8>(length)?;
        if length == 0 {
            return Ok(&[]);
        }
        aligned(self.0)?;
        // SAFETY: as in `slice`; a `char` is a byte.
        Ok(unsafe { std::slice::from_raw_parts(self.0.cast(), length) })
    }

    /// The text at the pointer.
    pub(crate) fn text(&self, length: usize) -> Result<&str, Fault> {
        std::str::from_utf8(self.bytes(length)?).map_err(|_| NOT_UTF8)
    }
}

impl In<c_char> {
    /// The text at the pointer, ended by NUL; NULL is an empty one.
    pub(crate) fn ended_text(&self) -> Result<&str, Fault> {
        if self.0.is_null() {
            return Ok("");
        }
        // SAFETY: not NULL; the caller promises a NUL at the end, and that nothing before it changes during the call.
        let text = unsafe { CStr::from_ptr(self.0) };
        text.to_str().map_err(|_| NOT_UTF8)
    }
}

const NOT_UTF8: Fault = Fault::Own(LAWFUL_E_UTF8, "a text is not UTF-8");

/// A place that was found fit to be written.
pub(crate) struct Place<T>(*mut T);

impl<T> Out<T> {
    /// Finds out whether it can be written. Nothing is written yet.
    #[inline]
    pub(crate) fn place(&self) -> Result<Place<T>, Fault> {
        aligned(self.0)?;
        Ok(Place(self.0))
    }

    /// Whether it is NULL.
    pub(crate) fn is_null(&self) -> bool {
        self.0.is_null()
    }
}

impl<T> Place<T> {
    #[inline]
    pub(crate) fn put(&self, value: T) {
        // SAFETY: aligned and not NULL; the caller promises that it is writable. What is overwritten is plain data.
        unsafe { self.0.write(value) }
    }
}

impl Place<c_char> {
    /// Copies a text and a NUL. That there is room for both was found out.
    pub(crate) fn copy(&self, text: &str) {
        // SAFETY: the caller of this function found that the buffer is so large; what is copied is not part of it.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), self.0.cast(), text.len());
            self.0.add(text.len()).write(0);
        }
    }
}

impl<H: Handle> Place<*mut H> {
    /// Gives a new handle to the caller, who owns it.
    pub(crate) fn give(&self, value: H::Value) {
        let object = Box::new(Object { tag: H::TAG, value: ManuallyDrop::new(value) });
        self.put(Box::into_raw(object).cast());
    }
}

impl<T: Plain> Out<T> {
    /// So many values to be written; `None` for NULL. They are set to zero.
    pub(crate) fn zeroed(&mut self, length: usize) -> Result<Option<&mut [T]>, Fault> {
        fits::<T>(length)?;
        if self.0.is_null() {
            return Ok(None);
        }
        aligned(self.0)?;
        // SAFETY: aligned, not NULL, no larger than memory; the caller promises that so many values are writable
        // and that nobody else touches them during the call. All bits zero is a value.
        unsafe {
            self.0.write_bytes(0, length);
            Ok(Some(std::slice::from_raw_parts_mut(self.0, length)))
        }
    }
}

/// A stretch of memory, only to be compared.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    start: usize,
    end: usize,
}

impl Stretch {
    pub(crate) fn of<T>(pointer: In<T>, length: usize) -> Stretch {
        Stretch::at(pointer.0.addr(), length.saturating_mul(size_of::<T>()))
    }

    pub(crate) fn of_out<T>(pointer: Out<T>, length: usize) -> Stretch {
        Stretch::at(pointer.0.addr(), length.saturating_mul(size_of::<T>()))
    }

    fn at(start: usize, bytes: usize) -> Stretch {
        Stretch { start, end: if start == 0 { 0 } else { start.saturating_add(bytes) } }
    }

    /// An error if the two have a byte in common.
    pub(crate) fn apart(self, other: Stretch) -> Result<(), Fault> {
        if self.start < other.end && other.start < self.end {
            return Err(Fault::Own(LAWFUL_E_OVERLAP, "what is written overlaps what is read or written"));
        }
        Ok(())
    }
}

impl<H: Handle> Own<H> {
    /// Ends the handle, if it is none of another kind. NULL is nothing.
    pub(crate) fn end(self) -> Result<(), Fault> {
        if self.0.is_null() {
            return Ok(());
        }
        let _ = In::<H>(self.0).get()?;
        let object = self.0.cast::<Object<H::Value>>();
        // SAFETY: it is a living handle of this kind, as `get` found and the caller promises; nobody else uses it.
        // The tag is wiped so that a use afterwards is likely to be told.
        let mut object = unsafe {
            object.cast::<u64>().write_volatile(0);
            Box::from_raw(object)
        };
        // SAFETY: dropped here and nowhere else: `Object` does not drop it.
        unsafe { ManuallyDrop::drop(&mut object.value) };
        Ok(())
    }
}

impl Lent {
    /// Lends a text; for how long is said where it is lent.
    pub(crate) fn of(text: &str) -> Lent {
        Lent(LentText { data: text.as_ptr().cast(), length: text.len() })
    }

    /// Lends bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Lent {
        Lent(LentText { data: bytes.as_ptr().cast(), length: bytes.len() })
    }
}
