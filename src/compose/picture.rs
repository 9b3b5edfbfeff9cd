//! Counts in, a PNG out (ISO/IEC 15948): the chart that a digest brings along for programs that show pictures. A bar for each
//! day, a line at the deadline, and the numbers beside the axes.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};
use jiff::{ToSpan, civil::Date};

/// Width and height in pixels, as the templates say them.
const SIZE: (usize, usize) = (600, 240);
/// Where the bars stand.
const LEFT: usize = 48;
const RIGHT: usize = 584;
const TOP: usize = 20;
const BOTTOM: usize = 210;
/// How large a dot of a figure is.
const DOT: usize = 2;

/// Colours: white, black, a grey for lines, and the blue of the NHS (#005EB8), 6.4:1 on white.
const PALETTE: [[u8; 3]; 4] = [[255, 255, 255], [33, 43, 50], [174, 183, 189], [0, 94, 184]];
const INK: u8 = 1;
const LINE: u8 = 2;
const BAR: u8 = 3;

/// The figures 0 to 9 and the stroke, five rows of three dots.
const FIGURES: [[u8; 5]; 11] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
    [1, 1, 2, 4, 4],
];

/// The chart from how many trusts had answered by the end of each day, in order.
#[must_use]
pub fn picture(counts: &[(Date, usize)], of: usize, deadline: Date) -> Vec<u8> {
    let mut canvas = Canvas { dots: vec![0; SIZE.0 * SIZE.1] };
    let height = |count: usize| (count.min(of) * (BOTTOM - TOP)).checked_div(of).unwrap_or(0);
    for part in [0, of / 2, of] {
        let y = BOTTOM - height(part);
        canvas.fill((LEFT, RIGHT), (y, y + 1), LINE);
        canvas.write_left_of(LEFT - 6, y.saturating_sub(5), &part.to_string());
    }
    if let (Some((first, _)), Some((last, _))) = (counts.first(), counts.last()) {
        let end = (*last).max(deadline);
        let days = usize::try_from((end - *first).get_days()).unwrap_or(0) + 1;
        let place = |date: Date| {
            let day = usize::try_from((date - *first).get_days()).unwrap_or(0);
            LEFT + 4 + day * (RIGHT - LEFT - 8) / days
        };
        for (date, count) in counts {
            let next = place(date.checked_add(1.day()).unwrap_or(*date));
            let (from, to) = (place(*date), next.saturating_sub(1));
            canvas.fill((from, to.max(from + 1)), (BOTTOM - height(*count), BOTTOM), BAR);
        }
        let line = place(deadline.checked_add(1.day()).unwrap_or(deadline));
        for y in (TOP.saturating_sub(8)..BOTTOM).step_by(6) {
            canvas.fill((line, line + 2), (y, y + 4), INK);
        }
        let label = |date: Date| format!("{}/{}", date.day(), date.month());
        canvas.write(place(*first), BOTTOM + 8, &label(*first));
        canvas.write_left_of(line + 2, BOTTOM + 8, &label(deadline));
    }
    canvas.png()
}

struct Canvas {
    dots: Vec<u8>,
}

impl Canvas {
    /// Fills a rectangle; what lies outside is left out.
    fn fill(&mut self, (left, right): (usize, usize), (top, bottom): (usize, usize), colour: u8) {
        for y in top..bottom.min(SIZE.1) {
            let row = y * SIZE.0;
            if let Some(dots) = self.dots.get_mut(row + left.min(SIZE.0)..row + right.min(SIZE.0)) {
                dots.fill(colour);
            }
        }
    }

    fn write(&mut self, left: usize, top: usize, text: &str) {
        for (place, sign) in text.chars().enumerate() {
            let figure = sign.to_digit(10).map_or(10, |digit| digit as usize);
            for (row, dots) in FIGURES.get(figure).into_iter().flatten().enumerate() {
                for column in (0..3).filter(|column| dots & (4 >> column) != 0) {
                    let x = left + (place * 4 + column) * DOT;
                    let y = top + row * DOT;
                    self.fill((x, x + DOT), (y, y + DOT), INK);
                }
            }
        }
    }

    fn write_left_of(&mut self, right: usize, top: usize, text: &str) {
        self.write(right.saturating_sub(text.len() * 4 * DOT), top, text);
    }

    /// The dots as a PNG with a palette.
    fn png(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity(self.dots.len() + SIZE.1);
        for row in self.dots.chunks(SIZE.0) {
            rows.push(0); // no filter
            rows.extend_from_slice(row);
        }
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = Vec::new();
        header.extend_from_slice(&(SIZE.0 as u32).to_be_bytes());
        header.extend_from_slice(&(SIZE.1 as u32).to_be_bytes());
        header.extend_from_slice(&[8, 3, 0, 0, 0]); // eight bits, palette, deflate, filters, not interlaced
        chunk(&mut png, b"IHDR", &header);
        chunk(&mut png, b"PLTE", &PALETTE.concat());
        chunk(&mut png, b"IDAT", &deflated(&rows));
        chunk(&mut png, b"IEND", &[]);
        png
    }
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    png.extend_from_slice(&(data.len() as u32).to_be_bytes());
    png.extend_from_slice(kind);
    png.extend_from_slice(data);
    png.extend_from_slice(&crc.sum().to_be_bytes());
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use jiff::civil::date;

    use super::*;

    /// The dots of a PNG of ours, by rows.
    fn dots(png: &[u8]) -> Vec<Vec<u8>> {
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        let start = png.windows(4).position(|window| window == b"IDAT").unwrap();
        let length = u32::from_be_bytes(png[start - 4..start].try_into().unwrap()) as usize;
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(&png[start + 4..start + 4 + length]).read_to_end(&mut rows).unwrap();
        assert_eq!(rows.len(), (SIZE.0 + 1) * SIZE.1);
        rows.chunks(SIZE.0 + 1).map(|row| row[1..].to_vec()).collect()
    }

    #[test]
    fn bars_grow_with_the_answers_and_never_out_of_the_picture() {
        let counts =
            [(date(2016, 9, 13), 0), (date(2016, 9, 14), 79), (date(2016, 9, 15), 158), (date(2016, 9, 16), 500)];
        let dots = dots(&picture(&counts, 158, date(2016, 10, 11)));
        let bar = |x: usize| (0..SIZE.1).filter(|y| dots[*y][x] == BAR).count();
        let width = (RIGHT - LEFT - 8) / 29;
        let middle = |day: usize| LEFT + 4 + day * width + width / 2;
        assert_eq!([bar(middle(0)), bar(middle(1)), bar(middle(2)), bar(middle(3))], [0, 95, 190, 190]);
        assert!(dots[..TOP].iter().flatten().all(|dot| *dot != BAR));
    }

    #[test]
    fn a_chart_of_nothing_and_one_long_after_the_deadline_are_pictures_too() {
        assert!(dots(&picture(&[], 0, date(2016, 10, 11))).iter().flatten().all(|dot| *dot != BAR));
        let start = date(2016, 9, 13);
        let counts: Vec<(Date, usize)> = start.series(1.day()).take(900).map(|day| (day, 1)).collect();
        let png = picture(&counts, 1, start);
        assert!(dots(&png).iter().flatten().any(|dot| *dot == BAR));
        assert!(png.len() < 20_000, "{}", png.len());
    }
}
