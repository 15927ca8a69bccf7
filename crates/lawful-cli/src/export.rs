//! `lawful export`: the interchange form (SPEC 12.5) or the prepared form (SPEC 12.6), of the whole rule set or a part.

use std::fs;

use lawful::Ruleset;
use lawful::document::Documents;
use serde_json::Value;

use crate::args::ExportArgs;
use crate::output::{Output, note};
use crate::part::Part;
use crate::{Exit, Failure, rules};

pub(crate) fn run(args: &ExportArgs, out: &mut Output) -> Result<Exit, Failure> {
    let folders = &args.rules.rules;
    let whole = args.only.is_empty() && !args.trim;
    if let (Some(file), true) = (&args.prepared, whole) {
        return write(file, &rules::load(folders)?);
    }
    let unsound = |problems| Failure::Data(problems, folders.clone());
    let documents = rules::documents(folders)?;
    // What does not pass the check is not handed on.
    let all = rules::checked(&documents, folders)?;
    let json = documents.to_interchange().map_err(unsound)?;
    if whole {
        out.line(json);
        return Ok(Exit::Answered);
    }
    let mut interchange: Value = serde_json::from_str(&json).map_err(|error| Failure::Input(error.into()))?;
    let part = Part { only: &args.only, trim: args.trim };
    let cut = part.cut(&mut interchange).map_err(Failure::Part)?;
    let json = interchange.to_string();
    let documents = Documents::from_interchange(&json).map_err(unsound)?;
    let rules = rules::checked(&documents, folders)?;
    if !cut.instruments.is_empty() {
        note(format_args!(
            "left out: {}; the content hash of the whole is {}",
            cut.instruments.join(", "),
            all.content_hash()
        ));
    }
    if cut.coverage {
        note(format_args!("coverage is left out too: where a law is left out, nobody has looked"));
    }
    match &args.prepared {
        Some(file) => write(file, &rules),
        None => {
            out.line(json);
            Ok(Exit::Answered)
        }
    }
}

fn write(file: &std::path::Path, rules: &Ruleset) -> Result<Exit, Failure> {
    let bytes = rules.to_prepared();
    fs::write(file, &bytes).map_err(|error| Failure::Write(file.to_owned(), error))?;
    note(format_args!("{}: {} bytes, content hash {}", file.display(), bytes.len(), rules.content_hash()));
    Ok(Exit::Answered)
}
