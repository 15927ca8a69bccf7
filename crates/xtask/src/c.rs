//! `cargo xtask c`: the C library is installed under `target/c`, and every program of it is compiled and run: by gcc
//! and clang, against the shared and the static library, found by pkg-config and by CMake, plainly, with the address
//! and undefined-behaviour sanitizers, in valgrind, and with the thread sanitizer. `cargo xtask bench c` measures.

use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::conformance;
use crate::inputs;
use crate::install::install;
use crate::service::{Service, Underneath};
use crate::shell::{self, target, workspace};

/// The shared library, stripped, has at most so many bytes: without reading of documents, and with.
const MOST_BYTES: [(bool, u64); 2] = [(false, 1_200_000), (true, 2_500_000)];

const WARNINGS: [&str; 5] = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-pthread"];
const SANITIZERS: &str = "-fsanitize=address,undefined";
const PROGRAMS: [&str; 5] = ["basics", "arrow", "conformance", "misuse", "reload"];
/// How often the rule set is replaced in the stress, an odd number: natively, and where a tool makes everything slow.
const SWAPS: [&str; 2] = ["201", "21"];
/// So many seconds of load, each with rule sets swapped and without.
const SLICE: u32 = 2;

/// Does all of it.
pub(crate) fn run() -> Result<(), String> {
    conformance::run()?;
    let trial = Trial::new()?;
    let cases = trial.inputs()?;
    let sizes = trial.sizes(&cases)?;
    for compiler in ["gcc", "clang"] {
        for link in [Link::Shared, Link::Static] {
            for program in PROGRAMS {
                let built = trial.compile(compiler, &format!("{program}.c"), link, &[])?;
                trial.execute(&[], &built, &trial.arguments(program, &cases, SWAPS[0]))?;
            }
            let cpp = if compiler == "gcc" { "g++" } else { "clang++" };
            let built = trial.compile(cpp, "basics.cpp", link, &[])?;
            trial.execute(&[], &built, &[trial.rule_set("corpus")])?;
        }
        for program in PROGRAMS {
            let built = trial.compile(compiler, &format!("{program}.c"), Link::Shared, &[SANITIZERS])?;
            trial.execute(&[], &built, &trial.arguments(program, &cases, SWAPS[1]))?;
        }
    }
    let valgrind = ["valgrind", "-q", "--leak-check=full", "--error-exitcode=9"];
    for program in ["basics", "arrow", "misuse"] {
        let built = trial.compile("gcc", &format!("{program}.c"), Link::Shared, &[])?;
        trial.execute(&valgrind, &built, &trial.arguments(program, &cases, SWAPS[1]))?;
    }
    trial.races()?;
    trial.story()?;
    trial.pages()?;
    trial.server()?;
    trial.cmake()?;
    sizes.told()
}

/// How a program gets the library.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    Shared,
    Static,
}

/// The libraries that are larger than they may be. Told at the end, so that it keeps nothing from being tried.
pub(crate) struct Sizes(Vec<String>);

/// Where the library is installed, and its programs are made and tried.
pub(crate) struct Trial {
    root: PathBuf,
    folder: PathBuf,
    rules: PathBuf,
    prefix: PathBuf,
}

impl Sizes {
    pub(crate) fn told(&self) -> Result<(), String> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0.join("\n")) }
    }
}

impl Trial {
    pub(crate) fn new() -> Result<Trial, String> {
        let folder = target()?.join("c");
        fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
        Ok(Trial { root: workspace()?, rules: folder.join("rules"), prefix: folder.join("prefix"), folder })
    }

    pub(crate) fn rule_set(&self, name: &str) -> PathBuf {
        inputs::rule_set(&self.rules, name)
    }

    /// Installs the library without reading of documents, and then with, which stays, and says how large each is.
    pub(crate) fn sizes(&self, cases: &[PathBuf]) -> Result<Sizes, String> {
        let mut too_large = Vec::new();
        for (authoring, most) in MOST_BYTES {
            install(&self.prefix, authoring)?;
            self.symbols()?;
            let library = self.prefix.join("lib/liblawful.so");
            let bytes = fs::metadata(&library).map_err(|e| format!("`{}`: {e}", library.display()))?.len();
            let with = if authoring { "with" } else { "without" };
            println!("liblawful.so, {with} reading of documents: {bytes} bytes, may have {most}");
            if bytes > most {
                too_large.push(format!("liblawful.so {with} reading has {bytes} bytes, and may have {most}"));
            }
            if !authoring {
                for program in ["basics", "misuse"] {
                    let built = self.compile("gcc", &format!("{program}.c"), Link::Shared, &[])?;
                    self.execute(&[], &built, &self.arguments(program, cases, SWAPS[0]))?;
                }
            }
        }
        Ok(Sizes(too_large))
    }

    /// Rule sets in the prepared form, and the cases as lines that C can read: pairs of files for `conformance`.
    pub(crate) fn inputs(&self) -> Result<Vec<PathBuf>, String> {
        Ok(inputs::write(&self.rules)?.into_iter().flat_map(|(rules, cases)| [rules, cases]).collect())
    }

    fn arguments(&self, program: &str, cases: &[PathBuf], swaps: &str) -> Vec<PathBuf> {
        match program {
            "conformance" => cases.to_vec(),
            "arrow" | "misuse" => vec![self.rule_set("corpus")],
            "reload" => vec![self.rule_set("corpus"), self.rule_set("other"), swaps.into()],
            _ => vec![self.rule_set("corpus"), self.rule_set("other")],
        }
    }

    /// Compiles a test program with what pkg-config says.
    pub(crate) fn compile(
        &self,
        compiler: &str,
        source: &str,
        link: Link,
        flags: &[&str],
    ) -> Result<PathBuf, String> {
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
                .arg(source)
                .args(flags)
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

    /// The programs of README.md and docs/c.md are right.
    fn pages(&self) -> Result<(), String> {
        for page in ["README.md", "docs/c.md"] {
            let text = read(&self.root.join(page))?;
            let code = text.split("```c\n").nth(1).and_then(|rest| rest.split("```").next());
            let source = self.folder.join("first.c");
            put(&source, code.ok_or_else(|| format!("{page} has no program in C"))?.as_bytes())?;
            let program = self.compile_at("gcc", &source, Link::Shared, &[])?;
            let told = shell::output(&mut Command::new(program))?;
            println!("{page}: {}", told.trim());
            if told != "suspended\n" {
                return Err(format!("the program of {page} says `{told}`"));
            }
        }
        Ok(())
    }

    /// The service of `examples/c`, compiled and running.
    pub(crate) fn service(&self) -> Result<Service, String> {
        let source = self.root.join("examples/c/availability_server.c");
        let program = self.compile_at("gcc", &source, Link::Shared, &["-O2", "-lmicrohttpd"])?;
        println!();
        let posture = self.root.join("examples/c/posture.txt");
        let sets = ["corpus", "other"].map(|name| self.rule_set(name));
        Service::start(&program, &posture, &self.folder, sets)
    }

    /// What wrk runs.
    pub(crate) fn script(&self) -> PathBuf {
        self.root.join("bindings/c/tests/answers.lua")
    }

    /// The service answers, says when it is blocked by law and how long an answer may be kept, takes a new rule set on
    /// SIGHUP, and under load gives no other answers than those of the two rule sets.
    fn server(&self) -> Result<(), String> {
        let service = self.service()?;
        service.expect("app=wechat&country=US", "\"action\":\"serve\"", "200")?;
        service.expect("app=wechat&country=USA", "\"verdict\":\"suspended\"", "200")?;
        service.expect("app=wechat&country=QQ", "\"error\":\"E-region\"", "400")?;
        // An answer is kept no longer than it holds, an hour at most, and an error not at all.
        for (question, at, told, status) in [
            (
                "app=wechat&country=US",
                "2021-06-10T03:59:30Z",
                ["\"verdict\":\"suspended\"", "max-age=30"],
                "200",
            ),
            (
                "app=wechat&country=US",
                "2021-06-10T02:59:59Z",
                ["\"verdict\":\"suspended\"", "max-age=3600"],
                "200",
            ),
            (
                "app=wechat&country=US",
                "2021-06-10T04:00:00Z",
                ["\"verdict\":\"unregulated\"", "max-age=3600"],
                "200",
            ),
            ("app=wechat&country=US", "2021-06-10T24:00:00Z", ["\"error\":\"E-time\"", "no-store"], "400"),
        ] {
            let [body, cache] = told;
            service.expect_at(question, at, &[body, &format!("\r\nCache-Control: {cache}\r\n")], status)?;
        }
        service.read(&self.rule_set("crowded"))?;
        // More grounds than the service has room for: an error, and not half an answer.
        service.expect("app=wechat&country=US", "{\"error\":\"E-buffer\"}", "500")?;
        service.swap(1)?;
        service.expect("app=wechat&country=US", "\"verdict\":\"prohibited\"", "451")?;
        service.learn()?;
        // What is read to try it is not answered from: the other set has the ban in force.
        service.attempt(&self.rule_set("other"))?;
        service.expect("app=wechat&country=US", "\"verdict\":\"suspended\"", "200")?;
        for underneath in [Underneath::Nothing, Underneath::Swapping] {
            service.load(&self.script(), SLICE, underneath)?.sound()?;
        }
        service.end()
    }

    /// The stress of replacing under the thread sanitizer, which sees the program, and what it shares through the
    /// library. It does not see inside the library: Rust's standard library comes without it, and what that orders
    /// would be told as races.
    fn races(&self) -> Result<(), String> {
        let suppressions = self.root.join("bindings/c/tests/races.txt");
        for compiler in ["gcc", "clang"] {
            let built = self.compile(compiler, "reload.c", Link::Shared, &["-fsanitize=thread"])?;
            shell::run(
                Command::new(built)
                    .args(self.arguments("reload", &[], SWAPS[0]))
                    .env("TSAN_OPTIONS", format!("suppressions={}", suppressions.display())),
            )?;
        }
        Ok(())
    }

    /// Programs that find the library by `find_package(lawful)`.
    fn cmake(&self) -> Result<(), String> {
        let build = self.folder.join("cmake");
        let prefix = format!("-DCMAKE_PREFIX_PATH={}", self.prefix.display());
        let source = self.root.join("bindings/c/tests/cmake");
        shell::output(
            Command::new("cmake").args(["--fresh", "-S"]).arg(source).arg("-B").arg(&build).arg(prefix),
        )?;
        shell::output(Command::new("cmake").arg("--build").arg(&build))?;
        for program in ["shared", "static"] {
            print!("cmake {program}: ");
            self.execute(&[], &build.join(program), &self.arguments("basics", &[], SWAPS[0]))?;
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("cannot read `{}`: {e}", file.display()))
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}
