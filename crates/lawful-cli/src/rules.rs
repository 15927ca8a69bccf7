//! Which rule set is asked: what comes with the command, or folders of documents (SPEC 12.7).

use lawful::Ruleset;
use lawful::document::Documents;

use crate::Failure;

/// The name of the rule set that comes with the command. A folder of that name is `./corpus`.
pub(crate) const CORPUS: &str = "corpus";

/// The rule set, ready to be asked.
pub(crate) fn load(folders: &[String]) -> Result<Ruleset, Failure> {
    if folders == [CORPUS] {
        return Ok(lawful_corpus::ruleset());
    }
    checked(&documents(folders)?, folders)
}

/// The rule set, read from its documents and checked.
pub(crate) fn checked(documents: &Documents, folders: &[String]) -> Result<Ruleset, Failure> {
    Ruleset::from_documents(documents).map_err(|problems| Failure::Data(problems, folders.to_vec()))
}

/// Its documents.
pub(crate) fn documents(folders: &[String]) -> Result<Documents, Failure> {
    if folders == [CORPUS] {
        return Ok(Documents::from_texts(lawful_corpus::documents()));
    }
    Documents::from_folders(folders).map_err(|problems| Failure::Data(problems, folders.to_vec()))
}
