//! What helpers tell.

use std::sync::Arc;

use super::{look, motion};
use crate::finding::Report;
use crate::text::visible;
use crate::trace::Trace;
use crate::tui::effect::{Effect, Reading};
use crate::tui::facts::{Facts, LineFacts};
use crate::tui::message::{News, NewsKind};
use crate::tui::model::filter::Predicate;
use crate::tui::model::outline::Node;
use crate::tui::model::table::Content;
use crate::tui::model::{Model, Popup, Stage};

/// More lines than any screen shows, whose text is kept.
const MOST_TEXT: usize = 4096;
/// Bytes of text beyond which only that of the lines on the screen is kept: lines may be as long as files.
const MOST_BYTES: usize = 8 << 20;

/// Takes news, unless they belong to an earlier reading.
pub(super) fn news(model: &mut Model, news: News) -> Vec<Effect> {
    if news.reading != model.log.reading {
        return Vec::new();
    }
    match news.kind {
        NewsKind::Waiting => model.log.stage = Stage::Waiting,
        NewsKind::Opened { total } => {
            model.log.stage = Stage::Reading;
            model.log.total = total;
        }
        NewsKind::Progress {
            lines,
            bytes,
            facts,
        } => return progress(model, lines, bytes, &facts),
        NewsKind::Traced {
            trace,
            outline,
            report,
            complete,
        } => return traced(model, trace, outline, report, complete),
        NewsKind::Covered => {
            model.covers += 1;
            model.lines.text.clear();
            model.details.line = None;
            model.details.rows.clear();
            // What was made of the text before may show them too.
            model.report = None;
            model.status = None;
            forget_tables(model);
            // So may pages, and lists with headlines and lines in them; only the help shows nothing of the log.
            if !matches!(model.popup, Some(Popup::Help { .. })) {
                model.popup = None;
            }
        }
        NewsKind::Restarted => {
            model.log.reading += 1;
            forget(model);
            model.say("The log was begun anew.");
            return vec![Effect::Read(Reading {
                number: model.log.reading,
                follow: model.log.follow,
            })];
        }
        NewsKind::Failed(why) => {
            model.complain(visible(&why));
            model.log.stage = Stage::Failed(why);
        }
        NewsKind::Found { job, lines, up_to } => return look::found(model, job, &lines, up_to),
        NewsKind::Ended { job } => return look::ended(model, job),
        NewsKind::Table { tab, covers, rows } => {
            let is_covered = covers == model.covers;
            let table = model.tables.entry(tab.index()).or_default();
            table.making = false;
            if is_covered {
                table.renew(rows.map_or_else(Content::Failed, Content::There));
            }
            motion::fit(model);
            return motion::ask_for_rows(model);
        }
        NewsKind::Lines(lines) => {
            let bytes: usize = model.lines.text.values().map(String::len).sum();
            if model.lines.text.len() > MOST_TEXT || bytes > MOST_BYTES {
                let screen = model.lines_on_screen();
                model.lines.text.retain(|line, _| screen.contains(line));
            }
            model.lines.text.extend(lines);
        }
        NewsKind::Details { line, details } => {
            model.details.line = Some(line);
            model.details.rows = details;
        }
        NewsKind::Done(Ok(text)) => model.say(visible(&text)),
        NewsKind::Done(Err(text)) => model.complain(visible(&text)),
    }
    Vec::new()
}

/// Takes what is known of the log up to now, and goes to its cause unless the user has gone elsewhere.
fn traced(
    model: &mut Model,
    trace: Arc<Trace>,
    outline: Vec<Node>,
    report: Option<Arc<Report>>,
    complete: bool,
) -> Vec<Effect> {
    know(model, trace, outline);
    let effects = look::renew(model);
    model.outline.reveal(model.lines.cursor);
    model.details.line = None;
    if let Some(report) = report {
        model.report = Some(report);
        // Their rows stay on the screen until the newer ones are there.
        for table in model.tables.values_mut() {
            table.stale = true;
        }
        if !model.lines.moved && !model.log.follow {
            go_to_cause(model);
        }
        // A log that was begun anew may not have the line any more.
        if model.lines.cursor > model.log.lines {
            motion::set_cursor(model, model.log.lines.max(1));
        }
    }
    if complete {
        model.log.stage = Stage::Whole;
    }
    motion::fit(model);
    [effects, motion::ask_for_rows(model)].concat()
}

/// Takes a trace with the outline that was made of it, whose nodes lead into that trace and into no other.
fn know(model: &mut Model, trace: Arc<Trace>, outline: Vec<Node>) {
    model.trace = trace;
    model.outline.renew(outline);
}

/// Goes to the cause, else to the first finding. It is not the user who moves.
fn go_to_cause(model: &mut Model) {
    let first = || model.finding_lines().first().copied();
    if let Some(line) = model.cause_line().or_else(first) {
        motion::land(model, line);
        model.lines.moved = false;
    }
}

fn progress(model: &mut Model, lines: u32, bytes: u64, facts: &[LineFacts]) -> Vec<Effect> {
    model.log.facts.extend(facts);
    model.log.lines = lines;
    model.log.bytes = bytes;
    if model.log.follow && model.lines.at_tail {
        if let Some(line) = model.line_at(model.rows().saturating_sub(1)) {
            motion::set_cursor(model, line);
            model.lines.at_tail = true;
        }
    } else {
        motion::fit(model);
    }
    look::go_on(model)
}

/// Forgets what was read, but not where the user was.
pub(super) fn forget(model: &mut Model) {
    model.log.stage = Stage::Reading;
    model.log.facts = Facts::default();
    model.log.lines = 0;
    model.log.bytes = 0;
    know(model, Arc::default(), Vec::new());
    model.filters.predicate = Predicate::of(&model.filters.chips, &model.trace);
    model.report = None;
    model.lines.text.clear();
    model.details.line = None;
    model.details.rows.clear();
    model.search.hits.clear();
    model.search.up_to = 0;
    model.search.runs = false;
    model.filters.up_to = 0;
    model.filters.runs = false;
    if let Some(passing) = &mut model.filters.passing {
        passing.clear();
    }
    // What a scan of the earlier reading still tells has another number.
    model.jobs += 2;
    model.search.job = model.jobs - 1;
    model.filters.job = model.jobs;
    forget_tables(model);
}

fn forget_tables(model: &mut Model) {
    for table in model.tables.values_mut() {
        table.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect;
    use crate::text::Source;
    use crate::tui::model::pick::Picker;
    use crate::tui::model::table::Rows;
    use crate::tui::tab::Tab;
    use crate::tui::theme::{Depth, Ground, Theme};

    #[test]
    fn what_shows_text_is_forgotten_where_a_secret_in_it_is_learned() {
        let theme = Theme {
            depth: Depth::Mono,
            ground: Ground::Dark,
        };
        let mut model = Model::new("a.log".to_owned(), (80, 24), theme, true);
        let mut source = Source::from_bytes("Command Line: X=hun7er2!\n", None);
        let trace = Trace::read(&mut source).unwrap();
        let input = detect::input(&trace, &source, "a.log");
        model.report = Some(Arc::new(detect::of_trace(&trace, &mut source, input)));
        model.tab = Tab::Properties;
        model.table_mut().renew(Content::There(Rows::default()));
        model.lines.text.insert(1, "hun7er2!".to_owned());
        model.say("copied: hun7er2!");
        model.popup = Some(Popup::Page {
            title: "hun7er2!".to_owned(),
            rows: Vec::new(),
            address: None,
            scroll: 0,
        });
        let reading = model.log.reading;
        let kind = NewsKind::Covered;
        assert!(news(&mut model, News { reading, kind }).is_empty());
        assert!(model.report.is_none() && model.lines.text.is_empty());
        assert!(model.status.is_none() && model.popup.is_none());
        assert!(matches!(model.table_mut().content, Content::Unasked));
        // Rows that were being made meanwhile come in behind it.
        for (covers, is_there) in [(0, false), (1, true)] {
            let kind = NewsKind::Table {
                tab: Tab::Properties,
                covers,
                rows: Ok(Rows::default()),
            };
            news(&mut model, News { reading, kind });
            let content = &model.table_mut().content;
            assert_eq!(matches!(content, Content::There(_)), is_there);
        }
        // A list of bookmarks has lines in it.
        model.popup = Some(Popup::Pick(Picker::default()));
        let kind = NewsKind::Covered;
        news(&mut model, News { reading, kind });
        assert!(model.popup.is_none());
    }

    #[test]
    fn what_two_scans_have_found_is_found_once() {
        let theme = Theme {
            depth: Depth::Mono,
            ground: Ground::Dark,
        };
        let mut model = Model::new("a.log".to_owned(), (80, 24), theme, true);
        model.log.lines = 9;
        model.search.regex = regex::Regex::new("a").ok();
        model.filters.passing = Some(Vec::new());
        model.filters.job = 1;
        for (up_to, lines) in [(4, &[2, 4][..]), (4, &[2, 4]), (8, &[4, 7]), (6, &[4])] {
            for job in [0, 1] {
                let kind = NewsKind::Found {
                    job,
                    lines: lines.to_vec(),
                    up_to,
                };
                let reading = model.log.reading;
                news(&mut model, News { reading, kind });
            }
        }
        assert_eq!(
            (&model.search.hits[..], model.search.up_to),
            (&[2, 4, 7][..], 8)
        );
        assert_eq!(model.filters.passing, Some(vec![2, 4, 7]));
    }
}
