//! Programs that end, with all that they started, when their value is dropped.

use std::io;
use std::process::{Command, ExitStatus, Stdio};

use process_wrap::std::{ChildWrapper, CommandWrap};

#[derive(Debug)]
pub(crate) struct Process(Box<dyn ChildWrapper>);

impl Process {
    pub(crate) fn start(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::null());
        let mut wrapped = CommandWrap::from(command);
        // Out of reach of the terminal's Ctrl-C: the gateway ends it.
        #[cfg(unix)]
        wrapped.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        wrapped.wrap(process_wrap::std::JobObject);
        wrapped.spawn().map(Self)
    }

    /// The status of a program that has ended by itself.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }

    pub(crate) fn take_stdout(&mut self) -> Option<impl io::Read + Send + use<>> {
        self.0.stdout().take()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.start_kill();
        let _ = self.0.wait();
    }
}
