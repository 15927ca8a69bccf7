//! The closed lists of what can be said, and the words for it in each language.
//!
//! `messages/` has a file per language with a line `key = text` for every [`Word`], every [`Message`], and every
//! [`Term`] of the vocabulary that the library brings along. A text has its arguments as `{placeholder}`.

use super::language::Language;

macro_rules! words {
    ($($name:ident = $key:literal,)*) => {
        /// What is said without arguments.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Word { $($name,)* }

        impl Word {
            fn key(self) -> &'static str {
                match self { $(Word::$name => $key,)* }
            }

            #[cfg(test)]
            const KEYS: &'static [&'static str] = &[$($key),*];
        }
    };
}

macro_rules! messages {
    ($($name:ident = $key:literal { $($argument:ident),+ },)*) => {
        /// What is said with arguments; they are words of the same language.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Message<'a> { $($name { $($argument: &'a str),+ },)* }

        impl<'a> Message<'a> {
            fn key(self) -> &'static str {
                match self { $(Message::$name { .. } => $key,)* }
            }

            fn argument(self, name: &str) -> Option<&'a str> {
                match self {
                    $(Message::$name { $($argument),+ } => match name {
                        $(stringify!($argument) => Some($argument),)+
                        _ => None,
                    },)*
                }
            }

            /// Every key with its placeholders.
            #[cfg(test)]
            const KEYS: &'static [(&'static str, &'static [&'static str])] = &[$(($key, &[$(stringify!($argument)),+]),)*];
        }
    };
}

words! {
    Unregulated = "verdict.unregulated",
    Exempt = "verdict.exempt",
    Licensed = "verdict.licensed",
    Suspended = "verdict.suspended",
    Unenforced = "verdict.unenforced",
    Prohibited = "verdict.prohibited",
    Indeterminate = "verdict.indeterminate",

    Why = "heading.why",
    Falls = "heading.falls",
    Until = "heading.until",
    Missing = "heading.missing",
    OpenQuestions = "heading.open-questions",
    Hinges = "heading.hinges",
    Lifted = "heading.lifted",
    Pending = "heading.pending",
    Notes = "heading.notes",
    Sources = "heading.sources",
    OverTime = "heading.over-time",

    Exemption = "kind.exemption",
    GeneralLicence = "kind.general-licence",
    SpecificLicence = "kind.specific-licence",
    Injunction = "kind.injunction",
    Stay = "kind.stay",
    IssuerSuspension = "kind.issuer-suspension",
    Forbearance = "kind.forbearance",
    OtherProvision = "kind.other",

    Primary = "confidence.primary",
    Secondary = "confidence.secondary",
    Memory = "confidence.memory",

    AnApp = "conduct.an-app",
    WithoutFacts = "conduct.anything",
    AllOpen = "reading.all-open",
    RestOpen = "reading.rest-open",
    TheUnknown = "sentence.the-unknown",
    KnownThen = "known.then",
    Hindsight = "known.hindsight",
    Always = "span.always",
    NoKnownStart = "span.no-known-start",
    NoKnownEnd = "span.no-known-end",

    NotCovered = "note.not-covered",
    Retroactive = "note.retroactive",
    NotExact = "note.not-exact",
}

messages! {
    SentenceUnregulated = "sentence.unregulated" { conduct, when },
    SentenceNotCovered = "sentence.not-covered" { conduct, when },
    SentenceExempt = "sentence.exempt" { conduct, when },
    SentenceLicensed = "sentence.licensed" { conduct, when },
    SentenceSuspended = "sentence.suspended" { conduct, when, by },
    SentenceUnenforced = "sentence.unenforced" { conduct, when, by },
    SentenceProhibited = "sentence.prohibited" { conduct, when },
    SentenceIndeterminate = "sentence.indeterminate" { conduct, when, possible, unknown },
    SentenceOverTime = "sentence.over-time" { conduct, known },
    Holder = "sentence.holder" { kind, issuer },

    KnownAt = "known.at" { known },
    When = "known.when" { at, known },

    Conduct = "conduct.activity" { conduct, activity },
    ConductOther = "conduct.other" { activity, app },
    ConductWithApp = "conduct.app" { app },
    ConductIn = "conduct.in" { conduct, place },
    ConductWith = "conduct.with" { conduct, facts },
    FactIs = "conduct.fact" { fact, value },
    ReadingGiven = "reading.given" { question, answer },

    Named = "name.named" { name, id },
    Place = "name.place" { name, id },
    RestOf = "name.rest-of" { name },
    Number = "name.number" { number, unit },
    Titled = "name.titled" { title, id },
    TitledIn = "name.titled-in" { instrument, title },
    Cited = "name.cited" { instrument, cite },

    Comma = "list.comma" { first, next },
    And = "list.and" { first, next },
    Or = "list.or" { first, next },
    Semicolon = "list.semicolon" { first, next },

    GroundCertain = "ground.certain" { provision, verdict },
    GroundPossible = "ground.possible" { provision, verdict },
    GroundNext = "ground.next" { provision, verdict },
    GroundNextBy = "ground.next-by" { provision, verdict, by },
    By = "ground.by" { kind, provision },

    TheHolder = "falls.the-holder" { kind, id },
    AllOf = "falls.all-of" { by },
    SuspendedFalls = "falls.suspended" { by, prohibitions },
    UnenforcedFalls = "falls.unenforced" { by, prohibitions },
    LicensedFalls = "falls.licensed" { by, prohibitions },
    ExemptFalls = "falls.exempt" { by, prohibitions },

    FromUntil = "span.from-until" { from, until },
    From = "span.from" { from },
    UntilThen = "span.until" { until },
    Valid = "until.valid" { span },
    Same = "until.same" { span },
    Then = "until.then" { at, verdict },
    Assumed = "until.assumed" { instants },

    StateFlag = "state.flag" { fact },
    StateChoice = "state.choice" { fact, answers },
    StateNumber = "state.number" { fact, unit },
    StateRegion = "state.region" { fact },
    StateActivity = "state.activity" { fact },
    StateActor = "state.actor" { fact },
    StateApp = "state.app" { fact },
    StateParty = "state.party" { fact },
    StatePart = "state.part" { fact, value, parts },
    Answers = "state.answers" { answers },

    Presumed = "hinge.presumed" { value },
    Otherwise = "hinge.otherwise" { value, verdict },

    PendingChallenge = "pending.challenge" { what },
    PendingScheduled = "pending.scheduled" { what, start },
    PendingScheduledEarliest = "pending.scheduled-earliest" { what, start },
    PendingReserve = "pending.reserve" { what },
    PendingStatement = "pending.statement" { what },

    CoverageNote = "note.coverage" { place, note },
    CoverageUntil = "note.coverage-until" { place, as_of, note },

    SourceSays = "source.says" { url, says },
    SourceGraded = "source.graded" { source, confidence },

    Run = "run.run" { from, until, verdict },
    RunGrounds = "run.grounds" { run, grounds },
    RunGroundBy = "run.ground-by" { ground, by },
    RunIndeterminate = "run.indeterminate" { verdict, possible },

    Closing = "closing.closing" { as_of, hash },
}

/// A list of the vocabulary that the library brings along, and so has words for (SPEC 2.1, 2.4).
#[derive(Clone, Copy, Debug)]
pub(super) enum Term {
    /// The kinds of conduct; the texts have `{app}`.
    Activity,
    /// The kinds of actors.
    Actor,
    /// What a built-in fact is called.
    Fact,
    /// What a built-in fact asks.
    Asks,
}

impl Language {
    pub(super) fn word(self, word: Word) -> &'static str {
        self.text("", word.key()).unwrap_or(word.key())
    }

    pub(super) fn say(self, message: Message<'_>) -> String {
        fill(self.text("", message.key()).unwrap_or(message.key()), |name| message.argument(name))
    }

    /// What the library itself calls it, if it is of its own vocabulary.
    pub(super) fn term(self, term: Term, id: &str) -> Option<&'static str> {
        let list = match term {
            Term::Activity => "activity.",
            Term::Actor => "actor.",
            Term::Fact => "fact.",
            Term::Asks => "asks.",
        };
        self.text(list, id)
    }

    /// A kind of conduct with an app, if the kind is of the library's own vocabulary.
    pub(super) fn activity(self, id: &str, app: &str) -> Option<String> {
        let template = self.term(Term::Activity, id)?;
        Some(fill(template, |name| (name == "app").then_some(app)))
    }

    /// Looks for one line: the files are a few kilobytes, and an explanation says some dozens of things.
    fn text(self, list: &str, key: &str) -> Option<&'static str> {
        self.file().lines().find_map(|line| line.strip_prefix(list)?.strip_prefix(key)?.strip_prefix(" = "))
    }

    fn file(self) -> &'static str {
        match self {
            Language::English => include_str!("messages/en.txt"),
            Language::SimplifiedChinese => include_str!("messages/zh-Hans.txt"),
            Language::TraditionalChinese => include_str!("messages/zh-Hant.txt"),
        }
    }
}

/// Puts arguments in the place of `{name}`. What an argument holds is not looked at again.
fn fill<'a>(template: &str, argument: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(argument(name).unwrap_or(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::vocabulary::{ACTIVITIES, ACTORS, BUILT_IN_FACTS};

    /// Every key that a file must have, with its placeholders, sorted.
    fn wanted() -> BTreeMap<String, Vec<&'static str>> {
        let words = Word::KEYS.iter().map(|key| ((*key).to_owned(), vec![]));
        let messages = Message::KEYS.iter().map(|(key, arguments)| ((*key).to_owned(), arguments.to_vec()));
        let parents = ACTIVITIES.iter().filter_map(|id| id.split_once('/')).map(|(parent, _)| parent);
        let activities =
            ACTIVITIES.iter().copied().chain(parents).map(|id| (format!("activity.{id}"), vec!["app"]));
        let actors = ACTORS.iter().map(|(id, _)| (format!("actor.{id}"), vec![]));
        let facts = BUILT_IN_FACTS
            .iter()
            .flat_map(|(id, _)| [(format!("fact.{id}"), vec![]), (format!("asks.{id}"), vec![])]);
        let mut wanted: BTreeMap<String, Vec<&str>> =
            words.chain(messages).chain(activities).chain(actors).chain(facts).collect();
        wanted.values_mut().for_each(|arguments| arguments.sort_unstable());
        wanted
    }

    fn lines(language: Language) -> Vec<(&'static str, &'static str)> {
        let lines = language.file().lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("{language}: `{line}`"))).collect()
    }

    fn placeholders(text: &'static str) -> Vec<&'static str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).map(|part| part.split_once('}').unwrap().0).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn no_message_is_missing_or_left_over_and_no_placeholder_is_wrong() {
        let wanted = wanted();
        assert_eq!(
            wanted.len(),
            Word::KEYS.len()
                + Message::KEYS.len()
                + ACTIVITIES.len()
                + 7
                + ACTORS.len()
                + 2 * BUILT_IN_FACTS.len(),
            "a key is used twice"
        );
        for language in Language::ALL {
            let lines = lines(language);
            let found: BTreeMap<String, Vec<&str>> =
                lines.iter().map(|(key, text)| ((*key).to_owned(), placeholders(text))).collect();
            for key in wanted.keys() {
                assert!(found.contains_key(key), "{language} lacks `{key}`");
            }
            for (key, names) in &found {
                assert_eq!(Some(names), wanted.get(key), "{language}: `{key}`");
            }
            assert_eq!(lines.len(), found.len(), "{language} has a key twice");
            // Editors take blanks at the end of a line away.
            assert!(lines.iter().all(|(_, text)| *text == text.trim() && !text.is_empty()), "{language}");
        }
    }

    #[test]
    fn the_files_have_their_lines_in_one_order() {
        let keys = |language| lines(language).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Language::SimplifiedChinese), keys(Language::English));
        assert_eq!(keys(Language::TraditionalChinese), keys(Language::English));
    }

    #[test]
    fn each_file_is_written_in_its_own_script() {
        let simplified_only =
            "为这个们时间种应从许现规关发实质记录设备计划讯转让费责广东问答仅与书证据结论单项释书";
        let traditional_only =
            "為這個們時間種應從許現規關發實質記錄設備計劃訊轉讓費責廣東問答僅與書證據結論單項釋書";
        let strays = |language, others: &str, own: &str| {
            for (key, text) in lines(language) {
                let stray = text.chars().find(|c| others.contains(*c) && !own.contains(*c));
                assert_eq!(stray, None, "{language}: `{key}`");
                let words: String = text
                    .split('{')
                    .flat_map(|part| part.split_once('}').map_or(part, |p| p.1).chars())
                    .collect();
                assert!(
                    !words.contains([',', '?', '(', ')', ';']),
                    "{language}: half-width punctuation in `{key}`"
                );
            }
        };
        strays(Language::SimplifiedChinese, traditional_only, simplified_only);
        strays(Language::TraditionalChinese, simplified_only, traditional_only);
        assert!(
            lines(Language::English)
                .iter()
                .all(|(_, text)| !text.chars().any(|c| ('\u{3000}'..='\u{ffef}').contains(&c)))
        );
    }

    #[test]
    fn an_argument_is_put_in_once_and_not_looked_at_again() {
        let argument = |name: &str| match name {
            "a" => Some("{b}"),
            "b" => Some("B"),
            _ => None,
        };
        assert_eq!(fill("{b}: {a}, {a}.", argument), "B: {b}, {b}.");
        assert_eq!(fill("none", argument), "none");
        assert_eq!(fill("open {b", argument), "open B");
    }
}
