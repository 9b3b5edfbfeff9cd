//! The thread that reads mail: the same one for as long as the program runs.
//!
//! Each pattern of the reader keeps its automata once for every thread that ever used it, some 30 MB for all of them. On threads that
//! come and go, as a runtime's blocking threads do, they would pile up. So whatever a service reads, it reads here; mail is fetched and
//! recorded on other threads meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;

use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

static JOBS: LazyLock<Sender<Job>> = LazyLock::new(|| {
    let (jobs, waiting) = channel();
    if let Err(error) = thread::Builder::new().name("reader".into()).spawn(move || work(&waiting)) {
        tracing::error!(%error, "the thread that reads mail could not be started");
    }
    jobs
});

fn work(waiting: &Receiver<Job>) {
    while let Ok(job) = waiting.recv() {
        // Whoever asked hears of it by getting no answer; the thread is needed for the next one.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

/// Has this done by the reader; no answer if it panicked.
pub(super) async fn ask<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answered) = oneshot::channel();
    JOBS.send(Box::new(move || drop(answer.send(job())))).ok()?;
    answered.await.ok()
}

/// The same for a thread that may wait; never for the reader itself.
pub(super) fn ask_and_wait<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answered) = sync_channel(1);
    JOBS.send(Box::new(move || drop(answer.send(job())))).ok()?;
    answered.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[tokio::test]
    async fn the_same_thread_does_all_the_work_even_after_a_panic() {
        let mut threads = HashSet::new();
        for _ in 0..64 {
            threads.insert(ask(|| thread::current().id()).await.unwrap());
            assert_eq!(ask(|| panic!("as a test")).await, None::<()>);
        }
        threads.insert(thread::spawn(|| ask_and_wait(|| thread::current().id()).unwrap()).join().unwrap());
        assert_eq!(threads.len(), 1);
    }
}
