//! What the README prints works as printed: its shell blocks are run, line by line.
//!
//! `cargo` stands for the programs that are built already; the first block, which builds and tests everything, is run word for
//! word by `.ci/run`. A block of root's needs root and a mount namespace of its own, so that nothing is left behind.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot set up must fail, and runs programs"
)]

use std::{
    fs,
    os::unix::{fs::symlink, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const DAEMON: &str = env!("CARGO_BIN_EXE_callbackd");
/// For whatever a program needs to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Commands that end only when somebody ends them, each with words that tell that it is at work.
const STAYING: [(&str, &str); 5] = [
    ("-p pbxsim --", "listening"),
    ("--bin callbackd -- run", "callbackd serves"),
    ("agent log-in", "ready"),
    ("ctl watch", ""),
    ("link trace", ""),
];

/// `cargo run`, of programs that are built; a switch or program that there is not fails as it would with cargo.
const CARGO: &str = r#"
shopt -s expand_aliases
cargo() {
    local verb=$1 program=callbackd
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        -q | --quiet | --release | --workspace) shift ;;
        --bin | -p) program=$2; shift 2; [ -x "$PROGRAMS/$program" ] || { echo "no program $program" >&2; return 101; } ;;
        --) shift; break ;;
        *) echo "cargo $verb has no $1 here" >&2; return 101 ;;
        esac
    done
    case $verb in
    run) "$PROGRAMS/$program" "$@" ;;
    build) ;;
    *) echo "the README's blocks are not tried with cargo $verb" >&2; return 101 ;;
    esac
}
"#;

fn programs() -> &'static Path {
    Path::new(DAEMON).parent().unwrap()
}

struct Block {
    heading: String,
    commands: Vec<String>,
}

/// The `console` blocks whose prompt is `prompt`: a command goes on until the next prompt, here-documents included.
fn blocks(prompt: &str) -> Vec<Block> {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (mut found, mut heading, mut open) = (Vec::<Block>::new(), String::new(), false);
    for line in readme.lines() {
        match line {
            "```console" => {
                open = true;
                found.push(Block { heading: heading.clone(), commands: Vec::new() });
            }
            "```" => open = false,
            _ if !open => {
                if let Some(title) = line.strip_prefix('#') {
                    title.trim_start_matches(['#', ' ']).clone_into(&mut heading);
                }
            }
            _ => {
                let block = found.last_mut().unwrap();
                match line.strip_prefix(prompt) {
                    Some(command) => block.commands.push(command.to_owned()),
                    None => {
                        if let Some(command) = block.commands.last_mut() {
                            *command += &format!("\n{line}");
                        }
                    }
                }
            }
        }
    }
    found.retain(|block| !block.commands.is_empty());
    found
}

/// One person's terminals on a folder of their own, and what they left running in them.
struct Terminals {
    folder: tempfile::TempDir,
    /// What the person has exported and named so far.
    said: String,
    staying: Vec<(String, Child)>,
}

impl Terminals {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        symlink(Path::new(ROOT).join("config"), folder.path().join("config")).unwrap();
        Self { folder, said: CARGO.to_owned(), staying: Vec::new() }
    }

    fn bash(&self, command: &str) -> Command {
        let mut bash = Command::new("bash");
        bash.args(["-c", &format!("{}\n{command}\n", self.said)])
            .current_dir(self.folder.path())
            .env("PROGRAMS", programs())
            .env_remove("CALLBACKD_SOCKET")
            .stdin(Stdio::null());
        bash
    }

    fn told(&self, command: &str) -> Output {
        self.bash(command).output().unwrap()
    }

    /// Types `command`, and waits until it is done or, if it stays, until it is at work.
    fn type_in(&mut self, command: &str) {
        if command.starts_with("export ") || command.starts_with("alias ") {
            self.said += &format!("{command}\n");
            return;
        }
        if let Some((_, word)) = STAYING.iter().find(|(part, _)| command.contains(part)) {
            // In a terminal of its own it need not go to the background.
            let command = command.split(" &").next().unwrap_or(command);
            return self.leave_running(command, word);
        }
        let told = self.told(command);
        let all =
            format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        assert!(told.status.success(), "`{command}` ended with {}:\n{all}", told.status);
    }

    fn leave_running(&mut self, command: &str, word: &str) {
        let screen = self.folder.path().join(format!("screen-{}", self.staying.len()));
        let file = fs::File::create(&screen).unwrap();
        // With a trap bash ends after its command, as in a terminal; without one it would be gone before.
        let child = self
            .bash(&format!("trap : TERM\n{command}"))
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .process_group(0)
            .spawn()
            .unwrap();
        self.staying.push((command.to_owned(), child));
        let shown = || fs::read_to_string(&screen).unwrap_or_default();
        self.until(&format!("`{command}` to be at work"), |_| shown().contains(word).then_some(()));
        let (_, child) = self.staying.last_mut().unwrap();
        assert!(child.try_wait().unwrap().is_none(), "`{command}` ended:\n{}", shown());
    }

    fn until<T>(&self, what: &str, mut found: impl FnMut(&Self) -> Option<T>) -> T {
        let begin = Instant::now();
        loop {
            if let Some(found) = found(self) {
                return found;
            }
            if begin.elapsed() > PATIENCE {
                let screens: Vec<String> = (0..self.staying.len())
                    .filter_map(|n| fs::read_to_string(self.folder.path().join(format!("screen-{n}"))).ok())
                    .collect();
                panic!("waited in vain for {what}; the screens of what stays:\n{}", screens.join("\n----\n"));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The last digits of the session that has come so far, as a person would pick it from the list.
    fn session(&self, state: &str) -> String {
        self.until(&format!("a session that is {state}"), |terminals| {
            let list = terminals.told("ctl --json sessions").stdout;
            let mut sessions = serde_json::Deserializer::from_slice(&list).into_iter::<Value>().flatten();
            let found = sessions.find(|session| session.get("state").is_some_and(|found| found == state))?;
            let id = found.get("session_id")?.as_str()?;
            Some(id.get(id.len() - 12..)?.to_owned())
        })
    }

    /// Ctrl-C in every terminal, the last opened first; then nothing may be left.
    fn interrupt_all(&mut self) {
        for (command, mut child) in self.staying.drain(..).rev() {
            let group = rustix::process::Pid::from_child(&child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::TERM);
            assert!(child.wait().is_ok(), "{command}");
        }
    }
}

impl Drop for Terminals {
    fn drop(&mut self) {
        for (_, child) in &self.staying {
            let group = rustix::process::Pid::from_child(child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

fn skipped(what: &str, why: &str) {
    let required = std::env::var("CALLBACKD_README_TESTS").is_ok_and(|word| word == "required");
    assert!(!required, "{what} must be tried here: {why}");
    eprintln!("SKIPPED: {what}: {why}");
}

#[test]
fn the_first_block_has_the_two_commands() {
    let first = blocks("$ ").into_iter().next().unwrap();
    let commands: Vec<&str> =
        first.commands.iter().map(|line| line.split(" #").next().unwrap().trim()).collect();
    assert_eq!(commands, ["cargo run -p demo", "cargo test --workspace"]);
}

#[test]
fn what_is_to_be_typed_works() {
    if !programs().join("pbxsim").exists() {
        return skipped("the README's commands", "pbxsim is not built: cargo build -p pbxsim");
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut terminals = Terminals::open();
    let (mut id, mut tried, mut stopped) = (None, 0, false);
    for block in blocks("$ ").iter().filter(|block| block.heading == "By hand") {
        for command in &block.commands {
            // What looks after the store wants it for itself.
            if command.contains("journal ") && !stopped {
                terminals.interrupt_all();
                stopped = true;
            }
            let mut command = command.replace("33333", &port);
            if command.starts_with("ctl change ID") {
                // The one that waits for its time.
                command = command.replace(" ID", &format!(" {}", terminals.session("queued")));
            }
            if command.contains(" ID") {
                let id = id.get_or_insert_with(|| terminals.session("offered"));
                command = command.replace(" ID", &format!(" {id}"));
            }
            terminals.type_in(&command);
            tried += 1;
        }
    }
    assert!(tried > 20 && stopped, "only {tried} commands were found");
}

/// `/etc`, `/usr` and `/var` as they are, with whatever is written to them gone at the end; systemd is not there to start units.
const APART: &str = r#"
set -e
mount -t tmpfs tmpfs "$APART"
for part in etc usr var; do
    mkdir -p "$APART/$part-new" "$APART/$part-work"
    mount -t overlay overlay -o "lowerdir=/$part,upperdir=$APART/$part-new,workdir=$APART/$part-work" "/$part"
done
rm -rf /etc/callbackd /etc/callbackd-web /var/lib/callbackd
export SYSTEMD_OFFLINE=1
systemctl() { command systemctl "${@/--now/--no-reload}"; }
"#;

#[test]
fn what_root_is_to_type_works() {
    const WHAT: &str = "the README's installation";
    if !rustix::process::geteuid().is_root() {
        return skipped(WHAT, "needs root");
    }
    for (program, package) in
        [("unshare", "util-linux"), ("systemd-sysusers", "systemd"), ("systemctl", "systemd")]
    {
        if Command::new(program).arg("--version").output().is_err() {
            return skipped(WHAT, &format!("{program} is missing: install {package}"));
        }
    }
    if !programs().join("callbackd-web").exists() {
        return skipped(WHAT, "callbackd-web is not built: cargo build -p callbackd-web");
    }
    let folder = installable();
    let apart = tempfile::tempdir().unwrap();
    let mut blocks = blocks("# ");
    // The people of the desk are written once it is installed.
    blocks.sort_by_key(|block| block.heading != "Installing");
    let mut script = format!("{APART}{CARGO}");
    for command in blocks.iter().flat_map(|block| &block.commands) {
        let typed = if command.contains("hash-password") {
            "printf 'secret of the desk\\nsecret of the desk\\n' | "
        } else {
            ""
        };
        script += &format!("echo {}\n{typed}{command}\n", quoted(command));
    }
    let told = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "bash", "-c", &script])
        .current_dir(folder.path())
        .env("APART", apart.path())
        .env("PROGRAMS", programs())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let all = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    if all.contains("mount: ") && all.contains("permission denied") {
        return skipped(WHAT, "mounts are not permitted here");
    }
    assert!(told.status.success(), "the last of these failed:\n{all}");
    assert!(all.contains("callbackd.socket"), "nothing was enabled:\n{all}");
}

/// A checkout with the programs where a release build leaves them.
fn installable() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["config", "systemd"] {
        symlink(Path::new(ROOT).join(part), folder.path().join(part)).unwrap();
    }
    let release: PathBuf = folder.path().join("target/release");
    fs::create_dir_all(release.parent().unwrap()).unwrap();
    symlink(programs(), release).unwrap();
    folder
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
