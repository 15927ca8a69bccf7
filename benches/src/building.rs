//! What it costs to have a rule set: CPU time from text, from the interchange form and from the prepared form, and
//! memory.

use std::time::Instant as Clock;

use lawful::Ruleset;

use crate::counting::counted;
use crate::documents;
use crate::lawful_side::{self, Words};
use crate::measure::{cpu, median};
use crate::world::World;

/// CPU milliseconds and bytes at some size. Every time includes what the library makes when it is first asked.
#[derive(Clone, Debug)]
pub struct Built {
    pub world: String,
    pub text_bytes: usize,
    /// From TOML texts, checked.
    pub from_text_ms: f64,
    /// From the interchange form, checked.
    pub from_interchange_ms: f64,
    /// From the prepared form, which is the model without texts.
    pub from_prepared_ms: f64,
    pub prepared_bytes: usize,
    /// Bytes that are held after building, after the first question, and after the whole stream was looked up.
    pub live_built: i64,
    pub live_asked: i64,
    pub live_warm: i64,
}

/// A set of 10⁴ or so, in every way, with medians.
pub fn small(world: &World, turns: usize, questions: usize) -> Built {
    let texts = documents::texts(world);
    let json = documents::interchange(world);
    let rules = lawful_side::from_texts(texts.clone());
    let other = lawful_side::from_interchange(&json);
    assert_eq!(rules.content_hash(), other.content_hash(), "text and interchange form say the same");
    let bytes = rules.to_prepared();
    drop((rules, other));

    let time = |work: &dyn Fn() -> Ruleset| {
        let times = (0..turns)
            .map(|_| {
                let (rules, seconds) = cpu(|| {
                    let rules = work();
                    lawful_side::warm(&rules, world);
                    rules
                });
                drop(rules);
                seconds * 1e3
            })
            .collect();
        median(times)
    };
    let from_text_ms = {
        let copies = std::cell::RefCell::new(vec![texts.clone(); turns]);
        time(&|| lawful_side::from_texts(copies.borrow_mut().pop().unwrap_or_default()))
    };
    let from_interchange_ms = time(&|| lawful_side::from_interchange(&json));
    let from_prepared_ms = time(&|| lawful_side::from_prepared(&bytes));

    let copy = texts.clone();
    // The texts are handed over and freed while it counts.
    let text_bytes: usize = copy.iter().map(|(path, text)| path.capacity() + text.capacity()).sum();
    let handed = text_bytes as i64 + (copy.capacity() * size_of::<(String, String)>()) as i64;
    let (rules, built) = counted(move || lawful_side::from_texts(copy));
    let live_built = built.live + handed;
    let (_, asked) = counted(|| lawful_side::warm(&rules, world));
    let words: Vec<Words> =
        world.questions(questions, 0x5eed).iter().map(|question| Words::of(world, question)).collect();
    let (_, warm) = counted(|| words.iter().map(|words| words.look_up(&rules).1).sum::<usize>());
    Built {
        world: world.name.clone(),
        text_bytes,
        from_text_ms,
        from_interchange_ms,
        from_prepared_ms,
        prepared_bytes: bytes.len(),
        live_built,
        live_asked: live_built + asked.live,
        live_warm: live_built + asked.live + warm.live,
    }
}

/// A very large set, once; it is returned to be asked.
pub fn large(world: &World) -> (Ruleset, Built) {
    let start = Clock::now();
    let json = documents::interchange(world);
    eprintln!("  {}: {:.0} MB of interchange form ({:.1} s)", world.name, json.len() as f64 / 1e6, start.elapsed().as_secs_f64());
    let (rules, from_interchange) = cpu(|| lawful_side::from_interchange(&json));
    let text_bytes = json.len();
    drop(json);
    let bytes = rules.to_prepared();
    drop(rules);
    eprintln!("  {}: read and checked in {from_interchange:.1} s of CPU, {:.0} MB prepared", world.name, bytes.len() as f64 / 1e6);
    let (rules, decoded) = cpu(|| lawful_side::from_prepared(&bytes));
    let (_, asked) = cpu(|| lawful_side::warm(&rules, world));
    eprintln!("  {}: from the prepared form {decoded:.2} s, first question {asked:.2} s of CPU", world.name);
    drop(rules);
    let (rules, live) = counted(|| lawful_side::from_prepared(&bytes));
    let (_, more) = counted(|| lawful_side::warm(&rules, world));
    let built = Built {
        world: world.name.clone(),
        text_bytes,
        from_text_ms: f64::NAN,
        from_interchange_ms: from_interchange * 1e3,
        from_prepared_ms: (decoded + asked) * 1e3,
        prepared_bytes: bytes.len(),
        live_built: live.live,
        live_asked: live.live + more.live,
        live_warm: live.live + more.live,
    };
    (rules, built)
}
