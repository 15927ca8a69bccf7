//! `lawful timeline`: how the answer changes over time.

use crate::args::TimelineArgs;
use crate::output::Output;
use crate::{Exit, Failure, question, rules};

pub(crate) fn run(args: &TimelineArgs, out: &mut Output) -> Result<Exit, Failure> {
    let rules = rules::load(&args.rules.rules)?;
    let (transaction, known, _) = question::from_args(&rules, &args.ask, [])?;
    let timeline = transaction.timeline(known);
    if args.form.json {
        out.line(timeline.to_json());
    } else {
        out.explanation(&timeline.explain(args.form.lang));
    }
    Ok(Exit::Answered)
}
