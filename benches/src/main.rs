//! The library and its peers side by side, in one run: `cargo xtask bench` in the workspace calls this.
#![deny(unsafe_code)]

mod batches;
mod building;
mod corpus_world;
mod counting;
mod documents;
mod floors;
mod grid;
mod instructions;
mod lawful_side;
mod measure;
#[cfg(feature = "peers")]
mod peers;
mod picture;
mod prefetching;
mod random;
mod reload;
mod report;
mod single;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant as Clock};
use std::{env, fs};

use floors::{DenseFloor, HashFloor};
use grid::Grids;
use report::Run;
use single::{Effort, Stream};
use world::World;

const USAGE: &str = "\
usage: lawful-benches run OUT DATE [--quick] [--only PARTS]
       lawful-benches counted verdict|decide|batch

PARTS: single,peers,batch,open,build,growth,large,reload, with commas, and W, S100, S1000 or
S10000 to restrict to some worlds; a run of some parts writes nothing";

const SEED: u64 = 7;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["counted", what] => instructions::run(what),
        ["run", out, date, ref options @ ..] => {
            let quick = options.contains(&"--quick");
            let only = options.iter().position(|word| *word == "--only").and_then(|n| options.get(n + 1));
            let only: Option<Vec<&str>> = only.map(|parts| parts.split(',').collect());
            let run = measured(date, quick, only.as_deref());
            println!("{}", run.markdown());
            println!("{:#}", run.results());
            if only.is_none() {
                if let Err(error) = written(&PathBuf::from(out), &run) {
                    eprintln!("cannot write to {out}: {error}");
                    return ExitCode::FAILURE;
                }
            }
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measured(date: &str, quick: bool, only: Option<&[&str]>) -> Run {
    let wanted = |part: &str| only.is_none_or(|parts| parts.contains(&part));
    // Names of worlds among the parts restrict to these.
    let named = only.is_some_and(|parts| parts.iter().any(|part| part.starts_with(['W', 'S'])));
    let wanted_world = |world: &str| !named || wanted(world);
    let effort = if quick {
        Effort {
            questions: 10_000,
            turns: 15,
            check: Duration::from_secs(2),
            time: Duration::from_millis(400),
            batch_rows: 4_000_000,
            batch_turns: 5,
        }
    } else {
        Effort {
            questions: 10_000,
            turns: 41,
            check: Duration::from_secs(20),
            time: Duration::from_secs(3),
            batch_rows: 10_000_000,
            batch_turns: 9,
        }
    };
    let begin = Clock::now();
    let step = |what: &str| eprintln!("[{:>4.0} s] {what}", begin.elapsed().as_secs_f64());
    let mut run = Run { date: date.to_owned(), quick, ..Run::default() };
    run.copy_bytes_per_s = measure::copy_bandwidth();

    let mut worlds: Vec<(World, Option<lawful::Ruleset>)> = Vec::new();
    if wanted_world("W") {
        step("W: deriving the world from the corpus");
        let corpus = lawful_corpus::ruleset();
        run.corpus = format!("{} provisions, as of {}", corpus.provisions().len(), corpus.as_of());
        worlds.push((corpus_world::derived(&corpus), Some(corpus)));
    }
    for provisions in [100, 1_000, 10_000] {
        if wanted_world(&format!("S{provisions}")) {
            worlds.push((world::generated(provisions, SEED), None));
        }
    }
    // What peers leave behind in memory must not slow down what comes after: they come last.
    for (world, rules) in &worlds {
        step(&format!("{}: reading", world.name));
        let rules = match rules {
            Some(rules) => rules.clone(),
            None => lawful_side::from_texts(documents::texts(world)),
        };
        let grids = Grids::of(world);
        let hash = HashFloor::of(world, &grids);
        let dense = DenseFloor::of(world, &grids);
        let stream = Stream::new(world, &grids, effort.questions);
        if wanted("single") {
            step(&format!("{}: one question, the library and the hash floor", world.name));
            let ours = single::ours(&stream, &rules, &hash, &effort);
            eprintln!("  {ours:?}");
            if world.reasons.is_empty() {
                run.growth.push((world.provisions(), ours.verdict, ours.look_up, ours.floor));
            }
            run.ours.push(ours);
        }
        if wanted("batch") {
            step(&format!("{}: batch", world.name));
            let batch = batches::measured(&stream, &rules, &dense, &effort);
            eprintln!("  {batch:?}");
            run.batches.push(batch);
        }
        if wanted("open") && !world.reasons.is_empty() {
            step(&format!("{}: rows with open facts", world.name));
            run.open_rows = batches::open(world, &rules, &effort);
            eprintln!("  open: {:.1} M rows/s", run.open_rows);
        }
    }
    #[cfg(feature = "peers")]
    if wanted("peers") {
        for (world, _) in &worlds {
            step(&format!("{}: one question, the peers", world.name));
            let grids = Grids::of(world);
            run.peers.extend(single::peers(&Stream::new(world, &grids, effort.questions), &effort));
        }
    }
    if wanted("build") {
        step("building");
        for (world, _) in worlds.iter().filter(|(world, _)| world.reasons.is_empty()) {
            run.built.push(building::small(world, if quick { 3 } else { 7 }, effort.questions));
            eprintln!("  {:?}", run.built.last());
        }
    }
    drop(worlds);

    let growth_at = |run: &mut Run, world: &World, rules: &lawful::Ruleset| {
        let grids = Grids::of(world);
        let hash = HashFloor::of(world, &grids);
        // The linear scan of a million provisions takes long: fewer turns, and the check of the floor is by its grids.
        let stream = Stream::new(world, &grids, effort.questions.min(20_000_000_000 / world.provisions().max(1)));
        let ours = single::ours(&stream, rules, &hash, &effort);
        eprintln!("  {ours:?}");
        run.growth.push((world.provisions(), ours.verdict, ours.look_up, ours.floor));
        run.ours.push(ours);
    };
    if wanted("growth") || wanted("reload") {
        step("S100000");
        let world = world::generated(100_000, SEED);
        let rules = lawful_side::from_interchange(&documents::interchange(&world));
        if wanted("growth") {
            growth_at(&mut run, &world, &rules);
        }
        if wanted("reload") {
            step("hot reload");
            let bytes = rules.to_prepared();
            drop(rules);
            let reloaded = if quick {
                reload::measured(&world, &bytes, 3, 22)
            } else {
                reload::measured(&world, &bytes, 7, 52)
            };
            eprintln!("  {reloaded:?}");
            run.reloaded = Some(reloaded);
        }
    }
    if wanted("large") {
        step("S1000000");
        let world = world::generated(1_000_000, SEED);
        let (rules, built) = building::large(&world);
        run.built.push(built);
        growth_at(&mut run, &world, &rules);
    }
    step("done");
    run
}

/// RESULTS.md, results.json and the picture.
fn written(out: &Path, run: &Run) -> Result<(), Box<dyn std::error::Error>> {
    fs::write(out.join("RESULTS.md"), run.markdown())?;
    fs::write(out.join("results.json"), format!("{:#}\n", run.results()))?;
    let provisions = |world: &str| world.strip_prefix('S').and_then(|n| n.parse::<f64>().ok());
    let mut lines: Vec<picture::Line> = Vec::new();
    let growth = |of: fn(&(usize, f64, f64, f64)) -> f64| {
        run.growth.iter().map(|row| (row.0 as f64, of(row) / 1e3)).collect::<Vec<_>>()
    };
    lines.push(("lawful, prepared".into(), growth(|row| row.1)));
    lines.push(("lawful, from strings".into(), growth(|row| row.2)));
    lines.push(("hash floor".into(), growth(|row| row.3)));
    for peer in &run.peers {
        let Some(n) = provisions(&peer.world) else { continue };
        match lines.iter_mut().find(|(name, _)| *name == peer.engine) {
            Some((_, points)) => points.push((n, peer.from_words)),
            None => lines.push((peer.engine.clone(), vec![(n, peer.from_words)])),
        }
    }
    picture::drawn(&out.join("latency.svg"), &lines)
}
