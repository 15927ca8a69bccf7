//! A question as JSON. A key that stands twice is refused, and nothing is passed over.

use std::collections::BTreeMap;
use std::fmt;

use lawful::{FactValue, Readings};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::Fault;
use crate::status::{
    LAWFUL_E_MISSING_KEY, LAWFUL_E_SYNTAX, LAWFUL_E_TYPE, LAWFUL_E_UNKNOWN_KEY, LAWFUL_E_VALUE,
};

/// What a question states.
pub(crate) struct Question {
    pub(crate) ask: Vec<(String, FactValue)>,
    pub(crate) readings: Readings,
}

/// Reads `{"ask":{…},"readings":…}`.
pub(crate) fn read(text: &str) -> Result<Question, Fault> {
    let value: Json = serde_json::from_str(text)
        .map_err(|error| Fault::new(LAWFUL_E_SYNTAX, format!("the question is not JSON: {error}")))?;
    let Json::Object(members) = value else {
        return Err(Fault::Own(LAWFUL_E_TYPE, "the question is not an object"));
    };
    let (mut ask, mut readings, mut wrong) = (None, None, Vec::new());
    for (key, value) in members {
        let slot = match key.as_str() {
            "ask" => &mut ask,
            "readings" => &mut readings,
            _ => {
                let message = format!("`{}` is not a key of a question", key.escape_debug());
                wrong.push(Fault::new(LAWFUL_E_UNKNOWN_KEY, message));
                continue;
            }
        };
        if slot.replace(value).is_some() {
            wrong.push(Fault::new(LAWFUL_E_VALUE, format!("`{key}` is stated twice")));
        }
    }
    let ask = match ask {
        Some(Json::Object(members)) => facts(members, &mut wrong),
        Some(_) => {
            wrong.push(Fault::Own(LAWFUL_E_TYPE, "`ask` is not an object"));
            Vec::new()
        }
        None => {
            wrong.push(Fault::Own(LAWFUL_E_MISSING_KEY, "the question has no `ask`"));
            Vec::new()
        }
    };
    let readings = match readings {
        None => Readings::Presumed,
        Some(Json::Text(text)) if text == "presumed" => Readings::Presumed,
        Some(Json::Text(text)) if text == "open" => Readings::Open,
        Some(Json::Object(members)) => given(members, &mut wrong),
        Some(_) => {
            let message = "`readings` is neither `presumed` nor `open` nor an object";
            wrong.push(Fault::Own(LAWFUL_E_VALUE, message));
            Readings::Presumed
        }
    };
    Fault::all(wrong)?;
    Ok(Question { ask, readings })
}

fn facts(members: Vec<(String, Json)>, wrong: &mut Vec<Fault>) -> Vec<(String, FactValue)> {
    let mut facts = Vec::new();
    for (fact, value) in members {
        match value {
            Json::Text(text) => facts.push((fact, FactValue::Text(text))),
            Json::Flag(flag) => facts.push((fact, FactValue::Flag(flag))),
            Json::Integer(number) => facts.push((fact, FactValue::Number(number))),
            Json::Object(_) | Json::Other => {
                let message = format!("`{}` is not a string, a flag or a whole number", fact.escape_debug());
                wrong.push(Fault::new(LAWFUL_E_TYPE, message));
            }
        }
    }
    facts
}

fn given(members: Vec<(String, Json)>, wrong: &mut Vec<Fault>) -> Readings {
    let (mut answers, mut rest) = (BTreeMap::new(), None);
    for (question, answer) in members {
        let Json::Text(answer) = answer else {
            let message = format!("the answer to `{}` is not a string", question.escape_debug());
            wrong.push(Fault::new(LAWFUL_E_TYPE, message));
            continue;
        };
        if question == "rest" && !["open", "presumed"].contains(&answer.as_str()) {
            wrong.push(Fault::Own(LAWFUL_E_VALUE, "the rest is neither `open` nor `presumed`"));
        }
        let before =
            if question == "rest" { rest.replace(answer) } else { answers.insert(question.clone(), answer) };
        if before.is_some() {
            let message = format!("`{}` is stated twice", question.escape_debug());
            wrong.push(Fault::new(LAWFUL_E_VALUE, message));
        }
    }
    Readings::Given { answers, rest_open: rest.as_deref() == Some("open") }
}

/// JSON as far as a question may have it.
enum Json {
    Text(String),
    Flag(bool),
    Integer(i64),
    Object(Vec<(String, Json)>),
    /// Null, a list, a fraction, or a number out of range.
    Other,
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(i64::try_from(number).map_or(Json::Other, Json::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}
