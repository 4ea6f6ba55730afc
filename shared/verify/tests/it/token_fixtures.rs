//! Agreement with a strict verifier in another language, which signs with another library:
//! `fixtures/tokens.py` and `fixtures/strict_verifier.py` made every token and every verdict.

use serde_json::Value;

use crate::verifying::verify;

#[test]
fn both_verifiers_agree_on_every_mutated_token() {
    let (mut now, mut keys, mut base) = (0, "", "");
    let (mut accepted, mut refused) = (0, 0);
    for line in include_str!("fixtures/tokens.txt").lines() {
        let (kind, rest) = line.split_once(' ').expect("every line has two words");
        let (verdict, token) = match kind {
            "now" => {
                now = rest.parse().expect("a number");
                continue;
            }
            "keys" => {
                keys = rest;
                continue;
            }
            "change" => changed(base, rest),
            verdict => (verdict, rest.to_owned()),
        };
        let is_accepted = verify(keys.as_bytes(), &token, now).is_some();
        assert_eq!(if is_accepted { "accept" } else { "refuse" }, verdict, "{line}");
        if kind == "accept" {
            base = rest;
        }
        *(if is_accepted { &mut accepted } else { &mut refused }) += 1;
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(
        accepted > 100 && refused > 5_000,
        "{accepted} accepted, {refused} refused"
    );
}

#[test]
fn both_verifiers_agree_on_keys_and_signatures_at_the_edges_of_ed25519() {
    let (mut accepted, mut refused) = (0, 0);
    for line in include_str!("fixtures/ed25519.txt").lines() {
        let vector: Value = serde_json::from_str(line).expect("every line is an object");
        let text = |name: &str| vector[name].as_str().expect("a text");
        let is_accepted = verify(text("keys").as_bytes(), text("token"), NOW).is_some();
        assert_eq!(is_accepted, vector["accepted"], "{}", vector["about"]);
        *(if is_accepted { &mut accepted } else { &mut refused }) += 1;
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(
        accepted >= 10 && refused >= 60,
        "{accepted} accepted, {refused} refused"
    );
}

/// `accept|refuse AT CUT INSERT`.
fn changed<'a>(base: &str, change: &'a str) -> (&'a str, String) {
    let mut words = change.splitn(4, ' ');
    let mut word = || words.next().expect("a change has four words");
    let verdict = word();
    let at: usize = word().parse().expect("a number");
    let cut: usize = word().parse().expect("a number");
    let insert: String = serde_json::from_str(word()).expect("a JSON text");
    (verdict, format!("{}{insert}{}", &base[..at], &base[at + cut..]))
}

const NOW: u64 = 1_800_000_000;
