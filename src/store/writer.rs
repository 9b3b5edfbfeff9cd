//! The thread that owns the database while the service runs, so that no await ever waits for a disk.

use std::thread;

use tokio::sync::{mpsc, oneshot};

use super::Store;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// A handle to the writer thread. The thread ends when the last handle is gone.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: mpsc::UnboundedSender<Job>,
}

/// The writer thread has ended, which only a defect in a job can cause.
#[derive(Debug, thiserror::Error)]
#[error("the database's thread has ended; restart the service and report this")]
pub struct WriterGone;

impl Writer {
    /// Hands the store to a thread of its own.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut store: Store) -> std::io::Result<Self> {
        let (jobs, mut queue) = mpsc::unbounded_channel::<Job>();
        thread::Builder::new().name("store".to_owned()).spawn(move || {
            while let Some(job) = queue.blocking_recv() {
                job(&mut store);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Runs `work` on the store and waits for what it returns. Jobs run one after the other, in order.
    ///
    /// # Errors
    /// [`WriterGone`] when the thread is no more.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> T + Send + 'static,
    ) -> Result<T, WriterGone> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Whoever asked may have been cancelled; the work is done all the same.
            let _ = answer.send(work(store));
        });
        self.jobs.send(job).map_err(|_| WriterGone)?;
        answered.await.map_err(|_| WriterGone)
    }
}
