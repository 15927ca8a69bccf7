//! Sources are not committed: they come out alike whenever they are written.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "../src/generate.rs"]
mod generate;

#[test]
fn sources_written_twice_are_the_same_bytes() {
    for (language, files) in [
        ("kotlin", vec!["lawful/lawful.kt"]),
        ("swift", vec!["Lawful.swift", "LawfulFFI.h", "LawfulFFI.modulemap"]),
    ] {
        let (once, again) = (written(language, "once"), written(language, "again"));
        assert_eq!(once.keys().map(String::as_str).collect::<Vec<_>>(), files);
        assert!(once == again, "the sources for {language} differ from one time to the next");
    }
}

/// Kotlin looks whether the object that is called was closed, and not whether an argument was.
#[test]
fn no_call_takes_an_object() {
    let sources = written("kotlin", "objects");
    let source = String::from_utf8(sources["lawful/lawful.kt"].clone()).unwrap();
    for object in ["RuleSet", "Prepared", "Checker", "Engine"] {
        assert!(source.contains(&format!("open class {object}:")), "{object} is no object any more");
        assert!(!source.contains(&format!("FfiConverterType{object}.lower(")), "a call takes a {object}");
    }
}

/// The files that are written for a language, by path.
fn written(language: &str, name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = env::temp_dir().join(format!("lawful-{language}-{name}-{}", std::process::id()));
    generate::generate(language, &library(), &folder).unwrap();
    let mut found = BTreeMap::new();
    files(&folder, &folder, &mut found);
    fs::remove_dir_all(&folder).unwrap();
    found
}

/// The library as cargo has built it for this test, beside it.
fn library() -> PathBuf {
    let name = format!("{}lawful_mobile{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    env::current_exe().unwrap().with_file_name(name)
}

fn files(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}
