//! Lines: where they start, and which are blank.
//!
//! Only U+000A ends a line. Python's `splitlines` also breaks at U+000B, U+000C, U+001C to U+001E, U+0085, U+2028 and
//! U+2029, and what counts as a line must not depend on that. The standard library finds U+000A and counts code
//! points a word at a time, and a line is known not to be blank at its first other character.

/// The lines of a batch of texts; `starts[offsets[t]..offsets[t + 1]]` belong to text `t`.
#[derive(Default)]
pub struct Lines {
    /// The code point at which each line starts in its text.
    pub starts: Vec<u64>,
    /// 1 for a line of White_Space only.
    pub blanks: Vec<u8>,
    /// Where each text's lines begin and end.
    pub offsets: Vec<u64>,
}

/// Finds the lines of each text.
pub fn lines<S: AsRef<str>>(texts: &[S]) -> Lines {
    let mut found = Lines { offsets: vec![0], ..Lines::default() };
    for text in texts {
        let mut start = 0;
        for line in text.as_ref().split_inclusive('\n') {
            found.starts.push(start);
            found.blanks.push(u8::from(line.trim_start().is_empty()));
            start += line.chars().count() as u64;
        }
        found.offsets.push(found.starts.len() as u64);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_feed_ends_a_line() {
        let found = lines(&["", "\n", "é\r\n\u{3000}\u{85}\n\u{2028}x\u{1c}", "a\n\n"]);
        assert_eq!(found.starts, [0, 0, 3, 6, 0, 2]);
        assert_eq!(found.blanks, [1, 0, 1, 0, 0, 1]);
        assert_eq!(found.offsets, [0, 0, 1, 4, 6]);
    }
}
