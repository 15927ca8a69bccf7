//! The values that an open fact may have (SPEC 2.2, 4.3), worked out from the documents by themselves; of those that
//! no rule names, one stands for all.

use lawful::{Instant, Readings};

use super::ask::Ask;
use super::description::{Rules, Value, get};
use super::moment::bounds;
use super::palette::{FACTS, fact};

/// The countries that rules or questions name, and one that they do not.
const COUNTRIES: [&str; 5] = ["US", "CA", "PR", "FR", "JP"];
const ACTIVITIES: [&str; 8] = [
    "app-store/download",
    "app-store/update",
    "app-store/maintain",
    "app-store/in-app-purchase",
    "hosting",
    "sale",
    "transit",
    "use",
];
const ACTORS: [(&str, Option<&str>); 8] = [
    ("individual", None),
    ("business", None),
    ("app-store", Some("business")),
    ("developer", Some("business")),
    ("vendor", Some("business")),
    ("government", None),
    ("agency", Some("government")),
    ("contractor", Some("government")),
];

/// A tree as of an instant.
struct Tree {
    nodes: Vec<String>,
    /// Child and parent.
    edges: Vec<(String, String)>,
    exhaustive: Vec<String>,
    root: &'static str,
    apps: bool,
}

/// What remains open of a question, each with its values: facts that rules test, first those built in.
pub(crate) fn open_facts(rules: &Rules, ask: &Ask) -> Vec<(&'static str, Vec<String>)> {
    let tested = tested_facts(rules);
    FACTS
        .iter()
        .filter(|fact| tested.iter().any(|id| id == fact.id))
        .filter_map(|fact| Some((fact.id, values(rules, ask, fact.id)?)))
        .filter(|(_, values)| values.len() > 1)
        .collect()
}

/// The facts that some condition tests, with those on which they rest (SPEC 2.5).
fn tested_facts(rules: &Rules) -> Vec<String> {
    let mut tested: Vec<String> = Vec::new();
    for (_, _, row) in rules.provisions() {
        if let Some(when) = row.get("when") {
            when.walk(&mut |value| {
                if let Value::Table(entries) = value {
                    tested.extend(entries.iter().map(|(key, _)| key.clone()));
                }
            });
        }
    }
    if tested.iter().any(|id| id == "publisher" || id == "counterparty") {
        tested.extend(["app".to_owned(), "publisher".to_owned()]);
    }
    tested
}

/// The values that a fact may have; `None` where it is presumed or derived.
fn values(rules: &Rules, ask: &Ask, id: &str) -> Option<Vec<String>> {
    let stated = ask.value(id);
    let row = rules.registered("fact").find(|row| row.id() == id);
    if row.is_some_and(|row| row.get("tree").is_none()) || id == "num1" {
        if stated.is_some() {
            return None;
        }
        let presuming = !matches!(&ask.readings, Readings::Open | Readings::Given { rest_open: true, .. });
        if presuming && row.is_some_and(|row| row.get("presumed").is_some()) {
            return None;
        }
        let all: &[&str] = if id == "num1" { &["2", "3", "5", "7", "8"] } else { fact(id)?.in_rules };
        let declared = row.map(|row| row.names("answers")).unwrap_or_default();
        let exists = |value: &&&str| declared.is_empty() || declared.contains(value);
        return Some(all.iter().filter(exists).map(|value| (*value).to_owned()).collect());
    }
    if id == "counterparty" && stated.is_none() {
        return None;
    }
    let tree = match id {
        "location" | "storefront" | "data1" => regions(rules, ask.at),
        "activity" => activities(rules),
        "actor" => actors(rules),
        "app" => apps(rules),
        _ => parties(rules),
    };
    Some(tree.atoms_of(stated.unwrap_or(tree.root)))
}

fn holds(edge: &Value, at: Instant) -> bool {
    let Value::Table(entries) = edge else { return true };
    let bound = |key: &str| get(entries, key).and_then(|value| bounds(value).first().copied());
    bound("from").is_none_or(|from| from <= at) && bound("until").is_none_or(|until| at < until)
}

fn regions(rules: &Rules, at: Instant) -> Tree {
    let mut tree = Tree::new("world", COUNTRIES.iter().map(|code| (*code).to_owned()));
    for row in rules.registered("region") {
        if let Some(country) = row.id().split_once('-').map(|(country, _)| country) {
            tree.edges.push((row.id().to_owned(), country.to_owned()));
        }
        let is_group =
            row.get("members").is_some() && !row.id().starts_with(|c: char| c.is_ascii_uppercase());
        let exhaustive = match row.get("exhaustive") {
            Some(value) => *value == Value::plain(true),
            None => is_group,
        };
        if exhaustive {
            tree.exhaustive.push(row.id().to_owned());
        }
        tree.nodes.push(row.id().to_owned());
        if let Some(Value::List(members)) = row.get("members") {
            for edge in members.iter().filter(|edge| holds(edge, at)) {
                if let Value::Table(entries) = edge
                    && let Some(Value::Text(member)) = get(entries, "region")
                {
                    tree.edges.push((member.clone(), row.id().to_owned()));
                }
            }
        }
    }
    tree.nodes.sort();
    tree.nodes.dedup();
    tree
}

fn activities(rules: &Rules) -> Tree {
    let mut tree = Tree::new("transaction", ACTIVITIES.iter().map(|id| (*id).to_owned()));
    tree.nodes.push("app-store".to_owned());
    tree.add_rows(rules, "activity");
    for node in tree.nodes.clone() {
        if let Some((prefix, _)) = node.split_once('/') {
            tree.edges.push((node.clone(), prefix.to_owned()));
        }
    }
    tree
}

fn actors(rules: &Rules) -> Tree {
    let mut tree = Tree::new("any-actor", ACTORS.iter().map(|(id, _)| (*id).to_owned()));
    for (id, parent) in ACTORS {
        tree.edges.extend(parent.map(|parent| (id.to_owned(), parent.to_owned())));
    }
    tree.add_rows(rules, "actor");
    tree
}

fn apps(rules: &Rules) -> Tree {
    let mut tree = Tree::new("any-app", std::iter::empty());
    tree.apps = true;
    tree.add_rows(rules, "app");
    tree
}

fn parties(rules: &Rules) -> Tree {
    let mut tree = Tree::new("any-party", std::iter::empty());
    tree.add_rows(rules, "party");
    tree
}

impl Tree {
    fn new(root: &'static str, nodes: impl Iterator<Item = String>) -> Tree {
        Tree { nodes: nodes.collect(), edges: Vec::new(), exhaustive: Vec::new(), root, apps: false }
    }

    fn add_rows(&mut self, rules: &Rules, kind: &str) {
        for row in rules.registered(kind) {
            self.nodes.push(row.id().to_owned());
            for parent in row.names("part_of") {
                self.edges.push((row.id().to_owned(), parent.to_owned()));
            }
        }
    }

    fn children<'t>(&'t self, node: &'t str) -> Vec<&'t str> {
        if node == self.root {
            let has_parent = |node: &String| self.edges.iter().any(|(child, _)| child == node);
            return self.nodes.iter().filter(|node| !has_parent(node)).map(String::as_str).collect();
        }
        self.edges.iter().filter(|(_, parent)| parent == node).map(|(child, _)| child.as_str()).collect()
    }

    fn atoms_of(&self, stated: &str) -> Vec<String> {
        let stated = if stated == "USA" { "US" } else { stated };
        let one = vec![stated.to_owned()];
        let (other, node) = match stated.strip_prefix("other:") {
            Some(node) => (true, node),
            None => (false, stated),
        };
        let known = node == self.root || self.nodes.iter().any(|id| id == node);
        if !known || (self.apps && node != self.root) || (other && !self.children(node).is_empty()) {
            return one;
        }
        let mut atoms = self.atoms_under(node);
        if atoms.is_empty() {
            atoms = self.atoms_under(self.root);
        }
        atoms.sort();
        atoms.dedup();
        atoms
    }

    fn atoms_under(&self, node: &str) -> Vec<String> {
        let children = self.children(node);
        let mut atoms: Vec<String> = children.iter().flat_map(|child| self.atoms_under(child)).collect();
        let exhaustive = self.exhaustive.iter().any(|id| id == node);
        if !exhaustive && (!children.is_empty() || node == self.root) {
            atoms.push(format!("other:{node}"));
        }
        if node != self.root && (self.apps || (children.is_empty() && !exhaustive)) {
            atoms.push(node.to_owned());
        }
        atoms
    }
}
