//! Ctrl-C and termination requests, seen by whoever waits.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::failure::Failure;

/// Takes Ctrl-C, SIGTERM and SIGHUP (on Windows: Ctrl-C, Ctrl-Break and the closed window) over
/// from the system, so that the processes that were started end first.
pub(crate) fn listen() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        *REQUESTED.lock().unwrap_or_else(PoisonError::into_inner) = true;
        CHANGED.notify_all();
    })
    .map_err(|error| Failure::said(format!("cannot take over Ctrl-C: {error}")))
}

/// Waits for `duration`, or until an interruption, whichever is first.
pub(crate) fn pause(duration: Duration) -> Result<(), Failure> {
    let requested = REQUESTED.lock().unwrap_or_else(PoisonError::into_inner);
    let (requested, _) = CHANGED
        .wait_timeout_while(requested, duration, |requested| !*requested)
        .unwrap_or_else(PoisonError::into_inner);
    if *requested {
        return Err(Failure::Interrupted);
    }
    Ok(())
}

static REQUESTED: Mutex<bool> = Mutex::new(false);
static CHANGED: Condvar = Condvar::new();
