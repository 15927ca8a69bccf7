//! A timeline in words: a line for each run.

use super::message::{Message, Word};
use super::wording::Wording;
use super::{Explanation, Item, Language, verdict_name};
use crate::decision::{Ground, Timeline, TimelineRun};
use crate::verdict::Verdict;

pub(super) fn explain(timeline: &Timeline, language: Language) -> Explanation {
    let wording = Wording { rules: timeline.transaction().ruleset(), language };
    let conduct = wording.conduct(timeline.transaction());
    let known = wording.known(None, timeline.known());
    let mut explanation = Explanation {
        verdict: wording.say(Message::SentenceOverTime { conduct: &conduct, known: &known }),
        sections: Vec::new(),
        closing: wording.closing(),
    };
    let runs = timeline.runs().map(|run| Item::from(wording.run(&run))).collect();
    explanation.add(language, Word::OverTime, runs);
    explanation
}

impl Wording<'_> {
    /// From when until when, which verdict, and the ids of its grounds.
    fn run(&self, run: &TimelineRun<'_>) -> String {
        let from =
            run.span.from.map_or_else(|| self.word(Word::NoKnownStart).to_owned(), |at| at.to_string());
        let until =
            run.span.until.map_or_else(|| self.word(Word::NoKnownEnd).to_owned(), |at| at.to_string());
        let verdict = match run.possible.verdict() {
            Verdict::Determinate(status) => self.status(status).to_owned(),
            Verdict::Indeterminate => self.say(Message::RunIndeterminate {
                verdict: verdict_name(Verdict::Indeterminate, self.language),
                possible: &self.possible(run.possible),
            }),
        };
        let line = self.say(Message::Run { from: &from, until: &until, verdict: &verdict });
        let ground = |ground: &Ground<'_>| {
            let by: Vec<String> = ground.by.iter().map(|id| (*id).to_owned()).collect();
            if by.is_empty() {
                return ground.id.to_owned();
            }
            self.say(Message::RunGroundBy { ground: ground.id, by: &self.all(&by) })
        };
        let grounds: Vec<String> = run.grounds.iter().map(ground).collect();
        if grounds.is_empty() {
            return line;
        }
        self.say(Message::RunGrounds { run: &line, grounds: &self.parts(&grounds) })
    }
}
