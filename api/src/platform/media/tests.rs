//! Real pictures, made here, with hand-built metadata.

use bytes::Bytes;
use image::{ImageEncoder, Rgba, RgbaImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{ImageEXIF, ImageICC};

use super::MediaKind::{Jpeg as JpegKind, Pdf, Png as PngKind, WebP as WebPKind};
use super::*;

const LATITUDE: &[u8] = b"\x22\0\0\0\x01\0\0\0\x25\0\0\0\x01\0\0\0\x0d\x0d\0\0\x64\0\0\0";
const PROFILE: &[u8] = b"a colour profile, as far as the container cares";
const PDF_BYTES: &[u8] = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgba([230, 20, 20, 255]) } else { Rgba([20, 20, 230, 255]) }
    })
}

fn encode(kind: MediaKind, picture: &RgbaImage) -> Vec<u8> {
    let picture = DynamicImage::from(picture.clone());
    let picture = if kind == JpegKind { picture.to_rgb8().into() } else { picture };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, kind.format().unwrap()).unwrap();
    bytes.into_inner()
}

/// IFD0 with the orientation and a pointer to a GPS directory with a latitude.
fn exif(orientation: u8) -> Bytes {
    let mut exif = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0");
    exif.extend([orientation, 0, 0, 0]);
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(b"\x01\0\x02\0\x05\0\x03\0\0\0\x38\0\0\0\0\0\0\0");
    exif.resize(0x38, 0);
    exif.extend(LATITUDE);
    exif.into()
}

fn jpeg_with_everything(orientation: u8) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(encode(JpegKind, &picture(40, 20)).into()).unwrap();
    jpeg.set_icc_profile(Some(Bytes::from_static(PROFILE)));
    jpeg.set_exif(Some(exif(orientation)));
    for (marker, contents) in [
        (markers::APP1, &b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret-xmp</x:xmpmeta>"[..]),
        (markers::APP13, b"Photoshop 3.0\0secret-iptc"),
        (markers::APP2, b"MPF\0secret-mpf"),
        (markers::COM, b"secret-comment"),
    ] {
        let segment = JpegSegment::new_with_contents(marker, Bytes::from_static(contents));
        jpeg.segments_mut().insert(1, segment);
    }
    let mut bytes: Vec<u8> = jpeg.encoder().bytes().into();
    bytes.extend(b"secret-video-after-the-end");
    bytes
}

fn png_with_everything(orientation: u8) -> Vec<u8> {
    let mut png = Png::from_bytes(encode(PngKind, &picture(40, 20)).into()).unwrap();
    png.set_icc_profile(Some(Bytes::from_static(PROFILE)));
    png.set_exif(Some(exif(orientation)));
    for (kind, contents) in
        [(b"tEXt", &b"Author\0secret-author"[..]), (b"iTXt", b"XML:com.adobe.xmp\0secret-xmp")]
    {
        png.chunks_mut().insert(1, PngChunk::new(*kind, Bytes::from_static(contents)));
    }
    let mut bytes: Vec<u8> = png.encoder().bytes().into();
    bytes.extend(b"secret-tail");
    bytes
}

fn webp_with_everything(orientation: u8) -> Vec<u8> {
    let mut webp = WebP::from_bytes(encode(WebPKind, &picture(40, 20)).into()).unwrap();
    webp.set_icc_profile(Some(Bytes::from_static(PROFILE)));
    webp.set_exif(Some(exif(orientation)));
    let secret = RiffContent::Data(Bytes::from_static(b"secret-xmp"));
    webp.chunks_mut().push(RiffChunk::new(*b"XMP ", secret));
    let flags = webp.chunks_mut().iter_mut().find(|chunk| &chunk.id() == b"VP8X").unwrap();
    let mut data = flags.content().data().unwrap().to_vec();
    data[0] |= 0b100;
    *flags = RiffChunk::new(*b"VP8X", RiffContent::Data(data.into()));
    webp.encoder().bytes().into()
}

fn samples(orientation: u8) -> [(MediaKind, Vec<u8>); 3] {
    [
        (JpegKind, jpeg_with_everything(orientation)),
        (PngKind, png_with_everything(orientation)),
        (WebPKind, webp_with_everything(orientation)),
    ]
}

fn prepare(bytes: &[u8]) -> Result<Prepared, MediaError> {
    Stripped::read(bytes)?.prepare()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn pixels(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

#[test]
fn kinds_are_known_by_their_content() {
    for (kind, bytes) in samples(1) {
        assert_eq!(inspect(&bytes), Ok(Media { kind, size: Some((40, 20)) }));
    }
    assert_eq!(inspect(PDF_BYTES), Ok(Media { kind: Pdf, size: None }));
    assert_eq!(MediaKind::from_content_type("image/png"), Some(PngKind));
    assert_eq!(MediaKind::from_content_type("image/gif"), None);
}

#[test]
fn what_is_not_allowed_is_refused_whatever_it_is_called() {
    assert_eq!(inspect(b""), Err(MediaError::Empty));
    for bytes in [
        &b"\0"[..],
        b"hello",
        b"<html><script>alert(1)</script>%PDF-1.4 %%EOF",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"PK\x03\x04\x14\0\0\0",
        b"MZ\x90\0",
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
    ] {
        assert_eq!(inspect(bytes), Err(MediaError::Unsupported), "{bytes:?}");
    }
}

#[test]
fn pdf_needs_its_head_and_its_tail() {
    assert!(inspect(b"\xef\xbb\xbf\n%PDF-1.7\n...\n%%EOF").is_ok());
    assert_eq!(inspect(b"%PDF-1.7\n1 0 obj"), Err(MediaError::Truncated));
    let mut cut = PDF_BYTES.to_vec();
    cut.extend([b' '; 5000]);
    assert_eq!(inspect(&cut), Err(MediaError::Truncated));
    assert_eq!(preview(PDF_BYTES), Ok(None));
    assert_eq!(strip_location(PDF_BYTES, Pdf).unwrap(), PDF_BYTES);
}

#[test]
fn truncated_pictures_are_refused_wherever_they_were_cut() {
    for (kind, bytes) in [JpegKind, PngKind, WebPKind].map(|kind| (kind, encode(kind, &noise(80, 60)))) {
        inspect(&bytes).unwrap();
        for part in [1, 2, 3, 5, 9, bytes.len() / 10, bytes.len() / 2, bytes.len() * 9 / 10] {
            let cut = &bytes[..bytes.len() - part];
            let result = inspect(cut);
            assert!(
                matches!(result, Err(MediaError::Truncated | MediaError::Corrupt)),
                "{kind:?} {part} bytes short: {result:?}"
            );
            assert!(prepare(cut).is_err());
        }
        // Down to a bare signature.
        assert!(inspect(&bytes[..16]).is_err());
    }
}

#[test]
fn damaged_pictures_are_refused() {
    let mut png = encode(PngKind, &noise(80, 60));
    let middle = png.len() / 2;
    png[middle] ^= 0xff;
    assert_eq!(inspect(&png), Err(MediaError::Corrupt));
    let garbage: Vec<u8> =
        b"\xff\xd8\xff\xe0".iter().copied().chain((0..2000).map(|i| (i * 7) as u8)).collect();
    assert!(inspect(&garbage).is_err());
}

#[test]
fn giant_dimensions_are_refused_before_decoding() {
    // A few hundred bytes that claim gigapixels.
    for (width, height) in [(60_000, 60_000), (12_001, 1), (1, 12_001), (11_000, 11_000)] {
        let mut png = Png::from_bytes(encode(PngKind, &picture(40, 20)).into()).unwrap();
        let mut header = png.chunks()[0].contents().to_vec();
        header[..4].copy_from_slice(&u32::to_be_bytes(width));
        header[4..8].copy_from_slice(&u32::to_be_bytes(height));
        png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
        let bytes: Vec<u8> = png.encoder().bytes().into();
        assert_eq!(inspect(&bytes), Err(MediaError::TooLarge { width, height }));
        assert!(preview(&bytes).is_err());
    }
    let mut jpeg = encode(JpegKind, &picture(40, 20));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert!(matches!(inspect(&jpeg), Err(MediaError::TooLarge { .. })));
}

#[test]
fn deep_colours_count_against_memory() {
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.write_image(&[0; 16], 1, 2, image::ExtendedColorType::Rgba16).unwrap();
    let mut png = Png::from_bytes(png.into()).unwrap();
    let mut header = png.chunks()[0].contents().to_vec();
    header[..8].copy_from_slice(&[0, 0, 0x20, 0, 0, 0, 0x20, 0]);
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
    let bytes: Vec<u8> = png.encoder().bytes().into();
    assert_eq!(inspect(&bytes), Err(MediaError::TooLarge { width: 8192, height: 8192 }));
}

#[test]
fn metadata_goes_and_every_pixel_stays() {
    for (kind, bytes) in samples(6) {
        assert!(holds(&bytes, LATITUDE) && holds(&bytes, b"secret"), "{kind:?}: the sample is wrong");
        let stripped = strip_location(&bytes, kind).unwrap();
        assert!(!holds(&stripped, LATITUDE), "{kind:?}");
        assert!(!holds(&stripped, b"secret"), "{kind:?}");
        assert_eq!(pixels(&stripped), pixels(&bytes), "{kind:?}");
        let again = strip_location(&stripped, kind).unwrap();
        assert_eq!(again, stripped, "{kind:?}: stripping twice changes something");
        assert_eq!(inspect(&stripped), inspect(&bytes));
    }
}

#[test]
fn the_colour_profile_and_the_orientation_stay() {
    for (kind, bytes) in samples(6) {
        let stripped = Bytes::from(strip_location(&bytes, kind).unwrap());
        let (profile, exif) = match kind {
            JpegKind => both(&Jpeg::from_bytes(stripped).unwrap()),
            PngKind => both(&Png::from_bytes(stripped).unwrap()),
            _ => both(&WebP::from_bytes(stripped).unwrap()),
        };
        assert_eq!(profile.as_deref(), Some(PROFILE), "{kind:?}");
        let exif = exif.unwrap();
        assert_eq!((exif.len(), exif[18]), (26, 6), "{kind:?}");
    }
    for (kind, bytes) in samples(1) {
        let stripped = Bytes::from(strip_location(&bytes, kind).unwrap());
        let exif = match kind {
            JpegKind => Jpeg::from_bytes(stripped).unwrap().exif(),
            PngKind => Png::from_bytes(stripped).unwrap().exif(),
            _ => WebP::from_bytes(stripped).unwrap().exif(),
        };
        assert_eq!(exif, None, "{kind:?}: upright needs no EXIF");
    }
}

#[test]
fn a_profile_that_unpacks_to_a_flood_goes_before_anything_is_decoded() {
    let with_profile = |unpacked: usize| {
        let mut png = Png::from_bytes(encode(PngKind, &picture(40, 20)).into()).unwrap();
        png.set_icc_profile(Some(vec![0; unpacked].into()));
        png.encoder().bytes()
    };
    let profile = |bytes: &[u8]| Png::from_bytes(Bytes::copy_from_slice(bytes)).unwrap().icc_profile();
    let usual = with_profile(1024 * 1024);
    assert_eq!(profile(&prepare(&usual).unwrap().original).unwrap().len(), 1024 * 1024);
    let flood = with_profile(40 * 1024 * 1024);
    assert!(flood.len() < 1024 * 1024, "{} bytes", flood.len());
    let prepared = prepare(&flood).unwrap();
    assert_eq!(profile(&prepared.original), None);
    assert_eq!((prepared.media.size, pixels(&prepared.original)), (Some((40, 20)), pixels(&usual)));
    // Nor does one stay that nobody could unpack.
    let mut png = Png::from_bytes(usual).unwrap();
    for contents in [&b""[..], b"name", b"name\0", b"name\0\0no zlib"] {
        png.chunks_mut().insert(1, PngChunk::new(*b"iCCP", Bytes::from_static(contents)));
    }
    let stripped = strip_location(&png.encoder().bytes(), PngKind).unwrap();
    let kinds = Png::from_bytes(stripped.into()).unwrap();
    assert_eq!(kinds.chunks().iter().filter(|chunk| &chunk.kind() == b"iCCP").count(), 1);
}

#[test]
fn how_large_a_picture_becomes_is_known_before_it_is_decoded() {
    for (kind, bytes) in samples(1) {
        assert_eq!(Stripped::read(&bytes).unwrap().decoded_bytes(), 4 * 40 * 20, "{kind:?}");
    }
    assert_eq!(Stripped::read(PDF_BYTES).unwrap().decoded_bytes(), 0);
}

fn both(picture: &(impl ImageICC + ImageEXIF)) -> (Option<Bytes>, Option<Bytes>) {
    (picture.icc_profile(), picture.exif())
}

#[test]
fn previews_are_upright_for_every_orientation() {
    let red = |pixel: &Rgb<u8>| pixel.0[0] > 150 && pixel.0[2] < 100;
    // Where the red half is to be found, as (x, y) in a picture of 40 × 20 or 20 × 40.
    for (orientation, size, at) in [
        (1, (40, 20), (5, 10)),
        (2, (40, 20), (35, 10)),
        (3, (40, 20), (35, 10)),
        (4, (40, 20), (5, 10)),
        (5, (20, 40), (10, 5)),
        (6, (20, 40), (10, 5)),
        (7, (20, 40), (10, 35)),
        (8, (20, 40), (10, 35)),
    ] {
        for (kind, bytes) in samples(orientation) {
            let prepared = prepare(&bytes).unwrap();
            assert_eq!(prepared.media.size, Some(size), "{kind:?} {orientation}");
            let preview = prepared.preview.unwrap();
            assert_eq!(super::preview(&bytes).unwrap().unwrap(), preview);
            let shown = pixels(&preview).to_rgb8();
            assert_eq!(shown.dimensions(), size, "{kind:?} {orientation}");
            assert!(red(shown.get_pixel(at.0, at.1)), "{kind:?} {orientation}");
            assert!(!holds(&preview, b"Exif") && !holds(&preview, LATITUDE));
        }
    }
}

#[test]
fn previews_are_small_jpegs_and_never_enlarged() {
    let large = encode(JpegKind, &picture(3200, 1000));
    let shown = pixels(&preview(&large).unwrap().unwrap());
    assert_eq!((shown.width(), shown.height()), (1600, 500));
    let tiny = encode(PngKind, &picture(3, 2));
    let preview = preview(&tiny).unwrap().unwrap();
    assert_eq!(inspect(&preview), Ok(Media { kind: JpegKind, size: Some((3, 2)) }));
}

#[test]
fn transparent_parts_are_shown_white() {
    let glass = encode(PngKind, &RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
    let shown = pixels(&preview(&glass).unwrap().unwrap()).to_rgb8();
    assert!(shown.get_pixel(4, 4).0.iter().all(|colour| *colour > 250));
}

/// Hard to compress, so that a cut always hits the pixels.
fn noise(width: u32, height: u32) -> RgbaImage {
    let mut state = 1_u32;
    RgbaImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgba([a, b, c, 255])
    })
}
