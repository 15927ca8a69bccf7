#!/usr/bin/env bash
# Makes LawfulFFI.xcframework beside Package.swift, and writes the sources of Swift. Written and not run here: it needs
# macOS with Xcode, and the targets of rustup below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

package=bindings/mobile/swift
build=target/apple
export IPHONEOS_DEPLOYMENT_TARGET=15.0 MACOSX_DEPLOYMENT_TARGET=12.0
for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin; do
  # One type of library: beside an rlib, cargo does not optimize across crates.
  cargo rustc --profile mobile -p lawful-mobile --lib --crate-type staticlib --target "$target"
done

# Read from a build with symbols.
cargo build -p lawful-mobile
cargo run -p lawful-mobile-bindgen -- swift target/debug/liblawful_mobile.dylib "$build/written"
mkdir -p "$package/Sources/Lawful/Generated" "$build/headers" "$build/simulator"
cp "$build/written/Lawful.swift" "$package/Sources/Lawful/Generated/"
cp "$build/written/LawfulFFI.h" "$build/headers/"
cp "$build/written/LawfulFFI.modulemap" "$build/headers/module.modulemap"

lipo -create -output "$build/simulator/liblawful_mobile.a" \
  target/aarch64-apple-ios-sim/mobile/liblawful_mobile.a target/x86_64-apple-ios/mobile/liblawful_mobile.a
rm -rf "$package/LawfulFFI.xcframework"
xcodebuild -create-xcframework \
  -library target/aarch64-apple-ios/mobile/liblawful_mobile.a -headers "$build/headers" \
  -library "$build/simulator/liblawful_mobile.a" -headers "$build/headers" \
  -library target/aarch64-apple-darwin/mobile/liblawful_mobile.a -headers "$build/headers" \
  -output "$package/LawfulFFI.xcframework"
