//! The picture: latency against the number of provisions, both logarithmic, one line for each engine.

use std::path::Path;

use plotters::prelude::*;

/// Name, and points of provisions and microseconds.
pub type Line = (String, Vec<(f64, f64)>);

pub fn drawn(path: &Path, lines: &[Line]) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::new(path, (960, 600)).into_drawing_area();
    area.fill(&WHITE)?;
    let points = || lines.iter().flat_map(|(_, points)| points);
    let most = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(f64::MIN, f64::max);
    let mut chart = ChartBuilder::on(&area)
        .caption("One decision: latency against the number of provisions", ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(72)
        .right_y_label_area_size(190)
        .build_cartesian_2d((80.0..most(|p| p.0) * 1.2).log_scale(), (0.01..most(|p| p.1) * 2.0).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("provisions")
        .y_desc("median, µs")
        .x_label_formatter(&|n| format!("10^{:.0}", n.log10()))
        .y_label_formatter(&|us| if *us < 1.0 { format!("{us:.2}") } else { format!("{us:.0}") })
        .light_line_style(WHITE)
        .draw()?;
    // Labels at the right ends, moved apart where they would overlap.
    let mut ends: Vec<(i32, usize)> = Vec::new();
    for (n, (_, points)) in lines.iter().enumerate() {
        let style = style(n);
        chart.draw_series(LineSeries::new(points.iter().copied(), style.stroke_width(2)))?;
        chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, style.filled())))?;
        if let Some(last) = points.last() {
            ends.push((chart.backend_coord(last).1, n));
        }
    }
    ends.sort_unstable();
    let mut lowest = i32::MIN;
    for (y, n) in ends {
        lowest = y.max(lowest.saturating_add(15));
        let text = ("sans-serif", 13).into_font().color(&style(n));
        area.draw(&Text::new(lines[n].0.clone(), (775, lowest - 7), text))?;
    }
    area.present()?;
    Ok(())
}

fn style(n: usize) -> RGBColor {
    let (r, g, b) = Palette99::COLORS[n % Palette99::COLORS.len()];
    RGBColor(r, g, b)
}
