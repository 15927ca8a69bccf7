//! Sources from a library.

use std::path::Path;

use camino::Utf8PathBuf;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths};
use uniffi_bindgen::{BindgenPaths, BindgenPathsLayer};

/// Where it stands how the sources look.
struct Config;

impl BindgenPathsLayer for Config {
    fn get_config_path(&self, _: &str) -> Option<Utf8PathBuf> {
        Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../uniffi.toml").into())
    }
}

/// Writes the sources of a language into a folder, which is made if it is absent.
pub(crate) fn generate(language: &str, library: &Path, folder: &Path) -> Result<(), String> {
    let languages = match language {
        "kotlin" => vec![TargetLanguage::Kotlin],
        "swift" => vec![TargetLanguage::Swift],
        _ => return Err(format!("sources are written for kotlin and swift, not for `{language}`")),
    };
    let path = |path: &Path| path.to_path_buf().try_into().map_err(|e| format!("`{}`: {e}", path.display()));
    let mut paths = BindgenPaths::default();
    paths.add_layer(Config);
    let options =
        GenerateOptions { languages, source: path(library)?, out_dir: path(folder)?, ..Default::default() };
    generate_with_bindgen_paths(options, paths).map_err(|e| format!("{e:#}"))
}
