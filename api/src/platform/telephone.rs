//! Telephones that people call: a clinic's own, a landline or a free number as well as a mobile. They are shown as the
//! clinic writes them; what a tap dials is derived. Those to which messages go are in [`super::phone`].

use phonenumber::Type;
use phonenumber::metadata::DATABASE;

use super::checks::line;
use super::error::{Refusal, UserErrorCode};
use super::phone::DEFAULT_COUNTRY;

/// Most characters of a telephone.
const MAX: usize = 40;

/// A telephone as it is kept: as it was written, in one line.
///
/// # Errors
/// `INVALID` at the field for what nobody can call, and for a number without its area code.
pub fn telephone(text: &str, field: &str) -> Result<String, Refusal> {
    line(text, field, MAX).ok().filter(|text| tel_uri(text).is_some()).ok_or_else(|| {
        Refusal::new(
            UserErrorCode::Invalid,
            field,
            "Escribí un solo número, con el código de área. Por ejemplo: 011 4555-1234 o 0800 555 1234.",
            "Write one number, with its area code. For instance: 011 4555-1234 or 0800 555 1234.",
        )
    })
}

/// The `tel:` address that calls a telephone (RFC 3966); none for what is none.
pub fn tel_uri(written: &str) -> Option<String> {
    let number = phonenumber::parse(Some(DEFAULT_COUNTRY), written).ok().filter(phonenumber::is_valid)?;
    // Words may only name the extension, behind the number.
    let extension_at = |at: char| at.is_alphabetic() || matches!(at, '#' | ';' | ',');
    let (before, behind) = written.split_at(written.find(extension_at).unwrap_or(written.len()));
    if !before.contains(|at: char| at.is_ascii_digit()) || number.extension().is_none() != behind.is_empty() {
        return None;
    }
    match number.number_type(&DATABASE) {
        // Nobody reaches these by way of the country's code.
        Type::TollFree | Type::SharedCost | Type::PremiumRate | Type::Uan if !written.starts_with('+') => {
            let digits: String = before.chars().filter(char::is_ascii_digit).collect();
            let extension =
                number.extension().map(|extension| format!(";ext={extension}")).unwrap_or_default();
            Some(format!("tel:{digits}{extension}"))
        }
        _ => Some(number.format().mode(phonenumber::Mode::Rfc3966).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn landlines_mobiles_and_free_numbers_are_dialled_as_they_have_to_be() {
        for (written, dialled) in [
            ("011 4555-1234", "tel:+54-11-4555-1234"),
            ("(011) 4555-1234", "tel:+54-11-4555-1234"),
            ("4555-1234", ""),
            ("11 15-5555-1234", "tel:+54-9-11-5555-1234"),
            ("+54 9 11 5555-1234", "tel:+54-9-11-5555-1234"),
            ("0351 423-4567", "tel:+54-351-423-4567"),
            ("0800 555 1234", "tel:08005551234"),
            ("0810-555-1234", "tel:08105551234"),
            ("011 4555-1234 int. 23", "tel:+54-11-4555-1234;ext=23"),
            ("+598 2400 1234", "tel:+598-2400-1234"),
            ("0800 555 1234 int. 23", "tel:08005551234;ext=23"),
            ("011 4555-1234 #23", "tel:+54-11-4555-1234;ext=23"),
            ("Turnos 011 4555-1234", ""),
            ("Turnos 011 4555-1234 int. 23", ""),
            ("011 4555-1234 de 8 a 20", ""),
            ("011 4555-1234 / 011 4555-4321", ""),
            ("no tiene", ""),
        ] {
            assert_eq!(tel_uri(written).unwrap_or_default(), dialled, "{written}");
        }
    }

    #[test]
    fn a_telephone_is_kept_as_it_was_written() {
        assert_eq!(telephone("  011  4555-1234 ", "input.phone").as_deref(), Ok("011 4555-1234"));
        for written in ["4555-1234", "", "011 4555\u{7}1234"] {
            let refusal = telephone(written, "input.phone").expect_err(written);
            assert_eq!(
                (refusal.code, refusal.field.join(".")),
                (UserErrorCode::Invalid, "input.phone".into())
            );
        }
    }
}
