//! `lawful check`: every problem of a folder, with its place, the source line and a hint.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use lawful::{Problem, Problems};
use serde_json::{Value, json};

use crate::args::{CheckArgs, Format};
use crate::output::{Output, note};
use crate::{Exit, Failure, rules};

pub(crate) fn run(args: &CheckArgs, out: &mut Output) -> Result<Exit, Failure> {
    let checked =
        match rules::documents(&args.dir).and_then(|documents| rules::checked(&documents, &args.dir)) {
            Err(Failure::Data(problems, _)) => Err(problems),
            Err(other) => return Err(other),
            Ok(rules) => Ok(rules),
        };
    match (&checked, args.format) {
        (Ok(rules), Format::Human) => {
            let instruments = rules.instruments().len();
            let provisions = rules.provisions().len();
            out.good(format_args!("no problems in {instruments} instruments with {provisions} provisions"));
        }
        (Err(problems), Format::Human) => {
            out.line(rendered(problems, &args.dir, out.has_colour()));
            out.flush();
            note(count(problems.iter().len()));
        }
        (Ok(_), Format::Json) => out.line(json!({"problems": []})),
        (Err(problems), Format::Json) => {
            let all: Vec<Value> = problems.iter().map(|problem| to_json(problem, &args.dir)).collect();
            out.line(json!({ "problems": all }));
        }
    }
    Ok(if checked.is_ok() { Exit::Answered } else { Exit::Problems })
}

/// The problems as a person reads them, one after the other with a blank line between them.
pub(crate) fn rendered(problems: &Problems, folders: &[String], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let texts: Vec<String> = problems.iter().map(|problem| render(&renderer, problem, folders)).collect();
    texts.join("\n\n")
}

/// `1 problem`, `2 problems`.
pub(crate) fn count(problems: usize) -> String {
    format!("{problems} problem{}", if problems == 1 { "" } else { "s" })
}

fn render(renderer: &Renderer, problem: &Problem, folders: &[String]) -> String {
    let path = path(problem, folders);
    let element: Element<'_> = match (problem.place.line, problem.place.column, &problem.source_line) {
        (Some(line), Some(column), Some(source)) => {
            let (from, until) = span(source, column as usize);
            let snippet = Snippet::source(source.as_str())
                .line_start(line as usize)
                .path(path)
                .annotation(AnnotationKind::Primary.span(from..until));
            snippet.into()
        }
        (Some(line), Some(column), None) => {
            Origin::path(path).line(line as usize).char_column(column as usize).into()
        }
        _ => Origin::path(path).into(),
    };
    let title = Level::ERROR.primary_title(problem.error.message()).id(problem.error.code().as_str());
    let hint = problem.error.hint().map(|hint| Level::HELP.with_name("hint").message(hint));
    renderer.render(&[title.element(element).elements(hint)])
}

/// The bytes of what begins in that column: a string, or up to what ends a value or key.
fn span(line: &str, column: usize) -> (usize, usize) {
    let from = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(n, _)| n);
    let rest = &line[from..];
    let mut characters = rest.chars();
    let len = match characters.next() {
        Some(quote @ ('"' | '\'')) => characters.as_str().find(quote).map_or(rest.len(), |n| n + 2),
        Some(_) => rest.find([' ', '\t', '=', ',', ']', '}']).unwrap_or(rest.len()),
        None => 0,
    };
    let first = rest.chars().next().map_or(0, char::len_utf8);
    (from, from + len.max(first))
}

/// The document as it is found from here, where it is a file of one of the folders.
fn path(problem: &Problem, folders: &[String]) -> String {
    let file = problem.place.file.as_str();
    let here = folders.iter().map(|folder| Path::new(folder).join(file)).find(|path| path.is_file());
    here.map_or_else(|| file.to_owned(), |path| path.display().to_string())
}

fn to_json(problem: &Problem, folders: &[String]) -> Value {
    json!({
        "code": problem.error.code().as_str(),
        "column": problem.place.column,
        "file": path(problem, folders),
        "hint": problem.error.hint(),
        "line": problem.place.line,
        "message": problem.error.message(),
        "source_line": problem.source_line,
    })
}
