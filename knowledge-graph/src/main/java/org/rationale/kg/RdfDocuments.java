package org.rationale.kg;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.graph.GraphFactory;

/**
 * The RDF documents of a folder, each parsed once, however many read it and in whatever order. It
 * keeps all that it parsed, so it should live no longer than the opening of what reads it. Safe for
 * use by many threads.
 */
public final class RdfDocuments {

  /**
   * A parsed document.
   *
   * @param diagnostics what is wrong with it; if there is something, the rest is not whole
   */
  private record Document(
      List<Statement> statements, List<Prefix> prefixes, List<Diagnostic> diagnostics) {}

  private record Statement(Node graph, Triple triple, long line, long column) {}

  private record Prefix(String prefix, String iri) {}

  private final Path folder;
  private final Map<String, Document> parsed = new ConcurrentHashMap<>();

  /**
   * @param folder what names are relative to
   */
  public RdfDocuments(Path folder) {
    this.folder = folder;
  }

  /** What names are relative to. */
  public Path folder() {
    return folder;
  }

  /**
   * The default graph of a document, every statement as it stands, reifications too.
   *
   * @param name of its file, relative to the folder
   * @throws InvalidInputException with all that is wrong in it
   */
  public Graph graph(String name) {
    Document document = document(name);
    if (!document.diagnostics().isEmpty()) {
      throw new InvalidInputException(document.diagnostics());
    }
    Graph graph = GraphFactory.createDefaultGraph();
    for (Statement statement : document.statements()) {
      if (Quad.isDefaultGraph(statement.graph())) {
        graph.add(statement.triple());
      }
    }
    return graph;
  }

  /** Gives a document to a sink, and what is wrong with it to a list. */
  void read(String name, RdfParser.Sink sink, List<Diagnostic> diagnostics) {
    Document document = document(name);
    document.prefixes().forEach(prefix -> sink.prefix(prefix.prefix(), prefix.iri()));
    for (Statement statement : document.statements()) {
      sink.statement(statement.graph(), statement.triple(), statement.line(), statement.column());
    }
    diagnostics.addAll(document.diagnostics());
  }

  /** How many documents were parsed. */
  int size() {
    return parsed.size();
  }

  private Document document(String name) {
    return parsed.computeIfAbsent(name, this::parse);
  }

  private Document parse(String name) {
    List<Statement> statements = new ArrayList<>();
    List<Prefix> prefixes = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    new RdfParser(diagnostics)
        .parse(
            folder.resolve(name),
            name,
            new RdfParser.Sink() {
              @Override
              public void statement(Node graph, Triple triple, long line, long column) {
                statements.add(new Statement(graph, triple, line, column));
              }

              @Override
              public void prefix(String prefix, String iri) {
                prefixes.add(new Prefix(prefix, iri));
              }
            });
    return new Document(statements, prefixes, diagnostics);
  }
}
