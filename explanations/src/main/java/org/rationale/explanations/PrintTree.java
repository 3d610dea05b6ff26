package org.rationale.explanations;

import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A page as the tree that the PDF library lays out. It differs from the page in this: bars and
 * drawings are boxes instead of SVG, so that their words stay words; the contents are a PDF's
 * outline; and what is hidden is left out.
 */
final class PrintTree {

  private static final String XHTML = "http://www.w3.org/1999/xhtml";

  /** Attributes that mean something on paper. */
  private static final Set<String> KEPT =
      Set.of("id", "class", "href", "src", "alt", "width", "height", "scope", "lang", "colspan");

  private final Document document;
  private final String sheet;
  private final IntPredicate drawable;

  private PrintTree(Document document, String sheet, IntPredicate drawable) {
    this.document = document;
    this.sheet = sheet;
    this.drawable = drawable;
  }

  /**
   * The tree.
   *
   * @param drawable which characters the typefaces have; others are shown by their number
   */
  static Document of(HtmlPage page, String sheet, IntPredicate drawable) {
    Document document;
    try {
      document = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().newDocument();
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException(impossible);
    }
    new PrintTree(document, sheet, drawable).write(page);
    return document;
  }

  private void write(HtmlPage page) {
    Element html = document.createElementNS(XHTML, "html");
    html.setAttribute("lang", "en");
    document.appendChild(html);
    Element head = child(html, "head");
    child(head, "title").setTextContent(VisibleText.line(page.title()));
    Element about = child(head, "meta");
    about.setAttribute("name", "description");
    about.setAttribute("content", VisibleText.line(page.title()));
    child(head, "style").setTextContent(sheet);
    Element outline = child(head, "bookmarks");
    DecisionHtml.SECTIONS.forEach(
        (fragment, title) -> {
          if (has(page.body(), fragment)) {
            Element entry = child(outline, "bookmark");
            entry.setAttribute("name", title);
            entry.setAttribute("href", "#" + fragment);
          }
        });
    append(child(html, "body"), page.body());
    document.normalize();
  }

  private static boolean has(Html piece, String fragment) {
    return switch (piece) {
      case Html.Text words -> false;
      case Html.Style screen -> false;
      case Html.Sequence pieces -> pieces.children().stream().anyMatch(one -> has(one, fragment));
      case Html.Element element ->
          fragment.equals(element.attributes().get("id"))
              || element.children().stream().anyMatch(one -> has(one, fragment));
    };
  }

  private Element child(Node parent, String name) {
    Element element = document.createElementNS(XHTML, name);
    parent.appendChild(element);
    return element;
  }

  private void append(Node parent, Html piece) {
    switch (piece) {
      case Html.Text words -> parent.appendChild(document.createTextNode(shown(words.value())));
      case Html.Style screen -> {
        // The sheet for paper stands in the head.
      }
      case Html.Sequence pieces -> pieces.children().forEach(one -> append(parent, one));
      case Html.Element element when element.attributes().containsKey("hidden") -> {
        // The certificate: data for a program.
      }
      case Html.Element element
          when element.name().equals("bdi") && !RightToLeft.isIn(words(element)) ->
          // There is nothing to isolate, and each element costs a tag.
          element.children().forEach(one -> append(parent, one));
      case Html.Element element when element.name().equals("svg") -> {
        if ("bar".equals(element.attributes().get("class"))) {
          bar(child(parent, "span"), element);
        } else {
          PrintedDrawing.append(child(parent, "div"), element, this::shown);
        }
      }
      case Html.Element element -> {
        Element copy = child(parent, element.name());
        element.attributes().forEach((name, value) -> keep(copy, name, value));
        element.children().forEach(one -> append(copy, one));
      }
    }
  }

  private static String words(Html piece) {
    return switch (piece) {
      case Html.Text words -> words.value();
      case Html.Style screen -> "";
      case Html.Sequence pieces ->
          pieces.children().stream().map(PrintTree::words).collect(Collectors.joining());
      case Html.Element element ->
          element.children().stream().map(PrintTree::words).collect(Collectors.joining());
    };
  }

  private static void keep(Element copy, String name, String value) {
    if (KEPT.contains(name)) {
      copy.setAttribute(name, VisibleText.of(value));
    }
  }

  /** The number stands beside it in words. */
  private void bar(Element bar, Html.Element drawn) {
    bar.setAttribute("class", "bar");
    for (Html part : drawn.children()) {
      if (part instanceof Html.Element rectangle) {
        Map<String, String> given = rectangle.attributes();
        Element box = child(bar, "span");
        box.setAttribute("class", given.getOrDefault("class", ""));
        box.setAttribute(
            "style", "left: %s%%; width: %s%%".formatted(given.get("x"), given.get("width")));
      }
    }
  }

  private String shown(String words) {
    StringBuilder shown = new StringBuilder();
    VisibleText.of(words)
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\t' || drawable.test(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("[U+%04X]".formatted(c));
              }
            });
    return shown.toString();
  }
}
