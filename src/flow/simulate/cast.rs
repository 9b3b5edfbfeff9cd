//! The trusts of a simulated campaign and the invented people who write for them.

use crate::domain::{EmailAddress, OdsCode};

/// Code, name and mail domain.
const TRUSTS: [(&str, &str, &str); 12] = [
    ("RR8", "LEEDS TEACHING HOSPITALS NHS TRUST", "leedsth.nhs.uk"),
    ("RHQ", "SHEFFIELD TEACHING HOSPITALS NHS FOUNDATION TRUST", "sth.nhs.uk"),
    ("RX1", "NOTTINGHAM UNIVERSITY HOSPITALS NHS TRUST", "nuh.nhs.uk"),
    ("RTD", "THE NEWCASTLE UPON TYNE HOSPITALS NHS FOUNDATION TRUST", "nuth.nhs.uk"),
    ("RWE", "UNIVERSITY HOSPITALS OF LEICESTER NHS TRUST", "uhl-tr.nhs.uk"),
    ("RHM", "UNIVERSITY HOSPITAL SOUTHAMPTON NHS FOUNDATION TRUST", "uhs.nhs.uk"),
    ("RCB", "YORK TEACHING HOSPITAL NHS FOUNDATION TRUST", "york.nhs.uk"),
    ("RJ1", "GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "gstt.nhs.uk"),
    ("RGT", "CAMBRIDGE UNIVERSITY HOSPITALS NHS FOUNDATION TRUST", "addenbrookes.nhs.uk"),
    ("RA7", "UNIVERSITY HOSPITALS BRISTOL NHS FOUNDATION TRUST", "uhbristol.nhs.uk"),
    ("RK9", "PLYMOUTH HOSPITALS NHS TRUST", "plymouth.nhs.uk"),
    ("RXF", "MID YORKSHIRE HOSPITALS NHS TRUST", "midyorks.nhs.uk"),
];

const DIRECTORS: [&str; 12] = [
    "Helen Reed",
    "Tom Bell",
    "Priya Nair",
    "Owen Hughes",
    "Grace Obi",
    "Martin Kerr",
    "Sarah Lund",
    "Imran Aziz",
    "Claire Dunn",
    "Peter Wray",
    "Anita Rao",
    "Colin Marsh",
];

const DEPUTIES: [&str; 12] = [
    "Amit Shah",
    "Uma Iyer",
    "Kate Doyle",
    "Neil Frost",
    "Joan Petty",
    "Ravi Menon",
    "Linda Cole",
    "Hugh Parry",
    "Fiona Beck",
    "Samir Khan",
    "Ruth Oakes",
    "Derek Poole",
];

const LEADS: [&str; 12] = [
    "Jane Smith",
    "David Holt",
    "Mary Quinn",
    "Alan Price",
    "Susan Hart",
    "Brian Webb",
    "Laura Finch",
    "George Nash",
    "Emma Stone",
    "Philip Rudd",
    "Nina Patel",
    "Robert Lane",
];

const SUCCESSORS: [&str; 12] = [
    "Karen Wood",
    "Simon Ford",
    "Julie Banks",
    "Mark Ellis",
    "Diane Fox",
    "Keith Moss",
    "Wendy Gray",
    "Ian Boyd",
    "Tina Hale",
    "Roger Dean",
    "Lucy Shaw",
    "Adam Cross",
];

/// More trusts than this take part in no campaign.
pub const MOST_TRUSTS: usize = TRUSTS.len();

/// Somebody of a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Player {
    pub name: &'static str,
    pub email: EmailAddress,
}

/// A trust that takes part.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub code: OdsCode,
    pub name: &'static str,
    pub domain: &'static str,
    pub director: Player,
    pub deputy: Player,
    pub lead: Player,
    pub successor: Player,
}

/// The trusts in the order of this shuffled list of numbers.
pub(super) fn cast(order: &[usize]) -> Vec<Cast> {
    order.iter().filter_map(|at| of(*at)).collect()
}

fn of(at: usize) -> Option<Cast> {
    let (code, name, domain) = *TRUSTS.get(at)?;
    let player = |names: &[&'static str; 12]| {
        let name = *names.get(at)?;
        let local = name.to_lowercase().replace(' ', ".");
        Some(Player { name, email: EmailAddress::parse(&format!("{local}@{domain}")).ok()? })
    };
    Some(Cast {
        code: OdsCode::parse(code).ok()?,
        name,
        domain,
        director: player(&DIRECTORS)?,
        deputy: player(&DEPUTIES)?,
        lead: player(&LEADS)?,
        successor: player(&SUCCESSORS)?,
    })
}
