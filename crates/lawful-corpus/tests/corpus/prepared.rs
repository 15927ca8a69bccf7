//! The embedded bytes: what they hold, and what opening them costs.

use lawful::Ruleset;
use lawful::document::Documents;

fn fresh(documents: Vec<(String, String)>) -> Vec<u8> {
    Ruleset::from_documents(&Documents::from_texts(documents)).unwrap().to_prepared()
}

/// SPEC 12.6: equal content gives equal bytes, in whatever order the documents are read.
#[test]
fn the_embedded_corpus_is_what_its_documents_say() {
    let mut documents = lawful_corpus::documents();
    assert!(
        fresh(documents.clone()) == lawful_corpus::prepared(),
        "the embedded bytes are not those of the documents"
    );
    documents.reverse();
    assert!(fresh(documents) == lawful_corpus::prepared(), "the order of documents changes the bytes");
}

/// Opening copies what it reads into tables of its own, and little besides: no time is measured here, but this is
/// what time is spent on.
#[test]
fn opening_the_corpus_allocates_in_proportion_to_its_size() {
    let size = lawful_corpus::prepared().len() as u64;
    let cost = allocation_counter::measure(|| drop(lawful_corpus::ruleset()));
    println!(
        "{size} bytes prepared; opening allocates {} times, {} bytes at most at once",
        cost.count_total, cost.bytes_max
    );
    assert!(cost.bytes_max <= 16 * size, "{} bytes for {size}", cost.bytes_max);
    assert!(cost.count_total <= size / 8, "{} allocations for {size} bytes", cost.count_total);
}
