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
    // Only a failing write or a type that postcard does not have could fail, and a vector takes everything.
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
    if !model.is_sound() {
        return Err(bad("what they hold does not hang together"));
    }
    Ok(model)
}

#[cfg(test)]
#[cfg(feature = "authoring")]
mod tests {
    use super::*;
    use crate::document::Documents;
    use crate::ruleset::Ruleset;
    use crate::time::Instant;
    use crate::vocabulary::{NodeId, Tree};

    const RULES: &str =
        "format = 'lawful/1'\ntitle = { en = 'test' }\nrevision = 1\nas_of = 2021-01-01T00:00:00Z\n";
    const REGISTER: &str = "
        format = 'lawful/1'
        app = [{ id = 'chat', publisher = [{ party = 'maker' }] }]
        party = [{ id = 'maker', owner = [{ party = 'holding', share = 60 }] }, { id = 'holding' }]
        issuer = [{ id = 'court' }]
        question = [{ id = 'scope', answers = ['wide', 'narrow'], presumed = 'wide' }]
        fact = [{ id = 'for-fee', domain = 'flag' }, { id = 'age', domain = 'number', unit = 'years' }]
        coverage = [{ region = 'US' }]";
    const ORDER: &str = "
        format = 'lawful/1'
        [instrument]
        kind = 'order'
        title = { en = 'order' }
        issuer = 'court'
        issued = { between = [2020-01-01T00:00:00Z, 2020-01-02T00:00:00Z] }
        [[prohibition]]
        id = '1'
        when = { app = 'chat', location = 'US', publisher = { group = 'holding', at_least = 50 }, any = [{ for-fee = true }, { '?register/law#scope' = 'narrow' }, { age = { below = 18 } }] }
        [[suspension]]
        id = '2'
        relief = 'stay'
        of = ['us/order#1']
        from = 2020-06-01T00:00:00Z";

    fn rules() -> Ruleset {
        let document = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let texts = [
            document("rules.toml", RULES),
            document("register/law.toml", REGISTER),
            document("us/order.toml", ORDER),
        ];
        Ruleset::from_documents(&Documents::from_texts(texts)).unwrap()
    }

    fn forge(body: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(Sha256::digest(body));
        bytes.extend(body);
        bytes
    }

    #[test]
    fn the_prepared_form_is_the_same_rule_set() {
        let rules = rules();
        let bytes = rules.to_prepared();
        let again = Ruleset::from_prepared(&bytes).unwrap();
        assert_eq!(again.model(), rules.model());
        assert_eq!(again.to_prepared(), bytes);
    }

    #[test]
    fn cut_off_or_flipped_bytes_are_refused() {
        let bytes = rules().to_prepared();
        for length in 0..bytes.len() {
            assert_eq!(Ruleset::from_prepared(&bytes[..length]).unwrap_err().code(), Code::Format);
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Ruleset::from_prepared(&flipped).unwrap_err().code(), Code::Format, "bit {bit}");
        }
    }

    /// What stands for all the values that nobody listed is never fully known: otherwise a tree could have no value.
    #[test]
    fn an_exhaustive_root_is_refused() {
        for tree in Tree::ALL {
            let mut model = rules().model().clone();
            model.vocabulary.trees[tree as usize].node_mut(NodeId::ROOT).exhaustive = true;
            assert_eq!(Ruleset::from_prepared(&write(&model)).unwrap_err().code(), Code::Format);
        }
    }

    /// With a fitting hash the bytes are no longer damaged but forged: whatever they say, nothing panics.
    #[test]
    fn forged_bytes_are_refused_or_decided_without_a_panic() {
        let body = rules().to_prepared()[HEADER..].to_vec();
        let at: Instant = "2020-07-01T00:00:00Z".parse().unwrap();
        let mut decided = 0;
        // Prime to the length of a byte, so that every bit of a byte has its turn.
        for bit in (0..body.len() * 8).step_by(61) {
            let mut flipped = body.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let Ok(rules) = Ruleset::from_prepared(&forge(&flipped)) else { continue };
            let Ok(transaction) = rules.transaction().app("chat").location("US").build() else { continue };
            let _ = transaction.decide(at, None).to_canonical_json();
            let _ = transaction.prepare().verdict(at, Some(at));
            decided += 1;
        }
        assert!(decided > 50, "too few forged rule sets were read to show anything");
    }
}
