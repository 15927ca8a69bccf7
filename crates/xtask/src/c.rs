//! `cargo xtask c`: the C library is installed under `target/c`, and every program of it is compiled and run: by gcc
//! and clang, against the shared and the static library, found by pkg-config and by CMake, plainly, with the address
//! and undefined-behaviour sanitizers, and in valgrind.

use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use lawful::Ruleset;
use lawful::document::Documents;
use serde_json::Value;

use crate::conformance;
use crate::install::install;
use crate::shell::{self, target, workspace};

/// The shared library, stripped, has at most so many bytes: with reading of documents, and without.
const MOST_BYTES: [(bool, u64); 2] = [(false, 1_200_000), (true, 2_500_000)];

const WARNINGS: [&str; 5] = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-pthread"];
const SANITIZERS: &str = "-fsanitize=address,undefined";

/// Does all of it.
pub(crate) fn run() -> Result<(), String> {
    let folder = target()?.join("c");
    fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    conformance::run()?;
    let trial =
        Trial { root: workspace()?, rules: folder.join("rules"), prefix: folder.join("prefix"), folder };
    let cases = trial.inputs()?;
    // Told at the end, so that it keeps nothing from being tried.
    let mut too_large = Vec::new();
    for (authoring, most) in MOST_BYTES {
        install(&trial.prefix, authoring)?;
        trial.symbols()?;
        let library = trial.prefix.join("lib/liblawful.so");
        let bytes = fs::metadata(&library).map_err(|e| format!("`{}`: {e}", library.display()))?.len();
        println!(
            "liblawful.so, {} reading of documents: {bytes} bytes",
            if authoring { "with" } else { "without" }
        );
        if bytes > most {
            too_large.push(format!("liblawful.so has {bytes} bytes, and may have {most}"));
        }
        if !authoring {
            let basics = trial.compile("gcc", "basics.c", Link::Shared, &[])?;
            trial.execute(&[], &basics, &trial.arguments("basics", &cases))?;
        }
    }
    for compiler in ["gcc", "clang"] {
        for link in [Link::Shared, Link::Static] {
            for program in ["basics", "conformance", "misuse", "reload"] {
                let built = trial.compile(compiler, &format!("{program}.c"), link, &[])?;
                trial.execute(&[], &built, &trial.arguments(program, &cases))?;
            }
            let cpp = if compiler == "gcc" { "g++" } else { "clang++" };
            let built = trial.compile(cpp, "basics.cpp", link, &[])?;
            trial.execute(&[], &built, &[trial.rule_set("corpus")])?;
        }
        for program in ["basics", "misuse"] {
            let built = trial.compile(compiler, &format!("{program}.c"), Link::Shared, &[SANITIZERS])?;
            trial.execute(&[], &built, &trial.arguments(program, &cases))?;
        }
    }
    let valgrind = ["valgrind", "-q", "--leak-check=full", "--error-exitcode=9"];
    for program in ["basics", "misuse"] {
        let built = trial.compile("gcc", &format!("{program}.c"), Link::Shared, &[])?;
        trial.execute(&valgrind, &built, &trial.arguments(program, &cases))?;
    }
    trial.story()?;
    trial.server()?;
    trial.cmake()?;
    if too_large.is_empty() { Ok(()) } else { Err(too_large.join("\n")) }
}

/// How a program gets the library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Shared,
    Static,
}

struct Trial {
    root: PathBuf,
    folder: PathBuf,
    rules: PathBuf,
    prefix: PathBuf,
}

impl Trial {
    fn rule_set(&self, name: &str) -> PathBuf {
        self.rules.join(name).with_extension("prepared")
    }

    /// Rule sets in the prepared form, and the cases as lines that C can read: pairs of files for `conformance`.
    fn inputs(&self) -> Result<Vec<PathBuf>, String> {
        fs::create_dir_all(&self.rules)
            .map_err(|e| format!("cannot make `{}`: {e}", self.rules.display()))?;
        let folders = [self.root.join("crates/lawful-corpus/data"), self.root.join("examples/what-if")];
        let other =
            Documents::from_folders(&folders).and_then(|documents| Ruleset::from_documents(&documents));
        let other = other.map_err(|problems| problems.to_string())?;
        put(&self.rule_set("corpus"), lawful_corpus::prepared())?;
        put(&self.rule_set("other"), &other.to_prepared())?;
        let from = target()?.join("conformance");
        let mut pairs = Vec::new();
        for (n, entry) in json(&from.join("index.json"))?.as_array().into_iter().flatten().enumerate() {
            let path = |key: &str| from.join(entry[key].as_str().unwrap_or_default());
            let lines = read(&path("cases"))?;
            let lines: Result<String, String> = lines.lines().map(plain_line).collect();
            let cases = self.rules.join(format!("cases-{n}.tsv"));
            put(&cases, lines?.as_bytes())?;
            pairs.extend([path("rules"), cases]);
        }
        Ok(pairs)
    }

    fn arguments(&self, program: &str, cases: &[PathBuf]) -> Vec<PathBuf> {
        match program {
            "conformance" => cases.to_vec(),
            "misuse" => vec![self.rule_set("corpus")],
            "reload" => vec![self.rule_set("corpus"), self.rule_set("other"), PathBuf::from("200")],
            _ => vec![self.rule_set("corpus"), self.rule_set("other")],
        }
    }

    /// Compiles a test program with what pkg-config says.
    fn compile(&self, compiler: &str, source: &str, link: Link, flags: &[&str]) -> Result<PathBuf, String> {
        let sources = self.root.join("bindings/c/tests/c");
        self.compile_at(compiler, &sources.join(source), link, flags)
    }

    fn compile_at(
        &self,
        compiler: &str,
        source: &Path,
        link: Link,
        flags: &[&str],
    ) -> Result<PathBuf, String> {
        let found = shell::output(
            Command::new("pkg-config")
                .args(["--cflags", "--libs"])
                .args((link == Link::Static).then_some("--static"))
                .arg("lawful")
                .env("PKG_CONFIG_PATH", self.prefix.join("lib/pkgconfig")),
        )?;
        let library = self.prefix.join("lib/liblawful.a").display().to_string();
        let found = found.split_whitespace().map(|flag| match (flag, link) {
            ("-llawful", Link::Static) => library.as_str(),
            _ => flag,
        });
        let standard =
            if source.extension().is_some_and(|end| end == "cpp") { "-std=c++17" } else { "-std=c11" };
        let program = self.folder.join("program");
        let path = format!("-Wl,-rpath,{}", self.prefix.join("lib").display());
        shell::run(
            Command::new(compiler)
                .args([standard, "-O1", "-g"])
                .args(WARNINGS)
                .args(flags)
                .arg(source)
                .arg("-o")
                .arg(&program)
                .args(found)
                .arg(path),
        )
        .map_err(|e| format!("{}: {e}", source.display()))?;
        let kind = if link == Link::Shared { "shared" } else { "static" };
        print!("{compiler} {kind} {}{}: ", source.file_name().unwrap_or_default().display(), flags.concat());
        stdout().flush().map_err(|e| e.to_string())?;
        Ok(program)
    }

    fn execute(&self, under: &[&str], program: &Path, arguments: &[PathBuf]) -> Result<(), String> {
        let mut words = under.iter().map(PathBuf::from).chain([program.to_owned()]).chain(arguments.to_vec());
        let first = words.next().unwrap_or_default();
        shell::run(Command::new(first).args(words).env("RUST_BACKTRACE", "0"))
    }

    /// The library exports what is committed, and nothing else.
    fn symbols(&self) -> Result<(), String> {
        let library = self.prefix.join("lib/liblawful.so");
        let listed = shell::output(Command::new("nm").args(["-D", "--defined-only"]).arg(library))?;
        let mut exported: Vec<&str> =
            listed.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
        exported.sort_unstable();
        let committed = read(&self.root.join("bindings/c/symbols.txt"))?;
        if exported == committed.lines().collect::<Vec<_>>() {
            Ok(())
        } else {
            Err(format!("liblawful.so exports other symbols than bindings/c/symbols.txt has: {exported:?}"))
        }
    }

    /// The story of `examples/`, told in C, is the expected one.
    fn story(&self) -> Result<(), String> {
        let examples = self.root.join("examples");
        let program = self.compile_at("gcc", &examples.join("c/story.c"), Link::Shared, &[])?;
        let told = shell::output(Command::new(program).current_dir(&self.root))?;
        println!("{} lines", told.lines().count());
        if told == read(&examples.join("story.expected.txt"))? {
            Ok(())
        } else {
            Err(format!("the story is told otherwise in C:\n{told}"))
        }
    }

    /// The service of `examples/c` answers, says when it is blocked by law, and takes a new rule set on SIGHUP.
    fn server(&self) -> Result<(), String> {
        let source = self.root.join("examples/c/availability_server.c");
        let program = self.compile_at("gcc", &source, Link::Shared, &["-lmicrohttpd"])?;
        let live = self.folder.join("live.prepared");
        let swap = |name: &str| {
            // Renamed into place, so that nobody reads half of it.
            let next = self.folder.join("next.prepared");
            fs::copy(self.rule_set(name), &next)
                .and_then(|_| fs::rename(&next, &live))
                .map_err(|e| e.to_string())
        };
        swap("corpus")?;
        let mut server = Command::new(&program)
            .arg(PORT)
            .args([self.root.join("examples/c/posture.txt"), live.clone()])
            .spawn()
            .map_err(|e| format!("cannot run `{}`: {e}", program.display()))?;
        let signal = |name: &str| shell::run(Command::new("kill").args([name, &server.id().to_string()]));
        let told = (|| {
            expect("app=wechat&country=US", "\"action\":\"serve\"", "200")?;
            expect("app=wechat&country=USA", "\"verdict\":\"suspended\"", "200")?;
            expect("app=wechat&country=QQ", "\"error\":\"E-region\"", "400")?;
            swap("other")?;
            signal("-HUP")?;
            expect("app=wechat&country=US", "\"verdict\":\"prohibited\"", "451")
        })();
        let ended = signal("-TERM").and_then(|()| {
            let status = server.wait().map_err(|e| e.to_string())?;
            if status.success() { Ok(()) } else { Err(format!("the server ended with {status}")) }
        });
        told.and(ended)
    }

    /// Programs that find the library by `find_package(lawful)`.
    fn cmake(&self) -> Result<(), String> {
        let build = self.folder.join("cmake");
        let prefix = format!("-DCMAKE_PREFIX_PATH={}", self.prefix.display());
        let source = self.root.join("bindings/c/tests/cmake");
        shell::output(Command::new("cmake").arg("-S").arg(source).arg("-B").arg(&build).arg(prefix))?;
        shell::output(Command::new("cmake").arg("--build").arg(&build))?;
        for program in ["shared", "static"] {
            print!("cmake {program}: ");
            self.execute(&[], &build.join(program), &self.arguments("basics", &[]))?;
        }
        Ok(())
    }
}

const PORT: &str = "18470";

/// Asks the service until it answers as expected, for some seconds.
fn expect(question: &str, body: &str, status: &str) -> Result<(), String> {
    let monday = "activity=app-store/download&at=2020-09-21T12:00:00Z";
    let url = format!("http://127.0.0.1:{PORT}/v1/availability?{question}&{monday}");
    let mut told = String::new();
    for _ in 0..100 {
        let asked = shell::output(Command::new("curl").args(["-s", "-i", &url]));
        told = asked.unwrap_or_else(|message| message);
        let blocked = told.contains("rel=\"blocked-by\"");
        if told.contains(body)
            && told.starts_with(&format!("HTTP/1.1 {status} "))
            && blocked == (status == "451")
        {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    Err(format!("{url}: expected {status} with {body}, got:\n{told}"))
}

/// A line of a case, in five fields between tabs, as `tests/c/conformance.c` reads it.
fn plain_line(line: &str) -> Result<String, String> {
    let case: Value = serde_json::from_str(line).map_err(|e| format!("`{line}`: {e}"))?;
    let expected = match &case["error"] {
        Value::Null => case["decision"].to_string(),
        error => {
            let all = error["all"].as_array().into_iter().flatten();
            all.map(|code| code.as_str().unwrap_or_default()).collect::<Vec<_>>().join(",")
        }
    };
    let question = serde_json::json!({"ask": case["ask"], "readings": case["readings"]});
    let text = |key: &str| case[key].as_str().unwrap_or("-").to_owned();
    Ok(format!("{}\t{}\t{}\t{question}\t{expected}\n", text("case"), text("at"), text("known")))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("cannot read `{}`: {e}", file.display()))
}

fn json(file: &Path) -> Result<Value, String> {
    serde_json::from_str(&read(file)?).map_err(|e| format!("`{}`: {e}", file.display()))
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}
