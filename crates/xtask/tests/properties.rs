//! A slice of the campaign: every property of SPEC 14 on rule sets made by chance. `cargo xtask campaign` goes on.

/// So many rule sets for each property, with several questions each.
const RULE_SETS: u64 = 200;

/// So many rows, each answered in five ways.
const ROWS: u64 = 100_000;

/// SPEC 14.10.
#[test]
fn every_way_to_ask_many_rows_answers_alike() {
    if let Err(failure) = xtask::campaign::rows(ROWS) {
        panic!("{failure}");
    }
}

macro_rules! properties {
    ($($(#[$clause:meta])* $name:ident = $property:literal;)*) => {
        $($(#[$clause])*
        #[test]
        fn $name() {
            if let Err(failure) = xtask::campaign::slice($property, RULE_SETS) {
                panic!("{failure}");
            }
        })*

        /// No property is left out here.
        #[test]
        fn every_property_has_a_test() {
            assert_eq!(xtask::campaign::names(), [$($property),*]);
        }
    };
}

properties! {
    /// SPEC 1 to 10.
    the_twin_decides_alike = "twin-decides-alike";
    /// SPEC 8.1.
    the_twin_has_the_same_timeline = "twin-has-the-same-timeline";
    /// SPEC 8.3.
    the_twin_decides_alike_over_a_range = "twin-decides-alike-over-a-range";
    /// SPEC 14.1.
    relief_never_raises = "relief-never-raises";
    /// SPEC 14.1.
    a_prohibition_never_lowers = "prohibition-never-lowers";
    /// SPEC 14.2.
    stating_a_fact_never_adds = "stating-a-fact-never-adds";
    /// SPEC 14.2, 14.3.
    unknowns_are_the_essential_ones = "unknowns-are-the-essential-ones";
    /// SPEC 14.4.
    a_timeline_partitions_time = "timeline-partitions-time";
    /// SPEC 14.4.
    decisions_agree_with_the_timeline = "decisions-agree-with-the-timeline";
    /// SPEC 14.4.
    same_is_maximal = "same-is-maximal";
    /// SPEC 14.5, 9.1.
    later_knowledge_is_absent = "later-knowledge-is-absent";
    /// SPEC 14.5.
    later_instruments_change_nothing = "later-instruments-change-nothing";
    /// SPEC 14.6.
    order_changes_nothing = "order-changes-nothing";
    /// SPEC 14.6.
    names_mean_nothing = "names-mean-nothing";
    /// SPEC 14.7.
    a_split_window_is_one_window = "a-split-window-is-one-window";
    /// SPEC 14.7.
    an_exhaustive_region_is_its_members = "an-exhaustive-region-is-its-members";
    /// SPEC 14.8.
    what_is_annulled_is_absent = "what-is-annulled-is-absent";
    /// SPEC 14.8.
    a_stay_of_a_stay_is_no_stay = "a-stay-of-a-stay-is-no-stay";
    /// SPEC 14.9.
    forms_are_the_same_rules = "forms-are-the-same-rules";
    /// SPEC 14.10.
    prepared_answers_are_decisions = "prepared-answers-are-decisions";
    /// SPEC 14.10.
    the_command_answers_alike = "the-command-answers-alike";
    /// SPEC 14.11.
    grounds_carry_the_verdict = "grounds-carry-the-verdict";
    /// SPEC 14.12.
    deciding_is_total = "deciding-is-total";
}
