//! `include/lawful.h` is what cbindgen makes of the sources; every function of it says all that a caller must know;
//! and the list of symbols is complete. `BLESS=1 cargo test -p lawful-c --test header` writes what is committed.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cbindgen::{Builder, Config, DocumentationStyle, ExportConfig, Language, Style};

const HEADER: &str = "../../include/lawful.h";
const SYMBOLS: &str = "symbols.txt";

const PREFACE: &str = r#"/*
 * lawful: decides from the public record whether an app may be served.
 *
 * This file is generated from bindings/c and is the contract: what is not said here is not promised.
 *
 * Handles. `lawful_ruleset`, `lawful_transaction`, `lawful_decision`, `lawful_timeline`, `lawful_batch`,
 * `lawful_engine` and `lawful_error` are pointers to immutable things. Whoever gets one through a `**` owns it and
 * gives it back to the `_free` function of its kind, once. A handle may be used by any number of threads at once; it is
 * freed when no other call uses it. Every other input is looked at during the call only.
 *
 * Texts. A text is UTF-8 with a length, not ended by NUL. A text that is handed out is borrowed from its handle.
 *
 * Failure. A function that can fail returns a `lawful_status`: 0, or what went wrong. Its last parameter, `error`, may
 * be NULL; if not, then where the call fails, and only there, `*error` becomes a `lawful_error`, which the caller
 * owns. Outputs are written only on success; verdicts, for which 0 is never an answer, are set to 0 before any work.
 * Every such function may return `LAWFUL_E_NULL`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_HANDLE` and `LAWFUL_E_INTERNAL`.
 *
 * What cannot be told: a pointer that is neither NULL nor valid, a length that is larger than what is there, a handle
 * that was freed, memory that another thread changes during the call. These are undefined, as in C itself.
 *
 * The library prints nothing, reads no environment, handles no signal, looks at no clock, starts no thread and keeps
 * no state of its own.
 * Files are read only by `lawful_ruleset_from_folders`.
 *
 * Structs and numbers never change within an ABI version; what is new comes as a new name.
 *
 * SPEC is docs/spec.md of the project. Instants are seconds since 1970-01-01T00:00:00Z.
 */"#;

/// The structs of the Arrow C Data Interface. Every header that has them guards them by that name, so that a program may
/// include several.
const ARROW: &str = r#"#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif"#;

fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn header() -> String {
    let number = |part: &str| part.parse::<u32>().unwrap();
    let version = [
        number(env!("CARGO_PKG_VERSION_MAJOR")),
        number(env!("CARGO_PKG_VERSION_MINOR")),
        number(env!("CARGO_PKG_VERSION_PATCH")),
    ];
    let number = version.iter().fold(0, |sum, part| sum * 1000 + part);
    let config = Config {
        language: Language::C,
        style: Style::Type,
        cpp_compat: true,
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::Doxy,
        header: Some(PREFACE.to_owned()),
        include_guard: Some("LAWFUL_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        after_includes: Some(format!(
            "\n/**\n * The version of this header; `lawful_version` tells that of the library.\n */\n\
             #define LAWFUL_VERSION \"{}\"\n\n/**\n * The same as a number: major * 1000000 + minor * 1000 + patch.\n */\n\
             #define LAWFUL_VERSION_NUMBER {number}\n\n{ARROW}",
            env!("CARGO_PKG_VERSION")
        )),
        line_length: 100,
        export: ExportConfig {
            exclude: vec!["ArrowArray".to_owned(), "ArrowSchema".to_owned()],
            ..Default::default()
        },
        ..Config::default()
    };
    // The modules that it names are followed.
    let builder = Builder::new().with_config(config).with_src(path("src/lib.rs"));
    let mut bytes = Vec::new();
    builder.generate().unwrap().write(&mut bytes);
    plain_pointers(&String::from_utf8(bytes).unwrap())
}

/// The types of `pointer.rs` are pointers to a C caller, and named nowhere in the header.
fn plain_pointers(text: &str) -> String {
    let mut aliases: BTreeMap<String, String> = BTreeMap::new();
    let mut kept = String::new();
    for paragraph in text.split("\n\n") {
        let code: Vec<&str> =
            paragraph.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect();
        let words: Vec<&str> =
            code.first().map_or_else(Vec::new, |line| line.trim_end_matches(';').split(' ').collect());
        let name = words.last().map_or("", |word| word.trim_start_matches('*'));
        let wraps = ["In_", "Out_", "Own_"].iter().any(|prefix| name.starts_with(prefix));
        if paragraph.contains("LentText") && words.first() == Some(&"typedef") {
            continue;
        } else if words.first() == Some(&"typedef") && (wraps || name == "Context") {
            let target = code[0].trim_start_matches("typedef ").trim_end_matches(';');
            aliases.insert(name.to_owned(), target.strip_suffix(name).unwrap().to_owned());
        } else {
            kept += paragraph;
            kept += "\n\n";
        }
    }
    let mut names: Vec<&String> = aliases.keys().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut kept = kept.trim_end().to_owned() + "\n";
    for _ in 0..2 {
        for name in &names {
            kept = kept.replace(&format!("{name} "), &aliases[*name]);
        }
    }
    // The Arrow structs have no short names.
    let kept =
        kept.replace("ArrowArray *", "struct ArrowArray *").replace("ArrowSchema *", "struct ArrowSchema *");
    kept.replace("struct struct", "struct").replace("Lent ", "lawful_text ")
}

fn compare(file: &str, made: &str) {
    let committed = fs::read_to_string(path(file)).unwrap_or_default();
    if committed != made {
        if std::env::var_os("BLESS").is_some() {
            fs::write(path(file), made).unwrap();
        } else {
            panic!("{file} is not what the sources say: look at the change, and run with BLESS=1");
        }
    }
}

/// Each exported function with its comment.
fn functions(header: &str) -> Vec<(String, String)> {
    let mut functions = Vec::new();
    let mut comment = String::new();
    let mut in_comment = false;
    for line in header.lines() {
        if line.trim_start().starts_with("/**") {
            (in_comment, comment) = (true, String::new());
        }
        if in_comment {
            comment += line;
            comment.push('\n');
            in_comment = !line.contains("*/");
        } else if let Some((before, _)) = line.split_once('(')
            && let Some(name) = before.split([' ', '*']).next_back()
            && name.starts_with("lawful_")
            && !line.starts_with([' ', '#'])
            && !line.starts_with("typedef")
        {
            functions.push((name.to_owned(), comment.clone()));
        }
    }
    functions
}

#[test]
fn the_committed_header_is_what_the_sources_say() {
    compare(HEADER, &header());
}

#[test]
fn every_function_says_who_owns_which_threads_what_null_means_and_how_it_fails() {
    let functions = functions(&header());
    assert!(functions.len() > 50, "only {} functions were found", functions.len());
    for (name, comment) in functions {
        let text: String = comment
            .lines()
            .map(|line| line.trim_start_matches([' ', '*', '/']))
            .collect::<Vec<_>>()
            .join("\n");
        let what = text.trim_start().lines().next().unwrap_or_default();
        assert!(what.len() > 10 && !what.starts_with('-'), "{name} does not say what it does:\n{comment}");
        for part in ["Owns", "Threads", "NULL", "Errors"] {
            let said = text.split(&format!("\n- {part}: ")).nth(1).unwrap_or_default();
            assert!(said.trim().len() > 3, "the comment of {name} has no `{part}`:\n{comment}");
        }
    }
}

#[test]
fn the_symbols_are_those_of_the_header() {
    let mut names: Vec<String> = functions(&header()).into_iter().map(|(name, _)| name + "\n").collect();
    names.sort();
    compare(SYMBOLS, &names.concat());
}

/// The program that uses every function wrongly, and the one that uses every function rightly, leave none out.
#[test]
fn the_test_programs_call_every_function() {
    // Without a pointer and without an error there is nothing that could be wrong.
    let cannot_fail = ["lawful_abi_version", "lawful_features", "lawful_version", "lawful_version_number"];
    for (programs, unless) in
        [(&["misuse.c"][..], &cannot_fail[..]), (&["common.h", "basics.c", "arrow.c"], &[])]
    {
        let read = |name: &&str| fs::read_to_string(path("tests/c").join(name)).unwrap();
        let sources: String = programs.iter().map(read).collect();
        for (name, _) in functions(&header()) {
            let called = sources.contains(&format!("{name}("));
            assert!(called || unless.contains(&name.as_str()), "{programs:?} do not call {name}");
        }
    }
}

/// Memory is read and written through a caller's pointer in one file, and what is handed out over the Arrow interface is
/// taken back in another. Every such place says why it may be.
#[test]
fn unsafe_blocks_stand_in_two_files_and_say_why_they_are_sound() {
    for entry in fs::read_dir(path("src")).unwrap() {
        let file = entry.unwrap().path();
        let source = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = source.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if !["unsafe {", "unsafe impl", "unsafe fn", "unsafe trait", "unsafe extern \"C\" fn "]
                .iter()
                .any(|word| code.contains(word))
            {
                continue;
            }
            let may = file.ends_with("pointer.rs") || file.ends_with("arrow_write.rs");
            assert!(may, "{}:{}: {line}", file.display(), n + 1);
            let above = lines[..n].iter().rev().take(5);
            let says = above.clone().any(|line| line.contains("SAFETY:") || line.contains("# Safety"));
            assert!(says, "{}:{}: it does not say why it is sound", file.display(), n + 1);
        }
    }
}
