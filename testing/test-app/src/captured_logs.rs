use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// All that is logged in this process, and whatever else is said.
#[derive(Clone, Debug, Default)]
pub struct Overheard(Arc<Mutex<Vec<u8>>>);

impl Overheard {
    /// Listens to everybody at the most talkative level from now on, the crate `log` included.
    pub fn everything() -> Self {
        let overheard = Self::default();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(overheard.clone())
            .init();
        overheard
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

impl Write for Overheard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Overheard {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
