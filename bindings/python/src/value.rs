//! Values of facts and readings, as Python writes them.

use std::collections::BTreeMap;

use lawful::{Code, FactValue, Readings, Ruleset};
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::error;

/// A string, a flag or a whole number.
pub(crate) fn fact(name: &str, value: &Bound<'_, PyAny>) -> PyResult<FactValue> {
    let py = value.py();
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(FactValue::Text(text.extract::<String>().map_err(|_| {
            error::question(py, Code::Id, &format!("the value of `{name}` is no well-formed text"), None)
        })?));
    }
    // Before numbers: `True` is an `int` for Python, and never a number here.
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(FactValue::Flag(flag.is_true()));
    }
    match value.extract::<i64>() {
        Ok(number) => Ok(FactValue::Number(number)),
        Err(failure) if failure.is_instance_of::<PyOverflowError>(py) => {
            let message = format!("`{name}` is a number of more than 64 bits");
            Err(error::question(py, Code::Value, &message, None))
        }
        Err(_) => {
            let kind = value.get_type().name()?.to_string();
            let message = format!("`{name}` is a string, a flag or a whole number, not `{kind}`");
            Err(error::question(py, Code::Type, &message, None))
        }
    }
}

/// The id of the fact of a keyword: Python has no `-` in names, so `direct_contract` stands for `direct-contract`,
/// unless there is a fact with the underscore.
pub(crate) fn fact_name(rules: &Ruleset, keyword: &str) -> String {
    let known = |name: &str| rules.facts().iter().any(|fact| fact.id == name);
    if keyword.contains('_') && !known(keyword) { keyword.replace('_', "-") } else { keyword.to_owned() }
}

/// `"presumed"`, `"open"`, or a mapping of questions to answers, in which `rest` may be `"open"`.
pub(crate) fn readings(value: Option<&Bound<'_, PyAny>>) -> PyResult<Readings> {
    let Some(value) = value else { return Ok(Readings::Presumed) };
    let py = value.py();
    let wrong = |message: &str| error::question(py, Code::Value, message, Some(HINT));
    if let Ok(word) = value.extract::<String>() {
        return match word.as_str() {
            "presumed" => Ok(Readings::Presumed),
            "open" => Ok(Readings::Open),
            _ => Err(wrong("these readings are neither `presumed` nor `open`")),
        };
    }
    let Ok(given) = value.cast::<PyDict>() else {
        return Err(wrong("readings are a word or a dict"));
    };
    let (mut answers, mut rest_open) = (BTreeMap::new(), false);
    for (question, answer) in given {
        let pair = (question.extract::<String>(), answer.extract::<String>());
        match pair {
            (Ok(question), Ok(answer)) if question == "rest" => match answer.as_str() {
                "open" => rest_open = true,
                "presumed" => rest_open = false,
                _ => return Err(wrong("the rest is neither `open` nor `presumed`")),
            },
            (Ok(question), Ok(answer)) => {
                answers.insert(question, answer);
            }
            _ => return Err(wrong("questions and answers are strings")),
        }
    }
    Ok(Readings::Given { answers, rest_open })
}

const HINT: &str = "\"presumed\", \"open\", or {\"us/…#question\": \"answer\", \"rest\": \"open\"}";

/// The same, as Python writes them.
pub(crate) fn write_readings<'py>(py: Python<'py>, readings: &Readings) -> PyResult<Bound<'py, PyAny>> {
    Ok(match readings {
        Readings::Presumed => PyString::new(py, "presumed").into_any(),
        Readings::Open => PyString::new(py, "open").into_any(),
        Readings::Given { answers, rest_open } => {
            let given = PyDict::new(py);
            for (question, answer) in answers {
                given.set_item(question, answer)?;
            }
            if *rest_open {
                given.set_item("rest", "open")?;
            }
            given.into_any()
        }
    })
}

/// The value of a fact, as Python has it.
pub(crate) fn write_fact<'py>(py: Python<'py>, value: &FactValue) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        FactValue::Text(text) => PyString::new(py, text).into_any(),
        FactValue::Flag(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        FactValue::Number(number) => number.into_pyobject(py)?.into_any(),
    })
}
