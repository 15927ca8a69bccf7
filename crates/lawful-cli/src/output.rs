//! Where results and complaints go: results to stdout, everything else to stderr.

use std::fmt::{Display, Write as _};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write as _};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use lawful::{Code, Error, Errors, Explanation, Problems};

const BOLD: Style = Style::new().bold();
const RED: Style = AnsiColor::Red.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default();

/// Stdout. Writing never fails: a reader that went away ends the output, and what else went wrong is told by
/// [`Output::finish`], so that the exit code stays that of the work that was done.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    terminal: bool,
    colour: bool,
    failed: Option<io::Error>,
}

/// A mistake in what was asked, to be printed for a person or as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Output {
    pub(crate) fn stdout() -> Output {
        let terminal = io::stdout().is_terminal();
        let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        Output { out, terminal, colour: terminal && colour_is_wanted(), failed: None }
    }

    /// Whether a person looks.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    pub(crate) fn has_colour(&self) -> bool {
        self.colour
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.failed.is_some()
    }

    pub(crate) fn line(&mut self, line: impl Display) {
        if self.failed.is_none() {
            self.failed = writeln!(self.out, "{line}").err();
        }
    }

    /// A line in bold.
    pub(crate) fn heading(&mut self, line: impl Display) {
        self.styled(BOLD, line);
    }

    pub(crate) fn good(&mut self, line: impl Display) {
        self.styled(GREEN, line);
    }

    pub(crate) fn bad(&mut self, line: impl Display) {
        self.styled(RED, line);
    }

    /// The answer and its headings stand out.
    pub(crate) fn explanation(&mut self, explanation: &Explanation) {
        let heads: Vec<&str> = explanation.sections.iter().map(|section| section.heading.as_str()).collect();
        for (n, line) in explanation.to_string().lines().enumerate() {
            if n == 0 || heads.contains(&line) {
                self.heading(line);
            } else {
                self.line(line);
            }
        }
    }

    /// Rows in aligned columns under a header where a person looks; otherwise tab-separated, without a header.
    pub(crate) fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        if !self.terminal {
            for row in rows {
                let cells: Vec<String> =
                    row.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
                self.line(cells.join("\t"));
            }
            return;
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size() {
            table.set_width(width);
        }
        table.set_header(header.iter().map(|name| name.to_uppercase()));
        table.add_rows(rows);
        self.line(table.trim_fmt());
    }

    pub(crate) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.flush().err();
        }
    }

    /// What went wrong with the output; that nobody reads it is nothing wrong.
    pub(crate) fn finish(mut self) -> Option<io::Error> {
        self.flush();
        self.failed.filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    fn styled(&mut self, style: Style, line: impl Display) {
        if self.colour {
            self.line(format_args!("{style}{line}{style:#}"));
        } else {
            self.line(line);
        }
    }
}

impl Fault {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Fault {
        Fault { code, message: message.into(), hint: None }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Fault {
        self.hint = Some(hint.into());
        self
    }
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Fault {
        let hint = error.hint().map(str::to_owned);
        Fault { code: error.code(), message: error.message().to_owned(), hint }
    }
}

/// All mistakes of a question.
pub(crate) fn faults(errors: &Errors) -> Vec<Fault> {
    errors.iter().map(Fault::from).collect()
}

/// Says something beside the result.
pub(crate) fn note(text: impl Display) {
    // Nobody is left to be told that stderr is closed.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Says what is wrong with the question.
pub(crate) fn complain(faults: &[Fault]) {
    let (style, plain) = if io::stderr().is_terminal() && colour_is_wanted() {
        (RED, RED.render_reset().to_string())
    } else {
        (Style::new(), String::new())
    };
    let mut text = String::new();
    for fault in faults {
        let _ = writeln!(text, "{style}error[{}]{plain}: {}", fault.code, fault.message);
        if let Some(hint) = &fault.hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
    }
    note(text.trim_end());
}

/// Says what is wrong with the documents.
pub(crate) fn complain_of(problems: &Problems, folders: &[String]) {
    let colour = io::stderr().is_terminal() && colour_is_wanted();
    note(crate::check::rendered(problems, folders, colour));
}

/// <https://no-color.org>: set to anything but nothing, it means no.
fn colour_is_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
