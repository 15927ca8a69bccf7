//! The trees: directed acyclic graphs under one root, with dated edges, and their atoms (SPEC 2.2).

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::text::Text;
use crate::time::Instant;

/// Index of a node in its tree; 0 is the root.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) const fn from_index(index: usize) -> NodeId {
        assert!(index < (u32::MAX / 2) as usize);
        NodeId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value that a question may state of a node fact: a node, or `other:ID`, "elsewhere in it".
///
/// Whether a node is an atom depends on the instant: it is one while it has no children (an app always is).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Atom(u32);

impl Atom {
    pub(crate) const fn of(node: NodeId) -> Atom {
        Atom(node.0 << 1)
    }

    pub(crate) const fn other(node: NodeId) -> Atom {
        Atom(node.0 << 1 | 1)
    }

    pub(crate) const fn node(self) -> NodeId {
        NodeId(self.0 >> 1)
    }

    pub(crate) const fn is_other(self) -> bool {
        self.0 & 1 == 1
    }

    /// A dense index, below twice the number of nodes.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// When an edge of a register holds; both bounds are exact.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) from: Option<Instant>,
    pub(crate) until: Option<Instant>,
}

impl Span {
    pub(crate) const ALWAYS: Span = Span { from: None, until: None };

    pub(crate) fn contains(self, at: Instant) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    pub(crate) fn overlaps(self, other: Span) -> bool {
        let before = |a: Option<Instant>, b: Option<Instant>| a.is_none_or(|a| b.is_none_or(|b| a < b));
        before(self.from, other.until) && before(other.from, self.until)
    }
}

/// A dated edge to a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Edge {
    pub(crate) to: NodeId,
    pub(crate) span: Span,
}

/// A node's own row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) name: Text,
    /// Nothing of it lies outside of its children.
    pub(crate) exhaustive: bool,
    /// Whether a document has a row for it (parties: SPEC 7.6).
    pub(crate) registered: bool,
}

/// A tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TreeTable {
    nodes: Vec<Node>,
    parents: Vec<Vec<Edge>>,
    children: Vec<Vec<Edge>>,
    /// Further names of nodes, sorted: alpha-3 codes, double codes, store identifiers.
    aliases: Vec<(String, NodeId)>,
    /// Made when a name is first looked up.
    #[serde(skip)]
    by_name: OnceLock<FxHashMap<String, NodeId>>,
}

impl PartialEq for TreeTable {
    fn eq(&self, other: &TreeTable) -> bool {
        (&self.nodes, &self.parents, &self.children, &self.aliases)
            == (&other.nodes, &other.parents, &other.children, &other.aliases)
    }
}

impl TreeTable {
    pub(crate) fn new(root: &str) -> TreeTable {
        let mut table = TreeTable {
            nodes: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
            aliases: Vec::new(),
            by_name: OnceLock::new(),
        };
        table.add(Node { id: root.to_owned(), name: Text::default(), exhaustive: false, registered: false });
        table
    }

    /// Adds a node; its id must be new.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId::from_index(self.nodes.len());
        if let Some(by_name) = self.by_name.get_mut() {
            by_name.insert(node.id.clone(), id);
        }
        self.nodes.push(node);
        self.parents.push(Vec::new());
        self.children.push(Vec::new());
        id
    }

    /// Gives a node a further name; it must be new.
    pub(crate) fn add_alias(&mut self, alias: String, node: NodeId) {
        if let Some(by_name) = self.by_name.get_mut() {
            by_name.insert(alias.clone(), node);
        }
        let at = self.aliases.partition_point(|(other, _)| *other < alias);
        self.aliases.insert(at, (alias, node));
    }

    pub(crate) fn add_edge(&mut self, child: NodeId, parent: NodeId, span: Span) {
        self.parents[child.index()].push(Edge { to: parent, span });
        self.children[parent.index()].push(Edge { to: child, span });
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node of that id or further name.
    pub(crate) fn named(&self, name: &str) -> Option<NodeId> {
        let by_name = self.by_name.get_or_init(|| {
            let ids = self.nodes().map(|(id, node)| (node.id.clone(), id));
            ids.chain(self.aliases.iter().cloned()).collect()
        });
        by_name.get(name).copied()
    }

    /// All ids and further names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes
            .iter()
            .map(|node| node.id.as_str())
            .chain(self.aliases.iter().map(|(alias, _)| alias.as_str()))
    }

    /// All ids in the order in which they were added.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(n, node)| (NodeId::from_index(n), node))
    }

    /// The further names of a node.
    pub(crate) fn aliases_of(&self, node: NodeId) -> impl Iterator<Item = &str> {
        self.aliases.iter().filter(move |(_, of)| *of == node).map(|(alias, _)| alias.as_str())
    }

    /// Whether there is a root, and every node has its rows of parents and children.
    pub(crate) fn has_rows_for_all(&self) -> bool {
        !self.nodes.is_empty()
            && self.nodes.len() < (u32::MAX / 2) as usize
            && self.parents.len() == self.nodes.len()
            && self.children.len() == self.nodes.len()
    }

    /// All further names, with their nodes.
    pub(crate) fn all_aliases(&self) -> impl Iterator<Item = (&str, NodeId)> {
        self.aliases.iter().map(|(alias, node)| (alias.as_str(), *node))
    }

    pub(crate) fn parents(&self, node: NodeId) -> &[Edge] {
        &self.parents[node.index()]
    }

    pub(crate) fn children(&self, node: NodeId) -> &[Edge] {
        &self.children[node.index()]
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.parents.iter().flatten().map(|edge| edge.span)
    }

    /// Whether a node has children at an instant. Of the root: whether there is any other node.
    pub(crate) fn has_children(&self, node: NodeId, at: Instant) -> bool {
        if node == NodeId::ROOT {
            return self.nodes.len() > 1;
        }
        self.children[node.index()].iter().any(|edge| edge.span.contains(at))
    }

    /// Whether the node is the other one or part of it, directly or not, at an instant. All is under the root.
    pub(crate) fn is_under(&self, node: NodeId, over: NodeId, at: Instant) -> bool {
        if over == NodeId::ROOT || node == over {
            return true;
        }
        // A node may have several parents: each is looked at once.
        let (mut open, mut seen) = (vec![node], Vec::new());
        while let Some(node) = open.pop() {
            for edge in self.parents[node.index()].iter().filter(|edge| edge.span.contains(at)) {
                if edge.to == over {
                    return true;
                }
                if !seen.contains(&edge.to) {
                    seen.push(edge.to);
                    open.push(edge.to);
                }
            }
        }
        false
    }

    /// Whether a node has no parent at an instant, but for the root: it is part of the root.
    fn is_top(&self, node: NodeId, at: Instant) -> bool {
        node != NodeId::ROOT && !self.parents[node.index()].iter().any(|edge| edge.span.contains(at))
    }

    /// The atoms under a node at an instant (SPEC 2.2), sorted. With `apps`, nodes with children are atoms as well.
    pub(crate) fn atoms_under(&self, node: NodeId, at: Instant, apps: bool) -> Vec<Atom> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![node];
        if node == NodeId::ROOT {
            open.extend((1..self.nodes.len()).map(NodeId::from_index).filter(|node| self.is_top(*node, at)));
        }
        let mut under = Vec::new();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node.index()], true) {
                under.push(node);
                let alive = self.children[node.index()].iter().filter(|edge| edge.span.contains(at));
                open.extend(alive.map(|edge| edge.to));
            }
        }
        // Many are sorted by looking for each.
        if under.len() < self.nodes.len() / 8 {
            under.sort_unstable();
        } else {
            under = (0..self.nodes.len()).filter(|n| seen[*n]).map(NodeId::from_index).collect();
        }
        let mut atoms = Vec::new();
        for node in under {
            let (root, exhaustive) = (node == NodeId::ROOT, self.node(node).exhaustive);
            let has_children = self.has_children(node, at);
            if !root && (apps || (!has_children && !exhaustive)) {
                atoms.push(Atom::of(node));
            }
            if (has_children && !exhaustive) || (root && !has_children) {
                atoms.push(Atom::other(node));
            }
        }
        atoms
    }

    /// The node and all under it at an instant. Of the root: itself alone.
    pub(crate) fn nodes_under(&self, node: NodeId, at: Instant) -> Vec<NodeId> {
        let mut under = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node.index()], true) {
                under.push(node);
                let alive = self.children[node.index()].iter().filter(|edge| edge.span.contains(at));
                open.extend(alive.map(|edge| edge.to));
            }
        }
        under
    }

    /// When what is under a node changes; unsorted. Under the root nothing ever changes.
    pub(crate) fn changes_under(&self, node: NodeId) -> Vec<Instant> {
        let mut changes = Vec::new();
        if self.children[node.index()].is_empty() {
            return changes;
        }
        let mut seen = vec![false; self.nodes.len()];
        let mut open = if node == NodeId::ROOT { Vec::new() } else { vec![node] };
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node.index()], true) {
                for edge in &self.children[node.index()] {
                    changes.extend([edge.span.from, edge.span.until].into_iter().flatten());
                    open.push(edge.to);
                }
            }
        }
        changes
    }

    /// The node and all over it, at whatever time; without the root.
    pub(crate) fn ever_over(&self, node: NodeId) -> Vec<NodeId> {
        let mut over = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if node != NodeId::ROOT && !over.contains(&node) {
                over.push(node);
                open.extend(self.parents[node.index()].iter().map(|edge| edge.to));
            }
        }
        over
    }
}

/// The roots, in the order of [`super::Tree`].
pub(crate) const ROOTS: [&str; 5] = ["world", "transaction", "any-actor", "any-app", "any-party"];

/// The activities to start from (SPEC 2.4); the prefix is the parent.
pub(crate) const ACTIVITIES: [&str; 24] = [
    "app-store/download",
    "app-store/update",
    "app-store/maintain",
    "app-store/in-app-purchase",
    "hosting",
    "content-delivery",
    "transit",
    "peering",
    "payments/transfer",
    "payments/processing",
    "code-use",
    "communication/personal",
    "communication/business",
    "employment/pay",
    "data-storage",
    "use",
    "account/create",
    "account/hold",
    "advertising",
    "network-access",
    "device/install",
    "ownership/acquire",
    "ownership/retain",
    "sale",
];

/// The kinds of actors to start from, with their parents (SPEC 2.4).
pub(crate) const ACTORS: [(&str, Option<&str>); 14] = [
    ("individual", None),
    ("business", None),
    ("app-store", Some("business")),
    ("hosting-provider", Some("business")),
    ("content-delivery-provider", Some("business")),
    ("network-operator", Some("business")),
    ("payment-processor", Some("business")),
    ("developer", Some("business")),
    ("employer", Some("business")),
    ("data-custodian", Some("business")),
    ("vendor", Some("business")),
    ("government", None),
    ("agency", Some("government")),
    ("contractor", Some("government")),
];
