//! The table of issue 4 with what was measured: RESULTS.md and results.json.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Map, Value as Json, json};

use crate::batches::Batched;
use crate::building::Built;
use crate::floors::Columns;
use crate::reload::Reloaded;
use crate::single::{Measured, Ours};

/// Everything that one run measured.
#[derive(Default)]
pub struct Run {
    pub date: String,
    pub quick: bool,
    pub ours: Vec<Ours>,
    pub peers: Vec<Measured>,
    /// Provisions, nanoseconds of `verdict`, of look-up, and of the floor.
    pub growth: Vec<(usize, f64, f64, f64)>,
    pub batches: Vec<Batched>,
    pub open_rows: f64,
    pub copy_bytes_per_s: f64,
    pub built: Vec<Built>,
    pub reloaded: Option<Reloaded>,
    pub corpus: String,
}

/// One line of the table of targets.
struct Target {
    measure: &'static str,
    must: &'static str,
    measured: String,
    met: bool,
    includes: &'static str,
}

const CORPUS: &str = "W";
const LARGE: &str = "S10000";

impl Run {
    fn of(&self, world: &str) -> Option<&Ours> {
        self.ours.iter().find(|ours| ours.world == world)
    }

    fn batch(&self, world: &str) -> Option<&Batched> {
        self.batches.iter().find(|batch| batch.world == world)
    }

    fn built(&self, world: &str) -> Option<&Built> {
        self.built.iter().find(|built| built.world == world)
    }

    /// The fastest peer of a world by one of its times, in microseconds.
    fn fastest(&self, world: &str, time: fn(&Measured) -> f64) -> Option<(&str, f64)> {
        let peers = self.peers.iter().filter(|peer| peer.world == world);
        peers.map(|peer| (peer.engine.as_str(), time(peer))).min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn growth_ratio(&self) -> Option<(f64, f64)> {
        let small = self.growth.iter().find(|row| row.0 == 100)?;
        let large = self.growth.iter().find(|row| row.0 == 1_000_000)?;
        Some((large.1 / small.1, large.3 / small.3))
    }

    /// The keys of the issue; what was not measured is null.
    pub fn results(&self) -> Json {
        let corpus = self.of(CORPUS);
        let large = self.of(LARGE);
        let ratio = |peer: Option<(&str, f64)>, ours: Option<f64>| Some(peer?.1 * 1e3 / ours?);
        let worst = corpus.zip(large).map(|(a, b)| a.ratio.max(b.ratio));
        let values: [(&str, Option<f64>); 14] = [
            ("verdict_vs_floor", worst),
            ("verdict_vs_peer_1e4", ratio(self.fastest(LARGE, |peer| peer.verdict), large.map(|o| o.verdict))),
            ("strings_vs_peer_1e4", ratio(self.fastest(LARGE, |peer| peer.explained), large.map(|o| o.look_up))),
            ("decide_vs_peer_1e4", ratio(self.fastest(LARGE, |peer| peer.reason), large.map(|o| o.decide_first))),
            ("growth_vs_floor_1e2_1e6", self.growth_ratio().map(|(ours, floor)| ours / floor)),
            ("batch_vs_dense_corpus", self.batch(CORPUS).map(|b| b.ratio)),
            ("batch_vs_dense_1e4", self.batch(LARGE).map(|b| b.ratio)),
            ("batch_rows_per_s_corpus", self.batch(CORPUS).map(|b| b.ours * 1e6)),
            ("open_rows_per_s_corpus", (self.open_rows > 0.0).then_some(self.open_rows * 1e6)),
            ("build_1e4_cpu_ms", self.built(LARGE).map(|b| b.from_text_ms)),
            ("build_1e6_cpu_s", self.built("S1000000").map(|b| b.from_prepared_ms / 1e3)),
            ("memory_1e4_bytes", self.built(LARGE).map(|b| b.live_warm as f64)),
            ("reload_p99_ratio", self.reloaded.as_ref().map(|r| r.p99_ratio)),
            ("reload_p999_ratio", self.reloaded.as_ref().map(|r| r.p999_ratio)),
        ];
        let object: Map<String, Json> = values
            .into_iter()
            .map(|(key, value)| {
                let value = match value {
                    Some(value) if value >= 1_000.0 => json!(value.round() as i64),
                    Some(value) => json!((value * 1e3).round() / 1e3),
                    None => Json::Null,
                };
                (key.to_owned(), value)
            })
            .collect();
        Json::Object(object)
    }

    fn targets(&self) -> Vec<Target> {
        let results = self.results();
        let key = |key: &str| results[key].as_f64().unwrap_or(f64::NAN);
        let (corpus, large) = (self.of(CORPUS), self.of(LARGE));
        let ns = |value: Option<f64>| value.map_or("–".to_owned(), |ns| format!("{ns:.0} ns"));
        let us = |peer: Option<(&str, f64)>| {
            peer.map_or("–".to_owned(), |(name, us)| format!("{us:.2} µs ({name})"))
        };
        let growth = self.growth_ratio().unwrap_or((f64::NAN, f64::NAN));
        let worst_batch = self.batches.iter().map(|batch| batch.ratio).fold(f64::NAN, f64::min);
        let per_world = |of: &dyn Fn(&Batched) -> f64| {
            self.batches.iter().map(|b| format!("{} {:.1}", b.world, of(b))).collect::<Vec<_>>().join(", ")
        };
        let small = self.built(LARGE);
        let reloaded = self.reloaded.as_ref();
        vec![
            Target {
                measure: "`verdict`, prepared question, against the hash floor",
                must: "≤ 1.5 ×, corpus and 10⁴",
                measured: format!(
                    "corpus {} / {} = {:.2} ×; 10⁴ {} / {} = {:.2} ×",
                    ns(corpus.map(|o| o.verdict)),
                    ns(corpus.map(|o| o.floor)),
                    corpus.map_or(f64::NAN, |o| o.ratio),
                    ns(large.map(|o| o.verdict)),
                    ns(large.map(|o| o.floor)),
                    large.map_or(f64::NAN, |o| o.ratio),
                ),
                met: key("verdict_vs_floor") <= 1.5,
                includes: "prepared question in; verdict, possible set and end of validity out. The floor: ids in, verdict and number of the reason out",
            },
            Target {
                measure: "`verdict`, prepared question, against the fastest peer, 10⁴",
                must: "≥ 40 ×",
                measured: format!(
                    "{:.0} ×: {} against {}",
                    key("verdict_vs_peer_1e4"),
                    ns(large.map(|o| o.verdict)),
                    us(self.fastest(LARGE, |peer| peer.verdict))
                ),
                met: key("verdict_vs_peer_1e4") >= 40.0,
                includes: "the peer too has its input already in its own types, and gives the verdict alone",
            },
            Target {
                measure: "from strings to verdict and ids of the grounds, nothing prepared, 10⁴",
                must: "≤ 0.5 µs, ≥ 12 ×",
                measured: format!(
                    "{}; {:.0} × against {}",
                    ns(large.map(|o| o.look_up)),
                    key("strings_vs_peer_1e4"),
                    us(self.fastest(LARGE, |peer| peer.explained))
                ),
                met: key("strings_vs_peer_1e4") >= 12.0 && large.is_some_and(|o| o.look_up <= 500.0),
                includes: "names in, ids out, on both sides; the peer is spared the party's group",
            },
            Target {
                measure: "full `decide`, fully specified, 10⁴",
                must: "≥ 3 × the fastest peer's bare reason",
                measured: format!(
                    "{:.1} ×: {} against {} (nothing prepared {}, asked again {})",
                    key("decide_vs_peer_1e4"),
                    ns(large.map(|o| o.decide_first)),
                    us(self.fastest(LARGE, |peer| peer.reason)),
                    ns(large.map(|o| o.decide)),
                    ns(large.map(|o| o.decide_kept)),
                ),
                met: key("decide_vs_peer_1e4") >= 3.0,
                includes: "prepared question, asked for the first time; grounds, valid, same, next, missing, hinges_on, outlook and lifted are read. The peer: input in its own types, verdict and ids of reasons",
            },
            Target {
                measure: "growth of `verdict` from 10² to 10⁶ provisions",
                must: "≤ 1.5 × the floor's own",
                measured: format!(
                    "{:.2} × against the floor's {:.2} ×: {:.2}",
                    growth.0,
                    growth.1,
                    key("growth_vs_floor_1e2_1e6")
                ),
                met: key("growth_vs_floor_1e2_1e6") <= 1.5,
                includes: "as the first line",
            },
            Target {
                measure: "batch, both times, one core, verdict and ground out",
                must: "≥ 0.6 × the dense floor in every world",
                measured: format!(
                    "{} ×; M rows/s: {} (floor {}; prefetching {})",
                    per_world(&|b| (b.ratio * 100.0).round() / 100.0),
                    per_world(&|b| b.ours),
                    per_world(&|b| b.dense),
                    per_world(&|b| b.prefetching),
                ),
                met: worst_batch >= 0.6 && self.batches.len() >= 4,
                includes: "six columns of codes and two of instants in, checked; verdict and number of the grounds out",
            },
            Target {
                measure: "rows with one or two facts open, in batch, corpus",
                must: "≥ 10 M rows/s",
                measured: format!("{:.1} M rows/s", self.open_rows),
                met: self.open_rows >= 10.0,
                includes: "the same columns, one or two codes of each row not stated",
            },
            Target {
                measure: "build of 10⁴ provisions from text, checked",
                must: "≤ 100 ms of CPU",
                measured: format!(
                    "{:.0} ms (interchange form {:.0} ms, prepared form {:.0} ms)",
                    key("build_1e4_cpu_ms"),
                    small.map_or(f64::NAN, |b| b.from_interchange_ms),
                    small.map_or(f64::NAN, |b| b.from_prepared_ms),
                ),
                met: key("build_1e4_cpu_ms") <= 100.0,
                includes: "TOML texts in memory in; checked, hashed, compiled, and the first question prepared",
            },
            Target {
                measure: "build of 10⁶ provisions from the model",
                must: "≤ 10 s of CPU",
                measured: format!("{:.2} s", key("build_1e6_cpu_s")),
                met: key("build_1e6_cpu_s") <= 10.0,
                includes: "the prepared form in (the model without texts); the first question prepared",
            },
            Target {
                measure: "memory at 10⁴ provisions",
                must: "≤ 8 MiB",
                measured: format!(
                    "{:.1} MiB after the whole stream was looked up ({:.1} after building, {:.1} after the first question)",
                    mib(small.map_or(0, |b| b.live_warm)),
                    mib(small.map_or(0, |b| b.live_built)),
                    mib(small.map_or(0, |b| b.live_asked)),
                ),
                met: key("memory_1e4_bytes") <= 8.0 * 1048576.0,
                includes: "bytes that are held, by the allocator's count; texts of the documents included",
            },
            Target {
                measure: "swapping prebuilt sets of 10⁵ provisions 10 ×/s under two reading threads",
                must: "p99 ≤ 1.5 ×, p99.9 ≤ 2 × of the control run",
                measured: format!(
                    "p99 {:.2} ×, p99.9 {:.2} ×{}",
                    key("reload_p99_ratio"),
                    key("reload_p999_ratio"),
                    reloaded.map_or(String::new(), |r| format!(
                        " ({:.0} and {:.0} ns against {:.0} and {:.0} ns; {} swaps, {:.0} M reads)",
                        r.reloaded.p99,
                        r.reloaded.p999,
                        r.quiet.p99,
                        r.quiet.p999,
                        r.swaps,
                        r.reads as f64 / 1e6
                    ))
                ),
                met: key("reload_p99_ratio") <= 1.5 && key("reload_p999_ratio") <= 2.0,
                includes: "a read: a snapshot, and from strings to verdict and ids. The control run replaces and frees as many sets in an engine that nobody reads",
            },
        ]
    }

    /// RESULTS.md.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let effort = if self.quick { "`cargo xtask bench --quick`" } else { "`cargo xtask bench`" };
        let _ = writeln!(out, "# Measured\n\nWritten by {effort}, {}. {}\n", self.date, machine());
        let _ = writeln!(
            out,
            "Every time is the median of one run in one process; what is compared is measured in turns. The machine is \
             shared, so ratios say more than times. Before a time was taken, every engine had answered the same \
             questions as an oracle, a linear scan over the neutral model (columns \"checked\"): no wrong verdict and no \
             wrong reason, or the run stops.\n"
        );
        out.push_str("| measure | must reach | measured | met | what the call includes |\n|---|---|---|---|---|\n");
        for target in self.targets() {
            let met = if target.met { "yes" } else { "**no**" };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {met} | {} |",
                target.measure, target.must, target.measured, target.includes
            );
        }
        self.write_worlds(&mut out);
        self.write_singles(&mut out);
        self.write_batches(&mut out);
        self.write_growth(&mut out);
        self.write_built(&mut out);
        self.write_reload(&mut out);
        out
    }

    fn write_worlds(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "\n## Worlds\n\n\
             - **W** is the corpus ({}), for a fixed set of questions. Its boxes are found by asking `decide` in every \
             cell, at every bound of what was known, over all time: the floors and the peers are given the meaning \
             ready-made there.\n\
             - **S100 … S1000000** are generated from a seed: n/20 apps × 8 activities × 10 regions; for each app 12 \
             prohibitions, 4 exemptions, 3 injunctions and a stay, with windows and dates of publication; some are \
             struck out later (in lawful: annulled). Actor kinds, groups of parties by ownership and a flag restrict \
             some. Those that strike out come on top of n.\n\
             - Left out for the peers, since none can express it: facts that are not stated. Stays they can.\n",
            self.corpus
        );
    }

    fn write_singles(&self, out: &mut String) {
        out.push_str(
            "\n## One question\n\nNanoseconds; \"in turn\": each call begins when the one before has ended; \"loop\": \
             calls may overlap.\n\n| world | `verdict`, in turn | loop | hash floor, in turn | loop | ratio | look-up from \
             strings | `decide`, transaction | prepared, first | prepared, again | `prepare` | allocations in `verdict` \
             | checked |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for ours in &self.ours {
            let _ = writeln!(
                out,
                "| {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.2} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {} | {} |",
                ours.world,
                ours.verdict,
                ours.verdict_loop,
                ours.floor,
                ours.floor_loop,
                ours.ratio,
                ours.look_up,
                ours.decide,
                ours.decide_first,
                ours.decide_kept,
                ours.prepare,
                ours.verdict_allocations,
                ours.checked,
            );
        }
        out.push_str(
            "\nPeers, in microseconds. Cedar and Casbin try every rule of a set on each request and are not built for \
             one set of 10⁴; their documents advise to load what can apply, which is the form \"by app\". ZEN and Casbin \
             are given flat disjoint rows that the host has worked out.\n\n| engine | world | verdict, input ready | \
             verdict, from words | with reasons, input ready | with reasons, from words | load, CPU ms | MiB | checked \
             |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for peer in &self.peers {
            let _ = writeln!(
                out,
                "| {} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} | {} |",
                peer.engine,
                peer.world,
                peer.verdict,
                peer.from_words,
                peer.reason,
                peer.explained,
                peer.load_cpu_ms,
                mib(peer.live_bytes),
                peer.checked,
            );
        }
        out.push_str("\n![latency against the number of provisions](latency.svg)\n");
    }

    fn write_batches(&self, out: &mut String) {
        let bound = self.copy_bytes_per_s / Columns::ROW_BYTES as f64 / 1e6;
        let _ = writeln!(
            out,
            "\n## Batch\n\nMillions of rows per second on one core, {} bytes a row. A copy moves {:.1} GB/s here (read and \
             written), which would be {bound:.0} M rows/s. The prefetching floor uses unsafe code and is no measure.\n\n\
             | world | rows | library | dense floor | ratio | prefetching floor | share of copy | library's table | floor's \
             table | table made in | allocations |\n|---|---|---|---|---|---|---|---|---|---|---|",
            Columns::ROW_BYTES,
            self.copy_bytes_per_s / 1e9,
        );
        for batch in &self.batches {
            let _ = writeln!(
                out,
                "| {} | {} | {:.1} | {:.1} | {:.2} | {:.1} | {:.0} % | {:.0} KiB | {:.0} KiB | {:.0} ms | {} |",
                batch.world,
                batch.rows,
                batch.ours,
                batch.dense,
                batch.ratio,
                batch.prefetching,
                batch.ours / bound * 100.0,
                batch.batch_bytes as f64 / 1024.0,
                batch.dense_bytes as f64 / 1024.0,
                batch.made_ms,
                batch.allocations,
            );
        }
    }

    fn write_growth(&self, out: &mut String) {
        out.push_str(
            "\n## Growth\n\nNanoseconds of one call, each after the other.\n\n| provisions | `verdict`, prepared | from \
             strings | hash floor |\n|---|---|---|---|\n",
        );
        for (provisions, verdict, look_up, floor) in &self.growth {
            let _ = writeln!(out, "| {provisions} | {verdict:.1} | {look_up:.0} | {floor:.1} |");
        }
    }

    fn write_built(&self, out: &mut String) {
        out.push_str(
            "\n## Building\n\nCPU time, each with the first question prepared.\n\n| world | document bytes | from text, ms \
             | from interchange form, ms | from prepared form, ms | prepared bytes | held after building, MiB | after the \
             first question | after the stream |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for built in &self.built {
            let _ = writeln!(
                out,
                "| {} | {} | {:.1} | {:.1} | {:.1} | {} | {:.1} | {:.1} | {:.1} |",
                built.world,
                built.text_bytes,
                built.from_text_ms,
                built.from_interchange_ms,
                built.from_prepared_ms,
                built.prepared_bytes,
                mib(built.live_built),
                mib(built.live_asked),
                mib(built.live_warm),
            );
        }
    }

    fn write_reload(&self, out: &mut String) {
        let Some(reloaded) = &self.reloaded else { return };
        let _ = writeln!(
            out,
            "\n## Hot reload\n\n{} provisions, {} swaps, two readers; nanoseconds of one read, medians over the turns.\n\n\
             | run | p50 | p99 | p99.9 | p99.99 | longest |\n|---|---|---|---|---|---|",
            reloaded.provisions, reloaded.swaps
        );
        for (name, tail) in [("control", &reloaded.quiet), ("with reload", &reloaded.reloaded)] {
            let _ = writeln!(
                out,
                "| {name} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} |",
                tail.p50, tail.p99, tail.p999, tail.p9999, tail.most
            );
        }
    }
}

fn mib(bytes: i64) -> f64 {
    bytes as f64 / 1048576.0
}

/// Processor, cores and memory; nothing that names the machine.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let cpu = read("/proc/cpuinfo");
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(0, |kib| kib >> 20);
    let load = read("/proc/loadavg").split(' ').next().unwrap_or("?").to_owned();
    format!(
        "Machine: {}, {cores} virtual cores, {memory} GiB, {}; load average at the end {load}.",
        field(&cpu, "model name").unwrap_or_else(|| "unknown processor".into()),
        std::env::consts::OS
    )
}
