//! The rows of the table, in its order.

use std::time::Duration;

use super::cold::{self, HOP};
use super::peer::Peer;
use super::table::Row;
use super::{fleet, warm};
use crate::cargo::Workspace;
use crate::console::say;
use crate::dynalite::Dynalite;
use crate::failure::Failure;
use crate::round_trips::FarAway;
use crate::stand_in::StandIn;

pub(super) struct Bench<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) stand_in: &'a StandIn,
    /// Ours, the careful handler, the Express server.
    pub(super) peers: [Peer; 3],
    pub(super) dynalite: &'a Dynalite,
    pub(super) far_away: &'a FarAway,
}

impl Bench<'_> {
    pub(super) fn rows(&self) -> Result<Vec<Row>, Failure> {
        let mut rows = vec![self.start_up()?];
        rows.extend(self.cold()?);
        rows.push(self.cold_over_tls()?);
        rows.extend(self.warm()?);
        rows.push(self.rotation()?);
        rows.extend(self.fleet()?);
        Ok(rows)
    }

    fn start_up(&self) -> Result<Row, Failure> {
        say("starting each …");
        Ok(Row {
            figure: "start-up: exec to first poll, without network",
            unit: "ms",
            digits: 1,
            measured: cold::medians(self.peers.each_ref(), cold::STARTS, cold::start_up)?,
            goal: AS_GOOD,
        })
    }

    fn cold(&self) -> Result<[Row; 2], Failure> {
        say("answering first, hops of 50 ms …");
        cold::hops(self.stand_in, HOP)?;
        let token = self.stand_in.session_token("tenant-bikes")?;
        let event = &warm::events(self.workspace, &[token])?[0];
        let [ours, careful, express] = &self.peers;
        let with_store = &ours.with(&self.warm_store("cold")?);
        let measured = cold::medians([ours, careful, express, with_store], cold::COLD_STARTS, |peer| {
            cold::first_answer(peer, event, &[])
        })?;
        let [ours, careful, express, with_store] = measured;
        cold::hops(self.stand_in, Duration::ZERO)?;
        let row = |figure, measured| Row {
            figure,
            unit: "ms",
            digits: 1,
            measured,
            goal: AS_GOOD,
        };
        Ok([
            row(
                "cold: exec to the first answer, hops of 50 ms",
                [ours, careful, express],
            ),
            row(
                "the same, another environment having filled our warm store",
                [with_store, careful, express],
            ),
        ])
    }

    fn cold_over_tls(&self) -> Result<Row, Failure> {
        say("answering first, over TLS …");
        let token = self.stand_in.session_token("tenant-bikes")?;
        let event = &warm::events(self.workspace, &[token])?[0];
        let mut variables = self.far_away.variables().to_vec();
        let roots = variables.iter().find(|(name, _)| *name == "SSL_CERT_FILE");
        // Node's name for it.
        variables.extend(roots.map(|(_, roots)| ("NODE_EXTRA_CA_CERTS", roots.clone())));
        Ok(Row {
            figure: "cold over TLS, round trips of 50 ms",
            unit: "ms",
            digits: 1,
            measured: cold::medians(self.peers.each_ref(), cold::COLD_STARTS, |peer| {
                cold::first_answer(peer, event, &variables)
            })?,
            goal: AS_GOOD,
        })
    }

    fn warm(&self) -> Result<[Row; 4], Failure> {
        say("answering 1,000 good and 1,000 forged tokens …");
        let [ours, careful, express] = &self.peers;
        let seen = warm::measure(self.workspace, self.stand_in, [ours, careful, express])?;
        let row = |figure, unit, digits, measured, goal| Row {
            figure,
            unit,
            digits,
            measured,
            goal,
        };
        let of = |measure: &dyn Fn(&warm::Warm) -> f64| seen.each_ref().map(measure);
        Ok([
            row(
                "warm: p50 of 1,000 good tokens",
                "ms",
                2,
                of(&|warm| milliseconds(warm.percentile(50))),
                AS_GOOD,
            ),
            row(
                "warm: p99",
                "ms",
                2,
                of(&|warm| milliseconds(warm.percentile(99))),
                AS_GOOD,
            ),
            row("resident after them", "MB", 1, of(&|warm| warm.resident), AS_GOOD),
            row(
                "upstream calls for these, the first answer and 1,000 forged tokens",
                "",
                0,
                of(&|warm| number(warm.calls)),
                ONE_CALL_MORE,
            ),
        ])
    }

    fn rotation(&self) -> Result<Row, Failure> {
        say("rotating the key …");
        Ok(Row {
            figure: "good tokens refused of 100, the key rotated right after the first answer",
            unit: "",
            digits: 0,
            measured: each(&self.peers, |peer| {
                warm::refused_after_a_rotation(self.workspace, self.stand_in, peer)
            })?,
            goal: AS_GOOD,
        })
    }

    fn fleet(&self) -> Result<[Row; 3], Failure> {
        say("starting 40 of each at once …");
        cold::hops(self.stand_in, HOP)?;
        let token = self.stand_in.session_token("tenant-bikes")?;
        let event = &warm::events(self.workspace, &[token])?[0];
        let fleet = |peer: &Peer| fleet::measure(self.stand_in, peer, event);
        let [alone, careful, express] = [fleet(&self.peers[0])?, fleet(&self.peers[1])?, fleet(&self.peers[2])?];
        let ours = fleet(&self.peers[0].with(&self.warm_store("fleet")?))?;
        cold::hops(self.stand_in, Duration::ZERO)?;
        let row = |figure, measured, goal| Row {
            figure,
            unit: "",
            digits: 0,
            measured,
            goal,
        };
        let refused = [ours.refused, careful.refused, express.refused];
        Ok([
            row("40 cold at once, 10 calls per 45 s: refused", refused, ONE_FOR_ALL),
            row(
                "40 cold at once: upstream calls",
                [ours.calls, careful.calls, express.calls].map(number),
                ONE_FOR_ALL,
            ),
            row(
                "40 cold at once: refused, ours without its warm store",
                [alone.refused, careful.refused, express.refused],
                None,
            ),
        ])
    }

    /// Variables of a warm store that is empty.
    fn warm_store(&self, table: &str) -> Result<[(&'static str, String); 2], Failure> {
        self.dynalite.make_warm_store(table)?;
        Ok([
            ("WARM_STORE", format!("dynamodb:{table}")),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.dynalite.url.clone()),
        ])
    }
}

fn each(peers: &[Peer; 3], measure: impl Fn(&Peer) -> Result<f64, Failure>) -> Result<[f64; 3], Failure> {
    let [ours, careful, express] = peers;
    Ok([measure(ours)?, measure(careful)?, measure(express)?])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Ours costs nobody what Node would not.
const AS_GOOD: Option<f64> = Some(1.0);
/// A key set is fetched once more, at once, for a signature that no key fits: a rotated key shows like that.
const ONE_CALL_MORE: Option<f64> = Some(1.5);
/// With a warm store one environment fetches for all 40.
const ONE_FOR_ALL: Option<f64> = Some(0.1);
