//! What the system asks of a WhatsApp provider, and how WhatsApp's error codes are to be taken.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{RefusalScope, SendResult};

/// Sends approved templates by WhatsApp.
#[async_trait]
pub trait WhatsappGateway: Send + Sync {
    /// Hands one message to the provider, once. It never fails: whatever happened is in the result.
    async fn send(&self, message: &WhatsappMessage) -> SendResult;
}

/// One WhatsApp message: a template of the provider and what fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatsappMessage {
    /// The provider's id of the line that it leaves by.
    pub channel: String,
    /// To whom: the digits of the mobile in E.164, without `+`.
    pub contact_id: String,
    /// The provider's name of the template (intent).
    pub intent: String,
    /// What fills the template, by name.
    pub variables: BTreeMap<String, String>,
    /// The message as the person reads it, with its link. The provider has words of its own: this is for who looks
    /// at what would have been sent.
    pub text: String,
    /// Comes back in status webhooks: how an uncertain message is matched. Opaque, no personal data.
    pub webhook_payload: String,
}

impl WhatsappMessage {
    /// The values that must not turn up in a log line or in the ledger's details.
    pub fn personal_values(&self) -> impl Iterator<Item = &str> {
        self.variables.values().map(String::as_str).chain(std::iter::once(self.contact_id.as_str()))
    }
}

/// What a WhatsApp error code asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhatsappVerdict {
    /// Try again, with the usual back-off.
    Retry,
    /// Try once more, a day later: WhatsApp limits marketing messages per person (131049).
    OnceADayLater,
    /// Will not be delivered, and says how far that reaches.
    Refused(RefusalScope),
}

/// How long `OnceADayLater` waits.
pub const A_DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// WhatsApp's codes, from Meta's list of Cloud API error codes as far as they concern templates.
const CODES: &[(u32, WhatsappVerdict)] = {
    use RefusalScope::{Channel, Ours, Person};
    use WhatsappVerdict::{OnceADayLater, Refused, Retry};
    &[
        (429, Retry),               // too many requests
        (80007, Retry),             // rate limit of the business account
        (130429, Retry),            // throughput reached
        (131000, Retry),            // something went wrong
        (131056, Retry),            // too many messages from us to this person in a short time
        (131049, OnceADayLater),    // held back to keep the ecosystem healthy
        (131026, Refused(Person)),  // undeliverable: not on WhatsApp, or terms not accepted
        (131050, Refused(Person)),  // the person opted out of marketing messages
        (131008, Refused(Ours)),    // a required parameter is missing
        (131047, Refused(Ours)),    // more than 24 hours since the person's last reply, and no template
        (132000, Refused(Ours)),    // number of variables does not match the template
        (132001, Refused(Ours)),    // no such template in this language
        (132012, Refused(Ours)),    // a variable's format does not match
        (132018, Refused(Ours)),    // another fault in the template's variables
        (131031, Refused(Channel)), // account locked
        (131042, Refused(Channel)), // payment problem
        (131048, Refused(Channel)), // spam rate limit: quality too low
        (132015, Refused(Channel)), // template paused for low quality
    ]
};

/// What a code asks for. 5xx mean retry; a code that nobody told us about is taken as our mistake: it goes
/// to a person at once, and nothing is repeated blindly.
pub fn classify_whatsapp_code(code: u32) -> WhatsappVerdict {
    if (500..600).contains(&code) {
        return WhatsappVerdict::Retry;
    }
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(WhatsappVerdict::Refused(RefusalScope::Ours), |(_, verdict)| *verdict)
}

/// The WhatsApp code that a provider's reason ends in or mentions: `… (131049.0)`, `(#131026) …`, `131047`.
pub fn whatsapp_code_in(text: &str) -> Option<u32> {
    let words = text.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u32>().ok());
    let mut known = words.filter(|word| *word >= 1000 && CODES.iter().any(|(code, _)| code == word));
    known.next_back().or_else(|| parenthesised_code(text))
}

/// `(470)` or `(999999.0)` at the end: a code that we do not know.
fn parenthesised_code(text: &str) -> Option<u32> {
    let inner = text.trim_end().trim_end_matches('.').strip_suffix(')')?.rsplit_once('(')?.1;
    let number = inner.trim().trim_start_matches('#');
    let number = number.split_once('.').map_or(number, |(whole, _)| whole);
    number.parse().ok().filter(|code| (100..10_000_000).contains(code))
}

/// What WhatsApp allows in a template's variable: no newline, no tab, at most four spaces in a row. Any run
/// that breaks the rule becomes one space; the ends are trimmed.
pub fn clean_variable(value: &str) -> String {
    let mut clean = String::with_capacity(value.len());
    let mut blanks = String::new();
    for c in value.trim().chars() {
        if c.is_whitespace() || c.is_control() {
            blanks.push(c);
            continue;
        }
        let keeps =
            blanks.chars().count() <= 4 && blanks.chars().all(|blank| blank == ' ' || blank == '\u{a0}');
        clean.push_str(if keeps { &blanks } else { " " });
        blanks.clear();
        clean.push(c);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::RefusalScope::{Channel, Ours, Person};
    use super::WhatsappVerdict::{OnceADayLater, Refused, Retry};
    use super::*;

    #[test]
    fn every_code_that_we_were_told_about() {
        let table = [
            (&[130429, 131056, 80007, 131000, 429, 500, 503, 599][..], Retry),
            (&[131049], OnceADayLater),
            (&[131026, 131050], Refused(Person)),
            (&[131008, 132000, 132001, 132012, 132018, 131047], Refused(Ours)),
            (&[131048, 132015, 131042, 131031], Refused(Channel)),
        ];
        for (codes, verdict) in table {
            for code in codes {
                assert_eq!(classify_whatsapp_code(*code), verdict, "{code}");
            }
        }
    }

    #[test]
    fn variables_hold_nothing_that_whatsapp_refuses() {
        for (dirty, clean) in [
            ("Ana", "Ana"),
            ("  Ana \n", "Ana"),
            ("Av. Rivadavia\n1234", "Av. Rivadavia 1234"),
            ("a\t\tb", "a b"),
            ("a    b", "a    b"),
            ("a     b", "a b"),
            ("a \r\n b\u{2028}c", "a b c"),
            ("\n\t ", ""),
        ] {
            assert_eq!(clean_variable(dirty), clean, "{dirty:?}");
        }
    }

    #[test]
    fn an_unknown_code_goes_to_a_person_and_is_not_repeated() {
        assert_eq!(classify_whatsapp_code(470), Refused(Ours));
        assert_eq!(classify_whatsapp_code(0), Refused(Ours));
    }

    #[test]
    fn codes_are_found_in_prose() {
        for (text, code) in [
            ("In order to maintain a healthy ecosystem (131049.0)", Some(131049)),
            ("(#131026) Message undeliverable", Some(131026)),
            ("131047: Re-engagement message", Some(131047)),
            ("Business was locked (999999.0)", Some(999_999)),
            ("Something (470).", Some(470)),
            ("no code here", None),
            ("see (page) 12", None),
            ("contact 5491155551234", None),
            ("", None),
        ] {
            assert_eq!(whatsapp_code_in(text), code, "{text}");
        }
    }
}
