//! Answers the rows of a file once for each line that comes in, and prints how many seconds each time took: what the
//! benches of other languages measure themselves by.
//!
//! `batch RULES COLUMNS ROWS`: a rule set in the prepared form; text with a line for each column, the fact and the
//! entries of its dictionary, parted by blanks; and the rows, the codes of each column as 32 bits and then the
//! instants as 64 bits, little-endian, column by column.

use std::error::Error;
use std::io::{Write as _, stdin, stdout};
use std::time::Instant as Clock;
use std::{env, fs};

use lawful::{Answers, Rows, Ruleset};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [rules, columns, rows] = &args[..] else { return Err("usage: batch RULES COLUMNS ROWS".into()) };
    let rules = Ruleset::from_prepared(&fs::read(rules)?)?;
    let (columns, bytes) = (fs::read_to_string(columns)?, fs::read(rows)?);
    let mut builder = rules.batch();
    for line in columns.lines() {
        let mut words = line.split(' ');
        builder = builder.column(words.next().unwrap_or_default(), words.map(str::to_owned));
    }
    let batch = builder.build()?;
    let width = columns.lines().count();
    let count = bytes.len() / (width * 4 + 8);
    let (codes, at) = bytes.split_at(count * width * 4);
    let codes: Vec<u32> = codes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let codes: Vec<&[u32]> = codes.chunks_exact(count.max(1)).collect();
    let at: Vec<i64> = at.as_chunks().0.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect();
    let mut verdict = vec![0; count];
    let (mut at_least, mut at_most) = (verdict.clone(), verdict.clone());
    let (mut valid_until, mut ground) = (vec![0; count], vec![0; count]);
    let rows = Rows { codes: &codes, at: &at, known: None };
    for line in stdin().lines() {
        line?;
        let start = Clock::now();
        let mut answers = Answers {
            verdict: &mut verdict,
            at_least: Some(&mut at_least),
            at_most: Some(&mut at_most),
            valid_until: Some(&mut valid_until),
            ground: Some(&mut ground),
        };
        batch.decide(&rows, &mut answers)?;
        let seconds = start.elapsed().as_secs_f64();
        let sum: u64 = verdict.iter().map(|number| u64::from(*number)).sum();
        println!("{seconds} {sum}");
        stdout().flush()?;
    }
    Ok(())
}
