//! One question at a time: every engine answers the same stream, and is timed once it has answered it rightly.

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use lawful::{Decision, Prepared, Ruleset};

use crate::counting::counted;
use crate::floors::HashFloor;
use crate::grid::Grids;
use crate::lawful_side::{self, Words};
use crate::measure::{cpu, latency, median, singles, throughput};
use crate::world::{Answer, Question, World};

/// How much to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Questions of a stream.
    pub questions: usize,
    /// Turns of what is fast.
    pub turns: usize,
    /// For the check, and for each of the times, of one engine in one world.
    pub check: Duration,
    pub time: Duration,
    pub batch_rows: usize,
    pub batch_turns: usize,
}

/// What an engine gave in a world: microseconds for one question, milliseconds of CPU, bytes.
#[derive(Clone, Debug)]
pub struct Measured {
    pub engine: String,
    pub world: String,
    /// The verdict, from a question already in the engine's own types.
    pub verdict: f64,
    /// The verdict, from words.
    pub from_words: f64,
    /// The verdict and the ids of its reasons, from a question already in the engine's own types; and from words.
    pub reason: f64,
    pub explained: f64,
    pub load_cpu_ms: f64,
    pub live_bytes: i64,
    pub checked: usize,
}

/// A world with its stream and the right answers.
pub struct Stream<'w> {
    pub world: &'w World,
    pub grids: &'w Grids,
    pub questions: Vec<Question>,
    pub answers: Vec<Answer>,
}

impl<'w> Stream<'w> {
    pub fn new(world: &'w World, grids: &'w Grids, count: usize) -> Stream<'w> {
        let questions = world.questions(count, 0x5eed);
        let answers = questions.iter().map(|question| world.oracle(question)).collect();
        Stream { world, grids, questions, answers }
    }

    /// The right answer as verdict and ids, sorted.
    pub fn answer(&self, n: usize) -> (u8, Vec<String>) {
        let answer = &self.answers[n];
        let mut ids: Vec<String> = answer
            .reasons
            .iter()
            .flat_map(|reason| self.world.reason(*reason).split('+').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        (answer.verdict, ids)
    }
}

/// The library and the hash floor, in turns.
#[derive(Clone, Debug)]
pub struct Ours {
    pub world: String,
    /// Nanoseconds of `Prepared::verdict`, each call after the other; and in a loop.
    pub verdict: f64,
    pub verdict_loop: f64,
    /// The same of the floor.
    pub floor: f64,
    pub floor_loop: f64,
    /// The median of the turns' ratios.
    pub ratio: f64,
    /// Nanoseconds from words to verdict and ids of the grounds.
    pub look_up: f64,
    /// Nanoseconds of the full decision with everything read from it: of a transaction; of a prepared question for
    /// the first time; and again.
    pub decide: f64,
    pub decide_first: f64,
    pub decide_kept: f64,
    /// Nanoseconds to build a transaction and prepare it, where its plane was made before.
    pub prepare: f64,
    pub verdict_allocations: u64,
    pub checked: usize,
}

/// Checks the floor and the library against the oracle, then times them.
pub fn ours(stream: &Stream<'_>, rules: &Ruleset, floor: &HashFloor, effort: &Effort) -> Ours {
    let world = stream.world;
    let count = stream.questions.len();
    let known = |question: &Question| Some(lawful_side::instant(question.known));
    let at = |question: &Question| lawful_side::instant(question.at);

    let words: Vec<Words> = stream.questions.iter().map(|question| Words::of(world, question)).collect();
    let prepared: Vec<Prepared> =
        stream.questions.iter().map(|question| lawful_side::prepare(rules, world, question)).collect();
    for (n, question) in stream.questions.iter().enumerate() {
        let (verdict, ids) = stream.answer(n);
        let of_floor = floor.answer(question);
        assert_eq!((of_floor & 7) as u8, verdict, "floor, {}: {question:?}", world.name);
        assert_eq!(
            stream.grids.answers[(of_floor >> 3) as usize], stream.answers[n],
            "floor, {}: {question:?}",
            world.name
        );
        let outcome = prepared[n].verdict(at(question), known(question));
        assert_eq!(lawful_side::number(&outcome) as u8, verdict, "verdict, {}: {question:?}", world.name);
        assert_eq!(words[n].ids(rules), (verdict, ids.clone()), "look_up, {}: {question:?}", world.name);
        if n % 10 == 0 {
            let decision = prepared[n].decide(at(question), known(question));
            assert_eq!(lawful_side::read(world, &decision), (verdict, ids), "decide, {}: {question:?}", world.name);
        }
    }
    drop(prepared);

    let instants: Vec<_> = stream.questions.iter().map(|question| (at(question), known(question))).collect();
    let transactions: Vec<_> =
        stream.questions.iter().map(|question| lawful_side::transaction(rules, world, question)).collect();
    let decide = latency(count, |n| read(&transactions[n].decide(instants[n].0, instants[n].1)));
    let prepare = latency(count, |n| {
        let prepared = transactions[n].prepare();
        u32::from(prepared.transaction().ruleset().revision() == 0)
    });
    let prepared: Vec<Prepared> = transactions.iter().map(|transaction| transaction.prepare()).collect();
    let decide_first = latency(count, |n| read(&prepared[n].decide(instants[n].0, instants[n].1)));
    let kept: Vec<f64> = (0..3)
        .map(|_| latency(count, |n| read(&prepared[n].decide(instants[n].0, instants[n].1))))
        .collect();
    let decide_kept = median(kept);

    let verdict = |n: usize| lawful_side::number(&prepared[n].verdict(instants[n].0, instants[n].1));
    let (_, allocated) = counted(|| (0..count).map(verdict).sum::<u32>());
    let mut turns: [Vec<f64>; 6] = Default::default();
    for _ in 0..effort.turns {
        let ours = latency(count, verdict);
        let theirs = latency(count, |n| floor.answer(&stream.questions[n]) & 7);
        turns[0].push(ours);
        turns[1].push(theirs);
        turns[2].push(ours / theirs);
        turns[3].push(throughput(count, verdict));
        turns[4].push(throughput(count, |n| floor.answer(&stream.questions[n]) & 7));
        turns[5].push(latency(count, |n| {
            let (outcome, bytes) = words[n].look_up(rules);
            lawful_side::number(&outcome) + (bytes as u32 & 1)
        }));
    }
    let [verdict, floor, ratio, verdict_loop, floor_loop, look_up] = turns.map(median);
    Ours {
        world: world.name.clone(),
        verdict,
        verdict_loop,
        floor,
        floor_loop,
        ratio,
        look_up,
        decide,
        decide_first,
        decide_kept,
        prepare,
        verdict_allocations: allocated.calls,
        checked: count,
    }
}

/// Reads everything that the table of targets names from a decision.
fn read(decision: &Decision) -> u32 {
    let outlook = decision.outlook();
    let read = (
        decision.grounds(),
        decision.valid(),
        decision.same(),
        decision.next(),
        decision.missing(),
        decision.open_questions(),
        decision.hinges_on(),
        decision.lifted(),
        outlook,
    );
    let number = u32::from(decision.verdict().number());
    black_box(&read);
    number
}

/// Loads a peer, checks it as long as the effort allows, and times it.
#[cfg(feature = "peers")]
pub fn peer<P: crate::peers::Peer>(
    engine: &str,
    stream: &Stream<'_>,
    effort: &Effort,
    load: impl Fn() -> P,
) -> Measured {
    let world = stream.world;
    let begin = Clock::now();
    let (first, load_cpu) = cpu(&load);
    drop(first);
    let (mut peer, allocated) = counted(&load);
    let questions = &stream.questions;
    let begin_check = Clock::now();
    let mut checked = 0;
    for (n, question) in questions.iter().enumerate() {
        let input = peer.input(&world.asked(question));
        let right = stream.answer(n);
        let reply = peer.explain(&input);
        assert_eq!(peer.read(&reply), right, "{engine}, {}: {question:?}", world.name);
        assert_eq!(peer.verdict(&input), right.0, "{engine}, {}: {question:?}", world.name);
        checked += 1;
        if begin_check.elapsed() > effort.check {
            break;
        }
    }
    let asked: Vec<_> = questions.iter().map(|question| world.asked(question)).collect();
    let few = questions.len().min(2_000);
    let inputs: Vec<P::Input> = asked[..few].iter().map(|asked| peer.input(asked)).collect();
    let (verdict, _) = singles(few, effort.time, |n| {
        black_box(peer.verdict(&inputs[n]));
    });
    let (from_words, _) = singles(asked.len(), effort.time, |n| {
        let input = peer.input(&asked[n]);
        black_box(peer.verdict(&input));
    });
    let (reason, _) = singles(few, effort.time, |n| {
        black_box(peer.explain(&inputs[n]));
    });
    let (explained, _) = singles(asked.len(), effort.time, |n| {
        let input = peer.input(&asked[n]);
        black_box(peer.explain(&input));
    });
    eprintln!(
        "  {engine:<28} {verdict:>10.2} {from_words:>10.2} {reason:>10.2} {explained:>10.2} µs, load {:.1} ms, {:.1} MiB, \
         {checked} checked ({:.1} s)",
        load_cpu * 1e3,
        allocated.live as f64 / 1048576.0,
        begin.elapsed().as_secs_f64(),
    );
    Measured {
        engine: engine.to_owned(),
        world: world.name.clone(),
        verdict,
        from_words,
        reason,
        explained,
        load_cpu_ms: load_cpu * 1e3,
        live_bytes: allocated.live,
        checked,
    }
}

/// All peers in a world.
#[cfg(feature = "peers")]
pub fn peers(stream: &Stream<'_>, effort: &Effort) -> Vec<Measured> {
    use crate::peers::{casbin, cedar, cel, regorus, zen};
    let (world, grids) = (stream.world, stream.grids);
    let rows = crate::grid::rows(grids);
    let mut measured = Vec::new();

    let sources = cedar::sources(world);
    measured.push(peer("cedar-policy, one set", stream, effort, || cedar::Cedar::whole(&sources)));
    measured.push(peer("cedar-policy, by app", stream, effort, || cedar::Cedar::by_app(world, &sources)));
    drop(sources);

    let data = regorus::data(world);
    measured.push(peer("regorus, interpreter", stream, effort, || regorus::Interpreter::load(&data)));
    measured.push(peer("regorus, compiled", stream, effort, || regorus::Machine::load(&data)));
    drop(data);

    let policies = casbin::policies(world, grids, &rows);
    measured.push(peer("casbin, one enforcer", stream, effort, || casbin::Casbin::whole(&policies)));
    measured.push(peer("casbin, by app", stream, effort, || casbin::Casbin::by_app(&policies)));
    drop(policies);

    let table = zen::table(world, grids, &rows);
    measured.push(peer("zen-engine, one table", stream, effort, || zen::Zen::whole(&table)));
    drop(table);
    let apps = world.dimensions[0].values.iter().enumerate();
    let tables: Vec<(String, String)> = apps
        .filter_map(|(app, name)| {
            let rows: Vec<_> = rows.iter().filter(|row| row.app == app as u32).cloned().collect();
            (!rows.is_empty()).then(|| (name.clone(), zen::table(world, grids, &rows)))
        })
        .collect();
    measured.push(peer("zen-engine, by app", stream, effort, || zen::Zen::by_app(&tables)));
    drop(tables);

    measured.push(peer("cel", stream, effort, || cel::Cel::load(world)));
    measured
}
