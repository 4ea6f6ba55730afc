//! A cold start over TLS, in round trips to hosts that are all equally far away. Linux only.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use crate::cargo::Workspace;
use crate::cold_start::{self, median, start};
use crate::event::event;
use crate::failure::Failure;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::relay;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;
use crate::tools::Installed;

/// AWS, the token endpoint and the API, each at the end of a line of its own, all of them the stand-in.
pub(crate) struct FarAway {
    urls: [String; 3],
    roots: PathBuf,
    _tls: Running,
}

impl FarAway {
    /// Puts TLS and the lines before the stand-in, with a certificate authority of their own.
    pub(crate) fn start(workspace: &Workspace, aws: &Installed, stand_in: &StandIn) -> Result<Self, Failure> {
        let roots = workspace.scratch().join("bench-roots.pem");
        let (port, log) = (ports::free()?, workspace.scratch().join("log").join("bench-tls.log"));
        let to = stand_in.url.rsplit(':').next().unwrap_or_default();
        let mut tls = aws.command("python");
        tls.args(["-c", include_str!("tls.py")])
            .arg(&roots)
            .args([&port.to_string(), to]);
        let (out, err) = process::log_file(&log)?;
        tls.stdout(out).stderr(err);
        let mut tls = Running::start("TLS before the stand-in", tls)?;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            tls.must_run()?;
            interrupt::pause(POLL)?;
        }
        let line = || Ok(format!("https://127.0.0.1:{}", relay::start(port, ROUND_TRIP)?));
        Ok(Self {
            urls: [line()?, line()?, line()?],
            roots,
            _tls: tls,
        })
    }

    /// Variables by which a function calls all three, and trusts them.
    pub(crate) fn variables(&self) -> [(&'static str, String); 4] {
        let [aws, auth, platform] = self.urls.clone();
        [
            ("AWS_ENDPOINT_URL", aws),
            ("JTL_AUTH_URL", auth),
            ("JTL_API_URL", platform),
            ("SSL_CERT_FILE", self.roots.to_string_lossy().into_owned()),
        ]
    }

    /// Round trips from exec to the answer to `sent`, the median of 5, with these variables besides.
    pub(crate) fn cold_start(
        &self,
        workspace: &Workspace,
        stand_in: &StandIn,
        (function, sent): (&str, &str),
        besides: &[(&str, &str)],
    ) -> Result<f64, Failure> {
        let token = stand_in.session_token("tenant-bikes")?;
        let api = RuntimeApi::start(&event(workspace, sent, &[("session-token", &token)])?)?;
        let own = self.variables();
        let mut variables: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        variables.extend(besides);
        let milliseconds = median(STARTS, || {
            let (started, _running) = start(workspace, function, &api, &variables)?;
            api.first_poll()?;
            let (answered, answer) = api.answer()?;
            match answer["statusCode"].as_u64() {
                Some(200) => Ok(cold_start::milliseconds(started, answered)),
                _ => Err(Failure::said(format!("the first answer was {answer}"))),
            }
        })?;
        Ok(milliseconds / 1000.0 / ROUND_TRIP.as_secs_f64())
    }
}

const STARTS: usize = 5;
const ROUND_TRIP: Duration = Duration::from_millis(50);
const POLL: Duration = Duration::from_millis(20);
