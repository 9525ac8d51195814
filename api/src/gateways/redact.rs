//! Takes personal data out of what providers say, before it is stored or logged.
//!
//! Providers like to echo what they were sent. Rules: no telephone number, address, link or token survives;
//! the codes that support needs (at most six digits) do.

/// The longest text that is kept, in characters.
const MAX_CHARS: usize = 300;

/// A known value shorter than this is not hunted for: it would tear holes into ordinary words.
const MIN_KNOWN_CHARS: usize = 3;

/// Digits in a row (separators between them included) from which on it counts as a telephone number or a
/// document; WhatsApp's own codes have six.
const MIN_NUMBER_DIGITS: usize = 7;

/// A word of letters and digits from this length on counts as a token.
const MIN_TOKEN_CHARS: usize = 20;

/// `text` without personal data, on one line and cut to 300 characters. `known` are the very values that
/// went into the message: names, dates, links.
pub fn redact<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = text.to_owned();
    let mut known: Vec<&str> =
        known.into_iter().map(str::trim).filter(|value| value.chars().count() >= MIN_KNOWN_CHARS).collect();
    // The longest first, or a value that is part of another leaves the rest of it standing.
    known.sort_by_key(|value| std::cmp::Reverse(value.len()));
    for value in known {
        text = text.replace(value, "…");
    }
    let words: Vec<String> = text.split_whitespace().map(redact_word).collect();
    redact_numbers(&words.join(" ")).chars().take(MAX_CHARS).collect()
}

fn redact_word(word: &str) -> String {
    let is_link = word.contains("://");
    let is_address = word.find('@').is_some_and(|at| at > 0 && at + 1 < word.len());
    let is_token = word.chars().count() >= MIN_TOKEN_CHARS
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_alphabetic());
    if is_link || is_address || is_token { "…".into() } else { word.into() }
}

/// Replaces every run of digits and separators (` .-()/`, a leading `+`) that holds at least seven digits.
fn redact_numbers(text: &str) -> String {
    let is_separator = |c: char| " .-()/".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() || c == '+' || (!run.is_empty() && is_separator(c)) {
            run.push(c);
            continue;
        }
        let number = run.trim_end_matches(is_separator);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits >= MIN_NUMBER_DIGITS && !is_whatsapp_code(number) {
            out.push('…');
            out.push_str(&run[number.len()..]);
        } else {
            out.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// Botmaker writes WhatsApp's codes as decimals: `131047.0`.
fn is_whatsapp_code(number: &str) -> bool {
    number.strip_suffix(".0").is_some_and(|code| code.len() <= 6 && code.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn numbers_addresses_links_and_tokens_go_and_codes_stay() {
        for (text, expected) in [
            ("contact 5491155551234 is unknown", "contact … is unknown"),
            ("contact +54 9 11 5555-1234 is unknown", "contact … is unknown"),
            ("DNI 30.111.222", "DNI …"),
            ("Re-engagement message (131047.0)", "Re-engagement message (131047.0)"),
            ("5.1.1 <ana@clinica.example>: no such user", "5.1.1 … no such user"),
            ("bad url https://clinic.example/j/abc", "bad url …"),
            ("token aB3dE6gH9jK2mN5pQ8sT0uV1 unknown", "token … unknown"),
            ("two\r\n lines\tand tabs", "two lines and tabs"),
        ] {
            assert_eq!(redact(text, []), expected);
        }
    }

    #[test]
    fn known_values_go_and_short_ones_do_not_tear_holes() {
        assert_eq!(redact("Hola Ana María, turno 9", ["Ana María", "Ana", "9"]), "Hola …, turno 9");
    }

    #[test]
    fn it_is_cut() {
        assert_eq!(redact(&"ñ ".repeat(1000), []).chars().count(), 300);
    }
}
