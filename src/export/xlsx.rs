//! The register as a workbook: a sheet of trusts and one of people. Text is text, days are days, numbers are numbers; the heads
//! stay in view, every column can be filtered. The same register gives the same bytes.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::Register;
use super::guard::opens_a_formula;
use super::table::{Cell, Table, people, trusts};

/// Why there is no workbook: it would be too large for one.
#[derive(Debug, thiserror::Error)]
#[error("the register does not fit into a workbook")]
pub struct WorkbookError(#[from] XlsxError);

/// The columns that stay in view on the left: code and name of the trust.
const FROZEN_COLUMNS: u16 = 2;
/// Widths in characters.
const NARROWEST: usize = 9;
const WIDEST: usize = 48;
/// What the arrow of the filter takes of a head.
const ARROW: usize = 3;

/// The bytes of the file.
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn xlsx(register: &Register) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let as_at = register.as_at.datetime();
    let created = ExcelDateTime::from_ymd(year(as_at.date()), month(as_at.date()), day(as_at.date()))?;
    let properties = DocProperties::new()
        .set_title(format!("Register of {}", register.name))
        .set_author("Chief Scientific Officer's team, NHS England")
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for table in [trusts(register), people(register)] {
        fill(workbook.add_worksheet(), &table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The formats of a sheet.
struct Formats {
    head: Format,
    text: Format,
    /// Text that would become a formula if somebody went into the cell and out again.
    guarded: Format,
    day: Format,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_align(FormatAlign::Top)
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(0x00_5E_B8)),
            text: cell().set_text_wrap(),
            guarded: cell().set_text_wrap().set_quote_prefix(),
            day: cell().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            number: cell().set_num_format("0"),
        }
    }
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let formats = Formats::new();
    sheet.set_name(table.name)?;
    for (column, name) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, *name, &formats.head)?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, (row, column), cell, &formats)?;
        }
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_freeze_panes(1, FROZEN_COLUMNS)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            let format = if opens_a_formula(text) { &formats.guarded } else { &formats.text };
            sheet.write_string_with_format(row, column, text, format)?;
        }
        Cell::Number(number) => {
            // Numbers of messages, far below the 2^53 up to which a cell counts exactly.
            #[expect(clippy::cast_precision_loss, reason = "see above")]
            sheet.write_number_with_format(row, column, *number as f64, &formats.number)?;
        }
        Cell::Day(date) => {
            let date = ExcelDateTime::from_ymd(year(*date), month(*date), day(*date))?;
            sheet.write_datetime_with_format(row, column, &date, &formats.day)?;
        }
        Cell::Nothing => {}
    }
    Ok(())
}

/// As wide as its widest cell, within reason.
fn width(table: &Table, column: usize) -> f64 {
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().count(),
        Cell::Number(_) | Cell::Day(_) => 10,
        Cell::Nothing => 0,
    };
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(length);
    let head = table.columns.get(column).map_or(0, |name| name.chars().count() + ARROW);
    let widest = cells.chain([head, NARROWEST]).max().unwrap_or(NARROWEST).min(WIDEST);
    f64::from(u32::try_from(widest).unwrap_or(0)) + 1.0
}

fn year(date: jiff::civil::Date) -> u16 {
    date.year().unsigned_abs()
}

fn month(date: jiff::civil::Date) -> u8 {
    date.month().unsigned_abs()
}

fn day(date: jiff::civil::Date) -> u8 {
    date.day().unsigned_abs()
}
