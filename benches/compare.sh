#!/bin/sh
# How long wilog takes to say why an install failed, beside tools that only search the same log.
#
#   benches/compare.sh              a log of 256 MB, in the mix of kinds that real logs show
#   benches/compare.sh LOG          a log of your own in UTF-16LE
#   ROUNDS=15 benches/compare.sh    more rounds than nine
#
# It needs hyperfine, iconv, and Python, and measures what is installed of ripgrep, grep, wc, lnav, and angle-grinder.
# In each round every command runs once, so that a slow minute of the machine is the same for all of them; the median
# of the ratios within the rounds counts. Everything runs on one core, where taskset is there to see to it.

set -eu
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-9}
work=${TMPDIR:-/tmp}/wilog-compare
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$work"
rm -f "$work"/round-*

cargo build --release --quiet

log=${1:-$work/log-utf16.log}
# grep, lnav, and angle-grinder do not read UTF-16: they get half of the bytes to read, as UTF-8.
utf8=$work/log-utf8.log

if [ $# -eq 0 ]; then benches/synthesize.py 256 > "$log"; fi
iconv -f UTF-16 -t UTF-8 "$log" > "$utf8"

one_core=
if command -v taskset > /dev/null; then one_core="taskset -c 0 "; fi

# A name, and the command that is measured if its program is there.
commands=$work/commands
: > "$commands"
add() {
    program=$1
    shift
    if command -v "$program" > /dev/null; then printf '%s\n' "$one_core$*" >> "$commands"; fi
}
add "$target/release/wilog" "$target/release/wilog triage $log"
add rg "rg --threads 1 --count 'Return value 3' $log"
add wc "wc -l $log"
add grep "grep --text --count 'Return value 3' $utf8"
add lnav "lnav -N -n -c ':filter-in Return value 3' $utf8"
add agrind "agrind --file $utf8 '\"Return value 3\" | count'"

# Reads the files once, so that the first command does not pay for the disk.
cat "$log" "$utf8" > /dev/null

round=1
while [ "$round" -le "$rounds" ]; do
    set --
    while IFS= read -r line; do set -- "$@" "$line"; done < "$commands"
    # One match less or more is no failure: grep and ripgrep exit with 1 where nothing matches.
    hyperfine --style none --runs 1 --ignore-failure --export-csv "$work/round-$round" "$@" > /dev/null 2>&1
    round=$((round + 1))
done

echo "$(uname -srm), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1), $rounds rounds"
echo "$(wc -c < "$log") bytes in UTF-16LE, $(wc -c < "$utf8") in UTF-8"
"$target/release/wilog" --version
for program in rg wc grep lnav agrind; do
    if command -v "$program" > /dev/null; then "$program" --version < /dev/null 2>&1 | head -n 1; fi
done
echo
awk -F, -v rounds="$rounds" '
    function median(values, count,    i, j, held) {
        for (i = 2; i <= count; i++) {
            held = values[i]
            for (j = i - 1; j > 0 && values[j] > held; j--) values[j + 1] = values[j]
            values[j + 1] = held
        }
        return values[int((count + 1) / 2)]
    }
    FNR == 1 { round++; row = 0; next }
    # A command may hold commas, so the seven columns behind it are counted from the end.
    {
        row++
        time[row, round] = $(NF - 6)
        name[row] = $1
        for (i = 2; i < NF - 6; i++) name[row] = name[row] "," $i
        sub(/^"?taskset -c 0 /, "", name[row])
        sub(/"$/, "", name[row])
    }
    END {
        print "| command | seconds | time of wilog / its time |"
        print "|---|---|---|"
        for (i = 1; i <= row; i++) {
            for (r = 1; r <= round; r++) { seconds[r] = time[i, r]; ratio[r] = time[1, r] / time[i, r] }
            printf "| `%s` | %.3f | %.2f |\n", name[i], median(seconds, round), median(ratio, round)
        }
    }' "$work"/round-*
