//! Tables of history: how answers change over time, between rule sets, and what the provisions are.

use std::sync::Arc;

use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, PrimitiveArray, StringArray};
use arrow_schema::{ArrowError, Field};
use indexmap::IndexMap;
use lawful::decision::TimelineRun;
use lawful::{
    FactValue, Instant, Interval, Possible, ProvisionView, Readings, Ruleset, Timeline, Transaction,
};

use crate::table::{Fault, PyTable, Questions, interrupted, lists, words};

type Made = Result<PyTable, ArrowError>;

/// The timelines of some questions.
pub(crate) fn lines(
    rules: &Ruleset,
    questions: &Questions,
    readings: &Readings,
    known: Option<Instant>,
) -> Result<Vec<Timeline>, Fault> {
    let asked = asked(rules, questions, readings)?;
    asked.iter().map(|transaction| timeline(transaction, known)).collect()
}

/// The runs of every question.
pub(crate) fn timelines(rules: &Ruleset, questions: &Questions, lines: &[Timeline]) -> Made {
    let mut table = Rows::default();
    for (question, line) in lines.iter().enumerate() {
        for run in line.runs() {
            table.push(question, run.span, &[run.possible], &run);
        }
    }
    let mut columns = facts(questions, &table.questions);
    columns.push(("from".into(), instants(table.from)));
    columns.push(("until".into(), instants(table.until)));
    columns.push(("verdict".into(), words(&table.verdicts.remove(0))?));
    columns.push(("at_least".into(), words(&table.least)?));
    columns.push(("at_most".into(), words(&table.most)?));
    columns.extend(grounds(&table.grounds)?);
    finish(rules, columns)
}

/// Where the possible set changes in `[from, until)`, for every question.
pub(crate) fn changes(rules: &Ruleset, questions: &Questions, lines: &[Timeline], within: Interval) -> Made {
    let mut table = Rows::default();
    for (question, line) in lines.iter().enumerate() {
        let mut before: Option<Possible> = None;
        for run in line.runs() {
            if let (Some(before), Some(from)) = (before, run.span.from)
                && within.contains(from)
            {
                table.push(question, run.span, &[before, run.possible], &run);
            }
            before = Some(run.possible);
        }
    }
    let mut columns = facts(questions, &table.questions);
    columns.push(("at".into(), instants(table.from)));
    columns.push(("before".into(), words(&table.verdicts.remove(0))?));
    columns.push(("after".into(), words(&table.verdicts.remove(0))?));
    columns.push(("at_least".into(), words(&table.least)?));
    columns.push(("at_most".into(), words(&table.most)?));
    columns.push(("until".into(), instants(table.until)));
    columns.extend(grounds(&table.grounds)?);
    finish(rules, columns)
}

/// Rows of runs, column by column.
struct Rows {
    questions: Vec<usize>,
    from: Vec<Option<Instant>>,
    until: Vec<Option<Instant>>,
    /// One column for each verdict that is compared.
    verdicts: Vec<Vec<u8>>,
    least: Vec<u8>,
    most: Vec<u8>,
    grounds: Vec<Vec<String>>,
    corrections: Vec<bool>,
}

impl Default for Rows {
    fn default() -> Rows {
        Rows {
            questions: Vec::new(),
            from: Vec::new(),
            until: Vec::new(),
            verdicts: vec![Vec::new(), Vec::new()],
            least: Vec::new(),
            most: Vec::new(),
            grounds: Vec::new(),
            corrections: Vec::new(),
        }
    }
}

impl Rows {
    fn push(&mut self, question: usize, span: Interval, verdicts: &[Possible], run: &TimelineRun<'_>) {
        self.questions.push(question);
        self.from.push(span.from);
        self.until.push(span.until);
        for (column, possible) in self.verdicts.iter_mut().zip(verdicts) {
            column.push(possible.verdict().number());
        }
        self.least.push(run.possible.at_least().number());
        self.most.push(run.possible.at_most().number());
        self.grounds.push(run.grounds.iter().map(|ground| ground.id.to_owned()).collect());
    }
}

/// Where two rule sets answer differently in hindsight (SPEC 9.3). A difference that shows with what was known at any
/// time up to the older one's `as_of` is a correction; any other is a change of the law.
pub(crate) fn differences(
    (old, new): (&Ruleset, &Ruleset),
    questions: &Questions,
    readings: &Readings,
) -> Result<PyTable, Fault> {
    let (olds, news) = (asked(old, questions, readings)?, asked(new, questions, readings)?);
    let as_of = old.as_of();
    let mut known: Vec<Instant> = old.publics().into_iter().chain(new.publics()).collect();
    known.push(as_of);
    known.retain(|known| *known <= as_of);
    known.sort_unstable();
    known.dedup();
    let mut table = Rows::default();
    for (question, (before, after)) in olds.iter().zip(&news).enumerate() {
        let compare = |known| -> Result<Pair, Fault> {
            Ok(Pair { old: timeline(before, known)?, new: timeline(after, known)? })
        };
        let hindsight = compare(None)?;
        let earlier: Vec<Pair> =
            known.iter().map(|known| compare(Some(*known))).collect::<Result<_, Fault>>()?;
        table.compare(question, &hindsight, &earlier);
    }
    Ok(table.differences(new, questions)?)
}

/// How the same question is answered by two rule sets.
struct Pair {
    old: Timeline,
    new: Timeline,
}

impl Pair {
    fn differs(&self, at: Instant) -> bool {
        run_at(&self.old, at).possible != run_at(&self.new, at).possible
    }

    fn starts(&self) -> impl Iterator<Item = Instant> {
        self.old.runs().chain(self.new.runs()).filter_map(|run| run.span.from)
    }
}

/// The run in which an instant lies: there always is one.
fn run_at(line: &Timeline, at: Instant) -> TimelineRun<'_> {
    let mut runs = line.runs();
    runs.find(|run| run.span.contains(at)).unwrap_or(TimelineRun {
        span: Interval::ALWAYS,
        possible: line.transaction().prepare().verdict(at, line.known()).possible,
        grounds: Vec::new(),
    })
}

impl Rows {
    fn compare(&mut self, question: usize, hindsight: &Pair, earlier: &[Pair]) {
        let mut starts: Vec<Instant> =
            hindsight.starts().chain(earlier.iter().flat_map(Pair::starts)).collect();
        starts.push(Instant::MIN);
        starts.sort_unstable();
        starts.dedup();
        let first = self.questions.len();
        for (n, start) in starts.iter().enumerate() {
            let (was, is) = (run_at(&hindsight.old, *start), run_at(&hindsight.new, *start));
            if was.possible == is.possible {
                continue;
            }
            let correction = earlier.iter().any(|pair| pair.differs(*start));
            let span = Interval {
                from: (*start > Instant::MIN).then_some(*start),
                until: starts.get(n + 1).copied(),
            };
            let last = self.questions.len().checked_sub(1).filter(|last| *last >= first);
            let goes_on = last.is_some_and(|last| {
                self.until[last] == span.from
                    && self.verdicts[0][last] == was.possible.verdict().number()
                    && self.verdicts[1][last] == is.possible.verdict().number()
                    && self.least[last] == is.possible.at_least().number()
                    && self.most[last] == is.possible.at_most().number()
                    && self.corrections[last] == correction
                    && self.grounds[last].iter().eq(is.grounds.iter().map(|ground| ground.id))
            });
            match last.filter(|_| goes_on) {
                Some(last) => self.until[last] = span.until,
                None => {
                    self.push(question, span, &[was.possible, is.possible], &is);
                    self.corrections.push(correction);
                }
            }
        }
    }

    fn differences(mut self, rules: &Ruleset, questions: &Questions) -> Made {
        let kind = |correction: &bool| Some(if *correction { "correction" } else { "legal-change" });
        let kinds: StringArray = self.corrections.iter().map(kind).collect();
        let mut columns = facts(questions, &self.questions);
        columns.push(("from".into(), instants(self.from)));
        columns.push(("until".into(), instants(self.until)));
        columns.push(("before".into(), words(&self.verdicts.remove(0))?));
        columns.push(("after".into(), words(&self.verdicts.remove(0))?));
        columns.push(("kind".into(), Arc::new(kinds)));
        columns.extend(grounds(&self.grounds)?);
        finish(rules, columns)
    }
}

/// The provisions that only one of two rule sets has, and those that say something else.
pub(crate) fn provision_differences(old: &Ruleset, new: &Ruleset) -> Made {
    let (mut ids, mut changes, mut kinds, mut titles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut add = |provision: ProvisionView<'_>, change: &'static str| {
        ids.push(provision.id().to_owned());
        changes.push(change);
        kinds.push(provision.kind().as_str());
        titles.push(provision.title().get("en").map(str::to_owned));
    };
    for provision in old.provisions() {
        match new.provision(provision.id()) {
            None => add(provision, "removed"),
            Some(other) if provision.content() != other.content() => add(other, "changed"),
            Some(_) => {}
        }
    }
    for provision in new.provisions().filter(|provision| old.provision(provision.id()).is_none()) {
        add(provision, "added");
    }
    let columns: Vec<Column> = vec![
        ("id".into(), Arc::new(StringArray::from(ids))),
        ("change".into(), Arc::new(StringArray::from(changes))),
        ("kind".into(), Arc::new(StringArray::from(kinds))),
        ("title".into(), Arc::new(StringArray::from(titles))),
    ];
    finish(new, columns)
}

/// What there is to say about every provision, to be joined to a column of grounds by `id`.
pub(crate) fn provisions(rules: &Ruleset, language: &str) -> Made {
    let all: Vec<ProvisionView<'_>> = rules.provisions().collect();
    let texts = |text: &dyn Fn(&ProvisionView<'_>) -> Option<String>| -> ArrayRef {
        Arc::new(all.iter().map(text).collect::<StringArray>())
    };
    let issuer = |provision: &ProvisionView<'_>| {
        let id = provision.instrument().issuer()?;
        let name = rules.issuer_name(id).and_then(|name| name.get(language));
        Some(name.unwrap_or(id).to_owned())
    };
    let citation = |provision: &ProvisionView<'_>| {
        let instrument = provision.instrument();
        let mut parts: Vec<&str> = instrument.citations().iter().map(String::as_str).collect();
        if !provision.cite().is_empty() {
            parts.push(provision.cite());
        }
        Some(parts.join("; ")).filter(|text| !text.is_empty())
    };
    let sources = all.iter().map(|provision| {
        let own = provision.sources();
        if own.is_empty() { provision.instrument().sources() } else { own }
    });
    let sources: Vec<_> = sources.collect();
    let says = lists(sources.iter().map(|sources| sources.iter().map(|source| source.says)))?;
    let links = lists(sources.iter().map(|sources| {
        let urls = sources.iter().map(|source| source.url);
        urls.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    }))?;
    let columns: Vec<Column> = vec![
        ("id".into(), texts(&|provision| Some(provision.id().to_owned()))),
        ("kind".into(), texts(&|provision| Some(provision.kind().as_str().to_owned()))),
        ("title".into(), texts(&|provision| provision.title().get(language).map(str::to_owned))),
        ("instrument".into(), texts(&|provision| Some(provision.instrument().id().to_owned()))),
        (
            "instrument_title".into(),
            texts(&|provision| provision.instrument().title().get(language).map(str::to_owned)),
        ),
        ("citation".into(), texts(&citation)),
        ("issuer".into(), texts(&issuer)),
        ("sources".into(), says),
        ("links".into(), links),
    ];
    finish(rules, columns)
}

/// The transactions of some questions.
fn asked(rules: &Ruleset, questions: &Questions, readings: &Readings) -> Result<Vec<Transaction>, Fault> {
    let build = |question: &Vec<(String, FactValue)>| {
        interrupted()?;
        let builder = rules.transaction().readings(readings.clone());
        let stated = question.iter();
        let builder = stated.fold(builder, |builder, (fact, value)| builder.fact(fact, value.clone()));
        builder.build().map_err(Fault::Question)
    };
    questions.iter().map(build).collect()
}

/// A timeline, unless somebody interrupts: there may be many, and each may take its time.
fn timeline(transaction: &Transaction, known: Option<Instant>) -> Result<Timeline, Fault> {
    interrupted()?;
    Ok(transaction.timeline(known))
}

type Column = (String, ArrayRef);

/// The facts of the questions, for every row that one of them has. A fact has the type that it is stated with, whatever
/// rows there are.
fn facts(questions: &Questions, rows: &[usize]) -> Vec<Column> {
    let mut kinds: IndexMap<&str, &FactValue> = IndexMap::new();
    for (name, value) in questions.iter().flatten() {
        kinds.entry(name).or_insert(value);
    }
    let column = |name: &str, kind: &FactValue| -> ArrayRef {
        let stated = rows.iter().map(|row| {
            let mut facts = questions[*row].iter();
            facts.find(|(fact, _)| fact == name).map(|(_, value)| value)
        });
        match kind {
            FactValue::Flag(_) => {
                let flag = |value: &FactValue| matches!(value, FactValue::Flag(true));
                Arc::new(stated.map(|value| value.map(flag)).collect::<BooleanArray>())
            }
            FactValue::Number(_) => {
                let number = |value: &FactValue| match value {
                    FactValue::Number(number) => Some(*number),
                    _ => None,
                };
                Arc::new(stated.map(|value| value.and_then(number)).collect::<Int64Array>())
            }
            FactValue::Text(_) => {
                Arc::new(stated.map(|value| value.map(FactValue::to_string)).collect::<StringArray>())
            }
        }
    };
    kinds.into_iter().map(|(name, kind)| (name.to_owned(), column(name, kind))).collect()
}

/// Timestamps in UTC; `None` for no known bound.
fn instants(instants: Vec<Option<Instant>>) -> ArrayRef {
    let ticks = instants.into_iter().map(|instant| instant.map(|instant| instant.unix_seconds() * 1_000_000));
    Arc::new(ticks.collect::<PrimitiveArray<TimestampMicrosecondType>>().with_timezone("UTC"))
}

/// The first of each row's grounds, to join by, and all of them.
fn grounds(rows: &[Vec<String>]) -> Result<[Column; 2], ArrowError> {
    let first: StringArray = rows.iter().map(|row| row.first()).collect();
    let all = lists(rows.iter().map(|row| row.iter().map(String::as_str)))?;
    Ok([("ground".into(), Arc::new(first)), ("grounds".into(), all)])
}

fn finish(rules: &Ruleset, columns: Vec<Column>) -> Made {
    let rows = columns.first().map_or(0, |(_, array)| array.len());
    let field = |(name, array): Column| (Field::new(name, array.data_type().clone(), true), array);
    PyTable::of(rules, rows, columns.into_iter().map(field))
}
