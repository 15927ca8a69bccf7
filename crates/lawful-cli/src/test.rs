//! `lawful test`: case files (SPEC 13) are run, and what differs is printed so that a lawyer sees what is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lawful::Ruleset;
use lawful::document::{Case, CaseFile, read_cases};
use lawful_cli::cases::{self, Outcome};

use crate::args::TestArgs;
use crate::output::{Output, complain_of, note};
use crate::{Exit, Failure, rules};

pub(crate) fn run(args: &TestArgs, out: &mut Output) -> Result<Exit, Failure> {
    let mut run = Run { instead: args.rules.as_deref(), out, loaded: BTreeMap::new(), passed: 0, failed: 0 };
    for path in &args.cases {
        run.path(path, &mut Vec::new());
    }
    let Run { passed, failed, .. } = run;
    if passed + failed == 0 {
        note("error: there are no cases in what was given");
    }
    out.line(format_args!("{passed} passed, {failed} failed"));
    Ok(if failed == 0 && passed > 0 { Exit::Answered } else { Exit::Problems })
}

struct Run<'r> {
    /// Rule sets instead of what the files name.
    instead: Option<&'r [String]>,
    out: &'r mut Output,
    /// By what was named; `None` if it has problems, of which was told.
    loaded: BTreeMap<Vec<String>, Option<Ruleset>>,
    passed: u64,
    failed: u64,
}

impl Run<'_> {
    /// A file, or all case files in a folder; `above` are the real paths of the folders that it lies in.
    fn path(&mut self, path: &Path, above: &mut Vec<PathBuf>) {
        match fs::metadata(path) {
            Ok(kind) if kind.is_dir() => match self.folder(path, above) {
                Ok(()) => {}
                Err(error) => self.unreadable(path, &error),
            },
            Ok(_) => match fs::read_to_string(path) {
                // A folder holds other documents too; a file that was named is taken at its word.
                Ok(text) if above.is_empty() || cases::is_case_file(&text) => self.file(path, &text),
                Ok(_) => {}
                Err(error) => self.unreadable(path, &error),
            },
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn folder(&mut self, folder: &Path, above: &mut Vec<PathBuf>) -> io::Result<()> {
        let real = fs::canonicalize(folder)?;
        if above.contains(&real) {
            return Err(io::Error::other("it is a link to a folder that it lies in"));
        }
        let mut entries =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        above.push(real);
        for path in entries {
            let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if !hidden && (path.is_dir() || path.extension().is_some_and(|extension| extension == "toml")) {
                self.path(&path, above);
            }
        }
        above.pop();
        Ok(())
    }

    fn file(&mut self, path: &Path, text: &str) {
        let shown = path.display().to_string();
        match read_cases(&shown, text) {
            Ok(file) => self.cases(path, &file),
            Err(problems) => {
                self.out.flush();
                complain_of(&problems, &[]);
                self.fail(format_args!("{shown} is not a file of cases"));
            }
        }
    }

    fn cases(&mut self, path: &Path, file: &CaseFile) {
        let Some(rules) = self.rules(path, file) else {
            for case in &file.cases {
                self.fail(format_args!("{} {}:{}", case.id, file.path, case.line));
                self.out.line("  its rule set has problems");
            }
            return;
        };
        for case in &file.cases {
            let outcome = cases::run(case, &rules);
            if outcome.passed() {
                self.passed += 1;
            } else {
                self.fail(format_args!("{} {}:{}", case.id, file.path, case.line));
                self.tell(case, &outcome);
            }
        }
    }

    /// The rule set of a file, each read once.
    fn rules(&mut self, path: &Path, file: &CaseFile) -> Option<Ruleset> {
        let named = match (self.instead, file.rules.as_deref()) {
            (Some(instead), _) => instead.to_vec(),
            (None, None | Some(rules::CORPUS)) => vec![rules::CORPUS.to_owned()],
            (None, Some(folder)) => {
                let here = path.parent().unwrap_or(Path::new(""));
                vec![here.join(folder).display().to_string()]
            }
        };
        self.out.flush();
        let load = |named: &Vec<String>| match rules::load(named) {
            Ok(rules) => Some(rules),
            Err(failure) => {
                failure.tell();
                None
            }
        };
        self.loaded.entry(named).or_insert_with_key(load).clone()
    }

    /// The question, what differs, and from what the answer comes.
    fn tell(&mut self, case: &Case, outcome: &Outcome) {
        self.field("asked", cases::question(case));
        for difference in &outcome.differences {
            self.field(difference.key, format_args!("expected {}", difference.expected));
            self.field("", format_args!("actual   {}", difference.actual));
        }
        if let Ok(decision) = &outcome.answer {
            for ground in decision.grounds() {
                let by = if ground.by.is_empty() {
                    String::new()
                } else {
                    format!(" by {}", ground.by.join(", "))
                };
                let open = if ground.certain { "" } else { " (not in every world)" };
                self.field("ground", format_args!("{} {}{by}{open}", ground.id, ground.status));
            }
        }
        for (name, text) in [("source", &case.source), ("note", &case.note)] {
            if !text.is_empty() {
                self.field(name, text);
            }
        }
    }

    fn field(&mut self, name: &str, value: impl std::fmt::Display) {
        self.out.line(format_args!("  {name:<14} {value}"));
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        self.fail(format_args!("{} cannot be read: {error}", path.display()));
    }

    fn fail(&mut self, what: impl std::fmt::Display) {
        self.failed += 1;
        self.out.bad(format_args!("FAIL {what}"));
    }
}
