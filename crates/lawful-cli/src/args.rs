//! The interface of the command, which other tools call: subcommands, options, help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use lawful::Error;
use lawful::explain::Language;

/// May this app be served, here, to this person, at that moment? By which provision, and until when?
///
/// Results go to stdout, everything else to stderr. Exit codes: 0 answered; 1 the data has problems or a case
/// failed; 2 the question itself is malformed.
#[derive(Parser, Debug)]
#[command(name = "lawful", version, propagate_version = true, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Decide one question at an instant or over a range, or a batch of questions
    #[command(after_help = "Example:
  lawful decide --app wechat --activity app-store/download --actor app-store --location US \\
    --at '2020-09-20T23:59[America/New_York]'

A batch reads one JSON object per line from stdin: {\"ask\":{\"app\":\"wechat\",…},\"at\":\"2020-09-21T12:00:00Z\"}, with \
\"known\" and \"readings\" if wanted, and prints one line for each, in order: the decision, or \
{\"error\":{\"code\":…,\"message\":…,\"hint\":…,\"all\":[…]}}. An empty line is a malformed one. The exit code is 2 if \
any line was.")]
    Decide(DecideArgs),
    /// Show how the answer changes over time
    #[command(after_help = "Example:
  lawful timeline --app wechat --activity app-store/download --actor app-store --location US")]
    Timeline(TimelineArgs),
    /// List the facts without which an answer for an activity may stay indeterminate
    #[command(after_help = "Example:
  lawful required-facts app-store/download")]
    RequiredFacts(RequiredFactsArgs),
    /// Run case files; what differs is printed, `N passed, N failed` is the last line
    #[command(after_help = "Example:
  lawful test conformance/")]
    Test(TestArgs),
    /// Report every problem of a folder of documents, with its place and a hint
    #[command(after_help = "Example:
  lawful check --format json my-rules/")]
    Check(CheckArgs),
    /// Show an instrument, a provision, an app, a fact, a question, …: whatever has that id
    #[command(after_help = "Example:
  lawful show us/eo-13943#1-a")]
    Show(ShowArgs),
    /// List what the rule set holds; on a pipe, tab-separated
    #[command(after_help = "Example:
  lawful list instruments")]
    List(ListArgs),
    /// Write the rule set as JSON (the interchange form), or in the prepared form
    #[command(after_help = "Example:
  lawful export --rules my-rules --prepared my-rules.lawful")]
    Export(ExportArgs),
}

/// Which rule set is asked.
#[derive(Args, Debug)]
pub(crate) struct RulesArgs {
    /// `corpus` (what comes with the command) or folders of documents, composed in this order
    #[arg(long, value_name = "corpus|DIR[,DIR…]", value_delimiter = ',', default_value = "corpus")]
    pub(crate) rules: Vec<String>,
}

/// What is stated and how the rest is read; the id of this group is `Ask`.
#[derive(Args, Debug)]
#[group(id = "Ask")]
pub(crate) struct AskArgs {
    /// The app: an id, or a store identifier such as android:com.tencent.mm
    #[arg(long, value_name = "ID")]
    pub(crate) app: Option<String>,
    /// The kind of conduct
    #[arg(long, value_name = "ID")]
    pub(crate) activity: Option<String>,
    /// Where the person reached by the conduct is: an ISO 3166 code or a group
    #[arg(long, value_name = "CODE")]
    pub(crate) location: Option<String>,
    /// The territory of the store account
    #[arg(long, value_name = "CODE")]
    pub(crate) storefront: Option<String>,
    /// The kind of actor
    #[arg(long, value_name = "KIND")]
    pub(crate) actor: Option<String>,
    /// Who acts
    #[arg(long, value_name = "ID")]
    pub(crate) party: Option<String>,
    /// The other side; unstated, it is the publisher of the app
    #[arg(long, value_name = "ID")]
    pub(crate) counterparty: Option<String>,
    /// The publisher, for an app for which the register names none
    #[arg(long, value_name = "ID")]
    pub(crate) publisher: Option<String>,
    /// Any other fact; may be repeated
    #[arg(long = "fact", value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) facts: Vec<(String, String)>,
    /// What was public by then counts; without it, all that the rule set holds
    #[arg(long, value_name = "TIME")]
    pub(crate) known: Option<String>,
    /// How what is not stated is read: `presumed` (the default), `open`, or answers
    #[arg(long, value_name = "presumed|open|ID=ANSWER[,…][,rest=open]")]
    pub(crate) readings: Option<String>,
}

/// When the conduct takes place; a batch says it line by line.
#[derive(Args, Debug)]
#[group(id = "When", required = true, multiple = false)]
pub(crate) struct WhenArgs {
    /// When: RFC 3339, or a wall time with a zone, such as 2020-09-20T23:59[America/New_York]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Over a range, its end not included, for a clock that is not trusted
    #[arg(long, value_name = "TIME/TIME")]
    pub(crate) over: Option<String>,
    /// Read questions from stdin, one JSON object per line
    #[arg(long, conflicts_with = "Ask")]
    pub(crate) batch: bool,
}

/// How the answer is written.
#[derive(Args, Debug)]
pub(crate) struct FormArgs {
    /// The language of the words
    #[arg(long, value_name = "en|zh-Hans|zh-Hant", value_parser = language, default_value_t = Language::English)]
    pub(crate) lang: Language,
    /// Canonical JSON instead of words
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DecideArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    #[command(flatten)]
    pub(crate) when: WhenArgs,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    #[command(flatten)]
    pub(crate) form: FormArgs,
}

#[derive(Args, Debug)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    #[command(flatten)]
    pub(crate) form: FormArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RequiredFactsArgs {
    /// The activity
    pub(crate) activity: String,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    /// The language of the words
    #[arg(long, value_name = "en|zh-Hans|zh-Hant", value_parser = language, default_value_t = Language::English)]
    pub(crate) lang: Language,
}

#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Case files, or folders that hold some
    #[arg(required = true, value_name = "CASES")]
    pub(crate) cases: Vec<PathBuf>,
    /// `corpus` or folders, instead of what each case file names
    #[arg(long, value_name = "corpus|DIR[,DIR…]", value_delimiter = ',')]
    pub(crate) rules: Option<Vec<String>>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The folder; several, joined by commas, are checked as composed
    #[arg(required = true, value_name = "DIR", value_delimiter = ',')]
    pub(crate) dir: Vec<String>,
    /// For a person or for a tool
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// The id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    /// The language of the words
    #[arg(long, value_name = "en|zh-Hans|zh-Hant", value_parser = language, default_value_t = Language::English)]
    pub(crate) lang: Language,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// What to list; without it, how much of each there is
    #[arg(value_enum)]
    pub(crate) what: Option<What>,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    /// The language of the words
    #[arg(long, value_name = "en|zh-Hans|zh-Hant", value_parser = language, default_value_t = Language::English)]
    pub(crate) lang: Language,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
    /// Write the prepared form to this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) prepared: Option<PathBuf>,
    /// Only instruments whose id begins so, such as `us/`, with all registers; it has a content hash of its own
    #[arg(long, value_name = "PREFIX[,PREFIX…]", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Without sources, citations and notes, which no decision reads; the content hash stays
    #[arg(long)]
    pub(crate) trim: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum What {
    Apps,
    Instruments,
    Facts,
    Questions,
    Regions,
    Coverage,
    Activities,
    Actors,
    Parties,
}

fn language(tag: &str) -> Result<Language, String> {
    tag.parse().map_err(|error: Error| match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    })
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write a fact as KEY=VALUE, such as for-fee=true".to_owned()),
    }
}
