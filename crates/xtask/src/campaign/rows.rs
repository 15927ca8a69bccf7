//! Many rows over many rule sets: a batch of columns, a prepared question, a question by names and a single decision
//! answer as the naive twin does (SPEC 14.10).

use std::time::Instant as Clock;

use lawful::{Answers, FactValue, Instant, Lookup, Prepared, Rows, Ruleset, Timeline, Transaction};

use super::ask::fact_value;
use super::chance::Chance;
use super::generate::{Generated, generate};
use super::moment::near;
use super::palette::Palette;

/// So many facts at most are columns, with so many different values at most: a batch has a cell for every combination.
const MOST_COLUMNS: usize = 5;
const MOST_VALUES: usize = 3;
/// So many questions are asked of a rule set, each as known at so many instants, about so many instants.
const QUESTIONS: usize = 10;
const KNOWNS: usize = 8;
const ATS: usize = 125;

/// The code of what is not stated.
const NOT_STATED: u32 = u32::MAX;

/// A fact and the values it has in some row.
struct Column {
    fact: &'static str,
    values: Vec<FactValue>,
}

/// One question in all its ways.
struct Question {
    codes: Vec<u32>,
    facts: Vec<(&'static str, FactValue)>,
    transaction: Transaction,
    prepared: Prepared,
}

/// Asks at least so many rows; an error with the first row that is not answered alike.
pub(super) fn run(count: u64, seed: u64) -> Result<(), String> {
    let start = Clock::now();
    let (mut rows, mut sets, mut verdicts) = (0, 0, [0_u64; 9]);
    while rows < count {
        let generated = generate(seed.wrapping_add(sets))?;
        let alike = rule_set(&generated, seed.wrapping_add(sets), &mut verdicts);
        rows +=
            alike.map_err(|message| format!("rule set of seed {}: {message}", seed.wrapping_add(sets)))?;
        sets += 1;
        if sets % 100 == 0 {
            println!("{rows} rows, {sets} rule sets, {:.0} s", start.elapsed().as_secs_f64());
        }
    }
    println!("rows by the number of their verdict (SPEC 10.6), from 0: {verdicts:?}");
    println!("{rows} rows of {sets} rule sets: batch, look-up, prepared, single and naive answers are equal");
    Ok(())
}

/// The rows of one rule set; how many they were.
fn rule_set(generated: &Generated, seed: u64, verdicts: &mut [u64; 9]) -> Result<u64, String> {
    let Generated { ruleset, palette, .. } = generated;
    let mut chance = Chance::new(seed, "rows");
    let columns = columns(ruleset, palette, &mut chance);
    let mut batch = ruleset.batch();
    for column in &columns {
        batch = batch.nullable_column(column.fact, column.values.iter().cloned());
    }
    let batch = batch.build().map_err(|errors| errors.to_string())?;
    let questions: Vec<Question> =
        (0..QUESTIONS).map(|_| question(ruleset, &columns, &mut chance)).collect::<Result<_, _>>()?;
    let mut rows: Vec<(usize, Instant, Instant)> = Vec::with_capacity(QUESTIONS * KNOWNS * ATS);
    for number in 0..questions.len() {
        for _ in 0..KNOWNS {
            let known = if chance.percent(20) { Instant::MAX } else { near(&mut chance) };
            rows.extend((0..ATS).map(|_| (number, near(&mut chance), known)));
        }
    }
    // A batch does not see what came before: its rows come in any order.
    let naive: Vec<String> = rows
        .chunk_by(|one, other| (one.0, one.2) == (other.0, other.2))
        .flat_map(|rows| {
            let timeline = questions[rows[0].0].transaction.timeline_naively(Some(rows[0].2));
            rows.iter().map(|(_, at, _)| told_by(&timeline, *at)).collect::<Vec<_>>()
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    chance.shuffle(&mut order);
    let codes: Vec<Vec<u32>> = (0..columns.len())
        .map(|column| order.iter().map(|row| questions[rows[*row].0].codes[column]).collect())
        .collect();
    let codes: Vec<&[u32]> = codes.iter().map(Vec::as_slice).collect();
    let at: Vec<i64> = order.iter().map(|row| rows[*row].1.unix_seconds()).collect();
    let known: Vec<i64> = order.iter().map(|row| rows[*row].2.unix_seconds()).collect();
    let count = order.len();
    let (mut verdict, mut least, mut most) = (vec![0; count], vec![0; count], vec![0; count]);
    let (mut until, mut ground) = (vec![0; count], vec![0; count]);
    let mut answers = Answers {
        verdict: &mut verdict,
        at_least: Some(&mut least),
        at_most: Some(&mut most),
        valid_until: Some(&mut until),
        ground: Some(&mut ground),
    };
    batch
        .decide(&Rows { codes: &codes, at: &at, known: Some(&known) }, &mut answers)
        .map_err(|error| error.to_string())?;
    for (place, row) in order.into_iter().enumerate() {
        let (number, at, known) = rows[row];
        let question = &questions[number];
        let what = || format!("{:?} at {at}, known {known}", question.facts);
        let expected = &naive[row];
        let same = |way: &str, found: &str| {
            if found == expected {
                return Ok(());
            }
            Err(format!("{}\n  naive: {expected}\n  {way}: {found}", what()))
        };
        verdicts[usize::from(verdict[place])] += 1;
        same("batch", &told(verdict[place], least[place], most[place], until[place]))?;
        let lookup = Lookup { facts: &question.facts, ..Lookup::default() };
        let found = ruleset.look_up(&lookup, at, Some(known)).map_err(|errors| errors.to_string())?;
        for (way, outcome) in [
            ("look-up", found.outcome()),
            ("prepared", question.prepared.verdict(at, Some(known))),
            ("single", question.transaction.verdict(at, Some(known))),
        ] {
            let possible = outcome.possible;
            let (least, most) = (possible.at_least().number(), possible.at_most().number());
            let until = outcome.valid_until.map_or(i64::MAX, Instant::unix_seconds);
            same(way, &told(possible.verdict().number(), least, most, until))?;
        }
        let mut by_name: Vec<&str> = found.ground_ids().collect();
        let grounds = batch.grounds(ground[place]).ok_or_else(|| format!("{}: no grounds", what()))?;
        let mut ids: Vec<&str> = grounds.iter().map(|ground| ground.id).collect();
        by_name.sort_unstable();
        ids.sort_unstable();
        if by_name != ids {
            return Err(format!("{}\n  grounds in the batch: {ids:?}\n  looked up: {by_name:?}", what()));
        }
    }
    Ok(count as u64)
}

fn columns(ruleset: &Ruleset, palette: &Palette, chance: &mut Chance) -> Vec<Column> {
    let taken =
        |fact: &str, value: &FactValue| ruleset.transaction().fact(fact, value.clone()).build().is_ok();
    let mut facts: Vec<_> = palette.facts.to_vec();
    chance.shuffle(&mut facts);
    facts
        .into_iter()
        .take(MOST_COLUMNS)
        .map(|fact| {
            let values = chance.some(fact.in_questions, MOST_VALUES).into_iter();
            let values = values.map(|value| fact_value(Some(fact), value));
            Column { fact: fact.id, values: values.filter(|value| taken(fact.id, value)).collect() }
        })
        .filter(|column| !column.values.is_empty())
        .collect()
}

fn question(ruleset: &Ruleset, columns: &[Column], chance: &mut Chance) -> Result<Question, String> {
    let stated = *chance.pick(&[100, 90, 60]);
    let (mut codes, mut facts, mut builder) = (Vec::new(), Vec::new(), ruleset.transaction());
    for column in columns {
        if !chance.percent(stated) {
            codes.push(NOT_STATED);
            continue;
        }
        let code = chance.below(column.values.len());
        let value = column.values[code].clone();
        codes.push(code as u32);
        builder = builder.fact(column.fact, value.clone());
        facts.push((column.fact, value));
    }
    let transaction = builder.build().map_err(|errors| errors.to_string())?;
    let prepared = transaction.prepare();
    Ok(Question { codes, facts, transaction, prepared })
}

/// What a timeline says of an instant.
fn told_by(timeline: &Timeline, at: Instant) -> String {
    let run = timeline.runs().find(|run| {
        run.span.from.is_none_or(|from| from <= at) && run.span.until.is_none_or(|until| at < until)
    });
    run.map_or_else(String::new, |run| {
        let until = run.span.until.map_or(i64::MAX, Instant::unix_seconds);
        let possible = run.possible;
        told(possible.verdict().number(), possible.at_least().number(), possible.at_most().number(), until)
    })
}

fn told(verdict: u8, least: u8, most: u8, until: i64) -> String {
    format!("verdict {verdict}, from {least} to {most}, until {until}")
}
