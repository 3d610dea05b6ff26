package org.rationale.perception;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rationale.perception.ReliabilityBins.Bin;

/**
 * Draws how well probabilities keep their word, as an SVG: for ten bins of equal width the share of
 * predictions that came true over their mean probability, with Wilson's 95 % interval, and below
 * how many predictions each bin has. On the diagonal a model is calibrated.
 *
 * @param title for people
 * @param panels side by side
 */
record ReliabilityDiagram(String title, List<Panel> panels) {

  /** One set of predictions. */
  record Panel(String name, ReliabilityBins bins, ClassifierQuality quality) {}

  private static final int SIDE = 280;
  private static final int STEP = 370;
  private static final int LEFT = 70;
  private static final int TOP = 84;
  private static final int BARS = 56;
  private static final int GAP = 54;
  private static final int HEIGHT = TOP + SIDE + GAP + BARS + 34;

  /** The 97.5th percentile of the normal distribution. */
  private static final double Z = 1.959964;

  private static final String STYLE =
      """
      svg { --paper: #ffffff; --ink: #1d2733; --faint: #5b6776; --grid: #d5dbe3; --mark: #0b5cad; --bar: #9fb8d3; }
      @media (prefers-color-scheme: dark) {
        svg { --paper: #151b23; --ink: #e8edf3; --faint: #a8b4c2; --grid: #37424f; --mark: #7cb8f5; --bar: #49668a; }
      }
      text { font: 12px system-ui, sans-serif; fill: var(--ink); }
      .title { font-size: 16px; font-weight: 600; }
      .name { font-size: 14px; font-weight: 600; }
      .faint { fill: var(--faint); }
      .paper { fill: var(--paper); }
      .grid { stroke: var(--grid); stroke-width: 1; }
      .ideal { stroke: var(--faint); stroke-width: 1.5; stroke-dasharray: 5 4; }
      .whisker { stroke: var(--mark); stroke-width: 1.5; }
      .mark { fill: var(--mark); }
      .bar { fill: var(--bar); }
      """;

  ReliabilityDiagram {
    panels = List.copyOf(panels);
  }

  /** The drawing; the same predictions give the same text. */
  String svg() {
    StringBuilder svg = new StringBuilder();
    int width = LEFT + STEP * (panels.size() - 1) + SIDE + 30;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">
        <title id="title">%s</title>
        <desc id="desc">%s</desc>
        <style>
        %s</style>
        <rect class="paper" width="100%%" height="100%%"/>
        <text class="title" x="%d" y="28">%s</text>
        """
            .formatted(
                width,
                HEIGHT,
                width,
                HEIGHT,
                escaped(title),
                escaped(description()),
                STYLE,
                LEFT,
                escaped(title)));
    for (int i = 0; i < panels.size(); i++) {
      panel(svg, panels.get(i), LEFT + i * STEP);
    }
    return svg.append("</svg>\n").toString();
  }

  /** The same in words, for those who do not see it. */
  private String description() {
    return panels.stream()
        .map(
            panel ->
                panel.name()
                    + ": "
                    + panel.bins().bins().stream()
                        .map(
                            bin ->
                                "of %d predictions around %s, %s came true"
                                    .formatted(
                                        bin.count(), number(bin.mean()), number(bin.share())))
                        .collect(Collectors.joining("; "))
                    + ".")
        .collect(Collectors.joining(" "));
  }

  private static void panel(StringBuilder svg, Panel panel, int x) {
    text(svg, "name", x, TOP - 32, "start", panel.name());
    ClassifierQuality quality = panel.quality();
    text(
        svg,
        "faint",
        x,
        TOP - 14,
        "start",
        "calibration error %s, log-loss %s, Brier %s"
            .formatted(
                number(quality.equalWidthError()),
                number(quality.logLoss()),
                number(quality.brier())));
    int floor = TOP + SIDE;
    for (int tick = 0; tick <= 5; tick++) {
      int at = SIDE * tick / 5;
      line(svg, "grid", x, floor - at, x + SIDE, floor - at);
      line(svg, "grid", x + at, TOP, x + at, floor);
      text(svg, "faint", x - 8, floor - at + 4, "end", number(tick / 5.0));
      text(svg, "faint", x + at, floor + 17, "middle", number(tick / 5.0));
    }
    line(svg, "ideal", x, floor, x + SIDE, TOP);
    text(svg, "faint", x + SIDE / 2.0, floor + 34, "middle", "mean probability");
    svg.append(
        "<text class=\"faint\" text-anchor=\"middle\" transform=\"translate(%d %d) rotate(-90)\">share that came true</text>\n"
            .formatted(x - 42, TOP + SIDE / 2));
    int foot = floor + GAP + BARS;
    int largest = panel.bins().largest();
    for (Bin bin : panel.bins().bins()) {
      double at = x + SIDE * bin.mean();
      double[] interval = wilson(bin.events(), bin.count());
      line(svg, "whisker", at, floor - SIDE * interval[0], at, floor - SIDE * interval[1]);
      svg.append(
          "<circle class=\"mark\" cx=\"%s\" cy=\"%s\" r=\"4\"><title>%s</title></circle>\n"
              .formatted(
                  pixel(at),
                  pixel(floor - SIDE * bin.share()),
                  "%d of %d, mean probability %s"
                      .formatted(bin.events(), bin.count(), number(bin.mean()))));
      double left = x + SIDE * bin.low();
      double wide = SIDE * (bin.high() - bin.low());
      double tall = (BARS - 16.0) * bin.count() / largest;
      svg.append(
          "<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
              .formatted(pixel(left + 1), pixel(foot - tall), pixel(wide - 2), pixel(tall)));
      text(svg, "faint", left + wide / 2, foot - tall - 4, "middle", Integer.toString(bin.count()));
    }
    line(svg, "grid", x, foot, x + SIDE, foot);
    text(svg, "faint", x + SIDE / 2.0, foot + 18, "middle", "predictions in each tenth");
  }

  /** Wilson's interval of a share (Wilson 1927). */
  private static double[] wilson(int events, int count) {
    double share = (double) events / count;
    double scale = 1 + Z * Z / count;
    double middle = (share + Z * Z / (2 * count)) / scale;
    double half =
        Z * Math.sqrt(share * (1 - share) / count + Z * Z / (4.0 * count * count)) / scale;
    return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
  }

  private static void text(
      StringBuilder svg, String style, double x, double y, String anchor, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(style, pixel(x), pixel(y), anchor, escaped(text)));
  }

  private static void line(
      StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(style, pixel(x1), pixel(y1), pixel(x2), pixel(y2)));
  }

  private static String pixel(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    String digits = String.format(Locale.ROOT, "%.3f", value);
    return digits.endsWith("00") ? digits.substring(0, 3) : digits;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
