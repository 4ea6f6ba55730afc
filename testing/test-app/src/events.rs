//! The events of a function in `events/`, replayed.

use axum::Router;

use crate::Event;

/// Replays the events in `events/{prefix}-*.json`, their `{{placeholders}}` replaced: each is
/// answered with the status and the code that `expected` names for it, and none is left out.
pub async fn assert_events(
    prefix: &str,
    expected: &[(&str, u64, &str)],
    router: &Router,
    placeholders: &[(&str, &str)],
) {
    assert_event_files(prefix, expected.iter().map(|(name, ..)| *name));
    for (name, status, code) in expected {
        let event = Event::file(name, placeholders);
        let response = event.send(router).await;
        assert_eq!(
            (response.status, response.code()),
            (*status, *code),
            "{name}: {}",
            response.text
        );
        response.assert_common_headers(event.path());
    }
}

/// The files `events/{prefix}-*.json` are exactly those that `names` lists.
pub fn assert_event_files<'a>(prefix: &str, names: impl IntoIterator<Item = &'a str>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events");
    let files = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<_> = files
        .map(|file| file.expect("a folder that is open can be read").file_name())
        .filter_map(|file| Some(file.to_str()?.strip_suffix(".json")?.to_owned()))
        .filter(|name| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')))
        .collect();
    let mut names: Vec<_> = names.into_iter().collect();
    files.sort_unstable();
    names.sort_unstable();
    assert_eq!(files, names, "the files of {prefix} and the events replayed");
}
