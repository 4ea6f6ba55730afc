//! The end of `node --test`, as its reporter `spec` tells it.

use crate::process::Finished;

/// Number of tests that passed; none, or a file of none, is a failure.
pub(super) fn judged(finished: &Finished, files: usize) -> Result<String, ()> {
    let count = |what: &str| {
        let beginning = format!("\u{2139} {what} ");
        let mut lines = finished.output.lines().rev();
        lines.find_map(|line| line.strip_prefix(&beginning)?.parse::<usize>().ok())
    };
    match (finished.succeeded, count("pass"), count("fail")) {
        (true, Some(passed), Some(0)) if passed >= files && count("skipped") == Some(0) => {
            Ok(format!("{passed} passed in {files} files"))
        }
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(succeeded: bool, output: &str) -> Result<String, ()> {
        let output = output.to_owned();
        super::judged(&Finished { succeeded, output }, 2)
    }

    #[test]
    fn tests_that_passed_are_counted() {
        let said = "✔ a test (3 ms)\n\u{2139} tests 2\n\u{2139} pass 2\n\u{2139} fail 0\n\u{2139} skipped 0\n";
        assert_eq!(judged(true, said).as_deref(), Ok("2 passed in 2 files"));
        assert!(judged(false, said).is_err());
    }

    #[test]
    fn nothing_that_passed_failed_or_was_left_out_passes_for_a_test() {
        for said in [
            "",
            "\u{2139} pass 1\n\u{2139} fail 0\n\u{2139} skipped 0",
            "\u{2139} pass 2\n\u{2139} fail 1\n\u{2139} skipped 0",
            "\u{2139} pass 2\n\u{2139} fail 0\n\u{2139} skipped 1",
        ] {
            assert!(judged(true, said).is_err(), "{said}");
        }
    }
}
