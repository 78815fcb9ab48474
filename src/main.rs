use std::collections::BTreeMap;
use wilog::{event::EventKind, syntax, text::Source};
fn main() {
    let mut all: BTreeMap<&str, u64> = BTreeMap::new();
    let mut total = 0u64;
    let verbose = std::env::var("V").is_ok();
    for path in std::env::args().skip(1) {
        let mut s = Source::open(path.as_ref(), None).unwrap();
        let mut k: BTreeMap<&str, u64> = BTreeMap::new();
        let mut n = 0u64;
        let mut cont = 0u64;
        syntax::each_event(&mut s, |e| {
            n += u64::from(e.lines);
            *k.entry(e.kind.name()).or_default() += 1;
            cont += u64::from(e.lines - 1);
            if verbose {
                if let EventKind::Message { .. } = e.kind {
                    println!(
                        "{}:{}: {}",
                        path.rsplit('/')
                            .next()
                            .unwrap()
                            .chars()
                            .take(30)
                            .collect::<String>(),
                        e.line,
                        e.raw.trim_end().chars().take(200).collect::<String>()
                    );
                }
            }
        })
        .unwrap();
        let m = k.get("message").copied().unwrap_or(0);
        println!(
            "{:5.2}% {m:5} of {n:6} cont {cont} cont2 {:?} ca {:?} sys {:?} {}",
            100.0 * m as f64 / n as f64,
            k.get("continuation"),
            k.get("custom-action-text"),
            k.get("system-message"),
            path.rsplit('/').next().unwrap()
        );
        for (a, b) in k {
            *all.entry(a).or_default() += b;
        }
        total += n;
        *all.entry("~cont").or_default() += cont;
    }
    println!("{total} {all:#?}");
}
