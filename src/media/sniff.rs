//! The media type of a file by its first bytes. What the client calls it is never asked.

/// So many bytes from the beginning tell it.
pub const HEAD: usize = 4096;

/// What nothing is known of.
pub const UNKNOWN: &str = "application/octet-stream";

/// All text is plain: markup and scripts would be run by who believes their names.
pub const TEXT: &str = "text/plain";

/// What browsers show without running anything in it. All else is downloaded.
const INLINE: [&str; 11] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "video/mp4",
    "video/webm",
    "video/ogg",
    "audio/ogg",
    "audio/mpeg",
    "audio/wav",
];

/// What stands at which place.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"MThd", "audio/midi"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
];

/// The media type that the first [`HEAD`] bytes show; all bytes where there are fewer.
pub fn kind(head: &[u8]) -> &'static str {
    let shows = |(at, bytes, _): &&(usize, &[u8], &str)| head.get(*at..).is_some_and(|rest| rest.starts_with(bytes));
    if let Some((.., kind)) = SIGNATURES.iter().find(shows) {
        return kind;
    }
    match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => "audio/wav",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => family(head),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => {
            if holds(head, b"webm") {
                "video/webm"
            } else {
                "video/x-matroska"
            }
        }
        [b'O', b'g', b'g', b'S', ..] => {
            if holds(head, b"\x80theora") {
                "video/ogg"
            } else {
                "audio/ogg"
            }
        }
        [b'P', b'K', 3, 4, ..] => archive(head),
        [0xff, second, third, ..] if is_mp3(*second, *third) => "audio/mpeg",
        _ if is_text(head) => TEXT,
        _ => UNKNOWN,
    }
}

pub fn is_inline(kind: &str) -> bool {
    INLINE.contains(&kind)
}

/// A picture that browsers show.
pub fn is_picture(kind: &str) -> bool {
    is_inline(kind) && kind.starts_with("image/")
}

/// A family of formats that share one box; the brands in it tell them apart.
fn family(head: &[u8]) -> &'static str {
    let length = head.first_chunk::<4>().map_or(0, |length| u32::from_be_bytes(*length)) as usize;
    let brands = head.get(8..length.min(head.len())).unwrap_or_default();
    let major = brands.get(..4).unwrap_or_default();
    // The four bytes after the first brand are its version.
    let brands = || brands.chunks_exact(4).enumerate().filter(|(place, _)| *place != 1).map(|(_, brand)| brand);
    let any = |known: &[&[u8]]| brands().any(|brand| known.contains(&brand));
    match () {
        () if any(&[b"avif", b"avis"]) => "image/avif",
        () if any(&[b"heic", b"heix", b"hevc", b"mif1", b"msf1"]) => "image/heic",
        () if major == b"qt  " => "video/quicktime",
        () if [&b"M4A "[..], b"M4B ", b"M4P "].contains(&major) => "audio/mp4",
        () if major.starts_with(b"3g") => "video/3gpp",
        () if any(&[b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"]) => {
            "video/mp4"
        }
        () => UNKNOWN,
    }
}

/// Documents that are archives within.
fn archive(head: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 7] = [
        (b"mimetypeapplication/epub+zip", "application/epub+zip"),
        (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
        (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
        (b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ];
    KNOWN.iter().find(|(mark, _)| holds(head, mark)).map_or("application/zip", |(_, kind)| kind)
}

/// The header of a frame of MPEG layer III, with a bit rate and a sampling rate that there are.
fn is_mp3(second: u8, third: u8) -> bool {
    second & 0xe6 == 0xe2 && second & 0x18 != 0x08 && third & 0xf0 != 0xf0 && third & 0xf0 != 0 && third & 0x0c != 0x0c
}

/// UTF-8 without control characters other than those of text. The last character may be cut off.
fn is_text(head: &[u8]) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD => {
            str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'))
}

fn holds(head: &[u8], mark: &[u8]) -> bool {
    head.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_shows() {
        let zip = |inside: &[u8]| [b"PK\x03\x04".as_slice(), &[0; 26], inside].concat();
        let brands = |brands: &[u8]| [&(brands.len() as u32 + 8).to_be_bytes(), b"ftyp".as_slice(), brands, b"avif"].concat();
        for (content, kind_of) in [
            (b"\x89PNG\r\n\x1a\n\0".to_vec(), "image/png"),
            (b"\xff\xd8\xff\xe0".to_vec(), "image/jpeg"),
            (b"GIF89a".to_vec(), "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "image/webp"),
            (b"RIFF\0\0\0\0WAVEfmt ".to_vec(), "audio/wav"),
            (b"RIFF\0\0\0\0AVI LIST".to_vec(), UNKNOWN),
            (brands(b"avif\0\0\0\0mif1"), "image/avif"),
            (brands(b"mif1\0\0\0\0avif"), "image/avif"),
            (brands(b"heic\0\0\0\0mif1"), "image/heic"),
            (brands(b"isom\0\0\x02\0isomiso2avc1mp41"), "video/mp4"),
            (brands(b"xxxx\0\0\0\0mp42"), "video/mp4"),
            (brands(b"qt  \0\0\0\0qt  "), "video/quicktime"),
            (brands(b"M4A \0\0\0\0isom"), "audio/mp4"),
            (brands(b"xxxxavif"), UNKNOWN),
            (b"\0\0\0\x08ftyp".to_vec(), UNKNOWN),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm".to_vec(), "video/webm"),
            (b"\x1a\x45\xdf\xa3\x42\x82\x88matroska".to_vec(), "video/x-matroska"),
            (b"OggS\0\x02 OpusHead".to_vec(), "audio/ogg"),
            (b"OggS\0\x02 \x80theora".to_vec(), "video/ogg"),
            (b"ID3\x04\0".to_vec(), "audio/mpeg"),
            (b"\xff\xfb\x90\x64".to_vec(), "audio/mpeg"),
            (b"\xff\xfe<\0h\0".to_vec(), UNKNOWN),
            (zip(b"a.txt"), "application/zip"),
            (zip(b"mimetypeapplication/epub+zip"), "application/epub+zip"),
            (zip(b"mimetypetext/html"), "application/zip"),
            (
                zip(b"[Content_Types].xml word/document.xml"),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            (b"%PDF-1.7".to_vec(), "application/pdf"),
            (b"<!doctype html><script>alert(1)</script>".to_vec(), TEXT),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), TEXT),
            ("naïve\r\n\tcafé".into(), TEXT),
            (b"naive\0cafe".to_vec(), UNKNOWN),
            (b"caf\xe9".to_vec(), UNKNOWN),
            (b"\x7fELF\x02".to_vec(), UNKNOWN),
        ] {
            assert_eq!(kind(&content), kind_of, "{}", content.escape_ascii());
        }
    }

    #[test]
    fn text_may_be_cut_off_in_the_middle_of_a_letter_only_where_it_is_cut_off() {
        let mut long = "a".repeat(HEAD - 1).into_bytes();
        long.push(0xc3);
        assert_eq!(kind(&long), TEXT);
        assert_eq!(kind(b"a\xc3"), UNKNOWN);
    }

    #[test]
    fn nothing_that_runs_is_shown_in_its_place() {
        for kind in [TEXT, UNKNOWN, "image/svg+xml", "text/html", "application/pdf", "image/heic", "audio/mp4", "video/quicktime"]
        {
            assert!(!is_inline(kind), "{kind}");
        }
        assert!(is_picture("image/avif") && !is_picture("video/mp4") && !is_picture("image/tiff"));
    }
}
