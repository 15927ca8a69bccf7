//! Questions and facts as documents declare them (SPEC 2.1, 2.7).

use std::collections::HashMap;

use super::Document;
use super::report::{Report, Spot};
use super::row;
use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, shown};
use crate::id::check_id;
use crate::vocabulary::{BUILT_IN_FACTS, Domain, Fact, FactId, Question, QuestionId, Text, Tree};

/// All questions, sorted by id.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) all: Vec<Question>,
    by_id: HashMap<String, QuestionId>,
}

impl Questions {
    pub(super) fn read(documents: &[Document], report: &mut Report) -> Questions {
        let mut found: Vec<(Question, Spot)> = Vec::new();
        for document in documents {
            let Some(value) = document.table.get("question") else { continue };
            for (table, spot) in report.rows(value, "`question`") {
                found.extend(question(document, table, spot, report).map(|question| (question, spot)));
            }
        }
        found.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let mut questions = Questions::default();
        for (question, spot) in found {
            let id = QuestionId::from_index(questions.all.len());
            if questions.by_id.contains_key(&question.id) {
                report.problem(spot, Code::DuplicateId, format!("there are two questions `{}`", question.id));
                continue;
            }
            questions.by_id.insert(question.id.clone(), id);
            questions.all.push(question);
        }
        questions
    }

    pub(super) fn get(&self, id: QuestionId) -> &Question {
        &self.all[id.index()]
    }

    /// The question of that name; a name without `#` is of the same document (SPEC 2.7).
    pub(super) fn resolve(
        &self,
        name: &str,
        document: &str,
        spot: Spot,
        report: &mut Report,
    ) -> Option<QuestionId> {
        let name = name.strip_prefix('?').unwrap_or(name);
        let id = if name.contains('#') { name.to_owned() } else { format!("{document}#{name}") };
        if let Err(error) = check_id(&id) {
            report.add(spot, error);
            return None;
        }
        let found = self.by_id.get(&id).copied();
        if found.is_none() {
            let message = format!("there is no question `{}`", shown(&id));
            report.unknown(
                spot,
                Code::UnknownReference,
                message,
                &id,
                self.all.iter().map(|q| q.id.as_str()),
            );
        }
        found
    }

    /// The index of an answer to a question.
    pub(super) fn answer(
        &self,
        question: QuestionId,
        value: &Value,
        what: &str,
        report: &mut Report,
    ) -> Option<u32> {
        let question = self.get(question);
        let message = format!("is not an answer to `{}`", question.id);
        answer(&question.answers, value, what, &message, report)
    }
}

/// All facts: the built-in ones, then the others sorted by id.
pub(super) fn facts(documents: &[Document], report: &mut Report) -> (Vec<Fact>, HashMap<String, FactId>) {
    let mut found: Vec<(Fact, Spot)> = Vec::new();
    for document in documents {
        let Some(value) = document.table.get("fact") else { continue };
        for (table, spot) in report.rows(value, "`fact`") {
            found.extend(fact(table, spot, report).map(|fact| (fact, spot)));
        }
    }
    found.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut facts: Vec<Fact> = BUILT_IN_FACTS
        .iter()
        .map(|(id, tree)| Fact {
            id: (*id).to_owned(),
            domain: Domain::Node(*tree),
            presumed: None,
            asks: Text::default(),
        })
        .collect();
    let mut by_id: HashMap<String, FactId> =
        facts.iter().enumerate().map(|(n, fact)| (fact.id.clone(), FactId::from_index(n))).collect();
    for (fact, spot) in found {
        if by_id.contains_key(&fact.id) {
            report.problem(spot, Code::DuplicateId, format!("there are two facts `{}`", fact.id));
            continue;
        }
        by_id.insert(fact.id.clone(), FactId::from_index(facts.len()));
        facts.push(fact);
    }
    (facts, by_id)
}

/// The index of an answer in a closed list.
pub(super) fn answer(
    answers: &[String],
    value: &Value,
    what: &str,
    message: &str,
    report: &mut Report,
) -> Option<u32> {
    let text = report.text(value, what)?;
    let found = answers.iter().position(|answer| answer == text);
    if found.is_none() {
        let message = format!("`{}` {message}", shown(text));
        let all: Vec<String> = answers.iter().map(|answer| format!("`{answer}`")).collect();
        report.add(
            value.spot,
            Error::new(Code::Value, message).with_hint(format!("write one of {}", all.join(", "))),
        );
    }
    found.map(|n| n as u32)
}

fn question(document: &Document, table: &Table, spot: Spot, report: &mut Report) -> Option<Question> {
    let what = "a question";
    report.closed(table, what, &["id", "asks", "answers", "presumed", "source", "confidence", "note"]);
    row::remarks(table, report);
    let id =
        row::id(table, spot, what, report).and_then(|(id, spot)| row::local_id(id, document, spot, report));
    let asks = table.get("asks").map(|value| report.by_language(value, "`asks`")).unwrap_or_default();
    let answers = report.required(table, spot, what, "answers").and_then(|value| answers(value, report));
    let presumed = match (table.get("presumed"), &answers) {
        (Some(value), Some(answers)) => {
            answer(answers, value, "`presumed`", "is not one of the answers", report)
        }
        _ => None,
    };
    Some(Question { id: id?, answers: answers?, presumed, asks })
}

fn fact(table: &Table, spot: Spot, report: &mut Report) -> Option<Fact> {
    let what = "a fact";
    let keys =
        ["id", "domain", "tree", "unit", "answers", "presumed", "asks", "source", "confidence", "note"];
    report.closed(table, what, &keys);
    row::remarks(table, report);
    let id = row::id(table, spot, what, report).and_then(|(id, spot)| {
        if ["all", "any", "not"].contains(&id) {
            report.problem(
                spot,
                Code::Value,
                format!("`{id}` is a word of conditions; a fact cannot be called so"),
            );
            return None;
        }
        row::checked(id, check_id(id), spot, report)
    });
    let asks = table.get("asks").map(|value| report.by_language(value, "`asks`")).unwrap_or_default();
    let domain =
        report.required(table, spot, what, "domain").and_then(|value| domain(value, table, spot, report));
    let presumed = match (table.get("presumed"), &domain) {
        (Some(value), Some(Domain::Flag)) => report.flag(value, "`presumed`").map(u32::from),
        (Some(value), Some(Domain::Choice(answers))) => {
            answer(answers, value, "`presumed`", "is not one of the answers", report)
        }
        (Some(value), Some(_)) => {
            report.problem(value.spot, Code::Value, "only a flag or a choice may have a `presumed` value");
            None
        }
        _ => None,
    };
    Some(Fact { id: id?.to_owned(), domain: domain?, presumed, asks })
}

fn domain(value: &Value, table: &Table, spot: Spot, report: &mut Report) -> Option<Domain> {
    let words = ["flag", "choice", "number", "node"];
    let word = report.one_of(value, "`domain`", &words, |word| word)?;
    for (key, of) in [("tree", "node"), ("unit", "number"), ("answers", "choice")] {
        if let Some((key, _)) = table.entry(key).filter(|_| word != of) {
            let message = format!("`{}` is a key of facts of the domain `{of}`, not of a `{word}`", key.name);
            report.problem(key.spot, Code::Value, message);
        }
    }
    let what = format!("a fact of the domain `{word}`");
    match word {
        "flag" => Some(Domain::Flag),
        "choice" => report
            .required(table, spot, &what, "answers")
            .and_then(|value| answers(value, report))
            .map(Domain::Choice),
        "number" => {
            let unit = report.required(table, spot, &what, "unit")?;
            Some(Domain::Number { unit: report.text(unit, "`unit`")?.to_owned() })
        }
        _ => {
            let tree = report.required(table, spot, &what, "tree")?;
            report.one_of(tree, "`tree`", &Tree::ALL, Tree::as_str).map(Domain::Node)
        }
    }
}

/// A closed list of answers: they are written as ids, since they stand as keys and in questions.
fn answers(value: &Value, report: &mut Report) -> Option<Vec<String>> {
    let mut answers: Vec<String> = Vec::new();
    let texts = report.some_texts(value, "`answers`")?;
    let entries = matches!(&value.kind, Kind::List(list) if list.len() == texts.len());
    let mut seen = std::collections::HashSet::new();
    for (text, spot) in texts {
        row::checked(text, check_id(text), spot, report)?;
        if text == "question" {
            report.problem(
                spot,
                Code::Value,
                "`question` cannot be an answer: it is the key that names the question",
            );
        } else if !seen.insert(text) {
            report.problem(spot, Code::DuplicateId, format!("there are two answers `{text}`"));
        } else {
            answers.push(text.to_owned());
        }
    }
    entries.then_some(answers)
}
