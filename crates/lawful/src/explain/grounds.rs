//! Why: provisions, what suspends or lifts them, what if that falls, and the sources of all of it.

use super::Item;
use super::message::{Message, Word};
use super::wording::{Wording, line};
use crate::decision::Ground;
use crate::order;
use crate::ruleset::{ProvisionView, SourceView};
use crate::verdict::Status;

impl<'r> Wording<'r> {
    /// A line for each ground; below it the citation, and what brings the status about.
    pub(super) fn why(&self, grounds: &[Ground<'_>]) -> Vec<Item> {
        let mut cited = Vec::new();
        grounds
            .iter()
            .map(|ground| {
                let (provision, verdict) = (&*self.provision(ground.id), self.status(ground.status));
                let text = self.say(if ground.certain {
                    Message::GroundCertain { provision, verdict }
                } else {
                    Message::GroundPossible { provision, verdict }
                });
                let mut details = Vec::new();
                details.extend(self.citation(ground.id, &mut cited));
                for by in &ground.by {
                    let mut parts = vec![self.provision(by)];
                    parts.extend(self.citation(by, &mut cited));
                    details
                        .push(self.say(Message::By { kind: self.kind(by), provision: &self.parts(&parts) }));
                }
                Item { text, details }
            })
            .collect()
    }

    /// That what is suspended, lifted or not enforced comes back if that which holds it falls.
    pub(super) fn if_it_falls(&self, grounds: &[Ground<'_>]) -> Vec<Item> {
        let mut held: Vec<(Status, &[&str], Vec<String>)> = Vec::new();
        for ground in grounds.iter().filter(|ground| !ground.by.is_empty()) {
            let same =
                |(status, by, _): &&mut (Status, &[&str], _)| *status == ground.status && *by == ground.by;
            match held.iter_mut().find(same) {
                Some((_, _, prohibitions)) => prohibitions.push(ground.id.to_owned()),
                None => held.push((ground.status, &ground.by, vec![ground.id.to_owned()])),
            }
        }
        order::sort_by(&mut held, |a, b| (a.0, a.1) > (b.0, b.1));
        held.into_iter()
            .filter_map(|(status, by, prohibitions)| {
                let holder = |id: &&str| self.say(Message::TheHolder { kind: self.kind(id), id });
                let holders = self.all(&by.iter().map(holder).collect::<Vec<_>>());
                // Where several hold it, the fall of one is not enough.
                let by = &*if by.len() > 1 { self.say(Message::AllOf { by: &holders }) } else { holders };
                let prohibitions = &*self.all(&prohibitions);
                let message = match status {
                    Status::Suspended => Message::SuspendedFalls { by, prohibitions },
                    Status::Unenforced => Message::UnenforcedFalls { by, prohibitions },
                    Status::Licensed => Message::LicensedFalls { by, prohibitions },
                    Status::Exempt => Message::ExemptFalls { by, prohibitions },
                    Status::Unregulated | Status::Prohibited => return None,
                };
                Some(Item::from(self.say(message)))
            })
            .collect()
    }

    /// Grounds of another time: a line each, without citation.
    pub(super) fn grounds_in_short(&self, grounds: &[Ground<'_>]) -> Vec<String> {
        let short = |ground: &Ground<'_>| {
            let (provision, verdict) = (&*self.provision(ground.id), self.status(ground.status));
            if ground.by.is_empty() {
                return self.say(Message::GroundNext { provision, verdict });
            }
            let by =
                |id: &&str| self.say(Message::By { kind: self.kind(id), provision: &self.provision(id) });
            let by = &*self.parts(&ground.by.iter().map(by).collect::<Vec<_>>());
            self.say(Message::GroundNextBy { provision, verdict, by })
        };
        grounds.iter().map(short).collect()
    }

    /// The sources of the grounds and of what brings them about, each once.
    pub(super) fn sources(&self, grounds: &[Ground<'_>]) -> Vec<Item> {
        let mut lines: Vec<String> = Vec::new();
        for id in
            grounds.iter().flat_map(|ground| std::iter::once(ground.id).chain(ground.by.iter().copied()))
        {
            let Some(provision) = self.rules.provision(id) else { continue };
            let of_instrument = provision.instrument().sources();
            let sources = of_instrument.iter().filter(|source| speaks_of(source, id));
            for source in sources.chain(&provision.sources()) {
                let line = self.source(source);
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        lines.into_iter().map(Item::from).collect()
    }

    fn source(&self, source: &SourceView<'_>) -> String {
        let (url, says) = (line(source.url), line(source.says));
        let source_says =
            if says.is_empty() { url } else { self.say(Message::SourceSays { url: &url, says: &says }) };
        let confidence = self.word(match source.confidence {
            Some("primary") => Word::Primary,
            Some("secondary") => Word::Secondary,
            Some("memory") => Word::Memory,
            Some(_) | None => return source_says,
        });
        self.say(Message::SourceGraded { source: &source_says, confidence })
    }

    /// Instrument, place in it, issuer and citations. Issuer and citations are told once.
    fn citation(&self, id: &str, cited: &mut Vec<&'r str>) -> Option<String> {
        let provision: ProvisionView<'r> = self.rules.provision(id)?;
        let instrument = provision.instrument();
        let known = cited.contains(&instrument.id());
        if known && provision.cite().is_empty() {
            return None;
        }
        let title = self.text(instrument.title()).unwrap_or_else(|| instrument.id().to_owned());
        let mut parts = vec![if provision.cite().is_empty() {
            title
        } else {
            self.say(Message::Cited { instrument: &title, cite: &line(provision.cite()) })
        }];
        if !known {
            cited.push(instrument.id());
            parts.extend(self.issuer(&provision));
            parts.extend(instrument.citations().iter().map(|citation| line(citation)));
        }
        Some(self.parts(&parts))
    }
}

/// Whether a source of an instrument is about one of its provisions, or about the instrument as a whole.
fn speaks_of(source: &SourceView<'_>, provision: &str) -> bool {
    let local = provision.split_once('#').map_or(provision, |(_, local)| local);
    let about = |supported: &&str| supported.rsplit_once('.').is_none_or(|(about, _)| about == local);
    source.supports.is_empty() || source.supports.iter().any(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_for_another_provision_is_left_out() {
        let source = |supports: &[&'static str]| SourceView {
            url: "u",
            says: "s",
            supports: supports.to_vec(),
            confidence: None,
        };
        assert!(speaks_of(&source(&[]), "a/b#1"));
        assert!(speaks_of(&source(&["issued"]), "a/b#1"));
        assert!(speaks_of(&source(&["2.from", "1.from"]), "a/b#1"));
        assert!(!speaks_of(&source(&["2.from"]), "a/b#1"));
    }
}
