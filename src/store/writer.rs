//! The thread that owns the database while the service runs, so that no await ever waits for a disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use super::Store;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// A handle to the writer thread. The thread ends when the last handle is gone.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: mpsc::UnboundedSender<Job>,
}

/// The job broke off and changed nothing, or its thread has ended. Only a defect can cause either.
#[derive(Debug, thiserror::Error)]
#[error("work on the database broke off, which is a defect of the program; please report it")]
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
                // A defect in one job must not end the others: its transaction is rolled back as it unwinds, and who
                // asked hears of it because the answer's channel closes.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut store)));
            }
        })?;
        Ok(Self { jobs })
    }

    /// Runs `work` on the store and waits for what it returns. Jobs run one after the other, in order.
    ///
    /// # Errors
    /// [`WriterGone`] when the work panicked, or the thread is no more.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    #[tokio::test]
    async fn a_job_that_panics_changes_nothing_and_stops_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let writer = Writer::start(Store::open(&dir.path().join("a.db")).unwrap()).unwrap();
        let broken = writer.run(|store| {
            store.change::<(), StoreError>(|tx| {
                tx.0.execute_batch("INSERT INTO campaign VALUES ('x', 'x', 0)")?;
                panic!("a defect")
            })
        });
        assert!(broken.await.is_err());
        let left: i64 = writer
            .run(|store| {
                store.view::<_, StoreError>(|tx| {
                    Ok(tx.0.query_row("SELECT count(*) FROM campaign", [], |row| row.get(0))?)
                })
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(left, 0);
    }
}
