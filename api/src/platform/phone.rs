//! Mobile telephones: from what people type to the one form that is stored, compared and sent to.
//!
//! The canonical form is E.164, `+549` + area + subscriber for Argentina. People write `15`, leave the 9
//! out, or add a 0; without the 9 the number reads as a landline. Since the field asks for a mobile, such a
//! number is read again with the 9, and accepted if it then is a mobile: the numbering plan cannot tell a
//! mobile `11 5555-1234` from a landline. So every screen must show [`MobilePhone::display`] for
//! confirmation. What is refused as [`PhoneError::NotMobile`]:
//!
//! - an Argentine number that is no mobile even with the 9 (0800, 0810, unassigned areas);
//! - an Argentine number with an extension (`int. 23`): only a landline has one;
//! - a foreign number that its country's plan calls a landline or a special number.
//!
//! A foreign number needs its `+` or `00`: without it, one digit too many in an Argentine number would send
//! a patient's message to a stranger abroad.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber, Type, country};
use unicode_normalization::UnicodeNormalization;

use super::error::{Refusal, UserErrorCode};
use super::text::is_invisible;

/// The country that a number without a country code belongs to, unless the clinic is elsewhere.
pub const DEFAULT_COUNTRY: country::Id = country::AR;

/// Digits of an Argentine number without country code, 9, 0 and 15: area and subscriber together
/// (Plan Fundamental de Numeración Nacional).
const AR_SIGNIFICANT_DIGITS: usize = 10;

/// The longest number that E.164 allows, in digits.
const E164_MAX_DIGITS: usize = 15;

/// Why a text is no mobile telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was written.
    #[error("empty")]
    Empty,
    /// There are letters or signs in it that no telephone number has.
    #[error("not a telephone number")]
    Malformed,
    /// Too few digits.
    #[error("too short")]
    TooShort,
    /// Too many digits.
    #[error("too long")]
    TooLong,
    /// A local number: the area code is missing (`15 5555-1234`, `5555-1234`).
    #[error("the area code is missing")]
    AreaCodeMissing,
    /// A real number, but a landline or a special one: WhatsApp does not reach it.
    #[error("not a mobile")]
    NotMobile,
    /// The right length, but no such number exists.
    #[error("no such number")]
    Unassigned,
}

impl PhoneError {
    /// The refusal to show beside the field; `field` is a dotted path such as `"input.mobilePhone"`.
    pub fn refusal(self, field: &str) -> Refusal {
        let (code, es, en) = match self {
            Self::Empty => (
                UserErrorCode::MobilePhoneRequired,
                "Necesitamos tu número de celular para avisarte por WhatsApp.",
                "We need your mobile number to write to you on WhatsApp.",
            ),
            Self::Malformed => (
                UserErrorCode::Invalid,
                "Escribí solamente el número de celular, sin letras.",
                "Write the mobile number only, without letters.",
            ),
            Self::TooShort => (
                UserErrorCode::Invalid,
                "Al número le faltan dígitos. Escribilo con el código de área, por ejemplo 11 5555-1234.",
                "Digits are missing. Write it with the area code, for instance 11 5555-1234.",
            ),
            Self::TooLong => (
                UserErrorCode::Invalid,
                "El número tiene dígitos de más. Escribí un solo celular, con el código de área.",
                "There are too many digits. Write one mobile number, with its area code.",
            ),
            Self::AreaCodeMissing => (
                UserErrorCode::Invalid,
                "Falta el código de área. Por ejemplo: 11 5555-1234 o 351 555-1234.",
                "The area code is missing. For instance: 11 5555-1234 or 351 555-1234.",
            ),
            Self::NotMobile => (
                UserErrorCode::MobilePhoneRequired,
                "Ese número no es de un celular. Necesitamos uno que reciba WhatsApp.",
                "That is not a mobile number. We need one that receives WhatsApp.",
            ),
            Self::Unassigned => (
                UserErrorCode::Invalid,
                "Ese número no existe. Revisá el código de área y los dígitos.",
                "That number does not exist. Check the area code and the digits.",
            ),
        };
        Refusal::new(code, field, es, en)
    }
}

/// A mobile telephone in its canonical form. `Debug` hides it: numbers stay out of the logs.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MobilePhone(String);

impl MobilePhone {
    /// Takes back what [`Self::as_str`] gave, for instance from the database; none if it is not canonical.
    pub fn from_canonical(e164: &str) -> Option<Self> {
        parse_mobile(e164, DEFAULT_COUNTRY).ok().filter(|phone| phone.0 == e164)
    }

    /// E.164 with the plus: `+5491155551234`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Botmaker's `contactId`: the digits without the plus.
    pub fn contact_id(&self) -> &str {
        &self.0[1..]
    }

    /// As people read it, and as WhatsApp shows it: `+54 9 11 5555-1234`, `+598 94 123 456`.
    pub fn display(&self) -> String {
        let Ok(number) = phonenumber::parse(None, &self.0) else { return self.0.clone() };
        number.format().mode(Mode::International).to_string()
    }
}

impl std::fmt::Debug for MobilePhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MobilePhone(…{})", &self.0[self.0.len().saturating_sub(2)..])
    }
}

/// Reads a mobile telephone as people write it; `country` is where a number without country code belongs.
pub fn parse_mobile(input: &str, country: country::Id) -> Result<MobilePhone, PhoneError> {
    let Written { digits, international } = read(input)?;
    if digits.len() > E164_MAX_DIGITS + 1 {
        return Err(PhoneError::TooLong);
    }
    if international {
        return match digits.strip_prefix("54") {
            Some(national) => argentine(national),
            None => foreign(phonenumber::parse(None, format!("+{digits}")), digits.len()),
        };
    }
    if country == country::AR {
        // No area code starts with 5, so a leading 54 is the country code.
        return argentine(digits.strip_prefix("54").filter(|_| digits.len() > 10).unwrap_or(&digits));
    }
    foreign(phonenumber::parse(Some(country), &digits), digits.len())
}

/// What was written, without its punctuation.
struct Written {
    /// ASCII digits, without plus and international prefix.
    digits: String,
    /// Whether the country code is in the digits.
    international: bool,
}

fn read(input: &str) -> Result<Written, PhoneError> {
    let text: String = input.nfkc().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase();
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text).trim_start();
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let mut digits = String::with_capacity(16);
    let mut plus = false;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !plus => plus = true,
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '−' | '.' | ',' | '(' | ')' | '/' | '\'' => {}
            c if c.is_whitespace() => {}
            _ if digits.len() >= 8 && is_extension(&text[at..]) => return Err(PhoneError::NotMobile),
            _ => return Err(PhoneError::Malformed),
        }
    }
    if digits.is_empty() {
        return Err(PhoneError::Malformed);
    }
    let prefixed = digits.strip_prefix("00").filter(|_| !plus).map(str::to_owned);
    Ok(match prefixed {
        Some(digits) => Written { digits, international: true },
        None => Written { digits, international: plus },
    })
}

fn is_extension(rest: &str) -> bool {
    (rest.starts_with("int") || rest.starts_with("ext")) && rest.ends_with(|c: char| c.is_ascii_digit())
}

/// Digits after the 54, in any of the ways in which people write them.
fn argentine(national: &str) -> Result<MobilePhone, PhoneError> {
    let national = national.trim_start_matches('0');
    let significant = match national.strip_prefix('9') {
        Some(rest) if rest.len() >= AR_SIGNIFICANT_DIGITS => rest.trim_start_matches('0'),
        _ => national,
    };
    match significant.len() {
        0..=5 => return Err(PhoneError::TooShort),
        6..=8 => return Err(PhoneError::AreaCodeMissing),
        9 => return Err(PhoneError::TooShort),
        10 if significant.starts_with("15") => return Err(PhoneError::AreaCodeMissing),
        10 | 12 => {}
        11 => return Err(PhoneError::Unassigned),
        _ => return Err(PhoneError::TooLong),
    }
    // The library knows the area codes, and so where a 15 may stand.
    let number = phonenumber::parse(None, format!("+54{significant}")).map_err(|_| PhoneError::Unassigned)?;
    match number.number_type(&DATABASE) {
        // The plan also calls a few special numbers mobile (675…) that have no 9; WhatsApp knows none of them.
        Type::Mobile if number.national().to_string().starts_with('9') => return Ok(canonical(&number)),
        Type::FixedLine | Type::FixedLineOrMobile | Type::Unknown => {}
        _ => return Err(PhoneError::NotMobile),
    }
    if significant.len() > AR_SIGNIFICANT_DIGITS {
        return Err(PhoneError::TooLong);
    }
    let landline = number.is_valid();
    match phonenumber::parse(None, format!("+549{significant}")) {
        Ok(mobile) if mobile.number_type(&DATABASE) == Type::Mobile => Ok(canonical(&mobile)),
        _ if landline => Err(PhoneError::NotMobile),
        _ => Err(PhoneError::Unassigned),
    }
}

fn foreign(
    parsed: Result<PhoneNumber, phonenumber::ParseError>,
    digits: usize,
) -> Result<MobilePhone, PhoneError> {
    let number = parsed.map_err(|error| match error {
        phonenumber::ParseError::TooLong => PhoneError::TooLong,
        _ if digits < 8 => PhoneError::TooShort,
        _ => PhoneError::Unassigned,
    })?;
    match number.number_type(&DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => Ok(canonical(&number)),
        Type::Unknown if digits < 8 => Err(PhoneError::TooShort),
        Type::Unknown => Err(PhoneError::Unassigned),
        _ => Err(PhoneError::NotMobile),
    }
}

fn canonical(number: &PhoneNumber) -> MobilePhone {
    MobilePhone(number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(input: &str) -> Result<String, PhoneError> {
        parse_mobile(input, DEFAULT_COUNTRY).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn every_way_of_writing_a_buenos_aires_mobile_is_the_same_number() {
        for input in [
            "011 15-5555-1234",
            "(011) 15 5555 1234",
            "11 5555-1234",
            "1155551234",
            "011 5555 1234",
            "11 15 5555 1234",
            "9 11 5555-1234",
            "09 11 5555-1234",
            "+54 9 11 5555 1234",
            "+54 11 5555-1234",
            "+54 11 15 5555 1234",
            "+54 9 11 15 5555 1234",
            "+54 9 011 5555-1234",
            "+54 (9) (11) 5555-1234",
            "0054 9 11 5555 1234",
            "5491155551234",
            "541155551234",
            "54 011 15 5555-1234",
            "tel:+54-9-11-5555-1234",
            "  11.5555.1234  ",
            "11–5555–1234",
            "\u{202a}+54 9 11 5555\u{2011}1234\u{202c}",
            "１１ ５５５５ １２３４",
            "11 5555 1234",
        ] {
            assert_eq!(parse(input).as_deref(), Ok("+5491155551234"), "{input}");
        }
    }

    #[test]
    fn area_codes_of_three_and_four_digits() {
        for (input, expected) in [
            ("0351 15 555 1234", "+5493515551234"),
            ("351 555-1234", "+5493515551234"),
            ("0351/15-5551234", "+5493515551234"),
            ("+54 9 0351 555 1234", "+5493515551234"),
            ("03541 15 551234", "+5493541551234"),
            ("3541 55-1234", "+5493541551234"),
            ("0223 512 3456", "+5492235123456"),
            ("2901 15 55-1234", "+5492901551234"),
            ("0291 154551234", "+5492914551234"),
        ] {
            assert_eq!(parse(input).as_deref(), Ok(expected), "{input}");
        }
    }

    #[test]
    fn a_number_that_reads_as_a_landline_is_taken_for_the_mobile_that_was_asked_for() {
        assert_eq!(parse("011 4555-1234").as_deref(), Ok("+5491145551234"));
    }

    #[test]
    fn foreign_mobiles() {
        for (input, expected) in [
            ("+598 94 123 456", "+59894123456"),
            ("00598 94 123 456", "+59894123456"),
            ("+1 415 555 2671", "+14155552671"),
            ("+44 7911 123456", "+447911123456"),
            ("+55 11 96123-4567", "+5511961234567"),
            ("+56 9 6123 4567", "+56961234567"),
            ("+595 981 123456", "+595981123456"),
            ("+34 612 345 678", "+34612345678"),
        ] {
            assert_eq!(parse(input).as_deref(), Ok(expected), "{input}");
        }
        assert_eq!(
            parse_mobile("094 123 456", country::UY).map(|phone| phone.as_str().to_owned()).as_deref(),
            Ok("+59894123456")
        );
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        use PhoneError::*;
        for (input, error) in [
            ("", Empty),
            (" \u{200b} ", Empty),
            ("no tengo", Malformed),
            ("11 5555-12E4", Malformed),
            ("---", Malformed),
            ("+", Malformed),
            ("11 5555 1234 +", Malformed),
            ("11 5555-1234 (mamá)", Malformed),
            ("12345", TooShort),
            ("11 555 1234", TooShort),
            ("+54 11 555 1234", TooShort),
            ("+44 7911", TooShort),
            ("15 5555-1234", AreaCodeMissing),
            ("5555-1234", AreaCodeMissing),
            ("555-1234", AreaCodeMissing),
            ("11 5555 1234 / 11 5555 4321", TooLong),
            ("11 5555 123456", TooLong),
            ("11 5555 12345", Unassigned),
            ("0800 555 1234", NotMobile),
            ("0810-555-1234", NotMobile),
            ("011 4555-1234 int. 23", NotMobile),
            ("675 989 5359", NotMobile),
            ("+44 20 7946 0958", NotMobile),
            ("+598 2400 1234", NotMobile),
            ("+34 912 345 678", NotMobile),
            ("+54 9 999 999 9999", Unassigned),
            ("59894123456", Unassigned),
            ("+999 12 345 678", Unassigned),
        ] {
            assert_eq!(parse(input), Err(error), "{input}");
        }
    }

    #[test]
    fn the_forms_that_others_need() {
        let phone = parse_mobile("11 5555-1234", DEFAULT_COUNTRY).unwrap();
        assert_eq!(phone.contact_id(), "5491155551234");
        assert_eq!(phone.display(), "+54 9 11 5555-1234");
        assert_eq!(format!("{phone:?}"), "MobilePhone(…34)");
        assert_eq!(MobilePhone::from_canonical("+5491155551234"), Some(phone));
        assert_eq!(MobilePhone::from_canonical("11 5555-1234"), None);
        let foreign = parse_mobile("+59894123456", DEFAULT_COUNTRY).unwrap();
        assert_eq!(foreign.display(), "+598 94 123 456");
        assert_eq!(MobilePhone::from_canonical("+59894123456"), Some(foreign));
    }

    #[test]
    fn what_is_displayed_parses_to_the_same_number() {
        for canonical in
            ["+5491155551234", "+5493515551234", "+5492901551234", "+59894123456", "+14155552671"]
        {
            let phone = MobilePhone::from_canonical(canonical).unwrap();
            assert_eq!(parse_mobile(&phone.display(), DEFAULT_COUNTRY), Ok(phone));
        }
    }
}
