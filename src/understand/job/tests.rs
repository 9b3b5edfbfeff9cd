//! Posts in the forms in which British hospitals name them, and where they end.

use super::leading;
use crate::{
    message,
    understand::{
        Context,
        tests::{campaign, limits, register},
        to_json, understand,
    },
};

fn after(text: &str) -> &str {
    leading(text).and_then(|range| text.get(range)).unwrap_or("")
}

/// The posts of the nominees in a mail with this body.
fn posts_of(body: &str) -> Vec<String> {
    let (register, campaign) = (register(), campaign());
    let context = Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 1) };
    let mail = format!(
        "From: Pat Osgood <pat.osgood@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: Lead Healthcare Scientist\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    );
    let message = message::read(mail.as_bytes(), &limits()).unwrap();
    let reading = to_json("mail.eml", &understand(&message, &context));
    let nominees = reading["nominees"].as_array().unwrap().clone();
    nominees.iter().map(|nominee| nominee["job_title"].as_str().unwrap_or("").to_owned()).collect()
}

/// Posts as they stand: ranks and disciplines, known and unknown, with their commas, dashes, brackets and strokes.
const POSTS: &str = "\
Service Manager – Cardiac Physiology
Lead Scientist – Genomics
Head of Perfusion Science
Head of Photobiology
Photobiology Lead
Head of Clinical Photonics
Neurosensory Services Manager
Chief Perfusionist
Professional Head of Healthcare Science
Professional Lead for Physiological Sciences
Trust Lead for Point of Care Testing
POCT Manager
POCT Lead
EBME Manager
Head of EBME
Head of MEMS
EME Services Manager
Director of Infection Sciences
Head of Laboratory Genetics
Clinical Lead for Bioinformatics
Head of Clinical Informatics
Head BMS
Pathology Services Manager
Divisional Manager, Pathology
Associate Director of Healthcare Sciences
Head of Non-ionising Radiation
Radiation Protection Adviser
Medical Physics Expert
Head of Radiotherapy Physics and RPA
Lead Clinical Scientist (Flow Cytometry)
Head of Decontamination Science
Head of Rehabilitation Engineering & Gait Analysis
Head of Hearing & Balance Services
Head of Adult & Paediatric Audiology
Audiology Services Lead
Head of Service, Audiology
Head of Service for Neurophysiology
Head of Department, Immunology
Consultant Clinical Scientist/Head of Service
Lead Embryologist & Person Responsible
Lead Cardiac Scientist
Cardiac Devices Lead
Respiratory Physiology Manager
Cath Lab Manager
Echo Lead
ECG Manager
Head of Cardiac Investigations
Head of Ultrasound and Vascular
Superintendent Physicist
Professor of Medical Physics and Head of Department
Professor of Clinical Biochemistry
Chair of Pathology
Honorary Professor and Consultant Clinical Scientist
Reader in Genomic Medicine and Consultant Clinical Scientist
Senior Lecturer / Consultant Clinical Scientist
Head of Blood & Transplant Sciences
Blood Bank Manager
Anatomical Pathology Technologist Manager
Clinical Trials Physicist
Head of Imaging (Physics)
Head of MR Physics
MR Physics Group Lead
Head of CT & MRI Physics
Chief Technical Officer
Lead for Radiation Safety
Trust Radiation Protection Lead
Training Lead for Healthcare Science
Healthcare Science Training Lead
Healthcare Science Education Manager
Assistant Director (Scientific Services)
Deputy Director of Scientific Services
General Manager, Diagnostics & Therapies
General Manager for Clinical Support Services
Group Head of Laboratory Medicine
Network Lead, Cellular Pathology
Clinical Service Lead – Ophthalmic Science
Medical Photographer
Head of Medical Illustration
Head of Medical Photography
Lead Ophthalmic Vision Scientist
Head of Wheelchair Services
Principal Rehabilitation Engineer
Renal Technical Manager
Head of Assistive Technology
Electronic Assistive Technology Lead
Director, Regional Genetics Laboratory
Head of the Regional Cytogenetics Laboratory
Head of the Department of Clinical Biochemistry
Director of the Supraregional Assay Service
Clinical Biochemist
Top Grade Biochemist
Chief MLSO
Head of Chemical Pathology
Metabolic Biochemist
Newborn Screening Director
Screening Lead
H&I Lead
Head of H&I
Head of Histocompatibility & Immunogenetics (H&I)
Quality and Governance Manager (Pathology)
Pathology Quality Manager
Innovation Lead
Head of Research & Innovation
Director of R&D
Head of Northern Medical Physics
Head of Yorkshire Regional Genetics
Consultant Clin Sci in Nuc Med
head of med eng
Lead for Healthcare Science Education
Head of Physiology, Respiratory & Cardiac
Head of Audiology, Balance and Tinnitus Services
Head of Neuro-otology and Tinnitus
Operational Lead - Endoscopy & Decontamination
Head of Prosthetics and Orthotics
Consultant Clinical Scientist – Haemoglobinopathies
Lead Physiologist (Pacing and ICD)
Team Leader – Cardiac Rhythm Management
Cardiac Rhythm Management Lead
Chief Cardiac Physiologist (Pacing)
Principal Clinical Scientist – Imaging & Optics
Head of Phototherapy and Laser Protection
Laser Protection Adviser
Chief Radiographer
Lead Pharmacist
Quality Lead for Blood Sciences & Microbiology
Deputy Head of Service (Audiology)
Head of Genomic Laboratory Hub
Lead Nurse
Head of Science
Director of Science
Director of Scientific Services
Head of Clinical Technology
Clinical Technology Manager
Medical Engineering Manager
Head of Medical Devices
Head of Biomedical Engineering
Physics Lead
Bioinformatics Team Lead
Lead Bioinformatician
Biomedical Scientist Team Manager
Advanced Practitioner in Histopathology
Advanced Biomedical Scientist
Specialist Biomedical Scientist
Consultant Clinical Scientist in the Northern Genetics Service
Chief Pharmacist, Aseptic Services & QC
Consultant Microbiologist / Infection Sciences Lead
group leader mr physics
Lead Scientist for Inherited Metabolic Disease
Director of Yorkshire Medical Physics and Clinical Engineering";

#[test]
fn a_post_is_read_whole_whatever_stands_around_it() {
    for post in POSTS.lines() {
        for (before, behind) in [
            ("", ""),
            (", ", ", jane@x.nhs.uk"),
            (" (", ") on 0113 496 0123"),
            ("\t", "\tjane@x.nhs.uk"),
            (" / ", " / jane@x.nhs.uk"),
            (" - ", " - 0113 496 0123"),
            (", our new ", ", who"),
            (" is our ", " and will be"),
            (" is ", " at Leeds General Infirmary"),
            (" is currently the ", " for the Trust"),
            (", ", " here"),
            (", ", ". Her e-mail is"),
            (", ", ". IT have not given her one"),
            (", ", ", St James's Hospital, Leeds"),
            (", ", " - Leeds Teaching Hospitals NHS Trust"),
            (", ", ", based at Seacroft"),
            (", ", ", Royal Devon and Exeter"),
            (", ", ", on behalf of Dr Hill"),
        ] {
            let text = format!("{before}{post}{behind}");
            assert_eq!(after(&text), post, "{text}");
        }
    }
}

/// The words after a name, and the post in them.
const ENDS: &[(&str, &str)] = &[
    (", Head of Audiology Salford Royal", "Head of Audiology"),
    (", Head of Audiology Broomfield Hospital", "Head of Audiology"),
    (", Head of Audiology, Broomfield Hospital", "Head of Audiology"),
    (", Head of Audiology in Leeds", "Head of Audiology"),
    (", Head of Audiology at the LGI", "Head of Audiology"),
    (", Head of Audiology for Guy's and St Thomas' NHS Foundation Trust", "Head of Audiology"),
    (", Head of Medical Physics in the Royal Berkshire Hospital", "Head of Medical Physics"),
    (", Head of Audiology and Jane Smith", "Head of Audiology"),
    (", Head of Audiology and our nominee", "Head of Audiology"),
    (", Head of Audiology and Lead Healthcare Scientist.", "Head of Audiology and Lead Healthcare Scientist"),
    (", Head of Audiology and will", "Head of Audiology"),
    (", Head of Audiology, whose", "Head of Audiology"),
    (", Head of Audiology, East Surrey", "Head of Audiology"),
    (", Head of Audiology - East Kent Hospitals", "Head of Audiology"),
    (", Head of Audiology, Mobile 07700 900123", "Head of Audiology"),
    (", Head of Audiology, Direct line 01632", "Head of Audiology"),
    (", Head of Audiology, Tel 01632", "Head of Audiology"),
    (", Head of Audiology, Email jane@x", "Head of Audiology"),
    (", Head of Audiology, Level 3, Jenner Building", "Head of Audiology"),
    (", Head of Audiology. Email", "Head of Audiology"),
    (", Head of Audiology, Department of Audiology, St Mary's Hospital", "Head of Audiology, Department of Audiology"),
    (", Consultant Clinical Scientist Medical Physics", "Consultant Clinical Scientist Medical Physics"),
    (", Head of Audiology (Band 8c)", "Head of Audiology"),
    (", Head of Audiology Band 8c", "Head of Audiology"),
    (", Head of Audiology (copied)", "Head of Audiology"),
    (", Head of Audiology (she/her)", "Head of Audiology"),
    (", Head of Audiology to be", "Head of Audiology"),
    (", Head of Audiology since 2011", "Head of Audiology"),
    (", Head of Audiology, PA Denise Brown", "Head of Audiology"),
    (", Head of Audiology, who", "Head of Audiology"),
    (" is Head of Audiology with us", "Head of Audiology"),
    (
        ", Head of Department and Consultant Clinical Scientist, Cellular Pathology, City Hospital",
        "Head of Department and Consultant Clinical Scientist, Cellular Pathology",
    ),
    (", Professor of Clinical Biochemistry at Imperial College", "Professor of Clinical Biochemistry"),
    (", Head of Genetics, Birmingham Women's Hospital", "Head of Genetics"),
    (", Head of Genetics, Birmingham Women's and Children's", "Head of Genetics"),
    (", Head of Radiology Physics, Queen's Hospital", "Head of Radiology Physics"),
    (", Head of Audiology, Children's Hospital", "Head of Audiology"),
    (", Head of Cardiology, Heart Hospital", "Head of Cardiology"),
    (", Head of Cardiology, Liverpool Heart and Chest", "Head of Cardiology"),
    (", Head of Biochemistry, Royal Brompton", "Head of Biochemistry"),
    (", Head of Audiology for the whole Trust", "Head of Audiology"),
    (", Head of Audiology across both sites", "Head of Audiology"),
    (", Head of Audiology, both sites", "Head of Audiology"),
    (", Manager of the Vascular Laboratory", "Manager of the Vascular Laboratory"),
    (", manager of our vascular laboratory", "manager of our vascular laboratory"),
    (", head of the cath labs", "head of the cath labs"),
    (", head of physics here at Poole", "head of physics"),
    (
        ", Deputy Medical Director and Consultant Clinical Scientist",
        "Deputy Medical Director and Consultant Clinical Scientist",
    ),
    (" (Head of Audiology, RCHT)", "Head of Audiology"),
    (" (Head of Audiology; 01632 960123)", "Head of Audiology"),
    (" (Head of Audiology – jane@x)", "Head of Audiology"),
    (": Head of Audiology", "Head of Audiology"),
    (" – Head of Audiology – 01632", "Head of Audiology"),
    (" | Head of Audiology | 01632", "Head of Audiology"),
    (", Head of Audiology", "Head of Audiology"),
    (" is the newly appointed Head of Audiology", "Head of Audiology"),
    (", currently our interim Head of Audiology", "interim Head of Audiology"),
    (", who is acting Head of Audiology", "acting Head of Audiology"),
];

#[test]
fn a_post_ends_where_a_place_a_person_a_number_or_a_verb_begins() {
    for (text, expected) in ENDS {
        assert_eq!(after(text), *expected, "{text}");
    }
}

#[test]
fn what_somebody_does_the_role_places_and_former_posts_are_no_post() {
    for text in [
        " runs Audiology for us",
        " heads up Medical Physics",
        " leads on point of care testing",
        " is in charge of the laboratories",
        " who manages Cellular Pathology",
        ", Northumbria's Lead Healthcare Scientist",
        ", Trust's lead scientist",
        " is the lead for Leeds Teaching Hospitals",
        " is our chief scientist for the Trust",
        ", Lead Scientist for Barts Health",
        ", Lead Scientist for University Hospitals Leicester",
        ", Lead Healthcare Scientist for Kent Community Health",
        ", NHS Lead Healthcare Scientist",
        ", LHS Lead",
        ", RCHT Lead Healthcare Scientist",
        ", Ward Manager's office",
        ", Rowley Bristow Unit",
        ", Medical Physics, Level 2",
        ", Royal Berkshire Hospital",
        " and the Medical Director's Office",
        ", copied in here",
        " manager",
        ", The Christie",
        ", Salford Royal",
        ", formerly Head of Audiology",
        ", former Head of Audiology",
        ", previously Head of Audiology",
    ] {
        assert_eq!(after(text), "", "{text}");
    }
}

/// Mails, and the post of the one they nominate.
const MAILS: &[(&str, &str)] = &[
    (
        "Please record Jane Ashworth as LHS. Job title: Head of Vascular Science. Email jane.ashworth@leedsth.nhs.uk",
        "Head of Vascular Science",
    ),
    (
        "Jane Ashworth has agreed to be our Lead Healthcare Scientist. She is employed as Head of Vascular Science.",
        "Head of Vascular Science",
    ),
    (
        "We have chosen Jane Ashworth as our LHS. As Head of Vascular Science, she is well placed.",
        "Head of Vascular Science",
    ),
    (
        "The Head of Vascular Science here is Mrs Jane Ashworth and she will be our Lead Healthcare Scientist.",
        "Head of Vascular Science",
    ),
    (
        "The Trust's Lead Healthcare Scientist is its Head of Vascular Science, Mrs Jane Ashworth.",
        "Head of Vascular Science",
    ),
    ("Our LHS is Jane Ashworth [Head of Vascular Science], jane.ashworth@leedsth.nhs.uk", "Head of Vascular Science"),
    (
        "Our LHS is Jane Ashworth... Head of Vascular Science... jane.ashworth@leedsth.nhs.uk",
        "Head of Vascular Science",
    ),
    (
        "Our LHS is\n\nHead of Vascular Science\nJane Ashworth\njane.ashworth@leedsth.nhs.uk\n",
        "Head of Vascular Science",
    ),
    (
        "Jane Ashworth will act as Lead Healthcare Scientist in addition to being Head of Vascular Science.",
        "Head of Vascular Science",
    ),
    ("Jane Ashworth is both Head of Vascular Science and our Lead Healthcare Scientist.", "Head of Vascular Science"),
    ("Our Lead Healthcare Scientist is Dr Jane Ashworth, our new Head of Audiology.", "Head of Audiology"),
    (
        "We nominate Dr Jane Ashworth. She joins us from Reykjavik as Head of Radiation Physics.",
        "Head of Radiation Physics",
    ),
    (
        "Jane Ashworth will be our lead. She started on Monday as Pathology Quality & Governance Lead and IT haven't set her up.",
        "Pathology Quality & Governance Lead",
    ),
    (
        "Dr Jane Ashworth takes over as Lead Healthcare Scientist from Alan Stivichall. She came to us in May as Head of Radiation Physics.",
        "Head of Radiation Physics",
    ),
    ("Jane Ashworth will be our Lead Healthcare Scientist. Head of med eng. 01632 960700", "Head of med eng"),
    (
        "We nominate Dr Elizabeth \"Libby\" Thornycroft as our LHS. Libby is Head of Nuclear Medicine, ext 2741.",
        "Head of Nuclear Medicine",
    ),
    (
        "We nominate as LHS:\n\nDr Jane Ashworth\nBlood Sciences Manager / Transfusion Lead\njane.ashworth@leedsth.nhs.uk\n",
        "Blood Sciences Manager / Transfusion Lead",
    ),
    (
        "Lead Healthcare Scientist\n\nNominee Dr Jane Ashworth\nRole Head of Clinical Measurement\nEmail jane.ashworth@leedsth.nhs.uk\n",
        "Head of Clinical Measurement",
    ),
    (
        "As requested:\n\nRole\tName\tPost\tEmail\nLHS\tDr Jane Ashworth\tRadiology Physics Services Manager\tjane.ashworth@leedsth.nhs.uk\n",
        "Radiology Physics Services Manager",
    ),
    (
        "Table below:\n\nRole\tName\tEmail\nLead Healthcare Scientist\tDr Jane Ashworth, Head of Medical Physics\tjane.ashworth@leedsth.nhs.uk\nMedical Director\tDr Christine Blanchflower\tchristine.blanchflower@leedsth.nhs.uk\n",
        "Head of Medical Physics",
    ),
];

#[test]
fn a_post_is_found_wherever_the_mail_gives_it() {
    for (text, expected) in MAILS {
        assert_eq!(posts_of(text), [*expected], "{text}");
    }
}
