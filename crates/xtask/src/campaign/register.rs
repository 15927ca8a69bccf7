//! The register of a generated rule set: regions, kinds, apps, parties, facts, questions, coverage.

use super::chance::Chance;
use super::description::{Document, Row, Value};
use super::moment::{COUNT, exact};
use super::palette::{Palette, Question, REGISTER};

/// The register.
pub(crate) fn register(palette: &Palette, chance: &mut Chance) -> Document {
    let mut register = Document::new(REGISTER, [("zone", Value::text("UTC"))]);
    register.rows.push(Row::new("issuer", [("id", Value::text("iss1"))]));
    register.rows.extend(regions(chance));
    register.rows.push(Row::new("activity", [("id", Value::text("hosting/sub1"))]));
    register.rows.push(Row::new(
        "activity",
        [("id", Value::text("act1")), ("part_of", Value::texts(["hosting", "sale"]))],
    ));
    register.rows.push(Row::new(
        "actor",
        [("id", Value::text("kin1")), ("part_of", Value::texts(["business", "individual"]))],
    ));
    register.rows.extend(apps(chance));
    register.rows.extend(parties(palette, chance));
    register.rows.extend(facts(chance));
    for question in palette.questions.iter().filter(|question| question.home == REGISTER) {
        register.rows.push(question_row(question));
    }
    register.rows.extend(coverage(chance));
    register
}

pub(crate) fn question_row(question: &Question) -> Row {
    let row = Row::new(
        "question",
        [("id", Value::text(question.id)), ("answers", Value::texts(question.answers.iter().copied()))],
    );
    match question.presumed {
        Some(presumed) => row.with("presumed", Value::text(presumed)),
        None => row,
    }
}

/// `from` and `until`, in this order of time, or none.
fn dates(mut edge: Value, chance: &mut Chance) -> Value {
    let (a, b) = (chance.below(COUNT - 1), chance.below(COUNT));
    if let Value::Table(entries) = &mut edge {
        if chance.percent(50) {
            entries.push(("from".to_owned(), exact(a, chance)));
            if chance.percent(50) && b > a {
                entries.push(("until".to_owned(), exact(b, chance)));
            }
        } else if chance.percent(30) {
            entries.push(("until".to_owned(), exact(b, chance)));
        }
    }
    edge
}

fn regions(chance: &mut Chance) -> Vec<Row> {
    let mut rows = vec![
        Row::new("region", [("id", Value::text("US-CA"))]),
        Row::new("region", [("id", Value::text("US-NY"))]),
        Row::new("region", [("id", Value::text("plc1"))]),
    ];
    if chance.percent(12) {
        rows.push(Row::new("region", [("id", Value::text("US")), ("exhaustive", Value::plain(true))]));
    }
    for (id, members, dated) in [
        ("grp1", ["US-CA", "US", "CA", "plc1"], true),
        ("grp2", ["US-NY", "PR", "CA", "FR"], false),
        ("grp3", ["grp2", "US-CA", "PR", "plc1"], true),
    ] {
        let edges = chance.some(&members, 3).into_iter().map(|member| {
            let edge = Value::table([("region", Value::text(member))]);
            if dated { dates(edge, chance) } else { edge }
        });
        let edges = Value::List(edges.collect());
        let mut row = Row::new("region", [("id", Value::text(id)), ("members", edges)]);
        if chance.percent(25) {
            row.set("exhaustive", Value::plain(chance.percent(40)));
        }
        rows.push(row);
    }
    rows
}

fn apps(chance: &mut Chance) -> Vec<Row> {
    let mut rows = vec![Row::new("app", [("id", Value::text("fam1"))])];
    for (id, package) in [("app1", "com.x1"), ("app2", "com.x2"), ("app3", "com.x3")] {
        let mut row = Row::new("app", [("id", Value::text(id)), ("android", Value::texts([package]))]);
        if chance.percent(60) {
            row.set("part_of", Value::texts(["fam1"]));
        }
        let publisher = |chance: &mut Chance| Value::text(*chance.pick(&["par1", "par2", "par3"]));
        match chance.below(4) {
            0 => {}
            1 => {
                let edge = Value::table([("party", publisher(chance))]);
                let edge = dates(edge, chance);
                row.set("publisher", Value::List(vec![edge]));
            }
            2 => {
                let at = chance.below(COUNT);
                let first = Value::table([("party", publisher(chance)), ("until", exact(at, chance))]);
                let second = Value::table([("party", publisher(chance)), ("from", exact(at, chance))]);
                row.set("publisher", Value::List(vec![first, second]));
            }
            _ => row.set("publisher", Value::List(vec![Value::table([("party", publisher(chance))])])),
        }
        rows.push(row);
    }
    rows
}

fn parties(palette: &Palette, chance: &mut Chance) -> Vec<Row> {
    let mut rows = Vec::new();
    let open: Vec<&Question> =
        palette.questions.iter().filter(|question| question.home == REGISTER).collect();
    for n in 1..=4 {
        let mut row = Row::new("party", [("id", Value::text(format!("par{n}")))]);
        let mut owners = Vec::new();
        for other in chance.some(&[1, 2, 3, 4], 2).into_iter().filter(|other| *other != n) {
            if chance.percent(35) {
                continue;
            }
            let mut edge = vec![("party".to_owned(), Value::text(format!("par{other}")))];
            if !open.is_empty() && chance.percent(15) {
                let question = chance.pick(&open);
                let shares = ["20", "50", "30"];
                let mut by_answer = vec![("question".to_owned(), Value::text(question.id))];
                let answers = question.answers.iter().zip(shares);
                by_answer.extend(answers.map(|(answer, share)| ((*answer).to_owned(), Value::plain(share))));
                edge.push(("share".to_owned(), Value::Table(by_answer)));
            } else if chance.percent(90) {
                edge.push(("share".to_owned(), Value::plain(*chance.pick(&["25", "50", "49.5", "30"]))));
            }
            if chance.percent(15) {
                edge.push(("control".to_owned(), Value::plain(true)));
            }
            owners.push(dates(Value::Table(edge), chance));
        }
        if !owners.is_empty() {
            row.set("owner", Value::List(owners));
        }
        rows.push(row);
    }
    rows
}

fn facts(chance: &mut Chance) -> Vec<Row> {
    let fact =
        |id: &str, domain: &str| Row::new("fact", [("id", Value::text(id)), ("domain", Value::text(domain))]);
    let presumed = if chance.percent(50) { "true" } else { "false" };
    vec![
        fact("flag1", "flag"),
        fact("flag2", "flag").with("presumed", Value::plain(presumed)),
        fact("cho1", "choice").with("answers", Value::texts(["aa1", "bb1", "cc1"])),
        fact("cho2", "choice")
            .with("answers", Value::texts(["dd1", "ee1"]))
            .with("presumed", Value::text(*chance.pick(&["dd1", "ee1"]))),
        fact("num1", "number").with("unit", Value::text("years")),
        fact("data1", "node").with("tree", Value::text("region")),
        fact("joint1", "node").with("tree", Value::text("party")),
    ]
}

fn coverage(chance: &mut Chance) -> Vec<Row> {
    let mut rows = Vec::new();
    for _ in 0..chance.below(4) {
        let mut row = Row::new("coverage", []);
        if chance.percent(60) {
            row.set("region", Value::text(*chance.pick(&["US", "US-CA", "grp1", "grp2", "CA", "world"])));
        }
        if chance.percent(50) {
            row.set(
                "activities",
                Value::texts(chance.some(&["hosting", "app-store", "act1", "hosting/sub1"], 2)),
            );
        }
        if chance.percent(40) {
            let n = chance.below(COUNT);
            row.set("from", exact(n, chance));
        }
        rows.push(row);
    }
    rows
}
