//! A decision in words: the verdict in a sentence, then the sections in the order in which a lawyer asks.

use super::message::{Message, Word};
use super::wording::Wording;
use super::{Explanation, Item, Language};
use crate::decision::Decision;
use crate::time::{Instant, Interval};
use crate::verdict::{Status, Verdict};

/// The sentence names so many missing facts and open questions; the sections below it name all.
const MAX_UNKNOWN: usize = 5;

pub(super) fn explain(decision: &Decision, language: Language) -> Explanation {
    let wording = Wording { rules: decision.transaction().ruleset(), language };
    let grounds = decision.grounds();
    let mut explanation =
        Explanation { verdict: wording.sentence(decision), sections: Vec::new(), closing: wording.closing() };
    explanation.add(language, Word::Why, wording.why(&grounds));
    explanation.add(language, Word::Falls, wording.if_it_falls(&grounds));
    explanation.add(language, Word::Until, wording.until(decision));
    explanation.add(language, Word::Missing, wording.missing(decision));
    explanation.add(language, Word::OpenQuestions, wording.open_questions(decision));
    explanation.add(language, Word::Hinges, wording.hinges(decision));
    explanation.add(language, Word::Lifted, wording.lifted(decision));
    explanation.add(language, Word::Pending, wording.pending(decision));
    explanation.add(language, Word::Notes, wording.notes(decision));
    explanation.add(language, Word::Sources, wording.sources(&grounds));
    explanation
}

impl Wording<'_> {
    /// The verdict with what was asked, in one sentence.
    fn sentence(&self, decision: &Decision) -> String {
        let conduct = &*self.conduct(decision.transaction());
        let known = self.known(Some(decision.at()), decision.known());
        let when = &*self.say(Message::When { at: &decision.at().to_string(), known: &known });
        let status = match decision.verdict() {
            Verdict::Determinate(status) => status,
            Verdict::Indeterminate => {
                let unknown: Vec<String> = [decision.missing(), decision.open_questions()]
                    .concat()
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
                let unknown = match unknown.len() {
                    1..=MAX_UNKNOWN => self.all(&unknown),
                    _ => self.word(Word::TheUnknown).to_owned(),
                };
                let possible = self.possible(decision.possible());
                let sentence =
                    Message::SentenceIndeterminate { conduct, when, possible: &possible, unknown: &unknown };
                return self.say(sentence);
            }
        };
        let by = &*self.holders(&decision.grounds(), status);
        self.say(match status {
            Status::Unregulated if !decision.covered() => Message::SentenceNotCovered { conduct, when },
            Status::Unregulated => Message::SentenceUnregulated { conduct, when },
            Status::Exempt => Message::SentenceExempt { conduct, when },
            Status::Licensed => Message::SentenceLicensed { conduct, when },
            Status::Suspended => Message::SentenceSuspended { conduct, when, by },
            Status::Unenforced => Message::SentenceUnenforced { conduct, when, by },
            Status::Prohibited => Message::SentenceProhibited { conduct, when },
        })
    }

    /// Until when the answer holds, and what then.
    fn until(&self, decision: &Decision) -> Vec<Item> {
        let mut items = vec![Item::from(self.say(Message::Valid { span: &self.span(decision.valid()) }))];
        if decision.same() != decision.valid() {
            items.push(Item::from(self.say(Message::Same { span: &self.span(decision.same()) })));
        }
        if let Some(next) = decision.next() {
            let text =
                self.say(Message::Then { at: &next.at.to_string(), verdict: &self.possible(next.possible) });
            items.push(Item { text, details: self.grounds_in_short(&next.grounds) });
        }
        if !decision.assumed().is_empty() {
            let instants: Vec<String> = decision.assumed().iter().map(Instant::to_string).collect();
            items.push(Item::from(self.say(Message::Assumed { instants: &self.all(&instants) })));
        }
        items
    }

    fn span(&self, span: Interval) -> String {
        match (span.from.map(|at| at.to_string()), span.until.map(|at| at.to_string())) {
            (Some(from), Some(until)) => self.say(Message::FromUntil { from: &from, until: &until }),
            (Some(from), None) => self.say(Message::From { from: &from }),
            (None, Some(until)) => self.say(Message::UntilThen { until: &until }),
            (None, None) => self.word(Word::Always).to_owned(),
        }
    }

    /// That it is no legal advice, and which record it rests on.
    pub(super) fn closing(&self) -> String {
        // The first 48 bits tell revisions apart; the whole hash is in the data.
        let hash = self.rules.content_hash();
        let hash = hash.get(..12).unwrap_or(hash);
        self.say(Message::Closing { as_of: &self.rules.as_of().to_string(), hash })
    }
}
