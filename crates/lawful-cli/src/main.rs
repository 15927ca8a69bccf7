//! The command `lawful`: asks the library, and writes what it answers.

mod args;
mod batch;
mod check;
mod decide;
mod export;
mod json;
mod list;
mod output;
mod part;
mod question;
mod rules;
mod show;
mod test;
mod timeline;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lawful::Problems;

use args::{Cli, Command};
use output::{Fault, Output};

/// How a command ended; other tools read it from the exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    Answered = 0,
    /// The data has problems, or a case failed.
    Problems = 1,
    /// The question itself is malformed.
    Malformed = 2,
}

/// Why there is no answer.
enum Failure {
    Question(Vec<Fault>),
    /// Of the documents in these folders.
    Data(Problems, Vec<String>),
    Input(io::Error),
    Write(PathBuf, io::Error),
    /// Instruments that cannot be left out.
    Part(Vec<String>),
}

fn main() -> ExitCode {
    // Ends here with exit code 2, or after help with 0.
    let cli = Cli::parse();
    let mut out = Output::stdout();
    let answer = match &cli.command {
        Command::Decide(args) => decide::run(args, &mut out),
        Command::Timeline(args) => timeline::run(args, &mut out),
        Command::RequiredFacts(args) => list::required_facts(args, &mut out),
        Command::Test(args) => test::run(args, &mut out),
        Command::Check(args) => check::run(args, &mut out),
        Command::Show(args) => show::run(args, &mut out),
        Command::List(args) => list::run(args, &mut out),
        Command::Export(args) => export::run(args, &mut out),
    };
    let mut exit = answer.unwrap_or_else(|failure| failure.tell());
    if let Some(error) = out.finish() {
        output::note(format_args!("error: stdout cannot be written: {error}"));
        exit = Exit::Problems;
    }
    ExitCode::from(exit as u8)
}

impl Failure {
    fn tell(self) -> Exit {
        match self {
            Failure::Question(faults) => {
                output::complain(&faults);
                return Exit::Malformed;
            }
            Failure::Data(problems, folders) => output::complain_of(&problems, &folders),
            Failure::Input(error) => output::note(format_args!("error: stdin cannot be read: {error}")),
            Failure::Write(path, error) => {
                output::note(format_args!("error: `{}` cannot be written: {error}", path.display()));
            }
            Failure::Part(acting) => output::note(format_args!(
                "error: what acts on the part that is kept cannot be left out: {}\n  hint: name it with --only too",
                acting.join(", ")
            )),
        }
        Exit::Problems
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Failure {
        Failure::Question(faults)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Input(error)
    }
}
