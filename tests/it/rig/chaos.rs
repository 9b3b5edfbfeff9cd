//! A bad line: a proxy on loopback between the program and a server that cuts, resets, half-closes, delays, stalls and
//! trickles at random bytes. What happens to a connection follows from the seed and the connection's number alone.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;

use super::dice::Dice;

/// How often the pumps look whether their connection has come to its end.
const TURN: Duration = Duration::from_millis(20);

/// What may happen to one direction of a connection, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Both ends see the connection closed.
    Cut,
    /// Both ends see it reset, whatever is under way.
    Reset,
    /// This direction is closed, what comes on it from then on is lost; the other one lives on.
    HalfClose,
    /// Nothing comes through any more, in either direction, and nobody is told.
    Stall,
    /// A pause.
    Delay,
    /// The next bytes come one at a time.
    Trickle,
}

/// How bad the line is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// So many of a hundred directions meet a fault.
    pub percent: u64,
    /// It strikes before so many bytes from the client, and from the server.
    pub within: (u64, u64),
    /// What may happen.
    pub faults: &'static [Fault],
}

impl Weather {
    /// Everything, at bytes where a session of some mails is hit in its middle.
    pub const STORM: Self = Self {
        percent: 45,
        within: (2_500, 60_000),
        faults: &[
            Fault::Cut,
            Fault::Cut,
            Fault::Reset,
            Fault::Reset,
            Fault::HalfClose,
            Fault::HalfClose,
            Fault::Stall,
            Fault::Delay,
            Fault::Delay,
            Fault::Trickle,
            Fault::Trickle,
        ],
    };
}

/// A running proxy; it ends with this value, and its connections with it.
pub struct Chaos {
    /// Where the program connects to.
    pub port: u16,
    sky: Arc<Sky>,
    acceptor: Option<JoinHandle<()>>,
}

/// What all connections know.
struct Sky {
    seed: u64,
    weather: Weather,
    server: u16,
    calm: AtomicBool,
    over: AtomicBool,
    connections: AtomicU64,
    happened: Mutex<BTreeMap<Fault, u64>>,
}

impl Chaos {
    /// A bad line to the server on this port of loopback.
    pub fn before(server: u16, seed: u64, weather: Weather) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (calm, over) = (AtomicBool::new(false), AtomicBool::new(false));
        let (connections, happened) = (AtomicU64::new(0), Mutex::new(BTreeMap::new()));
        let sky = Arc::new(Sky { seed, weather, server, calm, over, connections, happened });
        let own = Arc::clone(&sky);
        let acceptor = thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if own.over.load(SeqCst) {
                    break;
                }
                connect(&own, &client);
            }
        });
        Self { port, sky, acceptor: Some(acceptor) }
    }

    /// From now on nothing happens any more. What has stalled stays so.
    pub fn calm(&self) {
        self.sky.calm.store(true, SeqCst);
    }

    /// How many connections there were, and what happened to them.
    pub fn happened(&self) -> (u64, BTreeMap<Fault, u64>) {
        (self.sky.connections.load(SeqCst), self.sky.happened.lock().unwrap().clone())
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.sky.over.store(true, SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
        if thread::panicking() {
            eprintln!("the line of seed {} did {:?}", self.sky.seed, self.happened());
        }
    }
}

/// What will happen to one direction, and before which of its bytes.
type Plan = Option<(u64, Fault)>;

/// The plans of a connection, from the client and from the server.
fn plans(sky: &Sky, number: u64) -> (Plan, Plan) {
    let mut dice = Dice::of(sky.seed, number);
    let mut plan = |within: u64| {
        let (hit, at, fault) = (dice.chance(sky.weather.percent), dice.below(within), dice.pick(sky.weather.faults));
        hit.then_some((at, fault))
    };
    (plan(sky.weather.within.0), plan(sky.weather.within.1))
}

/// One connection: what its two pumps share.
#[derive(Default)]
struct Fate {
    dead: AtomicBool,
    stalled: AtomicBool,
}

fn connect(sky: &Arc<Sky>, client: &TcpStream) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", sky.server)) else { return };
    let (from_client, from_server) = plans(sky, sky.connections.fetch_add(1, SeqCst));
    let fate = Arc::new(Fate::default());
    for (from, to, plan) in [(client, &server, from_client), (&server, client, from_server)] {
        let (Ok(from), Ok(to)) = (from.try_clone(), to.try_clone()) else { return };
        let _ = from.set_read_timeout(Some(TURN));
        let _ = to.set_nodelay(true);
        let pump = Pump { sky: Arc::clone(sky), fate: Arc::clone(&fate), from, to, plan, passed: 0, slowly: 0 };
        thread::spawn(move || pump.run());
    }
}

/// One direction of a connection.
struct Pump {
    sky: Arc<Sky>,
    fate: Arc<Fate>,
    from: TcpStream,
    to: TcpStream,
    plan: Plan,
    passed: u64,
    slowly: u64,
}

impl Pump {
    fn run(mut self) {
        let mut buffer = [0; 4_096];
        loop {
            if self.fate.dead.load(SeqCst) || self.sky.over.load(SeqCst) {
                return;
            }
            match self.from.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    if self.carry(&buffer[..count]).is_err() {
                        break;
                    }
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => break,
            }
        }
        // This direction has come to its end in good order, or its reader is gone.
        if self.to.shutdown(Shutdown::Write).is_err() {
            self.fate.dead.store(true, SeqCst);
        }
    }

    /// Passes bytes on, and does what is planned when its byte has come.
    fn carry(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let end = self.passed + bytes.len() as u64;
        match self.plan {
            Some((at, fault)) if at < end && !self.sky.calm.load(SeqCst) => {
                self.plan = None;
                let (before, rest) = bytes.split_at(usize::try_from(at.saturating_sub(self.passed)).unwrap());
                self.pass(before)?;
                self.strike(fault);
                self.pass(rest)
            }
            _ => self.pass(bytes),
        }
    }

    fn strike(&mut self, fault: Fault) {
        *self.sky.happened.lock().unwrap().entry(fault).or_default() += 1;
        match fault {
            Fault::Cut => {
                let _ = self.to.shutdown(Shutdown::Both);
                let _ = self.from.shutdown(Shutdown::Both);
            }
            Fault::Reset => {
                for end in [&self.from, &self.to] {
                    let _ = SockRef::from(end).set_linger(Some(Duration::ZERO));
                }
                self.fate.dead.store(true, SeqCst);
            }
            Fault::HalfClose => {
                let _ = self.to.shutdown(Shutdown::Write);
            }
            Fault::Stall => self.fate.stalled.store(true, SeqCst),
            Fault::Delay => thread::sleep(Duration::from_millis(150)),
            Fault::Trickle => self.slowly = 300,
        }
    }

    fn pass(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.passed += bytes.len() as u64;
        if self.fate.stalled.load(SeqCst) || self.fate.dead.load(SeqCst) {
            return Ok(());
        }
        let (slow, fast) = bytes.split_at(usize::try_from(self.slowly).unwrap().min(bytes.len()));
        self.slowly -= slow.len() as u64;
        for byte in slow {
            self.to.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(1));
        }
        self.to.write_all(fast)
    }
}
