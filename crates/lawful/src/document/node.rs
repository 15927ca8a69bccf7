//! The trees that registers describe: regions, activities, actor kinds, apps, parties (SPEC 2.2 to 2.6).

use std::collections::{BTreeMap, BTreeSet};

use super::Document;
use super::check;
use super::legal_time::Times;
use super::report::{Report, Spot};
use super::row;
use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, shown};
use crate::id::{canonical_app, check_id, subdivision_country};
use crate::vocabulary::{
    ACTIVITIES, ACTORS, ALIASES, COUNTRIES, Node, NodeId, ROOTS, Span, Text, Tree, TreeTable,
};

/// A row of a register.
pub(super) struct Row<'d> {
    pub(super) document: usize,
    pub(super) table: &'d Table,
    pub(super) spot: Spot,
    pub(super) id: &'d str,
    id_spot: Spot,
}

/// The rows of that kind in all documents, sorted by id; those with a malformed id or a second time the same are left
/// out and reported.
pub(super) fn rows<'d>(
    documents: &'d [Document],
    key: &str,
    keys: &[&str],
    check: fn(&str) -> Result<(), Error>,
    report: &mut Report,
) -> Vec<Row<'d>> {
    let what = format!("`[[{key}]]`");
    let keys: Vec<&str> =
        keys.iter().copied().chain(["id", "name", "source", "confidence", "note"]).collect();
    let mut rows = Vec::new();
    for (document, value) in registered(documents, key) {
        for (table, spot) in report.rows(value, &what) {
            report.closed(table, &what, &keys);
            row::remarks(table, report);
            let Some((id, id_spot)) = row::id(table, spot, &what, report) else { continue };
            if row::checked(id, check(id), id_spot, report).is_some() {
                rows.push(Row { document, table, spot, id, id_spot });
            }
        }
    }
    rows.sort_by_key(|row| (row.id, row.spot));
    let mut previous = None;
    rows.retain(|row| {
        let twice = previous.replace(row.id) == Some(row.id);
        if twice {
            report.problem(
                row.id_spot,
                Code::DuplicateId,
                format!("there are two {what} with the id `{}`", row.id),
            );
        }
        !twice
    });
    rows
}

/// The lists of rows of that kind, with the index of the register.
pub(super) fn registered<'d>(
    documents: &'d [Document],
    key: &str,
) -> impl Iterator<Item = (usize, &'d Value)> {
    documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.is_register())
        .filter_map(move |(n, document)| Some((n, document.table.get(key)?)))
}

/// An id without `#`.
pub(super) fn check_path(id: &str) -> Result<(), Error> {
    check_id(id)?;
    if id.contains('#') {
        return Err(Error::new(Code::Id, format!("`{}` is the id of a part of a document", shown(id))));
    }
    Ok(())
}

/// All five trees.
pub(super) struct Trees {
    pub(super) tables: [TreeTable; 5],
    edges: Vec<(Tree, NodeId, NodeId, Span)>,
    spots: BTreeMap<(Tree, NodeId), Spot>,
}

impl Trees {
    pub(super) fn get(&self, tree: Tree) -> &TreeTable {
        &self.tables[tree as usize]
    }

    fn get_mut(&mut self, tree: Tree) -> &mut TreeTable {
        &mut self.tables[tree as usize]
    }

    /// Reads the regions, activities and actor kinds, and adds the given apps and parties.
    pub(super) fn read(
        documents: &[Document],
        times: &[Times<'_>],
        apps: &[Row<'_>],
        parties: &[Row<'_>],
        report: &mut Report,
    ) -> Trees {
        let mut trees =
            Trees { tables: ROOTS.map(TreeTable::new), edges: Vec::new(), spots: BTreeMap::new() };
        trees.regions(documents, times, report);
        trees.add_built_in();
        trees.kinds(Tree::Activity, &rows(documents, "activity", &["part_of"], check_path, report), report);
        trees.kinds(Tree::Actor, &rows(documents, "actor", &["part_of"], check_path, report), report);
        trees.apps(apps, report);
        for row in parties {
            trees.add(Tree::Party, row, report);
        }
        trees.connect(report);
        trees
    }

    /// Adds a registered node; a built-in one gets the row's name.
    fn add(&mut self, tree: Tree, row: &Row<'_>, report: &mut Report) -> Option<NodeId> {
        let name = row.table.get("name").map(|value| report.by_language(value, "`name`")).unwrap_or_default();
        let table = self.get_mut(tree);
        let node = match table.named(row.id) {
            Some(NodeId::ROOT) => {
                let message = format!("`{}` is the root of all {} ids; it has no row", row.id, tree.as_str());
                report.problem(row.id_spot, Code::DuplicateId, message);
                return None;
            }
            Some(node) => {
                let built_in = table.node_mut(node);
                built_in.registered = true;
                built_in.name = name;
                node
            }
            None => table.add(Node { id: row.id.to_owned(), name, exhaustive: false, registered: true }),
        };
        self.spots.insert((tree, node), row.spot);
        Some(node)
    }

    fn add_built_in(&mut self) {
        for id in ACTIVITIES {
            let prefix = id.split_once('/').map(|(prefix, _)| prefix);
            let parent = prefix.map(|prefix| self.built_in(Tree::Activity, prefix, None));
            self.built_in(Tree::Activity, id, parent);
        }
        for (id, parent) in ACTORS {
            let parent = parent.map(|parent| self.built_in(Tree::Actor, parent, None));
            self.built_in(Tree::Actor, id, parent);
        }
    }

    fn built_in(&mut self, tree: Tree, id: &str, parent: Option<NodeId>) -> NodeId {
        let table = self.get_mut(tree);
        if let Some(node) = table.named(id) {
            return node;
        }
        let node = table.add(Node {
            id: id.to_owned(),
            name: Text::default(),
            exhaustive: false,
            registered: false,
        });
        self.edges.extend(parent.map(|parent| (tree, node, parent, Span::ALWAYS)));
        node
    }

    /// SPEC 2.3.
    fn regions(&mut self, documents: &[Document], times: &[Times<'_>], report: &mut Report) {
        for (code, _) in COUNTRIES {
            self.built_in(Tree::Region, code, None);
        }
        for (code, alpha_3) in COUNTRIES {
            self.region_alias(alpha_3, code);
        }
        for (alias, code) in ALIASES {
            self.region_alias(alias, code);
        }
        let rows = rows(documents, "region", &["members", "exhaustive"], |_| Ok(()), report);
        let mut added = Vec::new();
        for row in &rows {
            if let Err(error) = self.check_region(row.id) {
                report.add(row.id_spot, error);
            } else if let Some(node) = self.add(Tree::Region, row, report) {
                if let Some(country) =
                    subdivision_country(row.id).and_then(|code| self.get(Tree::Region).named(code))
                {
                    self.edges.push((Tree::Region, node, country, Span::ALWAYS));
                }
                added.push((node, row));
            }
        }
        for (node, row) in added {
            let members = row.table.get("members");
            let group = members.is_some() && !row.id.starts_with(|c: char| c.is_ascii_uppercase());
            let exhaustive = row.table.get("exhaustive").and_then(|value| report.flag(value, "`exhaustive`"));
            self.get_mut(Tree::Region).node_mut(node).exhaustive = exhaustive.unwrap_or(group);
            let times = &times[row.document];
            for edge in edges(members, "members", "region", &[], times, report) {
                if let Some(member) = self.named(Tree::Region, edge.name, edge.name_spot, report) {
                    self.edges.push((Tree::Region, member, node, edge.span));
                }
            }
        }
    }

    fn region_alias(&mut self, alias: &str, code: &str) {
        let table = self.get_mut(Tree::Region);
        if let (Some(node), None) = (table.named(code), table.named(alias)) {
            table.add_alias(alias.to_owned(), node);
        }
    }

    /// Whether a row may have that id.
    fn check_region(&self, id: &str) -> Result<(), Error> {
        let table = self.get(Tree::Region);
        let unknown = || Error::new(Code::Region, format!("`{}` is not a region code", shown(id)));
        if !id.contains(|c: char| c.is_ascii_uppercase()) {
            return check_path(id);
        }
        match table.named(id).map(|node| table.node(node)) {
            Some(node) if node.id == id => Ok(()),
            Some(node) => {
                let message = format!("`{}` is another name of `{}`", shown(id), node.id);
                Err(Error::new(Code::Region, message).with_hint(format!("use `{}`", node.id)))
            }
            None => match subdivision_country(id) {
                Some(country) if table.named(country).is_some() => Ok(()),
                Some(country) => Err(unknown().with_hint(format!("there is no country `{country}`"))),
                None => Err(unknown().with_hint(
                    "codes are `US` or `US-MT` as in ISO 3166; groups and places have ids in lower case",
                )),
            },
        }
    }

    /// Activities and actor kinds.
    fn kinds(&mut self, tree: Tree, rows: &[Row<'_>], report: &mut Report) {
        let built_in = self.get(tree).len();
        let added: Vec<_> = rows.iter().map(|row| self.add(tree, row, report)).collect();
        for (row, node) in rows.iter().zip(added).filter_map(|(row, node)| Some((row, node?))) {
            if let Some(value) = row.table.get("part_of") {
                for (parent, spot) in report.text_or_texts(value, "`part_of`").unwrap_or_default() {
                    if let Some(parent) = self.named(tree, parent, spot, report) {
                        self.edges.push((tree, node, parent, Span::ALWAYS));
                    }
                }
            } else if let (Tree::Activity, Some((prefix, _))) = (tree, row.id.rsplit_once('/'))
                && node.index() >= built_in
                && let Some(parent) = self.named(tree, prefix, row.id_spot, report)
            {
                self.edges.push((tree, node, parent, Span::ALWAYS));
            }
        }
    }

    fn apps(&mut self, rows: &[Row<'_>], report: &mut Report) {
        let added: Vec<_> = rows.iter().map(|row| self.add(Tree::App, row, report)).collect();
        for (row, node) in rows.iter().zip(&added).filter_map(|(row, node)| Some((row, (*node)?))) {
            for store in ["android", "ios", "apple"] {
                for (name, spot) in store_ids(row.table, store, report) {
                    let name = match canonical_app(&name) {
                        Ok(name) => name,
                        Err(error) => {
                            report.add(spot, error);
                            continue;
                        }
                    };
                    let table = self.get_mut(Tree::App);
                    if let Some(other) = table.named(&name) {
                        let other = &table.node(other).id;
                        let message =
                            format!("the store identifier `{name}` already names the app `{other}`");
                        report.problem(spot, Code::DuplicateId, message);
                    } else {
                        table.add_alias(name, node);
                    }
                }
            }
        }
        for (row, node) in rows.iter().zip(added).filter_map(|(row, node)| Some((row, node?))) {
            let Some(value) = row.table.get("part_of") else { continue };
            for (family, spot) in report.text_or_texts(value, "`part_of`").unwrap_or_default() {
                if let Some(family) = self.named(Tree::App, family, spot, report) {
                    self.edges.push((Tree::App, node, family, Span::ALWAYS));
                }
            }
        }
    }

    /// Puts the edges in, in an order that does not depend on that of documents; checks SPEC 3.7.
    fn connect(&mut self, report: &mut Report) {
        let key =
            |span: Span| (span.from.map(|at| at.unix_seconds()), span.until.map(|at| at.unix_seconds()));
        // That something is part of the root holds anyway.
        self.edges.retain(|(_, _, parent, _)| *parent != NodeId::ROOT);
        self.edges.sort_by_key(|(tree, child, parent, span)| (*tree, *child, *parent, key(*span)));
        self.edges.dedup();
        for tree in Tree::ALL {
            let mut needs = vec![Vec::new(); self.get(tree).len()];
            let edges: BTreeSet<_> =
                self.edges.iter().filter(|edge| edge.0 == tree).map(|edge| (edge.1, edge.2)).collect();
            for (child, parent) in edges {
                needs[child.index()].push(parent.index());
            }
            let spot = |path: &[usize]| {
                path.iter()
                    .find_map(|n| self.spots.get(&(tree, NodeId::from_index(*n))))
                    .copied()
                    .unwrap_or_default()
            };
            let id = |n: usize| self.get(tree).node(NodeId::from_index(n)).id.clone();
            // The root is a level of its own.
            check::levels(&needs, check::MOST_LEVELS - 1, "is part of", id, spot, report);
        }
        for (tree, child, parent, span) in std::mem::take(&mut self.edges) {
            self.get_mut(tree).add_edge(child, parent, span);
        }
    }

    /// The node that a rule or register names.
    pub(super) fn named(&self, tree: Tree, name: &str, spot: Spot, report: &mut Report) -> Option<NodeId> {
        let table = self.get(tree);
        let (code, canonical) = match tree {
            Tree::App => (Code::UnknownReference, canonical_app(name)),
            Tree::Region => (Code::Region, Ok(name.to_owned())),
            _ => (Code::UnknownReference, check_path(name).map(|()| name.to_owned())),
        };
        let name = match canonical {
            Ok(name) => name,
            Err(error) => {
                report.add(spot, error);
                return None;
            }
        };
        let found = table.named(&name);
        if found.is_none() {
            let kind = if tree == Tree::Actor { "kind of actor" } else { tree.as_str() };
            if name.starts_with("other:") {
                let message = format!("`{}` may be stated in a question, not in a rule", shown(&name));
                report.problem(spot, code, message);
            } else if tree == Tree::Region
                && subdivision_country(&name).is_some_and(|c| table.named(c).is_some())
            {
                let error = Error::new(code, format!("no register lists the region `{}`", shown(&name)));
                report.add(spot, error.with_hint("add a row `[[region]]` for it"));
            } else {
                let message = format!("there is no {kind} `{}`", shown(&name));
                let error = Error::new(code, message);
                let error = match tree {
                    Tree::Region => {
                        error.with_hint("regions are ISO codes such as `DE`, or what a register lists")
                    }
                    _ => error,
                };
                report.unknown_or(spot, error, &name, table.names());
            }
        }
        found
    }
}

/// A dated edge of a register.
pub(super) struct DatedEdge<'d> {
    pub(super) table: &'d Table,
    pub(super) name: &'d str,
    pub(super) name_spot: Spot,
    pub(super) spot: Spot,
    pub(super) span: Span,
}

/// Tables with a name under `to`, `from` and `until`, and more keys.
pub(super) fn edges<'d>(
    value: Option<&'d Value>,
    key: &str,
    to: &str,
    more: &[&str],
    times: &Times<'_>,
    report: &mut Report,
) -> Vec<DatedEdge<'d>> {
    let Some(value) = value else { return Vec::new() };
    let what = format!("`{key}`");
    let keys: Vec<&str> =
        more.iter().copied().chain([to, "from", "until", "source", "confidence", "note"]).collect();
    let mut edges = Vec::new();
    for (table, spot) in report.rows(value, &what) {
        report.closed(table, &what, &keys);
        row::remarks(table, report);
        let span = span(table, spot, times, report);
        let named = report.required(table, spot, &what, to);
        let name = named.and_then(|named| Some((report.text(named, &format!("`{to}`"))?, named.spot)));
        if let (Some((name, name_spot)), Some(span)) = (name, span) {
            edges.push(DatedEdge { table, name, name_spot, spot, span });
        }
    }
    edges
}

fn span(table: &Table, spot: Spot, times: &Times<'_>, report: &mut Report) -> Option<Span> {
    let mut bound = |key: &str| match table.get(key) {
        Some(value) => times.exact(value, &format!("`{key}`"), report).map(Some),
        None => Some(None),
    };
    let (from, until) = (bound("from"), bound("until"));
    let span = Span { from: from?, until: until? };
    if let (Some(from), Some(until)) = (span.from, span.until)
        && from >= until
    {
        report.problem(spot, Code::Window, format!("`until` is not after `from`: {from} to {until}"));
        return None;
    }
    Some(span)
}

/// Store identifiers as they may stand in a question; Apple ids may be written as numbers.
fn store_ids(table: &Table, store: &str, report: &mut Report) -> Vec<(String, Spot)> {
    let Some(value) = table.get(store) else { return Vec::new() };
    let what = format!("`{store}`");
    let Some(list) = report.list(value, &what) else { return Vec::new() };
    let mut ids = Vec::new();
    for value in list {
        let text = match &value.kind {
            Kind::Integer(number) if store == "apple" => Some(number.to_string()),
            _ => report.text(value, &format!("an entry of {what}")).map(str::to_owned),
        };
        ids.extend(text.map(|text| (format!("{store}:{text}"), value.spot)));
    }
    ids
}
