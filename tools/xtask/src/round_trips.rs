//! A cold start over TLS, in round trips to hosts that are all equally far away. Linux only.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use crate::cargo::Workspace;
use crate::cold_start::{self, median, start};
use crate::dynalite::Dynalite;
use crate::event::event;
use crate::failure::Failure;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::relay;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;
use crate::tools::Installed;

/// AWS, the token endpoint and the API, each at the end of a line of its own, all of them the stand-in;
/// and a table of warm values where there is one.
pub(crate) struct FarAway {
    urls: [String; 3],
    store: Option<String>,
    roots: PathBuf,
    _tls: Running,
}

impl FarAway {
    /// Puts TLS and the lines before the servers, with a certificate authority of their own.
    pub(crate) fn start(
        workspace: &Workspace,
        aws: &Installed,
        stand_in: &StandIn,
        dynalite: Option<&Dynalite>,
    ) -> Result<Self, Failure> {
        let roots = workspace.scratch().join("bench-roots.pem");
        let mut tls = aws.command("python");
        tls.args(["-c", include_str!("tls.py")]).arg(&roots);
        let in_clear = [Some(&stand_in.url), dynalite.map(|dynalite| &dynalite.url)];
        let mut ports = Vec::new();
        for url in in_clear.into_iter().flatten() {
            let port = ports::free()?;
            tls.args([&port.to_string(), url.rsplit(':').next().unwrap_or_default()]);
            ports.push(port);
        }
        let (out, err) = process::log_file(&workspace.scratch().join("log").join("bench-tls.log"))?;
        tls.stdout(out).stderr(err);
        let mut tls = Running::start("TLS before the servers", tls)?;
        for port in &ports {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_err() {
                tls.must_run()?;
                interrupt::pause(POLL)?;
            }
        }
        let line = |port: u16| Ok(format!("https://127.0.0.1:{}", relay::start(port, ROUND_TRIP)?));
        Ok(Self {
            urls: [line(ports[0])?, line(ports[0])?, line(ports[0])?],
            store: ports.get(1).map(|port| line(*port)).transpose()?,
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

    /// Variables by which a function finds the table of this name; none where there is no DynamoDB.
    pub(crate) fn warm_store(&self, table: &str) -> Option<[(&'static str, String); 2]> {
        let url = self.store.clone()?;
        Some([
            ("AWS_ENDPOINT_URL_DYNAMODB", url),
            ("WARM_STORE", format!("dynamodb:{table}")),
        ])
    }

    /// Round trips from exec to the answer to `sent`, the median of 5, with these variables besides.
    pub(crate) fn cold_start(
        &self,
        workspace: &Workspace,
        stand_in: &StandIn,
        (function, sent): (&str, &str),
        besides: &[(&str, String)],
    ) -> Result<f64, Failure> {
        let token = stand_in.session_token("tenant-bikes")?;
        let api = RuntimeApi::start(&event(workspace, sent, &[("session-token", &token)])?)?;
        let own = self.variables();
        let mut variables: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        variables.extend(besides.iter().map(|(name, value)| (*name, value.as_str())));
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
