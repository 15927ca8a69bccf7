//! Writes the Kotlin and Swift sources of `lawful-mobile`: `lawful-mobile-bindgen kotlin|swift LIBRARY FOLDER`.
//!
//! LIBRARY is a build of it with symbols, of whatever profile. A package of its own, so that what writes sources never
//! enters the product's dependencies.
#![forbid(unsafe_code)]

use std::process::ExitCode;

mod generate;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.as_slice() {
        [language, library, folder] => generate::generate(language, library.as_ref(), folder.as_ref()),
        _ => Err("usage: lawful-mobile-bindgen kotlin|swift LIBRARY FOLDER".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
