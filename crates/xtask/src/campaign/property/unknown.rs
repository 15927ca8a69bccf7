//! SPEC 14.2, 14.3: what is not known, by brute force over questions in which everything is stated.

use lawful::{Possible, Readings, Status, Verdict};

use super::json::possible;
use super::{Case, Seen};
use crate::campaign::ask::Ask;
use crate::campaign::atoms::open_facts;
use crate::campaign::chance::Chance;
use crate::campaign::description::Rules;

/// More combinations than that are not tried one by one.
const MOST_COMBINATIONS: usize = 600;

/// SPEC 14.2: stating one more open fact never adds a possible verdict, and a determinate answer stays.
pub(super) fn stating_a_fact_never_adds(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let open = open_facts(case.rules, case.ask);
    if open.is_empty() {
        return Ok(Seen::Nothing);
    }
    let before = case.ask.transaction(case.ruleset)?.decide(case.ask.at, case.ask.known).possible();
    let mut ask = case.ask.clone();
    // One more, and one more, until all are stated.
    for (fact, values) in &open {
        ask = ask.stating(fact, chance.pick::<String>(values));
        let after = possible(&ask.transaction(case.ruleset)?, ask.at, ask.known);
        if let Some(more) = after.iter().find(|status| !before.iter().any(|other| other == *status)) {
            return Err(format!("{before:?} becomes {after:?}, with {more} more\n  stated: {}", ask.line()));
        }
    }
    Ok(Seen::Held)
}

/// One open variable of a question, with its values.
enum Variable {
    Fact(&'static str, Vec<String>),
    Question(String, Vec<String>),
}

impl Variable {
    fn values(&self) -> &[String] {
        match self {
            Variable::Fact(_, values) | Variable::Question(_, values) => values,
        }
    }
}

/// The open questions with their answers; `None` where an `answer` may settle one in some worlds only.
fn open_questions(rules: &Rules, ask: &Ask) -> Option<Vec<Variable>> {
    let (presumed, given) = match &ask.readings {
        Readings::Presumed => (true, Vec::new()),
        Readings::Open => (false, Vec::new()),
        Readings::Given { answers, rest_open } => (!rest_open, answers.keys().collect()),
    };
    let mut open = Vec::new();
    for document in &rules.documents {
        for row in document.rows.iter().filter(|row| row.kind == "question") {
            let id = format!("{}#{}", document.id, row.id());
            if given.contains(&&id) || (presumed && row.get("presumed").is_some()) {
                continue;
            }
            let answered = rules.provisions().any(|(_, home, row)| {
                row.kind == "answer"
                    && row
                        .names("question")
                        .iter()
                        .any(|name| *name == id || format!("{}#{name}", home.id) == id)
            });
            if answered {
                return None;
            }
            open.push(Variable::Question(id, row.names("answers").into_iter().map(str::to_owned).collect()));
        }
    }
    Some(open)
}

/// SPEC 14.3, 7.1, 7.2: the possible set, `missing` and `open_questions` are what brute force finds; every completion
/// is determinate.
pub(super) fn unknowns_are_the_essential_ones(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let Some(questions) = open_questions(case.rules, case.ask) else { return Ok(Seen::Nothing) };
    let mut variables: Vec<Variable> = open_facts(case.rules, case.ask)
        .into_iter()
        .map(|(fact, values)| Variable::Fact(fact, values))
        .collect();
    variables.extend(questions);
    let count: usize = variables.iter().map(|variable| variable.values().len()).product();
    if variables.is_empty() || count > MOST_COMBINATIONS {
        return Ok(Seen::Nothing);
    }
    let decision = case.ask.transaction(case.ruleset)?.decide(case.ask.at, case.ask.known);
    if !decision.exact() {
        // SPEC 7.4: there are fewer than 4,096 worlds.
        return Err(format!("{count} worlds, and the answer is not exact"));
    }
    let mut verdicts: Vec<Status> = Vec::with_capacity(count);
    for n in 0..count {
        let ask = completed(case.ask, &variables, n, count);
        let transaction = ask.transaction(case.ruleset)?;
        let end = crate::campaign::moment::shifted(ask.at, 1);
        let found: Possible =
            transaction.decide_over(ask.at, end, ask.known).map_err(|error| error.to_string())?;
        match found.verdict() {
            Verdict::Determinate(status) => verdicts.push(status),
            Verdict::Indeterminate => {
                return Err(format!("all is stated, and {found:?} is possible\n  stated: {}", ask.line()));
            }
        }
    }
    let (mut missing, mut open) = (Vec::new(), Vec::new());
    let mut stride = count;
    for variable in &variables {
        let size = variable.values().len();
        stride /= size;
        let differs = (0..count).any(|n| {
            let digit = n / stride % size;
            (0..digit).any(|other| verdicts[n] != verdicts[n - (digit - other) * stride])
        });
        if differs {
            match variable {
                Variable::Fact(fact, _) => missing.push((*fact).to_owned()),
                Variable::Question(question, _) => open.push(question.clone()),
            }
        }
    }
    missing.sort();
    open.sort();
    let by_force = (set(&verdicts), missing, open);
    let told = (
        decision.possible().iter().collect::<Vec<Status>>(),
        decision.missing().into_iter().map(str::to_owned).collect::<Vec<String>>(),
        decision.open_questions().into_iter().map(str::to_owned).collect::<Vec<String>>(),
    );
    if by_force == told {
        return Ok(Seen::Held);
    }
    Err(format!("possible, missing, open questions\n  decision:    {told:?}\n  brute force: {by_force:?}"))
}

fn set(verdicts: &[Status]) -> Vec<Status> {
    let mut set = verdicts.to_vec();
    set.sort_unstable();
    set.dedup();
    set
}

/// The question with the `n`th combination of values.
fn completed(ask: &Ask, variables: &[Variable], n: usize, count: usize) -> Ask {
    let mut stride = count;
    let mut ask = ask.clone();
    for variable in variables {
        let values = variable.values();
        stride /= values.len();
        let value = &values[n / stride % values.len()];
        ask = match variable {
            Variable::Fact(fact, _) => ask.stating(fact, value),
            Variable::Question(question, _) => ask.answering(question, value),
        };
    }
    ask
}
