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
    let unsound = |problems| Failure::Data(problems, folders.to_vec());
    let others: Vec<&String> = folders.iter().filter(|folder| *folder != CORPUS).collect();
    if others.len() == folders.len() {
        return Documents::from_folders(folders).map_err(unsound);
    }
    if !others.is_empty() {
        // Whatever is wrong with the folders is found here.
        Documents::from_folders(&others).map_err(unsound)?;
    }
    let mut texts = Vec::new();
    for folder in folders {
        if folder == CORPUS {
            texts.extend(lawful_corpus::documents());
        } else {
            let documents = Documents::from_folders(&[folder]).map_err(unsound)?;
            texts.extend_from_slice(documents.texts());
        }
    }
    Ok(Documents::from_texts(texts))
}
