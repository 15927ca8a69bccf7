//! The engines beside which the library is measured. Each models the same rules as somebody who knows it well would.

pub mod casbin;
pub mod cedar;
pub mod cel;
pub mod regorus;
pub mod zen;

use crate::world::{COLUMNS, Dimension, FOREVER, Question, REST, World};

/// A question in words. The other columns are given as the classes that provisions tell apart (a party as the group
/// that it belongs to): the host's work of finding them is not counted against a peer.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub app: &'a str,
    pub activity: &'a str,
    pub location: &'a str,
    pub rest: [&'a str; REST],
    pub at: i64,
    pub known: i64,
}

impl World {
    /// A question in words, for the peers.
    pub fn asked(&self, question: &Question) -> Asked<'_> {
        let value = |n: usize| self.dimensions[n].values[question.codes[n] as usize].as_str();
        let class = |n: usize| {
            let dimension = &self.dimensions[n];
            dimension.classes[dimension.class_of[question.codes[n] as usize] as usize].as_str()
        };
        let _: [(); COLUMNS - REST] = [(); 3];
        Asked {
            app: value(0),
            activity: value(1),
            location: value(2),
            rest: [class(3), class(4), class(5)],
            at: question.at,
            known: question.known,
        }
    }
}

/// An engine that answers one question at a time.
pub trait Peer {
    /// A question in the engine's own types.
    type Input;
    /// An answer with its reasons in the engine's own types.
    type Reply;

    /// The conversion of a question.
    fn input(&self, asked: &Asked<'_>) -> Self::Input;

    /// The verdict alone.
    fn verdict(&mut self, input: &Self::Input) -> u8;

    /// The verdict with the ids of its reasons.
    fn explain(&mut self, input: &Self::Input) -> Self::Reply;

    /// What a reply says: verdict, and ids, sorted. For checking; not measured.
    fn read(&self, reply: &Self::Reply) -> (u8, Vec<String>);
}

/// The names of the classes in a set; `None` if it is all of them.
pub fn names(dimension: &Dimension, mask: u64) -> Option<Vec<&str>> {
    (mask != dimension.all()).then(|| {
        let classes = dimension.classes.iter().enumerate();
        classes.filter(|(n, _)| mask >> n & 1 == 1).map(|(_, name)| name.as_str()).collect()
    })
}

/// The ids of reasons as one text, or a world's own.
pub fn joined(world: &World, reasons: &[u32]) -> String {
    reasons.iter().map(|reason| world.reason(*reason)).collect::<Vec<_>>().join("+")
}

/// The ids in such a text, sorted.
pub fn split(joined: &str) -> Vec<String> {
    let mut ids: Vec<String> = joined.split('+').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Whether a bound says anything.
pub fn bounded(until: i64) -> bool {
    until < FOREVER
}
