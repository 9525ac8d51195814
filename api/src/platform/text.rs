//! Texts that people search: folding, and a ranker for catalogues that forgives accents, case, word order
//! and typing errors.
//!
//! Every word of the query must match a word of the candidate: exactly, as its beginning, inside it, as it is heard
//! (`rodiya`, `toraks`), or with a typing error (one in words of four to six letters, two in longer ones; a swap of
//! neighbours counts as one, and is forgiven in words of three too). Errors are forgiven only where no candidate matches without. Better kinds of match come first, then
//! the candidate with fewer words that were not asked for, then the alphabet. Two concessions to how orders are written: the usual abbreviations of modalities stand for
//! their words (`RX`, `TAC`, `RMN`, `ECO`), and a side (`izq`, `derecha`, `bilateral`) helps but is not
//! required, since catalogues rarely have an entry a side.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text as it is compared: no accents (ñ is n), lower case, every run of spaces and signs one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else {
            gap = true;
        }
    }
    folded
}

/// Direction marks and characters without width: they come along with what is copied from a chat, and nobody sees them.
/// They could also make `gpj.exe` read as `exe.jpg`, and one name look like another.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Words that say nothing in a query unless it has no others.
const FILLERS: [&str; 12] = ["de", "del", "la", "el", "las", "los", "y", "e", "en", "a", "por", "para"];

/// Words that help when they match and are not missed when they do not: sides, and 'with' or 'without'.
const OPTIONAL: [&str; 16] = [
    "izq",
    "izquierda",
    "izquierdo",
    "der",
    "derecha",
    "derecho",
    "dcha",
    "dcho",
    "bilateral",
    "bilat",
    "ambas",
    "ambos",
    "con",
    "sin",
    "c",
    "s",
];

/// Abbreviations on orders, and the word that they stand for.
const ABBREVIATIONS: [(&str, &str); 9] = [
    ("rx", "radiografia"),
    ("tac", "tomografia"),
    ("tc", "tomografia"),
    ("rmn", "resonancia"),
    ("rnm", "resonancia"),
    ("rm", "resonancia"),
    ("us", "ecografia"),
    ("mx", "mamografia"),
    ("dmo", "densitometria"),
];

const EXACT: u32 = 1000;
const PREFIX: u32 = 800;
const ABBREVIATION: u32 = 780;
const INSIDE: u32 = 500;
/// Spelt otherwise, and heard the same.
const SOUND: u32 = 480;
/// Sounds like its beginning.
const SOUND_PREFIX: u32 = 450;
const ONE_ERROR: u32 = 400;
const TWO_ERRORS: u32 = 250;
/// A typing error in a word that is not finished yet.
const UNFINISHED: u32 = 60;
/// What a match in the synonyms is worth less than one in the name.
const SYNONYM: u32 = 40;
/// What the whole code is worth: more than any words.
const WHOLE_CODE: u32 = 3000;
/// What the beginning of the code is worth.
const CODE_PREFIX: u32 = 850;
/// Off for each word of the name that the query did not ask for, up to `MAX_EXTRA_WORDS`.
const EXTRA_WORD: u32 = 6;
const MAX_EXTRA_WORDS: u32 = 8;

/// What is searched of one catalogue entry, folded once and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedText {
    name: String,
    code: String,
    /// The name without spaces: `ecodoppler` finds `Eco Doppler`.
    compact: String,
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    sound: String,
    letters: u64,
    in_name: bool,
    filler: bool,
}

impl FoldedText {
    /// Folds an entry; `synonyms` is free text, its words searched like those of the name.
    pub fn new(code: &str, name: &str, synonyms: &str) -> Self {
        let name = fold(name);
        let compact = name.replace(' ', "");
        let mut words: Vec<Word> =
            name.split(' ').filter(|word| !word.is_empty()).map(|word| Word::new(word, true)).collect();
        for word in fold(synonyms).split(' ').filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known.text == word) {
                words.push(Word::new(word, false));
            }
        }
        Self { name, code: fold(code).replace(' ', ""), compact, words }
    }

    /// Name, code and synonyms in one folded text, for the database's own search.
    pub fn search_text(&self) -> String {
        let synonyms = self.words.iter().filter(|word| !word.in_name).map(|word| word.text.as_str());
        [self.name.as_str(), self.code.as_str()].into_iter().chain(synonyms).collect::<Vec<_>>().join(" ")
    }
}

impl Word {
    fn new(text: &str, in_name: bool) -> Self {
        Self {
            text: text.to_owned(),
            sound: sound(text),
            letters: letters(text),
            in_name,
            filler: FILLERS.contains(&text),
        }
    }
}

/// A folded word as it is heard where Spanish is spoken in America: `ll` is `y` (yeísmo), `z` and soft `c` are `s`
/// (seseo), `v` is `b`, hard `c` and `qu` are `k`, soft `g` is `j`, `x` is `ks`, and `h` is silent but in `ch`. So are
/// the spellings told apart in the Real Academia's Ortografía, and so do people mix them up.
pub fn sound(text: &str) -> String {
    let mut heard = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let soft = |c: Option<char>| matches!(c, Some('e' | 'i'));
        match (c, next) {
            ('c', Some('h')) => {
                rest.next();
                heard.push_str("ch");
            }
            ('l', Some('l')) => {
                rest.next();
                heard.push('y');
            }
            ('q', Some('u')) => {
                rest.next();
                heard.push('k');
            }
            ('g', next) if soft(next) => heard.push('j'),
            // The `u` of `gue` and `gui` is not heard.
            ('g', Some('u')) if soft(rest.clone().nth(1)) => {
                rest.next();
                heard.push('g');
            }
            ('c', next) if soft(next) => heard.push('s'),
            ('c' | 'q', _) => heard.push('k'),
            ('z', _) => heard.push('s'),
            ('v', _) => heard.push('b'),
            ('x', _) => heard.push_str("ks"),
            ('h', _) => {}
            _ => heard.push(c),
        }
    }
    heard
}

/// One bit a letter or digit. One typing error changes at most two bits, so most words are ruled out
/// without computing a distance.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |set, byte| {
        set | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => 1 << (26 + byte - b'0'),
            _ => 1 << 36,
        }
    })
}

/// One word of the query.
struct Token<'q> {
    text: &'q str,
    sound: String,
    length: usize,
    letters: u64,
    errors: usize,
    stands_for: Option<&'static str>,
    optional: bool,
}

impl<'q> Token<'q> {
    fn new(text: &'q str) -> Self {
        let length = text.chars().count();
        // Numbers are not misspelt: 'l4' is not 'l5'.
        let errors = match length {
            _ if text.bytes().any(|byte| byte.is_ascii_digit()) => 0,
            0..=3 => 0,
            4..=6 => 1,
            _ => 2,
        };
        let stands_for = ABBREVIATIONS.iter().find(|(short, _)| *short == text).map(|(_, long)| *long);
        let (sound, letters) = (sound(text), letters(text));
        Self { text, sound, length, letters, errors, stands_for, optional: OPTIONAL.contains(&text) }
    }

    /// How well the token matches one word; 0 is not at all.
    fn score(&self, word: &Word) -> u32 {
        let base = if word.text == self.text {
            EXACT
        } else if word.text.starts_with(self.text) {
            // The more of the word is written, the better.
            PREFIX + 100 * self.text.len() as u32 / word.text.len() as u32
        } else if self.stands_for.is_some_and(|long| word.text.starts_with(long)) {
            ABBREVIATION
        } else if self.length >= 3 && word.text.contains(self.text) {
            INSIDE
        } else if self.length >= 3 && word.sound == self.sound {
            SOUND
        } else if self.length >= 3 && word.sound.starts_with(&self.sound) {
            SOUND_PREFIX
        } else {
            self.misspelt(word)
        };
        if base > 0 && !word.in_name { base - SYNONYM } else { base }
    }

    fn misspelt(&self, word: &Word) -> u32 {
        let swapped = self.length == 3 && word.letters == self.letters;
        if swapped && word.text.len() == 3 && strsim::osa_distance(self.text, &word.text) == 1 {
            return ONE_ERROR;
        }
        if self.errors == 0 || word.text.len() + self.errors < self.text.len() {
            return 0;
        }
        // The token's letters must nearly all be in the word, whether the word is finished or not.
        if (self.letters & !word.letters).count_ones() as usize > self.errors {
            return 0;
        }
        let value = |distance| if distance <= 1 { ONE_ERROR } else { TWO_ERRORS };
        if word.text.len() <= self.text.len() + self.errors {
            let distance = strsim::osa_distance(self.text, &word.text);
            if distance <= self.errors {
                return value(distance);
            }
        }
        (self.length.saturating_sub(1)..=self.length + 1)
            .filter_map(|end| word.text.char_indices().nth(end).map(|(at, _)| &word.text[..at]))
            .map(|start| strsim::osa_distance(self.text, start))
            .min()
            .filter(|distance| *distance <= self.errors)
            .map_or(0, |distance| value(distance) - UNFINISHED)
    }
}

/// Ranks candidates against what somebody typed, best first; those that do not match are left out. An empty
/// query ranks everything by name. The scores only compare within one call.
pub fn rank<'c, Id>(query: &str, candidates: impl Iterator<Item = (Id, &'c FoldedText)>) -> Vec<(Id, u32)> {
    let query = fold(query);
    let compact = query.replace(' ', "");
    let mut tokens: Vec<Token<'_>> =
        query.split(' ').filter(|word| !word.is_empty()).map(Token::new).collect();
    let is_filler = |token: &Token<'_>| FILLERS.contains(&token.text);
    if tokens.iter().any(|token| !is_filler(token) && !token.optional) {
        tokens.retain(|token| !is_filler(token));
    } else {
        tokens.iter_mut().for_each(|token| token.optional = false);
    }

    let mut found: Vec<(Id, Match, &str)> = candidates
        .filter_map(|(id, text)| score(&tokens, &compact, text).map(|found| (id, found, text.name.as_str())))
        .collect();
    if found.iter().any(|(_, found, _)| !found.corrected) {
        found.retain(|(_, found, _)| !found.corrected);
    }
    found.sort_by(|a, b| b.1.score.cmp(&a.1.score).then_with(|| a.2.cmp(b.2)));
    found.into_iter().map(|(id, found, _)| (id, found.score)).collect()
}

/// How well a candidate matches.
struct Match {
    score: u32,
    /// Whether a typing error had to be forgiven.
    corrected: bool,
}

fn score(tokens: &[Token<'_>], compact: &str, text: &FoldedText) -> Option<Match> {
    let clean = |score| Some(Match { score, corrected: false });
    if tokens.is_empty() {
        return clean(0);
    }
    if !text.code.is_empty() && text.code == compact {
        return clean(WHOLE_CODE);
    }
    let words = score_words(tokens, text);
    if compact.len() >= 2 && text.code.starts_with(compact) {
        return clean(words.map_or(0, |words| words.score).max(CODE_PREFIX));
    }
    words
}

fn score_words(tokens: &[Token<'_>], text: &FoldedText) -> Option<Match> {
    let (mut sum, mut required, mut bonus) = (0, 0, 0);
    let mut corrected = false;
    let mut used = 0u64;
    for token in tokens {
        let mut best = (0, usize::MAX);
        for (at, word) in text.words.iter().enumerate() {
            let score = token.score(word);
            if score > best.0 {
                best = (score, at);
                if score == EXACT {
                    break;
                }
            }
        }
        if best.0 == 0 && token.length >= 5 && text.compact.contains(token.text) {
            best.0 = INSIDE;
        }
        if best.0 == 0 && text.code == token.text {
            best.0 = EXACT;
        }
        if best.1 < 64 {
            used |= 1 << best.1;
        }
        match (token.optional, best.0) {
            (true, score) => bonus += score / 20,
            (false, 0) => return None,
            (false, score) => {
                sum += score;
                required += 1;
                corrected |= score <= ONE_ERROR;
            }
        }
    }
    let extra = text
        .words
        .iter()
        .take(64)
        .enumerate()
        .filter(|(at, word)| word.in_name && !word.filler && used & (1 << at) == 0);
    let extra = u32::try_from(extra.count()).unwrap_or(MAX_EXTRA_WORDS).min(MAX_EXTRA_WORDS);
    let average = sum / required.max(1);
    Some(Match { score: average + bonus - (extra * EXTRA_WORD).min(average), corrected })
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
