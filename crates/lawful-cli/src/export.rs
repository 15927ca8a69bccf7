//! `lawful export`: the interchange form (SPEC 12.5) or the prepared form (SPEC 12.6).

use std::fs;

use crate::args::ExportArgs;
use crate::output::{Output, note};
use crate::{Exit, Failure, rules};

pub(crate) fn run(args: &ExportArgs, out: &mut Output) -> Result<Exit, Failure> {
    let folders = &args.rules.rules;
    if let Some(file) = &args.prepared {
        let rules = rules::load(folders)?;
        let bytes = rules.to_prepared();
        fs::write(file, &bytes).map_err(|error| Failure::Write(file.clone(), error))?;
        note(format_args!(
            "{}: {} bytes, content hash {}",
            file.display(),
            bytes.len(),
            rules.content_hash()
        ));
        return Ok(Exit::Answered);
    }
    let documents = rules::documents(folders)?;
    // What does not pass the check is not handed on.
    rules::checked(&documents, folders)?;
    let json = documents.to_interchange().map_err(|problems| Failure::Data(problems, folders.clone()))?;
    out.line(json);
    Ok(Exit::Answered)
}
