//! The neutral model: what every engine is given, in no engine's terms; a seeded generator; and the oracle, a linear
//! scan that is read off the specification (SPEC 5, 6) and shares no code with any engine.
//!
//! A question has six columns (app, activity, location, and three that a world names), an instant and what was known.
//! Prohibitions, exemptions, suspensions and stays hold in a window and are on record in another: published, and
//! perhaps struck out again (in lawful's terms an annulment, published then).

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// After every instant: no end.
pub const FOREVER: i64 = 253_402_300_800;
/// Before every instant that is asked about.
pub const EVER: i64 = -62_135_596_800;

pub const UNREGULATED: u8 = 1;
pub const EXEMPT: u8 = 2;
pub const SUSPENDED: u8 = 4;
pub const PROHIBITED: u8 = 6;

/// How many columns a question has.
pub const COLUMNS: usize = 6;
/// How many of them are neither the app, the activity nor the location.
pub const REST: usize = 3;

/// One column of a question: a fact, the values that a question may state, and the classes of values that provisions
/// tell apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dimension {
    /// The fact in lawful's vocabulary.
    pub fact: String,
    pub values: Vec<String>,
    /// Names of the classes; a provision names classes.
    pub classes: Vec<String>,
    /// The class of each value.
    pub class_of: Vec<u8>,
}

impl Dimension {
    /// Every value a class of its own.
    pub fn plain(fact: &str, values: Vec<String>) -> Dimension {
        let class_of = (0..values.len()).map(|n| n as u8).collect();
        Dimension { fact: fact.to_owned(), classes: values.clone(), values, class_of }
    }

    /// All classes.
    pub fn all(&self) -> u64 {
        u64::MAX >> (64 - self.classes.len())
    }
}

/// What a provision reaches: one app, and sets of classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scope {
    pub app: u32,
    pub activities: u64,
    pub locations: u64,
    pub rest: [u64; REST],
}

/// When it holds, and when it is on record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Span {
    pub from: i64,
    pub until: i64,
    pub public: i64,
    pub struck: i64,
}

impl Span {
    pub fn visible(&self, known: i64) -> bool {
        self.public <= known && known < self.struck
    }

    pub fn holds(&self, at: i64, known: i64) -> bool {
        self.from <= at && at < self.until && self.visible(known)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ban {
    pub scope: Scope,
    pub span: Span,
    /// What it says where nothing touches it: `PROHIBITED`, but in a world of boxes.
    pub status: u8,
    /// Its own number, or in a world of boxes the number of its reason.
    pub reason: u32,
    pub exemptions: Vec<u32>,
    pub suspensions: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exemption {
    pub scope: Scope,
    pub span: Span,
    pub lifts: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suspension {
    pub app: u32,
    pub span: Span,
    pub of: Vec<u32>,
    pub stays: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stay {
    pub app: u32,
    pub span: Span,
    pub of: u32,
}

/// A set of rules and what may be asked of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct World {
    pub name: String,
    /// app, activity, location, and the rest.
    pub dimensions: Vec<Dimension>,
    pub bans: Vec<Ban>,
    pub exemptions: Vec<Exemption>,
    pub suspensions: Vec<Suspension>,
    pub stays: Vec<Stay>,
    /// In a world of boxes: the reasons, each ids joined with `+`. Else empty.
    pub reasons: Vec<String>,
    /// The span of time that questions are about.
    pub era: (i64, i64),
    /// Per app, its bans, its exemptions, its suspensions, its stays: ranges, since all is sorted by app.
    pub by_app: Vec<[(u32, u32); 4]>,
}

/// One question: codes into the dimensions' values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    pub codes: [u32; COLUMNS],
    pub at: i64,
    pub known: i64,
}

/// A verdict (SPEC 10.6), and what brings it about: bans, or where the verdict is exempt the exemptions, which are
/// numbered after the bans. Sorted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Answer {
    pub verdict: u8,
    pub reasons: Vec<u32>,
}

impl Scope {
    /// Whether it reaches a question, given as classes.
    fn reaches(&self, asked: &[u32; COLUMNS]) -> bool {
        self.app == asked[0]
            && self.activities >> asked[1] & 1 == 1
            && self.locations >> asked[2] & 1 == 1
            && (0..REST).all(|n| self.rest[n] >> asked[3 + n] & 1 == 1)
    }
}

impl World {
    /// How many provisions there are, not counting what strikes one out.
    pub fn provisions(&self) -> usize {
        self.bans.len() + self.exemptions.len() + self.suspensions.len() + self.stays.len()
    }

    /// The id of a reason, in lawful's terms.
    pub fn reason(&self, reason: u32) -> String {
        let reason = reason as usize;
        if !self.reasons.is_empty() {
            return self.reasons[reason].clone();
        }
        let (app, letter, first) = match reason.checked_sub(self.bans.len()) {
            None => (self.bans[reason].scope.app, 'p', self.by_app[self.bans[reason].scope.app as usize][0].0),
            Some(n) => {
                let app = self.exemptions[n].scope.app;
                (app, 'e', self.bans.len() as u32 + self.by_app[app as usize][1].0)
            }
        };
        format!("order/{}#{letter}{}", self.dimensions[0].values[app as usize], reason as u32 - first)
    }

    /// The codes of a question as classes.
    pub fn classes(&self, codes: &[u32; COLUMNS]) -> [u32; COLUMNS] {
        let mut classes = *codes;
        for n in 3..COLUMNS {
            classes[n] = u32::from(self.dimensions[n].class_of[codes[n] as usize]);
        }
        classes
    }

    /// The answer by a linear scan of everything: the oracle.
    pub fn oracle(&self, question: &Question) -> Answer {
        let asked = self.classes(&question.codes);
        let mut answer = Answer { verdict: UNREGULATED, reasons: Vec::new() };
        for ban in &self.bans {
            if ban.scope.reaches(&asked) {
                self.weigh(ban, &asked, question.at, question.known, &mut answer);
            }
        }
        answer.finish()
    }

    /// The same for some bans only, of which the scope is known to reach the question.
    pub fn answer_of(&self, bans: &[u32], asked: &[u32; COLUMNS], at: i64, known: i64) -> Answer {
        let mut answer = Answer { verdict: UNREGULATED, reasons: Vec::new() };
        for &n in bans {
            self.weigh(&self.bans[n as usize], asked, at, known, &mut answer);
        }
        answer.finish()
    }

    fn weigh(&self, ban: &Ban, asked: &[u32; COLUMNS], at: i64, known: i64, answer: &mut Answer) {
        if !ban.span.visible(known) {
            return;
        }
        // SPEC 6.1, 6.3: an exemption speaks wherever a visible ban that it lifts reaches the question, be its window
        // over or not begun.
        let mut exempt = false;
        for &e in &ban.exemptions {
            let exemption = &self.exemptions[e as usize];
            if exemption.span.holds(at, known) && exemption.scope.reaches(asked) {
                exempt = true;
                answer.add(EXEMPT, self.bans.len() as u32 + e);
            }
        }
        if exempt || !ban.span.holds(at, known) {
            return;
        }
        let held = ban.suspensions.iter().any(|&s| {
            let suspension = &self.suspensions[s as usize];
            suspension.span.holds(at, known)
                && !suspension.stays.iter().any(|&stay| self.stays[stay as usize].span.holds(at, known))
        });
        answer.add(if held { SUSPENDED } else { ban.status }, ban.reason);
    }

    /// A stream of questions: half of them anywhere, half where some ban reaches.
    pub fn questions(&self, count: usize, seed: u64) -> Vec<Question> {
        let mut random = Random::seeded(seed);
        (0..count).map(|_| self.question(&mut random)).collect()
    }

    pub fn question(&self, random: &mut Random) -> Question {
        let mut codes = [0; COLUMNS];
        for (code, dimension) in codes.iter_mut().zip(&self.dimensions) {
            *code = random.below(dimension.values.len() as u64) as u32;
        }
        let mut at = random.between(self.era.0, self.era.1);
        if random.chance(50) {
            let ban = &self.bans[random.below(self.bans.len() as u64) as usize];
            codes[0] = ban.scope.app;
            codes[1] = nth_bit(ban.scope.activities, random);
            codes[2] = nth_bit(ban.scope.locations, random);
            let (from, until) = (ban.span.from.max(self.era.0), ban.span.until.min(self.era.1));
            match random.below(10) {
                // In its window.
                0..5 if from < until => at = random.between(from, until),
                // At a bound, or one second before it.
                5 if from < until => at = *random.pick(&[from, until]) - random.below(2) as i64,
                _ => {}
            }
        }
        let known = match random.below(3) {
            0 => random.between(self.era.0, self.era.1),
            1 => at,
            _ => self.era.1,
        };
        Question { codes, at, known }
    }
}

impl Answer {
    fn add(&mut self, status: u8, reason: u32) {
        if status > self.verdict {
            self.verdict = status;
            self.reasons.clear();
        }
        if status == self.verdict && status > UNREGULATED {
            self.reasons.push(reason);
        }
    }

    fn finish(mut self) -> Answer {
        self.reasons.sort_unstable();
        self.reasons.dedup();
        self
    }
}

fn nth_bit(mut set: u64, random: &mut Random) -> u32 {
    for _ in 0..random.below(u64::from(set.count_ones())) {
        set &= set - 1;
    }
    set.trailing_zeros()
}

pub const DAY: i64 = 86_400;
/// 2015-01-01.
const BEGIN: i64 = 1_420_070_400;
/// 2031-01-01.
const END: i64 = 1_924_992_000;

pub const ACTIVITIES: [&str; 8] = [
    "app-store/download",
    "app-store/update",
    "app-store/maintain",
    "app-store/in-app-purchase",
    "hosting",
    "content-delivery",
    "payments/transfer",
    "advertising",
];
pub const REGIONS: [&str; 10] = ["US", "IN", "AU", "CN", "GB", "DE", "FR", "NL", "JP", "BR"];
/// The regions of the group `bloc`.
pub const BLOC: u64 = 0b00_1110_0000;
/// The activities under `app-store`.
pub const STORE: u64 = 0b0000_1111;
/// Parties by the group that they belong to: 60 percent of each is held by the one before it; the first is the root.
pub const GROUPS: [(&str, usize); 3] = [("group-a", 5), ("group-b", 4), ("none", 3)];
/// Provisions of one app.
pub const PER_APP: usize = 20;

/// A world of `provisions` provisions, of which a multiple of 20 is made: for each app 12 prohibitions, 4 exemptions,
/// 3 suspensions and a stay.
pub fn generated(provisions: usize, seed: u64) -> World {
    let apps = (provisions / PER_APP).max(1);
    let mut random = Random::seeded(seed);
    let name = |n: usize| format!("app-{n:05}");
    let parties: Vec<(String, u8)> = GROUPS
        .iter()
        .enumerate()
        .flat_map(|(group, (root, size))| (0..*size).map(move |n| (format!("{root}-{n}"), group as u8)))
        .collect();
    let dimensions = vec![
        Dimension {
            fact: "app".into(),
            values: (0..apps).map(name).collect(),
            classes: Vec::new(),
            class_of: Vec::new(),
        },
        Dimension::plain("activity", ACTIVITIES.map(String::from).to_vec()),
        Dimension::plain("location", REGIONS.map(String::from).to_vec()),
        Dimension {
            fact: "actor".into(),
            values: vec!["individual".into(), "app-store".into(), "payment-processor".into()],
            classes: vec!["individual".into(), "business".into()],
            class_of: vec![0, 1, 1],
        },
        Dimension {
            fact: "party".into(),
            values: parties.iter().map(|(id, _)| id.clone()).collect(),
            classes: GROUPS.iter().map(|(root, _)| (*root).to_owned()).collect(),
            class_of: parties.iter().map(|(_, group)| *group).collect(),
        },
        Dimension::plain("to-cn", vec!["false".into(), "true".into()]),
    ];
    let mut world = World {
        name: format!("S{provisions}"),
        dimensions,
        bans: Vec::with_capacity(apps * 12),
        exemptions: Vec::with_capacity(apps * 4),
        suspensions: Vec::with_capacity(apps * 3),
        stays: Vec::with_capacity(apps),
        reasons: Vec::new(),
        era: (BEGIN + 365 * DAY, END),
        by_app: Vec::with_capacity(apps),
    };
    for app in 0..apps {
        world.add_app(app as u32, &mut random);
    }
    world
}

impl World {
    fn add_app(&mut self, app: u32, random: &mut Random) {
        let first = [self.bans.len(), self.exemptions.len(), self.suspensions.len(), self.stays.len()];
        let all = [0b11, 0b111, 0b11];
        while self.bans.len() < first[0] + 12 {
            let scope = Scope {
                app,
                activities: match random.below(10) {
                    0..6 => 1 << random.below(8),
                    6..8 => 1 << random.below(8) | 1 << random.below(8),
                    _ => STORE,
                },
                locations: match random.below(10) {
                    0..7 => 1 << random.below(10),
                    7..9 => 1 << random.below(10) | 1 << random.below(10),
                    _ => BLOC,
                },
                rest: [
                    *random.pick(&[all[0], all[0], all[0], 0b10, 0b10, 0b10, 0b01]),
                    if random.chance(8) { 1 << random.below(2) } else { all[1] },
                    if random.chance(15) { 0b10 } else { all[2] },
                ],
            };
            let span = span(random, BEGIN, END, 40);
            self.ban(scope, span);
            // A date is moved: the first text is struck out when the second is published.
            if random.chance(12) && self.bans.len() < first[0] + 12 {
                let moved = span.public + random.between(1, 60) * DAY;
                if let Some(last) = self.bans.last_mut() {
                    last.span.struck = moved;
                }
                let from = span.from + random.between(1, 90) * DAY;
                let until = if span.until == FOREVER { FOREVER } else { span.until.max(from + DAY) };
                self.ban(scope, Span { from, until, public: moved, struck: FOREVER });
            }
        }
        let bans: Vec<u32> = (first[0] as u32..self.bans.len() as u32).collect();
        for _ in 0..4 {
            let lifts = some_of(&bans, 3, random);
            let lifted = self.bans[lifts[0] as usize].clone();
            let rest = match random.below(10) {
                0..3 => [0b01, all[1], all[2]],
                3..7 => [all[0], 1 << random.below(2), all[2]],
                7..9 => [all[0], all[1], 0b01],
                _ => all,
            };
            let locations = if random.chance(70) { (1 << 10) - 1 } else { lifted.scope.locations };
            let scope = Scope { app, activities: (1 << 8) - 1, locations, rest };
            let span = self.within(&lifted.span, 60, random);
            let number = self.exemptions.len() as u32;
            for &ban in &lifts {
                self.bans[ban as usize].exemptions.push(number);
            }
            self.exemptions.push(Exemption { scope, span, lifts });
        }
        for _ in 0..3 {
            let of = some_of(&bans, 3, random);
            let target = self.bans[of[0] as usize].span;
            let span = self.within(&target, 30, random);
            let number = self.suspensions.len() as u32;
            for &ban in &of {
                self.bans[ban as usize].suspensions.push(number);
            }
            self.suspensions.push(Suspension { app, span, of, stays: Vec::new() });
        }
        let of = first[2] as u32 + random.below(3) as u32;
        let span = self.within(&self.suspensions[of as usize].span.clone(), 20, random);
        self.suspensions[of as usize].stays.push(self.stays.len() as u32);
        self.stays.push(Stay { app, span, of });
        let last = [self.bans.len(), self.exemptions.len(), self.suspensions.len(), self.stays.len()];
        self.by_app.push([0, 1, 2, 3].map(|n| (first[n] as u32, last[n] as u32)));
    }

    fn ban(&mut self, scope: Scope, span: Span) {
        self.bans.push(Ban {
            scope,
            span,
            status: PROHIBITED,
            reason: self.bans.len() as u32,
            exemptions: Vec::new(),
            suspensions: Vec::new(),
        });
    }

    /// A span that begins while another lasts.
    fn within(&self, other: &Span, open: u64, random: &mut Random) -> Span {
        let mut span = span(random, other.from, other.until.min(END), open);
        if span.public < other.public {
            span.public = other.public;
        }
        if random.chance(10) {
            span.struck = span.public + random.between(1, 700) * DAY;
        }
        span
    }
}

/// A span that begins in `[from, until)`; in `open` of a hundred cases without an end.
fn span(random: &mut Random, from: i64, until: i64, open: u64) -> Span {
    let mut begin = random.between(from, until);
    // Most dates are midnights, some are hours of the clock.
    begin -= begin.rem_euclid(if random.chance(80) { DAY } else { 3_600 });
    let end = if random.chance(open) { FOREVER } else { begin + random.between(30, 2_000) * DAY };
    let public =
        if random.chance(90) { begin - random.between(0, 200) * DAY } else { begin + random.between(1, 100) * DAY };
    Span { from: begin, until: end, public, struck: FOREVER }
}

/// One to `most` of them, neighbours.
fn some_of(of: &[u32], most: u64, random: &mut Random) -> Vec<u32> {
    let count = 1 + random.below(most) as usize;
    let first = random.below((of.len() - count + 1) as u64) as usize;
    of[first..first + count].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_meets_every_verdict() {
        let world = generated(1_000, 7);
        let mut seen = [0usize; 8];
        for question in world.questions(10_000, 1) {
            seen[world.oracle(&question).verdict as usize] += 1;
        }
        for verdict in [UNREGULATED, EXEMPT, SUSPENDED, PROHIBITED] {
            assert!(seen[verdict as usize] >= 50, "{seen:?}");
        }
    }
}
