//! Pictures and documents that people upload: what they are, whether they are whole, and what must come off.
//!
//! Pure functions over bytes; all of them block: call them in `spawn_blocking`, behind a semaphore. The largest photo
//! takes about a second and [`MAX_DECODED_BYTES`] of memory, and three times that where its decoder needs room of its
//! own: for the coefficients of a progressive JPEG, for the canvas and the frame of a moving WebP.

mod strip;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

pub use strip::strip_location;

/// The longest side that is decoded, in pixels.
pub const MAX_SIDE: u32 = 12_000;

/// The largest area that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 80_000_000;

/// The most memory that decoded pixels may take, in bytes: four bytes a pixel at the largest area.
pub const MAX_DECODED_BYTES: u64 = 4 * MAX_PIXELS;

/// The longest side of a preview, in pixels.
pub const PREVIEW_SIDE: u32 = 1_600;

const PREVIEW_QUALITY: u8 = 82;

/// How far from its ends a PDF's marks may stand (PDF 1.7, appendix H, notes 13 and 18).
const PDF_MARGIN: usize = 1_024;

/// What may be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// PDF.
    Pdf,
}

impl MediaKind {
    /// As HTTP writes it.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// For a file name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Pdf => "pdf",
        }
    }

    /// The kind of a content type that [`MediaKind::content_type`] gave.
    pub fn from_content_type(content_type: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::WebP, Self::Pdf]
            .into_iter()
            .find(|kind| kind.content_type() == content_type)
    }

    fn format(self) -> Option<ImageFormat> {
        match self {
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Png => Some(ImageFormat::Png),
            Self::WebP => Some(ImageFormat::WebP),
            Self::Pdf => None,
        }
    }
}

/// What an upload proved to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    /// By its content; names and declared types do not count.
    pub kind: MediaKind,
    /// Width and height in pixels as a person sees it, orientation applied; none for PDF.
    pub size: Option<(u32, u32)>,
}

/// Everything that an upload needs.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What it is.
    pub media: Media,
    /// The same picture, bit by bit, without metadata: what is stored.
    pub original: Vec<u8>,
    /// A JPEG to show; none for PDF.
    pub preview: Option<Vec<u8>>,
}

/// Why an upload is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// No byte in it.
    #[error("the file is empty")]
    Empty,
    /// Not JPEG, PNG, WebP or PDF, or a variant of these that cannot be read.
    #[error("neither JPEG, PNG, WebP nor PDF")]
    Unsupported,
    /// Its end is missing.
    #[error("the end of the file is missing")]
    Truncated,
    /// It contradicts its format.
    #[error("the file is damaged")]
    Corrupt,
    /// More pixels than [`MAX_SIDE`], [`MAX_PIXELS`] or [`MAX_DECODED_BYTES`] allow.
    #[error("{width} × {height} pixels are too many")]
    TooLarge {
        /// As the file says, in pixels.
        width: u32,
        /// As the file says, in pixels.
        height: u32,
    },
}

/// What it is, and that it is whole: pictures are decoded to the last pixel.
///
/// # Errors
/// See [`MediaError`].
pub fn inspect(bytes: &[u8]) -> Result<Media, MediaError> {
    let stripped = Stripped::read(bytes)?;
    Ok(stripped.media(stripped.decode()?.as_ref()))
}

/// A JPEG of at most [`PREVIEW_SIDE`] pixels, orientation applied, transparent parts white, no metadata.
/// None for PDF.
///
/// # Errors
/// See [`MediaError`].
pub fn preview(bytes: &[u8]) -> Result<Option<Vec<u8>>, MediaError> {
    Stripped::read(bytes)?.decode()?.map(Picture::preview).transpose()
}

/// A file of a known kind that has its end and no metadata. Nothing that takes much memory was unpacked yet.
pub struct Stripped {
    kind: MediaKind,
    bytes: Vec<u8>,
    decoded_bytes: u64,
}

impl Stripped {
    /// Takes the metadata off, and reads how large the picture says that it is.
    ///
    /// # Errors
    /// See [`MediaError`].
    pub fn read(bytes: &[u8]) -> Result<Self, MediaError> {
        let kind = sniff(bytes)?;
        strip::check_end(bytes, kind)?;
        let bytes = strip_location(bytes, kind)?;
        let decoded_bytes = match kind.format() {
            Some(format) => guarded(|| open(format, &bytes).map(|decoder| room_for(&decoder)))?,
            None => 0,
        };
        Ok(Self { kind, bytes, decoded_bytes })
    }

    /// How many bytes its pixels take, four a pixel at least and [`MAX_DECODED_BYTES`] at most; none for PDF.
    pub fn decoded_bytes(&self) -> u64 {
        self.decoded_bytes
    }

    /// Decodes it to the last pixel.
    ///
    /// # Errors
    /// See [`MediaError`].
    pub fn prepare(self) -> Result<Prepared, MediaError> {
        let picture = self.decode()?;
        let media = self.media(picture.as_ref());
        let preview = picture.map(Picture::preview).transpose()?;
        Ok(Prepared { media, original: self.bytes, preview })
    }

    fn media(&self, picture: Option<&Picture>) -> Media {
        Media { kind: self.kind, size: picture.map(|picture| picture.size) }
    }

    fn decode(&self) -> Result<Option<Picture>, MediaError> {
        let Some(format) = self.kind.format() else { return Ok(None) };
        guarded(|| decode_picture(format, &self.bytes)).map(Some)
    }
}

fn sniff(bytes: &[u8]) -> Result<MediaKind, MediaError> {
    if bytes.is_empty() {
        return Err(MediaError::Empty);
    }
    let kind = infer::get(bytes).and_then(|found| MediaKind::from_content_type(found.mime_type()));
    let kind = kind.ok_or(MediaError::Unsupported)?;
    // `infer` takes '%PDF' anywhere near the start; a page of HTML that mentions it is no PDF.
    if kind == MediaKind::Pdf && !pdf_header(bytes) {
        return Err(MediaError::Unsupported);
    }
    Ok(kind)
}

fn pdf_header(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(PDF_MARGIN)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let blank = head.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
    head[blank..].starts_with(b"%PDF-")
}

/// A decoded picture, not yet turned.
struct Picture {
    pixels: DynamicImage,
    orientation: Orientation,
    size: (u32, u32),
}

/// A decoder that panics over somebody's file must not take the request with it.
fn guarded<T>(work: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(MediaError::Corrupt))
}

/// A decoder that has read the head of a picture, and found it not too large.
fn open(format: ImageFormat, bytes: &[u8]) -> Result<impl ImageDecoder, MediaError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| media_error(&error, (0, 0)))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE
        || height > MAX_SIDE
        || pixels > MAX_PIXELS
        || decoder.total_bytes() > MAX_DECODED_BYTES
    {
        return Err(MediaError::TooLarge { width, height });
    }
    if pixels == 0 {
        return Err(MediaError::Corrupt);
    }
    Ok(decoder)
}

/// Four bytes a pixel at least: with fewer in the picture, decoders still have four of their own.
fn room_for(decoder: &impl ImageDecoder) -> u64 {
    let (width, height) = decoder.dimensions();
    decoder.total_bytes().max(4 * u64::from(width) * u64::from(height))
}

fn decode_picture(format: ImageFormat, bytes: &[u8]) -> Result<Picture, MediaError> {
    let mut decoder = open(format, bytes)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| media_error(&error, (width, height)))?;
    let size = if orientation.to_exif() >= 5 { (height, width) } else { (width, height) };
    Ok(Picture { pixels, orientation, size })
}

fn media_error(error: &ImageError, (width, height): (u32, u32)) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge { width, height },
        ImageError::Unsupported(_) => MediaError::Unsupported,
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => MediaError::Truncated,
        _ => MediaError::Corrupt,
    }
}

impl Picture {
    fn preview(self) -> Result<Vec<u8>, MediaError> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let mut small = if width.max(height) > PREVIEW_SIDE {
            self.pixels.resize(PREVIEW_SIDE, PREVIEW_SIDE, FilterType::Triangle)
        } else {
            self.pixels
        };
        // After the resize: turning the large picture would copy it.
        small.apply_orientation(self.orientation);
        let flat = on_white(&small);
        let mut jpeg = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, PREVIEW_QUALITY);
        flat.write_with_encoder(encoder).map_err(|_| MediaError::Corrupt)?;
        Ok(jpeg)
    }
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        // At most 255, so the cast loses nothing.
        let blend = |colour: u32| ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        Rgb([blend(red), blend(green), blend(blue)])
    })
}
