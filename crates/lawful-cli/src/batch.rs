//! `lawful decide --batch`: questions in, one per line; answers out, one per line, in order, one at a time.

use std::io::{self, BufRead, Read};

use lawful::{Code, Ruleset};
use serde_json::json;

use crate::output::{Fault, Output, note};
use crate::question::{self, Question};
use crate::{Exit, Failure};

/// A longer line is refused without being held in memory; as long as a document may be (SPEC 11.3).
const LONGEST_LINE: usize = 4 << 20;

pub(crate) fn run(rules: &Ruleset, input: impl Read, out: &mut Output) -> Result<Exit, Failure> {
    let mut input = io::BufReader::with_capacity(1 << 16, input);
    let mut line = Vec::new();
    let (mut asked, mut malformed) = (0_u64, 0_u64);
    while !out.is_closed() {
        let Some(question) = next(&mut input, &mut line)? else { break };
        asked += 1;
        match question.and_then(|text| question::from_json(rules, text)) {
            Ok(Question { transaction, at, known }) => {
                out.line(transaction.decide(at, known).to_canonical_json());
            }
            Err(faults) => {
                malformed += 1;
                out.line(error(&faults));
            }
        }
        // Whoever asks one at a time and waits for the answer gets it; a file is answered in large pieces.
        if !input.buffer().contains(&b'\n') {
            out.flush();
        }
    }
    if malformed == 0 {
        return Ok(Exit::Answered);
    }
    out.flush();
    note(format_args!("{malformed} of {asked} lines were malformed"));
    Ok(Exit::Malformed)
}

/// What is wrong with a line: the first mistake whole, and the codes of all.
fn error(faults: &[Fault]) -> serde_json::Value {
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    let first = faults.first();
    json!({"error": {
        "all": codes,
        "code": first.map(|fault| fault.code.as_str()),
        "hint": first.and_then(|fault| fault.hint.as_deref()),
        "message": first.map(|fault| fault.message.as_str()),
    }})
}

/// The next line without its end, or what is wrong with it as a line; `None` at the end of the input.
#[allow(clippy::type_complexity, reason = "input ends, reading fails, and a line may be none: three things")]
fn next<'l>(
    input: &mut impl BufRead,
    line: &'l mut Vec<u8>,
) -> io::Result<Option<Result<&'l str, Vec<Fault>>>> {
    line.clear();
    let limit = LONGEST_LINE as u64 + 1;
    if input.by_ref().take(limit).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > LONGEST_LINE {
        input.skip_until(b'\n')?;
        let message = format!("the line has more than {LONGEST_LINE} bytes");
        return Ok(Some(Err(vec![Fault::new(Code::Limit, message)])));
    }
    let text = std::str::from_utf8(line).map_err(|error| {
        vec![Fault::new(Code::Syntax, format!("not UTF-8 after {} bytes", error.valid_up_to()))]
    });
    Ok(Some(text))
}
