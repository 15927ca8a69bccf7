//! What a rule set holds, to be looked at: for `show` and `list`, tables and explanations.

use crate::model::{
    Confidence, Instrument, InstrumentId, InstrumentKind, LegalTime, Moment, Provision, ProvisionId,
    ProvisionKind, Target,
};
use crate::ruleset::Ruleset;
use crate::time::Instant;
use crate::vocabulary::{Domain, Fact, NodeId, Question, Text, Tree};

/// An instrument.
#[derive(Clone, Copy)]
pub struct InstrumentView<'r> {
    rules: &'r Ruleset,
    id: InstrumentId,
}

/// A provision.
#[derive(Clone, Copy)]
pub struct ProvisionView<'r> {
    rules: &'r Ruleset,
    id: ProvisionId,
}

/// Where a date or a statement comes from (SPEC 12.4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceView<'r> {
    /// A URL or the name of a document.
    pub url: &'r str,
    /// What it says, in short.
    pub says: &'r str,
    /// The dates that it supports: `issued`, `1.from`.
    pub supports: Vec<&'r str>,
    /// `primary`, `secondary`, `memory`, or nothing.
    pub confidence: Option<&'static str>,
}

/// An app of the register.
#[derive(Clone, Debug)]
pub struct AppView<'r> {
    /// The id.
    pub id: &'r str,
    /// The names.
    pub name: &'r Text,
    /// Its store identifiers, sorted.
    pub store_ids: Vec<&'r str>,
    /// Its publishers, with the first second and the end of each.
    pub publishers: Vec<(&'r str, Option<Instant>, Option<Instant>)>,
    /// The families of which it is part.
    pub part_of: Vec<&'r str>,
}

/// A fact that a transaction may state.
#[derive(Clone, Debug)]
pub struct FactView<'r> {
    /// The id.
    pub id: &'r str,
    /// `flag`, `choice`, `number` or `node`.
    pub domain: &'static str,
    /// Of a node: its tree.
    pub tree: Option<&'static str>,
    /// Of a choice: its answers.
    pub answers: Vec<&'r str>,
    /// Of a number: its unit.
    pub unit: Option<&'r str>,
    /// The presumed value.
    pub presumed: Option<&'r str>,
    /// What it asks.
    pub asks: &'r Text,
}

/// An open point of the law.
#[derive(Clone, Debug)]
pub struct QuestionView<'r> {
    /// The full id.
    pub id: &'r str,
    /// The possible answers.
    pub answers: Vec<&'r str>,
    /// The presumed answer.
    pub presumed: Option<&'r str>,
    /// What it asks.
    pub asks: &'r Text,
}

/// A row of the register of coverage (SPEC 7.6).
#[derive(Clone, Debug)]
pub struct CoverageView<'r> {
    /// The place; `None`: everywhere.
    pub region: Option<&'r str>,
    /// The activities; `None`: all.
    pub activities: Option<Vec<&'r str>>,
    /// From when on; `None`: always.
    pub from: Option<Instant>,
    /// Until when the law was followed there.
    pub as_of: Option<Instant>,
    /// What the row says.
    pub note: &'r Text,
}

impl Ruleset {
    /// The instrument of that id.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<InstrumentView<'_>> {
        let instruments = &self.model().instruments;
        let index = instruments.binary_search_by(|instrument| instrument.id.as_str().cmp(id)).ok()?;
        Some(InstrumentView { rules: self, id: InstrumentId::from_index(index) })
    }

    /// All instruments, sorted by id.
    pub fn instruments(&self) -> impl ExactSizeIterator<Item = InstrumentView<'_>> {
        (0..self.model().instruments.len())
            .map(|n| InstrumentView { rules: self, id: InstrumentId::from_index(n) })
    }

    /// The provision of that full id, such as `us/eo-13943#1-a`.
    #[must_use]
    pub fn provision(&self, id: &str) -> Option<ProvisionView<'_>> {
        self.provisions().find(|provision| provision.id() == id)
    }

    /// All provisions, by instrument, then by id; a `~replaces` follows what carries it.
    pub fn provisions(&self) -> impl ExactSizeIterator<Item = ProvisionView<'_>> {
        (0..self.model().provisions.len())
            .map(|n| ProvisionView { rules: self, id: ProvisionId::from_index(n) })
    }

    /// The apps of the register, sorted by id.
    #[must_use]
    pub fn apps(&self) -> Vec<AppView<'_>> {
        let vocabulary = &self.model().vocabulary;
        let (apps, parties) = (vocabulary.tree(Tree::App), vocabulary.tree(Tree::Party));
        let mut views: Vec<AppView<'_>> = apps
            .nodes()
            .filter(|(id, _)| *id != NodeId::ROOT)
            .map(|(id, node)| AppView {
                id: &node.id,
                name: &node.name,
                store_ids: apps.aliases_of(id).collect(),
                publishers: vocabulary
                    .publishers
                    .get(id.index())
                    .into_iter()
                    .flatten()
                    .map(|edge| (parties.node(edge.to).id.as_str(), edge.span.from, edge.span.until))
                    .collect(),
                part_of: apps.parents(id).iter().map(|edge| apps.node(edge.to).id.as_str()).collect(),
            })
            .collect();
        views.sort_unstable_by_key(|view| view.id);
        views
    }

    /// Ids and names of a tree's nodes, but for the root, sorted by id.
    #[must_use]
    pub fn nodes(&self, tree: Tree) -> Vec<(&str, &Text)> {
        let table = self.model().vocabulary.tree(tree);
        let mut nodes: Vec<(&str, &Text)> = table
            .nodes()
            .filter(|(id, _)| *id != NodeId::ROOT)
            .map(|(_, node)| (node.id.as_str(), &node.name))
            .collect();
        nodes.sort_unstable_by_key(|(id, _)| *id);
        nodes
    }

    /// The facts that a transaction may state: the built-in ones, then the declared ones.
    #[must_use]
    pub fn facts(&self) -> Vec<FactView<'_>> {
        self.model().vocabulary.facts.iter().map(fact_view).collect()
    }

    /// The questions on which the law or its text is open.
    #[must_use]
    pub fn questions(&self) -> Vec<QuestionView<'_>> {
        self.model().vocabulary.questions.iter().map(question_view).collect()
    }

    /// The register of coverage.
    #[must_use]
    pub fn coverage(&self) -> Vec<CoverageView<'_>> {
        let vocabulary = &self.model().vocabulary;
        let (regions, activities) = (vocabulary.tree(Tree::Region), vocabulary.tree(Tree::Activity));
        let ids = |nodes: &Vec<NodeId>| nodes.iter().map(|node| activities.node(*node).id.as_str()).collect();
        let rows = vocabulary.coverage.iter().map(|row| CoverageView {
            region: row.region.map(|node| regions.node(node).id.as_str()),
            activities: row.activities.as_ref().map(ids),
            from: row.from,
            as_of: row.as_of,
            note: &row.note,
        });
        rows.collect()
    }

    /// Every second at which something may become public, sorted: what is known changes at no other.
    #[must_use]
    pub fn publics(&self) -> Vec<Instant> {
        let instruments = self.model().instruments.iter().map(|instrument| instrument.public);
        let provisions = self.model().provisions.iter().map(|provision| provision.public);
        let mut seconds: Vec<Instant> =
            instruments.chain(provisions).flat_map(|moment| [moment.earliest(), moment.latest()]).collect();
        seconds.sort_unstable();
        seconds.dedup();
        seconds
    }

    /// The name of an issuer.
    #[must_use]
    pub fn issuer_name(&self, id: &str) -> Option<&Text> {
        self.model().vocabulary.issuers.iter().find(|issuer| issuer.id == id).map(|issuer| &issuer.name)
    }
}

impl<'r> InstrumentView<'r> {
    fn row(&self) -> &'r Instrument {
        self.rules.model().instrument(self.id)
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &'r str {
        &self.row().id
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> InstrumentKind {
        self.row().kind
    }

    /// The title, by language.
    #[must_use]
    pub fn title(&self) -> &'r Text {
        &self.row().title
    }

    /// The id of the issuer.
    #[must_use]
    pub fn issuer(&self) -> Option<&'r str> {
        let issuers = &self.rules.model().vocabulary.issuers;
        self.row().issuer.and_then(|n| issuers.get(n as usize)).map(|issuer| issuer.id.as_str())
    }

    /// The ids of the instruments under which it stands.
    #[must_use]
    pub fn under(&self) -> Vec<&'r str> {
        self.row().under.iter().map(|id| self.rules.model().instrument(*id).id.as_str()).collect()
    }

    /// The citations.
    #[must_use]
    pub fn citations(&self) -> &'r [String] {
        &self.row().citations
    }

    /// The sources.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceView<'r>> {
        sources(&self.row().sources)
    }

    /// When it was issued: the earliest second and the one by which it was.
    #[must_use]
    pub fn issued(&self) -> (Instant, Instant) {
        bounds(self.row().issued)
    }

    /// When it could be known: the earliest second and the one by which it could.
    #[must_use]
    pub fn public(&self) -> (Instant, Instant) {
        bounds(self.row().public)
    }

    /// What it carries, by id; a `~replaces` follows what carries it.
    pub fn provisions(&self) -> impl Iterator<Item = ProvisionView<'r>> + use<'r> {
        let (rules, id) = (self.rules, self.id);
        let model = rules.model();
        (0..model.provisions.len())
            .map(ProvisionId::from_index)
            .filter(move |provision| model.home(*provision) == id)
            .map(move |id| ProvisionView { rules, id })
    }
}

impl<'r> ProvisionView<'r> {
    pub(super) fn row(&self) -> &'r Provision {
        self.rules.model().provision(self.id)
    }

    pub(super) fn rules(&self) -> &'r Ruleset {
        self.rules
    }

    /// The full id.
    #[must_use]
    pub fn id(&self) -> &'r str {
        &self.row().id
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProvisionKind {
        self.row().kind()
    }

    /// The title, by language.
    #[must_use]
    pub fn title(&self) -> &'r Text {
        &self.row().title
    }

    /// Where in its instrument it stands, such as `¶ 1`; may be empty.
    #[must_use]
    pub fn cite(&self) -> &'r str {
        &self.row().cite
    }

    /// The instrument in which it stands.
    #[must_use]
    pub fn instrument(&self) -> InstrumentView<'r> {
        InstrumentView { rules: self.rules, id: self.rules.model().home(self.id) }
    }

    /// The ids of what it lifts, or what it names in `of`, as expanded by SPEC 3.4; sorted.
    #[must_use]
    pub fn targets(&self) -> Vec<&'r str> {
        let model = self.rules.model();
        let mut targets: Vec<&str> = match &self.row().effect {
            crate::model::Effect::Exemption { lifts, .. } | crate::model::Effect::License { lifts, .. } => {
                lifts.iter().map(|id| model.provision(*id).id.as_str()).collect()
            }
            _ => self
                .row()
                .targets()
                .into_iter()
                .map(|target| match target {
                    Target::Instrument(id) => model.instrument(id).id.as_str(),
                    Target::Provision(id) => model.provision(id).id.as_str(),
                })
                .collect(),
        };
        targets.sort_unstable();
        targets
    }

    /// Every first second that its window may have, sorted: more than one where a question or an unknown second
    /// leaves it open.
    #[must_use]
    pub fn starts(&self) -> Vec<Instant> {
        instants(Some(&self.row().from))
    }

    /// Every end that its window may have, sorted; empty: no known end.
    #[must_use]
    pub fn ends(&self) -> Vec<Instant> {
        instants(self.row().until.as_ref())
    }

    /// Its own sources.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceView<'r>> {
        sources(&self.row().sources)
    }
}

fn bounds(moment: Moment) -> (Instant, Instant) {
    (moment.earliest(), moment.latest())
}

fn instants(time: Option<&LegalTime>) -> Vec<Instant> {
    let moments = time.into_iter().flat_map(LegalTime::moments);
    let mut instants: Vec<Instant> =
        moments.flat_map(|moment| [moment.earliest(), moment.latest()]).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

fn sources(rows: &[crate::model::Source]) -> Vec<SourceView<'_>> {
    rows.iter()
        .map(|row| SourceView {
            url: &row.url,
            says: &row.says,
            supports: row.supports.iter().map(String::as_str).collect(),
            confidence: row.confidence.map(|confidence| match confidence {
                Confidence::Primary => "primary",
                Confidence::Secondary => "secondary",
                Confidence::Memory => "memory",
            }),
        })
        .collect()
}

fn fact_view(fact: &Fact) -> FactView<'_> {
    let answers: Vec<&str> = match &fact.domain {
        Domain::Choice(answers) => answers.iter().map(String::as_str).collect(),
        Domain::Flag | Domain::Number { .. } | Domain::Node(_) => Vec::new(),
    };
    let (domain, tree, unit) = match &fact.domain {
        Domain::Flag => ("flag", None, None),
        Domain::Choice(_) => ("choice", None, None),
        Domain::Number { unit } => ("number", None, Some(unit.as_str())),
        Domain::Node(tree) => ("node", Some(tree.as_str()), None),
    };
    let presumed = fact.presumed.map(|n| match &fact.domain {
        Domain::Choice(answers) => answers.get(n as usize).map_or("", String::as_str),
        _ if n == 1 => "true",
        _ => "false",
    });
    FactView { id: &fact.id, domain, tree, answers, unit, presumed, asks: &fact.asks }
}

fn question_view(question: &Question) -> QuestionView<'_> {
    QuestionView {
        id: &question.id,
        answers: question.answers.iter().map(String::as_str).collect(),
        presumed: question.presumed.and_then(|n| question.answers.get(n as usize)).map(String::as_str),
        asks: &question.asks,
    }
}
