//! Gives the shared library its name: `liblawful.so.N`, where N is the version of the ABI.

fn main() {
    println!("cargo::rerun-if-changed=src/version.rs");
    let source = include_str!("src/version.rs");
    let number = source.split("LAWFUL_ABI_VERSION: u32 = ").nth(1).and_then(|rest| rest.split(';').next());
    match number {
        Some(number) if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,liblawful.so.{number}");
        }
        Some(_) => {}
        None => println!("cargo::error=src/version.rs has no LAWFUL_ABI_VERSION"),
    }
}
