//! The words of posts: ranks, disciplines, departments. Folded.

/// Words of ranks, disciplines and departments, with which no name begins.
pub(super) const WORK_WORDS: &str = "\
renal brachytherapy mri ct pet spect devices perioperative hepatology neuro-rehabilitation electro-biomedical equipment sterile quality histocompatibility transfusion \
accountant accounts acute administration administrator admin adviser advisor affairs agency agreement ahp ahps anaesthetics analyst analytical andrology assistant associate audiological audiologist \
audiologists audiology audiovestibular bank bio biochemist biochemistry biochemists bioengineering bioinformatics biomedical biological blood bms cardiac cardio cardiology cardiorespiratory cardiothoracic cath cellular \
ceo cfo chairman chairwoman chairperson chemistry chief childrens children's clinical clinician cmo cno coo cognitive colorectal communications complaints computing consultant consultants coordinator \
co-ordinator corporate critical cso's curriculum cytogenetics cytology cytopathology dcn deanery decontamination dental dermatology designated devices diagnostic diagnostics director directors discipline dietetics \
doctor ebme echo echocardiography education electrophysiology embryologist embryology emergency endocrinology endoscopy engineer engineering engineers ent equipment executive facilities fertility finance financial \
forensic gastro gastroenterology general genetic genetics genetisist genomic genomics gi governance gynaecology haematology haemato haemato-oncology haemophilia hcs hcsw head healthcare hearing hearts heart \
histocompatibility histology histopathology hospital hr human iap imaging immunogenetics immunologist immunology infection informatics innovation instrumentation intelligence interventional ist it kidney \
leader leadership lead learning lhs library liaison lims logistics lung managing management managers maternity maxillofacial md mechanical medic medical medicine mental metabolic microbiologist microbiology midwifery molecular monitoring \
mri mycology neonatal nephrology neuro neurology neurophysiologist neurophysiology neuropathology neuroscience neurosciences neurosurgery newborn nuclear nurse nurses nursing obstetrics occupational officer oncology \
operating operational operations ophthalmic ophthalmology optometry orthopaedic orthoptics orthotics outreach pa paediatric paediatrics pain palliative parenteral pathologist pathology people perfusion perfusionist \
performance pharmacy phlebotomy photography physical physicist physicists physics physiological physiologist physiologists physiology physiotherapy planning plastic poct point-of-care portering practice practitioner \
pre-operative pregnancy primary principal prison procurement professional professor prosthetics protection psychiatry psychology public pulmonary radiation radiographer radiography radiological radiologist \
radiology radiopharmacist radiopharmacy radiotherapy rd r&d receptionist reconstructive recruitment registrar registry regional rehab rehabilitation reproductive research resource resources resilience respiratory \
resuscitation retinal revalidation rheumatology risk rotational science sciences scientific scientist scientists screening secretary secretarial secretaries senior sexual sister sleep social specialised specialist speciality \
specialty spinal sport sterile sterilisation stroke strategic strategy student supervisor support surgery surgical systems technical technician technologist technologists technology therapeutic therapies therapy thoracic tissue \
toxicology training transformation transfusion transplant transplantation trauma trainer transformation trustwide typing ultrasound urodynamics urology vascular vestibular virology vision visual women women's womens wheelchair workforce \
wound xray x-ray five forward view modernising careers wise fellowship fellowships ktp amr knowledge transfer partnerships ambassador ambassadors week stp hsst ahcs ipem ibms ukas hcpc bsped aphp \
trustee governors governor non-executive ned executive's companion trusts' lead: head: band nvq chaplaincy chaplain";

/// Words that are common ones elsewhere, but go on within a post.
pub(super) const DISCIPLINE_WORDS: &str = "\
renal dialysis bone density densitometry gait motion movement ocular molecular genomic laser optical speech voice balance implant implants cochlear tissue cell cells blood quality \
governance group team section joint deputy associate assistant interim acting vice honorary substantive designate trust trust-wide regional national technical delivery project programme measurement measurements \
investigation investigations studies study service services laboratory laboratories lab labs unit department dept division divisional directorate centre care point care: test testing tests device devices \
equipment safety protection decontamination sciences clinic clinics area lead: mgr clin snr asst spec tech cancer health children's adult adults gastrointestinal gi hepatology liver breast prostate eye skin \
sleep lung heart kidney brain nerve spine hand foot bionics robotics data digital computing statistics modelling mathematics nanomedicine electronics electronic electrical mechanical biomechanics \
rehab orthopaedics orthopaedic therapeutics cytogenomics proteomics informatics communication education training workforce improvement transformation innovation development research trials pharmaceutical \
pharmaceuticals aseptic sterile preparative production radioisotope isotope isotopes brachytherapy dosimetry photonics ophthalmics haemodynamics haemostasis thrombosis coagulation specimens specimen reception \
mortuary mycobacteriology parasitology bacteriology biosciences haematological immunological physiologic metabolic exercise perioperative theatre theatres anaesthetic environmental acoustic \
cardio-respiratory electro-biomedical neuro-otology allied professions profession newborn screening paediatrics neonatal maternal foetal fetal medicine imaging physics engineering science scientific \
network grade top advanced person responsible optics tinnitus rhythm pacing aseptics staff sci nuc med eng phys biochem haem histo micro cyto analysis hub inherited disease diseases disorders assistive viability \
pacemaker pacemakers audit cytometry andrological photobiology phototherapy illustration perfusion labs path paeds paed obs gynae derm ophthal resp neurophys";

/// Words that name a post.
pub(super) const POST_WORDS: &str = "\
head director scientist manager lead leader chief consultant physiologist physicist biochemist technologist technician engineer audiologist practitioner officer embryologist \
perfusionist professor chair bms mlso haematologist microbiologist immunologist geneticist radiopharmacist pharmacist radiographer neurophysiologist cytologist histologist virologist \
superintendent supervisor coordinator co-ordinator specialist cytogeneticist pathologist psychologist bioinformatician andrologist reader lecturer fellow registrar adviser advisor \
optometrist orthoptist dosimetrist prosthetist toxicologist illustrator photographer nurse sonographer echocardiographer informatician analyst clinician principal rso rpa mpe directors scientists \
biologist chemist scientific mgr expert";
