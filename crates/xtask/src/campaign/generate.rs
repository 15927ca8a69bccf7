//! Rule sets by chance: a few instruments whose provisions act on one another as often as can be.

use lawful::Ruleset;

use super::chance::Chance;
use super::description::{Document, Entries, Row, Rules, Value, get};
use super::moment::{COUNT, before_midnight, between, day, exact, midnight, through_midnight};
use super::palette::{Palette, Question};
use super::register::{question_row, register};

/// A rule set that passed its check.
pub(crate) struct Generated {
    pub(crate) rules: Rules,
    pub(crate) ruleset: Ruleset,
    pub(crate) palette: Palette,
    /// So many were refused before.
    pub(crate) refused: usize,
}

/// The rule set of a seed.
pub(crate) fn generate(seed: u64) -> Result<Generated, String> {
    let mut chance = Chance::new(seed, "rules");
    let mut last = String::new();
    for refused in 0..200 {
        let palette = Palette::new(&mut chance);
        let rules = Generator::new(&palette, &mut chance).rules();
        match rules.build() {
            Ok(ruleset) => return Ok(Generated { rules, ruleset, palette, refused }),
            Err(problems) => last = problems.to_string(),
        }
    }
    Err(format!("seed {seed}: 200 rule sets in a row were refused, the last one for\n{last}"))
}

/// One more instrument, of which everything becomes public at a number of the pool; what it names exists.
pub(crate) fn later_instrument(
    rules: &Rules,
    palette: &Palette,
    public: usize,
    chance: &mut Chance,
) -> Document {
    let mut generator = Generator::new(palette, chance);
    generator.documents = rules.documents.clone();
    generator.next = 90;
    generator.made = rules.provisions().map(|(id, _, row)| Made { id, kind: row.kind.clone() }).collect();
    let n = generator.instrument("law9");
    generator.documents[n].head.retain(|(key, _)| key != "public");
    let value = exact(public, generator.chance);
    generator.documents[n].head.push(("public".to_owned(), value));
    for _ in 0..generator.chance.between(1, 4) {
        generator.any_provision(n);
    }
    let mut document = generator.documents.swap_remove(n);
    for row in &mut document.rows {
        row.entries.retain(|(key, _)| key != "public");
    }
    document
}

/// One more provision of a kind, in an instrument of its own that stands by itself; in its window always, unless
/// chance gives it one.
pub(crate) fn added(kind: &str, keys: Entries, palette: &Palette, chance: &mut Chance) -> Document {
    let mut generator = Generator::new(palette, chance);
    generator.next = 90;
    let n = generator.instrument("law9");
    generator.documents[n].head.retain(|(key, _)| key != "under");
    generator.provision(n, kind, keys);
    generator.documents.swap_remove(n)
}

/// How often which effect is made.
const EFFECTS: [(usize, &str); 3] = [(5, "suspension"), (4, "end"), (2, "annulment")];

/// A provision that was made already.
#[derive(Clone)]
struct Made {
    id: String,
    kind: String,
}

struct Generator<'g> {
    palette: &'g Palette,
    chance: &'g mut Chance,
    documents: Vec<Document>,
    made: Vec<Made>,
    next: usize,
    /// What is made now has mostly no window, no scope and no `public` of its own.
    plain: bool,
}

impl<'g> Generator<'g> {
    fn new(palette: &'g Palette, chance: &'g mut Chance) -> Generator<'g> {
        Generator { palette, chance, documents: Vec::new(), made: Vec::new(), next: 1, plain: false }
    }

    fn rules(mut self) -> Rules {
        let title = Value::table([("en", Value::text("Generated"))]);
        self.documents.push(Document::new(
            "rules",
            [
                ("title", title),
                ("revision", Value::plain(1)),
                ("as_of", Value::plain("2030-01-01T00:00:00Z")),
            ],
        ));
        let register = register(self.palette, self.chance);
        self.documents.push(register);
        let first = self.documents.len();
        for n in 0..self.chance.between(2, 5) {
            self.instrument(&format!("law{}", n + 1));
        }
        let home = first;
        let declared = self.palette.questions.iter().filter(|question| question.home == "law1");
        self.documents[home].rows.extend(declared.map(question_row));
        let place = |generator: &mut Generator<'_>| {
            let count = generator.documents.len() - first;
            first + generator.chance.below(count)
        };
        let n = place(&mut self);
        self.provision(n, "prohibition", Vec::new());
        for _ in 0..self.chance.between(1, 4) {
            let n = place(&mut self);
            let kind = *self.chance.weighted(&[
                (5, "prohibition"),
                (3, "exemption"),
                (2, "license"),
                (2, "forbearance"),
            ]);
            self.general(n, kind);
        }
        for _ in 0..self.chance.between(0, 5) {
            let n = place(&mut self);
            let kind = *self.chance.weighted(&EFFECTS);
            self.general(n, kind);
        }
        if self.chance.percent(45) {
            self.tower(first);
        }
        for _ in 0..self.chance.below(4) {
            let n = place(&mut self);
            let kind = *self.chance.weighted(&[
                (2, "reserve"),
                (2, "challenge"),
                (2, "statement"),
                (3, "answer"),
                (1, "license"),
                (1, "prohibition"),
                (1, "forbearance"),
            ]);
            self.general(n, kind);
        }
        Rules { documents: self.documents }
    }

    /// A prohibition and effects each of which acts on the one before, so that deep chains decide.
    fn tower(&mut self, first: usize) {
        self.plain = true;
        let mut below = None;
        for n in 0..self.chance.between(2, 5) {
            let count = self.documents.len() - first;
            let place = first + self.chance.below(count);
            match below {
                None => self.provision(place, "prohibition", Vec::new()),
                Some(target) => {
                    let kind = *self.chance.weighted(&EFFECTS);
                    let mut keys = vec![("of".to_owned(), Value::texts([target]))];
                    if kind == "suspension" {
                        keys.push(("relief".to_owned(), Value::text("stay")));
                    }
                    self.provision(place, kind, keys);
                }
            }
            below = self.made.last().map(|made| made.id.clone());
            if n == 0 && self.chance.percent(40) {
                let lifts = vec![("lifts".to_owned(), Value::texts(below.clone()))];
                self.provision(place, "exemption", lifts);
                if self.chance.percent(50) {
                    below = self.made.last().map(|made| made.id.clone());
                }
            }
        }
        self.plain = false;
    }

    fn any_provision(&mut self, n: usize) {
        let kind = *self.chance.weighted(&[
            (4, "prohibition"),
            (2, "exemption"),
            (2, "license"),
            (2, "forbearance"),
            (4, "suspension"),
            (3, "end"),
            (2, "annulment"),
            (1, "answer"),
            (1, "reserve"),
            (1, "challenge"),
        ]);
        self.general(n, kind);
    }

    /// The index of a new instrument without provisions.
    fn instrument(&mut self, id: &str) -> usize {
        let kind = *self.chance.pick(&["order", "statute", "court-order", "license", "executive-order"]);
        let issued = match self.chance.below(12) {
            0 => day(),
            1 | 2 => self.between(0, 8),
            _ => {
                let n = self.chance.below(5);
                exact(n, self.chance)
            }
        };
        let title = Value::table([("en", Value::text("Title"))]);
        let mut document = Document::new(
            id,
            [
                ("kind", Value::text(kind)),
                ("title", title),
                ("issuer", Value::text("iss1")),
                ("zone", Value::text("UTC")),
                ("issued", issued),
            ],
        );
        let earlier: Vec<String> =
            self.documents.iter().filter(|d| d.is_instrument() && d.id != id).map(|d| d.id.clone()).collect();
        if !earlier.is_empty() && self.chance.percent(40) {
            document.head.push(("under".to_owned(), Value::texts(self.chance.some(&earlier, 2))));
        }
        if self.chance.percent(45) {
            let public = match self.chance.below(8) {
                0 => day(),
                1 | 2 => self.between(0, 8),
                _ => {
                    let n = self.chance.below(9);
                    exact(n, self.chance)
                }
            };
            document.head.push(("public".to_owned(), public));
        }
        if self.chance.percent(60) {
            let effective = self.time(0, 6, id);
            document.head.push(("effective".to_owned(), effective));
        }
        self.documents.push(document);
        self.documents.len() - 1
    }

    fn between(&mut self, low: usize, high: usize) -> Value {
        let a = self.chance.between(low, high.max(low + 1) - 1);
        let b = self.chance.between(a + 1, (a + 3).min(COUNT - 1).max(a + 1));
        between(a, b, self.chance)
    }

    /// A time from one number to another, in whatever form.
    fn time(&mut self, low: usize, high: usize, document: &str) -> Value {
        match self.chance.below(10) {
            0 | 1 => self.between(low, high),
            2 if !self.palette.questions.is_empty() => {
                let question: Question = self.chance.pick(&self.palette.questions).clone();
                let mut entries = vec![("question".to_owned(), Value::text(question.named_in(document)))];
                for answer in &question.answers {
                    let value = if self.chance.percent(25) {
                        self.between(low, high)
                    } else {
                        let n = self.chance.between(low, high);
                        exact(n, self.chance)
                    };
                    entries.push(((*answer).to_owned(), value));
                }
                Value::Table(entries)
            }
            _ => {
                let n = self.chance.between(low, high);
                exact(n, self.chance)
            }
        }
    }

    /// A provision with what its kind needs, or nothing where there is nothing to name.
    fn general(&mut self, n: usize, kind: &str) {
        let document = self.documents[n].id.clone();
        let text = |key: &str, value: &str| (key.to_owned(), Value::text(value));
        let keys: Entries = match kind {
            "exemption" | "license" => {
                let Some(lifts) = self.prohibitions() else { return };
                let mut keys = vec![("lifts".to_owned(), lifts)];
                if kind == "license" {
                    keys.push(text("grant", self.chance.pick::<&str>(&["general", "specific"])));
                }
                if self.chance.percent(25) {
                    keys.push(("declares".to_owned(), Value::plain(true)));
                }
                keys
            }
            "forbearance" => {
                let Some(of) = self.prohibitions() else { return };
                vec![("of".to_owned(), of)]
            }
            "suspension" => {
                let of = self.targets(&document);
                vec![
                    ("of".to_owned(), of),
                    text("relief", self.chance.pick::<&str>(&["injunction", "stay", "issuer"])),
                ]
            }
            "end" => {
                let mut keys = vec![("of".to_owned(), self.targets(&document))];
                if self.chance.percent(30) {
                    keys.push(("revives".to_owned(), Value::plain(true)));
                }
                keys
            }
            "annulment" | "challenge" => vec![("of".to_owned(), self.targets(&document))],
            "statement" if self.chance.percent(70) => vec![("of".to_owned(), self.targets(&document))],
            "statement" => {
                let activity = Value::text(*self.chance.pick(&["hosting", "app-store"]));
                vec![("when".to_owned(), Value::table([("activity", activity)]))]
            }
            "answer" => {
                if self.palette.questions.is_empty() {
                    return;
                }
                let question = self.chance.pick(&self.palette.questions).clone();
                let is = *self.chance.pick(&question.answers);
                vec![text("question", &question.named_in(&document)), text("is", is)]
            }
            _ => Vec::new(),
        };
        self.provision(n, kind, keys);
    }

    fn provision(&mut self, n: usize, kind: &str, keys: Entries) {
        let id = format!("n{}", self.next);
        self.next += 1;
        let document = self.documents[n].id.clone();
        let full = format!("{document}#{id}");
        let mut row = Row::new(kind, [("id", Value::text(id))]);
        row.entries.extend(keys);
        let plain = self.plain && self.chance.percent(75);
        if !plain && self.chance.percent(18) {
            let n = self.chance.between(3, COUNT - 1);
            let public = if self.chance.percent(30) { self.between(3, 10) } else { exact(n, self.chance) };
            row.set("public", public);
        }
        if !plain {
            self.window(&mut row, n, &document);
        }
        if !plain
            && row.get("when").is_none()
            && let Some(when) = self.palette.condition(&document, kind != "answer", self.chance)
        {
            row.set("when", when);
        }
        let can_replace = matches!(kind, "prohibition" | "exemption" | "license");
        if can_replace && !self.made.is_empty() && self.chance.percent(22) {
            let made: Vec<String> = self.made.iter().map(|made| made.id.clone()).collect();
            row.set("replaces", Value::texts(self.chance.some(&made, 2)));
        }
        self.documents[n].rows.push(row);
        self.made.push(Made { id: full, kind: kind.to_owned() });
    }

    fn window(&mut self, row: &mut Row, n: usize, document: &str) {
        if matches!(row.kind.as_str(), "annulment" | "answer") {
            return;
        }
        let effective = get(&self.documents[n].head, "effective").or(get(&self.documents[n].head, "issued"));
        let mut start = effective.map_or(0, latest);
        if self.chance.percent(55) {
            let from = self.time(0, 7, document);
            start = latest(&from);
            row.set("from", from);
        }
        if row.kind != "end" && self.chance.percent(50) && start + 1 < COUNT {
            if before_midnight(start) && self.chance.percent(10) {
                row.set("through", through_midnight());
            } else {
                let until = self.time(start + 1, COUNT - 1, document);
                row.set("until", until);
            }
        }
    }

    /// Prohibitions, or instruments for all that they carry (SPEC 3.4).
    fn prohibitions(&mut self) -> Option<Value> {
        let mut names: Vec<String> =
            self.made.iter().filter(|made| made.kind == "prohibition").map(|made| made.id.clone()).collect();
        if self.chance.percent(20) {
            names = self.documents.iter().filter(|d| d.is_instrument()).map(|d| d.id.clone()).collect();
        }
        if names.is_empty() { None } else { Some(Value::texts(self.chance.some(&names, 2))) }
    }

    /// What effects, challenges and statements name: what was made last, so that chains grow; anything; instruments.
    fn targets(&mut self, document: &str) -> Value {
        let is_effect = |made: &&Made| matches!(made.kind.as_str(), "suspension" | "end" | "annulment");
        let mut names = Vec::new();
        for _ in 0..if self.chance.percent(25) { 2 } else { 1 } {
            let name = match self.chance.below(100) {
                0..45 => {
                    self.made.iter().rev().find(is_effect).or(self.made.last()).map(|made| made.id.clone())
                }
                45..55 => {
                    let others = self.documents.iter().filter(|d| d.is_instrument() && d.id != document);
                    let others: Vec<&str> = others.map(|d| d.id.as_str()).collect();
                    if others.is_empty() { None } else { Some((*self.chance.pick(&others)).to_owned()) }
                }
                55..63 => self.replacement(),
                _ => Some(self.chance.pick(&self.made).id.clone()),
            };
            names.push(name.unwrap_or_else(|| self.chance.pick(&self.made).id.clone()));
        }
        names.sort();
        names.dedup();
        Value::texts(names)
    }

    /// What a `replaces` adds.
    fn replacement(&mut self) -> Option<String> {
        let rows = self.documents.iter().flat_map(|d| d.rows.iter().map(move |row| (d, row)));
        let replacing = rows.filter(|(_, row)| row.get("replaces").is_some());
        let names: Vec<String> =
            replacing.map(|(d, row)| format!("{}#{}~replaces", d.id, row.id())).collect();
        if names.is_empty() { None } else { Some(self.chance.pick(&names).clone()) }
    }
}

/// The last number that a time may be, of those of the pool.
fn latest(time: &Value) -> usize {
    let mut last = 0;
    time.walk(&mut |value| {
        if let Value::Plain(text) = value {
            last = last.max(number(text));
        }
    });
    last
}

fn number(text: &str) -> usize {
    let of_midnight = [day(), Value::plain("2029-12-30")];
    if of_midnight.contains(&Value::plain(text)) {
        return midnight();
    }
    (0..COUNT).find(|n| Value::plain(super::moment::instant(*n)) == Value::plain(utc(text))).unwrap_or(0)
}

/// An instant of the pool as the library writes it.
fn utc(text: &str) -> String {
    let text = if text.contains('Z') || text.contains('+') { text.to_owned() } else { format!("{text}Z") };
    text.parse().map_or(String::new(), |at: lawful::Instant| at.to_string())
}
