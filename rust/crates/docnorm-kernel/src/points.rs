//! Code points in the UTF-8 of a Python string.
//!
//! A Python string may hold lone surrogates, which Rust's `str` refuses, and a text that was just decoded does hold some
//! where its bytes were wrong. The scans of normalization must see them, so they go over bytes, in which a surrogate is
//! three bytes like its neighbours. Most bytes of most texts are of no interest to a scan; a [`Stops`] tells by one
//! look-up which may begin a character that is, and the bytes between are stepped over eight at a time.

/// One character: its code point, and how many bytes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The code point.
    pub code: u32,
    /// The number of its bytes.
    pub width: usize,
}

/// The character that starts at a byte.
#[inline]
pub fn point(bytes: &[u8], at: usize) -> Point {
    let tail = |k: usize| u32::from(bytes.get(at + k).copied().unwrap_or(0) & 0x3F);
    let lead = u32::from(bytes[at]);
    match lead {
        0..0xC0 => Point { code: lead, width: 1 },
        0xC0..0xE0 => Point { code: (lead & 0x1F) << 6 | tail(1), width: 2 },
        0xE0..0xF0 => Point { code: (lead & 0x0F) << 12 | tail(1) << 6 | tail(2), width: 3 },
        _ => Point { code: (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), width: 4 },
    }
}

/// Whether a byte is the first one of a character.
#[inline]
pub fn starts(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// How many characters start among some bytes.
pub fn count(bytes: &[u8]) -> u64 {
    // A sum of bytes stays in one register of bytes for so long as it can't overflow.
    bytes.chunks(128).map(|chunk| u64::from(chunk.iter().map(|&byte| u8::from(starts(byte))).sum::<u8>())).sum()
}

/// Where the byte is at which so many more characters have ended, or nothing if there are fewer.
pub fn forward(bytes: &[u8], from: usize, points: u64) -> Option<usize> {
    let (mut at, mut left) = (from, points);
    while let Some(chunk) = bytes[at..].first_chunk::<32>() {
        let here = u64::from(chunk.iter().map(|&byte| u8::from(starts(byte))).sum::<u8>());
        if here > left {
            break;
        }
        (at, left) = (at + 32, left - here);
    }
    let mut firsts = (at..bytes.len()).filter(|&at| starts(bytes[at]));
    match firsts.nth(usize::try_from(left).ok()?) {
        Some(at) => Some(at),
        None if count(&bytes[at..]) == left => Some(bytes.len()),
        None => None,
    }
}

/// Where the next byte of a value is.
pub fn find_byte(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    let mut at = from;
    while let Some(chunk) = bytes[at..].first_chunk::<32>() {
        if chunk.iter().fold(false, |any, &byte| any | (byte == wanted)) {
            break;
        }
        at += 32;
    }
    bytes[at..].iter().position(|&byte| byte == wanted).map(|offset| at + offset)
}

/// Which bytes may begin a character that a scan looks for.
pub struct Stops([u8; 256]);

impl Stops {
    /// Asks for each byte.
    pub fn new(stops: impl Fn(u8) -> bool) -> Self {
        Stops(std::array::from_fn(|byte| u8::from(stops(byte as u8))))
    }

    /// Where the next such byte is; the end if there is none.
    #[inline]
    pub fn next(&self, bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some(chunk) = bytes[at..].first_chunk::<8>() {
            if chunk.iter().fold(0, |any, &byte| any | self.0[usize::from(byte)]) != 0 {
                break;
            }
            at += 8;
        }
        bytes[at..].iter().position(|&byte| self.0[usize::from(byte)] != 0).map_or(bytes.len(), |offset| at + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_point() {
        for code in ('\0'..=char::MAX).map(u32::from) {
            let text = char::from_u32(code).unwrap().to_string();
            assert_eq!(point(text.as_bytes(), 0), Point { code, width: text.len() });
        }
        assert_eq!(point(b"\xED\xB2\x80", 0), Point { code: 0xDC80, width: 3 });
    }

    #[test]
    fn steps_are_those_of_chars() {
        for text in ["", "plain", &"aé漢𝄞".repeat(29), &format!("{}é", "a".repeat(64)), &"漢".repeat(300)] {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            assert_eq!(count(text.as_bytes()), ends.len() as u64 - 1);
            for (n, &from) in ends.iter().enumerate() {
                for (k, &stop) in ends[n..].iter().enumerate() {
                    assert_eq!(forward(text.as_bytes(), from, k as u64), Some(stop));
                }
                assert_eq!(forward(text.as_bytes(), from, (ends.len() - n) as u64), None);
            }
        }
    }

    #[test]
    fn bytes_are_found() {
        let bytes: Vec<u8> = (0..200).collect();
        let stops = Stops::new(|byte| byte == 70 || byte == 150);
        for from in 0..200 {
            let next = [70, 150].into_iter().find(|&at| at >= from).unwrap_or(200);
            assert_eq!(stops.next(&bytes, from), next);
            assert_eq!(find_byte(&bytes, from, 150), (from <= 150).then_some(150));
        }
    }
}
