//! Rego in regorus: the provisions as data, indexed by app, activity and location as the documents of OPA advise, and
//! thirty lines of rules; in the interpreter, and compiled for the virtual machine. Two programs: the verdict alone,
//! and with reasons.

use std::collections::BTreeMap;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use serde_json::{Map, Value as Json, json};

use super::{Asked, Peer, joined, names, split};
use crate::world::{Scope, Span, World};

const RULES: &str = r#"
package lawful

import rego.v1

bans := data.cells[input.app][input.activity][input.location]

visible(x) if {
	x.p <= input.known
	input.known < x.s
}

holds(x) if {
	x.f <= input.at
	input.at < x.u
	x.p <= input.known
	input.known < x.s
}

fits(x) if not x.c

fits(x) if {
	every column, classes in x.c {
		input[column] in classes
	}
}

exempt(ban) if {
	some exemption in ban.x
	holds(exemption)
	fits(exemption)
}

held(ban) if {
	some suspension in ban.h
	holds(suspension)
	not stayed(suspension)
}

stayed(suspension) if {
	some stay in suspension.y
	holds(stay)
}

status(ban) := 4 if held(ban)

else := ban.v

standing contains status(ban) if {
	some ban in bans
	holds(ban)
	fits(ban)
	not exempt(ban)
}

default verdict := 1

verdict := max(standing) if {
	bans
	count(standing) > 0
} else := 2 if {
	some ban in bans
	visible(ban)
	fits(ban)
	exempt(ban)
}

marks := {mark |
	some ban in bans
	holds(ban)
	fits(ban)
	not exempt(ban)
	mark := [status(ban), ban.i]
}

spoken := {mark |
	some ban in bans
	visible(ban)
	fits(ban)
	some exemption in ban.x
	holds(exemption)
	fits(exemption)
	mark := [2, exemption.i]
}

explain := marks | spoken
"#;

/// The data as JSON.
pub fn data(world: &World) -> String {
    let mut apps = Map::new();
    for (app, ranges) in world.by_app.iter().enumerate() {
        let mut cells: BTreeMap<&str, BTreeMap<&str, Vec<Json>>> = BTreeMap::new();
        for n in ranges[0].0..ranges[0].1 {
            let ban = &world.bans[n as usize];
            let mut row = span(&ban.span);
            row.insert("i".into(), json!(joined(world, &[ban.reason])));
            row.insert("v".into(), json!(ban.status));
            classes(world, &ban.scope, 3, &mut row);
            let exemptions: Vec<Json> = ban
                .exemptions
                .iter()
                .map(|e| {
                    let exemption = &world.exemptions[*e as usize];
                    let mut row = span(&exemption.span);
                    row.insert("i".into(), json!(joined(world, &[world.bans.len() as u32 + e])));
                    classes(world, &exemption.scope, 1, &mut row);
                    Json::Object(row)
                })
                .collect();
            let suspensions: Vec<Json> = ban
                .suspensions
                .iter()
                .map(|s| {
                    let suspension = &world.suspensions[*s as usize];
                    let mut row = span(&suspension.span);
                    let stays = suspension.stays.iter();
                    let stays: Vec<Json> =
                        stays.map(|stay| Json::Object(span(&world.stays[*stay as usize].span))).collect();
                    row.insert("y".into(), json!(stays));
                    Json::Object(row)
                })
                .collect();
            row.insert("x".into(), json!(exemptions));
            row.insert("h".into(), json!(suspensions));
            let row = Json::Object(row);
            for (a, activity) in world.dimensions[1].values.iter().enumerate() {
                for (l, location) in world.dimensions[2].values.iter().enumerate() {
                    if ban.scope.activities >> a & 1 == 1 && ban.scope.locations >> l & 1 == 1 {
                        cells.entry(activity).or_default().entry(location).or_default().push(row.clone());
                    }
                }
            }
        }
        apps.insert(world.dimensions[0].values[app].clone(), json!(cells));
    }
    json!({ "cells": apps }).to_string()
}

fn span(span: &Span) -> Map<String, Json> {
    let pairs = [("f", span.from), ("u", span.until), ("p", span.public), ("s", span.struck)];
    pairs.into_iter().map(|(key, at)| (key.to_owned(), json!(at))).collect()
}

/// The columns from `first` on that a provision restricts, with what they may be.
fn classes(world: &World, scope: &Scope, first: usize, row: &mut Map<String, Json>) {
    let columns = ["app", "activity", "location", "d0", "d1", "d2"];
    let masks = [0, scope.activities, scope.locations, scope.rest[0], scope.rest[1], scope.rest[2]];
    let restricted: Map<String, Json> = (first..columns.len())
        .filter_map(|n| Some((columns[n].to_owned(), json!(names(&world.dimensions[n], masks[n])?))))
        .collect();
    if !restricted.is_empty() {
        row.insert("c".into(), Json::Object(restricted));
    }
}

/// The names of the input's members, made once.
struct Keys([Value; 8]);

impl Keys {
    fn new() -> Keys {
        Keys(["app", "activity", "location", "d0", "d1", "d2", "at", "known"].map(Value::from))
    }

    fn input(&self, asked: &Asked<'_>) -> Value {
        let [app, activity, location, d0, d1, d2, at, known] = self.0.clone();
        Value::from(BTreeMap::from([
            (app, Value::from(asked.app)),
            (activity, Value::from(asked.activity)),
            (location, Value::from(asked.location)),
            (d0, Value::from(asked.rest[0])),
            (d1, Value::from(asked.rest[1])),
            (d2, Value::from(asked.rest[2])),
            (at, Value::from(asked.at)),
            (known, Value::from(asked.known)),
        ]))
    }
}

fn engine(data: &str) -> Engine {
    let mut engine = Engine::new();
    engine.add_policy("lawful.rego".into(), RULES.into()).unwrap_or_else(|e| panic!("{e}"));
    engine.add_data_json(data).unwrap_or_else(|e| panic!("{e}"));
    engine
}

/// The interpreter.
pub struct Interpreter {
    engine: Engine,
    keys: Keys,
}

impl Interpreter {
    pub fn load(data: &str) -> Interpreter {
        Interpreter { engine: engine(data), keys: Keys::new() }
    }
}

impl Peer for Interpreter {
    type Input = Value;
    type Reply = Value;

    fn input(&self, asked: &Asked<'_>) -> Value {
        self.keys.input(asked)
    }

    fn verdict(&mut self, input: &Value) -> u8 {
        self.engine.set_input(input.clone());
        number(&self.engine.eval_rule("data.lawful.verdict".into()).unwrap_or_else(|e| panic!("{e}")))
    }

    fn explain(&mut self, input: &Value) -> Value {
        self.engine.set_input(input.clone());
        self.engine.eval_rule("data.lawful.explain".into()).unwrap_or_else(|e| panic!("{e}"))
    }

    fn read(&self, reply: &Value) -> (u8, Vec<String>) {
        read(reply)
    }
}

/// The virtual machine.
pub struct Machine {
    verdict: RegoVM,
    explain: RegoVM,
    keys: Keys,
}

impl Machine {
    pub fn load(data: &str) -> Machine {
        let mut engine = engine(data);
        let data = Value::from_json_str(data).unwrap_or_else(|e| panic!("{e}"));
        let mut program = |rule: &str| {
            let policy = engine.compile_with_entrypoint(&rule.into()).unwrap_or_else(|e| panic!("{e}"));
            let program = Compiler::compile_from_policy(&policy, &[rule]).unwrap_or_else(|e| panic!("{e}"));
            let mut machine = RegoVM::new();
            machine.load_program(program);
            machine.set_data(data.clone()).unwrap_or_else(|e| panic!("{e}"));
            machine
        };
        Machine {
            verdict: program("data.lawful.verdict"),
            explain: program("data.lawful.explain"),
            keys: Keys::new(),
        }
    }
}

impl Peer for Machine {
    type Input = Value;
    type Reply = Value;

    fn input(&self, asked: &Asked<'_>) -> Value {
        self.keys.input(asked)
    }

    fn verdict(&mut self, input: &Value) -> u8 {
        self.verdict.set_input(input.clone());
        number(&self.verdict.execute().unwrap_or_else(|e| panic!("{e}")))
    }

    fn explain(&mut self, input: &Value) -> Value {
        self.explain.set_input(input.clone());
        self.explain.execute().unwrap_or_else(|e| panic!("{e}"))
    }

    fn read(&self, reply: &Value) -> (u8, Vec<String>) {
        read(reply)
    }
}

fn number(value: &Value) -> u8 {
    value.as_u8().unwrap_or_else(|e| panic!("{value:?}: {e}"))
}

/// The marks of the highest status.
fn read(reply: &Value) -> (u8, Vec<String>) {
    let marks: Vec<(u8, String)> = reply
        .as_set()
        .unwrap_or_else(|e| panic!("{reply:?}: {e}"))
        .iter()
        .map(|mark| (number(&mark[0usize]), mark[1usize].as_string().map(|id| id.to_string()).unwrap_or_default()))
        .collect();
    highest(&marks)
}

/// The highest status among some marks, and the ids that have it.
pub(super) fn highest(marks: &[(u8, String)]) -> (u8, Vec<String>) {
    let verdict = marks.iter().map(|(status, _)| *status).max().unwrap_or(1);
    let ids = marks.iter().filter(|(status, _)| *status == verdict).map(|(_, id)| id.as_str());
    (verdict, split(&ids.collect::<Vec<_>>().join("+")))
}
