package org.rationale.kg;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.vocabulary.RDF;
import org.jspecify.annotations.Nullable;

/** What reifiers reify, and what was said about them in the engine's vocabulary. */
final class Reifications {

  /**
   * One statement about a reifier.
   *
   * @param source the document
   * @param place file, line and column
   */
  record Remark(Triple triple, String source, String place) {
    Node value() {
      return triple.getObject();
    }
  }

  private final Map<Node, List<Remark>> reifies = new LinkedHashMap<>();
  private final Map<Node, Map<Node, List<Remark>>> remarks = new LinkedHashMap<>();

  /** Takes the statement if it is a reification of a statement. */
  boolean addReification(Triple triple, String source, long line, long column) {
    if (!triple.getPredicate().equals(RDF.Nodes.reifies) || !triple.getObject().isTripleTerm()) {
      return false;
    }
    add(
        reifies.computeIfAbsent(triple.getSubject(), n -> new ArrayList<>(1)),
        new Remark(triple, source, place(source, line, column)));
    return true;
  }

  void addRemark(Triple triple, String source, long line, long column) {
    add(
        remarks
            .computeIfAbsent(triple.getSubject(), n -> new LinkedHashMap<>())
            .computeIfAbsent(triple.getPredicate(), n -> new ArrayList<>(1)),
        new Remark(triple, source, place(source, line, column)));
  }

  private static void add(List<Remark> list, Remark remark) {
    // RDF is a set: to say the same twice says it once.
    if (list.stream().noneMatch(r -> r.triple().equals(remark.triple()))) {
      list.add(remark);
    }
  }

  Iterable<Node> subjectsOfRemarks() {
    return remarks.keySet();
  }

  Map<Node, List<Remark>> reifications() {
    return reifies;
  }

  List<Remark> remarks(Node subject, Node predicate) {
    Map<Node, List<Remark>> about = remarks.get(subject);
    return about == null ? List.of() : about.getOrDefault(predicate, List.of());
  }

  List<Remark> remarks(Node subject) {
    Map<Node, List<Remark>> about = remarks.get(subject);
    return about == null ? List.of() : about.values().stream().flatMap(List::stream).toList();
  }

  /**
   * The one statement that a reifier reifies; otherwise adds a diagnostic and is null.
   *
   * @param remark what presupposes that there is one
   */
  @Nullable Triple reified(Remark remark, List<Diagnostic> diagnostics) {
    Node reifier = remark.triple().getSubject();
    List<Remark> all = reifies.getOrDefault(reifier, List.of());
    String term = show(remark.triple().getPredicate());
    if (all.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              "nothing-reified",
              remark.place(),
              "%s is said of (%s), which reifies no statement.".formatted(term, show(reifier)),
              "Write << s p o >> %s %s .".formatted(term, show(remark.value()))));
      return null;
    }
    if (all.size() > 1) {
      diagnostics.add(
          new Diagnostic(
              "ambiguous-reifier",
              remark.place(),
              "%s is said of (%s), which reifies %d statements: %s."
                  .formatted(
                      term,
                      show(reifier),
                      all.size(),
                      String.join(
                          " and ", all.stream().map(r -> show(r.value())).sorted().toList())),
              "Give each statement a reifier of its own."));
      return null;
    }
    return all.get(0).value().getTriple();
  }

  static String place(String source, long line, long column) {
    return line > 0 ? source + ":" + line + ":" + column : source;
  }

  static String show(Node node) {
    return node.isURI() && node.getURI().startsWith(Rat.NS)
        ? "rat:" + node.getURI().substring(Rat.NS.length())
        : NodeFmtLib.strNT(node);
  }

  static String show(Triple triple) {
    return show(triple.getSubject())
        + " "
        + show(triple.getPredicate())
        + " "
        + show(triple.getObject());
  }
}
