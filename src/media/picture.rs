//! Pictures: how large they are, and small ones made of them, upright and without metadata. Everything here blocks.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Pixels on the long side of a thumbnail, at most. A smaller picture is not enlarged.
pub const THUMBNAIL: u32 = 640;

/// Pixels on each side of an avatar.
pub const AVATAR: u32 = 256;

/// Bytes of a file beyond which no picture is made: some decoders take the whole file into memory.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Bytes from the beginning in which a JPEG says how large it is.
const HEADER: u64 = 1024 * 1024;

/// Bytes that a header may take in memory.
const HEADER_MEMORY: u64 = 16 * 1024 * 1024;

/// Bytes that a decoder may take beside four a pixel. Twice as deep a picture has to have half as many pixels.
const BESIDE: u64 = 16 * 1024 * 1024;

const JPEG_QUALITY: u8 = 82;

/// What its header says, upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    pub width: u32,
    pub height: u32,
}

impl Dimensions {
    fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// A small picture: JPEG, or PNG where something shows through.
#[derive(Debug)]
pub struct Encoded {
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

/// The formats that are decoded.
fn format(mime: &str) -> Option<ImageFormat> {
    Some(match mime {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/webp" => ImageFormat::WebP,
        _ => return None,
    })
}

/// What the header of a picture says; nothing is decoded. None for what is no png, jpeg, gif or webp.
pub fn measure(file: &File, mime: &str) -> Option<Dimensions> {
    match format(mime)? {
        ImageFormat::Jpeg => {
            let mut header = Vec::new();
            rewound(file)?.take(HEADER).read_to_end(&mut header).ok()?;
            upright(&mut decoder(Cursor::new(header), ImageFormat::Jpeg, HEADER_MEMORY)?)
        }
        format => upright(&mut decoder(rewound(file)?, format, HEADER_MEMORY)?),
    }
}

/// A picture that fits into [`THUMBNAIL`] each way. None for what is too large or cannot be decoded.
pub fn thumbnail(file: &File, mime: &str, most_pixels: u64) -> Option<Encoded> {
    let (picture, orientation) = decode(file, mime, most_pixels)?;
    let (width, height) = (picture.width(), picture.height());
    let small = if width.max(height) > THUMBNAIL { picture.thumbnail(THUMBNAIL, THUMBNAIL) } else { picture };
    encode(small, orientation)
}

/// The square in the middle, [`AVATAR`] pixels wide. None as above.
pub fn avatar(file: &File, mime: &str, most_pixels: u64) -> Option<Encoded> {
    let (picture, orientation) = decode(file, mime, most_pixels)?;
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    let square = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    drop(picture);
    let square = match side {
        AVATAR => square,
        side if side > AVATAR => square.thumbnail_exact(AVATAR, AVATAR),
        _ => square.resize_exact(AVATAR, AVATAR, FilterType::Triangle),
    };
    encode(square, orientation)
}

/// The first frame, not yet upright.
fn decode(file: &File, mime: &str, most_pixels: u64) -> Option<(DynamicImage, Orientation)> {
    let format = format(mime)?;
    // The header first: a decoder may have taken the whole file into memory by the time that it says how large it is.
    if file.metadata().ok()?.len() > LARGEST || measure(file, mime)?.pixels() > most_pixels {
        return None;
    }
    let memory = most_pixels.saturating_mul(4).saturating_add(BESIDE);
    let mut decoder = decoder(rewound(file)?, format, memory)?;
    let mut limits = limits(memory);
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Some((DynamicImage::from_decoder(decoder).ok()?, orientation))
}

fn decoder<'a>(source: impl BufRead + Seek + 'a, format: ImageFormat, memory: u64) -> Option<impl ImageDecoder + 'a> {
    let mut reader = ImageReader::with_format(source, format);
    reader.limits(limits(memory));
    reader.into_decoder().ok()
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    limits
}

fn rewound(mut file: &File) -> Option<BufReader<&File>> {
    file.rewind().ok()?;
    Some(BufReader::with_capacity(64 * 1024, file))
}

fn upright(decoder: &mut impl ImageDecoder) -> Option<Dimensions> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return None;
    }
    Some(match decoder.orientation().unwrap_or(Orientation::NoTransforms) {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            Dimensions { width: height, height: width }
        }
        _ => Dimensions { width, height },
    })
}

fn encode(mut picture: DynamicImage, orientation: Orientation) -> Option<Encoded> {
    picture.apply_orientation(orientation);
    let mut bytes = Vec::new();
    if picture.color().has_alpha() {
        let deep = picture.into_rgba8();
        if deep.pixels().any(|pixel| pixel[3] != u8::MAX) {
            deep.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok()?;
            return Some(Encoded { mime: "image/png", bytes });
        }
        picture = DynamicImage::ImageRgba8(deep);
    }
    let opaque = picture.into_rgb8();
    opaque.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)).ok()?;
    Some(Encoded { mime: "image/jpeg", bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, Rgba, Rgba32FImage, RgbaImage};
    use std::io::Write;

    fn on_disk(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        file
    }

    fn written(picture: &DynamicImage, format: ImageFormat) -> File {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).expect("written");
        on_disk(&bytes)
    }

    fn read(encoded: Option<Encoded>) -> DynamicImage {
        let encoded = encoded.expect("made");
        image::load_from_memory_with_format(&encoded.bytes, format(encoded.mime).expect("known")).expect("read")
    }

    const MANY: u64 = 16 << 20;

    #[test]
    fn every_format_and_depth_becomes_a_small_picture() {
        let colour = RgbaImage::from_pixel(800, 20, Rgba([200, 100, 50, 255]));
        let picture = DynamicImage::from(colour);
        for (format, mime) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Gif, "image/gif"),
            (ImageFormat::WebP, "image/webp"),
            (ImageFormat::Jpeg, "image/jpeg"),
        ] {
            let picture = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture.clone() };
            let file = written(&picture, format);
            assert_eq!(measure(&file, mime), Some(Dimensions { width: 800, height: 20 }), "{mime}");
            let small = read(thumbnail(&file, mime, MANY));
            assert_eq!((small.width(), small.height()), (640, 16), "{mime}");
            let Rgb(seen) = *small.to_rgb8().get_pixel(320, 8);
            assert!(seen.iter().zip([200, 100, 50]).all(|(seen, was)| seen.abs_diff(was) < 8), "{mime}: {seen:?}");
        }
        let deep = written(&DynamicImage::from(Rgba32FImage::new(9, 9)).to_rgba16().into(), ImageFormat::Png);
        assert!(thumbnail(&deep, "image/png", MANY).expect("made").mime == "image/png", "sixteen bits, and nothing but air");
        let grey = written(&picture.to_luma8().into(), ImageFormat::Png);
        assert_eq!(read(avatar(&grey, "image/png", MANY)).width(), AVATAR);
    }

    #[test]
    fn a_thread_of_a_picture_stays_visible() {
        let file = written(&DynamicImage::new_rgb8(1, 5000), ImageFormat::Png);
        let small = read(thumbnail(&file, "image/png", MANY));
        assert_eq!((small.width(), small.height()), (1, 640));
        let square = read(avatar(&file, "image/png", MANY));
        assert_eq!((square.width(), square.height()), (AVATAR, AVATAR));
    }

    #[test]
    fn what_has_too_many_pixels_is_measured_and_left_alone() {
        let file = written(&DynamicImage::new_rgb8(101, 100), ImageFormat::Png);
        assert_eq!(measure(&file, "image/png"), Some(Dimensions { width: 101, height: 100 }));
        assert!(thumbnail(&file, "image/png", 100 * 100).is_none());
        assert!(avatar(&file, "image/png", 100 * 100).is_none());
        assert!(thumbnail(&file, "image/png", 101 * 100).is_some());
    }

    #[test]
    fn what_is_called_otherwise_than_it_is_makes_no_picture() {
        let file = written(&DynamicImage::new_rgb8(9, 9), ImageFormat::Png);
        for mime in ["image/jpeg", "image/gif", "image/webp", "image/avif", "text/plain"] {
            assert!(measure(&file, mime).is_none() && thumbnail(&file, mime, MANY).is_none(), "{mime}");
        }
    }
}
