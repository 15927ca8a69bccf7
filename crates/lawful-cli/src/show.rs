//! `lawful show`: whatever has that id, with its texts, dates and sources.

use lawful::{
    AppView, Instant, InstrumentView, ProvisionKind, ProvisionView, Ruleset, SourceView, Text, Tree, shown,
};

use crate::args::ShowArgs;
use crate::output::{Fault, Output};
use crate::{Exit, Failure, list, rules};

pub(crate) fn run(args: &ShowArgs, out: &mut Output) -> Result<Exit, Failure> {
    let rules = rules::load(&args.rules.rules)?;
    let mut page = Page { rules: &rules, lang: args.lang.tag(), out, entries: 0 };
    page.everything_named(&args.id);
    if page.entries > 0 {
        return Ok(Exit::Answered);
    }
    let fault = Fault::new(
        lawful::Code::UnknownReference,
        format!("nothing in the rule set has the id `{}`", shown(&args.id)),
    );
    Err(Failure::Question(vec![match nearest(&rules, &args.id) {
        Some(id) => fault.with_hint(format!("did you mean `{id}`?")),
        None => fault.with_hint("`lawful list` says what there is"),
    }]))
}

struct Page<'p> {
    rules: &'p Ruleset,
    lang: &'p str,
    out: &'p mut Output,
    entries: usize,
}

impl Page<'_> {
    /// An id may name several things: an app and its publisher, say.
    fn everything_named(&mut self, id: &str) {
        if let Some(instrument) = self.rules.instrument(id) {
            self.instrument(instrument);
        }
        if let Some(provision) = self.rules.provision(id) {
            self.provision(provision);
        }
        let apps = self.rules.apps();
        if let Some(app) = apps.iter().find(|app| app.id == id || app.store_ids.contains(&id)) {
            self.app(app);
        }
        if let Some(fact) = self.rules.facts().iter().find(|fact| fact.id == id) {
            self.entry("fact", id, fact.asks);
            self.field("values", list::values(fact));
            self.field("presumed", fact.presumed.unwrap_or_default());
        }
        if let Some(question) = self.rules.questions().iter().find(|question| question.id == id) {
            self.entry("question", id, question.asks);
            self.field("answers", question.answers.join(", "));
            self.field("presumed", question.presumed.unwrap_or_default());
        }
        for tree in Tree::ALL.into_iter().filter(|tree| *tree != Tree::App) {
            if let Some((_, name)) = self.rules.nodes(tree).into_iter().find(|(node, _)| *node == id) {
                self.entry(tree.as_str(), id, name);
            }
        }
        if let Some(name) = self.rules.issuer_name(id) {
            self.entry("issuer", id, name);
        }
    }

    fn instrument(&mut self, instrument: InstrumentView<'_>) {
        self.entry(instrument.kind().as_str(), instrument.id(), instrument.title());
        if let Some(issuer) = instrument.issuer() {
            let name =
                self.rules.issuer_name(issuer).and_then(|name| name.get(self.lang)).unwrap_or_default();
            self.field("issuer", format!("{issuer} {name}").trim_end());
        }
        self.field("issued", moment(instrument.issued()));
        self.field("public", moment(instrument.public()));
        self.field("under", instrument.under().join(", "));
        for citation in instrument.citations() {
            self.field("citation", citation);
        }
        for provision in instrument.provisions() {
            let title = provision.title().get(self.lang).unwrap_or_default();
            let line =
                format!("{} {} {} {title}", provision.id(), provision.kind().as_str(), provision.cite());
            self.field("provision", line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        self.named_by(instrument.id());
        self.sources(&instrument.sources());
    }

    fn provision(&mut self, provision: ProvisionView<'_>) {
        self.entry(provision.kind().as_str(), provision.id(), provision.title());
        self.field("cite", provision.cite());
        let instrument = provision.instrument();
        let title = instrument.title().get(self.lang).unwrap_or_default();
        self.field("instrument", format!("{} {title}", instrument.id()).trim_end());
        // An answer and an annulment have no window (SPEC 3.3).
        if !matches!(provision.kind(), ProvisionKind::Answer | ProvisionKind::Annulment) {
            self.field("from", instants(&provision.starts()));
            self.field("until", instants(&provision.ends()));
        }
        self.field("names", provision.targets().join(", "));
        self.named_by(provision.id());
        self.sources(&provision.sources());
    }

    /// What lifts it, suspends it, attacks it …
    fn named_by(&mut self, id: &str) {
        for other in self.rules.provisions().filter(|other| other.targets().contains(&id)) {
            self.field("named by", format!("{} {}", other.id(), other.kind().as_str()));
        }
    }

    fn app(&mut self, app: &AppView<'_>) {
        self.entry("app", app.id, app.name);
        for (party, from, until) in &app.publishers {
            let span = match (from, until) {
                (None, None) => String::new(),
                (from, until) => {
                    let bound = |at: &Option<Instant>| at.map(|at| at.to_string()).unwrap_or_default();
                    format!("{} / {}", bound(from), bound(until))
                }
            };
            self.field("publisher", format!("{party} {span}").trim_end());
        }
        self.field("part of", app.part_of.join(", "));
        for id in &app.store_ids {
            self.field("store id", id);
        }
    }

    fn sources(&mut self, sources: &[SourceView<'_>]) {
        for source in sources {
            self.field("source", source.url);
            self.field("  says", source.says);
            self.field("  for", source.supports.join(", "));
            self.field("  confidence", source.confidence.unwrap_or_default());
        }
    }

    fn entry(&mut self, kind: &str, id: &str, title: &Text) {
        if self.entries > 0 {
            self.out.line("");
        }
        self.entries += 1;
        self.out.heading(format_args!("{id} ({kind})"));
        if let Some(title) = title.get(self.lang) {
            self.out.line(title);
        }
    }

    /// A field that has no value is not shown.
    fn field(&mut self, name: &str, value: impl AsRef<str>) {
        let value = value.as_ref();
        if !value.is_empty() {
            self.out.line(format_args!("{name:<12} {value}"));
        }
    }
}

/// Exact, or between two seconds (SPEC 1.4).
fn moment((from, until): (Instant, Instant)) -> String {
    if from == until { from.to_string() } else { format!("between {from} and {until}") }
}

/// All that a bound may be.
fn instants(instants: &[Instant]) -> String {
    instants.iter().map(Instant::to_string).collect::<Vec<_>>().join(" or ")
}

/// The nearest id that anything has, if one is near enough to be meant.
fn nearest(rules: &Ruleset, written: &str) -> Option<String> {
    let (facts, questions, apps) = (rules.facts(), rules.questions(), rules.apps());
    let provisions: Vec<&str> = rules.provisions().map(|provision| provision.id()).collect();
    let instruments: Vec<&str> = rules.instruments().map(|instrument| instrument.id()).collect();
    let nodes = Tree::ALL.into_iter().flat_map(|tree| rules.nodes(tree)).map(|(id, _)| id);
    let ids = nodes
        .chain(facts.iter().map(|fact| fact.id))
        .chain(questions.iter().map(|question| question.id))
        .chain(apps.iter().flat_map(|app| app.store_ids.iter().copied()))
        .chain(instruments)
        .chain(provisions);
    lawful::nearest(written, ids).map(str::to_owned)
}
