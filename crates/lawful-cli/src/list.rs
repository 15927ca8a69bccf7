//! `lawful list` and `lawful required-facts`: what a rule set holds, and what it asks for.

use lawful::{AppView, FactView, Instant, Ruleset, Tree};

use crate::args::{ListArgs, RequiredFactsArgs, What};
use crate::output::{Output, faults};
use crate::{Exit, Failure, rules};

pub(crate) fn run(args: &ListArgs, out: &mut Output) -> Result<Exit, Failure> {
    let rules = rules::load(&args.rules.rules)?;
    let lang = args.lang.tag();
    match args.what {
        None => overview(&rules, lang, out),
        Some(What::Apps) => {
            let header = ["id", "name", "publisher", "store identifiers"];
            out.table(&header, rules.apps().iter().map(|app| app_row(app, lang)));
        }
        Some(What::Instruments) => {
            let header = ["id", "kind", "issued from", "title"];
            out.table(
                &header,
                rules.instruments().map(|instrument| {
                    vec![
                        instrument.id().to_owned(),
                        instrument.kind().as_str().to_owned(),
                        instrument.issued().0.to_string(),
                        text(instrument.title().get(lang)),
                    ]
                }),
            );
        }
        Some(What::Facts) => {
            let header = ["id", "values", "presumed", "asks"];
            out.table(&header, rules.facts().iter().map(|fact| fact_row(fact, lang)));
        }
        Some(What::Questions) => {
            let header = ["id", "answers", "presumed", "asks"];
            out.table(
                &header,
                rules.questions().iter().map(|question| {
                    vec![
                        question.id.to_owned(),
                        question.answers.join(", "),
                        text(question.presumed),
                        text(question.asks.get(lang)),
                    ]
                }),
            );
        }
        Some(What::Coverage) => {
            let header = ["region", "activities", "from", "as of", "note"];
            out.table(
                &header,
                rules.coverage().iter().map(|row| {
                    vec![
                        row.region.unwrap_or("(everywhere)").to_owned(),
                        row.activities
                            .as_ref()
                            .map_or("(all)".to_owned(), |activities| activities.join(", ")),
                        instant(row.from),
                        instant(row.as_of),
                        text(row.note.get(lang)),
                    ]
                }),
            );
        }
        Some(What::Regions) => nodes(&rules, Tree::Region, lang, out),
        Some(What::Activities) => nodes(&rules, Tree::Activity, lang, out),
        Some(What::Actors) => nodes(&rules, Tree::Actor, lang, out),
        Some(What::Parties) => nodes(&rules, Tree::Party, lang, out),
    }
    Ok(Exit::Answered)
}

/// The facts that a caller must be able to supply; on a pipe, their ids alone.
pub(crate) fn required_facts(args: &RequiredFactsArgs, out: &mut Output) -> Result<Exit, Failure> {
    let rules = rules::load(&args.rules.rules)?;
    let required = rules.required_facts(&args.activity).map_err(|errors| faults(&errors))?;
    if !out.is_terminal() {
        required.into_iter().for_each(|id| out.line(id));
        return Ok(Exit::Answered);
    }
    let facts = rules.facts();
    let rows =
        facts.iter().filter(|fact| required.contains(&fact.id)).map(|fact| fact_row(fact, args.lang.tag()));
    out.table(&["id", "values", "presumed", "asks"], rows);
    Ok(Exit::Answered)
}

/// What the rule set is, and how much it holds.
fn overview(rules: &Ruleset, lang: &str, out: &mut Output) {
    let count = |n: usize| n.to_string();
    let rows = [
        ("title", text(rules.title().get(lang))),
        ("revision", rules.revision().to_string()),
        ("as of", rules.as_of().to_string()),
        ("content hash", rules.content_hash().to_owned()),
        ("time zones", rules.tzdb().to_owned()),
        ("apps", count(rules.apps().len())),
        ("instruments", count(rules.instruments().len())),
        ("provisions", count(rules.provisions().len())),
        ("facts", count(rules.facts().len())),
        ("questions", count(rules.questions().len())),
        ("regions", count(rules.nodes(Tree::Region).len())),
        ("coverage", count(rules.coverage().len())),
        ("activities", count(rules.nodes(Tree::Activity).len())),
        ("actors", count(rules.nodes(Tree::Actor).len())),
        ("parties", count(rules.nodes(Tree::Party).len())),
    ];
    out.table(&["", ""], rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]));
}

fn nodes(rules: &Ruleset, tree: Tree, lang: &str, out: &mut Output) {
    let nodes = rules.nodes(tree);
    out.table(&["id", "name"], nodes.into_iter().map(|(id, name)| vec![id.to_owned(), text(name.get(lang))]));
}

fn app_row(app: &AppView<'_>, lang: &str) -> Vec<String> {
    let publishers: Vec<&str> = app.publishers.iter().map(|(party, _, _)| *party).collect();
    vec![app.id.to_owned(), text(app.name.get(lang)), publishers.join(", "), app.store_ids.join(", ")]
}

fn fact_row(fact: &FactView<'_>, lang: &str) -> Vec<String> {
    vec![fact.id.to_owned(), values(fact), text(fact.presumed), text(fact.asks.get(lang))]
}

/// What may be stated of a fact.
pub(crate) fn values(fact: &FactView<'_>) -> String {
    match (fact.tree, fact.unit) {
        (Some(tree), _) => format!("{tree} id"),
        (None, Some(unit)) => format!("a number of {unit}"),
        (None, None) if fact.answers.is_empty() => "true, false".to_owned(),
        (None, None) => fact.answers.join(", "),
    }
}

fn instant(at: Option<Instant>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
