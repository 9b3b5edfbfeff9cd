//! Word lists: what a British reader knows about words before reading the sentence. Folded: lower case, no accents.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

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
pub(super) static FORENAMES: LazyLock<Words> = LazyLock::new(|| set(FORENAME_WORDS));

/// Given names from elsewhere in the world: enough to take two words with capitals for a person, not to take one word for one, nor to
/// tell which of two is the surname. From the name lists of the Faker library (MIT), without English words and places.
pub(super) static GIVEN_ELSEWHERE: LazyLock<Words> = LazyLock::new(|| set(include_str!("forenames.txt")));

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

const FORENAME_WORDS: &str = "\
aaron abbie abby abdul abdullah abel abena abi abigail abimbola abiola abraham ada adam adaeze adaobi ade adebayo adele adeola \
adetokunbo adewale adil aditi aditya adrian adrienne advait afua agata agatha agnes agnieszka ahmad ahmed aidan aileen ailsa aimee aine \
aisha aisling ajay akash akin akira akosua alan alana alasdair alastair alba albert aled alec alejandro aleksandra aleksander \
alessandra alessandro alex alexa alexander alexandra alexei alexis alfred ali alice alicia alina alison alistair alisha allan allen \
alma alun alvaro alyson amadou amaka amal amanda amandeep amar amara ambrose amber amelia ameera amina amir amit amita amna amrit amy ana \
anand anastasia anca andrea andreas andrei andres andrew andrzej andy aneesa aneeta aneta angela angelica angharad angie angus anil \
anila anisa anish anita anjali anjana anjum ann anna annabel annabelle anne anneliese annemarie annette annie annika anouk anoushka \
anselm anthea anthony antje antoine anton antonia antonio antony anuja anuradha anusha anwen aoibheann aoife april arabella archana \
archie arif arjun arlene armand arnold arthur arun aruna arvind arwen asha ashley ashok asif asim asma aspen astrid athena aubrey \
audrey aurelio aurora austin ava avril ayesha ayo ayodele azeem aziz azra babatunde baldev balbir balwinder barbara barnaby barney barry \
bart bartholomew bartosz basil beata beatrice beatriz beatrix becca becky belinda ben benedict benedicte benjamin bernadette bernard \
bernie bert bertha bertrand beryl bess beth bethan bethany betty bev beverley beverly bez bhavin bhavna bianca bilal bill billy binta \
birgit blaise blanche blessing bob bobby bogdan bogumila bonnie boris bozena brad bradley branwen breda brenda brendan brian bridget \
bridie brigid brigitte bronagh bronte bronwen bronwyn bruce bryan bryn bryony bukola bushra callum calum cameron camilla camille carl \
carla carlo carlos carly carmel carmen carol carole carolina caroline carolyn carrie carwyn caspar caspian cassandra catalina cath \
catherine cathal cathy catriona cecil cecilia cecily cedric celeste celia celine ceri cerys chaitanya chandra chantal chantelle \
charis charles charlie charlotte charmaine chen cheryl cheryll chi chiamaka chiara chidi chidinma chike chinedu chinwe chioma chloe \
chris chrissie christian christiana christina christine christopher chukwudi chukwuemeka cian ciara ciaran clair claire clara clare \
clarissa claud claude claudia claudio clement clementine cleo cliff clifford clinton clive clodagh cliona clyde col colette colin \
colleen colm conal conall concepcion connie conor conrad constance constantin cora coral cordelia corinna corinne cormac cornelia \
cornelius cosima cosmo courtney craig cressida crispin cristian cristina cuthbert cynthia cyril cyrus dafydd dagmar daisy dalbir \
dale dalia dallas damian damien damilola dan dana daniel daniela danielle danika danny danuta daphne darius darja darragh darrell \
darren dave david davide davina dawid dawn deborah debbie debra deb dean declan dee deepa deepak deidre deirdre deiniol delia della \
delroy delyth demelza demetrius dena denis denise dennis denzel denzil derek dermot derrick des desmond devi dewi dexter diana diane \
dianne diego dieter digby diggory dilip dilys dimitra dimitri dimitrios dina dinah dinesh dipak dipti dirk divya dolores dom \
domenico dominic dominika dominique don donal donald donna donnacha dora doreen dorian doris dorota dorothy dot doug dougal douglas \
duncan dustin dwayne dylan dympna eamon eamonn ebba ebele ebere ebony ed eddie edgar edith edmund edna eduardo edward edwin efua eileen \
eilidh eilis eimear einar eirian eirlys eithne ekaterina elaine elaina eleanor elena eleni eleri elisa elisabeth elise eliza \
elizabeth elizaveta ella ellen ellie ellis elliot elliott elodie eloise elsa elsie elspeth eluned elvira elwyn ema emanuel emeka \
emer emeric emilia emilie emily emlyn emma emmanuel emmeline emrys emyr ena enid enda enrico enrique enya eoghan eoin eric erica erika \
erin ernest ernestine errol esi esme esperanza estelle esther ethan ethel etienne eugene eugenia euan eunice eva evan evander \
evangelos eve evelyn everton ewa ewan ewelina ezekiel fabian fabio faisal faith faiza farah farhan farida farooq farrukh farzana fatemeh \
fatima fatou fay faye felicia felicity felix femi fenella ferdinand ferenc fergal fergus fern fernanda fernando ffion fidel \
fidelma filip fin findlay finlay finn finola fintan fiona fionn fionnuala fizza fleur flora florence florian folasade fola folake \
fran frances francesca francesco francis francisco francois frank frankie franz fraser fred freda freddie frederica frederick freya \
frida friedrich fritz funmi gabriel gabriela gabriella gabrielle gail gareth garfield garry gary gaurav gavin gay gayle gaynor ged gemma \
gene genevieve geoff geoffrey george georges georgia georgie georgina georgios geraint gerald geraldine gerard gerda gerhard \
germaine gerry gert gertrude gethin gianluca gideon gilbert giles gill gillian gina ginny giorgio giovanni gisela gita gladys glen \
glenda glenn glenys gloria glyn glynis godfrey gonzalo gordon grace graeme graham grainne grant greg gregor gregory greta gretchen \
griff griffith grzegorz guillermo gulshan gunnar gurdeep gurpreet gus gustav guy gwen gwenda gwendolyn gwenllian gwilym gwyn \
gwyneth gwynne habib hadley hafsa haidar hal halima hamid hamish hamza hana hanan hanna hannah hannelore hans hari harinder harjit \
harmony harold haroon harpreet harriet harry harsha harvey haruka harvinder hasan hassan hattie hayley hazel heather hector hedley \
heidi helen helena helene helga helmut henrietta henrik henry herbert herman hermione hester hettie hilary hilda hilde hina hitesh \
hiroshi holly honor hope horace hortense howard howell hubert hugh hughie hugo humphrey hussain hyacinth hywel iain ian ianto ibrahim \
ida idris ieuan ifan ifeoma ifeanyi ignatius igor ike ikenna ileana ilona ilse ima imani imelda imogen imran inderjit india indira \
ines inga inge ingrid inigo inna ioan ioana ioanna iona iqbal ira irene irina iris irma isaac isabel isabella isabelle isadora \
isaiah isha ishaan isidora isla ismail isobel isolde istvan italo ivan ivana ivor iwan iwona izabela jabeen jack jackie jacob \
jacqueline jacques jacqui jacquie jade jaden jago jaime jake jakob jakub jamal james jamie jamila jan jana jane janek janet janette \
janice janina janine janis jared jarek jaroslav jas jasbir jasmin jasmine jason jaspal jasper jaswinder javed javier jay jaya \
jayanthi jayden jayesh jayne jean jeanette jeanne jeannie jed jeff jeffrey jem jemima jemma jen jenna jennie jennifer jenny jens jeremy \
jermaine jerome jerry jerzy jess jesse jessica jessie jesus jet jill jillian jim jimmy jing jinny jitendra jo joan joana joanna \
joanne joao joaquin joby jocelyn jodie jody joe joel joelle johan johanna johannes john johnny jolene jolyon jon jonah jonas jonathan \
jonathon jonquil jonty joost jordan jordi jorge jory jose josef joseph josephine josh joshua josie joss jovan joy joyce juan juanita jude \
judith judy juergen julia julian juliana julie julien juliet juliette julio julius jun june junaid jurgen justin justina justine \
justyna jyoti kacper kai kaitlin kai kalpana kalyani kamal kamala kamau kamila kamran karan karen karim karin karina karl karol \
karolina kasia kasper kate katarina katarzyna kate katerina katharina katharine kathe katherine kathleen kathryn kathy katie \
katja katrin katrina katy kavita kay kayleigh kazimierz keeley kehinde keir keiran keiron keisha keith kelechi kelly kelvin kemi \
ken kenichi kenneth kenny kent kenton kenza keren kerensa kerri kerrie kerry keshia kevin khadija khalid khaled kieran kim kimberley kiran \
kirpal kirsten kirsty kit kitty klara klaus kofi kojo kolade konrad konstantin konstantinos kris krishna krishnan kristian kristin \
kristina kristof krystyna krzysztof kumar kunle kurt kwabena kwaku kwame kwasi kwesi kyle kylie kyra laila lakshmi lalita lamar lana \
lance lara larissa larry lars latika laura lauren laurence laurie lauryn lavinia lawrence layla lea leah leander leanne lech lee leela \
leigh leila leo leon leona leonard leonardo leonie leonora leontyne leopold leroy les lesley leslie leszek leticia lewis leyla li liam \
lianne libby lidia liesl lila lilia lilian liliana lily lina linda lindiwe lindsay lindsey ling lionel lisa lise liz liza lizzie \
llewellyn llinos lloyd lois lola lorcan lore lorena lorenzo loretta lorna lorraine lotte lottie louis louisa louise lourdes loveday \
lowri luc luca lucas lucia lucian luciana lucie lucien lucinda lucius lucy ludmila luigi luis luisa lukas lukasz luke luther lydia lyn \
lynda lyndon lyndsey lynette lynn lynne lynsey lyra mabel macey mack maddie madeleine madeline madge madhavi madison mae maeve \
magda magdalena maggie magnus mahesh mahmoud mahmud mair maire mairead mairi maisie majid malachy malcolm malgorzata malik malin mallory \
mamta mandeep mandy manfred manish manisha manjit manoj mansoor manuel manuela mara marc marcel marcella marcia marcin marco \
marcos marcus marek margaret margarita marged margery margot maria mariah mariam marian mariana marianna marianne marie mariella \
marigold marija marilyn marina mario marion marios marisa marisol marit marius mariusz marjorie mark marlena marlene marlon marta \
martha martin martina martine marty martyn marvin mary maryam maryann maryanne marzena mason mateusz mathew mathilda matilda mathias matt \
matteo matthew matthias matthieu mattie maud maura maureen maurice mauricio mavis max maxim maximilian maxine maxwell may maya mbali \
meera meg megan meghan mehdi mehmet mei meilin mel melanie melinda melissa melody melvin melvyn mercedes mercy meredith meriel merle merlin \
merrick merryn mervyn meryl mhairi mia micah michael michaela michal michel michele michelle mick mickey miguel miha mihai mike mikhail \
mikolaj mila milan mildred milena miles millicent millie milo mimi mina mindy minal ming mira miranda mireille miriam miroslav mitch mitchell \
mo moesha mohamed mohammad mohammed mohan mohsin moira molly mona monica monika monique montague morag morgan morgana moritz morris mortimer \
morwen morwenna moses muhammad mukesh muna munir muriel murray mustafa myfanwy myles myra myriam myrna myrtle nadeem nadia nadim nadine \
nahid naila naima nan nancy nandini naomi narinder nasir nasreen nasrin nat natalia natalie natasha nate nathan nathaniel naveed naveen \
navin nazia neelam neena neha neil neill nell nellie nelson nerys nessa nestor neville ngozi nia niall niamh nicholas nick nicki nicky nico \
nicola nicolas nicole nicoleta nicolette nige nigel nihal nikhil niki nikita nikki niko nikola nikolaos nikos nikola nila nilesh nils nilufar \
nimal nina nisha nita nitin nkechi nkem noah noel noelle noemi noor nora norah norbert noreen norma norman nuala nuno nur nusrat nwando \
obinna octavia odette odhran ofelia ogechi okechukwu ola olaf olajide olamide olga olive oliver olivia olivier olu oluchi olufemi \
olumide oluremi olusegun oluwadamilola oluwaseun oluwatobi oluwole omar omolara oonagh oona ophelia oriana orla orlagh orlaith orlando \
osagie oscar osman oswald otis otto ottilie ottoline owain owen oyinkan pablo paddy padma padraic padraig palesa pam pamela pankaj paola \
paolo parisa parminder parul parveen parvin pascal pascale pat patience patricia patrick patrycja patty paul paula paulette paulina \
pauline pavel pavlos pawel pearl pedro peggy penelope penny per percival percy peregrine perpetua perry pete peter petra petroc petronella \
phil philip philippa philippe phillip phillippa phillipa phoebe phyllida phyllis pia pierre piers pieter pilar pippa piotr polly pooja poppy prabha \
pradeep prakash prakriti pramod prasad praveen precious prem priscilla priti pritesh priya priyanka prudence przemyslaw puja quentin quincy quinn rabia \
rachael rachel rachelle radha radhika radoslaw rafael rafal rafiq ragnar raheem rahel rahul raj raja rajan rajendra rajesh rajinder \
rajiv raju raksha ralph ram rama ramesh ramon rana randall rani rania ranjana ranjit raphael raquel rashid rashida rashmi raul ravi \
ravinder ray raymond razia reanna rebecca rebekah reece reena regina reginald rehana reinhard rekha rena renata rene renee reuben rex \
rhea rhian rhiannon rhoda rhodri rhona rhonda rhydian rhys ria ricardo riccardo rich richard richie rick ricky rik rina rita \
ritu roald rob robbie robert roberta roberto robin robyn rocco rochelle rod roddy roderick rodney rodrigo rog roger rohan rohit roisin \
roland rolf roma roman romana romilly romy ron ronald ronan ronnie rory ros rosa rosaleen rosalie rosalind rosalyn rosamund rosanna \
rosanne rose roseanne rosemary rosie roslyn ross rosy rowan rowena rowland roxana roxanne roy royston roz ruairi ruben ruby rudi \
rudolf rufus rukhsana ruksana rupal rupert rupinder rushna russ russell ruth ryan ryszard saad sabah sabina sabine sabrina sachin sadia \
sadie saeed safia safiya sagar saif saima sajid salim salma sally salman salome sam sameer samantha samina samir samira sampson samson samuel \
sana sandeep sandra sandy sanela sanjay sanjeev santiago santosh saoirse sapna sara sarah saranya saraswati sasha saskia satnam \
satinder satish saul savannah savita scott seamus sean sebastian seema selena selina selma seonaid serena serge sergei sergio seth seun \
seyed shabana shabnam shafiq shagufta shah shahid shahida shahnaz shaista shakeel shamima shamim shane shanice shannon shanti sharif sharmila \
sharon shashi shaun shauna shaw shazia sheena sheila shelagh shelley shelly sherif sherry sheryl shilpa shirin shirley shivani shobha \
shona shreya shruti shyam sian sibongile sibusiso sid sidney siegfried sienna sigrid silas silvia simon simona simone simran sindhu \
sinead siobhan sioned sipho sire sissy siva sivan skye slawomir sofia sofie soham solange solomon solveig somchai sonal sonia sonja \
sonny sonya sophia sophie soraya soren spencer stacey stacy stan stanislaw stanley stavros stefan stefania stefanie steffan stella stellan \
steph stephan stephanie stephen sterling steve steven stewart stuart subhash suchitra sudha sue suhail sujata sukhdev sukhjit sukhwinder \
suki sultana suman sumathi sunil sunita sunniva surabhi suraj surinder suresh surya susan susana susanna susannah susanne sushila sushma \
susie suzanna suzanne suzette suzie svetlana swati syed sybil sylvester sylvia sylvie tabitha tadeusz taha tahir tahira taiwo talia \
tamara tamas tamika tammy tamsin tanisha tania tansy tanvi tanya tara tareq tariq tarun tasha tasneem tatiana tayo ted tegan tejal \
temi temitope tendai teodor terence teresa teri terrence terri terry tess tessa thabo thaddeus thalia than thandeka thandi thandiwe \
thea thelma themba theo theodora theodore theresa therese thierry thivya thom thomas thomasina thora tia tiago tiffany tilda tilly \
tim timothy tina titilayo titus tobi tobiah tobias toby tom tomas tomasz tommy tomoko toni tony tope torsten tracey tracie tracy travis \
trevor tricia trish tristan trixie trudi trudy tudor tunde tushar tyler tyrone ulrich ulrike uma umar una upasana urmila ursula \
usha usman valentina valeria valerie val vanessa vaughan vasile vasilis vasiliki velma venkat venkatesh vera verena verity vernon \
veronica vicki vickie vicky victor victoria vida vidya vijay vikas vikki vikram vimal vince vincent vinay vineet vinod viola violet virginia \
vishal vivek vivian vivien vivienne vladimir wade wafa wahid waleed walter wanda wanjiku waqar warren warwick waseem wayne wei wendy \
wes wesley wilbur wilf wilfred wilhelmina will willem william willow wilma wilson win winifred winston wojciech wolfgang wyn xanthe \
xavier xenia xiao xiaoling ximena xin xiomara xiuying yahya yan yannis yasmeen yasmin yasmina yaw yetunde yewande yiannis yohan yolanda \
yolande yoshi yousef youssef ysabel yuki yuri yusra yusuf yvette yvonne zac zach zachary zadie zahid zahida zahra zaid zaina zainab \
zak zakir zane zara zbigniew zdenek zelda zena zeynep zia zigmund zia zinnia zita ziva zlata zoe zofia zohra zola zoltan zora zsofia zubair \
zuhal zuleika zuzanna";

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

const WORK_WORDS: &str = "\
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
const DISCIPLINE_WORDS: &str = "\
renal dialysis bone density densitometry gait motion movement ocular molecular genomic laser optical speech voice balance implant implants cochlear tissue cell cells blood quality \
governance group team section joint deputy associate assistant interim acting vice honorary substantive designate trust trust-wide regional national technical delivery project programme measurement measurements \
investigation investigations studies study service services laboratory laboratories lab labs unit department dept division divisional directorate centre care point care: test testing tests device devices \
equipment safety protection decontamination sciences clinic clinics area lead: mgr clin snr asst spec tech cancer health children's adult adults gastrointestinal gi hepatology liver breast prostate eye skin \
sleep lung heart kidney brain nerve spine hand foot bionics robotics data digital computing statistics modelling mathematics nanomedicine electronics electronic electrical mechanical biomechanics \
rehab orthopaedics orthopaedic therapeutics cytogenomics proteomics informatics communication education training workforce improvement transformation innovation development research trials pharmaceutical \
pharmaceuticals aseptic sterile preparative production radioisotope isotope isotopes brachytherapy dosimetry photonics ophthalmics haemodynamics haemostasis thrombosis coagulation specimens specimen reception \
mortuary mycobacteriology parasitology bacteriology biosciences haematological immunological physiologic metabolic exercise perioperative theatre theatres anaesthetic environmental acoustic \
cardio-respiratory electro-biomedical neuro-otology allied professions profession newborn screening paediatrics neonatal maternal foetal fetal medicine imaging physics engineering science scientific";

const POST_WORDS: &str = "\
head director scientist manager lead leader chief consultant physiologist physicist biochemist technologist technician engineer audiologist practitioner officer embryologist \
perfusionist professor chair bms mlso haematologist microbiologist immunologist geneticist radiopharmacist pharmacist radiographer neurophysiologist cytologist histologist virologist \
superintendent supervisor coordinator co-ordinator specialist cytogeneticist pathologist psychologist bioinformatician andrologist reader lecturer fellow registrar adviser advisor \
optometrist orthoptist dosimetrist prosthetist toxicologist illustrator photographer nurse sonographer echocardiographer informatician analyst clinician principal rso rpa mpe directors scientists \
biologist chemist scientific mgr";
