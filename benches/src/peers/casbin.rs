//! Casbin: flat rows as policies (`grid::rows`), matched by one expression; they are disjoint, so the first match
//! ends. Membership in a set of names is a function of the host's, which spares rows. Casbin tries every policy on each request, and its documents advise to load those that can apply: hence also a form with
//! one enforcer for each app.

use std::collections::HashMap;

use casbin::function_map::OperatorFunction;
use casbin::rhai::{Dynamic, ImmutableString};
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};

use super::{Asked, Peer, joined, names, split};
use crate::grid::{Grids, Row};
use crate::world::{UNREGULATED, World};

const MODEL: &str = "\
[request_definition]
r = app, activity, location, d0, d1, d2, at, known

[policy_definition]
p = app, activities, locations, d0, d1, d2, from, until, public, struck, verdict, reason

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.app == p.app && r.at >= p.from && r.at < p.until && r.known >= p.public && r.known < p.struck && among(r.activity, p.activities) && among(r.location, p.locations) && among(r.d0, p.d0) && among(r.d1, p.d1) && among(r.d2, p.d2)
";

pub struct Casbin {
    whole: Option<Enforcer>,
    by_app: HashMap<String, Enforcer>,
}

/// Rows as policies.
pub fn policies(world: &World, grids: &Grids, rows: &[Row]) -> Vec<Vec<String>> {
    let set = |n: usize, mask: u64| {
        let dimension = &world.dimensions[n];
        names(dimension, mask).map_or(String::new(), |names| format!(",{},", names.join(",")))
    };
    rows.iter()
        .map(|row| {
            let answer = &grids.answers[row.answer as usize];
            vec![
                world.dimensions[0].values[row.app as usize].clone(),
                set(1, row.activities),
                set(2, row.locations),
                set(3, row.rest[0]),
                set(4, row.rest[1]),
                set(5, row.rest[2]),
                time(row.at.0),
                time(row.at.1),
                time(row.known.0),
                time(row.known.1),
                answer.verdict.to_string(),
                joined(world, &answer.reasons),
            ]
        })
        .collect()
}

/// An instant as a text that sorts as the instant does; what is before 1970 is the least.
fn time(at: i64) -> String {
    format!("{:012}", at.max(0))
}

fn enforcer(policies: Vec<Vec<String>>) -> Enforcer {
    let load = async {
        let model = DefaultModel::from_str(MODEL).await?;
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
        enforcer.enable_log(false);
        enforcer.add_function("among", OperatorFunction::Arg2(among));
        enforcer.add_policies(policies).await?;
        Ok::<_, casbin::Error>(enforcer)
    };
    futures_executor::block_on(load).unwrap_or_else(|e| panic!("{e}"))
}

/// Whether a name stands in a list, both with a comma at each end; an empty list has every name.
fn among(name: Dynamic, list: Dynamic) -> Dynamic {
    match (name.read_lock::<ImmutableString>(), list.read_lock::<ImmutableString>()) {
        (Some(name), Some(list)) => (list.is_empty() || list.contains(name.as_str())).into(),
        _ => false.into(),
    }
}

impl Casbin {
    pub fn whole(policies: &[Vec<String>]) -> Casbin {
        Casbin { whole: Some(enforcer(policies.to_vec())), by_app: HashMap::new() }
    }

    pub fn by_app(policies: &[Vec<String>]) -> Casbin {
        let mut apps: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for policy in policies {
            apps.entry(policy[0].clone()).or_default().push(policy.clone());
        }
        let by_app = apps.into_iter().map(|(app, policies)| (app, enforcer(policies))).collect();
        Casbin { whole: None, by_app }
    }
}

impl Peer for Casbin {
    type Input = (Vec<String>, String);
    type Reply = Vec<Vec<String>>;

    fn input(&self, asked: &Asked<'_>) -> Self::Input {
        let member = |name: &str| format!(",{name},");
        let input = vec![
            asked.app.to_owned(),
            member(asked.activity),
            member(asked.location),
            member(asked.rest[0]),
            member(asked.rest[1]),
            member(asked.rest[2]),
            time(asked.at),
            time(asked.known),
        ];
        (input, asked.app.to_owned())
    }

    fn verdict(&mut self, input: &Self::Input) -> u8 {
        verdict(&self.explain(input))
    }

    fn explain(&mut self, (input, app): &Self::Input) -> Self::Reply {
        let enforcer = match &self.whole {
            Some(enforcer) => Some(enforcer),
            None => self.by_app.get(app),
        };
        let Some(enforcer) = enforcer else { return Vec::new() };
        enforcer.enforce_ex(input.clone()).unwrap_or_else(|e| panic!("{e}")).1
    }

    fn read(&self, reply: &Self::Reply) -> (u8, Vec<String>) {
        (verdict(reply), reply.first().map(|policy| split(&policy[11])).unwrap_or_default())
    }
}

fn verdict(reply: &[Vec<String>]) -> u8 {
    reply.first().map_or(UNREGULATED, |policy| policy[10].as_bytes()[0] - b'0')
}
