//! The reader on traces that are whole, damaged, cut, of a later version, or no traces at all.

use std::io::{BufReader, Read};

use forklore::trace::{EventKind, ProblemKind, Reading, TraceReader, read};

const HEADER: &str = concat!(
    r#"{"forklore_trace":1,"program":"a.py","sha256":"00","engine":"native","start_method":"fork","#,
    r#""stdout":"terminal","speed":"1","seed":null,"schedule":null,"started_at":"2026-01-01T00:00:00Z"}"#,
    "\n"
);

/// An event without anything: number, kind and further fields.
fn event(seq: u64, rest: &str) -> String {
    format!(
        r#"{{"seq":{seq},"t":5,"vt":5,"proc":null,"pid":null,"host_pid":null,"line":null,"kind":{rest}}}"#
    ) + "\n"
}

fn line(seq: u64) -> String {
    event(seq, r#""line""#)
}

/// Line and kind of each problem.
fn problems(reading: &Reading) -> Vec<(u64, &ProblemKind)> {
    reading
        .problems
        .iter()
        .map(|problem| (problem.line, &problem.what))
        .collect()
}

fn read_text(text: &str) -> Reading {
    read(text.as_bytes())
}

#[test]
fn a_whole_trace_has_no_problem() {
    let reading = read_text(&(HEADER.to_owned() + &line(0) + &line(1)));
    assert_eq!(reading.events.len(), 2);
    assert_eq!(reading.header.expect("a header").program, "a.py");
    assert!(reading.problems.is_empty());
}

#[test]
fn sampled_events_repeat_the_number_before_without_a_gap() {
    let sampled = event(0, r#""kernel_state","letter":"S","wchan":"""#);
    let reading = read_text(&(HEADER.to_owned() + &line(0) + &sampled + &line(1)));
    assert_eq!(reading.events.len(), 3);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
}

#[test]
fn a_damaged_line_is_skipped_and_told() {
    let reading = read_text(&(HEADER.to_owned() + &line(0) + "{\"seq\":1,\"t\n" + &line(2)));
    assert_eq!(reading.events.len(), 2);
    let [(3, ProblemKind::BadEvent(_))] = problems(&reading)[..] else {
        panic!("{:?}", reading.problems);
    };
}

#[test]
fn a_known_kind_with_a_wrong_field_names_kind_and_field() {
    let wrong = event(0, r#""acquired","object":"one","value":0"#);
    let reading = read_text(&(HEADER.to_owned() + &wrong));
    let text = reading.problems[0].to_string();
    assert!(
        text.starts_with("line 2: not an event, skipped: `acquired`: "),
        "{text}"
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_one_bad_line() {
    let mut bytes = (HEADER.to_owned() + &line(0)).into_bytes();
    bytes.extend(b"\xff\xfe\x00\n");
    bytes.extend(line(2).into_bytes());
    let reading = read(bytes.as_slice());
    assert_eq!(reading.events.len(), 2);
    assert_eq!(reading.n_problems, 1);
}

#[test]
fn a_cut_trace_says_that_it_is_cut() {
    let whole = HEADER.to_owned() + &line(0) + &line(1);
    let reading = read_text(&whole[..whole.len() - 9]);
    assert_eq!(reading.events.len(), 1);
    assert_eq!(problems(&reading), [(3, &ProblemKind::Truncated)]);
}

#[test]
fn a_last_line_without_newline_is_read() {
    let whole = HEADER.to_owned() + &line(0);
    let reading = read_text(whole.trim_end());
    assert_eq!(reading.events.len(), 1);
    assert!(reading.problems.is_empty());
}

#[test]
fn a_cut_header_says_that_it_is_cut() {
    let reading = read_text(&HEADER[..20]);
    assert_eq!(problems(&reading), [(1, &ProblemKind::Truncated)]);
}

#[test]
fn missing_numbers_are_told() {
    let reading = read_text(&(HEADER.to_owned() + &line(0) + &line(7) + &line(8)));
    assert_eq!(reading.events.len(), 3);
    let gap = ProblemKind::Gap {
        expected: 1,
        found: 7,
    };
    assert_eq!(problems(&reading), [(3, &gap)]);
}

#[test]
fn a_later_version_is_read_as_far_as_it_is_understood() {
    let header = HEADER.replace("\"forklore_trace\":1", "\"forklore_trace\":3");
    let strange = event(0, r#""teleported","to":{"x":1},"why":null"#);
    let reading = read_text(&(header + &strange + &line(1)));
    assert_eq!(problems(&reading), [(1, &ProblemKind::NewerVersion(3))]);
    assert_eq!(reading.header.expect("a header").forklore_trace, 3);
    let EventKind::Unknown { kind, fields } = &reading.events[0].kind else {
        panic!("{:?}", reading.events[0]);
    };
    assert_eq!(kind, "teleported");
    assert_eq!(
        serde_json::to_string(fields).expect("JSON"),
        r#"{"to":{"x":1},"why":null}"#
    );
}

#[test]
fn an_unknown_kind_is_written_as_it_was_read() {
    let strange = event(4, r#""teleported","to":{"y":2,"x":1},"agent":"feeder""#);
    let event = &read_text(&(HEADER.to_owned() + &strange)).events[0];
    let written = serde_json::to_string(event).expect("JSON");
    assert_eq!(
        written,
        concat!(
            r#"{"seq":4,"t":5,"vt":5,"proc":null,"pid":null,"host_pid":null,"line":null,"#,
            r#""agent":"feeder","kind":"teleported","to":{"y":2,"x":1}}"#
        )
    );
}

#[test]
fn fields_stand_in_the_order_of_the_format() {
    let text = concat!(
        r#"{"seq":4,"t":6,"vt":5,"proc":1,"pid":3,"host_pid":703,"line":12,"agent":"feeder","#,
        r#""kind":"sent","object":2,"repr":"'x'","bytes":9}"#
    );
    let event = &read_text(&(HEADER.to_owned() + text)).events[0];
    assert_eq!(serde_json::to_string(event).expect("JSON"), text);
}

#[test]
fn a_header_that_lacks_something_is_told_and_the_rest_is_read() {
    let reading =
        read_text(&("{\"forklore_trace\":1,\"program\":\"b.py\"}\n".to_owned() + &line(0)));
    let [(1, ProblemKind::BadHeader(_))] = problems(&reading)[..] else {
        panic!("{:?}", reading.problems);
    };
    assert_eq!(reading.header.expect("a header").program, "b.py");
    assert_eq!(reading.events.len(), 1);
}

#[test]
fn events_without_a_header_are_read() {
    let reading = read_text(&(line(0) + &line(1)));
    assert_eq!(reading.events.len(), 2);
    assert_eq!(problems(&reading), [(1, &ProblemKind::NoHeader)]);
}

#[test]
fn a_foreign_file_is_refused_at_its_first_line() {
    for text in [
        "hello\n",
        "hello",
        "[]\n{}\n",
        "\n\n",
        &"word\n".repeat(5_000),
    ] {
        let reading = read_text(text);
        assert_eq!(
            problems(&reading),
            [(1, &ProblemKind::Foreign)],
            "{text:.20}"
        );
        assert!(reading.events.is_empty());
    }
}

#[test]
fn an_empty_file_is_called_empty() {
    let reading = read_text("");
    assert_eq!(problems(&reading), [(1, &ProblemKind::Empty)]);
}

#[test]
fn many_problems_are_counted_and_the_first_hundred_kept() {
    let reading = read_text(&(HEADER.to_owned() + &line(0) + &"x\n".repeat(1_000)));
    assert_eq!(reading.problems.len(), 100);
    assert_eq!(reading.n_problems, 1_000);
}

#[test]
fn events_come_one_by_one_from_an_input_that_breaks() {
    struct Breaks;
    impl Read for Breaks {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let text = HEADER.to_owned() + &line(0);
    let mut reader = TraceReader::new(BufReader::new(text.as_bytes().chain(Breaks)));
    assert!(reader.header().is_some());
    assert_eq!(reader.next().expect("an event").seq, 0);
    assert_eq!(reader.next(), None);
    assert_eq!(reader.next(), None);
    assert_eq!(
        reader.problems()[0].to_string(),
        "line 3: reading stopped: the disk is gone"
    );
}
