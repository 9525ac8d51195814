//! Finds the paths that a Rust file mentions, `use` trees and aliases resolved. It reads tokens, not types:
//! enough to see which module knows which, and quick. Comments and strings count for nothing.

use std::collections::HashMap;
use std::iter::repeat_n;

/// A path that a file mentions, from the crate's root (`crate::…`) or from another crate (`chrono::…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where, counted from 1.
    pub line: usize,
    /// Its segments; a glob ends in `*`.
    pub path: Vec<String>,
}

/// All paths of two segments or more in `text`, the text of the module `module` (`["crate", "features", …]`).
pub fn references(module: &[String], text: &str) -> Vec<Reference> {
    let mentions = Parser { tokens: tokens(text), at: 0, module, scopes: Vec::new() }.mentions();
    let aliases: HashMap<String, Mention> =
        mentions.iter().filter_map(|mention| Some((mention.alias.clone()?, mention.clone()))).collect();
    mentions
        .iter()
        .map(|mention| Reference { line: mention.line, path: absolute(mention, &aliases, 8) })
        .filter(|reference| reference.path.len() > 1)
        .collect()
}

/// The module of a file, from its path below `src`: `features/orders/mod.rs` is `crate::features::orders`.
pub fn module_of(file: &str) -> Vec<String> {
    let file = file.strip_suffix(".rs").unwrap_or(file);
    let mut module: Vec<String> = std::iter::once("crate").chain(file.split('/')).map(Into::into).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// A path as it is written, with the module that it is written in.
#[derive(Clone, Debug)]
struct Mention {
    line: usize,
    module: Vec<String>,
    segments: Vec<String>,
    /// The name that a `use` gives it.
    alias: Option<String>,
}

fn absolute(mention: &Mention, aliases: &HashMap<String, Mention>, depth: usize) -> Vec<String> {
    let first = mention.segments[0].as_str();
    match first {
        "crate" => mention.segments.clone(),
        "self" | "super" => {
            let mut path = mention.module.clone();
            let mut rest = mention.segments.as_slice();
            while let Some((head, tail)) = rest.split_first() {
                match head.as_str() {
                    "self" => {}
                    "super" => drop(path.pop()),
                    _ => break,
                }
                rest = tail;
            }
            path.extend_from_slice(rest);
            path
        }
        _ => match aliases.get(first) {
            // `use chrono::chrono` and two names that take turns would go on for ever.
            Some(target) if depth > 0 && target.segments[0] != first => {
                let mut path = absolute(target, aliases, depth - 1);
                path.extend_from_slice(&mention.segments[1..]);
                path
            }
            _ => mention.segments.clone(),
        },
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Colons,
    Mark(char),
}

struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    at: usize,
    module: &'a [String],
    /// One for each open brace: the name where it opened a module.
    scopes: Vec<Option<String>>,
}

impl Parser<'_> {
    fn token(&self, offset: usize) -> Option<&Token> {
        self.tokens.get(self.at + offset).map(|(_, token)| token)
    }

    fn word(&self, offset: usize) -> Option<&str> {
        match self.token(offset) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is(&self, offset: usize, mark: char) -> bool {
        self.token(offset) == Some(&Token::Mark(mark))
    }

    fn mentions(mut self) -> Vec<Mention> {
        let mut found = Vec::new();
        while self.at < self.tokens.len() {
            if self.is(0, '{') {
                self.scopes.push(None);
                self.at += 1;
            } else if self.is(0, '}') {
                self.scopes.pop();
                self.at += 1;
            } else if self.word(0) == Some("mod") && self.word(1).is_some() && self.is(2, '{') {
                self.scopes.push(self.word(1).map(Into::into));
                self.at += 3;
            } else if self.word(0) == Some("use") && !self.is(1, '<') {
                self.at += 1;
                self.use_tree(&[], &mut found);
            } else if self.word(0).is_some() {
                self.path(&mut found);
            } else {
                self.at += 1;
            }
        }
        found
    }

    fn mention(&self, line: usize, segments: Vec<String>, alias: Option<String>) -> Mention {
        let module = self.module.iter().chain(self.scopes.iter().flatten()).cloned().collect();
        Mention { line, module, segments, alias }
    }

    /// A path within the code, where a word begins one: not after `::` nor as a field or a method.
    fn path(&mut self, found: &mut Vec<Mention>) {
        let before = |back: usize| self.at.checked_sub(back).map(|at| &self.tokens[at].1);
        let dot = Some(&Token::Mark('.'));
        let begins = before(1) != Some(&Token::Colons) && (before(1) != dot || before(2) == dot);
        let line = self.tokens[self.at].0;
        let mut segments = vec![self.word(0).unwrap_or_default().to_owned()];
        self.at += 1;
        while self.token(0) == Some(&Token::Colons)
            && let Some(word) = self.word(1)
        {
            segments.push(word.to_owned());
            self.at += 2;
        }
        if begins && segments.len() > 1 {
            found.push(self.mention(line, segments, None));
        }
    }

    /// One tree of a `use`, up to the `,`, `}` or `;` that ends it.
    fn use_tree(&mut self, prefix: &[String], found: &mut Vec<Mention>) {
        let mut segments = prefix.to_vec();
        let mut alias = None;
        let line = self.tokens.get(self.at).map_or(0, |(line, _)| *line);
        while let Some(token) = self.token(0).cloned() {
            match token {
                Token::Colons => self.at += 1,
                Token::Word(word) if word == "as" => {
                    alias = self.word(1).map(Into::into);
                    self.at += 2;
                }
                // `{self}` names the module itself.
                Token::Word(word) if word == "self" && !segments.is_empty() => self.at += 1,
                Token::Word(word) => {
                    segments.push(word);
                    self.at += 1;
                }
                Token::Mark('*') => {
                    segments.push("*".into());
                    self.at += 1;
                }
                Token::Mark('{') => {
                    self.at += 1;
                    while self.at < self.tokens.len() && !self.is(0, '}') {
                        let before = self.at;
                        self.use_tree(&segments, found);
                        // Past the comma, and past anything that a macro may have put here.
                        if self.is(0, ',') || self.at == before {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                Token::Mark(_) => break,
            }
        }
        if !segments.is_empty() {
            let alias = alias.or_else(|| segments.last().cloned()).filter(|name| name != "_" && name != "*");
            found.push(self.mention(line, segments, alias));
        }
    }
}

/// The words and marks of a text with their lines, without comments, strings, characters and lifetimes.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let (mut i, mut line, mut counted) = (0, 1, 0);
    while i < chars.len() {
        line += chars[counted..i].iter().filter(|c| **c == '\n').count();
        counted = i;
        match at(i) {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => i = after_block_comment(&chars, i),
            '"' => i = after_string(&chars, i),
            '\'' if at(i + 1) == '\\' => {
                i += 3;
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            '\'' if at(i + 2) == '\'' => i += 3,
            '\'' => {
                i += 1;
                while is_word(at(i)) {
                    i += 1;
                }
            }
            ':' if at(i + 1) == ':' => {
                found.push((line, Token::Colons));
                i += 2;
            }
            c if is_word(c) => {
                let start = i;
                while is_word(at(i)) {
                    i += 1;
                }
                let word: String = chars[start..i].iter().collect();
                let hashes = chars[i..].iter().take_while(|c| **c == '#').count();
                if matches!(word.as_str(), "r" | "br" | "cr") && at(i + hashes) == '"' {
                    i = after_raw_string(&chars, i + hashes + 1, hashes);
                } else if word == "r" && hashes == 1 {
                    // A raw identifier: its name follows.
                    i += 1;
                } else if !c.is_ascii_digit() {
                    found.push((line, Token::Word(word)));
                }
            }
            c => {
                if !c.is_whitespace() {
                    found.push((line, Token::Mark(c)));
                }
                i += 1;
            }
        }
    }
    found
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut i = quote + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

fn after_raw_string(chars: &[char], start: usize, hashes: usize) -> usize {
    let end: Vec<char> = std::iter::once('"').chain(repeat_n('#', hashes)).collect();
    chars[start..]
        .windows(end.len())
        .position(|window| window == end)
        .map_or(chars.len(), |position| start + position + end.len())
}

fn after_block_comment(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut i = start;
    while i + 1 < chars.len() {
        match (chars[i], chars[i + 1]) {
            ('/', '*') => (depth, i) = (depth + 1, i + 2),
            ('*', '/') => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    chars.len()
}

fn found(text: &str) -> Vec<String> {
    references(&module_of("features/orders/submit.rs"), text)
        .into_iter()
        .map(|reference| format!("{} {}", reference.line, reference.path.join("::")))
        .collect()
}

#[test]
fn a_file_knows_its_module() {
    assert_eq!(module_of("features/orders/mod.rs").join("::"), "crate::features::orders");
    assert_eq!(
        module_of("features/orders/graphql/types.rs").join("::"),
        "crate::features::orders::graphql::types"
    );
    assert_eq!(module_of("lib.rs").join("::"), "crate");
}

#[test]
fn use_trees_are_unfolded() {
    let text = "use async_graphql::{Context, dataloader::{self, Loader as L}, *};\npub use super::queries;\n";
    assert_eq!(
        found(text),
        [
            "1 async_graphql::Context",
            "1 async_graphql::dataloader",
            "1 async_graphql::dataloader::Loader",
            "1 async_graphql::*",
            "2 crate::features::orders::queries",
        ]
    );
}

#[test]
fn aliases_are_followed_into_the_code() {
    let text = "use crate::features::{patients as people, self};\n\
                fn f() { people::graphql::make(); features::events::append(); x.people::<u8>() }\n";
    assert_eq!(
        found(text),
        [
            "1 crate::features::patients",
            "1 crate::features",
            "2 crate::features::patients::graphql::make",
            "2 crate::features::events::append",
        ]
    );
}

#[test]
fn relative_paths_start_where_they_stand() {
    let text = "fn f() { super::super::audit::record(); }\n\
                mod tests { use super::*; fn g() { super::super::queries::all() } }\n\
                fn h() -> self::Output { ..crate::platform::Zero::zero() }\n";
    assert_eq!(
        found(text),
        [
            "1 crate::features::audit::record",
            "2 crate::features::orders::submit::*",
            "2 crate::features::orders::queries::all",
            "3 crate::features::orders::submit::Output",
            "3 crate::platform::Zero::zero",
        ]
    );
}

#[test]
fn comments_strings_and_lifetimes_count_for_nothing() {
    let text = "//! See [`crate::http`].\n/* crate::http /* crate::schema */ crate::worker */\n\
                const A: &str = \"crate::http \\\" crate::schema\";\n\
                const B: &str = r#\"crate::http \" crate::schema\"#;\n\
                fn f<'a>(c: &'a char) -> bool { *c == '\"' || *c == '\\'' || crate::platform::odd(c) }\n";
    assert_eq!(found(text), ["5 crate::platform::odd"]);
}
