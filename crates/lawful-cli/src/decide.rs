//! `lawful decide`: one question, at an instant or over a range.

use std::io;

use lawful::explain::{Language, not_covered, verdict_name};
use lawful::{Instant, Possible, Status, Transaction, Verdict};
use serde_json::{Value, json};

use crate::args::DecideArgs;
use crate::output::{Fault, Output};
use crate::{Exit, Failure, batch, question, rules};

pub(crate) fn run(args: &DecideArgs, out: &mut Output) -> Result<Exit, Failure> {
    let rules = rules::load(&args.rules.rules)?;
    if args.when.batch {
        return batch::run(&rules, io::stdin().lock(), out);
    }
    if let Some(range) = &args.when.over {
        let (from, until) = question::range(range)?;
        let (transaction, known, [from, until]) = question::from_args(&rules, &args.ask, [from, until])?;
        return over(args, &transaction, (from, until), known, out);
    }
    let at = args.when.at.as_deref().unwrap_or_default();
    let (transaction, known, [at]) = question::from_args(&rules, &args.ask, [at])?;
    let decision = transaction.decide(at, known);
    if args.form.json {
        out.line(decision.to_canonical_json());
    } else {
        out.explanation(&decision.explain(args.form.lang));
    }
    Ok(Exit::Answered)
}

/// The union of what is possible over a range, for a device whose clock is not trusted (SPEC 8.3).
fn over(
    args: &DecideArgs,
    transaction: &Transaction,
    (from, until): (Instant, Instant),
    known: Option<Instant>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let possible = transaction.decide_over(from, until, known).map_err(|error| vec![Fault::from(&error)])?;
    let covered = transaction.covered_over(from, until, known);
    if args.form.json {
        out.line(over_json(transaction, (from, until), known, possible, covered));
    } else {
        out.line(over_words((from, until), possible, args.form.lang));
        if !covered {
            out.line(not_covered(args.form.lang));
        }
    }
    Ok(Exit::Answered)
}

fn over_json(
    transaction: &Transaction,
    (from, until): (Instant, Instant),
    known: Option<Instant>,
    possible: Possible,
    covered: bool,
) -> Value {
    // What was asked is written as in a decision, but for the time.
    let mut asked = transaction.decide(from, known).to_json()["asked"].take();
    if let Value::Object(asked) = &mut asked {
        asked.remove("at");
        asked.insert("over".to_owned(), json!({"from": from.to_string(), "until": until.to_string()}));
    }
    json!({
        "asked": asked,
        "at_least": possible.at_least().as_str(),
        "at_most": possible.at_most().as_str(),
        "covered": covered,
        "possible": possible.iter().map(Status::as_str).collect::<Vec<_>>(),
        "verdict": possible.verdict().as_str(),
    })
}

fn over_words((from, until): (Instant, Instant), possible: Possible, language: Language) -> String {
    let verdict = verdict_name(possible.verdict(), language);
    let names: Vec<&str> =
        possible.iter().map(|status| verdict_name(Verdict::Determinate(status), language)).collect();
    match (language, &names[..]) {
        (Language::English, [_]) => {
            format!("From {from} until {until} (not included): {verdict} throughout.")
        }
        (Language::SimplifiedChinese, [_]) => format!("自{from}起至{until}前，始终为：{verdict}。"),
        (Language::TraditionalChinese, [_]) => format!("自{from}起至{until}前，始終為：{verdict}。"),
        (Language::English, _) => {
            format!("From {from} until {until} (not included): {verdict}.\nPossible: {}.", names.join(", "))
        }
        (Language::SimplifiedChinese, _) => {
            format!("自{from}起至{until}前：{verdict}。\n可能的结果：{}。", names.join("、"))
        }
        (Language::TraditionalChinese, _) => {
            format!("自{from}起至{until}前：{verdict}。\n可能的結果：{}。", names.join("、"))
        }
    }
}
