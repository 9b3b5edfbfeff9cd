//! Any bytes as a sheet of a workbook.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let entries: [(&str, &[u8]); 4] = [
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"a\" id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<a><b Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></a>"),
        ("xl/sharedStrings.xml", b"<sst><si><t>Name</t></si><si><t>Jane Smith</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", bytes),
    ];
    files::read_as("a.xlsx", files::zipped(&entries));
});
