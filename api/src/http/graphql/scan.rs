//! A look at the raw text of a document before the parser sees it.
//!
//! Some things can only be done here. The parser recurses on nested brackets, so a few kilobytes of `[[[[…`
//! would exhaust the stack of the thread: nesting is bounded first. And the parser keeps the last of two
//! input fields with the same name, where the specification refuses the document: what a reviewer reads in
//! a log must be what was executed. And U+0000, which PostgreSQL keeps in no text, is refused wherever it is
//! written, lest it fails deep inside as a fault of ours (`coerce.rs` does the same for variables). A name without end is looked for
//! among all fields, to suggest one that is like it: names are bounded too.

use std::collections::HashSet;

use async_graphql::{Pos, ServerError};

use super::answer::coded;
use super::weigh::Limits;

/// Longest name of a field, an argument or whatever else, in letters: no name of the schema comes near it.
const MAX_NAME: usize = 200;

enum Bracket<'a> {
    /// `(`
    Arguments,
    /// `[`
    List,
    /// `{` of a selection.
    Selection,
    /// `{` of an input object, with the names seen in it.
    Object(HashSet<&'a str>),
}

impl Bracket<'_> {
    fn closes(&self, byte: u8) -> bool {
        matches!(
            (self, byte),
            (Self::Arguments, b')') | (Self::List, b']') | (Self::Selection | Self::Object(_), b'}')
        )
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: usize,
    arguments: usize,
    open: Vec<Bracket<'a>>,
    last_name: Option<(&'a str, usize)>,
}

/// Refuses a document that is too long, nested too deeply, names an input field twice, or holds U+0000.
///
/// Anything else that is wrong with the text is left to the parser.
pub fn scan(text: &str, limits: &Limits) -> Result<(), ServerError> {
    if text.len() > limits.document_bytes {
        let message = format!("The document is longer than {} bytes.", limits.document_bytes);
        return Err(coded("QUERY_TOO_COMPLEX", message, None));
    }
    if text.contains('\0') {
        return Err(nul(None));
    }
    let mut scanner = Scanner { text, at: 0, tokens: 0, arguments: 0, open: Vec::new(), last_name: None };
    while scanner.at < text.len() {
        scanner.step(limits)?;
    }
    Ok(())
}

impl<'a> Scanner<'a> {
    fn step(&mut self, limits: &Limits) -> Result<(), ServerError> {
        let bytes = self.text.as_bytes();
        let byte = bytes[self.at];
        match byte {
            b'#' => {
                self.advance_while(|byte| byte != b'\n' && byte != b'\r');
                return Ok(());
            }
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                self.at += 1;
                return Ok(());
            }
            _ => {}
        }
        self.tokens += 1;
        if self.tokens > limits.tokens {
            let message = format!("The document has more than {} tokens.", limits.tokens);
            return Err(coded("QUERY_TOO_COMPLEX", message, Some(self.position(self.at))));
        }
        let last_name = self.last_name.take();
        match byte {
            b'"' => self.skip_string()?,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let start = self.at;
                self.advance_while(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                if self.at - start > MAX_NAME {
                    let message = format!("A name is longer than {MAX_NAME} letters.");
                    return Err(coded("QUERY_TOO_COMPLEX", message, Some(self.position(start))));
                }
                self.last_name = Some((&self.text[start..self.at], start));
            }
            b'-' | b'0'..=b'9' => self.advance_while(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_')
            }),
            b'.' => self.advance_while(|byte| byte == b'.'),
            b'(' | b'[' | b'{' => self.open(byte, limits)?,
            b')' | b']' | b'}' => {
                if self.open.last().is_some_and(|bracket| bracket.closes(byte)) {
                    self.arguments -= usize::from(byte == b')');
                    self.open.pop();
                }
                self.at += 1;
            }
            b':' => {
                if let (Some((name, start)), Some(Bracket::Object(names))) = (last_name, self.open.last_mut())
                    && !names.insert(name)
                {
                    let message = format!("There can be only one input field named \"{name}\".");
                    let position = self.position(start);
                    return Err(coded("GRAPHQL_VALIDATION_FAILED", message, Some(position)));
                }
                self.at += 1;
            }
            _ => self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8),
        }
        Ok(())
    }

    fn open(&mut self, byte: u8, limits: &Limits) -> Result<(), ServerError> {
        if self.open.len() >= limits.nesting {
            let message = format!("The document nests brackets more than {} deep.", limits.nesting);
            return Err(coded("QUERY_TOO_DEEP", message, Some(self.position(self.at))));
        }
        self.open.push(match byte {
            b'(' => Bracket::Arguments,
            b'[' => Bracket::List,
            // Within parentheses there are values only, outside of them selections only.
            _ if self.arguments > 0 => Bracket::Object(HashSet::new()),
            _ => Bracket::Selection,
        });
        self.arguments += usize::from(byte == b'(');
        self.at += 1;
        Ok(())
    }

    fn skip_string(&mut self) -> Result<(), ServerError> {
        let rest = &self.text[self.at..];
        let (opening, closing) = if rest.starts_with("\"\"\"") { (3, "\"\"\"") } else { (1, "\"") };
        let bytes = self.text.as_bytes();
        self.at += opening;
        while self.at < bytes.len() {
            let rest = &bytes[self.at..];
            if opening == 3 && rest.starts_with(b"\\\"\"\"") {
                self.at += 4;
            } else if opening == 1 && rest[0] == b'\\' {
                if rest.starts_with(b"\\u0000") {
                    return Err(nul(Some(self.position(self.at))));
                }
                self.at += 2;
            } else if rest.starts_with(closing.as_bytes()) {
                self.at += closing.len();
                return Ok(());
            } else if opening == 1 && matches!(rest[0], b'\n' | b'\r') {
                return Ok(());
            } else {
                self.at += 1;
            }
        }
        self.at = bytes.len();
        Ok(())
    }

    fn advance_while(&mut self, keep: impl Fn(u8) -> bool) {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && keep(bytes[self.at]) {
            self.at += 1;
        }
    }

    fn position(&self, at: usize) -> Pos {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
        Pos { line, column }
    }
}

fn nul(position: Option<Pos>) -> ServerError {
    coded("BAD_USER_INPUT", "No text may hold the character U+0000.", position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<String> {
        scan(text, &Limits::default()).err().map(|error| error.message)
    }

    #[test]
    fn ordinary_documents_pass() {
        for text in [
            "{ a { b } c(x: {y: 1, z: {y: 2}}) }",
            "{ a(x: {y: 1}) b(x: {y: 1}) }",
            "{ a(x: [{y: 1}, {y: 1}]) }",
            "query ($i: In = {a: 1, b: ENUM, c: 2}) { a(i: $i) } # {x: 1, x: 2}",
            "{ a(x: {y: \"{ z: 1 z: 2 \\\" }\", z: \"\"\" z: 1 \\\"\"\" z: 2 \"\"\"}) }",
            "{ a: b a: b }",
            "{ a(name: \"Run🏃\") } 🏊",
            "}}}",
            "{ a(x: \"",
            "{ a(x: \"\\",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn an_input_field_may_be_named_once() {
        for text in [
            "{ a(x: {y: 1, y: 2}) }",
            "{ a(x: {y: 1, z: {b: 1}, y: 2}) }",
            "query ($i: In = {a: 1, a: 1}) { a }",
            "{ a @d(x: {y: \"(\" y: 2}) }",
            "{ a(x: {y # comment\n : 1 y: 2}) }",
        ] {
            assert!(refusal(text).is_some_and(|message| message.contains("only one input field")), "{text}");
        }
        let error = scan("{\n  a(x: {y: 1, y: 2}) }", &Limits::default()).unwrap_err();
        assert_eq!((error.locations[0].line, error.locations[0].column), (2, 15));
    }

    #[test]
    fn no_text_holds_a_nul() {
        for text in
            ["{ a(x: \"b\\u0000\") }", "{ a(x: \"\\\\\\u0000\") }", "{ a(x: \"\"\"\0\"\"\") }", "{ a } # \0"]
        {
            assert!(refusal(text).is_some_and(|message| message.contains("U+0000")), "{text}");
        }
        // Here the backslash is escaped, or means nothing.
        for text in ["{ a(x: \"\\\\u0000\") }", "{ a(x: \"\"\"\\u0000\"\"\") }", "{ a } # \\u0000"] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        assert!(refusal(&"[".repeat(5_000)).unwrap().contains("nests brackets"));
        assert!(refusal(&"{a".repeat(5_000)).unwrap().contains("nests brackets"));
        assert!(refusal(&format!("{{{}}}", " __typename".repeat(10_000))).is_some());
        assert!(refusal(&"#".repeat(10_000_000)).unwrap().contains("longer than"));
        assert!(refusal(&format!("{{ {} }}", "a".repeat(MAX_NAME + 1))).unwrap().contains("name is longer"));
    }
}
