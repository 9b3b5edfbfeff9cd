//! A host and a port in; whether the name is known and something answers there out.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::Findings;

/// A server as configured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Server<'a> {
    /// `IMAP` or `SMTP`.
    pub what: &'static str,
    /// Where it is configured.
    pub section: &'static str,
    pub host: &'a str,
    pub port: u16,
    pub timeout: Duration,
}

/// It answers; or what follows need not be tried, and why.
pub(super) async fn reach(server: Server<'_>, found: &mut Findings<'_>) -> Result<(), String> {
    let step = format!("{} connection", server.what);
    let addresses = match name(server, found).await {
        Ok(addresses) => addresses,
        Err(why) => {
            found.skipped(step, &why);
            return Err(why);
        }
    };
    let Server { section, host, port, timeout: limit, .. } = server;
    let words = match timeout(limit, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(_)) => {
            found.ok(step, format!("something answers on port {port}"));
            return Ok(());
        }
        Ok(Err(error)) => format!("port {port} of {host}: {error}"),
        Err(_) => format!("port {port} of {host} did not answer within {} seconds", limit.as_secs()),
    };
    let advice = format!("see that port in {section} is the server's, and that no firewall stands between");
    found.fails(step, words, advice);
    Err("there is no connection".to_owned())
}

/// The addresses of the host.
async fn name(server: Server<'_>, found: &mut Findings<'_>) -> Result<Vec<SocketAddr>, String> {
    let Server { what, section, host, port, timeout: limit } = server;
    let step = format!("{what} name");
    let addresses: Result<Vec<SocketAddr>, String> = match timeout(limit, lookup_host((host, port))).await {
        Ok(Ok(addresses)) => Ok(addresses.collect()),
        Ok(Err(error)) => Err(format!("the name {host} cannot be found: {error}")),
        Err(_) => Err(format!("no answer about the name {host} within {} seconds", limit.as_secs())),
    };
    let words = match addresses {
        Ok(addresses) if !addresses.is_empty() => {
            let shown: Vec<String> = addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
            found.ok(step, format!("{host} is {}", shown.join(", ")));
            return Ok(addresses);
        }
        Ok(_) => format!("the name {host} has no address"),
        Err(words) => words,
    };
    let advice = format!("see that host in {section} is right, and that this machine reaches its name server (DNS)");
    found.fails(step, words, advice);
    Err("its name cannot be found".to_owned())
}
