//! The prepared form (SPEC 12.6): bytes that need neither TOML nor a time-zone database.
//!
//! Layout: magic, version, length of the body, SHA-256 of the body, body. The body is the model in postcard.

use sha2::{Digest, Sha256};

use crate::error::{Code, Error};
use crate::model::Model;

const MAGIC: &[u8; 8] = b"LAWFULPF";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 + 8 + 32;

pub(super) fn write(model: &Model) -> Vec<u8> {
    let body = postcard::to_allocvec(model).unwrap_or_default();
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((body.len() as u64).to_le_bytes());
    bytes.extend(Sha256::digest(&body));
    bytes.extend(body);
    bytes
}

pub(super) fn read(bytes: &[u8]) -> Result<Model, Error> {
    let bad = |why: &str| Error::new(Code::Format, format!("these bytes are no prepared rule set: {why}"));
    let Some((header, body)) = bytes.split_at_checked(HEADER) else { return Err(bad("they are too few")) };
    if &header[..8] != MAGIC {
        return Err(bad("they do not begin as one"));
    }
    if header[8..12] != VERSION.to_le_bytes() {
        return Err(bad("it is of another version").with_hint("prepare the rule set again with this version"));
    }
    if header[12..20] != (body.len() as u64).to_le_bytes() {
        return Err(bad("they are cut off, or something follows"));
    }
    if header[20..] != Sha256::digest(body)[..] {
        return Err(bad("they are damaged"));
    }
    let (model, rest): (Model, &[u8]) =
        postcard::take_from_bytes(body).map_err(|_| bad("what they hold is not understood"))?;
    if !rest.is_empty() {
        return Err(bad("something follows"));
    }
    Ok(model)
}
