//! What the examples print and draw is what is committed.

#[path = "../examples/pictures.rs"]
#[allow(dead_code, reason = "an example has a `main`, and a test calls the rest")]
mod pictures;
#[path = "../examples/story.rs"]
#[allow(dead_code, reason = "an example has a `main`, and a test calls the rest")]
mod story;

use std::fs;

#[test]
fn the_story_is_told_as_expected() {
    let expected = include_str!("../../../examples/story.expected.txt").replace("\r\n", "\n");
    let told = story::story().unwrap();
    assert!(told == expected, "the story is told otherwise:\n{told}");
}

#[test]
fn the_pictures_show_what_is_decided() {
    for picture in pictures::pictures().unwrap() {
        let committed = fs::read_to_string(pictures::root().join(&picture.path))
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            committed == picture.svg,
            "{} differs: look at what changed, and run `cargo run -p lawful-corpus --example pictures`",
            picture.path
        );
        assert!(picture.svg.len() < 100_000, "{} is too large", picture.path);
    }
}
