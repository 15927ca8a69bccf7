//! Where the corpus has what it says from (SPEC 12.4).

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{Document, assert_none, documents, rows, text, texts};

/// The dates of a provision (SPEC 3.3, 1.3), each a key.
const DATES: [&str; 4] = ["public", "from", "until", "through"];

#[test]
fn every_date_of_an_instrument_has_a_source() {
    let mut wrong = Vec::new();
    for document in documents().iter().filter(|document| document.instrument().is_some()) {
        let sourced: BTreeSet<String> = sourced_dates(document).into_iter().collect();
        let unsourced = dates(document).into_iter().filter(|date| !sourced.contains(date));
        wrong.extend(unsourced.map(|date| format!("{}: no source has `{date}` in its `for`", document.path)));
    }
    assert_none("dates without a source", &wrong);
}

#[test]
fn every_source_is_for_a_date_that_is_written() {
    let mut wrong = Vec::new();
    for document in documents().iter().filter(|document| document.instrument().is_some()) {
        let dates = dates(document);
        let idle = sourced_dates(document).into_iter().filter(|date| !dates.contains(date));
        wrong.extend(
            idle.map(|date| format!("{}: `for` names `{date}`, which is no date here", document.path)),
        );
    }
    assert_none("sources for dates that are not there", &wrong);
}

#[test]
fn every_dated_edge_of_a_register_has_a_source() {
    let mut wrong = Vec::new();
    for document in &documents() {
        for (kind, edges) in [("app", "publisher"), ("party", "owner"), ("region", "members")] {
            for row in document.rows(kind) {
                let dated = |edge: &&Table| edge.contains_key("from") || edge.contains_key("until");
                let unsourced = rows(row, edges).filter(dated).any(|edge| !edge.contains_key("source"));
                if unsourced && !row.contains_key("source") {
                    wrong.push(format!("{}: `{}` has a dated {edges}", document.path, text(row, "id")));
                }
            }
        }
    }
    assert_none("dated edges without a source", &wrong);
}

#[test]
fn every_source_has_a_url() {
    let unnamed = |source: &Source<'_>| text(source.table, "url").trim().is_empty();
    assert_none("sources without a url", &places_of_sources(unnamed));
}

#[test]
fn every_source_says_how_well_it_was_verified() {
    let unsaid = |source: &Source<'_>| {
        let confidence = source.table.get("confidence").or(source.confidence).and_then(Value::as_str);
        !matches!(confidence, Some("primary" | "secondary" | "memory"))
    };
    assert_none("sources whose confidence is not primary, secondary or memory", &places_of_sources(unsaid));
}

/// The dates that an instrument writes, named as in `for`: `issued`, `1.from`.
fn dates(document: &Document) -> Vec<String> {
    let instrument = document.instrument().unwrap();
    let own = ["issued", "public", "effective"].into_iter().filter(|key| instrument.contains_key(*key));
    let mut dates: Vec<String> = own.map(str::to_owned).collect();
    for (_, provision) in document.provisions() {
        let written = DATES.into_iter().filter(|key| provision.contains_key(*key));
        dates.extend(written.map(|key| format!("{}.{key}", text(provision, "id"))));
    }
    dates
}

/// The dates that a source claims. One without `for` is for the document as a whole, and for no date. A source of
/// a provision may leave the provision's id out.
fn sourced_dates(document: &Document) -> Vec<String> {
    let of = |table| rows(table, "source").flat_map(|source| texts(source, "for"));
    let mut dates: Vec<String> = of(document.instrument().unwrap()).map(str::to_owned).collect();
    for (_, provision) in document.provisions() {
        let name = |date: &str| {
            if DATES.contains(&date) { format!("{}.{date}", text(provision, "id")) } else { date.to_owned() }
        };
        dates.extend(of(provision).map(name));
    }
    dates
}

/// A source, and what the row or edge that has it says of its confidence.
struct Source<'a> {
    table: &'a Table,
    confidence: Option<&'a Value>,
}

/// The places of the sources, at whatever depth, of which something is true.
fn places_of_sources(is_true: impl Fn(&Source<'_>) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    let mut seen = 0;
    for document in &documents() {
        each_source(&document.table, &mut |owner, table| {
            seen += 1;
            if is_true(&Source { table, confidence: owner.get("confidence") }) {
                places.push(format!("{}: {} `{}`", document.path, text(owner, "id"), text(table, "url")));
            }
        });
    }
    assert!(seen > 0, "no source was found");
    places
}

fn each_source<'a>(table: &'a Table, visit: &mut impl FnMut(&'a Table, &'a Table)) {
    rows(table, "source").for_each(|source| visit(table, source));
    for (key, value) in table.iter().filter(|(key, _)| *key != "source") {
        match value {
            Value::Table(inner) => each_source(inner, visit),
            Value::Array(_) => rows(table, key).for_each(|inner| each_source(inner, visit)),
            _ => {}
        }
    }
}
