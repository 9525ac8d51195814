//! Signed addresses of files. They say which file, until when, and for whom they were made: whoever holds one
//! reads as that person. They carry no name and nothing personal, only opaque ids.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, DurationRound, Utc};
use entity::enums::ActorKind;
use entity::ids::{ClinicId, OrderAttachmentId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Result};

/// How long an address can be used, at least.
const LIFETIME: Duration = Duration::minutes(10);

/// Expiries are rounded up to this: who reads a page again within it gets the same address, and the browser
/// need not fetch the picture again.
const STEP: Duration = Duration::minutes(1);

/// Keeps these signatures apart from whatever else the secret may sign.
const PURPOSE: &[u8] = b"asistencia file address 1";

/// Which file of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// As the patient sent it, without metadata.
    Original,
    /// The smaller JPEG.
    Preview,
}

impl Variant {
    fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
        }
    }
}

/// What an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAddress {
    /// The clinic whose file it is.
    pub clinic_id: ClinicId,
    /// The attachment.
    pub attachment_id: OrderAttachmentId,
    /// Which of its files.
    pub variant: Variant,
    /// For whom it was made.
    pub viewer: (ActorKind, Option<Uuid>),
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

/// Why an address opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// We did not make it, or somebody changed it.
    Forged,
    /// Its time has passed.
    Expired,
}

impl FileAddress {
    /// An address for an actor, from now on.
    pub fn new(
        app: &App,
        actor: &Actor,
        clinic_id: ClinicId,
        attachment_id: OrderAttachmentId,
        variant: Variant,
    ) -> Self {
        let until = app.now() + LIFETIME;
        let step = until.duration_trunc(STEP).unwrap_or(until);
        let expires_at = if step < until { step + STEP } else { step };
        Self { clinic_id, attachment_id, variant, viewer: actor.identity(), expires_at }
    }

    /// The signed address.
    ///
    /// # Errors
    /// Where the secret is no key, which every secret is.
    pub fn to_url(&self, app: &App) -> Result<String> {
        let (file, until, viewer) =
            (self.attachment_id.0.simple(), self.expires_at.timestamp(), self.sealed());
        let signature = self.mac(&app.secret)?.finalize().into_bytes();
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let (base, variant) = (app.config.public_base(), self.variant.as_str());
        Ok(format!("{base}/files/{file}/{variant}?e={until}&v={viewer}&s={signature}"))
    }

    /// Reads an address: its two last path segments and its query.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn open(app: &App, file: &str, variant: &str, query: &str) -> Result<Self, AddressError> {
        Self::verify(&app.secret, app.now(), file, variant, query)
    }

    fn verify(
        secret: &[u8],
        now: DateTime<Utc>,
        file: &str,
        variant: &str,
        query: &str,
    ) -> Result<Self, AddressError> {
        let (address, signature) = Self::read(file, variant, query).ok_or(AddressError::Forged)?;
        let mac = address.mac(secret).map_err(|_| AddressError::Forged)?;
        // In constant time.
        mac.verify_slice(&signature).map_err(|_| AddressError::Forged)?;
        if address.expires_at <= now { Err(AddressError::Expired) } else { Ok(address) }
    }

    fn read(file: &str, variant: &str, query: &str) -> Option<(Self, Vec<u8>)> {
        let variant = [Variant::Original, Variant::Preview].into_iter().find(|v| v.as_str() == variant)?;
        let mut signed: [Option<String>; 3] = Default::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let place = ["e", "v", "s"].iter().position(|known| *known == name)?;
            signed[place] = Some(value.into_owned());
        }
        let [Some(until), Some(viewer), Some(signature)] = signed else { return None };
        let sealed = URL_SAFE_NO_PAD.decode(viewer).ok()?;
        let (clinic, rest) = sealed.split_at_checked(16)?;
        let (kind, id) = rest.split_first()?;
        let id = Uuid::from_slice(id).ok()?;
        let address = Self {
            clinic_id: ClinicId(Uuid::from_slice(clinic).ok()?),
            attachment_id: OrderAttachmentId(Uuid::try_parse(file).ok()?),
            variant,
            viewer: (kind_of(*kind)?, (!id.is_nil()).then_some(id)),
            expires_at: DateTime::from_timestamp(until.parse().ok()?, 0)?,
        };
        Some((address, URL_SAFE_NO_PAD.decode(signature).ok()?))
    }

    /// Clinic and viewer.
    fn sealed(&self) -> String {
        let (kind, id) = self.viewer;
        let mut bytes = self.clinic_id.0.as_bytes().to_vec();
        bytes.push(letter_of(kind));
        bytes.extend(id.unwrap_or_default().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn mac(&self, secret: &[u8]) -> Result<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::internal("no key"))?;
        mac.update(PURPOSE);
        // Every part but the last has a fixed length, so no two addresses have the same text.
        mac.update(self.attachment_id.0.as_bytes());
        mac.update(&self.expires_at.timestamp().to_be_bytes());
        mac.update(self.sealed().as_bytes());
        mac.update(self.variant.as_str().as_bytes());
        Ok(mac)
    }
}

const KINDS: [(u8, ActorKind); 5] = [
    (b'u', ActorKind::User),
    (b'p', ActorKind::Patient),
    (b'j', ActorKind::Journey),
    (b'i', ActorKind::Integration),
    (b's', ActorKind::System),
];

fn letter_of(kind: ActorKind) -> u8 {
    KINDS.iter().find(|(_, known)| *known == kind).map_or(b's', |(letter, _)| *letter)
}

fn kind_of(letter: u8) -> Option<ActorKind> {
    KINDS.iter().find(|(known, _)| *known == letter).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a secret of at least 32 characters";
    const FILE: &str = "0000000000000000000000000000000b";

    fn address() -> FileAddress {
        FileAddress {
            clinic_id: ClinicId(Uuid::from_u128(1)),
            attachment_id: OrderAttachmentId(Uuid::from_u128(11)),
            variant: Variant::Original,
            viewer: (ActorKind::User, Some(Uuid::from_u128(7))),
            expires_at: DateTime::from_timestamp(600, 0).unwrap(),
        }
    }

    fn query(address: &FileAddress) -> String {
        let signature = URL_SAFE_NO_PAD.encode(address.mac(SECRET).unwrap().finalize().into_bytes());
        format!("e={}&v={}&s={signature}", address.expires_at.timestamp(), address.sealed())
    }

    fn open(file: &str, variant: &str, query: &str) -> Result<FileAddress, AddressError> {
        FileAddress::verify(SECRET, DateTime::from_timestamp(599, 0).unwrap(), file, variant, query)
    }

    #[test]
    fn an_address_opens_what_it_was_made_for() {
        let query = query(&address());
        assert_eq!(open(FILE, "original", &query), Ok(address()));
        let late = FileAddress::verify(SECRET, address().expires_at, FILE, "original", &query);
        assert_eq!(late, Err(AddressError::Expired));
    }

    #[test]
    fn whatever_is_changed_shows() {
        let good = query(&address());
        let another = FileAddress { viewer: (ActorKind::Patient, Some(Uuid::from_u128(7))), ..address() };
        let viewer = good.replace(&address().sealed(), &another.sealed());
        for (file, variant, query) in [
            ("0000000000000000000000000000000c", "original", good.as_str()),
            (FILE, "preview", &good),
            (FILE, "other", &good),
            (FILE, "original", &good.replace("e=600", "e=900")),
            (FILE, "original", &viewer),
            (FILE, "original", &format!("{good}x")),
            (FILE, "original", &good[..good.len() - 4]),
            (FILE, "original", &format!("{good}&x=1")),
            (FILE, "original", ""),
        ] {
            assert_eq!(open(file, variant, query), Err(AddressError::Forged), "{file} {variant} {query}");
        }
    }
}
