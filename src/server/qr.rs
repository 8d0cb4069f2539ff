//! QR codes for a terminal, which phones read off it.

use qrcode::{Color, EcLevel, QrCode};

/// Modules of nothing around it, without which cameras do not see where it begins.
const QUIET: usize = 4;

/// Black on white, whatever the terminal's colours are.
const INK: &str = "\x1b[38;5;16;48;5;231m";
const PLAIN: &str = "\x1b[0m";

/// Two modules to a character, one above the other; none where the text is too long for one that a terminal has room for.
pub fn drawn(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    if side > 80 {
        return None;
    }
    let dark = |row: usize, column: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < width);
        inside(row).zip(inside(column)).is_some_and(|(row, column)| colors[row * width + column] == Color::Dark)
    };
    let mut drawn = String::new();
    for row in (0..side).step_by(2) {
        drawn.push_str(INK);
        drawn.extend((0..side).map(|column| match (dark(row, column), dark(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }));
        drawn.push_str(PLAIN);
        drawn.push('\n');
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "http://192.168.100.200:8787/#/setup?code=ABCD-EFGH-JKLM-NPQR";

    #[test]
    fn every_module_is_where_it_belongs_in_a_margin_of_four() {
        let code = QrCode::with_error_correction_level(LINK, EcLevel::L).expect("a code");
        let drawn = drawn(LINK).expect("drawn");
        let lines: Vec<Vec<char>> =
            drawn.lines().map(|line| line.replace(INK, "").replace(PLAIN, "").chars().collect()).collect();
        let seen = |row: usize, column: usize| match lines[row / 2][column] {
            '█' => true,
            '▀' => row.is_multiple_of(2),
            '▄' => !row.is_multiple_of(2),
            _ => false,
        };
        let side = code.width() + 8;
        assert!(side <= 80 && lines.iter().all(|line| line.len() == side) && lines.len() == side.div_ceil(2));
        for row in 0..side {
            for column in 0..side {
                let module = |at: usize| at.checked_sub(4).filter(|at| *at < code.width());
                let dark = module(row).zip(module(column)).is_some_and(|(y, x)| code[(x, y)] == Color::Dark);
                assert_eq!(seen(row, column), dark, "{row}, {column}");
            }
        }
    }

    #[test]
    fn what_has_no_room_on_a_terminal_is_left_away() {
        assert!(drawn(&"x".repeat(1_000)).is_none());
    }
}
