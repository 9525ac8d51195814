//! Why an upload is not taken, with the words for the person who took the photo.

use sea_orm::DbErr;

use crate::gateways::storage_error::StorageError;
use crate::platform::db::is_disk_full;
use crate::platform::error::{Error, Language};
use crate::platform::media::MediaError;

/// Why an upload is not taken.
#[derive(Debug)]
pub enum UploadProblem {
    /// More bytes than this.
    TooLarge(u64),
    /// Not a form with files.
    NotMultipart,
    /// The form broke off, or makes no sense.
    BrokenForm,
    /// No field `file` in the form.
    MissingFile,
    /// More than the one field.
    SeveralFields,
    /// The bytes stopped coming.
    Stalled,
    /// What came is no picture or document that can be shown.
    Media(MediaError),
    /// There is no mobile phone by which the patient could be told what becomes of the order.
    MobilePhoneRequired,
    /// The patient staged many files and submitted none of them.
    TooManyStaged,
    /// The patient sends too many at the same time.
    TooManyAtOnce,
    /// The server takes in as much as it can at the moment.
    Busy,
    /// No room for another file.
    StorageFull,
    /// Anything else.
    Error(Error),
}

impl UploadProblem {
    /// A stable word that a screen branches on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "FILE_TOO_LARGE",
            Self::NotMultipart => "NOT_MULTIPART",
            Self::BrokenForm => "BROKEN_FORM",
            Self::MissingFile => "FILE_MISSING",
            Self::SeveralFields => "SEVERAL_FIELDS",
            Self::Stalled => "UPLOAD_STALLED",
            Self::Media(MediaError::Empty) => "FILE_EMPTY",
            Self::Media(MediaError::Unsupported) => "FILE_UNSUPPORTED",
            Self::Media(MediaError::Truncated) => "FILE_TRUNCATED",
            Self::Media(MediaError::Corrupt) => "FILE_CORRUPT",
            Self::Media(MediaError::TooLarge { .. }) => "TOO_MANY_PIXELS",
            Self::MobilePhoneRequired => "MOBILE_PHONE_REQUIRED",
            Self::TooManyStaged => "TOO_MANY_STAGED",
            Self::TooManyAtOnce => "TOO_MANY_AT_ONCE",
            Self::Busy => "BUSY",
            Self::StorageFull => "STORAGE_FULL",
            Self::Error(error) => error.code(),
        }
    }

    /// What to show.
    pub fn detail(&self, language: Language) -> String {
        let (es, en): (&str, &str) = match self {
            Self::TooLarge(limit) => {
                let mega = limit / (1024 * 1024);
                return match language {
                    Language::Es => format!("El archivo es muy pesado: puede tener hasta {mega} MB."),
                    Language::En => format!("The file is too large: it may have {mega} MB at most."),
                };
            }
            Self::NotMultipart => (
                "No recibimos un archivo. Elegí la foto de nuevo.",
                "Send the file as multipart/form-data, in a field named `file`.",
            ),
            Self::BrokenForm | Self::Stalled => (
                "La foto no llegó entera. Fijate la conexión y mandala de nuevo.",
                "The upload broke off. Check the connection and send it again.",
            ),
            Self::MissingFile => (
                "No recibimos la foto. Elegila de nuevo.",
                "There is no file: send it in a field named `file`.",
            ),
            Self::Media(MediaError::Empty) => {
                ("La foto llegó vacía. Elegila de nuevo.", "The file is empty. Choose it again.")
            }
            Self::SeveralFields => {
                ("Mandá las fotos de a una.", "Send one file at a time: exactly one field, named `file`.")
            }
            Self::Media(MediaError::Unsupported) => (
                "No podemos abrir este archivo. Mandá una foto (JPEG, PNG o WebP) o un PDF.",
                "We cannot open this file. Send a photo (JPEG, PNG or WebP) or a PDF.",
            ),
            Self::Media(MediaError::Truncated | MediaError::Corrupt) => (
                "El archivo está incompleto o dañado. Sacá la foto de nuevo.",
                "The file is incomplete or damaged. Take the photo again.",
            ),
            Self::Media(MediaError::TooLarge { .. }) => (
                "La foto es demasiado grande. Sacala de nuevo con menos calidad.",
                "The picture has too many pixels. Take it again with a lower quality.",
            ),
            Self::MobilePhoneRequired => (
                "Primero confirmá tu celular: te avisamos por WhatsApp.",
                "Confirm your mobile phone first: we will tell you by WhatsApp.",
            ),
            Self::TooManyStaged => (
                "Ya mandaste muchas fotos sin terminar el pedido. Terminalo, o esperá una hora.",
                "You sent many photos without submitting the order. Submit it, or wait an hour.",
            ),
            Self::TooManyAtOnce => (
                "Estás mandando muchas fotos juntas. Esperá a que terminen y probá de nuevo.",
                "You are sending many photos at the same time. Wait for them and try again.",
            ),
            Self::Busy => (
                "Estamos recibiendo muchas fotos. Esperá un minuto y probá de nuevo.",
                "We are receiving many photos. Wait a minute and try again.",
            ),
            Self::StorageFull => (
                "No pudimos guardar la foto: no nos queda lugar. Avisá a la clínica.",
                "We could not keep the photo: there is no room left. Tell the clinic.",
            ),
            Self::Error(Error::Unauthenticated) => ("Ingresá primero.", "Sign in first."),
            Self::Error(Error::Forbidden) => (
                "Solo los pacientes mandan fotos de sus órdenes.",
                "Only patients send photos of their orders.",
            ),
            Self::Error(_) => (
                "Algo falló de nuestro lado. Probá de nuevo en un rato.",
                "Something went wrong on our side. Try again in a while.",
            ),
        };
        match language {
            Language::Es => es.into(),
            Language::En => en.into(),
        }
    }
}

impl From<MediaError> for UploadProblem {
    fn from(error: MediaError) -> Self {
        Self::Media(error)
    }
}

impl From<StorageError> for UploadProblem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => Self::StorageFull,
            other => Self::Error(Error::Unavailable(other.into())),
        }
    }
}

impl From<DbErr> for UploadProblem {
    fn from(error: DbErr) -> Self {
        Error::from(error).into()
    }
}

impl From<Error> for UploadProblem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Internal(source) | Error::Unavailable(source)
                if source.downcast_ref::<DbErr>().is_some_and(is_disk_full) =>
            {
                Self::StorageFull
            }
            _ => Self::Error(error),
        }
    }
}
