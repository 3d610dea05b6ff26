package org.rationale.perception;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphUtil;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.graph.GraphFactory;
import org.rationale.kg.InvalidInputException;

/**
 * Takes the concepts of a text perceptor and their phrases from knowledge: {@code SELECT ?concept
 * ?phrase} and, if wanted, {@code ?polarity}, where {@code "absent"} marks a phrase that says that
 * the concept is not there, and {@code "nothing"} one that names no concept at all, but could be
 * taken for one. The pack's prefixes are known to the query, and {@code rdf}, {@code rdfs}, {@code
 * skos} and {@code rat} too.
 */
final class ConceptQuery {

  private static final String NOTHING = "nothing";

  private ConceptQuery() {}

  /** A row of the query's result. */
  record Row(Node concept, String phrase, boolean absent) {}

  /**
   * Runs the query.
   *
   * @param config the mapping with {@code files} and {@code select}
   * @return sorted and without duplicates; empty if something was wrong, which was then reported
   */
  static List<Row> run(ConfigReader config, List<Path> files, Map<String, String> prefixes) {
    Optional<String> select = config.requiredString("select");
    Graph graph = GraphFactory.createDefaultGraph();
    boolean whole = true;
    Path folder = config.packFolder().toAbsolutePath().normalize();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      try {
        GraphUtil.addInto(graph, config.opening().documents().graph(name));
      } catch (InvalidInputException e) {
        whole = false;
        config.report(
            "turtle-syntax",
            config.place("files"),
            "The file (%s) cannot be read.".formatted(file.getFileName()),
            firstLine(e));
      }
    }
    if (select.isEmpty() || !whole) {
      return List.of();
    }
    Query query = new Query();
    query.setPrefixMapping(
        PrefixMapping.Factory.create()
            .setNsPrefix("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
            .setNsPrefix("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
            .setNsPrefix("skos", "http://www.w3.org/2004/02/skos/core#")
            .setNsPrefix("rat", "https://w3id.org/rationale#")
            .setNsPrefixes(prefixes));
    try {
      QueryFactory.parse(query, select.get(), null, null);
    } catch (QueryException e) {
      config.report(
          "sparql-syntax", config.place("select"), "The query cannot be read.", firstLine(e));
      return List.of();
    }
    if (!query.isSelectType() || !query.getResultVars().containsAll(List.of("concept", "phrase"))) {
      config.report(
          "concept-query",
          config.place("select"),
          "The query does not select ?concept and ?phrase.",
          "Write SELECT ?concept ?phrase WHERE { ... }.");
      return List.of();
    }
    List<Row> rows = rows(config, query, graph);
    if (rows.isEmpty()) {
      config.report(
          "no-concepts",
          config.place("select"),
          "The query finds no concept with a phrase in (%s)."
              .formatted(files.stream().map(Path::getFileName).toList()),
          "Check the class and the properties of its pattern, and the pack's prefixes.");
    }
    return rows;
  }

  private static List<Row> rows(ConfigReader config, Query query, Graph graph) {
    Set<Row> rows = new LinkedHashSet<>();
    try (QueryExec execution =
        QueryExec.dataset(DatasetGraphFactory.wrap(graph)).query(query).build()) {
      RowSet results = execution.select();
      while (results.hasNext()) {
        Binding binding = results.next();
        Node concept = binding.get("concept");
        Node phrase = binding.get("phrase");
        Node polarity = binding.get("polarity");
        if (concept == null || !concept.isURI() || phrase == null || !phrase.isLiteral()) {
          config.report(
              "concept-query",
              config.place("select"),
              "The row (%s) has not an IRI and a text.".formatted(binding),
              "Let ?concept be an IRI and ?phrase a literal.");
        } else if (!phrase.getLiteralLexicalForm().isBlank()) {
          String kind =
              polarity != null && polarity.isLiteral() ? polarity.getLiteralLexicalForm() : "";
          rows.add(
              new Row(
                  kind.equals(NOTHING) ? ConceptPhrase.NOTHING : concept,
                  phrase.getLiteralLexicalForm().strip(),
                  kind.equals(Context.ABSENT.key())));
        }
      }
    }
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparing((Row row) -> row.concept().getURI())
            .thenComparing(Row::phrase)
            .thenComparing(Row::absent));
    return List.copyOf(sorted);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }
}
