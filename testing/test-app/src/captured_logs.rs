//! Logs as a test reads them: of the whole process, or of one thread.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use tracing::Dispatch;
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// All that is logged in this process, and whatever else is said.
#[derive(Clone, Debug, Default)]
pub struct CapturedLogs(Arc<Mutex<Vec<u8>>>);

impl CapturedLogs {
    /// Listens to everybody at the most talkative level from now on, the crate `log` included.
    pub fn everything() -> Self {
        let captured = Self::default();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(captured.clone())
            .init();
        captured
    }

    /// Listens to this thread alone, from `level` up, until the guard is dropped. All of a test runs
    /// on one thread unless it asks for more.
    #[must_use]
    pub fn of_this_thread(level: LevelFilter) -> (Self, DefaultGuard) {
        LazyLock::force(&SECOND);
        let captured = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(captured.clone())
            .finish();
        let listening = tracing::subscriber::set_default(subscriber);
        (captured, listening)
    }

    /// One text per line.
    pub fn lines(&self) -> Vec<String> {
        self.text().lines().map(str::to_owned).collect()
    }

    /// Something else that must be as silent.
    pub fn say(&self, text: &str) {
        writeln!(self.lock(), "{text}").expect("memory takes everything");
    }

    /// So that silence is not deafness.
    pub fn must_have_heard(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.text().contains(text), "nobody said {text}");
        }
    }

    /// Panics with the first line that says one of `secrets`.
    pub fn must_not_have_heard<'a>(&self, secrets: impl IntoIterator<Item = &'a str>) {
        let text = self.text();
        for secret in secrets {
            if text.contains(secret) {
                let line = text.lines().find(|line| line.contains(secret));
                panic!("somebody said {secret}: {}", line.unwrap_or_default());
            }
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock()).into_owned()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for CapturedLogs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for CapturedLogs {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A subscriber that takes nothing. While one alone is registered, tracing asks the current thread's
/// about an event that is met for the first time, and switches the event off for all threads where
/// that thread has none. With two it asks every one.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::default()));
