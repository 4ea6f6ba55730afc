//! Figures of the three side by side, with the ratio of the first two beside its goal.

pub(super) struct Row {
    pub(super) figure: &'static str,
    pub(super) unit: &'static str,
    /// Digits behind the point.
    pub(super) digits: usize,
    /// Ours, the careful handler's, and the Express server's. Less is better.
    pub(super) measured: [f64; 3],
    /// The most that ours may be in multiples of the careful handler's; `None` where it is only shown.
    pub(super) goal: Option<f64>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// Within the goal, and not behind the careful handler.
    Ok,
    /// Within the goal, but behind.
    Behind,
    Above,
    /// Without a goal.
    Shown,
}

impl Row {
    pub(super) fn verdict(&self) -> Verdict {
        let [ours, careful, _] = self.measured;
        match self.goal {
            None => Verdict::Shown,
            Some(goal) if ratio(ours, careful).total_cmp(&goal).is_gt() => Verdict::Above,
            Some(_) if ours > careful => Verdict::Behind,
            Some(_) => Verdict::Ok,
        }
    }

    fn cells(&self) -> [String; COLUMNS] {
        let [ours, careful, express] = self.measured;
        let shown = |value: f64| format!("{value:.*} {}", self.digits, self.unit).trim_end().to_owned();
        let goal = self.goal.map_or(String::new(), |goal| format!("{goal}"));
        let verdict = match self.verdict() {
            Verdict::Ok => "ok",
            Verdict::Behind => "behind",
            Verdict::Above => "ABOVE",
            Verdict::Shown => "",
        };
        [
            self.figure.to_owned(),
            shown(ours),
            shown(careful),
            shown(express),
            times(ratio(ours, careful)),
            goal,
            verdict.to_owned(),
            times(ratio(ours, express)),
        ]
    }
}

/// Ours in multiples of another's; of nothing it is once nothing, and any number of times something.
fn ratio(ours: f64, theirs: f64) -> f64 {
    if ours.total_cmp(&theirs).is_eq() {
        1.0
    } else {
        ours / theirs
    }
}

fn times(ratio: f64) -> String {
    if ratio.is_infinite() {
        "∞".to_owned()
    } else if ratio < 0.1 {
        format!("{ratio:.3}")
    } else {
        format!("{ratio:.2}")
    }
}

/// The rows in Markdown, as docs/benchmarks.md has them.
pub(super) fn markdown(rows: &[Row]) -> String {
    let head = HEAD.map(str::to_owned);
    let body = rows.iter().map(Row::cells);
    let lines: Vec<[String; COLUMNS]> = std::iter::once(head).chain(body).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let mut text: Vec<String> = lines
        .iter()
        .map(|line| line_of(&std::array::from_fn(|n| format!("{:1$}", line[n], widths[n]))))
        .collect();
    text.insert(1, line_of(&widths.map(|width| "-".repeat(width))));
    text.join("\n")
}

fn line_of(cells: &[String; COLUMNS]) -> String {
    format!("| {} |", cells.join(" | "))
}

const COLUMNS: usize = 8;
const HEAD: [&str; COLUMNS] = [
    "figure",
    "ours",
    "careful",
    "Express",
    "ours : careful",
    "goal",
    "",
    "ours : Express",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64, careful: f64, goal: Option<f64>) -> Row {
        Row {
            figure: "start-up",
            unit: "ms",
            digits: 1,
            measured: [ours, careful, 200.0],
            goal,
        }
    }

    #[test]
    fn a_goal_is_met_missed_or_met_behind_the_careful_handler() {
        assert_eq!(row(1.0, 2.0, Some(1.0)).verdict(), Verdict::Ok);
        assert_eq!(row(2.0, 2.0, Some(1.0)).verdict(), Verdict::Ok);
        assert_eq!(row(2.1, 2.0, Some(1.0)).verdict(), Verdict::Above);
        assert_eq!(row(3.0, 2.0, Some(2.0)).verdict(), Verdict::Behind);
        assert_eq!(row(1.0, 2.0, Some(0.4)).verdict(), Verdict::Above);
        assert_eq!(row(9.0, 2.0, None).verdict(), Verdict::Shown);
    }

    #[test]
    fn nothing_beside_nothing_is_as_good_and_something_beside_nothing_is_not() {
        assert_eq!(row(0.0, 0.0, Some(1.0)).verdict(), Verdict::Ok);
        assert_eq!(times(ratio(0.0, 0.0)), "1.00");
        assert_eq!(row(1.0, 0.0, Some(2.0)).verdict(), Verdict::Above);
        assert_eq!(row(0.0, 5.0, Some(0.0)).verdict(), Verdict::Ok);
        assert_eq!(row(1.0, f64::NAN, Some(1.0)).verdict(), Verdict::Above);
    }

    #[test]
    fn the_table_has_figures_ratios_and_goals_in_columns() {
        let table = markdown(&[row(4.04, 80.0, Some(1.0)), row(7.0, 0.0, None)]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "| figure   | ours   | careful | Express  | ours : careful | goal |    | ours : Express |",
                "| -------- | ------ | ------- | -------- | -------------- | ---- | -- | -------------- |",
                "| start-up | 4.0 ms | 80.0 ms | 200.0 ms | 0.051          | 1    | ok | 0.020          |",
                "| start-up | 7.0 ms | 0.0 ms  | 200.0 ms | ∞              |      |    | 0.035          |",
            ]
        );
    }
}
