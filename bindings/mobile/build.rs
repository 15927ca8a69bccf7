//! What the linker is told beyond cargo's own: Android's newer phones load libraries only in pages of 16 KiB.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("android") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,liblawful_mobile.so");
    }
}
