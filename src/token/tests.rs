//! What is kept in memory and what is asked for, with an identity provider that says what it is told to say.

use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex as Lock;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::config::ClientProof;

/// A configuration with a secret.
pub fn oauth(token_endpoint: &str) -> OAuth {
    OAuth {
        token_endpoint: token_endpoint.to_owned(),
        device_endpoint: None,
        client_id: "app".to_owned(),
        proof: ClientProof::Secret(Secret::new("the-client-secret".to_owned())),
        grant: Grant::ClientCredentials,
        scope: "https://outlook.office365.com/.default".to_owned(),
        ca_file: None,
        timeout: Duration::from_secs(5),
    }
}

/// An identity provider that gives these answers in turn and then hangs up on everybody.
struct Provider {
    endpoint: String,
    heard: Arc<Lock<Vec<String>>>,
}

impl Provider {
    async fn saying(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://127.0.0.1:{}/token", listener.local_addr().unwrap().port());
        let heard = Arc::new(Lock::new(Vec::new()));
        let mut answers: VecDeque<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((mut wire, _)) = listener.accept().await {
                let Some(answer) = answers.pop_front() else { continue };
                let mut request = vec![0; 16 << 10];
                let mut length = 0;
                while !String::from_utf8_lossy(&request[..length]).contains("scope=") {
                    length += wire.read(&mut request[length..]).await.unwrap();
                }
                hearing.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
                wire.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { endpoint, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn good(token: &str, seconds: u32) -> String {
    http("200 OK", &format!(r#"{{"token_type":"Bearer","access_token":"{token}","expires_in":{seconds}}}"#))
}

fn rotated(token: &str, refresh_token: &str) -> String {
    let body = format!(r#"{{"access_token":"{token}","expires_in":1,"refresh_token":"{refresh_token}"}}"#);
    http("200 OK", &body)
}

fn by_refresh_token(provider: &Provider, path: PathBuf) -> OAuth {
    OAuth { grant: Grant::RefreshToken(path), proof: ClientProof::Nothing, ..oauth(&provider.endpoint) }
}

#[tokio::test]
async fn one_token_is_asked_for_however_many_want_it() {
    let provider = Provider::saying(&[&good("one", 3600)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), oauth(&provider.endpoint));
    let [one, other] = [(); 2].map(|()| {
        let (tokens, oauth) = (tokens.clone(), oauth.clone());
        tokio::spawn(async move { tokens.token(&oauth).await.unwrap() })
    });
    assert_eq!(one.await.unwrap(), other.await.unwrap());
    let heard = provider.heard();
    assert_eq!(heard.len(), 1);
    for field in [
        "grant_type=client_credentials",
        "client_id=app",
        "client_secret=the-client-secret",
        "scope=https%3A%2F%2Foutlook.office365.com%2F.default",
    ] {
        assert!(heard[0].contains(field), "{field}: {}", heard[0]);
    }
    assert!(heard[0].starts_with("POST /token HTTP/1.1\r\n"), "{}", heard[0]);
    assert!(!heard[0].to_lowercase().contains("authorization:"), "who we are stands in the body");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    for (life, used) in [(3_600, 3_300_000), (86_400, 86_100_000), (600, 540_000), (5, 4_500), (0, 0)] {
        assert_eq!(used_for(Duration::from_secs(life)), Duration::from_millis(used), "{life}");
    }
    let provider = Provider::saying(&[&good("one", 1), &good("two", 3600)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), oauth(&provider.endpoint));
    assert_eq!(tokens.token(&oauth).await.unwrap().reveal(), "one");
    while tokens.token(&oauth).await.unwrap().reveal() == "one" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(tokens.token(&oauth).await.unwrap().reveal(), "two");
    assert_eq!(provider.heard().len(), 2);
}

#[tokio::test]
async fn a_refused_token_is_forgotten_and_only_that_one() {
    let provider = Provider::saying(&[&good("one", 3600), &good("two", 3600)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), oauth(&provider.endpoint));
    let one = tokens.token(&oauth).await.unwrap();
    tokens.refused(&one).await;
    let two = tokens.token(&oauth).await.unwrap();
    assert_eq!(two.reveal(), "two");
    tokens.refused(&one).await;
    assert_eq!(tokens.token(&oauth).await.unwrap(), two, "the other user noticed late");
}

#[tokio::test]
async fn a_provider_that_wants_to_be_left_alone_is() {
    let later = |seconds| format!("HTTP/1.1 429 Too Many\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n");
    let provider = Provider::saying(&[&later(1), &good("one", 3600), &later(3_000)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), oauth(&provider.endpoint));
    let error = tokens.token(&oauth).await.unwrap_err();
    let pause = Some(Duration::from_secs(1));
    assert!(matches!(&error, TokenError::Busy { retry_after, .. } if *retry_after == pause), "{error:?}");
    let token = loop {
        match tokens.token(&oauth).await {
            Ok(token) => break token,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert_eq!(token.reveal(), "one");
    assert_eq!(provider.heard().len(), 2);
    tokens.refused(&token).await;
    for _ in 0..3 {
        assert!(matches!(tokens.token(&oauth).await, Err(TokenError::Busy { .. })));
    }
    assert_eq!(provider.heard().len(), 3, "it was asked once");
    let other = OAuth { client_id: "another".to_owned(), ..oauth };
    assert!(!matches!(tokens.token(&other).await, Err(TokenError::Busy { .. })), "another account is another matter");
}

#[tokio::test]
async fn a_provider_that_refuses_is_not_asked_again_at_once() {
    let no = http("401 Unauthorized", r#"{"error":"invalid_client","error_description":"no"}"#);
    let provider = Provider::saying(&[&no, &good("one", 60)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), oauth(&provider.endpoint));
    for _ in 0..4 {
        assert!(matches!(tokens.token(&oauth).await, Err(TokenError::Refused { .. })));
    }
    assert_eq!(provider.heard().len(), 1);
    // A process that is started anew, such as `doctor`, asks.
    assert!(Tokens::new(Clock::System).token(&oauth).await.is_ok());
}

#[tokio::test]
async fn a_new_refresh_token_is_in_the_file_before_the_token_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("refresh-token");
    fs::write(&path, "first\n").unwrap();
    let provider = Provider::saying(&[&rotated("one", "second"), &good("two", 1), &rotated("three", "third")]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), by_refresh_token(&provider, path.clone()));
    for (expected, file) in [("one", "second\n"), ("two", "second\n"), ("three", "third\n")] {
        let token = tokens.token(&oauth).await.unwrap();
        assert_eq!((token.reveal(), fs::read_to_string(&path).unwrap().as_str()), (expected, file));
        tokens.refused(&token).await;
    }
    let spent = ["refresh_token=first", "refresh_token=second", "refresh_token=second"];
    for (heard, spent) in provider.heard().iter().zip(spent) {
        assert!(heard.contains("grant_type=refresh_token") && heard.contains(spent), "{heard}");
        assert!(!heard.contains("client_secret"), "{heard}");
    }
}

#[tokio::test]
async fn a_new_refresh_token_that_cannot_be_saved_stays_in_memory_and_is_saved_as_soon_as_it_can_be() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let path = kept.join("refresh-token");
    fs::write(&path, "first\n").unwrap();
    let answers = [rotated("one", "second"), rotated("two", "third"), good("three", 3600)];
    let provider = Provider::saying(&answers.each_ref().map(String::as_str)).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), by_refresh_token(&provider, path.clone()));
    // A directory stands where the new file would be written: even root cannot write there.
    let in_the_way = kept.join(format!(".refresh-token.{}.new", std::process::id()));
    fs::create_dir(&in_the_way).unwrap();
    for expected in ["one", "two"] {
        let token = tokens.token(&oauth).await.unwrap();
        assert_eq!(token.reveal(), expected, "work goes on");
        assert_eq!(fs::read_to_string(&path).unwrap(), "first\n");
        tokens.refused(&token).await;
    }
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(tokens.token(&oauth).await.unwrap().reveal(), "three");
    assert_eq!(fs::read_to_string(&path).unwrap(), "third\n");
    let heard = provider.heard();
    for (heard, spent) in heard.iter().zip(["first", "second", "third"]) {
        assert!(heard.contains(&format!("refresh_token={spent}")), "{heard}");
    }
}

#[tokio::test]
async fn somebody_who_signs_in_again_is_believed_more_than_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("refresh-token");
    fs::write(&path, "first\n").unwrap();
    let provider = Provider::saying(&[&rotated("one", "second"), &good("two", 3600)]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), by_refresh_token(&provider, path.clone()));
    let in_the_way = dir.path().join(format!(".refresh-token.{}.new", std::process::id()));
    fs::create_dir(&in_the_way).unwrap();
    let token = tokens.token(&oauth).await.unwrap();
    tokens.refused(&token).await;
    fs::write(&path, "signed-in-again\n").unwrap();
    assert_eq!(tokens.token(&oauth).await.unwrap().reveal(), "two");
    assert!(provider.heard()[1].contains("refresh_token=signed-in-again"));
}

#[tokio::test]
async fn who_stops_waiting_does_not_stop_the_new_refresh_token_from_being_saved() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("refresh-token");
    fs::write(&path, "first\n").unwrap();
    let provider = Provider::saying(&[&rotated("one", "second")]).await;
    let (tokens, oauth) = (Tokens::new(Clock::System), by_refresh_token(&provider, path.clone()));
    // Polled once, so that the request is on its way, then dropped.
    let stopped = tokio::time::timeout(Duration::ZERO, tokens.token(&oauth)).await;
    assert!(stopped.is_err());
    drop(tokens.0.kept.lock().await);
    while fs::read_to_string(&path).unwrap() != "second\n" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_provider_that_hangs_up_or_says_nothing_or_too_much_is_not_waited_for() {
    let nobody = oauth("http://127.0.0.1:1/token");
    let tokens = Tokens::new(Clock::System);
    let error = tokens.token(&nobody).await.unwrap_err();
    assert!(error.to_string().contains("127.0.0.1:1 cannot be asked for an access token: "), "{error}");
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
    assert!(error.is_transient());

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut silent = oauth(&format!("http://127.0.0.1:{}/token", listener.local_addr().unwrap().port()));
    silent.timeout = Duration::from_millis(200);
    assert!(matches!(tokens.token(&silent).await, Err(TokenError::Timeout { .. })));

    let broken_off = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"access_token\":\"a\"";
    let flood = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(400 << 10));
    let provider = Provider::saying(&["", broken_off, &flood, "SSH-2.0-hello\r\n"]).await;
    for expected in ["cannot be asked", "cannot be asked", "far too long", "cannot be asked"] {
        let error = tokens.token(&oauth(&provider.endpoint)).await.unwrap_err();
        assert!(error.to_string().contains(expected) && error.is_transient(), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_secret() {
    let elsewhere = Provider::saying(&[&good("stolen", 60)]).await;
    let away = format!("HTTP/1.1 307 Go\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", elsewhere.endpoint);
    let provider = Provider::saying(&[&away]).await;
    let error = Tokens::new(Clock::System).token(&oauth(&provider.endpoint)).await.unwrap_err();
    assert!(matches!(error, TokenError::Garbled { .. }), "{error:?}");
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn nothing_shows_a_token() {
    let token = AccessToken(Secret::new("shown".to_owned()));
    let tokens = Tokens::new(Clock::System);
    assert!(!format!("{token:?}{tokens:?}{:?}", oauth("https://idp/token")).contains("shown"));
    assert!(!format!("{:?}", oauth("https://idp/token")).contains("the-client-secret"));
}
