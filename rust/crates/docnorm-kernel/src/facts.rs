//! Facts: what a text counts, dates and names, and the words around its names.
//!
//! The naive way is a regular expression for each kind of fact, and a set of strings. Here a text is walked through once,
//! word by word. The characters of a word are hashed as they go by, and what else stands around a number is looked at
//! only where there is one. A text in ASCII stays bytes; of another one the characters and their kinds are laid out
//! first, so that both are the same walk.

use crate::characters::{Characters, Laid, Plain};
use crate::columns::{Fit, require};
use crate::folding::{POINT, SPACE, UNSPACED, fold_into};
use crate::hashing::{Fnv, mix64};
use crate::meanings::{COUNTS, DIGIT, GAP, MONTH, Meanings, NUMERAL, OPENER, OTHER, PART, SINGLE, Signs, UNIT, hash};
use crate::sharing::{Threads, share};
use crate::spans::cut;

const GRAIN: usize = 256;
/// The longest name of a unit, without what is raised.
const MOST_OF_UNIT: usize = 3;
/// The most capitals of what a number is counted in: CVE-2024.
const MOST_CAPITALS: usize = 9;

const BLANKS: Signs = Signs::new(" \u{A0}\u{202F}");
const CURRENCIES: Signs = Signs::new("$€£¥₹₽№§");
const BEFORE: Signs = Signs::new("$€£¥₹₽№§#");
const BEHIND: Signs = Signs::new("%‰°′″$€£¥₹₽");
const SCALES: Signs = Signs::new("CF");
const SEPARATORS: Signs = Signs::new(".,:/'’+_‐‑–-");
const HYPHENS: Signs = Signs::new("-_/");
const SIGNS: Signs = Signs::new("-−–+±<>≤≥~≈");
/// After these a dash is no sign.
const JOINTS: Signs = Signs::new(".,:/'’)%");
const RAISED: Signs = Signs::new("²³");
const APOSTROPHES: Signs = Signs::new("'’.");
const ENDS: Signs = Signs::new("\n.,;:)]");
const SPACES: Signs = Signs::new(" ");
const SPACES_AND_COMMAS: Signs = Signs::new(" ,");

/// The facts and the names of items as sorted sets, and the hash of what is left of each.
pub struct Facts {
    /// All facts, one item after the other.
    pub facts: Vec<u64>,
    /// Where those of each item begin and end.
    pub facts_offsets: Vec<u64>,
    /// All names, one item after the other.
    pub names: Vec<u64>,
    /// Where those of each item begin and end.
    pub names_offsets: Vec<u64>,
    /// What is left of each item without its facts and names.
    pub skeletons: Vec<u64>,
}

/// Looks for the facts and the names of each span; with a length, its runs of so many words are facts, too.
pub fn facts<S: AsRef<str> + Sync>(
    texts: &[S],
    spans: &[u8],
    meanings: &Meanings,
    length: i64,
    threads: Threads,
) -> Fit<Facts> {
    require(length >= 0, || format!("length is {length}, expected at least 0"))?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let pieces = cut(texts, spans)?;
    let parts = share(pieces.len(), GRAIN, threads, Default::default, |(laid, runs): &mut (Laid, Runs), range| {
        let mut found = Facts::none();
        for piece in &pieces[range] {
            if length > 0 {
                runs.add(piece, length, &mut found.facts);
            }
            found.look_at(piece, meanings, laid);
        }
        found
    });
    let mut all = Facts::none();
    for part in parts {
        append(&mut all.facts, &mut all.facts_offsets, &part.facts, &part.facts_offsets);
        append(&mut all.names, &mut all.names_offsets, &part.names, &part.names_offsets);
        all.skeletons.extend(part.skeletons);
    }
    Ok(all)
}

fn append(values: &mut Vec<u64>, offsets: &mut Vec<u64>, more: &[u64], ends: &[u64]) {
    let start = values.len() as u64;
    offsets.extend(ends[1..].iter().map(|end| start + end));
    values.extend(more);
}

impl Facts {
    fn none() -> Self {
        Facts {
            facts: Vec::new(),
            facts_offsets: vec![0],
            names: Vec::new(),
            names_offsets: vec![0],
            skeletons: Vec::new(),
        }
    }

    fn look_at(&mut self, text: &str, meanings: &Meanings, laid: &mut Laid) {
        let last = |ends: &[u64]| ends.last().map_or(0, |&end| end as usize);
        let (facts, names) = (last(&self.facts_offsets), last(&self.names_offsets));
        let skeleton = if text.is_ascii() {
            let text = Plain { bytes: text.as_bytes(), kinds: &meanings.plain };
            Walk { text, meanings, found: self, skeleton: Fnv::START.0, is_mixed: false }.walk()
        } else {
            laid.lay_out(text, meanings);
            Walk { text: &*laid, meanings, found: self, skeleton: Fnv::START.0, is_mixed: false }.walk()
        };
        self.skeletons.push(skeleton.0);
        if !skeleton.1 {
            self.names.truncate(names);
        }
        settle(&mut self.facts, facts);
        settle(&mut self.names, names);
        self.facts_offsets.push(self.facts.len() as u64);
        self.names_offsets.push(self.names.len() as u64);
    }
}

/// Makes the runs of words of one text after the other, in the same buffers.
#[derive(Default)]
struct Runs {
    key: Vec<u32>,
    words: Vec<u64>,
}

impl Runs {
    /// Adds the runs of words of a text's key; where it has fewer words, all of them are one run.
    fn add(&mut self, text: &str, length: usize, facts: &mut Vec<u64>) {
        fold_into(text, &mut self.key);
        self.words.clear();
        for mut rest in self.key.split(|&element| element == SPACE) {
            while let Some(&first) = rest.first() {
                let spaced = rest.iter().position(|element| element & UNSPACED != 0).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(if first & UNSPACED != 0 { 1 } else { spaced });
                self.words.push(hash(word.iter().map(|element| element & POINT)));
                rest = behind;
            }
        }
        let run = |words: &[u64]| words.iter().fold(Fnv::START.0, |run, word| mix64(run ^ word)) >> 1;
        if !self.words.is_empty() {
            facts.extend(self.words.windows(length.min(self.words.len())).map(run));
        }
    }
}

/// Makes a sorted set of the last values.
fn settle(values: &mut Vec<u64>, from: usize) {
    values[from..].sort_unstable();
    let mut end = from;
    for at in from..values.len() {
        if end == from || values[end - 1] != values[at] {
            values[end] = values[at];
            end += 1;
        }
    }
    values.truncate(end);
}

/// The one walk through a text.
struct Walk<'a, T> {
    text: T,
    meanings: &'a Meanings,
    found: &'a mut Facts,
    skeleton: u64,
    /// Whether a word is there that could have had a capital and hasn't, or is of a script without them.
    is_mixed: bool,
}

impl<T: Characters> Walk<'_, T> {
    fn walk(mut self) -> (u64, bool) {
        let mut at = 0;
        while at < self.text.len() {
            let start = at;
            at = match self.text.kind(at) {
                GAP => at + 1,
                SINGLE => {
                    self.fact(start, at + 1);
                    at + 1
                }
                NUMERAL => {
                    at = self.text.run(at, |kind| kind == NUMERAL);
                    self.fact(start, at);
                    at
                }
                OTHER => {
                    let (stop, word) = self.text.word(at, OTHER);
                    self.is_mixed = true;
                    self.leave(word);
                    stop
                }
                _ => self.word(at),
            };
        }
        (mix64(self.skeleton), self.is_mixed)
    }

    /// A word, or a number that it's a part of; tells where it ends.
    #[inline(always)]
    fn word(&mut self, start: usize) -> usize {
        let (stop, word) = self.text.word(start, PART);
        if self.text.kind(stop) == DIGIT {
            let stop = self.text.run(stop, |kind| kind == PART || kind == DIGIT);
            return self.number(start, stop);
        }
        let meaning = self.meanings.words.meaning(word);
        let is_capital = self.text.is_capital(start);
        self.is_mixed |= !is_capital;
        if meaning & COUNTS != 0 {
            self.found.facts.push(word >> 1);
        } else if !is_capital {
            self.leave(word);
        } else if meaning & MONTH != 0 && stop - start > 1 && !self.text.is_capital(start + 1) {
            self.found.facts.push(word >> 1);
        } else if (stop - start > 1 && self.is_roman(start, stop)) || (stop - start == 1 && self.names_something(start))
        {
            self.fact(start, stop);
        } else if stop - start > 1 && meaning & OPENER == 0 {
            self.found.names.push(word);
        } else {
            self.leave(word);
        }
        stop
    }

    /// Notes a word that is no fact and no name.
    #[inline(always)]
    fn leave(&mut self, word: u64) {
        self.skeleton = mix64(self.skeleton ^ word);
    }

    /// Notes a fact, as it's written: without blanks, with the digits 0 to 9, one dash and one
    /// apostrophe.
    fn fact(&mut self, start: usize, stop: usize) {
        let mut fnv = Fnv::START;
        for at in start..stop {
            let code = self.text.code(at);
            match code {
                _ if self.text.kind(at) == DIGIT => fnv = fnv.with(u32::from(b'0') + self.text.value(at)),
                0x20 | 0xA0 | 0x202F => {}
                0x2212 | 0x2010 | 0x2011 | 0x2013 => fnv = fnv.with(u32::from(b'-')),
                0x2019 => fnv = fnv.with(u32::from(b'\'')),
                _ => fnv = fnv.with(code),
            }
        }
        self.found.facts.push(mix64(fnv.0) >> 1);
    }

    /// A number, from the word in which its first digits are; tells where its digits end.
    fn number(&mut self, start: usize, stop: usize) -> usize {
        let text = &self.text;
        let mut end = stop;
        while text.is_one_of(end, &SEPARATORS) && text.kind(end + 1) == DIGIT {
            end = text.run(end + 1, |kind| kind == PART || kind == DIGIT);
        }
        self.fact(self.before(start), self.behind(end));
        end
    }

    /// Where a number begins with its sign, its currency, and what it's counted in.
    fn before(&self, start: usize) -> usize {
        let text = &self.text;
        let mut at = start;
        if text.follows(at, &HYPHENS) {
            let is_capital = |at: &usize| matches!(text.code(*at), 0x41..0x5B);
            let capitals = (0..at - 1).rev().take(MOST_CAPITALS).take_while(is_capital).count();
            let first = at - 1 - capitals;
            if capitals > 0 && (first == 0 || !text.is_part(first - 1)) {
                at = first;
            }
        }
        if text.follows(at, &BEFORE) {
            at -= 1;
        } else if text.follows(at, &BLANKS) && text.follows(at - 1, &CURRENCIES) {
            at -= 2;
        }
        let is_dash = at > 1 && (text.is_part(at - 2) || text.follows(at - 1, &JOINTS));
        if text.follows(at, &SIGNS) && !is_dash { at - 1 } else { at }
    }

    /// Where a number ends with its unit.
    fn behind(&self, end: usize) -> usize {
        let text = &self.text;
        let is_apart = text.is_one_of(end, &BLANKS);
        let start = end + usize::from(is_apart);
        let mut at = start;
        while text.is_one_of(at, &BEHIND) {
            at += 1;
        }
        if at > start {
            let is_scale = text.is_one_of(at, &SCALES) && text.kind(at + 1) == GAP;
            return at + usize::from(is_scale);
        }
        at = (start..start + MOST_OF_UNIT).find(|&at| !text.is_part(at)).unwrap_or(start + MOST_OF_UNIT);
        if !is_apart || at == start || text.is_part(at) {
            return end;
        }
        at += usize::from(text.is_one_of(at, &RAISED));
        let unit = hash((start..at).map(|at| text.code(at)));
        if self.meanings.words.meaning(unit) & UNIT != 0 { at } else { end }
    }

    /// Whether a word is a Roman numeral.
    fn is_roman(&self, start: usize, stop: usize) -> bool {
        let (text, mut at) = (&self.text, start);
        for (signs, most) in [("M", 3), ("CDM", 3), ("XLC", 3), ("IVX", 3)] {
            let signs: [u32; 3] = std::array::from_fn(|k| signs.as_bytes().get(k).map_or(u32::MAX, |&b| b.into()));
            let [one, five, ten] = signs;
            if five != u32::MAX && text.code(at) == one && [five, ten].contains(&text.code(at + 1)) {
                at += 2;
                continue;
            }
            at += usize::from(text.code(at) == five);
            at += (at..at + most).take_while(|&at| text.code(at) == one).count();
        }
        at == stop
    }

    /// Whether a single capital names something: Annex B. A and I do so only where no word follows.
    fn names_something(&self, at: usize) -> bool {
        let (text, letter) = (&self.text, self.text.code(at));
        let is_word = letter == 0x41 || letter == 0x49;
        let is_behind_a_word =
            at > 1 && text.kind(at - 2) != GAP && text.follows(at, if is_word { &SPACES } else { &SPACES_AND_COMMAS });
        if !is_behind_a_word || !matches!(letter, 0x41..0x5B) {
            return false;
        }
        if !is_word {
            return !(text.is_one_of(at + 1, &APOSTROPHES) && text.kind(at + 2) != GAP);
        }
        let next = (at + 1..text.len()).find(|&at| text.code(at) != 0x20).unwrap_or(text.len());
        next == text.len() || text.is_one_of(next, &ENDS)
    }
}
