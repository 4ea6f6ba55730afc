// <account>
//! Keys in a file, for work without AWS. It is replaced whole, by what no other user may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use account::signing_keys::KeyRing;
use secrecy::{ExposeSecret, SecretString};

/// The keys in a file; none where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<KeyRing>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => SecretString::from(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
    };
    match KeyRing::parse(text.expose_secret()) {
        Ok(ring) => Ok(Some(ring)),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// Replaces the keys in a file by what `change` makes of them. Others who change the same file
/// meanwhile are refused.
pub(super) fn change(
    path: &Path,
    change: impl FnOnce(Option<KeyRing>) -> Result<KeyRing, String>,
) -> Result<KeyRing, String> {
    // A link stays one: what it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let successor = Successor::of(&path)?;
    let ring = change(read(&path)?)?;
    let outcome = successor.write(ring.to_json().expose_secret());
    outcome.map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    Ok(ring)
}

/// New file that will take another's place. Of those who want to change the old file, one can make it,
/// and it is gone when that one is done.
struct Successor<'a> {
    of: &'a Path,
    path: PathBuf,
    file: File,
    has_taken_place: bool,
}

impl<'a> Successor<'a> {
    fn of(of: &'a Path) -> Result<Self, String> {
        let mut path = of.to_owned().into_os_string();
        path.push(".new");
        let path = PathBuf::from(path);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Self {
                of,
                path,
                file,
                has_taken_place: false,
            }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(format!(
                "somebody else is changing the keys; if not, a change was interrupted and {} can be removed",
                path.display()
            )),
            Err(error) => Err(format!("{} cannot be written: {error}", path.display())),
        }
    }

    fn write(mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        // On the disk before it has the name: whatever happens, the name leads to whole keys.
        self.file.sync_all()?;
        fs::rename(&self.path, self.of)?;
        self.has_taken_place = true;
        Ok(())
    }
}

impl Drop for Successor<'_> {
    fn drop(&mut self) {
        // Once it has taken the file's place, what is found here is somebody else's.
        if !self.has_taken_place {
            let _ = fs::remove_file(&self.path);
        }
    }
}
// </account>
