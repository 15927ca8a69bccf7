//! A generated world as lawful documents: TOML texts as people write them, or the JSON interchange form (SPEC 12).

use std::fmt::Write as _;

use crate::world::{BLOC, Dimension, EVER, FOREVER, GROUPS, REGIONS, STORE, Scope, Span, World};

/// A value of a document.
enum Node {
    Text(String),
    Time(i64),
    Flag(bool),
    Number(i64),
    List(Vec<Node>),
    Table(Table),
}

type Table = Vec<(&'static str, Node)>;

/// Path without `.toml`, and content.
struct Document {
    id: String,
    content: Table,
}

/// The documents as TOML, each with its path.
pub fn texts(world: &World) -> Vec<(String, String)> {
    documents(world).map(|document| (format!("{}.toml", document.id), toml(&document.content))).collect()
}

/// The documents as one object of the interchange form (SPEC 12.5).
pub fn interchange(world: &World) -> String {
    let mut parts: [String; 3] = Default::default();
    for document in documents(world) {
        let part = match document.id.as_str() {
            "rules" => 0,
            id if id.starts_with("register/") => 1,
            _ => 2,
        };
        if part > 0 {
            let comma = if parts[part].is_empty() { "" } else { "," };
            let _ = write!(parts[part], "{comma}{:?}:", document.id);
        }
        json_table(&document.content, &mut parts[part]);
    }
    let [rules, registers, instruments] = parts;
    format!(
        "{{\"format\":\"lawful/1\",\"rules\":{rules},\"registers\":{{{registers}}},\"instruments\":{{{instruments}}}}}"
    )
}

fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

fn titled(title: String) -> Node {
    Node::Table(vec![("en", text(title))])
}

fn ids<T: Into<String>>(ids: impl IntoIterator<Item = T>) -> Node {
    Node::List(ids.into_iter().map(text).collect())
}

/// When the instruments are issued: before all that they carry.
const ISSUED: i64 = 1_262_304_000;

fn documents(world: &World) -> impl Iterator<Item = Document> {
    let rules = Document {
        id: "rules".into(),
        content: vec![
            ("title", titled(format!("Generated world {}", world.name))),
            ("revision", Node::Number(1)),
            ("as_of", Node::Time(world.era.1)),
        ],
    };
    let apps = world.dimensions[0].values.iter().map(|app| Node::Table(vec![("id", text(app))])).collect();
    let parties = GROUPS
        .iter()
        .flat_map(|(root, size)| {
            (0..*size).map(move |n| {
                let mut row: Table = vec![("id", text(format!("{root}-{n}")))];
                if n > 0 && *root != "none" {
                    let owner = vec![("party", text(format!("{root}-{}", n - 1))), ("share", Node::Number(60))];
                    row.push(("owner", Node::List(vec![Node::Table(owner)])));
                }
                Node::Table(row)
            })
        })
        .collect();
    let row = |entries: Table| Node::List(vec![Node::Table(entries)]);
    let members = REGIONS.iter().enumerate().filter(|(n, _)| BLOC >> n & 1 == 1);
    let registers = [
        ("register/apps", vec![("app", Node::List(apps))]),
        ("register/parties", vec![("party", Node::List(parties))]),
        (
            "register/regions",
            vec![(
                "region",
                row(vec![
                    ("id", text("bloc")),
                    ("name", titled("A bloc".into())),
                    (
                        "members",
                        Node::List(members.map(|(_, id)| Node::Table(vec![("region", text(*id))])).collect()),
                    ),
                ]),
            )],
        ),
        (
            "register/facts",
            vec![(
                "fact",
                row(vec![
                    ("id", text("to-cn")),
                    ("domain", text("flag")),
                    ("asks", titled("Does the data go to China?".into())),
                ]),
            )],
        ),
        (
            "register/issuers",
            vec![("issuer", row(vec![("id", text("authority")), ("name", titled("An authority".into()))]))],
        ),
        (
            "register/coverage",
            vec![("coverage", row(vec![("region", text("world")), ("note", text("All of it"))]))],
        ),
    ]
    .map(|(id, content)| Document { id: id.into(), content });
    std::iter::once(rules)
        .chain(registers)
        .chain((0..world.by_app.len()).flat_map(move |app| instruments(world, app)))
}

fn instrument(kind: &str, app: &str) -> (&'static str, Node) {
    let entries = vec![
        ("kind", text(kind)),
        ("title", titled(format!("On {app}"))),
        ("issuer", text("authority")),
        ("issued", Node::Time(ISSUED)),
    ];
    ("instrument", Node::Table(entries))
}

/// An order with its prohibitions and exemptions, a court's suspensions, and an appellate court's stays. What is
/// struck out is annulled, in the document of whoever suspends it.
fn instruments(world: &World, app: usize) -> Vec<Document> {
    let name = &world.dimensions[0].values[app];
    let [bans, exemptions, suspensions, stays] = world.by_app[app];
    let ban = |n: u32| format!("order/{name}#p{}", n - bans.0);
    let suspension = |n: u32| format!("court/{name}#s{}", n - suspensions.0);
    let mut annulled = [Vec::new(), Vec::new()];
    let mut strike = |court: usize, target: String, span: &Span| {
        if span.struck < FOREVER {
            let id = format!("a{}", annulled[court].len());
            annulled[court].push(Node::Table(vec![
                ("id", text(id)),
                ("public", Node::Time(span.struck)),
                ("of", ids([target])),
            ]));
        }
    };

    let mut prohibitions = Vec::new();
    for n in bans.0..bans.1 {
        let row = &world.bans[n as usize];
        let mut entries = provision(format!("p{}", n - bans.0), &row.span);
        entries.push(("when", when(world, &row.scope)));
        prohibitions.push(Node::Table(entries));
        strike(0, ban(n), &row.span);
    }
    let mut carved = Vec::new();
    for n in exemptions.0..exemptions.1 {
        let row = &world.exemptions[n as usize];
        let id = format!("e{}", n - exemptions.0);
        strike(0, format!("order/{name}#{id}"), &row.span);
        let mut entries = provision(id, &row.span);
        entries.push(("lifts", ids(row.lifts.iter().map(|n| ban(*n)))));
        entries.push(("when", when(world, &row.scope)));
        carved.push(Node::Table(entries));
    }
    let mut suspended = Vec::new();
    for n in suspensions.0..suspensions.1 {
        let row = &world.suspensions[n as usize];
        let mut entries = provision(format!("s{}", n - suspensions.0), &row.span);
        entries.push(("relief", text("injunction")));
        entries.push(("of", ids(row.of.iter().map(|n| ban(*n)))));
        suspended.push(Node::Table(entries));
        strike(0, suspension(n), &row.span);
    }
    let mut stayed = Vec::new();
    for n in stays.0..stays.1 {
        let row = &world.stays[n as usize];
        let id = format!("t{}", n - stays.0);
        strike(1, format!("appeal/{name}#{id}"), &row.span);
        let mut entries = provision(id, &row.span);
        entries.push(("relief", text("stay")));
        entries.push(("of", ids([suspension(row.of)])));
        stayed.push(Node::Table(entries));
    }

    let [below, above] = annulled;
    let document = |folder: &str, kind: &str, lists: Vec<(&'static str, Vec<Node>)>| {
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        let content = std::iter::once(instrument(kind, name))
            .chain(lists.map(|(key, list)| (key, Node::List(list))))
            .collect();
        Document { id: format!("{folder}/{name}"), content }
    };
    vec![
        document("order", "order", vec![("prohibition", prohibitions), ("exemption", carved)]),
        document("court", "court-order", vec![("suspension", suspended), ("annulment", below)]),
        document("appeal", "court-order", vec![("suspension", stayed), ("annulment", above)]),
    ]
}

fn provision(id: String, span: &Span) -> Table {
    let mut entries = vec![("id", text(id)), ("public", Node::Time(span.public))];
    if span.from > EVER {
        entries.push(("from", Node::Time(span.from)));
    }
    if span.until < FOREVER {
        entries.push(("until", Node::Time(span.until)));
    }
    entries
}

fn when(world: &World, scope: &Scope) -> Node {
    let [_, activities, locations, actors, parties, _] = &world.dimensions[..] else { unreachable!("six columns") };
    let mut entries: Table = vec![("app", text(&world.dimensions[0].values[scope.app as usize]))];
    if scope.activities != activities.all() {
        let store = scope.activities & STORE == STORE;
        let names = store.then_some("app-store".to_owned()).into_iter();
        let rest = if store { scope.activities & !STORE } else { scope.activities };
        entries.push(("activity", one_or_list(names.chain(named(activities, rest)))));
    }
    if scope.locations != locations.all() {
        let bloc = scope.locations & BLOC == BLOC;
        let names = bloc.then_some("bloc".to_owned()).into_iter();
        let rest = if bloc { scope.locations & !BLOC } else { scope.locations };
        entries.push(("location", one_or_list(names.chain(named(locations, rest)))));
    }
    if scope.rest[0] != actors.all() {
        entries.push(("actor", one_or_list(named(actors, scope.rest[0]))));
    }
    if scope.rest[1] != parties.all() {
        let group = named(parties, scope.rest[1]).next().unwrap_or_default();
        entries.push((
            "party",
            Node::Table(vec![("group", text(format!("{group}-0"))), ("at_least", Node::Number(50))]),
        ));
    }
    if scope.rest[2] != 0b11 {
        entries.push(("to-cn", Node::Flag(scope.rest[2] == 0b10)));
    }
    Node::Table(entries)
}

fn named(dimension: &Dimension, mask: u64) -> impl Iterator<Item = String> {
    dimension.classes.iter().enumerate().filter(move |(n, _)| mask >> n & 1 == 1).map(|(_, name)| name.clone())
}

fn one_or_list(names: impl Iterator<Item = String>) -> Node {
    let mut names: Vec<String> = names.collect();
    if names.len() == 1 { text(names.remove(0)) } else { ids(names) }
}

fn time(seconds: i64) -> String {
    lawful::Instant::from_unix_seconds(seconds).map_or_else(|error| panic!("{error}"), |at| at.to_string())
}

fn toml(content: &Table) -> String {
    let mut out = String::from("format = \"lawful/1\"\n");
    // What is not a table comes first, as TOML wants it.
    for (key, node) in content {
        if !matches!(node, Node::Table(_) | Node::List(_)) || *key == "title" {
            let _ = write!(out, "{key} = ");
            toml_value(node, &mut out);
            out.push('\n');
        }
    }
    for (key, node) in content.iter().filter(|(key, _)| *key != "title") {
        match node {
            Node::Table(table) => toml_table(&format!("[{key}]"), table, &mut out),
            Node::List(list) => {
                for row in list {
                    if let Node::Table(table) = row {
                        toml_table(&format!("[[{key}]]"), table, &mut out);
                    }
                }
            }
            _ => {}
        }
    }
    out
}

fn toml_table(head: &str, table: &Table, out: &mut String) {
    let _ = writeln!(out, "\n{head}");
    for (key, node) in table {
        let _ = write!(out, "{key} = ");
        toml_value(node, out);
        out.push('\n');
    }
}

fn toml_value(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => {
            let _ = write!(out, "{text:?}");
        }
        Node::Time(seconds) => out.push_str(&time(*seconds)),
        Node::Flag(flag) => {
            let _ = write!(out, "{flag}");
        }
        Node::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Node::List(list) => between(list, "[", "]", ", ", out, toml_value),
        Node::Table(table) => between(table, "{ ", " }", ", ", out, |(key, node), out| {
            let _ = write!(out, "{key} = ");
            toml_value(node, out);
        }),
    }
}

fn json_table(table: &Table, out: &mut String) {
    between(table, "{", "}", ",", out, |(key, node), out| {
        let _ = write!(out, "{key:?}:");
        json_value(node, out);
    });
}

fn json_value(node: &Node, out: &mut String) {
    match node {
        Node::Time(seconds) => {
            let _ = write!(out, "\"{}\"", time(*seconds));
        }
        Node::List(list) => between(list, "[", "]", ",", out, json_value),
        Node::Table(table) => json_table(table, out),
        other => toml_value(other, out),
    }
}

fn between<T>(
    of: &[T],
    open: &str,
    close: &str,
    comma: &str,
    out: &mut String,
    mut write: impl FnMut(&T, &mut String),
) {
    out.push_str(open);
    for (n, one) in of.iter().enumerate() {
        if n > 0 {
            out.push_str(comma);
        }
        write(one, out);
    }
    out.push_str(close);
}
