//! Instruments (SPEC 3.1) and, with them, all provisions.

use std::collections::HashMap;

use super::check;
use super::legal_time::{Day, Times};
use super::node::check_path;
use super::provision::{self, Slot};
use super::register::Lexicon;
use super::report::{Report, Spot};
use super::row;
use super::tree::{Table, Value};
use super::{Document, Role};
use crate::error::{Code, Error, shown};
use crate::id::check_id;
use crate::model::{
    Instrument, InstrumentId, InstrumentKind, LegalTime, Moment, Provision, ProvisionId, Target,
};

/// What references may name.
pub(super) struct Names {
    instruments: HashMap<String, InstrumentId>,
    provisions: HashMap<String, ProvisionId>,
}

/// What its provisions take from an instrument; each is `None` if it was reported.
pub(super) struct Defaults {
    pub(super) public: Option<Moment>,
    pub(super) effective: Option<LegalTime>,
}

/// Reads all instruments and provisions, and checks what must hold of them together. `None` if a problem was
/// reported.
pub(super) fn read(
    documents: &[Document],
    times: &[Times<'_>],
    lexicon: &mut Lexicon<'_>,
    report: &mut Report,
) -> Option<(Vec<Instrument>, Vec<Provision>)> {
    let carriers: Vec<(&Document, &Times<'_>)> =
        documents.iter().zip(times).filter(|(document, _)| document.role == Role::Instrument).collect();
    let mut slots = Vec::new();
    for (n, (document, _)) in carriers.iter().enumerate() {
        slots.extend(provision::slots(document, InstrumentId::from_index(n), slots.len(), report));
    }
    let names = Names::new(&carriers, &slots);
    let mut instruments = Vec::new();
    let mut defaults = Vec::new();
    for (document, times) in &carriers {
        let (instrument, default) = instrument(document, times, &names, lexicon, report);
        instruments.push(instrument);
        defaults.push(default);
    }
    let mut provisions = Vec::new();
    for slot in &slots {
        let ((document, times), defaults) =
            (&carriers[slot.instrument.index()], &defaults[slot.instrument.index()]);
        let context = provision::Context { document, times, defaults, names: &names, slots: &slots };
        provisions.push(context.read(slot, lexicon, report));
    }
    let instrument_spots: Vec<Spot> = carriers.iter().map(|(document, _)| header_spot(document)).collect();
    let spots: Vec<Spot> = slots.iter().map(|slot| slot.spot).collect();
    let instruments = instruments.into_iter().collect::<Option<Vec<_>>>()?;
    let provisions = provisions.into_iter().collect::<Option<Vec<_>>>()?;
    check::needs(&instruments, &provisions, &spots, &instrument_spots, report);
    check::answers(&provisions, &spots, report);
    Some((instruments, provisions))
}

fn header_spot(document: &Document) -> Spot {
    document.table.get("instrument").map_or(document.spot, |value| value.spot)
}

fn instrument(
    document: &Document,
    times: &Times<'_>,
    names: &Names,
    lexicon: &Lexicon<'_>,
    report: &mut Report,
) -> (Option<Instrument>, Defaults) {
    let what = "an instrument";
    let none = Defaults { public: None, effective: None };
    let Some(value) =
        report.required(&document.table, document.spot, "the document of an instrument", "instrument")
    else {
        return (None, none);
    };
    let Some(table) = report.table(value, "`instrument`") else { return (None, none) };
    let spot = value.spot;
    let keys = [
        "kind",
        "title",
        "issuer",
        "under",
        "zone",
        "issued",
        "public",
        "effective",
        "citations",
        "source",
        "note",
    ];
    report.closed(table, what, &keys);
    row::note(table, report);
    let sources = row::sources(table.get("source"), report);
    let kind = report
        .required(table, spot, what, "kind")
        .and_then(|value| report.one_of(value, "`kind`", InstrumentKind::ALL, InstrumentKind::as_str));
    let title = report.required(table, spot, what, "title").map(|value| report.by_language(value, "`title`"));
    let issuer =
        report.required(table, spot, what, "issuer").and_then(|value| issuer(value, lexicon, report));
    let under = match table.get("under") {
        Some(value) => under(value, names, report),
        None => Some(Vec::new()),
    };
    let citations =
        table.get("citations").and_then(|value| report.texts(value, "`citations`")).unwrap_or_default();
    let issued = report
        .required(table, spot, what, "issued")
        .and_then(|value| times.moment(value, "`issued`", Day::Unknown, report));
    let public = match table.get("public") {
        Some(value) => times.moment(value, "`public`", Day::Unknown, report),
        None => issued,
    };
    let effective = match table.get("effective") {
        Some(value) => times.legal_time(value, "`effective`", report),
        None => issued.map(LegalTime::Fixed),
    };
    let defaults = Defaults { public, effective: effective.clone() };
    let instrument = || {
        Some(Instrument {
            id: document.id.clone(),
            kind: kind?,
            title: title?,
            issuer: Some(issuer?),
            under: under?,
            issued: issued?,
            public: public?,
            effective: effective?,
            citations: citations.iter().map(|(text, _)| (*text).to_owned()).collect(),
            sources,
        })
    };
    (instrument(), defaults)
}

/// The index of the issuer, which a register describes.
fn issuer(value: &Value, lexicon: &Lexicon<'_>, report: &mut Report) -> Option<u32> {
    let id = report.text(value, "`issuer`")?;
    row::checked((), check_path(id), value.spot, report)?;
    let found = lexicon.issuers.binary_search_by(|issuer| issuer.id.as_str().cmp(id)).ok();
    if found.is_none() {
        let message = format!("there is no issuer `{}`", shown(id));
        let issuers = lexicon.issuers.iter().map(|issuer| issuer.id.as_str());
        report.unknown(value.spot, Code::UnknownReference, message, id, issuers);
    }
    found.map(|n| n as u32)
}

fn under(value: &Value, names: &Names, report: &mut Report) -> Option<Vec<InstrumentId>> {
    let authorities = report.texts(value, "`under`")?;
    let found: Vec<Option<InstrumentId>> = authorities
        .into_iter()
        .map(|(name, spot)| match names.target(name, spot, report)? {
            Target::Instrument(id) => Some(id),
            Target::Provision(_) => {
                let error = Error::new(
                    Code::Value,
                    format!("`{}` is a provision; instruments stand under instruments", shown(name)),
                );
                report.add(spot, error);
                None
            }
        })
        .collect();
    let mut found = found.into_iter().collect::<Option<Vec<_>>>()?;
    found.sort_unstable();
    found.dedup();
    Some(found)
}

impl Names {
    fn new(carriers: &[(&Document, &Times<'_>)], slots: &[Slot<'_>]) -> Names {
        let instruments = carriers.iter().enumerate();
        let provisions = slots.iter().enumerate();
        Names {
            instruments: instruments
                .map(|(n, (document, _))| (document.id.clone(), InstrumentId::from_index(n)))
                .collect(),
            provisions: provisions
                .filter_map(|(n, slot)| Some((slot.id.clone()?, ProvisionId::from_index(n))))
                .collect(),
        }
    }

    /// The instrument or provision of that id.
    pub(super) fn target(&self, name: &str, spot: Spot, report: &mut Report) -> Option<Target> {
        // What `replaces` adds may be named as well (SPEC 3.5).
        row::checked((), check_id(name.strip_suffix("~replaces").unwrap_or(name)), spot, report)?;
        if name.contains('#') {
            let found = self.provisions.get(name).copied();
            if found.is_none() {
                let message = format!("there is no provision `{}`", shown(name));
                let known = self.provisions.keys().map(String::as_str);
                report.unknown(spot, Code::UnknownReference, message, name, known);
            }
            found.map(Target::Provision)
        } else {
            let found = self.instruments.get(name).copied();
            if found.is_none() {
                let message = format!("there is no instrument `{}`", shown(name));
                let known = self.instruments.keys().map(String::as_str);
                report.unknown(spot, Code::UnknownReference, message, name, known);
            }
            found.map(Target::Instrument)
        }
    }
}

/// The `public` of a provision: its own, or its instrument's, and never before that (SPEC 5).
pub(super) fn public(
    table: &Table,
    times: &Times<'_>,
    defaults: &Defaults,
    report: &mut Report,
) -> Option<Moment> {
    let Some(value) = table.get("public") else { return defaults.public };
    let public = times.moment(value, "`public`", Day::Unknown, report)?;
    if let Some(of_instrument) = defaults.public
        && public.earliest() < of_instrument.earliest()
    {
        let message = format!(
            "`public` ({}) is earlier than that of the instrument ({})",
            public.earliest(),
            of_instrument.earliest()
        );
        report.problem(value.spot, Code::Value, message);
        return None;
    }
    Some(public)
}
