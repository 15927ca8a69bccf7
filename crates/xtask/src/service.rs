//! The service of `examples/c`, while it runs: asked by curl and by wrk, with rule sets swapped underneath.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::shell;

/// When it is asked, unless something else is said.
const MONDAY: &str = "2020-09-21T12:00:00Z";
/// The questions that are asked under load, each by a thread of its own.
const ASKED: [&str; 4] =
    ["app=wechat&country=US", "app=wechat&country=USA", "app=wechat&country=DE", "app=tiktok&country=US"];
const CONNECTIONS: &str = "32";
/// How long a rule set stays while others are swapped in.
const BETWEEN_SWAPS: Duration = Duration::from_millis(100);

/// A running service, which is ended with the value.
pub(crate) struct Service {
    child: Child,
    port: String,
    folder: PathBuf,
    /// Where its rule set is read from.
    live: PathBuf,
    /// The rule sets that are swapped.
    sets: [PathBuf; 2],
    /// How often it said that it read a rule set, and put it in place or not.
    done: Arc<AtomicU64>,
}

/// What goes on underneath a load, every 100 ms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Underneath {
    /// Nothing.
    Nothing,
    /// Another rule set is read, asked what is usually asked, and freed. What is answered from stays.
    Reading,
    /// Another rule set is read, asked what is usually asked, and put in place; the one before is freed.
    Swapping,
}

/// What wrk counted, and the service.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    /// How many answers came.
    pub(crate) answers: u64,
    /// How many answers neither rule set gives to what was asked.
    pub(crate) wrong: u64,
    /// How many requests failed without an answer.
    pub(crate) failed: u64,
    /// Answers in a second.
    pub(crate) throughput: f64,
    /// In microseconds.
    pub(crate) p99: f64,
    /// How often another rule set was to be read, and how often the service did it.
    pub(crate) reads: [u64; 2],
}

impl Service {
    /// Starts the program on a port that is free, with the first of two rule sets.
    pub(crate) fn start(
        program: &Path,
        posture: &Path,
        folder: &Path,
        sets: [PathBuf; 2],
    ) -> Result<Service, String> {
        let live = folder.join("live.prepared");
        put_in_place(&sets[0], &live)?;
        let mut child = Command::new(program)
            .arg("0")
            .args([posture, &live])
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot run `{}`: {e}", program.display()))?;
        let mut said = BufReader::new(child.stderr.take().ok_or("the service has no stderr")?);
        let mut line = String::new();
        said.read_line(&mut line).map_err(|e| format!("the service: {e}"))?;
        let port = line.trim().strip_prefix("listening on port ").map(str::to_owned);
        // What it says later is read to its end, so that it never waits for a reader.
        let done = Arc::new(AtomicU64::new(0));
        let counted = done.clone();
        thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                if line == "replaced" || line == "tried" {
                    counted.fetch_add(1, Ordering::Relaxed);
                } else {
                    eprintln!("the service: {line}");
                }
            }
        });
        let port = port.unwrap_or_default();
        let service = Service { child, port, folder: folder.to_owned(), live, sets, done };
        if service.port.is_empty() { Err(format!("the service did not start: {line}")) } else { Ok(service) }
    }

    /// Has it read another of its rule sets.
    pub(crate) fn swap(&self, set: usize) -> Result<(), String> {
        self.read(&self.sets[set % 2])
    }

    /// Has it read a rule set.
    pub(crate) fn read(&self, set: &Path) -> Result<(), String> {
        put_in_place(set, &self.live)?;
        self.signal("-HUP")
    }

    /// Has it read a rule set and not put it in place, and waits until that is done.
    pub(crate) fn attempt(&self, set: &Path) -> Result<(), String> {
        let before = self.done.load(Ordering::Relaxed);
        put_in_place(set, &self.live)?;
        self.signal("-USR1")?;
        for _ in 0..100 {
            if self.done.load(Ordering::Relaxed) > before {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(format!("the service does not read `{}`", set.display()))
    }

    /// Asks until it answers as expected, for some seconds.
    pub(crate) fn expect(&self, question: &str, body: &str, status: &str) -> Result<(), String> {
        self.expect_at(question, MONDAY, &[body], status)
    }

    /// The same at another instant, where several things are told, of which some may be in the head.
    pub(crate) fn expect_at(
        &self,
        question: &str,
        at: &str,
        parts: &[&str],
        status: &str,
    ) -> Result<(), String> {
        let mut told = String::new();
        for _ in 0..100 {
            told = self.ask(question, at, &["-i"]).unwrap_or_else(|message| message);
            let blocked = told.contains("rel=\"blocked-by\"");
            if parts.iter().all(|part| told.contains(part))
                && told.starts_with(&format!("HTTP/1.1 {status} "))
                && blocked == (status == "451")
            {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(format!("{question} at {at}: expected {status} with {}, got:\n{told}", parts.join(" and ")))
    }

    /// Writes what the load may ask, and what either rule set answers to each.
    pub(crate) fn learn(&self) -> Result<(), String> {
        let mut answers = String::new();
        for (set, verdict) in [(1, "prohibited"), (0, "suspended")] {
            self.swap(set)?;
            self.expect(ASKED[0], verdict, if set == 1 { "451" } else { "200" })?;
            for (n, question) in ASKED.iter().enumerate() {
                let told = self.ask(question, MONDAY, &["-w", "%{http_code}"])?;
                let (body, status) = told.split_once('\n').ok_or_else(|| format!("not a line: {told}"))?;
                answers += &format!("{} {status} {body}\n", n + 1);
            }
        }
        let questions = ASKED.map(|question| format!("{}\n", path(question, MONDAY))).concat();
        write(&self.folder.join("questions"), &questions)?;
        write(&self.folder.join("answers"), &answers)
    }

    /// Load for so many seconds.
    pub(crate) fn load(&self, script: &Path, seconds: u32, underneath: Underneath) -> Result<Load, String> {
        let mut wrk = Command::new("wrk");
        wrk.args(["-t", &ASKED.len().to_string(), "-c", CONNECTIONS, "-d", &seconds.to_string(), "-s"])
            .arg(script)
            .arg(format!("http://127.0.0.1:{}", self.port))
            .arg("--")
            .args([self.folder.join("questions"), self.folder.join("answers")]);
        let mut running = wrk
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot run `wrk`: {e}"))?;
        let before = self.done.load(Ordering::Relaxed);
        let mut set = 0;
        while running.try_wait().map_err(|e| format!("`wrk`: {e}"))?.is_none() {
            thread::sleep(BETWEEN_SWAPS);
            if running.try_wait().map_err(|e| format!("`wrk`: {e}"))?.is_some() {
                break;
            }
            let signal = match underneath {
                Underneath::Nothing => continue,
                Underneath::Reading => "-USR1",
                Underneath::Swapping => "-HUP",
            };
            set += 1;
            put_in_place(&self.sets[set % 2], &self.live)?;
            self.signal(signal)?;
        }
        // So that what was told last is counted here and does not disturb the next load. Signals that came while it read
        // are one.
        self.wait_until_done(before + set as u64);
        let reads = [set as u64, self.done.load(Ordering::Relaxed) - before];
        if underneath == Underneath::Swapping && set % 2 == 1 {
            let before = self.done.load(Ordering::Relaxed);
            self.swap(0)?;
            self.wait_until_done(before + 1);
        }
        let output = running.wait_with_output().map_err(|e| format!("`wrk`: {e}"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find_map(|line| line.strip_prefix("told "));
        let numbers: Vec<u64> =
            line.unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect();
        let [answers, wrong, failed, microseconds, p99] = numbers[..] else {
            return Err(format!("`wrk` said:\n{said}"));
        };
        let throughput = answers as f64 / (microseconds.max(1) as f64 / 1e6);
        Ok(Load { answers, wrong, failed, throughput, p99: p99 as f64, reads })
    }

    /// Waits a moment, until the service has read so many rule sets since it started.
    fn wait_until_done(&self, reads: u64) {
        for _ in 0..20 {
            if self.done.load(Ordering::Relaxed) >= reads {
                return;
            }
            thread::sleep(BETWEEN_SWAPS / 10);
        }
    }

    /// Ends it, which is to succeed.
    pub(crate) fn end(mut self) -> Result<(), String> {
        self.signal("-TERM")?;
        let status = self.child.wait().map_err(|e| e.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("the service ended with {status}")) }
    }

    fn signal(&self, name: &str) -> Result<(), String> {
        shell::run(Command::new("kill").args([name, &self.child.id().to_string()]))
    }

    fn ask(&self, question: &str, at: &str, options: &[&str]) -> Result<String, String> {
        let url = format!("http://127.0.0.1:{}{}", self.port, path(question, at));
        shell::output(Command::new("curl").arg("-s").args(options).arg(url))
    }
}

impl Drop for Service {
    /// Nothing that was started goes on where a check ended early.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let ended = self.child.kill().and_then(|()| self.child.wait());
            ended.err().iter().for_each(|e| eprintln!("the service: {e}"));
        }
    }
}

impl Load {
    /// An error unless every answer was one that a rule set gives to what was asked, and the service did read other rule
    /// sets meanwhile if it was to.
    pub(crate) fn sound(&self) -> Result<(), String> {
        match (self.answers, self.wrong, self.failed) {
            (1.., 0, 0) if self.reads[0] == 0 || self.reads[1] > 0 => Ok(()),
            (1.., 0, 0) => Err(format!("of {} rule sets, the service read none under load", self.reads[0])),
            (answers, wrong, failed) => {
                Err(format!("{answers} answers under load, {wrong} of them wrong; {failed} requests failed"))
            }
        }
    }
}

fn path(question: &str, at: &str) -> String {
    format!("/v1/availability?{question}&activity=app-store/download&at={at}")
}

/// Renamed into place, so that nobody reads half of it.
fn put_in_place(from: &Path, to: &Path) -> Result<(), String> {
    let next = to.with_extension("next");
    fs::copy(from, &next)
        .and_then(|_| fs::rename(&next, to))
        .map_err(|e| format!("cannot write `{}`: {e}", to.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_is_sound_if_nothing_was_wrong_and_what_was_to_be_swapped_was() {
        let load = Load { answers: 9, wrong: 0, failed: 0, throughput: 1.0, p99: 1.0, reads: [2, 1] };
        assert!(load.sound().is_ok() && Load { reads: [0, 0], ..load }.sound().is_ok());
        assert!(Load { reads: [2, 0], ..load }.sound().is_err());
        for wrong in [Load { answers: 0, ..load }, Load { wrong: 1, ..load }, Load { failed: 1, ..load }] {
            assert!(wrong.sound().is_err() && Load { reads: [0, 0], ..wrong }.sound().is_err());
        }
    }
}
