//! Takes the metadata off a picture without touching its pixels.
//!
//! Kept is what the picture needs to look right (dimensions, tables, colour profile, transparency, animation)
//! and, where the camera was turned, an EXIF block with the orientation alone. Everything else goes: EXIF
//! with its GPS position, XMP, IPTC, comments, embedded thumbnails, maker notes, and whatever stands after
//! the end of the picture (phones hang videos and second pictures there, with positions of their own).

use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::ZlibDecoder;
use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{ImageEXIF, ImageICC as _};

use super::{MediaError, MediaKind, PDF_MARGIN};

/// PNG chunks that stay (PNG 3rd edition, section 11).
const PNG_KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// The largest colour profile that a PNG keeps, in bytes unpacked. Those of screens and scanners have some thousands,
/// the largest tables about two million; packed, a thousandth of it may do.
const PROFILE_MAX: u64 = 4 * 1024 * 1024;

/// WebP chunks that stay (RFC 9649, section 2.7).
const WEBP_KEPT: &[&[u8; 4]] = &[b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The flag in VP8X that says 'there is XMP' (RFC 9649, section 2.7.1).
const VP8X_XMP: u8 = 0b0000_0100;

/// The same picture without its metadata. PDFs come back as they are: a scan holds no position, and taking
/// one apart would break signed documents.
///
/// # Errors
/// [`MediaError::Truncated`] or [`MediaError::Corrupt`] where the parts cannot be told from one another.
pub fn strip_location(bytes: &[u8], kind: MediaKind) -> Result<Vec<u8>, MediaError> {
    let stripped = match kind {
        MediaKind::Jpeg => strip_jpeg(bytes)?.encoder().bytes(),
        MediaKind::Png => strip_png(bytes)?.encoder().bytes(),
        MediaKind::WebP => strip_webp(bytes)?.encoder().bytes(),
        MediaKind::Pdf => return Ok(bytes.to_vec()),
    };
    Ok(stripped.into())
}

/// That the file is as long as it says. The decoders are lenient about it: they paint the rest grey.
pub(super) fn check_end(bytes: &[u8], kind: MediaKind) -> Result<(), MediaError> {
    match kind {
        MediaKind::Jpeg => jpeg_end(bytes).map(drop).ok_or(MediaError::Truncated),
        MediaKind::Png => parse_png(bytes).map(drop),
        MediaKind::WebP => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
            let whole = size.is_some_and(|size| bytes.len() as u64 >= u64::from(size) + 8);
            if whole { Ok(()) } else { Err(MediaError::Truncated) }
        }
        MediaKind::Pdf => {
            let tail = &bytes[bytes.len().saturating_sub(PDF_MARGIN)..];
            let ends = tail.windows(5).any(|window| window == b"%%EOF");
            if ends { Ok(()) } else { Err(MediaError::Truncated) }
        }
    }
}

fn strip_jpeg(bytes: &[u8]) -> Result<Jpeg, MediaError> {
    let end = jpeg_end(bytes).ok_or(MediaError::Truncated)?;
    let picture = Bytes::copy_from_slice(&bytes[..end]);
    let mut jpeg = Jpeg::from_bytes(picture).map_err(|_| MediaError::Corrupt)?;
    let orientation = orientation_of(&jpeg);
    jpeg.segments_mut().retain(keeps_segment);
    jpeg.set_exif(orientation);
    Ok(jpeg)
}

fn keeps_segment(segment: &JpegSegment) -> bool {
    let starts = |prefix: &[u8]| segment.contents().starts_with(prefix);
    match segment.marker() {
        // JFIF says how the colours are meant; its extension JFXX is a thumbnail.
        markers::APP0 => starts(b"JFIF\0"),
        markers::APP2 => starts(b"ICC_PROFILE\0"),
        // Adobe's segment says whether the colours are inverted.
        markers::APP14 => starts(b"Adobe"),
        markers::APP0..=markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// Where the first picture ends: just after its EOI. None where it does not.
fn jpeg_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        // Markers are FF and a byte that is neither 0 nor FF; FF FF is filling.
        while *bytes.get(at)? != markers::P || matches!(*bytes.get(at + 1)?, markers::Z | markers::P) {
            at += 1;
        }
        let marker = bytes[at + 1];
        at += 2;
        match marker {
            markers::EOI => return Some(at),
            markers::RST0..=markers::RST7 | markers::SOI | 0x01 => {}
            // The data after a scan's header needs no case of its own: in it, FF is always followed by 0 or
            // by a restart marker, and the loop skips both.
            _ => at += usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])),
        }
    }
}

fn parse_png(bytes: &[u8]) -> Result<Png, MediaError> {
    let png = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|error| match error {
        img_parts::Error::Truncated => MediaError::Truncated,
        _ => MediaError::Corrupt,
    })?;
    let ends = png.chunks().last().is_some_and(|chunk| &chunk.kind() == b"IEND");
    if ends { Ok(png) } else { Err(MediaError::Truncated) }
}

fn strip_png(bytes: &[u8]) -> Result<Png, MediaError> {
    let mut png = parse_png(bytes)?;
    let orientation = orientation_of(&png);
    png.chunks_mut().retain(keeps_chunk);
    png.set_exif(orientation);
    Ok(png)
}

fn keeps_chunk(chunk: &PngChunk) -> bool {
    PNG_KEPT.contains(&&chunk.kind()) && (&chunk.kind() != b"iCCP" || is_profile(chunk.contents()))
}

/// Whether a colour profile unpacks to what a profile may be: a name that ends in 0, the method of packing, and zlib.
/// Decoders unpack it whole, and so do those who look at the picture.
fn is_profile(contents: &[u8]) -> bool {
    let name = contents.iter().position(|byte| *byte == 0);
    let packed = name.and_then(|end| contents.get(end + 2..)).unwrap_or_default();
    let mut unpacked = ZlibDecoder::new(packed).take(PROFILE_MAX + 1);
    io::copy(&mut unpacked, &mut io::sink()).is_ok_and(|size| size <= PROFILE_MAX)
}

fn strip_webp(bytes: &[u8]) -> Result<WebP, MediaError> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|_| MediaError::Corrupt)?;
    let orientation = orientation_of(&webp);
    let profile = webp.icc_profile();
    webp.chunks_mut().retain(|chunk| WEBP_KEPT.contains(&&chunk.id()));
    for chunk in webp.chunks_mut() {
        if &chunk.id() == b"VP8X"
            && let Some(data) = chunk.content().data()
        {
            let mut data = data.to_vec();
            if let Some(flags) = data.first_mut() {
                *flags &= !VP8X_XMP;
            }
            *chunk = RiffChunk::new(*b"VP8X", RiffContent::Data(data.into()));
        }
    }
    // Both set their flags in VP8X right.
    webp.set_icc_profile(profile);
    webp.set_exif(orientation);
    Ok(webp)
}

/// A new EXIF block with the orientation of the old one, and nothing else; none where it is upright.
fn orientation_of(picture: &impl ImageEXIF) -> Option<Bytes> {
    let orientation = Orientation::from_exif_chunk(&picture.exif()?)?;
    (orientation != Orientation::NoTransforms).then(|| orientation_exif(orientation.to_exif()).into())
}

/// TIFF, little-endian, one directory with one entry: tag 0x0112, type SHORT, count 1.
fn orientation_exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0]);
    exif.extend([0; 4]);
    exif
}
