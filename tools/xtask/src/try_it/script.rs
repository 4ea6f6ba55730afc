//! Calls as a script of a shell. Its lines can be pasted one by one, too.

use super::calls::{Request, Step};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shell {
    Posix,
    PowerShell,
}

impl Shell {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Posix => "try.sh",
            Self::PowerShell => "try.ps1",
        }
    }

    fn step(self, step: &Step) -> String {
        match step {
            Step::Comment(text) => format!("\n# {text}\n"),
            Step::Call {
                status,
                comment,
                request,
            } => {
                let status = status.map(|status| format!("{status}: ")).unwrap_or_default();
                format!("\n# {status}{comment}\n{}\n", self.curl(request, true))
            }
            Step::Keep { name, request } => self.kept(name, &self.curl(request, false)),
            Step::Member { name, of, member } => match self {
                Self::Posix => {
                    let find = format!(r#"printf '%s' "${of}" | sed -n 's/.*"{member}":"\([^"]*\)".*/\1/p'"#);
                    self.kept(name, &find)
                }
                Self::PowerShell => self.kept(name, &format!("(${of} | ConvertFrom-Json).{member}")),
            },
            Step::Email { name } => match self {
                Self::Posix => format!("{name}=\"user-$(date +%s)-$$@example.org\"\n"),
                Self::PowerShell => format!("${name} = \"user-$(Get-Date -Format yyyyMMddHHmmss)-$PID@example.org\"\n"),
            },
        }
    }

    fn kept(self, name: &str, command: &str) -> String {
        match self {
            Self::Posix => format!("{name}=$({command})\n"),
            Self::PowerShell => format!("${name} = {command}\n"),
        }
    }

    /// Bodies come by the standard input: Windows PowerShell hands a program no quote in an argument.
    fn curl(self, request: &Request, is_shown: bool) -> String {
        let mut words = vec![match (self, &request.json) {
            (Self::Posix, Some(json)) => format!("printf '%s' \"{}\" | curl -s", json.replace('"', "\\\"")),
            (Self::PowerShell, Some(json)) => format!("\"{}\" | curl.exe -s", json.replace('"', "\"\"")),
            (Self::Posix, None) => "curl -s".to_owned(),
            (Self::PowerShell, None) => "curl.exe -s".to_owned(),
        }];
        if is_shown {
            words.push(SHOWN.to_owned());
        }
        if request.shows_headers {
            words.push("-i".to_owned());
        }
        if !(request.method == "GET" || (request.method == "POST" && request.json.is_some())) {
            words.push(format!("-X {}", request.method));
        }
        words.extend(request.header.map(|header| format!("-H \"{header}\"")));
        if request.json.is_some() {
            words.push("-H \"Content-Type: application/json\" -d \"@-\"".to_owned());
        }
        words.push(format!("\"{}\"", request.url));
        words.join(" ")
    }
}

/// The calls as a script, for what answers at `port`.
pub(super) fn script(steps: &[Step], shell: Shell, port: u16) -> String {
    let opening = match shell {
        Shell::Posix => "#!/bin/sh\n",
        Shell::PowerShell => "",
    };
    let lines = steps.iter().map(|step| shell.step(step));
    format!(
        "{opening}# Calls to what cargo xtask dev runs at port {port}; the number before each is the status of its answer.\n{}",
        lines.collect::<String>()
    )
}

/// curl reads `\n` itself; answers end without one.
pub(crate) const SHOWN: &str = "-w '\\n'";

#[cfg(test)]
mod tests {
    use super::super::calls;
    use super::*;
    use crate::cargo::Workspace;

    fn scripts() -> [String; 2] {
        let workspace = Workspace::here().unwrap();
        let calls = calls::all(&workspace, 5293, "http://127.0.0.1:7898", Some("item-1"));
        [Shell::Posix, Shell::PowerShell].map(|shell| script(&calls, shell, 5293))
    }

    #[test]
    fn each_call_has_a_comment_and_ends_its_line_and_deletion_is_last() {
        for script in scripts() {
            let lines: Vec<&str> = script.lines().collect();
            let calls: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].contains(SHOWN)).collect();
            assert!(calls.len() > 5, "{script}");
            for index in &calls {
                assert!(lines[index - 1].starts_with("# "), "{}", lines[*index]);
            }
            let deletions: Vec<usize> = (0..lines.len())
                .filter(|index| lines[*index].contains("-X DELETE"))
                .collect();
            assert_eq!(deletions, [lines.len() - 1], "{script}");
            assert!(script.lines().all(|line| !line.contains("eyJ")), "{script}");
        }
    }

    #[test]
    fn both_shells_make_the_same_calls() {
        let urls = |script: &String| {
            let urls = script.split('"').filter(|text| text.starts_with("http://"));
            urls.map(str::to_owned).collect::<Vec<_>>()
        };
        let [posix, power_shell] = scripts();
        assert_eq!(urls(&posix), urls(&power_shell));
        assert!(!power_shell.contains("\\\""), "{power_shell}");
        assert!(
            power_shell.lines().all(|line| !line.contains("curl -s")),
            "{power_shell}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_posix_shell_reads_it() {
        let [posix, _] = scripts();
        let path = std::env::temp_dir().join(format!("try-{}.sh", std::process::id()));
        std::fs::write(&path, posix).unwrap();
        let output = std::process::Command::new("sh").arg("-n").arg(&path).output().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}
