//! The names that all encodings of this law share (`tests/names.txt`). What is spelled otherwise fails.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::{PROVISIONS, assert_none, documents, rows, text, texts};

/// (kind, id) to what goes with the name. Provisions are of kind `provision`, with their own kind going with them.
type Names = BTreeMap<(String, String), BTreeSet<String>>;

#[test]
fn every_name_of_the_corpus_is_spelled_as_listed() {
    let (listed, found) = (listed(), found());
    let mut wrong = Vec::new();
    for ((kind, id), with) in &listed {
        match found.get(&(kind.clone(), id.clone())) {
            // Of an app, what is listed must be there; more store identifiers may be known.
            Some(have) if have == with || kind == "app" && have.is_superset(with) => {}
            Some(have) => wrong.push(format!("{kind} `{id}` is listed with {with:?} and has {have:?}")),
            None if may_be_absent(kind, id, &found) => {}
            None => wrong.push(format!("{kind} `{id}` is listed and is not in the corpus under this name")),
        }
    }
    let namespaces: BTreeSet<&str> = instruments(&listed).filter_map(namespace).collect();
    let known: BTreeSet<&str> = instruments(&listed).collect();
    for id in instruments(&found).filter(|id| namespace(id).is_some_and(|name| namespaces.contains(name))) {
        if !known.contains(id) {
            wrong.push(format!("instrument `{id}` is not listed, and instruments of its namespace are"));
        }
    }
    assert_none("names that differ from the list", &wrong);
}

/// Instruments of regimes that are not encoded yet, with what they carry; and their coverage: what nobody has encoded
/// is not covered.
fn may_be_absent(kind: &str, id: &str, found: &Names) -> bool {
    if kind == "coverage" {
        return true;
    }
    let carrier = id.split_once('#').map_or(id, |(carrier, _)| carrier);
    matches!(kind, "instrument" | "provision" | "question")
        && !carrier.starts_with("register/")
        && !found.contains_key(&("instrument".to_owned(), carrier.to_owned()))
}

fn instruments(names: &Names) -> impl Iterator<Item = &str> {
    names.keys().filter(|(kind, _)| kind == "instrument").map(|(_, id)| id.as_str())
}

fn namespace(id: &str) -> Option<&str> {
    id.split_once('/').map(|(namespace, _)| namespace)
}

fn listed() -> Names {
    let mut names = Names::new();
    for line in include_str!("../names.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let mut words = line.split(' ');
        let (Some(kind), Some(id)) = (words.next(), words.next()) else {
            panic!("`{line}` has no kind and id")
        };
        let with = words.map(str::to_owned);
        let (kind, with) = if PROVISIONS.contains(&kind) {
            ("provision", BTreeSet::from([kind.to_owned()]))
        } else {
            (kind, with.collect())
        };
        let twice = names.insert((kind.to_owned(), id.to_owned()), with);
        assert!(twice.is_none(), "`{line}` stands twice");
    }
    names
}

fn found() -> Names {
    let mut names = Names::new();
    for document in &documents() {
        let mut add = |kind: &str, id: &str, with: BTreeSet<String>| {
            names.insert((kind.to_owned(), id.to_owned()), with);
        };
        let full = |row: &Table| format!("{}#{}", document.id(), text(row, "id"));
        if let Some(instrument) = document.instrument() {
            add("instrument", document.id(), BTreeSet::from([text(instrument, "kind").to_owned()]));
        }
        for (kind, provision) in document.provisions() {
            add("provision", &full(provision), BTreeSet::from([kind.to_owned()]));
        }
        document.rows("question").for_each(|row| add("question", &full(row), answers(row)));
        document.rows("fact").for_each(|row| add("fact", text(row, "id"), domain(row)));
        document.rows("app").for_each(|row| add("app", text(row, "id"), app(row)));
        document
            .rows("actor")
            .for_each(|row| add("actor", text(row, "id"), marked("part-of", texts(row, "part_of"))));
        document.rows("coverage").for_each(|row| add("coverage", text(row, "region"), BTreeSet::new()));
        for kind in ["party", "activity", "issuer"] {
            document.rows(kind).for_each(|row| add(kind, text(row, "id"), BTreeSet::new()));
        }
    }
    names
}

fn marked<'a>(mark: &str, words: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    words.map(|word| format!("{mark}:{word}")).collect()
}

/// Store identifiers are folded, as the library folds them (SPEC 2.8).
fn app(row: &Table) -> BTreeSet<String> {
    let mut with = marked("part-of", texts(row, "part_of"));
    with.extend(marked("publisher", rows(row, "publisher").map(|edge| text(edge, "party"))));
    for store in ["android", "ios", "apple"] {
        with.extend(texts(row, store).map(|id| format!("{store}:{}", id.to_ascii_lowercase())));
    }
    with
}

fn answers(row: &Table) -> BTreeSet<String> {
    let mut with = marked("answer", texts(row, "answers"));
    with.extend(row.get("presumed").map(|value| match value.as_bool() {
        Some(flag) => format!("presumed:{flag}"),
        None => format!("presumed:{}", text(row, "presumed")),
    }));
    with
}

fn domain(row: &Table) -> BTreeSet<String> {
    let mut with = answers(row);
    with.insert(text(row, "domain").to_owned());
    with.extend(
        ["tree", "unit"]
            .into_iter()
            .filter(|key| row.contains_key(*key))
            .map(|key| format!("{key}:{}", text(row, key))),
    );
    with
}

#[test]
fn a_provision_of_the_list_is_compared_with_one_of_the_corpus() {
    let (listed, found) = (listed(), found());
    let compared = listed.keys().filter(|key| found.contains_key(*key));
    let kinds: BTreeSet<&str> = compared.map(|(kind, _)| kind.as_str()).collect();
    let all: BTreeSet<&str> =
        listed.keys().map(|(kind, _)| kind.as_str()).filter(|kind| *kind != "coverage").collect();
    assert_eq!(kinds, all, "of each kind, something is compared");
}
