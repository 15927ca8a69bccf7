//! Cedar: one `forbid` for each prohibition, one `permit` for each exemption and for each pair of a prohibition and a
//! suspension; one call returns the policies that determined the answer, and their ids say which of the four verdicts
//! it is. Cedar evaluates every policy of its set on each request, and its documents advise to give it those that can
//! apply: hence also a form with one set for each app, which the host chooses.

use std::collections::HashMap;
use std::fmt::Write as _;

use cedar_policy::{
    Authorizer, Context, Entities, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, Request,
    Response, RestrictedExpression,
};

use super::{Asked, Peer, bounded, joined, names, split};
use crate::world::{EVER, PROHIBITED, REST, SUSPENDED, Scope, Span, UNREGULATED, World};

/// The host's choice of the policies that can apply.
enum Sets {
    One(PolicySet),
    ByApp(HashMap<String, PolicySet>),
}

pub struct Cedar {
    sets: Sets,
    empty: PolicySet,
    authorizer: Authorizer,
    entities: Entities,
    types: [EntityTypeName; 3],
}

/// The policies as text, by app: id and source. An id is the verdict, the reason, and a number, since in a world of
/// boxes many have one reason.
pub fn sources(world: &World) -> Vec<Vec<(String, String)>> {
    let mut sets = Vec::new();
    for ranges in &world.by_app {
        let mut policies = Vec::new();
        for n in ranges[0].0..ranges[0].1 {
            let ban = &world.bans[n as usize];
            let id = joined(world, &[ban.reason]);
            let (head, scope) = scope(world, &ban.scope);
            let when = format!("{}{scope}", holds(&ban.span));
            let exempt: Vec<String> = ban
                .exemptions
                .iter()
                .map(|e| {
                    let exemption = &world.exemptions[*e as usize];
                    format!("({}{})", holds(&exemption.span), others(world, &exemption.scope))
                })
                .collect();
            let held: Vec<String> = ban
                .suspensions
                .iter()
                .map(|s| {
                    let suspension = &world.suspensions[*s as usize];
                    let mut text = format!("({}", holds(&suspension.span));
                    for stay in &suspension.stays {
                        let _ = write!(text, " && !({})", holds(&world.stays[*stay as usize].span));
                    }
                    text + ")"
                })
                .collect();
            let unless: Vec<&str> = exempt.iter().chain(&held).map(String::as_str).collect();
            let or_none = |of: &[&str]| match of {
                [] => String::new(),
                of => format!(" unless {{ {} }}", of.join(" || ")),
            };
            let (effect, status) = match ban.status {
                PROHIBITED => ("forbid", PROHIBITED),
                other => ("permit", other),
            };
            policies.push((
                format!("{status}:{id}@{n}"),
                format!("{effect}({head}) when {{ {when} }}{};", or_none(&unless)),
            ));
            if !held.is_empty() {
                let exempt: Vec<&str> = exempt.iter().map(String::as_str).collect();
                policies.push((
                    format!("{SUSPENDED}:{id}@{n}"),
                    format!(
                        "permit({head}) when {{ {when} && ({}) }}{};",
                        held.join(" || "),
                        or_none(&exempt)
                    ),
                ));
            }
        }
        for n in ranges[1].0..ranges[1].1 {
            let exemption = &world.exemptions[n as usize];
            let id = joined(world, &[world.bans.len() as u32 + n]);
            let (head, scope_of_it) = scope(world, &exemption.scope);
            let lifted: Vec<String> = exemption
                .lifts
                .iter()
                .map(|ban| {
                    let ban = &world.bans[*ban as usize];
                    format!("({}{}{})", visible(&ban.span), actions(world, &ban.scope), others(world, &ban.scope))
                })
                .collect();
            let when = format!("{}{scope_of_it} && ({})", holds(&exemption.span), lifted.join(" || "));
            policies.push((format!("2:{id}@e{n}"), format!("permit({head}) when {{ {when} }};")));
        }
        sets.push(policies);
    }
    sets
}

/// The head of a policy, and what is left for its condition.
fn scope(world: &World, scope: &Scope) -> (String, String) {
    let action = match names(&world.dimensions[1], scope.activities).as_deref() {
        None => "action".to_owned(),
        Some([one]) => format!("action == Action::{one:?}"),
        Some(more) => {
            let actions: Vec<String> = more.iter().map(|name| format!("Action::{name:?}")).collect();
            format!("action in [{}]", actions.join(", "))
        }
    };
    let app = &world.dimensions[0].values[scope.app as usize];
    (format!("principal, {action}, resource == App::{app:?}"), others(world, scope))
}

/// The activities as a condition, where the head cannot say them.
fn actions(world: &World, scope: &Scope) -> String {
    match names(&world.dimensions[1], scope.activities) {
        None => String::new(),
        Some(more) => {
            let actions: Vec<String> = more.iter().map(|name| format!("action == Action::{name:?}")).collect();
            format!(" && ({})", actions.join(" || "))
        }
    }
}

/// Location and the other columns.
fn others(world: &World, scope: &Scope) -> String {
    let mut text = String::new();
    let columns = ["location", "d0", "d1", "d2"];
    let masks = [scope.locations, scope.rest[0], scope.rest[1], scope.rest[2]];
    for (n, (column, mask)) in columns.into_iter().zip(masks).enumerate() {
        match names(&world.dimensions[2 + n], mask).as_deref() {
            None => {}
            Some([one]) => {
                let _ = write!(text, " && context.{column} == {one:?}");
            }
            Some(more) => {
                let _ = write!(text, " && {more:?}.contains(context.{column})");
            }
        }
    }
    text
}

fn holds(span: &Span) -> String {
    let mut text = visible(span);
    if span.from > EVER {
        let _ = write!(text, " && context.at >= {}", span.from);
    }
    if bounded(span.until) {
        let _ = write!(text, " && context.at < {}", span.until);
    }
    text
}

fn visible(span: &Span) -> String {
    let mut text = if span.public > EVER { format!("context.known >= {}", span.public) } else { "true".into() };
    if bounded(span.struck) {
        let _ = write!(text, " && context.known < {}", span.struck);
    }
    text
}

impl Cedar {
    /// All policies in one set.
    pub fn whole(sources: &[Vec<(String, String)>]) -> Cedar {
        Cedar::new(Sets::One(set(sources.iter().flatten())))
    }

    /// One set for each app.
    pub fn by_app(world: &World, sources: &[Vec<(String, String)>]) -> Cedar {
        let apps = world.dimensions[0].values.iter().cloned();
        Cedar::new(Sets::ByApp(apps.zip(sources.iter().map(|policies| set(policies.iter()))).collect()))
    }

    fn new(sets: Sets) -> Cedar {
        let types = ["Actor", "Action", "App"].map(|name| name.parse().unwrap_or_else(|e| panic!("{name}: {e}")));
        Cedar {
            sets,
            empty: PolicySet::new(),
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
            types,
        }
    }
}

fn set<'a>(sources: impl Iterator<Item = &'a (String, String)>) -> PolicySet {
    let mut set = PolicySet::new();
    for (id, source) in sources {
        let policy =
            Policy::parse(Some(PolicyId::new(id)), source).unwrap_or_else(|e| panic!("{source}: {e:?}"));
        set.add(policy).unwrap_or_else(|e| panic!("{id}: {e}"));
    }
    set
}

impl Peer for Cedar {
    type Input = (Request, String);
    type Reply = Response;

    fn input(&self, asked: &Asked<'_>) -> (Request, String) {
        let uid = |kind: usize, id: &str| {
            EntityUid::from_type_name_and_id(self.types[kind].clone(), EntityId::new(id))
        };
        let mut pairs = Vec::with_capacity(3 + REST);
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        pairs.push(("location".to_owned(), text(asked.location)));
        for (name, value) in ["d0", "d1", "d2"].into_iter().zip(asked.rest) {
            pairs.push((name.to_owned(), text(value)));
        }
        pairs.push(("at".to_owned(), RestrictedExpression::new_long(asked.at)));
        pairs.push(("known".to_owned(), RestrictedExpression::new_long(asked.known)));
        let context = Context::from_pairs(pairs).unwrap_or_else(|e| panic!("{e}"));
        let request =
            Request::new(uid(0, "anyone"), uid(1, asked.activity), uid(2, asked.app), context, None);
        (request.unwrap_or_else(|e| panic!("{e}")), asked.app.to_owned())
    }

    fn verdict(&mut self, input: &Self::Input) -> u8 {
        verdict(&self.explain(input))
    }

    fn explain(&mut self, (request, app): &Self::Input) -> Response {
        let set = match &self.sets {
            Sets::One(set) => set,
            Sets::ByApp(sets) => sets.get(app).unwrap_or(&self.empty),
        };
        self.authorizer.is_authorized(request, set, &self.entities)
    }

    fn read(&self, reply: &Response) -> (u8, Vec<String>) {
        assert!(reply.diagnostics().errors().next().is_none(), "{reply:?}");
        let verdict = verdict(reply);
        let prefix = format!("{verdict}:");
        let ids: Vec<&str> = reply
            .diagnostics()
            .reason()
            .filter_map(|id| <PolicyId as AsRef<str>>::as_ref(id).strip_prefix(&prefix)?.split('@').next())
            .collect();
        (verdict, split(&ids.join("+")))
    }
}

/// The highest number among the ids of the determining policies.
fn verdict(reply: &Response) -> u8 {
    let numbers = reply.diagnostics().reason().map(|id| <PolicyId as AsRef<str>>::as_ref(id).as_bytes()[0] - b'0');
    numbers.max().unwrap_or(UNREGULATED)
}
