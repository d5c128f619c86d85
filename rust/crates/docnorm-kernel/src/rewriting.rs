//! Rewriting: a text with some of its parts replaced, and the changes that say so.
//!
//! The naive way makes a new string for each edit. One pass copies what stands between two edits, and what replaces
//! them, into one buffer; a position is known by counting on from the edit before. What an edit's two sides begin or
//! end with in common isn't changed, and so isn't told; `\r\n` → `\n` is the loss of `\r`.
//!
//! Rules without a context are found and applied in the same pass: see [`substitute`].

use std::cmp::Reverse;
use std::ops::Range;

use crate::changes::Changes;
use crate::columns::{Cell, Fit, Misfit, cells, require};
use crate::points::{Stops, count, forward, point, starts};

/// A text and the changes that made it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// The text in UTF-8, with surrogates as Python writes them by `surrogatepass`.
    pub text: Vec<u8>,
    /// The changes, in code points.
    pub changes: Changes,
}

/// A text in the making.
struct Rewriter<'t> {
    source: &'t [u8],
    is_ascii: bool,
    made: Rewritten,
    /// How far the source was copied or left out, in bytes and in code points.
    at: usize,
    position: u64,
    /// How much longer the target is than the source so far.
    growth: i64,
}

impl<'t> Rewriter<'t> {
    fn new(source: &'t [u8]) -> Self {
        let is_ascii = source.is_ascii();
        Rewriter { source, is_ascii, made: Rewritten::default(), at: 0, position: 0, growth: 0 }
    }

    /// How many code points the source has from where it stands to a byte.
    fn count_to(&self, at: usize) -> u64 {
        if self.is_ascii { (at - self.at) as u64 } else { count(&self.source[self.at..at]) }
    }

    /// The byte at which so many more code points have ended.
    fn forward(&self, points: u64) -> Option<usize> {
        if self.is_ascii {
            let at = usize::try_from(points).ok()?.checked_add(self.at)?;
            return (at <= self.source.len()).then_some(at);
        }
        forward(self.source, self.at, points)
    }

    /// Copies the source up to a byte.
    fn copy_to(&mut self, at: usize) {
        self.position += self.count_to(at);
        self.made.text.extend_from_slice(&self.source[self.at..at]);
        self.at = at;
    }

    /// Replaces the source from where it stands by an edit, which must be trimmed.
    fn replace(&mut self, edit: Edit<'_>) {
        let Edit { kept, removed, new, .. } = edit;
        let [kept_points, removed_points, new_points] = edit.points;
        self.made.text.extend_from_slice(&self.source[self.at..self.at + kept]);
        let start = self.position + kept_points;
        let stop = start + removed_points;
        let low = start.wrapping_add_signed(self.growth);
        self.growth += new_points as i64 - removed_points as i64;
        if removed_points + new_points > 0 {
            self.made.changes.push([start, stop, low, low + new_points]);
            self.made.text.extend_from_slice(new);
        }
        (self.at, self.position) = (self.at + kept + removed, stop);
    }

    fn finish(mut self) -> Rewritten {
        if self.made.changes.is_empty() {
            return Rewritten::default();
        }
        self.made.text.extend_from_slice(&self.source[self.at..]);
        self.made
    }
}

/// What is to be done to a part of a source: some bytes stay, some go, and others come.
///
/// What stays at its end is no part of it.
#[derive(Clone, Copy)]
struct Edit<'n> {
    kept: usize,
    removed: usize,
    new: &'n [u8],
    /// The same three in code points.
    points: [u64; 3],
}

impl<'n> Edit<'n> {
    /// Leaves out what two sides have in common, first at the start and then at the end.
    fn trimmed(old: &[u8], new: &'n [u8]) -> Self {
        let mut kept = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        while kept > 0 && !(is_border(old, kept) && is_border(new, kept)) {
            kept -= 1;
        }
        let kept_points = count(&old[..kept]);
        let (old, new) = (&old[kept..], &new[kept..]);
        let mut common = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        while common > 0 && !(is_border(old, old.len() - common) && is_border(new, new.len() - common)) {
            common -= 1;
        }
        let (old, new) = (&old[..old.len() - common], &new[..new.len() - common]);
        Edit { kept, removed: old.len(), new, points: [kept_points, count(old), count(new)] }
    }
}

/// Whether no character is cut at an offset.
fn is_border(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|&byte| starts(byte))
}

/// Replaces parts of a text: from `starts[k]` to `stops[k]` by the piece number `numbers[k]`.
///
/// The edits must be sorted and must not overlap; one that changes nothing leaves no trace. Where nothing is changed at
/// all, there is no text.
pub fn rewrite<S: AsRef<[u8]>>(
    text: &[u8],
    starts: &[u8],
    stops: &[u8],
    numbers: &[u8],
    pieces: &[S],
) -> Fit<Rewritten> {
    let [starts, stops, numbers] =
        [("starts", starts), ("stops", stops), ("numbers", numbers)].map(|(name, column)| cells::<8>(name, column, 1));
    let (starts, stops, numbers) = (starts?, stops?, numbers?);
    let alike = starts.len() == stops.len() && starts.len() == numbers.len();
    require(alike, || "starts, stops and numbers have different lengths")?;
    let mut rewriter = Rewriter::new(text);
    let mut done = 0;
    for (k, ((&start, &stop), &number)) in starts.iter().zip(stops).zip(numbers).enumerate() {
        let [from, to, number] = [start, stop, number].map(u64::from_le_bytes);
        let piece = pieces.get(usize::try_from(number).unwrap_or(usize::MAX));
        let piece = piece
            .ok_or_else(|| Misfit(format!("edit {k} is of piece {number}, expected less than {}", pieces.len())))?;
        let refused =
            || Misfit(format!("edit {k} is from {from} to {to}, expected start <= stop, in order and inside the text"));
        if !(done <= from && from <= to) {
            return Err(refused());
        }
        let begin = rewriter.forward(from - rewriter.position).ok_or_else(refused)?;
        rewriter.copy_to(begin);
        let end = rewriter.forward(to - from).ok_or_else(refused)?;
        rewriter.replace(Edit::trimmed(&text[begin..end], piece.as_ref()));
        done = to;
    }
    Ok(rewriter.finish())
}

/// What is replaced by what, whatever stands around it.
pub struct Rules<'r> {
    /// Sources and what is done to them; those that begin alike stand together, the longest first.
    rules: Vec<(&'r [u8], Edit<'r>)>,
    /// The code points that they begin with, in order, and where among the rules.
    groups: Vec<(u32, Range<usize>)>,
    stops: Stops,
}

impl<'r> Rules<'r> {
    /// Refuses an empty source, one that is there twice, and lists of different lengths.
    pub fn new<S: AsRef<[u8]>>(sources: &'r [S], targets: &'r [S]) -> Fit<Self> {
        require(sources.len() == targets.len(), || "sources and targets have different lengths")?;
        let pairs = sources.iter().zip(targets).map(|(source, target)| (source.as_ref(), target.as_ref()));
        let mut rules: Vec<_> = pairs.map(|(source, target)| (source, Edit::trimmed(source, target))).collect();
        require(rules.iter().all(|rule| !rule.0.is_empty()), || "sources has an empty text")?;
        rules.sort_by_key(|&(source, _)| (point(source, 0).code, Reverse(source.len()), source));
        require(rules.is_sorted_by(|a, b| a.0 != b.0), || "sources has a text twice")?;
        let mut groups: Vec<(u32, Range<usize>)> = Vec::new();
        for (k, rule) in rules.iter().enumerate() {
            let code = point(rule.0, 0).code;
            match groups.last_mut() {
                Some(group) if group.0 == code => group.1.end = k + 1,
                _ => groups.push((code, k..k + 1)),
            }
        }
        let stops = Stops::new(|byte| rules.iter().any(|rule| rule.0[0] == byte));
        Ok(Rules { rules, groups, stops })
    }

    /// The rule for what stands at a byte.
    fn at(&self, text: &[u8], at: usize) -> Option<&(&'r [u8], Edit<'r>)> {
        let code = point(text, at).code;
        let group = self.groups.binary_search_by_key(&code, |group| group.0).ok()?;
        self.rules[self.groups[group].1.clone()].iter().find(|rule| text[at..].starts_with(rule.0))
    }
}

/// Parts of a text that are left as they are; they are asked for in order.
struct Spared<'a> {
    spans: &'a [[Cell; 2]],
}

impl<'a> Spared<'a> {
    /// Refuses spans that overlap or aren't sorted.
    fn new(spans: &'a [u8]) -> Fit<Self> {
        let spans = cells("spared", spans, 2)?.as_chunks::<2>().0;
        let offsets = spans.as_flattened().iter().map(|&offset| u64::from_le_bytes(offset));
        require(offsets.is_sorted(), || "spared isn't sorted")?;
        Ok(Spared { spans })
    }

    /// Whether one of them shares something with the range.
    fn touches(&mut self, start: u64, stop: u64) -> bool {
        while let Some(([first, last], rest)) =
            self.spans.split_first().map(|(span, rest)| (span.map(u64::from_le_bytes), rest))
        {
            if first < last && last > start {
                return first < stop;
            }
            self.spans = rest;
        }
        false
    }
}

/// Applies the rules to a text from left to right, the longest at each place, but not where a spared span is touched.
///
/// Where nothing is changed at all, there is no text.
pub fn substitute(text: &[u8], rules: &Rules<'_>, spared: &[u8]) -> Fit<Rewritten> {
    let mut spared = Spared::new(spared)?;
    let mut rewriter = Rewriter::new(text);
    let mut at = 0;
    loop {
        at = rules.stops.next(text, at);
        if at == text.len() {
            return Ok(rewriter.finish());
        }
        let Some((source, edit)) = rules.at(text, at) else {
            at += point(text, at).width;
            continue;
        };
        rewriter.copy_to(at); // also in front of what is spared, so that nothing is counted twice
        if spared.touches(rewriter.position, rewriter.position + count(source)) {
            at += point(text, at).width;
            continue;
        }
        rewriter.replace(*edit);
        at += source.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn changes(rewritten: &Rewritten) -> Vec<[u64; 4]> {
        let Changes([a, b, c, d]) = &rewritten.changes;
        (0..a.len()).map(|k| [a[k], b[k], c[k], d[k]]).collect()
    }

    fn text(rewritten: &Rewritten) -> &str {
        std::str::from_utf8(&rewritten.text).unwrap()
    }

    #[test]
    fn only_what_differs_is_changed() {
        type Case<'c> = (&'c str, u64, u64, &'c str, &'c str, &'c [[u64; 4]]);
        let cases: [Case<'_>; 7] = [
            ("abc", 1, 2, "b", "", &[]), // nothing is changed, and there is no text
            ("abc", 0, 2, "ax", "axc", &[[1, 2, 1, 2]]),
            ("aaa", 0, 3, "aa", "aa", &[[2, 3, 2, 2]]),
            ("a\r\nb", 1, 3, "\n", "a\nb", &[[1, 2, 1, 1]]),
            ("ab", 1, 1, "é", "aéb", &[[1, 1, 1, 2]]),
            ("“’”", 1, 2, "‘", "“‘”", &[[1, 2, 1, 2]]), // all but the last byte alike
            ("xɁy", 1, 2, "\u{281}", "x\u{281}y", &[[1, 2, 1, 2]]), // the last byte alike
        ];
        for (old, start, stop, piece, new, expected) in cases {
            let made = rewrite(old.as_bytes(), &packed(&[start]), &packed(&[stop]), &packed(&[0]), &[piece]).unwrap();
            assert_eq!((text(&made), &changes(&made)[..]), (new, expected));
        }
    }

    #[test]
    fn edits_are_sorted_and_inside() {
        for (starts, stops, number) in
            [([0, 0], [2, 1], 0), ([0, 2], [1, 4], 0), ([1, 0], [1, 1], 0), ([1, 1], [0, 1], 0), ([0, 0], [0, 0], 1)]
        {
            let numbers = packed(&[number, number]);
            assert!(rewrite("é漢x".as_bytes(), &packed(&starts), &packed(&stops), &numbers, &["y"]).is_err());
        }
    }

    #[test]
    fn rules_are_edits_at_the_places_of_their_sources() {
        let sources = ["\r\n", "\r", "’", "”", "\u{85}", "\r\u{85}", "aa"];
        let targets = ["\n", "\n", "'", "\"", "…", "\n", "a"];
        let rules = Rules::new(&sources, &targets).unwrap();
        for old in
            ["", "plain", "a\r\n\r\r\u{85}\n", "it’s “x” – é’’ aaaaa", "long enough for eight\u{85}, and more \r\r\n"]
        {
            for spared in [[0, 0], [0, 3], [1, 2], [4, 9]] {
                let points: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
                let (mut starts, mut stops, mut numbers, mut at) = (vec![], vec![], vec![], 0);
                while at < points.len() - 1 {
                    let here = (0..sources.len()).filter(|&k| old[points[at]..].starts_with(sources[k]));
                    let rule = here.max_by_key(|&k| sources[k].len());
                    let stop = rule.map_or(0, |k| at + sources[k].chars().count()) as u64;
                    match rule {
                        Some(k) if spared[1] <= at as u64 || stop <= spared[0] || spared[0] == spared[1] => {
                            starts.push(at as u64);
                            stops.push(stop);
                            numbers.push(k as u64);
                            at = stop as usize;
                        }
                        _ => at += 1,
                    }
                }
                let naive = rewrite(old.as_bytes(), &packed(&starts), &packed(&stops), &packed(&numbers), &targets);
                assert_eq!(substitute(old.as_bytes(), &rules, &packed(&spared)), naive, "{old:?} {spared:?}");
            }
        }
    }

    #[test]
    fn rules_must_be_rules() {
        assert!(Rules::new(&["a"], &[]).is_err());
        assert!(Rules::new(&["a", ""], &["", ""]).is_err());
        assert!(Rules::new(&["a", "b", "a"], &["", "", ""]).is_err());
        let rules = Rules::new(&["a"], &["b"]).unwrap();
        assert!(substitute(b"a", &rules, &packed(&[1, 0])).is_err());
    }
}
