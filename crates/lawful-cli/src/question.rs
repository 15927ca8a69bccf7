//! Questions as they are written, in options or as a line of JSON: everything wrong with one is found at once.

use std::collections::BTreeMap;

use lawful::document::parse_time;
use lawful::{
    Code, FactValue, Instant, Readings, Ruleset, Transaction, TransactionBuilder, Tree, nearest, shown,
};

use crate::args::AskArgs;
use crate::json::Json;
use crate::output::{Fault, faults, note};

/// A question at an instant.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) transaction: Transaction,
    pub(crate) at: Instant,
    pub(crate) known: Option<Instant>,
}

/// What the options state, and what was public; `times` are further times of the question.
pub(crate) fn from_args<const N: usize>(
    rules: &Ruleset,
    ask: &AskArgs,
    times: [&str; N],
) -> Result<(Transaction, Option<Instant>, [Instant; N]), Vec<Fault>> {
    let mut wrong = Vec::new();
    let times: Vec<Instant> = times.iter().filter_map(|text| keep(&mut wrong, time(text))).collect();
    let times = <[Instant; N]>::try_from(times);
    let known = ask.known.as_deref().and_then(|text| keep(&mut wrong, time(text)));

    let domains: BTreeMap<&str, &str> = rules.facts().iter().map(|fact| (fact.id, fact.domain)).collect();
    let mut builder = rules.transaction();
    let own = [
        ("app", &ask.app),
        ("activity", &ask.activity),
        ("location", &ask.location),
        ("storefront", &ask.storefront),
        ("actor", &ask.actor),
        ("party", &ask.party),
        ("counterparty", &ask.counterparty),
        ("publisher", &ask.publisher),
    ];
    for (fact, value) in own {
        if let Some(value) = value {
            builder = builder.fact(fact, value.as_str());
        }
    }
    for (fact, value) in &ask.facts {
        builder = builder.fact(fact.as_str(), value_of(domains.get(fact.as_str()).copied(), value));
    }
    if let Some(text) = &ask.readings {
        builder = builder.readings(readings(text, &mut wrong));
    }
    let transaction = built(&mut wrong, builder);
    match (transaction, times) {
        (Some(transaction), Ok(times)) if wrong.is_empty() => {
            note_unregistered(&transaction);
            Ok((transaction, known, times))
        }
        _ => Err(wrong),
    }
}

/// An app or a party that no register has is not wrong (SPEC 2.5, 2.6), but it may be a slip that hides a ban.
fn note_unregistered(transaction: &Transaction) {
    let rules = transaction.ruleset();
    for (fact, value) in transaction.stated() {
        let domain = rules.facts().into_iter().find(|known| known.id == fact).and_then(|known| known.tree);
        let tree = Tree::ALL.into_iter().find(|tree| Some(tree.as_str()) == domain);
        let (Some(tree @ (Tree::App | Tree::Party)), FactValue::Text(id)) = (tree, value) else { continue };
        let nodes = rules.nodes(tree);
        let id = id.strip_prefix("other:").unwrap_or(id);
        if nodes.iter().any(|(node, _)| *node == id) || id.starts_with("any-") {
            continue;
        }
        let hint = nearest(id, nodes.iter().map(|(node, _)| *node))
            .map_or(String::new(), |meant| format!(" (did you mean `{meant}`?)"));
        note(format_args!(
            "note: no register of the rule set has the {} `{}`{hint}",
            tree.as_str(),
            shown(id)
        ));
    }
}

/// The two ends of `TIME/TIME`; a zone in brackets may contain a `/`.
pub(crate) fn range(text: &str) -> Result<(&str, &str), Vec<Fault>> {
    let mut depth = 0_i32;
    let slash = text.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '[') - i32::from(*c == ']');
        *c == '/' && depth == 0
    });
    slash.map(|(n, _)| (&text[..n], &text[n + 1..])).ok_or_else(|| {
        let fault = Fault::new(Code::Time, format!("`{}` is not a range of time", shown(text)));
        vec![fault.with_hint("write two times with `/` between them")]
    })
}

/// A line of a batch: `{"ask":{…},"at":"…","known":"…","readings":…}`.
pub(crate) fn from_json(rules: &Ruleset, line: &str) -> Result<Question, Vec<Fault>> {
    if line.trim_ascii().is_empty() {
        let fault = Fault::new(Code::Syntax, "the line is empty");
        return Err(vec![fault.with_hint("every line is a question, so that every answer has its line")]);
    }
    let question = Json::read(line).map_err(|fault| vec![fault])?;
    let Json::Object(members) = &question else {
        return Err(vec![Fault::new(
            Code::Type,
            format!("a question is {}, not an object", question.describe()),
        )]);
    };
    let mut wrong = Vec::new();
    let (mut ask, mut at, mut known, mut readings) = (None, None, None, None);
    for (key, value) in members {
        let slot = match key.as_str() {
            "ask" => &mut ask,
            "at" => &mut at,
            "known" => &mut known,
            "readings" => &mut readings,
            _ => {
                let fault =
                    Fault::new(Code::UnknownKey, format!("`{}` is not a key of a question", shown(key)));
                wrong.push(fault.with_hint("the keys are `ask`, `at`, `known` and `readings`"));
                continue;
            }
        };
        if slot.replace(value).is_some() {
            wrong.push(twice(key));
        }
    }
    let mut builder = rules.transaction();
    for (fact, value) in ask.and_then(|ask| keep(&mut wrong, members_of(ask, "`ask`"))).into_iter().flatten()
    {
        match fact_value(fact, value) {
            Ok(value) => builder = builder.fact(fact.as_str(), value),
            Err(fault) => wrong.push(fault),
        }
    }
    let at = keep(&mut wrong, at.ok_or_else(|| missing("at")).and_then(|at| time_of(at, "at")));
    if ask.is_none() {
        wrong.push(missing("ask"));
    }
    let known = known.filter(|known| !matches!(known, Json::Null));
    let known = known.and_then(|known| keep(&mut wrong, time_of(known, "known")));
    if let Some(value) = readings {
        builder = builder.readings(readings_of(value, &mut wrong));
    }
    let transaction = built(&mut wrong, builder);
    match (transaction, at) {
        (Some(transaction), Some(at)) if wrong.is_empty() => Ok(Question { transaction, at, known }),
        _ => Err(wrong),
    }
}

/// The value, or what is wrong with it.
fn keep<T>(wrong: &mut Vec<Fault>, result: Result<T, Fault>) -> Option<T> {
    result.map_err(|fault| wrong.push(fault)).ok()
}

/// The transaction, or what else is wrong.
fn built(wrong: &mut Vec<Fault>, builder: TransactionBuilder) -> Option<Transaction> {
    builder.build().map_err(|errors| wrong.extend(faults(&errors))).ok()
}

fn time(text: &str) -> Result<Instant, Fault> {
    parse_time(text).map_err(|error| Fault::from(&error))
}

fn time_of(value: &Json, key: &str) -> Result<Instant, Fault> {
    match value {
        Json::Text(text) => time(text),
        _ => Err(Fault::new(Code::Type, format!("`{key}` is {}, not a time in a string", value.describe()))),
    }
}

/// The value of a fact as its domain wants it; what does not fit stays a text, which is then refused.
fn value_of(domain: Option<&str>, text: &str) -> FactValue {
    match (domain, text) {
        (Some("flag"), "true") => FactValue::Flag(true),
        (Some("flag"), "false") => FactValue::Flag(false),
        (Some("number"), _) => text.parse().map_or_else(|_| text.into(), FactValue::Number),
        _ => text.into(),
    }
}

fn fact_value(fact: &str, value: &Json) -> Result<FactValue, Fault> {
    match value {
        Json::Text(text) => Ok(FactValue::Text(text.clone())),
        Json::Flag(flag) => Ok(FactValue::Flag(*flag)),
        Json::Integer(number) => Ok(FactValue::Number(*number)),
        Json::Null | Json::Number | Json::List | Json::Object(_) => {
            let message =
                format!("`{}` is {}, not a string, a flag or a whole number", shown(fact), value.describe());
            Err(Fault::new(Code::Type, message))
        }
    }
}

/// `presumed`, `open`, or `ID=ANSWER[,…][,rest=open]`.
fn readings(text: &str, wrong: &mut Vec<Fault>) -> Readings {
    match text {
        "presumed" => return Readings::Presumed,
        "open" => return Readings::Open,
        _ => {}
    }
    let mut given = Vec::new();
    for part in text.split(',') {
        match part.split_once('=') {
            Some((question, answer)) if !question.is_empty() => given.push((question, answer)),
            _ => {
                let fault =
                    Fault::new(Code::Value, format!("`{}` is not an answer to a question", shown(part)));
                wrong.push(fault.with_hint("write `presumed`, `open`, or answers as ID=ANSWER,…"));
            }
        }
    }
    given_readings(given, wrong)
}

fn readings_of(value: &Json, wrong: &mut Vec<Fault>) -> Readings {
    let members = match value {
        Json::Text(text) if text == "presumed" => return Readings::Presumed,
        Json::Text(text) if text == "open" => return Readings::Open,
        Json::Object(members) => members,
        _ => {
            let fault = Fault::new(Code::Value, "`readings` is neither `presumed` nor `open` nor an object");
            wrong.push(fault.with_hint("write an object as {\"ID\":\"ANSWER\"}"));
            return Readings::Presumed;
        }
    };
    let mut given = Vec::new();
    for (question, answer) in members {
        match answer {
            Json::Text(answer) => given.push((question.as_str(), answer.as_str())),
            _ => {
                let message =
                    format!("the answer to `{}` is {}, not a string", shown(question), answer.describe());
                wrong.push(Fault::new(Code::Type, message));
            }
        }
    }
    given_readings(given, wrong)
}

fn given_readings(pairs: Vec<(&str, &str)>, wrong: &mut Vec<Fault>) -> Readings {
    let mut answers = BTreeMap::new();
    let mut rest = None;
    for (question, answer) in pairs {
        let before = if question == "rest" {
            if !["open", "presumed"].contains(&answer) {
                let fault = Fault::new(Code::Value, format!("the rest cannot be `{}`", shown(answer)));
                wrong.push(fault.with_hint("write `open` or `presumed`"));
            }
            rest.replace(answer.to_owned())
        } else {
            answers.insert(question.to_owned(), answer.to_owned())
        };
        if before.is_some() {
            wrong.push(twice(question));
        }
    }
    Readings::Given { answers, rest_open: rest.as_deref() == Some("open") }
}

fn members_of<'j>(value: &'j Json, what: &str) -> Result<&'j [(String, Json)], Fault> {
    match value {
        Json::Object(members) => Ok(members),
        _ => Err(Fault::new(Code::Type, format!("{what} is {}, not an object", value.describe()))),
    }
}

fn twice(key: &str) -> Fault {
    Fault::new(Code::Value, format!("`{}` is stated twice", shown(key)))
}

fn missing(key: &str) -> Fault {
    Fault::new(Code::MissingKey, format!("the question has no `{key}`"))
}
