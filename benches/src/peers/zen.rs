//! ZEN: one first-hit decision table of flat rows, precompiled; the host has worked out the rows (`grid::rows`). The
//! reason is an output column. Also with one table for each app, which the host chooses by key.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, DecisionGraphResponse, Variable};

use super::{Asked, Peer, bounded, joined, names, split};
use crate::grid::{Grids, Row};
use crate::world::{EVER, UNREGULATED, World};

pub struct Zen {
    whole: Option<Decision>,
    by_app: HashMap<String, Decision>,
}

/// Columns of the table: id and field.
const COLUMNS: [(&str, usize); 6] =
    [("app", 0), ("activity", 1), ("location", 2), ("d0", 3), ("d1", 4), ("d2", 5)];

/// A table as the JSON that ZEN reads.
pub fn table(world: &World, grids: &Grids, rows: &[Row]) -> String {
    let names_of = |row: &Row, n: usize| match n {
        0 => Some(vec![world.dimensions[0].values[row.app as usize].as_str()]),
        1 => names(&world.dimensions[1], row.activities),
        2 => names(&world.dimensions[2], row.locations),
        n => names(&world.dimensions[n], row.rest[n - 3]),
    };
    let rules: Vec<Json> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let mut rule = Map::new();
            rule.insert("_id".into(), json!(format!("r{number}")));
            for (column, n) in COLUMNS {
                let cell = names_of(row, n).map(|names| {
                    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
                });
                rule.insert(column.into(), json!(cell.unwrap_or_default()));
            }
            for (column, (from, until)) in [("at", row.at), ("known", row.known)] {
                let cell = match (from > EVER, bounded(until)) {
                    (true, true) => format!("[{from}..{until})"),
                    (true, false) => format!(">= {from}"),
                    (false, true) => format!("< {until}"),
                    (false, false) => String::new(),
                };
                rule.insert(column.into(), json!(cell));
            }
            let answer = &grids.answers[row.answer as usize];
            rule.insert("verdict".into(), json!(answer.verdict.to_string()));
            rule.insert("reason".into(), json!(format!("{:?}", joined(world, &answer.reasons))));
            Json::Object(rule)
        })
        .collect();
    let inputs: Vec<Json> = COLUMNS
        .iter()
        .map(|(column, _)| *column)
        .chain(["at", "known"])
        .map(|column| json!({ "id": column, "name": column, "field": column }))
        .collect();
    let outputs: Vec<Json> =
        ["verdict", "reason"].iter().map(|field| json!({ "id": field, "name": field, "field": field })).collect();
    json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode", "content": {} },
            { "id": "dt", "name": "rows", "type": "decisionTableNode", "content": {
                "hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules,
            } },
            { "id": "out", "name": "out", "type": "outputNode", "content": {} },
        ],
        "edges": [
            { "id": "e1", "sourceId": "in", "targetId": "dt" },
            { "id": "e2", "sourceId": "dt", "targetId": "out" },
        ],
    })
    .to_string()
}

fn decision(json: &str) -> Decision {
    let mut content: GraphContent = serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}"));
    content.compile();
    Decision::from(Arc::new(content))
}

impl Zen {
    pub fn whole(json: &str) -> Zen {
        Zen { whole: Some(decision(json)), by_app: HashMap::new() }
    }

    pub fn by_app(tables: &[(String, String)]) -> Zen {
        let by_app = tables.iter().map(|(app, json)| (app.clone(), decision(json))).collect();
        Zen { whole: None, by_app }
    }
}

impl Peer for Zen {
    type Input = (Variable, String);
    type Reply = Option<DecisionGraphResponse>;

    fn input(&self, asked: &Asked<'_>) -> Self::Input {
        let input = json!({
            "app": asked.app, "activity": asked.activity, "location": asked.location,
            "d0": asked.rest[0], "d1": asked.rest[1], "d2": asked.rest[2],
            "at": asked.at, "known": asked.known,
        });
        (Variable::from(input), asked.app.to_owned())
    }

    fn verdict(&mut self, input: &Self::Input) -> u8 {
        self.explain(input).map_or(UNREGULATED, |reply| verdict(&reply))
    }

    fn explain(&mut self, (input, app): &Self::Input) -> Self::Reply {
        let decision = match &self.whole {
            Some(decision) => decision,
            None => self.by_app.get(app)?,
        };
        let reply = futures_executor::block_on(decision.evaluate(input.clone()));
        Some(reply.unwrap_or_else(|e| panic!("{e}")))
    }

    fn read(&self, reply: &Self::Reply) -> (u8, Vec<String>) {
        let Some(reply) = reply else { return (UNREGULATED, Vec::new()) };
        let reason = reply.result.dot("reason").map(|reason| reason.to_value());
        let ids = reason.as_ref().and_then(Json::as_str).map(split).unwrap_or_default();
        (verdict(reply), ids)
    }
}

fn verdict(reply: &DecisionGraphResponse) -> u8 {
    let number = reply.result.dot("verdict").and_then(|verdict| verdict.as_number());
    number.and_then(|number| u8::try_from(number).ok()).unwrap_or(UNREGULATED)
}
