//! CEL: the provisions of each app, activity and location as a list that the host looks up and binds by reference; an
//! expression over that list. One pass gives marks, of which the host takes the highest.

use std::collections::HashMap;

use cel::common::types::{CelInt, CelList, CelMap, CelMapKey, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Program, Value};
use rustc_hash::FxHashMap;

use super::regorus::highest;
use super::{Asked, Peer, joined, names};
use crate::world::{Scope, Span, World};

/// A span holds.
const HOLDS: &str = "X.f <= at && at < X.u && X.p <= known && known < X.s";
/// A provision is visible, and its classes are those asked about; `c` lists pairs of a column and what it may be.
const FITS: &str = "(size(X.c) == 0 || X.c.all(c, classes[c[0]] in c[1]))";
const HELD: &str = "size(b.h) > 0 && b.h.exists(h, (HOLDS_h) && !h.y.exists(y, HOLDS_y))";
const EXEMPT: &str = "size(b.x) > 0 && b.x.exists(x, (HOLDS_x) && FITS_x)";

const VERDICT: &str = "bans.map(b, b.p <= known && known < b.s && FITS_b, \
    (EXEMPT) ? 2 : (b.f <= at && at < b.u) ? ((HELD) ? 4 : b.v) : 1)";
const EXPLAIN: &str = "bans.map(b, b.p <= known && known < b.s && FITS_b, \
    (EXEMPT) ? [2] + b.x.map(x, (HOLDS_x) && FITS_x, x.i) : (b.f <= at && at < b.u) ? [(HELD) ? 4 : b.v, b.i] : [1])";

fn expand(expression: &str) -> String {
    let mut text = expression.replace("HELD", HELD).replace("EXEMPT", EXEMPT);
    for variable in ["b", "x", "h", "y"] {
        text = text.replace(&format!("HOLDS_{variable}"), &HOLDS.replace('X', variable));
        text = text.replace(&format!("FITS_{variable}"), &FITS.replace('X', variable));
    }
    text
}

/// app, activity, location.
type Key = (String, String, String);

pub struct Cel {
    cells: FxHashMap<String, FxHashMap<String, FxHashMap<String, CelList<'static>>>>,
    nothing: CelList<'static>,
    root: Context<'static, 'static>,
    verdict: Program,
    explain: Program,
}

impl Cel {
    pub fn load(world: &World) -> Cel {
        let mut cells: HashMap<Key, Vec<Box<dyn Val>>> = HashMap::new();
        for ban in &world.bans {
            let row = || -> Box<dyn Val> {
                let mut row = span(&ban.span);
                row.insert("i".into(), text(&joined(world, &[ban.reason])));
                row.insert("v".into(), int(i64::from(ban.status)));
                row.insert("c".into(), classes(world, &ban.scope, 3));
                let exemptions = ban.exemptions.iter().map(|e| {
                    let exemption = &world.exemptions[*e as usize];
                    let mut row = span(&exemption.span);
                    row.insert("i".into(), text(&joined(world, &[world.bans.len() as u32 + e])));
                    row.insert("c".into(), classes(world, &exemption.scope, 1));
                    map(row)
                });
                row.insert("x".into(), list(exemptions));
                let suspensions = ban.suspensions.iter().map(|s| {
                    let suspension = &world.suspensions[*s as usize];
                    let mut row = span(&suspension.span);
                    let stays = suspension.stays.iter().map(|stay| map(span(&world.stays[*stay as usize].span)));
                    row.insert("y".into(), list(stays));
                    map(row)
                });
                row.insert("h".into(), list(suspensions));
                map(row)
            };
            let app = &world.dimensions[0].values[ban.scope.app as usize];
            for (a, activity) in world.dimensions[1].values.iter().enumerate() {
                for (l, location) in world.dimensions[2].values.iter().enumerate() {
                    if ban.scope.activities >> a & 1 == 1 && ban.scope.locations >> l & 1 == 1 {
                        let key = (app.clone(), activity.clone(), location.clone());
                        cells.entry(key).or_default().push(row());
                    }
                }
            }
        }
        let mut nested: FxHashMap<String, FxHashMap<String, FxHashMap<String, CelList<'static>>>> =
            FxHashMap::default();
        for ((app, activity, location), rows) in cells {
            nested.entry(app).or_default().entry(activity).or_default().insert(location, CelList::from(rows));
        }
        let program = |text: &str| Program::compile(&expand(text)).unwrap_or_else(|e| panic!("{text}: {e}"));
        Cel {
            cells: nested,
            nothing: CelList::default(),
            root: Context::default(),
            verdict: program(VERDICT),
            explain: program(EXPLAIN),
        }
    }

    fn run(&self, program: &Program, input: &Bound) -> Value {
        let [app, activity, location] = &input.cell;
        let bans = self.cells.get(app).and_then(|cells| cells.get(activity)?.get(location));
        let scope = Scoped { bans: bans.unwrap_or(&self.nothing), input };
        let mut context = self.root.new_inner_scope();
        context.set_variable_resolver(&scope);
        program.execute(&context).unwrap_or_else(|e| panic!("{e}"))
    }
}

/// A question as CEL values.
pub struct Bound {
    cell: [String; 3],
    classes: CelMap<'static>,
    at: CelInt,
    known: CelInt,
}

/// The variables of one evaluation.
struct Scoped<'a> {
    bans: &'a CelList<'static>,
    input: &'a Bound,
}

impl VariableResolver for Scoped<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let value: &dyn Val = match variable {
            "at" => &self.input.at,
            "known" => &self.input.known,
            "classes" => &self.input.classes,
            "bans" => self.bans,
            _ => return None,
        };
        Some(CowVal::Borrowed(value))
    }
}

impl Peer for Cel {
    type Input = Bound;
    type Reply = Value;

    fn input(&self, asked: &Asked<'_>) -> Bound {
        let columns = ["activity", "location", "d0", "d1", "d2"].into_iter();
        let values = [asked.activity, asked.location].into_iter().chain(asked.rest);
        let classes: HashMap<CelMapKey<'static>, Box<dyn Val>> =
            columns.zip(values).map(|(column, value)| (column.into(), text(value))).collect();
        Bound {
            cell: [asked.app, asked.activity, asked.location].map(str::to_owned),
            classes: CelMap::from(classes),
            at: CelInt::from(asked.at),
            known: CelInt::from(asked.known),
        }
    }

    fn verdict(&mut self, input: &Bound) -> u8 {
        let Value::List(marks) = self.run(&self.verdict, input) else { panic!("a list") };
        marks.iter().map(number).max().unwrap_or(1)
    }

    fn explain(&mut self, input: &Bound) -> Value {
        self.run(&self.explain, input)
    }

    fn read(&self, reply: &Value) -> (u8, Vec<String>) {
        let Value::List(marks) = reply else { panic!("a list") };
        let marks: Vec<(u8, String)> = marks
            .iter()
            .flat_map(|mark| {
                let Value::List(mark) = mark else { panic!("a list") };
                let status = number(&mark[0]);
                let ids: Vec<_> = mark[1..]
                    .iter()
                    .map(|id| match id {
                        Value::String(id) => (status, id.to_string()),
                        other => panic!("{other:?}"),
                    })
                    .collect();
                ids
            })
            .collect();
        highest(&marks)
    }
}

fn number(value: &Value) -> u8 {
    match value {
        Value::Int(number) => *number as u8,
        other => panic!("{other:?}"),
    }
}

type Row = HashMap<CelMapKey<'static>, Box<dyn Val>>;

fn span(span: &Span) -> Row {
    [("f", span.from), ("u", span.until), ("p", span.public), ("s", span.struck)]
        .into_iter()
        .map(|(key, at)| (key.into(), int(at)))
        .collect()
}

/// Pairs of a restricted column, from `first` on, and what it may be.
fn classes(world: &World, scope: &Scope, first: usize) -> Box<dyn Val> {
    let columns = ["app", "activity", "location", "d0", "d1", "d2"];
    let masks = [0, scope.activities, scope.locations, scope.rest[0], scope.rest[1], scope.rest[2]];
    list((first..columns.len()).filter_map(|n| {
        let names = names(&world.dimensions[n], masks[n])?;
        Some(list([text(columns[n]), list(names.into_iter().map(text))]))
    }))
}

fn int(number: i64) -> Box<dyn Val> {
    Box::new(CelInt::from(number))
}

fn text(text: &str) -> Box<dyn Val> {
    Box::new(CelString::from(text.to_owned()))
}

fn list(of: impl IntoIterator<Item = Box<dyn Val>>) -> Box<dyn Val> {
    Box::new(CelList::from(of.into_iter().collect::<Vec<_>>()))
}

fn map(row: Row) -> Box<dyn Val> {
    Box::new(CelMap::from(row))
}
