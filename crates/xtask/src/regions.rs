//! `cargo xtask regions`: the table of countries and the register of regions (SPEC 2.2, 2.3, 12.3).
//!
//! Codes and names are not typed by hand. The codes come from CLDR and from iso-codes, which must agree but
//! for what [`RECODED`] declares; the names come from CLDR. The inputs are pinned and kept under
//! `target/regions`, so that a second run needs no network. Both outputs are committed, and `--check` fails
//! when they no longer follow from the inputs. The groups, which are law and not code lists, are written by
//! hand in `regions_groups.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::shell::{Need, output, target, workspace};

/// The version of every CLDR package in [`PACKAGES`].
const CLDR: &str = "48.2.0";

/// The upstream version of Debian's `iso-codes`; its packaging revision may differ.
const ISO_CODES: &str = "4.15.0";

const TABLE: &str = "crates/lawful/src/vocabulary/regions_table.rs";
const REGISTER: &str = "crates/lawful-corpus/data/register/regions.toml";
const GROUPS: &str = include_str!("regions_groups.toml");

/// Writes both outputs, or with `--check` says how the committed ones differ. `args` are those after
/// `regions`.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("usage: cargo xtask regions [--check]".into()),
    };
    let root = workspace()?;
    let sources = Sources::read()?;
    let mut drift = String::new();
    for (path, made) in [(TABLE, table(&sources)), (REGISTER, register(&sources)?)] {
        let file = root.join(path);
        if check {
            let committed = fs::read_to_string(&file).map_err(|e| format!("cannot read `{path}`: {e}"))?;
            drift += &differences(path, &committed, &made);
        } else {
            let folder = file.parent().unwrap_or(&root);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, made))
                .map_err(|e| format!("{path}: {e}"))?;
            println!("wrote {path}");
        }
    }
    if drift.is_empty() { Ok(()) } else { Err(drift + "run `cargo xtask regions` and review what changes") }
}

/// What is read from each CLDR package, and nothing else is unpacked.
const PACKAGES: [(&str, &str, [&str; 3]); 3] = [
    ("cldr-core", "supplemental", ["aliases", "codeMappings", "subdivisionContainment"]),
    ("cldr-localenames-full", "main", ["en/territories", "zh-Hans/territories", "zh-Hant/territories"]),
    ("cldr-subdivisions-full", "subdivisions", ["en/en", "zh/zh", "zh-Hant/zh_Hant"]),
];

/// The languages of names, in the order of the last two of [`PACKAGES`] (where CLDR's `zh` is `zh-Hans`).
const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];

/// The countries whose subdivisions the register lists.
const SUBDIVIDED: [&str; 8] = ["AU", "BR", "CA", "CN", "GB", "IN", "RU", "US"];

/// What ISO 3166-2 has recoded since that version of iso-codes: India on 2023-11-23, Northamptonshire when it
/// was divided. CLDR has the new codes. The former ones are errors, as every unknown code is (2.3).
const RECODED: [(&str, &[&str]); 5] = [
    ("GB-NTH", &["GB-NNH", "GB-WNH"]),
    ("IN-CT", &["IN-CG"]),
    ("IN-OR", &["IN-OD"]),
    ("IN-TG", &["IN-TS"]),
    ("IN-UT", &["IN-UK"]),
];

/// The places that ISO codes twice (2.3): a prefix, and the alpha-2 codes that it doubles as subdivisions.
/// (Those of the French departments overseas were in force until 2021.)
const DOUBLE: [(&str, &str); 4] = [
    ("CN", "HK MO TW"),
    ("FR", "BL GF GP MF MQ NC PF PM RE TF WF YT"),
    ("NL", "AW CW SX"),
    ("US", "AS GU MP PR UM VI"),
];

/// Places coded twice in another way: Åland, the departments by number, and their codes of 2016 to 2018.
const DOUBLE_OTHERWISE: [(&str, &str); 6] = [
    ("AX", "FI-01"),
    ("GF", "FR-973"),
    ("GP", "FR-971 FR-GUA"),
    ("MQ", "FR-972"),
    ("RE", "FR-974 FR-LRE"),
    ("YT", "FR-976 FR-MAY"),
];

/// Kosovo has no ISO code; its alpha-3 is the one that the EU and the World Bank use. CLDR's own (`XKK`),
/// which phones give out because ICU does, is read from CLDR and becomes an alias.
const KOSOVO: (&str, &str) = ("XK", "XKX");

/// English names where CLDR has none, a slip ("Peter") or one that misleads ("London" for the City alone).
const NAMED: [(&str, &str); 3] =
    [("CN-NM", "Inner Mongolia"), ("GB-LND", "City of London"), ("GB-PTE", "Peterborough")];

/// ISO lists these four over the counties, but a subdivision is part of its country and of nothing else
/// (2.3).
const NOT_OVER: [&str; 4] = ["GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"];

/// A code to another code of the same place, or to a name.
type Codes = BTreeMap<String, String>;

/// What the two outputs are made from.
struct Sources {
    /// Alpha-2 to alpha-3.
    countries: Codes,
    /// Another code to the node that it names.
    aliases: Codes,
    subdivisions: BTreeSet<String>,
    /// By language, in the order of [`LANGUAGES`]: CLDR's id (see [`cldr_id`]) to the name.
    names: Vec<Codes>,
}

impl Sources {
    /// Fetches what is not there yet, reads it, and refuses inputs that disagree.
    fn read() -> Result<Self, String> {
        let store = target()?.join("regions");
        let [core, places, parts] = PACKAGES.map(|package| fetch(&store, package));
        let [renamed, mapped, contained] = core?;
        let mapped = members(&mapped, "/supplemental/codeMappings")?;
        let contained = members(&contained, "/supplemental/subdivisionContainment")?;

        let countries = countries(mapped)?;
        let aliases = aliases(&countries, &renamed, mapped)?;
        let subdivisions = subdivisions(contained, &aliases)?;
        let mut names = Vec::new();
        for ((language, places), parts) in LANGUAGES.iter().zip(places?).zip(parts?) {
            let places = members(&places, &format!("/main/{language}/localeDisplayNames/territories"))?;
            let parts = members(&parts, "/subdivisions/localeDisplayNames/subdivisions")?;
            let named = |(id, name): (&String, &Value)| Some((cldr_id(id), name.as_str()?.to_owned()));
            names.push(places.iter().chain(parts).filter_map(named).collect());
        }
        Ok(Self { countries, aliases, subdivisions, names })
    }

    /// The names of a region as a TOML table; languages that CLDR lacks are left out, English must be there.
    fn name(&self, id: &str) -> Result<String, String> {
        let mut entries = Vec::new();
        for (language, names) in LANGUAGES.iter().zip(&self.names) {
            let ours = NAMED.iter().find(|(named, _)| *named == id && *language == "en");
            match ours.map(|(_, name)| *name).or_else(|| names.get(&cldr_id(id)).map(String::as_str)) {
                // A JSON string is a TOML string.
                Some(name) => entries.push(format!("{language} = {}", Value::from(name))),
                None if *language == "en" => return Err(format!("no English name for `{id}`: see NAMED")),
                None => {}
            }
        }
        Ok(format!("{{ {} }}", entries.join(", ")))
    }
}

/// The Rust module. It has no names, because it is linked into phones.
fn table(sources: &Sources) -> String {
    let row = |(code, other): (&String, &String)| format!("    (\"{code}\", \"{other}\"),\n");
    format!(
        "\
//! The region codes that are built in (SPEC 2.3). Their names are in the register of regions.
//!
//! @generated by `cargo xtask regions` from CLDR {CLDR} and iso-codes {ISO_CODES}.

/// ISO 3166-1 and `XK`, sorted: (alpha-2, alpha-3). The alpha-2 code is the id of the node, the alpha-3 code
/// another name of it (SPEC 2.3).
pub(crate) const COUNTRIES: &[(&str, &str)] = &[
{}];

/// Other codes of the same places, sorted: (code, node). They are the subdivision codes of places that ISO
/// codes twice, which are not part of the country of the prefix (SPEC 2.3), and CLDR's alpha-3 code of `XK`.
pub(crate) const ALIASES: &[(&str, &str)] = &[
{}];
",
        sources.countries.iter().map(row).collect::<String>(),
        sources.aliases.iter().map(row).collect::<String>()
    )
}

/// The register: the hand-written groups, then a row for every country and every listed subdivision, by id.
fn register(sources: &Sources) -> Result<String, String> {
    let mut text = format!(
        "# The register of regions (SPEC 2.2, 2.3, 12.3), made by `cargo xtask regions`: edit nothing here.\n\
         # Codes: CLDR {CLDR} and iso-codes {ISO_CODES}. Names: Unicode CLDR {CLDR}, licence Unicode-3.0.\n\n\
         format = \"lawful/1\"\nzone = \"Europe/Brussels\"\n\n{GROUPS}\n\
         # Countries, built in (the rows add names), and the subdivisions of {}.\n",
        SUBDIVIDED.join(", ")
    );
    let ids: BTreeSet<&String> = sources.countries.keys().chain(&sources.subdivisions).collect();
    for id in ids {
        text += &format!("\n[[region]]\nid = \"{id}\"\nname = {}\n", sources.name(id)?);
        if NOT_OVER.contains(&id.as_str()) {
            text += "note = \"Holds none of its counties: a rule for all of it names them too (2.3).\"\n";
        }
    }
    Ok(text)
}

/// Alpha-2 to alpha-3, from iso-codes, after CLDR has confirmed each.
fn countries(mapped: &Map<String, Value>) -> Result<Codes, String> {
    let mut countries = BTreeMap::from([(KOSOVO.0.to_owned(), KOSOVO.1.to_owned())]);
    for row in iso_codes("3166-1")? {
        let (two, three) = (field(&row, "alpha_2")?, field(&row, "alpha_3")?);
        if mapped.get(&two).and_then(|entry| entry["_alpha3"].as_str()) != Some(three.as_str()) {
            return Err(format!("CLDR and iso-codes differ on the alpha-3 code of `{two}`"));
        }
        countries.insert(two, three);
    }
    Ok(countries)
}

/// The double codes, and Kosovo. CLDR marks a subdivision code that doubles a country `overlong`: each that
/// is made of prefix and country must be in [`DOUBLE`], so that one that ISO adds is not overlooked.
fn aliases(countries: &Codes, renamed: &Value, mapped: &Map<String, Value>) -> Result<Codes, String> {
    let mut aliases = BTreeMap::new();
    for (node, codes) in DOUBLE_OTHERWISE {
        aliases.extend(codes.split(' ').map(|code| (code.to_owned(), node.to_owned())));
    }
    for (prefix, nodes) in DOUBLE {
        aliases.extend(nodes.split(' ').map(|node| (format!("{prefix}-{node}"), node.to_owned())));
    }
    for (id, entry) in members(renamed, "/supplemental/metadata/alias/subdivisionAlias")? {
        let node = field(entry, "_replacement")?;
        let code = format!("{}-{node}", id[..2].to_uppercase());
        let overlong = entry["_reason"] == "overlong" && countries.contains_key(&node);
        if overlong && cldr_id(&code) == *id && aliases.get(&code) != Some(&node) {
            return Err(format!("`{code}` doubles `{node}`: SPEC 2.3 and DOUBLE lack it"));
        }
    }
    aliases.insert(field(mapped.get(KOSOVO.0).unwrap_or(&Value::Null), "_alpha3")?, KOSOVO.0.to_owned());
    Ok(aliases)
}

/// The subdivisions of [`SUBDIVIDED`] but for the double-coded ones, on which iso-codes and CLDR agree.
fn subdivisions(contained: &Map<String, Value>, aliases: &Codes) -> Result<BTreeSet<String>, String> {
    let mut codes = BTreeSet::new();
    for row in iso_codes("3166-2")? {
        let code = field(&row, "code")?;
        if SUBDIVIDED.contains(&&code[..2]) {
            codes.insert(code);
        }
    }
    for (former, current) in RECODED {
        if !codes.remove(former) {
            return Err(format!("iso-codes no longer has `{former}`: drop it from RECODED"));
        }
        codes.extend(current.iter().map(|code| (*code).to_owned()));
    }
    let ours: BTreeSet<String> = codes.iter().map(|code| cldr_id(code)).collect();
    let theirs: BTreeSet<String> = SUBDIVIDED.iter().flat_map(|country| below(contained, country)).collect();
    if ours != theirs {
        let odd: Vec<&String> = ours.symmetric_difference(&theirs).collect();
        return Err(format!("CLDR and iso-codes differ on subdivisions {odd:?}: see RECODED"));
    }
    codes.retain(|code| !aliases.contains_key(code));
    Ok(codes)
}

/// Everything that CLDR puts under a country, at any depth (England's counties are under England).
fn below(contained: &Map<String, Value>, id: &str) -> Vec<String> {
    let children = contained.get(id).and_then(|entry| entry["_contains"].as_array()).into_iter().flatten();
    let children = children.filter_map(Value::as_str);
    children.flat_map(|child| [vec![child.to_owned()], below(contained, child)].concat()).collect()
}

/// CLDR writes `usmt` for `US-MT`. A country is folded likewise, so that one map can hold both.
fn cldr_id(code: &str) -> String {
    code.replace('-', "").to_lowercase()
}

/// Reads the three files of a package, which npm fetches unless it is there. The unpacked folder appears in
/// one step, so that an interrupted run leaves nothing that looks complete.
fn fetch(store: &Path, (package, folder, files): (&str, &str, [&str; 3])) -> Result<[Value; 3], String> {
    let done = store.join(format!("{package}-{CLDR}"));
    let paths = files.map(|file| format!("package/{folder}/{file}.json"));
    if !done.exists() {
        Need::Program { name: "npm", package: "npm" }.meet()?;
        let part = store.join(format!("{package}-{CLDR}.{}", std::process::id()));
        fs::create_dir_all(&part).map_err(|e| format!("cannot make `{}`: {e}", part.display()))?;
        let wanted = format!("{package}@{CLDR}");
        output(Command::new("npm").current_dir(&part).args(["pack", "--loglevel=error", &wanted]))?;
        let archive = format!("{package}-{CLDR}.tgz");
        output(Command::new("tar").current_dir(&part).args(["-xzf", &archive]).args(&paths))?;
        fs::rename(&part, &done).map_err(|e| format!("cannot rename to `{}`: {e}", done.display()))?;
    }
    let [one, two, three] = paths.map(|path| json(&done.join(path)));
    Ok([one?, two?, three?])
}

/// The rows of one of Debian's lists. The package is installed if it is absent, and refused if it is another
/// version, because the outputs would then depend on the machine.
fn iso_codes(list: &str) -> Result<Vec<Value>, String> {
    let file = PathBuf::from(format!("/usr/share/iso-codes/json/iso_{list}.json"));
    Need::File { path: "/usr/share/iso-codes/json", package: "iso-codes" }.meet()?;
    let found = output(Command::new("dpkg-query").args(["-W", "-f", "${Version}", "iso-codes"]))?;
    if found.split('-').next() != Some(ISO_CODES) {
        return Err(format!("iso-codes is {found}, but ISO_CODES is {ISO_CODES}: pin anew, and see RECODED"));
    }
    match json(&file)?.get_mut(list).map(Value::take) {
        Some(Value::Array(rows)) => Ok(rows),
        _ => Err(format!("no list `{list}` in `{}`", file.display())),
    }
}

/// Reads an input; a file that a new version moved or broke is named.
fn json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("`{}` is not JSON: {e}", path.display()))
}

/// The entries of an object inside an input: CLDR buries what matters some levels down.
fn members<'a>(value: &'a Value, pointer: &str) -> Result<&'a Map<String, Value>, String> {
    value.pointer(pointer).and_then(Value::as_object).ok_or_else(|| format!("an input lacks `{pointer}`"))
}

/// A text that every row must have.
fn field(row: &Value, key: &str) -> Result<String, String> {
    row[key].as_str().map(str::to_owned).ok_or_else(|| format!("an input lacks `{key}` in {row}"))
}

/// A summary that fits a test's output: where the texts part, and how much lies between that and where they
/// meet.
fn differences(path: &str, committed: &str, made: &str) -> String {
    if committed == made {
        return String::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (committed.lines().collect(), made.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, come) = (old.len() - same - tail, new.len() - same - tail);
    let [before, after] = [&old, &new].map(|lines| lines.get(same).copied().unwrap_or("(end)"));
    format!("{path}:{}: {gone} lines give way to {come}\n  - {before}\n  + {after}\n", same + 1)
}
