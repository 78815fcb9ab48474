//! The viewer in a real terminal, which `tests/viewer/tmux.sh` gives to these tests.

use super::host;
use wilog::text::Source;
use wilog::tui::{Depth, Ground, Host, Opened, Options, Theme, run};

fn in_the_terminal(host: Host) -> std::io::Result<()> {
    let theme = Theme {
        depth: Depth::Ansi,
        ground: Ground::Dark,
    };
    run(
        host,
        Options {
            follow: false,
            theme,
            mouse: true,
        },
    )
}

#[test]
#[ignore = "needs a terminal; tests/viewer/tmux.sh gives it one"]
fn a_panic_of_a_helper_ends_the_viewer() {
    let open = || -> Result<Option<Opened>, String> { panic!("the reader broke off") };
    let error = in_the_terminal(host("a.log", open)).unwrap_err();
    assert!(error.to_string().contains("please report"), "{error}");
}

#[test]
#[ignore = "needs a terminal; tests/viewer/tmux.sh gives it one"]
fn a_panic_while_a_key_is_handled_gives_the_terminal_back() {
    let open = || Ok(Some((Source::from_bytes(b"a log".to_vec(), None), None)));
    let mut host = host("a.log", open);
    host.copy = |_| panic!("the clipboard broke off");
    let _ = in_the_terminal(host);
}
