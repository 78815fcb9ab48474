#!/usr/bin/env bash
# The viewer in a real terminal: open, search, filter, jump, follow, suspend, quit, and ends that nobody asked for.
#
#   tests/viewer/tmux.sh [PROGRAM]
#
# It needs tmux, and says so where there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v tmux >/dev/null; then
    echo "Left out: there is no tmux."
    exit 0
fi
program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/debug/wilog}")
folder=$(mktemp -d)
# A server of its own, so that no configuration and no session of the user is touched.
tmux=(tmux -S "$folder/socket" -f /dev/null)
trap '"${tmux[@]}" kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT

# Opens a terminal of 100 by 30 with a shell in it, closes the one before, and runs a command there. A backtrace would be
# longer than the screen.
opened=0
open() {
    opened=$((opened + 1))
    "${tmux[@]}" new-session -d -s "$opened" -x 100 -y 30 "env RUST_BACKTRACE=0 PS1='shell> ' TERM=xterm-256color bash --norc --noprofile"
    "${tmux[@]}" kill-session -a -t "$opened"
    await 'shell>'
    enter "$1"
}

keys() { "${tmux[@]}" send-keys -t "$opened" "$@"; }
enter() { keys -l "$1"; keys Enter; }
screen() { "${tmux[@]}" capture-pane -p -t "$opened"; }

# Waits until the screen shows a text, or a line that fits an expression (-x); at most two minutes, for slow machines.
await() {
    local shown
    for _ in $(seq 1200); do
        shown=$(screen)
        if grep -q "${@:2}" -- "$1" <<<"$shown"; then return; fi
        sleep 0.1
    done
    printf "The screen does not show '%s':\n%s\n" "$1" "$shown" >&2
    exit 1
}

# Waits until the shell has the terminal again, in its usual state, and the program ended with a status.
await_shell() {
    # The prompt with nothing behind it is a new one. What is typed before it comes would be the viewer's.
    await 'shell> *' -x
    enter 'echo "status $? $(stty -a | grep -o -- "-\?icanon")"'
    await "status $1 icanon"
    local left
    left=$(screen)
    if grep -q '1 Log' <<<"$left"; then
        printf 'The screen of the viewer was left behind:\n%s\n' "$left" >&2
        exit 1
    fi
}

log=sample-logs/file-access-denied.log

echo "It opens at the cause, searches, filters, jumps, and quits."
open "'$program' view $log"
await 'cause      InstallFiles'
await 'line 249/347'
keys -l '/FileCopy'
await '/FileCopy 2 lines'
keys Enter
keys -l 'n'
await 'hit 2 of 2'
keys Escape
await 'The search was cleared'
keys -l '&kind:operation'
keys Enter
await 'of 347 lines'
keys -l 'X'
keys -l ':100'
keys Enter
await 'line 100/347'
keys C-o
keys -l '4'
await 'known from'
keys -l '?'
await 'The log opens at the cause'
keys -l '?q'
await_shell 0

echo "It hands the terminal to the shell and takes it back."
open "'$program' view $log"
await 'line 249/347'
keys C-z
await 'Stopped'
enter 'fg'
await 'line 249/347'
keys C-c
await_shell 0

echo "It follows a log that is not there yet, and stays where the user went."
open "'$program' view --follow '$folder/new.log'"
await 'is not there yet'
head -c 20000 sample-logs/success-silent.log > "$folder/new.log"
await 'following'
tail -c +20001 sample-logs/success-silent.log >> "$folder/new.log"
await 'SUCCESS'
keys -l 'g'
await 'following, line 1/'
cat sample-logs/file-access-denied.log >> "$folder/new.log"
await 'FAILED'
await 'following, line 1/'
keys C-f
await 'not followed any more'
keys C-f
await 'following'
keys -l 'q'
await_shell 0

echo "It reads standard input, and takes its keys from the terminal."
open "cat $log | '$program' view -"
await 'line 249/347'
keys -l 'q'
await_shell 0

echo "It gives the terminal back on signals."
for signal in TERM HUP INT; do
    open "'$program' view $log"
    await 'line 249/347'
    pid=$("${tmux[@]}" list-panes -t "$opened" -F '#{pane_pid}')
    kill -s "$signal" "$(ps -o pid= --ppid "$pid" | tr -d ' ')"
    await_shell 0
done

echo "It ends with its terminal."
open "'$program' view $log"
await 'line 249/347'
pid=$("${tmux[@]}" list-panes -t "$opened" -F '#{pane_pid}')
viewer=$(ps -o pid= --ppid "$pid" | tr -d ' ')
open true
for _ in $(seq 1200); do
    if ! kill -0 "$viewer" 2>/dev/null; then break; fi
    sleep 0.1
done
if kill -0 "$viewer" 2>/dev/null; then
    echo "It goes on without a terminal." >&2
    exit 1
fi

if command -v cargo >/dev/null; then
    echo "It gives the terminal back when it panics."
    cargo test -q --test viewer --no-run
    panics="cargo test -q --test viewer -- --ignored --nocapture"
    open "$panics a_panic_of_a_helper"
    await 'the reader broke off'
    await_shell 0
    open "$panics a_panic_while_a_key"
    await 'line 1/1'
    keys -l 'y'
    await 'the clipboard broke off'
    await_shell 101
fi

echo "It says what is wrong on a terminal that stays as it was."
open "'$program' view no-such.log"
await 'no-such.log'
await_shell 2
open "'$program' view $log | cat"
await 'needs a terminal'

echo "All is well in a real terminal."
