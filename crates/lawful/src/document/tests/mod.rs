//! Tests of reading as a whole. Tests of parts stand beside the parts.

mod folders;
mod hostile;
mod interchange;
mod problems;
mod times;
mod vocabulary;

use super::*;
use crate::model::{Carrier, Condition, Effect, LegalTime, Moment, ProvisionId, Range, Side, Target, Test};
use crate::time::Instant;
use crate::vocabulary::{NodeId, Stake, Tree};

const RULES: &str =
    "format = 'lawful/1'\ntitle = { en = 'Test' }\nrevision = 3\nas_of = 2026-01-01T00:00:00Z\n";

const REGISTER: &str = r#"
format = "lawful/1"
zone = "UTC"
issuer = [{ id = "us/commerce", name = { en = "Commerce" }, region = "US" }, { id = "us/cand" }]
region = [
  { id = "us-territory", members = [{ region = "US" }, { region = "PR" }] },
  { id = "eu", members = [{ region = "DE" }, { region = "GB", until = 2020-02-01 }] },
  { id = "US-MT" },
  { id = "crimea" },
  { id = "FR", members = [{ region = "RE", from = 1946-03-19 }] },
]
party = [
  { id = "tencent" },
  { id = "naspers" },
  { id = "half", owner = [{ party = "tencent", share = 50.0, from = 2020-01-01 }] },
  { id = "open", owner = [{ party = "tencent", share = { question = "stake", low = 10, high = 60.5 } }] },
]
app = [
  { id = "wechat", publisher = [{ party = "tencent" }], android = ["com.tencent.mm"], apple = [414478124], ios = ["com.tencent.xin"] },
  { id = "wechat-lite", part_of = "wechat" },
]
fact = [
  { id = "direct-contract", domain = "flag" },
  { id = "user-age", domain = "number", unit = "years" },
  { id = "device-owner", domain = "choice", answers = ["agency", "private"], presumed = "private" },
  { id = "data-destination", domain = "node", tree = "region" },
]
question = [
  { id = "clock", answers = ["edt", "est"], presumed = "edt" },
  { id = "stake", answers = ["low", "high"] },
]
activity = [{ id = "app-store/sideload" }, { id = "telemetry", part_of = ["use", "data-storage"] }]
actor = [{ id = "bank", part_of = "business" }]
"#;

const HEADER: &str = "format = 'lawful/1'\n[instrument]\nkind = 'order'\ntitle = { en = 'x' }\nissuer = 'us/commerce'\nzone = 'America/New_York'\nissued = 2020-09-18\n";

/// A rule set with the registers above and more documents.
fn documents(more: &[(&str, &str)]) -> Documents {
    let base = [("rules.toml", RULES), ("register/all.toml", REGISTER)];
    Documents::from_texts(
        base.iter().chain(more).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
    )
}

/// An instrument `x` with these provisions.
fn with(provisions: &str) -> Result<Model, Problems> {
    let text = format!("{HEADER}{provisions}");
    read(&documents(&[("x.toml", text.as_str())]))
}

fn codes<T: std::fmt::Debug>(result: &Result<T, Problems>) -> Vec<Code> {
    match result {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.error.code()).collect(),
    }
}

#[track_caller]
fn fails(provisions: &str, code: Code) {
    let result = with(provisions);
    assert_eq!(
        codes(&result),
        [code],
        "{provisions}\n{}",
        result.err().map(|p| p.to_string()).unwrap_or_default()
    );
}

#[track_caller]
fn model(provisions: &str) -> Model {
    with(provisions).unwrap_or_else(|problems| panic!("{provisions}\n{problems}"))
}

#[track_caller]
fn register_fails(register: &str, code: Code) {
    let text = format!("format = 'lawful/1'\n{register}");
    let result = read(&documents(&[("register/more.toml", text.as_str())]));
    assert_eq!(
        codes(&result),
        [code],
        "{register}\n{}",
        result.err().map(|p| p.to_string()).unwrap_or_default()
    );
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn exact(text: &str) -> LegalTime {
    LegalTime::Fixed(Moment::Exact(at(text)))
}

/// `from` of a provision that has these keys.
fn from_of(keys: &str) -> LegalTime {
    model(&format!("[[prohibition]]\nid = '1'\n{keys}")).provisions[0].from.clone()
}

fn until_of(keys: &str) -> LegalTime {
    model(&format!("[[prohibition]]\nid = '1'\n{keys}")).provisions[0].until.clone().unwrap()
}

fn when_of(when: &str) -> (Condition, Model) {
    let model = model(&format!("[[prohibition]]\nid = '1'\nwhen = {when}"));
    (model.provisions[0].when.clone(), model)
}

/// Documents that use about everything.
fn rich() -> Vec<(String, String)> {
    let a = format!(
        "{HEADER}effective = {{ between = [2020-09-20, 2020-09-21] }}\ncitations = ['z', 'a']\n\
         [[prohibition]]\nid = '2'\nfrom = 2020-09-27T23:59:00-04:00\nwhen = {{ app = ['wechat', 'wechat-lite'], user-age = {{ below = 18 }} }}\n\
         [[prohibition]]\nid = '1'\nthrough = 2025-04-05\nwhen = {{ party = {{ group = 'tencent', at_least = 50.0 }} }}\n\
         [[license]]\nid = '0'\ngrant = 'general'\nlifts = ['a', 'a#2']\nuntil = {{ question = 'q', yes = 2021-01-01, no = {{ after = 2020-11-01, days = 0x10 }} }}\n\
         [[question]]\nid = 'q'\nanswers = ['yes', 'no']\nasks = {{ en = 'Q?' }}\n"
    );
    let b =
        HEADER.replace("zone =", "under = ['a']\nzone =") + "[[challenge]]\nid = 'c'\nof = ['a#1', 'a']\n";
    [("rules.toml", RULES), ("register/all.toml", REGISTER), ("a.toml", &a), ("b.toml", &b)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .to_vec()
}

fn read_texts(texts: Vec<(String, String)>) -> Model {
    read(&Documents::from_texts(texts)).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_documents_of_12_2_are_read() {
    let identification = r#"
format = "lawful/1"

[instrument]
kind      = "identification"
title     = { en = "Identification of Prohibited Transactions (WeChat)", zh-Hans = "…" }
issuer    = "us/commerce"
under     = ["us/eo-13943"]
zone      = "America/New_York"
issued    = 2020-09-18
public    = { between = [2020-09-18T00:00:00, 2020-09-18T10:20:00] }
effective = 2020-09-18
citations = ["filed for public inspection 2020-09-18, withdrawn before publication"]

[[instrument.source]]
url  = "https://…"
says = "transactions will be prohibited, effective September 20, 2020"
for  = ["issued", "1.from"]
confidence = "primary"

[[prohibition]]
id    = "1"
title = { en = "App store distribution and maintenance" }
cite  = "¶ 1"
from  = 2020-09-20T23:59:00
when  = { app = "wechat", activity = ["app-store/download", "app-store/update", "app-store/maintain"], actor = "business", location = "us-territory" }

[[prohibition]]
id    = "4"
cite  = "¶ 4"
from  = 2020-09-20T23:59:00
when  = { app = "wechat", activity = ["transit", "peering"], actor = "business", location = "us-territory", any = [{ direct-contract = true }, { "?transit-reach" = "all-traffic" }] }

[[exemption]]
id       = "wages"
lifts    = ["us/commerce/wechat-identification"]
declares = true
when     = { party = { group = "tencent", at_least = 50 }, activity = "employment/pay" }

[[reserve]]
id   = "7"
when = { app = "wechat" }

[[question]]
id       = "transit-reach"
asks     = { en = "Does ¶ 4 reach only directly contracted transit, or all WeChat traffic?" }
answers  = ["contracted", "all-traffic"]
presumed = "contracted"
"#;
    let injunction = r#"
format = "lawful/1"
[instrument]
kind   = "court-order"
title  = { en = "Injunction" }
issuer = "us/cand"
zone   = "America/Los_Angeles"
issued = { between = [2020-09-19T21:00:00, 2020-09-20T00:00:00] }

[[suspension]]
id     = "1"
relief = "injunction"
of     = ["us/commerce/wechat-identification#4", "us/commerce/wechat-identification#1"]
"#;
    let order = HEADER.replace("2020-09-18", "2020-08-06");
    let model = read(&documents(&[
        ("us/commerce/wechat-identification.toml", identification),
        ("us/cand/wechat-injunction.toml", injunction),
        ("us/eo-13943.toml", order.as_str()),
    ]))
    .unwrap_or_else(|problems| panic!("{problems}"));
    let ids: Vec<&str> = model.instruments.iter().map(|instrument| instrument.id.as_str()).collect();
    assert_eq!(ids, ["us/cand/wechat-injunction", "us/commerce/wechat-identification", "us/eo-13943"]);
    let ids: Vec<&str> = model.provisions.iter().map(|p| p.id.split('#').next_back().unwrap()).collect();
    assert_eq!(ids, ["1", "1", "4", "7", "wages"]);
    let night = Moment::Between(at("2020-09-20T04:00:00Z"), at("2020-09-20T07:00:00Z"));
    assert_eq!(
        model.provisions[0].from,
        LegalTime::Fixed(night),
        "effective is issued, and from is effective"
    );
    let [one, four] = [1, 2].map(ProvisionId::from_index);
    let of = vec![Target::Provision(one), Target::Provision(four)];
    assert!(matches!(&model.provisions[0].effect, Effect::Suspension { of: targets, .. } if *targets == of));
    assert!(
        matches!(&model.provisions[4].effect, Effect::Exemption { lifts, declares: true } if *lifts == [one, four])
    );
    assert_eq!(model.provisions[1].from, exact("2020-09-21T03:59:00Z"));
    assert_eq!(model.instruments[1].under.len(), 1);
    assert_eq!(model.instruments[1].sources[0].supports, ["issued", "1.from"]);
    assert_eq!(model.revision, 3);
    assert!(model.tzdb.starts_with("20"), "{}", model.tzdb);
}
