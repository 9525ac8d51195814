//! Identity documents and e-mail addresses: the one form in which they are stored and compared.

use entity::enums::DocumentType;
use lettre::Address;
use unicode_normalization::UnicodeNormalization;

use super::error::{Refusal, UserErrorCode};

/// Why a text is no document number of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Nothing was written.
    #[error("empty")]
    Empty,
    /// A DNI, LC or LE with something else than digits, dots and spaces.
    #[error("digits only")]
    DigitsOnly,
    /// A passport or CI with something else than letters, digits, dots, hyphens and spaces.
    #[error("letters and digits only")]
    LettersAndDigitsOnly,
    /// Fewer or more characters than a document of this type has.
    #[error("wrong length")]
    Length,
}

impl DocumentError {
    /// The refusal to show beside the field; `field` is a dotted path such as `"input.nationalId"`.
    pub fn refusal(self, kind: DocumentType, field: &str) -> Refusal {
        let (es, en) = match (self, kind) {
            (Self::Empty, _) => ("Escribí el número de documento.", "Write the document number."),
            (Self::DigitsOnly, _) => (
                "El documento lleva solamente números, por ejemplo 30.111.222.",
                "The document has digits only, for instance 30.111.222.",
            ),
            (Self::LettersAndDigitsOnly, _) => (
                "El documento lleva solamente letras y números.",
                "The document has letters and digits only.",
            ),
            (Self::Length, DocumentType::Dni) => (
                "El DNI tiene 7 u 8 números. Revisá si falta o sobra alguno.",
                "A DNI has 7 or 8 digits. Check whether one is missing or repeated.",
            ),
            (Self::Length, _) => (
                "Al número de documento le faltan o le sobran caracteres.",
                "The document number is too short or too long.",
            ),
        };
        Refusal::new(UserErrorCode::Invalid, field, es, en)
    }
}

/// Lengths in characters that a document of this type may have. A DNI has 7 or 8 digits and no check digit,
/// and the libretas carry the same kind of number; the oldest LC and LE are shorter, as are provincial CIs.
fn lengths(kind: DocumentType) -> std::ops::RangeInclusive<usize> {
    match kind {
        DocumentType::Dni => 7..=8,
        DocumentType::Lc | DocumentType::Le => 6..=8,
        DocumentType::Ci => 4..=11,
        DocumentType::Passport => 5..=15,
    }
}

/// The canonical number of a document: digits only for DNI, LC and LE; upper-case letters and digits for a CI
/// or a passport. Leading zeros of a DNI are dropped (`05.111.222` is `5111222`), those of others kept.
pub fn canonical_document(kind: DocumentType, input: &str) -> Result<String, DocumentError> {
    let digits_only = matches!(kind, DocumentType::Dni | DocumentType::Lc | DocumentType::Le);
    let mut number = String::with_capacity(12);
    for c in without_kind(kind, input).nfkc() {
        match c {
            '0'..='9' => number.push(c),
            'a'..='z' | 'A'..='Z' if !digits_only => number.push(c.to_ascii_uppercase()),
            '.' | ',' | '-' => {}
            c if c.is_whitespace() => {}
            _ if digits_only => return Err(DocumentError::DigitsOnly),
            _ => return Err(DocumentError::LettersAndDigitsOnly),
        }
    }
    if digits_only {
        number = number.trim_start_matches('0').to_owned();
    }
    if number.is_empty() {
        return Err(if input.trim().is_empty() { DocumentError::Empty } else { DocumentError::Length });
    }
    if lengths(kind).contains(&number.len()) { Ok(number) } else { Err(DocumentError::Length) }
}

/// The input without the document's own name before it (`DNI 30.111.222`). A passport's letters are its number.
fn without_kind(kind: DocumentType, input: &str) -> &str {
    let input = input.trim();
    match input.get(..kind.as_str().len()) {
        Some(name) if kind != DocumentType::Passport && name.eq_ignore_ascii_case(kind.as_str()) => {
            input[name.len()..].trim_start_matches([':', ' '])
        }
        _ => input,
    }
}

/// The last `count` characters of a canonical number, the whole of it where it is shorter. They are what the
/// holder of a journey link is asked for.
pub fn last_digits(number: &str, count: usize) -> &str {
    let start = number.char_indices().rev().take(count).last().map_or(number.len(), |(at, _)| at);
    &number[start..]
}

/// A text that is no e-mail address that mail can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl EmailError {
    /// The refusal to show beside the field; `field` is a dotted path such as `"input.email"`.
    pub fn refusal(self, field: &str) -> Refusal {
        Refusal::new(
            UserErrorCode::Invalid,
            field,
            "Ese correo no parece completo. Por ejemplo: nombre@correo.com.ar",
            "That e-mail address does not look complete. For instance: name@mail.com",
        )
    }
}

/// The longest address that can be delivered to, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets).
const EMAIL_MAX_BYTES: usize = 254;

/// The canonical e-mail address: trimmed, its domain in lower case. The part before the @ is kept as it is,
/// since only its own server knows whether case matters there. The domain must have a dot: `ana@gmail` is
/// a typing error, not an address.
pub fn canonical_email(input: &str) -> Result<String, EmailError> {
    let input = input.trim();
    if input.len() > EMAIL_MAX_BYTES {
        return Err(EmailError);
    }
    let address: Address = input.parse().map_err(|_| EmailError)?;
    let domain = address.domain().to_lowercase();
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
    if !dotted || address.user().starts_with('"') {
        return Err(EmailError);
    }
    Ok(format!("{}@{domain}", address.user()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentType::*;

    #[test]
    fn documents_in_the_ways_people_write_them() {
        for (kind, input, expected) in [
            (Dni, "30111222", "30111222"),
            (Dni, "30.111.222", "30111222"),
            (Dni, " 30 111 222 ", "30111222"),
            (Dni, "30,111,222", "30111222"),
            (Dni, "5.111.222", "5111222"),
            (Dni, "05.111.222", "5111222"),
            (Dni, "９４.111.222", "94111222"),
            (Lc, "1.234.567", "1234567"),
            (Le, "4.321.765", "4321765"),
            (Ci, "ci: 12345", "12345"),
            (Ci, "pba 12345", "PBA12345"),
            (Dni, "DNI 30.111.222", "30111222"),
            (Passport, "aab 123456", "AAB123456"),
            (Passport, "00123456", "00123456"),
        ] {
            assert_eq!(canonical_document(kind, input).as_deref(), Ok(expected), "{input}");
        }
    }

    #[test]
    fn documents_that_cannot_be() {
        for (kind, input, error) in [
            (Dni, "", DocumentError::Empty),
            (Dni, "  ", DocumentError::Empty),
            (Dni, "...", DocumentError::Length),
            (Dni, "123456", DocumentError::Length),
            (Dni, "123456789", DocumentError::Length),
            (Dni, "20-30111222-3", DocumentError::Length),
            (Dni, "M5111222", DocumentError::DigitsOnly),
            (Passport, "AB12", DocumentError::Length),
            (Passport, "ABCDEFGH12345678", DocumentError::Length),
            (Passport, "AB/123456", DocumentError::LettersAndDigitsOnly),
            (Passport, "ÑB123456", DocumentError::LettersAndDigitsOnly),
        ] {
            assert_eq!(canonical_document(kind, input), Err(error), "{input}");
        }
    }

    #[test]
    fn last_digits_of_short_and_long_numbers() {
        assert_eq!(last_digits("30111222", 4), "1222");
        assert_eq!(last_digits("AAB123456", 4), "3456");
        assert_eq!(last_digits("123", 4), "123");
        assert_eq!(last_digits("30111222", 0), "");
        assert_eq!(last_digits("", 4), "");
    }

    #[test]
    fn addresses() {
        assert_eq!(canonical_email("  Ana.Perez@Gmail.COM ").as_deref(), Ok("Ana.Perez@gmail.com"));
        assert_eq!(canonical_email("ana+clinica@correo.com.ar").as_deref(), Ok("ana+clinica@correo.com.ar"));
        for wrong in [
            "",
            "ana",
            "ana@",
            "@gmail.com",
            "ana@gmail",
            "ana@gmail..com",
            "ana perez@gmail.com",
            "a@b@c.com",
            "ana@gmail.com, eva@x.com",
            "ana@.com",
        ] {
            assert_eq!(canonical_email(wrong), Err(EmailError), "{wrong}");
        }
        assert_eq!(canonical_email(&format!("{}@x.com", "a".repeat(260))), Err(EmailError));
    }
}
