//! A part of a rule set, for whoever carries no more than that: some of its instruments, or without the texts that no
//! decision reads. It is cut from the interchange form (SPEC 12.5).

use serde_json::{Map, Value};

/// Keys of a row of which no decision reads anything, and which explanations do without (SPEC 9.3).
const SOURCES: [&str; 5] = ["source", "confidence", "note", "cite", "citations"];
/// Provisions that tell of others, and change nothing about them (SPEC 10.4).
const OUTLOOK: [&str; 4] = ["challenge", "reserve", "statement", "question"];

/// Which part it is.
pub(crate) struct Part<'a> {
    /// Instruments whose id begins with any of these; all, if there are none.
    pub(crate) only: &'a [String],
    /// Without sources, citations and notes.
    pub(crate) trim: bool,
}

/// What was cut.
#[derive(Default, PartialEq, Eq, Debug)]
pub(crate) struct Cut {
    /// The instruments that were left out, sorted.
    pub(crate) instruments: Vec<String>,
    /// Whether the register of coverage was left out with them.
    pub(crate) coverage: bool,
}

impl Part<'_> {
    /// Cuts the interchange form.
    ///
    /// With an instrument that prohibits, the register of coverage goes: where a law was left out, nobody has looked.
    ///
    /// # Errors
    /// Instruments that would be left out and act on what is kept: without them, it would be another law.
    pub(crate) fn cut(&self, interchange: &mut Value) -> Result<Cut, Vec<String>> {
        let mut cut = Cut::default();
        if let Some(instruments) = interchange["instruments"].as_object_mut() {
            let (kept, left): (Map<_, _>, Map<_, _>) =
                std::mem::take(instruments).into_iter().partition(|(id, _)| {
                    self.only.is_empty() || self.only.iter().any(|only| id.starts_with(only))
                });
            let acts = |document: &Value| acts_on(document, &kept);
            let acting: Vec<String> =
                left.iter().filter(|(_, it)| acts(it)).map(|(id, _)| id.clone()).collect();
            if !acting.is_empty() {
                return Err(acting);
            }
            cut.coverage = left.values().any(|document| document.get("prohibition").is_some());
            cut.instruments = left.into_iter().map(|(id, _)| id).collect();
            *instruments = kept;
        }
        for kind in ["registers", "instruments"] {
            for document in interchange[kind].as_object_mut().into_iter().flat_map(Map::values_mut) {
                if let (true, Some(rows)) = (cut.coverage, document.as_object_mut()) {
                    rows.remove("coverage");
                }
                if self.trim {
                    trim(document);
                }
            }
        }
        Ok(cut)
    }
}

/// Whether any provision of a document that changes something names what is kept.
fn acts_on(document: &Value, kept: &Map<String, Value>) -> bool {
    let rows = document.as_object().into_iter().flatten();
    // What an instrument stands under is not changed by it.
    let provisions = rows.filter(|(kind, _)| *kind != "instrument" && !OUTLOOK.contains(&kind.as_str()));
    provisions
        .into_iter()
        .any(|(kind, rows)| names(rows, kept) || kind == "answer" && answers_a_register(rows))
}

/// Whether any of these answers is to a question of a register, which stays whatever is left out.
fn answers_a_register(answers: &Value) -> bool {
    let mut questions = answers.as_array().into_iter().flatten().filter_map(|row| row["question"].as_str());
    questions.any(|question| question.trim_start_matches('?').starts_with("register/"))
}

fn names(value: &Value, kept: &Map<String, Value>) -> bool {
    match value {
        Value::String(text) => {
            kept.contains_key(text.split(['#', '~']).next().unwrap_or_default().trim_start_matches('?'))
        }
        Value::Array(values) => values.iter().any(|value| names(value, kept)),
        // Questions of what is kept may be asked in a condition: that changes nothing there.
        Value::Object(members) => {
            members.iter().filter(|(key, _)| *key != "when").any(|(_, value)| names(value, kept))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Takes sources, citations and notes away, below `value` too. What a row of coverage notes stays: it says what nobody
/// has looked at. In a condition, keys are facts.
fn trim(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(trim),
        Value::Object(members) => {
            members.retain(|key, _| !SOURCES.contains(&key.as_str()));
            let rows = members.iter_mut().filter(|(key, _)| !["when", "coverage"].contains(&key.as_str()));
            rows.for_each(|(_, value)| trim(value));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules() -> Value {
        json!({
            "format": "lawful/1",
            "registers": { "register/coverage": { "coverage": [{ "region": "US", "note": { "en": "Half." } }] } },
            "instruments": {
                "us/ban": { "prohibition": [{ "id": "1", "note": "x", "when": { "note": "a fact" } }] },
                "us/court/stay": { "suspension": [{ "id": "1", "of": ["us/ban#1"] }] },
                "eu/ban": { "prohibition": [{ "id": "1" }], "instrument": { "source": [{ "url": "u" }] } },
                "us/reading": {
                    "instrument": { "under": ["us/ban"] },
                    "answer": [{ "id": "1", "question": "register/law#clock", "is": "edt" }],
                },
                "us/under": { "instrument": { "under": ["us/ban"] }, "prohibition": [{ "id": "1" }] },
                "wto/talk": { "statement": [{ "id": "1", "of": ["us/ban"] }] },
            },
        })
    }

    fn cut(only: &[&str], trim: bool) -> Result<(Cut, Value), Vec<String>> {
        let only: Vec<String> = only.iter().map(|only| (*only).to_owned()).collect();
        let mut rules = rules();
        Part { only: &only, trim }.cut(&mut rules).map(|cut| (cut, rules))
    }

    #[test]
    fn coverage_goes_with_a_law_that_is_left_out() {
        let (cut_out, rules) = cut(&["us/"], false).unwrap();
        assert_eq!(cut_out, Cut { instruments: vec!["eu/ban".into(), "wto/talk".into()], coverage: true });
        assert_eq!(rules["registers"]["register/coverage"], json!({}));
        let (cut_out, rules) = cut(&["us/", "eu/"], false).unwrap();
        assert_eq!(cut_out, Cut { instruments: vec!["wto/talk".into()], coverage: false });
        assert!(rules["registers"]["register/coverage"]["coverage"].is_array());
    }

    #[test]
    fn what_acts_on_the_kept_is_not_left_out() {
        assert_eq!(cut(&["us/ban"], false).unwrap_err(), ["us/court/stay", "us/reading"]);
        assert_eq!(cut(&["us/ban", "us/court", "us/reading"], false).unwrap().0.instruments.len(), 3);
    }

    #[test]
    fn trimming_takes_what_no_decision_reads() {
        let (cut_out, rules) = cut(&[], true).unwrap();
        assert_eq!(cut_out, Cut::default());
        assert_eq!(
            rules["instruments"]["us/ban"]["prohibition"][0],
            json!({"id": "1", "when": {"note": "a fact"}})
        );
        assert_eq!(rules["instruments"]["eu/ban"]["instrument"], json!({}));
        assert_eq!(rules["registers"]["register/coverage"]["coverage"][0]["note"]["en"], "Half.");
    }
}
