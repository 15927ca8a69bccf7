//! What a table asks, without the times: each different combination of facts once.

use hashbrown::HashSet;
use lawful::FactValue;

use super::Fault;
use super::codes::{Coded, NOT_STATED, beyond};
use super::input::{Asked, Stream, interrupted};

/// After so many rows, whoever waits may interrupt.
const CHECKED: usize = 1 << 16;

/// Questions, each as its facts.
pub(crate) type Questions = Vec<Vec<(String, FactValue)>>;

/// The different questions of a table, in the order in which they first come.
pub(crate) fn distinct(stream: Stream, asked: &Asked) -> Result<Questions, Fault> {
    let input = stream.read(asked)?;
    let facts = asked.facts.iter().map(|(fact, source)| Coded::find(fact, source, &input));
    let facts = facts.collect::<Result<Vec<Coded>, Fault>>()?;
    let (mut seen, mut questions) = (HashSet::new(), Vec::new());
    let mut codes: Vec<Vec<u32>> = Vec::new();
    for fact in &facts {
        codes.push(fact.all_codes(input.rows)?);
        interrupted()?;
    }
    for row in 0..input.rows {
        if row.is_multiple_of(CHECKED) {
            interrupted()?;
        }
        let key: Vec<u32> = codes.iter().map(|codes| codes[row]).collect();
        if seen.contains(&key) {
            continue;
        }
        let stated = facts.iter().zip(&key).filter(|(_, code)| **code != NOT_STATED);
        let value = |(fact, code): (&Coded, &u32)| {
            let value = fact.entries.values.get(*code as usize).ok_or_else(|| beyond(&fact.name))?;
            Ok((fact.fact.clone(), value.clone()))
        };
        questions.push(stated.map(value).collect::<Result<Vec<_>, Fault>>()?);
        seen.insert(key);
    }
    Ok(questions)
}
