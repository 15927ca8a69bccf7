//! Canonical JSON (SPEC 10.1), written from left to right. Who writes an object gives its keys sorted.

/// Writes JSON without spaces. Its numbers are whole; the JSON library would bring tables for all others.
#[derive(Default)]
pub(crate) struct Json {
    written: Vec<u8>,
    /// Whether a value stands before, from which the next is told by a comma.
    follows: bool,
}

impl Json {
    /// An object, with what `members` writes.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Json)) {
        self.open(b'{');
        members(self);
        self.close(b'}');
    }

    /// A list, with what `values` writes.
    pub(crate) fn list(&mut self, values: impl FnOnce(&mut Json)) {
        self.open(b'[');
        values(self);
        self.close(b']');
    }

    /// The key of the value that is written next.
    pub(crate) fn key(&mut self, key: &str) -> &mut Json {
        self.text(key);
        self.written.push(b':');
        self.follows = false;
        self
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.begin();
        let written = serde_json::to_writer(&mut self.written, text);
        debug_assert!(written.is_ok(), "writing to memory failed");
    }

    pub(crate) fn texts(&mut self, texts: &[&str]) {
        self.list(|json| texts.iter().for_each(|text| json.text(text)));
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.word(if flag { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.word(&number.to_string());
    }

    pub(crate) fn null(&mut self) {
        self.word("null");
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        String::from_utf8(self.written).unwrap_or_default()
    }

    fn word(&mut self, word: &str) {
        self.begin();
        self.written.extend_from_slice(word.as_bytes());
    }

    fn begin(&mut self) {
        if self.follows {
            self.written.push(b',');
        }
        self.follows = true;
    }

    fn open(&mut self, bracket: u8) {
        self.begin();
        self.written.push(bracket);
        self.follows = false;
    }

    fn close(&mut self, bracket: u8) {
        self.written.push(bracket);
        self.follows = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_written_as_the_json_library_writes_it() {
        let expected = json!({
            "a": null, "b": [true, false, [], {}], "c": [i64::MIN, 0, i64::MAX], "d": {"e": "f", "g": ["h", "i"]},
            "\u{1}\"\\/\n": "\u{7f} \u{1f} 微信 \u{1f512}",
        });
        let mut json = Json::default();
        json.object(|json| {
            json.key("\u{1}\"\\/\n").text("\u{7f} \u{1f} 微信 \u{1f512}");
            json.key("a").null();
            json.key("b").list(|json| {
                json.flag(true);
                json.flag(false);
                json.list(|_| {});
                json.object(|_| {});
            });
            json.key("c").list(|json| [i64::MIN, 0, i64::MAX].into_iter().for_each(|n| json.number(n)));
            json.key("d").object(|json| {
                json.key("e").text("f");
                json.key("g").texts(&["h", "i"]);
            });
        });
        assert_eq!(json.into_text(), expected.to_string());
    }
}
