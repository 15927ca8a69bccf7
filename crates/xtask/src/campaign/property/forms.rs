//! SPEC 14.9, 14.10, 14.12: one rule set in all its forms, one question in all its ways, and nothing that breaks it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use lawful::document::Documents;
use lawful::{Answers, FactValue, Instant, Lookup, Readings, Rows, Ruleset};

use super::{Case, Seen, same};
use crate::campaign::ask::Ask;
use crate::campaign::chance::Chance;
use crate::campaign::moment::near;

/// SPEC 14.9: reading, writing as JSON, reading again; and the prepared form (SPEC 12.6).
pub(super) fn forms_are_the_same_rules(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let json = case.rules.documents().to_interchange().map_err(|problems| problems.to_string())?;
    let documents = Documents::from_interchange(&json).map_err(|problems| problems.to_string())?;
    let again = documents.to_interchange().map_err(|problems| problems.to_string())?;
    same("the interchange form, written again", &json, &again)?;
    let from_json = Ruleset::from_documents(&documents).map_err(|problems| problems.to_string())?;
    let bytes = case.ruleset.to_prepared();
    if from_json.to_prepared() != bytes {
        return Err("the prepared forms of TOML and of JSON differ".to_owned());
    }
    let from_bytes = Ruleset::from_prepared(&bytes).map_err(|error| error.to_string())?;
    if from_bytes.to_prepared() != bytes {
        return Err("the prepared form, written again, differs".to_owned());
    }
    let one = case.ask.transaction(case.ruleset)?.decide(case.ask.at, case.ask.known).to_canonical_json();
    for ruleset in [&from_json, &from_bytes] {
        let other = case.ask.transaction(ruleset)?.decide(case.ask.at, case.ask.known).to_canonical_json();
        same("from another form", &one, &other)?;
    }
    Ok(Seen::Held)
}

/// Moments around a question, its own first.
fn moments(ask: &Ask, chance: &mut Chance) -> Vec<(Instant, Option<Instant>)> {
    let mut moments = vec![(ask.at, ask.known), (ask.at, None), (near(chance), ask.known)];
    moments.extend([(near(chance), Some(near(chance))), (near(chance), Some(ask.at))]);
    moments
}

/// SPEC 14.10: what was prepared, looked up by names or decided in a batch of columns answers as `decide` does.
pub(super) fn prepared_answers_are_decisions(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let prepared = transaction.prepare();
    let columns: Vec<(String, FactValue)> = case.ask.values().collect();
    let mut batch = case.ruleset.batch();
    for (fact, value) in &columns {
        batch = batch.column(fact, [value.clone()]);
    }
    let presumed = case.ask.readings == Readings::Presumed;
    let batch = if presumed { Some(batch.build().map_err(|errors| errors.to_string())?) } else { None };
    for (at, known) in moments(case.ask, chance) {
        let decision = transaction.decide(at, known);
        let what = format!("at {at}, known {known:?}");
        let whole = prepared.decide(at, known).to_canonical_json();
        same(&format!("{what}, whole"), &decision.to_canonical_json(), &whole)?;
        let told = format!("{:?}, {:?}", decision.possible(), decision.valid().until);
        let short = prepared.verdict(at, known);
        same(&format!("{what}, prepared"), &told, &format!("{:?}, {:?}", short.possible, short.valid_until))?;
        if !presumed {
            continue;
        }
        let facts: Vec<(&str, FactValue)> =
            columns.iter().map(|(fact, value)| (fact.as_str(), value.clone())).collect();
        let question = Lookup { facts: &facts, ..Lookup::default() };
        let found = case.ruleset.look_up(&question, at, known).map_err(|errors| errors.to_string())?;
        let short = found.outcome();
        same(
            &format!("{what}, looked up"),
            &told,
            &format!("{:?}, {:?}", short.possible, short.valid_until),
        )?;
        let mut by_name: Vec<&str> = found.ground_ids().collect();
        let grounds = decision.grounds();
        let mut ids: Vec<&str> = grounds.iter().map(|ground| ground.id).collect();
        by_name.sort_unstable();
        ids.sort_unstable();
        same(&format!("{what}, grounds looked up"), &format!("{ids:?}"), &format!("{by_name:?}"))?;
        if let Some(batch) = &batch {
            let codes = vec![&[0_u32][..]; columns.len()];
            let known = known.map(|known| [known.unix_seconds()]);
            let at = [at.unix_seconds()];
            let rows = Rows { codes: &codes, at: &at, known: known.as_ref().map(|known| &known[..]) };
            let (mut verdict, mut least, mut most, mut until) = ([0], [0], [0], [0]);
            let mut answers = Answers {
                verdict: &mut verdict,
                at_least: Some(&mut least),
                at_most: Some(&mut most),
                valid_until: Some(&mut until),
                ground: None,
            };
            batch.decide(&rows, &mut answers).map_err(|error| error.to_string())?;
            let valid_until = decision.valid().until.map_or(i64::MAX, Instant::unix_seconds);
            let possible = decision.possible();
            let bounds = (possible.at_least().number(), possible.at_most().number());
            let expected = format!("{} {bounds:?} {valid_until}", decision.verdict().number());
            let found = format!("{} {:?} {}", verdict[0], (least[0], most[0]), until[0]);
            same(&format!("{what}, in a batch of columns"), &expected, &found)?;
        }
    }
    Ok(Seen::Held)
}

/// SPEC 14.10: the command line answers a batch byte for byte as the library does. Only a part of the cases is put to
/// it, since each starts a program; none where the program is not built.
pub(super) fn the_command_answers_alike(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let Some(command) = command().filter(|_| chance.percent(6)) else { return Ok(Seen::Nothing) };
    let transaction = case.ask.transaction(case.ruleset)?;
    let (mut lines, mut expected) = (String::new(), String::new());
    for (at, known) in moments(case.ask, chance) {
        lines += &format!("{}\n", Ask { at, known, ..case.ask.clone() }.line());
        expected += &format!("{}\n", transaction.decide(at, known).to_canonical_json());
    }
    let folder = std::env::temp_dir().join(format!("lawful-campaign-{}", std::process::id()));
    let result = put_to(&command, case, &folder, &lines);
    let _ = fs::remove_dir_all(&folder);
    same("the library and the command", &expected, &result.map_err(|error| error.to_string())?)
}

fn put_to(command: &PathBuf, case: &Case<'_>, folder: &PathBuf, lines: &str) -> std::io::Result<String> {
    for (path, text) in case.rules.texts() {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    let mut child = Command::new(command)
        .args(["decide", "--batch", "--json", "--rules"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(lines.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(if output.status.success() { String::from_utf8_lossy(&output.stdout).into_owned() } else { errors })
}

/// The program `lawful` that was built with this one.
pub(super) fn command() -> Option<PathBuf> {
    let here = std::env::current_exe().ok()?;
    let name = format!("lawful{}", std::env::consts::EXE_SUFFIX);
    // Tests stand in a folder below.
    here.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// SPEC 14.12: no question makes deciding panic, however little it states and whenever it is asked.
pub(super) fn deciding_is_total(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let mut ask = case.ask.clone();
    let keep = chance.below(ask.facts.len() + 1);
    chance.shuffle(&mut ask.facts);
    ask.facts.truncate(keep.max(ask.facts.len().saturating_sub(2)));
    if chance.percent(30) {
        ask.readings = Readings::Open;
    }
    let transaction = ask.transaction(case.ruleset)?;
    let ends = [Instant::MIN, Instant::MAX, ask.at];
    for known in [None, Some(Instant::MIN), Some(Instant::MAX)] {
        let at = *chance.pick(&ends);
        let decision = transaction.decide(at, known);
        if decision.possible().iter().next().is_none() || !decision.valid().contains(at) {
            return Err(format!("at {at}, known {known:?}: {decision:?}"));
        }
        let over = transaction.decide_over(Instant::MIN, Instant::MAX, known);
        over.map_err(|error| error.to_string())?;
    }
    Ok(Seen::Held)
}
