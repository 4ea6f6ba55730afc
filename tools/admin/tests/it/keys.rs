// <account>
//! `keys` as an operator runs it, on a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use account::signing_keys::{KeyRing, Seed};
use account::unix_time::UnixTime;
use secrecy::ExposeSecret;
use serde_json::Value;

/// Runs the program: what it printed, or what it complained of.
fn keys(file: &Path, step: &[&str]) -> Result<String, String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_admin"));
    program.arg("keys").args(step).arg("--file").arg(file);
    let output = program.output().expect("the program was built for this test");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}

fn json(file: &Path, step: &str) -> Value {
    let printed = keys(file, &[step, "--json"]).expect("the step can be taken");
    serde_json::from_str(&printed).expect("--json prints JSON")
}

fn states(printed: &Value) -> Vec<&str> {
    let keys = printed["keys"].as_array().expect("keys are listed");
    keys.iter()
        .map(|key| key["state"].as_str().expect("each has a state"))
        .collect()
}

/// A folder of its own for a file of keys, which is not there yet.
fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("tests may write there");
    folder.join("keys.json")
}

fn write(path: &Path, ring: &KeyRing) {
    fs::write(path, ring.to_json().expose_secret()).expect("tests may write there");
}

/// Two keys of long ago, the second of which may sign by now.
fn old_pair() -> KeyRing {
    let long_ago = UnixTime::from_secs(1_767_225_600);
    let ring = KeyRing::new(&Seed::from_bytes([1; 32]), long_ago);
    ring.with_next(&Seed::from_bytes([2; 32]), long_ago)
        .expect("a ring of one key takes a next one")
}

/// The private keys in a file.
fn seeds(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the file is there");
    let ring: Value = serde_json::from_str(&text).expect("a file of keys is JSON");
    let keys = ring["keys"].as_array().expect("it holds keys");
    let seed = |key: &Value| key["seed"].as_str().expect("each has a seed").to_owned();
    keys.iter().map(seed).collect()
}

#[test]
fn the_first_key_signs_and_the_second_waits_for_its_time() {
    let file = file("first");
    let first = json(&file, "new");
    assert_eq!(states(&first), ["active"]);
    assert_eq!(
        (&first["rotatesFrom"], &first["retiresFrom"]),
        (&Value::Null, &Value::Null)
    );
    let before = seeds(&file);

    let second = json(&file, "new");
    assert_eq!(states(&second), ["active", "next"]);
    assert_eq!(seeds(&file)[..1], before, "the first one is kept");
    let made_at = second["keys"][1]["since"].as_u64().unwrap();
    assert_eq!(second["rotatesFrom"], made_at + 70 * 60);
    assert_eq!(json(&file, "list"), second);

    let complaint = keys(&file, &["rotate"]).unwrap_err();
    assert!(complaint.contains("too early"), "{complaint}");
    assert!(keys(&file, &["new"]).unwrap_err().contains("rotate first"));
    assert_eq!(json(&file, "list"), second, "what is refused changes nothing");
}

#[test]
fn a_key_that_was_published_long_ago_takes_over_and_the_old_one_stays() {
    let file = file("rotated");
    write(&file, &old_pair());
    let before = seeds(&file);
    let rotated = json(&file, "rotate");
    assert_eq!(states(&rotated), ["retired", "active"]);
    assert_eq!(seeds(&file), before);
    let retired_at = rotated["keys"][0]["since"].as_u64().unwrap();
    assert_eq!(rotated["retiresFrom"], retired_at + 121 * 60);
    assert!(keys(&file, &["retire"]).unwrap_err().contains("too early"));

    write(
        &file,
        &old_pair()
            .rotated(UnixTime::from_secs(1_767_225_600 + 70 * 60))
            .unwrap(),
    );
    assert_eq!(states(&json(&file, "retire")), ["active"]);
    assert_eq!(seeds(&file), before[1..]);
}

#[test]
fn no_key_is_printed_by_any_step() {
    let file = file("printed");
    write(&file, &old_pair());
    for step in ["list", "rotate", "new", "list"] {
        for form in [&[step][..], &[step, "--json"]] {
            let (Ok(printed) | Err(printed)) = keys(&file, form);
            for seed in seeds(&file) {
                assert!(!printed.contains(&seed), "{form:?}: {printed}");
            }
        }
    }
    let text = keys(&file, &["list"]).unwrap();
    assert!(text.contains("active") && text.contains("keys rotate"), "{text}");
}

#[test]
fn what_is_no_ring_of_keys_is_left_as_it_is() {
    let file = file("foreign");
    let hush = r#"{"CLIENT_ID":"id","CLIENT_SECRET":"hush"}"#;
    for foreign in [hush, "", "{\"keys\":[]}", "{\"keys\":"] {
        fs::write(&file, foreign).unwrap();
        for step in ["new", "rotate", "retire", "list"] {
            let complaint = keys(&file, &[step]).unwrap_err();
            assert!(
                complaint.contains("keys.json") && !complaint.contains("hush"),
                "{complaint}"
            );
            assert_eq!(fs::read_to_string(&file).unwrap(), foreign);
        }
    }
    let folder = file.parent().unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left beside it");
    assert!(keys(folder, &["new"]).is_err(), "a folder is no file");
}

#[test]
fn a_change_that_is_under_way_keeps_others_out() {
    let file = file("busy");
    json(&file, "new");
    let before = fs::read(&file).unwrap();
    let other = file.with_file_name("keys.json.new");
    fs::write(&other, "half").unwrap();
    let complaint = keys(&file, &["new"]).unwrap_err();
    assert!(complaint.contains("keys.json.new"), "{complaint}");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read(&other).unwrap(), b"half");
}

#[test]
fn of_many_who_make_a_key_at_once_none_loses_another_ones() {
    let file = file("race");
    let made: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| keys(&file, &["new", "--json"])))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let kept: Value = json(&file, "list");
    let kids = |printed: &Value| {
        let keys = printed["keys"].as_array().unwrap().clone();
        keys.into_iter().map(|key| key["kid"].clone()).collect::<Vec<_>>()
    };
    let of_kept = kids(&kept);
    assert!((1..=2).contains(&of_kept.len()), "{kept}");
    let successes: Vec<Value> = made
        .iter()
        .flatten()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    assert_eq!(successes.len(), of_kept.len(), "{made:?}");
    for success in successes {
        assert!(kids(&success).iter().all(|kid| of_kept.contains(kid)), "{success}");
    }
}

#[test]
#[cfg(unix)]
fn the_file_is_its_owners_alone_and_a_link_to_it_stays_one() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let file = file("mode");
    write(&file, &KeyRing::new(&Seed::fresh(), UnixTime::from_secs(1)));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let link = file.with_file_name("link.json");
    symlink(&file, &link).unwrap();
    json(&link, "new");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(states(&json(&file, "list")), ["active", "next"]);
}
// </account>
