//! Where settings come from: files, the profiles that come with the daemon, the environment.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use super::{
    fault::{ConfigFault, Place},
    layer::{Layer, Origin},
    layers::Layers,
};
use callbackd_settings::file::{FileFault, read_text};

/// The configuration file unless another is named.
pub const DEFAULT_PATH: &str = "/etc/callbackd/callbackd.toml";

/// Longest configuration file, in octets.
const MAX_FILE: u64 = 4 << 20;

/// Most drop-ins.
const MAX_DROP_INS: usize = 256;

/// What is known of each kind of switch. The first is the one that applies when none is named.
const PROFILES: &[(&str, &str)] = &[
    ("generic", include_str!("../../config/pbx/generic.toml")),
    ("panasonic-kx", include_str!("../../config/pbx/panasonic-kx.toml")),
    ("hipath-3000", include_str!("../../config/pbx/hipath-3000.toml")),
    ("hipath-4000", include_str!("../../config/pbx/hipath-4000.toml")),
    ("openscape-business", include_str!("../../config/pbx/openscape-business.toml")),
];

/// Variables that set something begin with this and hold [`SEPARATOR`] after it.
const PREFIX: &str = "CALLBACKD_";

/// Stands for the dot of a key.
const SEPARATOR: &str = "__";

/// The environment of this process, less what is no text: nothing of that can be a setting.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Reads all layers, the profile at the bottom, then `path`, its drop-ins, the environment.
///
/// # Errors
/// Files that cannot be read, TOML that is none, variables that name no key.
pub(super) fn read(path: &Path, environment: &[(String, String)]) -> Result<Layers, Vec<ConfigFault>> {
    let mut faults = Vec::new();
    let mut layers = Vec::new();
    let mut files = vec![path.to_owned()];
    match drop_ins(path) {
        Ok(found) => files.extend(found),
        Err(fault) => faults.push(fault),
    }
    let texts = files.iter().map(|file| read_file(file).map(|text| (Origin::File(name(file)), text)));
    for source in texts.chain(environment.iter().filter_map(|(name, value)| variable(name, value))) {
        match source.map_err(|fault| vec![fault]).and_then(|(origin, text)| Layer::new(origin, text)) {
            Ok(layer) => layers.push(layer),
            Err(found) => faults.extend(found),
        }
    }
    let mut layers = Layers::new(layers, Place::File(name(path)));
    match profile(&layers) {
        Ok(profile) => layers.underlay(profile),
        Err(found) => faults.extend(found),
    }
    if faults.is_empty() { Ok(layers) } else { Err(faults) }
}

fn name(file: &Path) -> String {
    file.display().to_string()
}

fn read_file(path: &Path) -> Result<String, ConfigFault> {
    read_text(path, MAX_FILE).map_err(|fault| {
        let message = match fault {
            FileFault::Absent => "there is no such file: create it, or name another with --config".to_owned(),
            fault => fault.to_string(),
        };
        ConfigFault { place: Place::File(name(path)), key: String::new(), message }
    })
}

/// `callbackd.d/*.toml` beside `callbackd.toml`, in the order of their names. What begins with a dot is an editor's, not ours.
fn drop_ins(path: &Path) -> Result<Vec<PathBuf>, ConfigFault> {
    let directory = path.with_extension("d");
    let wrong = |message| ConfigFault { place: Place::File(name(&directory)), key: String::new(), message };
    let fault = |error: io::Error| wrong(format!("cannot be read: {error}"));
    let entries = match fs::read_dir(&directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fault)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fault)?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let file = entry.path();
        if !is_hidden && file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
        if files.len() > MAX_DROP_INS {
            return Err(wrong(format!("holds more than {MAX_DROP_INS} files: put some of them together")));
        }
    }
    files.sort();
    Ok(files)
}

/// `CALLBACKD_PBX__CONNECT_TIMEOUT=2s` as the line `pbx.connect-timeout = "2s"`; `None` for variables that are not about
/// settings. Values are written as in a file, and what is no TOML is taken as text; so is what has another type where the key
/// wants text, which only the tables know.
fn variable(name: &str, value: &str) -> Option<Result<(Origin, String), ConfigFault>> {
    let key = name.strip_prefix(PREFIX).filter(|key| key.contains(SEPARATOR))?;
    let key = key.replace(SEPARATOR, ".").replace('_', "-").to_lowercase();
    let is_bare =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !key.split('.').all(is_bare) {
        let message = "names no key: write CALLBACKD_SECTION__KEY, with _ for each - of the key".to_owned();
        return Some(Err(ConfigFault {
            place: Place::Variable(name.to_owned()),
            key: String::new(),
            message,
        }));
    }
    let written = value.parse().unwrap_or_else(|_| toml::Value::String(value.to_owned()));
    let origin = Origin::Variable { name: name.to_owned(), value: value.to_owned() };
    Some(Ok((origin, format!("{key} = {written}"))))
}

/// The profile that the layers name, or the first: that there is no other of that name is found out by whoever checks.
fn profile(layers: &Layers) -> Result<Layer, Vec<ConfigFault>> {
    let tree = layers.merge().map_err(|fault| vec![fault])?;
    let named = tree.get("pbx").and_then(|pbx| pbx.get("profile")).and_then(toml::Value::as_str);
    let known = PROFILES.iter().find(|(name, _)| Some(*name) == named);
    let (name, text) = known.or(PROFILES.first()).copied().unwrap_or_default();
    Layer::new(Origin::Profile(name), text.to_owned())
}

/// The profiles there are.
pub(super) fn profiles() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(name, _)| *name)
}
