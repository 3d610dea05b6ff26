package org.rationale.kg;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.validation.ReportEntry;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.graph.GraphFactory;

/**
 * SHACL shapes that graphs are validated against. Immutable; safe for use by many threads.
 *
 * <p>SHACL Core and SHACL-SPARQL, as Jena implements them. Embedded queries must not use {@code
 * SERVICE} or functions that are Java classes.
 */
public final class Shapes {

  private static final Set<String> QUERIES = Set.of("select", "ask", "construct");
  private static final Pattern OUTWARD =
      Pattern.compile("\\bSERVICE\\b|<java:", Pattern.CASE_INSENSITIVE);

  private final org.apache.jena.shacl.Shapes shapes;

  private Shapes(org.apache.jena.shacl.Shapes shapes) {
    this.shapes = shapes;
  }

  /**
   * Reads shapes from local files, which make up one shapes graph.
   *
   * @throws InvalidInputException if a file is not RDF, holds a term of the {@code sh:} namespace
   *     that is not in SHACL, or if the shapes are malformed or none
   */
  public static Shapes read(List<Path> files) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Graph graph = GraphFactory.createDefaultGraph();
    for (Path file : files) {
      new RdfParser(diagnostics)
          .parse(file, file.toString(), new Statements(graph, file.toString(), diagnostics));
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    String names = String.join(", ", files.stream().map(Path::toString).toList());
    org.apache.jena.shacl.Shapes parsed = parse(graph, names);
    if (parsed.numShapes() == 0) {
      throw new InvalidInputException(
          "no-shapes",
          names,
          "There are no shapes in it, so that any data would conform.",
          "A shape is a sh:NodeShape or sh:PropertyShape, or has a target.");
    }
    return new Shapes(parsed);
  }

  private static org.apache.jena.shacl.Shapes parse(Graph graph, String names) {
    try {
      return org.apache.jena.shacl.Shapes.parse(graph);
    } catch (JenaException e) {
      // The parser meets some malformed shapes with exceptions of the layers below it.
      throw new InvalidInputException(
          "shacl-syntax", names, String.valueOf(e.getMessage()).strip(), "");
    }
  }

  /** What does not conform, sorted by focus node, path, value and message; empty if all does. */
  public List<Violation> validate(Graph data) {
    return ShaclValidator.get().validate(shapes, data).getEntries().stream()
        .map(Shapes::violation)
        .distinct()
        .sorted(
            Comparator.<Violation, String>comparing(v -> NodeFmtLib.strNT(v.focus()))
                .thenComparing(v -> v.path().orElse(""))
                .thenComparing(v -> v.value().map(NodeFmtLib::strNT).orElse(""))
                .thenComparing(Violation::message))
        .toList();
  }

  private static Violation violation(ReportEntry entry) {
    return new Violation(
        entry.focusNode(),
        Optional.ofNullable(entry.resultPath()).map(Object::toString),
        Optional.ofNullable(entry.value()),
        entry.severity().level(),
        String.valueOf(entry.message()),
        entry.source());
  }

  /** Fills the shapes graph and looks at each statement while its place is known. */
  private record Statements(Graph graph, String source, List<Diagnostic> diagnostics)
      implements RdfParser.Sink {

    private static final Set<String> TERMS = terms();

    @Override
    public void statement(Node name, Triple triple, long line, long column) {
      graph.add(triple);
      String predicate = triple.getPredicate().getURI();
      if (!predicate.startsWith(FactAnnotations.SH)) {
        return;
      }
      String place = Reifications.place(source, line, column);
      String term = predicate.substring(FactAnnotations.SH.length());
      if (!TERMS.contains(term)) {
        diagnostics.add(
            new Diagnostic(
                "unknown-shacl-term",
                place,
                "SHACL has no (sh:" + term + "), so that it would have no effect.",
                "Maybe it is misspelt."));
      }
      if (triple.getObject().isLiteral() && reachesOut(term, triple.getObject())) {
        diagnostics.add(
            new Diagnostic(
                "shape-refused",
                place,
                "The query of (sh:" + term + ") uses SERVICE or a Java class.",
                "A shape looks at the data only."));
      }
    }

    private static boolean reachesOut(String term, Node value) {
      String text = value.getLiteralLexicalForm();
      return (QUERIES.contains(term) && OUTWARD.matcher(text).find())
          || (term.equals("namespace") && text.startsWith("java:"));
    }

    @Override
    public void prefix(String prefix, String iri) {
      graph.getPrefixMapping().setNsPrefix(prefix, iri);
    }

    /** The local names of SHACL's terms, as the library that evaluates them declares them. */
    private static Set<String> terms() {
      Set<String> terms = new HashSet<>();
      for (java.lang.reflect.Field field :
          org.apache.jena.shacl.vocabulary.SHACL.class.getFields()) {
        try {
          if (field.get(null) instanceof Node node
              && node.isURI()
              && node.getURI().startsWith(FactAnnotations.SH)) {
            terms.add(node.getURI().substring(FactAnnotations.SH.length()));
          }
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("SHACL's vocabulary is not readable.", e);
        }
      }
      return Set.copyOf(terms);
    }
  }
}
