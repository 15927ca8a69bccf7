//! `cargo xtask texts`: what the core says in words, as resources of Android (`strings.xml`) and of Apple's platforms
//! (`.xcstrings`), for apps that word an answer themselves. They are committed, and `--check` fails when they no longer
//! follow from the core's files of messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lawful::Language;
use serde_json::{Map, Value, json};

use crate::shell::workspace;

const MESSAGES: &str = "crates/lawful/src/explain/messages";
const ANDROID: &str = "bindings/mobile/kotlin/android/src/main/res";
const APPLE: &str = "bindings/mobile/swift/Sources/Lawful/Resources/Localizable.xcstrings";

/// The texts of a language by key, with `{placeholders}`.
type Texts = BTreeMap<String, String>;

/// Writes the resources, or with `--check` says which differ. `args` are those after `texts`.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("usage: cargo xtask texts [--check]".into()),
    };
    let root = workspace()?;
    let mut differ = Vec::new();
    for (path, made) in resources(&root)? {
        let file = root.join(&path);
        if check {
            if fs::read_to_string(&file).unwrap_or_default() != made {
                differ.push(path);
            }
        } else {
            let folder = file.parent().unwrap_or(&root);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, made))
                .map_err(|e| format!("{path}: {e}"))?;
            println!("wrote {path}");
        }
    }
    if differ.is_empty() {
        Ok(())
    } else {
        Err(format!("{} differ: run `cargo xtask texts` and review what changes", differ.join(", ")))
    }
}

/// The files by path, as they have to be.
fn resources(root: &Path) -> Result<Vec<(String, String)>, String> {
    let all = Language::ALL.map(|language| read(root, language).map(|texts| (language, texts)));
    let all: Vec<(Language, Texts)> = all.into_iter().collect::<Result<_, _>>()?;
    let places = places(&all)?;
    let mut made: Vec<(String, String)> = all
        .iter()
        .map(|(language, texts)| {
            let folder = match language {
                Language::English => "values".to_owned(),
                other => format!("values-b+{}", other.tag().replace('-', "+")),
            };
            (format!("{ANDROID}/{folder}/strings.xml"), android(texts, &places))
        })
        .collect();
    made.push((APPLE.to_owned(), apple(&all, &places)));
    Ok(made)
}

/// The messages of a language, as the core's file has them.
fn read(root: &Path, language: Language) -> Result<Texts, String> {
    let path = root.join(MESSAGES).join(format!("{language}.txt"));
    let text = fs::read_to_string(&path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once(" = ") {
            Some((key, text)) => Ok((key.to_owned(), text.to_owned())),
            None => Err(format!("{}: `{line}` is no message", path.display())),
        })
        .collect()
}

/// The placeholders of each message: where one stands is its number in every language. They are those of English, in
/// their order; every language has the same keys, with the same placeholders.
fn places(all: &[(Language, Texts)]) -> Result<BTreeMap<String, Vec<String>>, String> {
    let Some((_, english)) = all.first() else { return Ok(BTreeMap::new()) };
    let places: BTreeMap<String, Vec<String>> =
        english.iter().map(|(key, text)| (key.clone(), placeholders(text))).collect();
    for (language, texts) in all {
        if !texts.keys().eq(english.keys()) {
            return Err(format!("{language} has other messages than English"));
        }
        for (key, text) in texts {
            let (mut found, mut wanted) = (placeholders(text), places[key].clone());
            found.sort_unstable();
            wanted.sort_unstable();
            if found != wanted {
                return Err(format!("`{key}` has other placeholders in {language} than in English"));
            }
        }
    }
    Ok(places)
}

/// The names in braces, each once, in their order.
fn placeholders(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The text with numbered places instead of names; `sign` ends a place: `%1$s`, `%1$@`.
fn numbered(text: &str, places: &[String], sign: char) -> String {
    if places.is_empty() {
        return text.to_owned();
    }
    let text = text.replace('%', "%%");
    places
        .iter()
        .enumerate()
        .fold(text, |text, (n, name)| text.replace(&format!("{{{name}}}"), &format!("%{}${sign}", n + 1)))
}

/// The name of a message among the resources of an Android app.
fn android_name(key: &str) -> String {
    let name: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("lawful_{name}")
}

fn android(texts: &Texts, places: &BTreeMap<String, Vec<String>>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Written by `cargo xtask texts`. -->\n<resources>\n",
    );
    for (key, text) in texts {
        let mut escaped = String::new();
        for c in numbered(text, &places[key], 's').chars() {
            match c {
                '&' => escaped += "&amp;",
                '<' => escaped += "&lt;",
                '>' => escaped += "&gt;",
                // Android reads these before the text is shown.
                '\'' | '"' | '\\' => escaped.extend(['\\', c]),
                '@' | '?' if escaped.is_empty() => escaped.extend(['\\', c]),
                _ => escaped.push(c),
            }
        }
        xml += &format!("    <string name=\"{}\">{escaped}</string>\n", android_name(key));
    }
    xml + "</resources>\n"
}

fn apple(all: &[(Language, Texts)], places: &BTreeMap<String, Vec<String>>) -> String {
    let unit = |text: &str, places: &[String]| json!({"stringUnit": {"state": "translated", "value": numbered(text, places, '@')}});
    let strings: Map<String, Value> = places
        .iter()
        .map(|(key, places)| {
            let texts = all.iter();
            let localizations: Map<String, Value> = texts
                .map(|(language, texts)| (language.tag().to_owned(), unit(&texts[key], places)))
                .collect();
            (key.clone(), json!({"extractionState": "manual", "localizations": localizations}))
        })
        .collect();
    let catalog = json!({"sourceLanguage": "en", "strings": strings, "version": "1.0"});
    format!("{catalog:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read back from what is committed: every message of every language, with each of its places.
    #[test]
    fn no_message_is_missing_from_the_resources() {
        let root = workspace().unwrap();
        let catalog: Value = serde_json::from_str(&fs::read_to_string(root.join(APPLE)).unwrap()).unwrap();
        let mut names = Vec::new();
        for (n, language) in Language::ALL.into_iter().enumerate() {
            let folder = ["values", "values-b+zh+Hans", "values-b+zh+Hant"][n];
            let strings = fs::read_to_string(root.join(ANDROID).join(folder).join("strings.xml")).unwrap();
            let texts = read(&root, language).unwrap();
            assert!(texts.len() > 100, "{language} has too few messages to be true");
            assert_eq!(strings.matches("<string ").count(), texts.len());
            assert_eq!(catalog["strings"].as_object().unwrap().len(), texts.len());
            for (key, text) in &texts {
                let start = format!("<string name=\"{}\">", android_name(key));
                let android = strings.lines().find_map(|line| line.trim().strip_prefix(&start));
                let android = android.unwrap_or_else(|| panic!("Android lacks `{key}` in {language}"));
                let unit = &catalog["strings"][key]["localizations"][language.tag()]["stringUnit"];
                let apple =
                    unit["value"].as_str().unwrap_or_else(|| panic!("Apple lacks `{key}` in {language}"));
                for place in 1..=placeholders(text).len() {
                    assert!(android.contains(&format!("%{place}$s")), "{key} in {language}: {android}");
                    assert!(apple.contains(&format!("%{place}$@")), "{key} in {language}: {apple}");
                }
                assert!(!android.contains('{') && !apple.contains('{'), "{key} in {language}");
                names.push(android_name(key));
            }
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "two messages have one name");
            names.clear();
        }
    }

    #[test]
    fn places_are_numbered_and_signs_are_escaped() {
        let places = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(numbered("100 % of {b}, {a} and {b}", &places, 's'), "100 %% of %2$s, %1$s and %2$s");
        let texts = Texts::from([("x.y/z".to_owned(), "?it's \"<a> & b\"".to_owned())]);
        let xml = android(&texts, &BTreeMap::from([("x.y/z".to_owned(), Vec::new())]));
        let line = "    <string name=\"lawful_x_y_z\">\\?it\\'s \\\"&lt;a&gt; &amp; b\\\"</string>";
        assert!(xml.lines().any(|other| other == line), "{xml}");
    }
}
