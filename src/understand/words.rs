//! Word lists: what a British reader knows about words before reading the sentence. Folded: lower case, no accents.

mod work;

use std::{
    collections::HashSet,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

use work::{DISCIPLINE_WORDS, POST_WORDS, WORK_WORDS};

/// A set of words that never changes. Nobody outside chooses its words, so that a simple hash will do.
type Words = HashSet<&'static str, BuildHasherDefault<Fnv>>;

fn set(words: &'static str) -> Words {
    words.split_whitespace().collect()
}

/// FNV-1a, which is quick for short words.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Given names that people in British hospitals have. Not complete, and need not be: a title, an address or a label tells as much.
pub(super) static FORENAMES: LazyLock<Words> = LazyLock::new(|| set(include_str!("forenames/british.txt")));

/// Given names from elsewhere in the world: enough to take two words with capitals for a person, not to take one word for one, nor to
/// tell which of two is the surname. From the name lists of the Faker library (MIT), without English words and places.
pub(super) static GIVEN_ELSEWHERE: LazyLock<Words> = LazyLock::new(|| set(include_str!("forenames/elsewhere.txt")));

/// Surnames that many people write before the given name: `Zhang Jianguo`.
pub(super) static SURNAMES_IN_FRONT: LazyLock<Words> = LazyLock::new(|| {
    set(
        "zhang wang liu chen yang huang zhao zhou xu zhu guo gao luo liang zheng xie feng cao peng xiao cheng tang deng yuan jiang shen wong cheung leung tse yip kwok lau nguyen tran pham hoang phan choi hwang kwon",
    )
});

/// Words that are written with a capital but do not belong to a person's name.
pub(super) static NOT_NAMES: LazyLock<Words> = LazyLock::new(|| {
    let mut words = set(COMMON_WORDS);
    words.extend(set(PLACE_WORDS));
    words.extend(set(TOWN_WORDS));
    words.extend(set(WORK_WORDS));
    words
});

/// Common words that are surnames when a title or given name stands before them.
pub(super) static SURNAMES: LazyLock<Words> = LazyLock::new(|| {
    let mut words = set(TOWN_WORDS);
    words.extend(set(SURNAME_WORDS));
    words
});

/// Words of organisations and addresses: a name that touches one is a place (`George Eliot Hospital`).
pub(super) static PLACES: LazyLock<Words> = LazyLock::new(|| {
    let mut words = set(PLACE_WORDS);
    words.extend(set(TOWN_WORDS));
    words
});

/// Words of ranks, disciplines and rooms: what a post is made of besides the words that name it.
pub(super) static WORK: LazyLock<Words> = LazyLock::new(|| {
    let mut words = set(WORK_WORDS);
    words.extend(set(DISCIPLINE_WORDS));
    words
});

/// Words that a post is named by: a title holds at least one.
pub(super) static POSTS: LazyLock<Words> = LazyLock::new(|| set(POST_WORDS));

/// Given names that in our mail are almost always the other word.
pub(super) static ALWAYS_WORDS: LazyLock<Words> = LazyLock::new(|| {
    set(
        "will see kind best ward hill park lane royal king ext an my so west north bay day dot long sir page hope art summer london chelsea lister kent devon chester lincoln kingston",
    )
});

/// Small words inside surnames.
pub(super) static PARTICLES: LazyLock<Words> = LazyLock::new(|| {
    set(
        "van von der den de du la le da das dos do di del della bin binti ibn al el ap ab ferch ni nic mac ui o ua ten ter ver zu zur y st",
    )
});

/// Hospitals that are named after people and are written without the word hospital.
pub(super) const EPONYMS: &[&str] = &[
    "george eliot",
    "james paget",
    "queen elizabeth",
    "queen alexandra",
    "princess alexandra",
    "princess royal",
    "john radcliffe",
    "james cook",
    "william harvey",
    "alder hey",
    "queen mary",
    "queen victoria",
    "king george",
    "king edward",
    "edith cavell",
    "charles hastings",
    "samuel johnson",
    "robert jones",
    "agnes hunt",
    "robert peel",
    "florence nightingale",
    "thomas hardye",
    "queen charlotte",
    "hammersmith",
    "lord mayor treloar",
    "russells hall",
    "new cross",
    "kings mill",
    "good hope",
    "northwick park",
    "arrowe park",
    "stepping hill",
    "wexham park",
    "frimley park",
    "musgrove park",
    "castle hill",
    "weston park",
    "stoke mandeville",
    "chase farm",
    "harold wood",
    "great ormond",
    "aneurin bevan",
    "royal stoke",
    "walton centre",
    "bristol royal",
    "prince philip",
    "prince charles",
    "princess anne",
    "princess margaret",
    "princess of wales",
    "duchess of kent",
    "mount vernon",
    "leighton",
    "epsom general",
    "norman shaw",
    "fiona carragher",
    "sue hill",
    "andrew lansley",
    "jeremy hunt",
    "microsoft outlook",
    "james paget university",
    "carl zeiss",
    "robert bosch",
    "nurse specialist",
];

const COMMON_WORDS: &str = "\
a about above absolutely accordingly acting action actually add added additionally address addresses adieu admin advance afraid after afternoon \
afternoons again agreed ah ahead all almost along already also although always am amend amended among an and annual another answer answers \
any anybody anyone anything anyway apologies apology appendix apply appoint appointed approved approx april are area aren't around as ask asked \
at attached attachment attn august autumn available away back because been before begin behalf below best better between bleep bless block board \
body both brief bring building business but by bye call called calls can cannot can't care caution cc certainly chair change changed changes \
cheers chat christmas classification clear click close closing colleague colleagues come comes comments confidential confidentiality confirm confirmation \
confirmed confirming congratulations contact contacts content continue control copied copies copy correct corrected correction correspondence could \
course cover covering current currently date day days dd ddi deadline dear decision delighted delivered deputy deputies description designation \
details details: dial did didn't direct directory disclaimer discussed discussion do does doesn't doing done don't down draft dr due during each \
early easter easy edit either email emails e-mail e-mails mail mails end enc enclosed enjoy enquiries ensure entry error etc evening even every everyone \
everything exactly excellent except exec expect ext extension extn external fao faithfully fax february few field file filled final finally find fine \
first five follow following for forename forenames form formal former forms forward forwarded four fri friday from full fwd further generally get give \
given gives glad go going good got grateful great greetings had half happily happy hard has have haven't having he heads hello help helpful hence her here \
hereby hers hi him his hiya hold holding home hope hopefully how however i i'd i'll i'm i've id if ignore i'm immediately important in including incidentally \
indeed info information initially inline instead intended interim internal into is isn't it it's it'd it'll its january job join jointly july june just keep \
kind kindest kindly known landline last lastly late later latest lead leads leave left let letter level line link list listed ll long look looking lots lunch \
mail mailbox mailto main make manager many march mark mate may me meanwhile meet meeting member merry message met microsoft midday might mind mine mob mobile \
mon monday month months more morning mornings most much must my n/a na name named namely names naturally near need neither never new next nice night no nobody none \
nomination nominations nominated nominate nominee nominees noon nor not note noted nothing nov november now number numbers o'clock obviously october oct \
of off office officially often oh ok okay old on once one ones only onto or order organisation original other others otherwise our ours out outlook outside over \
overall own page part particularly password paste pasted pending per perhaps person personal personally phone please pls plz pleased pm position possible post \
potentially pp pps preferably preferred present presently previous previously private probably problem proforma programme project proposal propose proposed ps p.s put \
query question questions quick quite rang rather re read ready really reason received recently record ref reference regarding regards related reminder remove \
replace replacement replied reply request requested required respond response responses return returned returns right role room roles rota round royal said same sat \
saturday say says scan second see seem seen send sender sending sends sent sep sept september shall she she's should show sign signature signed simply since sincere \
sincerely sir sirs site sites small so some somebody someone something soon sorry speak spelling spoke spoken spring staff standard start starting starts status \
still stop subject substantive such suggest suggested suggestion summary summer sun sunday supported sure surname switch switchboard ta table take taken takes task \
team teams tel telephone tell ten text tfn than thank thanks that that'll that's the their them then there therefore there's these they they're thing things think this those \
though thought three through thu thur thurs thursday thus time title to today together told tomorrow tonight too total towards true trust trusts try tue tues tuesday \
two twitter typed under understand unfortunately unit until unsubscribe up update updated upon urgent us use used usual usually version very via w.c. want wants warm warmest \
was way we we'd we'll we're we've web website wed weds wednesday week weekend weeks welcome well went were what whatever when whenever where whether which while who \
whoever whom whose why will winter wish wishes with within without wonderful word words work working works would wouldn't wrong x xx y year years yep yes yesterday yet \
you you'd you'll you're you've your yours \
facebook linkedin instagram android iphone ipad samsung galaxy blackberry ios windows word excel pdf docx http https www com uk org net \
expo forum framework strategy policy agenda minutes item items appendix bulletin newsletter network networks conference congress workshop webinar event events \
pathway pathways review audit survey return proposer seconder nominator decider name: whoever someone thx rgds br kr bw vbw \
january jan feb mar apr jun jul aug dec december \
he'll she'll they'll who's where's here's what's let's won't couldn't shouldn't hasn't hadn't weren't wasn't ain't \
freedom speak guardian sepsis ward patient patients matron safety governance quality \
bed band grade hons dept div asst assoc snr jnr pp. c/o fyi asap eta tbc tbd nb aka \
english british welsh scottish irish european national international local regional north south east west northern southern eastern western midlands \
letter letters copy copies enclosure annex paper papers folder spreadsheet sheet column row cell page tab \
wonder wondering regret regrets suffice frankly honestly luckily sadly fortunately clearly alas anyhow besides moreover furthermore nevertheless nonetheless \
between amongst despite throughout whereas unless whilst \
ones self himself herself themselves myself yourself itself \
running run runs ran looks looks- manages leads covers oversees chairs reports works sits holds heads led joined joins steps stepped stepping moved moves retiring retires retired \
interim acting designate elect emeritus honorary substantive permanent temporary part-time full-time job-share jobshare \
dictated typed checked authorised prepared completed submitted compiled issued logged allocated target reference";

const PLACE_WORDS: &str = "\
academy ambulance annexe archway arcade avenue bank barracks bay bridge broadway building buildings campus cancer castle ccg central centre centres charity church city clinic close college \
commissioning committee common community council county court crescent croft cross cso department dept directorate district division divisional drive east england estate \
estates ed executive faculty farm floor foundation ft garden gardens gate general government green group groups grove hall headquarters health healthcare hill hospice hospital \
hospitals house hq infirmary institute institution isle lab laboratories laboratory labs lane library limited llp lodge london ltd mall manor mews midlands mill ministry \
moor moorfields nhs nhsft nhse nhsi north office offices outpatients parade park partners partnership pavilion place plc point polyclinic quarter quay road row school \
secretariat section services service shire site society south square st street studio suite terrace theatre tower town trust trusts unit university village villas wales ward way west wharf \
wing wood yard young's \
nhsmail outlook skipton quarry royal queen queen's king princess prince saint";

const TOWN_WORDS: &str = "\
leeds sheffield doncaster bassetlaw rotherham barnsley hull york yorkshire bradford airedale calderdale huddersfield harrogate newcastle tyne tees hartlepool sunderland \
tyneside durham darlington northumbria gateshead northumberland wear manchester salford pennine bolton stockport tameside wrightington wigan liverpool broadgreen aintree \
walton clatterbridge knowsley warrington halton chester wirral southport ormskirk lancashire lancs blackpool morecambe cumbria birmingham sandwell wolverhampton dudley walsall \
coventry warwickshire worcestershire worcs wye shropshire shrewsbury telford nottingham sherwood leicester leicestershire derby derbyshire chesterfield lincoln lincolnshire \
northampton kettering cambridge cambridgeshire papworth peterborough stamford norfolk norwich lynn king's kings ipswich suffolk colchester essex basildon thurrock southend \
luton dunstable bedford bedfordshire hertfordshire herts guy's guys thomas' imperial barts chelsea westminster hillingdon middlesex whittington homerton barking havering redbridge \
lewisham greenwich croydon epsom helier kingston ormond brompton harefield marsden maudsley oxford oxfordshire berkshire buckinghamshire bucks milton keynes southampton \
portsmouth hampshire hants wight brighton sussex surrey ashford frimley kent maidstone tunbridge medway dartford gravesham bristol weston devon exeter plymouth torbay cornwall \
gloucestershire swindon salisbury wiltshire bath taunton somerset yeovil dorset poole bournemouth christchurch truro derriford southmead glenfield pinderfields dewsbury \
heartlands solihull whiston preston cheltenham gloucester reading winchester basingstoke guildford camberley redhill crawley worthing chichester hastings eastbourne canterbury margate \
folkestone dover stevenage watford harlow romford ilford leytonstone whitechapel paddington hammersmith ealing wembley harrow barnet enfield tottenham hackney stratford camberwell \
tooting sutton wandsworth twickenham roehampton stanmore england britain ireland scotland europe dublin cardiff belfast edinburgh glasgow aberdeen swansea lahore nepal pune madeira spain france \
stoke-on-trent staffordshire stafford burton nuneaton hereford herefordshire worcester redditch kidderminster warwick leamington rugby gosforth ashington hexham cramlington scarborough bridlington \
grimsby scunthorpe goole lister stepping broomfield chelmsford gorleston lowestoft wakefield barnstaple penzance";

/// Surnames that are also common words, places or posts: after a title or a given name they are surnames.
const SURNAME_WORDS: &str = "\
hill wood ward hall green king price cooper park parks lane cross field fields west north south moor moore castle bridge bridges church marsh banks page day may long best sharp short \
young rose lodge mills winter summer summers frost friday read reid chase gates law power bishop dean marks mark grant pope prior abbott knight bell bird rice brook brooks beck dale wells well house \
holmes noble nice good wise swift little small large strong stone woods rivers pool poole poor bond cash love ford forest tower towers street rowe garden gardener chambers chapel temple grove groves heath hope grace \
joy gray grey brown black white golden silver gold short drew may june april march august sexton cook baker butler carter porter archer fisher hunter shepherd smith taylor walker parker turner miller mason potter \
moody savage blunt meek proctor constable sargent major marshall chancellor dean nurse leach leech child childs childers rush reed snow raine storm gale close fox wolf lamb bull hart deer finch swan crane drake heron \
said saleem see so to do le an ng ho he li lo wang sale sales cheung kay kent lister stable stables speight stock stocks street sweet target test tester title trust truman usher vale van vane vine waters way weekes west- wing winters \
word work works worth wright";
