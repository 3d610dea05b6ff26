package org.rationale.explanations;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.w3c.dom.Element;

/**
 * A drawing of {@link ProofDrawing} as boxes that stand at their places, made smaller until it fits
 * a sheet: its words can be searched and read aloud, and its lines, which are all level or upright,
 * are thin boxes.
 */
final class PrintedDrawing {

  /** Of the space that a proof has on an A4 sheet, at 96 pixels an inch. */
  private static final double MOST_WIDTH = 620;

  private static final double MOST_HEIGHT = 900;

  /** Of the characters; narrower than the drawing reckons with, for the typeface is a wide one. */
  private static final double SIZE = 10.5;

  /** From a line's top to where its characters stand. */
  private static final double ASCENT = 12;

  private final Element sheet;
  private final double scale;
  private final UnaryOperator<String> shown;

  private PrintedDrawing(Element sheet, double scale, UnaryOperator<String> shown) {
    this.sheet = sheet;
    this.scale = scale;
    this.shown = shown;
  }

  /**
   * Draws.
   *
   * @param sheet the element that becomes the drawing
   * @param shown what of the words can be shown
   */
  static void append(Element sheet, Html.Element svg, UnaryOperator<String> shown) {
    double width = number(svg.attributes(), "width");
    double height = number(svg.attributes(), "height");
    double scale = Math.min(1, Math.min(MOST_WIDTH / width, MOST_HEIGHT / height));
    sheet.setAttribute("class", "sheet");
    sheet.setAttribute("style", size(width * scale, height * scale));
    PrintedDrawing drawing = new PrintedDrawing(sheet, scale, shown);
    for (Html part : svg.children()) {
      if (part instanceof Html.Element element) {
        switch (element.name()) {
          case "polyline" -> drawing.line(element.attributes().getOrDefault("points", ""));
          case "g" -> drawing.box(element);
          default -> {
            // The title: the tree above says the same.
          }
        }
      }
    }
  }

  private void line(String points) {
    List<double[]> stops =
        List.of(points.split(" ", -1)).stream().map(PrintedDrawing::pair).toList();
    for (int i = 1; i < stops.size(); i++) {
      double[] from = stops.get(i - 1);
      double[] to = stops.get(i);
      place(
          "line",
          Math.min(from[0], to[0]),
          Math.min(from[1], to[1]),
          size(
              Math.max(0.75, Math.abs(from[0] - to[0]) * scale),
              Math.max(0.75, Math.abs(from[1] - to[1]) * scale)));
    }
  }

  private void box(Html.Element group) {
    String kind = group.attributes().getOrDefault("class", "");
    double[] corner =
        pair(group.attributes().getOrDefault("transform", "").replaceAll("[a-z()]", ""));
    for (Html part : group.children()) {
      if (part instanceof Html.Element element) {
        Map<String, String> given = element.attributes();
        if (element.name().equals("rect")) {
          place(
              "box " + kind,
              corner[0],
              corner[1],
              size(number(given, "width") * scale, number(given, "height") * scale));
        } else {
          Element words =
              place(
                  kind + " " + given.getOrDefault("class", ""),
                  corner[0] + number(given, "x"),
                  corner[1] + number(given, "y") - ASCENT,
                  "font-size: %s; line-height: %s".formatted(px(SIZE * scale), px(15 * scale)));
          words.setTextContent(shown.apply(text(element)));
        }
      }
    }
  }

  private static String text(Html.Element element) {
    StringBuilder words = new StringBuilder();
    for (Html part : element.children()) {
      if (part instanceof Html.Text text) {
        words.append(text.value());
      }
    }
    return words.toString();
  }

  private Element place(String kind, double x, double y, String style) {
    Element element = sheet.getOwnerDocument().createElementNS(sheet.getNamespaceURI(), "div");
    sheet.appendChild(element);
    element.setAttribute("class", kind);
    element.setAttribute(
        "style", "left: %s; top: %s; %s".formatted(px(x * scale), px(y * scale), style));
    return element;
  }

  private static String size(double width, double height) {
    return "width: %s; height: %s".formatted(px(width), px(height));
  }

  private static String px(double pixels) {
    return String.format(Locale.ROOT, "%.2fpx", pixels);
  }

  private static double[] pair(String words) {
    String[] parts = words.strip().split("[ ,]", -1);
    return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
  }

  private static double number(Map<String, String> attributes, String name) {
    return Double.parseDouble(attributes.getOrDefault(name, "0"));
  }
}
