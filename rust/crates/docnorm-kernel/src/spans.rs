//! Spans: from code points, in which Python counts, to the bytes of UTF-8.
//!
//! The naive way walks each text from its start for every span, which is quadratic; a cursor that only moves forward is
//! linear, but only for spans in order. A [`Ruler`] counts once, at full speed, how many code points start in each
//! chunk of 64 bytes; a position is then found by bisection and a walk through one chunk, in any order. In ASCII, a code
//! point is a byte.

use crate::columns::{Fit, cells, index, require};

const CHUNK: usize = 64;

/// A text that knows where its code points are.
struct Ruler<'t> {
    text: &'t str,
    /// How many code points start before the end of each chunk; nothing for ASCII.
    counts: Vec<usize>,
}

impl<'t> Ruler<'t> {
    fn new(text: &'t str) -> Self {
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut total = 0;
            counts.extend(text.as_bytes().chunks(CHUNK).map(|chunk| {
                total += usize::from(chunk.iter().map(|&byte| u8::from(starts(byte))).sum::<u8>());
                total
            }));
        }
        Ruler { text, counts }
    }

    /// How many code points the text has.
    fn length(&self) -> usize {
        self.counts.last().copied().unwrap_or(self.text.len())
    }

    /// The byte at which a code point starts; the text's end for its length.
    fn byte(&self, point: usize) -> usize {
        if self.counts.is_empty() {
            return point;
        }
        let chunk = self.counts.partition_point(|&count| count <= point);
        let before = if chunk == 0 { 0 } else { self.counts[chunk - 1] };
        let from = (chunk * CHUNK).min(self.text.len());
        let mut starts = self.text.as_bytes()[from..].iter().enumerate().filter(|(_, byte)| starts(**byte));
        starts.nth(point - before).map_or(self.text.len(), |(byte, _)| from + byte)
    }
}

fn starts(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The text of each span of a column of (text, start, stop).
pub fn cut<'t, S: AsRef<str>>(texts: &'t [S], spans: &[u8]) -> Fit<Vec<&'t str>> {
    let mut rulers: Vec<Option<Ruler<'t>>> = texts.iter().map(|_| None).collect();
    let spans = cells("spans", spans, 3)?.as_chunks::<3>().0;
    let mut pieces = Vec::with_capacity(spans.len());
    for (k, span) in spans.iter().enumerate() {
        let [text, start, stop] = span.map(index);
        let ruler = rulers.get_mut(text).map(|ruler| &*ruler.get_or_insert_with(|| Ruler::new(texts[text].as_ref())));
        let fitting = ruler.filter(|ruler| start <= stop && stop <= ruler.length());
        require(fitting.is_some(), || {
            let [text, start, stop] = span.map(u64::from_le_bytes);
            format!("span {k} is ({text}, {start}, {stop}), expected start <= stop inside one of the texts")
        })?;
        pieces.extend(fitting.map(|ruler| &ruler.text[ruler.byte(start)..ruler.byte(stop)]));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn naive(text: &str, start: usize, stop: usize) -> String {
        text.chars().skip(start).take(stop - start).collect()
    }

    #[test]
    fn every_span_of_nasty_texts() {
        let texts = ["".into(), "plain".into(), "aé漢𝄞".repeat(9), format!("{}é", "a".repeat(64)), "漢".repeat(64)];
        for (t, text) in texts.iter().enumerate() {
            let n = text.chars().count();
            for start in (0..=n).rev() {
                for stop in start..=n {
                    let span = packed(&[t as u64, start as u64, stop as u64]);
                    assert_eq!(cut(&texts, &span).unwrap(), [naive(text, start, stop)]);
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_outside() {
        for wrong in [[1, 0, 0], [0, 0, 2], [0, 1, 0], [u64::MAX, 0, 0], [0, 0, u64::MAX]] {
            assert!(cut(&["é"], &packed(&wrong)).is_err(), "{wrong:?}");
        }
    }
}
