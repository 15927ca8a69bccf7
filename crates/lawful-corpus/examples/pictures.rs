//! Three decisions in three languages as pictures of a terminal: `docs/pictures/*.svg`.
//!
//! `cargo run -p lawful-corpus --example pictures` draws them anew.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lawful::{Decision, Explanation, Instant, Language, Ruleset};

/// Lines are broken at so many columns; a Chinese character takes two.
const COLUMNS: usize = 100;
/// Pixels.
const COLUMN: f64 = 8.0;
const LINE: usize = 20;
const MARGIN: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    for picture in pictures()? {
        fs::write(root().join(&picture.path), picture.svg)?;
        println!("{}", picture.path);
    }
    Ok(())
}

/// A picture and where in the project it belongs.
pub(crate) struct Picture {
    pub(crate) path: String,
    pub(crate) svg: String,
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Draws all of them.
pub(crate) fn pictures() -> Result<Vec<Picture>, Box<dyn Error>> {
    let law = lawful_corpus::ruleset();
    let download = Shown {
        name: "wechat-download.en",
        language: Language::English,
        facts: &[
            ("app", "wechat"),
            ("activity", "app-store/download"),
            ("actor", "app-store"),
            ("location", "US"),
            ("storefront", "US"),
        ],
        at: "2020-09-21T12:00:00Z",
        known: None,
        sections: 3,
    };
    let hosting = Shown {
        name: "tiktok-hosting.zh-Hans",
        language: Language::SimplifiedChinese,
        facts: &[
            ("app", "tiktok"),
            ("activity", "hosting"),
            ("actor", "hosting-provider"),
            ("location", "US"),
        ],
        at: "2020-11-14T12:00:00Z",
        known: Some("2020-10-05T00:00:00Z"),
        sections: 3,
    };
    let transit = Shown {
        name: "wechat-transit.zh-Hant",
        language: Language::TraditionalChinese,
        facts: &[
            ("app", "wechat"),
            ("activity", "transit"),
            ("actor", "network-operator"),
            ("location", "US"),
        ],
        at: "2020-09-21T12:00:00Z",
        known: None,
        sections: 5,
    };
    [download, hosting, transit].iter().map(|shown| shown.draw(&law)).collect()
}

/// A question and the language of its answer.
struct Shown {
    name: &'static str,
    language: Language,
    facts: &'static [(&'static str, &'static str)],
    at: &'static str,
    known: Option<&'static str>,
    /// So many sections of the explanation are drawn, then `…`.
    sections: usize,
}

impl Shown {
    fn draw(&self, law: &Ruleset) -> Result<Picture, Box<dyn Error>> {
        let decision = self.decide(law)?;
        let mut lines = vec![Line::new(Style::Command, &self.command())];
        lines.extend(of_explanation(&decision.explain(self.language), self.sections));
        Ok(Picture { path: format!("docs/pictures/{}.svg", self.name), svg: svg(&lines, self.language) })
    }

    fn decide(&self, law: &Ruleset) -> Result<Decision, Box<dyn Error>> {
        let mut transaction = law.transaction();
        for (fact, value) in self.facts {
            transaction = transaction.fact(*fact, *value);
        }
        let known = self.known.map(str::parse::<Instant>).transpose()?;
        Ok(transaction.build()?.decide(self.at.parse()?, known))
    }

    /// As it is typed.
    fn command(&self) -> String {
        let mut command = "$ lawful decide".to_owned();
        let known = self.known.map(|known| ("known", known));
        let options = self.facts.iter().copied().chain([("at", self.at)]).chain(known);
        for (option, value) in options.chain([("lang", self.language.tag())]) {
            let _ = write!(command, " --{option} {value}");
        }
        command
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Command,
    Heading,
    Plain,
}

struct Line {
    style: Style,
    /// Columns by which the lines that follow a break stand in.
    indent: usize,
    text: String,
}

impl Line {
    fn new(style: Style, text: &str) -> Line {
        let indent = text.chars().take_while(|c| matches!(c, ' ' | '-' | '$')).count();
        Line { style, indent, text: text.to_owned() }
    }
}

fn of_explanation(explanation: &Explanation, sections: usize) -> Vec<Line> {
    let mut lines = vec![Line::new(Style::Heading, &explanation.verdict)];
    for section in explanation.sections.iter().take(sections) {
        lines.push(Line::new(Style::Plain, ""));
        lines.push(Line::new(Style::Heading, &section.heading));
        for item in &section.items {
            lines.push(Line::new(Style::Plain, &format!("  - {}", item.text)));
            let details =
                item.details.iter().map(|detail| Line::new(Style::Plain, &format!("      {detail}")));
            lines.extend(details);
        }
    }
    lines.push(Line::new(Style::Plain, ""));
    lines.push(Line::new(Style::Plain, "…"));
    lines
}

fn svg(lines: &[Line], language: Language) -> String {
    let rows: Vec<(Style, String)> =
        lines.iter().flat_map(|line| broken(line).into_iter().map(|text| (line.style, text))).collect();
    let width = 2 * MARGIN + (COLUMNS as f64 * COLUMN) as usize;
    let height = 2 * MARGIN + rows.len() * LINE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1f2328\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace\" \
         font-size=\"13\" xml:space=\"preserve\">\n"
    );
    for (n, (style, text)) in rows.iter().enumerate().filter(|(_, (_, text))| !text.trim().is_empty()) {
        let (fill, weight) = match style {
            Style::Command => ("#7ee787", "normal"),
            Style::Heading => ("#ffffff", "bold"),
            Style::Plain => ("#c9d1d9", "normal"),
        };
        let indent = text.len() - text.trim_start().len();
        let (x, y) = (MARGIN as f64 + indent as f64 * COLUMN, MARGIN + n * LINE + 14);
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\" font-weight=\"{weight}\">{}</text>",
            escaped(text.trim_start())
        );
    }
    svg + "</g>\n</svg>\n"
}

/// A line broken where it grows too wide: between words, or after a Chinese character.
fn broken(line: &Line) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    for piece in pieces(&line.text) {
        if !row.trim().is_empty() && columns(&row) + columns(piece.trim_end()) > COLUMNS {
            rows.push(row.trim_end().to_owned());
            row = " ".repeat(line.indent);
            row += piece.trim_start();
        } else {
            row += piece;
        }
    }
    rows.push(row);
    rows
}

/// The parts of a text between which it may be broken. Punctuation stays with what it follows.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((_, c)) = characters.next() {
        let Some((next_at, next)) = characters.peek().copied() else { break };
        let closes = "，。；：、）】」》？！,.;:)]…".contains(next);
        let opens = "（【「《([".contains(c);
        let between = next != ' ' && (c == ' ' || is_wide(c) || is_wide(next));
        if between && !closes && !opens {
            pieces.push(&text[start..next_at]);
            start = next_at;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Chinese characters and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}')
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
