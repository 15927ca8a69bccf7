//! The story of `examples/README.md`, told in Rust: September 2020 as an app store met it. What it prints stands in
//! `examples/story.expected.txt`.
//!
//! `cargo run -p lawful-corpus --example story`

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use lawful::document::Documents;
use lawful::{Decision, Instant, Ruleset, Transaction};

/// Monday, September 21, 2020, 8 a.m. in Washington.
const MONDAY: &str = "2020-09-21T12:00:00Z";

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", story()?);
    Ok(())
}

/// What the story prints.
pub(crate) fn story() -> Result<String, Box<dyn Error>> {
    let law = lawful_corpus::ruleset();
    let monday: Instant = MONDAY.parse()?;
    let download = download(&law)?;
    let mut page = Page(String::new());

    page.title("An app store is asked for WeChat by a user in the United States");
    page.line("at", MONDAY);

    page.chapter("Thursday: an order bans what Commerce will identify, and nothing is identified");
    page.decision(&download.decide(monday, Some("2020-09-17T12:00:00Z".parse()?)));

    page.chapter("Friday: Commerce has published its list");
    page.decision(&download.decide(monday, Some("2020-09-18T22:00:00Z".parse()?)));

    page.chapter("Monday: a court has enjoined the list");
    page.decision(&download.decide(monday, Some(monday)));

    page.chapter("In hindsight: until when that lasted");
    page.decision(&download.decide(monday, None));

    page.chapter("What if the injunction falls: the same record with a stay that was never granted");
    let what_if = composed(&["crates/lawful-corpus/data", "examples/what-if"])?;
    page.decision(&download.rebind(&what_if)?.decide(monday, Some(monday)));

    page.chapter("A fact is missing: nobody said of which country the store account is");
    let incomplete = law
        .transaction()
        .app("wechat")
        .activity("app-store/download")
        .actor("app-store")
        .location("US")
        .build()?;
    page.decision(&incomplete.decide(monday, Some(monday)));
    Ok(page.0)
}

/// The question of the story. A mistake in it, such as an unknown region, is an error here and not later.
fn download(law: &Ruleset) -> Result<Transaction, lawful::Errors> {
    law.transaction()
        .app("wechat")
        .activity("app-store/download")
        .actor("app-store")
        .location("US")
        .storefront("US")
        .build()
}

/// The documents of several folders of the project, as if they lay in one (SPEC 12.7).
fn composed(folders: &[&str]) -> Result<Ruleset, lawful::Problems> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    Ruleset::from_documents(&Documents::from_folders(&folders)?)
}

/// Plain text that every language can print alike.
struct Page(String);

impl Page {
    fn title(&mut self, title: &str) {
        let _ = writeln!(self.0, "{title}\n");
    }

    fn chapter(&mut self, title: &str) {
        let _ = writeln!(self.0, "\n{title}");
    }

    fn line(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "  {key:<10}{value}");
    }

    fn decision(&mut self, decision: &Decision) {
        let known = decision.known().map_or("all that is on record".to_owned(), |known| known.to_string());
        self.line("known", &known);
        self.line("verdict", decision.verdict().as_str());
        if decision.possible().iter().count() > 1 {
            let possible: Vec<&str> = decision.possible().iter().map(|status| status.as_str()).collect();
            self.line("possible", &possible.join(" "));
        }
        for ground in decision.grounds() {
            self.line("ground", &format!("{} {}", ground.id, ground.status));
            for by in ground.by {
                self.line("  by", by);
            }
        }
        for fact in decision.missing() {
            self.line("missing", fact);
        }
        for question in decision.open_questions() {
            self.line("open", question);
        }
        if let Some(from) = decision.valid().from {
            self.line("from", &from.to_string());
        }
        if let Some(next) = decision.next() {
            self.line("until", &next.at.to_string());
            self.line("then", next.possible.verdict().as_str());
        }
    }
}
