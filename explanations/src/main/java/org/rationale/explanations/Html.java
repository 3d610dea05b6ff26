package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A piece of a page. Text is escaped when it is written, wherever it came from; element and
 * attribute names are constants of the views.
 */
sealed interface Html {

  Set<String> VOID = Set.of("meta", "br", "col", "img");

  void write(StringBuilder out);

  /** Characters that would change how the text around them is shown are made visible. */
  record Text(String value) implements Html {
    @Override
    public void write(StringBuilder out) {
      escape(VisibleText.of(value), out);
    }
  }

  /** A style sheet of this package; the one thing that is written as it is. */
  record Style(String css) implements Html {
    public Style {
      if (css.contains("</")) {
        throw new IllegalArgumentException("The style sheet closes its own element.");
      }
    }

    @Override
    public void write(StringBuilder out) {
      out.append("<style>").append(css).append("</style>");
    }
  }

  /** Pieces one after the other. */
  record Sequence(List<Html> children) implements Html {
    public Sequence {
      children = List.copyOf(children);
    }

    @Override
    public void write(StringBuilder out) {
      children.forEach(child -> child.write(out));
    }
  }

  /** An element. */
  record Element(String name, Map<String, String> attributes, List<Html> children) implements Html {
    public Element {
      children = List.copyOf(children);
    }

    Element with(String attribute, String value) {
      Map<String, String> more = new LinkedHashMap<>(attributes);
      more.put(attribute, value);
      return new Element(name, more, children);
    }

    Element classed(String value) {
      return with("class", value);
    }

    @Override
    public void write(StringBuilder out) {
      out.append('<').append(name);
      attributes.forEach(
          (attribute, value) -> {
            out.append(' ').append(attribute).append("=\"");
            escape(VisibleText.of(value), out);
            out.append('"');
          });
      out.append('>');
      if (!VOID.contains(name)) {
        children.forEach(child -> child.write(out));
        out.append("</").append(name).append('>');
      }
      if (BLOCKS.contains(name)) {
        out.append('\n');
      }
    }
  }

  /** A line break in the source after these; it is white space between blocks and shows nowhere. */
  Set<String> BLOCKS =
      Set.of("meta", "section", "tr", "li", "p", "h1", "h2", "h3", "h4", "dd", "table", "ul", "ol");

  static Element el(String name, Html... children) {
    return new Element(name, Map.of(), List.of(children));
  }

  static Element el(String name, List<? extends Html> children) {
    return new Element(name, Map.of(), List.copyOf(children));
  }

  /** An element with words of this package in it. */
  static Element el(String name, String words) {
    return el(name, new Text(words));
  }

  static Html text(String value) {
    return new Text(value);
  }

  /** Words from outside, kept from reordering what stands beside them. */
  static Element outside(String value) {
    return el("bdi", new Text(value));
  }

  static Html all(List<? extends Html> children) {
    return new Sequence(List.copyOf(children));
  }

  static Html all(Html... children) {
    return new Sequence(List.of(children));
  }

  static Html join(String separator, List<? extends Html> children) {
    List<Html> joined = new ArrayList<>();
    for (Html child : children) {
      if (!joined.isEmpty()) {
        joined.add(text(separator));
      }
      joined.add(child);
    }
    return all(joined);
  }

  private static void escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
